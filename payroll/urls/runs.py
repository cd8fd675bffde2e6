"""Pay runs and calendars."""

from django.urls import path

from payroll.views import (
    calendars,
    runs,
    runs_again,
    runs_decide,
    runs_downloads,
    runs_ledger,
    runs_moves,
    runs_page,
    runs_people,
)

RUN = "pay/runs/<uuid:run_uuid>/"
MEMBER = f"{RUN}people/<uuid:employment_uuid>/"
CALENDAR = "pay/calendars/<uuid:group_uuid>/"

urlpatterns = [
    path("pay/", runs.PayHome.as_view(), name="pay_home"),
    path("pay/runs/", runs.RunList.as_view(), name="run_list"),
    path("pay/runs/new/", runs.CreateRun.as_view(), name="run_create"),
    path(RUN, runs_page.RunOverview.as_view(), name="run"),
    path(f"{RUN}progress/", runs_page.RunProgress.as_view(), name="run_progress"),
    path(f"{RUN}totals/", runs_page.RunTotals.as_view(), name="run_totals"),
    path(f"{RUN}changes/", runs_page.RunChanges.as_view(), name="run_changes"),
    path(f"{RUN}changes.csv", runs_downloads.RunChangesFile.as_view(), name="run_changes_csv"),
    path(f"{RUN}quarantine/", runs_people.RunQuarantine.as_view(), name="run_quarantine"),
    path(f"{RUN}people/", runs_people.RunPeople.as_view(), name="run_people"),
    path(f"{RUN}work/", runs_page.RunWork.as_view(), name="run_work"),
    path(f"{RUN}calculate/", runs_moves.CalculateRun.as_view(), name="run_calculate"),
    path(f"{RUN}approve/", runs_decide.ApproveRun.as_view(), name="run_approve"),
    path(f"{RUN}release/", runs_decide.ReleaseRun.as_view(), name="run_release"),
    path(f"{RUN}return/", runs_moves.ReturnRun.as_view(), name="run_return"),
    path(f"{RUN}cancel/", runs_moves.CancelRun.as_view(), name="run_cancel"),
    path(
        f"{RUN}quarantine/recalculate/", runs_again.RecalculateQuarantine.as_view(), name="run_recalculate_quarantine"
    ),
    path(
        f"{RUN}batches/<int:batch_id>/recalculate/", runs_again.RecalculateBatch.as_view(), name="run_recalculate_batch"
    ),
    path(f"{MEMBER}recalculate/", runs_again.RecalculatePerson.as_view(), name="run_recalculate_person"),
    path(f"{MEMBER}exclude/", runs_again.ExcludeMember.as_view(), name="run_exclude"),
    path(f"{MEMBER}include/", runs_again.IncludeMember.as_view(), name="run_include"),
    path(f"{RUN}ledger/", runs_ledger.RunLedgerPage.as_view(), name="run_ledger"),
    path(f"{RUN}ledger/post/", runs_ledger.PostRun.as_view(), name="run_post"),
    path(f"{RUN}payments/", runs_downloads.RunPayments.as_view(), name="run_payments"),
    path(f"{RUN}payments/listing.csv", runs_downloads.RunListing.as_view(), name="run_listing"),
    path(f"{RUN}lines.csv", runs_downloads.RunLines.as_view(), name="run_lines"),
    path(f"{RUN}report.pdf", runs_downloads.RunReport.as_view(), name="run_report"),
    path("pay/calendars/", calendars.CalendarList.as_view(), name="calendar_list"),
    path(CALENDAR, calendars.CalendarPage.as_view(), name="calendar"),
    path(f"{CALENDAR}make/", calendars.MakeCalendar.as_view(), name="calendar_make"),
]
