"""Electronic invoices as they were received: the file, what it says, and what became of it (domain FIN-06).

The file is sealed and never changes, nor does the moment at which it first came. One that is for another partner goes
there in an `InvoiceEnvelope`, which that partner reads and takes in, with that moment (migrations/sql/einvoices.sql).
"""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from finance.models.invoices import SupplierInvoice
from finance.models.receivables import SalesInvoice
from finance.models.suppliers import SupplierAccount
from finance.states import ElectronicState, EnvelopeState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, Partner, PartnerOwned, PublicId, User, owned
from partners.models.base import PartnerManager, PartnerQuerySet
from partners.rls import SecondPartner
from partners.scope import current_partner_ids
from sharedservices.common.fields import MoneyField, SealedTextField

WORDS = {
    ElectronicState.RECEIVED: "For whom is not known", ElectronicState.WAITING: "Waiting",
    ElectronicState.INVALID: "To be returned", ElectronicState.RETURNED: "Returned",
    ElectronicState.REGISTERED: "Entered", ElectronicState.DUPLICATE: "Here before",
    ElectronicState.REROUTED: "Passed on",
}  # fmt: skip
LONGEST_NAME, LONGEST_PARTY = 120, 160


class ElectronicInvoice(PublicId, PartnerOwned):
    """An electronic invoice or credit note that came, and what became of it."""

    class Kind(models.TextChoices):
        """What it says that it is."""

        INVOICE = "INVOICE", "Invoice"
        CREDIT_NOTE = "CREDIT_NOTE", "Credit note"

    class Bank(models.TextChoices):
        """How the account that it asks to be paid into compares with the one that is held. It is never taken over."""

        NOT_GIVEN = "NOT_GIVEN", "It names no account"
        SAME = "SAME", "The account that is held"
        DIFFERS = "DIFFERS", "Differs from the account that is held"
        NONE_HELD = "NONE_HELD", "No account is held for this supplier"
        UNREAD = "UNREAD", "Not a British account: compare it yourself"

    name = models.CharField(max_length=LONGEST_NAME, help_text="Of the file")
    body = SealedTextField(help_text="The file as it came, in Base64")
    n_bytes = models.PositiveIntegerField()
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file")
    received_at = models.DateTimeField(help_text="When it first arrived at any partner; never changes")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    from_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    envelope = models.UUIDField(null=True, blank=True, help_text="In which it came from, or went to, another partner")
    kind = models.CharField(max_length=11, choices=Kind)
    reference = models.CharField(max_length=LONGEST_PARTY, blank=True)
    seller = models.CharField(max_length=LONGEST_PARTY, blank=True)
    buyer = models.CharField(max_length=LONGEST_PARTY, blank=True)
    invoice_date = models.DateField(null=True, blank=True)
    gross = MoneyField(null=True, blank=True)
    content = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder, help_text="What it says, without its bank account"
    )
    findings = models.JSONField(default=list, help_text="What speaks against it now: rule, element, message, remedy")
    bank = models.CharField(max_length=9, choices=Bank, default=Bank.NOT_GIVEN)
    bank_last_four = models.CharField(max_length=4, blank=True)
    legal_entity = PartnerForeignKey(LegalEntity, null=True, blank=True)
    account = PartnerForeignKey(SupplierAccount, null=True, blank=True)
    recognised_by = models.CharField(max_length=40, blank=True, help_text="By what the supplier is known")
    invoice = PartnerForeignKey(SupplierInvoice, null=True, blank=True)
    to_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_on = models.DateField(null=True, blank=True, help_text="When the supplier was told that it is returned")
    told_words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, words) for one, words in WORDS.items()], default=ElectronicState.RECEIVED
    )
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "file_hash"], name="finance_electronicinvoice_once"),
            models.UniqueConstraint(
                fields=["partner", "invoice"], condition=Q(state="REGISTERED"), name="finance_electronicinvoice_entered"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["REGISTERED", "DUPLICATE"], invoice__isnull=False, account__isnull=False)
                | (~Q(state__in=["REGISTERED", "DUPLICATE"]) & Q(invoice__isnull=True)),
                name="finance_electronicinvoice_invoice",
            ),
            models.CheckConstraint(
                condition=Q(state="REROUTED", to_partner__isnull=False, envelope__isnull=False,
                            legal_entity__isnull=True, account__isnull=True)
                | (~Q(state="REROUTED") & Q(to_partner__isnull=True)),
                name="finance_electronicinvoice_rerouted",
            ),
            models.CheckConstraint(
                condition=(Q(state="RETURNED", told_on__isnull=False) & ~Q(told_words=""))
                | (~Q(state="RETURNED") & Q(told_on__isnull=True, told_words="")),
                name="finance_electronicinvoice_returned",
            ),
            models.CheckConstraint(
                condition=Q(from_partner__isnull=True) | Q(envelope__isnull=False),
                name="finance_electronicinvoice_from",
            ),
            models.CheckConstraint(
                condition=Q(moved_by__isnull=True, moved_at__isnull=True)
                | Q(moved_by__isnull=False, moved_at__isnull=False),
                name="finance_electronicinvoice_moved",
            ),
            hide=("body",),
            referenced=False,
        )  # fmt: skip
        indexes = [
            models.Index(fields=["partner", "state", "-received_at"], name="finance_einvoice_state"),
            models.Index(fields=["partner", "-received_at"], name="finance_einvoice_received"),
        ]

    def __str__(self) -> str:
        return self.reference or self.name


class SentToUsManager(models.Manager.from_queryset(PartnerQuerySet)):  # type: ignore[misc]
    """The envelopes that name a partner in scope."""

    def get_queryset(self) -> PartnerQuerySet:
        """Return the rows that were sent to a partner in scope.

        :raises NoPartnerScope: outside partner_scope()
        """
        rows: Any = super().get_queryset()
        found: PartnerQuerySet = rows.filter(to_partner_id__in=current_partner_ids())
        return found


class InvoiceEnvelope(PublicId, PartnerOwned):
    """An invoice for another partner: one that came here and is theirs, or one that we issued to them.

    It holds the file and when it came, and nothing else. The partner that it names reads it and signs that it has
    taken it in; of one that we issued also that it disputes it, that the dispute is over, or that it returned it.
    """

    to_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    body = SealedTextField()
    file_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    seller = models.CharField(max_length=LONGEST_PARTY, blank=True)
    sales_invoice = PartnerForeignKey(SalesInvoice, null=True, blank=True)
    state = models.CharField(
        max_length=8, default=EnvelopeState.SENT, choices=[(one.value, one.label) for one in EnvelopeState]
    )
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True, help_text="What they dispute, or why they returned it")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When they said so")

    objects: ClassVar[PartnerManager] = PartnerManager()  # the first manager is the default one
    sent_here = SentToUsManager()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(to_partner=F("partner")), name="finance_invoiceenvelope_two_partners"),
            models.CheckConstraint(
                condition=Q(state="SENT", taken_at__isnull=True) | (~Q(state="SENT") & Q(taken_at__isnull=False)),
                name="finance_invoiceenvelope_taken",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["DISPUTED", "RETURNED"], answered_at__isnull=False) & ~Q(words=""))
                | Q(state="TAKEN")
                | Q(state="SENT", answered_at__isnull=True, words=""),
                name="finance_invoiceenvelope_answered",
            ),
            models.UniqueConstraint(fields=["partner", "sales_invoice"], name="finance_invoiceenvelope_issued_once"),
            second=SecondPartner(
                reader="to_partner_id",
                reader_if="true",
                signer_if=("state IN ('SENT', 'TAKEN', 'DISPUTED')", "state IN ('TAKEN', 'DISPUTED', 'RETURNED')"),
            ),
            hide=("body",),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "to_partner", "state"], name="finance_invoiceenvelope_to")]

    def __str__(self) -> str:
        return self.name
