"""Hours over all jobs of a person, and their agreement to longer hours (domain HR-03): for HR, and in self-service."""

from datetime import date
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.working_time import last_day_of_agreement, limits
from hr.forms.opt_outs import NoticeForm, OptOutForm, OwnNoticeForm
from hr.models import Person, WorkingTimeOptOut
from hr.operations import documents, opt_outs
from hr.operations.opt_outs import Signed
from hr.queries import working_time as found
from hr.queries.days import last_day
from hr.queries.rosters import hours_worked_weekly
from hr.views.base import find
from hr.views.my_details import MyDetailsView
from hr.views.my_own_time import OwnTimeForm
from hr.views.right_to_work import OnPerson
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import day, number

TITLE = "Working time"
HEADINGS = [{"label": one} for one in ("Signed on", "Holds until", "Notice", "State", "Action")]


def state_words(row: WorkingTimeOptOut, on: date) -> str:
    """Say where an agreement stands on a day."""
    end = last_day(row.valid)
    if end is not None and end < on:
        return "Ended"
    return f"Notice given on {day(row.withdrawn_on)}" if row.withdrawn_on else "Holds"


def hours_shown(who: Person, on: date) -> list[dict[str, str]]:
    """Return the hours a week over all jobs as lines of a summary, with what they mean."""
    ids: dict[str, Any] = {"partner_id": who.partner_id, "person_id": who.pk, "on": on}
    hours = found.other_hours(**ids)
    said = found.standing(**ids, hours=hours).words
    most = limits(on=on)
    hint = said[:1].upper() + said[1:] if said else f"Within {number(most.warn)} on average"
    lines = [{"key": "Contract hours a week over all jobs here", "value": number(hours), "hint": hint}]
    worked = hours_worked_weekly(**ids)
    if worked is None:
        return lines
    said = found.standing(**ids, hours=worked.hours).words
    hint = f"{worked.words}. {said[:1].upper() + said[1:] if said else f'Within {number(most.warn)} on average'}"
    return [*lines, {"key": "Hours a week worked over all jobs here", "value": number(worked.hours), "hint": hint}]


def may_end(row: WorkingTimeOptOut, on: date) -> bool:
    """Tell whether notice of an agreement can still be given."""
    return row.withdrawn_on is None and on in row.valid


class PersonWorkingTime(OnPerson, TemplateView):
    """Hours over all jobs of a person, and every agreement to longer hours."""

    permission = "people.view"
    template_name = "hr/working_time_person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show both."""
        today, who = timezone.localdate(), self.person
        rows = found.opt_outs(partner_id=who.partner_id, person_id=who.pk)
        may, holds = self.may("people.edit"), any(today in one.valid for one in rows)
        add = {"label": "Record an agreement to longer hours", "href": self.url("opt_out_record", person=who.uuid)}
        return super().get_context_data(
            title=f"{TITLE}: {who.display_name}", facts=hours_shown(who, today), headings=HEADINGS,
            rows=[self._cells(one, today) for one in rows], actions=[add] if may and not holds else [],
            breadcrumbs=self.here(TITLE), **kwargs,
        )  # fmt: skip

    def _cells(self, row: WorkingTimeOptOut, today: date) -> list[dict[str, Any]]:
        ids: dict[str, Any] = {"person": self.person.uuid}
        paper = self.url("document", **ids, document=row.document.uuid) if self.may("documents.view") else ""
        end = last_day(row.valid)
        may = self.may("people.edit") and may_end(row, today)
        end_href = self.url("opt_out_end", **ids, opt_out=row.uuid) if may else ""
        return [
            {"text": day(row.valid.lower), "is_header": True, "href": paper, "hint": f"Recorded by {row.recorded_by}"},
            {"text": day(end) if end else "Until notice"},
            {"text": f"{row.notice_days} days"},
            {"text": state_words(row, today)},
            {"text": "Record a notice" if may else "", "href": end_href},
        ]


class RecordOptOut(OnPerson, PartnerFormView):
    """Record an agreement with its paper."""

    permission = "people.edit"
    template_name = "hr/starter_form.html"
    form_class = OptOutForm
    success_message = "The agreement is recorded. The person sees it, and may end it by notice."

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        copy = documents.read_upload(given.pop("file"))
        opt_outs.record(person=self.person.uuid, signed=Signed(**given), copy=copy, by=self.user, at=now())
        return self.url("person_working_time", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        most = limits(on=timezone.localdate())
        return super().get_context_data(
            title=f"Agreement to longer hours: {self.person.display_name}", submit="Record the agreement",
            lead=(
                f"In writing, of their own free will, for more than {number(most.warn)} hours a week on average. "
                "Nobody is treated worse for not signing."
            ),
            is_upload=True, cancel_href=self.url("person_working_time", person=self.person.uuid),
            breadcrumbs=self.here("Agreement to longer hours"), **kwargs,
        )  # fmt: skip


class EndOptOut(OnPerson, PartnerFormView):
    """Record that the person gave notice in a letter."""

    permission = "people.edit"
    template_name = "partners/form_page.html"
    form_class = NoticeForm
    success_message = "The notice is recorded."
    row: WorkingTimeOptOut

    def load(self) -> None:
        """Find the agreement of the person."""
        super().load()
        self.row = find(WorkingTimeOptOut.objects.filter(person=self.person), uuid=self.kwargs["opt_out"])

    def perform(self, form: Form) -> str:
        """Record it."""
        opt_outs.withdraw(opt_out=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("person_working_time", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=f"Notice of longer hours: {self.person.display_name}", submit="Record the notice",
            lead=f"The agreement of {day(self.row.valid.lower)} ends {self.row.notice_days} days after the notice.",
            cancel_href=self.url("person_working_time", person=self.person.uuid),
            breadcrumbs=self.here("Notice of longer hours"), **kwargs,
        )  # fmt: skip


class MyWorkingTime(MyDetailsView, TemplateView):
    """My hours over all jobs here, and my agreement to longer hours, which I may end."""

    template_name = "hr/me_working_time.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each record."""
        today, may = timezone.localdate(), self.may("me.time") and not self.access.is_read_only
        shown = []
        for who in self.people():
            rows = found.opt_outs(partner_id=who.partner_id, person_id=who.pk)
            shown.append(
                {"facts": hours_shown(who, today), "agreements": [self._shown(one, today, may) for one in rows]}
            )
        return super().get_context_data(
            tabs=self.tabs("my_working_time"), records=shown, warn=number(limits(on=today).warn), **kwargs
        )

    def _shown(self, row: WorkingTimeOptOut, today: date, may: bool) -> dict[str, Any]:
        end = last_day(row.valid)
        return {
            "title": f"Signed on {day(row.valid.lower)}",
            "state": state_words(row, today),
            "until": f"It holds until {day(end)}." if end else f"It ends {row.notice_days} days after your notice.",
            "paper_href": self.url("my_document", document=row.document.uuid),
            "end_href": self.url("my_opt_out_end", opt_out=row.uuid) if may and may_end(row, today) else "",
        }


class EndMyOptOut(OwnTimeForm):
    """Give notice of my agreement."""

    form_class = OwnNoticeForm
    title, submit = "End my agreement to longer hours", "Give notice"
    success_message = "You have given notice. HR looks at your hours before your agreement ends."
    list_name, list_label = "my_working_time", "My working time"
    row: WorkingTimeOptOut

    def load(self) -> None:
        """Find one’s own agreement."""
        rows = WorkingTimeOptOut.objects.filter(person_id__in=self.access.person_ids)
        self.row = find(rows, uuid=self.kwargs["opt_out"])

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say when it ends."""
        today = timezone.localdate()
        ends = last_day_of_agreement(given_on=today, notice_days=self.row.notice_days)
        most = limits(on=today)
        return (
            f"With notice today your agreement ends after {day(ends)}. From then on you need not work more than "
            f"{number(most.warn)} hours a week on average. You need no reason, and nobody may treat you worse for it."
        )

    def operate(self, form: Form) -> None:
        """Give notice."""
        opt_outs.withdraw(opt_out=self.row.uuid, given_on=timezone.localdate(), by=self.user, at=now())
