"""By when questions to HR are answered (hr/engine/questions.toml)."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.periods import add_months
from sharedservices.common.workingdays import add_working_days


@cache
def _data() -> dict[str, Any]:
    with (Path(__file__).parent / "questions.toml").open("rb") as file:
        return tomllib.load(file)


def due_on(topic: str, *, asked_on: date) -> date:
    """Return the day by which a question of a topic is answered. Source: questions.toml."""
    row = _data()[topic]
    if "months" in row:
        return add_months(asked_on, row["months"])
    if "days" in row:
        return asked_on + timedelta(days=row["days"])
    return add_working_days(asked_on, row["working_days"]) if row["working_days"] else asked_on
