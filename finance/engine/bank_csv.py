"""Reads statements as CSV files, by the names that a bank gives its columns (formats 8.2). Pure."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import BinaryIO, cast

from finance.engine.statements import (
    LONGEST_NARRATIVE,
    LONGEST_NUMBER,
    LONGEST_REFERENCE,
    MOST,
    Entry,
    Statement,
    StatementRefused,
    hashed,
)
from sharedservices.common.money import pence

NAMES = {
    "date": "Day", "narrative": "Narrative", "reference": "Reference", "amount": "Amount, with a sign",
    "credit": "Paid in", "debit": "Paid out", "balance": "Balance", "sort_code": "Sort code",
    "account_number": "Account number",
}  # fmt: skip
BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ZERO = Decimal("0.00")
LONGEST_CELL = 2_000


def wrong_layout(columns: Mapping[str, str]) -> str:
    """Say what a layout lacks; empty when it can be read by."""
    if not columns.get("date"):
        return "Say which column has the day."
    signed, apart = bool(columns.get("amount")), bool(columns.get("credit")) and bool(columns.get("debit"))
    if signed == apart:
        return "Say which column has the amount, or which two have what was paid in and out; not both."
    if not columns.get("balance"):
        return "Say which column has the balance: without it nobody can tell whether the lines are all there."
    if bool(columns.get("sort_code")) != bool(columns.get("account_number")):
        return "Say which columns have sort code and account number, or leave both."
    given = [one.casefold() for one in columns.values() if one]
    return "" if len(set(given)) == len(given) else "Two of the columns have the same heading."


def read(
    source: BinaryIO, columns: Mapping[str, str], *, number: str, opening: Decimal | None, most_bytes: int,
    most_lines: int,
) -> Statement:  # fmt: skip
    """Read the statement of a file. Its rows may stand from the oldest on or from the newest.

    `opening`: the balance with which the statement before ended, None at the first.

    :raises StatementRefused: with row and column, for whatever cannot be read
    """
    if not number or len(number) > LONGEST_NUMBER:
        raise StatementRefused("The file", "A CSV file does not say its number.", "Enter the number of the statement.")
    rows = _rows(source, columns, most_bytes, most_lines)
    if not rows:
        raise StatementRefused("The file", "There are headings and no lines.", "Ask the bank for the file anew.")
    made = [(_entry(at, row), _pounds(at, row, "balance"), _account(at, row)) for at, row in rows]
    if not _runs(made):
        made.reverse()
        if not _runs(made):
            made.reverse()
            raise StatementRefused(_break(made), "The balance is not the one before and this line.",
                                   "A row may be missing or changed. Take the file from the bank anew.")  # fmt: skip
    accounts = {account for _entry_, _balance, account in made}
    if len(accounts) > 1:
        raise StatementRefused("The file", "It has lines of more than one account.", "Load a file for each account.")
    first, last = made[0], made[-1]
    begins = first[1] - first[0].amount
    if opening is not None and begins != opening and made[0][0].booked_on == made[-1][0].booked_on:
        reversed_ = made[::-1]
        if _runs(reversed_) and reversed_[0][1] - reversed_[0][0].amount == opening:
            made, first, last, begins = reversed_, reversed_[0], reversed_[-1], opening
    entries = [_numbered(one, at) for at, (one, _balance, _acc) in enumerate(made, start=1)]
    days = [one.booked_on for one in entries]
    return Statement(
        account=accounts.pop(), number=number, starts_on=min(days), ends_on=max(days), opening=begins, closing=last[1],
        entries=hashed(entries),
    )  # fmt: skip


def _runs(made: list[tuple[Entry, Decimal, str]]) -> bool:
    in_time = all(one[0].booked_on <= after[0].booked_on for one, after in pairwise(made))
    return in_time and all(
        after[1] == one[1] + after[0].amount for one, after in pairwise(made)
    )  # fmt: skip


def _break(made: list[tuple[Entry, Decimal, str]]) -> str:
    """Name the first row whose balance does not follow, read in the direction of the days."""
    forward = made[0][0].booked_on <= made[-1][0].booked_on
    for one, after in pairwise(made):
        right = after[1] == one[1] + after[0].amount if forward else one[1] == after[1] + one[0].amount
        if not right:
            return f"Row {after[0].number}, balance"
    return "The days of the rows"


def _numbered(one: Entry, number: int) -> Entry:
    return Entry(
        number=number, booked_on=one.booked_on, value_on=one.value_on, amount=one.amount, reference=one.reference,
        narrative=one.narrative,
    )  # fmt: skip


def _rows(
    source: BinaryIO, columns: Mapping[str, str], most_bytes: int, most_lines: int
) -> list[tuple[int, dict[str, str]]]:
    limited = cast("BinaryIO", _Limited(source, most_bytes))
    text = io.TextIOWrapper(limited, encoding="utf-8-sig", newline="")
    try:
        reader = csv.reader(text, strict=True)
        headings = [one.strip().casefold() for one in next(reader, [])]
        places = {}
        for name, heading in columns.items():
            if headings.count(heading.casefold()) != 1:
                raise StatementRefused(
                    f"Row 1, {heading}", "There is no such heading, or there are two.",
                    "Choose the layout of this bank, or keep a new one.",
                )  # fmt: skip
            places[name] = headings.index(heading.casefold())
        found: list[tuple[int, dict[str, str]]] = []
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(found) == most_lines:
                raise StatementRefused("The file", f"There are more than {most_lines:,} lines.",
                                       "Take shorter statements.")  # fmt: skip
            if len(row) < len(headings) or any(len(cell) > LONGEST_CELL for cell in row):
                raise StatementRefused(f"Row {reader.line_num}", "It has too few cells, or one that is too long.",
                                       "Take the file from the bank anew, and do not edit it.")  # fmt: skip
            found.append((reader.line_num, {name: row[at].strip() for name, at in places.items()}))
    except (UnicodeDecodeError, csv.Error):
        raise StatementRefused("The file", "It is no CSV file in UTF-8.", "Save it as CSV UTF-8.") from None
    finally:
        text.detach()
    return found


class _Limited(io.RawIOBase):
    """Reads no more than so many bytes."""

    def __init__(self, source: BinaryIO, most: int) -> None:
        self.source, self.left, self.most = source, most, most

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        given = self.source.read(min(len(into), self.left + 1))
        self.left -= len(given)
        if self.left < 0:
            raise StatementRefused("The file", f"It has more than {self.most >> 20} MB.", "Take shorter statements.")
        into[: len(given)] = given
        return len(given)


def _entry(at: int, row: Mapping[str, str]) -> Entry:
    if "amount" in row:
        amount = _pounds(at, row, "amount")
    else:
        amount = abs(_pounds(at, row, "credit", may_be_empty=True)) - abs(_pounds(at, row, "debit", may_be_empty=True))
    if not amount:
        raise StatementRefused(f"Row {at}", "The amount is nought.", "Take the file from the bank anew.")
    on = _day(at, row["date"])
    return Entry(
        number=at, booked_on=on, value_on=on, amount=amount,
        reference=" ".join(row.get("reference", "").split())[:LONGEST_REFERENCE],
        narrative=" ".join(row.get("narrative", "").split())[:LONGEST_NARRATIVE],
    )  # fmt: skip


def _account(at: int, row: Mapping[str, str]) -> str:
    if "sort_code" not in row:
        return ""
    sort, number = (re.sub(r"[^0-9]", "", row[name]) for name in ("sort_code", "account_number"))
    if len(sort) != 6 or not 6 <= len(number) <= 8:
        raise StatementRefused(f"Row {at}, sort code", "This is no sort code with an account number.",
                               "They have six and eight digits; a spreadsheet may have lost a nought.")  # fmt: skip
    return sort + number.zfill(8)


def _pounds(at: int, row: Mapping[str, str], name: str, *, may_be_empty: bool = False) -> Decimal:
    words = row[name].replace(",", "").replace("£", "").strip()
    if not words and may_be_empty:
        return ZERO
    try:
        found = Decimal(words) if words.isascii() else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > MOST or found != pence(found):
        raise StatementRefused(f"Row {at}, {NAMES[name].lower()}", f"“{words[:20]}” is not an amount in pounds.",
                               "It looks like 1234.50. Take the file from the bank anew.")  # fmt: skip
    return pence(found)


def _day(at: int, words: str) -> date:
    british = BRITISH.fullmatch(words)
    try:
        return date(int(british[3]), int(british[2]), int(british[1])) if british else date.fromisoformat(words[:10])
    except ValueError:
        raise StatementRefused(f"Row {at}, day", f"“{words[:20]}” is not a day.", "It looks like 26/10/2026.") from None
