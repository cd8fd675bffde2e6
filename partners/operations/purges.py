"""Erasing what is old enough (domain HR-13): proposed, approved by a second person, executed in parts, certified.

The database erases, not this module: purge_item() looks at approval, schedule, age and holds once more, for each item.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction, BackgroundJob, Partner, PurgeItem, PurgeProposal, User
from partners.operations import jobs, postbox
from partners.operations.retention import NotAsRead, NotYourOwn, OneAtATime, words
from partners.queries import retention as found
from partners.scope import partner_scope
from partners.states import PURGE, PurgeState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

KIND = "partners.purge"
NOUN = "proposal"
AT_ONCE = 50


class NothingToErase(DomainError):
    """There is no schedule, or nothing is old enough."""


@transaction_required
def propose(*, partner_id: int, by: User, at: datetime) -> PurgeProposal:
    """List what the schedule in force lets go today, with what is held back. Nothing is erased by this.

    :raises NothingToErase: without a schedule in force, or when nothing is old enough
    :raises OneAtATime: while another proposal is open
    """
    schedule = found.schedule_in_force(partner_id)
    if schedule is None:
        raise NothingToErase("No retention schedule is in force.", remedy="Propose one, and have it approved.")
    on = timezone.localdate(at)
    listed = list(found.old_enough(schedule=schedule, on=on))
    if not listed:
        raise NothingToErase(f"Nothing is older than schedule {schedule.version} keeps it.")
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Erasure of {on:%-d %B %Y}"):
        try:
            with transaction.atomic():
                row: PurgeProposal = PurgeProposal.objects.create(
                    partner_id=partner_id, schedule=schedule, as_of=on, proposed_by=by, proposed_human=by.human_id,
                    proposed_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise OneAtATime("Another proposal is open.", remedy="Approve and execute it, or reject it.") from error
        PurgeItem.objects.bulk_create(
            (
                PurgeItem(
                    partner_id=partner_id, proposal=row, data_class=one.data_class, person_id=one.person_id,
                    cutoff=one.cutoff, oldest=one.oldest, n_rows=one.n_rows, is_held=bool(one.held), why=one.held[:200],
                )
                for one in listed
            ),
            batch_size=2000,
        )  # fmt: skip
        row.n_items, row.n_held = len(listed), sum(bool(one.held) for one in listed)
        row.content_hash = found.proposal_hash(row.pk)
        row.save(update_fields=["n_items", "n_held", "content_hash"])
        _log(AuditAction.SUBMIT, row)
    return row


@transaction_required
def approve(*, proposal: UUID, content_hash: str, by: User, at: datetime) -> PurgeProposal:
    """Approve a proposal for exactly the items that were on the page, and begin to erase.

    :raises NotYourOwn: for whoever proposed it, by any login
    :raises NotAsRead: when the hash is another, or another schedule is in force by now
    :raises WrongState: unless it waits
    """
    row = _lock(proposal)
    state = next_state(PURGE, "approve", row.state, noun=NOUN)
    if row.proposed_human == by.human_id:
        raise NotYourOwn("You proposed this erasure. Somebody else approves it.")
    schedule = found.schedule_in_force(row.partner_id)
    if content_hash != row.content_hash or schedule is None or schedule.pk != row.schedule_id:
        raise NotAsRead(
            "What is to be erased is not what was on your page.", remedy="Reject it and have it listed again."
        )
    with partner_scope(row.partner_id, actor_id=by.pk, reason=str(row)):
        job = jobs.start(
            partner_id=row.partner_id, kind=KIND, label=str(row), by=by, at=at, n_total=row.n_items - row.n_held
        )
        row.state, row.approved_hash, row.job = PurgeState(state), row.content_hash, job.uuid
        row.approved_by, row.approved_human, row.approved_at = by, by.human_id, at
        row.save(update_fields=["state", "approved_hash", "job", "approved_by", "approved_human", "approved_at"])
        _log(AuditAction.APPROVE, row)
        transaction.on_commit(partial(_ring, row.partner_id, str(row.uuid)), robust=True)
    return row


@transaction_required
def reject(*, proposal: UUID, reason: str, by: User, at: datetime) -> PurgeProposal:
    """Reject a proposal. What was erased before, of one that was approved, stays erased.

    :raises ReasonNeeded: without a reason
    :raises WrongState: when it is done or rejected
    """
    tidy, row = words(reason), _lock(proposal)
    row.state = PurgeState(next_state(PURGE, "reject", row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy):
        row.rejected_by, row.rejected_at, row.reject_reason = by, at, tidy
        row.save(update_fields=["state", "rejected_by", "rejected_at", "reject_reason"])
        job = BackgroundJob.objects.of(row.partner_id).filter(uuid=row.job, state__in=jobs.OPEN).first()
        if job is not None:
            jobs.stop(job_id=job.pk, at=at, message="Rejected: nothing more is erased.")
        _log(AuditAction.REJECT, row)
    return row


def execute(*, partner_id: int, proposal: UUID, clock: Callable[[], datetime]) -> int:
    """Erase what is left of an approved proposal, a few items a transaction; return how many were dealt with.

    Safe to run twice and at the same time: an item that another worker has is passed over, one that is done stays so.
    Killed between two parts, it goes on where it stood.
    """
    n = 0
    while part := _part(partner_id, proposal, clock()):
        n += part
    _finish(partner_id, proposal, clock())
    return n


def resume(*, clock: Callable[[], datetime]) -> int:
    """Go on with what a lost worker left behind, at every partner; return how many items were dealt with."""
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="erasure goes on"):
            waiting = found.started(partner_id)
        n += sum(execute(partner_id=partner_id, proposal=one, clock=clock) for one in waiting)
    return n


def _part(partner_id: int, proposal: UUID, at: datetime) -> int:
    """Erase up to so many items in one transaction; return how many there were."""
    with partner_scope(partner_id, reason="erasure of data that is old enough"):
        row = PurgeProposal.objects.filter(uuid=proposal).first()
        if row is None or row.state != PurgeState.APPROVED:
            return 0
        with partner_scope(partner_id, actor_id=row.approved_by_id):
            _begin(row, at)
            waiting = found.items(row).filter(outcome="").order_by("id")
            ids = list(waiting.values_list("id", flat=True)[:AT_ONCE])
            with connection.cursor() as cursor:
                for pk in ids:
                    cursor.execute("SELECT purge_item(%s)", [pk])
            if row.job:
                n_done = found.items(row).exclude(outcome="").count()
                jobs.report(job_uuid=row.job, n_done=n_done, n_total=row.n_items, at=at)
            return len(ids)


def _begin(row: PurgeProposal, at: datetime) -> None:
    job = BackgroundJob.objects.of(row.partner_id).filter(uuid=row.job, state__in=jobs.OPEN).first()
    if job is not None:
        jobs.begin(job_id=job.pk, at=at, n_total=row.n_items)


def _finish(partner_id: int, proposal: UUID, at: datetime) -> None:
    """Close a proposal of which every item has its outcome, with the hash of its certificate."""
    with partner_scope(partner_id, reason="erasure of data that is old enough"):
        row = PurgeProposal.objects.select_for_update(of=("self",)).filter(uuid=proposal).first()
        if row is None or row.state != PurgeState.APPROVED or found.items(row).filter(outcome="").exists():
            return
        with partner_scope(partner_id, actor_id=row.approved_by_id):
            row.state = PurgeState(next_state(PURGE, "finish", row.state, noun=NOUN))
            row.finished_at, row.certificate = at, certificate_hash(row)
            row.save(update_fields=["state", "finished_at", "certificate"])
            job = BackgroundJob.objects.of(partner_id).filter(uuid=row.job, state__in=jobs.OPEN).first()
            if job is not None:
                page = f"/p/{row.partner.code}/privacy/erasure/{row.uuid}/"
                jobs.finish(job_id=job.pk, at=at, result={"href": page}, message="The certificate is on the page.")
            _log(AuditAction.PURGE, row)


def certificate_hash(row: PurgeProposal) -> str:
    """Return the SHA-256 over the approved content and what became of each item."""
    said = (
        found.items(row)
        .order_by("id")
        .values_list("id", "data_class", "person_id", "outcome", "n_erased", "why", "by_table")
    )
    text = "\n".join(
        "|".join(json.dumps(one, sort_keys=True) if isinstance(one, dict) else str(one) for one in line)
        for line in said.iterator(chunk_size=2000)
    )
    return hashlib.sha256(f"{row.content_hash}\n{text}".encode()).hexdigest()


def _ring(partner_id: int, proposal: str) -> None:
    postbox.ring("partners.tasks.purge", partner_id=partner_id, proposal=proposal)


def _lock(proposal: UUID) -> PurgeProposal:
    row: PurgeProposal = PurgeProposal.objects.select_for_update(of=("self",)).get(uuid=proposal)
    return row


def _log(action: AuditAction, row: PurgeProposal) -> None:
    audit(
        action=action, object_type="partners_purgeproposal", object_id=row.pk, label=str(row),
        partner_id=row.partner_id,
        changes={"items": row.n_items, "held": row.n_held, "hash": row.certificate or row.content_hash},
    )  # fmt: skip
