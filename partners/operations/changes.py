"""Proposing and deciding changes (domain SEC-04).

A decision is for one content: it names the hash that its maker saw. Whoever proposed decides nothing of it: not
directly, not for somebody else, not with a second login. What the last approval approves is made in the same
transaction, unless the facts have moved since: then the request goes back to its maker.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partners import change_kinds
from partners.audit import audit
from partners.change_kinds import ChangeKind, StepNeeded, Trial
from partners.models import ApprovalStep, AuditAction, ChangeRequest, User
from partners.operations import change_makers, change_news, holds
from partners.operations import rights as restrictions
from partners.operations.change_log import LONGEST_COMMENT, NOUN, log, move
from partners.operations.change_trials import (
    Proposal,
    carried,
    fill,
    pairs,
    refuse_second,
    require_papers,
    steps_needed,
    trial,
)
from partners.operations.change_words import spoken
from partners.queries import auto_approvals, deciders
from partners.queries.changes import ChangeRow
from partners.scope import partner_scope
from partners.states import CHANGE_REQUEST, ChangeState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state


class NotYours(DomainError):
    """The request, or its decision, belongs to somebody else."""


class ContentChanged(DomainError):
    """What was decided on is not what stands there now."""


class WrongChoice(DomainError):
    """What was chosen is not there to be chosen."""


class CommentNeeded(DomainError):
    """The decision needs words."""


@transaction_required
def try_out(*, partner_id: int, proposal: Proposal, by: User, at: datetime) -> Trial:
    """Make the change and undo it; return what it would do.

    :raises PersonOnHold: while nothing is changed about its person
    :raises DomainError: whatever the change's operation refuses
    """
    kind, proposal = change_kinds.change_kind(proposal.kind), proposal.cleaned()
    with partner_scope(partner_id, actor_id=by.pk, reason=proposal.reason):
        return trial(kind=kind, partner_id=partner_id, proposal=proposal, by=by, at=at)


@transaction_required
def submit(*, partner_id: int, proposal: Proposal, by: User, at: datetime) -> ChangeRequest:
    """Propose a change: it waits for the approvals that its kind asks for, and nothing changes before.

    :raises DocumentNeeded: without a document that shows it, where the kind asks for one
    :raises DomainError: whatever the change's operation would refuse now
    """
    kind, proposal = change_kinds.change_kind(proposal.kind), proposal.cleaned()
    with partner_scope(partner_id, actor_id=by.pk, reason=proposal.reason):
        found = trial(kind=kind, partner_id=partner_id, proposal=proposal, by=by, at=at)
        require_papers(kind=kind, partner_id=partner_id, proposal=proposal)
        with spoken(partner_id=partner_id, payload=proposal.payload):
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
        fill(row, proposal, found, at=at)
        row.save()
        log(row, "submit", by=by, at=at)
        _route(row, kind, found, by=by, at=at)
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
        found = trial(kind=kind, partner_id=row.partner_id, proposal=proposal, by=by, at=at)
        require_papers(kind=kind, partner_id=row.partner_id, proposal=proposal)
        row.round += 1
        fill(row, proposal, found, at=at)
        row.save()
        log(row, "resubmit", by=by, at=at)
        _route(row, kind, found, by=by, at=at)
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
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.reason):
        next_state(CHANGE_REQUEST, "approve", row.state, noun=NOUN)
        about: list[int | None] = [*row.people] or [row.person_id]
        for one in about:
            holds.require_free(partner_id=row.partner_id, person_id=one)
        step = _decide(row, content_hash, by=by, at=at)
        with partner_scope(row.partner_id, on_behalf_of=step.behalf_of_id):
            log(row, "approve", by=by, at=at, comment=comment, step=step)
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
        move(row, "withdraw", by=by, at=at)
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


# --- the parts ------------------------------------------------------------------------------------------------------
def _route(row: ChangeRequest, kind: ChangeKind, found: Trial, *, by: User, at: datetime) -> None:
    """Open the approvals of a round; what the partner lets through without any is made at once, and says so."""
    today = timezone.localdate(at)
    is_free = not row.affects_pay and auto_approvals.holds(partner_id=row.partner_id, kind=row.kind, on=today)
    if is_free and not change_makers.is_about_maker(person_id=row.person_id, partner_id=row.partner_id, by=by):
        _apply(row, by=by, at=at, comment="This kind needs no approval here.")
        return
    _open_steps(row, steps_needed(kind, row.payload, found, today=today))


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
    step.from_above = authority.from_above
    with partner_scope(row.partner_id, on_behalf_of=step.behalf_of_id):
        step.save(
            update_fields=[
                "content_hash", "decided_by", "decided_human", "decided_at", "behalf_of", "behalf_human", "from_above",
            ]
        )  # fmt: skip
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
        step, authority = _my_step(row, by, on=timezone.localdate(at))
        giver = authority.behalf_of.pk if authority.behalf_of else None
        with partner_scope(row.partner_id, on_behalf_of=giver):
            move(row, action, by=by, at=at, comment=tidy, step=step)
            change_news.tell_maker(row, action, by=by, at=at)
    return row


def _apply(row: ChangeRequest, *, by: User, at: datetime, comment: str = "") -> None:
    """Make the change, unless the facts are no longer those that were proposed on, or its operation refuses now.

    A list of many is left to a worker, which makes all of it or nothing.
    """
    kind = change_kinds.change_kind(row.kind)
    if kind.in_background:
        restrictions.require_no_list(partner_id=row.partner_id, people=row.people)
        move(row, "begin", by=by, at=at, comment=comment)
        kind.start(row, by=by, at=at)
        return
    _make(row, kind, "approve", by=by, at=at, comment=comment)


def _make(row: ChangeRequest, kind: ChangeKind, action: str, *, by: User, at: datetime, comment: str = "") -> None:
    on = row.effective_from or timezone.localdate(at)
    with spoken(partner_id=row.partner_id, payload=row.payload):
        now = pairs(kind.facts(row.payload, on))
    if now != row.before:
        _overtake(row, "What it would change has been changed otherwise meanwhile.", by=by, at=at)
        return
    try:
        with transaction.atomic():
            refuse_second(partner_id=row.partner_id, kind=kind, payload=row.payload, now=now)
            kind.apply(row.payload, reason=row.reason, by=by, at=at)
    except DomainError as error:
        _overtake(row, error.explanation[:LONGEST_COMMENT], by=by, at=at)
        return
    row.state = ChangeState(next_state(CHANGE_REQUEST, action, row.state, noun=NOUN))
    row.settled_at = at
    _note_pay_run(row, kind, on, at=at)
    row.save(update_fields=["state", "settled_at", "is_next_run", "pay_note"])
    log(row, "apply", by=by, at=at, comment=comment or (row.pay_note if row.is_next_run else ""))
    change_news.tell_maker(row, "apply", by=by, at=at)


def _overtake(row: ChangeRequest, comment: str, *, by: User, at: datetime) -> None:
    move(row, "overtake", by=by, at=at, comment=comment)
    change_news.tell_maker(row, "overtake", by=by, at=at)


def _note_pay_run(row: ChangeRequest, kind: ChangeKind, on: date, *, at: datetime) -> None:
    """Say in which pay run a change of pay comes, as of its approval (domain HR-07, rule 4)."""
    if not kind.affects_pay or row.person_id is None:
        return
    today = timezone.localdate(at)
    found = change_kinds.cutoff(partner_id=row.partner_id, person_id=row.person_id, starts=on, today=today)
    row.is_next_run = found is not None and found.is_missed
    row.pay_note = found.words if found else ""


@transaction_required
def finish(*, change: UUID, by: User, at: datetime) -> ChangeRequest:
    """Make everything that an approved list names, or send it back as a whole. Called by a worker, safe to run twice.

    :raises WrongState: unless its approval is being recorded
    """
    row = _lock(change)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.reason):
        next_state(CHANGE_REQUEST, "finish", row.state, noun=NOUN)
        _make(row, change_kinds.change_kind(row.kind), "finish", by=by, at=at)
    return row


@transaction_required
def choose(*, change: UUID, content_hash: str, choice: str, by: User, at: datetime) -> ChangeRequest:
    """Let an approver choose otherwise what becomes of a later change; approvals given so far are void.

    :raises NotYours: for one's own request, or one that others decide
    :raises ContentChanged: when it is not what the approver saw
    :raises WrongChoice: for a choice that the kind does not have, or the one that stands already
    :raises DomainError: whatever the change's operation refuses with this choice
    """
    row = _lock(change)
    kind = change_kinds.change_kind(row.kind)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.reason):
        next_state(CHANGE_REQUEST, "choose", row.state, noun=NOUN)
        if content_hash != row.content_hash:
            raise ContentChanged("This request has been changed since you opened it.", remedy="Read it again.")
        _my_step(row, by, on=timezone.localdate(at))
        known = dict(kind.options)
        if not kind.choice or choice not in known or row.payload.get(kind.choice) in {None, choice}:
            raise WrongChoice("There is nothing else to choose here.", field="choice")
        payload = {**row.payload, kind.choice: choice}
        kept = carried(row)
        proposal = Proposal(kind=row.kind, payload=payload, reason=row.reason, attachments=kept).cleaned()
        found = trial(kind=kind, partner_id=row.partner_id, proposal=proposal, by=by, at=at)
        row.round += 1
        due = row.due_on, row.expires_on, row.submitted_at
        fill(row, proposal, found, at=at)
        row.due_on, row.expires_on, row.submitted_at = due
        row.save()
        log(row, "choose", by=by, at=at, comment=known[choice])
        _open_steps(row, steps_needed(kind, row.payload, found, today=timezone.localdate(at)))
    return row
