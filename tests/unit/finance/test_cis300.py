"""The contractor’s monthly return as HMRC takes it. Amounts: domain E21, 800.00, 400.00 and 300.00 deducted."""

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from finance.engine.cis300 import Contractor, Paid, ReturnRefused, write
from sharedservices.common.irmark import irmark

COUNCIL = Contractor(paye_reference="123/AB456", utr="1234567890", accounts_office_reference="123PA00012345")
NAMES = {"r": "http://www.govtalk.gov.uk/taxation/CISreturn", "e": "http://www.govtalk.gov.uk/CM/envelope"}


def paid(name="Able Builders Ltd", *, gross="5500.00", materials="1500.00", deducted="800.00", **more):
    given = {"utr": "2234567890", "is_unmatched": False, "verification_number": ""} | more
    return Paid(name=name, gross=Decimal(gross), materials=Decimal(materials), deducted=Decimal(deducted), **given)


def said(message, path):
    return etree.fromstring(message).xpath(path, namespaces=NAMES)


def test_each_subcontractor_stands_on_it_with_what_was_paid_and_deducted():
    unmatched = paid(
        "Cole", gross="1000.00", materials="0.00", deducted="300.00", utr="", is_unmatched=True,
        verification_number="V1234567890/A",
    )  # fmt: skip
    message = write(contractor=COUNCIL, ends_on=date(2026, 11, 5), paid=[paid(), unmatched])

    rows = [[(one.tag.split("}")[1], one.text) for one in row] for row in said(message, "//r:Subcontractor")]
    assert rows == [
        [("TradingName", "Able Builders Ltd"), ("UTR", "2234567890"), ("TotalPayments", "5500.00"),
         ("CostOfMaterials", "1500.00"), ("TotalDeducted", "800.00")],
        [("TradingName", "Cole"), ("UnmatchedRate", "yes"), ("VerificationNumber", "V1234567890/A"),
         ("TotalPayments", "1000.00"), ("CostOfMaterials", "0.00"), ("TotalDeducted", "300.00")],
    ]  # fmt: skip
    assert [one.tag.split("}")[1] for one in said(message, "//r:Declarations/*")] == [
        "EmploymentStatus", "Verification", "InformationCorrect"
    ]  # fmt: skip
    assert said(message, "//r:PeriodEnd/text()") == ["2026-11-05"]
    assert said(message, "//r:Contractor/*/text()") == ["1234567890", "123PA00012345"]
    assert said(message, "//e:GovTalkDetails//e:Key/text()") == said(message, "//r:Key/text()") == ["123", "AB456"]
    assert said(message, "//r:NilReturn") == []


def test_its_mark_is_about_exactly_what_it_says():
    message = write(contractor=COUNCIL, ends_on=date(2026, 11, 5), paid=[paid()])
    (mark,) = said(message, "//r:IRmark/text()")
    assert mark == irmark(message)
    assert irmark(message.replace(b"800.00", b"800.01")) != mark
    assert irmark(message.replace(b"<Qualifier>request", b"<Qualifier>other")) == mark


def test_a_return_without_payments_says_so():
    message = write(contractor=COUNCIL, ends_on=date(2026, 12, 5), paid=[])
    assert said(message, "//r:NilReturn/text()") == ["yes"]
    assert [one.tag.split("}")[1] for one in said(message, "//r:Declarations/*")] == ["InformationCorrect"]


@pytest.mark.parametrize(
    ("contractor", "line", "why"),
    [
        ({"paye_reference": "AB456"}, {}, "is not like 123/AB456"),
        ({"accounts_office_reference": ""}, {}, "no accounts office reference"),
        ({}, {"deducted": "-0.01"}, "less than nought"),
        ({}, {"utr": ""}, "no unique taxpayer reference"),
        ({}, {"is_unmatched": True}, "no verification number"),
    ],
)
def test_what_hmrc_would_refuse_is_not_written(contractor, line, why):
    of = Contractor(
        **{name: getattr(COUNCIL, name) for name in ("paye_reference", "utr", "accounts_office_reference")} | contractor
    )
    with pytest.raises(ReturnRefused, match=why):
        write(contractor=of, ends_on=date(2026, 11, 5), paid=[paid(**line)])


def test_a_name_is_cut_to_what_hmrc_takes_and_signs_are_kept():
    long = "Smith & Sons <Building> Contractors of the North and the West Limited"
    message = write(contractor=COUNCIL, ends_on=date(2026, 11, 5), paid=[paid(long)])
    assert said(message, "//r:TradingName/text()") == [long[:56]]
