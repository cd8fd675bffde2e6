"""Invoices to customers and the credit notes that take them back: raised by one, approved by another, then issued.

Issuing takes the number and posts to the ledger: debtors (92000) against income and VAT (92500). Source: domain FIN-08.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Max, Sum
from django.utils import timezone

from finance import rules
from finance.engine import vat
from finance.models import Allocation, Customer, Journal, RechargeBill, SalesInvoice, SalesLine
from finance.models.receivables import SMALL_CREDIT
from finance.operations import codings, customers, journals, partner_envelopes
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.rules_recharges import BillStays
from finance.states import SALES, SETTLED, SalesState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import money
from sharedservices.common.money import ZERO, pence

NOUN = "invoice"
MOST_LINES = 200
DEBTORS, VAT_CONTROL = "92000", "92500"
LEDGER = "AR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line as given: words, how many, pounds each, VAT code, and where the income goes."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    vat_code: str
    segments: Segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An invoice as given: its words, the customer's own order number, the tax point, and its lines."""

    description: str
    items: Sequence[Item]
    tax_point: date
    customer_reference: str = ""


@transaction_required
def draft(*, customer: UUID, bill: Bill, by: User, at: datetime) -> SalesInvoice:
    """Write an invoice down. Nothing is owed before another person approved it and it is issued.

    :raises RuleBroken: for lines that say too little, or VAT codes and codes of the ledger that are not there
    """
    debtor = Customer.objects.select_related("legal_entity").get(uuid=customer)
    with partner_scope(debtor.partner_id, actor_id=by.pk, reason=bill.description[:200]):
        row = SalesInvoice(
            partner_id=debtor.partner_id, customer=debtor, legal_entity=debtor.legal_entity, raised_by=by,
            raised_human=by.human_id, raised_at=at,
        )  # fmt: skip
        _write(row, bill)
    return row


@transaction_required
def draft_credit(*, invoice: UUID, bill: Bill, by: User, at: datetime) -> SalesInvoice:
    """Write a credit note for an issued invoice, all of it or a part.

    :raises RuleBroken: as `draft`, and for more than is left of what it charged
    :raises WrongState: unless the invoice is issued
    """
    of = _lock(invoice)
    with partner_scope(of.partner_id, actor_id=by.pk, reason=bill.description[:200]):
        next_state(SALES, "reopen", of.state, noun=NOUN)
        row = SalesInvoice(
            partner_id=of.partner_id, customer=of.customer, legal_entity=of.legal_entity, raised_by=by,
            raised_human=by.human_id, raised_at=at, kind=SalesInvoice.Kind.CREDIT_NOTE, credits=of,
        )  # fmt: skip
        _write(row, bill)
    return row


@transaction_required
def revise(*, invoice: UUID, bill: Bill, by: User, at: datetime) -> SalesInvoice:
    """Write a draft anew, all of its lines.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: as `draft`, and for the bill of a shared service, which is worked out
    """
    row = _lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=bill.description[:200]):
        next_state(SALES, "edit", row.state, noun=NOUN)
        is_recharge = RechargeBill.objects.of(row.partner_id).filter(invoice=row).exists()
        BillStays.require(not is_recharge, invoice=row.description)
        SalesLine.objects.of(row.partner_id).filter(invoice=row).delete()
        # whoever wrote it last answers for it: they do not approve it
        row.raised_by, row.raised_human, row.raised_at = by, by.human_id, at
        _write(row, bill)
    return row


@transaction_required
def discard(*, invoice: UUID, by: User, at: datetime) -> SalesInvoice:
    """Put away what was never issued. :raises WrongState: once it is issued."""
    row = _lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="discarded"):
        row.state = SalesState(next_state(SALES, "discard", row.state, noun=NOUN))
        row.save(update_fields=["state"])
    return row


@transaction_required
def approve(*, invoice: UUID, by: User, at: datetime) -> SalesInvoice:
    """Approve what another person raised, and issue it at once; it gets its number and is owed.

    A customer that is a partner gets it electronically with that.

    A credit note of £500 or less may be approved by whoever raised it. Source: domain FIN-08.

    :raises RuleBroken: for whoever raised it, and when its period is not open
    :raises WrongState: unless it is a draft
    """
    row = _lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        is_small = row.kind == SalesInvoice.Kind.CREDIT_NOTE and row.gross <= SMALL_CREDIT
        state = next_state(SALES, "approve", row.state, noun=NOUN)
        rules.NotOneself.require(is_small or row.raised_human != by.human_id)
        _require_left(row)
        row.state, row.approved_by, row.approved_human, row.approved_at = SalesState(state), by, by.human_id, at
        row.save()
        _issue(row, by=by, at=at)
        if row.credits_id:
            _use(row, by=by, at=at)
    return row


@transaction_required
def dispute(*, invoice: UUID, words: str, by: User, at: datetime) -> SalesInvoice:
    """Record that the customer disputes it: no reminder is sent meanwhile. :raises WrongState: unless it is owed."""
    row = _lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="disputed"):
        row.state = SalesState(next_state(SALES, "dispute", row.state, noun=NOUN))
        row.dispute = " ".join(words.split())[:200]
        row.save(update_fields=["state", "dispute"])
    return row


@transaction_required
def settle_dispute(*, invoice: UUID, words: str, by: User, at: datetime) -> SalesInvoice:
    """Record that it is settled, and how. :raises WrongState: unless it is disputed."""
    row = _lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"dispute settled: {words}"[:200]):
        next_state(SALES, "settle_dispute", row.state, noun=NOUN)
        row.state, row.dispute = standing(row), ""
        row.save(update_fields=["state", "dispute"])
    return row


def billed_to(row: SalesInvoice) -> str:
    """Return name and address that stand on an invoice: as issued, or as known now while it is a draft."""
    if not row.billed_to:
        return f"{row.customer.name}\n{customers.address_of(row.customer)}"
    return sealing.open_sealed(row.billed_to, aad=sealing.aad("finance_salesinvoice", row.uuid, "billed_to"))


def owed(row: SalesInvoice) -> Decimal:
    """Return what is still owed on an invoice, or left of a credit note, in pounds."""
    return row.gross - row.settled


def standing(row: SalesInvoice, *, by: str = "pay") -> SalesState:
    """Return the state that its allocations make; `by` is what settled the rest: pay, credit or write_off."""
    if row.settled == row.gross:
        return SalesState(SALES[by].target)
    return SalesState.PART_PAID if row.settled else SalesState.ISSUED


def settle(row: SalesInvoice, *, by: str) -> None:
    """Bring the state of an invoice up to its allocations. A dispute and recovery go on while something is owed."""
    row.refresh_from_db(fields=["settled", "state", "dispute"])
    state = standing(row, by=by)
    if state not in SETTLED and row.state in {SalesState.DISPUTED, SalesState.IN_RECOVERY}:
        return
    row.state, row.dispute = state, ""
    row.save(update_fields=["state", "dispute"])


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(invoice: UUID) -> SalesInvoice:
    rows = SalesInvoice.objects.select_for_update(of=("self",)).select_related("customer", "legal_entity", "credits")
    found: SalesInvoice = rows.get(uuid=invoice)
    return found


def _write(row: SalesInvoice, bill: Bill) -> None:
    """Check head and lines, work out VAT, and write everything down."""
    words = " ".join(bill.description.split())
    longest, shortest = rules.LONGEST_DESCRIPTION, rules.SHORTEST_DESCRIPTION
    rules.DescriptionSays.require(shortest <= len(words) <= longest, shortest=shortest, longest=longest)
    nets = [_net(number, one) for number, one in enumerate(bill.items, start=1)]
    rules.SalesHasLines.require(0 < len(nets) <= MOST_LINES and sum(nets, ZERO) > 0, most=MOST_LINES)
    found = codings.find(
        entity=row.legal_entity, wanted=[one.segments for one in bill.items], on=bill.tax_point, by_hand=True
    )
    charged = [(one.vat_code, net) for one, net in zip(bill.items, nets, strict=True)]
    taxes = vat.summary(charged, tax_point=bill.tax_point)
    row.description, row.tax_point = words, bill.tax_point
    row.customer_reference = " ".join(bill.customer_reference.split())[:40]
    row.net, row.vat = sum(nets, ZERO), sum((one.tax for one in taxes), ZERO)
    row.gross = row.net + row.vat
    _require_left(row)
    row.save()
    SalesLine.objects.bulk_create(
        SalesLine(
            partner_id=row.partner_id, invoice=row, number=number, description=" ".join(one.description.split()),
            quantity=one.quantity, unit_price=one.unit_price, net=net, vat_code=one.vat_code,
            coding=found[one.segments],
        )
        for number, (one, net) in enumerate(zip(bill.items, nets, strict=True), start=1)
    )  # fmt: skip


def _net(number: int, one: Item) -> Decimal:
    """Return the net of a line, to the nearest penny. :raises RuleBroken: for a line that says too little."""
    known = {code for code, _name in vat.sales_codes()}
    for wrong, what in (
        (not one.description.strip(), "it does not say what for"),
        (one.quantity <= 0, "the quantity is not above nought"),
        (one.unit_price < 0, "the price is below nought: a credit note takes something back"),
        (one.vat_code not in known, f"there is no VAT code {one.vat_code or '(none)'}"),
    ):
        rules.SalesLineRight.require(not wrong, line=number, what=what)
    return pence(one.quantity * one.unit_price)


def _require_left(row: SalesInvoice) -> None:
    """Make sure that a credit note takes back no more than was charged."""
    if row.credits is None:
        return
    others = SalesInvoice.objects.of(row.partner_id).filter(credits=row.credits).exclude(pk=row.pk)
    sums = others.exclude(state=SalesState.DISCARDED).aggregate(gross=Sum("gross"), net=Sum("net"))
    credited, net = sums["gross"] or ZERO, sums["net"] or ZERO
    fits = credited + row.gross <= row.credits.gross and net + row.net <= row.credits.net
    rules.CreditWithinInvoice.require(
        fits, invoice=str(row.credits), charged=money(row.credits.gross), credited=money(credited),
        more=money(row.gross),
    )  # fmt: skip


def _issue(row: SalesInvoice, *, by: User, at: datetime) -> None:
    """Take the next number, post to the ledger, and freeze what was said and to whom."""
    next_state(SALES, "issue", row.state, noun=NOUN)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"sales {row.kind}", row.legal_entity_id]
        )
    same = SalesInvoice.objects.of(row.partner_id).filter(legal_entity=row.legal_entity, kind=row.kind)
    row.number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
    today = timezone.localdate(at)
    row.issued_on, row.due_on = today, today + timedelta(days=row.customer.terms_days)
    if row.credits_id:
        row.due_on = today
    row.state = SalesState.ISSUED
    row.billed_to = sealing.seal(billed_to(row), aad=sealing.aad("finance_salesinvoice", row.uuid, "billed_to"))
    row.journal = _post(row, by=by, at=at)
    row.save()
    if row.customer.stands_for_id:
        partner_envelopes.send(row, billed_to=billed_to(row), at=at)


def _post(row: SalesInvoice, *, by: User, at: datetime) -> Journal:
    """Post debtors against income and VAT; a credit note the other way round."""
    lines = list(
        SalesLine.objects.of(row.partner_id)
        .filter(invoice=row)
        .select_related("coding__subjective", "coding__cost_centre", "coding__fund", "coding__project",
                        "coding__counterparty")
        .order_by("number")
    )  # fmt: skip
    moves = [(Segments(DEBTORS), row.gross, row.customer.name, str(row))]
    moves += [(_segments(line), -line.net, line.description, str(row)) for line in lines if line.net]
    taxes = vat.summary([(line.vat_code, line.net) for line in lines], tax_point=row.tax_point)
    moves += [(Segments(VAT_CONTROL), -one.tax, f"VAT {one.code}", str(row)) for one in taxes if one.tax]
    sign = 1 if row.kind == SalesInvoice.Kind.INVOICE else -1
    return journals.post_from(
        wanted=Wanted(
            legal_entity=row.legal_entity.uuid, kind=Journal.Kind.RECEIVABLES, accounting_date=row.tax_point,
            description=f"{row} {row.description}"[: rules.LONGEST_DESCRIPTION],
            lines=[_line(segments, sign * pounds, words, ref) for segments, pounds, words, ref in moves],
        ),
        origin=Origin(source="sales", reference=str(row), key=f"sales:{row.uuid}", module=LEDGER),
        by=by, at=at,
    )  # fmt: skip


def _line(segments: Segments, pounds: Decimal, words: str, reference: str) -> Line:
    return Line(
        segments=segments, debit=max(pounds, ZERO), credit=max(-pounds, ZERO), narrative=words[:200],
        reference=reference,
    )  # fmt: skip


def _segments(line: SalesLine) -> Segments:
    of = line.coding
    return Segments(
        of.subjective.code, of.cost_centre.code if of.cost_centre else "", of.fund.code,
        of.project.code if of.project else "", of.counterparty.code if of.counterparty else "",
    )  # fmt: skip


def _use(row: SalesInvoice, *, by: User, at: datetime) -> None:
    """Settle the invoice that a credit note takes back; what it does not need stays with the customer."""
    assert row.credits is not None  # noqa: S101 - the caller has looked
    of = _lock(row.credits.uuid)
    amount = min(owed(of), row.gross)
    if amount:
        Allocation.objects.create(
            partner_id=row.partner_id, invoice=of, credit_note=row, amount=amount, made_by=by, made_at=at
        )
        settle(of, by="credit")
        settle(row, by="pay")
