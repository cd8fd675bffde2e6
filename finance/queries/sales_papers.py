"""What an issued invoice says as an electronic one (domain FIN-08, FIN-10)."""

from finance.engine import vat
from finance.engine.ubl_write import Charge, Item, Paper, Side
from finance.models import SalesInvoice, SalesLine, VatRegistration
from finance.queries import vat as registered


def vat_number(row: SalesInvoice) -> str:
    """Return the VAT number of the legal entity; empty if it has none here. One query or two.

    A registration begins with the first return that is made here: an earlier invoice carries that number, too.
    """
    found = registered.registration(row.legal_entity_id, row.partner_id, row.tax_point)
    if found is None:
        found = VatRegistration.objects.of(row.partner_id).filter(legal_entity=row.legal_entity).first()
    return found.vat_number if found else ""


def paper(row: SalesInvoice, *, billed_to: str) -> Paper:
    """Return what is written of an issued invoice or credit note. `billed_to`: name and address. Three queries."""
    lines = list(SalesLine.objects.of(row.partner_id).filter(invoice=row).order_by("number"))
    name, *address = billed_to.splitlines() or [row.customer.name]
    assert row.issued_on is not None  # noqa: S101 - whoever asks has an issued one
    return Paper(
        kind=row.kind, reference=str(row), issued_on=row.issued_on, tax_point=row.tax_point, due_on=row.due_on,
        note=row.description, seller=Side(
            name=row.legal_entity.legal_name, vat_number=vat_number(row), address=row.legal_entity.address.splitlines(),
        ),
        buyer=Side(name=name, vat_number=row.customer.vat_number, address=address),
        buyer_reference=row.customer_reference or f"C{row.customer.number:06}", order_reference=row.customer_reference,
        credited=str(row.credits) if row.credits else "",
        items=[
            Item(
                number=one.number, description=one.description, quantity=one.quantity, unit_price=one.unit_price,
                net=one.net, vat_code=one.vat_code, rate=vat.rate_on(one.vat_code, row.tax_point),
            )
            for one in lines
        ],
        charges=[
            Charge(code=one.code, rate=one.rate, net=one.net, vat=one.tax)
            for one in vat.summary([(line.vat_code, line.net) for line in lines], tax_point=row.tax_point)
        ],
    )  # fmt: skip
