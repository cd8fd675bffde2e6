"""The breach log: the list with the 72 hours, a page each, and the steps."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.views.generic import TemplateView

from partners.forms_rights import (
    AssessForm,
    BreachDecisionForm,
    BreachFilter,
    BreachForm,
    ContainForm,
    LessonsForm,
    NotifiedForm,
    ToldForm,
)
from partners.models import Breach
from partners.operations import breaches
from partners.operations.breaches import Found
from partners.queries import breaches as found
from partners.states import BREACH, BreachState
from partners.views.base import now
from partners.views.lists import PartnerList
from partners.views.privacy import PrivacyForm, PrivacyView
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE, HERE = "Breaches", "breaches/"
STEPS = (
    ("contain", "Record what was done to stop it"), ("assess", "Put the risk right"),
    ("notify", "Information Commissioner told"), ("told", "People told"),
)  # fmt: skip


class BreachesTable(Table):
    """Breaches of personal data."""

    caption, nouns, filename = "Breaches of personal data", ("breach", "breaches"), "breaches"
    filter_form, default_sort = BreachFilter, "-aware_at"
    empty = EmptyState("No breach is recorded", "Record each, also those that need not be told to anybody.")
    columns = (
        Column("title", "What", header=True, href=lambda row: f"{row.breach}/", sort="title"),
        Column("number", "Number", kind=Kind.NUMBER, sort="number"),
        Column("severity", "Risk", sort="severity"),
        Column("state_words", "State", kind=Kind.STATUS, sort="state_words", hint=lambda row: row.decision),
        Column("aware_at", "Aware since", kind=Kind.MOMENT, sort="aware_at"),
        Column("due_at", "72 hours end", kind=Kind.MOMENT, sort="due_at", hint=lambda row: row.clock),
        Column("standing", "Clock", kind=Kind.STATUS, sort="standing"),
        Column("n_people", "People", kind=Kind.NUMBER, sort="n_people"),
    )


class BreachList(PartnerList, PrivacyView, TemplateView):  # type: ignore[misc]
    """The log."""

    permission = "privacy.manage"
    template_name = "privacy/rights.html"
    table_class = BreachesTable
    audited_as = "partners_breach"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return what the filter leaves."""
        return found.rows(partner_id=self.partner.pk, filters=filters, at=now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        actions = [{"label": "Record a breach", "href": self.url(f"{HERE}new/")}]
        return super().get_context_data(
            title=TITLE, actions=actions, tabs=self.tabs(HERE), breadcrumbs=self.trail((TITLE, "")), **kwargs,
            lead="The Information Commissioner is told within 72 hours, unless a risk to people is unlikely."
            " The reasons are kept either way.",
        )  # fmt: skip


class NewBreach(PrivacyForm):
    """Record one."""

    permission = "privacy.manage"
    form_class = BreachForm
    title, submit = "Record a breach", "Record it"
    lead = "Record what you know now; the rest may follow. The clock of 72 hours starts when we became aware."

    def back(self) -> str:
        """Return to the list."""
        return self.url(HERE)

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return ((TITLE, self.url(HERE)),)

    def perform(self, form: Form) -> str:
        """Record it."""
        row = breaches.record(partner_id=self.partner.pk, new=Found(**form.cleaned_data), by=self.user, at=now())
        return self.url(f"{HERE}{row.uuid}/")


class BreachView(PrivacyView):
    """A page about one breach."""

    permission = "privacy.manage"
    row: Breach

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.one(self.kwargs["breach"])
        except Breach.DoesNotExist:
            raise Http404 from None

    def back(self) -> str:
        """Return to the breach."""
        return self.url(f"{HERE}{self.row.uuid}/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the pages above."""
        return ((TITLE, self.url(HERE)), (str(self.row), self.back()))


class BreachPage(BreachView, TemplateView):
    """One breach: the clock, what is known, what comes next, what has happened."""

    template_name = "privacy/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        row = self.row
        hours = found.hours_left(row, at=now())
        late = "It is late: 72 hours are over. Decide, tell the Information Commissioner, and say why it took longer."
        return super().get_context_data(
            heading=row.title, case=row, state_words=row.get_state_display(), facts=self._facts(),
            late=late if hours is not None and hours < 0 else "", left=found.clock_words(hours),
            steps=self._steps(), events=found.events(row), files=[],
            breadcrumbs=self.trail((TITLE, self.url(HERE)), (str(row), "")), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, str]]:
        row = self.row
        told = f"{row.n_told:,}, on {moment(row.people_told_at)}" if row.people_told_at else "Not told"
        ico = moment(row.notified_at) if row.notified_at else "Not told"
        return [
            {"key": "What happened", "value": row.what, "hint": moment(row.happened_at) if row.happened_at else ""},
            {"key": "Which data", "value": row.data_kinds},
            {"key": "Risk", "value": str(row.get_severity_display())},
            {"key": "People", "value": "Not known" if row.n_people is None else f"{row.n_people:,}"},
            {"key": "Aware since", "value": moment(row.aware_at), "hint": f"72 hours end {moment(row.due_at)}"},
            {"key": "Stopped by", "value": row.containment or "Nothing recorded"},
            {"key": "Decision", "value": str(row.get_decision_display()) if row.decision else "Not decided",
             "hint": row.decision_reason},
            {"key": "Information Commissioner", "value": ico, "hint": f"{row.ico_reference} {row.late_reason}".strip()},
            {"key": "People told", "value": told, "hint": row.told_how},
            {"key": "Lessons", "value": row.lessons or "None recorded"},
        ]  # fmt: skip

    def _steps(self) -> list[dict[str, str]]:
        base, allowed = self.back(), allowed_actions(BREACH, self.row.state, self.access.permissions)
        steps = list(STEPS) if self.row.state != BreachState.CLOSED else []
        if "decide" in allowed:
            steps.insert(2, ("decide", "Decide whether the Commissioner is told"))
        if "close" in allowed:
            steps.append(("close", "Close it with what was learnt"))
        return [{"label": label, "href": f"{base}{path}/", "why_not": ""} for path, label in steps]


class BreachStep(BreachView, PrivacyForm):
    """A form on a breach that makes one operation call."""

    operation: ClassVar[Callable[..., Breach]]

    def perform(self, form: Form) -> str:
        """Call it, and go back to the breach."""
        type(self).operation(breach=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back()


class Contain(BreachStep):
    """What was done to stop it."""

    form_class, operation = ContainForm, staticmethod(breaches.contain)
    title = "Record what was done to stop it"

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {"containment": self.row.containment}


class Assess(BreachStep):
    """The risk, as is now known."""

    form_class, operation = AssessForm, staticmethod(breaches.assess)
    title = "Put the risk right"

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {"severity": self.row.severity, "n_people": self.row.n_people}


class DecideBreach(BreachStep):
    """Whether the Commissioner is told."""

    permission = "privacy.approve"
    form_class, operation = BreachDecisionForm, staticmethod(breaches.decide)
    title = "Decide whether the Commissioner is told"
    lead = "Unless a risk to people is unlikely, they are told within 72 hours."


class Notified(BreachStep):
    """The Commissioner was told."""

    form_class, operation = NotifiedForm, staticmethod(breaches.notify)
    title = "Information Commissioner told"


class PeopleTold(BreachStep):
    """The people were told."""

    form_class, operation = ToldForm, staticmethod(breaches.tell_people)
    title = "People told"
    lead = "People are told without delay when the risk to them is high."


class CloseBreach(BreachStep):
    """Close it."""

    permission = "privacy.approve"
    form_class, operation = LessonsForm, staticmethod(breaches.close)
    title, submit = "Close it with what was learnt", "Close it"
