"""What data there is, why, and how it goes: each app says it for its own tables in its `AppConfig.ready()`.

A guard proves that each table with a person's rows belongs to a class or is listed with a reason. For a class <code>
the app's migrations bring two functions of the database: retained_<code>(), which says whose rows were triggered on or
before a day, and erase_<code>(), which only purge_item() may call. The record of processing is made of this.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.apps import apps

from partners.engine.retention import Clock

MOST_MONTHS = 1200
SEED = Path(__file__).parent / "data" / "retention.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionClass:
    """A class of data. `tables`: model -> what becomes of its rows. `special`: the condition for special categories."""

    code: str
    name: str
    starts: str
    purpose: str
    basis: str
    tables: Mapping[str, str]
    permissions: frozenset[str]
    special: str = ""
    recipients: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """How long a class is kept before a partner says otherwise, and what the law allows, in months."""

    months: int
    clock: Clock
    minimum: int
    source: str
    url: str
    checked: date
    maximum: int = MOST_MONTHS


_classes: dict[str, RetentionClass] = {}
_words: dict[str, str] = {}


def register_retention(*found: RetentionClass) -> None:
    """Add classes. :raises ValueError: when a code is taken by another, or the seed does not know it."""
    for one in found:
        if _classes.setdefault(one.code, one) != one:
            raise ValueError(f"the retention class {one.code!r} is registered twice")
        if one.code not in seed():
            raise ValueError(f"partners/data/retention.toml says nothing about {one.code!r}")


def register_words(words: Mapping[str, str]) -> None:
    """Say what people call the records of tables, where the plural of a table’s own name is no English."""
    _words.update(words)


def table_words(label: str) -> str:
    """Return what people call the records of a table."""
    name = _words.get(label) or str(apps.get_model(label)._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


def classes() -> list[RetentionClass]:
    """Return every class, in the order of the seed."""
    return [_classes[code] for code in seed() if code in _classes]


def class_name(code: str) -> str:
    """Return what people call a class."""
    return _classes[code].name if code in _classes else code


@cache
def seed() -> Mapping[str, Proposed]:
    """Return what is proposed to partners, read once."""
    with SEED.open("rb") as file:
        data = tomllib.load(file)
    return MappingProxyType(
        {
            code: Proposed(
                one["months"],
                Clock(one["clock"]),
                one["minimum"],
                one["source"],
                one.get("url", ""),
                one["checked"],
                one.get("maximum", MOST_MONTHS),
            )
            for code, one in data.items()
        }
    )
