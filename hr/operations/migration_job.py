"""A load as a job that somebody follows: taken in, begun, done by a worker, with its progress and its end."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from hr.models import DataDomain, Extract, LoadRun
from hr.operations import domain_load, migration, migration_parts, onboarding
from hr.operations.imports import CHECKING, LOADING, Clock
from hr.operations.migration_parts import NotInThisStage
from partners.models import BackgroundJob, User
from partners.operations import jobs
from sharedservices.common.db import transaction_required
from sharedservices.common.imports import ImportRefused

KIND = "hr.onboarding_load"
BEGIN, WORK = "hr.tasks.begin_onboarding_load", "hr.tasks.onboarding_load"
STAGES = {migration.READING: 0, CHECKING: 1, LOADING: 2}
"""The readings of a file, in order; each is a part of the bar."""


@transaction_required
def start(*, extract: UUID, apply: bool, by: User, at: datetime) -> BackgroundJob:
    """Have a worker check an extract, or load it; follow the job that is returned.

    :raises NotInThisStage: before the system is built for the partner, or once it is live
    """
    row: Extract = Extract.objects.select_related("project").get(uuid=extract)
    if row.project.stage not in migration_parts.LOADABLE:
        raise NotInThisStage("Data are not loaded in this stage.", remedy="They are loaded from Build to Cut-over.")
    job = jobs.start(
        partner_id=row.partner_id,
        kind=KIND,
        label=f"{'Load' if apply else 'Check'} {row} ({row.get_domain_display().lower()}): {row.name}"[:200],
        by=by,
        at=at,
    )
    job.result = {"extract": str(row.uuid), "apply": apply}
    job.save(update_fields=["result"])
    jobs.hand_on(BEGIN, job, by=by)
    return job


@transaction_required
def begin(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Mark a load as running, for everybody to see, and hand it on. None for one that was cancelled or has ended."""
    return jobs.take_up(BackgroundJob.objects.get(uuid=job, kind=KIND), WORK, by=by, at=at)


@transaction_required
def run(*, job: UUID, by: User, clock: Clock) -> BackgroundJob | None:
    """Do the work, all of it or nothing. None when another worker has it or it has ended."""
    row: BackgroundJob = BackgroundJob.objects.get(uuid=job, kind=KIND)
    if not jobs.is_ours(row):
        return None
    failed, made = "", None
    try:
        with transaction.atomic():
            made = _load(row, by, clock)
    except jobs.Cancelled:
        return jobs.stop(job_id=row.pk, at=clock(), message="Nothing was loaded.")
    except (ImportRefused, NotInThisStage) as error:
        failed = error.explanation
    except IntegrityError:
        failed = "Somebody recorded some of the same meanwhile. Nothing was loaded: load it again."
    except FileNotFoundError:
        failed = "The file is no longer there. Take the extract in again."
    if made is None:
        return jobs.fail(job_id=row.pk, at=clock(), message=failed)
    result = row.result | {
        "href": reverse("hr:onboarding_load", kwargs={"partner_code": row.partner.code, "load": made.uuid})
    }
    BackgroundJob.objects.filter(pk=row.pk).update(n_total=made.n_rows, n_done=made.n_rows)
    end = jobs.fail if made.n_faults else jobs.finish
    return end(job_id=row.pk, at=clock(), result=result, message=made.summary)


def _load(row: BackgroundJob, by: User, clock: Clock) -> LoadRun:
    """Load, and keep what the gates say after it."""
    began = clock()
    source: Extract = Extract.objects.get(uuid=row.result["extract"])
    load = migration.load if source.domain == DataDomain.PEOPLE else domain_load.load
    made = load(
        extract=source.uuid, apply=bool(row.result["apply"]), by=by, at=began,
        seconds=lambda: Decimal(str((clock() - began).total_seconds())), step=_Steps(row, clock),
    )  # fmt: skip
    onboarding.look_again(project=made.project.uuid, occasion=f"{made}: {made.summary}"[:120], by=by, at=began)
    return made


class _Steps:
    """Shows how far a load is, and stops it when somebody asked to."""

    def __init__(self, job: BackgroundJob, clock: Clock) -> None:
        self._job, self._clock, self._n_rows = job, clock, 0

    def __call__(self, stage: str, n_done: int) -> None:
        """Take a step. :raises jobs.Cancelled: when that was asked for."""
        before = STAGES[stage]
        if not before:
            self._n_rows = n_done
        total = self._n_rows * len(STAGES) if before else 0
        done = min(before * self._n_rows + n_done, total) if total else n_done
        jobs.step(job_uuid=self._job.uuid, n_done=done, n_total=total, at=self._clock())
