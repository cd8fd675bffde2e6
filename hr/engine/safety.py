"""By when RIDDOR asks for a report of an accident. Pure."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("safety.toml")
SPECIFIED, SEVEN_DAYS = "SPECIFIED", "SEVEN_DAYS"


@cache
def _rows() -> list[dict[str, Any]]:
    with FILE.open("rb") as file:
        return sorted(tomllib.load(file)["due"], key=lambda row: row["from"])


def report_due(*, riddor: str, happened_on: date) -> date | None:
    """Return the last day for a report to HSE; None when none is due, or it is due without delay.

    An accident of before the first row goes by the first row: the duty is older than it.
    """
    rows = _rows()
    row = next((one for one in reversed(rows) if one["from"] <= happened_on), rows[0])
    days = {SPECIFIED: row["specified_days"], SEVEN_DAYS: row["seven_days_days"]}.get(riddor)
    return None if days is None else happened_on + timedelta(days=days)
