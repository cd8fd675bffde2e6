"""Addresses of the partners app, below /p/<partner>/."""

from django.urls import path

from partners.views import access, audit_trail, auto_approvals, changes, changes_inbox, home, jobs, organisation

urlpatterns = [
    path("", home.Home.as_view(), name="partner_home"),
    path("audit/", audit_trail.AuditTrail.as_view(), name="audit_trail"),
    path("audit/<int:event_id>/", audit_trail.AuditEventPage.as_view(), name="audit_event"),
    path("changes/", changes_inbox.Inbox.as_view(), name="changes"),
    path("changes/filters/keep/", changes_inbox.KeepFilter.as_view(), name="filter_keep"),
    path("changes/filters/<uuid:saved_filter>/forget/", changes_inbox.ForgetFilter.as_view(), name="filter_forget"),
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
    path("partnership/", organisation.PartnershipPage.as_view(), name="partnership"),
    path("partnership/access/", access.AccessList.as_view(), name="access_list"),
    path("partnership/access/grant/", access.GiveAccess.as_view(), name="access_grant"),
    path("partnership/access/<int:grant_id>/end/", access.EndAccess.as_view(), name="access_end"),
]
