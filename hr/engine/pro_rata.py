"""Work out hours as a share of full time, and salary for a period or a part of one.

A salary is a yearly sum for full-time hours all year. What one period pays is worked out in one go and rounded once
to the penny, half up. A part of a period follows the day rule of the staff group:

- CALENDAR and WORKING_DAYS share the pay of the whole period out by days. The share is the difference between two
  running totals, so parts always add up to the whole, also when they stand on different payslips.
- The 365ths rules pay every day one 365th of a year while the person is not employed for the whole period. A period
  worked in full is never less or more than the whole: changes of terms inside it are shared out by calendar days.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sharedservices.common.money import pence
from sharedservices.common.periods import DateRange, Frequency

_DAYS_OF_YEAR = 365
_DAYS_OF_LEAP_YEAR = 366
_MONTHS_OF_YEAR = Decimal(12)


class DayRule(StrEnum):
    """How a part of a period is paid. A setting of the partner for each staff group."""

    CALENDAR = "calendar"
    """By calendar days of the period."""
    WORKING_DAYS = "working_days"
    """By Mondays to Fridays of the period, bank holidays included."""
    DAYS_365 = "days_365"
    """One 365th of the yearly salary a day, in leap years too."""
    DAYS_365_OR_366 = "days_365_or_366"
    """One 365th of the yearly salary a day, one 366th in a leap year."""


class HourlyRule(StrEnum):
    """How an hourly rate comes out of a yearly salary."""

    DIRECT = "direct"
    """Year ÷ weeks ÷ hours, rounded once (NJC Green Book)."""
    BY_WEEK = "by_week"
    """The weekly rate is rounded first (Grey Book; LGA circular NJC 3/24)."""


@dataclass(frozen=True, slots=True)
class Period:
    """A pay period [start, end) and how many such periods a year of salary is divided into."""

    start: date
    end: date
    periods_in_year: Decimal


class Span(NamedTuple):
    """Some days [start, end) of a period, and the rule that they are paid by.

    `is_period_covered` says that the person is paid for every day of the period, under these terms or others.
    """

    start: date
    end: date
    rule: DayRule
    is_period_covered: bool


def periods_in_year(*, frequency: Frequency, weeks_in_year: Decimal) -> Decimal:
    """Return how many pay periods a yearly salary is divided into: 12 for months, 52.143 for weeks."""
    months = frequency.months
    return _MONTHS_OF_YEAR / months if months else weeks_in_year / frequency.weeks


def hours_fte(*, contract_hours: Decimal, full_time_hours: Decimal) -> Decimal:
    """Return weekly contract hours as a fraction of full-time hours, not rounded.

    :raises ValueError: when the full-time hours are not above 0.
    """
    if full_time_hours <= 0:
        raise ValueError("full-time hours must be above 0")
    return contract_hours / full_time_hours


def paid_fte(
    *, contract_hours: Decimal, full_time_hours: Decimal, paid_weeks: Decimal | None, weeks_in_year: Decimal
) -> Decimal:
    """Return the fraction of a full-time, all-year salary that is paid, not rounded (HR-02)."""
    fraction = hours_fte(contract_hours=contract_hours, full_time_hours=full_time_hours)
    return fraction if paid_weeks is None else fraction * paid_weeks / weeks_in_year


def actual_annual(
    *,
    annual: Decimal,
    contract_hours: Decimal,
    full_time_hours: Decimal,
    paid_weeks: Decimal | None,
    weeks_in_year: Decimal,
) -> Decimal:
    """Return the yearly pounds for these hours and weeks, not rounded.

    Multiplies before it divides, so that 30/37 of a salary is not cut short by a fraction that has no end.
    """
    if full_time_hours <= 0:
        raise ValueError("full-time hours must be above 0")
    if paid_weeks is None:
        return annual * contract_hours / full_time_hours
    return annual * contract_hours * paid_weeks / (full_time_hours * weeks_in_year)


def hourly_rate(
    *, annual: Decimal, full_time_hours: Decimal, weeks_in_year: Decimal, rule: HourlyRule = HourlyRule.DIRECT
) -> Decimal:
    """Return pounds for an hour to the penny, half up: £25,989 ÷ 52.143 ÷ 37 is £13.47."""
    if full_time_hours <= 0 or weeks_in_year <= 0:
        raise ValueError("full-time hours and weeks in the year must be above 0")
    if rule is HourlyRule.BY_WEEK:
        return pence(pence(annual / weeks_in_year) / full_time_hours)
    return pence(annual / (weeks_in_year * full_time_hours))


def pay_of_period(*, yearly: Decimal, period: Period) -> Decimal:
    """Return the pounds of one whole period of a yearly sum, to the penny."""
    return pence(yearly / period.periods_in_year)


def part_of_pay(*, whole: Decimal, yearly: Decimal, period: Period, span: Span) -> Decimal:
    """Return the pounds for some days of a period that pays `whole`, to the penny.

    :raises ValueError: when the days are not inside the period.
    """
    start, end, rule, is_period_covered = span
    if start < period.start or end > period.end or start > end:
        raise ValueError("the days must lie inside the pay period")
    if start == period.start and end == period.end:
        return whole
    if rule is DayRule.WORKING_DAYS:
        total = working_days(period.start, period.end)
        if total:
            after, before = working_days(period.start, end), working_days(period.start, start)
            return pence(whole * after / total) - pence(whole * before / total)
    elif rule is not DayRule.CALENDAR and not is_period_covered:
        return pence(yearly * (end - start).days / days_of_year(rule=rule, on=period.start))
    total = (period.end - period.start).days
    after, before = (end - period.start).days, (start - period.start).days
    return pence(whole * after / total) - pence(whole * before / total)


def days_of_year(*, rule: DayRule, on: date) -> int:
    """Return the days that a year of salary is divided by: 365, or 366 when the rule follows leap years."""
    if rule is DayRule.DAYS_365_OR_366 and isleap(on.year):
        return _DAYS_OF_LEAP_YEAR
    return _DAYS_OF_YEAR


def working_days(start: date, end: date) -> int:
    """Return the number of Mondays to Fridays in [start, end)."""
    return DateRange(start, end).working_weekdays()
