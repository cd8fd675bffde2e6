"""Suppliers’ invoices: what they say, what speaks against paying them, and what happened to them (domain FIN-06).

Amounts are as the supplier wrote them, above nought; a credit note is posted the other way round.
"""

from django.db import models
from django.db.models import F, Q

from finance.models.journals import Journal
from finance.models.suppliers import SupplierAccount
from finance.states import POSTED, InvoiceState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField, UnitsField

WORDS = {
    "DUP_SUSPECT": "Possible duplicate", "INVALID_RETURNED": "Returned", "SCHEDULED": "In a payment run",
    "IN_PAYMENT": "Being paid",
}  # fmt: skip
STATES = [(state.value, WORDS.get(state.value, state.value.capitalize())) for state in InvoiceState]


class SupplierInvoice(PublicId, PartnerOwned):
    """An invoice or credit note of a supplier."""

    class Kind(models.TextChoices):
        """The types of domain FIN-06."""

        ORDERED = "PO", "Invoice for an order"
        NOT_ORDERED = "NON_PO", "Invoice without an order"
        CREDIT_NOTE = "CREDIT_NOTE", "Credit note"
        PROFORMA = "PROFORMA", "Pro forma, which is not posted"
        PREPAYMENT = "PREPAYMENT", "Prepayment"
        SELF_BILL = "SELF_BILL", "Self-billed"
        CIS = "CIS", "Construction Industry Scheme"
        EXPENSE = "EXPENSE", "Expenses"
        DIRECT_PAYMENT = "DIRECT_PAYMENT", "Foster or direct payment"
        REFUND = "REFUND", "Refund"
        INTER_PARTNER = "INTER_PARTNER", "Between partners"
        INTEREST = "INTEREST", "Claim for late payment"

    class NoOrder(models.TextChoices):
        """Why an invoice needs no order: no order, no pay has these exceptions."""

        UTILITIES = "UTILITIES", "Gas, electricity, water, telephone"
        RATES = "RATES", "Business rates"
        LEGAL = "LEGAL", "Legal settlement or court fee"
        RENT = "RENT", "Rent under a lease"
        SUBSCRIPTION = "SUBSCRIPTION", "Subscription to a body"
        STATUTORY = "STATUTORY", "Levy or statutory fee"
        CARE = "CARE", "Care placement with an agreement of its own"
        EMERGENCY = "EMERGENCY", "Emergency out of hours"
        AGREEMENT = "AGREEMENT", "Agreement between partners"

    class Source(models.TextChoices):
        """How it came."""

        FORM = "FORM", "Entered"
        CSV = "CSV", "File"
        XML = "XML", "Electronic invoice"

    legal_entity = PartnerForeignKey(LegalEntity)
    account = PartnerForeignKey(SupplierAccount)
    number = models.IntegerField(help_text="Ours, in the order of arrival")
    kind = models.CharField(max_length=14, choices=Kind)
    reference = models.CharField(max_length=40, help_text="The supplier’s number")
    tidy_reference = models.CharField(max_length=40)
    invoice_date = models.DateField()
    tax_point = models.DateField()
    received_at = models.DateTimeField(help_text="When it first arrived anywhere in the partner; never changes")
    source = models.CharField(max_length=4, choices=Source, default=Source.FORM)
    supplier_vat = models.CharField(max_length=14, blank=True, help_text="VAT number as it stands on the invoice")
    addressed_to = models.CharField(max_length=160, help_text="Customer as it stands on the invoice")
    order_reference = models.CharField(max_length=40, blank=True)
    no_order = models.CharField(max_length=12, choices=NoOrder, blank=True)
    net = MoneyField()
    vat = MoneyField()
    gross = MoneyField()
    cis_labour = MoneyField(null=True, blank=True, help_text="Of the net, what is liable to deduction (FIN-07)")
    cis_materials = MoneyField(null=True, blank=True, help_text="Materials, with VAT if the supplier has no VAT number")
    cis_plant = MoneyField(null=True, blank=True, help_text="Plant hire, fuel and consumables that it paid for")
    cis_levy = MoneyField(null=True, blank=True, help_text="CITB levy")
    due_on = models.DateField(help_text="The last day on which the money may arrive")
    credits = PartnerForeignKey("finance.SupplierInvoice", null=True, blank=True)
    replaces = PartnerForeignKey("finance.SupplierInvoice", null=True, blank=True)
    late_payment_of = PartnerForeignKey("finance.SupplierInvoice", null=True, blank=True)
    state = models.CharField(max_length=16, choices=STATES, default=InvoiceState.RECEIVED)
    content_hash = models.CharField(max_length=64, blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_human = models.UUIDField()
    registered_at = models.DateTimeField()
    cleared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cleared_human = models.UUIDField(null=True, blank=True)
    journal = PartnerForeignKey(Journal, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="finance_supplierinvoice_number"),
            models.CheckConstraint(
                condition=Q(net__gte=0, vat__gte=0, gross=F("net") + F("vat")), name="finance_supplierinvoice_totals"
            ),
            models.CheckConstraint(
                condition=Q(cis_labour__isnull=True, cis_materials__isnull=True, cis_plant__isnull=True,
                            cis_levy__isnull=True)
                | Q(cis_labour__gte=0, cis_materials__gte=0, cis_plant__gte=0, cis_levy__gte=0,
                    net=F("cis_labour") + F("cis_materials") + F("cis_plant") + F("cis_levy")),
                name="finance_supplierinvoice_cis_parts",
            ),
            models.CheckConstraint(
                condition=Q(kind="CREDIT_NOTE") | Q(credits__isnull=True), name="finance_supplierinvoice_credits"
            ),
            models.CheckConstraint(
                condition=Q(kind="INTEREST", late_payment_of__isnull=False, vat=0)
                | (~Q(kind="INTEREST") & Q(late_payment_of__isnull=True)),
                name="finance_supplierinvoice_claim",
            ),
            models.UniqueConstraint(
                fields=["partner", "late_payment_of"],
                condition=Q(late_payment_of__isnull=False) & ~Q(state="CANCELLED"),
                name="finance_supplierinvoice_claimed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(POSTED), journal__isnull=False)
                | (~Q(state__in=sorted(POSTED)) & Q(journal__isnull=True)),
                name="finance_supplierinvoice_posted",
            ),
        )  # fmt: skip
        indexes = [
            models.Index(fields=["partner", "state", "due_on"], name="finance_invoice_state"),
            models.Index(fields=["partner", "account", "gross"], name="finance_invoice_account"),
            models.Index(fields=["partner", "tidy_reference"], name="finance_invoice_reference"),
        ]

    def __str__(self) -> str:
        return f"I{self.number:07}"

    @property
    def sign(self) -> int:
        """Which way round it is posted: 1 for what is owed, -1 for a credit note."""
        return -1 if self.kind == self.Kind.CREDIT_NOTE else 1


class SupplierInvoiceLine(PartnerOwned):
    """A line of an invoice, with what it is charged to."""

    class VatCode(models.TextChoices):
        """The VAT codes of input (domain FIN-10)."""

        STANDARD = "S20", "Standard rate"
        REDUCED = "R05", "Reduced rate"
        ZERO = "Z", "Zero rate"
        EXEMPT = "X", "Exempt"
        OUTSIDE = "O", "Outside the scope"
        BLOCKED = "N", "Standard rate, not recoverable"
        PARTIAL = "P", "Standard rate, half recoverable: cars on lease"
        ABROAD = "RC", "Reverse charge: services from abroad"
        CONSTRUCTION = "DRC", "Reverse charge: construction"
        IMPORT = "IMP", "Import VAT, postponed"

    invoice = PartnerForeignKey(SupplierInvoice)
    number = models.IntegerField()
    description = models.CharField(max_length=200)
    quantity = UnitsField()
    price = UnitsField(help_text="Pounds for one")
    net = MoneyField()
    vat_code = models.CharField(max_length=3, choices=VatCode)
    vat_rate = UnitsField(help_text="Per cent")
    vat = MoneyField()
    subjective = models.CharField(max_length=5)
    cost_centre = models.CharField(max_length=20, blank=True)
    fund = models.CharField(max_length=3, default="GEN")
    project = models.CharField(max_length=6, blank=True)
    order_line = models.CharField(max_length=40, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "invoice", "number"], name="finance_invoiceline_number"),
            models.CheckConstraint(condition=Q(net__gte=0, vat__gte=0), name="finance_invoiceline_amounts"),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"line {self.number}"


class InvoiceHold(PublicId, PartnerOwned):
    """Something that speaks against paying an invoice, until somebody has settled it."""

    class Kind(models.TextChoices):
        """What it is."""

        FAULT = "FAULT", "Not a valid invoice"
        DUPLICATE = "DUPLICATE", "Possible duplicate"
        MATCH = "MATCH", "Does not match order or receipt"
        STATUS = "STATUS", "Worker’s status not determined"
        MANUAL = "MANUAL", "Held by somebody"

    class Owner(models.TextChoices):
        """Who settles it."""

        BUYER = "BUYER", "Buyer"
        RECEIVER = "RECEIVER", "Receiver"
        PAYABLES = "PAYABLES", "Accounts payable"
        SUPPLIER = "SUPPLIER", "Supplier"

    invoice = PartnerForeignKey(SupplierInvoice)
    kind = models.CharField(max_length=9, choices=Kind)
    owner = models.CharField(max_length=8, choices=Owner)
    words = models.CharField(max_length=500)
    amount = MoneyField(null=True, blank=True, help_text="Pounds in question")
    points = models.IntegerField(null=True, blank=True)
    like = PartnerForeignKey(SupplierInvoice, null=True, blank=True)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="finance_invoicehold_ended",
            ),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "invoice", "ended_at"], name="finance_invoicehold_open")]

    def __str__(self) -> str:
        return self.get_kind_display()


class InvoiceEvent(PartnerOwned):
    """The log of an invoice: who moved it, when and why. A notice to the supplier stops no clock unless it is here."""

    invoice = PartnerForeignKey(SupplierInvoice)
    action = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    notice_at = models.DateTimeField(null=True, blank=True, help_text="When the supplier was told of it")

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "invoice", "id"], name="finance_invoiceevent_log")]

    def __str__(self) -> str:
        return self.action
