"""Payment runs: proposed, reviewed, approved, released by people who had no hand in what is paid (domain FIN-06).

What speaks against paying an invoice is asked anew at each step. What was reviewed is what is approved and released:
the hash over the items is taken at the review, and whoever takes an item out sends the run back to its beginning.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from finance import rules_payment_runs as rules
from finance.engine import payment_days
from finance.engine.bacs import MOST
from finance.engine.payables import Policy, policy_on
from finance.models import (
    BankAccount,
    InvoiceEvent,
    PaymentItem,
    PaymentRun,
    PaymentRunEvent,
    SupplierInvoice,
    SupplierPayment,
)
from finance.operations import cis, payment_files
from finance.operations.suppliers import told
from finance.queries import payment_checks
from finance.queries.payment_checks import CHEQUE, Found
from finance.states import INVOICE, PAYMENT_RUN, SUPPLIER_PAYMENT, InvoiceState, PaymentRunState, SupplierPaymentState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO, pence
from sharedservices.common.workingdays import is_working_day, next_working_day

NOUN, INVOICE_NOUN = "payment run", "supplier’s invoice"
Method, Format, State = PaymentRun.Method, PaymentRun.Format, PaymentItem.State
FORMATS = {
    Method.BACS: (Format.BACS18, Format.PAIN001), Method.FASTER: (Format.PAIN001,), Method.CHAPS: (Format.PAIN001,),
    Method.CHEQUE: (Format.LISTING,),
}  # fmt: skip
NOT_NOW = "The credit note is more than what is paid to this supplier now"
KEPT = ("deduction", "liable", "materials", "verification")
UNDONE = {
    f"{who}_{what}": None for who in ("reviewed", "approved", "released", "second") for what in ("by", "human", "at")
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWanted:
    """A run as it is asked for: what has to go before the next run, or the `invoices` that are named and no others.

    Those are paid whether they are due or not, and in whatever way their supplier is usually paid.
    """

    bank_account: UUID
    method: str
    pay_on: date
    next_run_on: date | None = None
    file_format: str = ""
    invoices: Sequence[UUID] = field(default_factory=tuple)


@transaction_required
def propose(*, wanted: RunWanted, by: User, at: datetime) -> PaymentRun:
    """Propose a run of what has to be paid; its items are locked for every other run.

    :raises RuleBroken: for days or an account that cannot be, or when nothing has to go
    :raises BankAccount.DoesNotExist: if there is none in scope
    """
    account = BankAccount.objects.select_related("legal_entity").get(uuid=wanted.bank_account)
    with partner_scope(account.partner_id, actor_id=by.pk, reason=f"Payment run of {wanted.pay_on}"):
        with connection.cursor() as cursor:  # numbers follow each other, and two runs do not choose the same invoices
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('finance_paymentrun', %s))", [account.partner_id]
            )
        following = wanted.next_run_on or next_working_day(wanted.pay_on)
        row = _begin(account, wanted, following, by=by, at=at)
        policy = policy_on(timezone.localdate(at))
        chosen = _candidates(row, wanted.invoices, policy)
        due = any(sign > 0 for sign in (one.sign for one, _amount, _why in chosen))
        rules.SomethingDue.require(
            due, entity=account.legal_entity.legal_name, method=row.get_method_display(), next=following
        )
        row.save()
        _write_items(row, chosen, by=by, at=at)
        log(row, "propose", "", by=by, at=at)
    return row


@transaction_required
def take_out(*, run: UUID, items: Collection[UUID], reason: str, by: User, at: datetime) -> PaymentRun:
    """Take invoices out of a run that is not released: they wait for another. What was reviewed is reviewed anew.

    :raises WrongState: when it has been released
    :raises RuleBroken: without a reason
    """
    row, words = lock(run), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        _reopen(row, "take_out", words, by=by, at=at)
        found = _items(row).filter(uuid__in=items)
        move_invoices(row, [one.invoice for one in found], "unschedule", by=by, at=at, reason=words)
        found.update(state=State.OUT, out_reason=words, out_by=by)
    return row


@transaction_required
def pay_part(*, run: UUID, item: UUID, amount: Decimal, reason: str, by: User, at: datetime) -> PaymentItem:
    """Pay only so many pounds of an invoice in this run; the rest stays owed.

    :raises WrongState: when the run has been released
    :raises RuleBroken: without a reason, for a credit note, or for nothing or all of what is owed
    """
    row, words = lock(run), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        one = _items(row).get(uuid=item)
        done = payment_checks.settled(row.partner_id, [one.invoice_id])
        owed = one.invoice.sign * one.invoice.gross - done.get(one.invoice_id, ZERO)
        fits = 0 < amount < owed and amount == pence(amount)
        rules.PartOfWhatIsOwed.require(fits, owed=owed)
        _reopen(row, "take_out", words, by=by, at=at)
        one.amount, one.why = amount, f"A part: {words}"[:200]
        cis.keep_back(row, [one])
        one.save(update_fields=["amount", "why", *KEPT])
    return one


@transaction_required
def review(*, run: UUID, by: User, at: datetime) -> PaymentRun:
    """Say that a run has been gone through: what is paid stands from now on, with its hash and its limits.

    :raises WrongState: unless it is a proposal
    :raises RuleBroken: when something may not be paid, or nothing is left for a supplier
    """
    row = lock(run)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Review {row}"):
        target = next_state(PAYMENT_RUN, "review", row.state, noun=NOUN)
        items = _checked(row, is_open=True)
        cis.credits_fit(items)
        policy = policy_on(timezone.localdate(at))
        nets = net_by_account(items)
        most = {Method.BACS: MOST, Method.FASTER: policy.faster_most}.get(Method(row.method))
        names = {one.account_id: str(one.account.supplier) for one in items}
        for key, net in nets.items():
            rules.NetAboveNought.require(net > 0, supplier=names[key], net=net)
            rules.WithinScheme.require(
                most is None or net <= most, supplier=names[key], amount=net, most=most or ZERO,
                method=row.get_method_display(),
            )  # fmt: skip
        rules.SomethingDue.require(
            bool(nets), entity=row.legal_entity.legal_name, method=row.get_method_display(), next=row.next_run_on
        )
        row.n_items, row.n_payments = len(items), len(nets)
        row.total, row.largest = sum(nets.values(), ZERO), max(nets.values())
        largest_item = max(one.amount for one in items)
        row.needs_two = row.total >= policy.release_two_run or max(row.largest, largest_item) >= policy.release_two_item
        row.items_hash = hash_of(row, items)
        row.reviewed_by, row.reviewed_human, row.reviewed_at = by, by.human_id, at
        move(row, "review", target, by=by, at=at)
    return row


@transaction_required
def approve(*, run: UUID, seen: str, by: User, at: datetime) -> PaymentRun:
    """Approve exactly what one has seen.

    :raises WrongState: unless it is reviewed
    :raises RuleBroken: for whoever proposed or reviewed it, when it has changed, or something may not be paid
    """
    row = lock(run)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Approve {row}"):
        target = next_state(PAYMENT_RUN, "approve", row.state, noun=NOUN)
        rules.AnotherApproves.require(by.human_id not in (row.made_human, row.reviewed_human))
        _as_seen(row, _checked(row), seen)
        row.approved_by, row.approved_human, row.approved_at = by, by.human_id, at
        move(row, "approve", target, by=by, at=at)
    return row


@transaction_required
def release(*, run: UUID, seen: str, by: User, at: datetime) -> PaymentRun:
    """Let a run go to the bank: payments are frozen and the file is made. Large ones need a second releaser.

    :raises WrongState: unless it is approved
    :raises RuleBroken: for whoever had a hand in it, when it has changed, something may not be paid, or it is too late
    """
    row = lock(run)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Release {row}"):
        target = next_state(PAYMENT_RUN, "release", row.state, noun=NOUN)
        _had_no_hand(row, by)
        items = _checked(row)
        _as_seen(row, items, seen)
        _in_time(row, at)
        if row.needs_two and row.released_human is None:
            row.released_by, row.released_human, row.released_at = by, by.human_id, at
            row.save()
            log(row, "release", row.state, by=by, at=at, reason="The first of two")
            return row
        if row.released_human is None:
            row.released_by, row.released_human, row.released_at = by, by.human_id, at
        else:
            row.second_by, row.second_human, row.second_at = by, by.human_id, at
        payments = _freeze(row, items)
        row.file_hash = payment_files.keep(row, payments, at=at).sha256
        move_invoices(row, [one.invoice for one in items], "begin_payment", by=by, at=at)
        move(row, "release", target, by=by, at=at)
        audit(
            action=AuditAction.RELEASE, object_type="finance_paymentrun", object_id=row.pk, label=str(row),
            partner_id=row.partner_id,
            changes={"items_hash": row.items_hash, "file_hash": row.file_hash, "total": str(row.total)},
        )  # fmt: skip
    return row


@transaction_required
def send_file(*, run: UUID, body: bytes, by: User, at: datetime) -> PaymentRun:
    """Say that a file is what the bank gets: it has to be the one of this run, to the byte.

    :raises WrongState: unless it is released
    :raises RuleBroken: for any other file, when something may not be paid any more, or it is too late
    """
    row = lock(run)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"File of {row}"):
        target = next_state(PAYMENT_RUN, "send_file", row.state, noun=NOUN)
        items = _checked(row)
        _as_seen(row, items, row.items_hash)
        _in_time(row, at)
        found, made = hashlib.sha256(body).hexdigest(), payment_files.make(row, payments_of(row))
        same = found == row.file_hash == hashlib.sha256(made).hexdigest()
        rules.FileIsOurs.require(same, found=found[:12], wanted=row.file_hash[:12])
        move(row, "send_file", target, by=by, at=at, reason=found)
    return row


@transaction_required
def withdraw(*, run: UUID, reason: str, by: User, at: datetime) -> PaymentRun:
    """Put a run away whose file has not gone: its invoices wait for another.

    :raises WrongState: when its file has gone
    :raises RuleBroken: without a reason
    """
    row, words = lock(run), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        target = next_state(PAYMENT_RUN, "withdraw", row.state, noun=NOUN)
        is_released = row.state == PaymentRunState.RELEASED
        found = _items(row)
        invoices = [one.invoice for one in found]
        move(row, "withdraw", target, by=by, at=at, reason=words)
        if is_released:
            stopped = next_state(SUPPLIER_PAYMENT, "stop", SupplierPaymentState.WAITING)
            SupplierPayment.objects.of(row.partner_id).filter(run=row).update(state=stopped)
        move_invoices(row, invoices, "stop_payment" if is_released else "unschedule", by=by, at=at, reason=words)
        found.update(state=State.OUT, out_reason=words, out_by=by)
    return row


def lock(run: UUID) -> PaymentRun:
    """Return a run, held until the transaction ends. :raises PaymentRun.DoesNotExist: if there is none in scope."""
    found: PaymentRun = (
        PaymentRun.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "bank_account__subjective")
        .get(uuid=run)
    )
    return found


def items_in(row: PaymentRun, state: str = State.IN) -> list[PaymentItem]:
    """Return the items of a run in the order of accounts and invoices. One query."""
    related = ("invoice__account__supplier", "account__supplier", "bank", "verification")
    found = PaymentItem.objects.of(row.partner_id).filter(run=row, state=state).select_related(*related)
    return list(found.order_by("account__number", "invoice__number"))


def payments_of(row: PaymentRun) -> list[SupplierPayment]:
    """Return the payments of a run in the order of its file. One query."""
    found = SupplierPayment.objects.of(row.partner_id).filter(run=row).select_related("account__supplier", "bank")
    return list(found.order_by("number"))


def net_by_account(items: Iterable[PaymentItem]) -> dict[int, Decimal]:
    """Return what each account gets: invoices less credit notes and deductions."""
    found: dict[int, Decimal] = {}
    for one in items:
        found[one.account_id] = found.get(one.account_id, ZERO) + one.amount - one.deduction
    return found


def hash_of(row: PaymentRun, items: Iterable[PaymentItem]) -> str:
    """Return the SHA-256 over what is paid: from where, how, when, and each item with the account that it goes to."""
    head = f"{row.legal_entity_id}|{row.bank_account_id}|{row.method}|{row.file_format}|{row.pay_on}"
    lines = [
        f"{one.account.number}|{one.invoice.number}|{one.amount}|{one.deduction}|"
        f"{one.bank.fingerprint if one.bank else ''}"
        for one in items
    ]
    return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()


# --- the parts ------------------------------------------------------------------------------------------------------
def _begin(account: BankAccount, wanted: RunWanted, following: date, *, by: User, at: datetime) -> PaymentRun:
    on, method = wanted.pay_on, Method(wanted.method)
    rules.PaidOnBankingDay.require(is_working_day(on), on=on)
    rules.NextRunLater.require(following > on, on=on)
    chosen = wanted.file_format or FORMATS[method][0]
    is_open = account.opened_on <= on and (account.closed_on is None or account.closed_on > on)
    why = "" if is_open else "it is not open then"
    if account.agreed_at is None:
        why = "no second person has agreed to it"
    if chosen not in FORMATS[method]:
        why = f"{Format(chosen).label} is no file for {method.label}"
    elif chosen == Format.BACS18 and not account.service_user_number:
        why = "it has no Bacs service user number"
    rules.AccountPays.require(not why, account=str(account), why=why)
    last = PaymentRun.objects.of(account.partner_id).aggregate(last=Max("number"))["last"] or 0
    row = PaymentRun(
        partner_id=account.partner_id, legal_entity=account.legal_entity, bank_account=account, number=last + 1,
        method=method, file_format=chosen, pay_on=on, next_run_on=following, state=PaymentRunState.PROPOSED,
        made_by=by, made_human=by.human_id, made_at=at,
    )  # fmt: skip
    _in_time(row, at)
    return row


def _in_time(row: PaymentRun, at: datetime) -> None:
    by_day = payment_days.days_of(row.pay_on, method=row.method).input_by
    rules.FileInTime.require(timezone.localdate(at) <= by_day, on=row.pay_on, by=by_day)


def _candidates(
    row: PaymentRun, only: Sequence[UUID], policy: Policy
) -> list[tuple[SupplierInvoice, Decimal, str]]:  # fmt: skip
    """Return the posted invoices that have to go, then the credit notes of their suppliers, with pounds and why."""
    rows = (
        SupplierInvoice.objects.of(row.partner_id).select_for_update(of=("self",))
        .filter(legal_entity=row.legal_entity, state=InvoiceState.APPROVED)
        .select_related("account__supplier").order_by("account_id", "due_on", "id")
    )  # fmt: skip
    asked = rows.filter(Q(uuid__in=only) | Q(kind="CREDIT_NOTE")) if only else rows.filter(account__method=row.method)
    found = [one for one in asked if one.account.method != "DIRECT_DEBIT"]
    done = payment_checks.settled(row.partner_id, [one.pk for one in found])
    left = {one.pk: one.sign * one.gross - done.get(one.pk, ZERO) for one in found}
    due = []
    for one in found:
        why = "Chosen by hand" if only else _why_now(row, one, policy)
        if one.sign > 0 and left[one.pk] > 0 and why:
            due.append((one, left[one.pk], why))
    accounts = {one.account_id for one, _left, _why in due}
    notes = [
        (one, left[one.pk], "Credit note, set against what is paid")
        for one in found
        if one.sign < 0 and left[one.pk] < 0 and one.account_id in accounts
    ]
    return [*due, *notes]


def _why_now(row: PaymentRun, one: SupplierInvoice, policy: Policy) -> str:
    if payment_days.must_go(one.due_on, next_run=row.next_run_on):
        return f"Due by {day(one.due_on)}: the next run would be too late"
    if one.account.is_critical:
        return "Paid at once: paying late would stop a service"
    if one.account.supplier.kind in policy.pay_early_kinds:
        return "Paid at once: small suppliers are"
    if one.gross <= policy.pay_early_to:
        return "Paid at once: small invoices are"
    return ""


def _write_items(
    row: PaymentRun, chosen: Sequence[tuple[SupplierInvoice, Decimal, str]], *, by: User, at: datetime
) -> None:
    found = _check(row, [one for one, _amount, _why in chosen])
    owed: dict[int, Decimal] = {}
    for one, amount, _why in chosen:
        if one.sign > 0 and one.pk not in found.problems:
            owed[one.account_id] = owed.get(one.account_id, ZERO) + amount
    notes: dict[int, list[tuple[int, Decimal]]] = {}
    for one, amount, _why in chosen:
        if one.sign < 0 and one.pk not in found.problems and one.account_id in owed:
            notes.setdefault(one.account_id, []).append((one.pk, -amount))
    taken = {pk for account, some in notes.items() for pk in payment_days.set_off(owed[account], some)}
    made, paid = [], []
    for one, amount, why in chosen:
        out = found.problems.get(one.pk, "")
        if not out and one.sign < 0 and one.pk not in taken:
            out = NOT_NOW
        bank = found.banks.get(one.account_id) if row.method != CHEQUE else None
        made.append(
            PaymentItem(
                partner_id=row.partner_id, run=row, invoice=one, account=one.account, bank=bank, amount=amount,
                why=why,
                warning=found.warnings.get(one.pk, "")[:300], state=State.OUT if out else State.IN,
                out_reason=out[:300], out_by=by if out else None,
            )
        )  # fmt: skip
        if not out:
            paid.append(one)
    cis.keep_back(row, [one for one in made if one.state == State.IN])
    PaymentItem.objects.bulk_create(made, batch_size=1000)
    move_invoices(row, paid, "schedule", by=by, at=at)


def _check(row: PaymentRun, invoices: Sequence[SupplierInvoice]) -> Found:
    return payment_checks.check(invoices, partner_id=row.partner_id, method=row.method, pay_on=row.pay_on)


def _checked(row: PaymentRun, *, is_open: bool = False) -> list[PaymentItem]:
    """Return the items of a run, once nothing speaks against any of them.

    What is kept back of them is worked out anew: written down while the run is open, else it has to be what it was.
    """
    items = items_in(row)
    were = {one.pk: one.deduction for one in items}
    changed = cis.keep_back(row, items)
    if is_open:
        PaymentItem.objects.bulk_update(changed, KEPT, batch_size=1000)
    others = {one.pk for one in changed} if not is_open else set()
    found = _check(row, [one.invoice for one in items])
    for one in items:
        why = found.problems.get(one.invoice_id, "")
        now = found.banks.get(one.account_id)
        if not why and one.bank_id is not None and (now is None or now.pk != one.bank_id):
            why = "Where it is paid has changed since it was proposed."
        if not why and one.pk in others:
            why = (
                f"{money(one.deduction)} is to be deducted for the Construction Industry Scheme now, and "
                f"{money(were[one.pk])} when the run was reviewed. Take it out of this run; the next one works it out."
            )
        rules.ItemsPayable.require(not why, invoice=str(one.invoice), supplier=str(one.account.supplier), why=why)
    return items


def _as_seen(row: PaymentRun, items: Sequence[PaymentItem], seen: str) -> None:
    rules.SeenIsPaid.require(seen == row.items_hash == hash_of(row, items))


def _had_no_hand(row: PaymentRun, by: User) -> None:
    chain = {
        row.made_human: "proposed it", row.reviewed_human: "reviewed it", row.approved_human: "approved it",
        row.released_human: "released it already",
    }  # fmt: skip
    what = chain.get(by.human_id) or payment_checks.hands(row).get(by.human_id, "")
    rules.ThirdReleases.require(not what, what=what)


def _freeze(row: PaymentRun, items: Sequence[PaymentItem]) -> list[SupplierPayment]:
    """Write down what goes to whom, one payment for each account."""
    nets = net_by_account(items)
    made: dict[int, SupplierPayment] = {}
    kept = {one.account_id: ZERO for one in items}
    for one in items:
        kept[one.account_id] += one.deduction
    for one in items:
        if one.account_id not in made:
            made[one.account_id] = SupplierPayment(
                partner_id=row.partner_id, run=row, account=one.account, bank=one.bank, number=len(made) + 1,
                amount=nets[one.account_id], deducted=kept[one.account_id],
                holder=one.bank.holder if one.bank else one.account.supplier.legal_name[:100],
                last_four=one.bank.last_four if one.bank else "",
            )  # fmt: skip
    return list(SupplierPayment.objects.bulk_create(list(made.values()), batch_size=1000))


def _items(row: PaymentRun) -> QuerySet[PaymentItem]:
    rows: QuerySet[PaymentItem] = PaymentItem.objects.of(row.partner_id).filter(run=row, state=State.IN)
    return rows.select_related("invoice__account__supplier")


def _reopen(row: PaymentRun, action: str, words: str, *, by: User, at: datetime) -> None:
    target = next_state(PAYMENT_RUN, action, row.state, noun=NOUN)
    for name, value in UNDONE.items():
        setattr(row, name, value)
    row.items_hash = ""
    move(row, action, target, by=by, at=at, reason=words)


def move(row: PaymentRun, action: str, target: str, *, by: User, at: datetime, reason: str = "") -> None:
    """Write a run down where it stands now, with a line in its log."""
    before, row.state = row.state, PaymentRunState(target)
    row.save()
    log(row, action, before, by=by, at=at, reason=reason)


def log(row: PaymentRun, action: str, before: str, *, by: User, at: datetime, reason: str = "") -> None:
    """Write a line into the log of a run."""
    PaymentRunEvent.objects.create(
        partner_id=row.partner_id, run=row, action=action, from_state=before, to_state=row.state, by=by, at=at,
        reason=reason,
    )  # fmt: skip


def move_invoices(
    row: PaymentRun, invoices: Sequence[SupplierInvoice], action: str, *, by: User, at: datetime, reason: str = ""
) -> None:
    """Move invoices together along their table, each with a line in its log. Two statements, however many."""
    if not invoices:
        return
    targets = {next_state(INVOICE, action, one.state, noun=INVOICE_NOUN) for one in invoices}
    target = InvoiceState(targets.pop())
    before = invoices[0].state
    SupplierInvoice.objects.of(row.partner_id).filter(pk__in=[one.pk for one in invoices]).update(state=target)
    for one in invoices:
        one.state = target
    InvoiceEvent.objects.bulk_create(
        [
            InvoiceEvent(
                partner_id=row.partner_id, invoice=one, action=action, from_state=before, to_state=target, by=by, at=at,
                reason=(reason or f"Payment run {row}")[:300],
            )
            for one in invoices
        ],
        batch_size=1000,
    )  # fmt: skip
