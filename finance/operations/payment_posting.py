"""What becomes of a payment run at the bank: confirmed, posted to the ledger, told to suppliers, or come back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from finance import rules_payment_runs as rules
from finance.engine import payment_days
from finance.models import Journal, PaymentItem, PaymentRun, PeriodModule, SupplierInvoice, SupplierPayment
from finance.operations import cis, journals, payment_runs, suppliers
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.operations.suppliers import told
from finance.queries import payment_checks
from finance.queries.payment_checks import CONTROL
from finance.states import INVOICE, PAYMENT_RUN, SUPPLIER_PAYMENT, InvoiceState, SupplierPaymentState, SupplierState
from partners.models import User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO

DEDUCTIONS = "94210"
MODULE = PeriodModule.Module.PAYABLES
LONGEST_CODE = 4


@transaction_required
def confirm(*, run: UUID, by: User, at: datetime) -> PaymentRun:
    """Say that the bank has paid a run, and post it; where the ledger does not take it yet, it stays confirmed.

    :raises WrongState: unless its file was sent
    :raises RuleBroken: before the day on which the money arrives
    """
    row = payment_runs.lock(run)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Confirm {row}"):
        target = next_state(PAYMENT_RUN, "confirm", row.state, noun=payment_runs.NOUN)
        rules.PaidWhenItArrived.require(timezone.localdate(at) >= row.pay_on, on=row.pay_on)
        payment_runs.move(row, "confirm", target, by=by, at=at)
        try:
            with transaction.atomic():
                return post(run=run, by=by, at=at)
        except DomainError:
            return payment_runs.lock(run)


@transaction_required
def post(*, run: UUID, by: User, at: datetime) -> PaymentRun:
    """Post a confirmed run: what was owed is paid, out of the account's cash. Suppliers are told, each once.

    :raises WrongState: unless it is confirmed
    :raises RuleBroken: when no period takes it
    """
    row = payment_runs.lock(run)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Post {row}"):
        target = next_state(PAYMENT_RUN, "post", row.state, noun=payment_runs.NOUN)
        items, payments = payment_runs.items_in(row), payment_runs.payments_of(row)
        done = payment_checks.settled(row.partner_id, [one.invoice_id for one in items])
        row.journal = _journal(row, items, payments, done, by=by, at=at)
        payment_runs.move(row, "post", target, by=by, at=at)
        PaymentItem.objects.of(row.partner_id).filter(pk__in=[one.pk for one in items]).update(
            state=PaymentItem.State.PAID
        )
        full, part = _by_what_is_left(items, done)
        payment_runs.move_invoices(row, full, "pay_in_full", by=by, at=at)
        payment_runs.move_invoices(row, part, "pay_in_part", by=by, at=at)
        settled = next_state(SUPPLIER_PAYMENT, "settle", SupplierPaymentState.WAITING)
        SupplierPayment.objects.of(row.partner_id).filter(run=row).update(state=settled)
        cis.write_down(row, items, payments, by=by, at=at)
        _tell(row, items, payments, by=by, at=at)
    return row


@transaction_required
def return_payment(
    *, payment: UUID, returned_on: date, code: str, reason: str, by: User, at: datetime
) -> SupplierPayment:
    """Record that a payment came back (ARUCS): its invoices are owed again, and nothing more goes to the account.

    :raises WrongState: unless it was posted
    :raises RuleBroken: without a reason or a code, for a day that cannot be, or when no period takes it
    """
    found = SupplierPayment.objects.select_for_update(of=("self",)).select_related("run", "account__supplier")
    row: SupplierPayment = found.get(uuid=payment)
    words, mark = told(reason), code.strip().upper()
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        run = payment_runs.lock(row.run.uuid)
        target = next_state(SUPPLIER_PAYMENT, "return", row.state, noun="payment")
        fits = run.pay_on <= returned_on <= timezone.localdate(at) and 0 < len(mark) <= LONGEST_CODE
        rules.ReturnToldRight.require(fits, on=run.pay_on)
        items = [one for one in payment_runs.items_in(run, PaymentItem.State.PAID) if one.account_id == row.account_id]
        row.reversal = _reversal(run, row, items, returned_on, by=by, at=at)
        row.state, row.returned_on, row.return_code, row.return_reason = target, returned_on, mark, words
        row.save(update_fields=["state", "returned_on", "return_code", "return_reason", "reversal"])
        cis.take_back(row, returned_on, row.reversal, by=by, at=at)
        PaymentItem.objects.of(row.partner_id).filter(pk__in=[one.pk for one in items]).update(
            state=PaymentItem.State.RETURNED
        )
        paid = [one.invoice for one in items if one.invoice.state == InvoiceState.PAID]
        payment_runs.move_invoices(run, paid, "bounce", by=by, at=at, reason=f"Came back, {mark}: {words}")
        account = row.account
        if account.state == SupplierState.ACTIVE:
            why = f"Payment of {run} came back, {mark}: {words}"
            suppliers.move(account=account.uuid, action="hold", reason=why[:200], by=by, at=at)
        payment_runs.log(run, "return", run.state, by=by, at=at, reason=f"{account}, {mark}: {words}"[:300])
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
def _by_what_is_left(
    items: Iterable[PaymentItem], done: Mapping[int, Decimal]
) -> tuple[list[SupplierInvoice], list[SupplierInvoice]]:
    """Return the invoices that are paid now, and those of which something is left."""
    full: list[SupplierInvoice] = []
    part: list[SupplierInvoice] = []
    for one in items:
        next_state(INVOICE, "pay_in_full", one.invoice.state, noun=payment_runs.INVOICE_NOUN)
        left = one.invoice.sign * one.invoice.gross - done.get(one.invoice_id, ZERO) - one.amount
        (part if left else full).append(one.invoice)
    return full, part


def _parts(
    items: Sequence[PaymentItem], done: Mapping[int, Decimal], partner_id: int
) -> dict[int, tuple[dict[str, Decimal], dict[str, Decimal]]]:
    """Return what each item settles of its invoice, and what is kept back of it, by fund; signed as the item."""
    weights = payment_checks.weights(partner_id, [one.invoice for one in items])
    found = {}
    for one in items:
        sign, before = one.invoice.sign, abs(done.get(one.invoice_id, ZERO))
        of = weights.get(one.invoice_id, {})
        now = payment_days.part_by_fund(of, before=before, now=abs(one.amount))
        kept = payment_days.by_fund(of, abs(one.deduction))
        settled, deducted = ({fund: sign * amount for fund, amount in part.items()} for part in (now, kept))
        found[one.pk] = (settled, deducted)
    return found


def _lines(
    run: PaymentRun, items: Sequence[PaymentItem], done: Mapping[int, Decimal], *, sign: int
) -> list[Line]:  # fmt: skip
    """Return debits of what was owed, by supplier and fund, and credits of tax kept back and of the bank, by fund."""
    parts = _parts(items, done, run.partner_id)
    owed: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    kept: dict[str, Decimal] = defaultdict(Decimal)
    bank: dict[str, Decimal] = defaultdict(Decimal)
    names = {}
    for one in items:
        names[one.account_id] = (str(one.account.supplier), str(one.account))
        settled, deducted = parts[one.pk]
        for fund, amount in settled.items():
            owed[(one.account_id, fund)] += amount
            kept[fund] += deducted[fund]
            bank[fund] += amount - deducted[fund]
    cash = run.bank_account.subjective.code
    found = [
        _line(CONTROL, fund, sign * amount, f"Paid to {names[account][0]}", names[account][1])
        for (account, fund), amount in sorted(owed.items())
    ]
    for code, words, of in ((DEDUCTIONS, "Kept back for tax", kept), (cash, f"Payment run {run}", bank)):
        found += [_line(code, fund, -sign * amount, words, str(run)) for fund, amount in sorted(of.items())]
    return [one for one in found if one.debit or one.credit]


def _line(code: str, fund: str, amount: Decimal, narrative: str, reference: str) -> Line:
    return Line(
        segments=Segments(code, fund=fund), debit=max(amount, ZERO), credit=max(-amount, ZERO),
        narrative=narrative[:200], reference=reference,
    )  # fmt: skip


def _journal(
    run: PaymentRun, items: Sequence[PaymentItem], payments: Sequence[SupplierPayment], done: Mapping[int, Decimal], *,
    by: User, at: datetime,
) -> Journal:  # fmt: skip
    wanted = Wanted(
        legal_entity=run.legal_entity.uuid, kind=Journal.Kind.PAYABLES, accounting_date=run.pay_on,
        lines=_lines(run, items, done, sign=1),
        description=f"Payment run {run}, {len(payments):,} by {run.get_method_display()}"[:200],
    )  # fmt: skip
    origin = Origin(source="payment_run", reference=str(run), key=f"payment-run:{run.uuid}", module=MODULE)
    return journals.post_from(wanted=wanted, origin=origin, by=by, at=at)


def _reversal(
    run: PaymentRun, payment: SupplierPayment, items: Sequence[PaymentItem], on: date, *, by: User, at: datetime
) -> Journal:
    """Post the mirror of one payment. Parts that were paid before it stay where they are."""
    paid = payment_checks.settled(run.partner_id, [one.invoice_id for one in items])
    before = {one.invoice_id: paid.get(one.invoice_id, ZERO) - one.amount for one in items}
    wanted = Wanted(
        legal_entity=run.legal_entity.uuid, kind=Journal.Kind.PAYABLES, accounting_date=on,
        lines=_lines(run, items, before, sign=-1),
        description=f"Payment {payment.number} of {run} came back from {payment.account.supplier}"[:200],
    )  # fmt: skip
    origin = Origin(
        source="payment_return",
        reference=f"{run}/{payment.number}",
        key=f"payment-return:{payment.uuid}",
        module=MODULE,
    )
    return journals.post_from(wanted=wanted, origin=origin, by=by, at=at)


def _tell(
    run: PaymentRun, items: Sequence[PaymentItem], payments: Sequence[SupplierPayment], *, by: User, at: datetime
) -> None:
    """Send each supplier with an address its remittance advice, once; the others are printed from the run's page."""
    of: dict[int, list[PaymentItem]] = defaultdict(list)
    for one in items:
        of[one.account_id].append(one)
    for payment in payments:
        if not payment.account.email:
            continue
        payment.remittance = messages.send(
            partner_id=run.partner_id,
            draft=Draft(
                kind="finance.remittance", key=f"remittance:{payment.uuid}", address=payment.account.email,
                subject=f"Remittance advice {run}", template="email/remittance.txt",
                context=remittance(run, payment, of[payment.account_id]),
            ),
            by=by, at=at,
        )  # fmt: skip
        payment.save(update_fields=["remittance"])


def remittance(run: PaymentRun, payment: SupplierPayment, items: Sequence[PaymentItem]) -> dict[str, object]:
    """Return what a remittance advice says."""
    return {
        "supplier": str(payment.account.supplier), "account": str(payment.account), "run": str(run),
        "entity": run.legal_entity.legal_name, "amount": money(payment.amount), "paid_on": day(run.pay_on),
        "method": run.get_method_display(), "last_four": payment.last_four,
        "deducted": money(payment.deducted) if payment.deducted else "",
        "rows": [
            (one.invoice.reference, day(one.invoice.invoice_date), money(one.invoice.sign * one.invoice.gross),
             money(one.amount))
            for one in items
        ],
    }  # fmt: skip
