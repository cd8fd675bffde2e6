"""Report and close absences, record fit notes, carry leave over: each with a look at it before it is recorded."""

from datetime import date
from typing import Any

from django.forms import Form
from django.utils import timezone

from hr.forms.absence import CarryOverForm, CloseAbsenceForm, FitNoteForm, ReportAbsenceForm
from hr.forms.base import ReasonForm
from hr.models import AbsenceRecord, Assignment, FitNote, LeaveCredit
from hr.operations import absences, leave
from hr.operations.absences import Report
from hr.queries import family_leave
from hr.queries.absence_terms import facts_of
from hr.queries.days import last_day
from hr.queries.leave import leave_year
from hr.views.absence_words import span
from hr.views.base import find
from hr.views.change import ChangeView
from sharedservices.common.formatting import day, number

SICK_PAY = "Sick pay is forecast at once, with the days on which it goes down and the notices that are due before."
FLAGS = ("is_work_related", "is_disability_related", "is_pregnancy_related", "is_self_certified")


class AbsenceChange(ChangeView):
    """What the changes of absence and leave share."""

    permission = "absence.edit"
    tab = "person_absence"


class JobAbsenceChange(AbsenceChange):
    """A change that belongs to a job."""

    job: Assignment

    def load_owner(self) -> None:
        """Find the job: it is the person's."""
        self.job = find(Assignment.objects, uuid=self.kwargs["assignment"], person_id=self.person.pk)

    @property
    def caption(self) -> str:
        """Return whose record and which job it is."""
        return f"{self.person.display_name}, job {self.job.number}, {self.job.title}"


class ReportAbsence(JobAbsenceChange):
    """Report an absence."""

    form_class = ReportAbsenceForm
    title, done, confirm = "Report an absence", "The absence is recorded.", "Report this absence"
    consequences = (
        SICK_PAY,
        "A person with several jobs is asked for each: report it for every job that it keeps them from.",
        "A fit note is needed from the eighth day.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "with_details": self.may("absence.view_reason")}

    def initial_values(self) -> dict[str, Any]:
        return {"kind": AbsenceRecord.Kind.SICKNESS, "first_day": timezone.localdate()}

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        words = {
            "Kind": str(AbsenceRecord.Kind(given["kind"]).label),
            "Category": str(AbsenceRecord.Category(given["category"]).label),
            "First day": day(given["first_day"]),
            "Last day": day(given["last_day"]) if given["last_day"] else "Not known yet",
        }
        if given["hours_lost_first"] is not None:
            words["Lost on the first day"] = f"{number(given['hours_lost_first'])} hours"
        return words | {str(form.fields[name].label): "Yes" for name in FLAGS if given[name]}

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Say when this sickness starts maternity leave."""
        given, found = form.cleaned_data, super().warnings(form, start)
        if given["is_pregnancy_related"]:
            starts = family_leave.would_begin(self.job, given["first_day"], given["last_day"], on=timezone.localdate())
            if starts is not None:
                words = "pregnancy-related sickness in the last four weeks before the expected week of childbirth"
                found.append(f"This starts maternity leave on {day(starts)}: {words} does. The sickness ends there.")
        return found

    def operate(self, form: Form) -> None:
        given = form.cleaned_data
        names = ("kind", "category", "first_day", "last_day", "hours_lost_first", *FLAGS)
        told = Report(**{name: given[name] for name in names}, details=given.get("details", ""))
        absences.report(assignment=self.job.uuid, report=told, **self.stamp(form))


class OneAbsence(AbsenceChange):
    """A change of one absence."""

    absence: AbsenceRecord

    def load_owner(self) -> None:
        """Find the absence: it is the person's."""
        rows = AbsenceRecord.objects.select_related("assignment")
        self.absence = find(rows, uuid=self.kwargs["absence"], person_id=self.person.pk)

    @property
    def caption(self) -> str:
        """Return whose absence it is, and from which job."""
        return f"{self.person.display_name}, job {self.absence.assignment.number}"

    def before(self, on: date) -> dict[str, str]:
        words = f"{self.absence.get_kind_display()}: {span(self.absence.valid)}"
        return {"Absence": words, "State": str(self.absence.get_state_display())}


class CloseAbsence(OneAbsence):
    """Record that somebody is back."""

    form_class = CloseAbsenceForm
    title, done, confirm = "Record the return", "The absence is closed.", "Close this absence"
    consequences = ("Who falls ill again has a new absence, and its sick pay counts the paid days of this one.",)

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        days = f"{day(self.absence.valid.lower)} to {day(given['last_day'])}"
        words = {"Absence": f"{self.absence.get_kind_display()}: {days}", "State": "Closed"}
        if given["hours_lost_last"] is not None:
            words["Lost on the last day"] = f"{number(given['hours_lost_last'])} hours"
        return words

    def operate(self, form: Form) -> None:
        part = form.cleaned_data["hours_lost_last"]
        absences.close(absence=self.absence.uuid, hours_lost_last=part, **self.stamp(form))


class ReopenAbsence(OneAbsence):
    """Take a return back."""

    form_class = ReasonForm
    title, done = "Take the return back", "The absence is open again."
    confirm = "Reopen this absence"
    consequences = ("Only when the return was recorded by mistake. Who falls ill again has a new absence instead.",)

    def after(self, form: Form) -> dict[str, str]:
        days = f"Since {day(self.absence.valid.lower)}"
        return {"Absence": f"{self.absence.get_kind_display()}: {days}", "State": "Open"}

    def operate(self, form: Form) -> None:
        absences.reopen(absence=self.absence.uuid, **self.stamp(form))


class CancelAbsence(OneAbsence):
    """Cancel an absence that never was."""

    form_class = ReasonForm
    title, done, confirm = "Cancel the absence", "The absence is cancelled.", "Cancel this absence"
    consequences = (
        "It stays in the record as cancelled. Pay and leave are worked out as if it had never been.",
        "Sick pay of later absences is worked out again.",
    )

    def after(self, form: Form) -> dict[str, str]:
        return {**self.before(self.on), "State": "Cancelled"}

    def operate(self, form: Form) -> None:
        absences.cancel(absence=self.absence.uuid, **self.stamp(form))


class AddFitNote(OneAbsence):
    """Record a fit note."""

    form_class = FitNoteForm
    title, done, confirm = "Record a fit note", "The fit note is recorded.", "Record this fit note"
    consequences = ("Annual leave on days that it covers is given back.",)

    def initial_values(self) -> dict[str, Any]:
        return {"covers_from": self.absence.valid.lower, "covers_to": last_day(self.absence.valid)}

    def before(self, on: date) -> dict[str, str]:
        return {}

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        return {
            "Fit note": str(FitNote.Outcome(given["outcome"]).label),
            "Covers": f"{day(given['covers_from'])} to {day(given['covers_to'])}",
            "Adjustments": given["adjustments"] or "None",
        }

    def operate(self, form: Form) -> None:
        names = ("outcome", "covers_from", "covers_to", "adjustments")
        given = {name: form.cleaned_data[name] for name in names}
        absences.add_fit_note(absence=self.absence.uuid, **given, **self.stamp(form))


class CarryOver(JobAbsenceChange):
    """Carry hours of leave over."""

    form_class = CarryOverForm
    title, done, confirm = "Carry hours over", "The hours are carried over.", "Carry these hours over"
    consequences = (
        "Each reason is kept apart: it carries so many weeks at most, and its hours lapse on a day of its own.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        facts = facts_of(self.job)
        this = leave_year(facts, timezone.localdate())
        following = leave_year(facts, this.end) if this else None
        years = [year for year in (this, following) if year is not None]
        choices = [(year.start.isoformat(), f"{day(year.start)} to {day(year.last_day)}") for year in years]
        return {**super().get_form_kwargs(), "years": choices}

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        return {
            "Hours carried over": number(given["hours"]),
            "Why": str(LeaveCredit.Bucket(given["bucket"]).label),
            "Into the leave year from": day(date.fromisoformat(given["year"])),
        }

    def operate(self, form: Form) -> None:
        given = form.cleaned_data
        leave.carry_hours_over(
            assignment=self.job.uuid, year_start=date.fromisoformat(given["year"]), bucket=given["bucket"],
            hours=given["hours"], **self.stamp(form),
        )  # fmt: skip


class CancelCarried(JobAbsenceChange):
    """Cancel hours of leave that were carried over by mistake."""

    form_class = ReasonForm
    title, done, confirm = "Cancel hours carried over", "The hours are cancelled.", "Cancel these hours"
    consequences = ("They are gone from the leave of this job. They can be carried over again for the right reason.",)
    credit: LeaveCredit

    def load_owner(self) -> None:
        """Find the hours: they are the job’s."""
        super().load_owner()
        self.credit = find(LeaveCredit.objects, uuid=self.kwargs["credit"], assignment_id=self.job.pk)

    def before(self, on: date) -> dict[str, str]:
        """Say what they are."""
        row = self.credit
        return {
            "Hours": number(row.hours), "Why": str(row.get_bucket_display()), "To be taken by": day(row.expires_on),
        }  # fmt: skip

    def after(self, form: Form) -> dict[str, str]:
        """Say what is left of them."""
        return {"Hours": "Cancelled"}

    def operate(self, form: Form) -> None:
        """Cancel them."""
        leave.cancel_carried(credit=self.credit.uuid, **self.stamp(form))
