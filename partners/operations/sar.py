"""Subject access requests from the first day to the answer (domain HR-13): each step is logged and moves the clock."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from partners import holdings
from partners.audit import audit
from partners.engine.sar_clock import due_on
from partners.models import AuditAction, SarCase, SarEvent, SarPause, User
from partners.operations.retention import NotYourOwn, ReasonNeeded
from partners.queries import holds
from partners.queries import sar as found
from partners.scope import partner_scope
from partners.states import SAR, UNANSWERED, SarState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "request"
LONGEST = 500
LONGEST_TEXT = 1000


class NoSuchPerson(DomainError):
    """There is nobody of this number at the partner."""


class ImpossibleDay(DomainError):
    """The day lies in the future, or before the step that it follows."""


class TooLate(DomainError):
    """It would have had to be done earlier."""


@transaction_required
def receive(*, partner_id: int, person_id: int, received_on: date, scope: str, by: User, at: datetime) -> SarCase:
    """Record a request. The clock starts on the day on which it was received.

    :raises NoSuchPerson: when nobody of this number is at the partner
    :raises ImpossibleDay: for a day in the future
    :raises NotYourOwn: when somebody would deal with their own request
    :raises BankHolidaysMissing: for a day so long ago that no deadline is known
    """
    if person_id not in holdings.name_people(partner_id=partner_id, ids=[person_id]):
        raise NoSuchPerson("There is nobody of this number here.", field="person")
    _refuse_own(partner_id, person_id, by)
    today = timezone.localdate(at)
    if received_on > today:
        raise ImpossibleDay("The request cannot have come in the future.", field="received_on")
    latest = SarCase.objects.of(partner_id).aggregate(latest=Max("number"))["latest"] or 0
    with partner_scope(partner_id, actor_id=by.pk, reason="Access request"):
        row = SarCase(
            partner_id=partner_id, person_id=person_id, number=latest + 1, received_on=received_on, due_on=received_on,
            scope=_text(scope), recorded_by=by, recorded_at=at,
        )  # fmt: skip
        row.due_on = due_on(received_on, on=today)
        row.save()
        log(row, "receive", by=by, at=at, note=row.scope or "Everything")
    return row


@transaction_required
def ask_identity(*, case: UUID, asked: str, on: date, by: User, at: datetime) -> SarCase:
    """Ask for proof of identity: the clock stands from this day until it is verified.

    :raises ReasonNeeded: without saying what was asked for
    :raises ImpossibleDay: before the request or in the future
    :raises WrongState: unless it was only received
    """
    return _pause(case, "ask_identity", SarPause.Kind.IDENTITY, asked, on=on, by=by, at=at)


@transaction_required
def verify(*, case: UUID, on: date, note: str, by: User, at: datetime) -> SarCase:
    """Record that identity is verified, and how.

    :raises ReasonNeeded: without saying how
    :raises ImpossibleDay: before it was asked for or in the future
    :raises WrongState: out of order
    """
    return _go_on(case, "verify", on=on, note=note, by=by, at=at)


@transaction_required
def ask_clarification(*, case: UUID, asked: str, on: date, by: User, at: datetime) -> SarCase:
    """Ask what the person wants: the clock stands from this day until the answer.

    :raises ReasonNeeded: without saying what was asked
    :raises ImpossibleDay: before the request or in the future
    :raises WrongState: out of order
    """
    return _pause(case, "ask_clarification", SarPause.Kind.CLARIFICATION, asked, on=on, by=by, at=at)


@transaction_required
def clarify(*, case: UUID, on: date, note: str, by: User, at: datetime) -> SarCase:
    """Record the person’s clarification.

    :raises ReasonNeeded: without its words
    :raises ImpossibleDay: before it was asked for or in the future
    :raises WrongState: unless it is waited for
    """
    return _go_on(case, "clarify", on=on, note=note, by=by, at=at)


@transaction_required
def extend(*, case: UUID, reason: str, by: User, at: datetime) -> SarCase:
    """Take two months more because the request is complex; the person is told why.

    :raises ReasonNeeded: without a reason
    :raises TooLate: once the first month is over, when it is extended already, or when it is closed
    """
    tidy, row = _needed(reason), lock(case, by)
    today = timezone.localdate(at)
    if row.is_complex or row.state not in UNANSWERED or today > found.due(row, on=today):
        raise TooLate("A request is extended once, within its first month.", remedy="Answer it as soon as possible.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.is_complex, row.complex_reason = True, tidy
        _save(row, ["is_complex", "complex_reason"], today)
        log(row, "extend", by=by, at=at, note=tidy)
    return row


@transaction_required
def describe_search(*, case: UUID, exclusions: str, by: User, at: datetime) -> SarCase:
    """Record what was left out of a reasonable and proportionate search, and why.

    :raises TooLate: once it is closed
    """
    row = lock(case, by)
    if row.state not in UNANSWERED:
        raise TooLate("The request is closed.")
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.exclusions = _text(exclusions)
        row.save(update_fields=["exclusions"])
        log(row, "exclude", by=by, at=at, note=row.exclusions)
    return row


@transaction_required
def refuse(*, case: UUID, reason: str, by: User, at: datetime) -> SarCase:
    """Refuse a request that is manifestly unfounded or excessive; the person may complain.

    :raises ReasonNeeded: without a reason
    :raises WrongState: once it is closed
    """
    return _close(case, "refuse", reason, by=by, at=at)


@transaction_required
def withdraw(*, case: UUID, reason: str, by: User, at: datetime) -> SarCase:
    """Record that the person withdrew the request.

    :raises ReasonNeeded: without saying how they said so
    :raises WrongState: once it is closed
    """
    return _close(case, "withdraw", reason, by=by, at=at)


def log(row: SarCase, action: str, *, by: User, at: datetime, note: str = "") -> None:
    """Write a line of the log and an event of the trail."""
    SarEvent.objects.create(partner_id=row.partner_id, case=row, action=action, by=by, at=at, note=note[:LONGEST_TEXT])
    audit(
        action=AuditAction.UPDATE, object_type="partners_sarcase", object_id=row.pk, label=str(row),
        partner_id=row.partner_id, changes={"action": action, "state": row.state},
    )  # fmt: skip


def _pause(case: UUID, action: str, kind: SarPause.Kind, asked: str, *, on: date, by: User, at: datetime) -> SarCase:
    tidy, row = _needed(asked, "asked"), lock(case, by)
    row.state = SarState(next_state(SAR, action, row.state, noun=NOUN))
    today = timezone.localdate(at)
    _check_day(on, row.received_on, today)
    ended = [one.ended_on for one in found.pauses(row) if one.ended_on]
    if ended and on < max(ended):
        raise ImpossibleDay("The clock stood on that day already.", field="on")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        SarPause.objects.create(partner_id=row.partner_id, case=row, kind=kind, asked=tidy, started_on=on)
        _save(row, ["state"], today)
        log(row, action, by=by, at=at, note=tidy)
    return row


def _go_on(case: UUID, action: str, *, on: date, note: str, by: User, at: datetime) -> SarCase:
    tidy, row = _needed(note, "note"), lock(case, by)
    row.state = SarState(next_state(SAR, action, row.state, noun=NOUN))
    today = timezone.localdate(at)
    stood = SarPause.objects.of(row.partner_id).filter(case=row, ended_on=None).first()
    _check_day(on, stood.started_on if stood else row.received_on, today)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        if stood:
            stood.ended_on = on
            stood.save(update_fields=["ended_on"])
        _save(row, ["state"], today)
        log(row, action, by=by, at=at, note=tidy)
    return row


def _close(case: UUID, action: str, reason: str, *, by: User, at: datetime) -> SarCase:
    tidy, row = _needed(reason), lock(case, by)
    row.state = SarState(next_state(SAR, action, row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.answer, row.closed_by, row.closed_at = tidy, by, at
        row.save(update_fields=["state", "answer", "closed_by", "closed_at"])
        log(row, action, by=by, at=at, note=tidy)
    return row


def _save(row: SarCase, fields: list[str], today: date) -> None:
    """Save a step, with the deadline as it is now."""
    row.due_on = found.due(row, on=today)
    row.save(update_fields=[*fields, "due_on"])


def lock(case: UUID, by: User) -> SarCase:
    """Hold a request until the transaction ends.

    :raises NotYourOwn: for one’s own, and for whoever is kept out of something that is held about the person
    """
    row: SarCase = SarCase.objects.select_for_update(of=("self",)).get(uuid=case)
    _refuse_own(row.partner_id, row.person_id, by)
    if is_kept_out(row, by):
        raise NotYourOwn("Somebody else deals with this request.")
    return row


def is_kept_out(row: SarCase, by: User) -> bool:
    """Return whether somebody is kept out of something that is held about the person of a request."""
    with partner_scope(row.partner_id, actor_id=by.pk):
        return holdings.is_kept_out(partner_id=row.partner_id, person_id=row.person_id)


def _refuse_own(partner_id: int, person_id: int, by: User) -> None:
    if holds.logins_of(partner_id=partner_id, person_id=person_id).filter(human_id=by.human_id).exists():
        raise NotYourOwn("This is about you. Somebody else deals with it.", field="person")


def _check_day(on: date, first: date, today: date) -> None:
    if not first <= on <= today:
        raise ImpossibleDay(f"The day lies between {first:%-d %B %Y} and today.", field="on")


def _needed(text: str, field: str = "reason") -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST:
        raise ReasonNeeded(f"Say it in at most {LONGEST} characters.", field=field)
    return tidy


def _text(text: str) -> str:
    tidy = " ".join(text.split())
    if len(tidy) > LONGEST_TEXT:
        raise ReasonNeeded(f"Use at most {LONGEST_TEXT} characters.", field="scope")
    return tidy
