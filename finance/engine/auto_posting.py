"""Which journals are posted without an approver, and which of them are looked at afterwards (domain FIN-02). Pure.

A sample is drawn once, after the month has ended: a key that nobody knew before is made then and kept with it. The
journals are put into the order of SHA-256 over “key|public id”, and the first of them are taken: five in a hundred,
rounded up. Whoever has the key and the list draws the same sample again; whoever posts a journal cannot know it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

RULE = "FIN-AUTO-POST"
"""The rule that the trail and the page name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Below which total in pounds no approver is asked, and how many in a hundred are looked at afterwards."""

    limit: Decimal
    sample_percent: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a journal that is submitted, and of whoever submits it.

    `total` is the journal's own; `together` counts other journals of the same preparer, day and codes, too. `training`
    and `routine` are words for what covers it, empty where nothing does, and `lacking` says how the preparer's training
    stands then. `risks` and `restrictions` are sentences; `returned` says who sent it back.
    """

    total: Decimal
    together: Decimal
    kind: str
    ledger: str
    routine: str
    preparer: str
    training: str
    lacking: str
    is_own: bool
    is_between: bool
    is_reversal: bool
    risks: Sequence[str]
    restrictions: Sequence[str]
    returned: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions, whether it is met, and what shows it."""

    code: str
    title: str
    is_met: bool
    words: str


def conditions(facts: Facts, policy: Policy) -> list[Condition]:
    """Return every condition in the order in which people read them: all have to be met."""
    limit = f"£{policy.limit:,.0f}"
    apart = facts.together == facts.total
    return [
        Condition("TOTAL", f"Its total is below {limit}", facts.total < policy.limit, f"£{facts.total:,.2f}"),
        Condition(
            "SPLIT", "So is its total with others of the same preparer, day and codes", facts.together < policy.limit,
            "There is no other" if apart else f"£{facts.together:,.2f} together",
        ),
        Condition(
            "ROUTINE", "Its type is routine in this ledger", bool(facts.routine),
            facts.routine or f"{facts.kind} is not routine in {facts.ledger}",
        ),
        Condition(
            "TRAINED", "Its preparer is trained for this ledger", bool(facts.training),
            facts.training or facts.lacking,
        ),
        Condition(
            "OWN", "Whoever wrote it submits it", facts.is_own,
            facts.preparer if facts.is_own else f"{facts.preparer} wrote it, and somebody else submits it",
        ),
        Condition(
            "RISK", "Nothing makes it stand out", not facts.risks, "; ".join(facts.risks) or "Nothing does",
        ),
        Condition(
            "RESTRICTED", "None of its lines is restricted", not facts.restrictions,
            "; ".join(facts.restrictions) or "None is",
        ),
        Condition(
            "ONE_LEDGER", "It is of one legal entity", not facts.is_between,
            "It is between two" if facts.is_between else facts.ledger,
        ),
        Condition(
            "NO_REVERSAL", "It reverses nothing that is posted", not facts.is_reversal,
            "It is a reversal" if facts.is_reversal else "It is no reversal",
        ),
        Condition(
            "NOT_RETURNED", "Nobody has returned or rejected it", not facts.returned, facts.returned or "Nobody has",
        ),
    ]  # fmt: skip


def is_posted(found: Iterable[Condition]) -> bool:
    """Tell whether a journal is posted without an approver."""
    return all(one.is_met for one in found)


def sample_size(population: int, percent: int) -> int:
    """Return how many of a month's journals are looked at: rounded up, so one at least where there was any."""
    return -(-population * percent // 100)


def sample(journals: Iterable[UUID], *, key: str, percent: int) -> list[UUID]:
    """Return the journals that are looked at, in the order of their hashes with the key."""
    ordered = sorted(journals, key=lambda one: hashlib.sha256(f"{key}|{one}".encode()).hexdigest())
    return ordered[: sample_size(len(ordered), percent)]


def policy_on(day: date) -> Policy:
    """Return the policy in force on a day. :raises LookupError: before the first."""
    found = [row for row in _table() if row["from"] <= day]
    if not found:
        raise LookupError(f"no policy of posting without an approver on {day}")
    row = found[-1]
    return Policy(limit=Decimal(row["limit"]), sample_percent=row["sample_percent"], source=row["source"])


@cache
def _table() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return sorted(tomllib.load(file)["policy"], key=lambda row: row["from"])
