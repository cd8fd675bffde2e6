"""What approvers read of invoices and of where suppliers are paid."""

from uuid import UUID

from finance.models import SupplierBank, SupplierInvoice
from finance.states import SupplierBankState
from sharedservices.common.formatting import day, moment, money

Words = dict[str, str]
MODULUS = {"VALID": "The numbers fit together", "UNCHECKED": "Could not be checked", "INVALID": "Do not fit together"}


def bank(uuid: UUID) -> SupplierBank:
    """Return where a supplier is or asks to be paid.

    :raises SupplierBank.DoesNotExist: if there is none in scope
    """
    found: SupplierBank = SupplierBank.objects.select_related("account__supplier", "account__legal_entity").get(
        uuid=uuid
    )
    return found


def bank_words(row: SupplierBank) -> Words:
    """Say where a supplier is paid and asks to be paid, for whoever approves it; numbers are masked. Two queries."""
    now = SupplierBank.objects.of(row.partner_id).filter(account=row.account_id, state=SupplierBankState.ACTIVE).first()
    return {
        "Supplier": f"{row.account.supplier}, {row.account}",
        "Paid into": f"{now.holder}, {now}" if now else "Nowhere yet",
        "Asked for": f"{row.holder}, {row}",
        "Numbers": MODULUS.get(row.modulus_check, row.modulus_check),
        "Called": f"{row.called_number} on {moment(row.called_at)}",
        "Said": row.evidence,
        "Other suppliers": others(row),
        "Paid into it from": day(row.pay_from) if row.pay_from else "Not approved",
    }


def others(row: SupplierBank) -> str:
    """Name the other suppliers of the partner that are paid into the same account."""
    rows = SupplierBank.objects.of(row.partner_id).filter(fingerprint=row.fingerprint, state=SupplierBankState.ACTIVE)
    found = rows.exclude(account__supplier=row.account.supplier_id).select_related("account__supplier").order_by("id")
    names = sorted({str(one.account.supplier) for one in found[:5]})
    return f"{', '.join(names)} too: ask why" if names else "None is paid into this account"


def invoice(uuid: UUID) -> SupplierInvoice:
    """Return an invoice with its supplier. :raises SupplierInvoice.DoesNotExist: if there is none in scope."""
    related = (
        "legal_entity", "account__supplier", "registered_by", "journal", "credits", "replaces", "cleared_by",
        "late_payment_of",
    )  # fmt: skip
    found: SupplierInvoice = SupplierInvoice.objects.select_related(*related).get(uuid=uuid)
    return found


def invoice_words(row: SupplierInvoice) -> Words:
    """Say what an invoice is, for whoever approves it."""
    return {
        "Invoice": f"{row.get_kind_display()} {row.reference} of {day(row.invoice_date)}",
        "Supplier": f"{row.account.supplier}, {row.account}",
        "Legal entity": row.legal_entity.legal_name,
        "Net": money(row.net),
        "VAT": money(row.vat),
        "Total": money(row.gross),
        "Order": row.order_reference or (row.get_no_order_display() if row.no_order else "None"),
        "To be paid by": day(row.due_on),
        "Content": row.content_hash[:16],
        "Posted": str(row.journal) if row.journal else "Not posted",
    }
