"""Changes of bank account, the main one and a second one alike, with the controls against diverted pay (domain HR-12).

Asked for by the person with a fresh sign-in, or recorded by HR from a meeting or a call that HR made. The contacts
that were held before are told at once. A worker looks for signs of fraud and asks whose account it is; above a
threshold, and always for what HR recorded, a second person accepts. It cools off, and holds from its day on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from hr import rules, rules_bank, sealed
from hr.engine.bank_change import policy
from hr.models import BankChange, BankChangeEvent, Contact, Employment
from hr.operations import bank_alerts, bank_wishes, dated
from hr.operations.bank_doorbell import ring_on_commit
from hr.operations.bank_wishes import Wanted
from hr.queries import bank_facts, contacts
from hr.rules_bank import LONGEST_NOTE, SHORTEST_EVIDENCE
from hr.sealed import BankDetails
from hr.states import BANK_CHANGE, BankChangeState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.operations import holds
from partners.queries import holds as held
from partners.scope import current_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

NOUN = "change of bank account"
REASON = "change of bank account"
Channel = BankChange.Channel
STAFF_CHANNELS = frozenset({Channel.IN_PERSON, Channel.VERIFIED_CALL})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How somebody in self-service is signed in.

    When they last gave a password or code, and since when the browser is known. `site` is scheme and host of links.
    """

    given_at: datetime
    device_since: datetime | None
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How HR knows that it was the person: in person with what was seen, or a call to a contact that was on record."""

    channel: str
    words: str
    called: UUID | None = None
    site: str = ""


@transaction_required
def request(*, employment: UUID, wanted: Wanted, sign_in: SignIn, by: User, at: datetime) -> BankChange:
    """Ask for one's own pay, or a fixed amount of it, to go to another account. It runs under self-service alone.

    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: for a sign-in that is not fresh, another person's employment, an account that fails the modulus
        check or is the present one, or while another change is under way
    :raises Employment.DoesNotExist: if there is none in scope
    """
    job: Employment = Employment.objects.select_related("person", "pay_group").get(uuid=employment)
    scope = current_scope()
    rules_bank.OwnAccountOnly.require(bool(scope and scope.person_ids and job.person_id in scope.person_ids))
    minutes = policy(on=timezone.localdate(at)).step_up_minutes
    is_fresh = timedelta(0) <= at - sign_in.given_at <= timedelta(minutes=minutes)
    rules_bank.FreshSignIn.require(is_fresh, minutes=minutes)
    facts = {
        "channel": Channel.SELF_SERVICE,
        "signed_in_at": sign_in.given_at,
        "device_first_at": sign_in.device_since,
    }
    row = _create(job, wanted, facts, by=by, at=at)
    bank_alerts.send(change=row, site=sign_in.site, logins=[by.email], by=by, at=at)
    ring_on_commit(partner_id=row.partner_id, change=row.uuid)
    return row


@transaction_required
def record(*, employment: UUID, wanted: Wanted, evidence: Evidence, by: User, at: datetime) -> BankChange:
    """Record a change that somebody asked for in person, or in a call that HR made. A second person accepts it.

    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: for another way of asking, missing evidence, a number that was not held long before, one's own
        pay, an account that fails the modulus check or is the present one, or while another change is under way
    :raises PersonOnHold: after a death was reported
    :raises Employment.DoesNotExist: if there is none in scope
    """
    job: Employment = Employment.objects.select_related("person", "pay_group").get(uuid=employment)
    holds.require_free(partner_id=job.partner_id, person_id=job.person_id)
    dated.refuse_oneself(job, by=by)
    rules_bank.AskedInPerson.require(evidence.channel in STAFF_CHANNELS)
    words = " ".join(evidence.words.split())
    is_said = SHORTEST_EVIDENCE <= len(words) <= LONGEST_NOTE
    rules_bank.EvidenceGiven.require(is_said, shortest=SHORTEST_EVIDENCE, longest=LONGEST_NOTE)
    called = None
    if evidence.channel == Channel.VERIFIED_CALL:
        called = _number(job, evidence.called, asked_at=at)
    row = _create(job, wanted, {"channel": evidence.channel, "evidence": words, "called": called}, by=by, at=at)
    logins = held.logins_of(partner_id=job.partner_id, person_id=job.person_id).values_list("email", flat=True)
    bank_alerts.send(change=row, site=evidence.site, logins=list(logins), by=by, at=at)
    return row


def _number(job: Employment, called: UUID | None, *, asked_at: datetime) -> Contact:
    days = policy(on=timezone.localdate(asked_at)).call_back_held_days
    numbers = contacts.callable_numbers(job.person, at=asked_at, held_days=days)
    found = next((one for one in numbers if one.uuid == called), None)
    if found is None:
        raise rules_bank.NumberHeldLong.broken(days=days)
    return found


def _create(job: Employment, wanted: Wanted, facts: dict[str, Any], *, by: User, at: datetime) -> BankChange:
    today = timezone.localdate(at)
    dated.check_date(max(today, job.valid.lower), within=job.valid, what="employment", at=at)
    wish, uid = bank_wishes.check(job, wanted, on=today), uuid4()
    with dated.change(partner_id=job.partner_id, by=by, reason=REASON):
        row: BankChange = BankChange.objects.create(
            uuid=uid,
            partner_id=job.partner_id,
            person_id=job.person_id,
            employment=job,
            part=wish.part,
            amount=wish.amount,
            holder=wish.holder,
            details=sealed.seal_bank_change(wish.details, change=uid),
            fingerprint=wish.fingerprint,
            last_four=wish.details.last_four,
            modulus_check=wish.modulus_check,
            is_first=wish.is_first,
            effective_on=bank_facts.earliest(job, asked_at=at, is_first=wish.is_first),
            requested_by=by,
            requested_human=by.human_id,
            requested_at=at,
            **facts,
        )
        log(row, "request", by=by, at=at, note=row.get_channel_display())
    return row


@transaction_required
def accept(*, change: UUID, note: str, by: User, at: datetime) -> BankChange:
    """Accept a change as a second person; it then cools off. A first account is used at once.

    :raises WrongState: unless it is being checked
    :raises RuleBroken: for whoever recorded it, and for the person themselves
    :raises PersonOnHold: after a death was reported
    """
    row = lock(change)
    state = next_state(BANK_CHANGE, "accept", row.state, noun=NOUN)
    rules.SecondPerson.require(row.requested_human != by.human_id)
    dated.refuse_oneself(row, by=by)
    holds.require_free(partner_id=row.partner_id, person_id=row.person_id)
    with dated.change(partner_id=row.partner_id, by=by, reason=REASON):
        row.state = BankChangeState(state)
        row.accepted_by, row.accepted_human, row.accepted_at = by, by.human_id, at
        row.effective_on = bank_facts.effective_day(row, at=at)
        row.save()
        log(row, "accept", by=by, at=at, note=_tidy(note))
    return row


@transaction_required
def reject(*, change: UUID, note: str, by: User, at: datetime) -> BankChange:
    """Stop a change that has not taken effect, with words that the person reads.

    :raises WrongState: once it has taken effect or ended
    :raises RuleBroken: without a note
    """
    row = lock(change)
    words = _tidy(note)
    rules_bank.StopIsExplained.require(bool(words), longest=LONGEST_NOTE)
    with dated.change(partner_id=row.partner_id, by=by, reason=REASON):
        settle(row, "reject", by=by, at=at, note=words)
    return row


@transaction_required
def cancel(*, change: UUID, by: User, at: datetime) -> BankChange:
    """Cancel one's own change. It runs under self-service.

    :raises WrongState: once it has taken effect or ended
    :raises RuleBroken: for another person's change
    :raises BankChange.DoesNotExist: if there is none in scope
    """
    row: BankChange = BankChange.objects.select_for_update(of=("self",)).get(uuid=change)
    scope = current_scope()
    rules_bank.OwnAccountOnly.require(bool(scope and scope.person_ids and row.person_id in scope.person_ids))
    with dated.change(partner_id=row.partner_id, by=by, reason=REASON):
        settle(row, "cancel", by=by, at=at, note="")
    return row


@transaction_required
def cancel_by_link(*, partner_id: int, change: UUID, at: datetime) -> bool:
    """Cancel the change that an alert is about; return whether there was one. The caller does not tell."""
    rows = BankChange.objects.of(partner_id).select_for_update(of=("self",))
    row: BankChange | None = rows.filter(uuid=change, settled_at=None).first()
    if row is None:
        return False
    settle(row, "cancel", by=None, at=at, note="By the link in the alert: ring the person, and look at their sign-ins")
    return True


def lock(change: UUID) -> BankChange:
    """Read a change and hold it. :raises BankChange.DoesNotExist: if there is none in scope."""
    row: BankChange = BankChange.objects.select_for_update(of=("self",)).get(uuid=change)
    return row


def settle(row: BankChange, action: str, *, by: User | None, at: datetime, note: str) -> None:
    """End a change. :raises WrongState: where the table of states does not allow it."""
    row.state = BankChangeState(next_state(BANK_CHANGE, action, row.state, noun=NOUN))
    row.settled_at = at
    row.save(update_fields=["state", "settled_at"])
    log(row, action, by=by, at=at, note=note)
    audit(
        action=AuditAction.CANCEL if action == "cancel" else AuditAction.REJECT,
        object_type="hr_bankchange",
        object_id=row.pk,
        label=NOUN,
        partner_id=row.partner_id,
    )


def log(row: BankChange, action: str, *, by: User | None, at: datetime, note: str) -> None:
    """Add a line to the log of a change."""
    BankChangeEvent.objects.create(
        partner_id=row.partner_id, change=row, person_id=row.person_id, action=action, by=by, at=at, note=note
    )


def details_of(row: BankChange) -> BankDetails:
    """Return the account in full. For the check and for writing it down; nothing shows it."""
    return sealed.open_bank_change(row.details, change=row.uuid)


def _tidy(note: str) -> str:
    return " ".join(note.split())[:LONGEST_NOTE]
