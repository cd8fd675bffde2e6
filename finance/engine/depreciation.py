"""Straight-line depreciation by months, and what becomes of a value that changes (domain FIN-14). Pure.

What is due up to a month is worked out from the whole, and what was charged before comes off: a month that was missed
is made up in the next, and the months of a life come to cost less residual value to the penny.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.money import ZERO, pence

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetClass:
    """A class of assets: codes of the ledger, and the least and most years of a life (none: it lasts for ever)."""

    code: str
    title: str
    cost: str
    depreciation: str
    charge: str
    lives: tuple[int, ...]

    @property
    def wears_out(self) -> bool:
        """Whether it is depreciated."""
        return bool(self.lives)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetPolicy:
    """What is kept as an asset and how: pounds, years, and the classes by code."""

    least: Decimal
    valued_within: int
    receipt_above: Decimal
    classes: dict[str, AssetClass]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What is spread from a month on: carrying amount and residual value in pounds, months, the first of the first."""

    value: Decimal
    residual: Decimal
    months: int
    begins: date

    @property
    def whole(self) -> Decimal:
        """What all months come to."""
        return max(self.value - self.residual, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a new value does, in pounds: to cost, depreciation, revaluation reserve, losses charged, and expenditure."""

    cost: Decimal
    depreciation: Decimal
    reserve: Decimal
    losses: Decimal
    charge: Decimal


def policy_on(day: date) -> AssetPolicy:
    """Return the policy in force on a day. :raises LookupError: before the first."""
    found = [row for row in _table() if row["from"] <= day]
    if not found:
        raise LookupError(f"no policy of assets on {day}")
    row = found[-1]
    classes = {
        code: AssetClass(
            code=code, title=one["title"], cost=one["cost"], depreciation=one["depreciation"], charge=one["charge"],
            lives=tuple(one["lives"]),
        )
        for code, one in row["classes"].items()
    }  # fmt: skip
    return AssetPolicy(
        least=Decimal(row["least"]), valued_within=row["valued_within"], receipt_above=Decimal(row["receipt_above"]),
        classes=classes, source=row["source"],
    )  # fmt: skip


def month_after(day: date) -> date:
    """Return the first of the month after a day."""
    return date(day.year + day.month // MONTHS, day.month % MONTHS + 1, 1)


def month_of(day: date) -> date:
    """Return the first of the month of a day."""
    return day.replace(day=1)


def months_due(basis: Basis, month: date) -> int:
    """Return how many months of a basis are over at the end of a month, which its first day names."""
    n = (month.year - basis.begins.year) * MONTHS + month.month - basis.begins.month + 1
    return min(max(n, 0), basis.months)


def due(basis: Basis, month: date) -> Decimal:
    """Return what all months up to and with one come to, in pounds."""
    if basis.months == 0:
        return ZERO
    return pence(basis.whole * months_due(basis, month) / basis.months)


def charge(basis: Basis, used: Decimal, month: date) -> Decimal:
    """Return what a month is charged, in pounds, when so much of the basis was charged before."""
    return max(due(basis, month) - used, ZERO)


def years(basis: Basis) -> list[tuple[int, Decimal]]:
    """Return what each financial year of a basis is charged, by the year in which it begins."""
    found: dict[int, Decimal] = {}
    before, month = ZERO, basis.begins
    for _ in range(basis.months):
        upto = due(basis, month)
        year = month.year if month.month >= 4 else month.year - 1
        found[year] = found.get(year, ZERO) + upto - before
        before, month = upto, month_after(month)
    return list(found.items())


def revalue(*, cost: Decimal, depreciation: Decimal, reserve: Decimal, losses: Decimal, value: Decimal) -> Change:
    """Return what a new value does: depreciation is taken off cost, a gain makes good losses before it is a reserve.

    A loss takes the asset's own reserve first; what is left is charged. Source: CIPFA's Code 4.1.2, IAS 16.39 and 40.
    """
    difference = value - (cost - depreciation)
    if difference >= 0:
        back = min(difference, losses)
        return Change(
            cost=value - cost, depreciation=-depreciation, reserve=difference - back, losses=-back, charge=-back
        )
    loss = -difference
    taken = min(loss, reserve)
    left = loss - taken
    return Change(cost=value - cost, depreciation=-depreciation, reserve=-taken, losses=left, charge=left)


def share(amounts: Sequence[Decimal], *, part: Decimal, whole: Decimal) -> list[Decimal]:
    """Return the part of each amount that goes with a part of the cost; all of each with all of it."""
    if part == whole:
        return list(amounts)
    return [pence(one * part / whole) for one in amounts]


@cache
def _table() -> list[dict[str, Any]]:
    with Path(__file__).with_name("assets.toml").open("rb") as file:
        return sorted(tomllib.load(file)["policy"], key=lambda row: row["from"])
