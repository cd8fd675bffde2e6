"""Starters, by law and policy: which gates every job has, and the tax code that a starter's statement leads to. Pure.

The figures and the list stand in dated files beside this module, each with its source.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.taxyear import TaxYear

_FOLDER = Path(__file__).parent


class Gate(StrEnum):
    """What may have to be there before somebody starts (domain HR-06)."""

    RIGHT_TO_WORK = "RIGHT_TO_WORK"
    IDENTITY = "IDENTITY"
    REFERENCES = "REFERENCES"
    DBS = "DBS"
    REGISTRATION = "REGISTRATION"
    MEDICAL = "MEDICAL"
    VETTING = "VETTING"
    POST = "POST"
    WORKING_TIME = "WORKING_TIME"
    PENSION = "PENSION"
    DECLARATION = "DECLARATION"
    BANK = "BANK"
    NINO = "NINO"


class Waiver(StrEnum):
    """Who may accept that a gate is not met."""

    NEVER = "NEVER"
    HR_MANAGER = "HR_MANAGER"
    FOLLOWS = "FOLLOWS"


class Owner(StrEnum):
    """Whose task a gate is."""

    HR = "HR"
    MANAGER = "MANAGER"
    STARTER = "STARTER"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSpec:
    """A gate: its words, whose task it is, who may go without it, and how many days before the start it is due.

    `is_for_added`: another job of somebody who works here already needs it, too, if any job does.
    """

    gate: Gate
    title: str
    hint: str
    owner: Owner
    waiver: Waiver
    is_always: bool
    is_for_added: bool
    days_before: int
    outcomes: tuple[str, ...]
    needs: tuple[str, ...]
    source: str

    def due(self, start: date) -> date:
        """Return the day on which the gate is due."""
        return start - timedelta(days=self.days_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterTax:
    """The tax code of a starter, and whether pay and tax of a P45 count."""

    code: str
    week1month1: bool
    source: str
    counts_p45: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class P45:
    """What payroll needs of a P45."""

    leaving_date: date
    code: str
    week1month1: bool


class StarterRulesMissing(LookupError):
    """Nothing is known for the day."""


@cache
def _file(name: str) -> dict[str, Any]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def gate_specs(*, on: date) -> dict[Gate, GateSpec]:
    """Return every gate as it stands on a day, in the order of the list."""
    found: dict[Gate, GateSpec] = {}
    for row in _file("gates")["gate"]:
        if row["from"] <= on:
            found[Gate(row["gate"])] = GateSpec(
                gate=Gate(row["gate"]),
                title=row["title"],
                hint=row["hint"],
                owner=Owner(row["owner"]),
                waiver=Waiver(row["waiver"]),
                is_always=row["is_always"],
                is_for_added=row.get("is_for_added", True),
                days_before=row["days_before"],
                outcomes=tuple(row.get("outcomes", ())),
                needs=tuple(row.get("needs", ())),
                source=row["source"],
            )
    return found


def strictest(first: Waiver, second: Waiver) -> Waiver:
    """Return the stricter of two: a role may be stricter than the list, never laxer."""
    order = (Waiver.NEVER, Waiver.HR_MANAGER, Waiver.FOLLOWS)
    return min(first, second, key=order.index)


def starter_tax(*, statement: str, start: date, p45: P45 | None = None) -> StarterTax:
    """Return the tax code that a starter is taxed on: by P45, by statement A, B or C, or by neither ("").

    :raises StarterRulesMissing: before the first year that is known
    :raises ValueError: for a P45 without its facts, or an unknown statement
    """
    row = _row(start)
    if statement == "P45":
        if p45 is None:
            raise ValueError("a P45 without leaving date and code")
        if TaxYear.of(p45.leaving_date) == TaxYear.of(start):
            return StarterTax(code=p45.code, week1month1=p45.week1month1, source="P45", counts_p45=True)
        return StarterTax(code=row["emergency"], week1month1=False, source="P45")
    if statement not in {"A", "B", "C", ""}:
        raise ValueError(f"no statement {statement!r}")
    by = row["statement"][statement or "none"]
    return StarterTax(code=by["code"], week1month1=by["week1month1"], source=by["source"])


def fits_limit(hours: Decimal, limit: Decimal | None) -> bool:
    """Tell whether contract hours keep within the weekly limit of a permission to work."""
    return limit is None or hours <= limit


def _row(on: date) -> dict[str, Any]:
    begun = [row for row in _file("tax_codes")["year"] if row["from"] <= on]
    if not begun:
        raise StarterRulesMissing(f"No starter tax codes are known on {on.isoformat()}")
    found: dict[str, Any] = max(begun, key=lambda row: row["from"])
    return found
