"""Which approvals a journal needs, by value and by risk (domain FIN-02). Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

RESERVES, CASH = ("97", "98"), ("93",)
SUSPENSE = "SUSPENSE"
ADJUSTING = (13, 14)


class Level(StrEnum):
    """Who approves: an approver of journals, the finance manager, or the deputy chief finance officer."""

    APPROVER = "journals.approve"
    MANAGER = "journals.approve_large"
    DEPUTY = "journals.approve_top"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Up to which total in pounds one approver and the finance manager suffice, and what makes a journal stand out.

    Both limits are the first amount that is too much.
    """

    one_approver: Decimal
    finance_manager: Decimal
    round_sum: Decimal
    round_to: Decimal
    opens: int
    closes: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a journal when it is proposed.

    `total` is in pounds, with the other journals of the same preparer, day and codes: splitting does not help.
    `period` and `year` are those of the posting, `current` the financial year and period of today, `hour` the hour
    on the clock.
    """

    total: Decimal
    own_total: Decimal
    codes: frozenset[str]
    controls: frozenset[str]
    year: int
    period: int
    current: tuple[int, int]
    hour: int
    is_working_day: bool


@dataclass(frozen=True, slots=True)
class Needed:
    """One approval, and why it is asked for."""

    level: Level
    why: str


def needed(facts: Facts, limits: Limits) -> list[Needed]:
    """Return the approvals in the order in which they are asked for: at least one, and two for what stands out."""
    found = list(risks(facts, limits))
    if facts.total >= limits.finance_manager:
        found.insert(0, f"The total is £{limits.finance_manager:,.0f} or more")
    if found:
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        return [Needed(Level.MANAGER, "A second person looks at it"), Needed(Level.DEPUTY, f"{found[0]}{more}")]
    split = "" if facts.total == facts.own_total else ", together with others of the same day and codes"
    if facts.total >= limits.one_approver:
        return [Needed(Level.MANAGER, f"The total is £{limits.one_approver:,.0f} or more{split}")]
    return [Needed(Level.APPROVER, "")]


def risks(facts: Facts, limits: Limits) -> Iterable[str]:
    """Yield what makes a journal stand out, whatever its total. Source: domain FIN-02, last row of the table."""
    if any(code.startswith(RESERVES) for code in facts.codes):
        yield "It moves reserves"
    if SUSPENSE in facts.controls:
        yield "It uses suspense"
    if any(code.startswith(CASH) for code in facts.codes):
        yield "It moves cash"
    if facts.controls - {SUSPENSE, "BANK"}:
        yield "It moves a control account"
    if facts.period in ADJUSTING:
        yield "It adjusts a year that is being closed"
    elif facts.year < facts.current[0]:
        yield "It changes an earlier year"
    # The month that is being closed is everybody's work at the beginning of the next: what is older stands out.
    elif facts.year == facts.current[0] and facts.period < facts.current[1] - 1:
        yield "It is dated back more than a month"
    if not facts.is_working_day or not limits.opens <= facts.hour < limits.closes:
        yield "It was written outside working hours"
    if facts.own_total >= limits.round_sum and facts.own_total % limits.round_to == 0:
        yield "It is a large round sum"


def limits_on(day: date) -> Limits:
    """Return the limits in force on a day. :raises LookupError: before the first."""
    found = [row for row in _table() if row["from"] <= day]
    if not found:
        raise LookupError(f"no limits for journals on {day}")
    row = found[-1]
    opens, closes = row["working_hours"]
    return Limits(
        one_approver=Decimal(row["one_approver"]), finance_manager=Decimal(row["finance_manager"]),
        round_sum=Decimal(row["round_sum"]), round_to=Decimal(row["round_to"]), opens=opens, closes=closes,
        source=row["source"],
    )  # fmt: skip


@cache
def _table() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return sorted(tomllib.load(file)["limits"], key=lambda row: row["from"])
