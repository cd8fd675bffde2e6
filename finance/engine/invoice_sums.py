"""Whether an invoice adds up, and whether a VAT number can be one (domain FIN-06, PRO-01). Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sharedservices.common.money import pence

VAT_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
MODULUS, NEW_STYLE = 97, 55
VAT_NUMBER = re.compile(r"(GB|XI)?(\d{9}|\d{12}|(GD|HA)\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """A line as the supplier wrote it: pounds; `rate` of VAT in per cent."""

    quantity: Decimal
    price: Decimal
    net: Decimal
    rate: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BillTotals:
    """The totals as the supplier wrote them, in pounds."""

    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class SumFault:
    """What does not add up: the line (0: the totals), which figure, what it says and what it should be."""

    line: int
    figure: str
    says: Decimal
    should: Decimal


def faults(lines: Iterable[BillLine], totals: BillTotals, *, within: Decimal) -> list[SumFault]:
    """Return what does not add up, in the order of the invoice.

    A line may differ from quantity times price, and its VAT from net times rate, by `within` pounds; so may the total
    VAT, as often as there are lines. Totals of net and gross are exact. Source: domain FIN-06 (£0.02 a line).
    """
    given = list(lines)
    found: list[SumFault] = []
    for number, line in enumerate(given, start=1):
        net, vat = pence(line.quantity * line.price), pence(line.net * line.rate / 100)
        if abs(net - line.net) > within:
            found.append(SumFault(number, "net", line.net, net))
        if abs(vat - line.vat) > within:
            found.append(SumFault(number, "VAT", line.vat, vat))
    net, vat = sum((line.net for line in given), Decimal(0)), sum((line.vat for line in given), Decimal(0))
    if totals.net != net:
        found.append(SumFault(0, "net", totals.net, net))
    if abs(totals.vat - vat) > within * len(given):
        found.append(SumFault(0, "VAT", totals.vat, vat))
    if totals.gross != totals.net + totals.vat:
        found.append(SumFault(0, "total", totals.gross, totals.net + totals.vat))
    return found


def tidy_vat_number(text: str) -> str:
    """Return a VAT number in capitals, without spaces and marks, with its country."""
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    return bare if not bare or bare.startswith(("GB", "XI")) else f"GB{bare}"


def is_vat_number(text: str) -> bool:
    """Tell whether a tidied VAT number can be one: nine or twelve digits that check, or GD or HA and three.

    That its sum is right does not say that anybody is registered under it. Source: domain PRO-01, validators.
    """
    if not VAT_NUMBER.fullmatch(text):
        return False
    digits = text.removeprefix("GB").removeprefix("XI")
    if not digits.isdigit():
        return True
    total = sum(int(digit) * weight for digit, weight in zip(digits[:7], VAT_WEIGHTS, strict=True))
    return int(digits[7:9]) in {-total % MODULUS or MODULUS, -(total + NEW_STYLE) % MODULUS or MODULUS}
