"""The boxes of a VAT return, what is sent of it, and the test of exempt purchases (domain FIN-10). Pure."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from finance.engine import vat
from sharedservices.common.money import ZERO, pence, truncate_to_pound

BOXES = range(1, 10)
PENCE, POUNDS = range(1, 6), range(6, 10)
LABELS = {
    1: "VAT due on sales and other outputs",
    2: "VAT due on goods that came to Northern Ireland from the EU",
    3: "VAT due: boxes 1 and 2",
    4: "VAT reclaimed on purchases, with refunds under section 33",
    5: "Net VAT to pay or to get back",
    6: "Sales and other outputs, without VAT",
    7: "Purchases and other inputs, without VAT",
    8: "Goods from Northern Ireland to the EU, without VAT",
    9: "Goods from the EU to Northern Ireland, without VAT",
}
FIELDS = {
    1: "vatDueSales", 2: "vatDueAcquisitions", 3: "totalVatDue", 4: "vatReclaimedCurrPeriod", 5: "netVatDue",
    6: "totalValueSalesExVAT", 7: "totalValuePurchasesExVAT", 8: "totalValueGoodsSuppliedExVAT",
    9: "totalAcquisitionsExVAT",
}  # fmt: skip
"""The fields of HMRC's Making Tax Digital for VAT, by box."""
TWELVE = 12
GREEN, AMBER, RED = "green", "amber", "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """What a document charges under one code, in pounds, below nought for credit notes."""

    is_sale: bool
    code: str
    on: date
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """The test of a year: pounds. `percent`: of all VAT incurred, to two decimals."""

    total: Decimal
    exempt: Decimal
    limit: Decimal
    percent: Decimal
    is_insignificant: bool
    lost: Decimal
    colour: str


def boxes(lines: Iterable[Charged], *, adjustments: Iterable[tuple[int, Decimal]] = ()) -> dict[int, Decimal]:
    """Return the nine boxes: 1 to 5 in pence, 6 to 9 in whole pounds, pence left out.

    Source: domain FIN-10; VAT Notice 700/12. `adjustments`: box 1 or 4 and pounds to add to it.
    """
    found = dict.fromkeys(BOXES, ZERO)
    for one in lines:
        of_tax, of_net = vat.boxes_of(one.code, is_sale=one.is_sale)
        for box in of_tax:
            found[box] += one.tax
        for box in of_net:
            found[box] += one.net
    for box, pounds in adjustments:
        found[box] += pounds
    found[3] = found[1] + found[2]
    found[5] = abs(found[3] - found[4])
    return found | {box: truncate_to_pound(abs(found[box])).copy_sign(found[box]) for box in POUNDS}


def payload(period_key: str, found: dict[int, Decimal]) -> str:
    """Return what Making Tax Digital is sent, as JSON: numbers to the penny, as HMRC's fields name them."""
    numbers = [f'"{FIELDS[box]}": {pence(found[box]) if box in PENCE else int(found[box])}' for box in BOXES]
    return "{" + ", ".join([f'"periodKey": {json.dumps(period_key)}', *numbers, '"finalised": true']) + "}"


def exemption(*, total: Decimal, exempt: Decimal, on: date, months: int = TWELVE) -> Exemption:
    """Say whether the VAT of exempt supplies is insignificant, and what is lost if not: all of it, not the excess.

    Source: domain FIN-10, VAT Act 1994 s.33(2); VAT Notice 749: the greater of £7,500 a year or 5% of all VAT incurred.
    `months`: over how many the VAT was incurred; the £7,500 are £625 for each.
    """
    law = _law(on)
    limit = max(pence(Decimal(law["pounds"]) * months / TWELVE), pence(total * Decimal(law["percent"]) / 100))
    percent = pence(100 * exempt / total) if total else ZERO
    is_insignificant = exempt <= limit
    colour = GREEN
    if not is_insignificant or percent >= Decimal(law["red"]):
        colour = RED
    elif percent >= Decimal(law["amber"]):
        colour = AMBER
    if is_insignificant and exempt <= pence(Decimal(law["pounds"]) * months / TWELVE):
        colour = GREEN
    return Exemption(
        total=total, exempt=exempt, limit=limit, percent=percent, is_insignificant=is_insignificant,
        lost=ZERO if is_insignificant else exempt, colour=colour,
    )  # fmt: skip


def forecast(months: Sequence[tuple[Decimal, Decimal]], *, on: date) -> Exemption:
    """Return the test of the whole year, if the months that are left are as those that were. (total, exempt) a month.

    :raises ValueError: without a month
    """
    if not months:
        raise ValueError("a forecast needs a month to go by")
    total = sum((one[0] for one in months), ZERO)
    exempt = sum((one[1] for one in months), ZERO)
    n = len(months)
    return exemption(total=pence(total * TWELVE / n), exempt=pence(exempt * TWELVE / n), on=on)


def most_correctable(box_6: Decimal, on: date) -> Decimal:
    """Return the net error in pounds that may be put right on the next return.

    Source: domain FIN-10; VAT Notice 700/45 section 4: £10,000, or 1% of box 6 up to £50,000.
    """
    law = _law(on)["errors"]
    of_box = min(pence(box_6 * Decimal(law["percent"]) / 100), Decimal(law["most"]))
    return max(Decimal(law["pounds"]), of_box)


def quarter(first_month: int, on: date) -> tuple[date, date]:
    """Return the first and the last day of the period of a return in which a day falls.

    `first_month`: a month in which a quarter begins, 1 to 3; 0 for monthly returns.
    """
    month = on.month if not first_month else on.month - (on.month - first_month) % 3
    year = on.year if month > 0 else on.year - 1
    begins = date(year, month if month > 0 else month + TWELVE, 1)
    length = 3 if first_month else 1
    after = begins.month + length
    ends = date(begins.year + (after - 1) // TWELVE, (after - 1) % TWELVE + 1, 1) - timedelta(days=1)
    return begins, ends


def due_on(ends_on: date) -> date:
    """Return the day by which a return is filed and paid: a month and seven days after its end.

    Source: VAT Regulations 1995 reg 25; VAT Notice 700/12 section 2.
    """
    month_end = quarter(0, ends_on + timedelta(days=1))[1]
    return month_end + timedelta(days=7)


def _law(on: date) -> dict[str, Any]:
    rows = [one for one in _tables() if one["from"] <= on]
    return max(rows, key=lambda one: one["from"])


@cache
def _tables() -> list[dict[str, Any]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return list(tomllib.load(file)["law"])
