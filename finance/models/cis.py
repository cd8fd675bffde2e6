"""The Construction Industry Scheme: contractors, what HMRC said of subcontractors, and what was deducted (FIN-07).

What decides a rate is never changed: what HMRC says anew is another row, from a day on, which a second person approves.
What was deducted is a row with a day, and what comes back with a returned payment is another one.
"""

from django.db import models
from django.db.models import F, Q

from finance.models.journals import Journal
from finance.models.suppliers import SupplierAccount
from finance.states import CisReturnState, CisVerificationState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PayeScheme, PublicId, User, owned
from sharedservices.common.fields import MoneyField, SealedTextField

STATES = [(state.value, state.label) for state in CisVerificationState]
V = CisVerificationState
R = CisReturnState


class CisScheme(PartnerOwned):
    """A legal entity as a contractor, from a day on: the PAYE scheme under which it deducts, and its own UTR."""

    legal_entity = PartnerForeignKey(LegalEntity)
    paye_scheme = PartnerForeignKey(PayeScheme, help_text="Has the employer’s and the accounts office’s reference")
    utr = models.CharField(max_length=10, help_text="The contractor’s unique taxpayer reference")
    first_day = models.DateField(help_text="The first day of a tax month")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "first_day"], name="finance_cisscheme_once"),
            models.CheckConstraint(condition=Q(first_day__day=6), name="finance_cisscheme_tax_month"),
            append_only=True,
        )

    def __str__(self) -> str:
        return self.paye_scheme.employer_reference


class CisVerification(PublicId, PartnerOwned):
    """Who a subcontractor is for tax, and how HMRC said that it is paid, from a day on."""

    class TradingType(models.TextChoices):
        """How it trades, as HMRC asks for it."""

        SOLE_TRADER = "SOLE_TRADER", "Sole trader"
        PARTNERSHIP = "PARTNERSHIP", "Partnership"
        COMPANY = "COMPANY", "Company"
        TRUST = "TRUST", "Trust"

    class Status(models.TextChoices):
        """What HMRC said; or that the supplier does no construction work any more."""

        GROSS = "GROSS", "Gross payment: nothing is deducted"
        NET = "NET", "Standard rate"
        UNMATCHED = "UNMATCHED", "Not matched: higher rate"
        OUTSIDE = "OUTSIDE", "No subcontractor any more"

    account = PartnerForeignKey(SupplierAccount)
    number = models.IntegerField(help_text="In the order in which they were entered for this account")
    trading_type = models.CharField(max_length=11, choices=TradingType)
    legal_name = models.CharField(max_length=160, help_text="The supplier’s name when HMRC was asked")
    utr = models.CharField(max_length=10, blank=True)
    nino = SealedTextField(blank=True)
    nino_shown = models.CharField(max_length=9, blank=True, help_text="Masked")
    company_number = models.CharField(max_length=8, blank=True)
    vat_from = models.DateField(null=True, blank=True, help_text="First day registered for VAT")
    vat_to = models.DateField(null=True, blank=True, help_text="Last day registered for VAT")
    end_user_notice_on = models.DateField(
        null=True, blank=True, help_text="When it was told in writing that this legal entity is an end user"
    )
    status = models.CharField(max_length=9, choices=Status)
    verification_number = models.CharField(max_length=13, blank=True)
    verified_on = models.DateField()
    valid_from = models.DateField(help_text="Payments from this day on are made like this")
    evidence = models.CharField(max_length=300, help_text="Where HMRC’s answer is kept")
    state = models.CharField(max_length=8, choices=STATES, default=V.PROPOSED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "account", "number"], name="finance_cisverification_number"),
            models.UniqueConstraint(
                fields=["partner", "account"], condition=Q(state=V.PROPOSED),
                name="finance_cisverification_one_proposed",
            ),
            models.CheckConstraint(
                condition=Q(state=V.PROPOSED, decided_by__isnull=True, decided_human__isnull=True,
                            decided_at__isnull=True)
                | (~Q(state=V.PROPOSED) & Q(decided_by__isnull=False, decided_human__isnull=False,
                                            decided_at__isnull=False)),
                name="finance_cisverification_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=V.APPROVED) | ~Q(decided_human=F("made_human")),
                name="finance_cisverification_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="OUTSIDE") | ~Q(verification_number=""), name="finance_cisverification_numbered"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("verified_on")), name="finance_cisverification_from"
            ),
            models.CheckConstraint(
                condition=Q(vat_to__isnull=True) | Q(vat_from__isnull=False, vat_to__gte=F("vat_from")),
                name="finance_cisverification_vat",
            ),
            hide=("nino",),
        )  # fmt: skip
        indexes = [models.Index(fields=["partner", "account", "valid_from"], name="finance_cisverification_day")]

    def __str__(self) -> str:
        return self.verification_number or self.get_status_display()


class CisEntry(PartnerOwned):
    """What one payment to a subcontractor came to under the scheme, on its day; or what came back of it, on that day.

    Pounds, below nought for what came back. `gross` is without VAT and without the CITB levy.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PAID = "PAID", "Paid"
        RETURNED = "RETURNED", "Payment came back"

    legal_entity = PartnerForeignKey(LegalEntity)
    account = PartnerForeignKey(SupplierAccount)
    payment = PartnerForeignKey("finance.SupplierPayment")
    verification = PartnerForeignKey(CisVerification)
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField(help_text="The day of the payment, or the day on which it came back")
    month = models.DateField(help_text="The first day of the tax month of that day")
    gross = MoneyField()
    materials = MoneyField()
    deducted = MoneyField()
    journal = PartnerForeignKey(Journal)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "payment", "kind"], name="finance_cisentry_once"),
            models.CheckConstraint(
                condition=Q(kind="PAID", gross__gte=0, deducted__gte=0)
                | Q(kind="RETURNED", gross__lte=0, deducted__lte=0),
                name="finance_cisentry_signs",
            ),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "legal_entity", "month"], name="finance_cisentry_month")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class CisReturn(PublicId, PartnerOwned):
    """The monthly return of a contractor (CIS300): a version of it, frozen once a second person approves it.

    What changes after that is another version, which counts instead of it.
    """

    legal_entity = PartnerForeignKey(LegalEntity)
    scheme = PartnerForeignKey(CisScheme)
    month = models.DateField(help_text="The first day of the tax month")
    ends_on = models.DateField()
    due_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=[(s.value, s.label) for s in CisReturnState], default=R.DRAFT)
    n_lines = models.IntegerField(default=0)
    gross = MoneyField(default=0)
    materials = MoneyField(default=0)
    deducted = MoneyField(default=0)
    are_self_employed = models.BooleanField(default=False, help_text="No contract of this month is one of employment")
    are_verified = models.BooleanField(default=False, help_text="All who had to be verified were")
    is_nil = models.BooleanField(default=False, help_text="Nobody was paid under the scheme")
    drawn_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    prepared_human = models.UUIDField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=200, blank=True, help_text="Why it was sent back")
    settlement = PartnerForeignKey(Journal, null=True, blank=True)
    settled = MoneyField(null=True, blank=True, help_text="What was paid to HMRC; below nought for what came back")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "month", "version"], name="finance_cisreturn_version"
            ),
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "month"], condition=~Q(state=R.FROZEN),
                name="finance_cisreturn_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state=R.DRAFT, prepared_by__isnull=True, prepared_human__isnull=True,
                            prepared_at__isnull=True)
                | (~Q(state=R.DRAFT) & Q(prepared_by__isnull=False, prepared_human__isnull=False,
                                         prepared_at__isnull=False)),
                name="finance_cisreturn_prepared",
            ),
            models.CheckConstraint(
                condition=Q(state=R.DRAFT) | Q(is_nil=True, n_lines=0)
                | Q(is_nil=False, n_lines__gt=0, are_self_employed=True, are_verified=True),
                name="finance_cisreturn_declared",
            ),
            models.CheckConstraint(
                condition=(Q(state=R.FROZEN, approved_by__isnull=False, approved_human__isnull=False,
                             approved_at__isnull=False) & ~Q(approved_human=F("prepared_human")))
                | (~Q(state=R.FROZEN) & Q(approved_by__isnull=True, approved_human__isnull=True,
                                          approved_at__isnull=True, settlement__isnull=True)),
                name="finance_cisreturn_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(settlement__isnull=True, settled__isnull=True)
                | Q(settlement__isnull=False, settled__isnull=False),
                name="finance_cisreturn_settled",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        version = f", version {self.version}" if self.version > 1 else ""
        return f"Construction return to {self.ends_on:%-d %B %Y}{version}"


class CisReturnLine(PublicId, PartnerOwned):
    """What a return says of one subcontractor, and its statement: pounds of the whole tax month."""

    cis_return = PartnerForeignKey(CisReturn)
    account = PartnerForeignKey(SupplierAccount)
    verification = PartnerForeignKey(CisVerification)
    name = models.CharField(max_length=160)
    gross = MoneyField()
    materials = MoneyField()
    deducted = MoneyField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "cis_return", "account"], name="finance_cisreturnline_once"),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.name
