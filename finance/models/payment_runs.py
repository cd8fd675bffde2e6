"""Payment runs: what is to be paid together, who let it go, and what came of each payment (domain FIN-06).

An invoice is in one live run only, which the database keeps. What was reviewed is what is approved, released and
posted: `items_hash` is taken at the review, and any change of the items sends the run back to its beginning.
"""

from django.db import models
from django.db.models import F, Q

from finance.models.bank_accounts import BankAccount
from finance.models.invoices import SupplierInvoice
from finance.models.journals import Journal
from finance.models.suppliers import SupplierAccount, SupplierBank
from finance.states import PaymentRunState, SupplierPaymentState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, OutboundMessage, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField, SealedTextField

STATES = [(state.value, state.label) for state in PaymentRunState]
BEFORE_APPROVAL = ["PROPOSED", "REVIEWED", "WITHDRAWN"]
BEFORE_RELEASE = [*BEFORE_APPROVAL, "APPROVED"]


def _pair(who: str) -> models.CheckConstraint:
    """Bind who did it, as a login and as a human being, to when."""
    there = {f"{who}_{what}__isnull": False for what in ("by", "human", "at")}
    return models.CheckConstraint(
        condition=Q(**there) | Q(**dict.fromkeys(there, True)), name=f"finance_paymentrun_{who}_pair"
    )


class PaymentRun(PublicId, PartnerOwned):
    """Suppliers' invoices that are paid together, from one bank account of one legal entity, in one way on one day."""

    class Method(models.TextChoices):
        """How it is paid."""

        BACS = "BACS", "Bacs"
        FASTER = "FASTER", "Faster Payments"
        CHAPS = "CHAPS", "CHAPS"
        CHEQUE = "CHEQUE", "Cheque"

    class Format(models.TextChoices):
        """What the bank is given."""

        BACS18 = "BACS18", "Bacs Standard 18"
        PAIN001 = "PAIN001", "ISO 20022 pain.001.001.09"
        LISTING = "LISTING", "List of cheques (CSV)"

    legal_entity = PartnerForeignKey(LegalEntity)
    bank_account = PartnerForeignKey(BankAccount)
    number = models.IntegerField()
    method = models.CharField(max_length=6, choices=Method)
    file_format = models.CharField(max_length=7, choices=Format)
    pay_on = models.DateField(help_text="The banking day on which the money arrives")
    next_run_on = models.DateField(help_text="What would be late then goes now")
    state = models.CharField(max_length=9, choices=STATES, default=PaymentRunState.PROPOSED)
    n_items = models.IntegerField(default=0)
    n_payments = models.IntegerField(default=0)
    total = MoneyField(default=0)
    largest = MoneyField(default=0, help_text="The largest payment")
    needs_two = models.BooleanField(default=False, help_text="Two people release it")
    items_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 over what is paid, taken at the review")
    file_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file for the bank")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_human = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_human = models.UUIDField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_human = models.UUIDField(null=True, blank=True)
    second_at = models.DateTimeField(null=True, blank=True)
    journal = PartnerForeignKey(Journal, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            *(_pair(who) for who in ("reviewed", "approved", "released", "second")),
            models.UniqueConstraint(fields=["partner", "number"], name="finance_paymentrun_number"),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "WITHDRAWN"]) | ~Q(items_hash=""), name="finance_paymentrun_hashed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_APPROVAL)
                | (
                    Q(approved_human__isnull=False, reviewed_human__isnull=False)
                    & ~Q(approved_human=F("made_human"))
                    & ~Q(approved_human=F("reviewed_human"))
                ),
                name="finance_paymentrun_approver_is_second",
            ),
            models.CheckConstraint(
                condition=Q(released_human__isnull=True)
                | (
                    ~Q(released_human=F("made_human"))
                    & ~Q(released_human=F("reviewed_human"))
                    & ~Q(released_human=F("approved_human"))
                ),
                name="finance_paymentrun_releaser_is_third",
            ),
            models.CheckConstraint(
                condition=Q(second_human__isnull=True)
                | (
                    ~Q(second_human=F("made_human"))
                    & ~Q(second_human=F("reviewed_human"))
                    & ~Q(second_human=F("approved_human"))
                    & ~Q(second_human=F("released_human"))
                ),
                name="finance_paymentrun_second_is_fourth",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_RELEASE)
                | (Q(released_human__isnull=False) & ~Q(file_hash="")
                   & (Q(needs_two=False) | Q(second_human__isnull=False))),
                name="finance_paymentrun_released",
            ),
            models.CheckConstraint(
                condition=Q(state="POSTED", journal__isnull=False) | (~Q(state="POSTED") & Q(journal__isnull=True)),
                name="finance_paymentrun_posted",
            ),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "state", "pay_on"], name="finance_paymentrun_state")]

    def __str__(self) -> str:
        return f"P{self.number:06}"


class SupplierPayment(PublicId, PartnerOwned):
    """What a released run pays to one supplier's account, and where: as it was at the release, for good."""

    run = PartnerForeignKey(PaymentRun)
    account = PartnerForeignKey(SupplierAccount)
    bank = PartnerForeignKey(SupplierBank, null=True, blank=True, help_text="None for a cheque")
    number = models.IntegerField(help_text="Its place in the file")
    amount = MoneyField(help_text="What arrives: invoices less credit notes and deductions")
    deducted = MoneyField(default=0)
    holder = models.CharField(max_length=100)
    last_four = models.CharField(max_length=4, blank=True)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value.capitalize()) for s in SupplierPaymentState],
        default=SupplierPaymentState.WAITING,
    )  # fmt: skip
    remittance = PartnerForeignKey(OutboundMessage, null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    return_code = models.CharField(max_length=4, blank=True)
    return_reason = models.CharField(max_length=300, blank=True)
    reversal = PartnerForeignKey(Journal, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run", "account"], name="finance_supplierpayment_once"),
            models.UniqueConstraint(fields=["partner", "run", "number"], name="finance_supplierpayment_number"),
            models.CheckConstraint(condition=Q(amount__gt=0, deducted__gte=0), name="finance_supplierpayment_positive"),
            models.CheckConstraint(
                condition=Q(state="RETURNED", returned_on__isnull=False, reversal__isnull=False)
                | (~Q(state="RETURNED") & Q(returned_on__isnull=True, reversal__isnull=True)),
                name="finance_supplierpayment_returned",
            ),
        )
        indexes = [models.Index(fields=["partner", "account", "state"], name="finance_payment_account")]

    def __str__(self) -> str:
        return f"payment {self.number}"


class PaymentItem(PublicId, PartnerOwned):
    """An invoice or credit note of a run: how much of it is paid, and why now; or why it is not."""

    class State(models.TextChoices):
        """Where it stands. What is in is locked for every other run."""

        IN = "IN", "In this run"
        OUT = "OUT", "Not in this run"
        PAID = "PAID", "Paid"
        RETURNED = "RETURNED", "Came back"

    run = PartnerForeignKey(PaymentRun)
    invoice = PartnerForeignKey(SupplierInvoice)
    account = PartnerForeignKey(SupplierAccount)
    bank = PartnerForeignKey(SupplierBank, null=True, blank=True)
    amount = MoneyField(help_text="Pounds of the invoice that it settles; below nought for a credit note")
    deduction = MoneyField(default=0, help_text="Kept back of that for tax, below nought for a credit note")
    liable = MoneyField(default=0, help_text="Of that, the labour that the deduction is worked out on")
    materials = MoneyField(default=0, help_text="Of that, materials and the like")
    verification = PartnerForeignKey("finance.CisVerification", null=True, blank=True)
    why = models.CharField(max_length=200)
    warning = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.IN)
    out_reason = models.CharField(max_length=300, blank=True)
    out_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "invoice"], condition=Q(state="IN"), name="finance_paymentitem_one_live_run"
            ),
            models.UniqueConstraint(fields=["partner", "run", "invoice"], name="finance_paymentitem_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, deduction__gte=0) | Q(amount__lt=0, deduction__lte=0),
                name="finance_paymentitem_amount",
            ),
            models.CheckConstraint(
                condition=Q(verification__isnull=False) | Q(deduction=0, liable=0, materials=0),
                name="finance_paymentitem_verified",
            ),
            models.CheckConstraint(
                condition=Q(state="OUT", out_by__isnull=False) & ~Q(out_reason="")
                | ~Q(state="OUT") & Q(out_by__isnull=True, out_reason=""),
                name="finance_paymentitem_out_says_why",
            ),
            audited=False,
            referenced=False,
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "invoice", "state"], name="finance_paymentitem_invoice")]

    def __str__(self) -> str:
        return f"item {self.pk}"


class PaymentFile(PublicId, PartnerOwned):
    """The file of a released run, sealed: whoever takes it away is on the audit trail."""

    run = PartnerForeignKey(PaymentRun)
    name = models.CharField(max_length=60)
    body = SealedTextField()
    sha256 = models.CharField(max_length=64)
    n_payments = models.IntegerField()
    total = MoneyField()
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "run"], name="finance_paymentfile_once"),
            append_only=True, referenced=False, hide=("body",),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PaymentRunEvent(PartnerOwned):
    """The log of a payment run: who moved it, when and why."""

    run = PartnerForeignKey(PaymentRun)
    action = models.CharField(max_length=16)
    from_state = models.CharField(max_length=9, blank=True)
    to_state = models.CharField(max_length=9)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(append_only=True, referenced=False)
        indexes = [models.Index(fields=["partner", "run", "id"], name="finance_paymentrunevent_log")]

    def __str__(self) -> str:
        return self.action
