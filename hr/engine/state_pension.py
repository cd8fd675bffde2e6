"""When somebody reaches State Pension age (state_pension_age.toml): from then on no National Insurance is deducted."""

import tomllib
from calendar import monthrange
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FIRST_OF_MONTH = 6
"""The timetable steps on the sixth of a month."""


def state_pension_day(born: date) -> date | None:
    """Return the day on which somebody reaches State Pension age; None for those who all reached it long ago.

    Source: Pensions Act 1995 Schedule 4, as amended by Pensions Act 2014 section 26.
    """
    data = _data()
    if born < data["reached"]:
        return None
    for span in data["step"]:
        if span["from"] <= born <= span["to"]:
            return _later(born, years=span["years"], months=span["months"] + _steps(span["from"], born))
    for span in data["days"]:
        if span["from"] <= born <= span["to"]:
            return _later(span["day"], years=0, months=span["every_months"] * _steps(span["from"], born))
    row = max((one for one in data["row"] if one["from"] <= born), key=lambda one: one["from"])
    return _later(born, years=row["years"], months=row["months"])


def _steps(start: date, born: date) -> int:
    """Count the sixths of a month between the first day of a span and a day of birth."""
    return (born.year - start.year) * 12 + born.month - start.month - (born.day < FIRST_OF_MONTH)


def _later(day: date, *, years: int, months: int) -> date:
    """Return the same day so much later.

    Where a month is shorter, its last day (Pensions Act 2014 s 26: born 31 July 1960, reached on 30 November 2026);
    born on 29 February, in other years the first of March.
    """
    place = day.month - 1 + months
    year, month = day.year + years + place // 12, place % 12 + 1
    last = monthrange(year, month)[1]
    if day.day <= last or months:
        return date(year, month, min(day.day, last))
    return date(year, 3, 1)


@cache
def _data() -> dict[str, Any]:
    with Path(__file__).with_name("state_pension_age.toml").open("rb") as file:
        return tomllib.load(file)
