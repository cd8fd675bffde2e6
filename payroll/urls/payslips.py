"""Payslips inside a run."""

from django.urls import path

from payroll.views import payslips

RUN_PAYSLIP = "pay/runs/<uuid:run_uuid>/payslips/<uuid:employment_uuid>/"

urlpatterns = [
    path(RUN_PAYSLIP, payslips.RunPayslip.as_view(), name="run_payslip"),
    path(f"{RUN_PAYSLIP}pdf/", payslips.RunPayslipPdf.as_view(), name="run_payslip_pdf"),
]
