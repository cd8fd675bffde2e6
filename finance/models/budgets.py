"""Budgets (domain FIN-04): what was decided, line by line, and the revised budget that follows from it.

PostgreSQL is the last guard (migrations/sql/budget_guards.sql): a decision takes effect by one update of its state,
whose trigger looks at the lines once and adds them to the kept budget. Nothing else writes that, and nothing changes
what took effect.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from finance.engine.budget_control import Mode
from finance.models.chart import Coding, Subjective
from finance.models.cost_centres import CostCentre
from finance.states import BudgetState
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, User, owned
from sharedservices.common.fields import MoneyField

STATES = [(state.value, label) for state, label in zip(BudgetState, ("Draft", "In force", "Discarded"), strict=True)]


class ServiceArea(PublicId, PartnerOwned):
    """A directorate, or a service within one: what cost centres are reported and virements are limited by."""

    class Level(models.TextChoices):
        """The two levels above cost centres."""

        DIRECTORATE = "DIRECTORATE", "Directorate"
        SERVICE = "SERVICE", "Service"

    legal_entity = PartnerForeignKey(LegalEntity)
    level = models.CharField(max_length=11, choices=Level)
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    parent = PartnerForeignKey("finance.ServiceArea", null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "legal_entity", "code"], name="finance_servicearea_code"),
            models.CheckConstraint(
                condition=Q(level="DIRECTORATE", parent__isnull=True) | Q(level="SERVICE", parent__isnull=False),
                name="finance_servicearea_two_levels",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CostCentrePlace(PartnerOwned):
    """Which service a cost centre belongs to, from day to day."""

    cost_centre = PartnerForeignKey(CostCentre)
    service = PartnerForeignKey(ServiceArea)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            ExclusionConstraint(
                name="finance_costcentreplace_no_overlap",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("cost_centre", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"place {self.pk}"


class BudgetControl(PartnerOwned):
    """What a budget check does for a group of the chart of accounts, from day to day."""

    MODES = [
        (Mode.OFF.value, "No check"), (Mode.WARN.value, "Warns"), (Mode.HARD.value, "Refuses"),
        (Mode.HARD_OVER_TOLERANCE.value, "Refuses above a tolerance"),
    ]  # fmt: skip

    group = models.CharField(max_length=12, choices=Subjective.Group)
    mode = models.CharField(max_length=19, choices=MODES)
    tolerance = MoneyField(default=0)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            ExclusionConstraint(
                name="finance_budgetcontrol_no_overlap",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="finance_budgetcontrol_tolerance"),
            models.CheckConstraint(
                condition=Q(mode__in=[mode.value for mode in Mode]), name="finance_budgetcontrol_mode"
            ),
            referenced=False,
        )

    def __str__(self) -> str:
        return f"{self.group} {self.mode}"


class BudgetDecision(PublicId, PartnerOwned):
    """The original budget of a year, or what changes it. The revised budget is the sum of those in force."""

    class Kind(models.TextChoices):
        """What sort of decision it is (domain FIN-04)."""

        ORIGINAL = "ORIGINAL", "Original budget"
        VIREMENT = "VIREMENT", "Virement"
        SUPPLEMENTARY = "SUPPLEMENTARY", "Supplementary estimate"
        CARRY_FORWARD = "CARRY_FORWARD", "Carry-forward"

    legal_entity = PartnerForeignKey(LegalEntity)
    year = models.IntegerField(help_text="The year in which the financial year begins")
    kind = models.CharField(max_length=13, choices=Kind)
    is_permanent = models.BooleanField(default=False, help_text="It stays in the base budget of later years")
    state = models.CharField(max_length=9, choices=STATES, default=BudgetState.DRAFT)
    description = models.CharField(max_length=200)
    members_reference = models.CharField(
        max_length=60, blank=True, help_text="Where members, the commissioner or the fire authority decided it"
    )
    base_reference = models.CharField(max_length=60, blank=True, help_text="Where a base budget was agreed for it")
    override_reason = models.CharField(
        max_length=200, blank=True, help_text="Why a line goes below what is spent and committed"
    )
    file_hash = models.CharField(max_length=64, blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_human = models.UUIDField()
    prepared_at = models.DateTimeField()
    n_lines = models.IntegerField(default=0)
    total = MoneyField(default=0, help_text="Sum of its lines: nought for a virement")
    moved = MoneyField(default=0, help_text="Sum of the lines that rise")
    lines_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 over its lines")
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_on = models.DateField(null=True, blank=True, help_text="The day from which it is in the revised budget")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "year"], condition=Q(kind="ORIGINAL", state="APPLIED"),
                name="finance_budgetdecision_one_original",
            ),
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "year", "file_hash"],
                condition=~Q(file_hash="") & ~Q(state="DISCARDED"), name="finance_budgetdecision_file_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="VIREMENT") | Q(total=0), name="finance_budgetdecision_virement_moves_only"
            ),
            models.CheckConstraint(
                condition=Q(is_permanent=False) | Q(kind="VIREMENT"), name="finance_budgetdecision_permanent"
            ),
            models.CheckConstraint(
                condition=~Q(state="APPLIED") | ~Q(kind__in=["ORIGINAL", "SUPPLEMENTARY"]) | ~Q(members_reference=""),
                name="finance_budgetdecision_members_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="APPLIED", applied_by__isnull=False, applied_at__isnull=False,
                            applied_on__isnull=False)
                | (~Q(state="APPLIED") & Q(applied_by__isnull=True, applied_at__isnull=True, applied_on__isnull=True)),
                name="finance_budgetdecision_applied",
            ),
            models.CheckConstraint(condition=Q(moved__gte=0, n_lines__gte=0), name="finance_budgetdecision_totals"),
        )  # fmt: skip
        indexes = [
            models.Index(fields=["partner", "legal_entity", "year", "state"], name="finance_budgetdecision_year")
        ]

    def __str__(self) -> str:
        return self.description


class BudgetLine(PartnerOwned):
    """A line of a decision: pounds of a year on one coding, and their months. Income is below nought."""

    class Method(models.TextChoices):
        """How the year is spread over its months."""

        EQUAL = "EQUAL", "In twelve equal parts"
        PAYROLL = "PAYROLL", "As pay is spread"
        PRIOR_YEAR = "PRIOR_YEAR", "As last year was spent"
        MANUAL = "MANUAL", "By hand"

    decision = PartnerForeignKey(BudgetDecision)
    number = models.IntegerField()
    coding = PartnerForeignKey(Coding)
    method = models.CharField(max_length=10, choices=Method, default=Method.EQUAL)
    annual = MoneyField()
    profile = ArrayField(MoneyField(), help_text="Pounds of P01 to P12")
    narrative = models.CharField(max_length=200, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "decision", "number"], name="finance_budgetline_number"),
            models.UniqueConstraint(fields=["partner", "decision", "coding"], name="finance_budgetline_coding_once"),
            audited=False,
            referenced=False,
        )
        indexes = [models.Index(fields=["partner", "coding", "decision"], name="finance_budgetline_coding")]

    def __str__(self) -> str:
        return f"budget line {self.number}"


class BudgetBalance(PartnerOwned):
    """The revised budget of one coding in one year, month by month and added up. Kept by decisions that take effect."""

    year = models.IntegerField()
    coding = PartnerForeignKey(Coding)
    to_date = ArrayField(MoneyField(), help_text="Pounds up to P01, up to P02 …; the twelfth is the year")

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "year", "coding"], name="finance_budgetbalance_once"),
            audited=False,
            referenced=False,
        )

    def __str__(self) -> str:
        return f"budget {self.pk}"


class BudgetComment(PartnerOwned):
    """What a budget holder says of a cost centre at the end of a period, and the changes they know of. The last counts.

    `known_change`: pounds that the year will cost more, or less below nought, than actual and profile say.
    """

    cost_centre = PartnerForeignKey(CostCentre)
    year = models.IntegerField()
    number = models.IntegerField(help_text="The period that it is about")
    text = models.CharField(max_length=500)
    known_change = MoneyField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(text=""), name="finance_budgetcomment_says"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=12), name="finance_budgetcomment_month"),
            append_only=True,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "year", "cost_centre", "-number", "-id"], name="finance_budgetcomment_last")
        ]

    def __str__(self) -> str:
        return self.text
