"""Cost centres, the chart of accounts, the fiscal calendar and journals."""

from finance.models.calendar import Period, PeriodEvent, PeriodModule
from finance.models.chart import Coding, CombinationRule, Counterparty, Fund, Project, Subjective
from finance.models.cost_centres import CostCentre
from finance.models.journals import Balance, Journal, JournalLine, JournalSeries

__all__ = [
    "Balance",
    "Coding",
    "CombinationRule",
    "CostCentre",
    "Counterparty",
    "Fund",
    "Journal",
    "JournalLine",
    "JournalSeries",
    "Period",
    "PeriodEvent",
    "PeriodModule",
    "Project",
    "Subjective",
]
