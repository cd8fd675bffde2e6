"""Who is paid by a run for days after their last one. hr asks by `hr.paid_beyond`, because runs stand above it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from hr import paid_beyond
from hr.paid_beyond import PaidBeyond, Stage
from payroll.models import Payslip, RunMember
from payroll.queries.overpaid import overpaid
from payroll.states import RunState
from sharedservices.common.periods import DateRange

ONE_DAY = timedelta(days=1)
WORKED_OUT = (RunState.CALCULATED, RunState.APPROVED, RunState.RELEASED)


def paid_after(*, partner_id: int, employment_id: int, last_day: date, on: date, job: str) -> Sequence[PaidBeyond]:
    """Return the runs with a payslip of an employment for days after a last one, by pay date. One query.

    Of released ones, what they paid for those days: `job` is the number of the only job that ended, if it was one.
    """
    rows = RunMember.objects.of(partner_id).filter(
        employment_id=employment_id, state=RunMember.State.CALCULATED, run__state__in=WORKED_OUT,
        run__period__covers__endswith__gt=last_day + ONE_DAY,
    )  # fmt: skip
    slips = Payslip.objects.filter(
        partner_id=OuterRef("partner_id"), run_id=OuterRef("run_id"), employment_id=OuterRef("employment_id"),
        version=OuterRef("version"),
    )  # fmt: skip
    found = rows.select_related("run__period", "run__pay_group").annotate(
        net=Subquery(slips.values("net")[:1]), inputs=Subquery(slips.values("inputs")[:1])
    )
    return [_row(one, on, last_day, job) for one in found.order_by("run__period__pay_date", "id")]


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    paid_beyond.register(paid_after)


def _row(member: Any, on: date, last_day: date, job: str) -> PaidBeyond:
    run, period = member.run, member.run.period
    stage, beyond = Stage.CALCULATED, None
    net: Decimal = member.net or Decimal(0)
    if run.state == RunState.RELEASED:
        stage = Stage.PAID if period.pay_date <= on else Stage.RELEASED
        beyond = overpaid(inputs=member.inputs, net=net, last_day=last_day, job=job) if member.inputs else None
    return PaidBeyond(
        run=run.uuid,
        label=f"{run.pay_group.name}, {period}",
        stage=stage,
        covers=DateRange(period.covers.lower, period.covers.upper),
        pay_date=period.pay_date,
        net=net,
        overpaid=beyond,
    )
