"""The accounts that a legal entity holds at its bank (domain FIN-09.1): one cash account of the ledger for each.

An account is never pooled between partners or legal entities. Which one it is stays as it was laid down: another one at
the bank is another row, with an account of the ledger of its own. It counts once another person has compared it with
what the bank wrote and agreed; what is refused stays readable and leaves its code free.
"""

from django.db import models
from django.db.models import F, Q

from finance.models.chart import Subjective
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import BlindIndexField, SealedTextField

STANDS = Q(refused_at__isnull=True)


class BankAccount(PublicId, PartnerOwned):
    """An account of a legal entity at a bank, and the cash account of its ledger that mirrors it."""

    legal_entity = PartnerForeignKey(LegalEntity)
    name = models.CharField(max_length=60, help_text="As staff call it")
    holder = models.CharField(max_length=18, help_text="As the bank has it on payments")
    bank = models.CharField(max_length=60)
    details = SealedTextField(help_text="Sort code and account number")
    fingerprint = BlindIndexField()
    last_four = models.CharField(max_length=4)
    subjective = PartnerForeignKey(Subjective, help_text="Its cash account in the ledger")
    service_user_number = models.CharField(
        max_length=6, blank=True, help_text="Under which it sends Bacs payments; empty where it sends none"
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_human = models.UUIDField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "fingerprint"], condition=STANDS, name="finance_bankaccount_once"
            ),
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "subjective"],
                condition=STANDS,
                name="finance_bankaccount_own_cash_account",
            ),
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "name"], condition=STANDS, name="finance_bankaccount_name"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_human__isnull=True, agreed_at__isnull=True)
                | (
                    Q(agreed_by__isnull=False, agreed_human__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_human=F("made_human"))
                ),
                name="finance_bankaccount_second_person",
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True, refused_at__isnull=True, refused_reason="")
                | (
                    Q(
                        refused_by__isnull=False,
                        refused_at__isnull=False,
                        agreed_at__isnull=True,
                        closed_on__isnull=True,
                    )
                    & ~Q(refused_reason="")
                ),
                name="finance_bankaccount_refused",
            ),
            models.CheckConstraint(
                condition=Q(service_user_number="") | Q(service_user_number__regex=r"^\d{6}$"),
                name="finance_bankaccount_user_number",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="finance_bankaccount_closed_after",
            ),
            hide=("details", "fingerprint"),
        )

    def __str__(self) -> str:
        return f"{self.name} (•••• {self.last_four})"

    @property
    def status(self) -> str:
        """How it stands, in words."""
        if self.refused_at is not None:
            return "Refused"
        if self.closed_on is not None:
            return "Closed"
        return "Open" if self.agreed_at is not None else "To be agreed"
