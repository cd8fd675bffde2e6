"""VAT of a document: its codes, their rates at a tax point, and the tax of each (domain FIN-10). Pure."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.money import ZERO, pence

STANDARD = "S20"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a document charges under one code: the net, the rate in per cent and the tax, in pounds."""

    code: str
    name: str
    rate: Decimal
    net: Decimal
    tax: Decimal


def sales_codes() -> list[tuple[str, str]]:
    """Return the codes that a sales invoice may use, with their names."""
    return [(row["code"], row["name"]) for row in _table().values() if row["on_sales"]]


def names() -> list[tuple[str, str]]:
    """Return every code with its name."""
    return [(row["code"], row["name"]) for row in _table().values()]


def codes() -> list[str]:
    """Return every code."""
    return list(_table())


def boxes_of(code: str, *, is_sale: bool) -> tuple[list[int], list[int]]:
    """Return the boxes of the return that the tax of a code goes to, and those of its net."""
    row = _table()[code].get("sales" if is_sale else "purchases", {"tax": [], "net": []})
    return list(row["tax"]), list(row["net"])


def recovered(code: str, tax: Decimal) -> Decimal:
    """Return what of the tax of a purchase may be recovered, to the nearest penny. The rest is part of the cost."""
    return pence(tax * recoverable(code) / 100)


def recoverable(code: str) -> Decimal:
    """Return how much of the tax of a code may be recovered, in per cent."""
    return Decimal(_table()[code].get("recoverable", "100"))


def self_accounted(code: str, net: Decimal, day: date) -> Decimal | None:
    """Return the tax that the buyer owes in the supplier's place, in pounds; None where the supplier charges it."""
    as_code = _table()[code].get("self_accounted")
    return pence(net * rate_on(as_code, day) / 100) if as_code else None


def rate_on(code: str, day: date) -> Decimal:
    """Return the rate of a code in per cent at a tax point.

    :raises LookupError: for a code that there is not, or before its first rate
    """
    row = _table().get(code)
    found = [one for one in row["rates"] if one["from"] <= day] if row else []
    if not found:
        raise LookupError(f"no rate of VAT code {code} on {day}")
    return Decimal(max(found, key=lambda one: one["from"])["rate"])


def summary(lines: Iterable[tuple[str, Decimal]], *, tax_point: date) -> list[Summary]:
    """Add lines of (code, net in pounds) up by code. The tax is that of the sum, to the nearest penny.

    Source: EN 16931-1, BR-CO-17: tax of a category is its taxable amount times its rate, rounded to two decimals.
    """
    nets: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for code, net in lines:
        nets[code] += net
    found = []
    for code, net in sorted(nets.items()):
        rate = rate_on(code, tax_point)
        tax = pence(net * rate / 100)
        found.append(Summary(code=code, name=_table()[code]["name"], rate=rate, net=net, tax=tax))
    return found


@cache
def _table() -> dict[str, dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return {row["code"]: row for row in tomllib.load(file)["code"]}
