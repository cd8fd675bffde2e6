"""What is billed of a share: quarter by quarter on the provisional one, and the true-up once the year is known. Pure.

A bill is what the share in force comes to up to its quarter, less what was billed of it before. So a share that was
worked out anew puts earlier quarters right by itself, nothing is charged twice, and after the true-up the bills come
to the final share exactly. Source: domain FIN-11.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from finance.engine.cost_shares import QUARTER, YEAR, instalments
from sharedservices.common.money import ZERO

APRIL = 4


class Instalment(StrEnum):
    """Which bill of a year."""

    Q1 = "Q1"
    Q2 = "Q2"
    Q3 = "Q3"
    Q4 = "Q4"
    TRUE_UP = "TRUE_UP"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return LABELS[self]


Q = Instalment
LABELS = {
    Q.Q1: "April to June", Q.Q2: "July to September", Q.Q3: "October to December", Q.Q4: "January to March",
    Q.TRUE_UP: "True-up",
}  # fmt: skip
QUARTERS = (Q.Q1, Q.Q2, Q.Q3, Q.Q4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareInForce:
    """The share that holds, in pounds: of a year or its months (1 is April), and what it costs to set up, once."""

    pounds: Decimal
    set_up: Decimal = ZERO
    first_month: int = 1
    months: int = YEAR


@dataclass(frozen=True, slots=True)
class BillLine:
    """What for, and how many pounds: never below nought."""

    words: str
    pounds: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """What is owed up to an instalment, what was billed of it before, and the lines of what is billed now.

    Below nought is given back: one line with what is credited.
    """

    up_to_now: Decimal
    before: Decimal
    lines: tuple[BillLine, ...]

    @property
    def pounds(self) -> Decimal:
        """Return what is billed now, or given back when it is below nought."""
        return self.up_to_now - self.before


def begins(instalment: Instalment, year: int) -> date:
    """Return the first day on which an instalment may be billed: of its quarter, or after the year."""
    index = QUARTERS.index(instalment) if instalment in QUARTERS else len(QUARTERS)
    month = APRIL + index * QUARTER
    return date(year + (month - 1) // YEAR, (month - 1) % YEAR + 1, 1)


def current(year: int, on: date) -> Instalment:
    """Return the last instalment that has begun on a day; before the year its first."""
    begun = [one for one in Instalment if begins(one, year) <= on]
    return begun[-1] if begun else Q.Q1


def due(share: ShareInForce, instalment: Instalment, *, billed: Decimal) -> Due:
    """Return what is billed of a share. `billed`: pounds of all its earlier bills, less what was credited.

    :raises CannotShare: for months outside the year
    """
    parts = instalments(share.pounds, first_month=share.first_month, months=share.months)
    if instalment == Q.TRUE_UP:
        up_to_now, own, first = share.pounds + share.set_up, ZERO, "What the year came to, less what was billed for it"
    else:
        index = QUARTERS.index(instalment)
        up_to_now, own = sum(parts[: index + 1], ZERO) + share.set_up, parts[index]
        first = f"{instalment.label}, provisional"
    now = up_to_now - billed
    set_up = share.set_up if not billed and own + share.set_up <= now else ZERO
    rest = now - own - set_up
    if rest < 0:  # too much was billed before: it is taken off, or given back
        words = f"{first}, less {-rest:,.2f} pounds that were billed too much" if now > 0 and own else first
        return Due(up_to_now, billed, _lines((words if now > 0 else "Billed too much for the year so far", abs(now))))
    earlier = first if instalment == Q.TRUE_UP else "Earlier quarters, not billed before"
    return Due(up_to_now, billed, _lines((first, own), ("To set it up, once", set_up), (earlier, rest)))


def spread(pounds: Decimal, left: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return what is credited on each invoice, the newest first. `left`: what was not credited yet of each.

    :raises ValueError: when more is to be credited than is left
    """
    parts: list[Decimal] = []
    for most in left:
        parts.append(min(pounds, most))
        pounds -= parts[-1]
    if pounds:
        raise ValueError("More is to be credited than was billed.")
    return tuple(parts)


def _lines(*given: tuple[str, Decimal]) -> tuple[BillLine, ...]:
    return tuple(BillLine(words, pounds) for words, pounds in given if pounds)
