"""Accounts receivable: who owes, what for, what came in, and what is done about the rest (domain FIN-08).

An invoice is frozen once it is issued (migrations/sql/receivables_guards.sql): a credit note takes it back, and another
one says it right. What is settled of it is the sum of its allocations, which the database adds up itself.
"""

from django.db import models
from django.db.models import F, Q

from finance.models.chart import Coding
from finance.models.journals import Journal
from finance.states import SalesState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, OutboundMessage, Partner, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField, SealedTextField

STATES = [(state.value, state.label) for state in SalesState]
SMALL_CREDIT = 500
"""Up to so many pounds whoever raises a credit note may approve it. Source: domain FIN-08."""


class Customer(PublicId, PartnerOwned):
    """Somebody who owes a legal entity of the partner, or may. The address stands on the invoices that are issued."""

    class Kind(models.TextChoices):
        """What they are: an individual is reminded with more time, and nothing is expected to be lost of a body."""

        PERSON = "PERSON", "Individual"
        BUSINESS = "BUSINESS", "Business"
        PUBLIC_BODY = "PUBLIC_BODY", "Public body"
        EMPLOYEE = "EMPLOYEE", "Employee or former employee"

    legal_entity = PartnerForeignKey(LegalEntity)
    number = models.IntegerField(help_text="Its number at the legal entity")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=11, choices=Kind)
    address = SealedTextField(help_text="Lines of the address, one a line")
    email = models.EmailField(max_length=254, blank=True)
    vat_number = models.CharField(max_length=12, blank=True)
    terms_days = models.IntegerField(default=28, help_text="Days from issue until an invoice is due")
    stands_for = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The partner that this customer is: it gets its invoices electronically",
    )  # fmt: skip
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "number"], name="finance_customer_number"),
            models.CheckConstraint(condition=Q(terms_days__range=(14, 30)), name="finance_customer_terms"),
            models.CheckConstraint(condition=~Q(name=""), name="finance_customer_named"),
            models.CheckConstraint(
                condition=Q(stands_for__isnull=True) | (Q(kind="PUBLIC_BODY") & ~Q(stands_for=F("partner"))),
                name="finance_customer_stands_for",
            ),
            hide=("address", "email"),
        )
        indexes = [models.Index(fields=["partner", "name"], name="finance_customer_name")]

    def __str__(self) -> str:
        return f"C{self.number:06} {self.name}"


class CustomerHold(PublicId, PartnerOwned):
    """Why a customer is not reminded for a while. An invoice in dispute holds itself."""

    class Kind(models.TextChoices):
        """The reasons of domain FIN-08."""

        DECEASED = "DECEASED", "Has died"
        VULNERABLE = "VULNERABLE", "Vulnerable"
        BREATHING_SPACE = "BREATHING", "Breathing space"
        BANKRUPTCY = "BANKRUPTCY", "Bankruptcy or insolvency"
        SOCIAL_CARE = "SOCIAL_CARE", "Social care charge under review"
        OTHER = "OTHER", "Another reason"

    customer = PartnerForeignKey(Customer)
    kind = models.CharField(max_length=11, choices=Kind)
    reason = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day; none while it is not known")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="finance_customerhold_order"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="finance_customerhold_lifted_pair",
            ),
            hide=("reason",),
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "customer"], name="finance_customerhold_of")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class SalesInvoice(PublicId, PartnerOwned):
    """An invoice to a customer, or the credit note that takes one back."""

    class Kind(models.TextChoices):
        """Which of the two; each has numbers of its own at a legal entity."""

        INVOICE = "INVOICE", "Invoice"
        CREDIT_NOTE = "CREDIT_NOTE", "Credit note"

    legal_entity = PartnerForeignKey(LegalEntity)
    customer = PartnerForeignKey(Customer)
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.INVOICE)
    number = models.IntegerField(null=True, blank=True, help_text="Taken when it is issued: without gaps")
    state = models.CharField(max_length=11, choices=STATES, default=SalesState.DRAFT)
    description = models.CharField(max_length=200)
    customer_reference = models.CharField(max_length=40, blank=True, help_text="Their order number")
    tax_point = models.DateField()
    issued_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    net = MoneyField(default=0)
    vat = MoneyField(default=0)
    gross = MoneyField(default=0)
    settled = MoneyField(default=0, help_text="Sum of its allocations, which the database keeps")
    credits = PartnerForeignKey("finance.SalesInvoice", null=True, blank=True)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_human = models.UUIDField()
    raised_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    journal = PartnerForeignKey(Journal, null=True, blank=True)
    billed_to = SealedTextField(blank=True, default="", help_text="Name and address as issued")
    dispute = models.CharField(max_length=200, blank=True, help_text="What the customer disputes, while they do")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "kind", "number"], name="finance_sales_number"),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("vat"), net__gte=0, vat__gte=0), name="finance_sales_sum"
            ),
            models.CheckConstraint(condition=Q(settled__gte=0, settled__lte=F("gross")), name="finance_sales_settled"),
            models.CheckConstraint(
                condition=~Q(state__in=["PAID", "CREDITED", "WRITTEN_OFF"]) | Q(settled=F("gross")),
                name="finance_sales_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["DRAFT", "APPROVED", "DISCARDED"], number__isnull=True, issued_on__isnull=True,
                    journal__isnull=True, settled=0,
                )
                | Q(
                    ~Q(state__in=["DRAFT", "APPROVED", "DISCARDED"]), number__isnull=False, issued_on__isnull=False,
                    due_on__isnull=False, journal__isnull=False, approved_by__isnull=False,
                ),
                name="finance_sales_issued",
            ),
            models.CheckConstraint(
                condition=Q(approved_human__isnull=True)
                | ~Q(approved_human=F("raised_human"))
                | Q(kind="CREDIT_NOTE", gross__lte=SMALL_CREDIT),
                name="finance_sales_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_human__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_human__isnull=False, approved_at__isnull=False),
                name="finance_sales_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(kind="INVOICE", credits__isnull=True) | Q(kind="CREDIT_NOTE", credits__isnull=False),
                name="finance_sales_credits",
            ),
            models.CheckConstraint(
                condition=(Q(state="DISPUTED") & ~Q(dispute="")) | (~Q(state="DISPUTED") & Q(dispute="")),
                name="finance_sales_dispute",
            ),
            hide=("billed_to",),
        )  # fmt: skip
        indexes = [
            models.Index(fields=["partner", "customer", "-id"], name="finance_sales_customer"),
            models.Index(fields=["partner", "state", "due_on"], name="finance_sales_due"),
        ]

    def __str__(self) -> str:
        if not self.number:
            return f"draft {self.pk}"
        return f"{'CN' if self.kind == self.Kind.CREDIT_NOTE else 'SI'}{self.number:06}"


class SalesLine(PartnerOwned):
    """One line of an invoice: what for, how many at which price, its VAT code and where the income goes."""

    invoice = PartnerForeignKey(SalesInvoice)
    number = models.IntegerField()
    description = models.CharField(max_length=200)
    quantity = MoneyField()
    unit_price = MoneyField()
    net = MoneyField()
    vat_code = models.CharField(max_length=3)
    coding = PartnerForeignKey(Coding)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "invoice", "number"], name="finance_salesline_number"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gte=0, net__gte=0), name="finance_salesline_positive"
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"line {self.number}"


class Receipt(PublicId, PartnerOwned):
    """Money that came in. While nobody knows from whom, it stands in suspense."""

    class Method(models.TextChoices):
        """How it came."""

        BACS = "BACS", "Bank transfer"
        DIRECT_DEBIT = "DD", "Direct debit"
        CARD = "CARD", "Card"
        CHEQUE = "CHEQUE", "Cheque"
        CASH = "CASH", "Cash"

    legal_entity = PartnerForeignKey(LegalEntity)
    customer = PartnerForeignKey(Customer, null=True, blank=True)
    received_on = models.DateField()
    amount = MoneyField()
    allocated = MoneyField(default=0, help_text="Sum of its allocations, which the database keeps")
    method = models.CharField(max_length=6, choices=Method)
    reference = models.CharField(max_length=40, help_text="As it stands on the statement")
    key = models.CharField(max_length=120, help_text="What may be recorded once")
    journal = PartnerForeignKey(Journal)
    found_journal = PartnerForeignKey(Journal, null=True, blank=True, help_text="What took it out of suspense")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "key"], name="finance_receipt_key"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount")),
                name="finance_receipt_allocated",
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(allocated=0, found_journal__isnull=True),
                name="finance_receipt_of_somebody",
            ),
        )
        indexes = [models.Index(fields=["partner", "customer", "-id"], name="finance_receipt_customer")]

    def __str__(self) -> str:
        return self.reference


class WriteOff(PublicId, PartnerOwned):
    """What was written off of an invoice, as others agreed. The debt stays a debt: it can be taken up again."""

    class Reason(models.TextChoices):
        """Why nothing more comes (domain FIN-08); not a waiver."""

        UNECONOMIC = "UNECONOMIC", "Costs more to collect than it is"
        UNTRACEABLE = "UNTRACEABLE", "Nobody finds them"
        STATUTE_BARRED = "STATUTE", "Older than six years (Limitation Act 1980)"
        INSOLVENT = "INSOLVENT", "Insolvent"
        NO_ESTATE = "NO_ESTATE", "Died and left nothing"
        REMISSION = "REMISSION", "Remitted by a court"

    invoice = PartnerForeignKey(SalesInvoice)
    amount = MoneyField()
    reason = models.CharField(max_length=11, choices=Reason)
    explanation = models.CharField(max_length=500)
    member_report = models.CharField(max_length=60, blank=True)
    journal = PartnerForeignKey(Journal)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    undone_journal = PartnerForeignKey(Journal, null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=Q(amount__gt=0), name="finance_writeoff_positive"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undone_journal__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False, undone_journal__isnull=False),
                name="finance_writeoff_undone_pair",
            ),
        )
        indexes = [models.Index(fields=["partner", "invoice"], name="finance_writeoff_of")]

    def __str__(self) -> str:
        return str(self.get_reason_display())


class Allocation(PublicId, PartnerOwned):
    """So many pounds of a receipt, a credit note or a write-off that settle an invoice. Undone, it stays readable."""

    invoice = PartnerForeignKey(SalesInvoice)
    receipt = PartnerForeignKey(Receipt, null=True, blank=True)
    credit_note = PartnerForeignKey(SalesInvoice, null=True, blank=True)
    write_off = PartnerForeignKey(WriteOff, null=True, blank=True)
    amount = MoneyField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=Q(amount__gt=0), name="finance_allocation_positive"),
            models.CheckConstraint(
                condition=Q(receipt__isnull=False, credit_note__isnull=True, write_off__isnull=True)
                | Q(receipt__isnull=True, credit_note__isnull=False, write_off__isnull=True)
                | Q(receipt__isnull=True, credit_note__isnull=True, write_off__isnull=False),
                name="finance_allocation_of_one",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undone_reason="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason="")),
                name="finance_allocation_undone",
            ),
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "invoice"], name="finance_allocation_invoice"),
            models.Index(fields=["partner", "receipt"], name="finance_allocation_receipt"),
        ]

    def __str__(self) -> str:
        return f"£{self.amount}"


class InstalmentPlan(PublicId, PartnerOwned):
    """What was agreed about paying an invoice in parts. While it is kept, nobody is reminded."""

    invoice = PartnerForeignKey(SalesInvoice)
    settled_before = MoneyField(help_text="What was settled when it was agreed")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "invoice"], condition=Q(ended_at__isnull=True), name="finance_plan_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="finance_plan_ended_pair",
            ),
        )

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Instalment(PartnerOwned):
    """One part of a plan."""

    plan = PartnerForeignKey(InstalmentPlan)
    due_on = models.DateField()
    amount = MoneyField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "plan", "due_on"], name="finance_instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="finance_instalment_positive"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"£{self.amount}"


class DunningStep(PublicId, PartnerOwned):
    """A reminder or another step that was taken about an invoice; each once."""

    invoice = PartnerForeignKey(SalesInvoice)
    step = models.CharField(max_length=10)
    taken_on = models.DateField()
    owed = MoneyField()
    message = PartnerForeignKey(OutboundMessage, null=True, blank=True, help_text="None: it went on paper")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "invoice", "step"], name="finance_dunningstep_once"),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.step
