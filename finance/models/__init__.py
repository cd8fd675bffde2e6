"""Cost centres, the chart of accounts, the fiscal calendar, journals, suppliers and their invoices."""

from finance.models.calendar import Period, PeriodEvent, PeriodModule
from finance.models.chart import Coding, CombinationRule, Counterparty, Fund, Project, Subjective
from finance.models.cost_centres import CostCentre
from finance.models.invoices import InvoiceEvent, InvoiceHold, SupplierInvoice, SupplierInvoiceLine
from finance.models.journals import Balance, Journal, JournalLine, JournalSeries
from finance.models.suppliers import Supplier, SupplierAccount, SupplierBank

__all__ = [
    "Balance",
    "Coding",
    "CombinationRule",
    "CostCentre",
    "Counterparty",
    "Fund",
    "InvoiceEvent",
    "InvoiceHold",
    "Journal",
    "JournalLine",
    "JournalSeries",
    "Period",
    "PeriodEvent",
    "PeriodModule",
    "Project",
    "Subjective",
    "Supplier",
    "SupplierAccount",
    "SupplierBank",
    "SupplierInvoice",
    "SupplierInvoiceLine",
]
