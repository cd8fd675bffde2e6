"""National Insurance numbers: rule HR-03."""

import pytest

from sharedservices.common.nino import InvalidNino, check_nino, is_valid_nino, mask_nino, nino_problem, normalise_nino


@pytest.mark.parametrize(
    "text", ["AB123456C", "ab 12 34 56 c", "AB-12-34-56-C", " AB123456A ", "CE123456D", "ZY000000B"]
)
def test_valid_numbers_however_spaced(text):
    assert is_valid_nino(text)
    assert nino_problem(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BG123456A", "begins with BG"),
        ("GB123456A", "begins with GB"),
        ("NK123456A", "begins with NK"),
        ("KN123456A", "begins with KN"),
        ("TN123456A", "begins with TN: it may be a temporary number"),
        ("NT123456A", "begins with NT"),
        ("ZZ123456A", "begins with ZZ"),
        ("DA123456A", "letters that are not used"),
        ("AO123456A", "letters that are not used"),
        ("QQ123456C", "letters that are not used"),
        ("UA123456A", "letters that are not used"),
        ("AB123456E", "not A, B, C or D"),
        ("AB123456", "has no last letter"),
        ("AB12345C", "has 8 characters, not 9"),
        ("AB1234567C", "has 10 characters"),
        ("", "has 0 characters"),
        ("A1234567C", "not two letters, six digits and a letter"),
        ("AB12345٦C", "not two letters, six digits and a letter"),
    ],
)
def test_invalid_numbers_say_why(text, reason):
    assert not is_valid_nino(text)
    assert reason in nino_problem(text)


def test_check_nino_returns_the_normal_form_or_refuses_without_repeating_it():
    assert check_nino("ab 12 34 56 c") == "AB123456C"

    with pytest.raises(InvalidNino) as refusal:
        check_nino("TN123456A")
    assert refusal.value.field == "nino"
    assert "123456" not in refusal.value.explanation


def test_normalise_nino_strips_all_kinds_of_separator():
    assert normalise_nino("ab\u00a012\u201334.56 c\n") == "AB123456C"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("AB123456C", "AB••••••C"), ("ab 12 34 56 c", "AB••••••C"), ("nonsense", "•••••••••"), ("", "")],
)
def test_mask_nino_hides_the_digits(text, expected):
    assert mask_nino(text) == expected
