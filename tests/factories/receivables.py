"""Makes customers, invoices, receipts. Call inside partner_scope(), with a ledger (tests.factories.ledger)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from finance.models import Customer, Receipt, SalesInvoice
from finance.operations import customers, receipts, sales
from finance.operations.codings import Segments
from finance.operations.customers import Given
from finance.operations.receipts import Payment
from finance.operations.sales import Bill, Item
from partners.models import User
from tests.factories.ledger import Ledger

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_references = count(1)


def customer(of: Ledger, **more: Any) -> Customer:
    """A business without e-mail, unless said otherwise."""
    fields: dict[str, Any] = {
        "name": "Brook Lane Nursery Ltd",
        "kind": "BUSINESS",
        "address": "1 Brook Lane\nNorthshire",
    }
    return customers.set_up(legal_entity=of.entity.uuid, given=Given(**(fields | more)), by=of.by, at=NOW)


def item(pounds: str = "100.00", *, quantity: str = "1", vat_code: str = "S20", code: str = "83000") -> Item:
    """A line: a hall that was hired, at the standard rate."""
    return Item(
        description="Hire of the hall", quantity=Decimal(quantity), unit_price=Decimal(pounds), vat_code=vat_code,
        segments=Segments(code, "F10001"),
    )  # fmt: skip


def bill(*items: Item, **more: Any) -> Bill:
    """An invoice as given."""
    fields: dict[str, Any] = {"description": "Hire of the hall in October", "tax_point": date(2026, 11, 2)}
    return Bill(items=items or (item(),), **(fields | more))


def issued(of: Ledger, debtor: Customer, *items: Item, approver: User, at: datetime = NOW, **more: Any) -> SalesInvoice:
    """An invoice that another person approved."""
    more = {"tax_point": at.date()} | more
    row = sales.draft(customer=debtor.uuid, bill=bill(*items, **more), by=of.by, at=at)
    return sales.approve(invoice=row.uuid, by=approver, at=at)


def receipt(of: Ledger, debtor: Customer | None, pounds: str, *, at: datetime = NOW, **more: Any) -> Receipt:
    """Money that came in."""
    fields: dict[str, Any] = {"method": "BACS", "reference": f"BGC {next(_references)}", "received_on": at.date()}
    return receipts.record(
        legal_entity=of.entity.uuid, customer=debtor.uuid if debtor else None,
        payment=Payment(amount=Decimal(pounds), **(fields | more)), by=of.by, at=at,
    )  # fmt: skip
