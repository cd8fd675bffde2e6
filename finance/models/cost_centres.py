"""Cost centres: what pay is charged to. The ledger stands on them."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, owned


class CostCentre(PublicId, PartnerOwned):
    """A place in a legal entity's ledger that costs are charged to."""

    legal_entity = PartnerForeignKey(LegalEntity)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "code"], name="finance_costcentre_code"),
            self_service="partner",
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
