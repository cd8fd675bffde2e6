"""Addresses of the hr app, below /p/<partner>/."""

from django.urls import path

from hr.views import (
    change_elements,
    change_job,
    change_pension,
    change_person,
    change_tax,
    imports,
    inputs,
    inputs_entry,
    inputs_inbox,
    people,
    person,
    reference,
)

app_name = "hr"

PERSON = "people/<uuid:person>/"
EMPLOYMENT = f"{PERSON}employments/<uuid:employment>/"
JOB = f"{PERSON}jobs/<uuid:assignment>/"

urlpatterns = [
    path("people/", people.PeopleList.as_view(), name="people"),
    path("people/import/", imports.Imports.as_view(), name="imports"),
    path("people/import/template.<slug:file_format>", imports.ImportTemplate.as_view(), name="import_template"),
    path("people/import/<uuid:job>/", imports.ImportPage.as_view(), name="import_job"),
    path("people/import/<uuid:job>/problems.csv", imports.ImportProblems.as_view(), name="import_problems"),
    path("people/import/<uuid:job>/load/", imports.LoadChecked.as_view(), name="import_load"),
    path(PERSON, person.PersonPage.as_view(), name="person"),
    path(f"{PERSON}jobs/", person.PersonJobs.as_view(), name="person_jobs"),
    path(f"{PERSON}tax/", person.PersonTax.as_view(), name="person_tax"),
    path(f"{PERSON}pension/", person.PersonPension.as_view(), name="person_pension"),
    path(f"{PERSON}bank/", person.PersonBank.as_view(), name="person_bank"),
    path(f"{PERSON}elements/", person.PersonElements.as_view(), name="person_elements"),
    path(f"{PERSON}history/", person.PersonHistory.as_view(), name="person_history"),
    path(f"{PERSON}details/", change_person.ChangeDetails.as_view(), name="change_details"),
    path(f"{PERSON}protection/", change_person.Protect.as_view(), name="protect"),
    path(f"{PERSON}address/", change_person.ShowAddress.as_view(), name="show_address"),
    path(f"{PERSON}nino/", change_person.ShowNino.as_view(), name="show_nino"),
    path(f"{PERSON}bank/<uuid:account>/", change_person.ShowBank.as_view(), name="show_bank"),
    path(f"{EMPLOYMENT}bank-account/", change_person.ChangeBankAccount.as_view(), name="change_bank"),
    path(f"{EMPLOYMENT}tax-code/", change_tax.ChangeTaxCode.as_view(), name="change_tax_code"),
    path(f"{EMPLOYMENT}ni-category/", change_tax.ChangeNiCategory.as_view(), name="change_ni_category"),
    path(f"{EMPLOYMENT}student-loan/", change_tax.StartStudentLoan.as_view(), name="start_loan"),
    path(f"{EMPLOYMENT}student-loan/<slug:plan>/stop/", change_tax.StopStudentLoan.as_view(), name="stop_loan"),
    path(f"{JOB}hours/", change_job.ChangeHours.as_view(), name="change_hours"),
    path(f"{JOB}pay/", change_job.ChangePay.as_view(), name="change_pay"),
    path(f"{JOB}costs/", change_job.ChangeCosts.as_view(), name="change_costs"),
    path(f"{JOB}costs/<slug:start>/cancel/", change_elements.CancelCosts.as_view(), name="cancel_costs"),
    path(f"{JOB}pension/join/", change_pension.JoinPension.as_view(), name="join_pension"),
    path(f"{JOB}pension/section/", change_pension.ChangePension.as_view(), name="change_pension"),
    path(f"{JOB}pension/leave/", change_pension.LeavePension.as_view(), name="leave_pension"),
    path(f"{JOB}elements/add/", change_elements.AddElement.as_view(), name="add_element"),
    path(f"{PERSON}elements/<uuid:recurring>/change/", change_elements.ChangeElement.as_view(), name="change_element"),
    path(f"{PERSON}elements/<uuid:recurring>/end/", change_elements.EndElement.as_view(), name="end_element"),
    path(
        f"{PERSON}coming/<slug:fact>/<uuid:row>/cancel/", change_elements.CancelChange.as_view(), name="cancel_change"
    ),
    path(f"{PERSON}coming/<slug:fact>/<uuid:row>/keep/", change_elements.CancelEnding.as_view(), name="cancel_ending"),
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
    path("partnership/units/", reference.Units.as_view(), name="units"),
    path("partnership/posts/", reference.Posts.as_view(), name="posts"),
    path("partnership/grades/", reference.Grades.as_view(), name="grades"),
    path("partnership/pay-scales/", reference.Scales.as_view(), name="scales"),
    path("partnership/cost-centres/", reference.CostCentres.as_view(), name="cost_centres"),
    path("partnership/pension-schemes/", reference.PensionSchemes.as_view(), name="pension_schemes"),
    path("partnership/pay-elements/", reference.Elements.as_view(), name="elements"),
]
