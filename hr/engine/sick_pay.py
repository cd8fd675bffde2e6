"""Work out occupational sick pay: which days of an absence are paid in full, at half, or not.

The entitlement is fixed on the first day of the absence: what service gives on that day, less the days paid in the
twelve months immediately before it. It does not refresh while the absence lasts (NJC Green Book; Police Regulations),
nor does an anniversary of service during the absence change it: where a partner agreed otherwise, HR looks at it.
Coming back and falling ill again is a new first day, so the earlier paid days count against the new absence. Injury
at work has a pot of its own. Days are calendar days, months become days by the cumulative table of the scale.

Source: domain HR-10.2.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
FIRST_NOTICE_DAYS = 28
SECOND_NOTICE_DAYS = 7
_MONTHS_OF_YEAR = 12


class Rate(StrEnum):
    """What share of pay a day of sickness gives."""

    FULL = "full"
    HALF = "half"
    NIL = "nil"


class Pot(StrEnum):
    """Which entitlement a day draws on: injury at work is never set off against ordinary sickness."""

    ORDINARY = "ordinary"
    INJURY = "injury"


class Band(NamedTuple):
    """What so many completed months of service give, in months of full and half pay."""

    service_months: int
    full_months: int
    half_months: int


@dataclass(frozen=True, slots=True)
class Scale:
    """An agreed scale: its bands in order of service, and how many calendar days 1, 2, 3 … months are."""

    name: str
    bands: tuple[Band, ...]
    month_days: tuple[int, ...]
    source: str

    def days(self, months: int) -> int:
        """Return how many calendar days a number of months is."""
        return 0 if months == 0 else self.month_days[months - 1]

    def band(self, service_months: int) -> Band:
        """Return the band of completed months of service."""
        return max((one for one in self.bands if one.service_months <= service_months), key=lambda one: one[0])


@dataclass(frozen=True, slots=True)
class Absence:
    """A sickness from its first to its last day, both included; an open one has no last day."""

    first_day: date
    last_day: date | None = None
    pot: Pot = Pot.ORDINARY


@dataclass(frozen=True, slots=True)
class PaidSpan:
    """Days of an absence that were paid in full or at half, both ends included."""

    first_day: date
    last_day: date
    rate: Rate
    pot: Pot = Pot.ORDINARY


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one rate, both ends included, with the words that explain it; the last of an open absence has no end."""

    first_day: date
    last_day: date | None
    rate: Rate
    why: str

    @property
    def days(self) -> int | None:
        """Number of calendar days; None without an end."""
        return None if self.last_day is None else (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What an absence may still be paid, in calendar days, and the working behind it."""

    full_days: int
    half_days: int
    full_left: int
    half_left: int
    used: int
    window_first: date
    window_last: date
    working: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepDown:
    """A day on which pay goes down, to what, and by when its two notices are due."""

    on: date
    to: Rate

    @property
    def first_notice_on(self) -> date:
        """The day of the notice four weeks ahead."""
        return self.on - timedelta(days=FIRST_NOTICE_DAYS)

    @property
    def second_notice_on(self) -> date:
        """The day of the notice one week ahead."""
        return self.on - timedelta(days=SECOND_NOTICE_DAYS)


def completed_months(start: date, on: date) -> int:
    """Return the completed months between two days; 0 when the second is earlier."""
    months = (on.year - start.year) * _MONTHS_OF_YEAR + on.month - start.month - (on.day < start.day)
    return max(0, months)


def year_before(on: date) -> date:
    """Return the same day one year earlier; 28 February for 29 February."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


def entitlement(scale: Scale, *, service_from: date, absence: Absence, paid: Iterable[PaidSpan]) -> Entitlement:
    """Return what an absence may be paid, fixed on its first day."""
    first = absence.first_day
    months = completed_months(service_from, first)
    band = scale.band(months)
    full, half = scale.days(band.full_months), scale.days(band.half_months)
    begins, ends = year_before(first), first - ONE_DAY
    used = days_within(paid, begins, ends, pot=absence.pot)
    full_left = max(0, full - used)
    half_left = max(0, half - max(0, used - full))
    working = (
        f"{months} completed months of service on {_day(first)}: {_months(band.full_months)} full pay ({full} days) "
        f"and {_months(band.half_months)} half pay ({half} days), {scale.name}",
        f"{used} paid days from {_day(begins)} to {_day(ends)} count against it, full pay first",
        f"Left for this absence: {full_left} days full pay, {half_left} days half pay",
    )
    return Entitlement(full, half, full_left, half_left, used, begins, ends, working)


def days_within(paid: Iterable[PaidSpan], first: date, last: date, *, pot: Pot) -> int:
    """Return on how many different days between two days, both included, a pot paid in full or at half."""
    days: set[date] = set()
    for span in paid:
        if span.pot is not pot or span.rate is Rate.NIL:
            continue
        start, end = max(first, span.first_day), min(last, span.last_day)
        days |= {start + timedelta(days=number) for number in range((end - start).days + 1)}
    return len(days)


def segments(absence: Absence, left: Entitlement) -> list[Segment]:
    """Return the days of an absence by rate, in order: in full as long as it lasts, then half, then nothing."""
    found: list[Segment] = []
    start = absence.first_day
    for rate, n_days, words in (
        (Rate.FULL, left.full_left, _pot_words(left.full_days, left.full_left, "full pay")),
        (Rate.HALF, left.half_left, _pot_words(left.half_days, left.half_left, "half pay")),
    ):
        if n_days and (absence.last_day is None or start <= absence.last_day):
            end = start + timedelta(days=n_days - 1)
            last = end if absence.last_day is None else min(end, absence.last_day)
            found.append(Segment(start, last, rate, words))
            start = last + ONE_DAY
    if absence.last_day is None or start <= absence.last_day:
        found.append(Segment(start, absence.last_day, Rate.NIL, "Full and half pay are used up"))
    return found


def _pot_words(agreed: int, left: int, what: str) -> str:
    """Say what is left of an entitlement and why."""
    if left == agreed:
        return f"{agreed} days of {what}, none used in the year before"
    return f"{agreed} days of {what}, {agreed - left} used in the year before: {left} left"


def step_downs(found: Iterable[Segment]) -> list[StepDown]:
    """Return the days on which pay goes down during the absence. The first day of one is no step: nothing went down."""
    rows = list(found)
    return [StepDown(later.first_day, later.rate) for _earlier, later in itertools.pairwise(rows)]


class Told(NamedTuple):
    """What was done about a step-down: its first notice, the HR manager's confirmation, how far it was put off."""

    first_sent_on: date | None
    confirmed_on: date | None = None
    extended_to: date | None = None

    def begins(self, on: date) -> date | None:
        """Return the day on which pay may go down that would go down on a day; None while it may not.

        Four weeks after the notice at least, never before somebody confirmed it, and after an extension.
        """
        if self.first_sent_on is None or self.confirmed_on is None:
            return None
        after = self.extended_to + ONE_DAY if self.extended_to else on
        return max(on, self.first_sent_on + timedelta(days=FIRST_NOTICE_DAYS), self.confirmed_on, after)


def with_notices(found: Iterable[Segment], told: dict[date, Told]) -> list[Segment]:
    """Return the segments as they may be paid: a step-down waits for its notice and the HR manager's confirmation.

    `told`: day of the step-down -> what was done about it. Until both, the earlier rate goes on.
    """
    rows = list(found)
    if not rows:
        return []
    last_day, paid = rows[-1].last_day, [rows[0]]
    for later in rows[1:]:
        done = told.get(later.first_day, Told(None))
        begins = done.begins(later.first_day)
        if begins is None or (last_day is not None and begins > last_day):
            paid[-1] = Segment(paid[-1].first_day, last_day, paid[-1].rate, f"{paid[-1].why}. {_held(done)}")
            return paid
        if later.last_day is not None and begins > later.last_day:
            continue
        held = paid[-1]
        paid[-1] = Segment(held.first_day, begins - ONE_DAY, held.rate, held.why)
        paid.append(Segment(begins, later.last_day, later.rate, later.why))
    paid[-1] = Segment(paid[-1].first_day, last_day, paid[-1].rate, paid[-1].why)
    return paid


def _held(done: Told) -> str:
    """Say why pay is not reduced."""
    if done.first_sent_on is None:
        return "Not reduced: no notice was sent"
    if done.confirmed_on is None:
        until = f", and was put off to {_day(done.extended_to)}" if done.extended_to else ""
        return f"Not reduced: the HR manager has not confirmed it{until}"
    return f"Not reduced: notice was only sent on {_day(done.first_sent_on)}, confirmed on {_day(done.confirmed_on)}"


def history(scale: Scale, *, service_from: date, absences: Iterable[Absence]) -> dict[Absence, list[Segment]]:
    """Return the segments of several absences, each seeing what the earlier ones were paid, whatever their order."""
    paid: list[PaidSpan] = []
    found: dict[Absence, list[Segment]] = {}
    for one in sorted(absences, key=lambda absence: (absence.first_day, absence.pot)):
        left = entitlement(scale, service_from=service_from, absence=one, paid=paid)
        found[one] = segments(one, left)
        paid += paid_spans(found[one], pot=one.pot)
    return found


def paid_spans(found: Iterable[Segment], *, pot: Pot) -> list[PaidSpan]:
    """Return the paid days among segments."""
    return [
        PaidSpan(one.first_day, one.last_day or date.max, one.rate, pot) for one in found if one.rate is not Rate.NIL
    ]


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"
