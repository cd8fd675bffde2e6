"""Money that came in: recorded once, found out whose, and allocated to what it pays (domain FIN-08).

The bank's side is posted when it is recorded: against debtors (92000) when it is known whose it is, else against
suspense (94900). Allocation moves nothing in the ledger: both sides of it are debtors.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from finance import rules
from finance.models import Allocation, Customer, Journal, Receipt, SalesInvoice
from finance.operations import journals, sales
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.states import OWED, SETTLED, SalesState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState
from sharedservices.common.formatting import money

BANK, SUSPENSE = "93000", "94900"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money as it came: pounds, the day, how, the words on the statement, and a key under which it is recorded once."""

    amount: Decimal
    received_on: date
    method: str
    reference: str
    key: str = ""
    bank: str = BANK
    """The cash account of the bank account that it came to."""


class Move(NamedTuple):
    """A sum in pounds that moves from one account of the balance sheet to another on a day."""

    entity: LegalEntity
    debit: str
    credit: str
    pounds: Decimal
    on: date
    words: str
    reference: str = ""


@transaction_required
def record(*, legal_entity: UUID, customer: UUID | None, payment: Payment, by: User, at: datetime) -> Receipt:
    """Record money that came in and post it; under a key that was recorded before, return that one.

    :raises RuleBroken: for a day ahead, nothing, or a period that is not open
    :raises Customer.DoesNotExist: unless the customer is one of the legal entity
    """
    entity = LegalEntity.objects.get(uuid=legal_entity)
    debtor = Customer.objects.get(uuid=customer, legal_entity=entity) if customer else None
    words = " ".join(payment.reference.split())[:40]
    key = payment.key or f"{payment.method}:{payment.received_on}:{payment.amount}:{words}"
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"receipt {words}"):
        rules.NothingAhead.require(
            payment.received_on <= timezone.localdate(at), what="The receipt", on=payment.received_on
        )
        rules.AllocatedWithin.require(
            payment.amount > 0, amount=money(payment.amount), left="amount above nought", what="a receipt has"
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"receipt {key}", entity.pk])
        there: Receipt | None = Receipt.objects.of(entity.partner_id).filter(legal_entity=entity, key=key).first()
        if there is not None:
            return there
        against = sales.DEBTORS if debtor else SUSPENSE
        move = Move(entity, payment.bank, against, payment.amount, payment.received_on, f"Receipt {words}", words)
        journal = post_move(move, source="receipt", key=f"receipt:{key}:{entity.code}", by=by, at=at)
        row: Receipt = Receipt.objects.create(
            partner_id=entity.partner_id, legal_entity=entity, customer=debtor, received_on=payment.received_on,
            amount=payment.amount, method=payment.method, reference=words, key=key, journal=journal, recorded_by=by,
            recorded_at=at,
        )  # fmt: skip
    return row


@transaction_required
def identify(*, receipt: UUID, customer: UUID, by: User, at: datetime) -> Receipt:
    """Say from whom money in suspense came; it leaves suspense today.

    :raises RuleBroken: when that is known already
    :raises Customer.DoesNotExist: unless the customer is one of the same legal entity
    """
    row = _lock(receipt)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"receipt {row.reference} found"):
        rules.ReceiptOfCustomer.require(row.customer_id is None, why="It is known from whom this came")
        row.customer = Customer.objects.get(uuid=customer, legal_entity=row.legal_entity)
        words = f"Receipt {row.reference} found"
        move = Move(row.legal_entity, SUSPENSE, sales.DEBTORS, row.amount, timezone.localdate(at), words)
        row.found_journal = post_move(move, source="receipt", key=f"receipt-found:{row.uuid}", by=by, at=at)
        row.save(update_fields=["customer", "found_journal"])
    return row


@transaction_required
def allocate(*, receipt: UUID, invoice: UUID, amount: Decimal, by: User, at: datetime) -> Allocation:
    """Settle so many pounds of an invoice with a receipt of the same customer.

    :raises RuleBroken: for more than either side has left, or money in suspense
    :raises WrongState: unless something is owed on it
    """
    row, of = _lock(receipt), _invoice(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"receipt {row.reference} allocated"):
        rules.ReceiptOfCustomer.require(row.customer_id is not None, why="Nobody knows yet from whom this came")
        rules.ReceiptOfCustomer.require(
            row.customer_id == of.customer_id, field="invoice", why="The invoice is another customer’s"
        )
        if of.state not in OWED or of.kind != SalesInvoice.Kind.INVOICE:
            raise WrongState(f"Nothing is owed on {of}.", action="allocate", state=of.state)
        _within(amount, row.amount - row.allocated, "is left of the receipt")
        _within(amount, sales.owed(of), f"is owed on {of}")
        found: Allocation = Allocation.objects.create(
            partner_id=row.partner_id, invoice=of, receipt=row, amount=amount, made_by=by, made_at=at
        )
        sales.settle(of, by="pay")
    return found


@transaction_required
def undo(*, allocation: UUID, reason: str, by: User, at: datetime) -> Allocation:
    """Take the allocation of a receipt back: the invoice is owed again, the money waits for another.

    :raises WrongState: when it was undone, or is one of a credit note or write-off
    """
    row: Allocation = Allocation.objects.select_for_update(of=("self",)).get(uuid=allocation)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reason[:200]):
        if row.undone_at is not None or row.receipt_id is None:
            raise WrongState("This allocation is not undone here.", action="undo", state="")
        reopen(row, reason=reason, by=by, at=at)
    return row


def reopen(row: Allocation, *, reason: str, by: User, at: datetime) -> None:
    """Undo an allocation and bring the invoice's state back to what is settled now."""
    of = SalesInvoice.objects.select_for_update(of=("self",)).get(pk=row.invoice_id)
    if of.state in SETTLED:
        of.state = SalesState.ISSUED
        of.save(update_fields=["state"])
    row.undone_by, row.undone_at, row.undone_reason = by, at, " ".join(reason.split())[:200]
    row.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    sales.settle(of, by="pay")


def _lock(receipt: UUID) -> Receipt:
    rows = Receipt.objects.select_for_update(of=("self",)).select_related("legal_entity", "customer")
    found: Receipt = rows.get(uuid=receipt)
    return found


def _invoice(invoice: UUID) -> SalesInvoice:
    found: SalesInvoice = SalesInvoice.objects.select_for_update(of=("self",)).get(uuid=invoice)
    return found


def _within(amount: Decimal, left: Decimal, what: str) -> None:
    rules.AllocatedWithin.require(0 < amount <= left, amount=money(amount), left=money(left), what=what)


def post_move(move: Move, *, source: str, key: str, by: User, at: datetime) -> Journal:
    """Post a sum from one account to another, once under its key."""
    return journals.post_from(
        wanted=Wanted(
            legal_entity=move.entity.uuid, kind=Journal.Kind.RECEIVABLES, accounting_date=move.on,
            description=move.words,
            lines=[
                Line(segments=Segments(move.debit), debit=move.pounds, reference=move.reference),
                Line(segments=Segments(move.credit), credit=move.pounds, reference=move.reference),
            ],
        ),
        origin=Origin(source=source, reference=move.words[:64], key=key, module=sales.LEDGER), by=by, at=at,
    )  # fmt: skip
