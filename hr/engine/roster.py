"""Tell the hours that somebody is rostered on a day from the words of a working pattern.

A pattern reads like "Mon 7.4, Tue 7.4, Fri 4" or "Mon to Thu 7.4". A rota has a week for each turn, and says when its
first week began: "Rota from 6 April 2026. Week 1: Mon to Wed 12. Week 2: Thu to Sun 9.5". Its weekly hours are the
average of its weeks (domain HR-05). Without a pattern that can be read and comes to the hours of the contract, the
week’s hours are spread evenly over Monday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from sharedservices.common.money import round_half_up

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_OF_WEEK = 5
LONGEST_DAY = Decimal(24)
MOST_WEEKS = 12
_DAY = r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_PART = re.compile(rf"{_DAY}(?:\s*(?:to|–|-)\s*{_DAY})?\s+(\d{{1,2}}(?:\.\d{{1,2}})?)", re.IGNORECASE)
_ROTA = re.compile(r"\s*rota from (\d{1,2} [a-z]+ \d{4})\.?\s*(.*)", re.IGNORECASE | re.DOTALL)
_WEEK = re.compile(r"\bweek (\d+):", re.IGNORECASE)
Week = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Rota:
    """Weeks that take turns from a Monday on, with what each of them says."""

    monday: date
    weeks: tuple[Week, ...]
    words: tuple[str, ...]

    @property
    def average(self) -> Decimal:
        """Return the hours a week, to the hundredth."""
        return round_half_up(sum((hours for one in self.weeks for hours in one), Decimal(0)) / len(self.weeks), 2)

    def hours_on(self, day: date) -> Decimal:
        """Return the hours of a day, before the first week as well: the turns go on both ways."""
        turn = (day - self.monday).days // len(DAYS) % len(self.weeks)
        return self.weeks[turn][day.weekday()]


def is_rota(pattern: str) -> bool:
    """Tell whether a pattern is meant as a rota, whether or not it can be read."""
    return pattern.strip().lower().startswith("rota from")


@cache
def rota(pattern: str) -> Rota | None:
    """Return the rota that a pattern says, or None when it says none that can be read."""
    found = _ROTA.fullmatch(pattern)
    if found is None:
        return None
    try:
        first = datetime.strptime(found[1], "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    parts = _WEEK.split(found[2])
    numbers, words = parts[1::2], [one.strip(" .;") for one in parts[2::2]]
    weeks = tuple(_named(one) for one in words)
    is_whole = [int(one) for one in numbers] == list(range(1, len(weeks) + 1)) and 0 < len(weeks) <= MOST_WEEKS
    if not is_whole or parts[0].strip() or any(hours > LONGEST_DAY for one in weeks for hours in one):
        return None
    return Rota(first - timedelta(days=first.weekday()), weeks, tuple(words))


def compose(weeks: Sequence[str], since: date) -> str:
    """Return the words of a rota: what each week says, and the day on whose Monday the first begins."""
    turns = " ".join(f"Week {number}: {' '.join(one.split())}." for number, one in enumerate(weeks, start=1))
    return f"Rota from {since - timedelta(days=since.weekday()):%-d %B %Y}. {turns}"


def _named(words: str) -> Week:
    """Return the hours of Monday to Sunday that are named; none on other days."""
    named: dict[str, Decimal] = {}
    for first, last, hours in _PART.findall(words):
        start, end = DAYS.index(first.lower()), DAYS.index((last or first).lower())
        named |= dict.fromkeys(DAYS[start : end + 1], Decimal(hours))
    return tuple(named.get(day, Decimal(0)) for day in DAYS)


@cache
def week(pattern: str, contract_hours: Decimal) -> Week:
    """Return the hours of Monday to Sunday of a pattern that is the same every week, to the hundredth."""
    named = _named("" if is_rota(pattern) else pattern)
    if any(named) and sum(named) == contract_hours:
        return named
    even = round_half_up(contract_hours / DAYS_OF_WEEK, 2)
    return tuple(even if number < DAYS_OF_WEEK else Decimal(0) for number in range(len(DAYS)))


def is_read(pattern: str, contract_hours: Decimal) -> bool:
    """Tell whether absence and leave read a pattern: none at all, or one that comes to the hours of the contract."""
    return not pattern.strip() or hours_said(pattern) == contract_hours


def hours_said(pattern: str) -> Decimal | None:
    """Return the hours a week that a pattern comes to, of a rota on average; None where it cannot be read."""
    if is_rota(pattern):
        found = rota(pattern)
        return found.average if found else None
    named = _named(pattern)
    return sum(named, Decimal(0)) if any(named) else None


def hours_on(day: date, *, pattern: str, contract_hours: Decimal) -> Decimal:
    """Return the hours rostered on a day, bank holiday or not: of a rota, those of the week whose turn it is."""
    found = rota(pattern)
    if found is not None and found.average == contract_hours:
        return found.hours_on(day)
    return week(pattern, contract_hours)[day.weekday()]
