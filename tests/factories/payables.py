"""Makes suppliers and their invoices. Call inside partner_scope()."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from finance.models import SupplierAccount, SupplierBank, SupplierInvoice
from finance.operations import invoice_posting, invoices, suppliers
from finance.operations.invoices import InvoiceLineWanted, InvoiceWanted
from finance.operations.suppliers import BankWanted, SupplierWanted, TermsWanted
from partners.models import LegalEntity, User
from partners.operations import changes
from sharedservices.common.money import pence
from tests.factories.ledger import Ledger

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
CALLED = datetime(2026, 10, 30, 10, 0, tzinfo=UTC)
VAT_NUMBER = "GB123456782"
_names = count(1)


def account(
    of: Ledger, *, by: User, name: str = "", entity: LegalEntity | None = None, at: datetime = LONG_AGO, **more: Any
) -> SupplierAccount:
    """A supplier with an account, and a telephone number held for three months. `more`: of its terms or its name."""
    who = {key: more.pop(key) for key in ("kind", "company_number", "vat_number") if key in more}
    wanted = SupplierWanted(legal_name=name or f"Fenwick Paper {next(_names)} Ltd", **({"kind": "COMPANY"} | who))
    terms = TermsWanted(**({"address": "3 Mill Lane, Northton", "phone": "01632 960101"} | more))
    return suppliers.set_up(legal_entity=(entity or of.entity).uuid, supplier=wanted, terms=terms, by=by, at=at)


def bank_wanted(**more: Any) -> BankWanted:
    """Where a supplier asks to be paid."""
    given = {
        "holder": "Fenwick Paper Ltd", "sort_code": "08-99-99", "account_number": "66374958", "called_at": CALLED,
        "evidence": "Ms Hale of accounts confirmed it and read out the last four digits",
    }  # fmt: skip
    return BankWanted(**(given | more))


def propose(row: SupplierAccount, given: BankWanted, *, by: User, at: datetime = NOW) -> Any:
    """Ask for a supplier to be paid somewhere."""
    return suppliers.propose_bank(account=row.uuid, wanted=given, by=by, at=at)


def banked(row: SupplierAccount, *, by: User, verifier: User, at: datetime = NOW, **more: Any) -> SupplierBank:
    """Let a supplier be paid somewhere: proposed by one, approved by another."""
    change = suppliers.propose_bank(account=row.uuid, wanted=bank_wanted(**more), by=by, at=at)
    changes.approve(change=change.uuid, content_hash=change.content_hash, by=verifier, at=at)
    found: SupplierBank = SupplierBank.objects.get(uuid=change.payload["bank"])
    return found


def line(net: str = "100.00", rate: str = "20", **more: Any) -> InvoiceLineWanted:
    """A line of one thing, at standard rate by default."""
    amount = Decimal(net)
    codes = {"20": "S20", "5": "R05", "0": "Z"}
    given: dict[str, Any] = {
        "description": "Copier paper", "quantity": Decimal(1), "price": amount, "net": amount,
        "vat_code": codes[rate], "vat_rate": Decimal(rate),
        "vat": pence(amount * Decimal(rate) / 100),
        "subjective": "40100", "cost_centre": "F10001",
    }  # fmt: skip
    return InvoiceLineWanted(**(given | more))


def wanted(row: SupplierAccount, *lines: InvoiceLineWanted, **more: Any) -> InvoiceWanted:
    """An invoice as it came: £100.00 and VAT, of 26 October, received on the 28th, a subscription without an order."""
    given = lines or (line(),)
    net, vat = sum((one.net for one in given), Decimal(0)), sum((one.vat for one in given), Decimal(0))
    fields: dict[str, Any] = {
        "account": row.uuid, "kind": SupplierInvoice.Kind.NOT_ORDERED, "reference": f"F{next(_names) * 7919:06}",
        "invoice_date": date(2026, 10, 26), "received_at": datetime(2026, 10, 28, 9, 0, tzinfo=UTC),
        "addressed_to": row.legal_entity.legal_name, "net": net, "vat": vat, "gross": net + vat, "lines": given,
        "supplier_vat": row.supplier.vat_number or VAT_NUMBER, "no_order": "SUBSCRIPTION",
    }  # fmt: skip
    return InvoiceWanted(**(fields | more))


def invoice(
    row: SupplierAccount, *lines: InvoiceLineWanted, by: User, at: datetime = NOW, **more: Any
) -> SupplierInvoice:
    """An invoice that was entered."""
    return invoices.register(wanted=wanted(row, *lines, **more), by=by, at=at)


def proposed(row: SupplierInvoice, *, by: User, at: datetime = NOW) -> Any:
    """Ask for an invoice to be approved."""
    return invoice_posting.propose(invoice=row.uuid, reason="Checked against the delivery", by=by, at=at)


def approved(row: SupplierInvoice, *approvers: User, by: User, at: datetime = NOW) -> SupplierInvoice:
    """Propose and approve an invoice; return it as it then is."""
    change = proposed(row, by=by, at=at)
    for who in approvers:
        changes.approve(change=change.uuid, content_hash=change.content_hash, by=who, at=at)
    row.refresh_from_db()
    return row


def anew(of: InvoiceWanted, **more: Any) -> InvoiceWanted:
    """The same invoice with something else about it."""
    return replace(of, **more)
