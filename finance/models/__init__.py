"""Cost centres, chart of accounts, calendar, journals, budgets, commitments, payables and receivables."""

from finance.models.assets import Asset, AssetComponent, AssetEntry, AssetMove
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
from finance.models.bank_checks import BankCheck
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
from finance.models.cis import CisEntry, CisReturn, CisReturnLine, CisScheme, CisVerification
from finance.models.closing import (
    ClosingCheck,
    ClosingOverride,
    ClosingStatement,
    Reconciliation,
    ReconciliationItem,
)
from finance.models.commitments import Commitment, CommitmentBalance, CommitmentEntry, CommitmentLine
from finance.models.cost_centres import CostCentre
from finance.models.einvoices import ElectronicInvoice, InvoiceEnvelope
from finance.models.extracts import LedgerExtract
from finance.models.feeders import FeederFile, FeederRow
from finance.models.hierarchies import Hierarchy, HierarchyLine, HierarchyVersion
from finance.models.interentity import InterEntityAgreement, InterEntitySettlement
from finance.models.invoices import InvoiceEvent, InvoiceHold, SupplierInvoice, SupplierInvoiceLine
from finance.models.journals import Balance, Journal, JournalLine, JournalSeries
from finance.models.payment_runs import PaymentFile, PaymentItem, PaymentRun, PaymentRunEvent, SupplierPayment
from finance.models.plans import JournalPlan, JournalPlanLine
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
from finance.models.recharges import CostPool, CostShare, DriverSnapshot, PoolMember, RechargeBill, ShareCalculation
from finance.models.sampling import JournalSample, JournalTraining, PostingCheck, RoutineJournals, SampledJournal
from finance.models.suppliers import Supplier, SupplierAccount, SupplierBank
from finance.models.vat import VatAdjustment, VatAttribution, VatRegistration, VatReturn, VatReturnLine
from finance.models.year_end import YearEndChoice

__all__ = [
    "Allocation",
    "Asset",
    "AssetComponent",
    "AssetEntry",
    "AssetMove",
    "Balance",
    "BankAccount",
    "BankCheck",
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
    "CisEntry",
    "CisReturn",
    "CisReturnLine",
    "CisScheme",
    "CisVerification",
    "ClosingCheck",
    "ClosingOverride",
    "ClosingStatement",
    "Coding",
    "CombinationRule",
    "Commitment",
    "CommitmentBalance",
    "CommitmentEntry",
    "CommitmentLine",
    "CostCentre",
    "CostCentrePlace",
    "CostPool",
    "CostShare",
    "Counterparty",
    "Customer",
    "CustomerHold",
    "DriverSnapshot",
    "DunningStep",
    "ElectronicInvoice",
    "FeederFile",
    "FeederRow",
    "Fund",
    "Hierarchy",
    "HierarchyLine",
    "HierarchyVersion",
    "Instalment",
    "InstalmentPlan",
    "InterEntityAgreement",
    "InterEntitySettlement",
    "InvoiceEnvelope",
    "InvoiceEvent",
    "InvoiceHold",
    "Journal",
    "JournalLine",
    "JournalPlan",
    "JournalPlanLine",
    "JournalSample",
    "JournalSeries",
    "JournalTraining",
    "LedgerExtract",
    "PaymentFile",
    "PaymentItem",
    "PaymentRun",
    "PaymentRunEvent",
    "Period",
    "PeriodEvent",
    "PeriodModule",
    "PoolMember",
    "PostingCheck",
    "Project",
    "Receipt",
    "RechargeBill",
    "Reconciliation",
    "ReconciliationItem",
    "RoutineJournals",
    "SalesInvoice",
    "SalesLine",
    "SampledJournal",
    "ServiceArea",
    "ShareCalculation",
    "Subjective",
    "Supplier",
    "SupplierAccount",
    "SupplierBank",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "SupplierPayment",
    "VatAdjustment",
    "VatAttribution",
    "VatRegistration",
    "VatReturn",
    "VatReturnLine",
    "WriteOff",
    "YearEndChoice",
]
