"""Finish a calculation: nobody is forgotten, totals and hash are stored, the run is calculated."""

from datetime import datetime

from partners.audit import audit
from partners.models import AuditAction, User
from partners.scope import partner_scope
from payroll.models import PayRun, RunBatch, RunTransition
from payroll.queries import run_statements
from payroll.queries.run_facts import RunFacts, run_facts
from payroll.queries.run_statements import Totals
from payroll.states import PAY_RUN, RunState
from sharedservices.common.flow import next_state
from sharedservices.common.money import ZERO


def finish(*, partner_id: int, run_id: int, at: datetime) -> bool:
    """Finish the calculation when no batch is open; return whether this call has done so.

    Opens its own scope, after the last batch has been committed. Anybody may call it, any number of times.
    """
    with partner_scope(partner_id):
        facts = run_facts(partner_id=partner_id, run_id=run_id)
        if facts is None or not facts.is_calculating or _is_open(facts):
            return False
        with partner_scope(partner_id, actor_id=facts.processed_by_id, reason=f"calculation {facts.calculation}"):
            # Whoever holds the run is finishing it, or about to look: do not stand in line behind them.
            run = (
                PayRun.objects.of(partner_id)
                .select_for_update(skip_locked=True, of=("self",))
                .filter(pk=run_id)
                .first()
            )
            facts = run_facts(partner_id=partner_id, run_id=run_id)
            if run is None or facts is None or not run.is_calculating or _is_open(facts):
                return False
            _settle(run, facts, at)
    return True


def forget_results(run: PayRun, facts: RunFacts) -> None:
    """Take the totals of an earlier calculation off the run, so that none of them lingers."""
    run_statements.remove_element_totals(facts)
    run.n_calculated = run.n_quarantined = run.n_excluded = run.n_in = run.n_lines = 0
    run.gross = run.deductions = run.net = run.employer_cost = ZERO
    run.results_hash = ""


def _is_open(run: RunFacts) -> bool:
    """Tell whether a batch of the calculation waits, runs or has failed."""
    batches = RunBatch.objects.of(run.partner_id).filter(run_id=run.run_id, calculation=run.calculation)
    return bool(batches.exclude(state=RunBatch.State.DONE).exists())


def _settle(run: PayRun, facts: RunFacts, at: datetime) -> None:
    """Store totals and hash, move the run on, and write the one event that covers its rows."""
    run_statements.remove_element_totals(facts)
    n_lines = run_statements.add_up_elements(facts)
    found = run_statements.totals(facts, n_lines=n_lines)
    before, run.state = run.state, next_state(PAY_RUN, "calculate", run.state, noun="pay run")
    run.n_in, run.n_calculated, run.n_lines = found.n_in, found.n_calculated, found.n_lines
    run.n_quarantined, run.n_excluded = found.n_quarantined, found.n_excluded
    run.gross, run.deductions, run.net = found.gross, found.deductions, found.net
    run.employer_cost = found.employer_cost
    run.results_hash = run_statements.results_hash(facts)
    run.is_calculating, run.processed_at = False, at
    run.save()
    by = User.objects.get(pk=facts.processed_by_id or 0)
    RunTransition.objects.create(
        partner_id=run.partner_id, run=run, action="calculate", from_state=before, to_state=RunState(run.state),
        by=by, at=at, reason=f"calculation {run.calculation}",
    )  # fmt: skip
    audit(
        action=AuditAction.CALCULATE,
        object_type="payroll_payrun",
        object_id=run.pk,
        label=facts.label,
        partner_id=run.partner_id,
        changes=_event(run, found),
    )


def _event(run: PayRun, found: Totals) -> dict[str, object]:
    """Return what the audit event says about all the rows of the calculation."""
    return {"calculation": run.calculation, **found._asdict(), "results_hash": run.results_hash}
