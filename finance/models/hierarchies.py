"""Hierarchies of codes: what they are added up by in reports and returns, from day to day (domain FIN-01).

A hierarchy has versions, each the whole of it from a day on. What was reported stays as it was: a version that was
approved never changes, the next one takes its place.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from finance.models.chart import Subjective
from finance.models.cost_centres import CostCentre
from finance.states import HierarchyState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned

STATES = [(state.value, label) for state, label in zip(HierarchyState, ("Draft", "In force", "Discarded"), strict=True)]
MOST_LEVELS = 4


class Hierarchy(PublicId, PartnerOwned):
    """One way of adding codes up: the lines of a government return, of a statement, of the organisation."""

    class Segment(models.TextChoices):
        """The segment whose codes it adds up."""

        SUBJECTIVE = "SUBJECTIVE", "Subjective codes"
        COST_CENTRE = "COST_CENTRE", "Cost centres"

    segment = models.CharField(max_length=11, choices=Segment)
    legal_entity = PartnerForeignKey(LegalEntity, null=True, blank=True)
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    levels = ArrayField(models.CharField(max_length=40), help_text="What its levels are called, the highest first")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name_plural = "hierarchies"
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "code"], name="finance_hierarchy_code", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]{2,10}$"), name="finance_hierarchy_code_signs"),
            models.CheckConstraint(
                condition=Q(segment="SUBJECTIVE", legal_entity__isnull=True)
                | Q(segment="COST_CENTRE", legal_entity__isnull=False),
                name="finance_hierarchy_whose_codes",
            ),
            models.CheckConstraint(
                condition=Q(levels__len__gte=1, levels__len__lte=MOST_LEVELS), name="finance_hierarchy_levels"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class HierarchyVersion(PublicId, PartnerOwned):
    """The whole of a hierarchy from a day on, once others have approved it."""

    hierarchy = PartnerForeignKey(Hierarchy)
    number = models.IntegerField()
    starts_on = models.DateField()
    description = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=STATES, default=HierarchyState.DRAFT)
    n_lines = models.IntegerField()
    lines_hash = models.CharField(max_length=64, help_text="SHA-256 over its lines")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "hierarchy", "number"], name="finance_hierarchyversion_number"),
            models.CheckConstraint(
                condition=Q(state="APPLIED", applied_by__isnull=False, applied_at__isnull=False)
                | (~Q(state="APPLIED") & Q(applied_by__isnull=True, applied_at__isnull=True)),
                name="finance_hierarchyversion_applied",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, n_lines__gte=1), name="finance_hierarchyversion_has_lines"
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number}"


class HierarchyLine(PartnerOwned):
    """Where a code stands: the code and name of each level above it, the highest first."""

    version = PartnerForeignKey(HierarchyVersion)
    subjective = PartnerForeignKey(Subjective, null=True, blank=True)
    cost_centre = PartnerForeignKey(CostCentre, null=True, blank=True)
    codes = ArrayField(models.CharField(max_length=20))
    names = ArrayField(models.CharField(max_length=120))

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "version", "subjective"], name="finance_hierarchyline_subjective_once"
            ),
            models.UniqueConstraint(
                fields=["partner", "version", "cost_centre"], name="finance_hierarchyline_cost_centre_once"
            ),
            models.CheckConstraint(
                condition=Q(subjective__isnull=True, cost_centre__isnull=False)
                | Q(subjective__isnull=False, cost_centre__isnull=True),
                name="finance_hierarchyline_one_code",
            ),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"line {self.pk}"
