"""The age of debts, what is expected to be lost of them, and who agrees to write one off (domain FIN-08). Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.money import ZERO, pence


class Level(StrEnum):
    """Who agrees to write a debt off."""

    SUPERVISOR = "write_offs.small"
    MANAGER = "write_offs.approve"
    DEPUTY = "write_offs.large"
    CHIEF = "write_offs.top"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A debt: pounds, the day it is due, and whether a public body owes it, which no loss is expected of."""

    pounds: Decimal
    due_on: date
    is_public_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Debts of one age: their sum, how much of it counts, the per cent and the pounds that are expected to be lost."""

    label: str
    owed: Decimal
    counted: Decimal
    percent: Decimal
    loss: Decimal


def days_overdue(due_on: date, on: date) -> int:
    """Return for how many days a debt has been due; nought before that."""
    return max(0, (on - due_on).days)


def bands(debts: Iterable[Owed], *, on: date) -> list[Band]:
    """Return the debts by age with the expected loss of each band. Public bodies stand in `owed` and in no loss."""
    rows = _on("loss", on)["bands"]
    sums = [[ZERO, ZERO] for _ in rows]
    for one in debts:
        at = band_of(one.due_on, on=on)
        sums[at][0] += one.pounds
        sums[at][1] += ZERO if one.is_public_body else one.pounds
    return [
        Band(
            label=row["label"], owed=owed, counted=counted, percent=Decimal(row["percent"]),
            loss=pence(counted * Decimal(row["percent"]) / 100),
        )
        for row, (owed, counted) in zip(rows, sums, strict=True)
    ]  # fmt: skip


def allowance(found: Iterable[Band]) -> Decimal:
    """Return the allowance for impairment in pounds: what is expected to be lost over all bands."""
    return sum((one.loss for one in found), ZERO)


def band_of(due_on: date, *, on: date) -> int:
    """Return which band a debt is in, from 0."""
    days = days_overdue(due_on, on)
    rows = _on("loss", on)["bands"]
    return next(at for at, row in enumerate(rows) if "upto" not in row or days <= row["upto"])


def labels(on: date) -> list[str]:
    """Return the words for the bands."""
    return [row["label"] for row in _on("loss", on)["bands"]]


def level_of(pounds: Decimal, *, on: date) -> Level:
    """Return who agrees to write so much off; each limit is the last amount that is within it."""
    row = _on("write_off", on)
    for name, level in (("supervisor", Level.SUPERVISOR), ("manager", Level.MANAGER), ("deputy", Level.DEPUTY)):
        if pounds <= Decimal(row[name]):
            return level
    return Level.CHIEF


def _on(name: str, day: date) -> Mapping[str, Any]:
    found = [row for row in _table()[name] if row["from"] <= day]
    if not found:
        raise LookupError(f"no {name} policy on {day}")
    return max(found, key=lambda row: row["from"])


@cache
def _table() -> dict[str, Any]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)
