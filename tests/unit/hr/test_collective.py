"""Collective redundancies: spans of ninety days, days of consultation, protective award (TULRCA ss 188, 189)."""

from datetime import date, timedelta

import pytest

from hr.engine import agreements
from hr.engine.collective import consultation_days, most_within

FIRST = date(2027, 1, 1)


def spread(*offsets):
    return [FIRST + timedelta(days=one) for one in offsets]


@pytest.mark.parametrize(
    ("offsets", "on", "n"),
    [((0,), 0, 1), ((0, 89), 89, 2), ((0, 90), 90, 1), ((0, 45, 89, 134), 45, 3), ((0, 45, 89, 134), 0, 3)],
)
def test_the_most_in_any_ninety_days_that_hold_the_day(offsets, on, n):
    assert most_within(spread(*offsets), on=FIRST + timedelta(days=on), window_days=90) == n


@pytest.mark.parametrize(("people", "days"), [(19, 0), (20, 30), (99, 30), (100, 45)])
def test_twenty_take_thirty_days_and_a_hundred_forty_five(people, days):
    assert consultation_days(people, agreements.collective_law(on=FIRST)) == days


def test_the_protective_award_doubles_on_6_april_2026():
    """TULRCA section 189(4) as amended by the Employment Rights Act 2025: 180 days’ pay from 6 April 2026."""
    assert agreements.collective_law(on=date(2026, 4, 5)).award_days == 90
    assert agreements.collective_law(on=date(2026, 4, 6)).award_days == 180
