"""Starters: the case from offer to the end of probation, its gates, what the starter says, and what contracts say."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from finance.models import CostCentre
from hr.engine.establishment import Standing
from hr.engine.starters import Gate, Owner, Waiver
from hr.models.documents import Document
from hr.models.organisation import Grade, JobRole, PayGroup, Post, SpinePoint, StaffGroup
from hr.models.pay_terms import PensionMembership, PensionScheme
from hr.models.people import Assignment, AssignmentTerms, Employment, Person
from hr.models.spans import has_start, no_overlap
from hr.states import StarterState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import BlindIndexField, HoursField, MoneyField, RateField, SealedTextField

GATES = [(gate.value, gate.value) for gate in Gate]
WAIVERS = [
    (Waiver.NEVER.value, "Nobody may go without it"),
    (Waiver.HR_MANAGER.value, "The HR manager may accept the risk"),
    (Waiver.FOLLOWS.value, "It may follow"),
]


class JobGate(PublicId, PartnerOwned):
    """What a job role needs besides the gates of every job, between two dates, and who may accept to go without."""

    role = PartnerForeignKey(JobRole)
    gate = models.CharField(max_length=20, choices=GATES)
    level = models.CharField(max_length=100, blank=True, help_text="Like the level of a DBS check, or the register")
    waiver = models.CharField(max_length=12, choices=WAIVERS)
    reason = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_jobgate_no_overlap", "role", "gate"),
            has_start("hr_jobgate_starts"),
            models.CheckConstraint(
                condition=~Q(gate="RIGHT_TO_WORK") | Q(waiver="NEVER"), name="hr_jobgate_right_to_work_never"
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.gate} {self.level}".strip()


class StatementTerms(PublicId, PartnerOwned):
    """What the written statement says to everybody of a staff group, besides the facts of their job."""

    staff_group = PartnerForeignKey(StaffGroup)
    notice = models.TextField()
    sick_pay = models.TextField()
    other_leave = models.TextField()
    benefits = models.TextField()
    training = models.TextField()
    collective = models.TextField()
    procedures = models.TextField()
    reason = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_statementterms_no_overlap", "staff_group"),
            has_start("hr_statementterms_starts"),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.reason


class StarterCase(PublicId, PartnerOwned):
    """Somebody who is to start a job. The employment is made when the case is ready, from what stands here."""

    class State(models.TextChoices):
        """Where the case stands."""

        OFFER = StarterState.OFFER.value, "Offer"
        CHECKS = StarterState.CHECKS.value, "Checks"
        CONTRACT_SIGNED = StarterState.CONTRACT_SIGNED.value, "Contract signed"
        SUBMITTED = StarterState.SUBMITTED.value, "Waits for approval"
        READY = StarterState.READY.value, "Ready to start"
        STARTED = StarterState.STARTED.value, "Started"
        PROBATION = StarterState.PROBATION.value, "On probation"
        EXTENDED = StarterState.EXTENDED.value, "Probation extended"
        CONFIRMED = StarterState.CONFIRMED.value, "Confirmed"
        ENDED = StarterState.ENDED.value, "Not confirmed"
        VOID_START = StarterState.VOID_START.value, "Did not start"

    class Route(models.TextChoices):
        """What the job begins with: an employment of its own, or one that is there."""

        HIRE = "HIRE", "New employment"
        ADDED = "ADDED", "Another job of the same employment"
        TRANSFER = "TRANSFER", "Transfer from another partner"

    class Counts(models.TextChoices):
        """How the job will count against its post."""

        HOLDS = Standing.HOLDS.value, "Holds the post"
        COVER_FOR = Standing.COVER_FOR.value, "Covers somebody in the same post, like a maternity cover"
        SUPERNUMERARY = Standing.SUPERNUMERARY.value, "Beyond the establishment (supernumerary)"

    person = PartnerForeignKey(Person)
    route = models.CharField(max_length=8, choices=Route, default=Route.HIRE)
    joins = PartnerForeignKey(Employment, null=True, blank=True, help_text="The employment that is there already")
    state = models.CharField(max_length=15, choices=State, default=State.OFFER)
    is_rehire = models.BooleanField(default=False)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True, help_text="Fixed term: the last day")
    continuous_service_from = models.DateField(null=True, blank=True)
    manager = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    post = PartnerForeignKey(Post, null=True, blank=True)
    pay_group = PartnerForeignKey(PayGroup, null=True, blank=True)
    counts = models.CharField(max_length=13, choices=Counts, default=Counts.HOLDS)
    covers = PartnerForeignKey(Assignment, null=True, blank=True)
    counts_until = models.DateField(null=True, blank=True, help_text="Cover and supernumerary: the last day of it")
    kind = models.CharField(max_length=20, choices=Employment.Kind, default=Employment.Kind.EMPLOYEE)
    title = models.CharField(max_length=120, blank=True)
    contract = models.CharField(max_length=20, choices=AssignmentTerms.Contract, blank=True)
    contract_hours = HoursField(null=True, blank=True)
    paid_weeks = RateField(null=True, blank=True)
    working_pattern = models.CharField(max_length=800, blank=True, help_text="Hours a day, like Mon 7.4; or a rota")
    probation_months = models.PositiveSmallIntegerField(default=6)
    grade = PartnerForeignKey(Grade, null=True, blank=True)
    spine_point = PartnerForeignKey(SpinePoint, null=True, blank=True)
    spot_annual = MoneyField(null=True, blank=True)
    hourly_rate = MoneyField(null=True, blank=True)
    cost_centre = PartnerForeignKey(CostCentre, null=True, blank=True)
    ni_category = models.CharField(max_length=1, default="A")
    pension_scheme = PartnerForeignKey(PensionScheme, null=True, blank=True)
    pension_section = models.CharField(
        max_length=12, choices=PensionMembership.Section, default=PensionMembership.Section.MAIN
    )
    is_pension_decided = models.BooleanField(default=False)
    employment = PartnerForeignKey(Employment, null=True, blank=True)
    assignment = PartnerForeignKey(Assignment, null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    signed_for_employer = models.CharField(max_length=120, blank=True)
    signed_document = PartnerForeignKey(Document, null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True, help_text="The day on which the manager saw them at work")
    probation_ends_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_human = models.UUIDField()
    opened_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_human = models.UUIDField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "starter"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person"],
                condition=Q(state__in=["OFFER", "CHECKS", "CONTRACT_SIGNED", "SUBMITTED", "READY"]),
                name="hr_startercase_one_open",
            ),
            models.UniqueConstraint(
                fields=["partner", "employment"],
                condition=Q(employment__isnull=False),
                name="hr_startercase_employment",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_human__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_human__isnull=False, submitted_at__isnull=False),
                name="hr_startercase_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_human__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_human__isnull=False, approved_at__isnull=False),
                name="hr_startercase_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(approved_human__isnull=True)
                | (~Q(approved_human=F("submitted_human")) & ~Q(approved_human=F("opened_human"))),
                name="hr_startercase_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["OFFER", "CHECKS", "CONTRACT_SIGNED", "SUBMITTED", "VOID_START"])
                | Q(approved_human__isnull=False, assignment__isnull=False, employment__isnull=False)
                | Q(approved_human__isnull=False, assignment__isnull=False, route="ADDED"),
                name="hr_startercase_ready_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(route="HIRE", joins__isnull=True)
                | Q(route="ADDED", joins__isnull=False, employment__isnull=True)
                | (Q(route="TRANSFER", joins__isnull=False) & (Q(employment__isnull=True) | Q(employment=F("joins")))),
                name="hr_startercase_joins",
            ),
            models.CheckConstraint(
                condition=Q(counts="HOLDS", covers__isnull=True, counts_until__isnull=True)
                | Q(counts="SUPERNUMERARY", covers__isnull=True, counts_until__isnull=False)
                | Q(counts="COVER_FOR", covers__isnull=False, counts_until__isnull=False),
                name="hr_startercase_counts",
            ),
            self_service="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "state", "start_date"], name="hr_startercase_state"),
            models.Index(fields=["partner", "person"], name="hr_startercase_person"),
        ]

    def __str__(self) -> str:
        return f"Start of {self.person}"


class StarterGate(PublicId, PartnerOwned):
    """Something that must be there before somebody starts: a task with an owner and a day."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "OPEN", "To do"
        MET = "MET", "Done"
        WAIVED = "WAIVED", "Risk accepted"

    case = PartnerForeignKey(StarterCase)
    gate = models.CharField(max_length=20, choices=GATES)
    level = models.CharField(max_length=100, blank=True)
    waiver = models.CharField(max_length=12, choices=WAIVERS)
    owner = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Owner])
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=60, blank=True, help_text="A certificate, registration or letter")
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_human = models.UUIDField(null=True, blank=True, help_text="The HR manager who asks finance to agree")
    asked_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "case", "gate"], name="hr_startergate_once"),
            models.CheckConstraint(
                condition=Q(state="OPEN", done_by__isnull=True, done_at__isnull=True)
                | (~Q(state="OPEN") & Q(done_by__isnull=False, done_at__isnull=False)),
                name="hr_startergate_done_pair",
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True, asked_human__isnull=True, asked_at__isnull=True)
                | Q(asked_by__isnull=False, asked_human__isnull=False, asked_at__isnull=False, gate="POST"),
                name="hr_startergate_asked_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="WAIVED") | Q(waiver="HR_MANAGER"), name="hr_startergate_waiver_allowed"
            ),
            models.CheckConstraint(
                condition=~Q(gate="RIGHT_TO_WORK") | Q(waiver="NEVER"), name="hr_startergate_right_to_work_never"
            ),
            referenced=False,
            hide=("reference",),
        )
        indexes = [models.Index(fields=["partner", "state", "due_on"], name="hr_startergate_due")]

    def __str__(self) -> str:
        return self.gate


class StarterAnswers(PublicId, PartnerOwned):
    """What a starter says for payroll: statement, loans, P45 and account. HR takes it over; it is never changed."""

    class Statement(models.TextChoices):
        """The employee statement of HMRC’s starter checklist."""

        A = "A", "This is my first job since 6 April, and I have no other taxable benefits or pension"
        B = "B", "This is my only job now, but since 6 April I had another job or taxable benefits"
        C = "C", "I have another job, or I get a pension"
        P45 = "P45", "I have a P45 from my last job"

    case = PartnerForeignKey(StarterCase)
    person = PartnerForeignKey(Person)
    statement = models.CharField(max_length=3, choices=Statement)
    loan_plans = models.JSONField(default=list, blank=True)
    p45_leaving_date = models.DateField(null=True, blank=True)
    p45_tax_code = models.CharField(max_length=8, blank=True)
    p45_week1month1 = models.BooleanField(default=False)
    p45_pay = MoneyField(null=True, blank=True)
    p45_tax = MoneyField(null=True, blank=True)
    holder = models.CharField(max_length=100, blank=True)
    account = SealedTextField(blank=True, default="")
    fingerprint = BlindIndexField(blank=True, default="")
    last_four = models.CharField(max_length=4, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="hr_starteranswers_taken_pair",
            ),
            models.CheckConstraint(
                condition=~Q(statement="P45") | (Q(p45_leaving_date__isnull=False) & ~Q(p45_tax_code="")),
                name="hr_starteranswers_p45",
            ),
            self_service="person_id",
            self_insert=True,
            referenced=False,
            hide=("account", "fingerprint", "last_four", "holder", "p45_pay", "p45_tax"),
        )
        indexes = [models.Index(fields=["partner", "case", "id"], name="hr_starteranswers_case")]

    def __str__(self) -> str:
        return self.get_statement_display()


class StarterEvent(PartnerOwned):
    """One line of the log of a case: who did what, when, with which words. Never changed."""

    case = PartnerForeignKey(StarterCase)
    action = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "case", "id"], name="hr_starterevent_log")]

    def __str__(self) -> str:
        return self.action
