"""Hide what identifies a person's money: masks for the screen, and a scrubber for logs."""

import logging
import re

from sharedservices.common.nino import mask_nino

__all__ = ["RedactFilter", "mask_account", "mask_nino", "mask_sort_code", "mask_text", "redact"]

DOTS = "••••"
SHOWN = 4

_NINO = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}(?:[ -]?[A-Da-d])?(?![A-Za-z0-9])")
_IBAN = re.compile(r"(?<![A-Za-z0-9])GB\d{2}[ ]?[A-Z]{4}(?:[ ]?\d){14}(?!\d)", re.IGNORECASE)
_SORT_CODE = re.compile(r"(?<![\d-])\d{2}([- ])\d{2}\1\d{2}(?![\d-])")
# part of a name (uuid, version), a decimal fraction or an amount with pence is no account number
_ACCOUNT = re.compile(r"(?<![\w.-])\d{8,10}(?![\w-]|\.\d)")
_SORT_CODE_AND_ACCOUNT = re.compile(r"(?<![\w.-])\d{2}([- ]?)\d{2}\1\d{2}[ /:,-]{1,2}\d{8}(?![\w-])")


def mask_account(number: str) -> str:
    """Return ••••1234: the last four digits of an account number, and nothing of one that has no more than four."""
    digits = re.sub(r"\W", "", number)
    if not digits:
        return ""
    return DOTS + digits[-SHOWN:] if len(digits) > SHOWN else DOTS


def mask_sort_code(number: str) -> str:
    """Return ••-••-56: the last two digits of a sort code."""
    digits = re.sub(r"\D", "", number)
    if not digits:
        return ""
    return f"••-••-{digits[-2:]}" if len(digits) == 6 else "••-••-••"


def mask_text(text: str) -> str:
    """Return a sensitive text with all but its last two characters hidden, its length not told."""
    stripped = text.strip()
    if not stripped:
        return ""
    return DOTS + stripped[-2:] if len(stripped) > SHOWN else DOTS


def redact(text: str) -> str:
    """Hide everything in a text that looks like a National Insurance number, a sort code or an account number.

    Dates written 20261130 have the form of an account number and are hidden as well: better so than the other way.
    """
    text = _NINO.sub("[NINO]", text)
    text = _IBAN.sub("[account]", text)
    text = _SORT_CODE_AND_ACCOUNT.sub("[account]", text)
    text = _SORT_CODE.sub("[sort code]", text)
    return _ACCOUNT.sub("[account]", text)


class RedactFilter(logging.Filter):
    """Redact a log record: its message, its traceback and its stack. Attach it to handlers."""

    _formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrub the record and let it through."""
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True
