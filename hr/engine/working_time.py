"""Hours a week over all jobs of one person: when people are told, and when HR looks first (domain HR-03). Pure.

The limits stand in a dated file beside this module, with their source.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any


class LimitsMissing(LookupError):
    """Nothing is known for the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Hours a week: beyond `warn` people are told, beyond `review` HR looks before anybody agrees."""

    warn: Decimal
    review: Decimal


@cache
def _rows() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["limits"]
        return rows


def limits(*, on: date) -> Limits:
    """Return the limits of a day. :raises LimitsMissing: before the first that are known."""
    known = [row for row in _rows() if row["from"] <= on]
    if not known:
        raise LimitsMissing(f"no limits of working time are known for {on}")
    return Limits(warn=Decimal(known[-1]["warn"]), review=Decimal(known[-1]["review"]))


def needs_review(hours: Decimal, *, on: date) -> bool:
    """Tell whether HR looks before anybody agrees to so many hours a week."""
    return hours > limits(on=on).review


def needs_warning(hours: Decimal, *, on: date) -> bool:
    """Tell whether people are told of so many hours a week."""
    return hours > limits(on=on).warn
