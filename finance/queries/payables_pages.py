"""What the pages of payables show: suppliers, their invoices, what holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from finance.models import (
    InvoiceEvent,
    InvoiceHold,
    PaymentItem,
    Supplier,
    SupplierAccount,
    SupplierBank,
    SupplierInvoice,
)
from finance.states import STILL_OWED, InvoiceState, SupplierBankState
from partners.models import ChangeRequest, LegalEntity
from sharedservices.common.rowsources import QuerySetRows

SETTLED = ("CANCELLED", "PAID")
"""Where nothing more happens to an invoice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice in a list: pounds as they stand on it."""

    uuid: UUID
    number: str
    reference: str
    supplier: str
    entity: str
    kind: str
    invoice_date: date
    due_on: date
    gross: Decimal
    state: str
    n_holds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierRow:
    """A supplier's account in a list."""

    uuid: UUID
    number: str
    supplier: str
    entity: str
    method: str
    bank: str
    n_open: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many invoices wait for what, and pounds that are owed."""

    n_exceptions: int
    n_suspects: int
    n_to_approve: int
    owed: Decimal
    n_late: int


def entities(*, partner_id: int) -> list[LegalEntity]:
    """Return the legal entities that suppliers may have an account with. One query."""
    return list(LegalEntity.objects.of(partner_id).order_by("legal_name", "id"))


def standing(*, partner_id: int, on: date) -> Standing:
    """Count what waits. Two queries."""
    states = InvoiceState
    found = SupplierInvoice.objects.of(partner_id).aggregate(
        exceptions=Count("id", filter=Q(state__in=[states.EXCEPTION, states.DISPUTED, states.RECEIVED])),
        suspects=Count("id", filter=Q(state=states.DUP_SUSPECT)),
        matched=Count("id", filter=Q(state=states.MATCHED)),
        owed=Sum("gross", filter=Q(state__in=STILL_OWED) & ~Q(kind="CREDIT_NOTE")),
        credit=Sum("gross", filter=Q(state__in=STILL_OWED, kind="CREDIT_NOTE")),
        late=Count("id", filter=Q(due_on__lt=on) & ~Q(state__in=SETTLED) & ~Q(kind="CREDIT_NOTE")),
    )
    none = Decimal("0.00")
    parts = PaymentItem.objects.of(partner_id).filter(state="PAID", invoice__state__in=STILL_OWED)
    paid = parts.aggregate(total=Sum("amount"))["total"] or none
    return Standing(
        n_exceptions=found["exceptions"], n_suspects=found["suspects"], n_to_approve=found["matched"],
        owed=(found["owed"] or none) - (found["credit"] or none) - paid, n_late=found["late"],
    )  # fmt: skip


def invoices(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the invoices that the filters leave, in the words of a page."""
    return QuerySetRows(found_invoices(partner_id=partner_id, wanted=wanted), row=_invoice)


def found_invoices(*, partner_id: int, wanted: Mapping[str, Any]) -> "QuerySet[SupplierInvoice]":
    """Return the invoices that the filters leave, each with how many holds stand on it (`n_holds`)."""
    rows = (
        SupplierInvoice.objects.of(partner_id)
        .select_related("account__supplier", "legal_entity")
        .annotate(n_holds=_n(InvoiceHold.objects.of(partner_id).filter(ended_at=None), "invoice"))
    )
    if words := wanted.get("q"):
        fits = Q(reference__icontains=words) | Q(account__supplier__legal_name__icontains=words)
        fits |= Q(account__supplier__trading_name__icontains=words)
        if (number := _number(words, "I")) is not None:
            fits |= Q(number=number)
        rows = rows.filter(fits)
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    found: QuerySet[SupplierInvoice] = rows
    return found


def _invoice(row: SupplierInvoice) -> InvoiceRow:
    return InvoiceRow(
        uuid=row.uuid, number=str(row), reference=row.reference, supplier=str(row.account.supplier),
        entity=row.legal_entity.legal_name, kind=row.get_kind_display(), invoice_date=row.invoice_date,
        due_on=row.due_on, gross=row.sign * row.gross, state=row.get_state_display(), n_holds=vars(row)["n_holds"],
    )  # fmt: skip


def suppliers(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the suppliers' accounts that the filters leave."""
    rows = (
        SupplierAccount.objects.of(partner_id)
        .select_related("supplier", "legal_entity")
        .annotate(
            n_open=_n(SupplierInvoice.objects.of(partner_id).exclude(state__in=SETTLED), "account"),
            n_banks=_n(SupplierBank.objects.of(partner_id).filter(state=SupplierBankState.ACTIVE), "account"),
            n_proposed=_n(SupplierBank.objects.of(partner_id).filter(state=SupplierBankState.PROPOSED), "account"),
        )
    )
    if words := wanted.get("q"):
        fits = Q(supplier__legal_name__icontains=words) | Q(supplier__trading_name__icontains=words)
        if (number := _number(words, "S")) is not None:
            fits |= Q(number=number)
        rows = rows.filter(fits)
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    return QuerySetRows(rows, row=_supplier)


def _n(rows: QuerySet[Any], key: str) -> Coalesce:
    """Count the rows that point at the row of a list."""
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _supplier(row: SupplierAccount) -> SupplierRow:
    found = vars(row)
    bank = "On record" if found["n_banks"] else "None"
    return SupplierRow(
        uuid=row.uuid, number=str(row), supplier=str(row.supplier), entity=row.legal_entity.legal_name,
        method=row.get_method_display(), bank=f"{bank}, another waits" if found["n_proposed"] else bank,
        n_open=found["n_open"], state=row.get_state_display(),
    )  # fmt: skip


def _number(words: str, prefix: str) -> int | None:
    digits = words.strip().upper().removeprefix(prefix)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def account_by_number(*, partner_id: int, text: str) -> SupplierAccount | None:
    """Return the account with a number like S000012, or None."""
    number = _number(text, "S")
    rows = SupplierAccount.objects.of(partner_id).select_related("supplier", "legal_entity")
    found: SupplierAccount | None = rows.filter(number=number).first() if number is not None else None
    return found


def invoice_by_number(*, partner_id: int, text: str) -> SupplierInvoice | None:
    """Return the invoice with a number of ours like I0000012, or None."""
    number = _number(text, "I")
    rows = SupplierInvoice.objects.of(partner_id).filter(number=number)
    found: SupplierInvoice | None = rows.first() if number is not None else None
    return found


def account(uuid: UUID) -> SupplierAccount:
    """Return an account. :raises SupplierAccount.DoesNotExist: if there is none in scope."""
    found: SupplierAccount = SupplierAccount.objects.select_related("supplier", "legal_entity", "made_by").get(
        uuid=uuid
    )
    return found


def banks(row: SupplierAccount) -> list[SupplierBank]:
    """Return where an account is, was and asks to be paid, the latest first. One query."""
    return list(SupplierBank.objects.of(row.partner_id).filter(account=row).select_related("made_by").order_by("-id"))


def proposed_bank(row: SupplierAccount) -> SupplierBank | None:
    """Return where an account asks to be paid, if that waits."""
    rows = SupplierBank.objects.of(row.partner_id).filter(account=row, state=SupplierBankState.PROPOSED)
    found: SupplierBank | None = rows.first()
    return found


def request_of(*, partner_id: int, kind: str, attribute: str) -> ChangeRequest | None:
    """Return the latest change request about something, if there is any. One query."""
    found: ChangeRequest | None = (
        ChangeRequest.objects.of(partner_id).filter(kind=kind, attribute=attribute).order_by("-id").first()
    )
    return found


def holds(row: SupplierInvoice) -> list[InvoiceHold]:
    """Return what holds an invoice now. One query."""
    rows = InvoiceHold.objects.of(row.partner_id).filter(invoice=row, ended_at=None)
    return list(rows.select_related("like", "placed_by").order_by("id"))


def events(row: SupplierInvoice) -> list[InvoiceEvent]:
    """Return the log of an invoice, the latest first. One query."""
    return list(InvoiceEvent.objects.of(row.partner_id).filter(invoice=row).select_related("by").order_by("-id"))


def other_accounts(row: SupplierInvoice) -> list[SupplierAccount]:
    """Return the accounts of an invoice's supplier with other legal entities. One query."""
    rows = SupplierAccount.objects.of(row.partner_id).filter(supplier=row.account.supplier_id)
    return list(rows.exclude(pk=row.account_id).select_related("legal_entity").order_by("number"))


def without_account(row: Supplier) -> list[LegalEntity]:
    """Return the legal entities that have no account with a supplier yet. One query."""
    there = SupplierAccount.objects.of(row.partner_id).filter(supplier=row).values("legal_entity")
    return list(LegalEntity.objects.of(row.partner_id).exclude(pk__in=there).order_by("legal_name", "id"))
