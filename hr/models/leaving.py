"""Leaving one job or the whole employment: the case, its tasks, what was overpaid, and a partner's own terms of it."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.engine.leaving_reasons import JOB_GOES_ON, REASONS, Notice, Rehire
from hr.models.documents import Document
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start, no_overlap
from hr.states import LeavingState, LeavingTaskState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField, MoneyField, RateField

_BY_CASE = sorted(reason.value for reason, rule in REASONS.items() if rule.needs_case)


class LeavingTerms(PublicId, PartnerOwned):
    """What a partner agreed about leaving beyond the law, between two dates: its discretions policy and contracts."""

    contract_notice_weeks = models.IntegerField(default=4, help_text="Weeks of notice of the contract, either side")
    redundancy_multiplier = RateField(default=1, help_text="1 for the statutory weeks, more for a local scheme")
    uses_actual_week_pay = models.BooleanField(default=False, help_text="The actual week’s pay instead of the limited")
    recovers_leave = models.BooleanField(default=False, help_text="The contract lets too much leave be taken back")
    small_estate_limit = MoneyField(
        null=True, blank=True, help_text="Pounds paid after a death without a grant; empty: the limit of the law"
    )
    source = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_leavingterms_no_overlap"),
            has_start("hr_leavingterms_starts"),
            models.CheckConstraint(
                condition=Q(contract_notice_weeks__gte=0, redundancy_multiplier__gte=1), name="hr_leavingterms_sensible"
            ),
            models.CheckConstraint(
                condition=Q(small_estate_limit__isnull=True) | Q(small_estate_limit__gt=0),
                name="hr_leavingterms_small_estate",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.source


class Leaving(PublicId, PartnerOwned):
    """The end of one job (`assignment`) or, without one, of a whole employment, as an HR manager approved it.

    `ended` remembers which rows were given which end, so that taking it back puts exactly those back.
    """

    class State(models.TextChoices):
        """Where it stands."""

        NOTICE = LeavingState.NOTICE.value, "Working notice"
        LEFT = LeavingState.LEFT.value, "Left"
        CLOSED = LeavingState.CLOSED.value, "Closed"
        WITHDRAWN = LeavingState.WITHDRAWN.value, "Taken back"

    class Access(models.TextChoices):
        """When the person's roles end."""

        LAST_DAY = "LAST_DAY", "At the end of the last day"
        AT_ONCE = "AT_ONCE", "At once"

    REASONS = [(reason.value, rule.label) for reason, rule in REASONS.items()]
    NOTICES = [(Notice.WORKED.value, "Worked"), (Notice.IN_LIEU.value, "Paid in lieu"), (Notice.NONE.value, "None")]
    REHIRES = [(Rehire.YES.value, "Yes"), (Rehire.HR_DECIDES.value, "HR decides"), (Rehire.NO.value, "No")]

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.NOTICE)
    leaving_reason = models.CharField(max_length=30, choices=REASONS)
    last_day = models.DateField()
    notice_given_on = models.DateField()
    notice = models.CharField(max_length=10, choices=NOTICES)
    access = models.CharField(max_length=10, choices=Access, default=Access.LAST_DAY)
    case_reference = models.CharField(max_length=60, blank=True)
    exit_payment = MoneyField(default=0)
    exit_authority = models.CharField(max_length=200, blank=True)
    rehire = models.CharField(max_length=10, choices=REHIRES)
    ends_employment = models.BooleanField()
    ended = models.JSONField(default=list)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "leaving"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "assignment"],
                condition=Q(assignment__isnull=False)
                & ~Q(state="WITHDRAWN")
                & ~Q(leaving_reason__in=sorted(JOB_GOES_ON)),
                name="hr_leaving_job_once",
            ),
            models.UniqueConstraint(
                fields=["partner", "employment"],
                condition=Q(ends_employment=True) & ~Q(state="WITHDRAWN"),
                name="hr_leaving_employment_once",
            ),
            models.CheckConstraint(
                condition=Q(assignment__isnull=False) | Q(ends_employment=True), name="hr_leaving_ends_something"
            ),
            models.CheckConstraint(
                condition=~Q(leaving_reason__in=_BY_CASE) | ~Q(case_reference=""), name="hr_leaving_dismissal_has_case"
            ),
            models.CheckConstraint(
                condition=Q(exit_payment=0, exit_authority="") | (Q(exit_payment__gt=0) & ~Q(exit_authority="")),
                name="hr_leaving_exit_payment_has_authority",
            ),
            models.CheckConstraint(condition=Q(notice_given_on__lte=F("last_day")), name="hr_leaving_notice_first"),
            person="person_id",
        )
        indexes = [
            models.Index(fields=["partner", "state", "last_day"], name="hr_leaving_state"),
            models.Index(fields=["partner", "person"], name="hr_leaving_person"),
            models.Index(fields=["partner", "employment"], name="hr_leaving_employment"),
        ]

    def __str__(self) -> str:
        return f"Leaving of {self.person}"


class LeavingPension(PublicId, PartnerOwned):
    """What a pension body said and what the employer decided about a pension that begins with a leaving.

    Written once; what was wrong is recorded again as the next version, with the reason, and the former one stays.
    Flexible retirement has hours and grades before and after; ill-health retirement a tier and its certificate; any
    early pension may cost the employer strain.
    """

    class Tier(models.TextChoices):
        """Which benefits an ill-health retirement brings."""

        TIER_1 = "TIER_1", "Tier 1: unlikely to work again before normal pension age"
        TIER_2 = "TIER_2", "Tier 2: unlikely to work within three years"
        TIER_3 = "TIER_3", "Tier 3: likely to work within three years"
        LOWER = "LOWER", "Lower tier: cannot do the work of an officer or firefighter"
        UPPER = "UPPER", "Upper tier: cannot do any regular work"

    person = PartnerForeignKey(Person)
    leaving = PartnerForeignKey(Leaving)
    body = models.CharField(max_length=120, blank=True, help_text="The pension fund or scheme administrator")
    quoted_on = models.DateField(null=True, blank=True, help_text="When the fund gave its quotation")
    confirmed_on = models.DateField(null=True, blank=True)
    confirmation = models.CharField(max_length=120, blank=True, help_text="The reference of its confirmation")
    consent_on = models.DateField(null=True, blank=True)
    consent = models.CharField(max_length=200, blank=True, help_text="Who decided it for the employer, and where")
    hours_before = HoursField(null=True, blank=True)
    hours_after = HoursField(null=True, blank=True)
    grade_before = models.CharField(max_length=60, blank=True)
    grade_after = models.CharField(max_length=60, blank=True)
    tier = models.CharField(max_length=10, choices=Tier, blank=True)
    certificate = PartnerForeignKey(Document, null=True, blank=True)
    certified_on = models.DateField(null=True, blank=True)
    doctor = models.CharField(max_length=120, blank=True)
    is_doctor_independent = models.BooleanField(default=False, help_text="Not involved in the case before")
    strain_cost = MoneyField(default=0, help_text="Pounds that the fund asks of the employer")
    strain_authority = models.CharField(max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    why_again = models.CharField(
        max_length=200, blank=True, db_default="", help_text="What was wrong with the former one"
    )

    class Meta(PartnerOwned.Meta):
        verbose_name = "pension that begins with a leaving"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "leaving", "version"], name="hr_leavingpension_version"),
            models.CheckConstraint(
                condition=(Q(version=1) & Q(why_again="")) | (Q(version__gt=1) & ~Q(why_again="")),
                name="hr_leavingpension_says_why_again",
            ),
            models.CheckConstraint(
                condition=Q(hours_after__isnull=True)
                | (
                    Q(hours_before__isnull=False, consent_on__isnull=False, confirmed_on__isnull=False)
                    & ~Q(consent="")
                    & ~Q(confirmation="")
                ),
                name="hr_leavingpension_flexible_agreed",
            ),
            models.CheckConstraint(
                condition=Q(tier="", certificate__isnull=True, certified_on__isnull=True)
                | (
                    Q(certificate__isnull=False, certified_on__isnull=False, is_doctor_independent=True)
                    & ~Q(tier="")
                    & ~Q(doctor="")
                ),
                name="hr_leavingpension_certified",
            ),
            models.CheckConstraint(
                condition=Q(strain_cost=0) | (Q(strain_cost__gt=0) & ~Q(strain_authority="")),
                name="hr_leavingpension_strain_has_authority",
            ),
            append_only=True,
            referenced=False,
            person="person_id",
            hide=("tier", "certificate", "certified_on", "doctor"),
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_leavingpension_person")]

    def __str__(self) -> str:
        return f"Pension of {self.leaving}"


class LeavingTask(PublicId, PartnerOwned):
    """One thing to do when somebody leaves: who does it, by when, and how it ended."""

    class Owner(models.TextChoices):
        """Who does it."""

        HR = "HR", "HR"
        MANAGER = "MANAGER", "Line manager"
        IT = "IT", "IT"
        PAYROLL = "PAYROLL", "Payroll"
        PENSIONS = "PENSIONS", "Pensions"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = LeavingTaskState.OPEN.value, "To do"
        DONE = LeavingTaskState.DONE.value, "Done"
        NOT_NEEDED = LeavingTaskState.NOT_NEEDED.value, "Not needed"

    leaving = PartnerForeignKey(Leaving)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=10, choices=Owner)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    note = models.CharField(max_length=200, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "leaving", "code"], name="hr_leavingtask_once"),
            models.CheckConstraint(
                condition=Q(state="OPEN", settled_by__isnull=True, settled_at__isnull=True)
                | Q(state__in=["DONE", "NOT_NEEDED"], settled_by__isnull=False, settled_at__isnull=False),
                name="hr_leavingtask_settled_pair",
            ),
            models.CheckConstraint(condition=~Q(state="NOT_NEEDED") | ~Q(note=""), name="hr_leavingtask_says_why"),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "state", "due_on"], name="hr_leavingtask_due")]

    def __str__(self) -> str:
        return self.title


class LeavingEvent(PartnerOwned):
    """One line of the log of a leaving: who did what, when, with which words. By nobody: it happened by date."""

    leaving = PartnerForeignKey(Leaving)
    action = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "leaving", "id"], name="hr_leavingevent_log")]

    def __str__(self) -> str:
        return self.action


class OverpaymentCase(PublicId, PartnerOwned):
    """Days that a released run paid after a last day, found when the notice came late. Nothing is deducted by itself.

    Written once: what is agreed about paying it back is proposed and decided elsewhere, never taken from pay silently.
    """

    leaving = PartnerForeignKey(Leaving)
    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    run = models.UUIDField(help_text="The pay run that paid it")
    run_label = models.CharField(max_length=120)
    period_start = models.DateField()
    period_end = models.DateField(help_text="The day after the period")
    pay_date = models.DateField()
    days_overpaid = models.IntegerField()
    days_in_period = models.IntegerField()
    net_paid = MoneyField()
    gross_overpaid = MoneyField(null=True, blank=True, help_text="For days after the last one; empty: not known")
    net_overpaid = MoneyField(null=True, blank=True, help_text="Take-home pay for them; empty: not known")
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "leaving", "run"], name="hr_overpaymentcase_once"),
            models.CheckConstraint(
                condition=Q(days_overpaid__gt=0, days_overpaid__lte=F("days_in_period")),
                name="hr_overpaymentcase_days",
            ),
            append_only=True,
            person="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_overpayment_person")]

    def __str__(self) -> str:
        return f"{self.days_overpaid} days of {self.run_label}"
