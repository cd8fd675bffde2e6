"""What legal entities of one partner do for each other, and how they settle it (domain FIN-11).

An agreement is a row once others have approved it; until then it is a change request. It covers journals both ways.
"""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q

from finance.models.journals import Journal
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField

COVERED = ("MANUAL", "ACCRUAL", "PREPAYMENT", "RECLASS", "STATUTORY")
"""The kinds of journal that people write, which an agreement may cover."""


class InterEntityAgreement(PublicId, PartnerOwned):
    """That two legal entities of a partner post journals between them, of some kinds, from a day to a day."""

    class Settlement(models.TextChoices):
        """How what one owes the other is settled."""

        NET_MONTHLY = "NET_MONTHLY", "Net, by one payment a month"
        JOURNAL = "JOURNAL", "By journals, as the two agree"

    from_entity = PartnerForeignKey(LegalEntity)
    to_entity = PartnerForeignKey(LegalEntity)
    kinds = ArrayField(models.CharField(max_length=12), help_text="The kinds of journal that it covers")
    settlement = models.CharField(max_length=11, choices=Settlement)
    subject = models.CharField(max_length=200, help_text="What it is about")
    valid = DateRangeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "inter-entity agreement"
        constraints = owned(
            models.CheckConstraint(condition=~Q(from_entity=F("to_entity")), name="finance_interentityagreement_two"),
            models.CheckConstraint(
                condition=Q(kinds__len__gte=1) & Q(kinds__contained_by=list(COVERED)),
                name="finance_interentityagreement_kinds",
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="finance_interentityagreement_says_what"),
            models.CheckConstraint(
                condition=(Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason=""))
                | Q(ended_by__isnull=True, ended_at__isnull=True, end_reason=""),
                name="finance_interentityagreement_ended",
            ),
        )
        indexes = [
            models.Index(fields=["partner", "from_entity", "to_entity"], name="finance_interentity_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.from_entity} and {self.to_entity}"


class InterEntitySettlement(PublicId, PartnerOwned):
    """The payment that settles what two legal entities owed each other at the end of a month: its journal."""

    agreement = PartnerForeignKey(InterEntityAgreement)
    year = models.IntegerField(help_text="In which the financial year begins")
    number = models.IntegerField(help_text="The period at whose end it was owed")
    payer = PartnerForeignKey(LegalEntity)
    amount = MoneyField(help_text="What is paid")
    journal = PartnerForeignKey(Journal, help_text="The payer’s part")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "inter-entity settlement"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "journal"], name="finance_interentitysettlement_journal"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=12, amount__gte=0), name="finance_interentitysettlement_month"
            ),
            append_only=True,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "agreement", "year", "number"], name="finance_interentity_month"),
        ]

    def __str__(self) -> str:
        return f"settlement {self.year}-{self.number:02}"
