"""Death in service, and people who are missing."""

from django.urls import path

from hr.urls.prefixes import DEATH, MISSING, PERSON
from hr.views import death_family, death_tasks, deaths, deaths_steps, estate, family_letters, missing

urlpatterns = [
    path("people/deaths/", deaths.Cases.as_view(), name="deaths"),
    path(DEATH, deaths.CasePage.as_view(), name="death"),
    path(f"{DEATH}confirm/", deaths_steps.Confirm.as_view(), name="death_confirm"),
    path(f"{DEATH}people/", deaths_steps.Arrange.as_view(), name="death_arrange"),
    path(f"{DEATH}pension/", deaths_steps.TellPension.as_view(), name="death_pension"),
    path(f"{DEATH}pay/", deaths_steps.DecidePay.as_view(), name="death_pay"),
    path(f"{DEATH}support/", deaths_steps.Support.as_view(), name="death_support"),
    path(f"{DEATH}settle/", deaths_steps.Settle.as_view(), name="death_settle"),
    path(f"{DEATH}close/", deaths_steps.Close.as_view(), name="death_close"),
    path(f"{DEATH}estate/", estate.RecordRepresentative.as_view(), name="estate"),
    path(f"{DEATH}estate/<uuid:estate_account>/verify/", estate.VerifyAccount.as_view(), name="estate_verify"),
    path(f"{DEATH}estate/<uuid:estate_account>/stop/", estate.StopAccount.as_view(), name="estate_stop"),
    path(f"{DEATH}in-service/", death_tasks.SayInService.as_view(), name="death_in_service"),
    path(f"{DEATH}tasks/<uuid:death_task>/", death_tasks.SettleTask.as_view(), name="death_task"),
    path(f"{DEATH}overpaid/<uuid:death_overpaid>/", death_tasks.ProposeOverpaid.as_view(), name="death_overpaid"),
    path(
        f"{DEATH}overpaid/<uuid:death_overpaid>/agree/",
        death_tasks.AgreeOverpaid.as_view(),
        name="death_overpaid_agree",
    ),
    path(f"{DEATH}talks/", death_family.NoteTalk.as_view(), name="death_talk"),
    path(f"{DEATH}talks/<uuid:family_talk>/", death_family.CorrectTalk.as_view(), name="death_talk_correct"),
    path(f"{DEATH}kin/", death_family.AddKin.as_view(), name="death_kin"),
    path(f"{DEATH}kin/<uuid:family_kin>/manager/", death_family.MayManagerKnow.as_view(), name="death_kin_answer"),
    path(f"{DEATH}kin/<uuid:family_kin>/tell/", death_family.TellManager.as_view(), name="death_kin_tell"),
    path(f"{DEATH}kin/<uuid:family_kin>/end/", death_family.EndKin.as_view(), name="death_kin_end"),
    path(f"{DEATH}one-contact/", death_family.OneContact.as_view(), name="death_one_contact"),
    path(f"{DEATH}withdraw/", deaths_steps.Withdraw.as_view(), name="death_withdraw"),
    path(f"{PERSON}death/", deaths.ReportDeath.as_view(), name="report_death"),
    path("people/missing/", missing.MissingCases.as_view(), name="missing_cases"),
    path(f"{MISSING}", missing.MissingPage.as_view(), name="missing_case"),
    path(f"{MISSING}pay/", missing.MissingPay.as_view(), name="missing_pay"),
    path(f"{MISSING}found/", missing.MissingFound.as_view(), name="missing_found"),
    path(f"{PERSON}missing/", missing.ReportMissing.as_view(), name="report_missing"),
    path(f"{DEATH}letters/", family_letters.FamilyLetters.as_view(), name="family_letters"),
    path(f"{DEATH}letters/to/", family_letters.RecordCorrespondent.as_view(), name="family_correspondent"),
    path(f"{DEATH}letters/<slug:family_template>/", family_letters.WriteToFamily.as_view(), name="family_letter"),
]
