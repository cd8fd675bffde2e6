"""Addresses of finance, below /p/<partner>/."""

from django.urls import path

from finance.views import budget_decisions, budgets, journal_forms, journals, periods, reports

app_name = "finance"
JOURNAL = "ledger/journals/<uuid:journal>/"
DECISION = "budgets/decisions/<uuid:decision>/"

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
