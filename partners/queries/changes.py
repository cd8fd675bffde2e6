"""Change requests as lists and pages show them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from partners import change_kinds
from partners.engine import change_risk
from partners.models import ApprovalStep, ChangeEvent, ChangeRequest, User
from partners.queries import deciders
from partners.queries.holds import ON_HOLD, stands_beside
from partners.states import CHANGE_REQUEST, ChangeState
from sharedservices.common.flow import allowed_actions

VERBS = {
    "submit": "Proposed",
    "resubmit": "Proposed again",
    "approve": "Approved",
    "choose": "Chosen otherwise by an approver",
    "remind": "Late: reminded",
    "escalate": "Sent up: nobody decided in time",
    "begin": "Approved: being recorded",
    "apply": "Recorded",
    "return": "Returned with comments",
    "reject": "Rejected",
    "overtake": "Overtaken by other facts",
    "withdraw": "Withdrawn",
    "expire": "Expired: nobody decided in time",
}


def is_about_concealed(*, partner_id: int, payload: Mapping[str, Any]) -> bool:
    """Return whether a proposal is about a unit off the charts or a post in it, whoever asks. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_is_about_concealed(%s, %s::jsonb)", [partner_id, json.dumps(payload, default=str)])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A request in a list. `rows` are [label, before, after] of what changes."""

    uuid: UUID
    title: str
    subject: str
    subject_href: str
    state: str
    state_words: str
    effective_from: date | None
    made_by: str
    submitted_at: datetime
    due_on: date
    expires_on: date
    is_late: bool
    age_days: int
    content_hash: str
    affects_pay: bool
    pay_note: str
    is_next_run: bool
    is_escalated: bool
    is_on_hold: bool
    n_people: int
    rows: tuple[tuple[str, str, str], ...]
    effects: tuple[tuple[str, str, str], ...]
    reason: str
    papers: tuple[str, ...]
    risk: int
    risk_band: str
    risk_reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """An approval that a request needs, given or open. `who` may decide it now."""

    title: str
    why: str
    decided_by: str
    behalf_of: str
    from_above: bool
    decided_at: datetime | None
    who: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.decided_at is None


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of a request's log."""

    words: str
    step: str
    by: str
    behalf_of: str
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class ChangeDocument:
    """Everything that a request's page says. `why_not` is empty for those who may decide it."""

    row: ChangeRow
    kind: str
    payload: Mapping[str, Any]
    expires_on: date
    steps: tuple[StepRow, ...]
    log: tuple[LogRow, ...]
    is_own: bool
    why_not: str
    actions: tuple[str, ...]
    papers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """What a list of requests is narrowed to; empty values narrow nothing."""

    text: str = ""
    kind: str = ""
    state: str = ""
    late_on: date | None = None
    risk_from: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads requests: whole ones of the kinds whose audience they belong to, and always their own.

    `shows_own`: their own whole, too, as under My requests; a line manager follows theirs without pay.
    """

    user: User
    permissions: frozenset[str]
    shows_own: bool = False

    @property
    def kinds(self) -> list[str]:
        """The kinds that they read whole."""
        return change_kinds.kinds_for(self.permissions)

    @property
    def open_kinds(self) -> list[str]:
        """The kinds that they follow besides, without pay: those of the people whom their scope leaves."""
        if change_kinds.OPEN not in self.permissions:
            return []
        return [one for one in change_kinds.open_kinds() if one not in self.kinds]

    def reads(self, kind: str) -> bool:
        """Tell whether they may read requests of a kind about others, whole or without pay."""
        return kind in self.kinds or kind in self.open_kinds

    def with_pay(self, row: ChangeRequest) -> bool:
        """Tell whether they read a request whole."""
        return row.kind in self.kinds or (self.shows_own and row.made_human == self.user.human_id)

    def visible(self, partner_id: int) -> Q:
        """Return the condition that a request is theirs to read. A query, where kinds are followed without pay.

        What others propose about somebody who follows is not theirs to read.
        """
        found = Q(made_human=self.user.human_id) | Q(kind__in=self.kinds)
        if followed := self.open_kinds:
            found |= Q(kind__in=followed) & ~Q(person_id__in=deciders.own_people(self.user, partner_id))
        return found


def inbox(*, partner_id: int, user: User, on: date, wanted: ChangeFilter) -> "QuerySet[ChangeRequest]":
    """Return what this user may decide today."""
    return _narrowed(deciders.waiting_for(user, partner_id=partner_id, on=on), wanted)


def proposed_by(*, partner_id: int, user: User, wanted: ChangeFilter) -> "QuerySet[ChangeRequest]":
    """Return what the human being behind a login has proposed."""
    return _narrowed(ChangeRequest.objects.of(partner_id).filter(made_human=user.human_id), wanted)


def readable(*, partner_id: int, reader: Reader, wanted: ChangeFilter) -> "QuerySet[ChangeRequest]":
    """Return the requests of a partner that somebody may read."""
    return _narrowed(ChangeRequest.objects.of(partner_id).filter(reader.visible(partner_id)), wanted)


def open_about(*, partner_id: int, person_id: int) -> "QuerySet[ChangeRequest]":
    """Return the requests about a person that are not settled, the oldest first."""
    found: QuerySet[ChangeRequest] = ChangeRequest.objects.of(partner_id).filter(
        person_id=person_id, settled_at__isnull=True
    )
    return found.select_related("made_by").order_by("submitted_at", "id")


def _narrowed(rows: "QuerySet[ChangeRequest]", wanted: ChangeFilter) -> "QuerySet[ChangeRequest]":
    if wanted.text:
        rows = rows.filter(Q(subject__icontains=wanted.text) | Q(title__icontains=wanted.text))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.risk_from:
        rows = rows.filter(risk_score__gte=wanted.risk_from)
    if wanted.late_on:
        rows = rows.filter(state=ChangeState.WAITING, due_on__lt=wanted.late_on)
    return rows.select_related("made_by")


def marked(rows: "QuerySet[ChangeRequest]") -> "QuerySet[ChangeRequest]":
    """Return requests, each with whether it rests because nothing is asked about the person it is about."""
    return rows.annotate(is_on_hold=stands_beside())


def as_row(change: ChangeRequest, *, on: date, at: datetime, with_pay: bool = True) -> ChangeRow:
    """Return a request as lists show it; without pay, only the facts and effects that say nothing about it."""
    effects = [one for one in change.effects if with_pay or len(one) > 3]
    after = dict(change.after)
    before = dict(change.before)
    labels = [*before, *(label for label in after if label not in before)]
    labels = [label for label in labels if with_pay or _is_open(change.kind, label)]
    return ChangeRow(
        uuid=change.uuid,
        title=change.title,
        subject=change.subject,
        subject_href=change.subject_href,
        state=change.state,
        state_words=ChangeRequest.State(change.state).label,
        effective_from=change.effective_from,
        made_by=change.made_by.full_name,
        submitted_at=change.submitted_at,
        due_on=change.due_on,
        expires_on=change.expires_on,
        is_late=change.state == ChangeState.WAITING and change.due_on < on,
        age_days=(at - change.submitted_at).days,
        content_hash=change.content_hash,
        affects_pay=change.affects_pay,
        pay_note=change.pay_note,
        is_next_run=change.is_next_run,
        is_escalated=change.escalated_at is not None and change.state == ChangeState.WAITING,
        is_on_hold=bool(vars(change).get("is_on_hold")) and change.settled_at is None,
        n_people=len(change.people),
        rows=tuple((label, before.get(label, ""), after.get(label, "")) for label in labels),
        effects=tuple((label, old, new) for label, old, new, *_ in effects),
        reason=change.reason,
        papers=tuple(title for _document, title, _digest in change.attachments),
        risk=change.risk_score,
        risk_band=change_risk.bands(on=change.submitted_at.date()).name(change.risk_score),
        risk_reasons=tuple((words, points) for _rule, words, points in change.risk_reasons) if with_pay else (),
    )


def _is_open(kind: str, label: str) -> bool:
    """Tell whether a fact says nothing about pay. Of a kind that is no longer known, none does."""
    try:
        known = change_kinds.change_kind(kind)
    except LookupError:
        return False
    return known.shown(label, with_pay=False)


def document(*, partner_id: int, change: UUID, reader: Reader, on: date, at: datetime) -> ChangeDocument:
    """Return what a request's page says; without pay, as a manager follows it.

    Whoever may decide it reads it, also for somebody else.

    :raises ChangeRequest.DoesNotExist: when there is none in scope, or it is not theirs to read
    """
    user = reader.user
    rows = marked(ChangeRequest.objects.of(partner_id)).select_related("made_by")
    found: ChangeRequest | None = rows.filter(reader.visible(partner_id), uuid=change).first()
    with_pay = found is not None and reader.with_pay(found)
    if found is None:
        found = rows.get(uuid=change, pk__in=deciders.waiting_for(user, partner_id=partner_id, on=on).values("pk"))
        with_pay = True
    steps = list(
        ApprovalStep.objects.of(partner_id)
        .filter(change=found, round=found.round)
        .select_related("decided_by", "behalf_of")
        .order_by("number")
    )
    log = ChangeEvent.objects.of(partner_id).filter(change=found).select_related("by", "behalf_of").order_by("-id")
    is_waiting = found.state == ChangeState.WAITING
    is_on_hold = bool(vars(found)["is_on_hold"]) and found.settled_at is None
    why_not = deciders.why_not(found, steps, user=user, on=on) if is_waiting else ""
    return ChangeDocument(
        row=as_row(found, on=on, at=at, with_pay=with_pay),
        kind=found.kind,
        payload=found.payload,
        expires_on=found.expires_on,
        steps=tuple(_step(step, found, on) for step in steps),
        log=tuple(_log(event) for event in log),
        is_own=found.made_human == user.human_id,
        why_not=f"{ON_HOLD}." if is_on_hold else why_not,
        papers=_papers(found),
        actions=() if is_on_hold else allowed_actions(CHANGE_REQUEST, found.state),
    )


def _papers(row: ChangeRequest) -> tuple[tuple[str, str], ...]:
    """Return the documents that a request carries with where they are opened; without one when they are not kept."""
    if not row.attachments:
        return ()
    ids = [one for one, _title, _digest in row.attachments]
    links = change_kinds.papers().links(
        partner_id=row.partner_id, person_id=row.person_id, change=row.uuid, documents=ids
    )
    return tuple((title, links.get(one, "")) for one, title, _digest in row.attachments)


def _step(step: ApprovalStep, change: ChangeRequest, on: date) -> StepRow:
    who: tuple[str, ...] = ()
    if step.decided_by is None:
        is_sent_up = change.escalated_at is not None
        able = deciders.able(step, partner_id=change.partner_id, is_sent_up=is_sent_up, on=on)
        who = tuple(user.full_name for user in able)
    return StepRow(
        title=step.title,
        why=step.why,
        decided_by=step.decided_by.full_name if step.decided_by else "",
        behalf_of=step.behalf_of.full_name if step.behalf_of else "",
        from_above=step.from_above,
        decided_at=step.decided_at,
        who=who,
    )


def _log(event: ChangeEvent) -> LogRow:
    return LogRow(
        words=VERBS[event.action],
        step=event.step,
        by=event.by.full_name if event.by else "The system",
        behalf_of=event.behalf_of.full_name if event.behalf_of else "",
        at=event.at,
        comment=event.comment,
    )
