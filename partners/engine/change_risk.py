"""How risky a change request is, by the dated rules of partners/data/change_risk.toml. Pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "change_risk.toml"
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What the rules look at.

    `months_back`: full months between the first day and the day of the proposal. `rise`: per cent by which the cost
    goes up, None when it does not. `close`: why whoever proposed it is close to somebody who may decide it. `n_others`:
    other requests about the same person in 30 days. `days_left`: days until the pay run closes, None without one.
    """

    months_back: int = 0
    rise: Decimal | None = None
    is_cost_unknown: bool = False
    close: tuple[str, ...] = ()
    n_others: int = 0
    days_left: int | None = None
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds: its code, what it says, and its points."""

    code: str
    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Bands:
    """From how many points a request is of medium and of high risk."""

    medium: int
    high: int

    def name(self, score: int) -> str:
        """Return the band of a score, as people call it."""
        return "High" if score >= self.high else "Medium" if score >= self.medium else "Low"


def reasons(facts: RiskFacts, *, on: date) -> list[Reason]:
    """Return the rules that hold, those with the most points first."""
    found = []
    for row in _in_force("rule", on):
        value = _value(row["code"], facts, row["limit"])
        if value is not None:
            found.append(Reason(row["code"], row["words"].format(value=value, limit=row["limit"]), row["points"]))
    return sorted(found, key=lambda one: (-one.points, one.code))


def score(found: Iterable[Reason]) -> int:
    """Return the points together, 100 at most."""
    return min(MOST, sum(one.points for one in found))


def bands(*, on: date) -> Bands:
    """Return the bands of a day; before the first of them those of the first."""
    rows = _in_force("band", on) or _file()["band"][:1]
    return Bands(rows[-1]["medium"], rows[-1]["high"])


def _value(code: str, facts: RiskFacts, limit: int) -> str | None:
    """Return what a rule found, in words; None when it does not hold. :raises KeyError: for a rule nobody knows."""
    left = facts.days_left
    measured: dict[str, tuple[bool, str]] = {
        "BACKDATED": (facts.months_back > limit, str(facts.months_back)),
        "RISE": (facts.rise is not None and facts.rise > limit, f"{facts.rise or 0:f}"),
        "UNKNOWN_COST": (facts.is_cost_unknown, ""),
        "CLOSE": (bool(facts.close), "; ".join(facts.close)),
        "SEVERAL": (facts.n_others >= limit, str(facts.n_others)),
        "NEAR_CUTOFF": (left is not None and not facts.is_missed and 0 <= left <= limit, str(left)),
        "MISSED_CUTOFF": (facts.is_missed, ""),
    }
    holds, words = measured[code]
    return words if holds else None


def _in_force(name: str, on: date) -> list[dict[str, Any]]:
    return [row for row in _file()[name] if row["from"] <= on <= row.get("until", date.max)]


@cache
def _file() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)
