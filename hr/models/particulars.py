"""What a job is called, where it is done, for whom, until when, and how its grade was found; and former names."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from hr.models.organisation import Grade, SpinePoint
from hr.models.people import Assignment, Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, owned


class JobParticulars(PublicId, PartnerOwned):
    """Title, place of work and manager of a job between two dates. Before the first row they are those of the post."""

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey("hr.Employment")
    assignment = PartnerForeignKey(Assignment)
    title = models.CharField(max_length=120)
    location = models.CharField(max_length=120, blank=True)
    manager = PartnerForeignKey(Assignment, null=True, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_jobparticulars_no_overlap", "assignment"),
            has_start("hr_jobparticulars_starts"),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("assignment")), name="hr_jobparticulars_not_oneself"
            ),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "assignment"], name="hr_particulars_assignment")]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.title, self.location) if part)


class FixedTerm(PublicId, PartnerOwned):
    """Until when a fixed-term contract runs, as agreed from a day on, and why it is not permanent.

    The job ends with it. `moved` remembers what got another end when it was agreed, `freed` what goes on since it was
    given up: taken back, exactly that is put back.
    """

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey("hr.Employment")
    assignment = PartnerForeignKey(Assignment)
    ends_on = models.DateField(help_text="The last day of the contract")
    ground = models.CharField(max_length=200, help_text="Why the contract has an end")
    justification = models.CharField(max_length=200, blank=True, help_text="Needed from four years on")
    moved = models.JSONField(default=list, blank=True)
    freed = models.JSONField(default=list, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_fixedterm_no_overlap", "assignment"),
            has_start("hr_fixedterm_starts"),
            models.CheckConstraint(condition=~Q(ground=""), name="hr_fixedterm_has_ground"),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "ends_on"], name="hr_fixedterm_ends")]

    def __str__(self) -> str:
        return f"Fixed term to {self.ends_on}"


class GradeDecision(PublicId, PartnerOwned):
    """A line of the equal-pay log: a promotion or a regrade, from what to what, on which evaluation. Never changed."""

    class Kind(models.TextChoices):
        """Why the grade is another."""

        PROMOTION = "PROMOTION", "Promotion to a higher grade"
        REGRADE = "REGRADE", "Regrade of the same job"

    person = PartnerForeignKey(Person)
    assignment = PartnerForeignKey(Assignment)
    kind = models.CharField(max_length=10, choices=Kind)
    from_point = PartnerForeignKey(SpinePoint, null=True, blank=True)
    grade = PartnerForeignKey(Grade)
    spine_point = PartnerForeignKey(SpinePoint)
    evaluation = models.CharField(max_length=60, help_text="Reference of the job evaluation")
    effective_from = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(evaluation=""), name="hr_gradedecision_evaluated"),
            append_only=True,
            referenced=False,
            person="person_id",
        )
        indexes = [models.Index(fields=["partner", "assignment"], name="hr_gradedecision_assignment")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class FormerName(PublicId, PartnerOwned):
    """A name that somebody no longer uses. Where the history is restricted, only who may see data in full sees it."""

    class Evidence(models.TextChoices):
        """What was shown for the new name."""

        MARRIAGE = "MARRIAGE", "Marriage or civil partnership certificate"
        DIVORCE = "DIVORCE", "Decree or final order"
        DEED = "DEED", "Deed poll or statutory declaration"
        COURT = "COURT", "Gender recognition certificate or another order"
        IDENTITY = "IDENTITY", "Passport or driving licence in the new name"
        SPELLING = "SPELLING", "None: it was recorded with a typing error"

    person = PartnerForeignKey(Person)
    surname = models.CharField(max_length=100)
    forenames = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    evidence = models.CharField(max_length=10, choices=Evidence)
    is_restricted = models.BooleanField(default=False)
    until = models.DateField(help_text="The first day of the new name")
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            append_only=True,
            referenced=False,
            person="person_id",
            hide=("surname", "forenames", "known_as", "evidence", "reason"),
        )
        indexes = [models.Index(fields=["partner", "person"], name="hr_formername_person")]

    def __str__(self) -> str:
        return str(self.until)
