"""The figures of the law on gender pay gaps, by date: pay_gap.toml beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from sharedservices.common.periods import Frequency

_FILE = Path(__file__).with_name("pay_gap.toml")
_DAYS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14, Frequency.FOURWEEKLY: 28}
_MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.ANNUALLY: 12}


@dataclass(frozen=True, slots=True)
class Law:
    """What holds from a day on. Days are days, `obliged_from_heads` counts people."""

    start: date
    source: str
    url: str
    obliged_from_heads: int
    snapshot: tuple[int, int]
    publish: tuple[int, int]
    days_in_month: Decimal
    days_in_year: Decimal
    weeks_of_variable_hours: int

    def days_in_period(self, frequency: Frequency) -> Decimal:
        """Return how many days a pay period is taken to have."""
        if frequency in _DAYS:
            return Decimal(_DAYS[frequency])
        return self.days_in_month * _MONTHS[frequency]

    def is_snapshot_date(self, on: date) -> bool:
        """Return whether a day is one that the law names."""
        return (on.month, on.day) == self.snapshot

    def last_snapshot(self, on: date) -> date:
        """Return the latest snapshot date, a day itself included."""
        found = date(on.year, *self.snapshot)
        return found if found <= on else date(on.year - 1, *self.snapshot)

    def publish_by(self, snapshot_on: date) -> date:
        """Return the day by which figures of a snapshot date are published: in the year after it."""
        return date(snapshot_on.year + 1, *self.publish)


@cache
def _laws() -> tuple[Law, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["law"]
    return tuple(sorted((_law(row) for row in rows), key=lambda one: one.start))


def law_on(on: date) -> Law:
    """Return the law of a day. :raises LookupError: for a day before there was any."""
    held = [one for one in _laws() if one.start <= on]
    if not held:
        raise LookupError(f"There was no duty to publish pay gaps on {on:%d.%m.%Y}.")
    return held[-1]


def _law(row: dict[str, object]) -> Law:
    return Law(
        start=row["from"],  # type: ignore[arg-type]
        source=str(row["source"]),
        url=str(row["url"]),
        obliged_from_heads=int(str(row["obliged_from_heads"])),
        snapshot=(int(str(row["snapshot_month"])), int(str(row["snapshot_day"]))),
        publish=(int(str(row["publish_month"])), int(str(row["publish_day"]))),
        days_in_month=Decimal(str(row["days_in_month"])),
        days_in_year=Decimal(str(row["days_in_year"])),
        weeks_of_variable_hours=int(str(row["weeks_of_variable_hours"])),
    )
