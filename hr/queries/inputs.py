"""Monthly inputs: the list with its filters, and what waits for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hr.models import DeathCase, MonthlyInput
from hr.queries.people import unit_and_below
from hr.states import MONTHLY_INPUT, DeathState, InputState
from partners.queries.holds import quiet, stands_beside
from sharedservices.common.flow import allowed_actions
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFilter:
    """What a list of inputs is narrowed to; everything empty is every input."""

    search: str = ""
    state: str = ""
    element: UUID | None = None
    pay_group: UUID | None = None
    unit: UUID | None = None
    period_start: date | None = None
    entered_by: int | None = None
    without: frozenset[int] = frozenset()
    """People of whom the reader decides nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """One input in the list. Amount and rate in pounds. `actions` are those that its state allows."""

    monthly_input: UUID
    person: UUID
    name: str
    employee_no: str
    assignment_no: str
    element: str
    pay_group: str
    period_start: date
    amount: Decimal | None
    units: Decimal | None
    rate: Decimal | None
    note: str
    state: str
    state_label: str
    entered_by: str
    entered_human: UUID
    entered_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    actions: tuple[str, ...]
    is_on_hold: bool
    is_for_estate: bool


_COLUMNS = (
    "uuid", "amount", "units", "rate", "note", "state", "period_start", "entered_at", "entered_human", "decided_at",
    "decision_note", "element__name", "pay_group__name", "assignment__number", "employment__employee_no",
    "person__uuid", "person__surname", "person__forenames", "person__known_as", "entered_by__full_name",
    "decided_by__full_name",
)  # fmt: skip


def monthly_inputs(*, partner_id: int, wanted: InputFilter) -> QuerySetRows:
    """Return the inputs that fit, as rows for a list; newest entered first unless the list is sorted otherwise."""
    return QuerySetRows(_marked(matching(partner_id=partner_id, wanted=wanted)), row=_row)


def _marked(rows: QuerySet[Any]) -> Any:
    """Return inputs with their columns; whether they rest on account of a hold, and whether an estate is being settled.

    What is due to an estate is decided one by one (hr.operations.freeze).
    """
    settled = DeathCase.objects.filter(
        partner_id=OuterRef("partner_id"), person_id=OuterRef("person_id"), state=DeathState.SETTLING
    )
    marks = {"is_on_hold": stands_beside(), "is_for_estate": Exists(settled)}
    return rows.annotate(**marks).values(*_COLUMNS, *marks)


def matching(*, partner_id: int, wanted: InputFilter) -> QuerySet[Any]:
    """Return the inputs that fit a filter, without order."""
    rows: QuerySet[Any] = MonthlyInput.objects.of(partner_id)
    conditions = {
        "state": wanted.state,
        "element__uuid": wanted.element,
        "pay_group__uuid": wanted.pay_group,
        "period_start": wanted.period_start,
        "entered_by_id": wanted.entered_by,
    }
    rows = rows.filter(**{name: value for name, value in conditions.items() if value})
    if wanted.without:
        rows = rows.exclude(person_id__in=wanted.without)
    if wanted.unit is not None:
        rows = rows.filter(assignment__post__org_unit_id__in=unit_and_below(partner_id=partner_id, unit=wanted.unit))
    for word in wanted.search.split():
        rows = rows.filter(
            Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(employment__employee_no__istartswith=word)
        )
    return rows


def waiting_ids(*, partner_id: int, wanted: InputFilter) -> list[UUID]:
    """Return the public ids of all inputs that fit a filter and wait for approval: what a bulk approval takes."""
    rows = quiet(matching(partner_id=partner_id, wanted=wanted).filter(state=InputState.SUBMITTED))
    return list(rows.order_by("id").values_list("uuid", flat=True))


def monthly_input(*, monthly_input: UUID) -> InputRow:
    """Return one input. :raises MonthlyInput.DoesNotExist: if there is none in scope."""
    return _row(_marked(MonthlyInput.objects.all()).get(uuid=monthly_input))


def counts(*, partner_id: int) -> dict[str, int]:
    """Return how many inputs stand in each state. One query."""
    rows = MonthlyInput.objects.of(partner_id).values("state").annotate(n=Count("id")).order_by("state")
    found = {row["state"]: row["n"] for row in rows}
    return {state.value: found.get(state.value, 0) for state in InputState}


def n_waiting_for(*, partner_id: int, human_id: UUID, without: Collection[int] = ()) -> int:
    """Return how many inputs wait that this human being did not enter, but for those about some people."""
    waiting = quiet(MonthlyInput.objects.of(partner_id).filter(state=InputState.SUBMITTED))
    n: int = waiting.exclude(entered_human=human_id).exclude(person_id__in=without).count()
    return n


def _row(found: dict[str, Any]) -> InputRow:
    first = found["person__known_as"] or found["person__forenames"]
    rests = found["is_on_hold"] and not found["is_for_estate"]
    return InputRow(
        monthly_input=found["uuid"],
        person=found["person__uuid"],
        name=f"{first} {found['person__surname']}".strip(),
        employee_no=found["employment__employee_no"],
        assignment_no=found["assignment__number"],
        element=found["element__name"],
        pay_group=found["pay_group__name"],
        period_start=found["period_start"],
        amount=found["amount"],
        units=found["units"],
        rate=found["rate"],
        note=found["note"],
        state=found["state"],
        state_label=MonthlyInput.State(found["state"]).label,
        entered_by=found["entered_by__full_name"],
        entered_human=found["entered_human"],
        entered_at=found["entered_at"],
        decided_by=found["decided_by__full_name"] or "",
        decided_at=found["decided_at"],
        decision_note=found["decision_note"],
        actions=() if rests else allowed_actions(MONTHLY_INPUT, found["state"]),
        is_on_hold=rests and found["state"] == InputState.SUBMITTED,
        is_for_estate=found["is_on_hold"] and found["is_for_estate"],
    )
