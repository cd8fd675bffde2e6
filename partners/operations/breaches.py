"""The log of personal data breaches (UK GDPR articles 33 and 34): recorded, decided about, told, learnt from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from partners import rights
from partners.audit import audit
from partners.models import AuditAction, Breach, BreachEvent, User
from partners.operations.retention import ReasonNeeded
from partners.operations.sar import ImpossibleDay, TooLate
from partners.scope import partner_scope
from partners.states import BREACH, BreachState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "breach"
LONGEST, LONGEST_SHORT, LONGEST_TITLE = 2000, 500, 120
HOURS = 72  # where rights.toml says nothing for the day: UK GDPR article 33(1)
Decision = Breach.Decision


class RiskIsNotified(DomainError):
    """A breach that may harm people is notified."""


class NotDecidedYet(DomainError):
    """Something comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of a breach. `n_people`: about how many it concerns, None while nobody knows."""

    title: str
    what: str
    data_kinds: str
    severity: str
    aware_at: datetime
    happened_at: datetime | None = None
    n_people: int | None = None


@transaction_required
def record(*, partner_id: int, new: Found, by: User, at: datetime) -> Breach:
    """Record a breach. The clock starts when the partner became aware of it, not when it is recorded.

    :raises ReasonNeeded: for words that are missing or too long
    :raises ImpossibleDay: for a moment in the future, or awareness before the event
    """
    if new.aware_at > at or (new.happened_at is not None and new.happened_at > new.aware_at):
        raise ImpossibleDay("It happened before you became aware, and that is not in the future.", field="aware_at")
    texts = {
        "title": _needed(new.title, "title", LONGEST_TITLE), "what": _needed(new.what, "what", LONGEST),
        "data_kinds": _needed(new.data_kinds, "data_kinds", LONGEST_SHORT),
    }  # fmt: skip
    latest = Breach.objects.of(partner_id).aggregate(latest=Max("number"))["latest"] or 0
    with partner_scope(partner_id, actor_id=by.pk, reason="Breach"):
        row: Breach = Breach.objects.create(
            partner_id=partner_id, number=latest + 1, **texts, severity=Breach.Severity(new.severity),
            aware_at=new.aware_at, happened_at=new.happened_at, n_people=new.n_people,
            due_at=new.aware_at + timedelta(hours=_hours(new.aware_at)), recorded_by=by, recorded_at=at,
        )  # fmt: skip
        _log(row, "record", by=by, at=at, note=texts["title"])
    return row


@transaction_required
def contain(*, breach: UUID, containment: str, by: User, at: datetime) -> Breach:
    """Record what was done to stop it; what was recorded before stays in the timeline.

    :raises TooLate: once it is closed
    :raises ReasonNeeded: without words
    """
    tidy, row = _needed(containment, "containment", LONGEST), _open(breach)
    row.containment = tidy
    return _saved(row, ["containment"], "contain", tidy, by=by, at=at)


@transaction_required
def assess(*, breach: UUID, severity: str, n_people: int | None, why: str, by: User, at: datetime) -> Breach:
    """Put the risk and the number of people right, as more is known. A decision not to notify that no longer fits goes.

    :raises TooLate: once it is closed
    :raises ReasonNeeded: without words
    """
    tidy, row = _needed(why, "why", LONGEST_SHORT), _open(breach)
    row.severity, row.n_people = Breach.Severity(severity), n_people
    if row.decision == Decision.NOT_NOTIFY and row.severity != Breach.Severity.UNLIKELY:
        row.decision, row.decision_reason, row.decided_by, row.decided_at = "", "", None, None
        row.state = BreachState.OPEN
    names = ["severity", "n_people", "decision", "decision_reason", "decided_by", "decided_at", "state"]
    return _saved(row, names, "assess", f"{row.get_severity_display()}: {tidy}", by=by, at=at)


@transaction_required
def decide(*, breach: UUID, decision: str, reason: str, by: User, at: datetime) -> Breach:
    """Decide whether the Information Commissioner is told, with the reasons either way (article 33(5)).

    :raises RiskIsNotified: for a risk to people that somebody would not notify
    :raises ReasonNeeded: without reasons
    :raises WrongState: once it is closed
    """
    tidy, row = _needed(reason, "reason", LONGEST // 2), _lock(breach)
    row.state = BreachState(next_state(BREACH, "decide", row.state, noun=NOUN))
    if decision == Decision.NOT_NOTIFY and row.severity != Breach.Severity.UNLIKELY:
        raise RiskIsNotified(
            "A breach is notified unless a risk to people is unlikely.", field="decision",
            remedy="Put the risk right first, if it is less than recorded.",
        )  # fmt: skip
    if row.notified_at is not None and decision == Decision.NOT_NOTIFY:
        raise TooLate("The Information Commissioner is told already.")
    row.decision, row.decision_reason, row.decided_by, row.decided_at = Decision(decision), tidy, by, at
    names = ["state", "decision", "decision_reason", "decided_by", "decided_at"]
    return _saved(row, names, "decide", f"{row.get_decision_display()}: {tidy}", by=by, at=at)


@transaction_required
def notify(
    *, breach: UUID, notified_at: datetime, reference: str, late_reason: str, by: User, at: datetime
) -> Breach:  # fmt: skip
    """Record that the Information Commissioner was told; after 72 hours with the reason for the delay (article 33(1)).

    :raises NotDecidedYet: before it was decided to
    :raises ReasonNeeded: when it is late and nobody says why
    :raises ImpossibleDay: for a moment in the future or before anybody was aware
    """
    row = _open(breach)
    if row.decision != Decision.NOTIFY:
        raise NotDecidedYet("Decide first that the Information Commissioner is told.")
    if not row.aware_at <= notified_at <= at:
        raise ImpossibleDay("They were told after you became aware, and not in the future.", field="notified_at")
    is_late = notified_at > row.due_at
    row.late_reason = _needed(late_reason, "late_reason", LONGEST_SHORT) if is_late else ""
    row.notified_at, row.ico_reference = notified_at, " ".join(reference.split())[:40]
    said = f"{row.ico_reference} {row.late_reason}".strip()
    return _saved(row, ["notified_at", "ico_reference", "late_reason"], "notify", said, by=by, at=at)


@transaction_required
def tell_people(*, breach: UUID, told_at: datetime, n_told: int, how: str, by: User, at: datetime) -> Breach:
    """Record that the people concerned were told, and how (article 34).

    :raises TooLate: once it is closed
    :raises ReasonNeeded: without saying how
    :raises ImpossibleDay: for a moment in the future or before anybody was aware
    """
    tidy, row = _needed(how, "how", LONGEST_SHORT), _open(breach)
    if not row.aware_at <= told_at <= at:
        raise ImpossibleDay("They were told after you became aware, and not in the future.", field="told_at")
    row.people_told_at, row.n_told, row.told_how = told_at, n_told, tidy
    names = ["people_told_at", "n_told", "told_how"]
    return _saved(row, names, "tell_people", f"{n_told:,} people: {tidy}", by=by, at=at)


@transaction_required
def close(*, breach: UUID, lessons: str, by: User, at: datetime) -> Breach:
    """Close it with what was learnt.

    :raises NotDecidedYet: before it was contained, and where it is to be notified before that, and people told of a
        high risk
    :raises ReasonNeeded: without lessons
    :raises WrongState: before a decision
    """
    tidy, row = _needed(lessons, "lessons", LONGEST), _lock(breach)
    row.state = BreachState(next_state(BREACH, "close", row.state, noun=NOUN))
    missing = [
        words
        for is_missing, words in (
            (not row.containment, "what was done to stop it"),
            (row.decision == Decision.NOTIFY and row.notified_at is None, "that the Information Commissioner was told"),
            (row.severity == Breach.Severity.HIGH and row.people_told_at is None, "that the people were told"),
        )
        if is_missing
    ]
    if missing:
        raise NotDecidedYet(f"Record first: {'; '.join(missing)}.")
    row.lessons, row.closed_by, row.closed_at = tidy, by, at
    return _saved(row, ["state", "lessons", "closed_by", "closed_at"], "close", tidy, by=by, at=at)


def _hours(aware: datetime) -> int:
    law = rights.law("breach_notified", on=timezone.localdate(aware))
    return law.hours if law else HOURS


def _open(breach: UUID) -> Breach:
    row = _lock(breach)
    if row.state == BreachState.CLOSED:
        raise TooLate("It is closed.")
    return row


def _lock(breach: UUID) -> Breach:
    row: Breach = Breach.objects.select_for_update(of=("self",)).get(uuid=breach)
    return row


def _saved(row: Breach, names: list[str], action: str, note: str, *, by: User, at: datetime) -> Breach:
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{row}: {action}"):
        row.save(update_fields=names)
        _log(row, action, by=by, at=at, note=note)
    return row


def _needed(text: str, field: str, longest: int) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= longest:
        raise ReasonNeeded(f"Enter this in at most {longest:,} characters.", field=field)
    return tidy


def _log(row: Breach, action: str, *, by: User, at: datetime, note: str) -> None:
    BreachEvent.objects.create(partner_id=row.partner_id, breach=row, action=action, by=by, at=at, note=note[:LONGEST])
    audit(
        action=AuditAction.UPDATE, object_type="partners_breach", object_id=row.pk, label=str(row),
        partner_id=row.partner_id, changes={"action": action, "state": row.state},
    )  # fmt: skip
