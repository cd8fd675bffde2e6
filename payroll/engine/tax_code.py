"""Understand PAYE tax codes as HMRC issues them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from payroll.engine.errors import TaxCodeInvalid
from payroll.engine.rates.tables import Regime

MAX_LENGTH = 7
HIGHEST_K_NUMBER = 9999
PREFIXES = {"S": Regime.SCOTLAND, "C": Regime.WALES}
FLAT_CODES = {
    Regime.RUK: ("BR", "D0", "D1"),
    Regime.WALES: ("BR", "D0", "D1"),
    Regime.SCOTLAND: ("BR", "D0", "D1", "D2", "D3"),
}

_MARK = re.compile(r"(?<=[0-9A-Z])[\s/]*(W1|M1|X|W1\s*/?\s*M1|WK\s*1|MTH\s*1)$")
_SUFFIX = re.compile(r"([1-9][0-9]{0,5})([LMNT])")
_K = re.compile(r"K([1-9][0-9]{0,5})")
_WHAT_TO_DO = "Check it against the latest notice from HMRC (P6, P9) or the P45"


class CodeKind(StrEnum):
    """How a code turns pay into taxable pay."""

    FREE_PAY = "free_pay"
    """The number gives pay free of tax (1257L, 0T)."""
    ADDITIONAL_PAY = "additional_pay"
    """The number gives pay to be taxed on top (K codes)."""
    FLAT = "flat"
    """All pay at one rate (BR, D0 to D3)."""
    NO_TAX = "no_tax"
    """No tax (NT)."""


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code taken apart. `text` is the code with its prefix, without mark: "S1257L".

    `number` is the number of a FREE_PAY or ADDITIONAL_PAY code, else 0; `flat` is "BR", "D0" … of a FLAT code.
    `week1month1` tells whether the code itself was marked W1, M1 or X.
    """

    text: str
    regime: Regime
    kind: CodeKind
    number: int
    flat: str
    week1month1: bool

    def __str__(self) -> str:
        return f"{self.text} X" if self.week1month1 else self.text


@lru_cache(maxsize=8192)
def parse_tax_code(text: str) -> TaxCode:
    """Take a tax code apart.

    Capitals and spaces do not matter: "s1257l m1" is S1257L on the month 1 basis.

    Source: HMRC, Specification for PAYE Tax Table Routines 3.3; the tax code type of the Full Payment Submission.

    :raises TaxCodeInvalid: if HMRC issues no such code; the message says what is wrong and what to do.
    """
    upper = text.strip().upper()
    if not upper:
        raise TaxCodeInvalid(f"There is no tax code. Enter the code in force on the pay date. {_WHAT_TO_DO}")
    unmarked = _MARK.sub("", upper)
    code = "".join(unmarked.split())
    prefix = code[0] if code[0] in PREFIXES else ""
    body = code.removeprefix(prefix)
    if len(body) > MAX_LENGTH:
        raise TaxCodeInvalid(f"Tax code '{text.strip()}' is longer than {MAX_LENGTH} characters. {_WHAT_TO_DO}")
    regime = PREFIXES.get(prefix, Regime.RUK)
    kind, number, flat = _take_apart(body, regime, text.strip())
    return TaxCode(code, regime, kind, number, flat, week1month1=unmarked != upper)


def _take_apart(body: str, regime: Regime, text: str) -> tuple[CodeKind, int, str]:
    """Return kind, number and flat code of a code without prefix and mark."""
    if body == "NT":
        return CodeKind.NO_TAX, 0, ""
    if body == "0T":
        return CodeKind.FREE_PAY, 0, ""
    if body in FLAT_CODES[regime]:
        return CodeKind.FLAT, 0, body
    if match := _SUFFIX.fullmatch(body):
        return CodeKind.FREE_PAY, int(match[1]), ""
    if match := _K.fullmatch(body):
        if int(match[1]) > HIGHEST_K_NUMBER:
            raise TaxCodeInvalid(f"Tax code “{text}” is above K{HIGHEST_K_NUMBER}, the highest. {_WHAT_TO_DO}")
        return CodeKind.ADDITIONAL_PAY, int(match[1]), ""
    raise TaxCodeInvalid(_why_not(body, regime, text))


def _why_not(body: str, regime: Regime, text: str) -> str:
    """Say why a code is none that HMRC issues."""
    if body in FLAT_CODES[Regime.SCOTLAND]:
        return f"Tax code “{text}” exists for Scottish taxpayers only (S{body}). {_WHAT_TO_DO}"
    if body.isdigit():
        return f"Tax code “{text}” has no letter: a number ends in L, M, N or T, or begins with K. {_WHAT_TO_DO}"
    if regime is not Regime.RUK and not body:
        return f"Tax code “{text}” is only a prefix. {_WHAT_TO_DO}"
    return (
        f"Tax code “{text}” is not a code that HMRC issues: a number with L, M, N or T (1257L), K and a number (K475), "
        f"0T, BR, D0, D1 or NT, with S or C before it for Scotland or Wales. {_WHAT_TO_DO}"
    )
