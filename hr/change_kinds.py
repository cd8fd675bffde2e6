"""The kinds of change request about somebody's employment (domain HR-07): each calls one operation of this app."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework.serializers import Serializer

from hr import change_payloads as payloads
from hr.facts import FACTS, Fact
from hr.models import Assignment, AssignmentTerms, RecurringElement
from hr.operations import costs, elements, hours, pensions, terms, undo
from hr.operations.entries import Entry
from hr.operations.terms import Pay
from hr.queries import job_words, leave, moves, working_time
from hr.queries.days import ONE_DAY, last_day
from hr.queries.history import words
from hr.queries.teams import is_of_team
from partners.change_kinds import (
    OPEN,
    READ_CHANGES,
    ChangeKind,
    Figure,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
    register_measure,
)
from partners.models import User
from sharedservices.common.formatting import day, number
from sharedservices.common.money import round_half_up
from sharedservices.common.workingdays import BankHolidaysMissing

HR_MANAGER = StepNeeded(permission="changes.approve", title="HR manager")
COST_RISES = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="The employer’s cost rises")
LATER_WORDS = (
    ("keep", "The later change stays: this one holds until then"),
    ("rebase", "This change goes on: the later one follows it"),
    ("cancel", "The later change is cancelled, if it has not taken effect"),
)
COST_MOVES = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="The cost centre changes")
WITH_IT = "Cancelled with it"
Operation = Callable[..., object]


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)
    register_measure("hr.1 full-time equivalent", full_time_equivalent)
    register_measure("hr.2 annual leave", annual_leave)
    register_measure("hr.3 hours over all jobs", working_time.measure)


# --- whose it is ------------------------------------------------------------------------------------------------------
def job_of(payload: Payload) -> Assignment:
    """Return the job that a payload names."""
    rows = Assignment.objects.select_related("person", "partner", "post__org_unit")
    return of_team(rows.get(uuid=payload["assignment"]))


def of_team(job: Assignment) -> Assignment:
    """Return a job.

    :raises Assignment.DoesNotExist: in a manager's scope, for one that somebody of the team has elsewhere
    """
    if not is_of_team(job):
        raise Assignment.DoesNotExist
    return job


def _job_of_element(payload: Payload) -> Assignment:
    rows = RecurringElement.objects.select_related("assignment__person", "assignment__partner")
    found: Assignment = rows.get(uuid=payload["recurring"]).assignment
    return found


def _job_of_row(payload: Payload) -> Assignment:
    rows = FACTS[Fact(payload["fact"])].model.objects.select_related("assignment__person", "assignment__partner")
    found: Assignment = rows.get(uuid=payload["row"]).assignment
    return found


def subject_of(find: Callable[[Payload], Assignment], payload: Payload) -> Subject:
    """Say whose job it is."""
    job = find(payload)
    href = reverse("hr:person", kwargs={"partner_code": job.partner.code, "person": job.person.uuid})
    return Subject(words=f"{job.person.display_name}, {job.title} ({job.number})", href=href, person_id=job.person_id)


def revise(route: str, find: Callable[[Payload], Assignment], payload: Payload) -> str:
    """Return the address of the form."""
    job = find(payload)
    ids: dict[str, Any] = {"partner_code": job.partner.code, "person": job.person.uuid}
    named = next((name for name in ("recurring", "acting") if name in payload), None)
    if named is not None:
        ids[named] = payload[named]
    else:
        ids["assignment"] = job.uuid
    return reverse(f"hr:{route}", kwargs=ids)


# --- what holds, and what it takes to change it -----------------------------------------------------------------------
def _facts(say: Callable[[Assignment, date], Words], find: Callable[[Payload], Assignment]) -> Any:
    def facts(payload: Payload, on: date | None) -> Words:
        assert on is not None  # noqa: S101 - every kind here has a day
        return say(find(payload), on)

    return facts


def usual_steps(_payload: Payload, trial: Trial) -> list[StepNeeded]:
    """Ask the partner's HR manager, and finance beside them when it costs more (domain HR-07)."""
    rises = any(effect.is_cost_rise for effect in trial.effects)
    return [HR_MANAGER, COST_RISES] if rises else [HR_MANAGER]


def _back_steps(payload: Payload, trial: Trial) -> list[StepNeeded]:
    """Ask as usual; and finance when a cost split is cancelled with a move."""
    steps = usual_steps(payload, trial)
    moves_costs = moves.COST_SPLIT in trial.before.get(WITH_IT, "")
    return [HR_MANAGER, COST_MOVES] if moves_costs and len(steps) == 1 else steps


def _cost_steps(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER, COST_MOVES]


def apply_by(
    operation: Operation, shape: type[Serializer[Any]], turn: Callable[[dict[str, Any]], dict[str, Any]]
) -> Any:
    """Return what makes a change: the operation, with the payload turned into its arguments."""

    def apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
        operation(**turn(payloads.read(shape, payload)), reason=reason, by=by, at=at)

    return apply


def with_pay(given: dict[str, Any]) -> dict[str, Any]:
    """Gather what a job is paid by."""
    names = ("grade", "spine_point", "spot_annual", "hourly_rate")
    pay = Pay(**{name: given.pop(name) for name in names})
    return {**given, "pay": pay}


def _shares(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "shares": {UUID(centre): share for centre, share in given["shares"].items()}}


def _entry(given: dict[str, Any]) -> dict[str, Any]:
    entry = Entry(**{name: given.pop(name) for name in ("amount", "units", "rate")})
    return {**given, "entry": entry}


def _fact(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "fact": Fact(given["fact"])}


def _row_words(payload: Payload, _on: date | None) -> Words:
    """Say what a row that has not taken effect says; nothing when it is gone."""
    fact = Fact(payload["fact"])
    kind = FACTS[fact]
    row: Any = kind.model.objects.filter(uuid=payload["row"]).first()
    if row is None:
        return {kind.noun.capitalize(): "Cancelled"}
    end = last_day(row.valid)
    found = {
        kind.noun.capitalize(): words(fact, row),
        "From": day(row.valid.lower),
        "Last day": day(end) if end else "No end",
    }
    return found | ({WITH_IT: moves.came_along_words(row)} if fact is Fact.POST else {})


def clean(shape: type[Serializer[Any]]) -> Callable[[Payload], dict[str, Any]]:
    """Return what leaves of a payload only what its serializer knows."""
    return lambda payload: jsonable(payloads.read(shape, payload))


def _starts(payload: Payload) -> date:
    """Return the first day on which something is otherwise: the day after a last one."""
    if payload.get("effective_from"):
        return date.fromisoformat(payload["effective_from"])
    return date.fromisoformat(payload["last_day"]) + ONE_DAY


def _row_starts(payload: Payload) -> date | None:
    """Return the first day of a row that has not taken effect."""
    row: Any = FACTS[Fact(payload["fact"])].model.objects.filter(uuid=payload["row"]).first()
    first: date | None = row.valid.lower if row else None
    return first


def _attribute(what: str, payload: Payload) -> str:
    """Return the name of the one thing that a payload changes: of a job, or of an element that recurs."""
    return f"{what}:{payload.get('recurring') or payload['assignment']}"


def job_kind(  # noqa: PLR0913 - one argument for each thing that differs
    code: str,
    title: str,
    *,
    route: str,
    say: Callable[[Assignment, date], Words],
    operation: Operation,
    shape: type[Serializer[Any]],
    turn: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    find: Callable[[Payload], Assignment] = job_of,
    steps: Any = usual_steps,
    affects_pay: bool = True,
    attribute: str = "",
    has_later: bool = False,
    propose: str = "changes.propose",
    pay_facts: tuple[str, ...] = (),
    notes: Callable[[Payload], list[tuple[str, str]]] | None = None,
) -> ChangeKind:
    """Return a kind of change of something that belongs to a job."""
    return ChangeKind(
        audience=READ_CHANGES,
        code=code,
        title=title,
        subject=partial(subject_of, find),
        clean=clean(shape),
        starts=_starts,
        facts=_facts(say, find),
        apply=apply_by(operation, shape, turn),
        steps=steps,
        affects_pay=affects_pay,
        attribute=partial(_attribute, attribute) if attribute else None,
        choice="later" if has_later else "",
        options=LATER_WORDS if has_later else (),
        revise=partial(revise, route, find),
        propose=propose,
        pay_facts=pay_facts,
        notes=notes,
    )


def _agreed(payload: Payload) -> list[tuple[str, str]]:
    """Say until when other hours hold, and which request to work flexibly stands behind them."""
    until, reference = payload.get("until"), payload.get("flexible_ref", "")
    found = [("Until", f"{day(date.fromisoformat(until))}. After that the hours of before hold again")] if until else []
    return [*found, *([("Flexible working request", reference)] if reference else [])]


HOURS = job_kind(
    "hr.hours", "Change hours", route="change_hours", say=job_words.hours,
    operation=hours.agree_hours, shape=payloads.HoursPayload, attribute="hours", has_later=True,
    propose=OPEN, notes=_agreed,
)  # fmt: skip
PAY = job_kind(
    "hr.pay", "Change pay", route="change_pay", say=job_words.pay,
    operation=terms.change_pay, shape=payloads.PayPayload, turn=with_pay, attribute="pay", has_later=True,
)  # fmt: skip
COSTS = job_kind(
    "hr.costs", "Change cost split", route="change_costs", say=job_words.costs, steps=_cost_steps,
    operation=costs.change_cost_split, shape=payloads.CostsPayload, turn=_shares, attribute="costs",
)  # fmt: skip
PENSION_JOIN = job_kind(
    "hr.pension_join", "Join a pension scheme", route="join_pension", say=job_words.pension,
    operation=pensions.join, shape=payloads.PensionJoinPayload,
)  # fmt: skip
PENSION_SECTION = job_kind(
    "hr.pension_section", "Change pension section", route="change_pension", say=job_words.pension,
    operation=pensions.change_section, shape=payloads.PensionSectionPayload, attribute="pension",
)  # fmt: skip
PENSION_LEAVE = job_kind(
    "hr.pension_leave", "Leave the pension scheme", route="leave_pension", say=job_words.pension,
    operation=pensions.leave, shape=payloads.PensionLeavePayload,
)  # fmt: skip
ELEMENT_ADD = job_kind(
    "hr.element_add", "Add a pay element", route="add_element", say=job_words.elements,
    operation=elements.add_recurring, shape=payloads.ElementAddPayload, turn=_entry,
)  # fmt: skip
ELEMENT_CHANGE = job_kind(
    "hr.element_change", "Change a pay element", route="change_element", say=job_words.elements, find=_job_of_element,
    operation=elements.change_recurring, shape=payloads.ElementChangePayload, turn=_entry,
    attribute="element",
)  # fmt: skip
ELEMENT_END = job_kind(
    "hr.element_end", "End a pay element", route="end_element", say=job_words.elements, find=_job_of_element,
    operation=elements.end_recurring, shape=payloads.ElementEndPayload,
)  # fmt: skip
CHANGE_BACK = ChangeKind(
    audience=READ_CHANGES,
    code="hr.cancel_change",
    title="Cancel a change to come",
    subject=partial(subject_of, _job_of_row),
    clean=clean(payloads.TakeBackPayload),
    starts=_row_starts,
    facts=_row_words,
    apply=apply_by(undo.cancel_change, payloads.TakeBackPayload, _fact),
    steps=_back_steps,
)
END_BACK = ChangeKind(
    audience=READ_CHANGES,
    code="hr.cancel_ending",
    title="Take back an end",
    subject=partial(subject_of, _job_of_row),
    clean=clean(payloads.TakeBackPayload),
    starts=_row_starts,
    facts=_row_words,
    apply=apply_by(undo.cancel_ending, payloads.TakeBackPayload, _fact),
    steps=usual_steps,
)
COSTS_BACK = job_kind(
    "hr.cancel_costs", "Cancel a cost split to come", route="change_costs", say=job_words.costs, steps=_cost_steps,
    operation=costs.cancel_cost_split, shape=payloads.CostsBackPayload,
)  # fmt: skip
KINDS = (
    HOURS, PAY, COSTS, PENSION_JOIN, PENSION_SECTION, PENSION_LEAVE, ELEMENT_ADD, ELEMENT_CHANGE, ELEMENT_END,
    CHANGE_BACK, END_BACK, COSTS_BACK,
)  # fmt: skip


# --- what follows -----------------------------------------------------------------------------------------------------
def full_time_equivalent(*, partner_id: int, person_id: int, on: date) -> list[Figure]:
    """Return hours over full-time hours, added up over a person's jobs on a day."""
    rows = AssignmentTerms.objects.of(partner_id).filter(person_id=person_id, valid__contains=on).order_by("id")
    found = sum((row.contract_hours / row.full_time_hours for row in rows), Decimal(0))
    value = round_half_up(found, 4)
    return [Figure(label="Full-time equivalent", value=value, words=number(value), is_open=True)]


def annual_leave(*, partner_id: int, person_id: int, on: date) -> list[Figure]:
    """Return the hours of leave that each job of a person gives in the leave year of a day, bank holidays included."""
    jobs = Assignment.objects.of(partner_id).filter(person_id=person_id, valid__contains=on)
    found = []
    for job in jobs.order_by("number", "id"):
        try:
            given = leave.balance(job, on=on)
        except BankHolidaysMissing:
            given = None
        if given is not None:
            hours = given.entitlement.hours
            year = f"leave year from {day(given.year.start)}"
            label = f"Annual leave in the {year}, job {job.number}"
            found.append(Figure(label=label, value=hours, words=f"{number(hours)} hours", is_open=True))
    return found


def jsonable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of an operation as a payload: ids, dates and amounts as texts."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(name): plain(one) for name, one in value.items()}
        return value if value is None or isinstance(value, bool | int | str) else str(value)

    return {name: plain(value) for name, value in values.items()}
