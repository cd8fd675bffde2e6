"""Suppliers’ invoices: entered, checked, corrected, disputed (domain FIN-06).

Whatever is entered is checked at once: is it a valid invoice, has it been here before, does it agree with its order?
When it was first received is kept through all of that.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Max, Sum
from django.utils import timezone

from finance import rules_cis
from finance import rules_payables as rules
from finance.engine import duplicates
from finance.engine.invoice_sums import tidy_vat_number
from finance.engine.payables import Policy, policy_on
from finance.engine.payment_times import latest_day
from finance.models import InvoiceEvent, InvoiceHold, SupplierAccount, SupplierInvoice, SupplierInvoiceLine
from finance.operations import codings, partner_envelopes
from finance.operations.codings import Segments
from finance.operations.suppliers import told
from finance.queries import invoice_checks
from finance.states import INVOICE, InvoiceState, SupplierState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.fields import has_more_places
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import money
from sharedservices.common.money import ZERO, pence

NOUN = "supplier’s invoice"
Kind = SupplierInvoice.Kind
Hold = InvoiceHold.Kind
ONE_DAY = timedelta(days=1)
PLACES = 4
"""Decimal places of a quantity and of a price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLineWanted:
    """A line as it stands on the invoice, in pounds, and what it is charged to."""

    description: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    vat_code: str
    vat_rate: Decimal
    vat: Decimal
    subjective: str
    cost_centre: str = ""
    fund: str = "GEN"
    project: str = ""
    order_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstructionWanted:
    """What the net of an invoice for construction work is made of, in pounds (FIN-07)."""

    labour: Decimal
    materials: Decimal = ZERO
    plant: Decimal = ZERO
    levy: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceWanted:
    """An invoice as it came: amounts in pounds as the supplier wrote them. `due_on`: when it asks to be paid later."""

    account: UUID
    kind: str
    reference: str
    invoice_date: date
    received_at: datetime
    addressed_to: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    lines: Sequence[InvoiceLineWanted]
    tax_point: date | None = None
    supplier_vat: str = ""
    order_reference: str = ""
    no_order: str = ""
    due_on: date | None = None
    credits: UUID | None = None
    replaces: UUID | None = None
    late_payment_of: UUID | None = None
    source: str = SupplierInvoice.Source.FORM
    construction: ConstructionWanted | None = None


@transaction_required
def register(*, wanted: InvoiceWanted, by: User, at: datetime) -> SupplierInvoice:
    """Enter an invoice and check it; return it where the checks have brought it.

    :raises RuleBroken: without number or lines, for days that cannot be, a closed account, or a credit of nothing
    :raises SupplierAccount.DoesNotExist: if there is none in scope
    """
    account = SupplierAccount.objects.select_related("supplier", "legal_entity").get(uuid=wanted.account)
    with partner_scope(account.partner_id, actor_id=by.pk, reason=f"Invoice {wanted.reference}"[:200]):
        state = account.state
        rules.SupplierOpen.require(state != SupplierState.CLOSED, account=str(account), supplier=str(account.supplier))
        rules.ReceivedBefore.require(wanted.received_at <= at)
        row = SupplierInvoice(
            partner_id=account.partner_id, received_at=wanted.received_at, source=wanted.source,
            registered_by=by, registered_human=by.human_id, registered_at=at, state=InvoiceState.RECEIVED,
        )  # fmt: skip
        _fill(row, account, wanted)
        row.number = _next_number(row.partner_id)
        row.save()
        lines = _write_lines(row, wanted.lines)
        _log(row, "register", "", by=by, at=at)
        _check(row, lines, by=by, at=at)
    return row


@transaction_required
def correct(*, invoice: UUID, wanted: InvoiceWanted, by: User, at: datetime) -> SupplierInvoice:
    """Enter an invoice anew, or the one that the supplier sent in its place, and check it again.

    When it was first received stays; an approval that was asked for is for what it said before.

    :raises WrongState: when it has been approved, is disputed or cancelled
    :raises RuleBroken: as `register`
    """
    row = lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Correct {row}"):
        rules.ClaimIsOfInvoice.require(row.kind != Kind.INTEREST)
        _move(row, "correct", by=by, at=at)
        account = SupplierAccount.objects.select_related("supplier", "legal_entity").get(uuid=wanted.account)
        SupplierInvoiceLine.objects.of(row.partner_id).filter(invoice=row).delete()
        _fill(row, account, wanted)
        row.cleared_by = row.cleared_human = None
        row.save()
        lines = _write_lines(row, wanted.lines)
        _check(row, lines, by=by, at=at)
    return row


@transaction_required
def reroute(*, invoice: UUID, account: UUID, reason: str, by: User, at: datetime) -> SupplierInvoice:
    """Give an invoice to the legal entity that it is addressed to. When it was first received stays.

    Cost centres belong to a legal entity, so its lines are coded anew.

    :raises WrongState: unless it has just come or come back
    :raises RuleBroken: unless the account is one of the same supplier with another legal entity of this partner
    """
    row, words = lock(invoice), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        target = SupplierAccount.objects.select_related("supplier", "legal_entity").filter(uuid=account).first()
        rules.StaysInPartner.require(
            target is not None
            and row.kind != Kind.INTEREST
            and target.supplier_id == row.account.supplier_id
            and target.legal_entity_id != row.legal_entity_id
        )
        _move(row, "correct", by=by, at=at, reason=words)
        assert target is not None  # noqa: S101 - the rule above
        row.account, row.legal_entity = target, target.legal_entity
        row.save()
        _check(row, lines_of(row), by=by, at=at)
    return row


@transaction_required
def check_again(*, invoice: UUID, by: User, at: datetime) -> SupplierInvoice:
    """Hold an exception against its order and receipts again, once those have changed.

    :raises WrongState: unless it is an exception
    """
    row = lock(invoice)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Match {row}"):
        next_state(INVOICE, "match", row.state, noun=NOUN)
        _match(row, lines_of(row), policy_on(timezone.localdate(at)), by=by, at=at)
    return row


@transaction_required
def clear(*, invoice: UUID, reason: str, by: User, at: datetime) -> SupplierInvoice:
    """Say that a suspected duplicate is none. Whoever entered it does not say so.

    :raises WrongState: unless it is suspected
    :raises RuleBroken: for whoever entered it, or without a reason
    """
    row, words = lock(invoice), told(reason)
    rules.SecondClears.require(row.registered_human != by.human_id)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        row.cleared_by, row.cleared_human = by, by.human_id
        _move(row, "clear", by=by, at=at, reason=words, also=("cleared_by", "cleared_human"))
        _end_holds(row, (Hold.DUPLICATE,), words, by=by, at=at)
        _match(row, lines_of(row), policy_on(timezone.localdate(at)), by=by, at=at)
    return row


@transaction_required
def send_back(*, invoice: UUID, reason: str, notice_at: datetime | None, by: User, at: datetime) -> SupplierInvoice:
    """Return an invoice that is none to its supplier. `notice_at`: when the supplier was told.

    A partner that issued it electronically is told with that, and so it is of a dispute and of its end.

    Only a span that begins with a notice is left out of the days that it took (Procurement Act 2023 s 68).

    :raises WrongState: when it has been matched or approved
    :raises RuleBroken: without a reason
    """
    return _act(invoice, "return", reason, notice_at, by=by, at=at, tells="give_back")


@transaction_required
def dispute(*, invoice: UUID, reason: str, notice_at: datetime | None, by: User, at: datetime) -> SupplierInvoice:
    """Say that an invoice is disputed, and when the supplier was told.

    :raises WrongState: unless it is matched or an exception
    :raises RuleBroken: without a reason
    """
    return _act(invoice, "dispute", reason, notice_at, by=by, at=at, tells="dispute")


@transaction_required
def settle(*, invoice: UUID, reason: str, by: User, at: datetime) -> SupplierInvoice:
    """End a dispute and match the invoice again.

    :raises WrongState: unless it is disputed
    :raises RuleBroken: without a reason
    """
    row = _act(invoice, "settle", reason, None, by=by, at=at, tells="settle")
    with partner_scope(row.partner_id, actor_id=by.pk, reason="Dispute settled"):
        _match(row, lines_of(row), policy_on(timezone.localdate(at)), by=by, at=at)
    return row


@transaction_required
def cancel(*, invoice: UUID, reason: str, by: User, at: datetime) -> SupplierInvoice:
    """Put an invoice away that was entered by mistake. What is posted is credited instead.

    :raises WrongState: when it has been approved
    :raises RuleBroken: without a reason
    """
    return _act(invoice, "cancel", reason, None, by=by, at=at, tells="give_back")


@transaction_required
def hold(*, invoice: UUID, reason: str, by: User, at: datetime) -> InvoiceHold:
    """Keep an invoice from being approved or paid, until the hold is ended.

    :raises RuleBroken: without a reason
    """
    row, words = lock(invoice), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        return _hold(row, Hold.MANUAL, "PAYABLES", words, by=by, at=at)


@transaction_required
def end_hold(*, hold: UUID, reason: str, by: User, at: datetime) -> InvoiceHold:
    """End a hold that somebody placed. What a check found ends when the check finds it no more.

    :raises RuleBroken: without a reason, or for what a check found
    """
    row: InvoiceHold = (
        InvoiceHold.objects.select_for_update(of=("self",)).select_related("invoice").get(uuid=hold, ended_at=None)
    )
    words = told(reason)
    rules.HoldsEnded.require(row.kind == Hold.MANUAL, invoice=str(row.invoice), why=row.words)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        row.ended_at, row.ended_by, row.end_reason = at, by, words
        row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return row


def lock(invoice: UUID) -> SupplierInvoice:
    """Return an invoice, held until the transaction ends. :raises SupplierInvoice.DoesNotExist: if there is none."""
    found: SupplierInvoice = (
        SupplierInvoice.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "account__supplier", "credits")
        .get(uuid=invoice)
    )
    return found


def lines_of(row: SupplierInvoice) -> list[SupplierInvoiceLine]:
    """Return the lines of an invoice in their order."""
    return list(SupplierInvoiceLine.objects.of(row.partner_id).filter(invoice=row).order_by("number"))


def open_holds(row: SupplierInvoice) -> list[InvoiceHold]:
    """Return what holds an invoice now."""
    return list(InvoiceHold.objects.of(row.partner_id).filter(invoice=row, ended_at=None).order_by("id"))


# --- the parts ------------------------------------------------------------------------------------------------------
def _next_number(partner_id: int) -> int:
    with connection.cursor() as cursor:  # numbers follow each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('finance_supplierinvoice', %s))", [partner_id])
    last: int | None = SupplierInvoice.objects.of(partner_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _fill(row: SupplierInvoice, account: SupplierAccount, wanted: InvoiceWanted) -> None:
    """Take over what stands above the lines."""
    reference = " ".join(wanted.reference.split())
    tidied = duplicates.tidy(reference)
    rules.InvoiceNumbered.require(0 < len(reference) <= 40 and bool(tidied))
    received = timezone.localdate(row.received_at)
    rules.InvoiceDated.require(wanted.invoice_date <= received, on=wanted.invoice_date, received=received)
    for amount in (wanted.net, wanted.vat, wanted.gross):
        rules.AmountsInRange.require(
            0 <= amount <= rules.MOST and amount == pence(amount), line="total", most=rules.MOST
        )
    row.account, row.legal_entity = account, account.legal_entity
    row.kind, row.reference, row.tidy_reference = wanted.kind, reference, tidied
    row.invoice_date, row.tax_point = wanted.invoice_date, wanted.tax_point or wanted.invoice_date
    row.supplier_vat, row.addressed_to = tidy_vat_number(wanted.supplier_vat), " ".join(wanted.addressed_to.split())
    row.order_reference, row.no_order = wanted.order_reference.strip().upper(), wanted.no_order
    row.net, row.vat, row.gross = wanted.net, wanted.vat, wanted.gross
    _construction(row, wanted.construction)
    row.credits = _linked(row, account, wanted.credits)
    row.replaces = _linked(row, account, wanted.replaces)
    row.late_payment_of = _linked(row, account, wanted.late_payment_of)
    is_claim = row.kind == Kind.INTEREST
    rules.ClaimIsOfInvoice.require(is_claim == (row.late_payment_of is not None) and not (is_claim and row.vat))
    is_credit = row.kind == Kind.CREDIT_NOTE
    rules.CreditsWhat.require(is_credit == (row.credits is not None))
    if row.credits is not None:
        _covered(row, row.credits)
    terms = received + max(account.terms_days - 1, 0) * ONE_DAY
    row.due_on = latest_day(received, agreed=wanted.due_on) if wanted.due_on else terms


def _construction(row: SupplierInvoice, wanted: ConstructionWanted | None) -> None:
    """Take over what the net is made of, if it is for construction work."""
    parts = (wanted.labour, wanted.materials, wanted.plant, wanted.levy) if wanted else ()
    if parts:
        whole = all(0 <= one == pence(one) for one in parts)
        total = sum(parts, ZERO)
        rules_cis.PartsAreTheNet.require(whole and total == row.net, parts=money(total), net=money(row.net))
    row.cis_labour, row.cis_materials, row.cis_plant, row.cis_levy = parts or (None,) * 4


def _linked(row: SupplierInvoice, account: SupplierAccount, uuid: UUID | None) -> SupplierInvoice | None:
    if uuid is None:
        return None
    found: SupplierInvoice | None = (
        SupplierInvoice.objects.of(row.partner_id).filter(uuid=uuid, account=account).first()
    )
    rules.CreditsWhat.require(found is not None and found.pk != row.pk)
    return found


def _covered(row: SupplierInvoice, credited: SupplierInvoice) -> None:
    """Make sure that no more is credited than was charged."""
    others = SupplierInvoice.objects.of(row.partner_id).filter(credits=credited).exclude(state__in=invoice_checks.GONE)
    already = others.exclude(pk=row.pk).aggregate(total=Sum("gross"))["total"] or Decimal("0.00")
    left = credited.gross - already
    rules.CreditIsCovered.require(row.gross <= left, credit=row.gross, invoice=credited.reference, left=left)


def _write_lines(row: SupplierInvoice, wanted: Sequence[InvoiceLineWanted]) -> list[SupplierInvoiceLine]:
    rules.LinesGiven.require(0 < len(wanted) <= rules.MOST_LINES, most=rules.MOST_LINES)
    made = []
    for number, one in enumerate(wanted, start=1):
        words = " ".join(one.description.split())
        rules.LinesGiven.require(bool(words), most=rules.MOST_LINES)
        amounts = (one.net, one.vat, one.quantity, one.price)
        fits = all(0 <= amount <= rules.MOST for amount in amounts)
        whole = one.net == pence(one.net) and one.vat == pence(one.vat)
        whole = whole and not any(has_more_places(number, PLACES) for number in (one.quantity, one.price))
        rules.AmountsInRange.require(fits and whole, line=number, most=rules.MOST)
        made.append(
            SupplierInvoiceLine(
                partner_id=row.partner_id, invoice=row, number=number, description=words[:200], quantity=one.quantity,
                price=one.price, net=one.net, vat_code=one.vat_code, vat_rate=one.vat_rate, vat=one.vat,
                subjective=one.subjective, cost_centre=one.cost_centre, fund=one.fund, project=one.project,
                order_line=one.order_line,
            )
        )  # fmt: skip
    written: list[SupplierInvoiceLine] = SupplierInvoiceLine.objects.bulk_create(made)
    return written


def _check(row: SupplierInvoice, lines: list[SupplierInvoiceLine], *, by: User, at: datetime) -> None:
    """Bring an invoice as far as the checks let it: still received, suspected, an exception, or matched."""
    policy = policy_on(timezone.localdate(at))
    _end_holds(row, (Hold.FAULT, Hold.DUPLICATE, Hold.MATCH, Hold.STATUS), "Checked again", by=by, at=at)
    faults = invoice_checks.form_faults(row, lines, policy)
    coding = _coding_fault(row, lines)
    for owner, words in [*faults, *([("PAYABLES", coding)] if coding else [])]:
        _hold(row, Hold.FAULT, owner, words, by=by, at=at)
    if faults or coding:
        return
    row.content_hash = content_hash(row, lines)
    _move(row, "validate", by=by, at=at, also=("content_hash",))
    alike = invoice_checks.likenesses(row, lines, policy)
    suspect = [one for one in alike if one.likeness.points >= policy.duplicate_from]
    if not suspect:
        _move(row, "begin_match", by=by, at=at)
        _match(row, lines, policy, by=by, at=at)
        return
    _move(row, "suspect", by=by, at=at)
    for one in suspect[:5]:
        where = "Possible duplicate in the partnership" if one.invoice is None else f"Like {one.invoice}"
        told_of = where if one.invoice is None else f"{where}, {one.invoice.reference}: {one.likeness.words}"
        like, points = one.invoice, one.likeness.points
        _hold(row, Hold.DUPLICATE, "PAYABLES", told_of, by=by, at=at, like=like, points=points)


def _coding_fault(row: SupplierInvoice, lines: Sequence[SupplierInvoiceLine]) -> str:
    wanted = [Segments(one.subjective, one.cost_centre, one.fund, one.project) for one in lines]
    try:
        codings.find(entity=row.legal_entity, wanted=wanted, on=row.tax_point, by_hand=True)
    except DomainError as error:
        return error.explanation
    return ""


def _match(row: SupplierInvoice, lines: list[SupplierInvoiceLine], policy: Policy, *, by: User, at: datetime) -> None:
    """Hold it against its order; what differs goes to whoever puts it right."""
    _end_holds(row, (Hold.MATCH, Hold.STATUS), "Matched again", by=by, at=at)
    found = invoice_checks.differences(row, lines, policy)
    for one in found:
        _hold(row, Hold.MATCH, one.owner.value, one.words, by=by, at=at, amount=one.amount)
    needs_status = row.account.needs_psc_check and row.account.psc_decided_on is None
    if needs_status:
        words = "Nothing is paid to this supplier before the status of its workers has been determined."
        _hold(row, Hold.STATUS, "BUYER", words, by=by, at=at)
    if not found and not needs_status:
        _move(row, "match", by=by, at=at)
    elif row.state == InvoiceState.MATCHING:
        _move(row, "except", by=by, at=at)


def _act(
    invoice: UUID, action: str, reason: str, notice_at: datetime | None, *, by: User, at: datetime, tells: str
) -> SupplierInvoice:
    row, words = lock(invoice), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        if partner_envelopes.answer_of(row, tells, words, at=at):
            notice_at = notice_at or at
        _move(row, action, by=by, at=at, reason=words, notice_at=notice_at)
    return row


def _move(
    row: SupplierInvoice, action: str, *, by: User, at: datetime, reason: str = "", notice_at: datetime | None = None,
    also: Sequence[str] = (),
) -> None:  # fmt: skip
    before, row.state = row.state, InvoiceState(next_state(INVOICE, action, row.state, noun=NOUN))
    row.save(update_fields=["state", *also])
    _log(row, action, before, by=by, at=at, reason=reason, notice_at=notice_at)


def _log(
    row: SupplierInvoice, action: str, before: str, *, by: User, at: datetime, reason: str = "",
    notice_at: datetime | None = None,
) -> None:  # fmt: skip
    InvoiceEvent.objects.create(
        partner_id=row.partner_id, invoice=row, action=action, from_state=before, to_state=row.state, by=by, at=at,
        reason=reason, notice_at=notice_at,
    )  # fmt: skip


def _hold(  # noqa: PLR0913 - the same
    row: SupplierInvoice, kind: str, owner: str, words: str, *, by: User, at: datetime, amount: Decimal | None = None,
    like: SupplierInvoice | None = None, points: int | None = None,
) -> InvoiceHold:  # fmt: skip
    made: InvoiceHold = InvoiceHold.objects.create(
        partner_id=row.partner_id, invoice=row, kind=kind, owner=owner, words=words[:500], amount=amount, like=like,
        points=points, placed_at=at, placed_by=by,
    )  # fmt: skip
    return made


def _end_holds(row: SupplierInvoice, kinds: Sequence[str], words: str, *, by: User, at: datetime) -> None:
    InvoiceHold.objects.of(row.partner_id).filter(invoice=row, kind__in=kinds, ended_at=None).update(
        ended_at=at, ended_by=by, end_reason=words
    )


def content_hash(row: SupplierInvoice, lines: Sequence[SupplierInvoiceLine]) -> str:
    """Return the SHA-256 over everything that an approver of an invoice approves."""
    head = [
        row.account.uuid, row.kind, row.reference, row.invoice_date, row.tax_point, row.received_at.isoformat(),
        row.addressed_to, row.supplier_vat, row.order_reference, row.no_order, row.net, row.vat, row.gross, row.due_on,
        row.credits_id, row.replaces_id,
    ]  # fmt: skip
    given = [
        [one.number, one.description, one.quantity.normalize(), one.price.normalize(), one.net, one.vat_code, one.vat,
         one.subjective, one.cost_centre, one.fund, one.project, one.order_line]
        for one in lines
    ]  # fmt: skip
    if row.cis_labour is not None:  # else the hash of what was approved before these were asked for would change
        head += [row.cis_labour, row.cis_materials, row.cis_plant, row.cis_levy]
    text = json.dumps([[str(one) for one in head], [[str(one) for one in line] for line in given]])
    return hashlib.sha256(text.encode()).hexdigest()
