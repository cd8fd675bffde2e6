"""Invoices that we issue as electronic ones: written, and read back by the rules for those of suppliers (FIN-08)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.engine import ubl, vat
from finance.engine.ubl_write import CannotBeWritten, Charge, Item, Paper, Side, write

D = Decimal
ON = date(2026, 11, 2)
SELLER = Side(
    name="Northshire County Council", vat_number="GB123456782",
    address=["County Hall", "High Street", "Northtown", "NT1 1AA"],
)  # fmt: skip
BUYER = Side(name="Brook Lane Nursery Ltd", vat_number="", address=["1 Brook Lane"])


def paper(*items, kind="INVOICE", **more):
    lines = [
        Item(
            number=n, description=f"Line {n} & more", quantity=D(quantity), unit_price=D(price),
            net=D(quantity) * D(price), vat_code=code, rate=vat.rate_on(code, ON),
        )
        for n, (quantity, price, code) in enumerate(items, start=1)
    ]  # fmt: skip
    sums = vat.summary([(one.vat_code, one.net) for one in lines], tax_point=ON)
    given_ = {
        "kind": kind, "reference": "SI000012", "issued_on": ON, "tax_point": date(2026, 10, 31),
        "due_on": date(2026, 11, 30), "note": "Hire of a hall", "seller": SELLER, "buyer": BUYER,
        "buyer_reference": "C000007", "order_reference": "", "credited": "", "items": lines,
        "charges": [Charge(code=one.code, rate=one.rate, net=one.net, vat=one.tax) for one in sums],
        "pay_into": "60000170000001",
    }  # fmt: skip
    return Paper(**(given_ | more))


def test_fin_08_what_is_written_is_accepted_and_says_the_same():
    found = ubl.read(write(paper(("2", "50.00", "S20"), ("1", "30.00", "Z"), order_reference="PO-77")))
    assert (found.kind, found.reference, found.invoice_date) == ("INVOICE", "SI000012", ON)
    assert (found.tax_point, found.due_on, found.order_reference) == (date(2026, 10, 31), date(2026, 11, 30), "PO-77")
    assert (found.supplier.name, found.supplier.vat_number) == ("Northshire County Council", "GB123456782")
    assert (found.customer.name, found.bank_account) == ("Brook Lane Nursery Ltd", "60000170000001")
    assert [(one.description, one.quantity, one.net, one.category) for one in found.lines] == [
        ("Line 1 & more", D(2), D("100.00"), "S"), ("Line 2 & more", D(1), D("30.00"), "Z"),
    ]  # fmt: skip
    totals = found.totals
    assert (totals.net, totals.vat, totals.gross, totals.payable) == (
        D("130.00"), D("20.00"), D("150.00"), D("150.00"),
    )  # fmt: skip


def test_a_credit_note_names_what_it_takes_back():
    found = ubl.read(write(paper(("1", "15.00", "R05"), kind="CREDIT_NOTE", reference="CN000003", credited="SI000012")))
    assert (found.kind, found.reference, found.credited, found.due_on) == ("CREDIT_NOTE", "CN000003", "SI000012", None)
    assert (found.totals.gross, found.lines[0].rate) == (D("15.75"), D(5))


def test_what_bears_no_vat_says_why():
    (only,) = ubl.read(write(paper(("1", "40.00", "O"), seller=Side(name="A", vat_number="", address=[])))).breakdown
    assert (only.category, only.vat, only.reason) == ("O", D("0.00"), "Outside the scope of VAT")
    mixed = ubl.read(write(paper(("1", "40.00", "O"), ("1", "10.00", "X"), ("1", "5.00", "S20")))).breakdown
    assert {(one.category, one.taxable, one.reason) for one in mixed} == {
        ("E", D("50.00"), "Outside the scope of VAT; Exempt from VAT"), ("S", D("5.00"), ""),
    }  # fmt: skip


def test_vat_is_not_charged_without_a_number():
    with pytest.raises(CannotBeWritten, match="no VAT number"):
        write(paper(("1", "40.00", "S20"), seller=Side(name="A", vat_number="", address=[])))


POUNDS = st.decimals(min_value="0.01", max_value=99_999, places=2)
ITEMS = st.lists(
    st.tuples(st.integers(1, 99), POUNDS, st.sampled_from(["S20", "R05", "Z", "X", "O"])), min_size=1, max_size=6
)


@given(ITEMS, st.sampled_from(["INVOICE", "CREDIT_NOTE"]))
def test_whatever_is_issued_is_accepted_by_the_rules_of_the_norm(items, kind):
    wanted = paper(*items, kind=kind, credited="SI1" if kind == "CREDIT_NOTE" else "")
    found = ubl.read(write(wanted))
    assert found.totals.gross == sum(one.net + one.vat for one in wanted.charges)
