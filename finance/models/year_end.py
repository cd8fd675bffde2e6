"""What happens at the year’s end to what is still ordered (domain FIN-03.5): a choice for each open line."""

from django.db import models
from django.db.models import F, Q

from finance.models.budgets import BudgetDecision
from finance.models.commitments import CommitmentLine
from finance.models.journals import Journal
from finance.states import YearEndState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class YearEndChoice(PublicId, PartnerOwned):
    """What one person proposed for an open line of a year, and what another decided. What it held stands on it."""

    class Kind(models.TextChoices):
        """Source: domain FIN-03.5."""

        CARRY = "CARRY", "Carry it into the next year"
        ACCRUE = "ACCRUE", "Accrue it: it came by 31 March, its invoice has not"
        CLOSE = "CLOSE", "Close it: nothing more comes"

    line = PartnerForeignKey(CommitmentLine)
    year = models.IntegerField(help_text="The financial year that ends")
    kind = models.CharField(max_length=6, choices=Kind)
    with_budget = models.BooleanField(default=False, help_text="The budget is asked for in the next year, too")
    pre_committed = MoneyField(help_text="What the line held when this was proposed")
    committed = MoneyField(help_text="What the line held when this was proposed")
    reason = models.CharField(max_length=200)
    state = models.CharField(
        max_length=9, choices=[(one.value, one.label) for one in YearEndState], default=YearEndState.PROPOSED
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_human = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True, help_text="Why it was refused or taken back")
    journal = PartnerForeignKey(Journal, null=True, blank=True)
    decision = PartnerForeignKey(BudgetDecision, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "line"], condition=Q(state__in=["PROPOSED", "APPLIED"]),
                name="finance_yearendchoice_once",
            ),
            models.CheckConstraint(
                condition=Q(pre_committed__gte=0, committed__gte=0) & (Q(pre_committed__gt=0) | Q(committed__gt=0)),
                name="finance_yearendchoice_open",
            ),
            models.CheckConstraint(
                condition=Q(kind="CARRY") | Q(with_budget=False, decision__isnull=True),
                name="finance_yearendchoice_budget",
            ),
            models.CheckConstraint(
                condition=~Q(kind="ACCRUE") | Q(pre_committed=0), name="finance_yearendchoice_accrued"
            ),
            models.CheckConstraint(
                condition=Q(kind="ACCRUE") | Q(journal__isnull=True), name="finance_yearendchoice_journal"
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_by__isnull=True, decided_human__isnull=True,
                            decided_at__isnull=True)
                | (~Q(state="PROPOSED") & Q(decided_by__isnull=False, decided_human__isnull=False,
                                            decided_at__isnull=False)),
                name="finance_yearendchoice_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "WITHDRAWN"]) | ~Q(decided_human=F("proposed_human")),
                name="finance_yearendchoice_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "APPLIED"]) | ~Q(words=""), name="finance_yearendchoice_words"
            ),
            referenced=False,
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "year", "state"], name="finance_yearendchoice_year")]

    def __str__(self) -> str:
        return self.get_kind_display()
