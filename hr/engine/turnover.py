"""Turnover, stability and days lost, in per cent and days. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from hr.engine.roster import hours_on
from sharedservices.common.money import round_half_up

HUNDRED = Decimal(100)
WORKING_DAYS = 5


def average(values: Sequence[Decimal | int]) -> Decimal:
    """Return the mean; nought of nothing."""
    return sum((Decimal(one) for one in values), Decimal(0)) / len(values) if values else Decimal(0)


def turnover(*, n_leavers: int, headcounts: Sequence[int]) -> Decimal | None:
    """Return leavers ÷ average headcount in per cent, to one decimal place; None of nobody."""
    mean = average(headcounts)
    return round_half_up(n_leavers * HUNDRED / mean, 1) if mean else None


def stability(*, n_stayed: int, n_at_start: int) -> Decimal | None:
    """Return who was there at the start and still is, in per cent of those at the start, to one decimal place."""
    return round_half_up(n_stayed * HUNDRED / n_at_start, 1) if n_at_start else None


def days_per_fte(*, days: Decimal, fte: Decimal) -> Decimal | None:
    """Return full-time days lost for each full-time equivalent, to two decimal places; None of nobody."""
    return round_half_up(days / fte, 2) if fte else None


def hours_lost(start: date, end: date, *, pattern: str, contract_hours: Decimal) -> Decimal:
    """Return the rostered hours from a day to the day before another: rest days have none, a rota its turns."""
    return sum(_hours(start, end, pattern, contract_hours), Decimal(0))


def days_lost(start: date, end: date, *, pattern: str, contract_hours: Decimal) -> int:
    """Return the days with rostered hours from a day to the day before another."""
    return sum(bool(one) for one in _hours(start, end, pattern, contract_hours))


def _hours(start: date, end: date, pattern: str, contract_hours: Decimal) -> Iterator[Decimal]:
    for n in range((end - start).days):
        yield hours_on(start + timedelta(days=n), pattern=pattern, contract_hours=contract_hours)


def full_time_days(hours: Decimal, *, full_time_hours: Decimal) -> Decimal:
    """Return hours lost as days of somebody full time: hours ÷ (full-time hours of the week ÷ 5)."""
    return hours * WORKING_DAYS / full_time_hours
