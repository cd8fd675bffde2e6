"""Who is away in a month, for the team calendar: leave that is asked for or approved, and absences without a reason."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.models import AbsenceRecord, FamilyLeaveBlock, LeaveBooking
from hr.queries.days import last_day
from hr.queries.leave import LIVE
from hr.queries.people import unit_and_below
from sharedservices.common.periods import DateRange


class Away(StrEnum):
    """Why somebody is away, as far as colleagues know it."""

    LEAVE = "leave"
    ASKED = "asked"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days away; no last day while an absence is open."""

    why: Away
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class PersonAway:
    """Somebody who is away in the month, from one job."""

    person: UUID
    name: str
    assignment_no: str
    stretches: list[Stretch] = field(default_factory=list)

    def why(self, day: date) -> Away | None:
        """Return why the person is away on a day; absence goes before leave."""
        found = [one.why for one in self.stretches if one.first_day <= day and (one.last_day or day) >= day]
        return max(found, key=list(Away).index) if found else None


_COLUMNS = (
    "valid", "state", "assignment_id", "assignment__number", "person__uuid", "person__surname", "person__forenames",
    "person__known_as",
)  # fmt: skip


def away(*, partner_id: int, month: DateRange, unit: UUID | None) -> list[PersonAway]:
    """Return who is away on some day of a month, by name. Four queries."""
    days = DbRange(month.start, month.end)
    filters: dict[str, Any] = {"valid__overlap": days}
    if unit is not None:
        filters["assignment__post__org_unit_id__in"] = unit_and_below(partner_id=partner_id, unit=unit)
    leave = LeaveBooking.objects.of(partner_id).filter(state__in=LIVE, **filters).order_by("valid", "id")
    absent = AbsenceRecord.objects.of(partner_id).filter(**filters).exclude(state="CANCELLED").order_by("valid", "id")
    people: dict[int, PersonAway] = {}
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for row in leave.values(*_COLUMNS):
        why = Away.LEAVE if row["state"] == LeaveBooking.State.APPROVED else Away.ASKED
        _add(row, why, people, stretches)
    for row in absent.values(*_COLUMNS):
        _add(row, Away.ABSENT, people, stretches)
    family = FamilyLeaveBlock.objects.of(partner_id).filter(is_cancelled=False, **filters).order_by("valid", "id")
    for row in family.values(*(name for name in _COLUMNS if name != "state")):
        _add(row, Away.ABSENT, people, stretches)
    return sorted(people.values(), key=lambda one: (one.name, one.assignment_no))


def _add(row: dict[str, Any], why: Away, people: dict[int, PersonAway], stretches: dict[int, list[Stretch]]) -> None:
    job = row["assignment_id"]
    if job not in people:
        first = row["person__known_as"] or row["person__forenames"]
        name = f"{first} {row['person__surname']}".strip()
        people[job] = PersonAway(row["person__uuid"], name, row["assignment__number"], stretches[job])
    stretches[job].append(Stretch(why, row["valid"].lower, last_day(row["valid"])))
