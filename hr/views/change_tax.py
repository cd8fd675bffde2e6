"""Change tax code, National Insurance category and student loans."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404

from hr.forms.base import EndForm
from hr.forms.tax import NI_CHOICES, NiCategoryForm, StudentLoanForm, TaxCodeForm
from hr.models import NiCategory, StudentLoan, TaxCode
from hr.operations import tax
from hr.queries.job_words import holding
from hr.views.change import EmploymentChange
from sharedservices.common.formatting import day
from sharedservices.common.paye_codes import check_tax_code


class ChangeTaxCode(EmploymentChange):
    """Another tax code."""

    permission = "people.edit_tax"
    form_class = TaxCodeForm
    title, done = "Change tax code", "The tax code is changed."
    consequences = (
        "The next pay run with a pay date on or after the first day uses the new code.",
        "On a cumulative code, tax of the year so far is worked out again: too much comes back, too little is taken.",
        "On week 1/month 1, each period is taxed by itself and nothing comes back.",
    )

    def initial_values(self) -> dict[str, Any]:
        return {"source": TaxCode.Source.P6}

    def before(self, on: date) -> dict[str, str]:
        row: TaxCode | None = holding(TaxCode, on, employment=self.employment)
        if row is None:
            return {"Tax code": "", "Basis": "", "Comes from": ""}
        return _code(row.code, is_week1=row.week1month1, source=row.source, notice=row.notice_date)

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        checked = check_tax_code(given["code"], field="code")
        is_week1 = given["week1month1"] or checked.is_week1month1
        return _code(checked.code, is_week1=is_week1, source=given["source"], notice=given["notice_date"])

    def operate(self, form: Form) -> None:
        names = ("code", "week1month1", "source", "notice_date")
        given = {name: form.cleaned_data[name] for name in names}
        tax.change_tax_code(employment=self.employment.uuid, **given, **self.stamp(form))


def _code(code: str, *, is_week1: bool, source: str, notice: date) -> dict[str, str]:
    return {
        "Tax code": code,
        "Basis": "Week 1/month 1" if is_week1 else "Cumulative",
        "Comes from": f"{TaxCode.Source(source).label}, {day(notice)}",
    }


class ChangeNiCategory(EmploymentChange):
    """Another National Insurance category."""

    permission = "people.edit_tax"
    form_class = NiCategoryForm
    title, done = "Change National Insurance category", "The National Insurance category is changed."
    consequences = (
        "Contributions of a pay period follow the category that holds on the pay date.",
        "Age does not change the category by itself: people reach 21, 25 and State Pension age.",
    )

    def initial_values(self) -> dict[str, Any]:
        row: NiCategory | None = holding(NiCategory, self.on, employment=self.employment)
        if row is None:
            return {"director_method": ""}
        return {"category": row.category, "director_method": row.director_method, "director_from": row.director_from}

    def before(self, on: date) -> dict[str, str]:
        row: NiCategory | None = holding(NiCategory, on, employment=self.employment)
        if row is None:
            return {"Category": "", "Company director": ""}
        return _category(row.category, row.director_method, row.director_from)

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        return _category(given["category"], given["director_method"], given["director_from"])

    def operate(self, form: Form) -> None:
        names = ("category", "director_method", "director_from")
        given = {name: form.cleaned_data[name] for name in names}
        tax.change_ni_category(employment=self.employment.uuid, **given, **self.stamp(form))


def _category(letter: str, method: str, since: date | None) -> dict[str, str]:
    director = str(NiCategory.DirectorMethod(method).label)
    words = f"{director}, since {day(since)}" if method and since else director
    return {"Category": dict(NI_CHOICES).get(letter, letter), "Company director": words}


class StartStudentLoan(EmploymentChange):
    """Deduct for a loan plan."""

    permission = "people.edit_tax"
    form_class = StudentLoanForm
    title, done = "Start a student loan", "The student loan is recorded."
    confirm = "Record this loan"
    consequences = (
        "Deductions begin with the first pay date on or after the first day, on earnings above the plan’s threshold.",
        "Of several undergraduate plans the one with the lowest threshold counts; a postgraduate loan comes on top.",
    )

    def before(self, on: date) -> dict[str, str]:
        rows = StudentLoan.objects.filter(employment=self.employment, valid__contains=on).order_by("plan", "id")
        return {"Plans deducted": ", ".join(str(row) for row in rows)}

    def after(self, form: Form) -> dict[str, str]:
        start, plan = form.cleaned_data["effective_from"], StudentLoan.Plan(form.cleaned_data["plan"]).label
        now = self.before(start)["Plans deducted"]
        return {"Plans deducted": f"{now}, {plan}" if now else str(plan), "Notice or form": form.cleaned_data["source"]}

    def operate(self, form: Form) -> None:
        given = {name: form.cleaned_data[name] for name in ("plan", "source")}
        tax.start_student_loan(employment=self.employment.uuid, **given, **self.stamp(form))


class StopStudentLoan(EmploymentChange):
    """Stop deducting for a loan plan."""

    permission = "people.edit_tax"
    form_class = EndForm
    title, done = "Stop a student loan", "The student loan stops."
    confirm = "Stop this loan"
    consequences = ("Nothing is deducted for the plan on pay dates after the last day.",)

    def load_owner(self) -> None:
        """Find the employment. :raises Http404: for a plan that there is not."""
        super().load_owner()
        if self.kwargs["plan"] not in StudentLoan.Plan:
            raise Http404

    @property
    def plan(self) -> str:
        """Return the plan in words."""
        return str(StudentLoan.Plan(self.kwargs["plan"]).label)

    def before(self, on: date) -> dict[str, str]:
        row = holding(StudentLoan, on, employment=self.employment, plan=self.kwargs["plan"])
        return {self.plan: f"Deducted since {day(row.valid.lower)}" if row else "Not deducted"}

    def after(self, form: Form) -> dict[str, str]:
        return {self.plan: f"Deducted until {day(form.cleaned_data['last_day'])}"}

    def operate(self, form: Form) -> None:
        tax.stop_student_loan(employment=self.employment.uuid, plan=self.kwargs["plan"], **self.stamp(form))
