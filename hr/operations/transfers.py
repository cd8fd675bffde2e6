"""Somebody goes over to another partner (differentiator 21): the one releases, the other signs, service goes on.

Each side works in its own scope and touches its own rows only. The envelope is all that passes between them. When the
receiver has signed, the releasing partner ends the employment itself, in its own scope.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules_leaving as rules
from hr import sealed, transfer_content
from hr.engine.annual_leave import up_to_half_hour
from hr.engine.leaving import DAYS_OF_WEEK
from hr.engine.leaving_reasons import LeavingReason, Notice
from hr.models import Employment, Leaving, PayGroup, Person, TransferEnvelope, TransferIn, TransferOut
from hr.operations import dated, leavings, number_clashes, starters_jobs, transfer_bell
from hr.operations.leavings import Wish
from hr.queries import transfers as found
from hr.queries.days import ONE_DAY
from hr.states import TRANSFER, TransferState
from hr.transfer_content import Portable
from partners.audit import audit
from partners.models import AuditAction, Partner, User
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "transfer"
log = logging.getLogger(__name__)
LONGEST_NUMBER = 20
LONGEST_NOTE = 500


class NoteNeeded(DomainError):
    """The step needs words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """To whom somebody goes and after which day, when and how they agreed, and what both employers agreed."""

    to_partner: str
    last_day: date
    consent_on: date
    consent_evidence: str
    service_evidence: str
    leave_hours: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How somebody begins at the receiving partner."""

    starts_on: date
    employee_no: str
    pay_group: UUID


@transaction_required
def release(*, employment: UUID, wish: Release, reason: str, by: User, at: datetime) -> TransferEnvelope:
    """Release somebody to another partner: an envelope with the listed fields waits for its signature.

    Nothing of the employment changes before that.

    :raises RuleBroken: without consent, for the wrong partner or day, or when a transfer is under way
    :raises Employment.DoesNotExist: if there is none in scope
    """
    row = dated.lock_employment(employment)
    target = Partner.objects.filter(code=wish.to_partner, left_on=None).exclude(pk=row.partner_id).first()
    if target is None:
        raise rules.AnotherPartner.broken()
    today = timezone.localdate(at)
    rules.ConsentGiven.require(row.valid.lower <= wish.consent_on <= today, on=wish.consent_on)
    rules.OneTransferAtATime.require(found.under_way(partner_id=row.partner_id, employment_id=row.pk) is None)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        dated.refuse_oneself(row, by=by)
        _would_end(row, wish.last_day, reason=reason, by=by, at=at)
        envelope = _seal(row, target, wish, by=by, at=at)
        TransferOut.objects.create(
            partner_id=row.partner_id, envelope=envelope.uuid, person_id=row.person_id, employment=row,
            consent_on=wish.consent_on, consent_evidence=" ".join(wish.consent_evidence.split()),
        )  # fmt: skip
        _record(envelope, "release", partner_id=row.partner_id, reason=reason)
    return envelope


@transaction_required
def accept(*, partner_id: int, envelope: UUID, arrival: Arrival, by: User, at: datetime) -> TransferIn:
    """Sign for the receiving partner: a person with an employment begins here, with their continuous service.

    Somebody whom this partner knows by their National Insurance number is not made a second time. The case of their
    first job here opens at once, with a right to work of this employer's own. Once this is committed, the releasing
    partner ends the employment there.

    :raises WrongState: unless the transfer waits
    :raises RuleBroken: for the human being who released it, a first day out of step, or an employee number taken
    :raises TransferEnvelope.DoesNotExist: when it is not addressed to the partner
    """
    row = _lock_received(partner_id, envelope)
    state = next_state(TRANSFER, "accept", row.state, noun=NOUN)
    rules.TwoSigners.require(row.released_by.human_id != by.human_id)
    content = found.content_of(row)
    first, last = row.last_day + ONE_DAY, row.last_day
    within_a_week = first <= arrival.starts_on <= last + ONE_DAY * DAYS_OF_WEEK
    rules.StartFollowsLastDay.require(within_a_week, on=arrival.starts_on, last=last)
    number = " ".join(arrival.employee_no.split())
    taken = Employment.objects.of(partner_id).filter(employee_no=number).exists()
    rules.EmployeeNumberIsFree.require(0 < len(number) <= LONGEST_NUMBER and not taken)
    with dated.change(partner_id=partner_id, by=by, reason="Transfer from another partner"):
        note = _arrive(row, content, arrival, number, partner_id=partner_id, at=at)
        starters_jobs.open_transferred(note.employment, by=by, at=at)
        _sign(row, state, by=by, at=at)
        _record(row, "accept", partner_id=partner_id)
    transfer_bell.ring_on_commit(partner_id=row.partner_id, envelope=envelope)
    return note


@transaction_required
def refuse(*, partner_id: int, envelope: UUID, note: str, by: User, at: datetime) -> TransferEnvelope:
    """Refuse a transfer for the receiving partner: nothing begins here and nothing ends there.

    :raises NoteNeeded: without a reason
    :raises WrongState: unless it waits
    :raises TransferEnvelope.DoesNotExist: when it is not addressed to the partner
    """
    words = _words(note)
    row = _lock_received(partner_id, envelope)
    state = next_state(TRANSFER, "refuse", row.state, noun=NOUN)
    rules.TwoSigners.require(row.released_by.human_id != by.human_id)
    with partner_scope(partner_id, actor_id=by.pk, reason=words[:200]):
        row.note = words
        _sign(row, state, by=by, at=at)
        _record(row, "refuse", partner_id=partner_id, reason=words)
    return row


@transaction_required
def withdraw(*, partner_id: int, envelope: UUID, note: str, by: User, at: datetime) -> TransferEnvelope:
    """Take an envelope back before it is signed: the receiver no longer sees it.

    :raises NoteNeeded: without a reason
    :raises WrongState: unless it waits
    :raises TransferEnvelope.DoesNotExist: when the partner did not release it
    """
    words = _words(note)
    row = _lock_released(partner_id, envelope)
    state = next_state(TRANSFER, "withdraw", row.state, noun=NOUN)
    with partner_scope(partner_id, actor_id=by.pk, reason=words[:200]):
        row.state, row.note = TransferState(state), words
        row.save(update_fields=["state", "note"])
        _record(row, "withdraw", partner_id=partner_id, reason=words)
    return row


@transaction_required
def complete(*, partner_id: int, envelope: UUID, at: datetime) -> Leaving | None:
    """End the employment at the releasing partner, once the receiver has signed. Safe to run twice: None then.

    It ends in the name of whoever released it. The history stays with this partner.

    :raises RuleBroken: when something has come in the way since the release
    :raises TransferEnvelope.DoesNotExist: when the partner did not release it
    """
    row = _lock_released(partner_id, envelope)
    if row.state != TransferState.ACCEPTED:
        return None
    note = TransferOut.objects.of(partner_id).select_related("employment").get(envelope=envelope)
    reason = f"Transfer to {row.to_partner.name}, signed there"
    made = _end(note.employment, row.last_day, reason=reason, by=row.released_by, at=at)
    with partner_scope(partner_id, actor_id=row.released_by_id, reason=reason[:200]):
        row.state = TransferState(next_state(TRANSFER, "complete", row.state, noun=NOUN))
        row.save(update_fields=["state"])
        _record(row, "complete", partner_id=partner_id)
    return made


def complete_everywhere(*, at: datetime) -> int:
    """Complete what was signed and not completed, at every partner; return how many employments ended.

    What something stands in the way of is left to the people of that partner, who see it on their work list.
    """
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="a transfer was signed"):
            rows = TransferEnvelope.objects.of(partner_id).filter(state=TransferState.ACCEPTED).order_by("id")
            n += sum(_try_to_complete(row, at=at) for row in rows)
    return n


def _try_to_complete(row: TransferEnvelope, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return complete(partner_id=row.partner_id, envelope=row.uuid, at=at) is not None
    except DomainError as refused:
        log.info("transfer %s is not completed: %s", row.uuid, refused.message)
        return False


def record_view(*, partner_id: int, envelope: TransferEnvelope, by: User) -> None:
    """Record that somebody of one side looked at what an envelope carries."""
    with partner_scope(partner_id, actor_id=by.pk):
        _record(envelope, "view", partner_id=partner_id, action=AuditAction.VIEW)


# --- the parts --------------------------------------------------------------------------------------------------------
def _would_end(row: Employment, last_day: date, *, reason: str, by: User, at: datetime) -> None:
    """End the employment and undo it: what would be refused later is refused before anybody is asked to sign."""
    with transaction.atomic():
        _end(row, last_day, reason=reason, by=by, at=at)
        transaction.set_rollback(True)
    row.refresh_from_db()


def _end(row: Employment, last_day: date, *, reason: str, by: User, at: datetime) -> Leaving:
    wish = Wish(
        last_day=last_day,
        leaving_reason=LeavingReason.TRANSFER,
        notice_given_on=min(last_day, timezone.localdate(at)),
        notice=Notice.NONE,
    )
    return leavings.leave_employment(
        employment=row.uuid, wish=wish, reason=reason[:200], by=by, at=at, is_transfer=True
    )


def _seal(row: Employment, target: Partner, wish: Release, *, by: User, at: datetime) -> TransferEnvelope:
    content = found.portable(
        row,
        last_day=wish.last_day,
        leave_hours=up_to_half_hour(wish.leave_hours),
        service_evidence=" ".join(wish.service_evidence.split()),
        consent_on=wish.consent_on,
    )
    text, uid = transfer_content.pack(content), uuid4()
    made: TransferEnvelope = TransferEnvelope.objects.create(
        uuid=uid,
        partner_id=row.partner_id,
        to_partner=target,
        content=sealing.seal(text, aad=found.aad(uid)),
        content_hash=transfer_content.digest(text),
        last_day=wish.last_day,
        released_by=by,
        released_human=by.human_id,
        released_at=at,
    )
    return made


def _arrive(
    row: TransferEnvelope, content: Portable, arrival: Arrival, number: str, *, partner_id: int, at: datetime
) -> TransferIn:
    group: PayGroup = PayGroup.objects.of(partner_id).get(uuid=arrival.pay_group)
    person = _person(content, partner_id=partner_id, at=at)
    employment: Employment = Employment.objects.create(
        partner_id=partner_id,
        person=person,
        legal_entity_id=group.legal_entity_id,
        pay_group=group,
        employee_no=number,
        kind=Employment.Kind(content.kind),
        continuous_service_from=content.continuous_service_from,
        valid=DateRange(arrival.starts_on, None),
    )
    note: TransferIn = TransferIn.objects.create(
        partner_id=partner_id, envelope=row.uuid, person=person, employment=employment
    )
    return note


def _person(content: Portable, *, partner_id: int, at: datetime) -> Person:
    """Return whom the partner knows by this National Insurance number, or make them."""
    if content.nino:
        index = sealed.nino_index(content.nino, partner_id=partner_id)
        known: Person | None = Person.objects.of(partner_id).filter(nino_index=index).first()
        if known is not None:
            return known
    uid = uuid4()
    number = number_clashes.number_for(partner_id=partner_id, person=uid, nino=content.nino, tells=False)
    made: Person = Person.objects.create(
        uuid=uid,
        partner_id=partner_id,
        surname=content.surname,
        forenames=content.forenames,
        known_as=content.known_as,
        title=content.title,
        date_of_birth=content.date_of_birth,
        sex=Person.Sex(content.sex),
        nino=number.token,
        nino_index=number.index,
    )
    number_clashes.note(partner_id=partner_id, claimant=made.pk, number=number, at=at)
    return made


def _sign(row: TransferEnvelope, state: str, *, by: User, at: datetime) -> None:
    row.state = TransferState(state)
    row.signed_by, row.signed_human, row.signed_at = by, by.human_id, at
    row.save(update_fields=["state", "signed_by", "signed_human", "signed_at", "note"])


def _lock_received(partner_id: int, envelope: UUID) -> TransferEnvelope:
    """Hold an envelope that waits; one that was signed can be held by its releaser only, and is read as it is."""
    rows = TransferEnvelope.received.select_related("released_by").filter(to_partner_id=partner_id)
    held: TransferEnvelope | None = rows.select_for_update(of=("self",)).filter(uuid=envelope).first()
    if held is not None:
        return held
    row: TransferEnvelope = rows.get(uuid=envelope)
    return row


def _lock_released(partner_id: int, envelope: UUID) -> TransferEnvelope:
    rows = TransferEnvelope.objects.of(partner_id).select_related("released_by", "to_partner")
    row: TransferEnvelope = rows.select_for_update(of=("self",)).get(uuid=envelope)
    return row


def _words(note: str) -> str:
    tidy = " ".join(note.split())
    if not 0 < len(tidy) <= LONGEST_NOTE:
        raise NoteNeeded(f"Say why, in at most {LONGEST_NOTE} characters.", field="note")
    return tidy


def _record(
    row: TransferEnvelope, what: str, *, partner_id: int, reason: str = "", action: AuditAction = AuditAction.UPDATE
) -> None:
    """Leave a trace in the trail of one side. It names the other partner and the hash, never the content."""
    audit(
        action=action,
        object_type="hr_transferenvelope",
        object_id=str(row.uuid),
        label=str(row),
        partner_id=partner_id,
        changes={"action": what, "state": row.state, "content_hash": row.content_hash},
        reason=reason,
    )
