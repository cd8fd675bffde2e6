"""What makes an auditor look at a journal first (domain AUD-01)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finance.engine.journal_flags import LABELS, Facts, flags

PLAIN = Facts(
    is_manual=True, has_income=False, period=7, last_day=date(2026, 10, 31), posted_on=date(2026, 11, 2), hour=9,
    is_working_day=True, total=Decimal("1234.56"), description="Stationery that came in October",
    is_reversed_next=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"has_income": True}, ["MANUAL_INCOME"]),
        ({"has_income": True, "is_manual": False}, []),
        ({"period": 13}, ["ADJUSTING"]),
        ({"hour": 19}, ["OUT_OF_HOURS"]),
        ({"hour": 6}, ["OUT_OF_HOURS"]),
        ({"is_working_day": False}, ["OUT_OF_HOURS"]),
        ({"total": Decimal(50000)}, ["ROUND"]),
        ({"total": Decimal(49000)}, []),
        ({"total": Decimal("50000.01")}, []),
        ({"description": "Fourteen chars"}, ["SHORT"]),
        ({"posted_on": date(2026, 12, 1)}, []),
        ({"posted_on": date(2026, 12, 2)}, ["BACKDATED"]),
        ({"total": Decimal("9699.99")}, []),
        ({"total": Decimal("9700")}, ["BELOW_LIMIT"]),
        ({"total": Decimal("9999.99")}, ["BELOW_LIMIT"]),
        ({"total": Decimal("10000")}, []),
        ({"total": Decimal("242500")}, ["BELOW_LIMIT"]),
        ({"total": Decimal("249999.99")}, ["BELOW_LIMIT"]),
        ({"total": Decimal("242499.99")}, []),
        ({"total": Decimal("249999.99"), "is_manual": False}, []),
        ({"description": "Plug the difference of October"}, ["WORDS"]),
        ({"is_reversed_next": True}, ["REVERSED"]),
    ],
)
def test_each_flag_is_raised_by_what_it_is_about_and_nothing_else(more, found):
    assert list(flags(replace(PLAIN, **more))) == found


def test_every_flag_has_words_and_they_come_in_order():
    everything = replace(
        PLAIN, has_income=True, period=14, hour=23, total=Decimal(990000), description="plug", is_reversed_next=True
    )

    assert list(flags(everything)) == [one for one in LABELS if one != "BACKDATED"]
