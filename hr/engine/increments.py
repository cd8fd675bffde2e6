"""When a job is due an increment, and to which point it goes (domain HR-04). Pure.

Increments come on 1 April each year up to the maximum of the grade; with less than six months in the grade on that day
the first comes after six months, then each 1 April. On one day a deleted point is left first (assimilation), then the
increment is given, then an award counts: the award is what the point is worth from that day on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sharedservices.common.periods import add_months

AT_TOP = "At the maximum of the grade"
AT_BAR = "A bar of the grade: nobody passes it without a recorded decision"
NOT_EARNED = "No contribution is recorded for this year"
WITHHELD = "Withheld by a recorded decision"


class Rule(StrEnum):
    """How a staff group progresses."""

    FIXED_DATE = "FIXED_DATE"
    ANNIVERSARY = "ANNIVERSARY"
    COMPETENCE = "COMPETENCE"
    CONTRIBUTION = "CONTRIBUTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progression:
    """A rule with its figures: the fixed day of the year, and the months in the grade before the first increment."""

    rule: Rule
    month: int = 4
    day: int = 1
    least_months: int = 6
    counts_unpaid: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a job stands in its scale: its point, the maximum and the bars of its grade, all by sequence number.

    `points` are those that have a value on the day, in order.
    """

    at: int
    top: int
    points: Sequence[int]
    bars: Collection[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The points of one day: where a deleted point leads, and where the increment leads. `why_not`: why there is none.

    `assimilated` and `increment` are sequence numbers; None where there is no such step.
    """

    assimilated: int | None = None
    increment: int | None = None
    why_not: str = ""


def due_days(rule: Progression, *, since: date, unpaid_days: int, earned: Sequence[date], span: Span) -> list[date]:
    """Return the days of a span on which a job that came into its grade on a day is due an increment.

    `earned` are the first days of decisions that competence was reached.

    Source: NJC Green Book part 2 paragraph 5.6 as domain HR-04 has it: 1 April, or after six months.
    """
    counted = since if rule.counts_unpaid else since + timedelta(days=unpaid_days)
    if rule.rule is Rule.COMPETENCE:
        return [day for day in sorted(set(earned)) if day in span and day >= since]
    if rule.rule is Rule.ANNIVERSARY:
        return [day for day in _anniversaries(counted, span) if day in span]
    ripe = add_months(counted, rule.least_months)
    found = [day for day in _fixed_days(rule, span) if ripe <= day]
    waited = any(counted < day < ripe for day in _fixed_days(rule, Span(counted, ripe)))
    if waited and rule.rule is Rule.FIXED_DATE and ripe in span and ripe not in found:
        found.append(ripe)
    return sorted(found)


def step(place: Place, *, is_due: bool, n_points: int = 1, past_bar: bool = False, moved: Mapping[int, int]) -> Step:
    """Return the steps of one day in their order: first away from a deleted point, then up.

    `moved`: old -> new sequence numbers of points that are deleted from this day on.
    """
    at = moved.get(place.at)
    start = place.at if at is None else at
    if not is_due:
        return Step(assimilated=at)
    above = [one for one in place.points if start < one <= place.top][:n_points]
    if not above:
        return Step(assimilated=at, why_not=AT_TOP)
    reached = above if past_bar else _below_bars(above, start, place.bars)
    return Step(assimilated=at, increment=reached[-1]) if reached else Step(assimilated=at, why_not=AT_BAR)


def _below_bars(above: Sequence[int], start: int, bars: Collection[int]) -> list[int]:
    """Return the points that are reached without passing a bar: a bar is the last point before a decision."""
    limit = min((bar for bar in bars if bar >= start), default=None)
    return [one for one in above if limit is None or one <= limit]


def _fixed_days(rule: Progression, span: Span) -> list[date]:
    years = range(span.first.year, span.last.year + 1)
    return [one for one in (date(year, rule.month, rule.day) for year in years) if one in span]


def _anniversaries(since: date, span: Span) -> list[date]:
    first = max(1, span.first.year - since.year)
    return [add_months(since, 12 * n) for n in range(first, span.last.year - since.year + 1)]
