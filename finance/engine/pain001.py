"""A customer credit transfer initiation (ISO 20022 pain.001.001.09) in pounds within the United Kingdom. Pure.

Source: ISO 20022 message definition pain.001.001.09; sort codes stand under clearing system GBDSC, accounts as BBAN.
Each bank has a guide of its own: what differs is in `Profile`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

from finance.engine.bacs import Account, Credit, FileRefused

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
LONGEST_NAME, LONGEST_ID = 140, 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a bank wants to read: the service level, and the instrument of the payments ("" for none)."""

    service: str
    instrument: str = ""


PROFILES = {
    "BACS": Profile(service="NURG"), "FASTER": Profile(service="URNS"), "CHAPS": Profile(service="URGP"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiation:
    """A message: its id, when it was made, who pays from where on which day, and what."""

    message_id: str
    made_at: datetime
    payer: str
    service_user: str
    origin: Account
    pay_on: date
    credits: Sequence[Credit]
    profile: Profile


def write(given: Initiation) -> bytes:
    """Return the message. :raises FileRefused: without payments, or for one that is not above nought."""
    if not given.credits or any(one.amount <= 0 for one in given.credits):
        raise FileRefused("There is nothing to pay.")
    root = ET.Element("Document", xmlns=NAMESPACE)
    message = ET.SubElement(root, "CstmrCdtTrfInitn")
    total = f"{sum((one.amount for one in given.credits), Decimal(0)):.2f}"
    head = ET.SubElement(message, "GrpHdr")
    _texts(
        head, ("MsgId", given.message_id[:LONGEST_ID]), ("CreDtTm", f"{given.made_at:%Y-%m-%dT%H:%M:%SZ}"),
        ("NbOfTxs", str(len(given.credits))), ("CtrlSum", total),
    )  # fmt: skip
    _party(ET.SubElement(head, "InitgPty"), given.payer, given.service_user)
    block = ET.SubElement(message, "PmtInf")
    _texts(
        block, ("PmtInfId", given.message_id[:LONGEST_ID]), ("PmtMtd", "TRF"), ("BtchBookg", "true"),
        ("NbOfTxs", str(len(given.credits))), ("CtrlSum", total),
    )  # fmt: skip
    kind = ET.SubElement(block, "PmtTpInf")
    _texts(ET.SubElement(kind, "SvcLvl"), ("Cd", given.profile.service))
    if given.profile.instrument:
        _texts(ET.SubElement(kind, "LclInstrm"), ("Prtry", given.profile.instrument))
    _texts(ET.SubElement(block, "ReqdExctnDt"), ("Dt", given.pay_on.isoformat()))
    _party(ET.SubElement(block, "Dbtr"), given.payer, given.service_user)
    _account(ET.SubElement(block, "DbtrAcct"), given.origin)
    _bank(ET.SubElement(block, "DbtrAgt"), given.origin)
    for number, one in enumerate(given.credits, start=1):
        _credit(ET.SubElement(block, "CdtTrfTxInf"), f"{given.message_id}-{number}"[:LONGEST_ID], one)
    body: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body


def _credit(to: ET.Element, name: str, one: Credit) -> None:
    _texts(ET.SubElement(to, "PmtId"), ("EndToEndId", name))
    amount = ET.SubElement(ET.SubElement(to, "Amt"), "InstdAmt", Ccy="GBP")
    amount.text = f"{one.amount:.2f}"
    _bank(ET.SubElement(to, "CdtrAgt"), one.to)
    _texts(ET.SubElement(to, "Cdtr"), ("Nm", one.to.holder[:LONGEST_NAME]))
    _account(ET.SubElement(to, "CdtrAcct"), one.to)
    _texts(ET.SubElement(to, "RmtInf"), ("Ustrd", one.reference))


def _party(to: ET.Element, name: str, service_user: str) -> None:
    _texts(to, ("Nm", name[:LONGEST_NAME]))
    if service_user:
        other = ET.SubElement(ET.SubElement(ET.SubElement(to, "Id"), "OrgId"), "Othr")
        _texts(other, ("Id", service_user))
        _texts(ET.SubElement(other, "SchmeNm"), ("Prtry", "SUN"))


def _account(to: ET.Element, account: Account) -> None:
    other = ET.SubElement(ET.SubElement(to, "Id"), "Othr")
    _texts(other, ("Id", account.number))
    _texts(ET.SubElement(other, "SchmeNm"), ("Cd", "BBAN"))


def _bank(to: ET.Element, account: Account) -> None:
    member = ET.SubElement(ET.SubElement(to, "FinInstnId"), "ClrSysMmbId")
    _texts(ET.SubElement(member, "ClrSysId"), ("Cd", "GBDSC"))
    _texts(member, ("MmbId", account.sort_code))


def _texts(to: ET.Element, *pairs: tuple[str, str]) -> None:
    for tag, text in pairs:
        ET.SubElement(to, tag).text = text
