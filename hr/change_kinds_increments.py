"""The kinds of change request about increments (domain HR-04): a list, its undoing, the rules, and decisions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from rest_framework import serializers

from hr import change_kinds_bulk as bulk
from hr import change_payloads
from hr import rules_increments as increment_rules
from hr.change_kinds import HR_MANAGER, apply_by, clean, job_kind, job_of, jsonable, subject_of
from hr.change_payloads import OPTIONAL, FromPayload
from hr.engine.increments import Rule, Span
from hr.models import Assignment, AssignmentTerms, Increment, IncrementDecision, SpineValue, StaffGroup
from hr.operations import increments, progression
from hr.operations.increments import Wanted
from hr.operations.progression import Agreed
from hr.policy_kinds import page_of
from hr.queries import increment_words
from hr.queries.increments import Line, rule_on
from partners.change_kinds import (
    READ_CHANGES,
    ChangeKind,
    Effect,
    Figure,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
)
from partners.models import Partner, User
from partners.scope import current_partner_ids
from sharedservices.common.api_fields import DayField
from sharedservices.common.formatting import counted, day, money

MOST_ROWS = 2000
"""So many jobs make one list."""
BASIC_PAY = "Basic pay of these jobs a year"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in (LIST, UNDO, RULE, DECISION, DECISION_END):
        register_change_kind(kind)


def _partner() -> Partner:
    (pk,) = current_partner_ids()
    found: Partner = Partner.objects.get(pk=pk)
    return found


def _manager(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask the HR manager: an increment is due by the contract, so no budget holder decides on it (domain HR-04)."""
    return [HR_MANAGER]


# --- a list of increments ---------------------------------------------------------------------------------------------
class _Row(serializers.Serializer[Any]):
    assignment = serializers.UUIDField()
    due_on = DayField()
    from_point = serializers.UUIDField()
    to_point = serializers.UUIDField()
    assimilated = serializers.UUIDField(**OPTIONAL)


class _List(serializers.Serializer[Any]):
    given_in = serializers.UUIDField()
    first = DayField()
    last = DayField()
    rows = serializers.ListField(child=_Row(), allow_empty=False, max_length=MOST_ROWS)


def content(lines: Iterable[Line], *, span: Span) -> Payload:
    """Return the payload of a list: everybody of a preview who goes to another point.

    :raises RuleBroken: for nobody, or for more than a list holds
    """
    given = [one for one in lines if one.is_given]
    increment_rules.SomebodyIsDue.require(bool(given))
    increment_rules.ListIsReadable.require(len(given) <= MOST_ROWS, n=len(given), most=MOST_ROWS)
    names = ("assignment", "due_on", "from_point", "to_point", "assimilated")
    return {
        "given_in": str(uuid4()), "first": span.first.isoformat(), "last": span.last.isoformat(),
        "rows": [jsonable({name: getattr(one, name) for name in names}) for one in given],
    }  # fmt: skip


def _clean_list(payload: Payload) -> dict[str, Any]:
    given = change_payloads.read(_List, payload)
    return jsonable({name: given[name] for name in ("given_in", "first", "last")}) | {
        "rows": [jsonable(one) for one in given["rows"]]
    }


def _starts(payload: Payload) -> date:
    return min(date.fromisoformat(one["due_on"]) for one in payload["rows"])


def _jobs(payload: Payload) -> dict[str, Assignment]:
    rows = Assignment.objects.filter(uuid__in=[one["assignment"] for one in payload["rows"]])
    return {str(one.uuid): one for one in rows.select_related("person").order_by("id")}


def _people(payload: Payload) -> list[int]:
    return sorted({one.person_id for one in _jobs(payload).values()})


def _subject(payload: Payload) -> Subject:
    first, last = (date.fromisoformat(payload[name]) for name in ("first", "last"))
    days = f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
    n = counted(len(payload["rows"]), "job", "jobs")
    href = reverse("hr:increment_list", args=[_partner().code, payload["given_in"]])
    return Subject(words=f"Increments due {days}: {n}", href=href)


def _facts(payload: Payload, _on: date | None) -> Words:
    """Say for each job whose it is and what it is paid by on its day. Three queries."""
    jobs = _jobs(payload)
    days = {str(one["assignment"]): date.fromisoformat(one["due_on"]) for one in payload["rows"]}
    return increment_words.points(jobs, days)


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    wanted = [
        Wanted(
            assignment=UUID(one["assignment"]), due_on=date.fromisoformat(one["due_on"]),
            from_point=UUID(one["from_point"]), to_point=UUID(one["to_point"]),
            assimilated=UUID(one["assimilated"]) if one["assimilated"] else None,
        )
        for one in payload["rows"]
    ]  # fmt: skip
    (partner_id,) = current_partner_ids()
    increments.give(
        partner_id=partner_id, given_in=UUID(payload["given_in"]), wanted=wanted, reason=reason, by=by, at=at,
        report=bulk.report(),
    )  # fmt: skip


def _figures(payload: Payload, partner_id: int, _on: date) -> list[Figure]:
    """Return the yearly basic pay of all jobs, each on its day. Two queries."""
    days = {UUID(one["assignment"]): date.fromisoformat(one["due_on"]) for one in payload["rows"]}
    rows = AssignmentTerms.objects.of(partner_id).filter(assignment__uuid__in=days).select_related("assignment")
    values: dict[int, list[SpineValue]] = {}
    for one in SpineValue.objects.of(partner_id).order_by("valid", "id"):
        values.setdefault(one.point_id, []).append(one)
    total = Decimal(0)
    for row in rows.order_by("id"):
        on = days[row.assignment.uuid]
        if on in row.valid:
            total += increment_words.yearly(row, values.get(row.spine_point_id or 0, []), on)
    return [Figure(label=BASIC_PAY, value=total, words=money(total), is_cost=True)]


def _summarise(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> Sequence[Effect]:
    old, new = before[BASIC_PAY], after[BASIC_PAY]
    rises = (new.value or Decimal(0)) > (old.value or Decimal(0))
    return [Effect(label=BASIC_PAY, before=old.words, after=new.words, is_cost_rise=rises)]


LIST = ChangeKind(
    audience=READ_CHANGES,
    code="hr.increments",
    title="Increments",
    subject=_subject,
    clean=_clean_list,
    starts=_starts,
    facts=_facts,
    apply=_apply,
    steps=_manager,
    people=_people,
    figures=_figures,
    summarise=_summarise,
    in_background=True,
    start=bulk.start,
    pay_facts=("",),
)


# --- undoing one ------------------------------------------------------------------------------------------------------
class _Undo(serializers.Serializer[Any]):
    given_in = serializers.UUIDField()
    assignment = serializers.UUIDField(**OPTIONAL)


def _undone(payload: Payload) -> list[Increment]:
    rows = Increment.objects.filter(given_in=payload["given_in"]).select_related("assignment__person")
    if payload.get("assignment"):
        rows = rows.filter(assignment__uuid=payload["assignment"])
    rows = rows.filter(assignment__uuid__in=payload["rows"]) if "rows" in payload else rows.filter(undone_at=None)
    return list(rows.order_by("assignment__number", "due_on", "kind"))


def _undo_clean(payload: Payload) -> dict[str, Any]:
    given = jsonable(change_payloads.read(_Undo, payload))
    found = _undone(given)
    increment_rules.SomethingToUndo.require(bool(found))
    # As a list of what goes back: the worker counts it, and the hash is over it.
    return given | {"rows": sorted({str(one.assignment.uuid) for one in found})}


def _undo_starts(payload: Payload) -> date:
    return min(one.due_on for one in _undone(payload))


def _undo_people(payload: Payload) -> list[int]:
    return sorted({one.person_id for one in _undone(payload)})


def _undo_subject(payload: Payload) -> Subject:
    href = reverse("hr:increment_list", args=[_partner().code, payload["given_in"]])
    n = counted(len(payload["rows"]), "job", "jobs")
    return Subject(words=f"Undo increments of {n}", href=href)


def _undo_facts(payload: Payload, _on: date | None) -> Words:
    rows = _undone(payload)
    jobs = {str(one.assignment.uuid): one.assignment for one in rows}
    return increment_words.points(jobs, {str(one.assignment.uuid): one.due_on for one in rows})


def _undo_apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    (partner_id,) = current_partner_ids()
    one = payload.get("assignment")
    increments.undo(
        partner_id=partner_id, given_in=UUID(payload["given_in"]), assignment=UUID(one) if one else None,
        reason=reason, by=by, at=at, report=bulk.report(),
    )  # fmt: skip


UNDO = ChangeKind(
    audience=READ_CHANGES,
    code="hr.increments_undo",
    title="Undo increments",
    subject=_undo_subject,
    clean=_undo_clean,
    starts=_undo_starts,
    facts=_undo_facts,
    apply=_undo_apply,
    steps=_manager,
    people=_undo_people,
    figures=lambda _payload, _partner_id, _on: [],
    summarise=lambda _before, _after: [],
    in_background=True,
    start=bulk.start,
    pay_facts=("",),
)


# --- the rule of a staff group ----------------------------------------------------------------------------------------
class RulePayload(FromPayload):
    """By which rule a staff group progresses from a day on."""

    assignment = None  # type: ignore[assignment]
    staff_group = serializers.UUIDField()
    rule = serializers.ChoiceField(choices=[one.value for one in Rule])
    fixed_month = serializers.IntegerField(min_value=1, max_value=12)
    fixed_day = serializers.IntegerField(min_value=1, max_value=28)
    least_months = serializers.IntegerField(min_value=0, max_value=12)
    counts_unpaid = serializers.BooleanField()
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]


def _group(payload: Payload) -> StaffGroup:
    found: StaffGroup = StaffGroup.objects.get(uuid=payload["staff_group"])
    return found


def _rule_subject(payload: Payload) -> Subject:
    return Subject(words=f"Increments: {_group(payload).name}", href=page_of("increment_rules"))


def _rule_facts(payload: Payload, on: date | None) -> Words:
    assert on is not None  # noqa: S101 - this kind has a day
    return increment_words.rule(rule_on(_group(payload), on))


def _rule(given: dict[str, Any]) -> dict[str, Any]:
    agreed = Agreed(**{name: given.pop(name) for name in Agreed.__dataclass_fields__})
    return {**given, "agreed": agreed}


RULE = ChangeKind(
    audience=READ_CHANGES,
    code="hr.increment_rule",
    title="Change the rule of increments",
    subject=_rule_subject,
    clean=clean(RulePayload),
    starts=lambda payload: date.fromisoformat(payload["effective_from"]),
    facts=_rule_facts,
    apply=apply_by(progression.agree, RulePayload, _rule),
    steps=_manager,
    affects_pay=False,
    revise=lambda payload: page_of("increment_rule", staff_group=payload["staff_group"]),
)


# --- decisions on one job ---------------------------------------------------------------------------------------------
class DecisionPayload(FromPayload):
    """What is decided about the increments of a job between two days."""

    kind = serializers.ChoiceField(choices=IncrementDecision.Kind.choices)
    ground = serializers.ChoiceField(choices=IncrementDecision.Ground.choices)
    n_points = serializers.IntegerField(min_value=1, max_value=3, default=1)
    last_day = DayField(**OPTIONAL)


class DecisionEndPayload(serializers.Serializer[Any]):
    """An earlier end of a decision."""

    decision = serializers.UUIDField()
    last_day = DayField()


def _job_of_decision(payload: Payload) -> Assignment:
    rows = IncrementDecision.objects.select_related("assignment__person", "assignment__partner")
    found: Assignment = rows.get(uuid=payload["decision"]).assignment
    return found


DECISION = job_kind(
    "hr.increment_decision", "Decide on increments", route="increment_decision", say=increment_words.decisions,
    operation=progression.decide, shape=DecisionPayload, steps=_manager, affects_pay=False, find=job_of,
)  # fmt: skip
DECISION_END = ChangeKind(
    audience=READ_CHANGES,
    code="hr.increment_decision_end",
    title="End a decision on increments",
    subject=lambda payload: subject_of(_job_of_decision, payload),
    clean=clean(DecisionEndPayload),
    starts=lambda payload: date.fromisoformat(payload["last_day"]),
    facts=lambda payload, on: increment_words.decisions(_job_of_decision(payload), on),
    apply=apply_by(progression.end_decision, DecisionEndPayload, dict),
    steps=_manager,
    affects_pay=False,
)
