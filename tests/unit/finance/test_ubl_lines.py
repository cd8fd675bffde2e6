"""Electronic invoices as lines that payables charges (domain FIN-06): to the penny, whatever is taken off."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from finance.engine import ubl
from finance.engine.ubl_lines import CannotEnter, bank_account, charges, is_foreign
from sharedservices.demo.ubl_text import Paper, write

D = Decimal
DATA = Path(__file__).parents[2] / "data" / "ubl"


def paper(**more):
    given = {
        "seller": "Sample Ltd", "seller_vat": "GB123456782", "buyer": "Council", "reference": "A1",
        "day": date(2026, 10, 26), "lines": [("Paper", "100.00")],
    }  # fmt: skip
    return ubl.read(write(Paper(**(given | more))))


def lines(document, *, from_abroad=False):
    return [
        (one.description, one.quantity, one.price, one.net, one.vat_code, one.vat)
        for one in charges(document, from_abroad=from_abroad)
    ]


def test_what_is_taken_off_the_whole_goes_off_the_lines_of_its_rate():
    """The sample: £95.00 and carriage of £5.00 at 20%, £10.00 off; £30.00 at 0%. VAT of £18.00 is 20% of £90.00."""
    found = ubl.read((DATA / "invoice.xml").read_bytes())

    assert lines(found) == [
        (found.lines[0].description, D(1), D("85.50"), D("85.50"), "S20", D("17.10")),
        ("Atlas", D(2), D("15.00"), D("30.00"), "Z", D("0.00")),
        ("Carriage", D(1), D("4.50"), D("4.50"), "S20", D("0.90")),
    ]


def test_pennies_of_vat_and_of_a_discount_are_all_somewhere():
    """Three lines of £0.33 and £0.10 off: £0.89; VAT at 20% is £0.18."""
    found = paper(lines=[("A", "0.33"), ("B", "0.33"), ("C", "0.33")], allowance="0.10")

    made = charges(found, from_abroad=False)

    assert [one.net for one in made] == [D("0.29"), D("0.30"), D("0.30")]
    assert sum(one.vat for one in made) == found.totals.vat == D("0.18")


@pytest.mark.parametrize(
    ("category", "rate", "abroad", "code"),
    [("S", "5", False, "R05"), ("Z", "0", False, "Z"), ("S", "20", True, "S20")],
)
def test_a_rate_has_its_code(category, rate, abroad, code):
    assert [one[4] for one in lines(paper(category=category, rate=rate), from_abroad=abroad)] == [code]


@pytest.mark.parametrize(("abroad", "code"), [(True, "RC"), (False, "DRC")])
def test_vat_that_the_customer_owes_is_that_of_construction_or_from_abroad(abroad, code):
    text = write(Paper(
        seller="Sample Ltd", buyer="Council", reference="A1", day=date(2026, 10, 26), lines=[("Work", "100.00")],
        category="AE", rate="0",
    )).decode()  # fmt: skip
    why = "<cbc:Percent>0</cbc:Percent><cbc:TaxExemptionReason>Reverse charge</cbc:TaxExemptionReason>"
    head, _, tail = text.partition("<cac:TaxSubtotal>")
    found = ubl.read((head + "<cac:TaxSubtotal>" + tail.replace("<cbc:Percent>0</cbc:Percent>", why, 1)).encode())

    assert [one[4] for one in lines(found, from_abroad=abroad)] == [code]


def test_what_has_no_code_or_stands_below_nought_is_not_guessed():
    with pytest.raises(CannotEnter, match=r"It charges VAT at S 17\.5%, for which there is no code here"):
        lines(paper(rate="17.5"))
    with pytest.raises(CannotEnter, match=r"it takes off £101\.00, which is more than it charges"):
        lines(paper(allowance="101.00"))


@pytest.mark.parametrize(
    ("number", "foreign"),
    [("DE 123456789", True), ("GB123456782", False), ("123456782", False), ("GD001", False), ("XI123456782", False),
     ("", False)],
)  # fmt: skip
def test_a_number_of_another_country_is_known_by_its_letters(number, foreign):
    assert is_foreign(number) is foreign


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GB29 NWBK 6016 1331 9268 19", ("601613", "31926819")),  # the example of the IBAN registry
        ("08-99-99 66374958", ("089999", "66374958")),
        ("DE89370400440532013000", None), ("", None), ("66374958", None),
    ],
)  # fmt: skip
def test_a_british_account_is_read(text, expected):
    assert bank_account(text) == expected


def test_a_glimpse_reads_what_breaks_rules_and_refuses_what_is_no_invoice():
    broken = (DATA / "invoice.xml").read_text().replace(">120.00<", ">999.00<")
    seen = ubl.glimpse(broken.encode())
    assert (seen.kind, seen.reference, seen.seller, seen.buyer) == (
        "INVOICE", "SI-2041", "Sample Stationers Ltd", "Northshire County Council",
    )  # fmt: skip
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    for text, rule in (("<a/>", "UBL"), ("%PDF-1.7", "XML"), (laughs, "SAFE-XML"), (outside, "SAFE-XML")):
        with pytest.raises(ubl.NotAccepted) as refused:
            ubl.glimpse(text.encode())
        assert refused.value.faults[0].rule == rule
    with pytest.raises(ubl.NotAccepted, match="more than 2 MB"):
        ubl.glimpse(b" " * ((2 << 20) + 1))
