"""Family and other statutory leave: a case, its blocks of days, days worked during it; decisions about step-downs."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.models.absence import StepDownNotice, no_overlap_while
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start
from hr.states import FamilyLeaveState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField


class FamilyLeave(PublicId, PartnerOwned):
    """One case of leave from one job. Its dates follow from the rules of hr.engine.agreements; its days are blocks."""

    class Kind(models.TextChoices):
        """The right that it is taken under."""

        MATERNITY = "MATERNITY", "Maternity leave"
        ADOPTION = "ADOPTION", "Adoption leave"
        ADOPTION_ABROAD = "ADOPTION_ABROAD", "Adoption leave (child from abroad)"
        PARENTAL_ORDER = "PARENTAL_ORDER", "Adoption leave (surrogacy)"
        PATERNITY = "PATERNITY", "Paternity leave"
        PATERNITY_ADOPTION = "PATERNITY_ADOPTION", "Paternity leave (adoption)"
        BEREAVED_PARTNER = "BEREAVED_PARTNER", "Bereaved partner’s paternity leave"
        SHARED_PARENTAL = "SHARED_PARENTAL", "Shared parental leave"
        NEONATAL = "NEONATAL", "Neonatal care leave"
        BEREAVEMENT = "BEREAVEMENT", "Parental bereavement leave"
        PARENTAL = "PARENTAL", "Parental leave (unpaid)"
        CARERS = "CARERS", "Carer’s leave"
        DEPENDANTS = "DEPENDANTS", "Time off for dependants"
        JURY = "JURY", "Jury service"
        PUBLIC_DUTIES = "PUBLIC_DUTIES", "Public duties"
        UNION = "UNION", "Trade union duties"
        RESERVIST = "RESERVIST", "Reservist"
        FOSTERING = "FOSTERING", "Fostering"
        STUDY = "STUDY", "Study"

    class State(models.TextChoices):
        """Where it stands."""

        AGREED = FamilyLeaveState.AGREED.value, "Agreed"
        RETURNED = FamilyLeaveState.RETURNED.value, "Back at work"
        CANCELLED = FamilyLeaveState.CANCELLED.value, "Cancelled"

    class Pay(models.TextChoices):
        """What contractual pay there is, statutory pay left out."""

        SCHEME = "SCHEME", "As the national agreement says"
        FULL = "FULL", "Full pay"
        HALF = "HALF", "Half pay"
        NIL = "NIL", "None"

    class Touch(models.TextChoices):
        """How much the person wants to hear while away."""

        ALL = "ALL", "News of the organisation, vacancies and invitations"
        OWN = "OWN", "Only what is about the person’s own job and pay"
        NONE = "NONE", "Nothing that can wait"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.AGREED)
    notified_on = models.DateField()
    expected_on = models.DateField(null=True, blank=True, help_text="Due date, or expected placement")
    happened_on = models.DateField(null=True, blank=True, help_text="Birth, placement, death, or the child’s birthday")
    official_on = models.DateField(null=True, blank=True, help_text="When the official notification was received")
    evidence = models.CharField(max_length=200, blank=True, default="", db_default="", help_text="What was seen")
    died_on = models.DateField(null=True, blank=True, help_text="When the child’s other parent died")
    child = models.CharField(max_length=80, blank=True, help_text="Initials or a name, to tell children apart")
    is_bereaved = models.BooleanField(default=False, help_text="The child has died: nothing is sent by itself")
    weeks_granted = models.PositiveSmallIntegerField(default=0, help_text="Of leave that others share in; 0: all")
    used_weeks = models.PositiveSmallIntegerField(
        default=0, help_text="Of maternity or adoption leave, by either parent"
    )
    partner_weeks = models.PositiveSmallIntegerField(default=0, help_text="Of shared leave, by the other parent")
    other_employer = models.CharField(max_length=200, blank=True, help_text="Of the other parent")
    pay = models.CharField(max_length=10, choices=Pay, default=Pay.SCHEME)
    intends_return = models.BooleanField(null=True, help_text="Empty while undecided")
    kit_days_allowed = models.PositiveSmallIntegerField(default=0)
    compulsory_until = models.DateField(null=True, blank=True)
    curtailed_on = models.DateField(null=True, blank=True, help_text="The last day, when ended so that others share")
    returned_on = models.DateField(null=True, blank=True)
    touch = models.CharField(max_length=4, choices=Touch, default=Touch.OWN)
    touch_how = models.CharField(max_length=200, blank=True, help_text="How and where, in the person’s words")
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "case of family leave"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="hr_familyleave_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | Q(returned_on__isnull=False), name="hr_familyleave_returned"
            ),
            self_service="person_id",
            hide=("child", "note", "evidence", "touch_how", "died_on", "is_bereaved", "other_employer"),
        )
        indexes = [
            models.Index(fields=["partner", "assignment"], name="hr_familyleave_assignment"),
            models.Index(fields=["partner", "person"], name="hr_familyleave_person"),
            models.Index(fields=["partner", "state"], name="hr_familyleave_state"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class FamilyLeaveBlock(PublicId, PartnerOwned):
    """Days of a case. No two blocks of one job overlap, and none overlaps an absence."""

    person = PartnerForeignKey(Person)
    leave = PartnerForeignKey(FamilyLeave)
    assignment = PartnerForeignKey(Assignment)
    valid = DateRangeField(help_text="From the first to the last day of leave")
    hours = HoursField(null=True, blank=True, help_text="When only a part of a single day is taken")
    is_cancelled = models.BooleanField(default=False)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap_while("hr_familyleaveblock_no_overlap", Q(is_cancelled=False)),
            has_start("hr_familyleaveblock_starts"),
            models.CheckConstraint(condition=Q(valid__upper_inf=False), name="hr_familyleaveblock_ends"),
            models.CheckConstraint(condition=Q(hours__isnull=True) | Q(hours__gt=0), name="hr_familyleaveblock_hours"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "leave"], name="hr_familyblock_leave"),
            models.Index(fields=["partner", "assignment"], name="hr_familyblock_assignment"),
            models.Index(fields=["partner", "person"], name="hr_familyblock_person"),
        ]

    def __str__(self) -> str:
        return f"{self.valid.lower:%d.%m.%Y}"


class KeepInTouchDay(PartnerOwned):
    """A day worked during leave without ending it. The database counts them. Never changed."""

    person = PartnerForeignKey(Person)
    leave = PartnerForeignKey(FamilyLeave)
    worked_on = models.DateField()
    hours = HoursField()
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "leave", "worked_on"], name="hr_keepintouchday_once"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="hr_keepintouchday_hours"),
            self_service="person_id",
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_keepintouch_person")]

    def __str__(self) -> str:
        return f"{self.worked_on:%d.%m.%Y}"


class StepDownDecision(PartnerOwned):
    """What the partner’s HR manager decided about sick pay that goes down: confirmed, or extended to a day.

    The last one counts. Without one pay is not reduced (domain HR-10.2). Never changed.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        CONFIRM = "CONFIRM", "Pay goes down"
        EXTEND = "EXTEND", "The earlier rate goes on"

    person = PartnerForeignKey(Person)
    notice = PartnerForeignKey(StepDownNotice)
    kind = models.CharField(max_length=10, choices=Kind)
    decided_on = models.DateField(help_text="Pay goes down on this day at the earliest")
    extended_to = models.DateField(null=True, blank=True, help_text="The last day of the earlier rate")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(kind="CONFIRM", extended_to__isnull=True)
                | Q(kind="EXTEND", extended_to__isnull=False, extended_to__gte=F("decided_on")),
                name="hr_stepdowndecision_until",
            ),
            self_service="person_id",
            append_only=True,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "notice"], name="hr_stepdowndecision_notice"),
            models.Index(fields=["partner", "person"], name="hr_stepdowndecision_person"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
