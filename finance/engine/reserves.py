"""The movement in reserves statement (domain FIN-15). Pure.

Pounds: reserves above nought, overdrawn ones below. What services cost by accounting rules is charged to the general
fund; statutory journals put back what statute does not let tax payers bear, out of reserves that cannot be spent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from finance.engine.cies import GENERAL_FUND
from sharedservices.common.money import ZERO

USABLE, UNUSABLE = "USABLE", "UNUSABLE"
REVALUATION, PENSIONS = "98000", "98200"
"""Only these take gains and losses that are no result of the year: valuations, and remeasured pensions."""
TOTALS = {USABLE: "Total usable reserves", UNUSABLE: "Total unusable reserves"}
ALL = "Total reserves of the authority"


class Reserve(NamedTuple):
    """What was posted to a reserve's code: when the year opened, and all of it to date."""

    code: str
    name: str
    group: str
    opening: Decimal
    to_date: Decimal


class Statutory(NamedTuple):
    """What one statutory journal put on a reserve."""

    journal: int
    code: str
    pounds: Decimal


class Movement(NamedTuple):
    """A line of the statement. `code` is empty in sums; `result` is of the general fund alone."""

    code: str
    words: str
    opening: Decimal
    result: Decimal
    other: Decimal
    adjustments: Decimal
    transfers: Decimal

    @property
    def closing(self) -> Decimal:
        """What the reserve comes to."""
        return self.opening + self.result + self.other + self.adjustments + self.transfers


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The reserves with their sums, and what proves them."""

    rows: list[Movement]
    total: Movement
    general_fund: Movement

    @property
    def unmatched(self) -> Decimal:
        """What adjustments leave over: nought when each statutory journal has both its halves."""
        return self.total.adjustments

    @property
    def untransferred(self) -> Decimal:
        """What transfers leave over: nought when they are between usable reserves."""
        return self.total.transfers


def statement(reserves: Iterable[Reserve], statutory: Iterable[Statutory], *, result: Decimal) -> Statement:
    """Set out how each reserve moved. Source: domain FIN-15 (MiRS), the Code's movement in reserves statement.

    `result`: the surplus of income over expenditure by accounting rules, a deficit below nought. What no statutory
    journal put on a usable reserve is a transfer. On the revaluation and pensions reserves it is other comprehensive
    income, and so is what a statutory journal puts on the former beyond its adjustments; what moves any other unusable
    reserve is an adjustment, by whatever journal.
    """
    adjusted, revalued = _adjusted(statutory)
    made: dict[str, list[Movement]] = {USABLE: [], UNUSABLE: []}
    for one in sorted(reserves):
        rest = one.to_date - one.opening - adjusted.get(one.code, ZERO) - revalued.get(one.code, ZERO)
        is_usable, is_other = one.group == USABLE, one.code in (REVALUATION, PENSIONS)
        made[one.group].append(
            Movement(
                code=one.code, words=one.name, opening=one.opening,
                result=result if one.code == GENERAL_FUND else ZERO,
                other=revalued.get(one.code, ZERO) + (rest if is_other else ZERO),
                adjustments=adjusted.get(one.code, ZERO) + (ZERO if is_usable or is_other else rest),
                transfers=rest if is_usable else ZERO,
            )
        )  # fmt: skip
    sums = {group: _sum(TOTALS[group], rows) for group, rows in made.items()}
    total = _sum(ALL, sums.values())
    funds = [one for one in made[USABLE] if one.code == GENERAL_FUND]
    return Statement(
        rows=[*made[USABLE], sums[USABLE], *made[UNUSABLE], sums[UNUSABLE], total], total=total,
        general_fund=funds[0] if funds else _sum("", []),
    )  # fmt: skip


def _adjusted(statutory: Iterable[Statutory]) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal]]:
    """Split what statutory journals put on reserves into adjustments, and valuations that came with them."""
    journals: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for journal, code, pounds in statutory:
        journals[journal][code] += pounds
    adjusted: dict[str, Decimal] = defaultdict(lambda: ZERO)
    revalued: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for codes in journals.values():
        over = sum(codes.values(), ZERO) if REVALUATION in codes else ZERO
        for code, pounds in codes.items():
            part = over if code == REVALUATION else ZERO
            adjusted[code] += pounds - part
            revalued[code] += part
    return adjusted, revalued


def _sum(words: str, rows: Iterable[Movement]) -> Movement:
    kept = list(rows)
    return Movement(
        code="", words=words, opening=sum((one.opening for one in kept), ZERO),
        result=sum((one.result for one in kept), ZERO), other=sum((one.other for one in kept), ZERO),
        adjustments=sum((one.adjustments for one in kept), ZERO),
        transfers=sum((one.transfers for one in kept), ZERO),
    )  # fmt: skip
