"""What people may record as a tax code or NI letter is exactly what the payroll engine can work with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine.errors import TaxCodeInvalid
from payroll.engine.tax_code import parse_tax_code
from sharedservices.common.paye_codes import (
    NI_LETTERS,
    InvalidNiCategory,
    InvalidTaxCode,
    check_ni_category,
    check_tax_code,
)


@pytest.mark.parametrize(
    ("text", "code", "is_week1month1"),
    [
        ("1257L", "1257L", False), ("s1257l m1", "S1257L", True), (" K475 ", "K475", False), ("0T X", "0T", True),
        ("SD3", "SD3", False), ("CBR", "CBR", False), ("NT", "NT", False), ("1257L W1/M1", "1257L", True),
    ],
)  # fmt: skip
def test_codes_are_tidied(text, code, is_week1month1):
    checked = check_tax_code(text)

    assert (checked.code, checked.is_week1month1) == (code, is_week1month1)


PIECES = st.sampled_from([*"SCKLMNTBRDX0123456789", "1257", "BR", "W1", "M1", " ", "D0", "D2", "NT", "0T"])


@given(st.lists(PIECES, max_size=7).map("".join))
def test_the_engine_takes_what_is_accepted_here_and_nothing_else(text):
    checked, parsed = attempt(check_tax_code, text, InvalidTaxCode), attempt(parse_tax_code, text, TaxCodeInvalid)

    assert (checked is None) == (parsed is None)
    if checked is not None:
        assert (parsed.text, parsed.week1month1) == (checked.code, checked.is_week1month1)


def attempt(check, text, refusal):
    """Return what a check answers, None for a refusal."""
    try:
        return check(text)
    except refusal:
        return None


def test_letters():
    assert [check_ni_category(letter.lower()) for letter in NI_LETTERS] == list(NI_LETTERS)
    for text in ("", "G", "AB", "1"):
        with pytest.raises(InvalidNiCategory):
            check_ni_category(text)
