"""Starters: the list, the page of a case, and opening one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.engine import roster
from hr.engine.starters import Gate, GateSpec, Owner, Waiver, gate_specs
from hr.forms.starters import SOMEBODY_NEW, StarterFilter, WhoForm
from hr.models import StarterCase, StarterGate
from hr.operations import starters
from hr.operations.starters import Newcomer
from hr.operations.starters_gates import BEFORE_READY, BY_RECORD
from hr.queries import documents, right_to_work, statement, working_time
from hr.queries import starters as found
from hr.queries.deaths import ON_HOLD, is_held
from hr.states import STARTER_CASE, StarterState
from hr.views.base import PeopleView
from hr.views.people import as_uuid
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, money, number
from sharedservices.common.nino import is_valid_nino
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

EVENTS = {
    "open": "Case opened",
    "job": "Job said",
    "pay": "Pay, pension and cost said",
    "offer": "Offer letter made",
    "accept": "Offer accepted",
    "contract": "Contract made",
    "sign": "Contract signed",
    "revise": "Opened again",
    "submit": "Sent for approval",
    "send_back": "Sent back",
    "make_ready": "Approved: ready to start",
    "arrived": "Seen at work",
    "start": "Started",
    "begin_probation": "Probation began",
    "extend": "Probation extended",
    "confirm": "Confirmed",
    "not_confirm": "Not confirmed",
    "void": "Did not start",
    "move": "First day moved",
    "gate": "Gate met",
    "ask_finance": "Asked finance for more than the post has",
    "agree_finance": "Finance agreed",
    "decline_finance": "Finance did not agree",
    "waive": "Risk accepted",
    "answers": "Starter’s answers taken over",
}
OWNERS = {Owner.HR: "HR", Owner.MANAGER: "Manager", Owner.STARTER: "Starter"}
STEPS = {
    "accept": ("The offer is accepted", "starter_accept"),
    "sign": ("The contract is signed", "starter_sign"),
    "submit": ("Ask the HR manager to approve", "starter_submit"),
    "make_ready": ("Approve", "starter_approve"),
    "send_back": ("Send back", "starter_send_back"),
    "revise": ("Change the job: a new contract", "starter_revise"),
    "extend": ("Extend the probation", "starter_extend"),
    "confirm": ("Confirm in the job", "starter_confirm"),
    "not_confirm": ("Do not confirm", "starter_not_confirm"),
    "void": ("They do not come", "starter_void"),
}


NOT_READ = "Words that absence and leave cannot read: they count Monday to Friday. Enter it anew under Job"


class StartersTable(Table):
    """Starters, by first day."""

    stacks = True
    caption, nouns, filename = "Starters", ("starter", "starters"), "starters"
    filter_form, default_sort = StarterFilter, "start_date"
    empty = EmptyState("Nobody is to start", "Offer somebody a job, and follow them to the first payslip.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Name", sort="person__surname", header=True, href=lambda row: f"{row.case}/"),
        Column("title", "Job", sort="title", hint=lambda row: row.unit),
        Column("start_date", "First day", kind=Kind.DATE, sort="start_date"),
        Column("state_words", "Stage", kind=Kind.STATUS, sort="state"),
        Column(
            "missing", "Missing", hint=lambda row: f"{row.n_late} late" if row.n_late else "",
            value=lambda row: row.missing or "Nothing",
        ),
        Column("manager", "Manager", value=lambda row: row.manager or "Not named"),
    )  # fmt: skip


class Starters(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who is to start, and what is missing."""

    permission = "starters.view"
    template_name = "hr/starters.html"
    table_class = StartersTable
    audited_as = "hr_startercase"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the cases that the filters leave."""
        return found.cases(
            partner_id=self.partner.pk, on=timezone.localdate(), state=filters.get("state", ""),
            text=filters.get("q", ""), lacks=filters.get("lacks", ""),
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add counts and what may be done from here."""
        counts = found.counts(partner_id=self.partner.pk)
        shown = ("OFFER", "CHECKS", "CONTRACT_SIGNED", "SUBMITTED", "READY", "PROBATION")
        tiles = [
            {"label": str(StarterCase.State(one).label), "value": number(counts.get(one, 0)), "href": f"?state={one}"}
            for one in shown
        ]
        actions = [{"label": "Right to work", "href": self.url("right_to_work_list"), "kind": "secondary"}]
        if self.may("starters.edit"):
            policy = {"label": "Gates and contracts", "href": self.url("starter_policy"), "kind": "secondary"}
            actions = [{"label": "New starter", "href": self.url("starter_new"), "kind": ""}, *actions, policy]
        return super().get_context_data(
            tiles=tiles, actions=actions, breadcrumbs=self.crumbs(("Starters", "")), **kwargs
        )


class NewStarter(PeopleView, PartnerFormView):
    """Who is to start. Somebody who is known here is found before a second person is made."""

    permission = "starters.edit"
    template_name = "hr/starter_form.html"
    form_class = WhoForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the people who may be the same."""
        return {**super().get_form_kwargs(), "known": self._known()}

    def _known(self) -> list[tuple[str, str]]:
        if self.request.method != "POST":
            return []
        posted = WhoForm(self.request.POST)
        posted.is_valid()
        given = posted.cleaned_data
        if not (given.get("surname") and given.get("date_of_birth")):
            return []
        nino = given.get("nino", "")
        people = found.known_people(
            partner_id=self.partner.pk, nino=nino if is_valid_nino(nino) else "", surname=given["surname"],
            born=given["date_of_birth"],
        )  # fmt: skip
        return [
            (str(one.person), f"{one.name}, born {day(one.date_of_birth)}. {one.employments or 'No employment yet'}")
            for one in people
        ]

    def perform(self, form: Form) -> str:
        """Open the case, and go on to the job."""
        given = dict(form.cleaned_data)
        start, same = given.pop("start_date"), given.pop("same", "")
        case = starters.open_case(
            partner_id=self.partner.pk, who=Newcomer(**given), start_date=start, by=self.user, at=now(),
            same=None if same in {"", SOMEBODY_NEW} else as_uuid(same), is_new=same == SOMEBODY_NEW,
        )  # fmt: skip
        return self.url("starter_job", starter_case=case.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="New starter",
            caption="Page 1 of 3: who",
            lead="What you enter is kept from page to page; you can stop after each and go on later.",
            submit="Save and go on",
            cancel_href=self.url("starters"),
            breadcrumbs=self.crumbs(("Starters", self.url("starters")), ("New starter", "")),
            **kwargs,
        )


class StarterView(PeopleView):
    """A page about one case, found among the partner's."""

    permission = "starters.view"
    case: StarterCase

    def load(self) -> None:
        """Find the case. :raises Http404: when there is none in scope."""
        try:
            self.case = found.one(self.kwargs["starter_case"])
        except StarterCase.DoesNotExist:
            raise Http404 from None

    @property
    def name(self) -> str:
        """Return the name of the person."""
        return self.case.person.display_name

    def case_url(self, name: str = "starter", **more: Any) -> str:
        """Return the address of a page of the case."""
        return self.url(name, starter_case=self.case.uuid, **more)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        own = ((self.name, self.case_url()), (here, "")) if here else ((self.name, ""),)
        return self.crumbs(("Starters", self.url("starters")), *own)


class StarterPage(StarterView, TemplateView):
    """The case: what comes next, what is missing, the job, documents, and what has happened."""

    template_name = "hr/starter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts of the case."""
        case = self.case
        gates = found.gates_of(case)
        done = sum(row.state != StarterGate.State.OPEN for row in gates)
        said = found.answers(case)
        waits = said is not None and said.taken_at is None and case.state not in {"OFFER", "VOID_START"}
        return super().get_context_data(
            case=case,
            name=self.name,
            state_words=case.get_state_display(),
            warning=self._warning(),
            hours_words=working_time.words(found.hours_over_all_jobs(case), on=case.start_date),
            next_steps=self._next_steps(waits=waits),
            gates=[self._gate(row) for row in gates],
            n_done=done,
            n_gates=len(gates),
            percent=100 * done // len(gates) if gates else 0,
            facts=self._facts(),
            documents=self._documents(),
            events=[
                {"title": EVENTS.get(one.action, one.action), "by": one.by.full_name, "at": one.at, "reason": one.note}
                for one in found.events(case)
            ],
            person_href=self.url("person", person=case.person.uuid),
            breadcrumbs=self.trail(),
            **kwargs,
        )

    @cached_property
    def is_on_hold(self) -> bool:
        """Whether nobody does anything to the person at present: only the case officer speaks with the family."""
        return is_held(partner_id=self.partner.pk, person_id=self.case.person_id)

    def _warning(self) -> str:
        if self.is_on_hold:
            return ON_HOLD
        if self.case.arrived_on and self.case.state in found.OPEN:
            return (
                f"{self.name} was seen at work on {day(self.case.arrived_on)} and has not started here: nobody works, "
                "or is paid, without a valid right to work and an approved start. HR must act today."
            )
        return ""

    def _next_steps(self, *, waits: bool) -> list[dict[str, Any]]:
        """Return what this reader may do now, the most pressing first, each with its page or why not yet."""
        if self.is_on_hold:
            return []
        case, actions = self.case, allowed_actions(STARTER_CASE, self.case.state, self.access.permissions)
        steps: list[dict[str, Any]] = []
        if self.may("starters.edit"):
            steps += self._edits(waits=waits)
        has_come = case.start_date <= timezone.localdate() and case.state != StarterState.OFFER
        if self.may("starters.start") and case.state in found.OPEN and has_come:
            steps.append(self._step("They are at work", "starter_arrived"))
        for action in ("accept", "sign", "submit", "make_ready", "send_back", "confirm", "extend", "not_confirm"):
            if action in actions:
                steps.append(self._step(*STEPS[action], self._why_not(action)))
        if self.may("starters.edit") and case.state in found.OPEN:
            steps.append(self._step("Move the first day", "starter_move"))
        return steps + [self._step(*STEPS[one]) for one in ("revise", "void") if one in actions]

    def _edits(self, *, waits: bool) -> list[dict[str, Any]]:
        case = self.case
        steps = []
        if case.state in {StarterState.OFFER, StarterState.CHECKS}:
            steps += [self._step("Job", "starter_job"), self._step("Pay, pension and cost", "starter_pay")]
            incomplete = ", ".join(found.missing_of_offer(case))
            why = f"Not said yet: {incomplete}." if incomplete else ""
            steps.append(self._step("Make the offer letter", "starter_make_offer", why, is_post=True))
            steps.append(self._step("Make the contract", "starter_make_contract", why, is_post=True))
        if case.state not in {StarterState.VOID_START, StarterState.CONFIRMED, StarterState.ENDED}:
            steps.append({"label": "Right to work", "href": self.url("right_to_work", person=case.person.uuid)})
            if case.route != StarterCase.Route.ADDED:
                steps.append(self._step("Enter the starter’s answers", "starter_answers"))
        if waits:
            steps.insert(0, self._step("Take over what the starter sent", "starter_take_over", is_post=True))
        return steps

    def _step(self, label: str, name: str, why_not: str = "", *, is_post: bool = False) -> dict[str, Any]:
        is_action = is_post or name in {"starter_accept", "starter_submit"}
        return {"label": label, "href": self.case_url(name), "why_not": why_not, "is_post": is_action}

    def _why_not(self, action: str) -> str:
        case = self.case
        if action == "accept" and (missing := found.missing_of_offer(case)):
            return f"Not said yet: {', '.join(missing)}."
        if action == "sign" and found.contract_of(case) is None:
            return "Make the contract first: it says what the offer says now."
        if action == "submit" and (missing := found.missing_gates(case)):
            return f"Still missing: {', '.join(missing)}."
        if action == "make_ready" and self.user.human_id in {case.opened_human, case.submitted_human}:
            return "You prepared this starter: another HR manager approves it."
        return ""

    def _gate(self, row: StarterGate) -> dict[str, Any]:
        spec = gate_specs(on=self.case.start_date)[Gate(row.gate)]
        is_open = row.state == StarterGate.State.OPEN
        late = is_open and row.due_on < timezone.localdate() and self.case.state in found.OPEN
        waits = is_open and row.asked_by_id is not None
        details = [
            one
            for one in (waits and "Waits for finance", row.outcome, row.reference and "number on record", row.note)
            if one
        ]
        return {
            "title": f"{spec.title}: {row.level}" if row.level else spec.title,
            "hint": " · ".join(details) or spec.hint,
            "state": "overdue" if late else {"OPEN": "open", "MET": "done", "WAIVED": "review"}[row.state],
            "state_words": "Late" if late else row.get_state_display(),
            "owner": OWNERS[Owner(row.owner)],
            "due": "" if not is_open else day(row.due_on),
            "waiver": row.get_waiver_display(),
            "actions": self._gate_actions(row, spec) if is_open else [],
        }

    def _gate_actions(self, row: StarterGate, spec: GateSpec) -> list[dict[str, str]]:
        if self.is_on_hold or self.case.state not in BEFORE_READY | {StarterState.READY}:
            return []
        own = {
            Gate.RIGHT_TO_WORK: self.url("right_to_work", person=self.case.person.uuid),
            Gate.DBS: self.url("person_checks", person=self.case.person.uuid),
            Gate.PENSION: self.case_url("starter_pay"),
            Gate.POST: self.case_url("starter_job"),
            Gate.WORKING_TIME: self.case_url("starter_job"),
            Gate.DECLARATION: self.case_url("starter_answers"),
            Gate.BANK: self.case_url("starter_answers"),
            Gate.NINO: self.url("change_nino", person=self.case.person.uuid),
        }
        actions = []
        needs = {Gate.NINO: "changes.propose", Gate.DBS: "checks.view"}
        may_edit = self.may(needs.get(spec.gate, "starters.edit"))
        if may_edit and spec.gate in BY_RECORD:
            actions.append({"label": "Record it", "href": own[spec.gate]})
        elif may_edit and spec.gate == Gate.REGISTRATION:
            checks = self.url("person_checks", person=self.case.person.uuid)
            actions.append({"label": "Record the registration", "href": checks})
            seen = self.case_url("starter_gate", gate=row.gate.lower())
            actions.append({"label": "A qualification was seen", "href": seen})
        elif may_edit:
            actions.append({"label": "Record it", "href": self.case_url("starter_gate", gate=row.gate.lower())})
        if (
            row.asked_by_id is None
            and row.waiver == Waiver.HR_MANAGER
            and self.may("starters.approve")
            and self.case.state in BEFORE_READY
        ):
            actions.append({"label": "Accept the risk", "href": self.case_url("starter_waive", gate=row.gate.lower())})
        return actions

    def _facts(self) -> list[dict[str, Any]]:
        case = self.case
        pay = []
        if case.post and case.pay_group and not found.missing_of_offer(case):
            pay = [{"key": key, "value": value} for key, value in statement.offer_facts(case)]
            if not roster.is_read(case.working_pattern, case.contract_hours or Decimal(0)):
                pay.append({"key": "Working pattern", "value": case.working_pattern, "hint": NOT_READ})
        check = right_to_work.best(partner_id=case.partner_id, person_id=case.person_id, on=case.start_date)
        ends = f"Until {day(check.expires_on)}" if check and check.expires_on else "Without time limit"
        rows = [
            {"key": "First day", "value": day(case.start_date), "hint": "Worked here before" if case.is_rehire else ""},
            *self._joined(),
            {"key": "Line manager", "value": str(case.manager or "")},
            {"key": "Right to work", "value": str(check or "None that is valid"), "hint": ends if check else ""},
            {"key": "Prepared by", "value": str(case.opened_by)},
        ]
        if case.signed_on:
            words = f"{day(case.signed_on)}, for the employer by {case.signed_for_employer}"
            rows.append({"key": "Contract signed", "value": words})
        if case.approved_by:
            rows.append({"key": "Approved by", "value": str(case.approved_by)})
        if case.probation_ends_on:
            rows.append({"key": "Probation ends", "value": day(case.probation_ends_on)})
        if not pay and case.title:
            amount = money(case.spot_annual) if case.spot_annual else ""
            pay = [{"key": "Job", "value": case.title, "hint": amount}]
        return rows + [one for one in pay if one["key"] != "First day"]

    def _joined(self) -> list[dict[str, Any]]:
        """Say what the job belongs to and how it counts, where that is anything else than usual."""
        case = self.case
        rows = []
        if case.joins is not None:
            service = case.continuous_service_from or case.joins.continuous_service_from
            words = f"{case.get_route_display()}. Continuous service from {day(service)}"
            rows.append({"key": "Employment", "value": case.joins.employee_no, "hint": words})
        if case.counts != StarterCase.Counts.HOLDS:
            whom = f"{case.covers.person.display_name}, job {case.covers.number}" if case.covers else ""
            until = f"Until {day(case.counts_until)}. {whom}".strip()
            rows.append({"key": "Against the post", "value": case.get_counts_display(), "hint": until})
        return rows

    def _documents(self) -> list[dict[str, str]]:
        if not self.may("documents.view"):
            return []
        rows = documents.current(partner_id=self.partner.pk, person_id=self.case.person_id)
        return [
            {"label": row.title, "href": self.url("document", person=self.case.person.uuid, document=row.uuid)}
            for row in rows
        ]
