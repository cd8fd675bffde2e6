"""Deductions under the Construction Industry Scheme (domain FIN-07): the worked examples, and part payments."""

from datetime import date
from decimal import Decimal

import pytest

from finance.engine.cis import Status, TaxMonth, Work, deduct, rate_on, tax_month

D = Decimal
PAID_ON = date(2026, 11, 20)
A = Work(labour=D("4000.00"), materials=D("1500.00"), vat=D("1100.00"))
"""Example A: registered for VAT, 20%."""


def pay(work, settling, *, before="0.00", status=Status.NET, on=PAID_ON):
    return deduct(work, settled_before=D(before), settling=D(settling), status=status, on=on)


def test_example_a_registered_for_vat_at_twenty_per_cent():
    found = pay(A, "6600.00")
    assert (found.liable, found.materials, found.rate) == (D("4000.00"), D("1500.00"), D(20))
    assert (found.deducted, found.paid) == (D("800.00"), D("5800.00"))
    assert found.paid - A.vat == D("4700.00")


def test_example_b_not_registered_materials_with_their_vat():
    found = pay(Work(labour=D("2000.00"), materials=D("720.00")), "2720.00")
    assert (found.deducted, found.paid) == (D("400.00"), D("2320.00"))


def test_example_c_unmatched_at_thirty_per_cent():
    found = pay(Work(labour=D("1000.00")), "1000.00", status=Status.UNMATCHED)
    assert (found.deducted, found.paid) == (D("300.00"), D("700.00"))


def test_nothing_is_deducted_from_who_is_paid_gross_or_from_levy():
    assert pay(A, "6600.00", status=Status.GROSS).deducted == D("0.00")
    levied = Work(labour=D("100.00"), levy=D("10.00"))
    assert (pay(levied, "110.00").deducted, pay(levied, "110.00").paid) == (D("20.00"), D("90.00"))


def test_a_part_carries_its_share_and_the_parts_come_to_the_whole():
    """A third of example A is 2,200.00: 1,333.33 of it is labour, 266.67 the deduction."""
    parts = [pay(A, "2200.00", before=before) for before in ("0.00", "2200.00", "4400.00")]
    assert [one.liable for one in parts] == [D("1333.33"), D("1333.34"), D("1333.33")]
    assert [one.deducted for one in parts] == [D("266.67"), D("266.66"), D("266.67")]
    assert [one.materials for one in parts] == [D("500.00")] * 3
    assert sum(one.deducted for one in parts) == D("800.00")
    assert sum(one.paid for one in parts) == D("5800.00")


def test_penny_by_penny_comes_to_the_whole():
    small = Work(labour=D("0.50"), materials=D("0.13"), vat=D("0.10"))
    parts = [pay(small, "0.01", before=D(n) / 100) for n in range(73)]
    assert sum(one.liable for one in parts) == D("0.50")
    assert sum(one.deducted for one in parts) == D("0.10")
    assert min(one.deducted for one in parts) == D("0.00")


def test_a_part_is_deducted_from_at_the_rate_of_its_own_verification():
    first = pay(A, "3300.00", status=Status.UNMATCHED)
    second = pay(A, "3300.00", before="3300.00", status=Status.NET)
    assert (first.deducted, second.deducted) == (D("600.00"), D("400.00"))


@pytest.mark.parametrize(
    ("before", "settling"),
    [
        ("0.00", "0.00"),
        ("0.00", "-1.00"),
        ("-1.00", "1.00"),
        ("0.00", "6600.01"),
        ("6600.00", "0.01"),
        ("0.00", "1.005"),
    ],
)
def test_more_than_is_asked_for_or_nothing_cannot_be_settled(before, settling):
    with pytest.raises(ValueError, match=r"settled of|whole pence"):
        pay(A, settling, before=before)


@pytest.mark.parametrize("amounts", [{"labour": "-1.00"}, {"labour": "1.001"}, {"labour": "0.00"}])
def test_an_invoice_of_nothing_or_less_is_none(amounts):
    with pytest.raises(ValueError, match=r"whole pence|nothing is charged"):
        Work(**{name: D(text) for name, text in amounts.items()})


def test_rates_begin_with_the_scheme():
    assert rate_on(date(2007, 4, 6), Status.NET) == D(20)
    with pytest.raises(LookupError):
        rate_on(date(2007, 4, 5), Status.NET)


@pytest.mark.parametrize(
    ("day", "first", "last", "due"),
    [
        (date(2026, 11, 5), date(2026, 10, 6), date(2026, 11, 5), date(2026, 11, 19)),
        (date(2026, 11, 6), date(2026, 11, 6), date(2026, 12, 5), date(2026, 12, 19)),
        (date(2026, 12, 31), date(2026, 12, 6), date(2027, 1, 5), date(2027, 1, 19)),
        (date(2027, 1, 1), date(2026, 12, 6), date(2027, 1, 5), date(2027, 1, 19)),
    ],
)
def test_a_tax_month_runs_from_the_sixth_to_the_fifth(day, first, last, due):
    assert tax_month(day) == TaxMonth(first, last, due)
