"""My pay: the pages of an employee."""

from django.urls import path

from payroll.views import my_home, self_service

PAYSLIP = "me/payslips/<uuid:run_uuid>/<uuid:employment_uuid>/"

urlpatterns = [
    path("me/", my_home.MyHome.as_view(), name="my_home"),
    path("me/payslips/", self_service.MyPayslips.as_view(), name="my_payslips"),
    path(PAYSLIP, self_service.MyPayslip.as_view(), name="my_payslip"),
    path(f"{PAYSLIP}pdf/", self_service.MyPayslipPdf.as_view(), name="my_payslip_pdf"),
    path(f"{PAYSLIP}explain/<int:line>/", self_service.MyExplanation.as_view(), name="my_payslip_explanation"),
    path(f"{PAYSLIP}query/", self_service.AskPayroll.as_view(), name="my_payslip_query"),
    path("me/payslips/questions/", self_service.MyPayQueries.as_view(), name="my_pay_queries"),
]
