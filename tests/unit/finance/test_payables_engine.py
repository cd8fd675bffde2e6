"""Worked examples of domain FIN-06 and PRO-11: numbers, duplicates, match, clocks, interest."""

from datetime import date
from decimal import Decimal

import pytest

from finance.engine.duplicates import NOTHING, Bill, compare, is_near, tidy
from finance.engine.invoice_sums import BillLine, BillTotals, faults, is_vat_number, tidy_vat_number
from finance.engine.matching import InvoiceLine, OrderLine, Owner, match
from finance.engine.payables import policy_on
from finance.engine.payment_times import counted_days, latest_day, pay_on, statistics
from sharedservices.common.workingdays import is_working_day

POLICY = policy_on(date(2026, 11, 2))
D = Decimal


# --- duplicates -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("given", ["INV-00123", "123", "I23", "inv 123", "No. 123", "l23", "IN/0123"])
def test_fin_06_ways_of_writing_one_number_collide(given):
    assert tidy(given) == "123"


@pytest.mark.parametrize(
    ("given", "tidied"),
    [
        ("S100", "5100"),
        ("000", "0"),
        ("INV", "V"),
        ("NO", "N0"),
        ("NO1", "1"),
        ("O-1", "1"),
        ("A-0012", "A0012"),
        ("—", ""),
    ],
)
def test_tidy_follows_its_order(given, tidied):
    assert tidy(given) == tidied


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("1234", "1243", True), ("1234", "1235", True), ("1234", "123", True), ("1234", "12345", True),
        ("1234", "1324", True), ("1234", "1234", False), ("1234", "4321", False), ("1234", "12", False),
        ("1234", "2143", False), ("9123", "1239", False), ("", "1", True), ("", "", False),
    ],
)  # fmt: skip
def test_near_is_one_slip(one, other, near):
    assert is_near(one, other) is near
    assert is_near(other, one) is near


def bill(**more):
    usual = {"party": "P1", "reference": "INV-00123", "gross": D("120.00"), "day": date(2026, 11, 2), "entity": "CC"}
    return Bill(**(usual | more))


def likeness(new, old):
    return compare(new, old, POLICY.points, account_days=POLICY.same_account_days)


@pytest.mark.parametrize(
    ("old", "points"),
    [
        (bill(reference="I23"), 95),
        (bill(reference="123", gross=D("99.00"), day=date(2026, 10, 1)), 60),
        (bill(reference="INV-124", day=date(2026, 10, 1)), 70),
        (bill(reference="777", day=date(2026, 10, 1)), 25),
        (bill(party="P2", reference="777", account="A", day=date(2026, 9, 3)), 75),
        (bill(party="P2", reference="777", account="A", day=date(2026, 9, 2)), 0),
        (bill(party="P2", reference="123", entity="FR", day=date(2026, 10, 1)), 65),
        (bill(reference="123", entity="FR", day=date(2026, 10, 1)), 125),
        (bill(party="P2", reference="123"), 0),
        (bill(reference="777", lines=frozenset({"L1"}), day=date(2026, 10, 1)), 55),
    ],
)
def test_fin_06_duplicate_points(old, points):
    new = bill(account="A", lines=frozenset({"L1"}), lines_invoiced=frozenset({"L1"}))
    assert likeness(new, old).points == points
    assert (likeness(new, old).points >= POLICY.duplicate_from) is (points >= 70)


def test_fin_06_credit_note_and_invoice_anew_are_left_out_by_their_link():
    old = bill(key="first")
    assert likeness(bill(linked=frozenset({"first"})), old) == NOTHING
    assert likeness(bill(), old).words.startswith("the same invoice number")


# --- three-way match ------------------------------------------------------------------------------------------------
def matched(*lines, tax="0", expected="0"):
    return match(lines, tax=D(tax), expected_tax=D(expected), within=POLICY.tolerances)


def test_fin_06_three_way_match_worked_example():
    # Order 100 at £12.50; 98 received; invoice 100 at £12.75: +2.0%, 98 × 0.25 = £24.50 passes; 2 × 12.75 is held.
    order = OrderLine(quantity=D(100), price=D("12.50"), accepted=D(98))
    found = matched(InvoiceLine(quantity=D(100), price=D("12.75"), net=D("1275.00"), order=order))

    assert [(one.code, one.amount, one.owner) for one in found.differences] == [
        ("QUANTITY", D("25.50"), Owner.RECEIVER)
    ]
    assert found.variance == D("24.50")
    assert found.held == D("25.50")


def line(price, quantity="10", **order):
    of = OrderLine(**({"quantity": D(quantity), "price": D("100.00")} | order))
    return InvoiceLine(quantity=D(quantity), price=D(price), net=D(price) * D(quantity), order=of)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ([line("102.00")], []),
        ([line("102.01")], ["PRICE"]),
        ([line("90.00")], []),
        ([line("102.00", "26")], ["PRICE"]),  # 2% but £52.00
        ([line("100.00", accepted=D(10), invoiced=D(1))], ["QUANTITY"]),
        ([line("100.00", accepted=D(0))], ["QUANTITY"]),
        ([line("102.00", "25"), line("102.00", "25")], []),
        ([line("102.00", "25")] * 2 + [line("100.01", "1")], ["TOTAL"]),
        ([line("100.00"), InvoiceLine(quantity=D(1), price=D(25), net=D(25), is_freight=True)], []),
        ([InvoiceLine(quantity=D(1), price=D("25.01"), net=D("25.01"), is_freight=True)], ["FREIGHT"]),
        ([InvoiceLine(quantity=D(1), price=D(1), net=D(1))], ["NOT_ORDERED"]),
        ([line("100.00", unit="box")], ["UNIT"]),
    ],
)
def test_fin_06_tolerances_at_their_limits(given, codes):
    assert [one.code for one in matched(*given).differences] == codes


@pytest.mark.parametrize(("tax", "codes"), [("21.00", []), ("21.01", ["TAX"]), ("18.99", ["TAX"])])
def test_fin_06_tax_may_differ_by_a_pound(tax, codes):
    assert [one.code for one in matched(line("10.00"), tax=tax, expected="20.00").differences] == codes


# --- clocks ---------------------------------------------------------------------------------------------------------
def test_pro_11_the_two_clocks_of_one_invoice():
    # Received 10 April 2026: the latest day is 9 May, a Saturday, so it arrives by Friday 8 May. Paid on 10 May it is
    # "day 30" of the statistics, and yet one day late under s 68.
    received, paid = date(2026, 4, 10), date(2026, 5, 10)

    assert latest_day(received) == date(2026, 5, 9)
    assert pay_on(latest_day(received), is_banking_day=is_working_day) == date(2026, 5, 8)
    assert counted_days(received, paid) == 30
    assert (paid - latest_day(received)).days == 1
    assert latest_day(received, agreed=date(2026, 5, 31)) == date(2026, 5, 31)
    assert latest_day(received, agreed=date(2026, 4, 20)) == date(2026, 5, 9)


def test_pro_11_statistics_worked_example():
    found = statistics([18, 30, 31, 60, 61, 14])

    assert (found.mean, found.within_30, found.within_60, found.above_60) == (
        D("35.67"), D("50.00"), D("33.33"), D("16.67"),
    )  # fmt: skip
    assert statistics([]).mean == D("0.00")


def test_a_policy_of_a_year_that_is_not_there_is_no_guess():
    with pytest.raises(LookupError):
        policy_on(date(2019, 12, 31))


# --- sums and VAT numbers -------------------------------------------------------------------------------------------
def sums(net="100.00", vat="20.00", total=None, **line):
    given = {"quantity": D(4), "price": D(25), "net": D(net), "rate": D(20), "vat": D(vat)} | line
    totals = total or {"net": given["net"], "vat": given["vat"], "gross": given["net"] + given["vat"]}
    return [(one.line, one.figure) for one in faults([BillLine(**given)], BillTotals(**totals), within=D("0.02"))]


def test_fin_06_arithmetic_is_held_to_two_pence_a_line():
    assert sums() == sums(net="100.02", vat="20.02") == sums(vat="19.98") == []
    assert sums(net="100.03") == [(1, "net")]
    assert sums(vat="20.03") == [(1, "VAT")]
    assert sums(total={"net": D(100), "vat": D(20), "gross": D("120.01")}) == [(0, "total")]
    assert sums(total={"net": D("100.01"), "vat": D(20), "gross": D("120.01")}) == [(0, "net")]
    assert sums(total={"net": D(100), "vat": D("20.03"), "gross": D("120.03")}) == [(0, "VAT")]


@pytest.mark.parametrize("good", ["GB123456782", "123 4567 27", "gb 980 7806 84", "GB980780684001", "GBGD123"])
def test_pro_01_vat_numbers_with_the_right_sum(good):
    assert is_vat_number(tidy_vat_number(good))


@pytest.mark.parametrize("bad", ["GB123456783", "GB12345678", "980780685", "GBGD12", "", "FR12345678901"])
def test_pro_01_vat_numbers_that_cannot_be(bad):
    assert not is_vat_number(tidy_vat_number(bad))
