"""The dates of the story, passed in everywhere: no clock."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS_BEFORE = tuple(date(2026, month, 1) for month in range(4, 11))
"""April to October 2026: paid before the story begins."""
NOVEMBER = date(2026, 11, 1)
AWARD_MONTH = date(2026, 9, 1)
"""The national award of 1 April 2026 is paid in September, with arrears."""


class Steps(NamedTuple):
    """When a pay run is calculated, approved and released."""

    calculated: datetime
    approved: datetime
    released: datetime


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment in London."""
    return datetime.combine(day, time(hour, minute), LONDON)


def steps_before(pay_date: date) -> Steps:
    """Return the moments of a run: calculated five days before pay day, approved the next, released after that."""
    return Steps(
        at(pay_date - timedelta(days=5), 10), at(pay_date - timedelta(days=4), 14), at(pay_date - timedelta(days=3), 16)
    )


def start_of_month_work(month: date) -> datetime:
    """Return when people enter what has changed: the morning of the 2nd."""
    return at(month.replace(day=2), 9)


def months_to_pay(number: int) -> tuple[date, ...]:
    """Return the last so many months before November."""
    return MONTHS_BEFORE[len(MONTHS_BEFORE) - number :]


def first_month(number: int) -> date:
    """Return the first month that is paid, November when none is before."""
    return (*months_to_pay(number), NOVEMBER)[0]
