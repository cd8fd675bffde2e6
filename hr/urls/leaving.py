"""Leavers and transfers between partners."""

from django.urls import path

from hr.urls.prefixes import CONSULTATION, EMPLOYMENT, JOB, LEAVER, REPAYMENT, TRANSFER
from hr.views import (
    consultations,
    flexible_retirement,
    leavers,
    leavers_early,
    leavers_steps,
    policies,
    repayments,
    transfers,
)

urlpatterns = [
    path(f"{JOB}leaving/", leavers_steps.LeaveJob.as_view(), name="leave_job"),
    path(f"{JOB}flexible-retirement/", flexible_retirement.FlexibleRetirement.as_view(), name="flexible_retirement"),
    path(f"{EMPLOYMENT}leaving/", leavers_steps.LeaveEmployment.as_view(), name="leave_employment"),
    path(f"{EMPLOYMENT}redundancy/", leavers.RedundancyEstimate.as_view(), name="redundancy"),
    path(f"{EMPLOYMENT}redundancy.pdf", leavers.RedundancyPdf.as_view(), name="redundancy_pdf"),
    path(f"{EMPLOYMENT}transfer/", transfers.ProposeTransfer.as_view(), name="transfer"),
    path("leavers/", leavers.Leavers.as_view(), name="leavers"),
    path("leavers/tasks/<uuid:leaving_task>/", leavers_steps.SettleTask.as_view(), name="leaving_task"),
    path("leavers/agreed/", policies.LeavingAgreed.as_view(), name="leaving_terms"),
    path("leavers/agreed/change/", policies.ChangeLeavingTerms.as_view(), name="leaving_terms_change"),
    path(LEAVER, leavers.LeaverPage.as_view(), name="leaver"),
    path(f"{LEAVER}pension/", leavers_early.RecordPension.as_view(), name="leaver_pension"),
    path(f"{LEAVER}close/", leavers_steps.CloseCase.as_view(), name="leaver_close"),
    path(f"{LEAVER}confirm/", leavers_steps.ConfirmCase.as_view(), name="leaver_confirm"),
    path(f"{LEAVER}take-back/", leavers_steps.TakeBack.as_view(), name="leaver_withdraw"),
    path("leavers/repayments/", repayments.Repayments.as_view(), name="repayments"),
    path(REPAYMENT, repayments.PlanPage.as_view(), name="repayment_plan"),
    path(f"{REPAYMENT}begin/", repayments.BeginPlan.as_view(), name="repayment_begin"),
    path(f"{REPAYMENT}paid/", repayments.RecordPaid.as_view(), name="repayment_paid"),
    path(f"{REPAYMENT}keep-back/", repayments.KeepBack.as_view(), name="repayment_keep_back"),
    path(f"{REPAYMENT}waive/", repayments.WaivePlan.as_view(), name="repayment_waive"),
    path(f"{REPAYMENT}take-back/", repayments.WithdrawPlan.as_view(), name="repayment_withdraw"),
    path(f"{LEAVER}repayment/", repayments.ProposeRepayment.as_view(), name="repayment_propose"),
    path("leavers/consultations/", consultations.Consultations.as_view(), name="consultations"),
    path("leavers/consultations/new/", consultations.OpenConsultation.as_view(), name="consultation_open"),
    path(f"{CONSULTATION}hr1/", consultations.SendHr1.as_view(), name="consultation_hr1"),
    path(f"{CONSULTATION}close/", consultations.CloseConsultation.as_view(), name="consultation_close"),
    path("transfers/", transfers.Transfers.as_view(), name="transfers"),
    path(TRANSFER, transfers.TransferPage.as_view(), name="transfer_page"),
    path(f"{TRANSFER}accept/", transfers.Accept.as_view(), name="transfer_accept"),
    path(f"{TRANSFER}refuse/", transfers.Refuse.as_view(), name="transfer_refuse"),
    path(f"{TRANSFER}take-back/", transfers.Withdraw.as_view(), name="transfer_withdraw"),
    path(f"{TRANSFER}complete/", transfers.Complete.as_view(), name="transfer_complete"),
]
