"""The lists of absences and of leave, with their filters and counts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hr.models import AbsenceRecord, LeaveBooking
from hr.queries import return_interviews
from hr.queries.covering import Covered, for_words
from hr.queries.days import last_day
from hr.queries.people import unit_and_below
from hr.queries.sick_pay import steps_within, without_fit_note
from hr.states import LEAVE
from partners.queries.holds import quiet, stands_beside
from sharedservices.common.flow import allowed_actions
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFilter:
    """What a list of absences or leave is narrowed to; everything empty is all of it."""

    search: str = ""
    state: str = ""
    kind: str = ""
    category: str = ""
    unit: UUID | None = None
    lacks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """One absence in the list. Its reason is not in it."""

    absence: UUID
    assignment: UUID
    person: UUID
    name: str
    assignment_no: str
    unit: str
    kind: str
    category: str
    first_day: date
    last_day: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRow:
    """One booking of leave in the list."""

    booking: UUID
    person: UUID
    name: str
    assignment: UUID
    assignment_no: str
    unit: str
    first_day: date
    last_day: date
    hours: Decimal
    hours_given_back: Decimal
    note: str
    state: str
    state_label: str
    requested_by: str
    requested_human: UUID
    requested_at: Any
    decided_by: str
    decided_for: str
    decided_at: Any
    decision_note: str
    covered_for: str
    actions: tuple[str, ...]
    is_on_hold: bool


_PERSON = (
    "person__uuid", "person__surname", "person__forenames", "person__known_as", "assignment__number",
    "assignment__post__org_unit__name",
)  # fmt: skip
_ABSENCE = ("uuid", "assignment__uuid", "kind", "category", "valid", "state", *_PERSON)
_LEAVE = (
    "uuid", "valid", "hours", "hours_given_back", "note", "state", "assignment__uuid", "requested_by__full_name",
    "requested_human", "requested_at", "decided_by__full_name", "behalf_of__full_name", "decided_at", "decision_note",
    "assignment__post__org_unit_id", *_PERSON,
)  # fmt: skip


def absences(*, partner_id: int, wanted: TimeFilter, on: date) -> QuerySetRows:
    """Return the absences that fit, as rows for a list."""
    rows = _narrowed(AbsenceRecord.objects.of(partner_id), partner_id, wanted)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.lacks == "fit-note":
        rows = rows.filter(pk__in=[one.pk for one in without_fit_note(partner_id=partner_id, on=on)])
    if wanted.lacks == "step-down":
        rows = rows.filter(pk__in={one.pk for one, _step in steps_within(partner_id=partner_id, on=on)})
    if wanted.lacks == "interview":
        rows = rows.filter(pk__in=return_interviews.due(partner_id=partner_id, on=on).values("pk"))
    if wanted.lacks == "follow-up":
        rows = rows.filter(pk__in=return_interviews.follow_ups_due(partner_id=partner_id, on=on).values("absence_id"))
    return QuerySetRows(rows.values(*_ABSENCE), row=_absence)


def leave_bookings(*, partner_id: int, wanted: TimeFilter, covered: Covered | None = None) -> QuerySetRows:
    """Return the leave that fits, as rows for a list. `covered`: for whom the reader decides in which units."""
    rows = _narrowed(LeaveBooking.objects.of(partner_id), partner_id, wanted)
    return QuerySetRows(_marked(rows), row=lambda found: _leave(found, covered or {}))


def leave_booking(*, booking: UUID, covered: Covered | None = None) -> LeaveRow:
    """Return one booking. :raises LeaveBooking.DoesNotExist: if there is none in scope."""
    return _leave(_marked(LeaveBooking.objects.all()).get(uuid=booking), covered or {})


def absence_counts(*, partner_id: int) -> dict[str, int]:
    """Return how many absences stand in each state. One query."""
    return _counts(AbsenceRecord.objects.of(partner_id), AbsenceRecord.State.values)


def leave_counts(*, partner_id: int) -> dict[str, int]:
    """Return how many bookings stand in each state. One query."""
    return _counts(LeaveBooking.objects.of(partner_id), LeaveBooking.State.values)


def leave_waiting_for(*, partner_id: int, human_id: UUID, people: set[int]) -> QuerySet[Any]:
    """Return the requests that wait, that this human being did not make and that are about none of these people."""
    rows: QuerySet[Any] = quiet(LeaveBooking.objects.of(partner_id).filter(state="REQUESTED"))
    return rows.exclude(requested_human=human_id).exclude(person_id__in=people)


def _counts(rows: QuerySet[Any], states: list[str]) -> dict[str, int]:
    found = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("id")).order_by("state")}
    return {state: found.get(state, 0) for state in states}


def _narrowed(rows: QuerySet[Any], partner_id: int, wanted: TimeFilter) -> QuerySet[Any]:
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.unit is not None:
        rows = rows.filter(assignment__post__org_unit_id__in=unit_and_below(partner_id=partner_id, unit=wanted.unit))
    for word in wanted.search.split():
        rows = rows.filter(
            Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(employment__employee_no__istartswith=word)
        )
    return rows


def _who(found: dict[str, Any]) -> dict[str, Any]:
    first = found["person__known_as"] or found["person__forenames"]
    return {
        "person": found["person__uuid"],
        "name": f"{first} {found['person__surname']}".strip(),
        "assignment_no": found["assignment__number"],
        "unit": found["assignment__post__org_unit__name"],
        "first_day": found["valid"].lower,
        "state": found["state"],
    }


def _absence(found: dict[str, Any]) -> AbsenceRow:
    return AbsenceRow(
        **_who(found),
        absence=found["uuid"],
        assignment=found["assignment__uuid"],
        kind=str(AbsenceRecord.Kind(found["kind"]).label),
        category=str(AbsenceRecord.Category(found["category"]).label),
        last_day=last_day(found["valid"]),
    )


def _marked(rows: QuerySet[Any]) -> Any:
    """Return leave with its columns, and whether it rests because nothing is asked about the person."""
    return rows.annotate(is_on_hold=stands_beside()).values(*_LEAVE, "is_on_hold")


def _leave(found: dict[str, Any], covered: Covered) -> LeaveRow:
    end = last_day(found["valid"])
    assert end is not None  # noqa: S101 - a constraint of the table says so
    return LeaveRow(
        **_who(found),
        booking=found["uuid"],
        assignment=found["assignment__uuid"],
        last_day=end,
        hours=found["hours"],
        hours_given_back=found["hours_given_back"],
        note=found["note"],
        state_label=str(LeaveBooking.State(found["state"]).label),
        requested_by=found["requested_by__full_name"],
        requested_human=found["requested_human"],
        requested_at=found["requested_at"],
        decided_by=found["decided_by__full_name"] or "",
        decided_for=found["behalf_of__full_name"] or "",
        covered_for=for_words(covered, found["assignment__post__org_unit_id"]),
        decided_at=found["decided_at"],
        decision_note=found["decision_note"],
        actions=() if found["is_on_hold"] else allowed_actions(LEAVE, found["state"]),
        is_on_hold=found["is_on_hold"],
    )
