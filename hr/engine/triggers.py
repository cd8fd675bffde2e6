"""When sickness is looked at: episodes, days and the Bradford score of somebody up to a day. Pure.

Pregnancy-related sickness never counts. Disability-related sickness is not counted either: what it calls for is an
adjustment, and the list says how much of it there was.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

MONTHS = 12
NAMES = ("episodes", "episode_months", "days", "day_months", "bradford")
LOCAL = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What reaches a trigger. Days are working days."""

    start: date
    source: str
    episodes: int
    episode_months: int
    days: int
    day_months: int
    bradford: int


@dataclass(frozen=True, slots=True)
class Episode:
    """One absence: its first day and the working days lost in the longer of the two spans."""

    first_day: date
    days: Decimal
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """What somebody has come to, and in words which triggers that reaches; empty for none."""

    n_episodes: int
    days: Decimal
    bradford: Decimal
    n_excluded: int
    triggers: tuple[str, ...]


def rule_on(on: date) -> Rule:
    """Return the rule of a day. :raises LookupError: for a day before there was one."""
    held = [one for one in _rules() if one.start <= on]
    if not held:
        raise LookupError(f"No rule says when sickness is looked at on {on:%d.%m.%Y}.")
    return held[-1]


def rule_of(given: Mapping[str, int]) -> Rule:
    """Return the rule that a partner agreed, from its figures by name."""
    return Rule(LOCAL, "Agreed by the partner", **{name: int(given[name]) for name in NAMES})


def months_before(on: date, months: int) -> date:
    """Return the first day of the span of so many months that ends with a day."""
    after = date.fromordinal(on.toordinal() + 1)
    month = after.year * MONTHS + after.month - 1 - months
    year, index = divmod(month, MONTHS)
    for day in range(after.day, 0, -1):
        try:
            return date(year, index + 1, day)
        except ValueError:
            continue
    raise AssertionError


def bradford(n_episodes: int, days: Decimal) -> Decimal:
    """Return the Bradford score: four episodes and ten days are 160."""
    return n_episodes * n_episodes * days


def reached(episodes: Iterable[Episode], *, on: date, rule: Rule) -> Reached:
    """Return what the episodes of the longer span come to, and which triggers they reach."""
    known = list(episodes)
    counted = [one for one in known if not one.is_excluded]
    recent = [one for one in counted if one.first_day >= months_before(on, rule.episode_months)]
    days = sum((one.days for one in counted), Decimal(0))
    score = bradford(len(counted), days)
    found = []
    if len(recent) >= rule.episodes:
        found.append(f"{len(recent)} episodes in {rule.episode_months} months")
    if days >= rule.days:
        found.append(f"{days.normalize():f} days in {rule.day_months} months")
    if score >= rule.bradford:
        found.append(f"Bradford score {score.normalize():f}")
    return Reached(len(counted), days, score, len(known) - len(counted), tuple(found))


@cache
def _rules() -> tuple[Rule, ...]:
    text = Path(__file__).with_name("absence_triggers.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["rule"]
    return tuple(sorted((Rule(row.pop("from"), **row) for row in rows), key=lambda one: one.start))
