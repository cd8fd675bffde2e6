"""Sick pay that goes down: who, when, what was sent; the partner’s HR manager confirms it or puts it off."""

from datetime import date
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.base import ReasonForm
from hr.forms.family_leave import ExtendForm
from hr.models import AbsenceRecord, StepDownNotice
from hr.operations import sick_notices, step_downs
from hr.queries.sick_pay import Step, open_forecasts, rate_words
from hr.views.base import PeopleView, find
from hr.views.change import ChangeView
from sharedservices.common.formatting import day

HEADINGS = [{"label": one} for one in ("Who", "Goes down to", "On", "Notice", "Decision", "What can be done")]


class StepDowns(PeopleView, TemplateView):
    """The step-downs of open sickness, the next first."""

    permission = "absence.view"
    template_name = "hr/step_downs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show every step that lies ahead or waits."""
        found = [(one.record, step) for one in open_forecasts(partner_id=self.partner.pk) for step in one.steps]
        today = timezone.localdate()
        shown = [(record, step) for record, step in found if not _is_done(step, today)]
        shown.sort(key=lambda pair: (pair[1].takes_effect_on or pair[1].step.on, pair[0].pk))
        rows = AbsenceRecord.objects.of(self.partner.pk).select_related("person", "assignment")
        known = rows.in_bulk([record.pk for record, _step in shown])
        return super().get_context_data(
            headings=HEADINGS,
            rows=[self._cells(known[record.pk], step) for record, step in shown],
            why_not=self.lacking("stepdown.decide"),
            breadcrumbs=self.crumbs(("Absence", self.url("absences")), ("Sick pay that goes down", "")),
            **kwargs,
        )

    def _cells(self, record: AbsenceRecord, step: Step) -> list[dict[str, Any]]:
        person = record.person
        effect = step.takes_effect_on or step.step.on
        cells: list[dict[str, Any]] = [
            {
                "text": person.display_name, "is_header": True, "hint": record.assignment.number,
                "href": self.url("person_absence", person=person.uuid),
            },
            {"text": rate_words(step.step.to)},
            {"text": day(effect), "is_nowrap": True},
            {"text": notice_words(step)},
            {"text": decision_words(step)},
        ]  # fmt: skip
        return [*cells, self._act(record, step)]

    def _act(self, record: AbsenceRecord, step: Step) -> dict[str, Any]:
        if not self.may("stepdown.decide") or step.notice is None:
            return {"text": ""}
        ids = {"person": record.person.uuid, "notice": step.notice.uuid}
        if step.may_be_sent_again:
            href = self.url("step_down_send_again", **ids)
            return {"text": "Send the notice again", "href": href, "context": f"to {record.person.display_name}"}
        if step.first_sent_on is None:
            return {"text": ""}
        name = "step_down_extend" if step.is_confirmed else "step_down"
        words = "Put it off" if step.is_confirmed else "Decide"
        return {"text": words, "href": self.url(name, **ids), "context": f"about {record.person.display_name}"}


def _is_done(step: Step, on: date) -> bool:
    effect = step.takes_effect_on
    return step.is_confirmed and effect is not None and effect <= on


def notice_words(step: Step) -> str:
    """Say which notices have left for the person, or what became of them."""
    if step.first_sent_on is None:
        return f"Not sent: {step.unsent}" if step.unsent else f"Due on {day(step.step.first_notice_on)}"
    words = f"Sent on {day(step.first_sent_on)}"
    if step.second_sent_on is not None:
        return f"{words} and {day(step.second_sent_on)}"
    return f"{words}. Reminder not sent: {step.unsent}" if step.unsent else words


def decision_words(step: Step) -> str:
    """Say what was decided about a step-down."""
    put_off = step.told.extended_to
    words = f"Put off to {day(put_off)}. " if put_off else ""
    if step.is_confirmed:
        return f"{words}Confirmed on {day(step.told.confirmed_on)}"
    return f"{words}Not confirmed: pay is not reduced"


class _Decision(ChangeView):
    permission = "stepdown.decide"
    tab = "person_absence"
    notice: StepDownNotice

    def load_owner(self) -> None:
        """Find the notice: it is the person's."""
        rows = StepDownNotice.objects.select_related("absence")
        self.notice = find(rows, uuid=self.kwargs["notice"], person_id=self.person.pk)

    def back(self) -> str:
        """Return the list of step-downs."""
        return self.url("step_downs")

    @property
    def step(self) -> Step | None:
        """Return the step as it is forecast now."""
        found = [step for one in open_forecasts(partner_id=self.partner.pk) for step in one.steps]
        return next((one for one in found if one.notice and one.notice.pk == self.notice.pk), None)

    def before(self, on: date) -> dict[str, str]:
        """Say what is forecast and decided."""
        step = self.step
        shown = {"Goes down to": rate_words(self.notice.to_rate), "Forecast for": str(day(self.notice.step_on))}
        shown["Notice"] = notice_words(step) if step else "The forecast has changed"
        return shown | {"Decision": decision_words(step) if step else "The forecast has changed"}

    def starts(self, form: Form) -> date | None:
        """Have no single day: the review says from when."""
        return None

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Have nothing to add."""
        return []


class ConfirmStepDown(_Decision):
    """Confirm that pay goes down."""

    form_class = ReasonForm
    title, done = "Sick pay goes down", "The step-down is confirmed, and the person is told."
    confirm = "Confirm the step-down"
    consequences = (
        "Pay goes down on the forecast day, four weeks after the notice at the earliest, and not before today.",
        "Nothing reaches back: days before today keep their rate.",
    )

    def after(self, form: Form) -> dict[str, str]:
        """Show from when."""
        step, today = self.step, timezone.localdate()
        effect = step.told._replace(confirmed_on=today).begins(step.step.on) if step else None
        return {"Decision": f"Confirmed: {rate_words(self.notice.to_rate).lower()} from {day(effect)}"}

    def operate(self, form: Form) -> None:
        """Confirm it."""
        step_downs.confirm(notice=self.notice.uuid, **self.stamp(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to put it off instead."""
        href = self.url("step_down_extend", person=self.person.uuid, notice=self.notice.uuid)
        return super().get_context_data(other={"href": href, "label": "Put it off instead"}, **kwargs)


class ExtendStepDown(_Decision):
    """Put a step-down off."""

    form_class = ExtendForm
    title, done = "Put the step-down off", "The earlier rate goes on, and the person is told."
    confirm = "Put it off"
    consequences = ("After that day pay goes down only when that is confirmed.",)

    def after(self, form: Form) -> dict[str, str]:
        """Show to when."""
        return {"Decision": f"The earlier rate goes on to {day(form.cleaned_data['extended_to'])}"}

    def operate(self, form: Form) -> None:
        """Put it off."""
        until = form.cleaned_data["extended_to"]
        step_downs.extend(notice=self.notice.uuid, extended_to=until, **self.stamp(form))


class SendNoticeAgain(_Decision):
    """Send a notice again that could not be sent or came back."""

    form_class = ReasonForm
    title, done = "Send the notice again", "The notice is on its way again."
    confirm = "Send it again"
    consequences = (
        "It goes by e-mail where an address is recorded, otherwise as a letter to where they live.",
        "Pay goes down four weeks after it has left, at the earliest.",
    )

    def after(self, form: Form) -> dict[str, str]:
        """Say how it goes."""
        return {"Notice": "By e-mail" if self.notice.person.email else "By letter"}

    def operate(self, form: Form) -> None:
        """Send it."""
        sick_notices.send_again(notice=self.notice.uuid, **self.stamp(form))
