"""National Insurance numbers: form, reasons, mask.

Source: HMRC, National Insurance Manual NIM39110 (format and prefixes that are not used); rule HR-03.
"""

import re

from sharedservices.common.errors import DomainError

LENGTH = 9
UNUSED_PREFIXES = ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")
PATTERN = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
LIKENESS = re.compile(r"[A-Z]{2}[0-9]{6}[A-Z]?")
SEPARATORS = re.compile(r"[\s\u2010-\u2015.\-]+")
REMEDY = (
    "It looks like QQ 12 34 56 C: two letters, six digits, then A, B, C or D. Leave it empty if it is not known yet."
)


class InvalidNino(DomainError):
    """Refuse a National Insurance number, without repeating it."""


def normalise_nino(text: str) -> str:
    """Return the number in capitals without spaces, hyphens or full stops. Whether it is valid is not asked."""
    return SEPARATORS.sub("", text).upper()


def is_valid_nino(text: str) -> bool:
    """Return whether the text, however spaced, has the form of a National Insurance number."""
    return PATTERN.fullmatch(normalise_nino(text)) is not None


def is_like_nino(text: str) -> bool:
    """Return whether the text could be a National Insurance number, also one with a slip: it belongs in no address."""
    return LIKENESS.fullmatch(normalise_nino(text)) is not None


def check_nino(text: str, *, field: str | None = "nino") -> str:
    """Return the normalised number. :raises InvalidNino: with the reason, never with the number."""
    number = normalise_nino(text)
    if reason := nino_problem(number):
        raise InvalidNino(reason, field=field, remedy=REMEDY)
    return number


def nino_problem(text: str) -> str | None:
    """Say what is wrong with a National Insurance number, or None if nothing is."""
    number = normalise_nino(text)
    if PATTERN.fullmatch(number):
        return None
    if re.fullmatch(r"[A-Z]{2}[0-9]{6}", number):
        return "The National Insurance number has no last letter."
    if len(number) != LENGTH:
        return f"The National Insurance number has {len(number)} characters, not {LENGTH}."
    if not re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-Z]", number):
        return "The National Insurance number is not two letters, six digits and a letter."
    return _letter_problem(number)


def _letter_problem(number: str) -> str:
    """Say which letters of a well-shaped number are not used."""
    if number[:2] in UNUSED_PREFIXES:
        return f"No National Insurance number begins with {number[:2]}: it may be a temporary number."
    if number[-1] not in "ABCD":
        return "The last letter of the National Insurance number is not A, B, C or D."
    return "The National Insurance number begins with letters that are not used."


def mask_nino(text: str) -> str:
    """Return the number with its digits hidden, as QQ••••••C. Anything else is hidden entirely."""
    number = normalise_nino(text)
    if not PATTERN.fullmatch(number):
        return "•" * LENGTH if number else ""
    return f"{number[:2]}••••••{number[-1]}"
