"""What a shared service costs, and who bears how much of it (domain FIN-11).

Pools, terms, figures and calculations belong to the partner that provides the service, and nobody else reads them. A
`CostShare` is the envelope that tells one partner its share: once issued, that partner reads it, and no other one.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from finance.engine.cost_shares import LABELS, YEAR, Bound, Method
from finance.engine.recharge_bills import Instalment
from finance.models.receivables import SalesInvoice
from finance.states import ShareState
from partners.fk import PartnerForeignKey
from partners.models import Partner, PartnerOwned, PublicId, User, owned
from partners.models.base import PartnerManager, PartnerQuerySet
from partners.rls import SecondPartner
from partners.scope import current_partner_ids
from sharedservices.common.fields import MoneyField, UnitsField

METHODS = [(one.value, LABELS[one]) for one in Method]
METRICS = [(one.value, LABELS[one]) for one in Method if one is not Method.BLEND]


class CostPool(PublicId, PartnerOwned):
    """What a service costs in a year, by budget and in fact, and how it is shared. A locked year never changes."""

    year = models.PositiveSmallIntegerField(help_text="In which the financial year begins")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=60)
    method = models.CharField(max_length=12, choices=METHODS)
    blend = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="The parts of a blend in percent")
    budget = MoneyField()
    actual = MoneyField(null=True, blank=True)
    damping = UnitsField(null=True, blank=True, help_text="Percent that a share may move in a year")
    minimum_fee = MoneyField(default=0)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "year", "code"], name="finance_costpool_once"),
            models.CheckConstraint(
                condition=Q(budget__gte=0) & (Q(actual__isnull=True) | Q(actual__gte=0)) & Q(minimum_fee__gte=0),
                name="finance_costpool_amounts",
            ),
            models.CheckConstraint(
                condition=Q(locked_by__isnull=True, locked_at__isnull=True)
                | Q(locked_by__isnull=False, locked_at__isnull=False, actual__isnull=False),
                name="finance_costpool_locked_pair",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.year}-{(self.year + 1) % 100:02}"

    @property
    def measures(self) -> list[Method]:
        """What it is shared by: the parts of a blend, or its one measure."""
        return [Method(one) for one in self.blend] if self.method == Method.BLEND else [Method(self.method)]


class PoolMember(PartnerOwned):
    """On which terms a partner takes a service in a year. Bounds are pounds of a whole year."""

    pool = PartnerForeignKey(CostPool)
    to_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_month = models.PositiveSmallIntegerField(default=1, help_text="1 is April")
    months = models.PositiveSmallIntegerField(default=YEAR)
    in_scope = models.BooleanField(default=True)
    floor = MoneyField(default=0)
    cap = MoneyField(null=True, blank=True)
    set_up = MoneyField(default=0)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "pool", "to_partner"], name="finance_poolmember_once"),
            models.CheckConstraint(
                condition=Q(first_month__gte=1, months__lte=YEAR) & Q(first_month__lte=YEAR + 1 - F("months")),
                name="finance_poolmember_months",
            ),
            models.CheckConstraint(
                condition=Q(floor__gte=0, set_up__gte=0) & (Q(cap__isnull=True) | Q(cap__gte=F("floor"))),
                name="finance_poolmember_bounds",
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.to_partner} in {self.pool}"


class DriverSnapshot(PublicId, PartnerOwned):
    """The figures of a measure of all partners for a year, as they were taken, with the evidence. Never changed."""

    year = models.PositiveSmallIntegerField(help_text="That they are of")
    metric = models.CharField(max_length=12, choices=METRICS)
    measured_on = models.DateField()
    figures = models.JSONField(encoder=DjangoJSONEncoder, help_text="By the code of the partner")
    evidence = models.CharField(max_length=200)
    replaces = PartnerForeignKey("self", null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "replaces"], name="finance_driversnapshot_replaced_once"),
            models.CheckConstraint(condition=~Q(evidence=""), name="finance_driversnapshot_evidence"),
            append_only=True,
        )
        indexes = [models.Index(fields=["partner", "metric", "year"], name="finance_driversnapshot_of")]

    def __str__(self) -> str:
        return f"{LABELS[Method(self.metric)]} {self.year}-{(self.year + 1) % 100:02}"


class ShareCalculation(PublicId, PartnerOwned):
    """One sharing out of a pool: how much, from which figures, on which terms. A later one has the next version."""

    class Basis(models.TextChoices):
        """What is shared."""

        PROVISIONAL = "PROVISIONAL", "Budget and last year’s figures"
        FINAL = "FINAL", "Actual cost and measured figures"

    pool = PartnerForeignKey(CostPool)
    version = models.PositiveIntegerField()
    basis = models.CharField(max_length=11, choices=Basis)
    amount = MoneyField()
    snapshots = ArrayField(models.UUIDField(), help_text="The figures that it was worked out from")
    terms = models.JSONField(encoder=DjangoJSONEncoder, help_text="Method and terms as they were then")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "pool", "version"], name="finance_sharecalculation_version"),
            append_only=True,
        )

    def __str__(self) -> str:
        return f"{self.pool}, version {self.version}"


class SharesToldManager(models.Manager.from_queryset(PartnerQuerySet)):  # type: ignore[misc]
    """The shares that a partner in scope was told: its own."""

    def get_queryset(self) -> PartnerQuerySet:
        """Return the rows that name a partner in scope.

        :raises NoPartnerScope: outside partner_scope()
        """
        rows: Any = super().get_queryset()
        found: PartnerQuerySet = rows.filter(to_partner_id__in=current_partner_ids()).exclude(state=ShareState.KEPT)
        return found


class CostShare(PublicId, PartnerOwned):
    """What one partner bears of a calculation, with everything that explains it to that partner, and nothing more.

    `partner` provides the service and issues it. What it says never changes; the partner that it names may dispute it.
    """

    class State(models.TextChoices):
        """Where it stands."""

        KEPT = ShareState.KEPT.value, "Not told yet"
        ISSUED = ShareState.ISSUED.value, "Told to the partner"
        DISPUTED = ShareState.DISPUTED.value, "Disputed"
        SETTLED = ShareState.SETTLED.value, "Dispute answered"

    calculation = PartnerForeignKey(ShareCalculation)
    to_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=11, choices=ShareCalculation.Basis)
    version = models.PositiveIntegerField()
    method = models.CharField(max_length=12, choices=METHODS)
    pool_amount = MoneyField()
    pounds = MoneyField()
    by_measure = MoneyField(help_text="Before floors, caps and limits")
    weight = UnitsField(help_text="Percent of the pool by measure alone")
    figures = models.JSONField(encoder=DjangoJSONEncoder, help_text="Its own figures, and the totals of all")
    first_month = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    bound = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Bound], blank=True)
    has_penny = models.BooleanField(help_text="It bears one of the pennies that were left over")
    set_up = MoneyField()
    explanation = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.KEPT)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    dispute = models.CharField(max_length=500, blank=True)
    disputed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    disputed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PartnerManager] = PartnerManager()  # the first manager is the default one
    told = SharesToldManager()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "calculation", "to_partner"], name="finance_costshare_once"),
            models.CheckConstraint(
                condition=Q(state="KEPT", issued_by__isnull=True, issued_at__isnull=True)
                | (~Q(state="KEPT") & Q(issued_by__isnull=False, issued_at__isnull=False)),
                name="finance_costshare_issued_pair",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["KEPT", "ISSUED"], disputed_by__isnull=True, disputed_at__isnull=True, dispute="")
                )
                | (
                    Q(state__in=["DISPUTED", "SETTLED"], disputed_by__isnull=False, disputed_at__isnull=False)
                    & ~Q(dispute="")
                ),
                name="finance_costshare_disputed_pair",
            ),
            models.CheckConstraint(
                condition=(~Q(state="SETTLED") & Q(answered_by__isnull=True, answered_at__isnull=True, answer=""))
                | (Q(state="SETTLED", answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="finance_costshare_answered_pair",
            ),
            models.CheckConstraint(condition=Q(pounds__gte=0, set_up__gte=0), name="finance_costshare_amounts"),
            second=SecondPartner(
                reader="to_partner_id",
                reader_if="state <> 'KEPT'",
                signer_if=("state = 'ISSUED'", "state = 'DISPUTED'"),
            ),
        )
        indexes = [models.Index(fields=["partner", "to_partner", "year"], name="finance_costshare_of")]

    def __str__(self) -> str:
        return f"{self.service} {self.year}-{(self.year + 1) % 100:02}, version {self.version}"


class RechargeBill(PublicId, PartnerOwned):
    """One bill of a share: an invoice of the provider, or a credit note that gives back what was billed too much.

    It holds while its invoice is neither discarded nor taken back. PostgreSQL works out again what was billed before
    (migrations/sql/recharge_bills.sql), and issues no invoice that says another sum.
    """

    pool = PartnerForeignKey(CostPool)
    share = PartnerForeignKey(CostShare)
    to_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    instalment = models.CharField(max_length=7, choices=[(one.value, one.label) for one in Instalment])
    up_to_now = MoneyField(help_text="What the share comes to up to this instalment, with what it costs to set up")
    before = MoneyField(help_text="What was billed of it before, less what was credited")
    pounds = MoneyField(help_text="Without VAT; below nought it is given back")
    vat_reference = models.CharField(max_length=120, help_text="The tax adviser’s decision that the VAT code rests on")
    invoice = PartnerForeignKey(SalesInvoice)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "invoice"], name="finance_rechargebill_once"),
            models.CheckConstraint(
                condition=Q(pounds=F("up_to_now") - F("before"), up_to_now__gte=0, before__gte=0) & ~Q(pounds=0),
                name="finance_rechargebill_sum",
            ),
            models.CheckConstraint(condition=~Q(vat_reference=""), name="finance_rechargebill_vat"),
            models.CheckConstraint(condition=~Q(to_partner=F("partner")), name="finance_rechargebill_two_partners"),
            append_only=True,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "pool", "to_partner"], name="finance_rechargebill_of")]

    def __str__(self) -> str:
        return f"{self.pool}, {self.get_instalment_display()}"
