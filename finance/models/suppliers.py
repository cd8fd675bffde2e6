"""Suppliers, the accounts under which legal entities buy from them, and where those are paid (domain PRO-01, PRO-02).

A bank account is never changed: another one is asked for, checked by a call to a number held before, and approved by a
second person; PostgreSQL asks for that whoever writes the row (migrations/sql/payables_guards.sql).
"""

from django.db import models
from django.db.models import Q

from finance.states import SupplierBankState, SupplierState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.bank import Outcome
from sharedservices.common.fields import BlindIndexField, SealedTextField


class Supplier(PublicId, PartnerOwned):
    """Somebody whom the partner buys from: who it is in law, whichever legal entity buys."""

    class Kind(models.TextChoices):
        """What it is in law (domain PRO-01)."""

        COMPANY = "COMPANY", "Company"
        LLP = "LLP", "Limited liability partnership"
        SOLE_TRADER = "SOLE_TRADER", "Sole trader"
        PARTNERSHIP = "PARTNERSHIP", "Partnership"
        CHARITY = "CHARITY", "Charity"
        PUBLIC_BODY = "PUBLIC_BODY", "Public body"
        INDIVIDUAL = "INDIVIDUAL", "Individual"

    kind = models.CharField(max_length=12, choices=Kind)
    legal_name = models.CharField(max_length=160)
    trading_name = models.CharField(max_length=160, blank=True)
    company_number = models.CharField(max_length=8, blank=True)
    vat_number = models.CharField(max_length=14, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "company_number"], condition=~Q(company_number=""), name="finance_supplier_company"
            ),
            models.UniqueConstraint(
                fields=["partner", "vat_number"], condition=~Q(vat_number=""), name="finance_supplier_vat"
            ),
        )
        indexes = [models.Index(fields=["partner", "legal_name"], name="finance_supplier_name")]

    def __str__(self) -> str:
        return self.trading_name or self.legal_name


class SupplierAccount(PublicId, PartnerOwned):
    """How one legal entity buys from a supplier: where it is, when and how it is paid, and what holds payment."""

    class Method(models.TextChoices):
        """How it is paid."""

        BACS = "BACS", "Bacs"
        FASTER = "FASTER", "Faster Payments"
        CHAPS = "CHAPS", "CHAPS"
        CHEQUE = "CHEQUE", "Cheque"
        DIRECT_DEBIT = "DIRECT_DEBIT", "Direct debit, which the supplier takes"

    supplier = PartnerForeignKey(Supplier)
    legal_entity = PartnerForeignKey(LegalEntity)
    number = models.IntegerField()
    address = models.CharField(max_length=300)
    postcode = models.CharField(max_length=10, blank=True)
    email = models.EmailField(blank=True, help_text="Where remittance advices go")
    phone = models.CharField(max_length=20, blank=True, help_text="A number that was held before any request")
    phone_held_at = models.DateTimeField(null=True, blank=True)
    terms_days = models.IntegerField(default=30)
    method = models.CharField(max_length=12, choices=Method, default=Method.BACS)
    needs_psc_check = models.BooleanField(
        default=False, help_text="Workers through their own company: nothing is paid before their status is determined"
    )
    psc_decided_on = models.DateField(null=True, blank=True)
    is_subcontractor = models.BooleanField(default=False, help_text="Under the Construction Industry Scheme")
    is_critical = models.BooleanField(default=False, help_text="Paying late would stop a service")
    subjective = models.CharField(max_length=5, blank=True, help_text="What its invoices are usually charged to")
    state = models.CharField(max_length=8, choices=[(s.value, s.value.capitalize()) for s in SupplierState])
    state_reason = models.CharField(max_length=200, blank=True)
    held_human = models.UUIDField(
        null=True, blank=True, help_text="Who stopped payments: somebody else lets them go on"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="finance_supplieraccount_number"),
            models.UniqueConstraint(
                fields=["partner", "supplier", "legal_entity"], name="finance_supplieraccount_once"
            ),
            models.CheckConstraint(
                condition=Q(terms_days__gte=0, terms_days__lte=30), name="finance_supplieraccount_terms"
            ),
            models.CheckConstraint(
                condition=~Q(state="HOLD") | ~Q(state_reason=""), name="finance_supplieraccount_held_why"
            ),
            models.CheckConstraint(
                condition=Q(phone="", phone_held_at__isnull=True) | (~Q(phone="") & Q(phone_held_at__isnull=False)),
                name="finance_supplieraccount_phone_since",
            ),
        )
        indexes = [models.Index(fields=["partner", "legal_entity", "state"], name="finance_supplieraccount_state")]

    def __str__(self) -> str:
        return f"S{self.number:06}"


class SupplierBank(PublicId, PartnerOwned):
    """Where a supplier’s account is paid, or is to be paid once a second person has approved it."""

    account = PartnerForeignKey(SupplierAccount)
    holder = models.CharField(max_length=100)
    details = SealedTextField(help_text="Sort code and account number")
    fingerprint = BlindIndexField()
    last_four = models.CharField(max_length=4)
    modulus_check = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Outcome])
    called_number = models.CharField(max_length=20, help_text="Held before the request: never from its letter or mail")
    called_at = models.DateTimeField()
    evidence = models.CharField(max_length=300, help_text="Who was asked, and what they said")
    state = models.CharField(max_length=8, choices=[(s.value, s.value.capitalize()) for s in SupplierBankState])
    pay_from = models.DateField(null=True, blank=True, help_text="Nothing is paid into it before this day")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "account"], condition=Q(state="ACTIVE"), name="finance_supplierbank_one_active"
            ),
            models.UniqueConstraint(
                fields=["partner", "account"], condition=Q(state="PROPOSED"), name="finance_supplierbank_one_proposed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "REFUSED"], pay_from__isnull=True)
                | Q(state__in=["ACTIVE", "ENDED"], pay_from__isnull=False),
                name="finance_supplierbank_pay_from",
            ),
            hide=("details", "fingerprint"),
        )
        indexes = [models.Index(fields=["partner", "fingerprint"], name="finance_supplierbank_print")]

    def __str__(self) -> str:
        return f"•••• {self.last_four}"
