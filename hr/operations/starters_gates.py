"""The gates of a starter: opened by the job, met by what was found, waived by the HR manager where that is possible."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_starters as starter_rules
from hr.engine.starters import Gate, GateSpec, Waiver, fits_limit, gate_specs, strictest
from hr.models import JobGate, StarterCase, StarterEvent, StarterGate
from hr.operations import dated, starters_posts
from hr.operations.freeze import require_free
from hr.queries import starters as found
from hr.queries import working_time
from hr.states import StarterState
from partners.models import User
from partners.queries import deciders
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState

BY_RECORD = {
    Gate.RIGHT_TO_WORK: "record the check with its copy",
    Gate.DBS: "record the DBS check among the checks of the person",
    Gate.POST: "a post with room, and an open cost centre",
    Gate.WORKING_TIME: "fewer hours in this job or another",
    Gate.PENSION: "say which scheme, on the page about pay",
    Gate.DECLARATION: "the starter’s answers",
    Gate.BANK: "the starter’s answers",
    Gate.NINO: "the person’s details",
}
LOOKED_AT = frozenset(BY_RECORD) | {Gate.REGISTRATION}
"""Gates that records meet by themselves. A qualification, of which there is no register, is still met by hand."""
BEFORE_READY = frozenset({StarterState.CHECKS, StarterState.CONTRACT_SIGNED, StarterState.SUBMITTED})
UNTIL_STARTED = BEFORE_READY | {StarterState.READY}
S = StarterGate.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found at a gate. Which of it is needed, the gate says."""

    outcome: str
    reference: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    note: str = ""


def open_gates(row: StarterCase, *, by: User, at: datetime) -> None:
    """Make the gates of a case: those of every job, and those that its role asks for, and look at each."""
    specs = gate_specs(on=row.start_date)
    asked = {Gate(one.gate): one for one in _of_role(row)}
    has_others = working_time.has_other_jobs(partner_id=row.partner_id, person_id=row.person_id, on=row.start_date)
    for gate, spec in specs.items():
        if not _is_needed(row, spec, has_others=has_others, is_asked=gate in asked):
            continue
        extra = asked.get(gate)
        StarterGate.objects.get_or_create(
            partner_id=row.partner_id,
            case=row,
            gate=gate.value,
            defaults={
                "level": extra.level if extra else "",
                "waiver": strictest(spec.waiver, Waiver(extra.waiver)) if extra else spec.waiver,
                "owner": spec.owner.value,
                "due_on": spec.due(row.start_date),
            },
        )
    refresh(row, by=by, at=at)


def _is_needed(row: StarterCase, spec: GateSpec, *, has_others: bool, is_asked: bool) -> bool:
    """Tell whether a case has a gate: what the role asks for always, what was found at the first job not again."""
    if spec.gate is Gate.WORKING_TIME:
        return has_others
    is_anew = row.route != StarterCase.Route.ADDED or spec.is_for_added
    return is_asked or (spec.is_always and is_anew)


def refresh(row: StarterCase, *, by: User, at: datetime) -> None:
    """Look at the gates that records meet by themselves, and note what is there and what is not."""
    if row.state not in UNTIL_STARTED:
        return
    facts = found.gate_facts(row, on=max(row.start_date, timezone.localdate(at)))
    for gate in StarterGate.objects.of(row.partner_id).filter(case=row, gate__in=list(LOOKED_AT)).order_by("id"):
        is_met = facts[Gate(gate.gate)]
        if is_met and gate.state == S.OPEN:
            _close(gate, S.MET, by=by, at=at)
        elif not is_met and gate.state == S.MET and not gate.outcome:
            gate.state, gate.done_by, gate.done_at = S.OPEN, None, None
            gate.save(update_fields=["state", "done_by", "done_at"])


def move_due_dates(row: StarterCase) -> None:
    """Have the gates fall due in time for the first day as it is now."""
    specs = gate_specs(on=row.start_date)
    for gate in StarterGate.objects.of(row.partner_id).filter(case=row).order_by("id"):
        gate.due_on = specs[Gate(gate.gate)].due(row.start_date)
        gate.save(update_fields=["due_on"])


@transaction_required
def meet(*, case: UUID, gate: str, finding: Finding, by: User, at: datetime) -> StarterGate:
    """Record what was found at a gate.

    :raises RuleBroken: without what the gate needs, for a date out of order, or a gate that records meet
    :raises WrongState: when the case is not under way
    :raises StarterGate.DoesNotExist: if the case has no such gate
    """
    row, one, spec = _lock(case, gate, BEFORE_READY | {StarterState.READY})
    starter_rules.GateIsOurs.require(spec.gate not in BY_RECORD, how=BY_RECORD.get(spec.gate, ""))
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    _check_finding(spec, finding, start=row.start_date, today=timezone.localdate(at))
    with dated.change(partner_id=row.partner_id, by=by, reason=f"starter: {spec.title}"):
        one.outcome, one.reference = finding.outcome, " ".join(finding.reference.split())[:60]
        one.issued_on, one.expires_on = finding.issued_on, finding.expires_on
        one.note = " ".join(finding.note.split())[:300]
        _close(one, S.MET, by=by, at=at)
        _log(row, "gate", by=by, at=at, note=f"{spec.title}: {finding.outcome}")
    return one


@transaction_required
def waive(*, case: UUID, gate: str, reason: str, by: User, at: datetime) -> StarterGate:
    """Accept the risk of going without a gate, as HR manager, with a reason.

    A post over its establishment needs finance, too, where the partner overrides at all: then the gate stays open, and
    finance is asked.

    :raises RuleBroken: when nobody may go without it, without a reason, or when it is about oneself
    :raises WrongState: when the case is not under way, or the gate is met
    :raises StarterGate.DoesNotExist: if the case has no such gate
    """
    tidy = rules.check_reason(reason)
    row, one, spec = _lock(case, gate, BEFORE_READY)
    starter_rules.GateMayBeWaived.require(one.waiver == Waiver.HR_MANAGER)
    starter_rules.ApprovedByAnother.require(row.person_id not in deciders.own_people(by, row.partner_id))
    dated.refuse_close(row, by=by)
    if one.state != S.OPEN or one.asked_human is not None:
        raise WrongState("This gate is not open, or finance is asked.", action="waive", state=one.state)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        if spec.gate is Gate.POST and starters_posts.ask_or_refuse(row, one, reason=tidy, by=by, at=at):
            return one
        one.note = tidy
        _close(one, S.WAIVED, by=by, at=at)
        _log(row, "waive", by=by, at=at, note=f"{spec.title}: {tidy}")
    return one


def require_met(row: StarterCase) -> None:
    """Make sure that nothing is missing that may not follow. :raises RuleBroken: naming all of it."""
    missing = found.missing_gates(row)
    starter_rules.GatesMet.require(not missing, missing=", ".join(missing))
    check = found.proof_on_start(row)
    starter_rules.RightToWorkFirst.require(check is not None, on=row.start_date)
    if check is not None and row.contract_hours is not None:
        hours = found.hours_over_all_jobs(row)
        fits = fits_limit(hours, check.weekly_hours_limit)
        starter_rules.WithinWorkLimit.require(fits, limit=check.weekly_hours_limit, hours=hours)


def _check_finding(spec: GateSpec, finding: Finding, *, start: date, today: date) -> None:
    given = {"reference": finding.reference.strip(), "issued_on": finding.issued_on, "expires_on": finding.expires_on}
    words = {"reference": "a number", "issued_on": "the day it was issued", "expires_on": "the last day"}
    wanted = [*([" or ".join(spec.outcomes)] if spec.outcomes else []), *(words[one] for one in spec.needs)]
    has_outcome = finding.outcome in spec.outcomes
    starter_rules.GateNeedsFacts.require(
        has_outcome and all(given[one] for one in spec.needs), wanted=", ".join(wanted)
    )
    in_order = (finding.issued_on is None or finding.issued_on <= today) and (
        finding.expires_on is None or finding.expires_on >= start
    )
    starter_rules.GateNeedsFacts.require(
        in_order, wanted="a day of issue that has come, and a last day after the start", field="expires_on"
    )


def _of_role(row: StarterCase) -> list[JobGate]:
    role = row.post.role_id if row.post else None
    rows = JobGate.objects.of(row.partner_id).filter(role_id=role, valid__contains=row.start_date)
    return list(rows.order_by("id"))


def _lock(case: UUID, gate: str, states: frozenset[StarterState]) -> tuple[StarterCase, StarterGate, GateSpec]:
    rows = StarterCase.objects.select_related("person", "post__role").select_for_update(of=("self",))
    row: StarterCase = rows.get(uuid=case)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    if row.state not in states:
        raise WrongState(
            "The gates of this case are closed: it is not under way.", action="gate", state=row.state,
            remedy="Gates are worked on from the accepted offer until somebody starts.",
        )  # fmt: skip
    one = StarterGate.objects.select_for_update(of=("self",)).get(partner_id=row.partner_id, case=row, gate=gate)
    return row, one, gate_specs(on=row.start_date)[Gate(gate)]


def _close(gate: StarterGate, state: str, *, by: User, at: datetime) -> None:
    gate.state, gate.done_by, gate.done_at = S(state), by, at
    gate.save()


def _log(row: StarterCase, action: str, *, by: User, at: datetime, note: str) -> None:
    StarterEvent.objects.create(partner_id=row.partner_id, case=row, action=action, by=by, at=at, note=note[:500])
