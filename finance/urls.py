"""Addresses of finance, below /p/<partner>/."""

from django.urls import path

from finance.views import invoices, journal_forms, journals, periods, reports, suppliers

app_name = "finance"
JOURNAL = "ledger/journals/<uuid:journal>/"
INVOICE = "payables/invoices/<uuid:invoice>/"
SUPPLIER = "payables/suppliers/<uuid:supplier_account>/"

urlpatterns = [
    path("ledger/", reports.TrialBalance.as_view(), name="trial_balance"),
    path("ledger/lines/", reports.Lines.as_view(), name="lines"),
    path("ledger/chart/", reports.Chart.as_view(), name="chart"),
    path("ledger/periods/", periods.Periods.as_view(), name="periods"),
    path("ledger/periods/<uuid:period>/", periods.PeriodPage.as_view(), name="period"),
    path("ledger/journals/", journals.Journals.as_view(), name="journals"),
    path("ledger/journals/new/", journal_forms.WriteJournal.as_view(), name="journal_new"),
    path(JOURNAL, journals.JournalPage.as_view(), name="journal"),
    path(f"{JOURNAL}edit/", journal_forms.EditJournal.as_view(), name="journal_edit"),
    path(f"{JOURNAL}propose/", journals.ProposeJournal.as_view(), name="journal_propose"),
    path(f"{JOURNAL}withdraw/", journals.WithdrawJournal.as_view(), name="journal_withdraw"),
    path(f"{JOURNAL}approve/", journals.ApproveJournal.as_view(), name="journal_approve"),
    path(f"{JOURNAL}refuse/", journals.RefuseJournal.as_view(), name="journal_refuse"),
    path(f"{JOURNAL}discard/", journals.DiscardJournal.as_view(), name="journal_discard"),
    path(f"{JOURNAL}reverse/", journals.ReverseJournal.as_view(), name="journal_reverse"),
    path("payables/", invoices.Invoices.as_view(), name="invoices"),
    path("payables/invoices/new/", invoices.EnterInvoice.as_view(), name="invoice_new"),
    path("payables/invoices/file/", invoices.LoadInvoices.as_view(), name="invoice_file"),
    path(INVOICE, invoices.InvoicePage.as_view(), name="invoice"),
    path(f"{INVOICE}correct/", invoices.CorrectInvoice.as_view(), name="invoice_correct"),
    path(f"{INVOICE}act/", invoices.ActOnInvoice.as_view(), name="invoice_act"),
    path(f"{INVOICE}reroute/", invoices.RerouteInvoice.as_view(), name="invoice_reroute"),
    path(f"{INVOICE}clear/", invoices.ClearInvoice.as_view(), name="invoice_clear"),
    path(f"{INVOICE}propose/", invoices.ProposeInvoice.as_view(), name="invoice_propose"),
    path(f"{INVOICE}approve/", invoices.ApproveInvoice.as_view(), name="invoice_approve"),
    path(f"{INVOICE}refuse/", invoices.RefuseInvoice.as_view(), name="invoice_refuse"),
    path(f"{INVOICE}withdraw/", invoices.WithdrawInvoice.as_view(), name="invoice_withdraw"),
    path("payables/suppliers/", suppliers.Suppliers.as_view(), name="suppliers"),
    path("payables/suppliers/new/", suppliers.SetUpSupplier.as_view(), name="supplier_new"),
    path(SUPPLIER, suppliers.SupplierPage.as_view(), name="supplier"),
    path(f"{SUPPLIER}edit/", suppliers.EditSupplier.as_view(), name="supplier_edit"),
    path(f"{SUPPLIER}open/", suppliers.OpenAccount.as_view(), name="supplier_open"),
    path(f"{SUPPLIER}bank/", suppliers.ProposeBank.as_view(), name="supplier_bank"),
    path(f"{SUPPLIER}bank/approve/", suppliers.ApproveBank.as_view(), name="supplier_bank_approve"),
    path(f"{SUPPLIER}bank/refuse/", suppliers.RefuseBank.as_view(), name="supplier_bank_refuse"),
    path(f"{SUPPLIER}bank/withdraw/", suppliers.WithdrawBank.as_view(), name="supplier_bank_withdraw"),
    path(f"{SUPPLIER}hold/", suppliers.HoldSupplier.as_view(), name="supplier_hold"),
    path(f"{SUPPLIER}release/", suppliers.ReleaseSupplier.as_view(), name="supplier_release"),
    path(f"{SUPPLIER}close/", suppliers.CloseSupplier.as_view(), name="supplier_close"),
]
