"""Absence and annual leave of a job, what was agreed about both, and the notices before sick pay goes down."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from hr.engine.sick_pay import DayBasis, Rate
from hr.models.documents import Document
from hr.models.leave_year import LeaveYearRun
from hr.models.organisation import StaffGroup
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import behalf, has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField

STEP_RATES = [(Rate.HALF.value, "Half pay"), (Rate.NIL.value, "No sick pay")]


DAY_BASES = [(DayBasis.CALENDAR.value, "Calendar days"), (DayBasis.WORKING.value, "Working days, Monday to Friday")]


class IrregularLeave(models.TextChoices):
    """How people of irregular hours, or of a part of the year, get leave: for each hour worked, or paid with pay.

    Empty: like everybody else. Source: Working Time Regulations 1998, regs 15B and 16A, leave years from April 2024.
    """

    ACCRUED = "ACCRUED", "Hours of leave for the hours worked (12.07%)"
    ROLLED_UP = "ROLLED_UP", "The same, and holiday pay with each payslip (rolled up)"


def no_overlap_while(name: str, condition: Q) -> ExclusionConstraint:
    """Return the constraint that the rows of one job that count do not overlap in time."""
    expressions = [
        ("partner", RangeOperators.EQUAL),
        ("assignment", RangeOperators.EQUAL),
        ("valid", RangeOperators.OVERLAPS),
    ]
    return ExclusionConstraint(name=name, expressions=expressions, condition=condition)


class AbsenceTerms(PublicId, PartnerOwned):
    """What a partner agreed for a staff group: its scale of sick pay, its annual leave, when leave years start.

    `sick_scale` names a national scale (hr.engine.agreements); a local scheme leaves it empty and gives `sick_bands`
    as [[completed months of service, months of full pay, months of half pay], …]. `leave_bands` are
    [[completed years of service, full-time days a year], …], bank holidays not included. `triggers` says when sickness
    is looked at (hr.engine.triggers); empty, the partnership’s default holds. `retests_sick_pay`: an anniversary of
    service during an absence may give more (hr.engine.sick_pay.retested). `irregular_leave`: see IrregularLeave.
    """

    staff_group = PartnerForeignKey(StaffGroup)
    sick_scale = models.CharField(max_length=20, blank=True)
    sick_bands = models.JSONField(default=list, blank=True)
    leave_bands = models.JSONField()
    leave_year_month = models.PositiveSmallIntegerField(default=4, help_text="Month that leave years start in")
    carry_days = models.PositiveSmallIntegerField(default=5, help_text="Unused days carried over as agreed, at most")
    triggers = models.JSONField(default=dict, blank=True)
    retests_sick_pay = models.BooleanField(
        default=False, help_text="An anniversary of service during an absence is looked at again"
    )
    sick_day_basis = models.CharField(
        max_length=8, choices=DAY_BASES, default=DayBasis.CALENDAR.value, db_default=DayBasis.CALENDAR.value,
        help_text="Which days sick pay counts",
    )  # fmt: skip
    irregular_leave = models.CharField(
        max_length=9, choices=IrregularLeave.choices, default="", db_default="", blank=True,
        help_text="How irregular-hours and part-year workers get leave",
    )  # fmt: skip
    source = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_absenceterms_no_overlap", "staff_group"),
            has_start("hr_absenceterms_starts"),
            models.CheckConstraint(
                condition=Q(sick_day_basis__in=[value for value, _label in DAY_BASES]), name="hr_absenceterms_basis"
            ),
            models.CheckConstraint(
                condition=Q(irregular_leave__in=["", "ACCRUED", "ROLLED_UP"]), name="hr_absenceterms_irregular"
            ),
            models.CheckConstraint(
                condition=Q(leave_year_month__gte=1, leave_year_month__lte=12), name="hr_absenceterms_month"
            ),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return self.source


class AbsenceRecord(PublicId, PartnerOwned):
    """An absence from one job, open until its last day is known. Its reason is for HR and the person only."""

    class Kind(models.TextChoices):
        """What it is in pay: injury at work has a pot of its own, unpaid leave has none."""

        SICKNESS = "SICKNESS", "Sickness"
        INJURY = "INJURY", "Injury at work"
        UNPAID = "UNPAID", "Unpaid leave"

    class Category(models.TextChoices):
        """The national list of categories, as managers see it."""

        BACK = "BACK", "Back and neck problems"
        MUSCLES = "MUSCLES", "Other muscle and joint problems"
        STRESS = "STRESS", "Stress, depression, anxiety, mental health"
        VIRUS = "VIRUS", "Infections, colds and flu"
        NEUROLOGICAL = "NEUROLOGICAL", "Neurological, headaches and migraine"
        GENITO = "GENITO", "Genito-urinary and gynaecological"
        PREGNANCY = "PREGNANCY", "Pregnancy related"
        STOMACH = "STOMACH", "Stomach, liver, kidney and digestion"
        HEART = "HEART", "Heart, blood pressure and circulation"
        CHEST = "CHEST", "Chest and respiratory"
        HEAD = "HEAD", "Eye, ear, nose, mouth and dental"
        OTHER = "OTHER", "Other"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "OPEN", "Open"
        CLOSED = "CLOSED", "Closed"
        CANCELLED = "CANCELLED", "Cancelled"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=10, choices=Kind)
    category = models.CharField(max_length=12, choices=Category)
    reason = models.CharField(max_length=500, blank=True, help_text="For HR and the person only")
    valid = DateRangeField(help_text="From the first to the last day of absence")
    hours_lost_first = HoursField(null=True, blank=True, help_text="When only a part of the first day was lost")
    hours_lost_last = HoursField(null=True, blank=True, help_text="When only a part of the last day was lost")
    is_work_related = models.BooleanField(default=False)
    is_disability_related = models.BooleanField(default=False)
    is_pregnancy_related = models.BooleanField(default=False)
    is_self_certified = models.BooleanField(default=False)
    linked_to = PartnerForeignKey("hr.AbsenceRecord", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap_while("hr_absencerecord_no_overlap", ~Q(state="CANCELLED")),
            has_start("hr_absencerecord_starts"),
            models.CheckConstraint(
                condition=Q(state="OPEN", valid__upper_inf=True)
                | Q(state="CLOSED", valid__upper_inf=False)
                | Q(state="CANCELLED"),
                name="hr_absencerecord_closed_ends",
            ),
            self_service="person_id",
            hide=("reason",),
        )
        indexes = [
            models.Index(fields=["partner", "assignment"], name="hr_absence_assignment"),
            models.Index(fields=["partner", "person"], name="hr_absence_person"),
            models.Index(fields=["partner", "state"], name="hr_absence_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.valid.lower:%d.%m.%Y}"


class FitNote(PublicId, PartnerOwned):
    """A doctor's statement about some days of an absence."""

    class Outcome(models.TextChoices):
        """What it says."""

        NOT_FIT = "NOT_FIT", "Not fit for work"
        MAY_BE_FIT = "MAY_BE_FIT", "May be fit for work"

    person = PartnerForeignKey(Person)
    absence = PartnerForeignKey(AbsenceRecord)
    outcome = models.CharField(max_length=10, choices=Outcome)
    adjustments = models.CharField(max_length=500, blank=True, help_text="What would let the person work")
    valid = DateRangeField(help_text="The days that it covers")
    document = PartnerForeignKey(Document, null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            has_start("hr_fitnote_starts"),
            models.CheckConstraint(condition=Q(valid__upper_inf=False), name="hr_fitnote_ends"),
            self_service="person_id",
            hide=("adjustments",),
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "absence"], name="hr_fitnote_absence"),
            models.Index(fields=["partner", "person"], name="hr_fitnote_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}"


class StepDownNotice(PublicId, PartnerOwned):
    """The two notices before sick pay goes down on a day. Without the first, pay is not reduced.

    A notice is sent when the gateway took it for the person: its mail left, or its letter was posted. What waits, is
    held back or came back is queued and not sent.
    """

    person = PartnerForeignKey(Person)
    absence = PartnerForeignKey(AbsenceRecord)
    step_on = models.DateField(help_text="The day from which the forecast pays less")
    to_rate = models.CharField(max_length=4, choices=STEP_RATES)
    first_queued_on = models.DateField(null=True, help_text="At least four weeks before pay goes down")
    first_sent_on = models.DateField(null=True, help_text="When the first one left for the person")
    second_queued_on = models.DateField(null=True, help_text="A week before pay goes down")
    second_sent_on = models.DateField(null=True, help_text="When the second one left for the person")
    n_tries = models.PositiveSmallIntegerField(default=0, help_text="So many messages to the person were queued")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "absence", "step_on", "to_rate"], name="hr_stepdown_once"),
            models.CheckConstraint(
                condition=Q(second_sent_on__isnull=True) | Q(second_sent_on__gte=F("first_sent_on")),
                name="hr_stepdown_in_order",
            ),
            models.CheckConstraint(
                condition=Q(second_sent_on__isnull=True) | Q(first_sent_on__isnull=False),
                name="hr_stepdown_first_first",
            ),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_stepdown_person")]

    def __str__(self) -> str:
        return f"{self.get_to_rate_display()} from {self.step_on:%d.%m.%Y}"


class LeaveCredit(PublicId, PartnerOwned):
    """Hours of leave besides the year's own: carried over for a reason, each reason a bucket.

    They may be taken from `year_start` to `expires_on`, whatever leave years lie between; what is left then lapses.
    """

    class Bucket(models.TextChoices):
        """Why the hours are there."""

        CONTRACTUAL = "contractual", "Carried over as agreed"
        SICKNESS = "sickness", "Carried over because of sickness"
        FAMILY = "family", "Carried over because of family leave"
        PREVENTED = "prevented", "Carried over because the employer prevented leave"

    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    year_start = models.DateField(help_text="First day of the leave year that the hours are for")
    bucket = models.CharField(max_length=12, choices=Bucket)
    hours = HoursField()
    expires_on = models.DateField(help_text="The last day on which they may be taken")
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    run = PartnerForeignKey(LeaveYearRun, null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "assignment", "year_start", "bucket"],
                condition=Q(cancelled_at__isnull=True),
                name="hr_leavecredit_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True, cancelled_at__isnull=True)
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
                name="hr_leavecredit_cancelled_pair",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="hr_leavecredit_positive"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_leavecredit_person")]

    def __str__(self) -> str:
        return f"{self.get_bucket_display()}: {self.hours}"


class LeaveBooking(PublicId, PartnerOwned):
    """Annual leave from one job, asked for by one person and approved by another."""

    class State(models.TextChoices):
        """Where it stands."""

        REQUESTED = "REQUESTED", "Waiting for approval"
        APPROVED = "APPROVED", "Approved"
        REFUSED = "REFUSED", "Refused"
        CANCELLED = "CANCELLED", "Cancelled"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    valid = DateRangeField(help_text="From the first to the last day of leave")
    hours = HoursField(help_text="Rostered hours of these days, without bank holidays")
    hours_given_back = HoursField(default=0, help_text="Of days on which the person was certified sick")
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_human = models.UUIDField()
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_human = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)
    behalf_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    behalf_human = models.UUIDField(null=True, help_text="For whom it was decided while they were away")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=behalf("decided_human"), name="hr_leavebooking_for_another"),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "REFUSED"])
                | Q(behalf_human__isnull=True)
                | ~Q(behalf_human=F("requested_human")),
                name="hr_leavebooking_for_who_did_not_ask",
            ),
            no_overlap_while("hr_leavebooking_no_overlap", Q(state__in=["REQUESTED", "APPROVED"])),
            has_start("hr_leavebooking_starts"),
            models.CheckConstraint(
                condition=Q(
                    valid__upper_inf=False, hours__gt=0, hours_given_back__gte=0, hours_given_back__lte=F("hours")
                ),
                name="hr_leavebooking_hours",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, decided_human__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, decided_human__isnull=False),
                name="hr_leavebooking_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="APPROVED")
                | (Q(decided_human__isnull=False) & ~Q(decided_human=F("requested_human"))),
                name="hr_leavebooking_second_person",
            ),
            self_service="person_id",
            self_insert=True,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "assignment"], name="hr_leave_assignment"),
            models.Index(fields=["partner", "person"], name="hr_leave_person"),
            models.Index(fields=["partner", "state"], name="hr_leave_state"),
        ]

    def __str__(self) -> str:
        return f"Leave from {self.valid.lower:%-d %B %Y}"
