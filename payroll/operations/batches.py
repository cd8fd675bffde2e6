"""The work of a run: claim a batch, calculate its people, write the results, in one commit each.

Batches are rows in PostgreSQL and the row lock is the lease. A worker that dies leaves its batch READY for the next;
one that is rung twice, or twice at once, finds nothing to do. Nothing here needs the message queue to remember.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from partners.scope import partner_scope
from payroll.engine.errors import EngineError
from payroll.engine.payslip import payslips_of_person
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import Rates, rates_on, rates_version
from payroll.engine.version import ENGINE_VERSION
from payroll.models import RunBatch
from payroll.operations import doorbell, finishing, results
from payroll.operations.results import Calculated, Quarantined
from payroll.queries import batch_rows
from payroll.queries.assemble import person_inputs
from payroll.queries.batch_rows import BatchRows
from payroll.queries.run_facts import RunFacts, forget_on_crash, run_facts
from payroll.queries.run_inputs import MemberRow

MAX_ATTEMPTS = 5
SLICE_SECONDS = 60
GONE_AFTER = timedelta(seconds=10)
"""A batch with too many attempts is parked only when its last claim is so old that the worker must be gone."""

READY, DONE, FAILED = RunBatch.State.READY, RunBatch.State.DONE, RunBatch.State.FAILED
KILLED = "The work on this batch was cut short every time. Recalculate the batch; if it happens again, report this."
OTHER_VERSION = (
    "This batch met a worker with another version of the calculation or its rates. Calculate the whole run again."
)

logger = logging.getLogger(__name__)


class Stopwatch:
    """Microseconds since the last look, by name."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}
        self._since = time.perf_counter_ns()

    def lap(self, name: str) -> None:
        """Write down the time since the last lap."""
        now = time.perf_counter_ns()
        self.found[name] = (now - self._since) // 1000
        self._since = now


def drain(
    *, partner_id: int, run_id: int, now: Callable[[], datetime], worker: str = "", seconds: int = SLICE_SECONDS
) -> int:
    """Work on batches of a run until none is left or the time is over; return how many this call has done.

    Opens its own scopes: two transactions a batch. Safe to call from any number of workers, any number of times.
    """
    give_up, n_done = time.monotonic() + seconds, 0
    while (batch_id := _claim(partner_id, run_id, worker)) is not None:
        n_done += _work_on(partner_id, run_id, batch_id)
        if time.monotonic() >= give_up:
            doorbell.ring(partner_id=partner_id, run_id=run_id)
            break
    finishing.finish(partner_id=partner_id, run_id=run_id, at=now())
    return n_done


def _claim(partner_id: int, run_id: int, worker: str) -> int | None:
    """Take the next batch and count the attempt before anything is tried; park one that keeps killing its workers."""
    with partner_scope(partner_id, reason="pay run"):
        run = run_facts(partner_id=partner_id, run_id=run_id)
        if run is None or not run.is_calculating:
            return None
        forget_on_crash()  # a lost attempt is one more attempt
        ready = _batches(run).filter(state=READY)
        _park(ready.filter(attempts__gte=MAX_ATTEMPTS, claimed_at__lt=Now() - GONE_AFTER))
        batch = _free(ready.filter(attempts__lt=MAX_ATTEMPTS).order_by("attempts", "seq")).first()
        if batch is None:
            return None
        _batches(run).filter(pk=batch.pk).update(attempts=F("attempts") + 1, worker=worker[:100], claimed_at=Now())
        return batch.pk


def _batches(run: RunFacts) -> "QuerySet[RunBatch]":
    """Return the batches of the calculation that is under way."""
    found: QuerySet[RunBatch] = RunBatch.objects.of(run.partner_id).filter(
        run_id=run.run_id, calculation=run.calculation
    )
    return found


def _free(batches: "QuerySet[RunBatch]") -> "QuerySet[RunBatch]":
    """Return those that nobody works on, locked for us."""
    return batches.select_for_update(skip_locked=True, of=("self",))


def _park(poisoned: "QuerySet[RunBatch]") -> None:
    """Stop trying batches that were never finished: a person has to look at them."""
    for batch in _free(poisoned):
        batch.state, batch.error = FAILED, batch.error or KILLED
        batch.save(update_fields=["state", "error"])


def _work_on(partner_id: int, run_id: int, batch_id: int) -> int:
    """Calculate and write one batch in one transaction; return 1 when this call has done it, else 0."""
    try:
        with partner_scope(partner_id, reason="pay run"):
            run = run_facts(partner_id=partner_id, run_id=run_id, hold=True)
            if run is None or not run.is_calculating:
                return 0
            forget_on_crash()  # then the batch is READY again; the commit that finishes the run makes all durable
            batch = _free(_batches(run).filter(pk=batch_id, state=READY)).first()
            if batch is None:
                return 0
            if run.versions != (ENGINE_VERSION, rates_version()):
                batch.state, batch.error = FAILED, OTHER_VERSION
                batch.save(update_fields=["state", "error"])
                return 0
            with _without_collector():
                _calculate(run, batch)
    except Exception as error:
        logger.exception("batch %s of pay run %s failed", batch_id, run_id)
        _record_failure(partner_id, run_id, batch_id, error)
        return 0
    return 1


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the cycle collector out of a batch.

    A batch makes some hundred thousand small tuples and no cycles: looking through them again and again costs a third
    of the processor time, and the batch is freed at its end anyway.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _record_failure(partner_id: int, run_id: int, batch_id: int, error: Exception) -> None:
    """Write down that an attempt failed, without what the error says: it may quote somebody's pay."""
    with partner_scope(partner_id, reason="pay run"):
        for batch in _free(RunBatch.objects.of(partner_id).filter(pk=batch_id, run_id=run_id, state=READY)):
            name = type(error).__name__
            batch.error = f"An unexpected error ({name}) stopped this batch. Report this: batch {batch_id}."
            batch.state = FAILED if batch.attempts >= MAX_ATTEMPTS else READY
            batch.save(update_fields=["state", "error"])


def _calculate(run: RunFacts, batch: RunBatch) -> None:
    """Read the people of a batch, calculate, write, and mark the batch as done."""
    watch = Stopwatch()
    rows = batch_rows.read(run, batch.first_person_id, batch.last_person_id)
    watch.lap("read")
    calculated, quarantined = _calculate_people(run, rows)
    watch.lap("calculate")
    calculated, refused = _write(run, calculated, quarantined)
    watch.lap("write")
    batch.n_calculated, batch.n_quarantined = len(calculated), len(quarantined) + len(refused)
    batch.n_excluded = sum(member.is_excluded for member in rows.members)
    batch.state, batch.error, batch.timings, batch.done_at = DONE, "", watch.found, Now()
    batch.save(update_fields=["n_calculated", "n_quarantined", "n_excluded", "state", "error", "timings", "done_at"])


def _calculate_people(run: RunFacts, rows: BatchRows) -> tuple[list[Calculated], list[Quarantined]]:
    """Calculate everybody. What stops one person stops nobody else."""
    calculated: list[Calculated] = []
    quarantined: list[Quarantined] = []
    rates = rates_on(run.pay_date)
    for members in rows.people():
        try:
            calculated += _calculate_person(rows, members, rates)
        except PayslipProblem as problem:
            quarantined += [Quarantined(member, problem) for member in members]
        except EngineError as error:
            missing = PayslipProblem(
                code="RATES_MISSING",
                message=f"{str(error).removesuffix('.')}.",
                field="rates",
                remedy="Bring in the rates (docs/rates.md), then calculate again.",
            )
            quarantined += [Quarantined(member, missing) for member in members]
        except Exception:
            quarantined += _unexpected(run, members)
    return calculated, quarantined


def _calculate_person(rows: BatchRows, members: Sequence[MemberRow], rates: Rates) -> list[Calculated]:
    """Calculate the employments of one person under one employer."""
    paid = person_inputs(rows, members)
    found = payslips_of_person([one.inputs for one in paid], rates)
    return [Calculated(one, result) for one, result in zip(paid, found, strict=True)]


def _unexpected(run: RunFacts, members: Sequence[MemberRow]) -> list[Quarantined]:
    """Put a person into quarantine whom an error of ours has met; the log has the traceback, the screen does not."""
    reference = f"run {run.run_id}, person {members[0].person_id}"
    logger.exception("unexpected error in %s", reference)
    problem = PayslipProblem(
        code="UNEXPECTED",
        message="The payslip could not be worked out because of an error in the system.",
        field="",
        remedy=f"Report this to the system’s operators: {reference}.",
    )
    return [Quarantined(member, problem) for member in members]


def _write(
    run: RunFacts, calculated: list[Calculated], quarantined: list[Quarantined]
) -> tuple[list[Calculated], list[Quarantined]]:
    """Write the batch in one go; when PostgreSQL refuses it, person by person, so that one bad row stops one person.

    Returns who was written, and who was put into quarantine by the writing itself.
    """
    try:
        with transaction.atomic():
            results.write(run, calculated, quarantined)
    except OperationalError:
        raise
    except (DatabaseError, ValueError, TypeError):
        logger.exception("batch of run %s is written person by person", run.run_id)
    else:
        return calculated, []
    results.write(run, [], quarantined)
    written: list[Calculated] = []
    refused: list[Quarantined] = []
    for person in _by_person(calculated):
        try:
            with transaction.atomic():
                results.write(run, person, [])
        except OperationalError:
            raise
        except (DatabaseError, ValueError, TypeError):
            refused += _unexpected(run, [one.paid.member for one in person])
        else:
            written += person
    results.write(run, [], refused)
    return written, refused


def _by_person(calculated: Sequence[Calculated]) -> list[list[Calculated]]:
    """Group what was calculated by person: their payslips depend on each other."""
    groups: dict[int, list[Calculated]] = {}
    for one in calculated:
        groups.setdefault(one.paid.member.person_id, []).append(one)
    return list(groups.values())
