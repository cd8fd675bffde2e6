"""What legal entities of one partner owe each other: balancing a journal, matching, settling, eliminating. Pure.

Pounds are debits above nought and credits below. Source: domain FIN-11, FIN-15.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from finance.engine.financial_statements import Figure
from sharedservices.common.money import ZERO

BALANCES, FLOWS = "BALANCES", "FLOWS"
PARTS = {BALANCES: "Balances", FLOWS: "Income and expenditure"}


class Due(NamedTuple):
    """A line that makes a legal entity balance in a fund: due from the other above nought, due to it below."""

    entity: str
    other: str
    fund: str
    amount: Decimal


def pair(sums: Mapping[tuple[str, str], Decimal], first: str, second: str) -> list[Due]:
    """Return the due-from and due-to lines of a journal between two entities.

    `sums`: debits less credits by entity and fund, which come to nought in each fund over both. What an entity has
    debited more than credited, it owes to the other: its line is a credit.
    """
    found = []
    for fund in sorted({fund for _entity, fund in sums}):
        more = sums.get((first, fund), ZERO)
        if more:
            found.append(Due(first, second, fund, -more))
            found.append(Due(second, first, fund, more))
    return found


class Side(NamedTuple):
    """What the books of one entity say of another in a fund."""

    entity: int
    other: int
    fund: str
    amount: Decimal


class Matched(NamedTuple):
    """What both of two entities say of each other in a fund: what the first is due, and what the second owes it."""

    first: int
    second: int
    fund: str
    due_from: Decimal
    due_to: Decimal

    @property
    def difference(self) -> Decimal:
        """What the first says more than the second; nought where they agree to the penny."""
        return self.due_from - self.due_to


def match(sides: Iterable[Side]) -> list[Matched]:
    """Set the books of two entities beside each other, by pair and fund. `due_to` is a credit turned round."""
    found: dict[tuple[int, int, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for one in sides:
        first, second = min(one.entity, one.other), max(one.entity, one.other)
        if one.entity == first:
            found[first, second, one.fund][0] += one.amount
        else:
            found[first, second, one.fund][1] -= one.amount
    return [Matched(*key, *both) for key, both in sorted(found.items())]


def net(rows: Iterable[Matched]) -> dict[str, Decimal]:
    """Return what the second owes the first in each fund, where it is not nought."""
    return {one.fund: one.due_from for one in rows if one.due_from}


class Held(NamedTuple):
    """What an entity’s books say under a code: `other` is the entity of the group that it is with, or None."""

    entity: int
    code: str
    group: str
    other: int | None
    amount: Decimal


class Consolidated(NamedTuple):
    """A line of the group’s accounts: each entity in its order, what is eliminated, and what is left."""

    key: str
    entities: tuple[Decimal, ...]
    eliminated: Decimal

    @property
    def of_group(self) -> Decimal:
        """What the group shows."""
        return sum(self.entities, self.eliminated)


class Odd(NamedTuple):
    """What two entities’ books do not agree in: the first less the second, of balances or of flows."""

    first: int
    second: int
    part: str
    amount: Decimal


def part_of(code: str) -> str:
    """Return whether a code stands on the balance sheet or among income and expenditure."""
    return BALANCES if code[0] == "9" else FLOWS


def odd(rows: Iterable[Held]) -> list[Odd]:
    """Return what does not eliminate: both sides of a pair come to nought, by balances and flows, where they agree."""
    found: dict[tuple[int, int, str], Decimal] = defaultdict(lambda: ZERO)
    for one in rows:
        if one.other is not None:
            first, second = min(one.entity, one.other), max(one.entity, one.other)
            found[first, second, part_of(one.code)] += one.amount
    return [Odd(*key, amount) for key, amount in sorted(found.items()) if amount]


def consolidate(rows: Sequence[Held], entities: Sequence[int], *, by_group: bool = False) -> list[Consolidated]:
    """Return the lines of the group by code, or by group of codes: what entities hold with each other is taken out."""
    held: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    out: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in rows:
        key = one.group if by_group else one.code
        held[key][one.entity] += one.amount
        if one.other is not None:
            out[key] -= one.amount
    return [
        Consolidated(key, tuple(sums.get(one, ZERO) for one in entities), out.get(key, ZERO))
        for key, sums in sorted(held.items())
    ]


class Row(NamedTuple):
    """A line of a statement of the group: a group of codes, or a sum with its words, in each column."""

    group: str
    words: str
    columns: tuple[Decimal, ...]


def columns(rows: Sequence[Held], entities: Sequence[int]) -> list[dict[str, Decimal]]:
    """Return the groups of codes of each entity, of what is eliminated, and of the group, in that order."""
    lines = consolidate(rows, entities, by_group=True)
    own = [{one.key: one.entities[place] for one in lines} for place in range(len(entities))]
    return [*own, {one.key: one.eliminated for one in lines}, {one.key: one.of_group for one in lines}]


def side_by_side(statements: Sequence[Sequence[Figure]], added: Mapping[str, tuple[str, Decimal]]) -> list[Row]:
    """Set statements beside each other; the last two are of eliminations and of the group.

    `added`: by the words of a sum, a row before it with what does not eliminate; it is part of that sum, in both.
    """
    found = []
    for figures in zip(*statements, strict=True):
        words, pounds = added.get(figures[0].words, ("", ZERO))
        more = (*(ZERO for _one in figures[:-2]), pounds, pounds)
        if pounds:
            found.append(Row("", words, more))
        found.append(
            Row(figures[0].group, figures[0].words, tuple(a.now + b for a, b in zip(figures, more, strict=True)))
        )
    return found


def sum_of(rows: Iterable[Odd], part: str) -> Decimal:
    """Return what does not eliminate of balances, or of flows."""
    return sum((one.amount for one in rows if one.part == part), ZERO)
