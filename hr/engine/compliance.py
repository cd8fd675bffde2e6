"""What checks of people hold for, which level of a DBS check a job justifies, and where something stands. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("compliance.toml")
LEVELS = ("NONE", "BASIC", "STANDARD", "ENHANCED", "ENHANCED_BARRED")


class Kind(StrEnum):
    """What a job may need (domain HR-15)."""

    DBS = "DBS"
    REGISTRATION = "REGISTRATION"
    TRAINING = "TRAINING"


class Standing(StrEnum):
    """Where something that is needed stands on a day; the most urgent first."""

    LAPSED = "LAPSED"
    MISSING = "MISSING"
    DUE = "DUE"
    VALID = "VALID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """How long a DBS check holds in months, how long a note is kept in months, and how many days ahead is soon."""

    dbs_months: int
    dbs_most_months: int
    note_months: int
    soon_days: int
    source: str


@dataclass(frozen=True, slots=True)
class Justification:
    """Why the law lets a level be asked for."""

    code: str
    title: str
    levels: frozenset[str]
    source: str


@cache
def _file() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


@cache
def cycle() -> Cycle:
    """Return the periods that hold where nobody has said otherwise."""
    row = _file()["cycle"]
    return Cycle(**{name: row[name] for name in Cycle.__dataclass_fields__})


@cache
def justifications() -> dict[str, Justification]:
    """Return why a level may be asked for, by code."""
    rows = _file()["justification"]
    return {
        row["code"]: Justification(row["code"], row["title"], frozenset(row["levels"]), row["source"]) for row in rows
    }


def justifies(code: str, level: str) -> bool:
    """Tell whether a reason lets a level be asked for. Anybody may be asked for a basic check."""
    if level == "BASIC":
        return True
    found = justifications().get(code)
    return found is not None and level in found.levels


def rank(level: str) -> int:
    """Return the place of a level: a higher one shows what a lower one does."""
    return LEVELS.index(level)


def highest(levels: Iterable[str]) -> str:
    """Return the highest of the levels that jobs ask for."""
    return max(levels, key=rank, default="NONE")


def is_over_checking(level: str, asked: str) -> bool:
    """Tell whether a check is higher than what the jobs of somebody ask for: that is unlawful (domain HR-15)."""
    return rank(level) > max(rank(asked), rank("BASIC"))


def standing(*, is_held: bool, due_on: date | None, on: date, soon: int) -> Standing:
    """Return where something stands: `due_on` is its last good day, or the day by which it is first needed.

    Nothing that is held and has no end (None) is ever due. `soon` in days.
    """
    if due_on is None:
        return Standing.VALID if is_held else Standing.MISSING
    if due_on < on:
        return Standing.LAPSED if is_held else Standing.MISSING
    return Standing.DUE if not is_held or due_on <= on + timedelta(days=soon) else Standing.VALID
