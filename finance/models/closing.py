"""Reconciling control accounts and closing periods (domain FIN-03.3, FIN-13).

A reconciliation is frozen when it is signed: the ledger's figure, the register's, every item, and the reason of each
difference. When the figures move after that, another version is prepared; the earlier one stays as it was signed.
"""

from django.db import models
from django.db.models import F, Q

from finance.models.calendar import Period, PeriodModule
from finance.models.chart import Subjective
from finance.states import ReconciliationState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField

STATES = [(state.value, state.value.capitalize()) for state in ReconciliationState]
R = ReconciliationState


class Reconciliation(PublicId, PartnerOwned):
    """A control account of a legal entity at the end of a period, beside the register that it stands for.

    Pounds: debits above nought, credits below. What the ledger has more than the register is explained item by item.
    """

    period = PartnerForeignKey(Period)
    subjective = PartnerForeignKey(Subjective)
    version = models.IntegerField()
    state = models.CharField(max_length=8, choices=STATES, default=R.OPEN)
    ledger = MoneyField(default=0)
    subledger = MoneyField(default=0)
    explained = MoneyField(default=0)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    prepared_human = models.UUIDField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_human = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=300, blank=True, help_text="The reviewer’s")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "period", "subjective", "version"], name="finance_reconciliation_version"
            ),
            models.UniqueConstraint(
                fields=["partner", "period", "subjective"], condition=Q(state=R.OPEN),
                name="finance_reconciliation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state=R.OPEN, prepared_by__isnull=True, prepared_human__isnull=True,
                            prepared_at__isnull=True)
                | (~Q(state=R.OPEN) & Q(prepared_by__isnull=False, prepared_human__isnull=False,
                                        prepared_at__isnull=False, ledger=F("subledger") + F("explained"))),
                name="finance_reconciliation_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[R.OPEN, R.SIGNED], reviewed_by__isnull=True, reviewed_human__isnull=True,
                            reviewed_at__isnull=True)
                | (Q(state__in=[R.REVIEWED, R.RETURNED], reviewed_by__isnull=False, reviewed_human__isnull=False,
                     reviewed_at__isnull=False) & ~Q(reviewed_human=F("prepared_human"))),
                name="finance_reconciliation_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=R.RETURNED) | ~Q(comment=""), name="finance_reconciliation_returned_why"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subjective.code} {self.period}"


class ReconciliationItem(PublicId, PartnerOwned):
    """An open item of the register as it was when it was signed, or a difference with the reason of it."""

    class Kind(models.TextChoices):
        """Which of the two."""

        ITEM = "ITEM", "Item of the register"
        EXPLAINED = "EXPLAINED", "Difference explained"

    reconciliation = PartnerForeignKey(Reconciliation)
    kind = models.CharField(max_length=9, choices=Kind)
    reference = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=200)
    arose_on = models.DateField()
    amount = MoneyField()
    place = models.CharField(max_length=20, blank=True, help_text="Which sort of document, by the register of controls")
    document = models.CharField(max_length=64, blank=True, help_text="Its public id")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(amount=0), name="finance_reconciliationitem_amount"),
            models.CheckConstraint(condition=~Q(words=""), name="finance_reconciliationitem_says_why"),
            audited=False,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "reconciliation", "id"], name="finance_reconciliationitem_of")]

    def __str__(self) -> str:
        return self.words


class ClosingStatement(PublicId, PartnerOwned):
    """What somebody says of a task of the month's end that no figure proves: done, or not. The last one counts."""

    period = PartnerForeignKey(Period)
    task = models.CharField(max_length=40)
    is_done = models.BooleanField()
    words = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(words=""), name="finance_closingstatement_says_why"),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "period", "task", "id"], name="finance_closingstatement_last")]

    def __str__(self) -> str:
        return self.task


class ClosingOverride(PublicId, PartnerOwned):
    """The leave of the deputy chief finance officer to close a part of a period with tasks undone, once."""

    period = PartnerForeignKey(Period)
    module = models.CharField(max_length=8, choices=PeriodModule.Module)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    human = models.UUIDField()
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(reason=""), name="finance_closingoverride_says_why"),
            append_only=True,
        )
        indexes = [models.Index(fields=["partner", "period", "module", "id"], name="finance_closingoverride_last")]

    def __str__(self) -> str:
        return self.reason


class ClosingCheck(PartnerOwned):
    """How a task stood when a part of a period was closed, and the leave to close it in spite of that, if any."""

    period = PartnerForeignKey(Period)
    module = models.CharField(max_length=8, choices=PeriodModule.Module)
    action = models.CharField(max_length=12)
    task = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    is_met = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    override = PartnerForeignKey(ClosingOverride, null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(is_met=True) | Q(override__isnull=False), name="finance_closingcheck_met"
            ),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "period", "module", "id"], name="finance_closingcheck_of")]

    def __str__(self) -> str:
        return self.title
