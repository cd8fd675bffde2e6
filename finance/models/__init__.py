"""Cost centres, the chart of accounts, the fiscal calendar, journals and receivables."""

from finance.models.calendar import Period, PeriodEvent, PeriodModule
from finance.models.chart import Coding, CombinationRule, Counterparty, Fund, Project, Subjective
from finance.models.cost_centres import CostCentre
from finance.models.journals import Balance, Journal, JournalLine, JournalSeries
from finance.models.receivables import (
    Allocation,
    Customer,
    CustomerHold,
    DunningStep,
    Instalment,
    InstalmentPlan,
    Receipt,
    SalesInvoice,
    SalesLine,
    WriteOff,
)

__all__ = [
    "Allocation",
    "Balance",
    "Coding",
    "CombinationRule",
    "CostCentre",
    "Counterparty",
    "Customer",
    "CustomerHold",
    "DunningStep",
    "Fund",
    "Instalment",
    "InstalmentPlan",
    "Journal",
    "JournalLine",
    "JournalSeries",
    "Period",
    "PeriodEvent",
    "PeriodModule",
    "Project",
    "Receipt",
    "SalesInvoice",
    "SalesLine",
    "Subjective",
    "WriteOff",
]
