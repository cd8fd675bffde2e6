"""Masks for the screen and the scrubber for logs."""

import io
import logging

import pytest

from sharedservices.common.masking import RedactFilter, mask_account, mask_nino, mask_sort_code, mask_text, redact


@pytest.mark.parametrize(
    ("number", "expected"),
    [("12341234", "••••1234"), ("1234 1234", "••••1234"), ("0012345678", "••••5678"), ("1234", "••••"), ("", "")],
)
def test_mask_account_shows_the_last_four(number, expected):
    assert mask_account(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [("123456", "••-••-56"), ("12-34-56", "••-••-56"), ("1234", "••-••-••"), ("", "")]
)
def test_mask_sort_code_shows_the_last_two(number, expected):
    assert mask_sort_code(number) == expected


def test_mask_text_and_mask_nino():
    assert mask_text("secret") == "••••et"
    assert mask_text(" abcd ") == "••••"
    assert mask_text("") == ""
    assert mask_nino("AB123456C") == "AB••••••C"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nino=AB123456C.", "nino=[NINO]."),
        ("'ab 12 34 56 c'", "'[NINO]'"),
        ("AB123456 is unknown", "[NINO] is unknown"),
        ("account 12345678, sort code 12-34-56", "account [account], sort code [sort code]"),
        ("12-34-56 12345678", "[account]"),
        ("123456/12345678", "[account]"),
        ("row 3,12345678,9", "row 3,[account],9"),
        ('{"account_number": "0123456789"}', '{"account_number": "[account]"}'),
        ("GB29 NWBK 6016 1331 9268 19", "[account]"),
        ("GB29NWBK60161331926819", "[account]"),
        ("Key (account)=(12345678) already exists", "Key (account)=([account]) already exists"),
    ],
)
def test_redact_hides_what_identifies(text, expected):
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "GET /p/northshire/pay/runs/12345678-1234-5678-9abc-123456789012/ 200",
        "paid 12345678.90 in 1234567 rows",
        "2026-11-30 09:05:01,250",
        "version 1.12345678",
        "batch 340 of 900",
    ],
)
def test_redact_leaves_what_does_not(text):
    assert redact(text) == text


def test_redact_filter_scrubs_message_arguments_traceback_and_stack():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactFilter())
    logger = logging.Logger("redact test")
    logger.addHandler(handler)

    try:
        raise ValueError("cannot pay 12345678")
    except ValueError:
        logger.exception("failed for %s and %s", "AB123456C", {"sort": "12-34-56"}, stack_info=True)

    output = stream.getvalue()
    assert "failed for [NINO] and {'sort': '[sort code]'}" in output
    assert "ValueError: cannot pay [account]" in output
    assert not any(secret in output.split("Stack (most recent")[0] for secret in ("AB123456C", "12345678", "12-34-56"))
    assert "Stack (most recent call last)" in output
