"""Long work that somebody waits for: its state is a row, its progress a note in the cache.

Work that loads all or nothing is one transaction, so that nobody outside sees its rows until it ends. Progress is
therefore written to the cache, where the page reads it; the row holds what is lasting: state, result, messages.

Such work has two tasks: one takes the job up, for everybody to see, and hands it to the one that does it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from celery import signature
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F

from partners.models import BackgroundJob, User
from partners.queries.jobs import cancel_key, progress_key
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError

S = BackgroundJob.State
OPEN = frozenset({S.QUEUED, S.RUNNING})
PROGRESS_SECONDS = 24 * 60 * 60


class JobHasEnded(DomainError):
    """The job has ended, so that it can be neither started nor cancelled."""


class Cancelled(Exception):
    """Somebody asked to stop. Everything written so far is to be undone."""


@transaction_required
def start(*, partner_id: int, kind: str, label: str, by: User, at: datetime, n_total: int = 0) -> BackgroundJob:
    """Record that somebody asked for work. Then hand it on to the task that takes it up."""
    job: BackgroundJob = BackgroundJob.objects.create(
        partner_id=partner_id, kind=kind, label=label, n_total=n_total, created_by=by, created_at=at
    )
    return job


@transaction_required
def begin(*, job_id: int, at: datetime, n_total: int | None = None) -> BackgroundJob:
    """Mark a job as running.

    :raises JobHasEnded: when it was cancelled before a worker came to it, or has been done already
    """
    job = lock_one(BackgroundJob, job_id)
    if job.state not in OPEN:
        raise JobHasEnded(f"“{job.label}” has ended ({job.get_state_display().lower()}).")
    job.state, job.started_at = S.RUNNING, job.started_at or at
    job.n_total = job.n_total if n_total is None else n_total
    job.save(update_fields=["state", "started_at", "n_total"])
    return job


def hand_on(task: str, job: BackgroundJob, *, by: User) -> None:
    """Send a job to a task when this transaction is committed."""
    ids = {"partner_id": job.partner_id, "actor_id": by.pk, "job": str(job.uuid)}
    transaction.on_commit(lambda: signature(task, kwargs=ids).apply_async())


@transaction_required
def take_up(job: BackgroundJob, task: str, *, by: User, at: datetime) -> BackgroundJob | None:
    """Mark a job as running and hand it on to the task that does it.

    Returns None for one that was cancelled before or has ended: a message may come late or twice.
    """
    try:
        row = begin(job_id=job.pk, at=at)
    except JobHasEnded:
        return None
    hand_on(task, row, by=by)
    return row


def is_ours(job: BackgroundJob) -> bool:
    """Take a job for this transaction. False when another worker has it, or it has ended: a message may come twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{job.kind}:{job.uuid}"])
        return bool(cursor.fetchone()[0]) and job.state in OPEN


def report(*, job_uuid: UUID, n_done: int, n_total: int, at: datetime) -> None:
    """Note how far the work is. Cheap, seen at once by others, and outside the transaction."""
    cache.set(progress_key(job_uuid), {"done": n_done, "total": n_total, "at": at.timestamp()}, PROGRESS_SECONDS)


@transaction_required
def finish(*, job_id: int, at: datetime, result: dict[str, Any] | None = None, message: str = "") -> BackgroundJob:
    """Mark a job as done, with its result as plain JSON and a message for its page."""
    return _end(job_id, S.DONE, at, result, message)


@transaction_required
def fail(*, job_id: int, at: datetime, message: str, result: dict[str, Any] | None = None) -> BackgroundJob:
    """Mark a job as failed; the message says to its reader what to do."""
    return _end(job_id, S.FAILED, at, result, message)


@transaction_required
def cancel(*, job_id: int, by: User, at: datetime) -> BackgroundJob:
    """Ask a job to stop. One that waits ends now; one that runs ends when its worker next looks.

    :raises JobHasEnded: when there is nothing left to cancel
    """
    job = lock_one(BackgroundJob, job_id)
    if job.state not in OPEN:
        raise JobHasEnded(f"“{job.label}” has ended ({job.get_state_display().lower()}).")
    cache.set(cancel_key(job.uuid), True, PROGRESS_SECONDS)
    job.cancel_requested = True
    job.message = _with_line(job.message, f"Cancelled by {by}.")
    job.save(update_fields=["cancel_requested", "message"])
    return _end(job_id, S.CANCELLED, at, None, "") if job.state == S.QUEUED else job


@transaction_required
def stop(*, job_id: int, at: datetime, message: str = "") -> BackgroundJob:
    """Mark a job as cancelled, after its worker has seen the wish and undone its work."""
    return _end(job_id, S.CANCELLED, at, None, message)


def is_cancelled(*, job_uuid: UUID) -> bool:
    """Return whether somebody asked a running job to stop. Workers look between two pieces of work."""
    return bool(cache.get(cancel_key(job_uuid)))


def step(*, job_uuid: UUID, n_done: int, n_total: int, at: datetime) -> None:
    """Note how far the work is. :raises Cancelled: when somebody asked to stop."""
    report(job_uuid=job_uuid, n_done=n_done, n_total=n_total, at=at)
    if is_cancelled(job_uuid=job_uuid):
        raise Cancelled


def _end(job_id: int, state: S, at: datetime, result: dict[str, Any] | None, message: str) -> BackgroundJob:
    job = lock_one(BackgroundJob, job_id)
    job.state, job.finished_at = state, at
    job.message = _with_line(job.message, message)
    job.result = job.result if result is None else result
    job.save(update_fields=["state", "finished_at", "message", "result"])
    if state == S.DONE:
        BackgroundJob.objects.filter(pk=job_id).update(n_done=F("n_total"))
        job.refresh_from_db()
    return job


def _with_line(text: str, line: str) -> str:
    return "\n".join(part for part in (text, line) if part)
