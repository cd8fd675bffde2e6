"""Begin a calculation: freeze who is in the run and by which versions, cut batches, ring for workers."""

from datetime import datetime
from typing import NamedTuple

from partners.models import User
from payroll.engine.errors import RatesMissing
from payroll.engine.rates import rates_on, rates_version
from payroll.engine.version import ENGINE_VERSION
from payroll.models import PayRun, RunBatch, RunMember, RunTransition
from payroll.operations import doorbell, finishing
from payroll.queries import run_statements
from payroll.queries.run_facts import RunFacts, run_facts, settled_runs
from payroll.rules import PR1, PR7, PR8
from payroll.states import PAY_RUN, RunState
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

BATCH_PEOPLE = 500
EVERYBODY = (0, 2**63 - 1)
NOUN = "pay run"


class CannotCalculate(DomainError):
    """The run cannot be calculated as it stands."""


class NotInRun(DomainError):
    """The employment is not in this run."""


class Locked(NamedTuple):
    """A run, locked, with its facts."""

    run: PayRun
    facts: RunFacts


@transaction_required
def calculate(*, run_id: int, by: User, at: datetime, batch_people: int = BATCH_PEOPLE) -> PayRun:
    """Calculate everybody: freeze who is in the run, make batches of so many people, and ring for workers.

    Whoever was excluded stays excluded. A calculation before stays as older versions; its totals go.

    :raises WrongState: unless the run is a draft or calculated.
    :raises PR8: while it is being calculated.
    :raises PR1: while an earlier run of the pay group is open, or a later one is released.
    :raises CannotCalculate: when statutory rates are missing for the pay date.
    """
    run, facts = lock(run_id)
    next_state(PAY_RUN, "calculate", run.state, noun=NOUN)
    refuse_while_busy(run)
    PR1.check(*settled_runs(facts))
    _require_rates(facts)
    run.engine_version, run.rates_version = ENGINE_VERSION, rates_version()
    facts = _begin(run, facts, by=by, at=at)
    run_statements.freeze_members(facts)
    _open(run, facts, EVERYBODY, batch_people)
    return run


@transaction_required
def recalculate_all(*, run_id: int, by: User, at: datetime, batch_people: int = BATCH_PEOPLE) -> PayRun:
    """Calculate everybody again: as `calculate`, on whatever is in force now.

    :raises WrongState: unless the run is a draft or calculated, and whatever `calculate` raises.
    """
    run = calculate(run_id=run_id, by=by, at=at, batch_people=batch_people)
    log(run, "recalculate", by=by, at=at, reason="everybody")
    return run


@transaction_required
def recalculate_person(*, run_id: int, employment_id: int, by: User, at: datetime) -> PayRun:
    """Calculate one person again, with all their employments in the run: their payslips depend on each other.

    :raises WrongState: unless the run is calculated.
    :raises NotInRun: when the employment is not in it.
    :raises PR7: when the calculation has been updated since.
    :raises PR8: while the run is being calculated.
    """
    run, _ = lock(run_id)
    member = member_of(run, employment_id)
    recalculate_range(run_id=run_id, first=member.person_id, last=member.person_id, by=by, at=at)
    log(run, "recalculate", by=by, at=at, reason=f"payroll number {member.employment.employee_no}")
    run.refresh_from_db()
    return run


@transaction_required
def recalculate_quarantined(*, run_id: int, by: User, at: datetime) -> PayRun:
    """Calculate everybody in quarantine again, and nobody else.

    :raises WrongState: unless the run is calculated.
    :raises CannotCalculate: when nobody is in quarantine.
    :raises PR7: when the calculation has been updated since.
    :raises PR8: while the run is being calculated.
    """
    run, facts = lock(run_id)
    _refuse_in_part(run, facts)
    if not RunMember.objects.of(run.partner_id).filter(run=run, state=RunMember.State.QUARANTINED).exists():
        raise CannotCalculate("Nobody is in quarantine.", remedy="Look at the totals, or ask for approval.")
    facts = _begin(run, facts, by=by, at=at)
    n_batches = run_statements.cut_batches_of_quarantine(facts)
    doorbell.ring_on_commit(partner_id=run.partner_id, run_id=run.pk, n_batches=n_batches)
    log(run, "recalculate", by=by, at=at, reason="everybody in quarantine")
    return run


@transaction_required
def recalculate_batch(*, run_id: int, batch_id: int, by: User, at: datetime) -> PayRun:
    """Calculate the people of one batch again; a batch that has failed gets another five attempts.

    :raises WrongState: unless the run is calculated (or has a failed batch).
    :raises NotInRun: when it is no batch of this run.
    :raises PR7: when the calculation has been updated since.
    :raises PR8: while the run is being calculated.
    """
    run, facts = lock(run_id)
    batch = RunBatch.objects.of(run.partner_id).filter(pk=batch_id, run_id=run_id).select_for_update().first()
    if batch is None:
        raise NotInRun("This run has no such batch.")
    log(run, "recalculate", by=by, at=at, reason=f"batch {batch.seq} of calculation {batch.calculation}")
    if run.is_calculating and batch.state == RunBatch.State.FAILED and batch.calculation == run.calculation:
        PR7.check(run=facts.versions, now=(ENGINE_VERSION, rates_version()))
        batch.state, batch.attempts, batch.error = RunBatch.State.READY, 0, ""
        batch.save(update_fields=["state", "attempts", "error"])
        _take_over(run, by)
        doorbell.ring_on_commit(partner_id=run.partner_id, run_id=run.pk, n_batches=1)
        return run
    return recalculate_range(run_id=run_id, first=batch.first_person_id, last=batch.last_person_id, by=by, at=at)


@transaction_required
def recalculate_range(*, run_id: int, first: int, last: int, by: User, at: datetime) -> PayRun:
    """Calculate the people between two ids again, as a new version. For operations of this package.

    :raises WrongState: unless the run is calculated.
    :raises PR7: when the calculation has been updated since.
    :raises PR8: while the run is being calculated.
    """
    run, facts = lock(run_id)
    _refuse_in_part(run, facts)
    facts = _begin(run, facts, by=by, at=at)
    _open(run, facts, (first, last), BATCH_PEOPLE)
    return run


def _refuse_in_part(run: PayRun, facts: RunFacts) -> None:
    """Refuse to calculate a part of a run that is not calculated, that is busy, or that has been overtaken.

    :raises WrongState: :raises CannotCalculate: :raises PR1: :raises PR7: :raises PR8: then.
    """
    next_state(PAY_RUN, "calculate", run.state, noun=NOUN)
    PR8.check(is_busy=run.is_calculating)
    if run.state != RunState.CALCULATED:
        raise CannotCalculate("Only a calculated run can be recalculated in part.", remedy="Calculate the whole run.")
    PR1.check(*settled_runs(facts))
    PR7.check(run=facts.versions, now=(ENGINE_VERSION, rates_version()))


def lock(run_id: int) -> Locked:
    """Lock a run and read its facts. :raises PayRun.DoesNotExist: when there is none in scope."""
    run = lock_one(PayRun, run_id)
    facts = run_facts(partner_id=run.partner_id, run_id=run_id)
    if facts is None:
        raise PayRun.DoesNotExist
    return Locked(run, facts)


def member_of(run: PayRun, employment_id: int) -> RunMember:
    """Return the employment's place in the run. :raises NotInRun: when it has none."""
    found: RunMember | None = (
        RunMember.objects.of(run.partner_id).filter(run=run, employment_id=employment_id).select_for_update().first()
    )
    if found is None:
        raise NotInRun("This employment is not in the run.", remedy="Calculate the run again to take in new starters.")
    return found


def refuse_while_busy(run: PayRun) -> None:
    """Refuse while batches wait or run; a run that is held up by failed batches is not busy. :raises PR8: then."""
    batches = RunBatch.objects.of(run.partner_id).filter(run=run, calculation=run.calculation)
    ready, failed = (batches.filter(state=state).exists() for state in (RunBatch.State.READY, RunBatch.State.FAILED))
    PR8.check(is_busy=run.is_calculating and (ready or not failed))


def log(run: PayRun, action: str, *, by: User, at: datetime, reason: str) -> None:
    """Write down that somebody worked on the run without moving it."""
    RunTransition.objects.create(
        partner_id=run.partner_id, run=run, action=action, from_state=run.state, to_state=run.state, by=by, at=at,
        reason=reason[:500],
    )  # fmt: skip


def _take_over(run: PayRun, by: User) -> None:
    """Note who works on the run now: that human being may not approve it."""
    run.processed_by, run.processed_human = by, by.human_id
    run.save(update_fields=["processed_by", "processed_human"])


def _begin(run: PayRun, facts: RunFacts, *, by: User, at: datetime) -> RunFacts:
    """Give the calculation its number, forget the totals before, and mark the run as being calculated."""
    finishing.forget_results(run, facts)
    run.calculation += 1
    run.is_calculating, run.calculation_started_at = True, at
    run.processed_by, run.processed_human, run.processed_at = by, by.human_id, None
    run.save()
    return facts._replace(
        calculation=run.calculation, engine_version=run.engine_version, rates_version=run.rates_version
    )


def _open(run: PayRun, facts: RunFacts, people: tuple[int, int], size: int) -> None:
    """Mark the people as waiting, cut their batches, and ring."""
    run_statements.make_pending(facts, *people)
    n_batches = run_statements.cut_batches(facts, *people, size)
    doorbell.ring_on_commit(partner_id=run.partner_id, run_id=run.pk, n_batches=n_batches)


def _require_rates(facts: RunFacts) -> None:
    """Make sure that the law of the pay date is known. :raises CannotCalculate: when it is not."""
    try:
        rates_on(facts.pay_date)
    except RatesMissing as error:
        raise CannotCalculate(
            f"{str(error).removesuffix('.')}.", remedy="Bring in the rates (docs/rates.md), then calculate again."
        ) from error
