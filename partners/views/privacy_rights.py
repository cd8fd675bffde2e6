"""Requests about one’s data and complaints: the list, a page each, and the steps."""

import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from partners import holdings, rights
from partners.audit import audit
from partners.forms_privacy import NothingForm
from partners.forms_rights import OutcomeForm, OwnerForm, RightsFilter, RightsForm, SaidForm, WhyForm
from partners.models import AuditAction, RightsCase
from partners.operations import rights as operations
from partners.operations.rights import Asked
from partners.queries import deciders
from partners.queries import rights as found
from partners.queries.changes import Reader
from partners.states import RIGHTS, UNSETTLED, RightsState
from partners.views.base import now
from partners.views.lists import PartnerList
from partners.views.privacy import PrivacyForm, PrivacyView
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, moment
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE, HERE = "Rights and complaints", "rights/"
STEPS = (
    ("acknowledge", "Acknowledge it", "acknowledge"),
    ("uphold", "Done as asked", "uphold"),
    ("uphold_partly", "Done in part", "in-part"),
    ("refuse", "Refuse", "refuse"),
    ("withdraw", "Withdrawn by the person", "withdraw"),
)


class RightsTable(Table):
    """Requests about one’s data, and complaints."""

    caption, nouns, filename = TITLE, ("request", "requests"), "rights"
    filter_form, default_sort = RightsFilter, "due_on"
    empty = EmptyState("Nobody has asked", "Record a request on the day on which it comes, in whatever form.")
    columns = (
        Column("name", "Person", header=True, href=lambda row: f"{row.case}/", sort="name"),
        Column("kind", "What is asked", sort="kind", hint=lambda row: row.area),
        Column("number", "Number", kind=Kind.NUMBER, sort="number"),
        Column("state_words", "State", kind=Kind.STATUS, sort="state_words", hint=lambda row: row.restricted),
        Column("received_on", "Received", kind=Kind.DATE, sort="received_on"),
        Column("due_on", "Next due", kind=Kind.DATE, sort="due_on", hint=lambda row: row.due_words),
        Column("owner", "Owner", sort="owner"),
    )


class RightsList(PartnerList, PrivacyView, TemplateView):  # type: ignore[misc]
    """The list."""

    permission = "privacy.manage"
    template_name = "privacy/rights.html"
    table_class = RightsTable
    audited_as = "partners_rightscase"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the requests that the filter leaves."""
        return found.rows(partner_id=self.partner.pk, filters=filters, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        actions = [{"label": "Record a request", "href": self.url(f"{HERE}new/")}]
        return super().get_context_data(
            title=TITLE, actions=actions, tabs=self.tabs(HERE), breadcrumbs=self.trail((TITLE, "")), **kwargs,
            lead="To put right, restrict, object, take along, or complain. A complaint is acknowledged within 30 days;"
            " the answer is due within a month.",
        )  # fmt: skip


class NewRight(PrivacyForm):
    """Record one."""

    permission = "privacy.manage"
    form_class = RightsForm
    title, submit = "Record a request or complaint", "Record it"
    lead = "The clock starts on the day on which it came, in whatever form."

    def back(self) -> str:
        """Return to the list."""
        return self.url(HERE)

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return ((TITLE, self.url(HERE)),)

    def perform(self, form: Form) -> str:
        """Record it."""
        given = form.cleaned_data
        row = operations.receive(
            partner_id=self.partner.pk, person_id=self.person(given["person"]), received_on=given["received_on"],
            asked=Asked(kind=given["kind"], area=given["area"], words=given["words"]), by=self.user, at=now(),
        )  # fmt: skip
        return self.url(f"{HERE}{row.uuid}/")


class RightView(PrivacyView):
    """A page about one request."""

    permission = "privacy.manage"
    case: RightsCase

    def load(self) -> None:
        """Find it. :raises Http404: when it is not in scope, or about somebody of whom the reader may not know."""
        try:
            self.case = found.one(self.kwargs["rights_case"])
        except RightsCase.DoesNotExist:
            raise Http404 from None

    @property
    def name(self) -> str:
        """Return whose request it is."""
        pk = self.case.person_id
        return holdings.name_people(partner_id=self.partner.pk, ids=[pk]).get(pk, f"Person {pk}")

    def back(self) -> str:
        """Return to the request."""
        return self.url(f"{HERE}{self.case.uuid}/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the pages above."""
        return ((TITLE, self.url(HERE)), (str(self.case), self.back()))


class RightPage(RightView, TemplateView):
    """One request: what is asked, the clock, what is restricted, what comes next, what has happened."""

    template_name = "privacy/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        case, today = self.case, timezone.localdate()
        is_open, last = case.state in UNSETTLED, found.next_day(case)
        audit(action=AuditAction.VIEW, object_type="partners_rightscase", object_id=case.pk, label=str(case))
        late = "It is late. Tell the person, and decide as soon as possible." if is_open and last < today else ""
        return super().get_context_data(
            heading=self.name, case=case, state_words=case.get_state_display(), facts=self._facts(), late=late,
            left=f"{(last - today).days} days left" if is_open and not late else "", steps=self._steps(),
            events=found.events(case), files=self._files(), about=self._changes(),
            about_title="Changes that put it right",
            breadcrumbs=self.trail((TITLE, self.url(HERE)), (str(case), "")), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, str]]:
        case = self.case
        facts = [
            {"key": "Asked", "value": str(case.get_kind_display()), "hint": rights.area_label(case.area)},
            {"key": "In their words", "value": case.words or "Nothing more"},
            {"key": "Received", "value": day(case.received_on), "hint": "In self-service" if case.is_own else ""},
            {"key": "Acknowledge by", "value": day(case.acknowledge_by),
             "hint": f"Done on {moment(case.acknowledged_at)}" if case.acknowledged_at else ""},
            {"key": "Answer by", "value": day(case.due_on)},
            {"key": "Owner", "value": str(case.owner or "Nobody yet")},
        ]  # fmt: skip
        if case.paused_at:
            until = f"Lifted on {moment(case.lifted_at)}: {case.lifted_why}" if case.lifted_at else "It stands"
            words = f"Since {moment(case.paused_at)}. Paused: {rights.pause_words(case.paused)}"
            facts.append({"key": "Restricted", "value": words, "hint": until})
        if case.outcome:
            facts.append({"key": "Outcome", "value": case.outcome, "hint": str(case.closed_by or "")})
        return facts

    def _steps(self) -> list[dict[str, str]]:
        case, base = self.case, self.back()
        allowed = allowed_actions(RIGHTS, case.state, self.access.permissions)
        steps = [{"label": label, "href": f"{base}{path}/"} for action, label, path in STEPS if action in allowed]
        if case.state in UNSETTLED:
            steps.append({"label": "Give it to somebody", "href": f"{base}owner/"})
            if case.kind in operations.CAN_RESTRICT and case.paused_at is None:
                steps.append({"label": "Restrict what it is about", "href": f"{base}restrict/"})
        if found.is_restricted(case):
            steps.append({"label": "Lift the restriction", "href": f"{base}lift/"})
        return [{**one, "why_not": ""} for one in steps]

    def _files(self) -> list[dict[str, str]]:
        if self.case.kind != RightsCase.Kind.PORT or self.case.state == RightsState.WITHDRAWN:
            return []
        words = "What they gave themselves, as it is now"
        return [
            {"label": f"For machines ({name})", "href": f"{self.back()}supplied.{name.lower()}", "hint": words}
            for name in ("JSON", "CSV")
        ]

    def _changes(self) -> list[dict[str, str]]:
        if self.case.kind != RightsCase.Kind.RECTIFY:
            return []
        reader = Reader(self.user, self.access.permissions)
        return [
            {"text": f"{one.title}, proposed by {one.made_by}", "state": str(one.get_state_display()).lower(),
             "href": reverse("change", args=[self.partner.code, one.uuid]) if reader.reads(one.kind) else ""}
            for one in found.changes_since(self.case)
        ]  # fmt: skip


class RightStep(RightView, PrivacyForm):
    """A form on a request that makes one operation call."""

    @abstractmethod
    def operate(self, form: Form, given: dict[str, Any]) -> None:
        """Call the operation."""

    def perform(self, form: Form) -> str:
        """Call it, and go back to the request."""
        self.operate(form, {"case": self.case.uuid, "by": self.user, "at": now()})
        return self.back()


class Acknowledge(RightStep):
    """Tell the person that it is here."""

    form_class = NothingForm
    title, submit = "Acknowledge it", "Acknowledge it"
    lead = "The person is told that it is here and by when they hear."

    def operate(self, form: Form, given: dict[str, Any]) -> None:
        """Acknowledge it."""
        operations.acknowledge(**given)


class GiveRight(RightStep):
    """Give it to somebody."""

    form_class = OwnerForm
    title, submit = "Give it to somebody", "Give it"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer who may deal with it."""
        on = timezone.localdate()
        people = deciders.holders(partner_id=self.partner.pk, permission=operations.HANDLE, on=on)
        return {**super().get_form_kwargs(), "people": people}

    def operate(self, form: Form, given: dict[str, Any]) -> None:
        """Give it."""
        operations.assign(owner=form.cleaned_data["owner"], **given)


class Restrict(RightStep):
    """Restrict what it is about."""

    form_class = NothingForm
    title, submit = "Restrict what it is about", "Restrict it"
    lead = "It is marked as contested wherever the record is shown, no list changes it, and nothing of it is erased."

    def operate(self, form: Form, given: dict[str, Any]) -> None:
        """Restrict it."""
        operations.restrict(**given)


class Lift(RightStep):
    """Lift a restriction."""

    permission = "privacy.approve"
    form_class = WhyForm
    title, submit = "Lift the restriction", "Lift it"

    def operate(self, form: Form, given: dict[str, Any]) -> None:
        """Lift it."""
        operations.lift(**form.cleaned_data, **given)


class _Decide(RightStep):
    """Decide about it."""

    permission = "privacy.approve"
    form_class = OutcomeForm
    action: ClassVar[str] = ""
    lead = "The person reads your words, and how to complain."

    def operate(self, form: Form, given: dict[str, Any]) -> None:
        """Decide."""
        operations.decide(action=self.action, **form.cleaned_data, **given)


class Uphold(_Decide):
    """It is done as asked."""

    action, title, submit = "uphold", "Done as asked", "It is done"


class UpholdPartly(_Decide):
    """It is done in part."""

    action, title, submit = "uphold_partly", "Done in part", "It is done in part"


class RefuseRight(_Decide):
    """It is refused."""

    action, title, submit = "refuse", "Refuse what is asked", "Refuse it"


class WithdrawRight(RightStep):
    """The person withdrew it."""

    form_class = SaidForm
    title, submit = "The person has taken it back", "Close it"

    def operate(self, form: Form, given: dict[str, Any]) -> None:
        """Close it."""
        operations.withdraw(**form.cleaned_data, **given)


class Supplied(RightView):
    """What the person gave themselves, for machines."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it, or say why not. :raises Http404: for another kind of file."""
        try:
            content = operations.supply(case=self.case.uuid, by=self.user, at=now())
        except DomainError as error:
            messages.error(request, error.explanation)
            return redirect(self.back())
        return supplied_response(content, self.kwargs["answer_format"], f"request-{self.case.number}")


def supplied_response(content: dict[str, Any], file_format: str, name: str) -> HttpResponse:
    """Return what somebody gave themselves as a file. :raises Http404: for another kind of file."""
    if file_format == "json":
        body, kind = json.dumps(content, ensure_ascii=False, indent=1), "application/json"
    elif file_format == "csv":
        body, kind = found.supplied_csv(content), "text/csv"
    else:
        raise Http404
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response
