"""Addresses of finance, below /p/<partner>/."""

from django.urls import path

from finance.views import journal_forms, journals, periods, reports

app_name = "finance"
JOURNAL = "ledger/journals/<uuid:journal>/"

urlpatterns = [
    path("ledger/", reports.TrialBalance.as_view(), name="trial_balance"),
    path("ledger/lines/", reports.Lines.as_view(), name="lines"),
    path("ledger/chart/", reports.Chart.as_view(), name="chart"),
    path("ledger/periods/", periods.Periods.as_view(), name="periods"),
    path("ledger/periods/<uuid:period>/", periods.PeriodPage.as_view(), name="period"),
    path("ledger/periods/<uuid:period>/roll/", periods.RollYear.as_view(), name="period_roll"),
    path("ledger/journals/", journals.Journals.as_view(), name="journals"),
    path("ledger/journals/new/", journal_forms.WriteJournal.as_view(), name="journal_new"),
    path("ledger/journals/upload/", journal_forms.UploadJournal.as_view(), name="journal_upload"),
    path(JOURNAL, journals.JournalPage.as_view(), name="journal"),
    path(f"{JOURNAL}edit/", journal_forms.EditJournal.as_view(), name="journal_edit"),
    path(f"{JOURNAL}propose/", journals.ProposeJournal.as_view(), name="journal_propose"),
    path(f"{JOURNAL}withdraw/", journals.WithdrawJournal.as_view(), name="journal_withdraw"),
    path(f"{JOURNAL}approve/", journals.ApproveJournal.as_view(), name="journal_approve"),
    path(f"{JOURNAL}refuse/", journals.RefuseJournal.as_view(), name="journal_refuse"),
    path(f"{JOURNAL}discard/", journals.DiscardJournal.as_view(), name="journal_discard"),
    path(f"{JOURNAL}reverse/", journals.ReverseJournal.as_view(), name="journal_reverse"),
]
