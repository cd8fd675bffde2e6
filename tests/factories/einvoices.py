"""Makes electronic invoices. Call inside partner_scope()."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from finance.models import ElectronicInvoice, SupplierAccount
from finance.operations import einvoices
from partners.models import User
from sharedservices.demo.ubl_text import Paper, write

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CAME = datetime(2026, 10, 28, 9, 0, tzinfo=UTC)
_numbers = count(1)


def paper(of: SupplierAccount | None = None, **more: Any) -> Paper:
    """An invoice of £100.00 and VAT, of 26 October; of the account’s supplier to its legal entity, if one is given."""
    given: dict[str, Any] = {
        "seller": "Nobody Known Ltd", "buyer": "Nowhere Council", "seller_vat": "GB123456782",
        "reference": f"E{next(_numbers) * 7919:06}", "day": date(2026, 10, 26), "lines": [("Copier paper", "100.00")],
    }  # fmt: skip
    if of is not None:
        who = of.supplier
        given |= {"seller": who.legal_name, "buyer": of.legal_entity.legal_name}
        given["seller_vat"] = who.vat_number or "GB123456782"
    return Paper(**(given | more))


def taken(
    data: bytes | Paper, *, partner: Any, by: User, at: datetime = NOW, came: datetime = CAME, name: str = "invoice.xml"
) -> ElectronicInvoice:
    """A document that was taken in."""
    file = write(data) if isinstance(data, Paper) else data
    row, _ = einvoices.take_in(partner_id=partner.pk, name=name, data=file, received_at=came, by=by, at=at)
    return row


__all__ = ["CAME", "NOW", "Paper", "paper", "taken", "write"]
