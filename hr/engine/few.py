"""Cost of groups of people without anybody's salary: fewer than three people are never shown by themselves.

Groups that are too small are put together, and while they are still too few the smallest other group joins them: what
is shown adds up to the total, and no group follows from the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FEWEST = 3
TOGETHER = "Smaller units together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some people and pounds a year. `people`: who is paid in it, by any key."""

    name: str
    people: frozenset[str]
    established: Decimal
    actual: Decimal

    def with_other(self, other: Group, name: str) -> Group:
        """Return both in one."""
        return Group(
            name=name, people=self.people | other.people, established=self.established + other.established,
            actual=self.actual + other.actual,
        )  # fmt: skip


def merged(groups: Sequence[Group]) -> list[Group]:
    """Return groups of at least three people that add up to the same; nothing when there are fewer in all.

    Groups without people keep their own line: what is established for nobody says nothing about anybody.
    """
    empty = [one for one in groups if not one.people]
    large = [one for one in groups if len(one.people) >= FEWEST]
    small = [one for one in groups if 0 < len(one.people) < FEWEST]
    if not small:
        return [*large, *empty]
    rest = _put_together(small)
    while len(rest.people) < FEWEST and large:
        smallest = min(large, key=lambda one: (len(one.people), one.name))
        large.remove(smallest)
        rest = _put_together([smallest, rest])
    return [*large, rest, *empty] if len(rest.people) >= FEWEST else []


def _put_together(groups: Sequence[Group]) -> Group:
    found = groups[0]
    for one in groups[1:]:
        found = found.with_other(one, TOGETHER)
    return Group(name=TOGETHER, people=found.people, established=found.established, actual=found.actual)
