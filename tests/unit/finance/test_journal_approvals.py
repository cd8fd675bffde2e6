"""Who approves a journal (domain FIN-02, approval table)."""

from datetime import date
from decimal import Decimal

import pytest

from finance.engine import journal_approvals
from finance.engine.journal_approvals import Facts, Level, needed

LIMITS = journal_approvals.limits_on(date(2026, 11, 2))


def levels(**more):
    facts = {
        "total": Decimal("12345.67"), "codes": frozenset({"40100", "94050"}), "controls": frozenset(), "year": 2026,
        "period": 8, "current": (2026, 8), "hour": 9, "is_working_day": True,
    } | more  # fmt: skip
    facts.setdefault("own_total", facts["total"])
    return [one.level for one in needed(Facts(**facts), LIMITS)]


@pytest.mark.parametrize(
    ("total", "wanted"),
    [
        ("0.01", [Level.APPROVER]),
        ("249999.99", [Level.APPROVER]),
        ("250000.01", [Level.MANAGER]),
        ("999999.99", [Level.MANAGER]),
        ("1000000.01", [Level.MANAGER, Level.DEPUTY]),
    ],
)
def test_fin_02_who_approves_follows_the_total(total, wanted):
    assert levels(total=Decimal(total)) == wanted


@pytest.mark.parametrize(
    "more",
    [
        {"codes": frozenset({"40100", "97100"})},
        {"codes": frozenset({"40100", "98100"})},
        {"codes": frozenset({"40100", "93100"})},
        {"controls": frozenset({"SUSPENSE"})},
        {"controls": frozenset({"AP"})},
        {"period": 13},
        {"period": 14},
        {"period": 6},
        {"year": 2025, "period": 12},
        {"hour": 6},
        {"hour": 19},
        {"is_working_day": False},
        {"total": Decimal("50000.00")},
    ],
)
def test_fin_02_what_stands_out_needs_two_whatever_its_total(more):
    assert levels(**more) == [Level.MANAGER, Level.DEPUTY]


def test_fin_02_the_month_before_is_not_dated_back():
    assert levels(period=7) == [Level.APPROVER]


def test_fin_02_a_round_sum_below_fifty_thousand_does_not_stand_out():
    assert levels(total=Decimal("49000.00")) == [Level.APPROVER]


def test_fin_02_splitting_does_not_help():
    assert levels(total=Decimal("250000.01"), own_total=Decimal("125000.01")) == [Level.MANAGER]


def test_before_the_first_limits_there_are_none():
    with pytest.raises(LookupError):
        journal_approvals.limits_on(date(2019, 12, 31))
