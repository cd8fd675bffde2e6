"""Boxes of the VAT return, section 33 and periods (domain FIN-10)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.engine import vat, vat_return
from finance.engine.vat_return import Charged

D = Decimal
ON = date(2026, 10, 15)


def bought(code, net, tax="0"):
    return Charged(is_sale=False, code=code, on=ON, net=D(net), tax=D(tax))


def sold(code, net, tax="0"):
    return Charged(is_sale=True, code=code, on=ON, net=D(net), tax=D(tax))


def test_sales_and_purchases_go_to_their_boxes_and_pounds_leave_their_pence_out():
    found = vat_return.boxes([
        sold("S20", "1000.60", "200.12"), sold("Z", "50.39"), sold("X", "20.00"), sold("O", "999.00"),
        bought("S20", "4000.00", "800.00"), bought("R05", "100.00", "5.00"), bought("Z", "10.99"), bought("X", "7.00"),
        bought("O", "5000.00"), bought("N", "300.00", "60.00"), bought("S20", "-400.00", "-80.00"),
    ])  # fmt: skip
    assert found == {
        1: D("200.12"), 2: D("0.00"), 3: D("200.12"), 4: D("725.00"), 5: D("524.88"), 6: D("1070"), 7: D("4017"),
        8: D("0"), 9: D("0"),
    }  # fmt: skip


@pytest.mark.parametrize(("code", "box_6"), [("RC", D("1000")), ("DRC", D("0")), ("IMP", D("0"))])
def test_who_accounts_for_the_suppliers_tax_owes_and_reclaims_it(code, box_6):
    tax = vat.self_accounted(code, D("1000.00"), ON)
    found = vat_return.boxes([bought(code, "1000.00", str(tax))])
    assert tax == D("200.00")
    assert (found[1], found[4], found[5], found[6], found[7]) == (D("200.00"), D("200.00"), D("0.00"), box_6, D("1000"))
    assert vat.self_accounted("S20", D("1000.00"), ON) is None


def test_what_is_sent_has_the_nine_fields_of_hmrc():
    found = vat_return.boxes([sold("S20", "1000.60", "200.12"), bought("S20", "4000.00", "800.00")])
    assert json.loads(vat_return.payload("26B1", found), parse_float=D) == {
        "periodKey": "26B1", "vatDueSales": D("200.12"), "vatDueAcquisitions": D("0.00"), "totalVatDue": D("200.12"),
        "vatReclaimedCurrPeriod": D("800.00"), "netVatDue": D("599.88"), "totalValueSalesExVAT": 1000,
        "totalValuePurchasesExVAT": 4000, "totalValueGoodsSuppliedExVAT": 0, "totalAcquisitionsExVAT": 0,
        "finalised": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("exempt", "percent", "lost", "colour"),
    [("870000", "4.73", "0.00", "red"), ("930000", "5.05", "930000", "red"), ("920000", "5.00", "0.00", "red"),
     ("920000.01", "5.00", "920000.01", "red"), ("730000", "3.97", "0.00", "green"),
     ("740000", "4.02", "0.00", "amber")],
)  # fmt: skip
def test_fin_10_the_five_per_cent_of_eighteen_point_four_million(exempt, percent, lost, colour):
    found = vat_return.exemption(total=D("18400000"), exempt=D(exempt), on=ON)
    assert (found.limit, found.percent, found.lost, found.colour) == (D("920000.00"), D(percent), D(lost), colour)


def test_seven_and_a_half_thousand_are_insignificant_whatever_their_share():
    found = vat_return.exemption(total=D("20000"), exempt=D("7500"), on=ON)
    assert (found.limit, found.percent, found.lost, found.colour) == (D("7500.00"), D("37.50"), D("0.00"), "green")
    assert vat_return.exemption(total=D("20000"), exempt=D("7500.01"), on=ON).lost == D("7500.01")
    assert vat_return.exemption(total=D("5000"), exempt=D("625"), on=ON, months=1).limit == D("625.00")


def test_the_forecast_goes_on_as_the_months_that_were():
    found = vat_return.forecast([(D("1500000"), D("70000")), (D("1600000"), D("85000"))], on=ON)
    assert (found.total, found.exempt, found.percent, found.colour) == (D("18600000"), D("930000"), D("5.00"), "red")
    assert found.is_insignificant
    with pytest.raises(ValueError, match="needs a month"):
        vat_return.forecast([], on=ON)


@pytest.mark.parametrize(
    ("box_6", "most"), [("0", "10000"), ("1000000", "10000"), ("3000000", "30000.00"), ("9000000", "50000")]
)
def test_errors_up_to_a_limit_are_put_right_on_the_next_return(box_6, most):
    assert vat_return.most_correctable(D(box_6), ON) == D(most)


@pytest.mark.parametrize(
    ("first_month", "on", "begins", "ends"),
    [(1, date(2026, 11, 23), date(2026, 10, 1), date(2026, 12, 31)),
     (2, date(2026, 11, 23), date(2026, 11, 1), date(2027, 1, 31)),
     (3, date(2026, 11, 23), date(2026, 9, 1), date(2026, 11, 30)),
     (2, date(2027, 1, 31), date(2026, 11, 1), date(2027, 1, 31)),
     (3, date(2027, 2, 28), date(2026, 12, 1), date(2027, 2, 28)),
     (0, date(2026, 12, 5), date(2026, 12, 1), date(2026, 12, 31))],
)  # fmt: skip
def test_a_day_falls_into_one_period(first_month, on, begins, ends):
    assert vat_return.quarter(first_month, on) == (begins, ends)


@pytest.mark.parametrize(
    ("ends", "due"),
    [(date(2026, 9, 30), date(2026, 11, 7)), (date(2026, 12, 31), date(2027, 2, 7)),
     (date(2027, 1, 31), date(2027, 3, 7))],
)  # fmt: skip
def test_a_return_is_due_a_month_and_seven_days_after_its_end(ends, due):
    assert vat_return.due_on(ends) == due


PENCE = st.integers(-10_000_000, 10_000_000).map(lambda n: D(n) / 100)


@given(st.lists(st.builds(
    Charged, is_sale=st.booleans(), code=st.sampled_from(["S20", "R05", "Z", "X", "O"]), on=st.just(ON), net=PENCE,
    tax=PENCE,
), max_size=20))  # fmt: skip
def test_box_five_is_what_lies_between_what_is_due_and_what_is_reclaimed(lines):
    found = vat_return.boxes(lines)
    due = sum((one.tax for one in lines if one.is_sale and one.code in {"S20", "R05"}), D(0))
    back = sum((one.tax for one in lines if not one.is_sale and one.code in {"S20", "R05"}), D(0))
    assert (found[1], found[4], found[5]) == (due, back, abs(due - back))
    assert all(found[box] == found[box].to_integral_value() for box in vat_return.POUNDS)
