"""Later states, reached by calling the real operations. Call inside partner_scope()."""

from datetime import datetime

from partners.models import User
from payroll.models import PayRun
from payroll.operations import pay_runs
from tests.factories.payroll import NOW, draft_run
from tests.people import Cast


def now() -> datetime:
    """The time in tests."""
    return NOW


def drain(run: PayRun) -> PayRun:
    """Work on the run as a worker would, until it is finished."""
    pay_runs.drain(partner_id=run.partner_id, run_id=run.pk, now=now, worker="test")
    run.refresh_from_db()
    return run


def calculated_run(
    cast: Cast,
    group,
    *,
    by: User | None = None,
    month: int = 11,
    kind: str = PayRun.Kind.REGULAR,
    batch_people: int = 500,
) -> PayRun:
    """A run that Amara has calculated."""
    by = by or cast.amara
    run = draft_run(group, by=by, month=month, kind=kind)
    pay_runs.calculate(run_id=run.pk, by=by, at=NOW, batch_people=batch_people)
    return drain(run)


def approved_run(cast: Cast, group, **options) -> PayRun:
    """A run that Amara has calculated and Ben has approved."""
    run = calculated_run(cast, group, **options)
    return pay_runs.approve(run_id=run.pk, by=cast.ben, at=NOW)


def released_run(cast: Cast, group, **options) -> PayRun:
    """A run that Amara has calculated, Ben has approved and Rhys has released."""
    run = approved_run(cast, group, **options)
    return pay_runs.release(run_id=run.pk, by=cast.rhys, at=NOW)
