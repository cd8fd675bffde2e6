"""Whether an invoice agrees with what was ordered and received (domain FIN-06, three-way match). Pure.

Procurement gives the order and the receipts; payables asks. A line that is no goods is matched with what its receiver
confirmed; without receipts (two-way) the order stands in their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from finance.engine.payables import Tolerances
from sharedservices.common.money import pence

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


class Owner(StrEnum):
    """Who puts right what does not match."""

    BUYER = "BUYER"
    RECEIVER = "RECEIVER"
    PAYABLES = "PAYABLES"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of an order: quantity and unit price in pounds, what was accepted of it, and invoiced before.

    `accepted` is None where nothing is receipted: then the quantity ordered counts.
    """

    quantity: Decimal
    price: Decimal
    unit: str = "each"
    accepted: Decimal | None = None
    invoiced: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line of an invoice; `order` is its order line, None for what was not ordered. `is_freight`: carriage."""

    quantity: Decimal
    price: Decimal
    net: Decimal
    unit: str = "each"
    order: OrderLine | None = None
    is_freight: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not match: the line (0: the whole), a code, who puts it right, pounds in question, and a sentence."""

    line: int
    code: str
    owner: Owner
    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a match found: differences that hold the invoice, and pounds that were more but within tolerance."""

    differences: tuple[Difference, ...]
    variance: Decimal

    @property
    def is_matched(self) -> bool:
        """Whether nothing holds it."""
        return not self.differences

    @property
    def held(self) -> Decimal:
        """How many pounds are in question."""
        return sum((one.amount for one in self.differences), ZERO)


def match(lines: Sequence[InvoiceLine], *, tax: Decimal, expected_tax: Decimal, within: Tolerances) -> Match:
    """Hold each line against its order and receipts, then the whole against its limits. Pounds throughout."""
    found: list[Difference] = []
    variance = freight = ZERO
    for number, line in enumerate(lines, start=1):
        if line.is_freight and line.order is None:
            freight += line.net
            continue
        if line.order is None:
            words = "Nothing was ordered for this line."
            found.append(Difference(number, "NOT_ORDERED", Owner.BUYER, line.net, words))
            continue
        if line.unit != line.order.unit:
            words = f"The invoice counts in {line.unit}, the order in {line.order.unit}."
            found.append(Difference(number, "UNIT", Owner.BUYER, line.net, words))
            continue
        more = _quantity(number, line, line.order, found)
        above = _price(number, line, line.quantity - more, within)
        if isinstance(above, Difference):
            found.append(above)
        else:
            variance += above
    if freight > within.freight:
        words = f"Carriage of £{freight:,.2f} was not ordered; up to £{within.freight:,.2f} is paid."
        found.append(Difference(0, "FREIGHT", Owner.BUYER, freight, words))
    elif freight > 0:
        variance += freight
    if variance > within.total:
        words = f"Together the lines are £{variance:,.2f} above the order; up to £{within.total:,.2f} is paid."
        found.append(Difference(0, "TOTAL", Owner.BUYER, variance, words))
    if abs(tax - expected_tax) > within.tax:
        words = f"VAT is £{tax:,.2f}; the order comes to £{expected_tax:,.2f}."
        found.append(Difference(0, "TAX", Owner.PAYABLES, abs(tax - expected_tax), words))
    return Match(tuple(found), variance)


def _quantity(number: int, line: InvoiceLine, order: OrderLine, found: list[Difference]) -> Decimal:
    """Return how many more are invoiced than were accepted and not invoiced before: none is tolerated."""
    accepted = order.quantity if order.accepted is None else order.accepted
    more = max(Decimal(0), line.quantity - max(Decimal(0), accepted - order.invoiced))
    if more:
        held = pence(more * line.price)
        what = "ordered" if order.accepted is None else "received"
        words = (
            f"{more.normalize():f} more than {what}: £{held:,.2f}. Ask for a credit note, or for the missing receipt."
        )
        found.append(Difference(number, "QUANTITY", Owner.RECEIVER, held, words))
    return more


def _price(number: int, line: InvoiceLine, quantity: Decimal, within: Tolerances) -> Decimal | Difference:
    """Return by how many pounds the price of what was received is above the order; less is always welcome."""
    order = line.order
    if order is None or line.price <= order.price or quantity <= 0:
        return ZERO
    above = line.price - order.price
    variance = pence(above * quantity)
    # Multiplied out: a quotient would be rounded just at the limit.
    if above * HUNDRED <= order.price * within.price_percent and variance <= within.price_line:
        return variance
    words = (
        f"The price is £{line.price:,.2f}, ordered at £{order.price:,.2f}: £{variance:,.2f} more. Up to "
        f"{within.price_percent.normalize():f}% and £{within.price_line:,.2f} a line is paid."
    )
    return Difference(number, "PRICE", Owner.BUYER, variance, words)
