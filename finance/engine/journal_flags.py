"""What makes an auditor look at a journal first (domain AUD-01). Pure: nothing here says that it is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from finance.engine import auto_posting, journal_approvals

ADJUSTING = (13, 14)
LABELS = {
    "MANUAL_INCOME": "People posted to income", "ADJUSTING": "Period 13 or 14",
    "OUT_OF_HOURS": "Posted outside working hours", "ROUND": "Large round sum", "SHORT": "Says little",
    "BACKDATED": "Posted long after its period", "BELOW_LIMIT": "Just below a limit of approval",
    "WORDS": "Has a word that auditors look for", "REVERSED": "Reversed in the period after its own",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A posted journal. `posted_on`, `hour`: by the clock here. `total`: pounds of its debits."""

    is_manual: bool
    has_income: bool
    period: int
    last_day: date
    posted_on: date
    hour: int
    is_working_day: bool
    total: Decimal
    description: str
    is_reversed_next: bool


def flags(facts: Facts) -> Iterator[str]:
    """Yield the code of each thing that stands out, in the order of LABELS."""
    policy, limits = _policy(facts.posted_on), journal_approvals.limits_on(facts.posted_on)
    if facts.is_manual and facts.has_income:
        yield "MANUAL_INCOME"
    if facts.period in ADJUSTING:
        yield "ADJUSTING"
    if not facts.is_working_day or not limits.opens <= facts.hour < limits.closes:
        yield "OUT_OF_HOURS"
    if facts.total >= limits.round_sum and facts.total % limits.round_to == 0:
        yield "ROUND"
    if len(facts.description) < policy["shortest_description"]:
        yield "SHORT"
    if (facts.posted_on - facts.last_day).days > policy["backdated_days"] and facts.period not in ADJUSTING:
        yield "BACKDATED"
    near = 1 - Decimal(policy["just_below_percent"]) / 100
    alone = auto_posting.policy_on(facts.posted_on).limit
    if facts.is_manual and any(
        limit * near <= facts.total < limit for limit in (alone, limits.one_approver, limits.finance_manager)
    ):
        yield "BELOW_LIMIT"
    said = facts.description.casefold()
    if facts.is_manual and any(word in said for word in policy["words"]):
        yield "WORDS"
    if facts.is_reversed_next:
        yield "REVERSED"


def _policy(on: date) -> dict[str, Any]:
    found = [row for row in _table() if row["from"] <= on]
    if not found:
        raise LookupError(f"no policy of flags on {on}")
    return found[-1]


@cache
def _table() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return sorted(tomllib.load(file)["flags"], key=lambda row: row["from"])
