"""What a released run left in the ledger: once posted, once paid, and what had to go to suspense (domain FIN-12)."""

from django.db import models
from django.db.models import Q

from finance.models import Journal
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, User, owned
from payroll.models.run import PayRun
from sharedservices.common.fields import MoneyField


class LedgerPosting(PartnerOwned):
    """A journal of a run: what it costs and owes, or the payment that clears net pay. One of each for a run."""

    class Kind(models.TextChoices):
        """What the journal says."""

        COST = "COST", "Cost and creditors"
        PAYMENT = "PAYMENT", "Payment of net pay"

    run = PartnerForeignKey(PayRun)
    kind = models.CharField(max_length=7, choices=Kind)
    journal = PartnerForeignKey(Journal)
    levy = MoneyField(default=0, help_text="What the run added to the apprenticeship levy")
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run", "kind"], name="payroll_ledgerposting_once"),
            models.UniqueConstraint(fields=["partner", "journal"], name="payroll_ledgerposting_journal"),
            models.CheckConstraint(condition=Q(kind="COST") | Q(levy=0), name="payroll_ledgerposting_levy"),
            append_only=True,
        )

    def __str__(self) -> str:
        return self.kind


class Suspended(PartnerOwned):
    """A cost that went to suspense, where it should have gone, and why it could not."""

    posting = PartnerForeignKey(LedgerPosting)
    part = models.CharField(max_length=60)
    subjective = models.CharField(max_length=5)
    cost_centre = models.CharField(max_length=20, blank=True)
    amount = MoneyField(help_text="Debits above, credits below nought")
    n_people = models.IntegerField()
    why = models.CharField(max_length=300)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(why=""), name="payroll_suspended_says_why"),
            audited=False,
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "posting"], name="payroll_suspended_posting")]

    def __str__(self) -> str:
        return self.why
