"""Requests about one’s data and complaints: received, acknowledged, restricted, decided (UK GDPR articles 16 to 21).

Each step is logged, moves the clock and, where the person must be told, writes to them through the gateway.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from partners import holdings, rights
from partners.audit import audit
from partners.engine.rights_clock import acknowledge_by, due_on
from partners.models import AuditAction, Grant, RightsCase, RightsEvent, User
from partners.operations import messages
from partners.operations.messages import Draft, LetterDraft
from partners.operations.retention import NotYourOwn, ReasonNeeded
from partners.operations.sar import ImpossibleDay, NoSuchPerson, TooLate
from partners.queries import deciders, holds
from partners.queries import rights as found
from partners.scope import partner_scope
from partners.states import RIGHTS, UNSETTLED, RightsState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day

NOUN = "request"
LONGEST, LONGEST_WHY = 1000, 500
Kind = RightsCase.Kind
CAN_RESTRICT = frozenset({Kind.RECTIFY, Kind.RESTRICT, Kind.OBJECT})
HANDLE = "privacy.manage"


class NoChangeYet(DomainError):
    """Nobody has proposed the change that puts it right."""


class IsRestricted(DomainError):
    """What somebody contests is not changed by a list."""


class NotTheirTask(DomainError):
    """Somebody may not deal with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks: which right, about what, in their words."""

    kind: str
    area: str
    words: str


@transaction_required
def receive(*, partner_id: int, person_id: int, asked: Asked, received_on: date, by: User, at: datetime) -> RightsCase:
    """Record a request that came by letter, mail or telephone. The clock starts on the day on which it came.

    :raises NoSuchPerson: when nobody of this number is at the partner
    :raises ImpossibleDay: for a day in the future
    :raises NotYourOwn: when somebody would deal with their own
    :raises ReasonNeeded: for words that are missing or too long
    """
    if person_id not in holdings.name_people(partner_id=partner_id, ids=[person_id]):
        raise NoSuchPerson("There is nobody of this number here.", field="person")
    _refuse_own(partner_id, person_id, by)
    if received_on > timezone.localdate(at):
        raise ImpossibleDay("The request cannot have come in the future.", field="received_on")
    words, (told_by, answer_by) = _words(asked), clocks(asked.kind, received_on)
    latest = RightsCase.objects.of(partner_id).aggregate(latest=Max("number"))["latest"] or 0
    with partner_scope(partner_id, actor_id=by.pk, reason="Request about data"):
        row: RightsCase = RightsCase.objects.create(
            partner_id=partner_id, person_id=person_id, number=latest + 1, kind=Kind(asked.kind), area=asked.area,
            words=words, received_on=received_on, acknowledge_by=told_by, due_on=answer_by, owner=by, recorded_by=by,
            recorded_at=at,
        )  # fmt: skip
        _log(row, "receive", by=by, at=at, note=words)
    return row


@transaction_required
def ask(*, partner_id: int, person_id: int, asked: Asked, by: User, at: datetime) -> UUID:
    """Ask for oneself, in self-service: signing in has proved who asks. Asked twice, it is the one that is open.

    The database refuses whoever is not this person.

    :raises ReasonNeeded: for words that are missing or too long
    """
    today = timezone.localdate(at)
    words, (told_by, answer_by) = _words(asked), clocks(asked.kind, today)
    given: list[Any] = [person_id, str(Kind(asked.kind)), asked.area, words, told_by, answer_by, at]
    with partner_scope(partner_id, actor_id=by.pk, reason="Request about data"), connection.cursor() as cursor:
        cursor.execute("SELECT ask_about_my_data(%s, %s, %s, %s, %s, %s, %s)", given)
        made: UUID = cursor.fetchone()[0]
    return made


def clocks(kind: str, received: date) -> tuple[date, date]:
    """Return by when a request is acknowledged and answered; the law of the day on which it came."""
    answer = rights.law("answer", on=received)
    last = due_on(received, months=answer.months if answer else 1)
    told = rights.law("complaint_acknowledged", on=received) if kind == Kind.COMPLAIN else None
    return acknowledge_by(received, days=told.days if told else 0, answer=last), last


@transaction_required
def acknowledge(*, case: UUID, by: User, at: datetime) -> RightsCase:
    """Tell the person that it is here and by when they hear; whoever does so owns it unless somebody does.

    :raises WrongState: once it was
    :raises NotYourOwn: for one’s own
    """
    row = _lock(case, by)
    row.state = RightsState(next_state(RIGHTS, "acknowledge", row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=str(row)):
        row.acknowledged_at, row.owner = at, row.owner or by
        row.save(update_fields=["state", "acknowledged_at", "owner"])
        _log(row, "acknowledge", by=by, at=at)
        _tell(row, f"We have your request. You hear from us by {day(row.due_on)}.", by=by, at=at)
    return row


@transaction_required
def assign(*, case: UUID, owner: User, by: User, at: datetime) -> RightsCase:
    """Give it to somebody who may deal with it.

    :raises NotTheirTask: for somebody who may not, or whom it is about
    :raises TooLate: once it is closed
    """
    row = _lock(case, by)
    _require_open(row)
    may = deciders.permissions(user=owner, partner_id=row.partner_id, on=timezone.localdate(at))
    if HANDLE not in may or row.person_id in deciders.own_people(owner, row.partner_id):
        raise NotTheirTask("This person does not deal with such requests here.", field="owner")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=str(row)):
        row.owner = owner
        row.save(update_fields=["owner"])
        _log(row, "assign", by=by, at=at, note=str(owner))
    return row


@transaction_required
def restrict(*, case: UUID, by: User, at: datetime) -> RightsCase:
    """Restrict what it is about while it is looked into: shown as contested, changed by no list, not erased.

    Source: UK GDPR article 18(1).

    :raises TooLate: when it is closed, restricted already, or neither contests nor objects
    """
    row = _lock(case, by)
    _require_open(row)
    if row.kind not in CAN_RESTRICT or row.paused_at is not None:
        raise TooLate("Nothing is to be restricted here.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=str(row)):
        _restrict(row, by=by, at=at)
        row.save(update_fields=["paused_at", "paused"])
    return row


@transaction_required
def lift(*, case: UUID, why: str, by: User, at: datetime) -> RightsCase:
    """Lift a restriction; the person is told before it ends (UK GDPR article 18(3)).

    :raises TooLate: when nothing is restricted
    :raises ReasonNeeded: without a reason
    """
    tidy, row = _needed(why, "why", LONGEST_WHY), _lock(case, by)
    if not found.is_restricted(row):
        raise TooLate("Nothing is restricted.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        _tell(row, f"The restriction of your data is lifted: {tidy}", by=by, at=at)
        row.lifted_at, row.lifted_why = at, tidy
        row.save(update_fields=["lifted_at", "lifted_why"])
        _log(row, "lift", by=by, at=at, note=tidy)
    return row


@transaction_required
def decide(*, case: UUID, action: str, outcome: str, by: User, at: datetime) -> RightsCase:
    """Decide: done as asked, done in part, or refused; the person is told why and how to complain.

    :raises NoChangeYet: when something is to be put right and nobody has proposed the change that does so
    :raises ReasonNeeded: without words
    :raises WrongState: once it is closed
    """
    tidy, row = _needed(outcome, "outcome", LONGEST), _lock(case, by)
    row.state = RightsState(next_state(RIGHTS, action, row.state, noun=NOUN))
    is_done = row.state in {RightsState.UPHELD, RightsState.PARTLY}
    kinds = rights.areas()[row.area].kinds if row.area in rights.areas() else ()
    if is_done and row.kind == Kind.RECTIFY and kinds and not found.changes_since(row):
        raise NoChangeYet(
            "Nobody has proposed the change that puts this right.", remedy="Propose it on the person’s page first."
        )
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        if is_done and row.kind == Kind.RESTRICT and row.paused_at is None:
            _restrict(row, by=by, at=at)
        row.outcome, row.closed_by, row.closed_at = tidy, by, at
        row.acknowledged_at = row.acknowledged_at or at
        row.save()
        _log(row, action, by=by, at=at, note=tidy)
        _tell(row, f"{row.get_state_display()}. {tidy}", by=by, at=at)
    return row


@transaction_required
def withdraw(*, case: UUID, reason: str, by: User, at: datetime) -> RightsCase:
    """Record that the person withdrew it; a restriction ends with it.

    :raises ReasonNeeded: without saying how they said so
    :raises WrongState: once it is closed
    """
    tidy, row = _needed(reason, "reason", LONGEST_WHY), _lock(case, by)
    row.state = RightsState(next_state(RIGHTS, "withdraw", row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.outcome, row.closed_by, row.closed_at = tidy, by, at
        if found.is_restricted(row):
            row.lifted_at, row.lifted_why = at, tidy
        row.save()
        _log(row, "withdraw", by=by, at=at, note=tidy)
    return row


@transaction_required
def supply(*, case: UUID, by: User, at: datetime) -> dict[str, Any]:
    """Return what the person gave themselves, for machines, and record who took it.

    :raises TooLate: for a request that does not ask for it
    """
    row = _lock(case, by)
    if row.kind != Kind.PORT:
        raise TooLate("This request asks for something else.")
    with partner_scope(row.partner_id, actor_id=by.pk):
        content = found.supplied(partner_id=row.partner_id, person_id=row.person_id)
        audit(
            action=AuditAction.EXPORT, object_type="partners_rightscase", object_id=row.pk, label=str(row),
            changes={"sections": len(content)},
        )  # fmt: skip
        _log(row, "supply", by=by, at=at)
    return content


def require_no_list(*, partner_id: int, people: Iterable[int]) -> None:
    """Make sure that nobody on a list contests what the list would change.

    :raises IsRestricted: naming how many
    """
    n = len(found.paused_lists(partner_id=partner_id, people=people))
    if n:
        raise IsRestricted(
            f"The record of {n} on this list is contested and restricted: lists do not change it.",
            remedy="Take them out of the list; they are changed one by one.",
        )


def _restrict(row: RightsCase, *, by: User, at: datetime) -> None:
    row.paused_at, row.paused = at, list(rights.areas()[row.area].pauses)
    words = rights.pause_words(row.paused)
    _log(row, "restrict", by=by, at=at, note=words)
    _tell(row, f"What you contest is restricted from now on. Paused: {words}.", by=by, at=at)


def _words(asked: Asked) -> str:
    tidy = " ".join(asked.words.split())
    if asked.area not in rights.areas():
        raise ReasonNeeded("Say what it is about.", field="area")
    if len(tidy) > LONGEST or (asked.kind != Kind.PORT and not tidy):
        raise ReasonNeeded(f"Say what is wrong or wanted, in at most {LONGEST} characters.", field="words")
    return tidy


def _needed(text: str, field: str, longest: int) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= longest:
        raise ReasonNeeded(f"Enter this in at most {longest} characters.", field=field)
    return tidy


def _require_open(row: RightsCase) -> None:
    if row.state not in UNSETTLED:
        raise TooLate("It is closed.")


def _lock(case: UUID, by: User) -> RightsCase:
    row: RightsCase = RightsCase.objects.select_for_update(of=("self",)).get(uuid=case)
    _refuse_own(row.partner_id, row.person_id, by)
    return row


def _refuse_own(partner_id: int, person_id: int, by: User) -> None:
    if holds.logins_of(partner_id=partner_id, person_id=person_id).filter(human_id=by.human_id).exists():
        raise NotYourOwn("This is about you. Somebody else deals with it.", field="person")


def _log(row: RightsCase, action: str, *, by: User, at: datetime, note: str = "") -> None:
    RightsEvent.objects.create(partner_id=row.partner_id, case=row, action=action, by=by, at=at, note=note[:LONGEST])
    audit(
        action=AuditAction.UPDATE, object_type="partners_rightscase", object_id=row.pk, label=str(row),
        partner_id=row.partner_id, changes={"action": action, "state": row.state},
    )  # fmt: skip


def _tell(row: RightsCase, text: str, *, by: User, at: datetime) -> None:
    """Write to the person: by mail to their login, else by letter."""
    what = f"{row.get_kind_display()}: {rights.area_label(row.area)}"
    key = f"rights:{row.uuid}:{at.isoformat()}"
    context = {"what": what, "text": text, "partner": row.partner.short_name, "number": row.number}
    readers = Grant.objects.in_force(timezone.localdate(at)).filter(partner_id=row.partner_id, person_id=row.person_id)
    grant = readers.select_related("user").order_by("id").first()
    if grant is None:
        title = "Your request about your data"
        words = f"{what}\n\n{text}\n\nYou may complain to us, and to the Information Commissioner: ico.org.uk."
        letter = LetterDraft(template="general", key=key, title=title, words=words, person_id=row.person_id)
        messages.send_letter(partner_id=row.partner_id, draft=letter, by=by, at=at)
        return
    draft = Draft(
        kind="request about data", key=key, address=grant.user.email, person_id=row.person_id, user_id=grant.user_id,
        subject=f"{row.partner.short_name}: your request about your data", neutral_subject="An answer to your request",
        template="email/rights.txt", context=context,
    )  # fmt: skip
    messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
