"""Returns to government that count people in post on a day, by their dated definitions (domain HR-17). Pure.

Heads count people: somebody with several jobs counts once, where the most hours are. Full-time equivalents add up jobs.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

from sharedservices.common.money import round_half_up

Key = TypeVar("Key", str, tuple[str, ...])
FEWEST = 5
"""Groups of fewer people are not shown outside the return itself. Source: domain HR-17, small numbers."""
DIMENSIONS = {
    "sex": "Sex", "hours": "Full or part time", "term": "Contract", "group": "Staff group", "grade": "Rank or grade",
    "unit": "School",
}  # fmt: skip


class ReturnMissing(LookupError):
    """No return of this code is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a return counts: whom, by what, as at which day, where that is written, and what it asks beyond."""

    code: str
    name: str
    asked_by: str
    by: tuple[str, ...]
    units: tuple[str, ...]
    kinds: tuple[str, ...]
    day: str
    not_here: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job in post on the day: whose, what it is by each dimension, and its full-time equivalent."""

    person: int
    fte: Decimal
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a return: what it is about, heads and full-time equivalents; None where so few are not shown."""

    of: tuple[str, ...]
    heads: int | None
    fte: Decimal | None


@cache
def returns() -> tuple[Return, ...]:
    """Return every definition, in the order of the file."""
    with (Path(__file__).parent / "statutory.toml").open("rb") as file:
        rows = tomllib.load(file)["return"]
    words = ("code", "name", "asked_by", "day", "not_here", "source")
    return tuple(
        Return(
            **{name: row[name] for name in words}, by=tuple(row["by"]), units=tuple(row["units"]),
            kinds=tuple(row["kinds"]),
        )
        for row in rows
    )  # fmt: skip


def one(code: str) -> Return:
    """Return a definition. :raises ReturnMissing: when there is none."""
    found = next((row for row in returns() if row.code == code), None)
    if found is None:
        raise ReturnMissing(code)
    return found


def lines(wanted: Return, jobs: Iterable[Job], *, whole: bool) -> list[Line]:
    """Count jobs by what a return is broken down by, in order. `whole`: groups of few are shown, for the return itself.

    Without it, a group of few that is the only one takes the next smallest along: it does not follow from the total.
    """
    main: dict[int, Job] = {}
    fte: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    heads: dict[tuple[str, ...], int] = defaultdict(int)
    for job in jobs:
        of = tuple(job.said[name] for name in wanted.by)
        fte[of] += job.fte
        heads[of] += 0
        if job.person not in main or main[job.person].fte < job.fte:
            main[job.person] = job
    for job in main.values():
        heads[tuple(job.said[name] for name in wanted.by)] += 1
    few = set() if whole else withheld(heads)
    return [
        Line(of, None if of in few else heads[of], None if of in few else round_half_up(fte[of], 2))
        for of in sorted(fte)
    ]


def withheld(heads: Mapping[Key, int]) -> set[Key]:
    """Return the groups that are not shown: of few people, and one more where a single one followed from the total."""
    few = {of for of, n in heads.items() if n < FEWEST}
    if len(few) == 1:
        rest = sorted((n, of) for of, n in heads.items() if of not in few)
        few |= {of for _n, of in rest[:1]}
    return few
