"""Addresses of the payroll app, below /p/<partner>/."""

from payroll.urls import payslips, queries, self_service

urlpatterns = [*self_service.urlpatterns, *payslips.urlpatterns, *queries.urlpatterns]
