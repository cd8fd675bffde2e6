"""Form of PAYE tax codes and National Insurance letters, for those who record them. Pure.

What they are worth is law of a tax year and stands in the payroll engine; that a code can be one is checked here.

Source: HMRC, Specification for PAYE Tax Table Routines 3.3; HMRC, National Insurance category letters (CWG2).
"""

import re
from dataclasses import dataclass

from sharedservices.common.errors import DomainError

LONGEST_BODY = 7
HIGHEST_K_NUMBER = 9999
NI_LETTERS = "ABCDEFHIJKLMNSVXZ"

_MARK = re.compile(r"(?<=[0-9A-Z])[\s/]*(W1|M1|X|W1\s*/?\s*M1|WK\s*1|MTH\s*1)$")
_FREE_PAY = re.compile(r"[1-9][0-9]{0,5}[LMNT]")
_ADDITIONAL_PAY = re.compile(r"K([1-9][0-9]{0,5})")
_FLAT: dict[str, tuple[str, ...]] = {"": ("BR", "D0", "D1", "NT", "0T"), "C": ("BR", "D0", "D1", "NT", "0T")}
_FLAT["S"] = (*_FLAT[""], "D2", "D3")

_TAX_CODE_REMEDY = (
    "It looks like 1257L, K475, BR, 0T or NT, with S or C in front for Scotland or Wales. "
    "Check it against the latest notice from HMRC (P6, P9) or the P45."
)
_NI_REMEDY = f"It is one of {', '.join(NI_LETTERS)}; A for most employees."


class InvalidTaxCode(DomainError):
    """Refuse a tax code that HMRC does not issue."""


class InvalidNiCategory(DomainError):
    """Refuse a letter that is no National Insurance category."""


@dataclass(frozen=True, slots=True)
class TaxCodeText:
    """A tax code as it is recorded: with its S or C, without mark, and whether it was marked week 1/month 1."""

    code: str
    is_week1month1: bool


def check_tax_code(text: str, *, field: str | None = "tax_code") -> TaxCodeText:
    """Return a code in capitals without spaces; "1257l m1" is 1257L on the month 1 basis.

    :raises InvalidTaxCode: if HMRC issues no code of this form.
    """
    upper = text.strip().upper()
    unmarked = _MARK.sub("", upper)
    code = "".join(unmarked.split())
    prefix = code[0] if code[:1] in {"S", "C"} else ""
    if problem := _problem(code.removeprefix(prefix), prefix):
        raise InvalidTaxCode(problem, field=field, remedy=_TAX_CODE_REMEDY)
    return TaxCodeText(code, is_week1month1=unmarked != upper)


def _problem(body: str, prefix: str) -> str | None:
    """Say what is wrong with a code without its prefix and mark, or None."""
    if body in _FLAT[prefix] or _FREE_PAY.fullmatch(body):
        return None
    if match := _ADDITIONAL_PAY.fullmatch(body):
        return None if int(match[1]) <= HIGHEST_K_NUMBER else f"The tax code is above K{HIGHEST_K_NUMBER}, the highest."
    return _what_is_wrong(body, prefix)


def _what_is_wrong(body: str, prefix: str) -> str:
    """Say why a body is none that HMRC issues."""
    if not body:
        return "There is no tax code." if not prefix else "The tax code is only a prefix."
    if len(body) > LONGEST_BODY:
        return f"The tax code is longer than {LONGEST_BODY} characters."
    if body in _FLAT["S"]:
        return f"The tax code {body} exists for Scottish taxpayers only, as S{body}."
    if body.isdigit():
        return "The tax code has no letter: a number ends in L, M, N or T, or begins with K."
    return "This is not a tax code that HMRC issues."


def check_ni_category(text: str, *, field: str | None = "ni_category") -> str:
    """Return a category letter as a capital. :raises InvalidNiCategory: if there is no such category."""
    letter = text.strip().upper()
    if len(letter) != 1 or letter not in NI_LETTERS:
        raise InvalidNiCategory("This is not a National Insurance category letter.", field=field, remedy=_NI_REMEDY)
    return letter
