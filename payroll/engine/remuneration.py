"""Officers' remuneration as the accounts report it: who is in which band, and senior employees apart. Pure; pounds.

Source: Accounts and Audit Regulations 2015 (SI 2015/234) Sch 1; domain FIN-15.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.money import ZERO

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """From how many pounds, in brackets of how many, and from which annual salary somebody is named."""

    floor: Decimal
    width: Decimal
    named: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What a person was paid in a year, in pounds; `benefits` are in kind, `pension` is the employer's contribution.

    `pay` holds salary, fees and allowances; `expenses` are those that are taxed; `office` is compensation for its loss.
    Source: SI 2015/234 Sch 1 para 2(2).
    """

    person: int
    pay: Decimal
    benefits: Decimal
    office: Decimal
    pension: Decimal
    bonuses: Decimal = ZERO
    expenses: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Return the remuneration: the employer's pension contributions are no part of it."""
        return self.pay + self.bonuses + self.expenses + self.benefits + self.office


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A bracket: from `low` up to the penny below `high`, how many, and how many of them by compensation alone."""

    low: Decimal
    high: Decimal
    n: int
    n_by_office: int


def law_on(first_day: date) -> Law:
    """Return the law of the financial year that begins on a day. :raises LookupError: before there was one."""
    found = [one for one in _tables() if one["from"] <= first_day]
    if not found:
        raise LookupError(f"no law about remuneration on {first_day}")
    row = max(found, key=lambda one: one["from"])
    return Law(floor=Decimal(row["floor"]), width=Decimal(row["width"]), named=Decimal(row["named"]))


def categories() -> dict[str, list[str]]:
    """Return which elements of pay are bonuses, and which are expenses."""
    return {"bonuses": list(_file()["bonuses"]), "expenses": list(_file()["expenses"])}


def is_senior(full_time_salary: Decimal, law: Law) -> bool:
    """Say whether a chief officer is a senior employee: by the salary of full time, whatever hours are worked.

    Source: SI 2015/234 Sch 1 para 3.
    """
    return full_time_salary >= law.floor


def bands(earned: Iterable[Earned], law: Law) -> list[Band]:
    """Count people by bracket, from the lowest to the highest that has somebody; those between stand with nobody.

    `n_by_office` are those whom only compensation for loss of office brings to the floor.
    """
    counts: dict[int, list[int]] = {}
    for one in earned:
        if one.total < law.floor:
            continue
        kept = counts.setdefault(int((one.total - law.floor) // law.width), [0, 0])
        kept[0] += 1
        kept[1] += one.total - one.office < law.floor
    return [
        Band(
            low=law.floor + at * law.width, high=law.floor + (at + 1) * law.width - PENNY,
            n=counts.get(at, [0, 0])[0], n_by_office=counts.get(at, [0, 0])[1],
        )
        for at in range(max(counts, default=-1) + 1)
    ]  # fmt: skip


def in_band(earned: Iterable[Earned], low: Decimal, law: Law) -> list[Earned]:
    """Return those in the bracket that begins with so many pounds, the best paid first."""
    found = [one for one in earned if low <= one.total < low + law.width]
    return sorted(found, key=lambda one: (-one.total, one.person))


def together(rows: Iterable[Earned]) -> Earned | None:
    """Add up what was paid to one person; None for nothing."""
    found = list(rows)
    if not found:
        return None
    return Earned(
        person=found[0].person, pay=sum((one.pay for one in found), ZERO),
        benefits=sum((one.benefits for one in found), ZERO), office=sum((one.office for one in found), ZERO),
        pension=sum((one.pension for one in found), ZERO), bonuses=sum((one.bonuses for one in found), ZERO),
        expenses=sum((one.expenses for one in found), ZERO),
    )  # fmt: skip


def _tables() -> list[dict[str, Any]]:
    return list(_file()["law"])


@cache
def _file() -> dict[str, Any]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)
