"""Propose another title, place, manager, contract, grade or name, and corrections of what was recorded wrongly."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form

from hr import change_kinds_duties as kinds
from hr.forms.duties import (
    ContractForm,
    CorrectHoursForm,
    CorrectPayForm,
    GradeForm,
    LocationForm,
    NameForm,
    ParticularsForm,
)
from hr.forms.jobs import HOURLY, SPOT
from hr.models import AssignmentTerms, FixedTerm, JobParticulars
from hr.queries import duty_words, holdings, job_words, organisation
from hr.queries.days import last_day
from hr.queries.job_words import holding
from hr.views.base import find
from hr.views.change import JobProposal, ProposalView
from hr.views.change_job import chosen, graded_points, later_of, plain, point_options
from hr.views.people import as_options
from partners.change_kinds import OPEN


class ChangeParticulars(JobProposal):
    """Another title, place or manager."""

    permission = OPEN
    kind = kinds.PARTICULARS
    form_class = ParticularsForm
    title = "Change title, place or manager"
    consequences = ("Lists, letters and the organisation chart follow from the first day on. Pay stays as it is.",)

    def get_form_kwargs(self) -> dict[str, Any]:
        found = organisation.job_choices(partner_id=self.partner.pk, on=self.on, without=self.person.pk)
        return {**super().get_form_kwargs(), "managers": as_options(found)}

    def initial_values(self) -> dict[str, Any]:
        row = holding(JobParticulars, self.on, "manager", assignment=self.job)
        if row is None:
            return {"title": self.job.title, "location": holdings.post_of(self.job, self.on).location}
        return {"title": row.title, "location": row.location, "manager": row.manager.uuid if row.manager else ""}

    def before(self, on: date) -> dict[str, str]:
        return duty_words.particulars(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        given = form.cleaned_data
        return {"title": given["title"], "location": given["location"], "manager": given["manager"] or None}


class ChangeLocation(JobProposal):
    """Another place of work and nothing else."""

    permission = OPEN
    kind = kinds.LOCATION
    form_class = LocationForm
    title = "Change place of work"
    consequences = ("Title and manager stay as they are.",)

    def before(self, on: date) -> dict[str, str]:
        return duty_words.particulars(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        return {"location": form.cleaned_data["location"]}


class ChangeContract(JobProposal):
    """Permanent, or with an end."""

    permission = OPEN
    kind = kinds.CONTRACT
    form_class = ContractForm
    title = "Change contract or its end"
    consequences = (
        "A fixed term is extended before it ends, never after: that would be a break in service.",
        "The end of a fixed term is a dismissal in law; the leaving process begins before it.",
    )

    def initial_values(self) -> dict[str, Any]:
        row = holding(AssignmentTerms, self.on, assignment=self.job)
        end = holding(FixedTerm, self.on, assignment=self.job)
        found: dict[str, Any] = {"contract": row.contract} if row else {}
        return found | ({"ends_on": end.ends_on, "ground": end.ground} if end else {})

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        found = super().proposed_before(payload)
        return found | ({"ends_on": date.fromisoformat(payload["ends_on"])} if payload.get("ends_on") else {})

    def before(self, on: date) -> dict[str, str]:
        return duty_words.contract(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("contract", "ends_on", "ground", "justification")}


class ChangeGrade(JobProposal):
    """Promotion or regrade."""

    kind = kinds.GRADE
    form_class = GradeForm
    title = "Promote or regrade"
    consequences = (
        "A promotion pays at least one increment more.",
        "The equal-pay log keeps the evaluation, the grade before and the grade after.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        has_later = AssignmentTerms.objects.filter(assignment=self.job).count() > 1
        points = graded_points(partner_id=self.partner.pk, on=self.on)
        return {**super().get_form_kwargs(), "has_later": has_later, "points": points}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().proposed_before(payload), "spine_point": f"{payload['grade']}/{payload['spine_point']}"}

    def before(self, on: date) -> dict[str, str]:
        return job_words.pay(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        assert isinstance(form, GradeForm)  # noqa: S101 - the form of this view
        grade, point = form.grade_and_point
        names = {name: form.cleaned_data[name] for name in ("kind", "evaluation")}
        return {**names, "grade": grade, "spine_point": point} | later_of(form)


class ChangeName(ProposalView):
    """A new name, with evidence."""

    kind = kinds.NAME
    form_class = NameForm
    title = "Change name"
    consequences = (
        "The new name holds as soon as it is approved, for everything that is printed or sent from then on.",
        "The former name is kept with the evidence; restricted, only those see it who may see data in full.",
    )

    def initial_values(self) -> dict[str, Any]:
        return {name: getattr(self.person, name) for name in ("title", "forenames", "surname", "known_as")}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().proposed_before(payload), "is_restricted": "yes" if payload["is_restricted"] else "no"}

    def before(self, on: date) -> dict[str, str]:
        return duty_words.name(self.person.uuid)

    def payload(self, form: Form) -> dict[str, Any]:
        names = ("title", "forenames", "surname", "known_as", "evidence", "is_restricted")
        return {"person": self.person.uuid} | {name: form.cleaned_data[name] for name in names}


class _Correction(ProposalView):
    """Put right what a row of terms says: the record was wrong, the world did not change."""

    tab = "person_jobs"
    row: AssignmentTerms
    consequences = (
        "A correction says that the record was wrong from its first day on. What really changed is a change.",
        "Later rows that copied the mistake are put right too. The trail keeps both.",
    )

    def load_owner(self) -> None:
        """Find the row: it is the person's."""
        rows = AssignmentTerms.objects.select_related("assignment", "grade", "spine_point")
        self.row = find(rows, uuid=self.kwargs["terms_row"], person_id=self.person.pk)

    @property
    def caption(self) -> str:
        """Return whose record and which row it is."""
        end = last_day(self.row.valid)
        until = f"to {end:%-d %B %Y}" if end else "on"
        span = f"from {self.row.valid.lower:%-d %B %Y} {until}"
        return f"{self.person.display_name}, job {self.row.assignment.number}, {span}"


class CorrectHours(_Correction):
    """Put hours right."""

    kind = kinds.CORRECT_HOURS
    form_class = CorrectHoursForm
    title = "Correct recorded hours"

    def initial_values(self) -> dict[str, Any]:
        names = ("contract", "contract_hours", "paid_weeks", "working_pattern")
        return {name: plain(getattr(self.row, name)) for name in names}

    def before(self, on: date) -> dict[str, str]:
        return job_words.hours(self.row.assignment, self.row.valid.lower)

    def payload(self, form: Form) -> dict[str, Any]:
        names = ("contract", "contract_hours", "paid_weeks", "working_pattern")
        return {"row": self.row.uuid} | {name: form.cleaned_data[name] for name in names}


class CorrectPay(_Correction):
    """Put pay right."""

    kind = kinds.CORRECT_PAY
    form_class = CorrectPayForm
    title = "Correct recorded pay"

    def get_form_kwargs(self) -> dict[str, Any]:
        points = point_options(partner_id=self.partner.pk, on=self.row.valid.lower)
        return {**super().get_form_kwargs(), "points": points}

    def initial_values(self) -> dict[str, Any]:
        row = self.row
        grade = row.grade.uuid if row.grade else None
        return chosen(grade, row.spine_point.uuid if row.spine_point else None, row.spot_annual, row.hourly_rate)

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        names = ("grade", "spine_point", "spot_annual", "hourly_rate")
        return {**super().proposed_before(payload), **chosen(*(payload.get(name) for name in names))}

    def before(self, on: date) -> dict[str, str]:
        return job_words.pay(self.row.assignment, self.row.valid.lower)

    def payload(self, form: Form) -> dict[str, Any]:
        assert isinstance(form, CorrectPayForm)  # noqa: S101 - the form of this view
        grade, point = form.grade_and_point
        spot, hourly = form.amount("spot_annual", SPOT), form.amount("hourly_rate", HOURLY)
        return {
            "row": self.row.uuid, "grade": grade, "spine_point": point, "spot_annual": spot, "hourly_rate": hourly,
        }  # fmt: skip
