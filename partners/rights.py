"""What the law asks about people’s rights, by date; what a request can be about; and what people gave themselves."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

SEED = Path(__file__).parent / "data" / "rights.toml"
SUPPLIED = {
    "hr": ("person", "contacts", "emergency", "bank"),
    "hr_life": ("start_answers",),
}
"""Sections with what somebody gave themselves. Source: UK GDPR article 20(1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What a request can be about. `kinds`: the changes that put it right; `pauses`: what stops while restricted."""

    code: str
    label: str
    kinds: tuple[str, ...]
    pauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A time that the law gives, from a day on. Exactly one of months, days and hours is not nought."""

    code: str
    since: date
    months: int = 0
    days: int = 0
    hours: int = 0
    source: str = ""


@cache
def _read() -> dict[str, Any]:
    with SEED.open("rb") as file:
        return tomllib.load(file)


@cache
def areas() -> dict[str, Area]:
    """Return what a request can be about, by code."""
    return {
        one["code"]: Area(
            code=one["code"], label=one["label"], kinds=tuple(one["kinds"]), pauses=tuple(one["pauses"])
        )
        for one in _read()["area"]
    }  # fmt: skip


def area_label(code: str) -> str:
    """Return what people call an area."""
    return areas()[code].label if code in areas() else code


def pause_words(codes: list[str]) -> str:
    """Return what is paused, in words."""
    return ", ".join(_read()["pauses"][one] for one in codes)


def law(code: str, *, on: date) -> Law | None:
    """Return the time that the law gives on a day; None before there was one."""
    found = [one for one in _read()["law"] if one["code"] == code and one["from"] <= on]
    if not found:
        return None
    one = max(found, key=lambda entry: entry["from"])
    return Law(
        code=code, since=one["from"], months=one.get("months", 0), days=one.get("days", 0), hours=one.get("hours", 0),
        source=one["source"],
    )  # fmt: skip
