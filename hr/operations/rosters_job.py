"""A roster file as a job that somebody follows: checked, and later loaded, by a worker, with progress and end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from hr.models import RosterImport
from hr.operations import rosters
from hr.operations.imports import Clock
from hr.operations.rosters import NOUN, RosterWanted
from hr.states import ROSTER_IMPORT
from partners.models import BackgroundJob, User
from partners.operations import jobs
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

KIND = "hr.rosters"
BEGIN, WORK = "hr.tasks.begin_roster", "hr.tasks.work_on_roster"
CHECK, LOAD = "check", "load"


@transaction_required
def take_in(*, partner_id: int, wanted: RosterWanted, file: Any, name: str, by: User, at: datetime) -> RosterImport:
    """Take a file in and have a worker check it.

    :raises ImportRefused: if it is no CSV or XLSX file, empty, too large, or its headings are not right
    :raises RuleBroken: see rosters.take_in
    """
    row = rosters.take_in(partner_id=partner_id, wanted=wanted, file=file, name=name, by=by, at=at)
    _start(row, CHECK, f"Check {name}", by=by, at=at)
    return row


@transaction_required
def load(*, roster: UUID, by: User, at: datetime) -> BackgroundJob:
    """Have a worker load a file that somebody else took in; follow the job that is returned.

    :raises WrongState: unless it waits to be loaded
    :raises RuleBroken: for whoever took it in, or for one’s own claim in it
    :raises RosterImport.DoesNotExist: if there is none in scope
    """
    row: RosterImport = RosterImport.objects.get(uuid=roster)
    next_state(ROSTER_IMPORT, "load_roster", row.state, noun=NOUN)
    rosters.require_another(row, by=by)
    return _start(row, LOAD, f"Load {row.name}", by=by, at=at)


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
    roster, is_check = UUID(row.result["roster"]), row.result["work"] == CHECK
    words = "Nothing was loaded."
    try:
        with transaction.atomic():
            made = _work(row, roster, by, clock, is_check=is_check)
    except jobs.Cancelled:
        if is_check:
            rosters.give_up(roster=roster, message="The check was cancelled.", by=by, at=clock())
        return jobs.stop(job_id=row.pk, at=clock(), message=words)
    except DomainError as error:
        return jobs.fail(job_id=row.pk, at=clock(), message=f"{words} {error.explanation}")
    except IntegrityError:
        said = f"{words} Somebody recorded some of the same meanwhile: try again."
        if is_check:
            rosters.give_up(roster=roster, message=said, by=by, at=clock())
        return jobs.fail(job_id=row.pk, at=clock(), message=said)
    BackgroundJob.objects.filter(pk=row.pk).update(n_total=made.n_rows, n_done=made.n_rows)
    return jobs.finish(job_id=row.pk, at=clock(), message=made.summary)


def _work(row: BackgroundJob, roster: UUID, by: User, clock: Clock, *, is_check: bool) -> RosterImport:
    work = rosters.check if is_check else rosters.load
    return work(
        roster=roster, by=by, at=clock(),
        step=lambda n_done: jobs.step(job_uuid=row.uuid, n_done=n_done, n_total=0, at=clock()),
    )  # fmt: skip


def _start(row: RosterImport, work: str, label: str, *, by: User, at: datetime) -> BackgroundJob:
    job = jobs.start(partner_id=row.partner_id, kind=KIND, label=label[:200], by=by, at=at)
    href = reverse("hr:roster", kwargs={"partner_code": row.partner.code, "roster_import": row.uuid})
    job.result = {"roster": str(row.uuid), "work": work, "href": href}
    job.save(update_fields=["result"])
    jobs.hand_on(BEGIN, job, by=by)
    return job
