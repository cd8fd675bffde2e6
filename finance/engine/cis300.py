"""The contractor’s monthly return as the message that HMRC takes (CIS300, IR-CIS-CIS300MR). Pure.

Source: HMRC, Construction Industry Scheme monthly return, namespace CISreturn, schema 2005-v1.1. Amounts are pounds and
pence. Whoever sends it adds who sends: nothing of that is in here, and the IRmark does not cover it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from sharedservices.common.irmark import ENVELOPE, irmark

RETURN = "http://www.govtalk.gov.uk/taxation/CISreturn"
MESSAGE_CLASS, SCHEMA = "IR-CIS-CIS300MR", "2005-v1.1"
LONGEST_NAME = 56
YES = "yes"


class ReturnRefused(ValueError):
    """A return that HMRC would refuse, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractor:
    """Who deducts: the PAYE reference (123/AB456), its own unique taxpayer reference and its accounts office’s."""

    paye_reference: str
    utr: str
    accounts_office_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What a subcontractor was paid in the month, in pounds; `verification_number` where it was not matched."""

    name: str
    utr: str
    is_unmatched: bool
    verification_number: str
    gross: Decimal
    materials: Decimal
    deducted: Decimal


def lacks(contractor: Contractor, paid: Sequence[Paid]) -> str:
    """Say what keeps a return from being sent, or "" when nothing does."""
    office, _slash, reference = contractor.paye_reference.partition("/")
    if len(office) != 3 or not office.isdigit() or not reference:
        return f"The PAYE reference {contractor.paye_reference} is not like 123/AB456."
    if not contractor.accounts_office_reference:
        return "The PAYE scheme has no accounts office reference: record it where schemes are kept."
    for one in paid:
        if min(one.gross, one.materials, one.deducted) < 0:
            return f"{one.name} comes to less than nought: that belongs to the month in which it was paid."
        if one.is_unmatched and not one.verification_number:
            return f"{one.name} was not matched and has no verification number."
        if not one.is_unmatched and not one.utr:
            return f"{one.name} has no unique taxpayer reference."
    return ""


def write(*, contractor: Contractor, ends_on: date, paid: Sequence[Paid]) -> bytes:
    """Return the message with its IRmark. A return without payments is one, too.

    :raises ReturnRefused: for what `lacks` says
    """
    if why := lacks(contractor, paid):
        raise ReturnRefused(why)
    root = ET.Element("GovTalkMessage", xmlns=ENVELOPE)
    office, _slash, reference = contractor.paye_reference.partition("/")
    keys = ("TaxOfficeNumber", office), ("TaxOfficeReference", reference)
    _head(root, keys)
    envelope = ET.SubElement(ET.SubElement(root, "Body"), "IRenvelope", xmlns=RETURN)
    head = ET.SubElement(envelope, "IRheader")
    _keys(head, keys)
    _texts(head, ("PeriodEnd", ends_on.isoformat()), ("DefaultCurrency", "GBP"))
    named = ET.SubElement(ET.SubElement(ET.SubElement(head, "Manifest"), "Contains"), "Reference")
    _texts(named, ("Namespace", RETURN), ("SchemaVersion", SCHEMA), ("TopElementName", "CISreturn"))
    mark = ET.SubElement(head, "IRmark", Type="generic")
    _texts(head, ("Sender", "Government"))
    _said(ET.SubElement(envelope, "CISreturn"), contractor, paid)
    mark.text = irmark(_bytes(root))
    return _bytes(root)


# --- the parts ------------------------------------------------------------------------------------------------------
def _head(root: ET.Element, keys: Sequence[tuple[str, str]]) -> None:
    _texts(root, ("EnvelopeVersion", "2.0"))
    header = ET.SubElement(root, "Header")
    _texts(
        ET.SubElement(header, "MessageDetails"), ("Class", MESSAGE_CLASS), ("Qualifier", "request"),
        ("Function", "submit"), ("CorrelationID", ""), ("Transformation", "XML"),
    )  # fmt: skip
    ET.SubElement(header, "SenderDetails")
    details = ET.SubElement(root, "GovTalkDetails")
    _keys(details, keys)
    _texts(ET.SubElement(details, "TargetDetails"), ("Organisation", "IR"))


def _keys(parent: ET.Element, keys: Sequence[tuple[str, str]]) -> None:
    held = ET.SubElement(parent, "Keys")
    for kind, value in keys:
        ET.SubElement(held, "Key", Type=kind).text = value


def _said(parent: ET.Element, contractor: Contractor, paid: Sequence[Paid]) -> None:
    _texts(
        ET.SubElement(parent, "Contractor"), ("UTR", contractor.utr), ("AOref", contractor.accounts_office_reference)
    )
    if not paid:
        _texts(parent, ("NilReturn", YES))
    for one in paid:
        who = ("UnmatchedRate", YES) if one.is_unmatched else ("UTR", one.utr)
        number = [("VerificationNumber", one.verification_number)] if one.verification_number else []
        _texts(
            ET.SubElement(parent, "Subcontractor"), ("TradingName", one.name[:LONGEST_NAME]), who, *number,
            ("TotalPayments", f"{one.gross:.2f}"), ("CostOfMaterials", f"{one.materials:.2f}"),
            ("TotalDeducted", f"{one.deducted:.2f}"),
        )  # fmt: skip
    declared = [("EmploymentStatus", YES), ("Verification", YES)] if paid else []
    _texts(ET.SubElement(parent, "Declarations"), *declared, ("InformationCorrect", YES))


def _texts(parent: ET.Element, *pairs: tuple[str, str]) -> None:
    for tag, text in pairs:
        ET.SubElement(parent, tag).text = text


def _bytes(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))
