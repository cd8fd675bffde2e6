"""Which pay periods a monthly input may be entered for.

The calendar belongs to payroll, which stands above hr: payroll registers here how to find its periods. Without it,
calendar months serve for groups that are paid by the month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hr.models import PayGroup
from sharedservices.common.periods import Frequency

MONTHS_BEFORE, MONTHS_AFTER = 2, 2


@dataclass(frozen=True, slots=True)
class Period:
    """A pay period: its first day, how people call it, and whether it is the one to be paid next."""

    start: date
    label: str
    is_next: bool = False


class FindPeriods(Protocol):
    """Find the periods of a pay group around a day, in order."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> Sequence[Period]: ...


_finders: list[FindPeriods] = []


def register(find: FindPeriods) -> None:
    """Take the calendar of payroll."""
    if find not in _finders:
        _finders.append(find)


def periods(*, group: PayGroup, on: date) -> list[Period]:
    """Return the periods that inputs of a group may be entered for, in order; none when nobody knows its calendar."""
    for find in _finders:
        if found := list(find(partner_id=group.partner_id, pay_group_id=group.pk, on=on)):
            return found
    if Frequency(group.frequency) is not Frequency.MONTHLY:
        return []
    month = on.year * 12 + on.month - 1
    return [
        _month(number, is_next=number == month) for number in range(month - MONTHS_BEFORE, month + MONTHS_AFTER + 1)
    ]


def _month(number: int, *, is_next: bool) -> Period:
    year, month = divmod(number, 12)
    first = date(year, month + 1, 1)
    return Period(first, f"{first:%B %Y}", is_next)
