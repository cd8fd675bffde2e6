"""Landing a file of another system as a job that somebody follows: taken up, done by a worker, with its end."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from finance import rules_feeders as rules
from finance.models import FeederFile
from finance.operations import feeders
from finance.states import FEEDER
from partners.models import BackgroundJob, User
from partners.operations import jobs
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import counted, money

KIND = "finance.feeder"
BEGIN, WORK = "finance.tasks.begin_feeder", "finance.tasks.land_feeder"
EVERY = 20
"""So many rows between two looks at how far it is."""
Clock = Callable[[], datetime]


@transaction_required
def start(*, file: UUID, by: User, at: datetime) -> BackgroundJob:
    """Have a worker land a file; follow the job that is returned.

    :raises WrongState: unless it has been read
    :raises RuleBroken: when its rows do not come to the control total
    """
    row = FeederFile.objects.get(uuid=file)
    next_state(FEEDER, "land", row.state, noun=feeders.NOUN)
    rules.FeederAgrees.require(row.total == row.control_total, total=row.total, control_total=row.control_total)
    job = jobs.start(partner_id=row.partner_id, kind=KIND, label=f"Land {row.name}"[:200], by=by, at=at)
    job.result = {"file": str(row.uuid), "href": _page(row)}
    job.save(update_fields=["result"])
    jobs.hand_on(BEGIN, job, by=by)
    return job


@transaction_required
def begin(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Mark a landing as running and hand it on. None for one that was cancelled or has ended."""
    return jobs.take_up(BackgroundJob.objects.get(uuid=job, kind=KIND), WORK, by=by, at=at)


@transaction_required
def run(*, job: UUID, by: User, clock: Clock) -> BackgroundJob | None:
    """Do the work, all of it or nothing. None when another worker has it or it has ended."""
    row: BackgroundJob = BackgroundJob.objects.get(uuid=job, kind=KIND)
    if not jobs.is_ours(row):
        return None

    def step(n_done: int, n_total: int) -> None:
        if n_done % EVERY == 0:
            jobs.step(job_uuid=row.uuid, n_done=n_done, n_total=n_total, at=clock())

    try:
        with transaction.atomic():
            made = feeders.land(file=UUID(row.result["file"]), by=by, at=clock(), step=step)
    except jobs.Cancelled:
        return jobs.stop(job_id=row.pk, at=clock(), message="Nothing has landed.")
    except DomainError as error:
        return jobs.fail(job_id=row.pk, at=clock(), message=error.explanation)
    except IntegrityError:
        words = "Some of the same rows landed meanwhile with another file. Nothing has landed: read it again."
        return jobs.fail(job_id=row.pk, at=clock(), message=words)
    n, refused = counted(made.n_landed, "row has", "rows have"), made.n_rows - made.n_landed
    words = f"{n} landed, {money(made.total_landed)} in all. {counted(refused, 'row', 'rows')} did not, and say why."
    BackgroundJob.objects.filter(pk=row.pk).update(n_total=made.n_rows, n_done=made.n_rows)
    return jobs.finish(job_id=row.pk, at=clock(), result=row.result, message=words)


def _page(row: FeederFile) -> str:
    return reverse("finance:feeder", kwargs={"partner_code": row.partner.code, "feeder": row.uuid})
