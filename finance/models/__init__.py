"""Cost centres, chart of accounts, calendar, journals, budgets, commitments, payables and receivables."""

from finance.models.bank import (
    BankItemNote,
    BankLayout,
    BankLine,
    BankMatch,
    BankMatchLine,
    BankReconciliation,
    BankRule,
    BankStatement,
)
from finance.models.bank_accounts import BankAccount
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
from finance.models.invoices import InvoiceEvent, InvoiceHold, SupplierInvoice, SupplierInvoiceLine
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
from finance.models.suppliers import Supplier, SupplierAccount, SupplierBank

__all__ = [
    "Allocation",
    "Balance",
    "BankAccount",
    "BankItemNote",
    "BankLayout",
    "BankLine",
    "BankMatch",
    "BankMatchLine",
    "BankReconciliation",
    "BankRule",
    "BankStatement",
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
    "Customer",
    "CustomerHold",
    "DunningStep",
    "Fund",
    "Instalment",
    "InstalmentPlan",
    "InvoiceEvent",
    "InvoiceHold",
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
    "ServiceArea",
    "Subjective",
    "Supplier",
    "SupplierAccount",
    "SupplierBank",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "WriteOff",
]
