"""Onboarding of a partner, and work carried over."""

from django.urls import path

from hr.urls.prefixes import CARRIED, ISSUE
from hr.views import (
    carried,
    onboarding,
    onboarding_data,
    onboarding_issues,
    onboarding_papers,
    onboarding_signatures,
    onboarding_terms,
)

urlpatterns = [
    path("onboarding/", onboarding.OnboardingPage.as_view(), name="onboarding"),
    path("onboarding/open/", onboarding.OpenProject.as_view(), name="onboarding_open"),
    path("onboarding/move/<slug:action>/", onboarding.Move.as_view(), name="onboarding_move"),
    path("onboarding/transfer/", onboarding_terms.DecideTransfer.as_view(), name="onboarding_transfer"),
    path("onboarding/freeze/", onboarding_terms.PlanFreeze.as_view(), name="onboarding_freeze"),
    path("onboarding/look/", onboarding.LookAgain.as_view(), name="onboarding_look"),
    path("onboarding/staff/", onboarding.TellStaff.as_view(), name="onboarding_news"),
    path("onboarding/history/", onboarding.History.as_view(), name="onboarding_history"),
    path("onboarding/papers/", onboarding_papers.Papers.as_view(), name="onboarding_papers"),
    path("onboarding/papers/new/", onboarding_papers.RecordPaper.as_view(), name="onboarding_paper"),
    path("onboarding/papers/<uuid:paper>/sign/", onboarding_papers.SignPaper.as_view(), name="onboarding_paper_sign"),
    path("onboarding/data/", onboarding_data.DataPage.as_view(), name="onboarding_data"),
    path("onboarding/data/extract/", onboarding_data.TakeExtract.as_view(), name="onboarding_extract"),
    path(
        "onboarding/data/template/<slug:domain>.<slug:file_format>",
        onboarding_data.DomainTemplate.as_view(),
        name="onboarding_template",
    ),
    path("onboarding/data/mapping/", onboarding_data.SetMapping.as_view(), name="onboarding_mapping"),
    path("onboarding/data/<uuid:extract>/load/", onboarding_data.LoadExtract.as_view(), name="onboarding_extract_load"),
    path("onboarding/loads/<uuid:load>/", onboarding_data.LoadPage.as_view(), name="onboarding_load"),
    path("onboarding/totals/", onboarding_data.Totals.as_view(), name="onboarding_totals"),
    path("onboarding/totals/<slug:total>/", onboarding_data.TotalPage.as_view(), name="onboarding_total"),
    path("onboarding/issues/", onboarding_issues.Issues.as_view(), name="onboarding_issues"),
    path(ISSUE, onboarding_issues.IssuePage.as_view(), name="onboarding_issue"),
    path(f"{ISSUE}assign/", onboarding_issues.Assign.as_view(), name="onboarding_issue_assign"),
    path(f"{ISSUE}accept/", onboarding_issues.Accept.as_view(), name="onboarding_issue_accept"),
    path(f"{ISSUE}reopen/", onboarding_issues.Reopen.as_view(), name="onboarding_issue_reopen"),
    path("onboarding/sign-off/", onboarding_signatures.SignOffs.as_view(), name="onboarding_sign_offs"),
    path(
        "onboarding/sign-off/data/<slug:domain>/",
        onboarding_signatures.SignDomain.as_view(),
        name="onboarding_sign_domain",
    ),
    path("work-carried-over/", carried.CarriedList.as_view(), name="carried"),
    path(CARRIED, carried.CarriedItem.as_view(), name="carried_item"),
    path(f"{CARRIED}done/", carried.Finish.as_view(), name="carried_finish"),
    path(f"{CARRIED}owner/", carried.HandOver.as_view(), name="carried_hand_over"),
    path("onboarding/sign-off/<slug:slot>/", onboarding_signatures.SignLoad.as_view(), name="onboarding_sign"),
]
