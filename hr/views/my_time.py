"""My leave and my sickness: an employee's own pages, on a phone as well as a desk."""

from datetime import date
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.absence import LeaveForm
from hr.models import AbsenceRecord, Assignment, FitNote, LeaveBooking
from hr.operations import leave
from hr.queries import family_words as words
from hr.queries.family_leave import Case, cases_of
from hr.queries.leave import balance
from hr.queries.person_time import JobTime, jobs_time
from hr.views.absence_words import absence_shown, leave_shown
from hr.views.base import PeopleView, find
from hr.views.my_own_time import own_actions
from partners.roles import Role
from partners.views.base import PartnerFormView
from sharedservices.common.formatting import day


class MyTimeView(PeopleView):
    """A page of self-service: the middleware has narrowed the scope to the user's own rows."""

    permission = "me.view"

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of My leave."""
        pages = (("Annual leave", "my_leave"), ("Family leave", "my_family_leave"), ("Sickness", "my_sickness"))
        return [{"label": label, "href": self.url(name), "active": name == active} for label, name in pages]

    def own_jobs(self) -> list[JobTime]:
        """Return one's own jobs with absences and leave."""
        return jobs_time(partner_id=self.partner.pk, person_ids=self.access.person_ids, on=timezone.localdate())


class MyLeave(MyTimeView, TemplateView):
    """What leave is left and why, what is booked, and the way to ask for more."""

    template_name = "hr/me_leave.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the leave of each job that is held today."""
        shown = [
            leave_shown(one.job, one.leave, actions=self._actions(one), href=self._booking)
            for one in self.own_jobs()
            if timezone.localdate() in one.job.valid
        ]
        return super().get_context_data(tabs=self.tabs("my_leave"), jobs=shown, **kwargs)

    def _actions(self, one: JobTime) -> list[dict[str, str]]:
        href = self.url("my_leave_request", assignment=one.job.uuid)
        return [{"label": "Ask for leave", "href": href}] if one.leave is not None else []

    def _booking(self, row: LeaveBooking) -> str:
        return self.url("my_booking", own_booking=row.uuid) if self.may("me.time") else ""


class MyFamilyLeave(MyTimeView, TemplateView):
    """My family leave: its dates, what is paid, and how many days I may still work meanwhile."""

    template_name = "hr/me_family_leave.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show every case, the latest first."""
        today = timezone.localdate()
        cases = cases_of(partner_id=self.partner.pk, person_ids=self.access.person_ids)
        return super().get_context_data(
            tabs=self.tabs("my_family_leave"),
            cases=[self._shown(one, today) for one in cases],
            tell_href=self.url("my_question_new", query={"topic": "FAMILY"}) if self._may_tell() else "",
            date_headings=words.DATE_HEADINGS,
            pay_headings=words.PAY_HEADINGS,
            kit_headings=words.KIT_HEADINGS,
            **kwargs,
        )

    def _may_tell(self) -> bool:
        return self.may("me.ask") and not self.access.is_read_only

    def _shown(self, case: Case, today: date) -> dict[str, Any]:
        row = case.leave
        return {
            "title": f"{row.get_kind_display()}, {row.assignment.number}",
            "state": row.state,
            "standing": case.standing(today),
            "facts": words.facts(case, in_full=False),
            "dates": [] if case.is_bereaved else words.date_cells(case, on=today),
            "pay": words.pay_cells(case),
            "kit": words.kit_words(case),
            "kit_rows": words.kit_cells(case, with_note=True),
        }


class AskForLeave(MyTimeView, PartnerFormView):
    """Ask for leave from one of one's own jobs."""

    write_permission = "me.view"
    template_name = "hr/leave_ask.html"
    form_class = LeaveForm
    success_message = "You have asked for leave. It is approved by your manager or HR; until then it is not agreed."

    def load(self) -> None:
        """Find the job: another person's is not in scope."""
        self.job: Assignment = find(
            Assignment.objects, uuid=self.kwargs["assignment"], person_id__in=self.access.person_ids
        )

    def perform(self, form: Form) -> str:
        leave.request(assignment=self.job.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.url("my_leave")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is left beside the form."""
        found = self.crumbs(("My leave", self.url("my_leave")), ("Ask for leave", ""))
        return super().get_context_data(
            title="Ask for leave", caption=f"{self.job.title}, {self.job.number}",
            leave=leave_shown(self.job, balance(self.job, on=timezone.localdate())),
            cancel_href=self.url("my_leave"),
            breadcrumbs=found[1:] if self.access.roles == {Role.EMPLOYEE} else found, **kwargs,
        )  # fmt: skip


class MySickness(MyTimeView, TemplateView):
    """My absences, and what sick pay I am due until when."""

    template_name = "hr/me_sickness.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the absences of every job, the latest first."""
        shown = [
            {
                "title": f"{one.job.title}, {one.job.number}",
                "absences": [
                    absence_shown(*row, with_reason=True, actions=self._actions(row[0], row[2])) for row in one.absences
                ],
            }
            for one in self.own_jobs()
            if one.absences
        ]
        may = self.may("me.time") and not self.access.is_read_only
        return super().get_context_data(
            tabs=self.tabs("my_sickness"),
            jobs=shown,
            report_href=self.url("my_sickness_report") if may else "",
            **kwargs,
        )

    def _actions(self, row: AbsenceRecord, notes: list[FitNote]) -> list[dict[str, str]]:
        opened = [
            {
                "label": f"Fit note from {day(one.valid.lower)}",
                "href": self.url("my_document", document=one.document.uuid),
            }
            for one in notes
            if one.document is not None
        ]
        return [*own_actions(self, row), *opened]
