"""The end of a leave year as a job that somebody follows: begun, worked out or carried over by a worker, and its end.

The work is one transaction: a worker that dies leaves nothing half done, its message comes again, and the next worker
begins anew. What was asked, by whom and why stands in the job.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from hr import rules
from hr.models import LeaveYearRun
from hr.operations import leave_year_end
from hr.operations.imports import Clock
from hr.states import YEAR_END
from partners.models import BackgroundJob, User
from partners.operations import jobs
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

KIND = "hr.leave_year_end"
BEGIN, WORK = "hr.tasks.begin_year_end", "hr.tasks.end_leave_year"
PREPARE, APPROVE, UNDO = "prepare", "approve", "undo"
SAYS = {
    PREPARE: "The year end is prepared. Somebody else approves it.",
    APPROVE: "The hours are carried over.",
    UNDO: "The year end is undone.",
}


@transaction_required
def prepare(*, partner_id: int, year_start: date, reason: str, by: User, at: datetime) -> BackgroundJob:
    """Have a worker work out what a leave year leaves over; follow the job that is returned.

    :raises RuleBroken: while that year goes on, where one was prepared or approved already, or without a reason
    """
    leave_year_end.require_in_time(partner_id=partner_id, year_start=year_start, at=at)
    label = f"Prepare the end of the leave year before {year_start:%-d %B %Y}"
    asked = {"work": PREPARE, "year_start": year_start.isoformat(), "reason": rules.check_reason(reason)}
    return _start(partner_id, label, asked, by=by, at=at)


@transaction_required
def approve(*, run: UUID, reason: str, by: User, at: datetime) -> BackgroundJob:
    """Have a worker carry the hours over that somebody else prepared; follow the job that is returned.

    :raises WrongState: unless it waits for approval
    :raises RuleBroken: for whoever prepared it, or without a reason
    :raises LeaveYearRun.DoesNotExist: if there is none in scope
    """
    row: LeaveYearRun = LeaveYearRun.objects.get(uuid=run)
    next_state(YEAR_END, "approve", row.state, noun=leave_year_end.NOUN)
    rules.SecondPerson.require(row.prepared_human != by.human_id)
    return _step(row, APPROVE, f"Carry over: {row}", reason, by=by, at=at)


@transaction_required
def undo(*, run: UUID, reason: str, by: User, at: datetime) -> BackgroundJob:
    """Have a worker take back what a year end carried over; follow the job that is returned.

    :raises WrongState: unless it was approved
    :raises RuleBroken: without a reason
    :raises LeaveYearRun.DoesNotExist: if there is none in scope
    """
    row: LeaveYearRun = LeaveYearRun.objects.get(uuid=run)
    next_state(YEAR_END, "undo", row.state, noun=leave_year_end.NOUN)
    return _step(row, UNDO, f"Undo: {row}", reason, by=by, at=at)


@transaction_required
def begin(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Mark the work as running, for everybody to see, and hand it on. None for one that was cancelled or has ended."""
    return jobs.take_up(BackgroundJob.objects.get(uuid=job, kind=KIND), WORK, by=by, at=at)


@transaction_required
def run(*, job: UUID, by: User, clock: Clock) -> BackgroundJob | None:
    """Do the work, all of it or nothing. None when another worker has it or it has ended: it is safe to run twice."""
    row: BackgroundJob = BackgroundJob.objects.get(uuid=job, kind=KIND)
    if not jobs.is_ours(row):
        return None
    try:
        with transaction.atomic():
            made = _work(row, by, clock)
    except jobs.Cancelled:
        return jobs.stop(job_id=row.pk, at=clock(), message="Nothing was changed.")
    except DomainError as error:
        return jobs.fail(job_id=row.pk, at=clock(), message=f"Nothing was changed. {error.explanation}")
    except IntegrityError:
        words = "Nothing was changed: somebody prepared the same year meanwhile."
        return jobs.fail(job_id=row.pk, at=clock(), message=words)
    BackgroundJob.objects.filter(pk=row.pk).update(n_total=made.n_jobs, n_done=made.n_jobs)
    href = reverse("hr:year_end", kwargs={"partner_code": row.partner.code, "year_end": made.uuid})
    result = row.result | {"href": href, "year_end": str(made.uuid)}
    return jobs.finish(job_id=row.pk, at=clock(), result=result, message=SAYS[str(row.result["work"])])


def _work(row: BackgroundJob, by: User, clock: Clock) -> LeaveYearRun:
    asked, at = row.result, clock()
    said: dict[str, Any] = {"reason": asked["reason"], "by": by, "at": at, "step": _steps(row, clock)}
    if asked["work"] == PREPARE:
        first = date.fromisoformat(asked["year_start"])
        return leave_year_end.prepare(partner_id=row.partner_id, year_start=first, **said)
    work = leave_year_end.approve if asked["work"] == APPROVE else leave_year_end.undo
    return work(run=UUID(asked["year_end"]), **said)


def _steps(row: BackgroundJob, clock: Clock) -> Callable[[int, int], None]:
    """Return what shows how far the work is, and stops it when somebody asked to."""
    return lambda n_done, n_total: jobs.step(job_uuid=row.uuid, n_done=n_done, n_total=n_total, at=clock())


def _step(row: LeaveYearRun, work: str, label: str, reason: str, *, by: User, at: datetime) -> BackgroundJob:
    asked = {"work": work, "year_end": str(row.uuid), "reason": rules.check_reason(reason)}
    return _start(row.partner_id, label, asked, by=by, at=at)


def _start(partner_id: int, label: str, asked: dict[str, str], *, by: User, at: datetime) -> BackgroundJob:
    job = jobs.start(partner_id=partner_id, kind=KIND, label=label[:200], by=by, at=at)
    job.result = asked
    job.save(update_fields=["result"])
    jobs.hand_on(BEGIN, job, by=by)
    return job
