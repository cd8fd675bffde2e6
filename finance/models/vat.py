"""VAT returns of legal entities, each with the lines that its boxes rest on (domain FIN-10)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Abs

from finance.models.cost_centres import CostCentre
from finance.models.invoices import SupplierInvoice
from finance.models.journals import Journal
from finance.models.receivables import SalesInvoice
from finance.states import VatReturnState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField, UnitsField

STATES = [(state.value, state.label) for state in VatReturnState]
V = VatReturnState


class VatRegistration(PartnerOwned):
    """The VAT number of a legal entity and the months of its returns, from a day on. None is pooled with another’s."""

    class Stagger(models.IntegerChoices):
        """When its returns end: the month of the year in which a quarter begins, 0 for every month."""

        MONTHLY = 0, "Every month"
        FIRST = 1, "Quarters to March, June, September and December"
        SECOND = 2, "Quarters to April, July, October and January"
        THIRD = 3, "Quarters to May, August, November and February"

    legal_entity = PartnerForeignKey(LegalEntity)
    vat_number = models.CharField(max_length=11, help_text="GB and nine digits")
    stagger = models.PositiveSmallIntegerField(choices=Stagger)
    first_day = models.DateField(help_text="The first day that a return here covers")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "first_day"], name="finance_vatregistration_once"
            ),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return self.vat_number


class VatAttribution(PartnerOwned):
    """Which supplies the purchases of a cost centre are used for, from a day on; the newest holds."""

    class Use(models.TextChoices):
        """What VAT on purchases is attributed to (section 33)."""

        NON_BUSINESS = "NON_BUSINESS", "What it does under its powers: non-business"
        TAXABLE = "TAXABLE", "Taxable supplies"
        EXEMPT = "EXEMPT", "Exempt supplies"
        OVERHEAD = "OVERHEAD", "Overheads: a part is exempt"

    cost_centre = PartnerForeignKey(CostCentre)
    use = models.CharField(max_length=12, choices=Use)
    exempt_percent = UnitsField(help_text="The part of its VAT that belongs to exempt supplies, per cent")
    valid_from = models.DateField()
    reason = models.CharField(max_length=200, help_text="The adviser’s decision, or how the part was worked out")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(
                condition=Q(use="EXEMPT", exempt_percent=100)
                | Q(use="OVERHEAD", exempt_percent__gt=0, exempt_percent__lt=100)
                | Q(use__in=["NON_BUSINESS", "TAXABLE"], exempt_percent=0),
                name="finance_vatattribution_part",
            ),
            append_only=True,
            referenced=False,
        )

    def __str__(self) -> str:
        return str(self.get_use_display())


class VatReturn(PublicId, PartnerOwned):
    """A return: its nine boxes, frozen once it is signed. Boxes 1 to 5 in pence, 6 to 9 in whole pounds."""

    legal_entity = PartnerForeignKey(LegalEntity)
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=STATES, default=V.DRAFT)
    period_key = models.CharField(max_length=4, blank=True, help_text="HMRC’s key of the period")
    box_1 = MoneyField(default=0)
    box_2 = MoneyField(default=0)
    box_3 = MoneyField(default=0)
    box_4 = MoneyField(default=0)
    box_5 = MoneyField(default=0)
    box_6 = MoneyField(default=0)
    box_7 = MoneyField(default=0)
    box_8 = MoneyField(default=0)
    box_9 = MoneyField(default=0)
    n_lines = models.IntegerField(default=0)
    drawn_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    prepared_human = models.UUIDField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_human = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=200, blank=True, help_text="Why it was sent back")
    journal = PartnerForeignKey(Journal, null=True, blank=True)
    settlement = PartnerForeignKey(Journal, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "starts_on"], name="finance_vatreturn_once"),
            models.UniqueConstraint(
                fields=["partner", "legal_entity"], condition=~Q(state=V.FROZEN), name="finance_vatreturn_one_open"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="finance_vatreturn_days"),
            models.CheckConstraint(
                condition=Q(box_3=F("box_1") + F("box_2"), box_5=Abs(F("box_3") - F("box_4"))),
                name="finance_vatreturn_boxes",
            ),
            models.CheckConstraint(
                condition=Q(state=V.DRAFT, prepared_by__isnull=True, prepared_human__isnull=True,
                            prepared_at__isnull=True)
                | (~Q(state=V.DRAFT) & Q(prepared_by__isnull=False, prepared_human__isnull=False,
                                         prepared_at__isnull=False)),
                name="finance_vatreturn_prepared",
            ),
            models.CheckConstraint(
                condition=(Q(state=V.FROZEN, approved_by__isnull=False, approved_human__isnull=False,
                             approved_at__isnull=False) & ~Q(approved_human=F("prepared_human")))
                | (~Q(state=V.FROZEN) & Q(approved_by__isnull=True, approved_human__isnull=True,
                                          approved_at__isnull=True, settlement__isnull=True, journal__isnull=True)),
                name="finance_vatreturn_approved_by_another",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"VAT {self.starts_on:%-d %B %Y} to {self.ends_on:%-d %B %Y}"

    @property
    def to_pay(self) -> Decimal:
        """What is owed to HMRC in pounds, below nought for what comes back."""
        return Decimal(self.box_3 - self.box_4)


class VatReturnLine(PartnerOwned):
    """What one document puts on a return under one code: pounds, below nought for credit notes."""

    vat_return = PartnerForeignKey(VatReturn)
    number = models.IntegerField()
    is_sale = models.BooleanField()
    invoice = PartnerForeignKey(SupplierInvoice, null=True, blank=True)
    sales_invoice = PartnerForeignKey(SalesInvoice, null=True, blank=True)
    code = models.CharField(max_length=3)
    tax_point = models.DateField()
    reference = models.CharField(max_length=40)
    party = models.CharField(max_length=160)
    net = MoneyField()
    tax = MoneyField()
    is_late = models.BooleanField(help_text="Its tax point is before the period: it missed an earlier return")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "vat_return", "number"], name="finance_vatreturnline_number"),
            models.UniqueConstraint(
                fields=["partner", "invoice", "code"], condition=Q(invoice__isnull=False),
                name="finance_vatreturnline_invoice",
            ),
            models.UniqueConstraint(
                fields=["partner", "sales_invoice", "code"], condition=Q(sales_invoice__isnull=False),
                name="finance_vatreturnline_sales",
            ),
            models.CheckConstraint(
                condition=Q(is_sale=True, sales_invoice__isnull=False, invoice__isnull=True)
                | Q(is_sale=False, sales_invoice__isnull=True, invoice__isnull=False),
                name="finance_vatreturnline_of_one",
            ),
            audited=False,
            referenced=False,
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference} {self.code}"


class VatAdjustment(PublicId, PartnerOwned):
    """What a return puts right or takes back beside its documents, and the code that bears it."""

    class Kind(models.TextChoices):
        """Why."""

        ERROR = "ERROR", "Error of an earlier return"
        EXEMPT = "EXEMPT", "VAT of exempt supplies that is lost (section 33)"
        BAD_DEBT = "BAD_DEBT", "Bad debt relief"

    vat_return = PartnerForeignKey(VatReturn)
    kind = models.CharField(max_length=8, choices=Kind)
    box = models.PositiveSmallIntegerField(choices=[(1, "Box 1"), (4, "Box 4")])
    amount = MoneyField(help_text="Added to the box")
    subjective = models.CharField(max_length=5, help_text="The code that bears it, or gains by it")
    cost_centre = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=Q(box__in=[1, 4]) & ~Q(amount=0), name="finance_vatadjustment_box"),
            models.CheckConstraint(
                condition=~Q(kind="EXEMPT") | Q(box=4, amount__lt=0), name="finance_vatadjustment_lost"
            ),
            models.CheckConstraint(
                condition=~Q(kind="BAD_DEBT") | Q(box=4, amount__gt=0), name="finance_vatadjustment_relief"
            ),
        )

    def __str__(self) -> str:
        return self.words
