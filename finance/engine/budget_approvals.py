"""Which approvals a decision about a budget needs (domain FIN-04). Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any


class Level(StrEnum):
    """Who approves: a budget holder, a director, the finance manager or the chief finance officer."""

    HOLDER = "virements.approve_holder"
    DIRECTOR = "virements.approve_director"
    FINANCE = "budgets.approve_finance"
    CHIEF = "budgets.approve_chief"


class Reach(StrEnum):
    """How far a virement reaches."""

    SERVICE = "SERVICE"
    DIRECTORATE = "DIRECTORATE"
    ACROSS = "ACROSS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Up to which pounds budget holders, and director and finance, suffice."""

    within_service: Decimal
    within_directorate: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a virement: the pounds it moves, how far, and whether its maker is a budget holder."""

    moved: Decimal
    reach: Reach
    by_holder: bool


@dataclass(frozen=True, slots=True)
class Needed:
    """One approval, and why it is asked for."""

    level: Level
    why: str


def reach(services: set[str], directorates: set[str]) -> Reach:
    """Say how far cost centres lie apart; an empty name is one that belongs to none."""
    if len(directorates) != 1 or "" in directorates:
        return Reach.ACROSS
    return Reach.SERVICE if len(services) == 1 and "" not in services else Reach.DIRECTORATE


def needed(facts: Facts, limits: Limits) -> list[Needed]:
    """Return the approvals of a virement. Source: domain FIN-04, limits.

    Two budget holders agree inside one service: one that proposes it is the first of them.
    """
    if facts.reach == Reach.SERVICE and facts.moved <= limits.within_service:
        second = Needed(Level.HOLDER, "Two budget holders agree")
        return [second] if facts.by_holder else [second, Needed(Level.HOLDER, "Two budget holders agree")]
    if facts.reach != Reach.ACROSS and facts.moved <= limits.within_directorate:
        why = "It goes from one service to another"
        if facts.reach == Reach.SERVICE:
            why = f"It moves more than £{limits.within_service:,.0f}"
        return [Needed(Level.DIRECTOR, why), Needed(Level.FINANCE, why)]
    why = "It goes from one directorate to another"
    if facts.reach != Reach.ACROSS:
        why = f"It moves more than £{limits.within_directorate:,.0f}"
    return [Needed(Level.CHIEF, why)]


def needs_members(facts: Facts, limits: Limits) -> bool:
    """Tell whether members, the commissioner or the fire authority have to have decided it."""
    return any(one.level == Level.CHIEF for one in needed(facts, limits))


def limits_on(day: date) -> Limits:
    """Return the limits in force on a day. :raises LookupError: before the first."""
    found = [row for row in _table() if row["from"] <= day]
    if not found:
        raise LookupError(f"no limits for virements on {day}")
    row = found[-1]
    return Limits(
        within_service=Decimal(row["within_service"]), within_directorate=Decimal(row["within_directorate"]),
        source=row["source"],
    )  # fmt: skip


@cache
def _table() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return sorted(tomllib.load(file)["limits"], key=lambda row: row["from"])
