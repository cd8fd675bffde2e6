"""Subject access requests: the list with its deadlines, the page of a request, and its steps."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from partners import holdings
from partners.forms_privacy import (
    AnswerForm,
    AskForm,
    LongReasonForm,
    NothingForm,
    SarFilter,
    SarForm,
    SearchForm,
)
from partners.models import SarCase
from partners.operations import sar as operations
from partners.operations import sar_files
from partners.queries import sar as found
from partners.states import SAR, UNANSWERED, SarState
from partners.views.base import now
from partners.views.lists import PartnerList
from partners.views.privacy import PrivacyForm, PrivacyView
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, moment
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

STEPS = (
    ("ask_identity", "Ask for proof of identity", "identity"),
    ("verify", "Identity verified", "verify"),
    ("ask_clarification", "Ask what they want", "clarification"),
    ("clarify", "Clarification received", "clarified"),
    ("collect", "Collect everything held", "collect"),
    ("review", "Review what was collected", "review"),
    ("release", "Answer the request", "release"),
    ("refuse", "Refuse", "refuse"),
    ("withdraw", "Withdrawn by the person", "withdraw"),
)


class RequestsTable(Table):
    """Access requests."""

    caption, nouns, filename = "Access requests", ("request", "requests"), "access-requests"
    filter_form, default_sort = SarFilter, "due_on"
    empty = EmptyState("There are no access requests", "Record one on the day on which it comes, in whatever form.")
    columns = (
        Column("name", "Person", header=True, href=lambda row: f"{row.case}/", sort="name"),
        Column("number", "Number", kind=Kind.NUMBER, sort="number"),
        Column("state_words", "State", kind=Kind.STATUS, sort="state_words"),
        Column("received_on", "Received", kind=Kind.DATE, sort="received_on"),
        Column("due_on", "Answer due", kind=Kind.DATE, sort="due_on", hint=lambda row: row.due_words),
    )


class Requests(PartnerList, PrivacyView, TemplateView):  # type: ignore[misc]
    """The list."""

    permission = "privacy.manage"
    template_name = "privacy/requests.html"
    table_class = RequestsTable
    audited_as = "partners_sarcase"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the requests that the filter leaves."""
        return found.rows(partner_id=self.partner.pk, filters=filters, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        actions = [{"label": "Record a request", "href": self.url("requests/new/")}]
        return super().get_context_data(
            actions=actions, tabs=self.tabs("requests/"), breadcrumbs=self.trail(("Access requests", "")), **kwargs
        )


class NewRequest(PrivacyForm):
    """Record a request."""

    permission = "privacy.manage"
    form_class = SarForm
    title, submit = "Record an access request", "Record it"
    lead = "The clock starts on the day on which it was received, by whomever and in whatever form."

    def back(self) -> str:
        """Return to the list."""
        return self.url("requests/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return (("Access requests", self.url("requests/")),)

    def perform(self, form: Form) -> str:
        """Record it."""
        given = form.cleaned_data
        row = operations.receive(
            partner_id=self.partner.pk, person_id=self.person(given["person"]), received_on=given["received_on"],
            scope=given["scope"], by=self.user, at=now(),
        )  # fmt: skip
        return self.url(f"requests/{row.uuid}/")


class RequestView(PrivacyView):
    """A page about one request."""

    permission = "privacy.manage"
    case: SarCase

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope, or the user is kept out of what it is about."""
        try:
            self.case = found.one(self.kwargs["sar_case"])
        except SarCase.DoesNotExist:
            raise Http404 from None
        if operations.is_kept_out(self.case, self.user):
            raise Http404

    @property
    def name(self) -> str:
        """Return whose request it is."""
        pk = self.case.person_id
        return holdings.name_people(partner_id=self.partner.pk, ids=[pk]).get(pk, f"Person {pk}")

    def back(self) -> str:
        """Return to the request."""
        return self.url(f"requests/{self.case.uuid}/")

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the pages above."""
        return (("Access requests", self.url("requests/")), (str(self.case), self.back()))


class RequestPage(RequestView, TemplateView):
    """One request: the clock, what comes next, what has happened, the answer."""

    template_name = "privacy/request.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        case, today = self.case, timezone.localdate()
        is_open = case.state in UNANSWERED
        last = found.due(case, on=today) if is_open else case.due_on
        return super().get_context_data(
            case=case, name=self.name, state_words=case.get_state_display(), facts=self._facts(last),
            days_left=(last - today).days if is_open else None, is_late=is_open and last < today,
            steps=self._steps(is_open=is_open), events=found.events(case), files=self._files(),
            breadcrumbs=self.trail(("Access requests", self.url("requests/")), (str(case), "")), **kwargs,
        )  # fmt: skip

    def _facts(self, last: Any) -> list[dict[str, str]]:
        case = self.case
        facts = [
            {"key": "Received", "value": day(case.received_on)},
            {"key": "Answer due", "value": day(last), "hint": case.complex_reason},
            {"key": "Asked for", "value": case.scope or "Everything"},
            {"key": "Not searched", "value": case.exclusions or "Everything was searched"},
        ]
        for one in found.pauses(case):
            until = f"to {day(one.ended_on)}" if one.ended_on else "the clock stands"
            facts.append({"key": one.get_kind_display(), "value": f"Asked on {day(one.started_on)}, {until}"})
        return facts

    def _steps(self, *, is_open: bool) -> list[dict[str, str]]:
        allowed = allowed_actions(SAR, self.case.state, self.access.permissions)
        steps = []
        has_documents = self.case.state in {SarState.COLLECTED, SarState.REVIEWED, SarState.RELEASED}
        if self.may("privacy.approve") and has_documents:
            steps.append({"label": "Documents", "href": f"{self.back()}documents/", "why_not": ""})
        for action, label, path in STEPS:
            if action not in allowed:
                continue
            own = action == "review" and self.case.collected_human == self.user.human_id
            why = "You collected it: somebody else reviews it." if own else ""
            words = "Collect again" if action == "collect" and self.case.state == SarState.COLLECTED else label
            steps.append({"label": words, "href": f"{self.back()}{path}/", "why_not": why})
        if is_open:
            if not self.case.is_complex:
                steps.append({"label": "Extend by two months", "href": f"{self.back()}extend/", "why_not": ""})
            steps.append({"label": "Describe the search", "href": f"{self.back()}search/", "why_not": ""})
        return steps

    def _files(self) -> list[dict[str, str]]:
        at, kept = now(), found.files(self.case)
        is_open = bool(kept) and all(one.body and one.expires_at > at for one in kept)
        whole = {"label": "All of it with the documents (ZIP)", "href": f"{self.back()}answer.zip", "hint": ""}
        return [whole] * is_open + [
            {
                "label": one.get_kind_display(),
                "href": f"{self.back()}answer.{one.kind.lower()}" if one.body and one.expires_at > at else "",
                "hint": f"Open until {moment(one.expires_at)}. SHA-256 {_in_groups(one.sha256)}",
            }
            for one in kept
        ]


def _in_groups(digest: str) -> str:
    """Return a hash in groups of eight, so that it breaks on a narrow screen and can be read out."""
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))


class RequestStep(RequestView, PrivacyForm):
    """A form on a request that makes one operation call."""

    @abstractmethod
    def operate(self, form: Form) -> str | None:
        """Call the operation; return where to go when that is not the request."""

    def perform(self, form: Form) -> str:
        """Call it, and go back to the request."""
        return self.operate(form) or self.back()

    def given(self, form: Form) -> dict[str, Any]:
        """Return what every step is called with."""
        return {"case": self.case.uuid, "by": self.user, "at": now(), **form.cleaned_data}


class AskIdentity(RequestStep):
    """Ask for proof of identity."""

    form_class = AskForm
    title = "Ask for proof of identity"
    lead = "Only when it is reasonable to doubt. The clock stands until you have it."

    def operate(self, form: Form) -> None:
        """Ask."""
        operations.ask_identity(**self.given(form))


class Verify(RequestStep):
    """Identity is verified."""

    form_class = AnswerForm
    title = "Identity verified"
    lead = "For example, known in person, or signed in to self-service with a second factor."

    def operate(self, form: Form) -> None:
        """Record it."""
        operations.verify(**self.given(form))


class AskClarification(RequestStep):
    """Ask what the person wants."""

    form_class = AskForm
    title = "Ask what they want"
    lead = "Only when a lot is held and the request is unclear. The clock stands until the answer."

    def operate(self, form: Form) -> None:
        """Ask."""
        operations.ask_clarification(**self.given(form))


class Clarified(RequestStep):
    """The clarification came."""

    form_class = AnswerForm
    title = "Clarification received"

    def operate(self, form: Form) -> None:
        """Record it."""
        operations.clarify(**self.given(form))


class Extend(RequestStep):
    """Take two months more."""

    form_class = LongReasonForm
    title, submit = "Extend by two months", "Extend"
    lead = "Only when the request is complex. Tell the person why, within the first month."

    def operate(self, form: Form) -> None:
        """Extend it."""
        operations.extend(**self.given(form))


class DescribeSearch(RequestStep):
    """What was not searched."""

    form_class = SearchForm
    title = "Describe the search"

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {"exclusions": self.case.exclusions}

    def operate(self, form: Form) -> None:
        """Record it."""
        operations.describe_search(**self.given(form))


class Collect(RequestStep):
    """Collect everything."""

    form_class = NothingForm
    title, submit = "Collect everything held", "Collect"
    lead = "Every module is read for this person, here and nowhere else. Decisions of an earlier review are void."

    def operate(self, form: Form) -> None:
        """Collect it."""
        sar_files.collect(**self.given(form))


class Release(RequestStep):
    """Answer it."""

    permission = "privacy.approve"
    form_class = NothingForm
    title, submit = "Answer the request", "Make the answer"
    lead = "The answer is made to read (PDF) and for machines (JSON), and can be downloaded for thirty days."

    def operate(self, form: Form) -> None:
        """Release it."""
        sar_files.release(**self.given(form))


class Refuse(RequestStep):
    """Refuse it."""

    permission = "privacy.approve"
    form_class = LongReasonForm
    title, submit = "Refuse", "Refuse"
    lead = "Only when it is manifestly unfounded or excessive. The person is told why and how to complain."

    def operate(self, form: Form) -> None:
        """Refuse it."""
        operations.refuse(**self.given(form))


class Withdraw(RequestStep):
    """It was withdrawn."""

    form_class = LongReasonForm
    title, submit = "Withdrawn by the person", "Close the request"

    def operate(self, form: Form) -> None:
        """Close it."""
        operations.withdraw(**self.given(form))
