"""Duties besides or instead of one's own: acting up, honoraria, secondments. Each has an end (domain HR-07)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from hr.models.elements import RecurringElement
from hr.models.organisation import Grade, Post, SpinePoint
from hr.models.people import Assignment, Employment, Person
from hr.models.spans import has_start, no_overlap
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


def _reviewed(name: str) -> models.CheckConstraint:
    """Whoever reviewed it says so with words, and when."""
    return models.CheckConstraint(
        condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, review_note="")
        | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(review_note="")),
        name=name,
    )


def _has_end(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid__upper_inf=False), name=name)


class ActingUp(PublicId, PartnerOwned):
    """Somebody does the work of a higher post for a time: at its grade for all of the duties, else for an honorarium.

    At the full grade the terms of the job carry the grade between the two days and the job's own on both sides, so pay
    falls back by itself. `percent` is the share of the duties.
    """

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    covered_post = PartnerForeignKey(Post)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    grade = PartnerForeignKey(Grade)
    spine_point = PartnerForeignKey(SpinePoint)
    honorarium = PartnerForeignKey(RecurringElement, null=True, blank=True)
    review_on = models.DateField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_actingup_no_overlap", "assignment"),
            has_start("hr_actingup_starts"),
            _has_end("hr_actingup_ends"),
            _reviewed("hr_actingup_reviewed"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="hr_actingup_percent"),
            models.CheckConstraint(
                condition=Q(percent=100, honorarium__isnull=True) | Q(percent__lt=100, honorarium__isnull=False),
                name="hr_actingup_paid_one_way",
            ),
            self_service="person_id",
        )
        indexes = [models.Index(fields=["partner", "assignment"], name="hr_actingup_assignment")]

    def __str__(self) -> str:
        return f"{self.percent}% of {self.covered_post_id}"


class Honorarium(PublicId, PartnerOwned):
    """An extra payment for a time, with the ground it is worked out on. `review_on`: when a regrade is looked at."""

    class Basis(models.TextChoices):
        """What the amount is for."""

        ADDED_DUTIES = "ADDED_DUTIES", "Part of the duties of a higher grade"
        PROJECT = "PROJECT", "A project or a special piece of work"
        WORKLOAD = "WORKLOAD", "More work of one’s own grade than the post holds"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    recurring = PartnerForeignKey(RecurringElement)
    basis = models.CharField(max_length=20, choices=Basis)
    basis_words = models.CharField(max_length=200, help_text="How the amount was worked out")
    review_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            has_start("hr_honorarium_starts"),
            _has_end("hr_honorarium_ends"),
            _reviewed("hr_honorarium_reviewed"),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "assignment"], name="hr_honorarium_assignment")]

    def __str__(self) -> str:
        return str(self.get_basis_display())


class Secondment(PublicId, PartnerOwned):
    """Somebody of this employer works elsewhere for a time, or somebody of another employer here."""

    class Direction(models.TextChoices):
        """Which way."""

        OUT = "OUT", "To another organisation"
        IN = "IN", "From another organisation"

    person = PartnerForeignKey(Person)
    employment = PartnerForeignKey(Employment)
    assignment = PartnerForeignKey(Assignment)
    direction = models.CharField(max_length=3, choices=Direction)
    organisation = models.CharField(max_length=200, help_text="The host, or the home employer")
    contact = models.CharField(max_length=200, help_text="Whom the invoice goes to, or comes from")
    funded_percent = models.DecimalField(max_digits=5, decimal_places=2, help_text="Share that the host pays")
    is_recharged = models.BooleanField(default=False, help_text="The host’s share is invoiced")
    may_return = models.BooleanField(default=True, help_text="The person comes back to the post, which is held")
    valid = DateRangeField()
    reason = models.CharField(max_length=200)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            no_overlap("hr_secondment_no_overlap", "assignment"),
            has_start("hr_secondment_starts"),
            _has_end("hr_secondment_ends"),
            models.CheckConstraint(
                condition=Q(funded_percent__gte=0, funded_percent__lte=100), name="hr_secondment_percent"
            ),
            models.CheckConstraint(
                condition=Q(is_recharged=False) | Q(funded_percent__gt=0), name="hr_secondment_recharge"
            ),
            self_service="person_id",
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "assignment"], name="hr_secondment_assignment")]

    def __str__(self) -> str:
        return self.organisation
