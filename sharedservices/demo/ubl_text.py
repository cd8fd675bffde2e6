"""Writes invented electronic invoices in UBL 2.1, as a supplier's system would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from sharedservices.common.money import pence

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What an invented invoice says. `lines`: description, pounds without VAT; all at one rate."""

    seller: str
    buyer: str
    reference: str
    day: date
    lines: Sequence[tuple[str, str]]
    seller_vat: str = ""
    seller_company: str = ""
    buyer_vat: str = ""
    category: str = "S"
    rate: str = "20"
    order: str = ""
    buyer_reference: str = "Accounts payable"
    due: date | None = None
    account: str = ""
    allowance: str = ""
    prepaid: str = "0.00"
    credits: str = ""


def write(paper: Paper) -> bytes:
    """Return the document; a credit note where it credits something."""
    is_credit = bool(paper.credits)
    kind, line, quantity = (
        ("CreditNote", "CreditNoteLine", "CreditedQuantity")
        if is_credit
        else ("Invoice", "InvoiceLine", "InvoicedQuantity")
    )
    rate, off = Decimal(paper.rate), Decimal(paper.allowance or "0.00")
    lines = sum((Decimal(pounds) for _, pounds in paper.lines), Decimal("0.00"))
    net = lines - off
    vat = pence(net * rate / HUNDRED)
    gross = net + vat
    category = (
        f"<cbc:ID>{paper.category}</cbc:ID><cbc:Percent>{paper.rate}</cbc:Percent>"
        f"<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    )
    parts = [
        f'<{kind} xmlns="{SPACE}{kind}-2" xmlns:cac="{SPACE}CommonAggregateComponents-2" '
        f'xmlns:cbc="{SPACE}CommonBasicComponents-2">',
        f"<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#{PROFILE}:3.0</cbc:CustomizationID>",
        f"<cbc:ProfileID>{PROFILE}:01:1.0</cbc:ProfileID>",
        f"<cbc:ID>{escape(paper.reference)}</cbc:ID><cbc:IssueDate>{paper.day}</cbc:IssueDate>",
        f"<cbc:DueDate>{paper.due}</cbc:DueDate>" if paper.due and not is_credit else "",
        f"<cbc:{kind}TypeCode>{'381' if is_credit else '380'}</cbc:{kind}TypeCode>",
        "<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>",
        f"<cbc:BuyerReference>{escape(paper.buyer_reference)}</cbc:BuyerReference>" if paper.buyer_reference else "",
        f"<cac:OrderReference><cbc:ID>{paper.order}</cbc:ID></cac:OrderReference>" if paper.order else "",
        f"<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{escape(paper.credits)}</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>" if is_credit else "",
        _party("AccountingSupplierParty", paper.seller, paper.seller_vat, paper.seller_company),
        _party("AccountingCustomerParty", paper.buyer, paper.buyer_vat, ""),
        "<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>"
        f"<cac:PayeeFinancialAccount><cbc:ID>{paper.account}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>"
        if paper.account else "",
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
        f"<cbc:AllowanceChargeReason>Discount</cbc:AllowanceChargeReason>{_pounds('Amount', off)}"
        f"<cac:TaxCategory>{category}</cac:TaxCategory></cac:AllowanceCharge>" if off else "",
        f"<cac:TaxTotal>{_pounds('TaxAmount', vat)}<cac:TaxSubtotal>{_pounds('TaxableAmount', net)}"
        f"{_pounds('TaxAmount', vat)}<cac:TaxCategory>{category}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>",
        f"<cac:LegalMonetaryTotal>{_pounds('LineExtensionAmount', lines)}{_pounds('TaxExclusiveAmount', net)}"
        f"{_pounds('TaxInclusiveAmount', gross)}{_pounds('AllowanceTotalAmount', off) if off else ''}"
        f"{_pounds('PrepaidAmount', Decimal(paper.prepaid)) if Decimal(paper.prepaid) else ''}"
        f"{_pounds('PayableAmount', gross - Decimal(paper.prepaid))}</cac:LegalMonetaryTotal>",
        *(
            f"<cac:{line}><cbc:ID>{number}</cbc:ID><cbc:{quantity} unitCode=\"EA\">1</cbc:{quantity}>"
            f"{_pounds('LineExtensionAmount', Decimal(pounds))}<cac:Item><cbc:Name>{escape(words)}</cbc:Name>"
            f"<cac:ClassifiedTaxCategory>{category}</cac:ClassifiedTaxCategory></cac:Item>"
            f"<cac:Price>{_pounds('PriceAmount', Decimal(pounds))}</cac:Price></cac:{line}>"
            for number, (words, pounds) in enumerate(paper.lines, start=1)
        ),
        f"</{kind}>",
    ]  # fmt: skip
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(one for one in parts if one) + "\n").encode()


def _pounds(name: str, amount: Decimal) -> str:
    return f'<cbc:{name} currencyID="GBP">{amount:.2f}</cbc:{name}>'


def _party(role: str, name: str, vat: str, company: str) -> str:
    taxed = (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    )
    return (
        f"<cac:{role}><cac:Party>"
        "<cac:PostalAddress><cac:Country><cbc:IdentificationCode>GB</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
        f"{taxed + '</cac:PartyTaxScheme>' if vat else ''}"
        f"<cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}</cbc:RegistrationName>"
        f"{f'<cbc:CompanyID>{company}</cbc:CompanyID>' if company else ''}</cac:PartyLegalEntity>"
        f"</cac:Party></cac:{role}>"
    )
