"""Access that an administrator proposed: what waits for another one, what became of the rest, and deciding."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from partners import tasks
from partners.forms import ProposalFilter, RefuseAccessForm
from partners.models import AccessProposal, Grant
from partners.operations import grants
from partners.queries import access_proposals, reach
from partners.roles import LIMITABLE, Role
from partners.views.base import PartnerActionView, PartnerFormView, PartnerView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Proposed access"


class ProposalTable(Table):
    """Proposals."""

    caption, nouns, filename = TITLE, ("proposal", "proposals"), "proposed-access"
    filter_form, default_sort = ProposalFilter, "-made_at"
    empty = EmptyState("No access has been proposed", "What an administrator proposes waits here for another one.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "person", "Person", sort=("full_name", "role"), header=True, hint=lambda row: row.email,
            href=lambda row: f"{row.uuid}/",
        ),
        Column("email", "E-mail address", is_shown=False),
        Column("role", "Role", sort=("role", "full_name"), hint=lambda row: row.unit),
        Column("unit", "Limited to", is_shown=False),
        Column("start", "First day", kind=Kind.DATE, sort="start"),
        Column("last_day", "Last day", kind=Kind.DATE, sort="last_day"),
        Column("state", "State", kind=Kind.STATUS),
        Column("reason", "Why", hint=lambda row: f"by {row.made_by}"),
        Column("made_by", "Proposed by", is_shown=False),
        Column("made_at", "Proposed", kind=Kind.MOMENT, sort="made_at"),
        Column("decided_by", "Decided by"),
    )  # fmt: skip


class ProposalView(PartnerView):
    """What these pages share."""

    permission = "access.view"

    def at(self, name: str = "access_proposals", **kwargs: Any) -> str:
        """Return the address of a page."""
        return reverse(name, kwargs={"partner_code": self.partner.code, **kwargs})

    def trail(self, *here: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        partnership = reverse("partnership", args=[self.partner.code])
        return self.crumbs(("Partnership", partnership), ("Access", f"{partnership}access/"), *here)


class ProposalList(PartnerList, ProposalView, TemplateView):  # type: ignore[misc]
    """What waits, and what became of the rest."""

    template_name = "partners/access_proposals.html"
    table_class = ProposalTable
    audited_as = "partners_accessproposal"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the proposals that the filters leave."""
        found = access_proposals.proposals(partner_id=self.partner.pk, filters=filters)
        names = reach.names(partner_id=self.partner.pk, on=timezone.localdate())
        return QuerySetRows(found, row=lambda row: access_proposals.as_row(row, names=names))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        actions = [{"label": "Propose access", "href": "../grant/"}] if self.may("access.manage") else []
        crumbs = self.trail((TITLE, ""))
        return super().get_context_data(title=TITLE, actions=actions, breadcrumbs=crumbs, **kwargs)


class OneProposal(ProposalView):
    """Pages of one proposal."""

    found: AccessProposal

    def load(self) -> None:
        """Find it among this partner’s."""
        try:
            self.found = access_proposals.one(partner_id=self.partner.pk, proposal=self.kwargs["access_proposal"])
        except AccessProposal.DoesNotExist:
            raise Http404 from None

    @property
    def here(self) -> str:
        """Return the address of its page."""
        return self.at("access_proposal", access_proposal=self.found.uuid)

    @property
    def name(self) -> str:
        """Return what it is for whom."""
        return f"{Role(self.found.role).label} for {self.found.full_name}"

    def given(self) -> dict[str, Any]:
        """Return which one, who and when."""
        return {"partner_id": self.partner.pk, "proposal": self.found.uuid, "by": self.user, "at": now()}


class ProposalPage(OneProposal, TemplateView):
    """What is proposed, by whom, why, and what was decided."""

    template_name = "partners/access_proposal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it, with the buttons of those who may decide."""
        row, is_waiting = self.found, self.found.state == AccessProposal.State.PROPOSED
        is_own = self.user.human_id in {row.made_human, row.receiver_human}
        may = is_waiting and self.may("access.manage")
        return super().get_context_data(
            title=f"Proposed access: {self.name}",
            proposal=row,
            facts=self._facts(),
            events=_events(row),
            may_decide=may and not is_own,
            may_withdraw=may,
            is_waiting=is_waiting,
            why_not="You proposed this access, or it is for you: another administrator decides."
            if may and is_own
            else "",
            breadcrumbs=self.trail((TITLE, self.at()), (self.name, "")),
            **kwargs,
        )

    def _facts(self) -> list[dict[str, str]]:
        row = self.found
        names = reach.names(partner_id=self.partner.pk, on=timezone.localdate())
        where = names.words(row.unit_id, row.entity_id) or reach.WHOLE
        return [
            {"key": "Person", "value": row.full_name},
            {"key": "E-mail address", "value": row.email},
            {"key": "Login", "value": "There is one" if row.receiver_human else "Is made when this is approved"},
            {"key": "Role", "value": Role(row.role).label},
            {"key": "Where", "value": where},
            *_within(row),
            {"key": "First day", "value": day(row.start)},
            {"key": "Last day", "value": day(row.last_day) if row.last_day else "Until it is ended"},
            {"key": "Reason", "value": row.reason},
            *_override(row),
            {"key": "State", "value": row.get_state_display()},
        ]


class ApproveAccess(OneProposal, PartnerActionView):
    """Approve it as a second administrator; a new address gets an invitation."""

    permission = "access.manage"

    def perform(self) -> str:
        """Approve it, and invite whoever has no password yet."""
        made = grants.approve(**self.given())
        invite_new(self.request, made)
        self.success_message = f"Approved: {made.user} holds the role {Role(made.role).label}."
        return self.here

    def back(self) -> str:
        """Return to it."""
        return self.here


class RefuseAccess(OneProposal, PartnerFormView):
    """Refuse it, and say why."""

    permission = "access.manage"
    template_name = "partners/form_page.html"
    form_class = RefuseAccessForm
    success_message = "Refused. Whoever proposed it sees why."

    def perform(self, form: Form) -> str:
        """Refuse it."""
        grants.refuse(**self.given(), note=form.cleaned_data["note"])
        return self.here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {"title": f"Refuse {self.name}", "submit": "Refuse", "kind": "warning", "cancel_href": self.here}
        crumbs = self.trail((TITLE, self.at()), (self.name, self.here), ("Refuse", ""))
        return super().get_context_data(breadcrumbs=crumbs, **words, **kwargs)


class WithdrawAccess(OneProposal, PartnerActionView):
    """Take it back."""

    permission = "access.manage"
    success_message = "Taken back."

    def perform(self) -> str:
        """Take it back."""
        grants.withdraw(**self.given())
        return self.here

    def back(self) -> str:
        """Return to it."""
        return self.here


def invite_new(request: HttpRequest, made: Grant) -> None:
    """Invite whoever has access now and no password yet, when the transaction ends."""
    if made.user.has_usable_password():
        return
    site = f"{request.scheme}://{request.get_host()}"
    wanted = {"partner_id": made.partner_id, "actor_id": request.user.pk, "user_id": made.user_id, "site": site}
    transaction.on_commit(lambda: tasks.invite.delay(**wanted))


def _within(row: AccessProposal) -> list[dict[str, str]]:
    """Say what a limit means, where the role could be held without one."""
    if row.role not in LIMITABLE or (row.unit_id is None and row.entity_id is None):
        return []
    words = "They see and act on people, posts and requests there, and on nobody else’s. What settles something for "
    return [{"key": "What that means", "value": f"{words}the whole organisation is closed to them."}]


def _override(row: AccessProposal) -> list[dict[str, str]]:
    """Return what an approver must know when separated duties are to be held together."""
    if not row.mitigates:
        return []
    others = ", ".join(Role(one).label for one in row.mitigates)
    return [
        {"key": "Clashes with", "value": f"{others}, which this person holds as well"},
        {"key": "Mitigating control", "value": row.mitigation},
    ]


ENDS = {
    AccessProposal.State.APPROVED: "Approved",
    AccessProposal.State.REFUSED: "Refused",
    AccessProposal.State.WITHDRAWN: "Taken back",
}


def _events(row: AccessProposal) -> list[dict[str, Any]]:
    """Return what was done with it, the latest first."""
    made = [{"title": "Proposed", "by": str(row.made_by), "at": row.made_at, "reason": row.reason}]
    if row.decided_at is None:
        return made
    end = ENDS[AccessProposal.State(row.state)]
    events = [{"title": end, "by": str(row.decided_by), "at": row.decided_at, "reason": row.decision_note}, *made]
    if row.grant is not None and row.grant.ended_at is not None:
        ended = {"title": "Access ended", "by": str(row.grant.ended_by), "at": row.grant.ended_at}
        events.insert(0, {**ended, "reason": row.grant.end_reason})
    return events
