"""The gender pay gap, the pay multiple, and officers' remuneration."""

from django.urls import path

from payroll.views import pay_gap, pay_multiples, remuneration

REPORT = "reports/pay-gap/<uuid:pay_gap_report>/"

urlpatterns = [
    path("reports/pay-gap/", pay_gap.PayGaps.as_view(), name="pay_gaps"),
    path("reports/pay-multiple/", pay_multiples.PayMultiples.as_view(), name="pay_multiples"),
    path("reports/officers-remuneration/", remuneration.Bands.as_view(), name="remuneration"),
    path("reports/officers-remuneration/senior/", remuneration.Seniors.as_view(), name="remuneration_senior"),
    path("reports/officers-remuneration/bracket/", remuneration.OfBand.as_view(), name="remuneration_band"),
    path("reports/pay-gap/new/", pay_gap.TakeFigures.as_view(), name="pay_gap_take"),
    path("reports/pay-gap/what-counts/", pay_gap.WhatCounts.as_view(), name="pay_gap_elements"),
    path(REPORT, pay_gap.PayGapPage.as_view(), name="pay_gap"),
    path(f"{REPORT}upload.csv", pay_gap.PayGapUpload.as_view(), name="pay_gap_upload"),
    path(f"{REPORT}report.pdf", pay_gap.PayGapPdf.as_view(), name="pay_gap_pdf"),
]
