"""What protected pay comes to in each stretch of time (domain HR-04). Pure.

CASH: a fixed difference is paid on top. MARK_TIME: the old salary stands still until the job’s own has caught up, so
what is paid on top shrinks with every increment and award, down to nothing. Both follow the hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sharedservices.common.money import pence

NOTHING = Decimal(0)


class Kind(StrEnum):
    """How pay is protected."""

    CASH = "CASH"
    MARK_TIME = "MARK_TIME"


@dataclass(frozen=True, slots=True)
class Own:
    """What a job pays by itself from a day to before another: pounds a year full time, and its share of full time."""

    start: date
    end: date
    full_time: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Piece:
    """Pounds a pay period from a day to before another."""

    start: date
    end: date
    amount: Decimal


def pieces(kind: Kind, yearly: Decimal, own: Iterable[Own], *, periods: int) -> list[Piece]:
    """Return what is paid on top, stretch by stretch; neighbours that pay the same are one, and nothing is left out.

    `yearly`: pounds a year full time: the difference (CASH) or the salary that stands still (MARK_TIME). `periods`: pay
    periods a year.
    """
    found: list[Piece] = []
    for one in own:
        full_time = yearly if kind is Kind.CASH else max(NOTHING, yearly - one.full_time)
        amount = pence(full_time * one.share / periods)
        if found and found[-1].end == one.start and found[-1].amount == amount:
            found[-1] = Piece(found[-1].start, one.end, amount)
        else:
            found.append(Piece(one.start, one.end, amount))
    return [one for one in found if one.amount > NOTHING]
