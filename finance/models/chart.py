"""The chart of accounts and the coding block (domain FIN-01): what a line of the ledger is charged to.

A coding block has six segments, each in a column of its own: legal entity, cost centre, subjective, project, fund and
counterparty. Each combination that is used stands once in `Coding`; lines and balances point at it.
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from finance.models.cost_centres import CostCentre
from partners.fk import PartnerForeignKey
from partners.models import LegalEntity, PartnerOwned, PublicId, owned


class Subjective(PublicId, PartnerOwned):
    """A subjective code: what kind of cost, income, asset or liability it is. The “account” of other ledgers.

    The first digits say the group of CIPFA's standard subjective analysis; `group` says it in the row.
    """

    class Group(models.TextChoices):
        """The groupings of CIPFA's standard subjective analysis, and the parts of the balance sheet."""

        EMPLOYEES = "EMPLOYEES", "Employees"
        PREMISES = "PREMISES", "Premises-related expenditure"
        TRANSPORT = "TRANSPORT", "Transport-related expenditure"
        SUPPLIES = "SUPPLIES", "Supplies and services"
        THIRD_PARTY = "THIRD_PARTY", "Third party payments"
        TRANSFERS = "TRANSFERS", "Transfer payments"
        SUPPORT = "SUPPORT", "Support services"
        DEPRECIATION = "DEPRECIATION", "Depreciation and impairment losses"
        CAPITAL = "CAPITAL", "Capital financing costs"
        INCOME = "INCOME", "Income"
        NON_CURRENT = "NON_CURRENT", "Non-current assets"
        INVESTMENTS = "INVESTMENTS", "Investments"
        DEBTORS = "DEBTORS", "Debtors"
        CASH = "CASH", "Cash"
        CREDITORS = "CREDITORS", "Creditors"
        PROVISIONS = "PROVISIONS", "Provisions"
        LONG_TERM = "LONG_TERM", "Long-term liabilities"
        USABLE = "USABLE", "Usable reserves"
        UNUSABLE = "UNUSABLE", "Unusable reserves"

    class Control(models.TextChoices):
        """Which register a control account is reconciled to (domain FIN-13)."""

        RECEIVABLES = "AR", "Accounts receivable"
        PAYABLES = "AP", "Accounts payable"
        GRNI = "GRNI", "Goods received, not invoiced"
        VAT = "VAT", "VAT"
        PAYE = "PAYE", "PAYE, National Insurance and student loans"
        CIS = "CIS", "Construction Industry Scheme"
        PENSIONS = "PENSIONS", "Pensions"
        NET_PAY = "NET_PAY", "Net pay"
        DEDUCTIONS = "DEDUCTIONS", "Other deductions from pay"
        INTER_ENTITY = "INTER_ENTITY", "Inter-entity"
        BANK = "BANK", "Bank"
        SUSPENSE = "SUSPENSE", "Suspense"
        PCARD = "PCARD", "Purchase cards"
        OPENING = "OPENING", "Opening balances"

    code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=12, choices=Group)
    control = models.CharField(max_length=12, choices=Control, blank=True)
    is_posting = models.BooleanField(default=True, help_text="A leaf: lines are posted to it")
    is_manual = models.BooleanField(default=True, help_text="Journals that people write may use it")
    needs_project = models.BooleanField(default=False)
    needs_counterparty = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "subjective code"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="finance_subjective_code"),
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9][0-9]{4}$"), name="finance_subjective_five_digits"),
            models.CheckConstraint(
                condition=Q(control="") | Q(is_manual=False) | Q(control__in=["BANK", "SUSPENSE", "PCARD"]),
                name="finance_subjective_controls_are_not_manual",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_balance_sheet(self) -> bool:
        """Whether it stands on the balance sheet rather than among income and expenditure (codes from 90000)."""
        return self.code[0] == "9"


class Fund(PublicId, PartnerOwned):
    """What money may be spent on: the general fund, a ring-fenced grant, a police or pension fund.

    Journals balance within each.
    """

    code = models.CharField(max_length=3)
    name = models.CharField(max_length=120)
    is_ring_fenced = models.BooleanField(default=False)
    is_delegated = models.BooleanField(default=False, help_text="Schools decide about it: no virement touches it")
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="finance_fund_code"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{3}$"), name="finance_fund_three_signs"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Project(PublicId, PartnerOwned):
    """A capital scheme or another piece of work whose cost is counted across codes."""

    code = models.CharField(max_length=6)
    name = models.CharField(max_length=120)
    is_capital = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="finance_project_code"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{6}$"), name="finance_project_six_signs"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Counterparty(PublicId, PartnerOwned):
    """An organisation inside the accounts' group that a line is with: another entity of the partner, or outside it."""

    code = models.CharField(max_length=3)
    name = models.CharField(max_length=120)
    legal_entity = PartnerForeignKey(LegalEntity, null=True, blank=True)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        verbose_name_plural = "counterparties"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "code"], name="finance_counterparty_code"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{3}$"), name="finance_counterparty_signs"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CombinationRule(PublicId, PartnerOwned):
    """Which segments may stand together. An empty prefix means any; a denial beats a permission.

    A rule that allows says that what its first prefix names needs what the others name: capital projects stand with
    supplies only, a ring-fenced fund with its cost centres only.
    """

    class Verdict(models.TextChoices):
        """What a rule says of a combination that it fits."""

        ALLOW = "ALLOW", "Only these together"
        DENY = "DENY", "Never together"

    verdict = models.CharField(max_length=5, choices=Verdict)
    cost_centre = models.CharField(max_length=20, blank=True, help_text="The first signs of cost centre codes")
    subjective = models.CharField(max_length=5, blank=True, help_text="The first digits of subjective codes")
    project = models.CharField(max_length=6, blank=True)
    fund = models.CharField(max_length=3, blank=True)
    reason = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.CheckConstraint(condition=~Q(reason=""), name="finance_combinationrule_says_why"),
            referenced=False,
        )

    def __str__(self) -> str:
        return self.reason


class Coding(PartnerOwned):
    """One combination of segments that lines are charged to: written once, at its first use."""

    legal_entity = PartnerForeignKey(LegalEntity)
    cost_centre = PartnerForeignKey(CostCentre, null=True, blank=True)
    subjective = PartnerForeignKey(Subjective)
    project = PartnerForeignKey(Project, null=True, blank=True)
    fund = PartnerForeignKey(Fund)
    counterparty = PartnerForeignKey(Counterparty, null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        constraints = owned(
            models.UniqueConstraint(
                fields=["partner", "legal_entity", "subjective", "cost_centre", "fund", "project", "counterparty"],
                name="finance_coding_once",
                nulls_distinct=False,
            ),
            append_only=True,
            audited=False,
        )

    def __str__(self) -> str:
        return f"coding {self.pk}"
