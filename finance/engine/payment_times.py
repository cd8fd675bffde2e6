"""When an invoice has to be paid, how long it took, and the rates of late payment (domain FIN-06, PRO-11). Pure.

There are two clocks. Public contracts (Procurement Act 2023 s 68) are paid within thirty days that begin with the day
of receipt: that day is day 1. Published statistics count from the day after receipt.
"""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.errors import DomainError
from sharedservices.common.money import round_half_up

THIRTY, SIXTY = 30, 60
DAYS_OF_YEAR = 365
ONE_DAY = timedelta(days=1)


class RateNotKnown(DomainError):
    """The reference rate of a half-year is not in the table: nothing is worked out from a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Payments of a period: how many, mean days to two places, and per cent of them by how long they took."""

    n: int
    mean: Decimal
    within_30: Decimal
    within_60: Decimal
    above_60: Decimal


def latest_day(received: date, *, agreed: date | None = None) -> date:
    """Return the last day on which the payment of a public contract may arrive.

    Thirty days beginning with the day of receipt, or the later due date of the invoice. Source: Procurement Act 2023
    s 68(2).
    """
    thirtieth = received + timedelta(days=THIRTY - 1)
    return max(thirtieth, agreed) if agreed else thirtieth


def pay_on(due: date, *, is_banking_day: Callable[[date], bool]) -> date:
    """Return the latest banking day on or before a due date: neither early nor late. Source: domain FIN-06."""
    while not is_banking_day(due):
        due -= ONE_DAY
    return due


def counted_days(received: date, paid: date) -> int:
    """Return how many days a payment took for the published statistics: day 1 is the day after receipt."""
    return (paid - received).days


def statistics(days: Sequence[int]) -> Statistics:
    """Add up how long payments took."""
    n = len(days)

    def share(of: Iterable[int]) -> Decimal:
        return round_half_up(Decimal(len(list(of))) * 100 / n, 2) if n else Decimal("0.00")

    return Statistics(
        n=n,
        mean=round_half_up(Decimal(sum(days)) / n, 2) if n else Decimal("0.00"),
        within_30=share(d for d in days if d <= THIRTY),
        within_60=share(d for d in days if THIRTY < d <= SIXTY),
        above_60=share(d for d in days if d > SIXTY),
    )


def fixed_sum(gross: Decimal) -> Decimal:
    """Return the fixed sum in pounds for a debt of a size. Source: the Act of 1998, s 5A."""
    rows = _table()["fixed"]
    return next(Decimal(row["sum"]) for row in rows if "below" not in row or gross < Decimal(row["below"]))


def rate_on(begins: date) -> Decimal:
    """Return the yearly rate in per cent of a debt whose interest begins on a day; it stays for the life of the debt.

    :raises RateNotKnown: when the half-year is not in the table
    """
    table = _table()
    rows = [row for row in table["reference"] if row["from"] <= begins]
    last = rows[-1] if rows else None
    if last is None or begins > last.get("until", date.max):
        raise RateNotKnown(
            f"The reference rate for interest that begins on {begins.day} {begins:%B %Y} is not known.",
            remedy="Add Bank Rate of 31 December or 30 June before it to finance/engine/late_payment.toml.",
        )
    return Decimal(table["statutory"]) + Decimal(last["rate"])


@cache
def _table() -> dict[str, Any]:
    with (Path(__file__).parent / "late_payment.toml").open("rb") as file:
        found = tomllib.load(file)
    found["reference"].sort(key=lambda row: row["from"])
    return found
