"""What is known of electronic invoices: whom they name, what they are like, the lists of their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from finance import sealed
from finance.engine import duplicates
from finance.engine.ubl import Document, Party
from finance.engine.ubl_lines import bank_account
from finance.engine.ubl_parties import Known, Recognised, recognise
from finance.models import (
    ElectronicInvoice,
    InvoiceEnvelope,
    Supplier,
    SupplierAccount,
    SupplierBank,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from finance.queries.invoice_checks import GONE
from finance.states import ElectronicState, EnvelopeState, SupplierBankState
from sharedservices.common.rowsources import QuerySetRows

BUYERS = "SELECT partner_id, entity_id, legal_name, vat_number FROM finance_buyers(%s, %s)"
State = ElectronicState
Bank = ElectronicInvoice.Bank


@dataclass(frozen=True, slots=True)
class Buyer:
    """The legal entity that an invoice is addressed to; both 0 when none or several may be meant."""

    partner_id: int = 0
    entity_id: int = 0
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Coding:
    """What an invoice is likely charged to: empty where nobody knows."""

    subjective: str = ""
    cost_centre: str = ""
    fund: str = "GEN"
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many electronic invoices of a partner wait for somebody, and how many lie in envelopes for it."""

    n_waiting: int
    n_invalid: int
    n_unknown: int
    n_sent_here: int


def get(document: UUID) -> ElectronicInvoice:
    """Return an electronic invoice. :raises ElectronicInvoice.DoesNotExist: when there is none in scope."""
    rows = ElectronicInvoice.objects.defer("body").select_related(
        "legal_entity", "account__supplier", "invoice", "taken_by", "moved_by", "from_partner", "to_partner"
    )
    row: ElectronicInvoice = rows.get(uuid=document)
    return row


def of_invoice(row: SupplierInvoice) -> ElectronicInvoice | None:
    """Return the document that an invoice was entered from, without its file. One query."""
    rows = ElectronicInvoice.objects.of(row.partner_id).filter(invoice=row, state=State.REGISTERED)
    found: ElectronicInvoice | None = rows.defer("body").first()
    return found


def found_documents(*, partner_id: int, wanted: Mapping[str, Any]) -> "QuerySet[ElectronicInvoice]":
    """Return the electronic invoices of a partner that the filters leave."""
    rows: QuerySet[ElectronicInvoice] = (
        ElectronicInvoice.objects.of(partner_id).defer("body")
        .select_related("legal_entity", "account__supplier", "invoice", "to_partner", "from_partner")
    )  # fmt: skip
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if since := wanted.get("since"):
        rows = rows.filter(received_at__date__gte=since)
    if words := wanted.get("q"):
        rows = rows.filter(Q(reference__icontains=words) | Q(seller__icontains=words) | Q(name__icontains=words))
    return rows


def documents(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return them as rows of a list."""
    return QuerySetRows(found_documents(partner_id=partner_id, wanted=wanted))


def standing(*, partner_id: int) -> Standing:
    """Count what waits for somebody. Two queries."""
    rows = ElectronicInvoice.objects.of(partner_id)
    found = rows.aggregate(
        waiting=Count("id", filter=Q(state=State.WAITING)), invalid=Count("id", filter=Q(state=State.INVALID)),
        unknown=Count("id", filter=Q(state=State.RECEIVED)),
    )  # fmt: skip
    return Standing(
        n_waiting=found["waiting"], n_invalid=found["invalid"], n_unknown=found["unknown"],
        n_sent_here=sent_here(partner_id=partner_id).count(),
    )  # fmt: skip


def sent_here(*, partner_id: int) -> "QuerySet[InvoiceEnvelope]":
    """Return the envelopes for a partner that it has not taken in."""
    rows: QuerySet[InvoiceEnvelope] = InvoiceEnvelope.sent_here.filter(
        to_partner_id=partner_id, state=EnvelopeState.SENT
    )
    return rows.select_related("partner").order_by("received_at", "id")


def is_of_partner(row: ElectronicInvoice) -> bool:
    """Tell whether another partner issued it to us, not a supplier who took us for another. At most one query."""
    if row.from_partner_id is None:
        return False
    rows = InvoiceEnvelope.sent_here.filter(uuid=row.envelope, sales_invoice__isnull=False)
    return bool(rows.exists())


def buyer(party: Party, *, partner_id: int, on: date) -> Buyer:
    """Return which of all legal entities here somebody is, by VAT number or name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(BUYERS, [partner_id, on])
        rows: list[tuple[int, int, str, str]] = cursor.fetchall()
    known = [Known(key=f"{of}/{one}", names=[name], vat_number=vat) for of, one, name, vat in rows]
    found = recognise(party, known)
    if not found.key:
        return Buyer(is_doubtful=bool(found.several))
    of, one = found.key.split("/")
    return Buyer(int(of), int(one))


def supplier(document: Document, *, partner_id: int) -> Recognised:
    """Return which supplier of the partner an invoice names, by its key. One query."""
    rows = Supplier.objects.of(partner_id).values_list(
        "pk", "legal_name", "trading_name", "vat_number", "company_number"
    )
    known = [
        Known(key=str(pk), names=[one for one in (legal, trading) if one], vat_number=vat, company_number=company)
        for pk, legal, trading, vat, company in rows
    ]
    return recognise(document.supplier, known)


def account_of(*, partner_id: int, supplier_id: int, entity_id: int) -> SupplierAccount | None:
    """Return the account that a supplier has with a legal entity. One query."""
    rows = SupplierAccount.objects.of(partner_id).filter(supplier=supplier_id, legal_entity=entity_id)
    found: SupplierAccount | None = rows.select_related("supplier", "legal_entity").first()
    return found


def same_invoice(account: SupplierAccount, document: Document) -> SupplierInvoice | None:
    """Return the invoice that says the same already: its supplier, number as it stands, day and total. One query."""
    is_credit = document.kind == "CREDIT_NOTE"
    rows = SupplierInvoice.objects.of(account.partner_id).filter(
        account__supplier=account.supplier_id, reference=" ".join(document.reference.split()),
        invoice_date=document.invoice_date, gross=document.totals.gross, source=SupplierInvoice.Source.XML,
    )  # fmt: skip
    kind = Q(kind=SupplierInvoice.Kind.CREDIT_NOTE)
    found: SupplierInvoice | None = (
        rows.filter(kind if is_credit else ~kind).exclude(state__in=GONE).order_by("id").first()
    )
    return found


def credited(account: SupplierAccount, document: Document) -> SupplierInvoice | None:
    """Return the invoice of an account that a credit note names, if it names just one. One query."""
    wanted = duplicates.tidy(document.credited)
    if not wanted:
        return None
    rows = SupplierInvoice.objects.of(account.partner_id).filter(account=account, tidy_reference=wanted)
    found = list(rows.exclude(kind=SupplierInvoice.Kind.CREDIT_NOTE).exclude(state__in=GONE)[:2])
    return found[0] if len(found) == 1 else None


def usual_coding(account: SupplierAccount) -> Coding:
    """Return what the account’s last invoice with codes that fit was charged to, or its usual code. One query."""
    lines = SupplierInvoiceLine.objects.of(account.partner_id).filter(invoice__account=account)
    lines = lines.exclude(invoice__content_hash="").exclude(invoice__state__in=GONE)
    last: SupplierInvoiceLine | None = lines.order_by("-invoice_id", "number").first()
    if last is None:
        return Coding(subjective=account.subjective)
    return Coding(last.subjective, last.cost_centre, last.fund, last.project)


def compared(text: str, *, account: SupplierAccount) -> str:
    """Hold the account that an invoice asks to be paid into against the one that is held. One query."""
    if not text:
        return Bank.NOT_GIVEN
    given = bank_account(text)
    rows = SupplierBank.objects.of(account.partner_id).filter(account=account, state=SupplierBankState.ACTIVE)
    held: Sequence[str] = list(rows.values_list("fingerprint", flat=True))
    if not held:
        return Bank.NONE_HELD
    if given is None:
        return Bank.UNREAD
    print_ = sealed.supplier_index(sealed.SupplierDetails(*given), partner_id=account.partner_id)
    return Bank.SAME if print_ in held else Bank.DIFFERS
