"""Files for the bank, banking days and parts of invoices (Bacs Standard 18, pain.001.001.09, domain FIN-06)."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from finance.engine import bacs, pain001, payment_days
from finance.engine.bacs import Account, Credit, FileRefused, Submission

OWN = Account(sort_code="600001", number="12345678", holder="NORTHSHIRE COUNCIL")
FIRM = Account(sort_code="089999", number="66374958", holder="O’Brién & Sons (Northern) Ltd")
D = Decimal
SCHEMA = Path(__file__).parents[2] / "data" / "iso20022" / "pain.001.001.09.xsd"


def submission(**more):
    given = {
        "service_user": "240101", "serial": "000012", "origin": OWN, "created_on": date(2026, 11, 20),
        "processed_on": date(2026, 11, 24),
        "credits": [Credit(to=FIRM, amount=D("90.00"), reference="P000012 S000001")],
    }  # fmt: skip
    return Submission(**(given | more))


def test_bacs_standard_18_each_line_to_the_character():
    """Source: Bacs Standard 18, single processing day; 324 and 328 are 20 and 24 November 2026."""
    lines = bacs.write(submission()).decode().split("\r\n")

    assert lines == [
        "VOL1000012                               240101                                1",
        "HDR1A240101S  124010100001200010001       26324 27053 000000                    ",
        "HDR2F0200000100                                   00                            ",
        "UHL1 26328999999    000000001 DAILY  001                                        ",
        "0899996637495809960000112345678    00000009000NORTHSHIRE COUNCILP000012 S000001   O BRIEN & SONS NOR",
        "6000011234567801760000112345678    00000009000SUPPLIERS 000012  CONTRA            NORTHSHIRE COUNCIL",
        "EOF1A240101S  124010100001200010001       26324 27053 000000                    ",
        "EOF2F0200000100                                   00                            ",
        "UTL10000000009000000000000900000000010000001                                    ",
        "",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"credits": []},
        {"service_user": "24010"},
        {"serial": "AB"},
        {"credits": [Credit(to=FIRM, amount=D("0.00"), reference="X")]},
        {"credits": [Credit(to=FIRM, amount=D("20000000.01"), reference="X")]},
        {"credits": [Credit(to=FIRM, amount=D("1.001"), reference="X")]},
        {"origin": Account(sort_code="60000", number="12345678", holder="N")},
        {"origin": Account(sort_code="600001", number="12345678", holder="€")},
    ],
)
def test_bacs_refuses_what_it_cannot_carry(more):
    with pytest.raises(FileRefused):
        bacs.write(submission(**more))


def test_the_most_of_one_item_goes():
    body = bacs.write(submission(credits=[Credit(to=FIRM, amount=D("20000000.00"), reference="X")]))
    assert bacs.read(body) == [("089999", "66374958", D("20000000.00"))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"00000009000NORTH", b"00000009001NORTH"),
        (b"UTL10000000009000", b"UTL10000000009001"),
        (b"EOF1A240101", b"EOF1A240102"),
        (b"00000010000001", b"00000010000002"),
        (b"UHL1 26328", b"UHL1 2632"),
        (b"VOL1", b"VOL2"),
        (b"BRIEN", "BRIÉN".encode()),
    ],
)
def test_a_file_that_does_not_agree_with_itself_is_refused(before, after):
    body = bacs.write(submission())
    assert before in body
    with pytest.raises(FileRefused):
        bacs.read(body.replace(before, after, 1))


# --- pain.001 -------------------------------------------------------------------------------------------------------
def initiation(**more):
    given = {
        "message_id": "CC-P000012", "made_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "payer": "Northshire Council",
        "service_user": "240101", "origin": OWN, "pay_on": date(2026, 11, 25),
        "credits": [Credit(to=FIRM, amount=D("90.00"), reference="P000012 S000001"),
                    Credit(to=OWN, amount=D("0.10"), reference="P000012 S000002")],
        "profile": pain001.PROFILES["BACS"],
    }  # fmt: skip
    return pain001.Initiation(**(given | more))


XS = "{http://www.w3.org/2001/XMLSchema}"


class Schema:
    """As much of XML Schema as the message definitions use: sequences, choices, extensions, facets."""

    def __init__(self, path):
        root = ET.parse(path).getroot()
        self.types = {one.get("name"): one for one in root if one.tag != f"{XS}element"}
        (self.top,) = root.findall(f"{XS}element")

    def faults(self, node):
        return self._element(node, self.top.get("type"), node.tag.split("}")[1])

    def _element(self, node, kind, path):
        of = self.types.get(kind)
        if of is None:  # a built-in type: text
            return [f"{path}: children"] if len(node) else []
        if of.tag == f"{XS}simpleType":
            return [f"{path}: children"] if len(node) else self._text(node.text or "", of, path)
        extension = of.find(f"{XS}simpleContent/{XS}extension")
        if extension is not None:
            known = {one.get("name") for one in extension.findall(f"{XS}attribute")}
            found = [] if set(node.keys()) == known else [f"{path}: attributes {sorted(node.keys())}"]
            return found + self._element(node, extension.get("base"), path)
        group = of.find(f"{XS}sequence")
        is_choice = group is None
        group = of.find(f"{XS}choice") if is_choice else group
        return self._children(node, list(group), path, is_choice=is_choice)

    def _children(self, node, wanted, path, *, is_choice):
        found, rest = [], [(one.tag.split("}")[1], one) for one in node]
        if is_choice:
            fits = [one for one in wanted if rest and one.get("name") == rest[0][0]]
            if len(rest) != 1 or not fits:
                return [f"{path}: choice of {[name for name, _one in rest]}"]
            return self._element(rest[0][1], fits[0].get("type"), f"{path}/{rest[0][0]}")
        for one in wanted:
            name, n = one.get("name"), 0
            while rest and rest[0][0] == name:
                found += self._element(rest.pop(0)[1], one.get("type"), f"{path}/{name}")
                n += 1
            most = one.get("maxOccurs", "1")
            if n < int(one.get("minOccurs", "1")) or (most != "unbounded" and n > int(most)):
                found.append(f"{path}/{name}: {n} times")
        return found + [f"{path}/{name}: unexpected" for name, _one in rest]

    def _text(self, text, of, path):
        facets = [(one.tag.split("}")[1], one.get("value")) for one in of.find(f"{XS}restriction")]
        allowed = [value for name, value in facets if name == "enumeration"]
        checks = {
            "pattern": lambda value: re.fullmatch(value, text), "minLength": lambda value: len(text) >= int(value),
            "maxLength": lambda value: len(text) <= int(value), "minInclusive": lambda value: D(text) >= D(value),
            "fractionDigits": lambda value: len(text.partition(".")[2]) <= int(value),
            "totalDigits": lambda value: len(text.replace(".", "")) <= int(value),
        }  # fmt: skip
        wrong = [name for name, value in facets if name in checks and not checks[name](value)]
        return [f"{path}: {name} of {text!r}" for name in wrong] + (
            [f"{path}: {text!r} is not in the list"] if allowed and text not in allowed else []
        )


def test_pain_001_is_what_the_schema_of_iso_20022_asks_for():
    for method in pain001.PROFILES:
        body = pain001.write(initiation(profile=pain001.PROFILES[method]))
        assert Schema(SCHEMA).faults(ET.fromstring(body)) == []
    plain = pain001.Profile(service="URGP", instrument="CHAPS")
    body = pain001.write(initiation(service_user="", profile=plain))
    assert Schema(SCHEMA).faults(ET.fromstring(body)) == []
    assert b"<CtrlSum>90.10</CtrlSum>" in body
    assert body.count(b"<NbOfTxs>2</NbOfTxs>") == 2


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (b"<NbOfTxs>2</NbOfTxs>", b"", "NbOfTxs: 0 times"),
        (b'Ccy="GBP"', b'Cur="GBP"', "attributes"),
        (b"<PmtMtd>TRF", b"<PmtMtd>CASH", "not in the list"),
        (b"90.00<", b"90.000001<", "fractionDigits"),
    ],
)
def test_the_schema_check_finds_what_is_wrong(before, after, fault):
    body = pain001.write(initiation()).replace(before, after, 1)
    assert fault in " ".join(Schema(SCHEMA).faults(ET.fromstring(body)))


def test_pain_001_refuses_nothing_and_less():
    for credits in ([], [Credit(to=FIRM, amount=D("0.00"), reference="X")]):
        with pytest.raises(FileRefused):
            pain001.write(initiation(credits=credits))


# --- days and parts -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("paid_on", "method", "processed", "input_by"),
    [
        (date(2026, 11, 25), "BACS", date(2026, 11, 24), date(2026, 11, 23)),
        (date(2026, 11, 23), "BACS", date(2026, 11, 20), date(2026, 11, 19)),  # over a weekend
        (date(2026, 12, 29), "BACS", date(2026, 12, 24), date(2026, 12, 23)),  # Christmas; Boxing Day is moved to 28
        (date(2026, 12, 29), "CHAPS", date(2026, 12, 29), date(2026, 12, 29)),
    ],
)
def test_bacs_takes_three_banking_days(paid_on, method, processed, input_by):
    found = payment_days.days_of(paid_on, method=method)
    assert (found.processed_on, found.input_by) == (processed, input_by)


@pytest.mark.parametrize(
    ("due", "next_run", "goes"),
    [
        (date(2026, 11, 26), date(2026, 11, 26), False),
        (date(2026, 11, 26), date(2026, 11, 27), True),
        (date(2026, 11, 29), date(2026, 11, 27), False),  # Sunday: the latest banking day is Friday 27
        (date(2026, 11, 29), date(2026, 11, 30), True),
        (date(2026, 12, 28), date(2026, 12, 29), True),  # bank holiday
        (date(2026, 12, 28), date(2026, 12, 24), False),
    ],
)
def test_fin_06_neither_early_nor_late(due, next_run, goes):
    assert payment_days.must_go(due, next_run=next_run) is goes


def test_parts_of_an_invoice_add_up_in_each_fund():
    """Source: domain 0.1, largest remainder: £100.00 over three is 33.34, 33.33, 33.33."""
    weights = {"GEN": D("100.00"), "PUB": D("100.00"), "SCH": D("100.00")}
    first = payment_days.part_by_fund(weights, before=D("0.00"), now=D("100.00"))
    rest = payment_days.part_by_fund(weights, before=D("100.00"), now=D("200.00"))
    assert first == {"GEN": D("33.34"), "PUB": D("33.33"), "SCH": D("33.33")}
    assert rest == {"GEN": D("66.66"), "PUB": D("66.67"), "SCH": D("66.67")}
    assert payment_days.by_fund({}, D("1.00")) == {}


def test_credit_notes_leave_something_to_pay():
    notes = [(1, D("60.00")), (2, D("40.00")), (3, D("39.99"))]
    assert payment_days.set_off(D("100.00"), notes) == [1, 3]
