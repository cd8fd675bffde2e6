"""Addresses of the partners app, below /p/<partner>/."""

from django.urls import path

from partners.views import access, audit_trail, auto_approvals, changes, home, jobs, organisation, privacy_lookups
from partners.views import privacy as pages
from partners.views import privacy_erasure as erasure
from partners.views import privacy_holds as holds
from partners.views import privacy_requests as requests
from partners.views import privacy_review as review

urlpatterns = [
    path("", home.Home.as_view(), name="partner_home"),
    path("audit/", audit_trail.AuditTrail.as_view(), name="audit_trail"),
    path("audit/<int:event_id>/", audit_trail.AuditEventPage.as_view(), name="audit_event"),
    path("changes/", changes.Inbox.as_view(), name="changes"),
    path("changes/mine/", changes.MyChanges.as_view(), name="changes_mine"),
    path("changes/all/", changes.AllChanges.as_view(), name="changes_all"),
    path("changes/without-approval/", auto_approvals.AutoApprovalPage.as_view(), name="auto_approvals"),
    path(
        "changes/without-approval/<uuid:auto_approval>/end/",
        auto_approvals.EndAutoApproval.as_view(),
        name="auto_approval_end",
    ),
    path("changes/delegation/", changes.DelegationPage.as_view(), name="delegation"),
    path("changes/delegation/<uuid:delegation>/end/", changes.EndDelegation.as_view(), name="delegation_end"),
    path("changes/<uuid:change>/", changes.ChangePage.as_view(), name="change"),
    path("changes/<uuid:change>/approve/", changes.ApproveChange.as_view(), name="change_approve"),
    path("changes/<uuid:change>/choose/", changes.ChooseOtherwise.as_view(), name="change_choose"),
    path("changes/<uuid:change>/refuse/", changes.RefuseChange.as_view(), name="change_refuse"),
    path("changes/<uuid:change>/withdraw/", changes.WithdrawChange.as_view(), name="change_withdraw"),
    path("jobs/<uuid:job_uuid>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<uuid:job_uuid>/progress/", jobs.JobProgressFragment.as_view(), name="job_progress"),
    path("jobs/<uuid:job_uuid>/cancel/", jobs.CancelJob.as_view(), name="job_cancel"),
    path("privacy/", pages.Overview.as_view(), name="privacy"),
    path("privacy/retention/", pages.Retention.as_view(), name="retention"),
    path("privacy/retention/propose/", pages.ProposeSchedule.as_view(), name="retention_propose"),
    path("privacy/retention/<uuid:retention_schedule>/", pages.SchedulePage.as_view(), name="retention_schedule"),
    path(
        "privacy/retention/<uuid:retention_schedule>/approve/",
        pages.ApproveSchedule.as_view(),
        name="retention_approve",
    ),
    path(
        "privacy/retention/<uuid:retention_schedule>/withdraw/",
        pages.WithdrawSchedule.as_view(),
        name="retention_withdraw",
    ),
    path("privacy/holds/", holds.Holds.as_view(), name="legal_holds"),
    path("privacy/holds/new/", holds.SetHold.as_view(), name="legal_hold_set"),
    path("privacy/holds/<uuid:legal_hold>/lift/", holds.LiftHold.as_view(), name="legal_hold_lift"),
    path("privacy/processing/", pages.Processing.as_view(), name="processing"),
    path("privacy/lookups/", privacy_lookups.Lookups.as_view(), name="lookups"),
    path("privacy/erasure/", erasure.Erasures.as_view(), name="erasures"),
    path("privacy/erasure/propose/", erasure.ProposeErasure.as_view(), name="erasure_propose"),
    path("privacy/erasure/<uuid:purge_proposal>/", erasure.ErasurePage.as_view(), name="erasure"),
    path("privacy/erasure/<uuid:purge_proposal>/approve/", erasure.ApproveErasure.as_view(), name="erasure_approve"),
    path("privacy/erasure/<uuid:purge_proposal>/reject/", erasure.RejectErasure.as_view(), name="erasure_reject"),
    path(
        "privacy/erasure/<uuid:purge_proposal>/certificate.pdf",
        erasure.Certificate.as_view(),
        name="erasure_certificate",
    ),
    path("privacy/requests/", requests.Requests.as_view(), name="sar_list"),
    path("privacy/requests/new/", requests.NewRequest.as_view(), name="sar_new"),
    path("privacy/requests/<uuid:sar_case>/", requests.RequestPage.as_view(), name="sar"),
    path("privacy/requests/<uuid:sar_case>/identity/", requests.AskIdentity.as_view(), name="sar_identity"),
    path("privacy/requests/<uuid:sar_case>/verify/", requests.Verify.as_view(), name="sar_verify"),
    path(
        "privacy/requests/<uuid:sar_case>/clarification/", requests.AskClarification.as_view(), name="sar_clarification"
    ),
    path("privacy/requests/<uuid:sar_case>/clarified/", requests.Clarified.as_view(), name="sar_clarified"),
    path("privacy/requests/<uuid:sar_case>/extend/", requests.Extend.as_view(), name="sar_extend"),
    path("privacy/requests/<uuid:sar_case>/search/", requests.DescribeSearch.as_view(), name="sar_search"),
    path("privacy/requests/<uuid:sar_case>/collect/", requests.Collect.as_view(), name="sar_collect"),
    path("privacy/requests/<uuid:sar_case>/review/", review.Review.as_view(), name="sar_review"),
    path("privacy/requests/<uuid:sar_case>/decide/<path:part>/", review.Decide.as_view(), name="sar_decide"),
    path("privacy/requests/<uuid:sar_case>/release/", requests.Release.as_view(), name="sar_release"),
    path("privacy/requests/<uuid:sar_case>/refuse/", requests.Refuse.as_view(), name="sar_refuse"),
    path("privacy/requests/<uuid:sar_case>/withdraw/", requests.Withdraw.as_view(), name="sar_withdraw"),
    path("privacy/requests/<uuid:sar_case>/answer.<str:answer_format>", review.Answer.as_view(), name="sar_answer"),
    path("partnership/", organisation.PartnershipPage.as_view(), name="partnership"),
    path("partnership/access/", access.AccessList.as_view(), name="access_list"),
    path("partnership/access/grant/", access.GiveAccess.as_view(), name="access_grant"),
    path("partnership/access/<int:grant_id>/end/", access.EndAccess.as_view(), name="access_end"),
]
