"""Bank details: form, length rules, outcome with and without a weight table, roll numbers."""

import logging

import pytest

from sharedservices.common import bank
from sharedservices.common.bank import InvalidBankDetails, Outcome, check_account, check_roll_number, installed_table
from tests.unit.common.test_modulus import SUBSTITUTIONS, TABLE, WEIGHTS


@pytest.fixture(autouse=True)
def no_table(settings):
    settings.BANK_WEIGHTS_FILE = ""
    bank._load.cache_clear()


def test_check_account_without_a_weight_table_is_unchecked_never_failed():
    result = check_account("99-00-00", "1234 5673")

    assert (result.sort_code, result.account_number) == ("990000", "12345673")
    assert result.outcome is Outcome.UNCHECKED
    assert result.sentence == "The sort code and account number could not be checked."
    assert result.edition == ""


@pytest.mark.parametrize(("account", "outcome"), [("12345672", Outcome.VALID), ("12345673", Outcome.INVALID)])
def test_check_account_with_a_table_says_what_it_says(account, outcome):
    result = check_account("99 00 00", account, table=TABLE)

    assert result.outcome is outcome
    assert result.edition == "invented"


def test_account_check_does_not_show_the_account():
    text = repr(check_account("990000", "12345672", table=TABLE))

    assert text == "AccountCheck(••-••-00 ••••5672, VALID)"


@pytest.mark.parametrize(
    ("sort_code", "account", "expected"),
    [
        ("990000", "12345678", ("990000", "12345678")),
        ("990000", "123456", ("990000", "00123456")),
        ("990000", "1234567", ("990000", "01234567")),
        ("990001", "912345678", ("990009", "12345678")),
        ("990000", "1234567890", ("990000", "34567890")),
        ("089999", "1234567890", ("089999", "12345678")),
    ],
)
def test_check_account_applies_the_rule_for_its_length(sort_code, account, expected):
    result = check_account(sort_code, account)

    assert (result.sort_code, result.account_number) == expected


@pytest.mark.parametrize("sort_code", ["", "99000", "9900000", "99000x", "990 0", "000000", "٩٩٠٠٠٠", "£90000"])
def test_check_account_refuses_a_sort_code_of_the_wrong_form(sort_code):
    with pytest.raises(InvalidBankDetails, match="not six digits") as refusal:
        check_account(sort_code, "12345678")

    assert refusal.value.field == "sort_code"
    assert "12-34-56" in refusal.value.remedy


@pytest.mark.parametrize("account", ["", "12345", "12345678901", "1234567x", "00000000", "1.2E+07", "١٢٣٤٥٦٧٨"])
def test_check_account_refuses_an_account_number_of_the_wrong_form(account):
    with pytest.raises(InvalidBankDetails, match="not six to ten digits") as refusal:
        check_account("990000", account)

    assert refusal.value.field == "account_number"
    assert not account or account not in refusal.value.explanation


@pytest.mark.parametrize(
    ("given", "expected"), [("", ""), ("  ab/123  4567-8.9 ", "AB/123 4567-8.9"), ("X" * 18, "X" * 18)]
)
def test_check_roll_number_tidies(given, expected):
    assert check_roll_number(given) == expected


@pytest.mark.parametrize("given", ["X" * 19, "AB_1", "AB£1", "é"])
def test_check_roll_number_refuses_what_a_payment_cannot_carry(given):
    with pytest.raises(InvalidBankDetails, match="roll number") as refusal:
        check_roll_number(given)

    assert refusal.value.field == "roll_number"


def test_installed_table_is_read_from_the_file_that_the_setting_names(settings, tmp_path):
    path = tmp_path / "weights-v2.txt"
    path.write_text(WEIGHTS)
    (tmp_path / "scsubtab.txt").write_text(SUBSTITUTIONS)
    settings.BANK_WEIGHTS_FILE = str(path)

    result = check_account("991501", "12345653")

    assert result.outcome is Outcome.VALID
    assert result.edition == "weights-v2"


def test_installed_table_without_a_substitution_table_still_checks(settings, tmp_path):
    path = tmp_path / "weights.txt"
    path.write_text(WEIGHTS)
    settings.BANK_WEIGHTS_FILE = path

    assert check_account("991501", "12345653").outcome is Outcome.INVALID


@pytest.mark.parametrize("content", [None, "broken"])
def test_installed_table_that_cannot_be_read_leaves_accounts_unchecked_and_says_so_once(
    settings, tmp_path, caplog, content
):
    path = tmp_path / "weights.txt"
    if content:
        path.write_text(content)
    settings.BANK_WEIGHTS_FILE = str(path)

    with caplog.at_level(logging.ERROR):
        outcomes = {check_account("990000", "12345673").outcome for _ in range(3)}

    assert outcomes == {Outcome.UNCHECKED}
    assert [record.message for record in caplog.records] == [
        "BANK_WEIGHTS_FILE names a weight table that cannot be read; accounts stay unchecked"
    ]


def test_no_table_is_installed_by_default():
    assert installed_table() is None
