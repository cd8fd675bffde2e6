"""What will hurt somebody soon, as the apps foresee it (lessons, differentiator 9). Pure: shapes and a registry.

An app registers a finder in its `AppConfig.ready()`. A finder runs inside the partner's scope, looks from a day on, and
says everything that it foresees; the nightly task keeps what is new, and drops what is foreseen no longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

AHEAD = timedelta(days=62)
"""Two monthly pay periods: how far the forecast looks."""


CONTRACT_ALERTS = (90, 60, 28)
"""Days before the end of a fixed term on which person and manager are told. Source: domain HR-05."""


class Hurt(StrEnum):
    """What will happen to somebody's pay."""

    SICK_PAY = "SICK_PAY"
    CONTRACT_END = "CONTRACT_END"
    ELEMENT_END = "ELEMENT_END"
    NIL_PAY = "NIL_PAY"
    PAY_DROP = "PAY_DROP"
    DUTY_END = "DUTY_END"
    PENSION_BAND = "PENSION_BAND"
    MISSING_CLAIM = "MISSING_CLAIM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One thing that will happen: to whom, when, in words without figures, and with them.

    `headline` is for managers, too; `detail` is for the person and for whoever may see pay. `key` says what it is
    about, the same every night, so that it is told once. `for_staff_only`: something to put right, not to worry with.
    """

    hurt: Hurt
    key: str
    person_id: int
    takes_effect_on: date
    headline: str
    detail: str = ""
    job: str = ""
    for_staff_only: bool = False


class Finder(Protocol):
    """Says what is foreseen at one partner from a day on."""

    def __call__(self, *, partner_id: int, on: date) -> Iterable[Foreseen]: ...


_finders: dict[str, Finder] = {}


def register_finder(name: str, find: Finder) -> None:
    """Add a finder. :raises ValueError: when the name is taken by another."""
    if _finders.setdefault(name, find) is not find:
        raise ValueError(f"the finder {name!r} is registered twice")


def finders() -> list[Finder]:
    """Return every registered finder, by name."""
    return [_finders[name] for name in sorted(_finders)]
