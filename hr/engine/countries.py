"""The countries that somebody may be a national of (countries.toml): ISO codes and the names that hold on a day."""

import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=8)
def countries(on: date) -> dict[str, str]:
    """Return the names by code as they hold on a day, by name."""
    rows = [row for row in _rows() if row.get("from", date.min) <= on <= row.get("until", date.max)]
    return {row["code"]: row["name"] for row in sorted(rows, key=lambda row: row["name"])}


def country(code: str, *, on: date) -> str:
    """Return the name of a country on a day; nothing for no code, the code itself for one that is not known."""
    return countries(on).get(code, code)


@cache
def _rows() -> list[dict[str, Any]]:
    with Path(__file__).with_name("countries.toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["country"]
    return rows
