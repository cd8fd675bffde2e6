"""Tell the hours that somebody is rostered on a day from the words of a working pattern.

A pattern reads like "Mon 7.4, Tue 7.4, Fri 4" or "Mon to Thu 7.4". Without one that can be read, the week's hours
are spread evenly over Monday to Friday.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from sharedservices.common.money import round_half_up

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_OF_WEEK = 5
_DAY = r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_PART = re.compile(rf"{_DAY}(?:\s*(?:to|–|-)\s*{_DAY})?\s+(\d{{1,2}}(?:\.\d{{1,2}})?)", re.IGNORECASE)


@cache
def week(pattern: str, contract_hours: Decimal) -> tuple[Decimal, ...]:
    """Return the hours of Monday to Sunday, to the hundredth."""
    named: dict[str, Decimal] = {}
    for first, last, hours in _PART.findall(pattern):
        start, end = DAYS.index(first.lower()), DAYS.index((last or first).lower())
        named |= dict.fromkeys(DAYS[start : end + 1], Decimal(hours))
    if named and sum(named.values()) == contract_hours:
        return tuple(named.get(day, Decimal(0)) for day in DAYS)
    even = round_half_up(contract_hours / DAYS_OF_WEEK, 2)
    return tuple(even if number < DAYS_OF_WEEK else Decimal(0) for number in range(len(DAYS)))


def hours_on(day: date, *, pattern: str, contract_hours: Decimal) -> Decimal:
    """Return the hours rostered on a day, bank holiday or not."""
    return week(pattern, contract_hours)[day.weekday()]
