"""The cash flow statement by the indirect method (domain FIN-15). Pure.

It begins with the surplus or deficit on the provision of services, takes out what moved no cash, and ends with the
change of cash: inflows above nought, outflows below. Every journal balances, so whatever else moved explains the
change of cash to the penny. Source: the Code of Practice on Local Authority Accounting, section 3.4; IAS 7.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from finance.engine.financial_statements import OF_THE_YEAR, RESERVES
from finance.engine.reserves import PENSIONS, REVALUATION
from sharedservices.common.money import ZERO

PENSIONS_LIABILITY = "96100"
OPERATING, INVESTING, FINANCING = "Operating activities", "Investing activities", "Financing activities"
CHANGE = "Increase or decrease of cash"


class Moved(NamedTuple):
    """What one code moved by in the year so far: debits above nought, credits below; `opening` is before that."""

    code: str
    group: str
    opening: Decimal
    moved: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: pounds that came in, below nought that went out; `group` of the chart where it is of one alone."""

    words: str
    pounds: Decimal
    group: str = ""
    is_sum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """The lines with their sums, cash before and after, and what went to or from reserves straight."""

    lines: tuple[Line, ...]
    opening: Decimal
    closing: Decimal
    straight: Decimal

    @property
    def change(self) -> Decimal:
        """What the lines come to."""
        return self.lines[-1].pounds

    @property
    def difference(self) -> Decimal:
        """What the lines leave unexplained of the change of cash: always nought, as every journal balances."""
        return self.closing - self.opening - self.change


def statement(rows: Iterable[Moved], *, other: dict[str, Decimal]) -> CashFlow:
    """Explain the change of cash.

    `other`: what reserves took of gains (above nought) and losses that are no result of the year, by code: valuations
    and remeasured pensions, which move no cash.
    """
    groups: dict[str, Decimal] = defaultdict(lambda: ZERO)
    opening = pensions = ZERO
    for one in rows:
        if one.code == PENSIONS_LIABILITY:
            pensions += one.moved
        else:
            groups[one.group] += one.moved
        opening += one.opening if one.group == "CASH" else ZERO
    charged, revalued = groups["DEPRECIATION"], other.get(REVALUATION, ZERO)
    remeasured = other.get(PENSIONS, ZERO)
    operating = [
        Line(words="Surplus, or deficit below nought, on the provision of services",
             pounds=-sum((groups[one] for one in OF_THE_YEAR), ZERO)),
        Line(words="Depreciation, impairment and disposals, which move no cash", pounds=charged, group="DEPRECIATION"),
        Line(words="Pensions earned and not paid yet", pounds=remeasured - pensions),
        Line(words="Less owed to us, or more below nought", pounds=-groups["DEBTORS"], group="DEBTORS"),
        Line(words="More owed by us, or less below nought", pounds=-groups["CREDITORS"], group="CREDITORS"),
        Line(words="More provided for, or less below nought", pounds=-groups["PROVISIONS"], group="PROVISIONS"),
    ]  # fmt: skip
    investing = [
        Line(words="Property, plant, equipment and intangible assets bought, less what was sold",
             pounds=revalued - charged - groups["NON_CURRENT"], group="NON_CURRENT"),
        Line(words="Investments", pounds=-groups["INVESTMENTS"], group="INVESTMENTS"),
    ]  # fmt: skip
    financing = [Line(words="Borrowed, less what was paid back", pounds=-groups["LONG_TERM"], group="LONG_TERM")]
    straight = -sum((groups[one] for one in RESERVES), ZERO) - revalued - remeasured
    rest = [Line(words="Straight to or from reserves", pounds=straight)] if straight else []
    parts = [
        *_part(OPERATING, operating), *_part(INVESTING, investing), *_part(FINANCING, financing), *rest,
    ]  # fmt: skip
    change = sum((one.pounds for one in parts if not one.is_sum), ZERO)
    return CashFlow(
        lines=(*parts, Line(words=CHANGE, pounds=change, is_sum=True)), opening=opening,
        closing=opening + groups["CASH"], straight=straight,
    )  # fmt: skip


def _part(words: str, lines: list[Line]) -> list[Line]:
    total = sum((one.pounds for one in lines), ZERO)
    return [*lines, Line(words=f"Net cash flow from {words.lower()}", pounds=total, is_sum=True)]
