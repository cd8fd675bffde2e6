"""Make a run, and decide by hand who is left out of it."""

from datetime import datetime

from django.db.models import Max

from hr.models import Employment
from hr.queries.pay_groups import paid_with
from partners.audit import audit
from partners.models import AuditAction, User
from payroll.models import PayPeriod, PayRun, RunMember
from payroll.operations import calculation
from payroll.operations.calculation import CannotCalculate, NotInRun, lock, member_of
from payroll.queries.run_facts import run_label
from payroll.rules import PR8
from payroll.states import PAY_RUN, RunState
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

EXCLUDED_CODE = "EXCLUDED"


class RunExists(DomainError):
    """The period has its regular run, or needs it first."""


@transaction_required
def create(*, period_id: int, by: User, at: datetime, kind: str = PayRun.Kind.REGULAR) -> PayRun:
    """Make a draft run for a pay period: the regular one, or a supplementary one after it.

    :raises RunExists: when there is a regular run, or when a supplementary one has nothing to supplement.
    """
    period = lock_one(PayPeriod.objects.select_related("pay_group"), period_id)
    runs = PayRun.objects.of(period.partner_id).filter(period=period)
    has_regular = runs.filter(number=1).exclude(state=RunState.CANCELLED).exists()
    if (kind == PayRun.Kind.REGULAR) == has_regular:
        raise RunExists(
            "This period has its regular run." if has_regular else "This period has no regular run yet.",
            remedy="Make a supplementary run." if has_regular else "Make the regular run first.",
        )
    highest = runs.aggregate(highest=Max("number"))["highest"] or 0
    number = 1 if kind == PayRun.Kind.REGULAR else max(highest, 1) + 1
    run: PayRun = PayRun.objects.create(
        partner_id=period.partner_id, pay_group=period.pay_group, period=period, kind=kind, number=number,
        created_by=by, created_at=at,
    )  # fmt: skip
    calculation.log(run, "create", by=by, at=at, reason="")
    audit(
        action=AuditAction.CREATE,
        object_type="payroll_payrun",
        object_id=run.pk,
        label=run_label(period.pay_group.name, period.pay_date, number),
        partner_id=run.partner_id,
    )
    return run


@transaction_required
def exclude(*, run_id: int, employment_id: int, by: User, at: datetime, reason: str) -> RunMember:
    """Leave an employment out of the run. In a calculated run the rest of the person is calculated again.

    :raises WrongState: unless the run is a draft or calculated.
    :raises PR8: while it is being calculated.
    :raises NotInRun: when the employment is not of this pay group.
    :raises CannotCalculate: without a reason.
    """
    if not reason.strip():
        raise CannotCalculate("Give the reason.", field="reason", remedy="Say why this person is left out.")
    run = _open_run(run_id)
    paid = Employment.objects.of(run.partner_id).filter(paid_with(run.pay_group_id, run.period.covers.lower))
    employment = paid.filter(pk=employment_id).first()
    if employment is None:
        raise NotInRun("This employment is not in the pay group of the run.")
    member: RunMember
    member, _ = RunMember.objects.update_or_create(
        partner_id=run.partner_id,
        run=run,
        employment_id=employment_id,
        defaults={
            "person_id": employment.person_id,
            "state": RunMember.State.EXCLUDED,
            "version": 0,
            "code": EXCLUDED_CODE,
            "message": reason.strip()[:500],
            "field": "",
            "remedy": "",
        },
    )
    _follow(run, member, "exclude", by=by, at=at, reason=reason)
    return member


@transaction_required
def include(*, run_id: int, employment_id: int, by: User, at: datetime) -> RunMember:
    """Take an excluded employment back into the run. In a calculated run the person is calculated at once.

    :raises WrongState: unless the run is a draft or calculated.
    :raises PR8: while it is being calculated.
    :raises NotInRun: when the employment is not excluded from it.
    """
    run = _open_run(run_id)
    member: RunMember = member_of(run, employment_id)
    if member.state != RunMember.State.EXCLUDED:
        raise NotInRun("This employment is not excluded from the run.")
    member.state, member.code, member.message = RunMember.State.PENDING, "", ""
    member.save(update_fields=["state", "code", "message"])
    _follow(run, member, "include", by=by, at=at, reason="")
    return member


def _open_run(run_id: int) -> PayRun:
    """Lock a run that may be worked on. :raises WrongState: otherwise. :raises PR8: while it is being calculated."""
    run, _ = lock(run_id)
    next_state(PAY_RUN, "calculate", run.state, noun=calculation.NOUN)
    PR8.check(is_busy=run.is_calculating)
    return run


def _follow(run: PayRun, member: RunMember, action: str, *, by: User, at: datetime, reason: str) -> None:
    """Log what was done, tell the audit trail, and bring a calculated run up to date."""
    number = member.employment.employee_no
    said = f"payroll number {number}: {reason}" if reason else f"payroll number {number}"
    calculation.log(run, action, by=by, at=at, reason=said)
    audit(
        action=AuditAction.UPDATE,
        object_type="payroll_runmember",
        object_id=member.pk,
        label=f"{action} payroll number {number}",
        partner_id=run.partner_id,
        reason=reason,
        changes={"run": run.pk, "employment": member.employment_id},
    )
    if run.state == RunState.CALCULATED:
        person = member.person_id
        calculation.recalculate_range(run_id=run.pk, first=person, last=person, by=by, at=at)
