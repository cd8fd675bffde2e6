"""Electronic invoices in UBL 2.1: read, and held against the schema and the rules of EN 16931 (domain FIN-06).

Rules: EN 16931-1:2017, 6.4, under the names that the UBL binding gives them.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from finance.engine import ubl

D = Decimal
DATA = Path(__file__).parents[2] / "data" / "ubl"
INVOICE = (DATA / "invoice.xml").read_text(encoding="utf-8")
CREDIT_NOTE = (DATA / "credit_note.xml").read_text(encoding="utf-8")


def refused(text):
    """Return the rules and elements that a document breaks."""
    with pytest.raises(ubl.NotAccepted) as error:
        ubl.read(text if isinstance(text, bytes) else text.encode())
    assert all(one.message and one.remedy for one in error.value.faults)
    return [(one.rule, one.element) for one in error.value.faults]


def changed(old, new, *, text=INVOICE):
    assert old in text
    return text.replace(old, new, 1)


def test_an_invoice_says_who_charges_whom_what():
    found = ubl.read(INVOICE.encode())
    assert (found.kind, found.reference, found.invoice_date) == ("INVOICE", "SI-2041", date(2026, 10, 26))
    assert (found.due_on, found.order_reference, found.buyer_reference) == (date(2026, 11, 25), "PO-77", "Libraries")
    supplier = found.supplier
    assert (supplier.name, supplier.vat_number) == ("Sample Stationers Ltd", "GB000000000")
    assert (supplier.endpoint_scheme, supplier.endpoint) == ("9932", "GB000000000")
    assert (found.customer.name, found.customer.vat_number) == ("Northshire County Council", "")
    assert found.bank_account == "00000000000000"
    first, second = found.lines
    assert (first.quantity, first.price, first.per, first.extra) == (D(200), D("50.00"), D(100), D("-5.00"))
    assert (first.net, first.category, first.rate, first.order_line) == (D("95.00"), "S", D(20), "3")
    assert (second.description, second.net, second.category, second.rate) == ("Atlas", D("30.00"), "Z", D(0))
    assert [(one.reason, one.amount) for one in found.extras] == [("Loyalty", D("-10.00")), ("Carriage", D("5.00"))]
    assert [(one.category, one.taxable, one.vat) for one in found.breakdown] == [
        ("S", D("90.00"), D("18.00")), ("Z", D("30.00"), D("0.00")),
    ]  # fmt: skip
    totals = found.totals
    assert (totals.net, totals.vat, totals.gross) == (D("120.00"), D("18.00"), D("138.00"))
    assert (totals.prepaid, totals.payable) == (D("8.00"), D("130.00"))


def test_a_credit_note_says_what_it_credits():
    found = ubl.read(CREDIT_NOTE.encode())
    assert (found.kind, found.reference, found.credited) == ("CREDIT_NOTE", "SC-12", "SI-2041")
    assert (found.totals.gross, found.lines[0].quantity, found.due_on) == (D("15.00"), D(1), None)


AMOUNT = 'currencyID="GBP">'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"<cbc:LineExtensionAmount {AMOUNT}125.00", f"<cbc:LineExtensionAmount {AMOUNT}124.00", "BR-CO-10"),
        (f"<cbc:AllowanceTotalAmount {AMOUNT}10.00", f"<cbc:AllowanceTotalAmount {AMOUNT}9.99", "BR-CO-11"),
        (f"<cbc:ChargeTotalAmount {AMOUNT}5.00", f"<cbc:ChargeTotalAmount {AMOUNT}5.01", "BR-CO-12"),
        (f"<cbc:TaxExclusiveAmount {AMOUNT}120.00", f"<cbc:TaxExclusiveAmount {AMOUNT}120.01", "BR-CO-13"),
        (f"<cbc:TaxAmount {AMOUNT}18.00", f"<cbc:TaxAmount {AMOUNT}18.01", "BR-CO-14"),
        (f"<cbc:TaxInclusiveAmount {AMOUNT}138.00", f"<cbc:TaxInclusiveAmount {AMOUNT}138.01", "BR-CO-15"),
        (f"<cbc:PayableAmount {AMOUNT}130.00", f"<cbc:PayableAmount {AMOUNT}138.00", "BR-CO-16"),
        (f"<cbc:TaxableAmount {AMOUNT}90.00", f"<cbc:TaxableAmount {AMOUNT}91.00", "BR-S-08"),
        (f"<cbc:TaxableAmount {AMOUNT}30.00", f"<cbc:TaxableAmount {AMOUNT}31.00", "BR-Z-08"),
        (f"<cbc:PriceAmount {AMOUNT}15.00", f"<cbc:PriceAmount {AMOUNT}15.02", "PEPPOL-EN16931-R120"),
        (f"<cbc:PriceAmount {AMOUNT}15.00", f"<cbc:PriceAmount {AMOUNT}-15.00", "BR-27"),
        ('<cbc:BaseQuantity unitCode="EA">100', '<cbc:BaseQuantity unitCode="EA">0', "PEPPOL-EN16931-R121"),
        (f"{AMOUNT}95.00", f"{AMOUNT}95.001", "BR-DEC"),
        ("<cbc:DocumentCurrencyCode>GBP", "<cbc:DocumentCurrencyCode>EUR", "BR-05"),
        (f"<cbc:ChargeTotalAmount {AMOUNT}", '<cbc:ChargeTotalAmount currencyID="EUR">', "PEPPOL-EN16931-R051"),
        ("<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>325", "BR-04"),
        ("<cbc:ID>SI-2041</cbc:ID>", "<cbc:ID> </cbc:ID>", "BR-02"),
        ("<cbc:Name>Atlas</cbc:Name>", "<cbc:Name/>", "BR-25"),
        ("<cbc:ID>S</cbc:ID><cbc:Percent>20", "<cbc:ID>S</cbc:ID><cbc:Percent>0", "BR-S-05"),
        ("<cbc:ID>Z</cbc:ID><cbc:Percent>0", "<cbc:ID>Z</cbc:ID><cbc:Percent>5", "BR-Z-05"),
        ("<cbc:ID>Z</cbc:ID>", "<cbc:ID>K</cbc:ID>", "BR-47"),
        ("<cbc:ID>Z</cbc:ID>", "<cbc:ID>E</cbc:ID>", "BR-E-10"),
        ("<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>",
         "<cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>", "BR-S-02"),
        ("<cbc:IssueDate>2026-10-26", "<cbc:IssueDate>26/10/2026", "UBL-XSD"),
        ("<cbc:ProfileID>", "<cbc:Nonsense/><cbc:ProfileID>", "UBL-XSD"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_by_its_name(old, new, expected):
    assert expected in [rule for rule, _ in refused(changed(old, new))]


def test_what_is_wrong_names_the_element_and_both_amounts():
    with pytest.raises(ubl.NotAccepted) as error:
        ubl.read(changed(f"<cbc:PayableAmount {AMOUNT}130.00", f"<cbc:PayableAmount {AMOUNT}138.00").encode())
    [fault] = error.value.faults
    assert (fault.rule, fault.element) == ("BR-CO-16", "cac:LegalMonetaryTotal/cbc:PayableAmount")
    assert fault.message == "The amount due is £138.00 and should be £130.00."


def test_neither_order_nor_reference_is_refused():
    text = changed("<cbc:BuyerReference>Libraries</cbc:BuyerReference>", "", text=CREDIT_NOTE)
    assert refused(text) == [("PEPPOL-EN16931-R003", "cbc:BuyerReference")]


def vat(pennies):
    """Return the invoice with some pennies more of VAT, everywhere alike."""
    more = D(pennies) / 100
    text = INVOICE.replace(f"{AMOUNT}18.00", f"{AMOUNT}{D('18.00') + more}")
    text = text.replace(f"{AMOUNT}138.00", f"{AMOUNT}{D('138.00') + more}")
    return text.replace(f"{AMOUNT}130.00", f"{AMOUNT}{D('130.00') + more}")


def test_vat_may_be_rounded_by_line_and_no_further():
    """A line, an allowance and a charge are at 20%: three pennies (VAT Notice 700, 17.5.1)."""
    assert ubl.read(vat(3).encode()).totals.vat == D("18.03")
    assert refused(vat(4)) == [("BR-CO-17", "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")]


def test_a_line_may_differ_by_two_pennies():
    def priced(text):
        return changed(f"<cbc:PriceAmount {AMOUNT}50.00", f"<cbc:PriceAmount {AMOUNT}{text}")

    assert ubl.read(priced("50.01").encode()).lines[0].net == D("95.00")
    assert refused(priced("50.02")) == [("PEPPOL-EN16931-R120", "line[1]/cbc:LineExtensionAmount")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("XML", "file")),
        ("%PDF-1.7", ("XML", "file")),
        ("<a><b></a>", ("XML", "file")),
        ("<a/>", ("UBL", "a")),
        ("<a>" * 31 + "</a>" * 31, ("SIZE", "a")),
        (b"<a>" + b" " * (2 << 20) + b"</a>", ("SIZE", "file")),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ("SAFE-XML", "DOCTYPE")),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', ("SAFE-XML", "DOCTYPE")),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', ("SAFE-XML", "DOCTYPE")),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"), ("SAFE-XML", "DOCTYPE")),
        ('<?xml version="1.0" encoding="nonsense"?><a/>', ("XML", "file")),
    ],
)
def test_what_is_no_document_or_not_safe_is_refused(text, expected):
    assert refused(text) == [expected]
