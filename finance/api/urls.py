"""Routes of the finance app, below /api/v1/p/<partner>/."""

from django.urls import path

from finance.api import codes, einvoices, invoices, journals, ledger

JOURNAL = "ledger/journals/<uuid:journal>/"

urlpatterns = [
    path("ledger/entities/", ledger.Entities.as_view(), name="api_ledger_entities"),
    path("ledger/codes/subjectives/", codes.Subjectives.as_view(), name="api_subjectives"),
    path("ledger/codes/cost-centres/", codes.CostCentres.as_view(), name="api_cost_centres"),
    path("ledger/codes/funds/", codes.Funds.as_view(), name="api_funds"),
    path("ledger/codes/projects/", codes.Projects.as_view(), name="api_projects"),
    path("ledger/codes/counterparties/", codes.Counterparties.as_view(), name="api_counterparties"),
    path("ledger/periods/", ledger.Periods.as_view(), name="api_ledger_periods"),
    path("ledger/trial-balance/", ledger.TrialBalance.as_view(), name="api_trial_balance"),
    path("ledger/journals/", journals.Journals.as_view(), name="api_journals"),
    path(JOURNAL, journals.OneJournal.as_view(), name="api_journal"),
    path(f"{JOURNAL}lines/", journals.Lines.as_view(), name="api_journal_lines"),
    path(f"{JOURNAL}propose/", journals.Propose.as_view(), name="api_journal_propose"),
    path(f"{JOURNAL}discard/", journals.Discard.as_view(), name="api_journal_discard"),
    path(f"{JOURNAL}reverse/", journals.Reverse.as_view(), name="api_journal_reverse"),
    path("payables/electronic/", einvoices.ElectronicInvoices.as_view(), name="api_einvoices"),
    path("payables/electronic/<uuid:einvoice>/", einvoices.OneElectronicInvoice.as_view(), name="api_einvoice"),
    path("payables/invoices/", invoices.SupplierInvoices.as_view(), name="api_supplier_invoices"),
    path("payables/invoices/<uuid:invoice>/", invoices.OneSupplierInvoice.as_view(), name="api_supplier_invoice"),
    path("receivables/invoices/", invoices.SalesInvoices.as_view(), name="api_sales_invoices"),
    path("receivables/invoices/<uuid:sales_invoice>/", invoices.OneSalesInvoice.as_view(), name="api_sales_invoice"),
]
