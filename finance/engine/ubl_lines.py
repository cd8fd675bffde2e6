"""An electronic invoice as lines that are charged: allowances off them, VAT on each (domain FIN-06, FIN-10). Pure.

Payables keeps lines of nought or more, each with its VAT. So what is taken off a document, or stands below nought in
it, goes off the lines of the same rate in proportion, and the VAT of a rate is divided among its lines. Net, VAT and
total stay as the document has them, to the penny.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.engine.ubl import Document
from sharedservices.common.money import pence, split_by_weight

ONE, NOUGHT = Decimal(1), Decimal("0.00")
STEP = Decimal("0.0001")
"""What quantities and prices are kept to."""
STANDARD, REDUCED = Decimal(20), Decimal(5)
CODES = {("S", STANDARD): "S20", ("S", REDUCED): "R05", ("Z", NOUGHT): "Z", ("E", NOUGHT): "X", ("O", NOUGHT): "O"}
"""VAT codes of input. Source: Value Added Tax Act 1994 s 2(1), 29A; UNCL 5305."""
IBAN = re.compile(r"GB\d{2}[A-Z]{4}(\d{6})(\d{8})")
PLAIN = re.compile(r"(\d{6})(\d{8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A line as payables keeps it: pounds, and the VAT code of input."""

    description: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    vat_code: str
    vat_rate: Decimal
    vat: Decimal
    order_line: str


class CannotEnter(ValueError):
    """A lawful document that payables has no lines for; it says why in words."""


@dataclass(slots=True)
class _Piece:
    at: int
    description: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    order_line: str


def charges(document: Document, *, from_abroad: bool) -> Sequence[Charge]:
    """Return the lines of a document in its order, charges on the whole of it after them.

    `from_abroad`: the supplier has the VAT number of another country, so VAT that is reversed is that on services from
    there, not that on construction here.

    :raises CannotEnter: for a rate that there is no code for, or when more is taken off a rate than is charged at it
    """
    groups: dict[tuple[str, Decimal], list[_Piece]] = {}
    off: dict[tuple[str, Decimal], Decimal] = {}
    for at, line in enumerate(document.lines):
        key = line.category, line.rate
        if line.net < 0:
            off[key] = off.get(key, NOUGHT) - line.net
            continue
        price = line.price / line.per
        piece = _Piece(at, line.description, line.quantity, price, line.net, line.order_line)
        if line.quantity <= 0 or price % STEP or line.quantity % STEP or pence(line.quantity * price) != line.net:
            piece.quantity, piece.price = ONE, line.net
        groups.setdefault(key, []).append(piece)
    for at, extra in enumerate(document.extras, start=len(document.lines)):
        key = extra.category, extra.rate
        if extra.amount < 0:
            off[key] = off.get(key, NOUGHT) - extra.amount
        else:
            words = extra.reason or "Charge"
            groups.setdefault(key, []).append(_Piece(at, words, ONE, extra.amount, extra.amount, ""))
    vat = {(one.category, one.rate): one.vat for one in document.breakdown}
    found: list[tuple[int, Charge]] = []
    for key in {**groups, **off}:
        found += _of_rate(key, groups.get(key, []), off.get(key, NOUGHT), vat.get(key, NOUGHT), from_abroad=from_abroad)
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _of_rate(
    key: tuple[str, Decimal], pieces: list[_Piece], off: Decimal, vat: Decimal, *, from_abroad: bool
) -> list[tuple[int, Charge]]:
    category, rate = key
    code = ("RC" if from_abroad else "DRC") if category == "AE" else CODES.get(key, "")
    at_rate = f"{category} {rate.normalize():f}%"
    if not code:
        raise CannotEnter(f"It charges VAT at {at_rate}, for which there is no code here.")
    if off > sum((one.net for one in pieces), NOUGHT):
        raise CannotEnter(f"At {at_rate} it takes off £{off:,.2f}, which is more than it charges.")
    if off:
        for one, part in zip(pieces, split_by_weight(off, [one.net for one in pieces]), strict=True):
            if part:
                one.net -= part
                one.quantity, one.price = ONE, one.net
    parts = split_by_weight(vat, [one.net for one in pieces])
    return [
        (one.at, Charge(
            description=one.description, quantity=one.quantity, price=one.price, net=one.net, vat_code=code,
            vat_rate=rate, vat=part, order_line=one.order_line,
        ))
        for one, part in zip(pieces, parts, strict=True)
    ]  # fmt: skip


def is_foreign(vat_number: str) -> bool:
    """Tell whether a VAT number is of another country than this: it begins with that country’s letters."""
    bare = re.sub(r"[^A-Z0-9]", "", vat_number.upper())
    return bare[:2].isalpha() and len(bare) > len("GD001") and not bare.startswith(("GB", "XI"))


def bank_account(text: str) -> tuple[str, str] | None:
    """Return sort code and account number out of a British IBAN, or out of fourteen digits; None for anything else."""
    bare = re.sub(r"[\s-]", "", text.upper())
    found = IBAN.fullmatch(bare) or PLAIN.fullmatch(bare)
    return (found[1], found[2]) if found else None
