"""Loading people from a file: hand it in, check it, load all of it or nothing, follow and cancel it.

The file waits in sealed form until the worker has read it, and is deleted then. The import is one transaction; its job
(partners.operations.jobs) shows how far it is meanwhile. A file that was loaded before changes nothing: rows that say
what the records say are passed over, rows that say something else are refused.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any, BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.importing.columns import SOURCES
from hr.operations import contacts
from hr.operations.import_check import Plan, Step, check
from hr.operations.import_load import Loader
from hr.queries.import_reference import reference
from partners.audit import audit
from partners.models import AuditAction, BackgroundJob, User
from partners.operations import jobs
from partners.scope import partner_scope
from sharedservices.common import sealedfiles
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import counted
from sharedservices.common.imports import MAX_PROBLEMS, ImportFile, ImportProblem, ImportRefused, open_import

KIND = "hr.import_people"
BEGIN, WORK = "hr.tasks.begin_import", "hr.tasks.import_people"
CHECKING, LOADING = "Checking", "Loading"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import did, or would do when it was only checked. Nothing is loaded while there is a problem."""

    n_rows: int
    n_people: int = 0
    n_employments: int = 0
    n_jobs: int = 0
    n_unchanged: int = 0
    n_problems: int = 0
    n_written: int = 0
    problems: tuple[ImportProblem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether the whole file can be loaded."""
        return self.n_problems == 0

    @property
    def summary(self) -> str:
        """The outcome in a sentence."""
        rows = counted(self.n_rows, "row", "rows")
        if not self.is_right:
            return f"Nothing was loaded: {counted(self.n_problems, 'problem', 'problems')} in {rows}."
        if not self.n_jobs:
            said = "the row is" if self.n_rows == 1 else f"all {rows} are"
            return f"Nothing to do: {said} recorded already."
        same = f" {counted(self.n_unchanged, 'row was', 'rows were')} recorded already." if self.n_unchanged else ""
        people = counted(self.n_people, "person", "people")
        employments = counted(self.n_employments, "employment", "employments")
        return f"{people}, {employments} and {counted(self.n_jobs, 'job', 'jobs')} from {rows}.{same}"


# --- the work itself --------------------------------------------------------------------------------------------------
@transaction_required
def import_file(
    *,
    partner_id: int,
    stream: BinaryIO,
    by: User,
    today: date,
    check_only: bool = False,
    step: Callable[[str, int], None],
) -> Outcome:
    """Check a CSV or XLSX file and, unless told otherwise or something is wrong, load all of it.

    `step` is told the stage and how many rows are done of it; what it raises stops the import and undoes it.

    :raises ImportRefused: if the file cannot be read as a whole
    :raises IntegrityError: when somebody recorded the same meanwhile; nothing is loaded
    """
    with open_import(stream, columns=SOURCES) as file:
        return import_opened(partner_id=partner_id, file=file, by=by, today=today, check_only=check_only, step=step)


@transaction_required
def import_opened(
    *,
    partner_id: int,
    file: ImportFile,
    by: User,
    today: date,
    check_only: bool = False,
    step: Callable[[str, int], None],
) -> Outcome:
    """Check an opened file and, unless told otherwise or something is wrong, load all of it: see `import_file`.

    :raises ImportRefused: if the file breaks off
    :raises IntegrityError: when somebody recorded the same meanwhile; nothing is loaded
    """
    with partner_scope(partner_id, actor_id=by.pk, reason="people file"):
        codes = reference(partner_id=partner_id)
        plan = check(file, codes, today=today, step=_stage(step, CHECKING))
        if file.n_problems or check_only or not plan.n_jobs:
            return _outcome(file, plan)
        at = datetime.combine(today, time.min, tzinfo=UTC)
        loader = Loader(partner_id=partner_id, plan=plan, reason="Loaded from a people file", at=at)
        n_written = loader.load(file, codes, today=today, step=_stage(step, LOADING))
        contacts.keep_all(partner_id=partner_id, by=by, on=today)
        return _outcome(file, plan, n_written=n_written)


def _stage(step: Callable[[str, int], None], stage: str) -> Step:
    return lambda n_done: step(stage, n_done)


def _outcome(file: ImportFile, plan: Plan, *, n_written: int = 0) -> Outcome:
    return Outcome(
        n_rows=plan.n_rows,
        n_people=plan.n_people,
        n_employments=plan.n_employments,
        n_jobs=plan.n_jobs,
        n_unchanged=plan.n_unchanged,
        n_problems=file.n_problems,
        n_written=n_written,
        problems=tuple(file.problems),
        notes=(*file.notes, *plan.new_jobs.notes),
    )


# --- as a job ---------------------------------------------------------------------------------------------------------
@transaction_required
def start(
    *, partner_id: int, file: BinaryIO, name: str, by: User, at: datetime, check_only: bool = False
) -> BackgroundJob:
    """Take a file in, seal it, and have a worker check and load it; follow the job that is returned.

    Cancel it by partners.operations.jobs.cancel: it stops between two chunks, and nothing of it stays.

    :raises ImportRefused: if it is no CSV or XLSX file, too large, or its headings are not right
    """
    open_import(file, columns=SOURCES).close()
    verb = "Check" if check_only else "Load"
    job = jobs.start(partner_id=partner_id, kind=KIND, label=f"{verb} people from {name[:150]}", by=by, at=at)
    job.result = {"check_only": check_only, "sha256": _digest(file)}
    job.save(update_fields=["result"])
    sealedfiles.save(_path(job), file)
    audit(action=AuditAction.SUBMIT, object_type="hr_import", object_id=str(job.uuid), label=job.label)
    jobs.hand_on(BEGIN, job, by=by)
    return job


@transaction_required
def begin(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Mark an import as running, for everybody to see, and hand it to the worker that does it.

    Returns None for one that was cancelled before or has ended: a message may come late or twice.

    :raises BackgroundJob.DoesNotExist: if there is none in scope
    """
    row: BackgroundJob = BackgroundJob.objects.get(uuid=job, kind=KIND)
    begun = jobs.take_up(row, WORK, by=by, at=at)
    if begun is None:
        sealedfiles.delete(_path(row))
    return begun


@transaction_required
def run(*, job: UUID, by: User, clock: Clock) -> BackgroundJob | None:
    """Do the work of an import, all of it or nothing. Returns None when another worker has it or it has ended.

    However that goes, the job ends DONE, FAILED or CANCELLED and says why. A worker that dies leaves it running with
    nothing loaded, and the next that gets the message starts afresh.

    :raises BackgroundJob.DoesNotExist: if there is none in scope
    """
    row: BackgroundJob = BackgroundJob.objects.get(uuid=job, kind=KIND)
    if not jobs.is_ours(row):
        return None
    end, message, result = _attempt(row, by=by, clock=clock)
    n_rows = int(result.get("n_rows", 0))
    BackgroundJob.objects.filter(pk=row.pk).update(n_total=n_rows, n_done=n_rows)
    row = _finish(row, end, message, row.result | result, at=clock())
    counts = {name: value for name, value in row.result.items() if name.startswith(("n_", "sha256"))}
    says = {"state": row.state, "message": message, **counts}
    audit(action=AuditAction.IMPORT, object_type="hr_import", object_id=str(row.uuid), label=row.label, changes=says)
    if not (end == BackgroundJob.State.DONE and row.result.get("check_only") and result.get("n_jobs")):
        transaction.on_commit(lambda: sealedfiles.delete(_path(row)))  # else import_checked may load it, or sweeps it
    return row


def _attempt(row: BackgroundJob, *, by: User, clock: Clock) -> tuple[BackgroundJob.State, str, dict[str, Any]]:
    """Return the state, message and result that an import ends with."""
    states = BackgroundJob.State
    try:
        with transaction.atomic():
            outcome = import_file(
                partner_id=row.partner_id,
                stream=sealedfiles.load(_path(row)),
                by=by,
                today=timezone.localdate(clock()),
                check_only=bool(row.result.get("check_only")),
                step=Reporter(row, clock),
            )
    except jobs.Cancelled:
        return states.CANCELLED, "Nothing was loaded.", {}
    except ImportRefused as error:
        problems = [asdict(problem) for problem in error.problems[:MAX_PROBLEMS]]
        return states.FAILED, error.explanation, {"problems": problems, "n_problems": len(error.problems)}
    except IntegrityError:
        return states.FAILED, "Somebody recorded some of the same meanwhile. Nothing was loaded: load it again.", {}
    except FileNotFoundError:
        return states.FAILED, "The file is no longer there. Hand it in again.", {}
    result = asdict(outcome) | {"problems": [asdict(problem) for problem in outcome.problems]}
    return (states.DONE if outcome.is_right else states.FAILED), outcome.summary, result


def _finish(
    row: BackgroundJob, end: BackgroundJob.State, message: str, result: dict[str, Any], *, at: datetime
) -> BackgroundJob:
    """Write down how a job ended."""
    if end == BackgroundJob.State.DONE:
        return jobs.finish(job_id=row.pk, at=at, result=result, message=message)
    if end == BackgroundJob.State.FAILED:
        return jobs.fail(job_id=row.pk, at=at, result=result, message=message)
    return jobs.stop(job_id=row.pk, at=at, message=message)


class Reporter:
    """Shows how far an import is, and stops it when somebody asked to.

    A file is read twice, to check and to load it; each reading is half of the bar.
    """

    def __init__(self, job: BackgroundJob, clock: Clock) -> None:
        self._job, self._clock, self._n_rows = job, clock, 0

    def __call__(self, stage: str, n_done: int) -> None:
        """Take a step. :raises jobs.Cancelled: when that was asked for."""
        if stage == CHECKING:
            self._n_rows = n_done
            done, total = n_done, 0
        else:
            done, total = self._n_rows + n_done, 2 * self._n_rows
        jobs.step(job_uuid=self._job.uuid, n_done=done, n_total=total, at=self._clock())


def _path(job: BackgroundJob) -> str:
    return f"private/imports/{job.uuid}.sealed"


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(sealedfiles.PIECE_BYTES):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
