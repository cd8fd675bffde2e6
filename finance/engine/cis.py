"""What is deducted from payments to subcontractors under the Construction Industry Scheme (domain FIN-07). Pure.

A deduction is made when an invoice is paid, for as much of it as is paid, at the rate of that day; never when it is
entered, never from VAT, and never from materials.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.money import pence
from sharedservices.common.taxyear import TaxYear

HUNDRED, NOUGHT = Decimal(100), Decimal("0.00")
FIRST_DAY, LAST_DAY, DUE_DAY, LAST_MONTH = 6, 5, 19, 12
ONE_DAY = timedelta(days=1)


class Status(StrEnum):
    """What HMRC says of a subcontractor on verification."""

    GROSS = "GROSS"
    NET = "NET"
    UNMATCHED = "UNMATCHED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An invoice for construction work, in pounds.

    `materials` are what the subcontractor paid for materials, plant hire, fuel and consumables; with the VAT on them
    only if the subcontractor is not registered for VAT. `levy` is the CITB levy. `vat` is what the invoice charges.
    """

    labour: Decimal
    materials: Decimal = NOUGHT
    levy: Decimal = NOUGHT
    vat: Decimal = NOUGHT

    def __post_init__(self) -> None:
        amounts = (self.labour, self.materials, self.levy, self.vat)
        if any(one < 0 or one != pence(one) for one in amounts):
            raise ValueError("amounts are whole pence, not below nought")
        if self.gross <= 0:
            raise ValueError("nothing is charged")

    @property
    def gross(self) -> Decimal:
        """Everything that the invoice asks for."""
        return self.labour + self.materials + self.levy + self.vat


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """What a payment settles, how much of that is liable, what is deducted, and what the subcontractor gets."""

    settled: Decimal
    liable: Decimal
    materials: Decimal
    rate: Decimal
    deducted: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class TaxMonth:
    """A tax month, its last day included, and the day by which its return and statements are sent."""

    first: date
    last: date
    due: date


def rate_on(day: date, status: Status) -> Decimal:
    """Return the rate in per cent. :raises LookupError: for a day before the first rates."""
    found = [row for row in _table() if row["from"] <= day]
    if not found:
        raise LookupError(f"no rates of the Construction Industry Scheme on {day}")
    return Decimal(found[-1][status.value])


def deduct(work: Work, *, settled_before: Decimal, settling: Decimal, status: Status, on: date) -> Deduction:
    """Return what is deducted when `settling` of an invoice is settled, after `settled_before` of it was.

    A part carries its share of what is liable. Shares are worked out on what is settled so far, so that the parts come
    to the whole at any split; the rate is that of the day on which this part is paid.

    :raises ValueError: when nothing is settled, or more than the invoice asks for
    """
    if settled_before < 0 or settling <= 0 or settled_before + settling > work.gross:
        raise ValueError(f"{settling} after {settled_before} cannot be settled of {work.gross}")
    if settling != pence(settling) or settled_before != pence(settled_before):
        raise ValueError("amounts are whole pence")
    rate, after = rate_on(on, status), settled_before + settling
    liable_before, liable_after = (_share(work.labour, one, work.gross) for one in (settled_before, after))
    used_before, used_after = (_share(work.materials, one, work.gross) for one in (settled_before, after))
    deducted = pence(liable_after * rate / HUNDRED) - pence(liable_before * rate / HUNDRED)
    return Deduction(
        settled=settling, liable=liable_after - liable_before, materials=used_after - used_before, rate=rate,
        deducted=deducted, paid=settling - deducted,
    )  # fmt: skip


def credited(work: Work, *, settled_before: Decimal, settling: Decimal, status: Status, on: date) -> Deduction:
    """Return what a credit note takes off when so much of it is set against a payment: all of it below nought."""
    one = deduct(work, settled_before=settled_before, settling=settling, status=status, on=on)
    return Deduction(
        settled=-one.settled, liable=-one.liable, materials=-one.materials, rate=one.rate, deducted=-one.deducted,
        paid=-one.paid,
    )  # fmt: skip


def good_until(day: date) -> date:
    """Return the last day for which a subcontractor need not be verified again, verified or last paid on a day.

    It holds for the tax year of that day and the two after it. SI 2005/2045 reg 6: no verification is needed for whom
    the contractor has included in a return for the current or the two previous tax years.
    """
    return TaxYear.of(day).next().next().end


def tax_month(day: date) -> TaxMonth:
    """Return the tax month that a payment falls in: the 6th to the 5th; return and statements by the 19th.

    Income Tax (Construction Industry Scheme) Regulations 2005 (SI 2005/2045) reg 4: within 14 days of its end.
    """
    first = day.replace(day=FIRST_DAY)
    if day.day < FIRST_DAY:
        first = (day.replace(day=1) - ONE_DAY).replace(day=FIRST_DAY)
    is_december = first.month == LAST_MONTH
    last = date(first.year + is_december, 1 if is_december else first.month + 1, LAST_DAY)
    return TaxMonth(first, last, last.replace(day=DUE_DAY))


def _share(whole: Decimal, settled: Decimal, gross: Decimal) -> Decimal:
    return pence(whole * settled / gross)


@cache
def _table() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return sorted(tomllib.load(file)["rates"], key=lambda row: row["from"])
