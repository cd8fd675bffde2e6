"""Writes an invoice or credit note that we issue as an electronic one, in UBL 2.1 as Peppol carries it. Pure.

Sources: UBL 2.1 (ISO/IEC 19845:2015); EN 16931-1:2017 in the UBL binding; Peppol BIS Billing 3.0; UNCL 5305 (VAT
categories). What is written is read back by `finance.engine.ubl` in its tests, with every rule that is held against
suppliers’ documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from finance.engine.ubl import CURRENCY, NAMES, PARTS, TYPES, UBL
from sharedservices.common.money import ZERO

PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing"
CUSTOMISATION = f"urn:cen.eu:en16931:2017#compliant#{PROFILE}:3.0"
CATEGORIES = {"S20": "S", "R05": "S", "Z": "Z", "X": "E", "O": "O"}
REASONS = {"X": "Exempt from VAT", "O": "Outside the scope of VAT"}
"""Why no VAT is charged, as a document in the categories E and O has to say (BR-E-10, BR-O-10)."""
STANDARD, OUTSIDE, EXEMPT = "S", "O", "E"
TRANSFER = "30"
"""UNTDID 4461: credit transfer."""
EACH = "EA"


class CannotBeWritten(ValueError):
    """What an electronic invoice needs is missing; the sentence says what, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The seller or the buyer: legal name, VAT number with GB in front or empty, lines of the address."""

    name: str
    vat_number: str
    address: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line: pounds without VAT, and its VAT code with the rate in per cent."""

    number: int
    description: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    vat_code: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is charged under one VAT code, in pounds, with its rate in per cent."""

    code: str
    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An issued invoice or credit note. `pay_into`: sort code and account without spaces, empty if none is told."""

    kind: str
    reference: str
    issued_on: date
    tax_point: date
    due_on: date | None
    note: str
    seller: Side
    buyer: Side
    buyer_reference: str
    order_reference: str
    credited: str
    items: Sequence[Item]
    charges: Sequence[Charge]
    pay_into: str = ""


def write(paper: Paper) -> bytes:
    """Return the document. :raises CannotBeWritten: when it charges VAT and the seller has no number."""
    codes = {one.code for one in paper.charges}
    is_taxed = bool(codes - {"O"})
    if is_taxed and not paper.seller.vat_number:
        raise CannotBeWritten(f"{paper.seller.name} has no VAT number here. Write down its registration under VAT.")
    spaces: dict[str | None, str] = {
        None: f"{UBL}{_kind(paper)}-2", "cac": NAMES["cac"], "cbc": NAMES["cbc"]
    }  # fmt: skip
    root = etree.Element(f"{{{UBL}{_kind(paper)}-2}}{_kind(paper)}", nsmap=spaces)
    _head(root, paper)
    for role, side in (("AccountingSupplierParty", paper.seller), ("AccountingCustomerParty", paper.buyer)):
        _side(root, role, side, is_taxed=is_taxed)
    if paper.pay_into:
        means = _group(root, "PaymentMeans")
        _put(means, "PaymentMeansCode", TRANSFER)
        _put(means, "PaymentID", paper.reference)
        _put(_group(means, "PayeeFinancialAccount"), "ID", paper.pay_into)
    _sums(root, paper, mixed=len(codes) > 1)
    for one in paper.items:
        _item(root, paper, one, mixed=len(codes) > 1)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _kind(paper: Paper) -> str:
    return "CreditNote" if paper.kind == "CREDIT_NOTE" else "Invoice"


def _head(root: etree._Element, paper: Paper) -> None:
    is_credit = paper.kind == "CREDIT_NOTE"
    for name, value in (
        ("CustomizationID", CUSTOMISATION), ("ProfileID", f"{PROFILE}:01:1.0"), ("ID", paper.reference),
        ("IssueDate", paper.issued_on.isoformat()),
        ("DueDate", paper.due_on.isoformat() if paper.due_on and not is_credit else ""),
        ("InvoiceTypeCode", "" if is_credit else TYPES["INVOICE"][0]),
    ):  # fmt: skip
        _put(root, name, value)
    # the two kinds have these in another order
    rest = [("CreditNoteTypeCode", TYPES["CREDIT_NOTE"][0] if is_credit else ""), ("Note", paper.note)]
    point = ("TaxPointDate", paper.tax_point.isoformat() if paper.tax_point != paper.issued_on else "")
    for name, value in [point, *rest] if is_credit else [*rest, point]:
        _put(root, name, value)
    _put(root, "DocumentCurrencyCode", CURRENCY)
    _put(root, "BuyerReference", paper.buyer_reference)
    if paper.order_reference:
        _put(_group(root, "OrderReference"), "ID", paper.order_reference)
    if paper.credited:
        _put(_group(_group(root, "BillingReference"), "InvoiceDocumentReference"), "ID", paper.credited)


def _side(root: etree._Element, role: str, side: Side, *, is_taxed: bool) -> None:
    party = _group(_group(root, role), "Party")
    address = _group(party, "PostalAddress")
    lines = [one.strip() for one in side.address if one.strip()]
    for name, value in zip(("StreetName", "AdditionalStreetName"), lines, strict=False):
        _put(address, name, value)
    for value in lines[2:]:
        _put(_group(address, "AddressLine"), "Line", value)
    _put(_group(address, "Country"), "IdentificationCode", "GB")
    if side.vat_number and is_taxed:
        taxed = _group(party, "PartyTaxScheme")
        _put(taxed, "CompanyID", side.vat_number)
        _put(_group(taxed, "TaxScheme"), "ID", "VAT")
    _put(_group(party, "PartyLegalEntity"), "RegistrationName", side.name)


def _sums(root: etree._Element, paper: Paper, *, mixed: bool) -> None:
    vat = sum((one.vat for one in paper.charges), ZERO)
    net = sum((one.net for one in paper.charges), ZERO)
    total = _group(root, "TaxTotal")
    _pounds(total, "TaxAmount", vat)
    groups: dict[tuple[str, Decimal], list[Charge]] = {}
    for one in paper.charges:
        groups.setdefault((_category(one.code, mixed=mixed), one.rate), []).append(one)
    for (category, rate), charges in groups.items():
        part = _group(total, "TaxSubtotal")
        _pounds(part, "TaxableAmount", sum((one.net for one in charges), ZERO))
        _pounds(part, "TaxAmount", sum((one.vat for one in charges), ZERO))
        why = "; ".join(REASONS[one.code] for one in charges if one.code in REASONS)
        _tax(part, "TaxCategory", category, rate, why)
    sums = _group(root, "LegalMonetaryTotal")
    for name, pounds in (
        ("LineExtensionAmount", net), ("TaxExclusiveAmount", net), ("TaxInclusiveAmount", net + vat),
        ("PayableAmount", net + vat),
    ):  # fmt: skip
        _pounds(sums, name, pounds)


def _item(root: etree._Element, paper: Paper, one: Item, *, mixed: bool) -> None:
    line_name, quantity_name = PARTS[paper.kind]
    line = _group(root, line_name)
    _put(line, "ID", str(one.number))
    _put(line, quantity_name, f"{one.quantity.normalize():f}", unitCode=EACH)
    _pounds(line, "LineExtensionAmount", one.net)
    item = _group(line, "Item")
    _put(item, "Name", one.description)
    _tax(item, "ClassifiedTaxCategory", _category(one.vat_code, mixed=mixed), one.rate, "")
    _pounds(_group(line, "Price"), "PriceAmount", one.unit_price)


def _category(code: str, *, mixed: bool) -> str:
    """Return the category of a code; beside others, what is outside the scope is exempt with that reason (BR-O-11)."""
    category = CATEGORIES[code]
    return EXEMPT if category == OUTSIDE and mixed else category


def _tax(at: etree._Element, name: str, category: str, rate: Decimal, why: str) -> None:
    tax = _group(at, name)
    _put(tax, "ID", category)
    if category != OUTSIDE:
        _put(tax, "Percent", f"{rate.normalize():f}")
    _put(tax, "TaxExemptionReason", why)
    _put(_group(tax, "TaxScheme"), "ID", "VAT")


def _group(at: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(at, f"{{{NAMES['cac']}}}{name}")


def _put(at: etree._Element, name: str, value: str, **attributes: str) -> None:
    if value:
        etree.SubElement(at, f"{{{NAMES['cbc']}}}{name}", **attributes).text = value


def _pounds(at: etree._Element, name: str, amount: Decimal) -> None:
    _put(at, name, f"{amount:.2f}", currencyID=CURRENCY)
