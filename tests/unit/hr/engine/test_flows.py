"""Joiners and leavers by type, without anybody told by a small number (domain HR-17)."""

from collections import Counter
from decimal import Decimal

import pytest

from hr.engine import flows
from hr.engine.flows import REASON, FlowLine

D = Decimal


def test_a_small_type_takes_the_next_smallest_along_and_is_shown_on_request():
    counted = {"Resignation": 12, "Retirement": 6, "Redundancy": 2}

    assert flows.lines(REASON, counted, whole=False) == [
        FlowLine(REASON, "Redundancy", None, None),
        FlowLine(REASON, "Resignation", 12, D("60.0")),
        FlowLine(REASON, "Retirement", None, None),
    ]
    assert [one.heads for one in flows.lines(REASON, counted, whole=True)] == [12, 6, 2]


def test_a_breakdown_of_four_people_has_no_types_and_one_of_nobody_no_lines():
    assert flows.lines(REASON, {"Resignation": 4}, whole=False) == [FlowLine(REASON, flows.ALL, None, None)]
    assert flows.lines(REASON, {"Resignation": 5}, whole=False) == [FlowLine(REASON, "Resignation", 5, D("100.0"))]
    assert flows.lines(REASON, {}, whole=False) == []


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (0, "Under 1 year"), (1, "1 year"), (2, "2 to 4 years"), (4, "2 to 4 years"), (5, "5 to 9 years"),
        (19, "10 to 19 years"), (20, "20 years and more"),
    ],
)  # fmt: skip
def test_completed_years_fall_into_bands(years, words):
    assert flows.by_band(Counter({years: 3})) == {words: 3}


def test_no_death_and_no_settlement_stands_by_itself():
    """T-HR-9: reports count a death in “other”. A settlement is confidential (domain HR-08)."""
    assert flows.reason_words("RESIGNATION", has_died=True) == "Other reasons"
    assert flows.reason_words("SETTLEMENT", has_died=False) == "Other reasons"
    assert flows.reason_words("GROSS_MISCONDUCT", has_died=False) == "Dismissal: gross misconduct"
    assert flows.reason_words(None, has_died=False) == "Not recorded"
