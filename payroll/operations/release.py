"""Release a run: the third person's act. What is paid is frozen, listed and carried forward, in one transaction."""

from datetime import datetime

from hr.operations import claim_payments
from partners.audit import audit
from partners.models import AuditAction, User
from payroll.models import PaymentListing, PayRun
from payroll.operations import approval, doorbell
from payroll.operations.calculation import NOUN, lock
from payroll.queries import claims_paid, late_leavers, release_statements, run_statements, starts_paid
from payroll.queries.release_statements import Listing
from payroll.queries.run_facts import RunFacts
from payroll.rules import PR2, PR4, PR6, PR10, PR11, PR12
from payroll.states import PAY_RUN
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state


@transaction_required
def release(*, run_id: int, by: User, at: datetime, seen: str | None = None) -> PayRun:
    """Release an approved run: payslips become final, inputs paid, year-to-date figures move, the listing is made.

    :raises WrongState: unless the run is approved.
    :raises PR2: when `by` worked on it or approved it.
    :raises PR1: while an earlier run of the pay group is open.
    :raises PR4: when the payslips are not those that were approved.
    :raises PR5: when the figures that it stands on have moved.
    :raises PR6: when somebody who is paid has no bank account.
    :raises PR9: when the run is no longer what was seen.
    :raises PR10: when somebody would be paid without a right to work.
    :raises PR11: when somebody would be paid for days after their last one.
    :raises PR12: when somebody who has died would be paid as nobody has decided, or where it may not go.
    """
    run, facts = lock(run_id)
    target = next_state(PAY_RUN, "release", run.state, noun=NOUN)
    approval.check_seen(run, seen)
    PR2.check(by.human_id, workers=approval.workers(run), approver=run.approved_human)
    PR4.check(approved=run.approved_hash, now=run_statements.results_hash(facts))
    approval.check_foundations(facts)
    PR12.check(release_statements.after_death(facts))
    PR6.check(release_statements.unpayable(facts))
    PR10.check(starts_paid.unproven(facts))
    PR11.check(late_leavers.of_run(facts))
    run.released_by, run.released_human, run.released_at = by, by.human_id, at
    approval.record_transition(run, "release", target, by=by, at=at)
    listing = _pay(run, facts, by=by, at=at)
    audit(
        action=AuditAction.RELEASE,
        object_type="payroll_payrun",
        object_id=run.pk,
        label=facts.label,
        partner_id=run.partner_id,
        changes={"results_hash": run.results_hash, "net": run.net, **listing._asdict()},
    )
    doorbell.post_on_commit(partner_id=run.partner_id, run_id=run.pk)
    return run


def _pay(run: PayRun, facts: RunFacts, *, by: User, at: datetime) -> Listing:
    """Mark inputs and their claims as paid, move the year on, freeze the payments, and make the payment listing."""
    release_statements.pay_inputs(facts)
    claim_payments.pay(partner_id=run.partner_id, paid=claims_paid.by_run(facts), by=by, at=at)
    release_statements.carry_forward(facts)
    release_statements.pay(facts)
    listing = release_statements.listing(facts)
    PaymentListing.objects.create(partner_id=run.partner_id, run=run, created_at=at, **listing._asdict())
    return listing
