"""Dates of database ranges, as people read them."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

ONE_DAY = timedelta(days=1)


class When(StrEnum):
    """Where a dated row stands against a day."""

    PAST = "past"
    CURRENT = "current"
    FUTURE = "future"


def last_day(valid: Any) -> date | None:
    """Return the inclusive last day of a half-open range, or None when it has no end."""
    return None if valid.upper is None else valid.upper - ONE_DAY


def when(valid: Any, on: date) -> When:
    """Return whether a range is over, holds, or is still to come on a day."""
    if valid.lower > on:
        return When.FUTURE
    return When.PAST if valid.upper is not None and valid.upper <= on else When.CURRENT
