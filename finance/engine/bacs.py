"""The file of a Bacs submission of credits, and reading one back (Bacs Standard 18, single processing day). Pure.

Labels have 80 characters, data records 100, lines end with CR LF. One contra debit from the paying account balances
the credits: a file whose debits differ from its credits is refused by Bacs.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sharedservices.common.errors import DomainError
from sharedservices.common.money import pence

LABEL, RECORD, NAME = 80, 100, 18
CREDIT, CONTRA = "99", "17"
MOST = Decimal("20000000.00")
"""The most pounds of one item."""
KEPT = re.compile(r"[^A-Z0-9&./ -]")
SORT_CODE, ACCOUNT, USER, SERIAL = (re.compile(rf"\d{{{n}}}") for n in (6, 8, 6, 6))
LAST_LABELS = 3
EXPIRES = timedelta(days=90)


class FileRefused(DomainError):
    """What was given makes no payment file, or a file is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account: six and eight digits, and its holder."""

    sort_code: str
    number: str
    holder: str

    def __repr__(self) -> str:
        return f"Account(…{self.number[-4:]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What is paid to whom: pounds, and the words that stand on the payee's statement."""

    to: Account
    amount: Decimal
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission: under which service user number, from which account, on which days, and what is paid."""

    service_user: str
    serial: str
    origin: Account
    created_on: date
    processed_on: date
    credits: Sequence[Credit]


def text18(words: str, *, length: int = NAME) -> str:
    """Return words in the characters that Bacs takes, in capitals, cut and filled to their length."""
    plain = unicodedata.normalize("NFKD", words)
    plain = "".join(one for one in plain if not unicodedata.combining(one)).upper()
    return " ".join(KEPT.sub(" ", plain).split())[:length].ljust(length)


def bacs_day(day: date) -> str:
    """Return a day as a blank, two digits of the year and three of the day in it."""
    return f" {day:%y%j}"


def write(given: Submission) -> bytes:
    """Return the file.

    :raises FileRefused: for numbers of the wrong form, no credits, or an amount that Bacs does not take
    """
    _check(given)
    total = sum((one.amount for one in given.credits), Decimal(0))
    records = [_record(given, one) for one in given.credits]
    records.append(_contra(given, total))
    header, attributes = _header(given), "HDR2F0200000100" + " " * 35 + "00" + " " * 28
    lines = [
        f"VOL1{given.serial} {' ' * 30}{given.service_user}{' ' * 32}1",
        header,
        attributes,
        f"UHL1{bacs_day(given.processed_on)}999999    00000000{'1 DAILY':<9}001".ljust(LABEL),
        *records,
        f"EOF1{header[4:]}",
        f"EOF2{attributes[4:]}",
        f"UTL1{_pence(total, 13)}{_pence(total, 13)}{1:07}{len(given.credits):07}".ljust(LABEL),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def read(body: bytes) -> list[tuple[str, str, Decimal]]:
    """Return sort code, account number and pounds of each credit of a file.

    :raises FileRefused: unless labels, lengths, contra and totals agree with each other
    """
    try:
        lines = body.decode("ascii").split("\r\n")
    except UnicodeDecodeError as error:
        raise FileRefused("The file has characters that Bacs does not take.") from error
    labels = [line[:4] for line in (*lines[:4], *lines[-4:-1])]
    if labels != ["VOL1", "HDR1", "HDR2", "UHL1", "EOF1", "EOF2", "UTL1"] or lines[-1]:
        raise FileRefused("The file does not have the labels of a Bacs submission, each on a line of its own.")
    records, trailer = lines[4:-4], lines[-2]
    if any(len(line) != RECORD for line in records) or any(len(line) != LABEL for line in (*lines[:4], *lines[-4:-1])):
        raise FileRefused("A line of the file has not the length that Bacs asks for.")
    if (lines[1][4:], lines[2][4:]) != (lines[-4][4:], lines[-3][4:]):
        raise FileRefused("The labels at the end of the file are not those at its beginning.")
    paid = [line for line in records if line[15:17] == CREDIT]
    contras = [line for line in records if line[15:17] == CONTRA]
    credit, debit = (sum(int(line[35:46]) for line in some) for some in (paid, contras))
    counted = (int(trailer[4:17]), int(trailer[17:30]), int(trailer[30:37]), int(trailer[37:44]))
    if (
        credit != debit
        or counted != (debit, credit, len(contras), len(paid))
        or len(paid) + len(contras) != len(records)
    ):
        raise FileRefused("The credits, the contra and the totals of the file do not agree.")
    return [(line[:6], line[6:14], Decimal(int(line[35:46])) / 100) for line in paid]


def _check(given: Submission) -> None:
    if not USER.fullmatch(given.service_user) or not SERIAL.fullmatch(given.serial):
        raise FileRefused("A service user number and a serial number of six digits are needed.")
    if not given.credits:
        raise FileRefused("There is nothing to pay.")
    for one in (given.origin, *(credit.to for credit in given.credits)):
        if (
            not SORT_CODE.fullmatch(one.sort_code)
            or not ACCOUNT.fullmatch(one.number)
            or not text18(one.holder).strip()
        ):
            raise FileRefused("An account needs six and eight digits and a name.")
    for credit in given.credits:
        if not 0 < credit.amount <= MOST or credit.amount != pence(credit.amount):
            raise FileRefused(f"Each payment is above nought, in whole pence, and at most £{MOST:,.2f}.")


def _record(given: Submission, credit: Credit) -> str:
    to, origin = credit.to, given.origin
    return (
        f"{to.sort_code}{to.number}0{CREDIT}{origin.sort_code}{origin.number}    {_pence(credit.amount, 11)}"
        f"{text18(origin.holder)}{text18(credit.reference)}{text18(to.holder)}"
    )


def _contra(given: Submission, total: Decimal) -> str:
    own = given.origin
    return (
        f"{own.sort_code}{own.number}0{CONTRA}{own.sort_code}{own.number}    {_pence(total, 11)}"
        f"{text18(f'SUPPLIERS {given.serial}')}{text18('CONTRA')}{text18(own.holder)}"
    )


def _header(given: Submission) -> str:
    expires = given.processed_on + EXPIRES
    return (
        f"HDR1A{given.service_user}S  1{given.service_user}{given.serial}00010001{' ' * 6}"
        f"{bacs_day(given.created_on)}{bacs_day(expires)} 000000{' ' * 20}"
    )


def _pence(amount: Decimal, length: int) -> str:
    digits = f"{int(amount * 100):0{length}}"
    if len(digits) > length:
        raise FileRefused("The payments come to more than one file takes: split them into two runs.")
    return digits
