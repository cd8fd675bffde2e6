"""What national agreements and law fix for sick pay and leave: dated data beside this module, each with its source."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hr.engine.sick_pay import Band, Scale

_FOLDER = Path(__file__).parent


class AgreementMissing(LookupError):
    """No agreement of this name is known on the day."""


@cache
def _tables(name: str) -> dict[str, list[dict[str, Any]]]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _on(rows: list[dict[str, Any]], on: date, what: str) -> dict[str, Any]:
    """Return the latest row that has begun on a day. :raises AgreementMissing: when none has."""
    begun = [row for row in rows if row["from"] <= on]
    if not begun:
        raise AgreementMissing(f"No {what} is known on {on.isoformat()}")
    return max(begun, key=lambda row: row["from"])


def scale_names() -> dict[str, str]:
    """Return code and name of every scale of sick pay."""
    return {row["code"]: row["name"] for row in _tables("sick_pay")["scale"]}


def sick_pay_scale(code: str, *, on: date) -> Scale:
    """Return a scale as it stands on a day. :raises AgreementMissing: when there is none."""
    row = _on([one for one in _tables("sick_pay")["scale"] if one["code"] == code], on, f"scale {code!r}")
    bands = tuple(Band(one["service_months"], one["full_months"], one["half_months"]) for one in row["bands"])
    return Scale(row["name"], bands, tuple(row["month_days"]), row["source"])


def irregular_accrual(*, on: date) -> Decimal:
    """Return the hours of leave for each hour worked irregularly. :raises AgreementMissing: before there were any."""
    return Decimal(_on(_tables("annual_leave")["irregular_accrual"], on, "accrual for irregular hours")["value"])


def carry_over_rule(bucket: str, *, on: date) -> tuple[Decimal, int]:
    """Return how many weeks of leave a bucket carries at most, and for how many months.

    :raises AgreementMissing: when the bucket is not known on the day
    """
    rows = [one for one in _tables("annual_leave")["carry_over"] if one["bucket"] == bucket]
    row = _on(rows, on, f"carry-over {bucket!r}")
    return Decimal(row["weeks"]), int(row["months"])
