"""What I say about my own time, on a phone: I am ill, I am back, my fit note, other days of leave.

Not below me/: these pages use the operations of HR, in a scope that reaches one’s own rows alone (ADR 0017).
"""

from abc import abstractmethod
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.own_time import MyFitNoteForm, MyLeaveForm, MyReturnForm, MySicknessForm, WithdrawLeaveForm
from hr.models import AbsenceRecord, Assignment, LeaveBooking
from hr.operations import documents, own_time
from hr.operations.absences import Report
from hr.operations.own_time import LATEST, LeaveWished, NoteSaid
from hr.queries.days import last_day
from hr.queries.leave import balance
from hr.states import ABSENCE, LeaveState
from hr.views.absence_words import leave_shown, span
from hr.views.base import PeopleView, find
from partners.roles import Role
from partners.views.base import PartnerFormView, now
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, moment, number

TOLD = ("category", "first_day", "last_day", "hours_lost_first", "details", "is_work_related", "is_disability_related",
        "is_pregnancy_related", "is_self_certified")  # fmt: skip
LIVE = (LeaveState.REQUESTED, LeaveState.APPROVED)


def may_cancel(row: LeaveBooking) -> bool:
    """Say whether the person may still give this leave up: it waits, or it is approved and has not begun."""
    is_ahead = row.valid.lower > timezone.localdate()
    return row.state == LeaveState.REQUESTED or (row.state == LeaveState.APPROVED and is_ahead)


class OwnTime(PeopleView):
    """A page about one’s own time: the middleware has narrowed the scope to the user’s own rows."""

    permission = "me.time"
    list_name, list_label = "my_sickness", "My sickness"

    def own_crumbs(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs from the list that one came from."""
        trail = self.crumbs((self.list_label, self.url(self.list_name)), *steps)
        return trail[1:] if self.access.roles == {Role.EMPLOYEE} else trail

    def jobs(self) -> list[Assignment]:
        """Return the jobs that are held now, or were as long ago as sickness may be reported."""
        today = timezone.localdate()
        rows = Assignment.objects.filter(person_id__in=self.access.person_ids, valid__startswith__lte=today)
        recent = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=today - LATEST)
        return list(rows.filter(recent).order_by("number", "id"))


class OwnTimeForm(OwnTime, PartnerFormView):
    """A form about one’s own time. What an operation refuses stands at the field that it is about."""

    template_name = "hr/claim_form.html"
    title, lead, submit, caption, is_upload = "", "", "", "", False

    def perform(self, form: Form) -> str:
        """Call the operation; a rule’s own field may have another name on this form."""
        try:
            self.operate(form)
        except DomainError as error:
            error.field = getattr(form, "targets", {}).get(error.field, error.field)
            raise
        return self.url(self.list_name)

    @abstractmethod
    def operate(self, form: Form) -> None:
        """Call the operation with the cleaned form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, lead=self.lead, submit=self.submit, caption=self.caption, is_upload=self.is_upload,
            cancel_href=self.url(self.list_name), breadcrumbs=self.own_crumbs((self.title, "")), **kwargs,
        )  # fmt: skip


class ReportMySickness(OwnTimeForm):
    """Say that one is ill."""

    form_class = MySicknessForm
    title, submit = "Say that you are ill", "Tell my manager and HR"
    lead = "You certify the first seven days yourself. From the eighth day you need a fit note from a doctor."
    success_message = "It is recorded, and your manager has been told. Get well soon."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer one’s jobs."""
        jobs = [(str(one.uuid), f"{one.title}, {one.number}") for one in self.jobs()]
        return super().get_form_kwargs() | {"jobs": jobs}

    def operate(self, form: Form) -> None:
        """Record it."""
        given = form.cleaned_data
        told = Report(kind=AbsenceRecord.Kind.SICKNESS, **{name: given[name] for name in TOLD})
        chosen = [UUID(one) for one in given["jobs"]]
        own_time.report_sickness(assignments=chosen, told=told, by=self.user, at=now())


class _OwnAbsence(OwnTimeForm):
    row: AbsenceRecord

    def load(self) -> None:
        """Find one’s own absence."""
        rows = AbsenceRecord.objects.filter(person_id__in=self.access.person_ids).select_related("assignment")
        self.row = find(rows, uuid=self.kwargs["own_absence"])

    @property
    def caption(self) -> str:  # type: ignore[override]
        """Say which absence it is."""
        return f"{self.row.get_kind_display()}, {span(self.row.valid)}"


class ReportMyReturn(_OwnAbsence):
    """Say that one is back."""

    form_class = MyReturnForm
    title, submit = "Say that you are back", "I am back"
    lead = "After more than seven days, hand in your fit note first."
    success_message = "Welcome back. Your manager has been told."

    def operate(self, form: Form) -> None:
        """Close it."""
        given = form.cleaned_data
        own_time.report_return(
            absence=self.row.uuid, last_day=given["last_day"], hours_lost_last=given["hours_lost_last"], by=self.user,
            at=now(),
        )  # fmt: skip


class HandInFitNote(_OwnAbsence):
    """Hand in a fit note."""

    form_class = MyFitNoteForm
    title, submit, is_upload = "Hand in a fit note", "Hand it in", True
    lead = "HR sees the note. Your manager sees which days it covers, and nothing else."
    success_message = "Your fit note is handed in."

    def get_initial(self) -> dict[str, Any]:
        """Offer the days of the absence."""
        return {"covers_from": self.row.valid.lower, "covers_to": last_day(self.row.valid)}

    def operate(self, form: Form) -> None:
        """Keep the file, and record what the note says."""
        given = dict(form.cleaned_data)
        file = given.pop("file")
        content = documents.read_upload(file) if file else b""
        own_time.hand_in_fit_note(
            absence=self.row.uuid, said=NoteSaid(**given, content=content), by=self.user, at=now()
        )


class _OwnBooking(OwnTime):
    list_name, list_label = "my_leave", "My leave"
    row: LeaveBooking

    def load(self) -> None:
        """Find one’s own leave."""
        rows = LeaveBooking.objects.filter(person_id__in=self.access.person_ids)
        self.row = find(rows.select_related("assignment", "decided_by"), uuid=self.kwargs["own_booking"])


class MyBooking(_OwnBooking, TemplateView):
    """My own leave: where it stands, and what I may still do."""

    template_name = "hr/my_booking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the days, the decision, and what may be done."""
        row = self.row
        ids: dict[str, Any] = {"own_booking": row.uuid}
        may = may_cancel(row) and not self.access.is_read_only
        words = "Withdraw it" if row.state == LeaveState.REQUESTED else "Cancel this leave"
        actions = [
            {"label": "Ask for other days", "href": self.url("my_booking_change", **ids)},
            {"label": words, "href": self.url("my_booking_withdraw", **ids), "kind": "secondary"},
        ]
        return super().get_context_data(
            row=row, facts=self._facts(), actions=actions if may else [],
            why_not="" if may or row.state not in LIVE else "It has begun: your manager or HR puts it right.",
            breadcrumbs=self.own_crumbs((str(row), "")), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, str]]:
        row = self.row
        facts = [
            {"key": "Job", "value": f"{row.assignment.title}, {row.assignment.number}"},
            {"key": "Days", "value": span(row.valid)},
            {"key": "Hours", "value": number(row.hours)},
            {"key": "Asked for", "value": str(moment(timezone.localtime(row.requested_at))), "hint": row.note},
        ]
        if row.decided_at is not None:
            when = moment(timezone.localtime(row.decided_at))
            facts.append({"key": str(row.get_state_display()), "value": str(when), "hint": row.decision_note})
        return facts


class ChangeMyLeave(_OwnBooking, OwnTimeForm):
    """Ask for other days instead."""

    form_class = MyLeaveForm
    template_name = "hr/leave_ask.html"
    title = "Ask for other days"
    success_message = "You have asked for these days instead. Until they are approved they are not agreed."

    @property
    def caption(self) -> str:  # type: ignore[override]
        """Say which days are given up."""
        return f"Instead of {span(self.row.valid)}"

    def get_initial(self) -> dict[str, Any]:
        """Offer the days that were asked for."""
        return {"first_day": self.row.valid.lower, "last_day": last_day(self.row.valid), "note": self.row.note}

    def operate(self, form: Form) -> None:
        """Give the old days up and ask for the new."""
        own_time.change_leave(booking=self.row.uuid, wished=LeaveWished(**form.cleaned_data), by=self.user, at=now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is left beside the form."""
        job = self.row.assignment
        return super().get_context_data(leave=leave_shown(job, balance(job, on=self.row.valid.lower)), **kwargs)


class WithdrawMyLeave(_OwnBooking, OwnTimeForm):
    """Give leave up."""

    form_class = WithdrawLeaveForm
    title, submit = "Give up this leave", "Give it up"
    success_message = "The leave is cancelled, and its hours are yours again."

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say which days, and who hears of it."""
        told = " Your manager is told." if self.row.state == LeaveState.APPROVED else ""
        return f"{day(self.row.valid.lower)} to {day(last_day(self.row.valid))}.{told}"

    def operate(self, form: Form) -> None:
        """Give it up."""
        own_time.withdraw_leave(booking=self.row.uuid, note=form.cleaned_data["note"], by=self.user, at=now())


def own_actions(view: PeopleView, row: AbsenceRecord) -> list[dict[str, str]]:
    """Return what somebody may do about their own absence: say that they are back, hand in a fit note."""
    if view.access.is_read_only or "me.time" not in view.access.permissions:
        return []
    ids: dict[str, Any] = {"own_absence": row.uuid}
    actions = []
    names = allowed_actions(ABSENCE, row.state)
    if "close" in names:
        actions.append({"label": "I am back", "href": view.url("my_sickness_back", **ids)})
    if names and row.kind != AbsenceRecord.Kind.UNPAID:
        actions.append({"label": "Hand in a fit note", "href": view.url("my_fit_note", **ids)})
    return actions
