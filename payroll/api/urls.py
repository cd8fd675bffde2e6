"""Routes of the payroll app, below /api/v1/p/<partner>/."""

from django.urls import path

from payroll.api import views

RUN = "pay-runs/<uuid:run_uuid>/"

urlpatterns = [
    path("pay-runs/", views.PayRuns.as_view(), name="api_pay_runs"),
    path(RUN, views.OnePayRun.as_view(), name="api_pay_run"),
    path(f"{RUN}calculate/", views.Calculate.as_view(), name="api_pay_run_calculate"),
    path(f"{RUN}approve/", views.Approve.as_view(), name="api_pay_run_approve"),
    path(f"{RUN}release/", views.Release.as_view(), name="api_pay_run_release"),
]
