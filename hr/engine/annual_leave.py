"""Work out annual leave in hours: by service, by share of full time, by days of the leave year.

Bank holidays are counted from a calendar that the caller passes in, never assumed to be eight: an April to March year
holds between six and ten. Hours stay exact until the year or the employment ends, then round up to the half hour.

Source: domain HR-10.3; NJC Green Book part 2 paragraph 7; Working Time Regulations 1998.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from sharedservices.common.money import round_half_up
from sharedservices.common.periods import DateRange, add_months

ONE_DAY = timedelta(days=1)
HALF_HOUR_PARTS = 2
DAYS_OF_WEEK = 5
_MONTHS_OF_YEAR = 12


class ServiceDays(NamedTuple):
    """Full-time days of leave a year from so many completed years of service."""

    years: int
    days: Decimal


class HoursSpan(NamedTuple):
    """Contract hours and full-time hours a week over a range of days."""

    days: DateRange
    contract_hours: Decimal
    full_time_hours: Decimal

    @property
    def share(self) -> Decimal:
        """The share of full time."""
        return self.contract_hours / self.full_time_hours

    @property
    def full_day(self) -> Decimal:
        """Hours of a full-time day."""
        return self.full_time_hours / DAYS_OF_WEEK


class Line(NamedTuple):
    """One line of the working: hours, and the words that explain them."""

    hours: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class YearEntitlement:
    """The leave of one year, basic and for bank holidays, as lines in order."""

    basic: tuple[Line, ...]
    bank: tuple[Line, ...]

    @property
    def basic_hours(self) -> Decimal:
        """Hours of leave besides bank holidays, to the hundredth."""
        return round_half_up(sum((one.hours for one in self.basic), Decimal(0)), 2)

    @property
    def bank_hours(self) -> Decimal:
        """Hours for bank holidays, to the hundredth."""
        return round_half_up(sum((one.hours for one in self.bank), Decimal(0)), 2)

    @property
    def hours(self) -> Decimal:
        """All hours of the year, to the hundredth."""
        return round_half_up(sum((one.hours for one in (*self.basic, *self.bank)), Decimal(0)), 2)


def leave_year(on: date, *, first_month: int) -> DateRange:
    """Return the leave year that a day is in, when leave years start on the first of a month."""
    start = date(on.year - (on.month < first_month), first_month, 1)
    return DateRange(start, start.replace(year=start.year + 1))


def year_entitlement(
    *,
    year: DateRange,
    hours: Iterable[HoursSpan],
    service_from: date,
    scale: Sequence[ServiceDays],
    bank_holidays: Iterable[date],
) -> YearEntitlement:
    """Return what a leave year gives: each stretch of equal hours and equal service days by its share of the year.

    A span of hours outside the year counts with the days inside it only. Service steps split a span on the day on
    which so many years are completed.
    """
    spans = [span for one in hours if (span := _within(one, year)) is not None]
    basic = tuple(line for span in spans for line in _basic(span, year, service_from, scale))
    days = sorted(set(bank_holidays))
    bank = tuple(_bank(span, [day for day in days if day in span.days]) for span in spans)
    return YearEntitlement(basic, tuple(one for one in bank if one.hours))


def _within(span: HoursSpan, year: DateRange) -> HoursSpan | None:
    start, end = max(span.days.start, year.start), min(span.days.end, year.end)
    return HoursSpan(DateRange(start, end), span.contract_hours, span.full_time_hours) if start < end else None


def _basic(span: HoursSpan, year: DateRange, service_from: date, scale: Sequence[ServiceDays]) -> list[Line]:
    """Return a line for each part of a span between two service steps."""
    steps = sorted(add_years(service_from, one.years) for one in scale)
    edges = [span.days.start, *[day for day in steps if span.days.start < day < span.days.end], span.days.end]
    lines = []
    for start, end in itertools.pairwise(edges):
        days = max(one for one in scale if add_years(service_from, one.years) <= start or one.years == 0).days
        n_days = (end - start).days
        amount = days * span.full_day * span.share * n_days / year.days
        words = (
            f"{_plain(days)} days of {_plain(span.full_day)} hours, {_plain(span.contract_hours)} of "
            f"{_plain(span.full_time_hours)} hours a week, {n_days} of {year.days} days "
            f"({_day(start)} to {_day(end - timedelta(days=1))})"
        )
        lines.append(Line(amount, words))
    return lines


def _bank(span: HoursSpan, days: list[date]) -> Line:
    amount = len(days) * span.full_day * span.share
    words = (
        f"{len(days)} bank holidays of {_plain(span.full_day)} hours, {_plain(span.contract_hours)} of "
        f"{_plain(span.full_time_hours)} hours a week"
    )
    return Line(amount, words)


def up_to_half_hour(hours: Decimal) -> Decimal:
    """Round hours up to the next half hour: at the end of a leave year and on leaving only."""
    return (hours * HALF_HOUR_PARTS).to_integral_value(rounding=ROUND_CEILING) / HALF_HOUR_PARTS


def accrued_irregular(worked: Decimal, rate: Decimal) -> Decimal:
    """Return the leave of irregular hours worked in a pay period, to the hundredth of an hour."""
    return round_half_up(worked * rate, 2)


def accrued_irregular_whole(worked: Decimal, rate: Decimal) -> Decimal:
    """Return the same to the nearest whole hour, as the regulations have it.

    Source: Working Time Regulations 1998 regulation 15B.
    """
    return round_half_up(worked * rate, 0)


def add_years(start: date, years: int) -> date:
    """Return the day so many years later; 28 February where there is no 29th."""
    return add_months(start, years * _MONTHS_OF_YEAR)


class CarriedOver(NamedTuple):
    """Hours that a bucket carries into the next year, and the last day on which they may be taken."""

    bucket: str
    hours: Decimal
    last_day: date


def carry_over(
    unused: Decimal,
    wanted: dict[str, Decimal],
    *,
    rules: dict[str, tuple[Decimal, int]],
    week: Decimal,
    year: DateRange,
) -> list[CarriedOver]:
    """Return what each bucket carries, in the order of `wanted`: no more than is unused, no more than its cap.

    `wanted`: bucket -> hours left for that reason. `rules`: bucket -> weeks at most, and months from the end of the
    year until they lapse. `week`: contract hours a week.
    """
    found, left = [], max(unused, Decimal(0))
    for bucket, hours in wanted.items():
        weeks, months = rules[bucket]
        kept = min(hours, left, round_half_up(weeks * week, 2))
        if kept > 0:
            found.append(CarriedOver(bucket, kept, add_months(year.end, months) - timedelta(days=1)))
            left -= kept
    return found


def _plain(number: Decimal) -> str:
    return f"{round_half_up(number, 2):f}".rstrip("0").rstrip(".")


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
