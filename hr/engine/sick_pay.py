"""Work out occupational sick pay: which days of an absence are paid in full, at half, or not.

The entitlement is fixed on the first day of the absence: what service gives on that day, less the days paid in the
twelve months immediately before it. It does not refresh while the absence lasts (NJC Green Book; Police Regulations).
Where a partner agreed so, an anniversary of service that gives more is looked at again on its day, with what was paid
to that day taken off. Coming back and falling ill again is a new first day, so the earlier paid days count against the
new absence. Injury at work has a pot of its own. Months become days by the cumulative table of the scale.

Days are calendar days; or working days, where a partner agreed so: Mondays to Fridays, bank holidays among them,
whatever the roster, so that 26 weeks are 130 days for everybody. Days between two working days go with the first.

Source: domain HR-10.2.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from sharedservices.common.periods import add_months

ONE_DAY = timedelta(days=1)
FIRST_NOTICE_DAYS = 28
SECOND_NOTICE_DAYS = 7
_MONTHS_OF_YEAR = 12
_SATURDAY = 5


class DayBasis(StrEnum):
    """Which days an entitlement counts."""

    CALENDAR = "CALENDAR"
    WORKING = "WORKING"

    def counts(self, on: date) -> bool:
        """Tell whether a day counts."""
        return self is DayBasis.CALENDAR or on.weekday() < _SATURDAY

    def last_of(self, start: date, n_days: int) -> date:
        """Return the last day of a span from a day on that has so many days which count.

        What does not count goes with the day before it: five working days from a Monday end on the Sunday.
        """
        if self is DayBasis.CALENDAR:
            return start + timedelta(days=n_days - 1)
        day = start
        while n_days or not self.counts(day):
            n_days -= self.counts(day)
            day += ONE_DAY
        return day - ONE_DAY

    def n_between(self, first: date, last: date) -> int:
        """Return how many days count from a first to a last day, both included."""
        if self is DayBasis.CALENDAR:
            return max(0, (last - first).days + 1)
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return sum(self.counts(day) for day in days)

    def words(self, n_days: int) -> str:
        """Say so many days."""
        return f"{n_days} {self.noun}"

    @property
    def noun(self) -> str:
        """What its days are called."""
        return "days" if self is DayBasis.CALENDAR else "working days"


class Rate(StrEnum):
    """What share of pay a day of sickness gives."""

    FULL = "full"
    HALF = "half"
    NIL = "nil"


_ORDER = {Rate.NIL: 0, Rate.HALF: 1, Rate.FULL: 2}


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
    """An agreed scale: its bands in order of service, and how many days of its basis 1, 2, 3 … months are."""

    name: str
    bands: tuple[Band, ...]
    month_days: tuple[int, ...]
    source: str
    basis: DayBasis = DayBasis.CALENDAR

    def days(self, months: int) -> int:
        """Return how many days a number of months is."""
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
    """What an absence may still be paid, in days of its basis, and the working behind it."""

    full_days: int
    half_days: int
    full_left: int
    half_left: int
    used: int
    window_first: date
    window_last: date
    working: tuple[str, ...]
    basis: DayBasis = DayBasis.CALENDAR


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
    basis = scale.basis
    used = days_within(paid, begins, ends, pot=absence.pot, basis=basis)
    full_left = max(0, full - used)
    half_left = max(0, half - max(0, used - full))
    working = (
        f"{months} completed months of service on {_day(first)}: {_months(band.full_months)} full pay "
        f"({basis.words(full)}) and {_months(band.half_months)} half pay ({basis.words(half)}), {scale.name}",
        f"{used} paid {basis.noun} from {_day(begins)} to {_day(ends)} count against it, full pay first",
        f"Left for this absence: {basis.words(full_left)} full pay, {basis.words(half_left)} half pay",
    )
    return Entitlement(full, half, full_left, half_left, used, begins, ends, working, basis)


def days_within(
    paid: Iterable[PaidSpan], first: date, last: date, *, pot: Pot, basis: DayBasis = DayBasis.CALENDAR
) -> int:
    """Return on how many different days that count, between two days included, a pot paid in full or at half."""
    days: set[date] = set()
    for span in paid:
        if span.pot is not pot or span.rate is Rate.NIL:
            continue
        start, end = max(first, span.first_day), min(last, span.last_day)
        days |= {start + timedelta(days=number) for number in range((end - start).days + 1)}
    return sum(basis.counts(day) for day in days)


def segments(absence: Absence, left: Entitlement) -> list[Segment]:
    """Return the days of an absence by rate, in order: in full as long as it lasts, then half, then nothing."""
    found: list[Segment] = []
    start = absence.first_day
    for rate, n_days, words in (
        (Rate.FULL, left.full_left, _pot_words(left.full_days, left.full_left, "full pay", left.basis)),
        (Rate.HALF, left.half_left, _pot_words(left.half_days, left.half_left, "half pay", left.basis)),
    ):
        if n_days and (absence.last_day is None or start <= absence.last_day):
            end = left.basis.last_of(start, n_days)
            last = end if absence.last_day is None else min(end, absence.last_day)
            found.append(Segment(start, last, rate, words))
            start = last + ONE_DAY
    if absence.last_day is None or start <= absence.last_day:
        found.append(Segment(start, absence.last_day, Rate.NIL, "Full and half pay are used up"))
    return found


def retested(absence: Absence, left: Entitlement, *, scale: Scale, service_from: date) -> list[Segment]:
    """Return the days of an absence by rate where an anniversary of service during it may give more.

    On such a day the scale is asked again for the completed years; what counted against the first day and what this
    absence was paid since is taken off, full pay first. An anniversary that gives no more changes nothing.
    """
    found = segments(absence, left)
    band = scale.band(completed_months(service_from, absence.first_day))
    most = max(one.service_months for one in scale.bands)
    for months in range(_MONTHS_OF_YEAR, most + 1, _MONTHS_OF_YEAR):
        day = add_months(service_from, months)
        new = scale.band(months)
        is_during = absence.first_day < day and (absence.last_day is None or day <= absence.last_day)
        if not is_during or (new.full_months, new.half_months) <= (band.full_months, band.half_months):
            continue
        band, before = new, _until(found, day)
        used = left.used + sum(
            scale.basis.n_between(one.first_day, one.last_day or day) for one in before if one.rate is not Rate.NIL
        )
        full, half = scale.days(new.full_months), scale.days(new.half_months)
        again = Entitlement(
            full, half, max(0, full - used), max(0, half - max(0, used - full)), used, left.window_first,
            day - ONE_DAY, left.working, scale.basis,
        )  # fmt: skip
        why = f"Looked at again on {_day(day)}, after {months // _MONTHS_OF_YEAR} years of service"
        rest = segments(Absence(day, absence.last_day, absence.pot), again)
        found = _joined([*before, *(Segment(one.first_day, one.last_day, one.rate, why) for one in rest)])
    return found


def _until(found: Iterable[Segment], day: date) -> list[Segment]:
    """Return the segments before a day, the last of them cut there."""
    return [
        Segment(one.first_day, day - ONE_DAY if one.last_day is None else min(one.last_day, day - ONE_DAY), one.rate,
                one.why)
        for one in found if one.first_day < day
    ]  # fmt: skip


def _joined(found: Iterable[Segment]) -> list[Segment]:
    """Return segments with neighbours of one rate made one."""
    rows: list[Segment] = []
    for one in found:
        if rows and rows[-1].rate is one.rate:
            rows[-1] = Segment(rows[-1].first_day, one.last_day, one.rate, one.why)
        else:
            rows.append(one)
    return rows


def _pot_words(agreed: int, left: int, what: str, basis: DayBasis) -> str:
    """Say what is left of an entitlement and why."""
    if left == agreed:
        return f"{basis.words(agreed)} of {what}, none used in the year before"
    return f"{basis.words(agreed)} of {what}, {agreed - left} used in the year before: {left} left"


def step_downs(found: Iterable[Segment]) -> list[StepDown]:
    """Return the days on which pay goes down during the absence. The first day of one is no step: nothing went down."""
    return [
        StepDown(later.first_day, later.rate)
        for earlier, later in itertools.pairwise(found)
        if _ORDER[later.rate] < _ORDER[earlier.rate]
    ]


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
    last_day, paid, is_held = rows[-1].last_day, [rows[0]], False
    for later in rows[1:]:
        if _ORDER[later.rate] > _ORDER[paid[-1].rate]:  # an anniversary gave more: nobody waits for that
            paid[-1] = Segment(paid[-1].first_day, later.first_day - ONE_DAY, paid[-1].rate, paid[-1].why)
            paid.append(later)
            is_held = False
            continue
        if is_held or later.rate is paid[-1].rate:
            continue
        done = told.get(later.first_day, Told(None))
        begins = done.begins(later.first_day)
        if begins is None or (last_day is not None and begins > last_day):
            paid[-1] = Segment(paid[-1].first_day, last_day, paid[-1].rate, f"{paid[-1].why}. {_held(done)}")
            is_held = True
            continue
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
