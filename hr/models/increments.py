"""How jobs move up their grade (domain HR-04): the rule, bars, deleted points, decisions, and what was given."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.engine.increments import Rule
from hr.models.organisation import Grade, SpinePoint, StaffGroup
from hr.models.people import Assignment, Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class ProgressionTerms(PublicId, PartnerOwned):
    """By which rule the jobs of a staff group move up their grade, between two dates."""

    RULES = (
        (Rule.FIXED_DATE.value, "On a fixed day each year"),
        (Rule.ANNIVERSARY.value, "On the anniversary of the day in the grade"),
        (Rule.COMPETENCE.value, "When competence is recorded"),
        (Rule.CONTRIBUTION.value, "On a fixed day, by as many points as are recorded for contribution"),
    )

    staff_group = PartnerForeignKey(StaffGroup)
    rule = models.CharField(max_length=12, choices=RULES)
    fixed_month = models.PositiveSmallIntegerField(default=4, help_text="Month of the fixed day")
    fixed_day = models.PositiveSmallIntegerField(default=1, help_text="The fixed day within its month")
    least_months = models.PositiveSmallIntegerField(default=6, help_text="Months in the grade before the first one")
    counts_unpaid = models.BooleanField(default=True, help_text="Days of unpaid leave count as days in the grade")
    source = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "rule of increments"
        constraints = owned(
            no_overlap("hr_progressionterms_no_overlap", "staff_group"),
            has_start("hr_progressionterms_starts"),
            models.CheckConstraint(
                condition=Q(fixed_month__gte=1, fixed_month__lte=12, fixed_day__gte=1, fixed_day__lte=28),
                name="hr_progressionterms_day",
            ),
            models.CheckConstraint(condition=Q(least_months__lte=12), name="hr_progressionterms_months"),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return self.source


class GradeBar(PartnerOwned):
    """A point within a grade that nobody passes without a recorded decision."""

    grade = PartnerForeignKey(Grade)
    point = PartnerForeignKey(SpinePoint)
    source = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        verbose_name = "bar of a grade"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "grade", "point"], name="hr_gradebar_once"),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return f"Bar at {self.point}"


class PointMapping(PartnerOwned):
    """A point that is deleted from a day on, and the point that its holders are on instead. Never an increment."""

    old_point = PartnerForeignKey(SpinePoint)
    new_point = PartnerForeignKey(SpinePoint)
    effective_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        verbose_name = "deleted point"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "old_point"], name="hr_pointmapping_once"),
            models.CheckConstraint(condition=~Q(old_point=F("new_point")), name="hr_pointmapping_moves"),
            self_service="partner",
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.old_point} to {self.new_point}"


class IncrementDecision(PublicId, PartnerOwned):
    """What was decided about the increments that one job is due between two days."""

    class Kind(models.TextChoices):
        """What was decided."""

        WITHHELD = "WITHHELD", "Not given"
        PAST_BAR = "PAST_BAR", "May pass the bar of the grade"
        EARNED = "EARNED", "Earned by competence or contribution"

    class Ground(models.TextChoices):
        """On what ground."""

        PERFORMANCE = "PERFORMANCE", "Performance"
        PROBATION = "PROBATION", "Probation"
        QUALIFICATION = "QUALIFICATION", "Qualification or experience"
        COMPETENCE = "COMPETENCE", "Competence"
        CONTRIBUTION = "CONTRIBUTION", "Contribution"

    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=10, choices=Kind)
    ground = models.CharField(max_length=15, choices=Ground)
    n_points = models.PositiveSmallIntegerField(default=1, help_text="Points that were earned")
    valid = DateRangeField(help_text="Increments that are due on these days")
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        verbose_name = "decision on increments"
        constraints = owned(
            no_overlap("hr_incrementdecision_no_overlap", "assignment", "kind"),
            has_start("hr_incrementdecision_starts"),
            models.CheckConstraint(condition=Q(n_points__gte=1, n_points__lte=3), name="hr_incrementdecision_points"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_incrementdecision_person")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Increment(PublicId, PartnerOwned):
    """One step of a job from a point to another: an increment, or the move from a point that was deleted."""

    class Kind(models.TextChoices):
        """What the step is. Steps of one day follow in this order."""

        ASSIMILATION = "ASSIMILATION", "Moved from a deleted point"
        INCREMENT = "INCREMENT", "Increment"

    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=12, choices=Kind)
    from_point = PartnerForeignKey(SpinePoint)
    to_point = PartnerForeignKey(SpinePoint)
    due_on = models.DateField()
    given_in = models.UUIDField(help_text="The list that it was approved in")
    given_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "assignment", "kind", "due_on"],
                condition=Q(undone_at__isnull=True),
                name="hr_increment_once",
            ),
            models.CheckConstraint(condition=~Q(from_point=F("to_point")), name="hr_increment_moves"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undo_reason="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undo_reason="")),
                name="hr_increment_undone",
            ),
            self_service="person_id",
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "person"], name="hr_increment_person"),
            models.Index(fields=["partner", "given_in"], name="hr_increment_list"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.from_point} to {self.to_point}"
