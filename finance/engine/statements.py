"""A statement of a bank account as data, and what has to hold of it (domain FIN-09; formats 8.2). Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")
MOST = Decimal("999999999999.99")
LONGEST_REFERENCE, LONGEST_NARRATIVE, LONGEST_NUMBER = 64, 200, 35
IBAN = re.compile(r"GB\d{2}[A-Z]{4}(\d{6})(\d{8})")


class StatementRefused(Exception):
    """Refuse a statement: where in the file, what is wrong, and what to do."""

    def __init__(self, place: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.place, self.message, self.remedy = place, message, remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line: pounds above nought came in, below nought went out. `charges` is what the bank kept of a settlement."""

    number: int
    booked_on: date
    value_on: date
    amount: Decimal
    charges: Decimal = ZERO
    reference: str = ""
    narrative: str = ""
    bank_reference: str = ""
    line_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement as the bank sent it. `account` is sort code and number in 14 digits, or empty."""

    account: str
    number: str
    starts_on: date
    ends_on: date
    opening: Decimal
    closing: Decimal
    entries: Sequence[Entry]


def domestic(iban: str) -> str:
    """Return sort code and account number of a British IBAN; nothing when it is none or is mistyped."""
    tidy = "".join(iban.upper().split())
    found = IBAN.fullmatch(tidy)
    if found is None:
        return ""
    digits = "".join(str(int(one, 36)) for one in tidy[4:] + tidy[:4])
    return found[1] + found[2] if int(digits) % 97 == 1 else ""


def hashed(entries: Iterable[Entry]) -> list[Entry]:
    """Give each line the hash of what it says; two that say the same are the first and the second of them."""
    seen: Counter[tuple[object, ...]] = Counter()
    made = []
    for one in entries:
        says = (one.booked_on, one.value_on, one.amount, one.charges, one.reference, one.narrative, one.bank_reference)
        seen[says] += 1
        text = "\x1f".join(str(part) for part in (*says, seen[says]))
        made.append(replace(one, line_hash=hashlib.sha256(text.encode()).hexdigest()))
    return made


def check(statement: Statement) -> None:
    """Make sure that opening and lines come to closing, within its days. :raises StatementRefused: when they do not."""
    total = statement.opening + sum((one.amount for one in statement.entries), ZERO)
    if total != statement.closing:
        raise StatementRefused(
            f"Statement {statement.number}",
            f"The opening balance £{statement.opening:,.2f} and the lines come to £{total:,.2f}, but the closing "
            f"balance is £{statement.closing:,.2f}: £{abs(total - statement.closing):,.2f} differ.",
            "A line is missing or was changed. Ask the bank for the file anew.",
        )
    for one in statement.entries:
        if not statement.starts_on <= one.booked_on <= statement.ends_on:
            raise StatementRefused(
                f"Line {one.number}",
                f"It is booked on {one.booked_on:%d/%m/%Y}, outside the statement’s days.",
                f"Its days are {statement.starts_on:%d/%m/%Y} to {statement.ends_on:%d/%m/%Y}. Take it anew.",
            )


def same_number_series(last: str, given: str) -> str:
    """Say which numbers are missing between two statements; empty when none can be named."""
    if not (last.isascii() and last.isdigit() and given.isascii() and given.isdigit()):
        return ""
    first, end = int(last) + 1, int(given) - 1
    if first > end:
        return ""
    return f"statement {first}" if first == end else f"statements {first} to {end}"
