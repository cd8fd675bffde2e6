"""The daily comparison of each bank account with its cash account in the ledger (domain FIN-09, FIN-13)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from finance.models.bank_accounts import BankAccount
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, owned
from sharedservices.common.fields import MoneyField


class BankCheck(PartnerOwned):
    """How an account stood on a day, as it was found that morning. Nothing of it changes afterwards."""

    class State(models.TextChoices):
        """What was found; only the first two ask for nothing."""

        AGREES = "AGREES", "Agrees"
        EXPLAINED = "EXPLAINED", "Open lines explain it"
        UNEXPLAINED = "UNEXPLAINED", "Unexplained"
        LATE = "LATE", "No statement"

    account = PartnerForeignKey(BankAccount)
    on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day that statements cover")
    bank = MoneyField(help_text="Closing balance of the last statement")
    ledger = MoneyField(help_text="Balance of the cash account")
    explained = MoneyField(help_text="What lines without a match account for")
    n_bank = models.IntegerField(help_text="Lines of statements without a match")
    n_ledger = models.IntegerField(help_text="Lines of the ledger without a match")
    state = models.CharField(max_length=11, choices=State)
    found_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "account", "on"], name="finance_bankcheck_once_a_day"),
            models.CheckConstraint(
                condition=~Q(state__in=["AGREES", "EXPLAINED"]) | Q(bank=F("ledger") + F("explained")),
                name="finance_bankcheck_explained",
            ),
            models.CheckConstraint(
                condition=~Q(state="AGREES") | Q(explained=0, n_bank=0, n_ledger=0), name="finance_bankcheck_agrees"
            ),
            append_only=True,
            audited=False,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "on"], name="finance_bankcheck_on")]

    def __str__(self) -> str:
        return f"{self.account} on {self.on}"

    @property
    def unexplained(self) -> Decimal:
        """What no open line accounts for, in pounds: anything but nought is a fault."""
        return self.bank - self.ledger - self.explained
