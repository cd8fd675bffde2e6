"""Addresses of the payroll app, below /p/<partner>/."""

from payroll.urls import pay_gap, payslips, queries, runs, self_service

urlpatterns = [
    *self_service.urlpatterns,
    *payslips.urlpatterns,
    *queries.urlpatterns,
    *runs.urlpatterns,
    *pay_gap.urlpatterns,
]
