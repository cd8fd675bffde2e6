"""Balancing, matching and eliminating between legal entities (domain FIN-11, FIN-15)."""

from decimal import Decimal

import pytest

from finance.engine import financial_statements
from finance.engine.interentity import (
    BALANCES,
    FLOWS,
    Due,
    Held,
    Matched,
    Odd,
    Side,
    columns,
    consolidate,
    match,
    net,
    odd,
    pair,
    side_by_side,
    sum_of,
)

D = Decimal


def test_what_an_entity_has_debited_more_it_owes_to_the_other_in_each_fund():
    sums = {("PCC", "GEN"): D(60), ("CC", "GEN"): D(-60), ("PCC", "PUB"): D(-5), ("CC", "PUB"): D(5)}
    assert pair(sums, "PCC", "CC") == [
        Due("PCC", "CC", "GEN", D(-60)), Due("CC", "PCC", "GEN", D(60)), Due("PCC", "CC", "PUB", D(5)),
        Due("CC", "PCC", "PUB", D(-5)),
    ]  # fmt: skip
    assert pair({("PCC", "GEN"): D(0)}, "PCC", "CC") == []


def test_due_from_and_due_to_are_set_beside_each_other_to_the_penny():
    rows = match([Side(2, 1, "GEN", D("-60.00")), Side(1, 2, "GEN", D("60.01")), Side(2, 1, "PUB", D(3))])
    assert rows == [Matched(1, 2, "GEN", D("60.01"), D("60.00")), Matched(1, 2, "PUB", D(0), D(-3))]
    assert [one.difference for one in rows] == [D("0.01"), D(3)]
    assert net(rows) == {"GEN": D("60.01")}


# The commissioner (1) charges the chief constable (2) £100.00 for buildings, which is owed; £40.00 is spent outside.
GROUP = [
    Held(1, "88000", "INCOME", 2, D(-100)), Held(1, "92800", "DEBTORS", 2, D(100)),
    Held(2, "65000", "SUPPORT", 1, D(100)), Held(2, "92800", "DEBTORS", 1, D(-100)),
    Held(2, "40100", "SUPPLIES", None, D(40)), Held(2, "93000", "CASH", None, D(-40)),
]  # fmt: skip


def test_what_entities_hold_with_each_other_is_taken_out():
    assert [(one.key, one.entities, one.eliminated, one.of_group) for one in consolidate(GROUP, [1, 2])] == [
        ("40100", (D(0), D(40)), D(0), D(40)), ("65000", (D(0), D(100)), D(-100), D(0)),
        ("88000", (D(-100), D(0)), D(100), D(0)), ("92800", (D(100), D(-100)), D(0), D(0)),
        ("93000", (D(0), D(-40)), D(0), D(-40)),
    ]  # fmt: skip
    assert odd(GROUP) == []


def test_what_does_not_eliminate_is_named_and_the_group_still_balances():
    unmatched = [*GROUP[:2], GROUP[2]._replace(other=None), *GROUP[3:]]
    found = odd(unmatched)
    assert found == [Odd(1, 2, FLOWS, D(-100))]
    assert (sum_of(found, BALANCES), sum_of(found, FLOWS)) == (D(0), D(-100))
    made = [financial_statements.income_and_expenditure(one, {}) for one in columns(unmatched, [1, 2])]
    rows = side_by_side(made, {"Net expenditure": ("Not agreed", sum_of(found, FLOWS))})
    assert [(one.words, one.columns) for one in rows[-2:]] == [
        ("Not agreed", (D(0), D(0), D(-100), D(-100))), ("Net expenditure", (D(-100), D(140), D(0), D(40))),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [D("0.01"), D("-7.00")])
def test_a_difference_of_balances_stands_on_both_sides_of_the_balance_sheet(wrong):
    rows = [
        *GROUP,
        Held(1, "92800", "DEBTORS", 2, wrong),
        Held(1, "97000", "USABLE", None, -wrong),
    ]
    found = odd(rows)
    made = [financial_statements.balance_sheet(one, {}) for one in columns(rows, [1, 2])]
    sided = side_by_side(made, {"Net assets": ("Not agreed", sum_of(found, BALANCES))})
    named = {one.words: one.columns for one in sided if one.words}
    assert named["Not agreed"][-1] == wrong
    assert named["Net assets"] == named["Reserves and result of the year"]
