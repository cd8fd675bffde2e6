"""Work out what an agreement pays for days of family leave, beside statutory pay, which is payroll's. Pure.

Source: domain HR-10.4; the agreement named in each scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hr.engine.family_leave import ONE_DAY, WEEK, Facts, counted, ordered
from hr.engine.sick_pay import completed_months


class PayRate(StrEnum):
    """What share of contractual pay a day of leave gives, statutory pay left out."""

    FULL = "full"
    NINE_TENTHS = "nine_tenths"
    HALF = "half"
    NIL = "nil"


NO_SCHEME = "No agreed pay is recorded for this leave: statutory pay only"
RATE_WORDS = {
    PayRate.FULL: "Full pay", PayRate.NINE_TENTHS: "Nine tenths of pay", PayRate.HALF: "Half pay",
    PayRate.NIL: "No contractual pay",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """So many weeks of a rate."""

    weeks: int
    rate: PayRate


@dataclass(frozen=True, slots=True)
class Scheme:
    """What an agreement pays for a kind of leave, beside statutory pay."""

    name: str
    service_months: int
    service_weeks_before: int
    steps: tuple[Step, ...]
    step_if_returning: PayRate | None
    return_months: int
    source: str


@dataclass(frozen=True, slots=True)
class PaidDays:
    """Days of one rate of contractual pay, both ends included, with the words that explain it."""

    first_day: date
    last_day: date
    rate: PayRate
    why: str

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.last_day - self.first_day).days + 1


def qualifies(facts: Facts, scheme: Scheme, *, service_from: date) -> bool:
    """Say whether service is long enough on the day that the scheme asks for."""
    day = (facts.week or facts.first_day) - scheme.service_weeks_before * WEEK
    return completed_months(service_from, day) >= scheme.service_months


def paid(
    facts: Facts, scheme: Scheme | None, *, service_from: date, intends_return: bool | None = True
) -> list[PaidDays]:
    """Return the days of a case by rate of contractual pay, in order: the scheme’s steps, then nothing."""
    if scheme is None:
        return [PaidDays(one.first_day, one.last_day, PayRate.NIL, NO_SCHEME) for one in ordered(facts.blocks)]
    if not qualifies(facts, scheme, service_from=service_from):
        why = f"Less than {counted(scheme.service_months, 'month')} of service, {scheme.name}: statutory pay only"
        return [PaidDays(one.first_day, one.last_day, PayRate.NIL, why) for one in ordered(facts.blocks)]
    found: list[PaidDays] = []
    for block in ordered(facts.blocks):
        start = block.first_day
        for step, left in _steps_left(scheme, found, intends_return=intends_return):
            if left and start <= block.last_day:
                end = min(start + timedelta(days=left - 1), block.last_day)
                words = f"{counted(step.weeks, 'week')} at {RATE_WORDS[step.rate].lower()}, {scheme.name}"
                found.append(PaidDays(start, end, step.rate, words))
                start = end + ONE_DAY
        if start <= block.last_day:
            found.append(PaidDays(start, block.last_day, PayRate.NIL, f"Statutory pay only, {scheme.name}"))
    return found


def _steps_left(
    scheme: Scheme, found: Sequence[PaidDays], *, intends_return: bool | None
) -> Iterable[tuple[Step, int]]:
    """Return the steps of a scheme with the days that are left of each."""
    for step in scheme.steps:
        used = sum(one.days for one in found if one.rate == step.rate)
        withheld = step.rate == scheme.step_if_returning and not intends_return
        yield step, 0 if withheld else step.weeks * WEEK.days - used
