"""Check a run and move it on: approve, return to draft, cancel. Four eyes, and nothing that has moved underneath."""

from datetime import datetime
from uuid import UUID

from partners.audit import audit
from partners.models import AuditAction, User
from payroll.models import PayRun, RunMember, RunTransition
from payroll.operations import finishing
from payroll.operations.calculation import NOUN, lock, refuse_while_busy
from payroll.queries import late_leavers, release_statements, run_statements, starts_paid
from payroll.queries.run_facts import RunFacts, settled_runs
from payroll.rules import PR1, PR2, PR3, PR4, PR5, PR9, PR10, PR11, PR12
from payroll.states import PAY_RUN
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

WORK = ("calculate", "recalculate", "exclude", "include")


@transaction_required
def approve(*, run_id: int, by: User, at: datetime, seen: str | None = None) -> PayRun:
    """Approve a calculated run: its hash is what may be released. `seen`: the mark of what was shown (PR9).

    :raises WrongState: unless the run is calculated.
    :raises PR3: while somebody is not accounted for.
    :raises PR2: when `by` worked on it.
    :raises PR1: while an earlier run of the pay group is open.
    :raises PR4: when the payslips are not those that the totals were made from.
    :raises PR5: when the figures that it stands on have moved.
    :raises PR9: when the run is no longer what was seen.
    :raises PR10: when somebody would be paid without a right to work.
    :raises PR11: when somebody would be paid for days after their last one.
    :raises PR12: when somebody who has died would be paid as nobody has decided, or where it may not go.
    """
    run, facts = lock(run_id)
    target = next_state(PAY_RUN, "approve", run.state, noun=NOUN)
    check_seen(run, seen)
    n_pending = RunMember.objects.of(run.partner_id).filter(run=run, state=RunMember.State.PENDING).count()
    n_settled = run.n_calculated + run.n_quarantined + run.n_excluded
    PR3.check(is_calculating=run.is_calculating, n_pending=n_pending, n_in=run.n_in, n_settled=n_settled)
    PR2.check(by.human_id, workers=workers(run))
    PR4.check(approved=run.results_hash, now=run_statements.results_hash(facts))
    check_foundations(facts)
    PR10.check(starts_paid.unproven(facts))
    PR11.check(late_leavers.of_run(facts))
    PR12.check(release_statements.after_death(facts))
    run.approved_by, run.approved_human, run.approved_at = by, by.human_id, at
    run.approved_hash = run.results_hash
    record_transition(run, "approve", target, by=by, at=at)
    changes = {"results_hash": run.results_hash, "net": run.net, "n_calculated": run.n_calculated}
    _event(AuditAction.APPROVE, run, facts, changes=changes)
    return run


@transaction_required
def return_to_draft(*, run_id: int, by: User, at: datetime, reason: str, seen: str | None = None) -> PayRun:
    """Send a calculated run back to the processor. Payslips stay as versions; the totals go.

    :raises WrongState: unless the run is calculated.
    :raises PR8: while it is being calculated.
    :raises PR9: when the run is no longer what was seen.
    """
    run, facts = lock(run_id)
    target = next_state(PAY_RUN, "return", run.state, noun=NOUN)
    check_seen(run, seen)
    refuse_while_busy(run)
    run.is_calculating = False
    finishing.forget_results(run, facts)
    record_transition(run, "return", target, by=by, at=at, reason=reason)
    _event(AuditAction.REJECT, run, facts, reason=reason)
    return run


@transaction_required
def cancel(*, run_id: int, by: User, at: datetime, reason: str, seen: str | None = None) -> PayRun:
    """Cancel a run that has not been released; a calculation that is under way stops.

    :raises WrongState: when the run is released or cancelled.
    :raises PR9: when the run is no longer what was seen.
    """
    run, facts = lock(run_id)
    target = next_state(PAY_RUN, "cancel", run.state, noun=NOUN)
    check_seen(run, seen)
    run.cancelled_by, run.cancelled_at, run.is_calculating = by, at, False
    record_transition(run, "cancel", target, by=by, at=at, reason=reason)
    _event(AuditAction.CANCEL, run, facts, reason=reason, changes={"results_hash": run.results_hash, "net": run.net})
    return run


def check_seen(run: PayRun, seen: str | None) -> None:
    """Make sure that a locked run is what the decider was shown. :raises PR9: if it is not."""
    PR9.check(seen=seen, now=PR9.mark(state=run.state, calculation=run.calculation, results_hash=run.results_hash))


def workers(run: PayRun) -> set[UUID]:
    """Return the human beings who had a hand in the figures of the run."""
    logged = RunTransition.objects.of(run.partner_id).filter(run=run, action__in=WORK)
    found: set[UUID] = set(logged.values_list("by__human_id", flat=True))
    if run.processed_human is not None:
        found.add(run.processed_human)
    return found


def check_foundations(facts: RunFacts) -> None:
    """Make sure that the run comes in order and that nothing has moved since it was calculated.

    :raises PR1: while an earlier run is open, or a later one is released.
    :raises PR5: when figures have moved.
    """
    PR1.check(*settled_runs(facts))
    PR5.check(
        year_to_date=release_statements.moved_year_to_date(facts),
        same_period=release_statements.moved_same_period(facts),
        inputs=release_statements.stale_inputs(facts),
    )


def record_transition(run: PayRun, action: str, target: str, *, by: User, at: datetime, reason: str = "") -> None:
    """Move the run to a state that the flow allows, and log it."""
    before, run.state = run.state, target
    run.save()
    RunTransition.objects.create(
        partner_id=run.partner_id, run=run, action=action, from_state=before, to_state=target, by=by, at=at,
        reason=reason[:500],
    )  # fmt: skip


def _event(
    action: AuditAction, run: PayRun, facts: RunFacts, *, reason: str = "", changes: dict[str, object] | None = None
) -> None:
    """Write the business event."""
    audit(
        action=action,
        object_type="payroll_payrun",
        object_id=run.pk,
        label=facts.label,
        partner_id=run.partner_id,
        reason=reason,
        changes=changes,
    )
