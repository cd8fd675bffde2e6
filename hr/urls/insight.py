"""Reports."""

from django.urls import path

from hr.urls.prefixes import ABSENCE
from hr.views import (
    agency,
    equality,
    exit_packages,
    insight,
    insight_triggers,
    reports,
    reports_flows,
    school_census,
    statutory,
)

urlpatterns = [
    path(f"{ABSENCE}interview/", insight_triggers.RecordInterview.as_view(), name="return_interview"),
    path(f"{ABSENCE}interview/follow-up/", insight_triggers.RecordFollowUp.as_view(), name="interview_follow_up"),
    path("me/equality/", equality.MyEquality.as_view(), name="my_equality"),
    path("reports/", insight.Reports.as_view(), name="reports"),
    path("reports/workforce/", insight.WorkforceReport.as_view(), name="workforce"),
    path("reports/sickness/", insight.SicknessReport.as_view(), name="sickness"),
    path("reports/triggers/", insight_triggers.Triggers.as_view(), name="triggers"),
    path("reports/vacancies/", insight.VacanciesReport.as_view(), name="vacancy_report"),
    path("reports/ends/", reports.Ends.as_view(), name="ends"),
    path("reports/working-time/", reports.WorkingTime.as_view(), name="working_time"),
    path("reports/unpaid-leave/", reports.UnpaidLeave.as_view(), name="unpaid_leave"),
    path("reports/overpayments/", reports.Overpayments.as_view(), name="overpayments"),
    path("reports/cost/", reports.CostReport.as_view(), name="cost_report"),
    path("reports/starters-and-leavers/", reports.Movements.as_view(), name="movements"),
    path("reports/joiners-and-leavers/", reports_flows.Flows.as_view(), name="flows"),
    path("reports/lga-workforce-survey/", reports_flows.LgaSurvey.as_view(), name="lga_survey"),
    path("reports/workforce-proportions/", reports_flows.Proportions.as_view(), name="proportions"),
    path("reports/school-census/", school_census.SchoolCensus.as_view(), name="school_census"),
    path("reports/exit-packages/", exit_packages.ExitPackages.as_view(), name="exit_packages"),
    path("reports/senior-salaries/", statutory.SeniorSalaries.as_view(), name="senior_salaries"),
    path("reports/agency-workers/", agency.AgencyWorkers.as_view(), name="agency_workers"),
    path("reports/agency-workers/new/", agency.RecordAgencyWorker.as_view(), name="agency_worker_new"),
    path("reports/agency-workers/<uuid:agency_worker>/", agency.MoveAgencyEnd.as_view(), name="agency_worker"),
    path("reports/returns/", statutory.Returns.as_view(), name="statutory_returns"),
    path("reports/returns/<slug:statutory_return>/", statutory.ReturnPage.as_view(), name="statutory_return"),
    path("reports/equality/", equality.EqualityFigures.as_view(), name="equality"),
]
