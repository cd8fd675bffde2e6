"""Annual leave: the list with what waits, one booking with its decision, and asking for somebody."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.absence import DecisionNoteForm, LeaveFilter, LeaveForm
from hr.models import Assignment, LeaveBooking, Person
from hr.operations import leave
from hr.queries import covering, organisation
from hr.queries.absences import LeaveRow, leave_booking, leave_bookings, leave_counts
from hr.queries.deaths import ON_HOLD as SPEAK_WORDS
from hr.queries.leave import balance
from hr.views.absence import wanted
from hr.views.absence_words import leave_shown
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.people import as_options
from partners.queries.holds import ON_HOLD
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment, number
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

OWN = "You asked for this yourself: somebody else approves it."


WAITS = (LeaveBooking.State.REQUESTED, LeaveBooking.State.APPROVED)


def _covered(page: PeopleView) -> covering.Covered:
    """Return for whom the reader decides about leave, and where."""
    on = timezone.localdate()
    return covering.covered(user=page.user, partner_id=page.partner.pk, permission="leave.approve", on=on)


class LeaveTable(Table):
    """Leave, the latest first."""

    caption, nouns, filename = "Annual leave", ("booking", "bookings"), "leave"
    filter_form, default_sort = LeaveFilter, "-first_day"
    empty = EmptyState("Nobody has asked for leave", "Leave is asked for under My leave, or on the page of a person.")
    columns = (
        Column(
            "name", "Name", sort=("person__surname", "person__forenames"), header=True,
            href=lambda row: f"{row.booking}/", hint=lambda row: row.assignment_no,
        ),
        Column("assignment_no", "Job number", is_shown=False),
        Column("unit", "Unit", sort="assignment__post__org_unit__name"),
        Column("first_day", "First day", kind=Kind.DATE, sort="valid"),
        Column("last_day", "Last day", kind=Kind.DATE),
        Column("hours", "Hours", kind=Kind.NUMBER, sort="hours"),
        Column(
            "state", "State", kind=Kind.STATUS, sort="state", value=lambda row: LeaveBooking.State(row.state),
            export=lambda row: row.state_label,
            hint=lambda row: (ON_HOLD if row.is_on_hold else row.covered_for) if row.state in WAITS else "",
        ),
        Column("requested_by", "Asked for by"),
        Column("decided_by", "Decided by", is_shown=False),
        Column("decided_for", "Decided for", is_shown=False),
    )  # fmt: skip


class LeaveList(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who is on leave and who asks for it."""

    permission = "leave.view"
    template_name = "hr/absences.html"
    table_class = LeaveTable
    audited_as = "hr_leavebooking"

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        return leave_bookings(partner_id=self.partner.pk, wanted=wanted(filters), covered=_covered(self))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add counts by state and the way to the calendar."""
        found = leave_counts(partner_id=self.partner.pk)
        tiles = [
            {
                "label": str(state.label), "value": number(found[state.value]), "href": f"?state={state.value}",
                "kind": "attention" if state is LeaveBooking.State.REQUESTED and found[state.value] else "",
            }
            for state in LeaveBooking.State
        ]  # fmt: skip
        actions = [{"label": "Team calendar", "href": self.url("leave_calendar"), "kind": "secondary"}]
        if self.may("delegations.give"):
            href = f"/p/{self.partner.code}/changes/delegation/"
            actions.append({"label": "While you are away", "href": href, "kind": "secondary"})
        if self.may("leave.carry"):
            actions.append({"label": "Year ends", "href": self.url("year_ends"), "kind": "secondary"})
        trail = self.crumbs(("Absence", self.url("absences")), ("Annual leave", ""))
        return super().get_context_data(
            title="Annual leave", lead="Leave is asked for by one person and approved by another.", tiles=tiles,
            actions=actions, breadcrumbs=trail, **kwargs,
        )  # fmt: skip


class _OneBooking(PeopleView):
    """A view of one booking."""

    permission = "leave.view"
    row: LeaveRow

    def load(self) -> None:
        """Find the booking."""
        try:
            self.row = leave_booking(booking=self.kwargs["booking"], covered=_covered(self))
        except LeaveBooking.DoesNotExist:
            raise Http404 from None

    def address(self) -> str:
        """Return the page of the booking."""
        return self.url("leave_booking", booking=self.row.booking)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        steps = [("Annual leave", self.url("leave_list")), (self.row.name, self.address() if here else "")]
        return self.crumbs(*steps, *([(here, "")] if here else []))


class LeavePage(_OneBooking, TemplateView):
    """One booking: the days, what is left in the year, and what may be done."""

    template_name = "hr/leave_booking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the booking beside the balance of its leave year."""
        row = self.row
        job: Assignment = find(Assignment.objects, uuid=row.assignment)
        return super().get_context_data(
            row=row,
            facts=self._facts(),
            leave=leave_shown(job, balance(job, on=row.first_day)),
            allowed=row.actions if self.may("leave.approve") else (),
            hold_words=SPEAK_WORDS if row.is_on_hold else "",
            for_words=row.covered_for,
            is_own=row.requested_human == self.user.human_id,
            own_words=OWN,
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def _facts(self) -> list[dict[str, str]]:
        row = self.row
        person = {"key": "Person", "value": row.name, "hint": f"Job {row.assignment_no}, {row.unit}"}
        if not row.covered_for:  # whoever covers for somebody sees what they decide, and not the record
            person |= {"href": self.url("person_absence", person=row.person), "action": "Open the record"}
        facts = [
            person,
            {"key": "First day", "value": day(row.first_day)},
            {"key": "Last day", "value": day(row.last_day)},
            {"key": "Hours", "value": number(row.hours)},
            {"key": "Asked for", "value": f"{row.requested_by}, {moment(timezone.localtime(row.requested_at))}",
             "hint": row.note},
        ]  # fmt: skip
        if row.hours_given_back:
            facts.append({"key": "Given back for sickness", "value": f"{number(row.hours_given_back)} hours"})
        if row.decided_at is not None:
            when = moment(timezone.localtime(row.decided_at))
            who = f"{row.decided_by} for {row.decided_for}" if row.decided_for else row.decided_by
            facts.append({"key": row.state_label, "value": f"{who}, {when}", "hint": row.decision_note})
        return facts


class ApproveLeave(_OneBooking, PartnerActionView):
    """Approve it."""

    permission = "leave.approve"
    success_message = "The leave is approved."

    def perform(self) -> str:
        leave.approve(booking=self.row.booking, by=self.user, at=timezone.now())
        return self.next or self.address()

    def back(self) -> str:
        return self.address()


class _EndLeave(_OneBooking, PartnerFormView):
    """End a booking with words."""

    permission = "leave.approve"
    template_name = "partners/form_page.html"
    form_class = DecisionNoteForm
    title, lead = "", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it is about."""
        days = f"{self.row.name}, {day(self.row.first_day)} to {day(self.row.last_day)}"
        return super().get_context_data(
            title=self.title, lead=f"{days}. {self.lead}", submit=self.title, kind="warning",
            cancel_href=self.address(), breadcrumbs=self.trail(self.title), **kwargs,
        )  # fmt: skip


class RefuseLeave(_EndLeave):
    """Refuse it."""

    title, lead = "Refuse this leave", "The person reads why."
    success_message = "The leave is refused."

    def perform(self, form: Form) -> str:
        leave.refuse(booking=self.row.booking, note=form.cleaned_data["note"], by=self.user, at=timezone.now())
        return self.address()


class CancelLeave(_EndLeave):
    """Cancel it."""

    title, lead = "Cancel this leave", "Its hours are there again."
    success_message = "The leave is cancelled."

    def perform(self, form: Form) -> str:
        leave.cancel(booking=self.row.booking, note=form.cleaned_data["note"], by=self.user, at=timezone.now())
        return self.address()


class BookLeave(PeopleView, PartnerFormView):
    """Ask for leave for somebody; somebody else approves it."""

    permission = "absence.edit"
    template_name = "hr/leave_ask.html"
    form_class = LeaveForm
    success_message = "The leave waits for somebody else’s approval."

    def load(self) -> None:
        """Find the person and the job."""
        self.person: Person = find(Person.objects, uuid=self.kwargs["person"])
        self.job: Assignment = find(Assignment.objects, uuid=self.kwargs["assignment"], person_id=self.person.pk)

    def address(self) -> str:
        """Return the tab that one came from."""
        return self.url("person_absence", person=self.person.uuid, query=self.kept)

    def perform(self, form: Form) -> str:
        leave.request(assignment=self.job.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.address()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is left beside the form."""
        name = self.person.display_name
        return super().get_context_data(
            title=f"Ask for leave for {name}", caption=f"Job {self.job.number}, {self.job.title}",
            leave=leave_shown(self.job, balance(self.job, on=timezone.localdate())), cancel_href=self.address(),
            breadcrumbs=person_crumbs(self, person=self.person.uuid, name=name, here="Ask for leave"), **kwargs,
        )  # fmt: skip
