"""Electronic invoices: taken in as they are, read, entered for the legal entity that they name (domain FIN-06).

Whatever may be said without a person is said at once: whom it is for, whose it is, whether it adds up. One that is for
another partner goes there in an envelope; each partner works in its own scope. Where a supplier is paid is never
taken from an invoice.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from finance import rules_einvoices as rules
from finance import rules_payables
from finance.engine import ubl, ubl_parties
from finance.engine.invoice_sums import tidy_vat_number
from finance.engine.payment_times import latest_day
from finance.engine.ubl import Document, NotAccepted
from finance.engine.ubl_lines import CannotEnter, bank_account, charges, is_foreign
from finance.models import ElectronicInvoice, InvoiceEnvelope, SupplierAccount, SupplierInvoice
from finance.models.einvoices import LONGEST_NAME, LONGEST_PARTY
from finance.operations import invoices, partner_envelopes
from finance.operations.invoices import InvoiceLineWanted, InvoiceWanted
from finance.queries import einvoices as found
from finance.states import ELECTRONIC, ENVELOPE, ElectronicState, EnvelopeState, SupplierState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "electronic invoice"
TABLE, ENVELOPES = "finance_electronicinvoice", "finance_invoiceenvelope"
LAST_DIGITS = 4
Kind = SupplierInvoice.Kind
State = ElectronicState


@transaction_required
def take_in(
    *, partner_id: int, name: str, data: bytes, received_at: datetime, by: User, at: datetime
) -> tuple[ElectronicInvoice, bool]:
    """Take a file in and do with it what can be done; return it, and whether it is new.

    The same file again is the one that is here, with the moment at which that first came.

    :raises RuleBroken: for a file that is no UBL invoice or credit note, or that came in the future
    """
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Electronic invoice {name}"[:200]):
        rules_payables.ReceivedBefore.require(received_at <= at, field="received_on")
        return _take_in(partner_id, name, data, received_at, None, by=by, at=at)


@transaction_required
def take_over(*, partner_id: int, envelope: UUID, by: User, at: datetime) -> ElectronicInvoice:
    """Take in what came to another partner and is for this one: as if it had come here at that moment.

    :raises WrongState: when it was taken in before
    :raises InvoiceEnvelope.DoesNotExist: for one that names another partner
    """
    with partner_scope(partner_id, actor_id=by.pk, reason="Electronic invoice from another partner"):
        sent = InvoiceEnvelope.sent_here.filter(to_partner_id=partner_id)
        # one that is signed can be held by nobody here, and is read as it is
        row: InvoiceEnvelope | None = sent.select_for_update(of=("self",)).filter(uuid=envelope).first()
        if row is None:
            row = sent.get(uuid=envelope)
        assert row is not None  # noqa: S101 - get() raises
        state = EnvelopeState(next_state(ENVELOPE, "take_over", row.state, noun=NOUN))
        data = base64.b64decode(sealing.open_sealed(row.body, aad=sealing.aad(ENVELOPES, row.uuid, "body")))
        made, _ = _take_in(partner_id, row.name, data, row.received_at, row, by=by, at=at)
        # the default manager has the sender’s own rows alone
        InvoiceEnvelope.sent_here.filter(pk=row.pk).update(state=state, taken_at=at)
    return made


@transaction_required
def look_again(*, document: UUID, by: User, at: datetime) -> ElectronicInvoice:
    """Do with a document what can be done now: after its supplier or its legal entity was set up.

    :raises WrongState: unless it waits, or nobody knows yet whom it is for
    """
    row = _lock(document)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Look again at {row}"[:200]):
        next_state(ELECTRONIC, "wait", row.state, noun=NOUN)
        _judge(row, body_of(row), by=by, at=at)
    return row


@transaction_required
def assign(*, document: UUID, account: UUID, credits: UUID | None = None, by: User, at: datetime) -> ElectronicInvoice:
    """Enter a document for an account that a person chose; a credit note also with the invoice that it credits.

    Everything that is checked of an invoice is checked of this one. Its bank account is not taken over.

    :raises WrongState: unless it waits
    :raises RuleBroken: for an account with another legal entity, of another supplier than it names, or closed; and
        for what cannot be entered
    """
    row = _lock(document)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Enter {row}"[:200]):
        target = State(next_state(ELECTRONIC, "register", row.state, noun=NOUN))
        entity = row.legal_entity
        chosen = SupplierAccount.objects.select_related("supplier", "legal_entity").filter(uuid=account).first()
        fits = chosen is not None and entity is not None and chosen.legal_entity_id == entity.pk
        fits = fits and chosen is not None and chosen.state != SupplierState.CLOSED
        rules.ElectronicAccount.require(fits, entity=entity or row.buyer)
        assert chosen is not None  # noqa: S101 - the rule above
        read = ubl.read(body_of(row))
        _of_supplier(read, chosen)
        _enter(row, read, chosen, by=by, at=at, credits=credits, target=target, chosen=True)
    return row


@transaction_required
def give_back(*, document: UUID, words: str, told_on: date, by: User, at: datetime) -> ElectronicInvoice:
    """Record that a document was returned to its supplier, with what the supplier was told, and when.

    :raises WrongState: when it was entered, passed on or returned
    :raises RuleBroken: without words, or for a day before it came or in the future
    """
    row = _lock(document)
    said, shortest, longest = words.strip(), rules.SHORTEST_REASON, rules.LONGEST_REASON
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Return {row}"[:200]):
        target = State(next_state(ELECTRONIC, "give_back", row.state, noun=NOUN))
        rules.ElectronicReason.require(shortest <= len(said) <= longest, shortest=shortest, longest=longest)
        came = timezone.localdate(row.received_at)
        rules.ElectronicTold.require(came <= told_on <= timezone.localdate(at), came=came)
        row.told_on, row.told_words = told_on, said
        partner_envelopes.answer(row.envelope if row.from_partner_id else None, "give_back", said, at=at)
        _move(row, target, by=by, at=at)
    return row


def body_of(row: ElectronicInvoice) -> bytes:
    """Return the file as it came. The caller records who took it away."""
    return base64.b64decode(sealing.open_sealed(row.body, aad=sealing.aad(TABLE, row.uuid, "body")))


# --- taking in ------------------------------------------------------------------------------------------------------
def _take_in(
    partner_id: int, name: str, data: bytes, received_at: datetime, envelope: InvoiceEnvelope | None, *, by: User,
    at: datetime,
) -> tuple[ElectronicInvoice, bool]:  # fmt: skip
    file_hash = hashlib.sha256(data).hexdigest()
    with connection.cursor() as cursor:  # of two who hand the same file in, the second finds the first one’s
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [file_hash, partner_id])
    there: ElectronicInvoice | None = ElectronicInvoice.objects.of(partner_id).filter(file_hash=file_hash).first()
    if there is not None:
        return there, False
    tidy = " ".join(name.split())[:LONGEST_NAME] or "invoice.xml"
    try:
        seen = ubl.glimpse(data)
    except NotAccepted as refused:
        first = refused.faults[0]
        raise rules.ElectronicFile.broken(name=tidy, why=first.message, what=first.remedy) from None
    row = ElectronicInvoice(
        partner_id=partner_id, name=tidy, n_bytes=len(data), file_hash=file_hash, received_at=received_at, taken_by=by,
        taken_at=at, kind=seen.kind, reference=seen.reference[:LONGEST_PARTY], seller=seen.seller[:LONGEST_PARTY],
        buyer=seen.buyer[:LONGEST_PARTY],
    )  # fmt: skip
    if envelope is not None:
        row.from_partner_id, row.envelope = envelope.partner_id, envelope.uuid
    row.body = _sealed(data, sealing.aad(TABLE, row.uuid, "body"))
    read = _read(row, data)
    if read is not None:
        given = bank_account(read.bank_account)
        row.invoice_date, row.gross, row.content = read.invoice_date, read.totals.gross, _content(read)
        row.bank_last_four = given[1][-LAST_DIGITS:] if given else ""
    row.save()
    _decide(row, read, data, by=by, at=at)
    return row, True


def _sealed(data: bytes, aad: str) -> str:
    return sealing.seal(base64.b64encode(data).decode(), aad=aad)


def _content(read: Document) -> dict[str, Any]:
    """Return what a document says, without the account that it asks to be paid into: that stays sealed."""
    content = asdict(read)
    del content["bank_account"]
    return content


def _read(row: ElectronicInvoice, data: bytes) -> Document | None:
    """Read a document, or say on the row what speaks against it."""
    try:
        return ubl.read(data)
    except NotAccepted as refused:
        row.findings = [asdict(one) for one in refused.faults]
        return None


def _judge(row: ElectronicInvoice, data: bytes, *, by: User, at: datetime) -> None:
    _decide(row, _read(row, data), data, by=by, at=at)


def _decide(row: ElectronicInvoice, read: Document | None, data: bytes, *, by: User, at: datetime) -> None:
    """Do with a document what can be done without a person."""
    if read is None:
        _move(row, State(next_state(ELECTRONIC, "find_fault", row.state, noun=NOUN)), by=by, at=at)
        return
    row.findings = []
    if row.state == State.RECEIVED and not _addressed(row, read, data, by=by, at=at):
        return
    whose = found.supplier(read, partner_id=row.partner_id)
    assert row.legal_entity is not None  # noqa: S101 - who waits is addressed to one
    if not whose.key:
        several = (
            "Several suppliers here may be meant." if whose.several else "No supplier here has its numbers or name."
        )
        words = f"{several} It is of {_named(read.supplier)}."
        _wait(row, "SUPPLIER", words, "Choose the account, or set the supplier up and look again.", by=by, at=at)
        return
    account = found.account_of(
        partner_id=row.partner_id, supplier_id=int(whose.key), entity_id=row.legal_entity.pk
    )  # fmt: skip
    if account is None or account.state == SupplierState.CLOSED:
        lacks = "has no account" if account is None else "has a closed account"
        words = f"{read.supplier.name} {lacks} with {row.legal_entity.legal_name}."
        _wait(row, "ACCOUNT", words, "Open one on the supplier’s page, then look again.", by=by, at=at)
        return
    row.recognised_by = whose.by
    target = State(next_state(ELECTRONIC, "register", row.state, noun=NOUN))
    _enter(row, read, account, by=by, at=at, credits=None, target=target, chosen=False)


def _addressed(row: ElectronicInvoice, read: Document, data: bytes, *, by: User, at: datetime) -> bool:
    """Find out whom it is for; False unless it is a legal entity of this partner."""
    buyer = found.buyer(read.customer, partner_id=row.partner_id, on=timezone.localdate(at))
    if buyer.partner_id == row.partner_id:
        row.legal_entity = LegalEntity.objects.of(row.partner_id).get(pk=buyer.entity_id)
        return True
    if buyer.partner_id and row.from_partner_id is None:
        _send_on(row, buyer.partner_id, data, by=by, at=at)
        return False
    none = (
        "Several legal entities may be meant" if buyer.is_doubtful else "No legal entity here has its numbers or name"
    )
    row.findings = [
        _finding("BUYER", "cac:AccountingCustomerParty", f"{none}. It is addressed to {_named(read.customer)}.",
                 "Return it to the supplier; or, if it is for us, have our VAT registration recorded and look again.")
    ]  # fmt: skip
    row.moved_by, row.moved_at = by, at
    row.save(update_fields=["findings", "moved_by", "moved_at"])
    return False


def _send_on(row: ElectronicInvoice, partner_id: int, data: bytes, *, by: User, at: datetime) -> None:
    """Put it into an envelope for the partner whom it is addressed to. Nothing of it is payable here."""
    row.envelope, row.to_partner_id = uuid4(), partner_id
    _move(row, State(next_state(ELECTRONIC, "send_on", row.state, noun=NOUN)), by=by, at=at)
    envelope = InvoiceEnvelope(
        uuid=row.envelope, partner_id=row.partner_id, to_partner_id=partner_id, name=row.name, file_hash=row.file_hash,
        received_at=row.received_at, seller=row.seller, sent_at=at,
    )  # fmt: skip
    envelope.body = _sealed(data, sealing.aad(ENVELOPES, envelope.uuid, "body"))
    envelope.save()


# --- entering -------------------------------------------------------------------------------------------------------
def _enter(
    row: ElectronicInvoice, read: Document, account: SupplierAccount, *, by: User, at: datetime, credits: UUID | None,
    target: State, chosen: bool,
) -> None:  # fmt: skip
    """Enter it as an invoice. What forbids that is said on the row, or raised to the person who chose the account."""
    row.bank = found.compared(read.bank_account, account=account)
    same = found.same_invoice(account, read)
    if same is not None:
        row.account, row.invoice = account, same
        row.findings = [
            _finding("SAME", "cbc:ID", f"The same number, day and total came before, as {same}.",
                     "Nothing has to be done: it is paid once, and its first day counts.")
        ]  # fmt: skip
        _move(row, State(next_state(ELECTRONIC, "find_same", row.state, noun=NOUN)), by=by, at=at)
        return
    credited = credits
    if read.kind == "CREDIT_NOTE" and credited is None:
        other = found.credited(account, read)
        if other is None:
            rules_payables.CreditsWhat.require(not chosen)
            says = (
                f"It credits {read.credited}, which is not here."
                if read.credited
                else "It does not say what it credits."
            )
            row.account = account
            _wait(row, "CREDITS", says, "Choose the account and the invoice that it credits.", by=by, at=at)
            return
        credited = other.uuid
    try:
        lines = _lines(read, account)
    except CannotEnter as refused:
        row.account, remedy = account, "Ask the supplier for separate documents, or return it."
        _wait(row, "LINES", str(refused), remedy, by=by, at=at)
        return
    wanted = _wanted(row, read, account, lines, credited)
    try:
        with transaction.atomic():
            made = invoices.register(wanted=wanted, by=by, at=at)
            _owed(made, read, by=by, at=at)
    except DomainError as refused:
        if chosen:
            raise
        row.findings = [
            _finding(getattr(refused, "rule", ""), refused.field or "", refused.message, refused.remedy or "")
        ]
        _move(row, State(next_state(ELECTRONIC, "find_fault", row.state, noun=NOUN)), by=by, at=at)
        return
    row.account, row.invoice, row.findings = account, made, []
    _move(row, target, by=by, at=at)


def _lines(read: Document, account: SupplierAccount) -> list[InvoiceLineWanted]:
    coding = found.usual_coding(account)
    return [
        InvoiceLineWanted(
            description=one.description, quantity=one.quantity, price=one.price, net=one.net, vat_code=one.vat_code,
            vat_rate=one.vat_rate, vat=one.vat, subjective=coding.subjective, cost_centre=coding.cost_centre,
            fund=coding.fund, project=coding.project, order_line=one.order_line[:40],
        )
        for one in charges(read, from_abroad=is_foreign(read.supplier.vat_number))
    ]  # fmt: skip


def _wanted(
    row: ElectronicInvoice, read: Document, account: SupplierAccount, lines: Sequence[InvoiceLineWanted],
    credited: UUID | None,
) -> InvoiceWanted:  # fmt: skip
    order = read.order_reference.strip()[:40]
    kind = Kind.ORDERED if order else Kind.NOT_ORDERED
    is_of_partner = found.is_of_partner(row)
    if is_of_partner:
        kind = Kind.INTER_PARTNER
    kind = Kind.CREDIT_NOTE if read.kind == "CREDIT_NOTE" else kind
    vat = read.supplier.vat_number
    # a date within the thirty days asks for nothing that the terms of the account do not say
    later = read.due_on is not None and read.due_on > latest_day(timezone.localdate(row.received_at))
    return InvoiceWanted(
        account=account.uuid, kind=kind, reference=read.reference, invoice_date=read.invoice_date,
        received_at=row.received_at, addressed_to=read.customer.name[:LONGEST_PARTY], net=read.totals.net,
        vat=read.totals.vat, gross=read.totals.gross, lines=lines, tax_point=read.tax_point,
        supplier_vat=tidy_vat_number(vat)[:14] if vat else "", order_reference=order,
        due_on=read.due_on if later else None, credits=credited, source=SupplierInvoice.Source.XML,
        no_order=SupplierInvoice.NoOrder.AGREEMENT if is_of_partner and not order else "",
    )  # fmt: skip


def _owed(made: SupplierInvoice, read: Document, *, by: User, at: datetime) -> None:
    """Hold an invoice of which less, or more, than its total is asked for."""
    says = read.totals
    if says.payable != says.gross:
        words = (
            f"It asks for £{says.payable:,.2f} of £{says.gross:,.2f}: £{says.prepaid:,.2f} is said to be paid already."
        )
        invoices.hold(invoice=made.uuid, reason=words, by=by, at=at)


def _of_supplier(read: Document, account: SupplierAccount) -> None:
    """Make sure that numbers on the invoice do not speak for another supplier than the person chose."""
    known = account.supplier
    pairs = (
        ("VAT number", read.supplier.vat_number, known.vat_number, ubl_parties.vat),
        ("company number", read.supplier.company_number, known.company_number, ubl_parties.company),
    )
    for noun, says, has, plain in pairs:
        rules.ElectronicOfSupplier.require(
            not says or not has or plain(says) == plain(has), seller=read.supplier.name, number=f"{noun} {says}",
            supplier=known,
        )  # fmt: skip


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(document: UUID) -> ElectronicInvoice:
    rows = ElectronicInvoice.objects.select_for_update(of=("self",)).select_related("legal_entity")
    row: ElectronicInvoice = rows.get(uuid=document)
    return row


def _named(party: ubl.Party) -> str:
    numbers = [one for one in (party.vat_number, party.company_number) if one]
    return f"{party.name} ({', '.join(numbers)})" if numbers else party.name


def _finding(rule: str, element: str, message: str, remedy: str) -> dict[str, str]:
    return {"rule": rule, "element": element, "message": message, "remedy": remedy}


def _wait(row: ElectronicInvoice, rule: str, message: str, remedy: str, *, by: User, at: datetime) -> None:
    row.findings = [_finding(rule, "", message, remedy)]
    _move(row, State(next_state(ELECTRONIC, "wait", row.state, noun=NOUN)), by=by, at=at)


def _move(row: ElectronicInvoice, target: State, *, by: User, at: datetime) -> None:
    row.state, row.moved_by, row.moved_at = target, by, at
    row.save(update_fields=[
        "state", "findings", "bank", "legal_entity", "account", "recognised_by", "invoice", "to_partner", "envelope",
        "told_on", "told_words", "moved_by", "moved_at",
    ])  # fmt: skip
