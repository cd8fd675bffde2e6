"""Inputs to pay, and claims."""

from django.urls import path

from hr.views import claims, claims_setup, inputs, inputs_entry, inputs_inbox

urlpatterns = [
    path("claims/", claims.Claims.as_view(), name="claims"),
    path("claims/set-up/", claims_setup.ClaimsSetUp.as_view(), name="claims_set_up"),
    path("claims/set-up/rates/", claims_setup.SetRates.as_view(), name="claims_rates"),
    path("claims/set-up/add/", claims_setup.AddClaimType.as_view(), name="claim_type_add"),
    path("claims/set-up/<uuid:claim_type>/end/", claims_setup.EndClaimType.as_view(), name="claim_type_end"),
    path("claims/<uuid:claim>/", claims.ClaimPage.as_view(), name="claim"),
    path("claims/<uuid:claim>/approve/", claims.ApproveClaim.as_view(), name="claim_approve"),
    path("claims/<uuid:claim>/agree/", claims.AgreeClaim.as_view(), name="claim_agree"),
    path("claims/<uuid:claim>/send-back/", claims.SendBackClaim.as_view(), name="claim_send_back"),
    path("claims/<uuid:claim>/reject/", claims.RejectClaim.as_view(), name="claim_reject"),
    path("claims/<uuid:claim>/stop/", claims.StopClaim.as_view(), name="claim_stop"),
    path("claims/<uuid:claim>/receipts/<uuid:claim_line>/", claims.ClaimReceipt.as_view(), name="claim_receipt"),
    path("pay/inputs/", inputs.InputsList.as_view(), name="inputs"),
    path("pay/inputs/new/", inputs_entry.FindForInput.as_view(), name="input_find"),
    path("pay/inputs/new/<uuid:assignment>/", inputs_entry.EnterInput.as_view(), name="input_enter"),
    path("pay/inputs/several/", inputs_entry.EnterSeveral.as_view(), name="inputs_several"),
    path("pay/inputs/job-name/", inputs_entry.JobName.as_view(), name="job_name"),
    path("pay/inputs/approve/", inputs_inbox.Inbox.as_view(), name="inputs_inbox"),
    path("pay/inputs/<uuid:monthly_input>/", inputs.InputPage.as_view(), name="input"),
    path("pay/inputs/<uuid:monthly_input>/approve/", inputs.ApproveInput.as_view(), name="input_approve"),
    path("pay/inputs/<uuid:monthly_input>/reject/", inputs.RejectInput.as_view(), name="input_reject"),
    path("pay/inputs/<uuid:monthly_input>/withdraw/", inputs.WithdrawInput.as_view(), name="input_withdraw"),
]
