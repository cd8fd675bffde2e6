"""Hours a week over all jobs of one person: when people are told, and when HR looks first (domain HR-03). Pure.

The limits stand in a dated file beside this module, with their source.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.periods import add_months

ADULT_AT = 18
"""The age from which nobody is a young worker any more (Working Time Regulations 1998, reg 2)."""


class LimitsMissing(LookupError):
    """Nothing is known for the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Hours a week: beyond `warn` people are told, beyond `review` HR looks before anybody agrees.

    They are an average over `reference_weeks`. `young` is the most of somebody under 18, without average or agreement.
    An agreement to more than `warn` ends by a notice of at least `notice_days` and at most `notice_months`.
    """

    warn: Decimal
    review: Decimal
    reference_weeks: int
    notice_days: int
    notice_months: int
    young: Decimal | None = None


@cache
def _rows() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["limits"]
        return rows


def is_limited(*, on: date) -> bool:
    """Tell whether limits are known for a day."""
    return any(row["from"] <= on for row in _rows())


def limits(*, on: date) -> Limits:
    """Return the limits of a day. :raises LimitsMissing: before the first that are known."""
    known = [row for row in _rows() if row["from"] <= on]
    if not known:
        raise LimitsMissing(f"no limits of working time are known for {on}")
    row = known[-1]
    return Limits(
        warn=Decimal(row["warn"]),
        review=Decimal(row["review"]),
        reference_weeks=row["reference_weeks"],
        notice_days=row["notice_days"],
        notice_months=row["notice_months"],
        young=Decimal(row["young"]) if "young" in row else None,
    )


def needs_review(hours: Decimal, *, on: date) -> bool:
    """Tell whether HR looks before anybody agrees to so many hours a week."""
    return hours > limits(on=on).review


def needs_warning(hours: Decimal, *, on: date) -> bool:
    """Tell whether people are told of so many hours a week."""
    return hours > limits(on=on).warn


def is_young(*, born: date, on: date) -> bool:
    """Tell whether somebody is under 18 on a day. Source: Working Time Regulations 1998, reg 2."""
    return add_months(born, 12 * ADULT_AT) > on


def is_beyond_young(hours: Decimal, *, born: date, on: date) -> bool:
    """Tell whether so many hours a week are more than somebody under 18 may work. Source: reg 5A."""
    most = limits(on=on).young
    return most is not None and is_young(born=born, on=on) and hours > most


def is_notice(days: int, *, on: date) -> bool:
    """Tell whether an agreement may ask for so many days of notice. Source: reg 5(2) and (3)."""
    law = limits(on=on)
    return law.notice_days <= days <= (add_months(on, law.notice_months) - on).days


def last_day_of_agreement(*, given_on: date, notice_days: int) -> date:
    """Return the last day of an agreement of which notice is given on a day; never more than the law’s months later.

    Source: Working Time Regulations 1998, reg 5(2) and (3)
    """
    latest = add_months(given_on, limits(on=given_on).notice_months)
    return min(given_on + timedelta(days=notice_days), latest)
