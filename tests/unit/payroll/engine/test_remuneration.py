"""Officers' remuneration in brackets (domain FIN-15; Accounts and Audit Regulations 2015 Sch 1)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine.remuneration import Earned, bands, in_band, law_on, together

D = Decimal
LAW = law_on(date(2026, 4, 1))


def earned(pay, *, office="0", benefits="0", person=1):
    return Earned(person=person, pay=D(pay), benefits=D(benefits), office=D(office), pension=D("9999"))


@pytest.mark.parametrize(
    ("total", "low"),
    [("49999.99", None), ("50000.00", "50000"), ("54999.99", "50000"), ("55000.00", "55000"), ("153210.00", "150000")],
)
def test_fin_15_a_bracket_begins_with_its_pound_and_ends_a_penny_below_the_next(total, low):
    found = bands([earned(total)], LAW)
    assert [one.low for one in found if one.n] == ([D(low)] if low else [])
    assert all(one.high == one.low + D("4999.99") for one in found)


def test_brackets_between_stand_with_nobody_and_pension_counts_for_nothing():
    found = bands([earned("50000"), earned("61000"), earned("45000")], LAW)
    assert [(one.low, one.n) for one in found] == [(D(50000), 1), (D(55000), 0), (D(60000), 1)]
    assert bands([], LAW) == []


def test_whom_only_compensation_brings_to_the_floor_is_told_apart():
    found = bands([earned("49999.99", office="0.01"), earned("50000", office="4000", benefits="999.99")], LAW)
    assert [(one.low, one.n, one.n_by_office) for one in found] == [(D(50000), 2, 1)]


def test_a_bracket_lists_its_people_the_best_paid_first():
    rows = [earned("50000", person=1), earned("54999.99", person=2), earned("55000", person=3)]
    assert [one.person for one in in_band(rows, D(50000), LAW)] == [2, 1]


def test_the_law_is_dated_and_nothing_is_added_up_to_nothing():
    with pytest.raises(LookupError):
        law_on(date(2015, 3, 31))
    assert together([]) is None
    assert together([earned("10"), earned("5", office="1")]).total == D(16)


POUNDS = st.decimals(min_value=0, max_value=400_000, places=2)


@given(st.lists(st.tuples(POUNDS, POUNDS)))
def test_everybody_at_the_floor_or_above_is_in_exactly_one_bracket(amounts):
    rows = [
        Earned(person=n, pay=pay, benefits=D(0), office=office, pension=D(0)) for n, (pay, office) in enumerate(amounts)
    ]
    found = bands(rows, LAW)
    assert sum(one.n for one in found) == sum(one.total >= LAW.floor for one in rows)
    assert sum(len(in_band(rows, one.low, LAW)) for one in found) == sum(one.n for one in found)
