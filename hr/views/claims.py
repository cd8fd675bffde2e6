"""Claims as managers, HR and payroll see them: the list with what waits, and one claim with its decision.

Each claim is decided by a press of its own: what moves pay is never approved many at once. After each the next comes.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine import claims as engine
from hr.forms.claims import ClaimNoteForm, ClaimsFilter
from hr.models import Claim, ClaimLine
from hr.operations import claim_decisions, documents
from hr.queries import claim_money as money
from hr.queries import claims as found
from hr.queries import covering, organisation
from hr.queries.claims import ClaimFilter
from hr.queries.deaths import ON_HOLD as SPEAK_WORDS
from hr.queries.deaths import is_held
from hr.queries.teams import is_of_team
from hr.states import CLAIM
from hr.views.base import PeopleView, find
from hr.views.claim_words import MONEY_HEADINGS, facts, line_rows, money_cells, warnings
from hr.views.people import as_options, as_uuid
from hr.views.right_to_work import sent
from partners.queries import deciders
from partners.queries.holds import ON_HOLD
from partners.views.base import PartnerActionView, PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, number
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

SHOWN_STATES = (
    Claim.State.SUBMITTED, Claim.State.WITH_HR, Claim.State.RETURNED, Claim.State.SENT, Claim.State.PAID,
    Claim.State.REJECTED,
)  # fmt: skip
WORDS = {
    Claim.State.SUBMITTED: "Waiting for a manager",
    Claim.State.WITH_HR: "Late: HR agrees as well",
    Claim.State.RETURNED: "Sent back",
}
LEAD = (
    "Employees claim mileage, hours and expenses. Nothing is paid that nobody approved: what waits is paid with the "
    "next run after its approval. Managers are reminded after {remind} working days; after {escalate} HR has it to do."
)


class ClaimsTable(Table):
    """Claims that were sent, the latest first."""

    caption, nouns, filename = "Claims", ("claim", "claims"), "claims"
    filter_form, default_sort = ClaimsFilter, "-submitted_at"
    empty = EmptyState("There are no claims", "People claim under My claims. Choose fewer filters to see more.")
    columns = (
        Column("number", "Claim", sort="number", header=True, href=lambda row: f"{row.claim}/",
               hint=lambda row: row.kind_label),
        Column("kind_label", "Kind", is_shown=False),
        Column("name", "Name", sort=("person__surname", "person__forenames"), hint=lambda row: row.assignment_no),
        Column("assignment_no", "Job number", is_shown=False),
        Column("unit", "Unit", sort="assignment__post__org_unit__name"),
        Column("units", "Miles or hours", kind=Kind.NUMBER, sort="units", value=lambda row: row.units or None),
        Column("amount", "Amount", kind=Kind.MONEY, sort="amount", value=lambda row: row.amount or None),
        Column("submitted_at", "Sent", kind=Kind.MOMENT, sort="submitted_at",
               hint=lambda row: "Late" if row.is_late else ""),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: Claim.State(row.state),
               export=lambda row: row.state_label,
               hint=lambda row: ON_HOLD if row.is_on_hold else row.waits_for or row.pay_period_name),
        Column("decided_by", "Decided by", is_shown=False),
        Column("decided_for", "Decided for", is_shown=False),
        Column("pay_period_name", "Paid with", is_shown=False),
        Column("paid_on", "Paid", kind=Kind.DATE, is_shown=False),
    )  # fmt: skip


def wanted(filters: Mapping[str, Any]) -> ClaimFilter:
    """Return the filters of a form as the query takes them."""
    return ClaimFilter(
        search=filters.get("q", ""), state=filters.get("state", ""), kind=filters.get("kind", ""),
        unit=as_uuid(filters.get("unit")), late=bool(filters.get("late")), sent_from=filters.get("sent_from"),
        sent_to=filters.get("sent_to"),
    )  # fmt: skip


class Claims(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Every claim that was sent; a manager sees those of the team."""

    permission = "claims.view"
    template_name = "hr/absences.html"
    table_class = ClaimsTable
    audited_as = "hr_claim"

    def table_options(self) -> dict[str, Any]:
        """Offer the partner’s units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        on = timezone.localdate()
        where = covering.covered(user=self.user, partner_id=self.partner.pk, permission="claims.approve", on=on)
        return found.claims(partner_id=self.partner.pk, wanted=wanted(filters), covered=where)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add counts by state, and the way to what has waited longest."""
        n, house = found.counts(partner_id=self.partner.pk), engine.defaults()
        tiles = [
            {
                "label": WORDS.get(state, str(state.label)), "value": number(n[state.value]),
                "href": f"?state={state.value}",
                "kind": "attention" if state in {Claim.State.SUBMITTED, Claim.State.WITH_HR} and n[state.value] else "",
            }
            for state in SHOWN_STATES
        ]  # fmt: skip
        return super().get_context_data(
            title="Claims", tiles=tiles, actions=self._actions(),
            lead=LEAD.format(remind=house.remind_after_working_days, escalate=house.escalate_after_working_days),
            breadcrumbs=self.crumbs(("Claims", "")), **kwargs,
        )  # fmt: skip

    def _actions(self) -> list[dict[str, str]]:
        actions = []
        if self.may("claims.approve"):
            people = deciders.barred_people(self.user, self.partner.pk)
            rows = found.waiting_for(partner_id=self.partner.pk, human_id=self.user.human_id, people=people)
            first = rows.order_by("submitted_at", "id").values_list("uuid", flat=True).first()
            if first is not None:
                actions.append({"label": "Decide, the oldest first", "href": self.url("claim", claim=first)})
        if self.may("claims.set_up"):
            actions.append({"label": "Set up", "href": self.url("claims_set_up"), "kind": "secondary"})
        return actions


class _OneClaim(PeopleView):
    """A view of one claim that was sent."""

    permission = "claims.view"
    row: Claim

    def load(self) -> None:
        """Find it: a draft is the person’s own."""
        rows = Claim.objects.of(self.partner.pk).filter(submitted_at__isnull=False)
        related = ("employment__pay_group", "assignment__post__org_unit", "person", "cost_centre", "decided_by",
                   "agreed_by", "behalf_of")  # fmt: skip
        self.row = find(rows.select_related(*related), uuid=self.kwargs["claim"])

    def address(self) -> str:
        """Return the page of the claim."""
        return self.url("claim", claim=self.row.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        steps = [("Claims", self.url("claims")), (str(self.row), self.address() if here else "")]
        return self.crumbs(*steps, *([(here, "")] if here else []))

    def goes_on(self) -> str:
        """Return the next claim that waits, else the list."""
        people = deciders.barred_people(self.user, self.partner.pk)
        who: dict[str, Any] = {"partner_id": self.partner.pk, "human_id": self.user.human_id, "people": people}
        following = found.next_waiting(**who, after=self.row.uuid)
        return self.url("claim", claim=following) if following else self.url("claims")


class ClaimPage(_OneClaim, TemplateView):
    """One claim: every line, what looks odd, what it comes to, and the decision."""

    template_name = "hr/claim.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the claim beside what may be done."""
        row, lines = self.row, money.lines_of(self.row)
        who = {"key": "Person", "value": row.person.display_name, "hint": row.assignment.post.org_unit.name}
        if self.may("people.view") and not self._covered_for():
            who |= {"href": self.url("person", person=row.person.uuid), "action": "Open the record"}
        return super().get_context_data(
            row=row, facts=[who, *facts(row, lines, on=timezone.localdate())], kind_words=row.get_kind_display(),
            lines=line_rows(lines, receipt=self._receipt), warnings=warnings(row, lines), allowed=self._allowed(),
            why_not=self._why_not(), for_words=self._covered_for(),
            money_rows=money_cells(row, lines), money_headings=MONEY_HEADINGS, first_on=day(row.first_on),
            breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip

    def _covered_for(self) -> str:
        on = timezone.localdate()
        where = covering.covered(user=self.user, partner_id=self.partner.pk, permission="claims.approve", on=on)
        return covering.for_words(where, self.row.assignment.post.org_unit_id)

    def _receipt(self, line: ClaimLine) -> str:
        return self.url("claim_receipt", claim=self.row.uuid, claim_line=line.uuid)

    def _allowed(self) -> list[str]:
        if self._why_not():
            return []
        return [one for one in allowed_actions(CLAIM, self.row.state) if self.may(CLAIM[one].permission)]

    def _why_not(self) -> str:
        if is_held(partner_id=self.partner.pk, person_id=self.row.person_id):
            return SPEAK_WORDS
        people = deciders.own_people(self.user, self.partner.pk)
        if self.row.submitted_human == self.user.human_id or self.row.person_id in people:
            return "This is your own claim: somebody else decides about it."
        if self.row.person_id in deciders.close_people(self.user, self.partner.pk):
            return "An interest is declared between you and this person: pass the claim to a colleague."
        if not is_of_team(self.row.assignment):
            return "This claim is for a job outside your team: its manager decides about it."
        return ""


class ClaimReceipt(_OneClaim):
    """Open the receipt of a line: looking leaves a trace."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        rows = ClaimLine.objects.select_related("receipt")
        line = find(rows, uuid=self.kwargs["claim_line"], claim=self.row)
        if line.receipt is None:
            raise Http404
        return sent(documents.read(document=line.receipt.uuid, by=self.user, at=now()))


class ApproveClaim(_OneClaim, PartnerActionView):
    """Approve it, and go on to the next."""

    permission = "claims.approve"

    def perform(self) -> str:
        """Approve it."""
        row = claim_decisions.approve(claim=self.row.uuid, by=self.user, at=now())
        messages.success(self.request, said(row))
        return self.goes_on()

    def back(self) -> str:
        return self.address()


class AgreeClaim(_OneClaim, PartnerActionView):
    """Agree, for HR, to a claim that comes late."""

    permission = "claims.agree"

    def perform(self) -> str:
        """Agree to it."""
        row = claim_decisions.agree_late(claim=self.row.uuid, by=self.user, at=now())
        messages.success(self.request, said(row))
        return self.address()

    def back(self) -> str:
        return self.address()


def said(row: Claim) -> str:
    """Say where an approved claim has gone."""
    if row.state == Claim.State.WITH_HR:
        return f"{row} is approved. It comes late, so HR must agree as well."
    if row.state == Claim.State.SENT:
        return f"{row} is approved and comes with the pay of {row.pay_period_name}."
    return f"{row} is approved. It goes to payroll when the next pay period is open."


class _TurnDown(_OneClaim, PartnerFormView):
    """Turn a claim down with words."""

    permission = "claims.approve"
    template_name = "partners/form_page.html"
    form_class = ClaimNoteForm
    title, lead = "", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it is about."""
        return super().get_context_data(
            title=self.title, lead=f"{self.row}, {self.row.person.display_name}. {self.lead}", submit=self.title,
            kind="warning", cancel_href=self.address(), breadcrumbs=self.trail(self.title), **kwargs,
        )  # fmt: skip


class SendBackClaim(_TurnDown):
    """Send it back."""

    title, lead = "Send this claim back", "The person puts it right and sends it again."
    success_message = "The claim is sent back."

    def perform(self, form: Form) -> str:
        claim_decisions.send_back(claim=self.row.uuid, note=form.cleaned_data["note"], by=self.user, at=now())
        return self.goes_on()


class RejectClaim(_TurnDown):
    """Reject it."""

    title, lead = "Reject this claim", "That ends it. To have something put right, send it back instead."
    success_message = "The claim is rejected."

    def perform(self, form: Form) -> str:
        claim_decisions.reject(claim=self.row.uuid, note=form.cleaned_data["note"], by=self.user, at=now())
        return self.goes_on()


class StopClaim(_TurnDown):
    """Stop it before it is paid."""

    permission = "claims.agree"
    title, lead = "Stop this claim", "It is approved, but not paid. A run that holds it must be calculated again."
    success_message = "The claim is stopped. It is not paid."

    def perform(self, form: Form) -> str:
        claim_decisions.stop(claim=self.row.uuid, note=form.cleaned_data["note"], by=self.user, at=now())
        return self.address()
