"""HR cases and questions."""

from django.urls import path

from hr.urls.prefixes import CASE, INTEREST, QUESTION, SAFETY
from hr.views import case_officers, cases, cases_steps, interests, questions, safety

urlpatterns = [
    path("questions/", questions.Questions.as_view(), name="questions"),
    path("questions/record/", questions.RecordQuestion.as_view(), name="question_record"),
    path(QUESTION, questions.QuestionPage.as_view(), name="question"),
    path(f"{QUESTION}owner/", questions.NameOwner.as_view(), name="question_owner"),
    path(f"{QUESTION}case/", questions.TakeIntoCase.as_view(), name="question_case"),
    path(f"{QUESTION}close/", questions.CloseQuestion.as_view(), name="question_close"),
    path("interests/", interests.InterestList.as_view(), name="interests"),
    path("interests/record/", interests.RecordInterest.as_view(), name="interest_record"),
    path(INTEREST, interests.InterestPage.as_view(), name="interest"),
    path(f"{INTEREST}end/", interests.EndInterest.as_view(), name="interest_end"),
    path("safety/", safety.SafetyList.as_view(), name="safety"),
    path("safety/new/", safety.RecordSafety.as_view(), name="safety_new"),
    path(SAFETY, safety.SafetyPage.as_view(), name="safety_record"),
    path(f"{SAFETY}end/", safety.EndExposure.as_view(), name="safety_end"),
    path(f"{SAFETY}report/", safety.NoteReport.as_view(), name="safety_report"),
    path(f"{SAFETY}withdraw/", safety.WithdrawSafety.as_view(), name="safety_withdraw"),
    path("cases/", cases.Cases.as_view(), name="cases"),
    path("cases/new/", cases.OpenCase.as_view(), name="case_open"),
    path("cases/statements/<uuid:case_statement>/", cases_steps.Statement.as_view(), name="case_statement"),
    path("cases/officers/", case_officers.CaseOfficers.as_view(), name="case_officers"),
    path(f"{CASE}officer/", case_officers.NameOfficer.as_view(), name="case_name_officer"),
    path(CASE, cases.CasePage.as_view(), name="case"),
    path(f"{CASE}list/add/", cases_steps.AddMember.as_view(), name="case_add_member"),
    path(f"{CASE}list/<uuid:case_member>/end/", cases_steps.RemoveMember.as_view(), name="case_remove_member"),
    path(f"{CASE}list/<uuid:case_member>/pass-on/", case_officers.HandOver.as_view(), name="case_hand_over"),
    path(f"{CASE}keep-out/", cases_steps.KeepOut.as_view(), name="case_keep_out"),
    path(f"{CASE}allegation/", cases_steps.AddAllegation.as_view(), name="case_allegation"),
    path(f"{CASE}note/", cases_steps.AddNote.as_view(), name="case_note"),
    path(f"{CASE}dates/", cases_steps.SetFacts.as_view(), name="case_facts"),
    path(f"{CASE}witness/", cases_steps.AskWitness.as_view(), name="case_ask_witness"),
    path(f"{CASE}seal/", cases_steps.SealReporter.as_view(), name="case_reporter"),
    path(f"{CASE}seal/open/", cases_steps.ShowReporter.as_view(), name="case_show_reporter"),
    path(f"{CASE}investigate/", cases_steps.Investigate.as_view(), name="case_investigate"),
    path(f"{CASE}hear/", cases_steps.Hear.as_view(), name="case_hear"),
    path(f"{CASE}decide/", cases_steps.DecideCase.as_view(), name="case_decide"),
    path(f"{CASE}appeal/", cases_steps.LodgeAppeal.as_view(), name="case_appeal"),
    path(f"{CASE}appeal/decide/", cases_steps.DecideAppeal.as_view(), name="case_decide_appeal"),
    path(f"{CASE}close/", cases_steps.CloseCase.as_view(), name="case_close"),
]
