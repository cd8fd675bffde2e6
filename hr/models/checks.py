"""What somebody’s work needs besides the right to work: DBS checks, registrations and training (domain HR-15).

Of a DBS certificate the result is kept and never what it discloses. A note about a risk stands in a table of its own,
sealed, and goes within six months. Records are withdrawn when they were made in error, never changed.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from hr.engine.compliance import Kind
from hr.models.organisation import JobRole
from hr.models.people import Person
from hr.models.spans import has_start
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import SealedTextField


def _withdrawn(name: str) -> models.CheckConstraint:
    """Whoever withdraws a record says why, and when."""
    return models.CheckConstraint(
        condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_why="")
        | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
        name=name,
    )


class Withdrawable(models.Model):
    """A record that somebody made, and that is withdrawn when it was made in error, with the reason."""

    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class TrainingCourse(PublicId, PartnerOwned):
    """A course that work may need. `months`: how long it holds; empty: for good."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="hr_trainingcourse_code"),
            models.CheckConstraint(condition=Q(months__isnull=True) | Q(months__gt=0), name="hr_trainingcourse_months"),
            self_service="partner",
        )

    def __str__(self) -> str:
        return self.name


class Workforce(models.TextChoices):
    """With whom the work is (DBS, position applied for)."""

    CHILD = "CHILD", "Child workforce"
    ADULT = "ADULT", "Adult workforce"
    BOTH = "BOTH", "Child and adult workforce"
    OTHER = "OTHER", "Other workforce"


class JobRequirement(PublicId, PartnerOwned):
    """What a job role needs, or every role (`role` empty, training only), between two dates.

    DBS: with whom the work is, and why the law lets so high a level be asked for; the level is the role’s own.
    `months`: after how many a check is renewed. `days`: how long somebody has to do a course. `suspends`: without it
    they may not do their duties.
    """

    KINDS = [
        (Kind.DBS.value, "DBS check"),
        (Kind.REGISTRATION.value, "Registration"),
        (Kind.TRAINING.value, "Training"),
    ]

    role = PartnerForeignKey(JobRole, null=True, blank=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    course = PartnerForeignKey(TrainingCourse, null=True, blank=True)
    workforce = models.CharField(max_length=5, choices=Workforce, blank=True)
    justification = models.CharField(max_length=40, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(default=0)
    suspends = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            ExclusionConstraint(
                name="hr_jobrequirement_no_overlap",
                expressions=[
                    ("partner", RangeOperators.EQUAL), ("kind", RangeOperators.EQUAL),
                    (Coalesce("role_id", 0), RangeOperators.EQUAL), (Coalesce("course_id", 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            has_start("hr_jobrequirement_starts"),
            models.CheckConstraint(
                condition=Q(kind="TRAINING", course__isnull=False, workforce="", justification="")
                | Q(kind="REGISTRATION", course__isnull=True, role__isnull=False, workforce="", justification="")
                | Q(kind="DBS", course__isnull=True, role__isnull=False),
                name="hr_jobrequirement_kind",
            ),
            models.CheckConstraint(condition=Q(months__isnull=True) | Q(months__gt=0), name="hr_jobrequirement_months"),
            self_service="partner",
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "role"], name="hr_jobrequirement_role")]

    def __str__(self) -> str:
        return str(self.course) if self.course_id else self.get_kind_display()


class DbsCheck(PublicId, Withdrawable, PartnerOwned):
    """A criminal record check: that it was made, its level and its result; never what the certificate discloses."""

    LEVELS = [(value, label) for value, label in JobRole.Dbs.choices if value != JobRole.Dbs.NONE]

    class Result(models.TextChoices):
        """What the certificate said, in two words and no more."""

        CLEAR = "CLEAR", "Nothing disclosed"
        CONTENT_REVIEWED = "CONTENT_REVIEWED", "Content was looked at and a decision made"

    class Decision(models.TextChoices):
        """What was decided on it."""

        SUITABLE = "SUITABLE", "May do the work"
        NOT_SUITABLE = "NOT_SUITABLE", "May not do the work"

    class Status(models.TextChoices):
        """What the Update Service answered."""

        NO_CHANGE = "NO_CHANGE", "No new information"
        CHANGED = "CHANGED", "New information: a new certificate is needed"

    person = PartnerForeignKey(Person)
    level = models.CharField(max_length=20, choices=LEVELS)
    workforce = models.CharField(max_length=5, choices=Workforce)
    justification = models.CharField(max_length=40, blank=True)
    application_ref = models.CharField(max_length=40, blank=True)
    requested_on = models.DateField(null=True, blank=True)
    certificate_no = models.CharField(max_length=12)
    issued_on = models.DateField()
    children_barred = models.BooleanField(default=False, help_text="The children’s barred list was checked")
    adults_barred = models.BooleanField(default=False, help_text="The adults’ barred list was checked")
    result = models.CharField(max_length=16, choices=Result)
    decision = models.CharField(max_length=12, choices=Decision)
    update_service = models.BooleanField(default=False)
    last_status = models.CharField(max_length=9, choices=Status, blank=True)
    last_status_on = models.DateField(null=True, blank=True)
    recheck_due = models.DateField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "DBS check"
        constraints = owned(
            models.CheckConstraint(condition=Q(certificate_no__regex=r"^[0-9]{12}$"), name="hr_dbscheck_certificate"),
            models.CheckConstraint(
                condition=Q(requested_on__isnull=True) | Q(requested_on__lte=F("issued_on")), name="hr_dbscheck_order"
            ),
            models.CheckConstraint(
                condition=Q(level="ENHANCED_BARRED") & (Q(children_barred=True) | Q(adults_barred=True))
                | (~Q(level="ENHANCED_BARRED") & Q(children_barred=False, adults_barred=False)),
                name="hr_dbscheck_barred_lists",
            ),
            models.CheckConstraint(
                condition=~Q(level__in=["STANDARD", "ENHANCED", "ENHANCED_BARRED"]) | ~Q(justification=""),
                name="hr_dbscheck_justified",
            ),
            models.CheckConstraint(
                condition=Q(result="CONTENT_REVIEWED") | Q(decision="SUITABLE"), name="hr_dbscheck_decision"
            ),
            models.CheckConstraint(
                condition=Q(last_status="", last_status_on__isnull=True)
                | (~Q(last_status="") & Q(last_status_on__gte=F("issued_on"), update_service=True)),
                name="hr_dbscheck_status",
            ),
            _withdrawn("hr_dbscheck_withdrawn_pair"),
            self_service="person_id",
            hide=("certificate_no",),
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_dbscheck_person"),
            models.Index(fields=["partner", "recheck_due"], name="hr_dbscheck_due"),
        ]

    def __str__(self) -> str:
        return f"DBS check, {self.get_level_display().lower()}"


class DbsNote(PublicId, PartnerOwned):
    """How a risk was weighed before the decision on a certificate. Sealed; destroyed by `destroy_by` at the latest."""

    person = PartnerForeignKey(Person)
    dbs_check = PartnerForeignKey(DbsCheck)
    text = SealedTextField()
    destroy_by = models.DateField()
    written_on = models.DateField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta(PartnerOwned.Meta):
        verbose_name = "risk assessment of a DBS check"
        verbose_name_plural = "risk assessments of DBS checks"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "dbs_check"], name="hr_dbsnote_once"),
            models.CheckConstraint(condition=Q(destroy_by__gt=F("written_on")), name="hr_dbsnote_order"),
            append_only=True,
            referenced=False,
            hide=("text",),
            person="person_id",
        )
        indexes = [models.Index(fields=["partner", "destroy_by"], name="hr_dbsnote_destroy")]

    def __str__(self) -> str:
        return f"Risk assessment of {self.written_on}"


class Registration(PublicId, Withdrawable, PartnerOwned):
    """A registration with a professional body, as it was looked up in the register. `expires_on`: its last day."""

    person = PartnerForeignKey(Person)
    body = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    part = models.CharField(max_length=80, blank=True, help_text="Part of the register, or conditions of practice")
    registered_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField()
    checked_on = models.DateField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=Q(expires_on__gte=F("checked_on")), name="hr_registration_order"),
            models.CheckConstraint(condition=~Q(body="") & ~Q(number=""), name="hr_registration_says"),
            _withdrawn("hr_registration_withdrawn_pair"),
            self_service="person_id",
            hide=("number",),
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_registration_person"),
            models.Index(fields=["partner", "expires_on"], name="hr_registration_expires"),
        ]

    def __str__(self) -> str:
        return self.body


class TrainingRecord(PublicId, Withdrawable, PartnerOwned):
    """A course that somebody has completed. `expires_on`: the last day on which it counts; empty: for good."""

    person = PartnerForeignKey(Person)
    course = PartnerForeignKey(TrainingCourse)
    completed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    provider = models.CharField(max_length=80, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "completed course"
        constraints = owned(
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("completed_on")),
                name="hr_trainingrecord_order",
            ),
            models.UniqueConstraint(
                fields=["partner", "person", "course", "completed_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="hr_trainingrecord_once",
            ),
            _withdrawn("hr_trainingrecord_withdrawn_pair"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person", "course"], name="hr_trainingrecord_person")]

    def __str__(self) -> str:
        return str(self.course)


class DutyBar(PublicId, PartnerOwned):
    """Somebody may not do their duties because what their job needs has run out. HR ends it; pay goes on meanwhile."""

    person = PartnerForeignKey(Person)
    requirement = PartnerForeignKey(JobRequirement)
    what = models.CharField(max_length=160)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "bar from duties"
        verbose_name_plural = "bars from duties"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "person", "requirement"],
                condition=Q(ended_on__isnull=True),
                name="hr_dutybar_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, note="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(note="")),
                name="hr_dutybar_ended_pair",
            ),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_dutybar_person")]

    def __str__(self) -> str:
        return self.what
