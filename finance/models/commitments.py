"""Commitments (domain FIN-05): what has been requisitioned and ordered, and is not spent yet.

Each event adds to what a line holds open and to the kept commitments of its coding and year, by one trigger
(migrations/sql/budget_guards.sql): nothing else writes either.
"""

from django.db import models
from django.db.models import Q

from finance.models.chart import Coding
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class Commitment(PublicId, PartnerOwned):
    """A requisition and the order that comes of it, as far as a budget knows of them."""

    class Relief(models.TextChoices):
        """What turns it into actual cost: never both (domain FIN-05)."""

        RECEIPT = "RECEIPT", "At receipt"
        INVOICE = "INVOICE", "At invoice"

    legal_entity = PartnerForeignKey(LegalEntity)
    source = models.CharField(max_length=20, help_text="The part of the system that ordered it")
    reference = models.CharField(max_length=64, help_text="The number of the order there")
    description = models.CharField(max_length=200)
    relieved_by = models.CharField(max_length=7, choices=Relief, default=Relief.RECEIPT)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "source", "reference"], name="finance_commitment_once"),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.description}"


class CommitmentLine(PartnerOwned):
    """A line of an order on one coding in one year, with the pounds that it still holds."""

    commitment = PartnerForeignKey(Commitment)
    number = models.IntegerField()
    coding = PartnerForeignKey(Coding)
    year = models.IntegerField(help_text="The financial year whose budget it takes")
    pre_committed = MoneyField(default=0)
    committed = MoneyField(default=0)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "commitment", "number", "year"], name="finance_commitmentline_number"
            ),
            models.CheckConstraint(
                condition=Q(pre_committed__gte=0, committed__gte=0), name="finance_commitmentline_not_below_nought"
            ),
            audited=False,
        )
        indexes = [models.Index(fields=["partner", "coding", "year"], name="finance_commitmentline_coding")]

    def __str__(self) -> str:
        return f"commitment line {self.number}"


class CommitmentEntry(PartnerOwned):
    """One event of a line: what it added to, or took from, what is open."""

    class Event(models.TextChoices):
        """What happened."""

        REQUISITION = "REQUISITION", "Requisition approved"
        DROP = "DROP", "Requisition line deleted"
        ORDER = "ORDER", "Order issued"
        AMEND = "AMEND", "Order amended"
        RELIEF = "RELIEF", "Received or invoiced"
        RETURN = "RETURN", "Returned to the supplier"
        CLOSE = "CLOSE", "Closed"
        CARRY = "CARRY", "Carried into the next year"

    line = PartnerForeignKey(CommitmentLine)
    event = models.CharField(max_length=11, choices=Event)
    pre_committed = MoneyField(default=0)
    committed = MoneyField(default=0)
    on = models.DateField()
    key = models.CharField(max_length=120, help_text="What may happen once: idempotency key, with the line")
    override_reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "key", "line"], name="finance_commitmententry_key"),
            models.CheckConstraint(
                condition=~Q(pre_committed=0) | ~Q(committed=0), name="finance_commitmententry_moves"
            ),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "line", "id"], name="finance_commitmententry_line")]

    def __str__(self) -> str:
        return f"{self.event}"


class CommitmentBalance(PartnerOwned):
    """The open commitments of one coding in one year. Kept by events, equal to the sum of open lines."""

    year = models.IntegerField()
    coding = PartnerForeignKey(Coding)
    pre_committed = MoneyField(default=0)
    committed = MoneyField(default=0)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "year", "coding"], name="finance_commitmentbalance_once"),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"commitments {self.pk}"
