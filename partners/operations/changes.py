"""Proposing and deciding changes (domain SEC-04).

A decision is for one content: it names the hash that its maker saw. Whoever proposed decides nothing of it: not
directly, not for somebody else, not with a second login. What the last approval approves is made in the same
transaction, unless the facts have moved since: then the request goes back to its maker.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partners import change_kinds
from partners.audit import audit
from partners.change_kinds import ChangeKind, Effect, Figure, StepNeeded, Trial, Words
from partners.models import ApprovalStep, AuditAction, ChangeEvent, ChangeRequest, CommunicationsHold, Partner, User
from partners.operations import holds
from partners.queries import deciders
from partners.queries.changes import ChangeRow
from partners.scope import partner_scope
from partners.states import CHANGE_REQUEST, ChangeState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.workingdays import add_working_days

NOUN = "change request"
DUE_WORKING_DAYS = 5
"""A decision is late after so many working days (a partner's promise to its staff; domain SEC-04, escalation)."""
EXPIRES_DAYS = 60
"""Nothing is decided by silence: after so many days a request ends undone, and its maker is told."""
LONGEST_COMMENT = 1000
AUDITED = {
    "submit": AuditAction.SUBMIT,
    "resubmit": AuditAction.SUBMIT,
    "approve": AuditAction.APPROVE,
    "apply": AuditAction.APPROVE,
    "return": AuditAction.REJECT,
    "reject": AuditAction.REJECT,
    "overtake": AuditAction.REJECT,
    "withdraw": AuditAction.CANCEL,
    "expire": AuditAction.CANCEL,
}


class NotYours(DomainError):
    """The request, or its decision, belongs to somebody else."""


class ContentChanged(DomainError):
    """What was decided on is not what stands there now."""


class CommentNeeded(DomainError):
    """The decision needs words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants: the kind's code, its payload, and why."""

    kind: str
    payload: dict[str, Any]
    reason: str

    def cleaned(self) -> "Proposal":
        """Return it with what its kind takes and nothing else. Raises what the kind says of a payload not its own."""
        return replace(self, payload=change_kinds.change_kind(self.kind).clean(self.payload))


@transaction_required
def try_out(*, partner_id: int, proposal: Proposal, by: User, at: datetime) -> Trial:
    """Make the change and undo it; return what it would do.

    :raises PersonOnHold: while nothing is changed about its person
    :raises DomainError: whatever the change's operation refuses
    """
    kind, proposal = change_kinds.change_kind(proposal.kind), proposal.cleaned()
    with partner_scope(partner_id, actor_id=by.pk, reason=proposal.reason):
        return _trial(kind, partner_id, proposal, by=by, at=at)


@transaction_required
def submit(*, partner_id: int, proposal: Proposal, by: User, at: datetime) -> ChangeRequest:
    """Propose a change: it waits for the approvals that its kind asks for, and nothing changes before.

    :raises DomainError: whatever the change's operation would refuse now
    """
    kind, proposal = change_kinds.change_kind(proposal.kind), proposal.cleaned()
    with partner_scope(partner_id, actor_id=by.pk, reason=proposal.reason):
        trial = _trial(kind, partner_id, proposal, by=by, at=at)
        subject = kind.subject(proposal.payload)
        row = ChangeRequest(
            partner_id=partner_id,
            kind=kind.code,
            title=kind.title,
            person_id=subject.person_id,
            subject=subject.words,
            subject_href=subject.href,
            affects_pay=kind.affects_pay,
            state=ChangeState.WAITING,
            made_by=by,
            made_human=by.human_id,
            made_at=at,
        )
        _fill(row, proposal, trial, at=at)
        row.save()
        _open_steps(row, kind.steps(proposal.payload, trial))
        _log(row, "submit", by=by, at=at)
    return row


@transaction_required
def resubmit(*, change: UUID, proposal: Proposal, by: User, at: datetime) -> ChangeRequest:
    """Propose again what came back, as it was or otherwise; every approval starts anew.

    :raises NotYours: when somebody else proposed it
    :raises WrongState: unless it was returned or overtaken
    :raises DomainError: whatever the change's operation would refuse now
    """
    row = _lock(change)
    _own(row, by)
    proposal = replace(proposal, kind=row.kind).cleaned()
    with partner_scope(row.partner_id, actor_id=by.pk, reason=proposal.reason):
        row.state = next_state(CHANGE_REQUEST, "resubmit", row.state, noun=NOUN)
        kind = change_kinds.change_kind(row.kind)
        trial = _trial(kind, row.partner_id, proposal, by=by, at=at)
        row.round += 1
        _fill(row, proposal, trial, at=at)
        row.save()
        _open_steps(row, kind.steps(proposal.payload, trial))
        _log(row, "resubmit", by=by, at=at)
    return row


@transaction_required
def approve(*, change: UUID, content_hash: str, by: User, at: datetime, comment: str = "") -> ChangeRequest:
    """Approve a step; the last approval makes the change, or sends it back when the facts have moved.

    :raises WrongState: unless it waits
    :raises ContentChanged: when it is not what the decider saw
    :raises PersonOnHold: while nothing is decided about its person
    :raises NotYours: for one's own request, or one that others decide
    """
    row = _lock(change)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=_reason(row)):
        next_state(CHANGE_REQUEST, "approve", row.state, noun=NOUN)
        holds.require_free(partner_id=row.partner_id, person_id=row.person_id)
        step = _decide(row, content_hash, by=by, at=at)
        _log(row, "approve", by=by, at=at, comment=comment, step=step)
        if not _steps(row).filter(decided_by=None).exists():
            _apply(row, by=by, at=at)
    return row


@transaction_required
def send_back(*, change: UUID, content_hash: str, comment: str, by: User, at: datetime) -> ChangeRequest:
    """Return a request to its maker with comments; approvals given so far are void.

    :raises CommentNeeded: without words :raises WrongState: :raises ContentChanged: :raises NotYours: as `approve`
    """
    return _refuse("return", change, content_hash, comment, by=by, at=at)


@transaction_required
def reject(*, change: UUID, content_hash: str, comment: str, by: User, at: datetime) -> ChangeRequest:
    """Reject a request for good, with the reason.

    :raises CommentNeeded: without words :raises WrongState: :raises ContentChanged: :raises NotYours: as `approve`
    """
    return _refuse("reject", change, content_hash, comment, by=by, at=at)


@transaction_required
def withdraw(*, change: UUID, by: User, at: datetime) -> ChangeRequest:
    """Take one's own request back.

    :raises NotYours: when somebody else proposed it
    :raises WrongState: when it is settled
    """
    row = _lock(change)
    _own(row, by)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="withdrawn"):
        _move(row, "withdraw", by=by, at=at)
    return row


def record_view(*, partner_id: int, rows: Sequence[ChangeRow]) -> None:
    """Note whose pay somebody has seen on requests (domain SEC-05: the salary of a named person)."""
    shown = [str(row.uuid) for row in rows if row.affects_pay]
    if shown:
        audit(
            action=AuditAction.VIEW,
            object_type="partners_changerequest",
            object_id=shown[0] if len(shown) == 1 else f"{len(shown)} requests",
            label="Change requests",
            partner_id=partner_id,
            changes={"requests": shown},
        )


@transaction_required
def expire(*, partner_id: int, at: datetime) -> int:
    """End what nobody has decided in time; return how many. Safe to run twice."""
    today = timezone.localdate(at)
    open_states = [state.value for state in CHANGE_REQUEST["expire"].sources]
    held = CommunicationsHold.objects.of(partner_id).filter(lifted_at=None).values("person_id")
    overdue = ChangeRequest.objects.of(partner_id).filter(state__in=open_states, expires_on__lt=today)
    overdue = overdue.exclude(person_id__in=held, person_id__isnull=False)  # nothing is decided about them meanwhile
    rows = list(overdue.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    with partner_scope(partner_id, reason="nobody decided in time"):
        for row in rows:
            _move(row, "expire", by=None, at=at)
    return len(rows)


def expire_everywhere(*, at: datetime) -> int:
    """End what nobody has decided in time at every partner, each in a scope of its own; return how many."""
    found = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="nobody decided in time"):
            found += expire(partner_id=partner_id, at=at)
    return found


# --- the parts ------------------------------------------------------------------------------------------------------
def _trial(kind: ChangeKind, partner_id: int, proposal: Proposal, *, by: User, at: datetime) -> Trial:
    """Measure, make the change, measure again, undo."""
    on = kind.starts(proposal.payload) or timezone.localdate(at)
    about = kind.subject(proposal.payload).person_id
    holds.require_free(partner_id=partner_id, person_id=about)
    person_id = about if kind.affects_pay else None

    def look() -> tuple[Words, dict[str, Figure]]:
        own = kind.figures(proposal.payload, on) if kind.figures else ()
        found = _figures(partner_id, person_id, on) | {figure.label: figure for figure in own}
        return kind.facts(proposal.payload, on), found

    before, figures = look()
    with transaction.atomic():
        kind.apply(proposal.payload, reason=proposal.reason, by=by, at=at)
        after, moved = look()
        transaction.set_rollback(True)
    return Trial(before=before, after=after, effects=tuple(_effects(figures, moved)))


def _figures(partner_id: int, person_id: int | None, on: date) -> dict[str, Figure]:
    if person_id is None:
        return {}
    return {figure.label: figure for figure in change_kinds.measured(partner_id=partner_id, person_id=person_id, on=on)}


def _effects(before: dict[str, Figure], after: dict[str, Figure]) -> Iterable[Effect]:
    """Compare figures by label, in the order in which they were found; what stays as it is is left out."""
    for label in [*before, *(label for label in after if label not in before)]:
        old, new = before.get(label), after.get(label)
        is_known = old is not None and new is not None and old.value is not None and new.value is not None
        if is_known and new.value == old.value:  # type: ignore[union-attr]
            continue
        rises = bool(is_known and new.value > old.value)  # type: ignore[union-attr,operator]
        yield Effect(
            label=label,
            before=old.words if old else "",
            after=new.words if new else "",
            # What cannot be worked out may cost more: finance looks at it.
            is_cost_rise=bool((new or old).is_cost and (rises or not is_known)),  # type: ignore[union-attr]
        )


def _fill(row: ChangeRequest, proposal: Proposal, trial: Trial, *, at: datetime) -> None:
    """Put content, hash and clocks on a request."""
    today = timezone.localdate(at)
    row.payload, row.reason = proposal.payload, proposal.reason
    row.effective_from = change_kinds.change_kind(row.kind).starts(proposal.payload)
    row.before, row.after = _pairs(trial.before), _pairs(trial.after)
    row.effects = [[one.label, one.before, one.after] for one in trial.effects]
    row.content_hash = hash_of(row)
    row.submitted_at = at
    row.due_on = add_working_days(today, DUE_WORKING_DAYS)
    row.expires_on = today + timedelta(days=EXPIRES_DAYS)


def hash_of(row: ChangeRequest) -> str:
    """Return the SHA-256 over everything that a decision is about."""
    content = [
        row.kind, row.person_id, row.payload, row.before, row.after, row.effects, row.reason,
        row.effective_from.isoformat() if row.effective_from else None,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _pairs(words: Words) -> list[list[str]]:
    return [[label, text] for label, text in words.items()]


def _open_steps(row: ChangeRequest, needed: Iterable[StepNeeded]) -> None:
    """Write down the approvals of this round. The trigger copies the maker's identity onto each."""
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            partner_id=row.partner_id, change=row, round=row.round, number=number, permission=step.permission,
            title=step.title, why=step.why, made_human=row.made_human,
        )
        for number, step in enumerate(needed, start=1)
    )  # fmt: skip


def _steps(row: ChangeRequest) -> Any:
    """Return the steps of the round under way."""
    return ApprovalStep.objects.of(row.partner_id).filter(change=row, round=row.round).order_by("number")


def _lock(change: UUID) -> ChangeRequest:
    found: ChangeRequest = ChangeRequest.objects.select_for_update(of=("self",)).get(uuid=change)
    return found


def _own(row: ChangeRequest, by: User) -> None:
    if row.made_human != by.human_id:
        raise NotYours("Somebody else proposed this change: only they can do that.")


def _decide(row: ChangeRequest, content_hash: str, *, by: User, at: datetime) -> ApprovalStep:
    """Note a decision on the first open step that this person may decide."""
    if content_hash != row.content_hash:
        raise ContentChanged("This request has been changed since you opened it.", remedy="Read it again, then decide.")
    step, authority = _my_step(row, by, on=timezone.localdate(at))
    step.content_hash, step.decided_by, step.decided_human, step.decided_at = content_hash, by, by.human_id, at
    step.behalf_of, step.behalf_human = authority.behalf_of, authority.behalf_human
    step.save(update_fields=["content_hash", "decided_by", "decided_human", "decided_at", "behalf_of", "behalf_human"])
    return step


def _my_step(row: ChangeRequest, by: User, *, on: date) -> tuple[ApprovalStep, deciders.Authority]:
    """Return the open step that this person may decide, and by which authority.

    :raises NotYours: when there is none
    """
    steps = list(_steps(row))
    why_not = deciders.why_not(row, steps, user=by, on=on)
    if why_not:
        raise NotYours(why_not)
    for step in steps:
        if step.decided_by_id is None and (found := deciders.authority(row, step, user=by, on=on)):
            return step, found
    raise NotYours("Others decide this request.")


def _refuse(action: str, change: UUID, content_hash: str, comment: str, *, by: User, at: datetime) -> ChangeRequest:
    """Return or reject: a decision with words, after which nothing of the round counts."""
    tidy = " ".join(comment.split())
    if not 0 < len(tidy) <= LONGEST_COMMENT:
        raise CommentNeeded(
            f"Say why, in at most {LONGEST_COMMENT:,} characters: the person who proposed it reads this.",
            field="comment",
        )
    row = _lock(change)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        next_state(CHANGE_REQUEST, action, row.state, noun=NOUN)
        if content_hash != row.content_hash:
            raise ContentChanged(
                "This request has been changed since you opened it.", remedy="Read it again, then decide."
            )
        step, _authority = _my_step(row, by, on=timezone.localdate(at))
        _move(row, action, by=by, at=at, comment=tidy, step=step)
    return row


def _apply(row: ChangeRequest, *, by: User, at: datetime) -> None:
    """Make the change, unless the facts are no longer those that were proposed on, or its operation refuses now."""
    kind = change_kinds.change_kind(row.kind)
    on = row.effective_from or timezone.localdate(at)
    if _pairs(kind.facts(row.payload, on)) != row.before:
        _move(row, "overtake", by=by, at=at, comment="What it would change has been changed otherwise meanwhile.")
        return
    try:
        with transaction.atomic():
            kind.apply(row.payload, reason=_reason(row), by=by, at=at)
    except DomainError as error:
        _move(row, "overtake", by=by, at=at, comment=error.explanation[:LONGEST_COMMENT])
        return
    row.state = ChangeState(next_state(CHANGE_REQUEST, "approve", row.state, noun=NOUN))
    row.settled_at = at
    row.save(update_fields=["state", "settled_at"])
    _log(row, "apply", by=by, at=at)


def _reason(row: ChangeRequest) -> str:
    """Return the reason under which the change is recorded: the maker's own."""
    return row.reason


def _move(
    row: ChangeRequest, action: str, *, by: User | None, at: datetime, comment: str = "",
    step: ApprovalStep | None = None,
) -> None:  # fmt: skip
    """Move a request and log it; a state that ends it gets its moment."""
    row.state = ChangeState(next_state(CHANGE_REQUEST, action, row.state, noun=NOUN))
    is_settled = row.state not in CHANGE_REQUEST["expire"].sources
    row.settled_at = at if is_settled else None
    row.save(update_fields=["state", "settled_at"])
    _log(row, action, by=by, at=at, comment=comment, step=step)


def _log(
    row: ChangeRequest, action: str, *, by: User | None, at: datetime, comment: str = "",
    step: ApprovalStep | None = None,
) -> None:  # fmt: skip
    """Add a line to the request's log and to the audit trail."""
    ChangeEvent.objects.create(
        partner_id=row.partner_id, change=row, action=action, step=step.title if step else "", by=by,
        behalf_of=step.behalf_of if step else None, at=at, comment=comment[:LONGEST_COMMENT],
        content_hash=row.content_hash,
    )  # fmt: skip
    audit(
        action=AUDITED[action],
        object_type="partners_changerequest",
        object_id=row.pk,
        label=str(row),
        partner_id=row.partner_id,
        changes={"action": action, "state": row.state, "content_hash": row.content_hash},
        reason=(comment or row.reason)[:500],
    )
