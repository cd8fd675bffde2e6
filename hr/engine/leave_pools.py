"""Which hours a day of leave is taken from, and what the end of a leave year carries over. Pure.

Hours lie in pools: the year’s own, and what was carried over for a reason, each with the days on which they may be
taken. A day is taken from the pool that lapses first. What is left of a pool after its last day is gone.

Source: domain HR-10.3; Working Time Regulations 1998 regulation 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hr.engine.annual_leave import CarriedOver, carry_over
from sharedservices.common.periods import DateRange

CONTRACTUAL, SICKNESS, FAMILY = "contractual", "sickness", "family"
_NOTHING = Decimal(0)


class Pool(NamedTuple):
    """Hours that may be taken from a first to a last day. `is_own`: the hours of a leave year itself."""

    key: str
    hours: Decimal
    first_day: date
    last_day: date
    is_own: bool = False


class Demand(NamedTuple):
    """Hours of leave on one day."""

    day: date
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Spent:
    """What was taken from each pool, by leave year of the day; and hours for which there was no pool."""

    taken: Mapping[tuple[str, int], Decimal]
    left: Mapping[str, Decimal]
    short: Decimal

    def of(self, key: str, year: int) -> Decimal:
        """Return the hours that a pool gave in one leave year, named by the year in which it starts."""
        return self.taken.get((key, year), _NOTHING)


def spend(pools: Sequence[Pool], demands: Iterable[Demand], *, first_month: int) -> Spent:
    """Take days of leave, in order, each from the pool that lapses first; carried hours before the year’s own.

    `first_month`: the month in which leave years start.
    """
    left = {one.key: one.hours for one in pools}
    order = sorted(pools, key=lambda one: (one.last_day, one.is_own, one.first_day, one.key))
    taken: dict[tuple[str, int], Decimal] = {}
    short = _NOTHING
    for demand in sorted(demands):
        need, year = demand.hours, demand.day.year - (demand.day.month < first_month)
        for pool in order:
            part = min(need, left[pool.key])
            if part > 0 and pool.first_day <= demand.day <= pool.last_day:
                left[pool.key] -= part
                taken[pool.key, year] = taken.get((pool.key, year), _NOTHING) + part
                need -= part
        short += need
    return Spent(taken, left, short)


class YearEnd(NamedTuple):
    """What the end of a leave year does with the unused hours of a job: what it carries, and what lapses."""

    carried: tuple[CarriedOver, ...]
    lapsed: Decimal


class WhyKept(NamedTuple):
    """Why more than the agreed days is kept: sick when the year ended, or away on family leave for four weeks of it."""

    is_sick: bool
    is_on_family_leave: bool


def year_end(
    unused: Decimal,
    *,
    taken: Decimal,
    why: WhyKept,
    known: Mapping[str, Decimal],
    rules: dict[str, tuple[Decimal, int]],
    week: Decimal,
    year: DateRange,
) -> YearEnd:
    """Return what happens to the unused hours of a year that ends.

    What law protects comes first: all that family leave prevented; of sickness, four weeks less what was taken. Then
    come the days that the contract carries. `known`: hours that are carried over already, by reason: they are not
    carried again. `rules`, `week` and `year`: as in `carry_over`.
    """
    rest = max(unused - sum(known.values(), _NOTHING), _NOTHING)
    weeks_of_sickness = rules[SICKNESS][0] * week
    wanted = {
        FAMILY: rest if why.is_on_family_leave else _NOTHING,
        SICKNESS: max(weeks_of_sickness - taken, _NOTHING) if why.is_sick else _NOTHING,
        CONTRACTUAL: rest,
    }
    open_reasons = {bucket: hours for bucket, hours in wanted.items() if bucket not in known and hours > 0}
    found = carry_over(rest, open_reasons, rules=rules, week=week, year=year)
    return YearEnd(tuple(found), rest - sum((one.hours for one in found), _NOTHING))
