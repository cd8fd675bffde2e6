"""What a worker does with changes of bank account: look for signs of fraud, ask whose it is, put it in effect."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hr import rules_bank
from hr.engine.bank_change import findings, policy, score
from hr.gateways import payee
from hr.models import BankCallBack, BankChange
from hr.operations import bank, bank_changes, dated
from hr.operations.bank_changes import NOUN, REASON, log, settle
from hr.operations.bank_changes import lock as lock_change
from hr.queries import bank_facts, contacts
from hr.states import BANK_CHANGE, BankChangeState
from partners.models import Partner, User
from partners.operations import holds
from partners.operations.holds import PersonOnHold
from partners.queries import holds as held
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

S = BankChangeState
MOST_AT_ONCE = 500


@transaction_required
def check(*, change: UUID, at: datetime) -> BankChange:
    """Look for signs of fraud and ask whose account it is. Nothing against it: it cools off; else somebody decides.

    After a death was reported it waits as it is.

    :raises WrongState: unless it was just asked for
    """
    row = lock_change(change)
    next_state(BANK_CHANGE, "verify", row.state, noun=NOUN)
    if held.open_hold(partner_id=row.partner_id, person_id=row.person_id) is not None:
        return row
    with partner_scope(row.partner_id, reason=REASON):
        details = bank_changes.details_of(row)
        goes_there = row.part != BankChange.Part.END
        if goes_there:
            row.payee_check = BankChange.PayeeCheck(payee.ask(payee.Question(row.holder, details)))
        controls = policy(on=timezone.localdate(row.requested_at))
        found = findings(bank_facts.facts_of(row, sort_code=details.sort_code if goes_there else ""), controls)
        row.score, row.findings = (
            score(found),
            [{"code": one.code, "words": one.words, "points": one.points} for one in found],
        )
        is_own = row.channel == BankChange.Channel.SELF_SERVICE
        row.needs_second = not is_own or row.is_first or row.score >= controls.threshold
        row.state = BankChangeState(next_state(BANK_CHANGE, "verify", row.state, noun=NOUN))
        row.save()
        log(row, "verify", by=None, at=at, note=f"Risk score {row.score}; second person from {controls.threshold}")
        if not row.needs_second:
            row.state = BankChangeState(next_state(BANK_CHANGE, "accept", row.state, noun=NOUN))
            row.effective_on = bank_facts.effective_day(row, at=at)
            row.save()
            log(row, "accept", by=None, at=at, note="Nothing that asks for a second person")
    return row


@transaction_required
def check_if_waiting(*, change: UUID, at: datetime) -> bool:
    """Check a change that was just asked for; return whether there was one. Safe to run twice."""
    row = BankChange.objects.select_for_update(of=("self",)).filter(uuid=change, state=S.REQUESTED).first()
    return row is not None and check(change=change, at=at).state != S.REQUESTED


@transaction_required
def call_back(*, change: UUID, contact: UUID, outcome: str, note: str, by: User, at: datetime) -> BankChange:
    """Note that HR called the person on a number held long before, and what they said. A denial stops the change.

    :raises WrongState: once it has taken effect or ended
    :raises RuleBroken: for a number that was not held long enough, or one's own pay
    """
    row = lock_change(change)
    next_state(BANK_CHANGE, "reject", row.state, noun=NOUN)  # so long as it can still be stopped
    dated.refuse_oneself(row, by=by)
    controls = policy(on=timezone.localdate(row.requested_at))
    numbers = contacts.callable_numbers(row.person, at=row.requested_at, held_days=controls.call_back_held_days)
    number = next((one for one in numbers if one.uuid == contact), None)
    if number is None:
        raise rules_bank.NumberHeldLong.broken(days=controls.call_back_held_days, field="contact")
    said = BankCallBack.Outcome(outcome)
    with dated.change(partner_id=row.partner_id, by=by, reason=REASON):
        BankCallBack.objects.create(
            partner_id=row.partner_id,
            change=row,
            contact=number,
            outcome=said,
            called_by=by,
            called_at=at,
            note=" ".join(note.split())[: rules_bank.LONGEST_NOTE],
        )
        log(row, "call_back", by=by, at=at, note=str(said.label))
        if said is BankCallBack.Outcome.DENIED:
            settle(row, "reject", by=by, at=at, note="The person did not ask for it")
        elif said is BankCallBack.Outcome.CONFIRMED:
            row.effective_on = bank_facts.effective_day(row, at=at)
            row.save(update_fields=["effective_on"])
    return row


@transaction_required
def activate(*, change: UUID, at: datetime) -> BankChange:
    """Put a change in effect whose day has come: from its day on, pay goes where it says.

    :raises WrongState: unless it has cooled off
    :raises RuleBroken: before its day, or when employment or account have moved meanwhile
    :raises PersonOnHold: after a death was reported
    """
    row = lock_change(change)
    state = next_state(BANK_CHANGE, "activate", row.state, noun=NOUN)
    holds.require_free(partner_id=row.partner_id, person_id=row.person_id)
    rules_bank.OnItsDay.require(row.effective_on <= timezone.localdate(at), on=row.effective_on)
    with partner_scope(row.partner_id, reason=REASON):
        _write(row, at=at)
        row.state, row.settled_at = BankChangeState(state), at
        row.save()
        log(row, "activate", by=None, at=at, note="")
    return row


def _write(row: BankChange, *, at: datetime) -> None:
    """Write the account that a change is about, or end it."""
    details, today = bank_changes.details_of(row), timezone.localdate(at)
    said: dict[str, Any] = {
        "employment": row.employment.uuid,
        "reason": f"{REASON}: {row.get_channel_display()}"[:200],
        "by": row.accepted_by or row.requested_by,
    }
    if row.part == BankChange.Part.END:
        row.second = bank.end_second_account(on=today, **said)
    elif row.part == BankChange.Part.SECOND:
        assert row.amount is not None  # noqa: S101 - the database has seen to it
        row.second = bank.set_second_account(
            holder=row.holder, details=details, amount=row.amount, on=today, at=at, **said
        )
    else:
        row.account = bank.change_bank_account(
            holder=row.holder,
            sort_code=details.sort_code,
            account_number=details.account_number,
            roll_number=details.roll_number,
            effective_from=row.effective_on if row.is_first else today,
            at=at,
            is_checked=True,
            **said,
        )


@transaction_required
def move(*, partner_id: int, at: datetime) -> int:
    """Check what waits, and put in effect what is due at a partner; return how many were moved.

    What cannot take effect any more is stopped, with the reason.
    """
    rows = BankChange.objects.of(partner_id).order_by("requested_at", "id")
    waiting = list(rows.filter(state=S.REQUESTED).values_list("uuid", flat=True)[:MOST_AT_ONCE])
    n_moved = sum(check(change=one, at=at).state != S.REQUESTED for one in waiting)
    due = rows.filter(state=S.COOLING_OFF, effective_on__lte=timezone.localdate(at))
    for one in list(due.values_list("uuid", flat=True)[:MOST_AT_ONCE]):
        n_moved += _activate_or_stop(one, at=at)
    return n_moved


def _activate_or_stop(change: UUID, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            activate(change=change, at=at)
    except PersonOnHold:
        return False
    except DomainError as error:
        settle(lock_change(change), "reject", by=None, at=at, note=error.explanation[: rules_bank.LONGEST_NOTE])
    return True


def move_everywhere(*, at: datetime) -> int:
    """Check and put in effect what is due, at every partner; return how many were moved."""
    moved = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason=REASON):
            moved += move(partner_id=partner_id, at=at)
    return moved
