"""The fiscal calendar of local government (domain FIN-03). Pure: a financial year is named by the year it begins in."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

FIRST_MONTH = 4
OPENING, FIRST, LAST, CLOSEDOWN, AUDIT = 0, 1, 12, 13, 14
MONTHS = 12


class Span(NamedTuple):
    """A period of a financial year: its number and its first and last day."""

    number: int
    first: date
    last: date


def year_of(day: date) -> int:
    """Return the financial year that a day is in: 2026 for 1 April 2026 to 31 March 2027."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def number_of(day: date) -> int:
    """Return the number of the month's period: 1 for April, 12 for March."""
    return (day.month - FIRST_MONTH) % MONTHS + 1


def spans(year: int) -> list[Span]:
    """Return the periods of a year: P00 for opening balances, P01 to P12, P13 of closedown and P14 of the audit.

    P00 has 1 April, P13 and P14 have 31 March as their only day. Source: domain FIN-03.
    """
    opens, closes = date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 31)
    found = [Span(OPENING, opens, opens)]
    for number in range(FIRST, LAST + 1):
        whole, month = divmod(year * MONTHS + FIRST_MONTH - 1 + number - 1, MONTHS)
        first = date(whole, month + 1, 1)
        found.append(Span(number, first, first.replace(day=monthrange(whole, month + 1)[1])))
    return [*found, Span(CLOSEDOWN, closes, closes), Span(AUDIT, closes, closes)]


def without(adjusting: str | None) -> tuple[int, ...]:
    """Return the adjusting periods that a report leaves out: NEITHER is without both, P13 and P14 are with one."""
    left_out = {"NEITHER": (CLOSEDOWN, AUDIT), "P13": (AUDIT,), "P14": (CLOSEDOWN,)}
    return left_out.get(adjusting or "", ())


def name(year: int, number: int) -> str:
    """Name a period as people do: P08 2026-27."""
    return f"P{number:02} {year}-{(year + 1) % 100:02}"
