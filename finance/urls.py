"""Addresses of finance, below /p/<partner>/."""

from django.urls import path

from finance.views import (
    budget_decisions,
    budgets,
    journal_forms,
    journals,
    periods,
    receivables,
    reports,
    sales,
    sales_forms,
)

app_name = "finance"
JOURNAL = "ledger/journals/<uuid:journal>/"
DECISION = "budgets/decisions/<uuid:decision>/"
SALES = "receivables/invoices/<uuid:sales_invoice>/"
CUSTOMER = "receivables/customers/<uuid:customer>/"
RECEIPT = "receivables/receipts/<uuid:receipt>/"

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
    path("receivables/", receivables.Sales.as_view(), name="sales"),
    path("receivables/customers/", receivables.Customers.as_view(), name="customers"),
    path("receivables/customers/new/", sales_forms.NewCustomer.as_view(), name="customer_new"),
    path(CUSTOMER, sales_forms.CustomerPage.as_view(), name="customer"),
    path(f"{CUSTOMER}edit/", sales_forms.EditCustomer.as_view(), name="customer_edit"),
    path(f"{CUSTOMER}hold/", sales_forms.NewHold.as_view(), name="hold_new"),
    path(f"{CUSTOMER}invoice/", sales_forms.NewInvoice.as_view(), name="sales_new"),
    path("receivables/holds/<uuid:customer_hold>/lift/", sales_forms.LiftHold.as_view(), name="hold_lift"),
    path(SALES, sales.InvoicePage.as_view(), name="sales_invoice"),
    path(f"{SALES}edit/", sales_forms.EditInvoice.as_view(), name="sales_edit"),
    path(f"{SALES}credit/", sales_forms.NewCreditNote.as_view(), name="sales_credit"),
    path(f"{SALES}approve/", sales.ApproveInvoice.as_view(), name="sales_approve"),
    path(f"{SALES}discard/", sales.DiscardInvoice.as_view(), name="sales_discard"),
    path(f"{SALES}dispute/", sales.Dispute.as_view(), name="sales_dispute"),
    path(f"{SALES}settle/", sales.SettleDispute.as_view(), name="sales_settle"),
    path(f"{SALES}remind/", sales.Remind.as_view(), name="sales_remind"),
    path(f"{SALES}plan/", sales.AgreePlan.as_view(), name="sales_plan"),
    path(f"{SALES}plan/end/", sales.EndPlan.as_view(), name="sales_plan_end"),
    path(f"{SALES}write-off/", sales.ProposeWriteOff.as_view(), name="sales_write_off"),
    path(f"{SALES}write-off/approve/", sales.ApproveWriteOff.as_view(), name="sales_write_off_approve"),
    path(f"{SALES}write-off/refuse/", sales.RefuseWriteOff.as_view(), name="sales_write_off_refuse"),
    path(f"{SALES}pdf/", sales.InvoicePdf.as_view(), name="sales_pdf"),
    path("receivables/write-offs/<uuid:write_off>/reinstate/", sales.Reinstate.as_view(), name="reinstate"),
    path("receivables/receipts/", receivables.Receipts.as_view(), name="receipts"),
    path("receivables/receipts/new/", sales_forms.NewReceipt.as_view(), name="receipt_new"),
    path(RECEIPT, sales_forms.ReceiptPage.as_view(), name="receipt"),
    path(f"{RECEIPT}identify/", sales_forms.Identify.as_view(), name="receipt_identify"),
    path(f"{RECEIPT}allocate/", sales_forms.Allocate.as_view(), name="receipt_allocate"),
    path(
        "receivables/allocations/<uuid:allocation>/undo/", sales_forms.UndoAllocation.as_view(), name="allocation_undo"
    ),
    path("receivables/reminders/", receivables.Reminders.as_view(), name="reminders"),
    path("receivables/debts/", receivables.AgedDebt.as_view(), name="aged_debt"),
    path("budgets/", budgets.BudgetReport.as_view(), name="budget"),
    path("budgets/commitments/", budgets.Commitments.as_view(), name="commitments"),
    path("budgets/comment/<str:cost_centre>/", budgets.CommentOnCentre.as_view(), name="budget_comment"),
    path("budgets/decisions/", budget_decisions.Decisions.as_view(), name="budget_decisions"),
    path("budgets/decisions/new/", budget_decisions.WriteVirement.as_view(), name="virement_new"),
    path("budgets/decisions/load/", budget_decisions.LoadBudget.as_view(), name="budget_load"),
    path(DECISION, budget_decisions.DecisionPage.as_view(), name="budget_decision"),
    path(f"{DECISION}edit/", budget_decisions.EditVirement.as_view(), name="virement_edit"),
    path(f"{DECISION}propose/", budget_decisions.ProposeDecision.as_view(), name="budget_propose"),
    path(f"{DECISION}withdraw/", budget_decisions.WithdrawDecision.as_view(), name="budget_withdraw"),
    path(f"{DECISION}approve/", budget_decisions.ApproveDecision.as_view(), name="budget_approve"),
    path(f"{DECISION}refuse/", budget_decisions.RefuseDecision.as_view(), name="budget_refuse"),
    path(f"{DECISION}discard/", budget_decisions.DiscardDecision.as_view(), name="budget_discard"),
]
