"""Which reminder somebody who owes is due, and why none is sent (domain FIN-08). Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any


class Step(StrEnum):
    """The steps, in their order."""

    REMINDER = "REMINDER"
    FINAL = "FINAL"
    PRE_ACTION = "PRE_ACTION"
    COLLECTION = "COLLECTION"


LABELS = {
    Step.REMINDER: "Reminder", Step.FINAL: "Final reminder", Step.PRE_ACTION: "Letter before action",
    Step.COLLECTION: "Collection or court",
}  # fmt: skip
ORDER = tuple(Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What is owed on an invoice: pounds, since when it is due, which steps were taken on which day, and what holds it.

    `holds` are the reasons in words why nothing is sent now.
    """

    owed: Decimal
    due_on: date
    is_person: bool
    taken: Mapping[Step, date]
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The next step and the first day on which it may be taken; `why_not` says what stands in its way on that day."""

    step: Step | None
    on: date | None
    why_not: str = ""


def next_step(debt: Debt, *, on: date) -> Next:
    """Return the step that comes next. One step a time: a debt that was found late is not sent to court at once.

    Each step keeps its distance from the one before it, and an individual has 30 days to answer a letter before action.
    """
    left = [one for one in ORDER if one not in debt.taken]
    if not left:
        return Next(step=None, on=None, why_not="Every step has been taken")
    step, after = left[0], _after()
    day = debt.due_on + timedelta(days=after[step])
    before = ORDER[ORDER.index(step) - 1] if step is not ORDER[0] else None
    if before is not None and before in debt.taken:
        day = max(day, debt.taken[before] + timedelta(days=after[step] - after[before]))
        if step is Step.COLLECTION and debt.is_person:
            day = max(day, debt.taken[before] + timedelta(days=reply_days()))
    return Next(step=step, on=day, why_not=_why_not(debt, day, on))


def _why_not(debt: Debt, day: date, on: date) -> str:
    if debt.holds:
        return debt.holds[0]
    if debt.owed < smallest():
        return f"Less than £{smallest():,.2f} is owed"
    return "" if day <= on else "Not yet due"


def smallest() -> Decimal:
    """Return the smallest debt in pounds that anybody is reminded of."""
    return Decimal(_table()["smallest"])


def reply_days() -> int:
    """Return how many days an individual has to answer a letter before action."""
    return int(_table()["reply_days"])


def _after() -> dict[Step, int]:
    return {Step(row["code"]): row["after"] for row in _table()["step"]}


@cache
def _table() -> dict[str, Any]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)
