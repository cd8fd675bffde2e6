"""The expenditure and funding analysis, and where each code stands on the statements (domain FIN-15). Pure.

Pounds: costs and deficits above nought, income and reserves below. What is charged to the general fund, and the
adjustments that statute asks for, come to the net of the comprehensive income and expenditure statement (CIES).
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sharedservices.common.money import ZERO

GENERAL_FUND = "97000"
SERVICES = "SERVICES"
LINES = {
    SERVICES: "Cost of services",
    "OPERATING": "Other operating expenditure",
    "FINANCING": "Financing and investment income and expenditure",
    "TAXATION": "Taxation and grants of no specific purpose",
}
COST, OTHER, RESULT = "Net cost of services", "Other income and expenditure", "Surplus below nought, or deficit"
NOWHERE = "Codes that stand on no line"


class Amount(NamedTuple):
    """Pounds of a code of a segment (a directorate; empty for none); `statutory`: of those, by statutory journals."""

    segment: str
    code: str
    group: str
    pounds: Decimal
    statutory: Decimal


class Row(NamedTuple):
    """A line of the analysis. `segment` is None in sums."""

    words: str
    net: Decimal
    adjustments: Decimal
    segment: str | None = None

    @property
    def cies(self) -> Decimal:
        """What stands on the comprehensive income and expenditure statement."""
        return self.net + self.adjustments


class Fund(NamedTuple):
    """What was posted to the general fund balance itself: opening, statutory journals, and other reserves."""

    opening: Decimal
    statutory: Decimal
    reserves: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """An expenditure and funding analysis with the general fund's movement."""

    segments: Sequence[Row]
    cost: Row
    nowhere: Row | None
    other: Row
    result: Row
    fund: Fund

    @property
    def rows(self) -> list[Row]:
        """The lines in their order."""
        return [*self.segments, self.cost, *([self.nowhere] if self.nowhere else []), self.other, self.result]

    @property
    def closing(self) -> Decimal:
        """The general fund as the ledger has it: what was posted to it, and all income and expenditure."""
        return sum(self.fund, ZERO) + self.result.cies

    @property
    def difference(self) -> Decimal:
        """What the adjustments have more than the movement in reserves: nought when statutory journals are whole.

        A statutory journal takes from the general fund what it adds to services, or gives back what it takes off them.
        """
        return self.result.adjustments + self.fund.statutory


def analysis(amounts: Iterable[Amount], fund: Fund, *, on: date) -> Analysis:
    """Analyse a year's income and expenditure by segment. Source: domain FIN-15 (EFA)."""
    sums: dict[tuple[bool, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    nowhere, other = [ZERO, ZERO], [ZERO, ZERO]
    is_lost = False
    for one in amounts:
        line = line_of(one.code, one.group, on=on)
        if line is None:
            found, is_lost = nowhere, True
        elif line == SERVICES:
            found = sums[not one.segment, one.segment]
        else:
            found = other
        found[0] += one.pounds - one.statutory
        found[1] += one.statutory
    segments = [_row(segment, sums[empty, segment], segment) for empty, segment in sorted(sums)]
    lost = _row(NOWHERE, nowhere) if is_lost else None
    cost, below = _sum(COST, segments), _row(OTHER, other)
    return Analysis(
        segments=segments, cost=cost, nowhere=lost, other=below, fund=fund,
        result=_sum(RESULT, [cost, below, *([lost] if lost else [])]),
    )  # fmt: skip


def line_of(code: str, group: str, *, on: date) -> str | None:
    """Return the line of the CIES that a code of income and expenditure stands on; None for none."""
    kept = [one for one in _data()["mapping"] if one["from"] <= on]
    if not kept:
        return None
    ranges = max(kept, key=lambda one: one["from"])["ranges"]
    found = [one["line"] for one in ranges if one["first"] <= code <= one["last"] and one["group"] == group]
    return found[0] if found else None


def _row(words: str, sums: Sequence[Decimal], segment: str | None = None) -> Row:
    net, adjustments = sums
    return Row(words, net, adjustments, segment)


def _sum(words: str, rows: Sequence[Row]) -> Row:
    return Row(words, sum((one.net for one in rows), ZERO), sum((one.adjustments for one in rows), ZERO))


@cache
def _data() -> dict[str, Any]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)
