"""Which pay periods a monthly input may be entered for.

The calendar belongs to payroll, which stands above hr: payroll registers here how to find its periods. Without it,
calendar months serve for groups that are paid by the month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from hr.models import PayGroup
from sharedservices.common.periods import Frequency

MONTHS_BEFORE, MONTHS_AFTER = 2, 2


@dataclass(frozen=True, slots=True)
class Period:
    """A pay period: its first day, how people call it, whether it is the one to be paid next, and when it is paid.

    The pay date is None where nobody has made a calendar. `takes_inputs`: its regular run is not approved yet.
    """

    start: date
    label: str
    is_next: bool = False
    pay_date: date | None = None
    takes_inputs: bool = True


class FindPeriods(Protocol):
    """Find the periods of a pay group around a day that are not paid, in order."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> Sequence[Period]: ...


class IsStart(Protocol):
    """Say whether a period of a pay group, paid or not, starts on a day; None when the group has no calendar."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> bool | None: ...


class FindStart(Protocol):
    """Find the first day of the period of a pay group that a day belongs to; None without such a period."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Days:
    """A pay period, paid or not: its first day, the day after its last, and when it is paid."""

    start: date
    end: date
    pay_date: date


class FindPaid(Protocol):
    """Find the periods of a pay group whose pay dates are from a day on, in their order."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> Sequence[Days]: ...


class FindDays(Protocol):
    """Find the period of a pay group that a day belongs to; None without such a period."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> Days | None: ...


class FindStarts(Protocol):
    """Find the first days of the next periods of a pay group from a day on."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> Sequence[date]: ...


class FindFrozen(Protocol):
    """Name the first run of a pay group, past its draft, that pays a day from this one on; nothing without one."""

    def __call__(self, *, partner_id: int, pay_group_id: int, on: date) -> str: ...


class Calendar(NamedTuple):
    """What payroll tells of the periods of a pay group."""

    find: FindPeriods
    is_start: IsStart
    paid_from: FindPaid
    start_of: FindStart
    days_of: FindDays
    starts_from: FindStarts
    frozen_from: FindFrozen


_calendars: list[Calendar] = []


def register(calendar: Calendar) -> None:
    """Take the calendar of payroll."""
    if calendar not in _calendars:
        _calendars.append(calendar)


def periods(*, group: PayGroup, on: date) -> list[Period]:
    """Return the periods that inputs of a group may be entered for, in order; none when nobody knows its calendar."""
    for calendar in _calendars:
        if found := list(calendar.find(partner_id=group.partner_id, pay_group_id=group.pk, on=on)):
            return found
    if Frequency(group.frequency) is not Frequency.MONTHLY:
        return []
    month = on.year * 12 + on.month - 1
    return [
        _month(number, is_next=number == month) for number in range(month - MONTHS_BEFORE, month + MONTHS_AFTER + 1)
    ]


def is_start(*, group: PayGroup, on: date) -> bool:
    """Return whether a pay period of a group starts on a day: the input of any other day would never be paid."""
    for calendar in _calendars:
        known = calendar.is_start(partner_id=group.partner_id, pay_group_id=group.pk, on=on)
        if known is not None:
            return known
    return Frequency(group.frequency) is Frequency.MONTHLY and on.day == 1


def paid_from(*, group: PayGroup, on: date) -> list[Days]:
    """Return the next periods of a group that are paid from a day on, in order; none when it has no calendar."""
    for calendar in _calendars:
        if found := list(calendar.paid_from(partner_id=group.partner_id, pay_group_id=group.pk, on=on)):
            return found
    return []


def start_of(*, group: PayGroup, on: date) -> date | None:
    """Return the first day of the pay period that a day belongs to; None when no calendar has it."""
    for calendar in _calendars:
        if found := calendar.start_of(partner_id=group.partner_id, pay_group_id=group.pk, on=on):
            return found
    return None


def days_of(*, group: PayGroup, on: date) -> Days | None:
    """Return the pay period of a group that a day belongs to; None when no calendar has it."""
    for calendar in _calendars:
        if found := calendar.days_of(partner_id=group.partner_id, pay_group_id=group.pk, on=on):
            return found
    return None


def starts_from(*, group: PayGroup, on: date) -> list[date]:
    """Return the first days of the next pay periods of a group from a day on; none when it has no calendar."""
    for calendar in _calendars:
        if found := list(calendar.starts_from(partner_id=group.partner_id, pay_group_id=group.pk, on=on)):
            return found
    return []


def frozen_from(*, group: PayGroup, on: date) -> str:
    """Name the first run of a group, past its draft, that pays a day from this one on; nothing without one."""
    for calendar in _calendars:
        if found := calendar.frozen_from(partner_id=group.partner_id, pay_group_id=group.pk, on=on):
            return found
    return ""


def _month(number: int, *, is_next: bool) -> Period:
    year, month = divmod(number, 12)
    first = date(year, month + 1, 1)
    return Period(first, f"{first:%B %Y}", is_next)
