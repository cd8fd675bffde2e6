"""Sort codes, account numbers and building society roll numbers: form, length rules and modulus check.

A check that cannot be made is UNCHECKED, never failed; VALID says that the number is well formed, not whose it is.

Source: Vocalink, Validating account numbers: UK modulus checking (account numbers of other than eight digits);
Bacs Standard 18 (18 characters of reference, where a roll number travels).
"""

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sharedservices.common.errors import DomainError
from sharedservices.common.masking import mask_account, mask_sort_code
from sharedservices.common.modulus import (
    ACCOUNT_DIGITS,
    SORT_CODE_DIGITS,
    Outcome,
    WeightTable,
    WeightTableError,
    check_modulus,
    load_table,
)

__all__ = ["AccountCheck", "InvalidBankDetails", "Outcome", "check_account", "check_roll_number", "installed_table"]

logger = logging.getLogger(__name__)

SUBSTITUTIONS_NAME = "scsubtab.txt"
COOPERATIVE_BANK_PREFIX = "08"
ROLL_NUMBER_CHARACTERS = 18
SEPARATORS = re.compile(r"[\s\u2010-\u2015\-]+")

SENTENCES = {
    Outcome.VALID: "The sort code and account number fit together. That does not prove whose account it is.",
    Outcome.INVALID: "The sort code and account number do not fit together. Check both against a bank statement.",
    Outcome.UNCHECKED: "The sort code and account number could not be checked.",
}


class InvalidBankDetails(DomainError):
    """Refuse bank details of the wrong form, without repeating them."""


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """The account as it goes into a payment file, six and eight digits, and what the modulus check said."""

    sort_code: str
    account_number: str
    outcome: Outcome
    edition: str = ""
    """Which edition of the weight table was asked; empty if none is installed."""

    def __repr__(self) -> str:
        masked = f"{mask_sort_code(self.sort_code)} {mask_account(self.account_number)}"
        return f"AccountCheck({masked}, {self.outcome})"

    @property
    def sentence(self) -> str:
        """Say the outcome to the user."""
        return SENTENCES[self.outcome]


def check_account(sort_code: str, account_number: str, *, table: WeightTable | None = None) -> AccountCheck:
    """Normalise an account and check it against `table`, or else against the installed one.

    :raises InvalidBankDetails: if either is not of the right form (an INVALID outcome is returned, not raised).
    """
    sort_code = normalise_sort_code(sort_code)
    sort_code, account_number = standard_account(sort_code, account_number)
    table = table or installed_table()
    if table is None:
        return AccountCheck(sort_code, account_number, Outcome.UNCHECKED)
    outcome = check_modulus(table, sort_code, account_number)
    return AccountCheck(sort_code, account_number, outcome, table.edition)


def normalise_sort_code(text: str) -> str:
    """Return six digits. Spaces and hyphens are ignored. :raises InvalidBankDetails: for anything else."""
    digits = SEPARATORS.sub("", text)
    if not _is_digits(digits) or len(digits) != SORT_CODE_DIGITS or not digits.strip("0"):
        raise InvalidBankDetails(
            "The sort code is not six digits.",
            field="sort_code",
            remedy="It looks like 12-34-56. In a spreadsheet, format the column as text so that a zero in front stays.",
        )
    return digits


def standard_account(sort_code: str, account_number: str) -> tuple[str, str]:
    """Return sort code and account number with eight digits, by the rules for 6, 7, 9 and 10.

    Six and seven digits get zeros in front. Nine (Santander): the first replaces the last of the sort code. Ten: the
    Co-operative Bank uses the first eight, National Westminster the last eight.

    :raises InvalidBankDetails: for another number of digits or other characters.
    """
    digits = SEPARATORS.sub("", account_number)
    if not _is_digits(digits) or not 6 <= len(digits) <= 10 or not digits.strip("0"):
        raise InvalidBankDetails(
            "The account number is not six to ten digits.",
            field="account_number",
            remedy="Most have eight, like 31926819. A building society’s roll number goes into its own field.",
        )
    if len(digits) <= ACCOUNT_DIGITS:
        return sort_code, digits.zfill(ACCOUNT_DIGITS)
    if len(digits) == 9:
        return sort_code[:-1] + digits[0], digits[1:]
    is_cooperative = sort_code.startswith(COOPERATIVE_BANK_PREFIX)
    return sort_code, digits[:ACCOUNT_DIGITS] if is_cooperative else digits[-ACCOUNT_DIGITS:]


def check_roll_number(text: str) -> str:
    """Return a building society roll number tidied: capitals, single spaces; empty stays empty.

    :raises InvalidBankDetails: if it is longer than a payment can carry or holds characters that it cannot.
    """
    roll = " ".join(text.upper().split())
    if len(roll) > ROLL_NUMBER_CHARACTERS or not re.fullmatch(r"[A-Z0-9 ./-]*", roll):
        raise InvalidBankDetails(
            f"The roll number has more than {ROLL_NUMBER_CHARACTERS} characters, or other than letters, digits, "
            "spaces, full stops, hyphens and slashes.",
            field="roll_number",
            remedy="Copy it from the passbook or statement of the building society.",
        )
    return roll


def installed_table() -> WeightTable | None:
    """Return the weight table that ``settings.BANK_WEIGHTS_FILE`` names, or None if none is installed.

    The substitution table ``scsubtab.txt`` is expected beside it. A table that cannot be read is logged as an error
    and counts as not installed: nobody's pay details are refused because of it.
    """
    configured = getattr(settings, "BANK_WEIGHTS_FILE", "")
    if not configured:
        return None
    path = Path(configured)
    return _load(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=2)
def _load(path: Path, _changed_at: int) -> WeightTable | None:
    """Read the tables again, or complain about them again, only when the file has changed."""
    substitutions = path.with_name(SUBSTITUTIONS_NAME)
    try:
        return load_table(path, substitutions if substitutions.exists() else None)
    except WeightTableError:
        logger.exception("BANK_WEIGHTS_FILE names a weight table that cannot be read; accounts stay unchecked")
        return None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
