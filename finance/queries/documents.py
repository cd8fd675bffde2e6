"""The document that posted a journal: an invoice, a receipt, a payment run, a VAT return, a bank line (FIN-16)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from finance.models import (
    BankMatchLine,
    Journal,
    PaymentRun,
    Receipt,
    SalesInvoice,
    SupplierInvoice,
    SupplierPayment,
    VatReturn,
    WriteOff,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What people call it, and its page: an address of finance with one argument, and who may open it."""

    words: str
    url_name: str
    argument: str
    value: Any
    permission: str


def _supplier_invoice(row: Journal) -> Document | None:
    found = SupplierInvoice.objects.of(row.partner_id).filter(journal=row).first()
    return found and Document(
        words=f"Supplier’s invoice {found}", url_name="invoice", argument="invoice", value=found.uuid,
        permission="payables.view",
    )  # fmt: skip


def _sale(found: SalesInvoice, words: str = "") -> Document:
    name = "Credit note to" if found.kind == SalesInvoice.Kind.CREDIT_NOTE else "Invoice to"
    return Document(
        words=words or f"{name} a customer {found}", url_name="sales_invoice", argument="sales_invoice",
        value=found.uuid, permission="receivables.view",
    )  # fmt: skip


def _sales(row: Journal) -> Document | None:
    found = SalesInvoice.objects.of(row.partner_id).filter(journal=row).first()
    return found and _sale(found)


def _receipt(row: Journal) -> Document | None:
    found = Receipt.objects.of(row.partner_id).filter(Q(journal=row) | Q(found_journal=row)).first()
    return found and Document(
        words=f"Receipt {found.reference}", url_name="receipt", argument="receipt", value=found.uuid,
        permission="receivables.view",
    )  # fmt: skip


def _write_off(row: Journal) -> Document | None:
    rows = WriteOff.objects.of(row.partner_id).filter(Q(journal=row) | Q(undone_journal=row))
    found = rows.select_related("invoice").first()
    return found and _sale(found.invoice, f"Debt of {found.invoice}, written off")


def _run(found: PaymentRun, words: str) -> Document:
    return Document(
        words=words, url_name="payment_run", argument="payment_run", value=found.uuid, permission="payables.view"
    )


def _payment_run(row: Journal) -> Document | None:
    found = PaymentRun.objects.of(row.partner_id).filter(journal=row).first()
    return found and _run(found, f"Payment run {found}")


def _payment_return(row: Journal) -> Document | None:
    found = SupplierPayment.objects.of(row.partner_id).filter(reversal=row).select_related("run").first()
    return found and _run(found.run, f"Payment {found.number} of {found.run}, which came back")


def _vat(row: Journal) -> Document | None:
    found = VatReturn.objects.of(row.partner_id).filter(Q(journal=row) | Q(settlement=row)).first()
    return found and Document(
        words=str(found), url_name="vat_return", argument="vat_return", value=found.uuid, permission="vat.view"
    )


def _bank(row: Journal) -> Document | None:
    live = BankMatchLine.objects.of(row.partner_id).filter(is_live=True)
    matches = live.filter(journal_line__journal=row).values("match")
    found = live.filter(match__in=matches, line__isnull=False).select_related("line__statement").first()
    return found and Document(
        words=f"Line {found.line.number} of bank statement {found.line.statement.number}", url_name="bank_line",
        argument="bank_line", value=found.line_id, permission="banking.view",
    )  # fmt: skip


FINDERS: dict[str, Callable[[Journal], Document | None]] = {
    "invoice": _supplier_invoice, "sales": _sales, "receipt": _receipt, "write_off": _write_off,
    "payment_run": _payment_run, "payment_return": _payment_return, "vat": _vat, "bank": _bank,
}  # fmt: skip


def of(row: Journal) -> Document | None:
    """Return the document that posted a journal, if one of finance did. At most one query."""
    find = FINDERS.get(row.source)
    return find(row) if find else None
