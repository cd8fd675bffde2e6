"""Cost centres, the chart of accounts, the fiscal calendar, journals, budgets and commitments."""

from finance.models.budgets import (
    BudgetBalance,
    BudgetComment,
    BudgetControl,
    BudgetDecision,
    BudgetLine,
    CostCentrePlace,
    ServiceArea,
)
from finance.models.calendar import Period, PeriodEvent, PeriodModule
from finance.models.chart import Coding, CombinationRule, Counterparty, Fund, Project, Subjective
from finance.models.commitments import Commitment, CommitmentBalance, CommitmentEntry, CommitmentLine
from finance.models.cost_centres import CostCentre
from finance.models.journals import Balance, Journal, JournalLine, JournalSeries

__all__ = [
    "Balance",
    "BudgetBalance",
    "BudgetComment",
    "BudgetControl",
    "BudgetDecision",
    "BudgetLine",
    "Coding",
    "CombinationRule",
    "Commitment",
    "CommitmentBalance",
    "CommitmentEntry",
    "CommitmentLine",
    "CostCentre",
    "CostCentrePlace",
    "Counterparty",
    "Fund",
    "Journal",
    "JournalLine",
    "JournalSeries",
    "Period",
    "PeriodEvent",
    "PeriodModule",
    "Project",
    "ServiceArea",
    "Subjective",
]
