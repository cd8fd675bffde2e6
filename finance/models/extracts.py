"""What auditors took of a ledger: the whole population of a year, known by its totals and hash (domain AUD-01)."""

from django.db import models
from django.db.models import Q

from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class LedgerExtract(PublicId, PartnerOwned):
    """Every posted line of a legal entity’s year up to a moment. What is posted never changes; names may."""

    legal_entity = PartnerForeignKey(LegalEntity)
    year = models.IntegerField(help_text="Financial year that begins in April of it")
    as_at = models.DateTimeField(help_text="Lines that were posted after it are not in")
    n_journals = models.IntegerField()
    n_lines = models.IntegerField()
    debit = MoneyField()
    credit = MoneyField()
    lines_hash = models.CharField(max_length=64, help_text="SHA-256 of what no line ever changes")
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file as it was made")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(n_lines__gte=0, n_journals__gte=0, debit__gte=0), name="finance_ledgerextract_counts"
            ),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "legal_entity", "-year"], name="finance_ledgerextract_year")]

    def __str__(self) -> str:
        return f"{self.legal_entity.legal_name}, {self.year}-{(self.year + 1) % 100:02}"
