"""Annual leave of people who are paid for the hours they work: it accrues, pay period by pay period. Pure.

At the end of a pay period it is 12.07% of the hours worked in it, to the nearest whole hour. Weeks of sickness and of
statutory leave count with the average hours of the 52 weeks before them; hours are known by pay period, so each is
shared out over its days. A leave year gives 28 days at most.

Source: Working Time Regulations 1998 regulations 15B to 15D (SI 2023/1426), for leave years from 1 April 2024
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hr.engine.annual_leave import DAYS_OF_WEEK, Line, accrued_irregular_whole
from sharedservices.common.money import round_half_up
from sharedservices.common.periods import DateRange

DAYS_A_WEEK = 7
RELEVANT_DAYS = 52 * DAYS_A_WEEK
MOST_DAYS = 28
"""Source: Working Time Regulations 1998, regulation 15B(3)."""
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Worked:
    """The pay periods of a job with the hours worked in each, in order, and the days away sick or on statutory leave.

    `since`: the first day of the job: what lies before it is no part of an average.
    """

    periods: Sequence[DateRange]
    hours: Mapping[date, Decimal]
    away: Sequence[DateRange]
    since: date


def most_hours(full_time_hours: Decimal) -> Decimal:
    """Return the hours that a leave year gives at most: 28 full-time days."""
    return round_half_up(full_time_hours / DAYS_OF_WEEK * MOST_DAYS, 2)


def accrual(worked: Worked, *, year: DateRange, rate: Decimal, most: Decimal, on: date) -> tuple[Line, ...]:
    """Return what the pay periods of a leave year give that have ended by a day, a line each, up to `most` hours."""
    lines, given = [], _NOTHING
    for period in worked.periods:
        if period.last_day not in year or period.last_day > on:
            continue
        own = worked.hours.get(period.start, _NOTHING)
        n_away, averaged = _averaged(worked, period)
        hours = min(accrued_irregular_whole(own + averaged, rate), most - given)
        if own or n_away:
            lines.append(Line(hours, _words(period, own, n_away, averaged, rate)))
            given += hours
    return tuple(lines)


def weekly_average(worked: Worked, before: date) -> Decimal:
    """Return the average hours a week in the 52 weeks before a day, weeks away left out; 0 where there is nothing."""
    window = DateRange(max(before - timedelta(days=RELEVANT_DAYS), worked.since), max(before, worked.since))
    days = {window.start + timedelta(days=n) for n in range((window.end - window.start).days)}
    days -= {day for one in worked.away for day in days if day in one}
    total = _NOTHING
    for period in worked.periods:
        inside = sum(day in days for day in _days(period))
        if inside:
            at_work = sum(not any(day in one for one in worked.away) for day in _days(period))
            total += worked.hours.get(period.start, _NOTHING) * inside / at_work
    return total * DAYS_A_WEEK / len(days) if days else _NOTHING


def _averaged(worked: Worked, period: DateRange) -> tuple[int, Decimal]:
    """Return the days away in a pay period, and the hours that they count with."""
    n_days, hours = 0, _NOTHING
    for one in worked.away:
        inside = sum(day in one for day in _days(period))
        if inside:
            n_days += inside
            hours += weekly_average(worked, one.start) * inside / DAYS_A_WEEK
    return n_days, round_half_up(hours, 2)


def _days(period: DateRange) -> Iterable[date]:
    return (period.start + timedelta(days=n) for n in range((period.end - period.start).days))


def _words(period: DateRange, own: Decimal, n_away: int, averaged: Decimal, rate: Decimal) -> str:
    percent = f"{(rate * 100).normalize():f}%"
    span = f"the pay period from {period.start.day} {period.start:%B %Y}"
    also = f" and {averaged} hours for {n_away} days away, as worked on average before" if n_away else ""
    return f"{percent} of {own.normalize():f} hours worked in {span}{also}, to the whole hour"
