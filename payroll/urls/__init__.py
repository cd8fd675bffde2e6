"""Addresses of the payroll app, below /p/<partner>/."""

from payroll.urls import payslips, queries, runs, self_service

urlpatterns = [*self_service.urlpatterns, *payslips.urlpatterns, *queries.urlpatterns, *runs.urlpatterns]
