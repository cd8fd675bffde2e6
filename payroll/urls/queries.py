"""Questions about payslips, for payroll."""

from django.urls import path

from payroll.views import pay_queries

urlpatterns = [
    path("pay/queries/", pay_queries.PayQueryList.as_view(), name="pay_queries"),
    path("pay/queries/<uuid:query_uuid>/", pay_queries.PayQueryPage.as_view(), name="pay_query"),
]
