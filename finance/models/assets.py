"""Fixed assets: what a legal entity keeps, of which components, and every change of their values (domain FIN-14).

Values stand on components and change by entries alone, which the database adds up when a change is approved. A change
is asked for by one person and approved by another; what it posts, it posts then.
"""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from finance.engine.depreciation import Basis
from finance.models.calendar import Period
from finance.models.chart import Project
from finance.models.cost_centres import CostCentre
from finance.models.journals import Journal, JournalLine
from finance.states import AssetMoveState, AssetState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField


class Asset(PublicId, PartnerOwned):
    """Something that is used for longer than a year: what it is, where it is and who looks after it."""

    legal_entity = PartnerForeignKey(LegalEntity)
    number = models.IntegerField()
    asset_class = models.CharField(max_length=16, help_text="A class of the policy of assets")
    name = models.CharField(max_length=120)
    location = models.CharField(max_length=160, blank=True)
    custodian = PartnerForeignKey(CostCentre, help_text="The cost centre that is charged with it")
    project = PartnerForeignKey(Project, null=True, blank=True)
    lease_ends_on = models.DateField(null=True, blank=True, help_text="Of a right-of-use asset")
    state = models.CharField(max_length=12, choices=[(one.value, one.label) for one in AssetState])
    in_use_on = models.DateField(null=True, blank=True)
    valued_on = models.DateField(null=True, blank=True)
    valuer = models.CharField(max_length=120, blank=True)
    disposed_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="finance_asset_number"),
            models.CheckConstraint(
                condition=~Q(state__in=["IN_USE", "DISPOSED"]) | Q(in_use_on__isnull=False), name="finance_asset_in_use"
            ),
            models.CheckConstraint(
                condition=Q(state="DISPOSED", disposed_on__isnull=False)
                | (~Q(state="DISPOSED") & Q(disposed_on__isnull=True)),
                name="finance_asset_disposed",
            ),
        )

    def __str__(self) -> str:
        return f"A{self.number:06}"


class AssetComponent(PublicId, PartnerOwned):
    """A part of an asset with a life of its own. Its pounds are the sums of its applied entries."""

    asset = PartnerForeignKey(Asset)
    number = models.IntegerField()
    name = models.CharField(max_length=80)
    construction = MoneyField(default=0, help_text="Cost while it is under construction")
    cost = MoneyField(default=0, help_text="Cost, or the last valuation")
    depreciation = MoneyField(default=0, help_text="Accumulated since the last valuation")
    reserve = MoneyField(default=0, help_text="Its part of the revaluation reserve")
    losses = MoneyField(default=0, help_text="Losses charged that a gain would make good")
    used = MoneyField(default=0, help_text="Charged of its basis so far")
    basis = MoneyField(default=0, help_text="Carrying amount that is spread")
    residual = MoneyField(default=0)
    months = models.IntegerField(default=0, help_text="Over which the basis is spread; 0 for ever")
    begins = models.DateField(null=True, blank=True, help_text="The first of the first month that is charged")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "asset", "number"], name="finance_assetcomponent_number"),
            models.CheckConstraint(
                condition=Q(construction__gte=0, cost__gte=0, depreciation__gte=0, reserve__gte=0, losses__gte=0),
                name="finance_assetcomponent_nothing_below_nought",
            ),
            models.CheckConstraint(condition=Q(depreciation__lte=F("cost")), name="finance_assetcomponent_carries"),
            models.CheckConstraint(condition=Q(months__gte=0, residual__gte=0), name="finance_assetcomponent_life"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def spread(self) -> Basis:
        """What it spreads, over how many months and from when; nothing before it is in use."""
        begins = self.begins or date.max.replace(day=1)
        return Basis(value=self.basis, residual=self.residual, months=self.months if self.begins else 0, begins=begins)

    @property
    def carrying(self) -> Decimal:
        """What it stands at in the ledger, in pounds."""
        return self.construction + self.cost - self.depreciation


class AssetMove(PublicId, PartnerOwned):
    """A change of assets: asked for by one person, approved by another, posted as one journal if it posts anything."""

    class Kind(models.TextChoices):
        """What it does."""

        ADDITION = "ADDITION", "Addition"
        TAKE_ON = "TAKE_ON", "Taken on"
        IN_USE = "IN_USE", "Brought into use"
        DEPRECIATION = "DEPRECIATION", "Depreciation"
        REVALUATION = "REVALUATION", "Revaluation"
        IMPAIRMENT = "IMPAIRMENT", "Impairment"
        LIFE = "LIFE", "Change of life"
        DISPOSAL = "DISPOSAL", "Disposal"
        REVERSAL = "REVERSAL", "Reversal"

    legal_entity = PartnerForeignKey(LegalEntity)
    asset = PartnerForeignKey(Asset, null=True, blank=True, help_text="Empty for what is about many")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    period = PartnerForeignKey(Period)
    state = models.CharField(max_length=8, choices=[(s.value, s.label) for s in AssetMoveState], default="PROPOSED")
    reason = models.CharField(max_length=200)
    total = MoneyField(help_text="What it moves, in pounds")
    proceeds = MoneyField(default=0, help_text="Of a disposal")
    valuer = models.CharField(max_length=120, blank=True, help_text="Of a valuation")
    valued_before = models.DateField(null=True, blank=True, help_text="When it was valued before a valuation")
    valuer_before = models.CharField(max_length=120, blank=True)
    n_entries = models.IntegerField()
    reverses = PartnerForeignKey("self", null=True, blank=True)
    journal = PartnerForeignKey(Journal, null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_human = models.UUIDField()
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_human = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "period"], name="finance_assetmove_one_depreciation",
                condition=Q(kind="DEPRECIATION", state__in=["PROPOSED", "APPLIED"]),
            ),
            models.UniqueConstraint(
                fields=["partner", "reverses"], name="finance_assetmove_reversed_once",
                condition=Q(state__in=["PROPOSED", "APPLIED"], reverses__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_by__isnull=True, decided_human__isnull=True,
                            decided_at__isnull=True, journal__isnull=True)
                | (~Q(state="PROPOSED") & Q(decided_by__isnull=False, decided_human__isnull=False,
                                            decided_at__isnull=False)),
                name="finance_assetmove_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPLIED", "REVERSED"]) | ~Q(decided_human=F("made_human")),
                name="finance_assetmove_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(decision_reason=""), name="finance_assetmove_refused_why"
            ),
        )  # fmt: skip
        indexes = [
            models.Index(fields=["partner", "legal_entity", "state", "on"], name="finance_assetmove_of"),
            models.Index(fields=["partner", "asset"], name="finance_assetmove_asset"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AssetEntry(PartnerOwned):
    """What a change does to a component, in pounds; with months, what is spread from then on."""

    move = PartnerForeignKey(AssetMove)
    component = PartnerForeignKey(AssetComponent)
    construction = MoneyField(default=0)
    cost = MoneyField(default=0)
    depreciation = MoneyField(default=0)
    reserve = MoneyField(default=0)
    losses = MoneyField(default=0)
    used = MoneyField(default=0)
    basis = MoneyField(null=True, blank=True)
    residual = MoneyField(null=True, blank=True)
    months = models.IntegerField(null=True, blank=True)
    begins = models.DateField(null=True, blank=True)
    line = PartnerForeignKey(JournalLine, null=True, blank=True, help_text="The posted line that an addition is")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "move", "component"], name="finance_assetentry_once"),
            models.CheckConstraint(
                condition=Q(basis__isnull=True, residual__isnull=True, months__isnull=True, begins__isnull=True)
                | Q(basis__isnull=False, residual__isnull=False, months__isnull=False),
                name="finance_assetentry_basis",
            ),
            append_only=True,
            audited=False,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "component"], name="finance_assetentry_component"),
            models.Index(fields=["partner", "line"], condition=Q(line__isnull=False), name="finance_assetentry_line"),
        ]

    def __str__(self) -> str:
        return f"{self.move}: {self.component}"
