"""Collective consultation about redundancies at one establishment, or why there is none."""

from django.db import models
from django.db.models import F, Q

from hr.models.organisation import OrgUnit
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned


class RedundancyConsultation(PublicId, PartnerOwned):
    """That the representatives of a unit are consulted since a day; or that what is below it is no one establishment.

    `not_one` is the reason for the second. HR1 tells the Secretary of State (TULRCA 1992 section 193).
    """

    unit = PartnerForeignKey(OrgUnit)
    opened_on = models.DateField()
    n_proposed = models.PositiveIntegerField(help_text="People whom it is proposed to dismiss as redundant")
    representatives = models.CharField(max_length=200, blank=True, help_text="Unions or elected representatives")
    not_one = models.CharField(max_length=200, blank=True, help_text="Why these are separate establishments")
    hr1_on = models.DateField(null=True, blank=True)
    hr1_reference = models.CharField(max_length=60, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "consultation about redundancies"
        constraints = owned(
            models.CheckConstraint(
                condition=(Q(not_one="") & ~Q(representatives="")) | (~Q(not_one="") & Q(representatives="")),
                name="hr_redundancyconsultation_one_of",
            ),
            models.CheckConstraint(
                condition=Q(hr1_on__isnull=True, hr1_reference="") | (Q(hr1_on__isnull=False) & ~Q(hr1_reference="")),
                name="hr_redundancyconsultation_hr1",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="hr_redundancyconsultation_order",
            ),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "opened_on"], name="hr_consultation_opened")]

    def __str__(self) -> str:
        return f"Consultation from {self.opened_on:%d.%m.%Y}"
