"""What a partner asks of suppliers' invoices and of payments, by the day (domain FIN-06). Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """How far an invoice may be from its order: pounds, but for `price_percent`.

    `arithmetic` is by how much a line may differ from quantity times price, and VAT from its rate.
    """

    price_percent: Decimal
    price_line: Decimal
    freight: Decimal
    total: Decimal
    tax: Decimal
    arithmetic: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Limits in pounds (each the first amount that is too much), days, points, and what needs no order."""

    approve_one: Decimal
    approve_manager: Decimal
    release_two_run: Decimal
    release_two_item: Decimal
    cooling_days: int
    duplicate_from: int
    same_account_days: int
    pay_early_kinds: tuple[str, ...]
    pay_early_to: Decimal
    faster_most: Decimal
    no_order: tuple[str, ...]
    points: Mapping[str, int]
    tolerances: Tolerances
    source: str


def policy_on(day: date) -> Policy:
    """Return the policy in force on a day. :raises LookupError: before the first."""
    found = [row for row in _table() if row["from"] <= day]
    if not found:
        raise LookupError(f"no policy of payables on {day}")
    row = found[-1]
    return Policy(
        approve_one=Decimal(row["approve_one"]), approve_manager=Decimal(row["approve_manager"]),
        release_two_run=Decimal(row["release_two_run"]), release_two_item=Decimal(row["release_two_item"]),
        cooling_days=row["cooling_days"], duplicate_from=row["duplicate_from"],
        same_account_days=row["same_account_days"], pay_early_kinds=tuple(row["pay_early_kinds"]),
        pay_early_to=Decimal(row["pay_early_to"]),
        faster_most=Decimal(row["faster_most"]), no_order=tuple(row["no_order"]), points=row["points"],
        tolerances=Tolerances(**{name: Decimal(value) for name, value in row["tolerances"].items()}),
        source=row["source"],
    )  # fmt: skip


@cache
def _table() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return sorted(tomllib.load(file)["policy"], key=lambda row: row["from"])
