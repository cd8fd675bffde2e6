"""Control totals of roster files, and the hours a week that rosters show (domain HR-05). Pure.

A sender declares totals beside the file. They are compared with what the rows add up to, faulty rows included: a total
that differs says that the file is not the whole one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sharedservices.common.formatting import number
from sharedservices.common.money import round_half_up
from sharedservices.common.periods import DateRange

DAYS_OF_WEEK = 7
SECONDS_OF_HOUR = 3600


class Total(NamedTuple):
    """A control total: its code, how people call it, and the column that it adds up; "" where rows are counted."""

    code: str
    label: str
    column: str
    of_claims: bool = False


TOTALS = (
    Total("rows", "Rows", ""),
    Total("hours_planned", "Hours planned", "hours_planned"),
    Total("hours_worked", "Hours worked", "hours_worked"),
    Total("leave_hours", "Hours of annual leave", "leave_hours"),
    Total("rest_days", "Rest days re-rostered", "rest_days_rerostered"),
    Total("claims", "Approved claims", "", of_claims=True),
    Total("claim_hours", "Hours of approved claims", "claim_hours", of_claims=True),
)


@dataclass(slots=True)
class Sums:
    """What the rows of a file add up to. A claim that was cancelled there counts as a row and as nothing else."""

    found: dict[str, Decimal] = field(default_factory=lambda: {one.code: Decimal(0) for one in TOTALS})

    def add(self, cells: Mapping[str, Any]) -> None:
        """Add a row, as far as it can be read."""
        is_claim = cells.get("record") == "CLAIM" and cells.get("claim_status") == "APPROVED"
        for one in TOTALS:
            if one.of_claims and not is_claim:
                continue
            value = cells.get(one.column) if one.column else 1
            self.found[one.code] += Decimal(value or 0)

    def differences(self, declared: Mapping[str, Decimal]) -> list[tuple[Total, Decimal, Decimal]]:
        """Return the totals that are not those declared: the total, what was declared, and what the rows add up to."""
        return [
            (one, declared[one.code], self.found[one.code])
            for one in TOTALS
            if declared[one.code] != self.found[one.code]
        ]

    def kept(self) -> dict[str, str]:
        """Return the sums as they are kept."""
        return {code: number(value).replace(",", "") for code, value in self.found.items()}


def hours_between(begun: datetime, over: datetime) -> Decimal:
    """Return the hours between two moments, to the hundredth; nothing where the second is not after the first."""
    seconds = max(int((over - begun).total_seconds()), 0)
    return round_half_up(Decimal(seconds) / SECONDS_OF_HOUR, 2)


class Worked(NamedTuple):
    """Hours worked in some days, and which days these are."""

    days: DateRange
    hours: Decimal


def weekly_average(rows: Iterable[Worked], *, before: date, weeks: int) -> Decimal | None:
    """Return the hours a week worked in the days of a reference period that rosters tell about; None where none do.

    The reference period are so many weeks before a day. Hours of days that lie only partly in it count by the day.

    Source: Working Time Regulations 1998, reg 4(3) and (6): the average of a reference period of 17 weeks
    """
    first = before - timedelta(weeks=weeks)
    days, hours = 0, Decimal(0)
    for one in rows:
        start, end = max(one.days.start, first), min(one.days.end, before)
        if start < end:
            inside = (end - start).days
            days += inside
            hours += one.hours * inside / (one.days.end - one.days.start).days
    return None if not days else round_half_up(hours * DAYS_OF_WEEK / days, 2)
