"""Somebody is missing: the same freeze as after a death, but pay goes on until people decide, and it ends (HR-09)."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import MissingCase, Person
from hr.operations import dated
from hr.states import MISSING_PERSON, MissingState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.operations import holds, suspensions
from partners.queries import holds as held
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "case"
REASON = "Somebody is missing"
LONGEST_WORDS = 300


class CannotBeMissing(DomainError):
    """There is a case already, the day cannot be, or it is one's own record."""


class WordsNeeded(DomainError):
    """The step needs words."""


@transaction_required
def report(
    *, person: UUID, missing_since: date, told_by: str, police_reference: str, by: User, at: datetime
) -> MissingCase:
    """Record that somebody is missing: nothing leaves for them, no login works, nothing is changed. Pay goes on.

    :raises CannotBeMissing: with a case or a hold already, a day in the future or before birth, or for oneself
    :raises WordsNeeded: without who said so
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    tidy = _words(told_by, "told_by", "Say who told you.")
    if not who.date_of_birth < missing_since <= timezone.localdate(at):
        raise CannotBeMissing("The day lies between birth and today.", field="missing_since", remedy="Check the date.")
    if held.logins_of(partner_id=who.partner_id, person_id=who.pk).filter(human_id=by.human_id).exists():
        raise CannotBeMissing("This is your own record.")
    if held.open_hold(partner_id=who.partner_id, person_id=who.pk) is not None:
        raise CannotBeMissing("Everything to this person is held back already.", remedy="Speak to HR.")
    with partner_scope(who.partner_id, actor_id=by.pk, reason=REASON):
        try:
            with transaction.atomic():
                row: MissingCase = MissingCase.objects.create(
                    partner_id=who.partner_id, person=who, missing_since=missing_since, told_by=tidy,
                    police_reference=" ".join(police_reference.split())[:60], reported_by=by, reported_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise CannotBeMissing("This person is recorded as missing already.") from error
        _freeze(row, by=by, at=at)
        _note(row, "reported")
    return row


@transaction_required
def decide_pay(*, case: UUID, pay: str, why: str, by: User, at: datetime) -> MissingCase:
    """Decide what is paid while somebody is missing: nothing decides it by itself, and it may be decided again.

    :raises WordsNeeded: without a reason
    :raises CannotBeMissing: once the person is found or has died
    """
    row, tidy = _lock(case), _words(why, "why", "Say why, and who agreed.")
    dated.refuse_oneself(row, by=by)
    if row.state != MissingState.MISSING:
        raise CannotBeMissing("Nobody is missing here any more.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.pay, row.pay_by, row.pay_at, row.pay_why = MissingCase.Pay(pay), by, at, tidy
        row.save(update_fields=["pay", "pay_by", "pay_at", "pay_why"])
        _note(row, "pay decided")
    return row


@transaction_required
def find(*, case: UUID, how: str, by: User, at: datetime) -> MissingCase:
    """Record that somebody is found: messages, letters, logins and requests are as they were.

    :raises WordsNeeded: without words
    :raises WrongState: unless they are missing
    """
    row, tidy = _lock(case), _words(how, "how", "Say how you know.")
    dated.refuse_oneself(row, by=by)
    state = next_state(MISSING_PERSON, "find", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        _end(row, state, tidy, by=by, at=at)
        _thaw(row, by=by, at=at)
        _note(row, "found")
    return row


@transaction_required
def give_way(*, partner_id: int, person_id: int, by: User, at: datetime) -> MissingCase | None:
    """End the case of somebody whose death is reported, so that the freeze is that of the death; None: no case."""
    row = _open(partner_id, person_id, MissingState.MISSING)
    if row is None:
        return None
    _end(row, next_state(MISSING_PERSON, "die", row.state, noun=NOUN), "A death was reported", by=by, at=at)
    _thaw(row, by=by, at=at)
    return row


@transaction_required
def take_back(*, partner_id: int, person_id: int, by: User, at: datetime) -> MissingCase | None:
    """Make somebody missing again whose death was reported by mistake; None: they were not missing before."""
    row = _open(partner_id, person_id, MissingState.DIED)
    if row is None:
        return None
    row.state = MissingState(next_state(MISSING_PERSON, "return", row.state, noun=NOUN))
    row.ended_by, row.ended_at, row.ended_how = None, None, ""
    row.save(update_fields=["state", "ended_by", "ended_at", "ended_how"])
    _freeze(row, by=by, at=at)
    return row


def _freeze(row: MissingCase, *, by: User, at: datetime) -> None:
    about = {"partner_id": row.partner_id, "person_id": row.person_id, "reason": REASON, "by": by, "at": at}
    holds.set_hold(addresses=[row.person.email], **about)  # type: ignore[arg-type]
    suspensions.suspend(**about)  # type: ignore[arg-type]


def _thaw(row: MissingCase, *, by: User, at: datetime) -> None:
    suspensions.resume(partner_id=row.partner_id, person_id=row.person_id, reason=REASON)
    holds.lift(partner_id=row.partner_id, person_id=row.person_id, reason=REASON, by=by, at=at)


def _end(row: MissingCase, state: str, how: str, *, by: User, at: datetime) -> None:
    row.state, row.ended_by, row.ended_at, row.ended_how = MissingState(state), by, at, how
    row.save(update_fields=["state", "ended_by", "ended_at", "ended_how"])


def _open(partner_id: int, person_id: int, state: MissingState) -> MissingCase | None:
    """Lock the newest case of a person if it is in a state."""
    rows = MissingCase.objects.of(partner_id).select_for_update(of=("self",)).filter(person_id=person_id)
    row: MissingCase | None = rows.select_related("person").order_by("-id").first()
    return row if row is not None and row.state == state else None


def _lock(case: UUID) -> MissingCase:
    rows = MissingCase.objects.select_related("person").select_for_update(of=("self",))
    row: MissingCase = rows.get(uuid=case)
    return row


def _words(text: str, field: str, ask: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST_WORDS:
        raise WordsNeeded(ask, field=field, remedy=f"At most {LONGEST_WORDS} characters.")
    return tidy


def _note(row: MissingCase, what: str) -> None:
    audit(
        action=AuditAction.UPDATE, object_type="hr_missingcase", object_id=row.pk, label=str(row),
        partner_id=row.partner_id, changes={"action": what, "state": row.state, "pay": row.pay},
    )  # fmt: skip
