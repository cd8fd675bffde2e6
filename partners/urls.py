"""Addresses of the partners app, below /p/<partner>/."""

from django.urls import path

from partners.views import (
    access,
    audit_trail,
    auto_approvals,
    changes,
    home,
    jobs,
    letter_files,
    letters,
    mail_profiles,
    organisation,
    returned_mail,
)

BATCH = "letters/batches/<uuid:letter_batch>/"
PROFILE = "partnership/mail/<uuid:mail_profile>/"

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
    path("letters/", letters.PrintQueue.as_view(), name="letters"),
    path("letters/batches/", letters.Batches.as_view(), name="letter_batches"),
    path("letters/batches/make/", letters.MakeBatch.as_view(), name="letter_batch_make"),
    path(f"{BATCH}", letters.BatchPage.as_view(), name="letter_batch"),
    path(f"{BATCH}release/", letters.ReleaseBatch.as_view(), name="letter_batch_release"),
    path(f"{BATCH}rebuild/", letters.RebuildBatch.as_view(), name="letter_batch_rebuild"),
    path(f"{BATCH}print/", letters.PrintedBatch.as_view(), name="letter_batch_print"),
    path(f"{BATCH}pull/", returned_mail.PullLetters.as_view(), name="letter_batch_pull"),
    path(f"{BATCH}post/", letters.PostedBatch.as_view(), name="letter_batch_post"),
    path(f"{BATCH}discard/", letters.DiscardBatch.as_view(), name="letter_batch_discard"),
    path(f"{BATCH}letters.pdf", letter_files.BatchPdf.as_view(), name="letter_batch_pdf"),
    path(f"{BATCH}letters.csv", letter_files.BatchManifest.as_view(), name="letter_batch_manifest"),
    path("letters/returned/", returned_mail.CameBack.as_view(), name="letters_returned"),
    path("letters/returned/<uuid:letter>/", returned_mail.RecordReturned.as_view(), name="letter_returned"),
    path("letters/returned/addresses/<uuid:address_stop>/", returned_mail.MendAddress.as_view(), name="address_mend"),
    path("partnership/mail/", mail_profiles.MailProfiles.as_view(), name="mail_profiles"),
    path("partnership/mail/propose/", mail_profiles.ProposeProfile.as_view(), name="mail_profile_propose"),
    path(f"{PROFILE}approve/", mail_profiles.ApproveProfile.as_view(), name="mail_profile_approve"),
    path(f"{PROFILE}refuse/", mail_profiles.RefuseProfile.as_view(), name="mail_profile_refuse"),
    path(f"{PROFILE}withdraw/", mail_profiles.WithdrawProfile.as_view(), name="mail_profile_withdraw"),
    path("partnership/", organisation.PartnershipPage.as_view(), name="partnership"),
    path("partnership/access/", access.AccessList.as_view(), name="access_list"),
    path("partnership/access/grant/", access.GiveAccess.as_view(), name="access_grant"),
    path("partnership/access/<int:grant_id>/end/", access.EndAccess.as_view(), name="access_end"),
]
