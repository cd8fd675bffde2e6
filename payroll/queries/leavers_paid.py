"""Who is paid by a run for days after their last one. hr asks by `hr.paid_beyond`, because runs stand above it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import OuterRef

from hr import paid_beyond
from hr.paid_beyond import PaidBeyond, Stage
from payroll.models import Payslip, RunMember
from payroll.states import RunState
from sharedservices.common.periods import DateRange

ONE_DAY = timedelta(days=1)
WORKED_OUT = (RunState.CALCULATED, RunState.APPROVED, RunState.RELEASED)


def paid_after(*, partner_id: int, employment_id: int, last_day: date, on: date) -> Sequence[PaidBeyond]:
    """Return the runs with a payslip of an employment for days after a last one, by pay date. One query."""
    rows = RunMember.objects.of(partner_id).filter(
        employment_id=employment_id, state=RunMember.State.CALCULATED, run__state__in=WORKED_OUT,
        run__period__covers__endswith__gt=last_day + ONE_DAY,
    )  # fmt: skip
    slips = Payslip.objects.filter(
        partner_id=OuterRef("partner_id"), run_id=OuterRef("run_id"), employment_id=OuterRef("employment_id"),
        version=OuterRef("version"),
    ).values("net")[:1]  # fmt: skip
    found = rows.select_related("run__period", "run__pay_group").annotate(net=slips)
    return [_row(one, on) for one in found.order_by("run__period__pay_date", "id")]


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    paid_beyond.register(paid_after)


def _row(member: RunMember, on: date) -> PaidBeyond:
    run, period = member.run, member.run.period
    stage = Stage.CALCULATED
    if run.state == RunState.RELEASED:
        stage = Stage.PAID if period.pay_date <= on else Stage.RELEASED
    return PaidBeyond(
        run=run.uuid,
        label=f"{run.pay_group.name}, {period}",
        stage=stage,
        covers=DateRange(period.covers.lower, period.covers.upper),
        pay_date=period.pay_date,
        net=member.net or Decimal(0),  # type: ignore[attr-defined]
    )
