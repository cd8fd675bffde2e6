"""Reading rows as other systems write them (domain FIN-06, formats 5.2)."""

from datetime import date
from decimal import Decimal

import pytest

from finance.engine import feeders
from finance.engine.feeders import CARDS, INVOICES, Layout

COLUMNS = {"on": "Date", "amount": "Amount", "payee": "Supplier", "reference": "No", "category": "Category"}
ROW = {"Date": "09/01/2018", "Amount": "5000.00", "Supplier": "GENERAL EXPENSES", "No": "46296351 - 1", "Category": "C"}
D = Decimal


def read(kind=INVOICES, layout=None, **given):
    row = ROW | given
    return feeders.read(kind, layout or Layout(columns=COLUMNS, subjective="40000", cost_centre="F1"), row)


def test_the_headings_of_two_councils_are_understood():
    """Both headings as published: one misspelt, one in humps."""
    spend = [
        "Client", "Service Area", "Expenditure Catergory", "Expenditure Code", "Paid Date", "Trans No", "Amount",
        "Type of Expenditure", "Supplier ID", "Supplier Name",
    ]  # fmt: skip
    cards = [
        "OrganisationLabel", "OrganisationURI", "EffectiveDate", "OrganisationalUnit", "BeneficiaryName", "PaymentDate",
        "Amount", "IrrecoverableVATAmount", "Purpose", "CategoryInternalName", "MerchantCategoryCode",
        "CardTransaction",
    ]  # fmt: skip

    assert feeders.guess(spend) == {
        "on": "Paid Date", "amount": "Amount", "payee": "Supplier Name", "payee_key": "Supplier ID",
        "reference": "Trans No", "category": "Expenditure Catergory",
    }  # fmt: skip
    assert feeders.guess(cards) == {
        "on": "PaymentDate", "amount": "Amount", "payee": "BeneficiaryName", "category": "CategoryInternalName",
        "words": "Purpose",
    }  # fmt: skip
    assert feeders.lacks(INVOICES, feeders.guess(cards), cards) == ["reference"]
    assert feeders.lacks(CARDS, feeders.guess(cards), cards) == []


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("5000.00", "5000.00"), ("1140", "1140"), ("£1,140.5", "1140.5"), ("-794.48", "-794.48"),
        ("(794.48)", "-794.48"), ("-£1,794.48", "-1794.48"), ("£-3", "-3"), ("1 140.00", "1140.00"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, pounds):
    assert read(CARDS, Amount=text).amount == D(pounds)


@pytest.mark.parametrize("text", ["", "abc", "1.234", "1,14", "--3", "(-3)", "1e5", "12,345,67", "٣"])
def test_what_is_no_amount_is_refused(text):
    found = read(Amount=text)

    assert (found.amount, found.fault.column) == (None, "amount")


@pytest.mark.parametrize(
    ("text", "day"),
    [("09/01/2018", date(2018, 1, 9)), ("9.1.2018", date(2018, 1, 9)), ("2026-05-29", date(2026, 5, 29)),
     ("2026-05-29T00:00:00", date(2026, 5, 29)), ("31/02/2018", None), ("1/9/18", None), ("", None)],
)  # fmt: skip
def test_days_are_read_day_first(text, day):
    found = read(Date=text)

    assert found.on == day
    assert (found.fault is None) == (day is not None)


@pytest.mark.parametrize(
    ("given", "column"),
    [({"Supplier": " "}, "payee"), ({"Supplier": "x" * 161}, "payee"), ({"Amount": "0.00"}, "amount"),
     ({"No": ""}, "reference"), ({"No": "1" * 41}, "reference"), ({"Amount": "-5"}, "amount")],
)  # fmt: skip
def test_what_keeps_an_invoice_out_is_named(given, column):
    assert read(**given).fault.column == column


def test_what_came_back_on_a_card_is_below_nought_and_the_sign_may_be_the_other_way_round():
    assert read(CARDS, Amount="-5", No="").fault is None
    turned = Layout(columns=COLUMNS, subjective="40000", is_reversed=True)

    assert read(CARDS, turned, Amount="-5").amount == D(5)


def test_a_category_has_its_codes_or_the_usual_ones_or_is_refused():
    layout = Layout(
        columns=COLUMNS, subjective="40000", cost_centre="F1", codes={"Post": ("40300", ""), "Rent": ("20200", "F2")}
    )

    found = [read(layout=layout, Category=one) for one in ("Post", "Rent", "Other")]
    assert [(one.subjective, one.cost_centre) for one in found] == [("40300", "F1"), ("20200", "F2"), ("40000", "F1")]
    assert read(layout=Layout(columns=COLUMNS)).fault.column == "category"


def test_codes_are_written_as_they_are_read():
    text = "Postage & Carriage = 40300\nRent = of hall = 20200 F2"
    codes, wrong = feeders.read_codes(text + "\n\nno code here\nRent = 202")

    assert codes == {"Postage & Carriage": ("40300", ""), "Rent = of hall": ("20200", "F2")}
    assert wrong == ["no code here", "Rent = 202"]
    assert feeders.write_codes(codes) == text


def test_the_same_row_twice_is_two_rows_and_the_same_again_is_not():
    first = feeders.row_hash(CARDS, "e", ["a", "b  c"], 1)

    assert first == feeders.row_hash(CARDS, "e", ["a", " b c "], 1)
    others = {
        feeders.row_hash(CARDS, "e", ["a", "b c"], 2), feeders.row_hash(CARDS, "f", ["a", "b c"], 1),
        feeders.row_hash(INVOICES, "e", ["a", "b c"], 1), feeders.row_hash(CARDS, "e", ["a b", "c"], 1),
    }  # fmt: skip
    assert len(others | {first}) == 5
