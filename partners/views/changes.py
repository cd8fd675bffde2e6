"""Change requests: the inbox, the lists, one request, deciding it, and letting somebody else decide."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.generic import TemplateView

from partners import change_kinds
from partners.change_kinds import Trial
from partners.engine import change_risk
from partners.forms import ChangesFilter, DecisionForm, DelegationForm
from partners.models import ChangeRequest, Delegation
from partners.operations import changes, delegations
from partners.operations.change_trials import compare
from partners.queries import changes as requests
from partners.queries import deciders
from partners.queries.changes import ChangeDocument, ChangeFilter, Reader
from partners.queries.holds import ON_HOLD
from partners.views.base import PartnerActionView, PartnerFormView, PartnerView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

HEADINGS = [{"label": "Fact"}, {"label": "Now"}, {"label": "As proposed"}]
EFFECT_HEADINGS: list[dict[str, Any]] = [
    {"label": "Figure"},
    {"label": "Now", "is_numeric": True},
    {"label": "As proposed", "is_numeric": True},
]


class ChangesView(PartnerView):
    """A page of change requests: they show pay, so no browser or proxy keeps a copy."""

    permission = "changes.follow"

    @property
    def reader(self) -> Reader:
        """Who reads."""
        return Reader(self.user, self.access.permissions)

    @property
    def reads_whole(self) -> bool:
        """Whether this person reads whole requests of any kind; a line manager follows the team’s without pay."""
        return bool(self.reader.kinds)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer without leaving a copy."""
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    @property
    def base(self) -> str:
        """The address of the inbox."""
        return f"/p/{self.partner.code}/changes/"

    def tabs(self, here: str) -> list[dict[str, Any]]:
        """Return the pages of change requests; the inbox and delegation for those who may ever decide."""
        found = [("mine/", "Proposed by me"), ("all/", "All" if self.reads_whole else "My team")]
        if not self.may("changes.follow"):
            found = []
        if self.reads_whole:
            found.insert(0, ("", "For me"))
        if self.may("delegations.view"):
            found.append(("delegation/", "While away"))
        if self.may("changes.view"):
            found.append(("without-approval/", "Without approval"))
        return [{"label": label, "href": self.base + path, "active": path == here} for path, label in found]

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        if not self.may("changes.follow"):
            return self.crumbs((here, ""))
        return self.crumbs(("Changes", self.base), (here, "")) if here else self.crumbs(("Changes", ""))


class ChangesTable(Table):
    """Requests in a list."""

    caption, nouns, filename = "Change requests", ("request", "requests"), "change-requests"
    filter_form, default_sort = ChangesFilter, "-submitted"
    empty = EmptyState("There are no change requests yet", "Propose a change on the page of a person.")
    columns: ClassVar[Sequence[Column]] = (
        Column("title", "Change", sort="title", header=True, href=lambda row: f"../{row.uuid}/"),
        Column("subject", "About", sort="subject"),
        Column("effective_from", "From", kind=Kind.DATE, sort="effective_from"),
        Column(
            "state_words", "State", kind=Kind.STATUS, sort="state", hint=lambda row: ON_HOLD if row.is_on_hold else ""
        ),
        Column("made_by", "Proposed by", sort="made_by__full_name"),
        Column("submitted", "Proposed", kind=Kind.DATE, sort="submitted_at", value=lambda row: row.submitted_at.date()),
        Column(
            "risk",
            "Risk",
            kind=Kind.NUMBER,
            sort="risk_score",
            hint=lambda row: row.risk_band,
        ),
        Column("due_on", "Decide by", kind=Kind.DATE, sort="due_on", hint=lambda row: "Late" if row.is_late else ""),
    )


class _ChangesList(PartnerList, ChangesView, TemplateView):  # type: ignore[misc]
    template_name = "partners/changes_list.html"
    table_class = ChangesTable
    audited_as = "partners_changerequest"
    here, title = "", ""

    def table_options(self) -> dict[str, Any]:
        """Offer the kinds of change that there are."""
        return {"form_options": {"kinds": kind_choices(self.reader)}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the requests that the filters leave."""
        on, at = timezone.localdate(), timezone.now()
        found = requests.marked(self.found(as_filter(filters, on=on)))
        reader = self.reader
        return QuerySetRows(found, row=lambda one: requests.as_row(one, on=on, at=at, with_pay=reader.with_pay(one)))

    @abstractmethod
    def found(self, wanted: ChangeFilter) -> Any:
        """Return the requests of this list."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            tabs=self.tabs(self.here), title=self.title, breadcrumbs=self.trail(self.title), **kwargs
        )


class MyChanges(_ChangesList):
    """What this person has proposed."""

    here, title = "mine/", "Proposed by me"

    def found(self, wanted: ChangeFilter) -> Any:
        """Return one's own."""
        return requests.proposed_by(partner_id=self.partner.pk, user=self.user, wanted=wanted)


class AllChanges(_ChangesList):
    """Every request of the partner; to a line manager, those of the team."""

    here, title = "all/", "All change requests"

    def load(self) -> None:
        """Call the page by what it shows."""
        self.title = self.title if self.reads_whole else "Requests of my team"

    def found(self, wanted: ChangeFilter) -> Any:
        """Return all that this person may read."""
        return requests.readable(partner_id=self.partner.pk, reader=self.reader, wanted=wanted)


class _OneChange(ChangesView):
    """Something about one request."""

    found: ChangeDocument

    def load(self) -> None:
        """Find the request."""
        try:
            self.found = requests.document(
                partner_id=self.partner.pk, change=self.kwargs["change"], reader=self.reader,
                on=timezone.localdate(), at=timezone.now(),
            )  # fmt: skip
        except ChangeRequest.DoesNotExist:
            raise Http404 from None

    @property
    def uuid(self) -> UUID:
        """The request."""
        return self.found.row.uuid

    @property
    def page(self) -> str:
        """The address of the request's page."""
        return f"{self.base}{self.uuid}/"


class ChangePage(_OneChange, TemplateView):
    """One request: what it would do, who decides, what has happened to it."""

    template_name = "partners/change.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; or lead to the page of its own that its kind has."""
        kind = change_kinds.change_kind(self.found.kind)
        if kind.page is not None and self.may(kind.audience):
            return redirect(kind.page(self.found.payload))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, found = self.found.row, self.found
        changes.record_view(partner_id=self.partner.pk, rows=[row])
        is_open = "approve" in found.actions
        kind = change_kinds.change_kind(found.kind)
        may_decide = is_open and not found.why_not and self.may("changes.decide")
        may_repeat = found.is_own and "resubmit" in found.actions and self.may(kind.propose)
        return super().get_context_data(
            **{
                "found": found,
                "row": row,
                "facts": fact_cells(row.rows),
                "effects": effect_cells(row.effects),
                "headings": HEADINGS,
                "effect_headings": EFFECT_HEADINGS,
                "steps": [_step_cells(step) for step in found.steps],
                "step_headings": [{"label": "Approval"}, {"label": "Decided by"}, {"label": "When"}],
                "events": [event_cells(line) for line in found.log],
                "summary": _summary(found),
                "evidence": [*(kind.evidence(found.payload) if kind.evidence else []), *found.papers],
                "look": kind.look(found.payload, row.uuid) if kind.look and may_decide else None,
                "may_decide": may_decide,
                "choices": self.choices() if may_decide else [],
                "may_withdraw": found.is_own and "withdraw" in found.actions,
                "revise": f"{kind.revise(found.payload)}?change={row.uuid}" if may_repeat and kind.revise else "",
                "form": DecisionForm(),
                "breadcrumbs": self.trail(row.title),
                **kwargs,
            }
        )

    def choices(self) -> list[dict[str, Any]]:
        """Return what may be chosen otherwise, each with its before and after."""
        row = ChangeRequest.objects.of(self.partner.pk).get(uuid=self.uuid)
        kind = change_kinds.change_kind(row.kind)
        chosen = row.payload.get(kind.choice) if kind.choice else None
        return [
            choice_of(value, words, tried, is_chosen=value == chosen)
            for value, words, tried in compare(row=row, by=self.user, at=timezone.now())
        ]


class ApproveChange(_OneChange, PartnerActionView):
    """Approve the content that one has seen."""

    permission = "changes.decide"
    success_message = "Your approval is recorded."

    def perform(self) -> str:
        """Approve; say whether the change is made, waits for another, or has been overtaken."""
        seen = self.request.POST.get("content_hash", "")
        row = changes.approve(change=self.uuid, content_hash=seen, by=self.user, at=timezone.now())
        self.success_message = {
            "APPLIED": f"{row.title} for {row.subject} is approved and recorded.",
            "WAITING": f"{row.title} for {row.subject} is approved by you and waits for another person.",
            "CONFLICT": f"{row.title} for {row.subject} went back to {row.made_by}: the facts have moved meanwhile.",
        }[row.state]
        return self.back()

    def back(self) -> str:
        """Return to the inbox when the decision was made there."""
        wish = self.request.POST.get("next", "")
        return wish if wish.startswith(self.base) and "//" not in wish and "\\" not in wish else self.page


class ChooseOtherwise(_OneChange, PartnerActionView):
    """Choose otherwise what becomes of a later change, as an approver."""

    permission = "changes.decide"
    success_message = "Your choice stands in the request. Read what follows from it, then decide."

    def perform(self) -> str:
        """Choose; the request is another one now, and approvals begin anew."""
        changes.choose(
            change=self.uuid, content_hash=self.request.POST.get("content_hash", ""),
            choice=self.request.POST.get("choice", ""), by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.page

    def back(self) -> str:
        """Return to the request."""
        return self.page


class RefuseChange(_OneChange, PartnerFormView):
    """Return a request with comments, or reject it."""

    permission = "changes.decide"
    http_method_names = ["post", "options"]
    form_class = DecisionForm
    template_name = "partners/change.html"

    def perform(self, form: Form) -> str:
        """Call the operation that the button names."""
        decide = changes.reject if self.request.POST.get("decision") == "reject" else changes.send_back
        seen = self.request.POST.get("content_hash", "")
        row = decide(
            change=self.uuid, content_hash=seen, comment=form.cleaned_data["comment"], by=self.user, at=timezone.now()
        )
        self.success_message = (
            f"{row.title} is rejected." if row.state == "REJECTED" else f"{row.title} went back to {row.made_by}."
        )
        return self.base

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the request's page again, with the error."""
        page = ChangePage()
        page.setup(self.request, **self.kwargs)
        page.found = self.found
        return page.get_context_data(**kwargs)


class WithdrawChange(_OneChange, PartnerActionView):
    """Take one's own request back."""

    permission = "changes.propose_work"
    success_message = "Your request is withdrawn."

    def perform(self) -> str:
        """Withdraw."""
        changes.withdraw(change=self.uuid, by=self.user, at=timezone.now())
        return self.page

    def back(self) -> str:
        """Return to the request."""
        return self.page


class DelegationPage(ChangesView, PartnerFormView):
    """Who decides for whom, and letting somebody decide for oneself."""

    permission = "delegations.view"
    write_permission = "delegations.give"
    template_name = "partners/changes_delegation.html"
    form_class = DelegationForm
    success_message = "The delegation is recorded."

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"start": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Give."""
        wanted = delegations.Wanted(**form.cleaned_data)
        delegations.give(partner_id=self.partner.pk, wanted=wanted, by=self.user, at=timezone.now())
        return f"{self.base}delegation/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what holds now or later."""
        on = timezone.localdate()
        may = delegations.may_give(deciders.standing(user=self.user, partner_id=self.partner.pk, on=on))
        found = deciders.delegations_from(
            on, partner_id=self.partner.pk, of=None if self.may("changes.view") else self.user
        )
        rows = [_delegation(one, self) for one in found]
        return super().get_context_data(
            tabs=self.tabs("delegation/"),
            rows=rows,
            may_give=may and self.may("delegations.give"),
            breadcrumbs=self.trail("While you are away"),
            **kwargs,
        )


class EndDelegation(ChangesView, PartnerActionView):
    """End a delegation now."""

    permission = "delegations.give"
    success_message = "The delegation is ended."

    def perform(self) -> str:
        """End it."""
        try:
            delegations.end(
                partner_id=self.partner.pk, delegation=self.kwargs["delegation"], by=self.user, at=timezone.now()
            )
        except Delegation.DoesNotExist:
            raise Http404 from None
        return self.back()

    def back(self) -> str:
        """Return to the list."""
        return f"{self.base}delegation/"


def kind_choices(reader: Reader) -> list[tuple[str, str]]:
    """Return the kinds that somebody reads for a select."""
    return [(kind.code, kind.title) for kind in change_kinds.change_kinds() if reader.reads(kind.code)]


def as_filter(given: Mapping[str, Any], *, on: Any) -> ChangeFilter:
    """Return what a list is narrowed to."""
    return ChangeFilter(
        text=given.get("text") or "",
        kind=given.get("kind") or "",
        state=given.get("state") or "",
        late_on=on if given.get("late") else None,
        risk_from=risk_from(given.get("risk") or "", on=on),
    )


def risk_from(band: str, *, on: Any) -> int:
    """Return from how many points a band of risk begins; 0 for all."""
    bands = change_risk.bands(on=on)
    return {"High": bands.high, "Medium": bands.medium}.get(band, 0)


def fact_cells(rows: Sequence[tuple[str, str, str]]) -> list[list[dict[str, Any]]]:
    """Return before and after as table cells; what stays as it is says so."""
    return [
        [
            {"text": label, "is_header": True},
            {"text": old or "Nothing recorded"},
            {"text": new or "Nothing", "hint": "" if old != new else "No change"},
        ]
        for label, old, new in rows
    ]


def effect_cells(rows: Sequence[tuple[str, str, str]]) -> list[list[dict[str, Any]]]:
    """Return figures before and after as table cells."""
    return [
        [
            {"text": label, "is_header": True},
            {"text": old or "None", "is_numeric": True},
            {"text": new or "None", "is_numeric": True},
        ]
        for label, old, new in rows
    ]


def choice_of(value: str, words: str, tried: Trial | str, *, is_chosen: bool) -> dict[str, Any]:
    """Return one choice with what it would do, or why it cannot be."""
    found: dict[str, Any] = {"value": value, "words": words, "is_chosen": is_chosen, "why_not": "", "facts": []}
    if isinstance(tried, str):
        return {**found, "why_not": tried}
    labels = [*tried.before, *(label for label in tried.after if label not in tried.before)]
    facts = [(label, tried.before.get(label, ""), tried.after.get(label, "")) for label in labels]
    return {**found, "facts": fact_cells(facts)}


def _step_cells(step: requests.StepRow) -> list[dict[str, Any]]:
    waiting = (
        f"Waits for {' or '.join(step.who)}" if step.who else "Nobody here may decide this: give somebody the role"
    )
    return [
        {"text": step.title, "is_header": True, "hint": step.why},
        {"text": step.decided_by or waiting, "hint": _by_what_right(step)},
        {"text": day(timezone.localtime(step.decided_at)) if step.decided_at else ""},
    ]


def _by_what_right(step: requests.StepRow) -> str:
    if step.behalf_of:
        return f"for {step.behalf_of}"
    return "From above: it was not decided in time" if step.from_above else ""


def event_cells(line: requests.LogRow) -> dict[str, Any]:
    """Return a line of the log for a timeline."""
    title = f"{line.words} ({line.step})" if line.step else line.words
    by = f"{line.by}, for {line.behalf_of}" if line.behalf_of else line.by
    return {"title": title, "by": by, "at": line.at, "reason": line.comment}


def _summary(found: ChangeDocument) -> list[dict[str, Any]]:
    row = found.row
    rows = [
        {"key": "About", "value": row.subject, "href": row.subject_href, "action": "Open"},
        {"key": "From", "value": day(row.effective_from) if row.effective_from else "The day of approval"},
        {"key": "Reason", "value": row.reason},
        {"key": "Proposed by", "value": row.made_by, "hint": day(timezone.localtime(row.submitted_at))},
    ]
    kind = change_kinds.change_kind(found.kind)
    rows += [{"key": label, "value": words} for label, words in (kind.notes(found.payload) if kind.notes else [])]
    if row.pay_note:
        rows.append({"key": "Pay run", "value": row.pay_note})
    rows.append(
        {
            "key": "Risk",
            "value": f"{row.risk_band}: {row.risk} of {change_risk.MOST} points",
            "hint": ". ".join(f"{words} ({points})" for words, points in row.risk_reasons) or "No rule holds.",
        }
    )
    if "approve" in found.actions:
        rows.append(
            {
                "key": "Decide by",
                "value": day(row.due_on),
                "hint": f"If nobody decides it by {day(found.expires_on)} it ends and nothing is changed.",
            }
        )
    return rows


def _delegation(one: Delegation, view: ChangesView) -> dict[str, Any]:
    return {
        "uuid": one.uuid,
        "words": f"{one.giver} lets {one.receiver} decide",
        "first": one.valid.lower,
        "last": one.valid.upper - timedelta(days=1),
        "reason": one.reason,
        "can_end": view.user.pk in {one.giver_id, one.receiver_id},
    }
