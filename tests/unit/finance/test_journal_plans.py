"""Days of journals that come again, and how a prepayment is spread to the penny (domain FIN-02)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.engine import journal_plans as engine

D = Decimal


def test_days_go_over_the_end_of_a_year():
    assert engine.due_days(date(2026, 11, 1), every=3, times=3) == [
        date(2026, 11, 1),
        date(2027, 2, 1),
        date(2027, 5, 1),
    ]
    with pytest.raises(ValueError, match="28th"):
        engine.due_days(date(2026, 1, 29), every=1, times=2)


def test_what_is_left_over_comes_with_the_last():
    assert engine.spread(D("100.00"), 3) == [D("33.33"), D("33.33"), D("33.34")]


def test_a_line_against_all_others_takes_what_they_come_to():
    sides = [(D("0.05"), D(0)), (D("0.05"), D(0)), (D(0), D("0.10"))]

    made = engine.spread_lines(sides, 2, 3)

    assert [[d - c for d, c in one] for one in made] == [
        [D("0.01"), D("0.01"), D("-0.02")], [D("0.01"), D("0.01"), D("-0.02")], [D("0.03"), D("0.03"), D("-0.06")],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([(D(5), D(0)), (D(0), D(5))], 1), ([(D(5), D(0)), (D(0), D(2)), (D(0), D(3))], 0),
        ([(D(5), D(0)), (D(1), D(0)), (D(0), D(2)), (D(0), D(4))], None),
    ],
)  # fmt: skip
def test_which_line_stands_against_the_others(sides, expected):
    assert engine.against(sides) == expected


@given(st.lists(st.integers(120, 10**9), min_size=1, max_size=6), st.integers(2, 120), st.booleans())
def test_each_balances_and_all_come_to_the_amounts(pence, times, turned):
    pounds = [D(one) / 100 for one in pence]
    none, total = D("0.00"), sum(pounds, D("0.00"))
    sides = [(one, none) for one in pounds] + [(none, total)]
    if turned:
        sides = [(credit, debit) for debit, credit in sides]

    made = engine.spread_lines(sides, len(pounds), times)

    assert all(sum(d - c for d, c in one) == 0 for one in made)
    assert all(min(d, c) == 0 and d + c > 0 for one in made for d, c in one)
    assert [tuple(sum(one[at][side] for one in made) for side in (0, 1)) for at in range(len(sides))] == sides
