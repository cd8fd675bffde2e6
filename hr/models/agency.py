"""Workers of agencies and off-payroll workers: who charges what, until when, on which post (HR-02, HR-17)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from hr.models.establishment import Post
from hr.models.organisation import OrgUnit
from hr.models.spans import has_start
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import HoursField, MoneyField


class AgencyAssignment(PublicId, PartnerOwned):
    """Work that an agency or a company sends somebody for. It names nobody: the sender’s reference stands for them."""

    class Kind(models.TextChoices):
        """Through whom they work."""

        AGENCY = "AGENCY", "Agency"
        COMPANY = "COMPANY", "Their own company"
        SELF_EMPLOYED = "SELF_EMPLOYED", "Self-employed"

    class Status(models.TextChoices):
        """How the off-payroll rules see it."""

        INSIDE = "INSIDE", "Inside the off-payroll rules"
        OUTSIDE = "OUTSIDE", "Outside the off-payroll rules"
        NOT_ASKED = "NOT_ASKED", "Does not apply: the agency pays them"

    kind = models.CharField(max_length=15, choices=Kind)
    supplier = models.CharField(max_length=120, help_text="Who charges for it")
    reference = models.CharField(max_length=40, help_text="The supplier’s reference of the worker, no name")
    title = models.CharField(max_length=120)
    org_unit = PartnerForeignKey(OrgUnit)
    post = PartnerForeignKey(Post, null=True, blank=True)
    hours = HoursField(help_text="A week")
    rate = MoneyField(help_text="Pounds an hour as charged, before VAT")
    status = models.CharField(max_length=10, choices=Status)
    valid = DateRangeField(help_text="From the first to the last day")
    why = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField(null=True, blank=True, help_text="When its last day was moved")
    moved_why = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "agency or off-payroll worker"
        constraints = owned(
            has_start("hr_agencyassignment_starts"),
            models.CheckConstraint(condition=Q(valid__upper_inf=False), name="hr_agencyassignment_ends"),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=100, rate__gt=0), name="hr_agencyassignment_cost"
            ),
            models.CheckConstraint(
                condition=Q(moved_by__isnull=True, moved_at__isnull=True, moved_why="")
                | (Q(moved_by__isnull=False, moved_at__isnull=False) & ~Q(moved_why="")),
                name="hr_agencyassignment_moved_pair",
            ),
            models.UniqueConstraint(
                fields=["partner", "supplier", "reference", "valid"], name="hr_agencyassignment_once"
            ),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "org_unit"], name="hr_agency_unit")]

    def __str__(self) -> str:
        return f"{self.supplier}, {self.reference}"
