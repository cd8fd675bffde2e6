"""What was paid last for an employment, for the checks of hr on changes of bank account, and for death grants."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from hr import last_pay
from hr.last_pay import PaidPeriod
from payroll.models import Payslip, RunMember
from payroll.states import RunState
from sharedservices.common.periods import DateRange

TWO_YEARS = timedelta(days=731)


def net(*, partner_id: int, employment_id: int) -> Decimal | None:
    """Return the net pay of the last released regular payslip of an employment; or None. Two queries."""
    members = RunMember.objects.of(partner_id).filter(
        employment_id=employment_id, state=RunMember.State.CALCULATED, run__state=RunState.RELEASED, run__number=1
    )
    last = members.order_by("-run__period__pay_date", "-id").values_list("run_id", "version").first()
    if last is None:
        return None
    rows = Payslip.objects.of(partner_id).filter(employment_id=employment_id, run_id=last[0], version=last[1])
    found: Decimal | None = rows.values_list("net", flat=True).first()
    return found


def pensionable(*, partner_id: int, employment_id: int, by: date) -> Sequence[PaidPeriod]:
    """Return the periods that regular runs paid to an employment, ended by a day, the newest first. One query."""
    members = RunMember.objects.of(partner_id).filter(
        employment_id=employment_id, state=RunMember.State.CALCULATED, run__state=RunState.RELEASED, run__number=1,
        run__period__covers__endswith__lte=by + timedelta(days=1), run__period__pay_date__gte=by - TWO_YEARS,
    )  # fmt: skip
    slips = Payslip.objects.filter(
        partner_id=OuterRef("partner_id"), run_id=OuterRef("run_id"), employment_id=OuterRef("employment_id"),
        version=OuterRef("version"),
    ).values("pensionable_pay")[:1]  # fmt: skip
    rows = members.annotate(paid=Subquery(slips)).order_by("-run__period__pay_date", "-id")
    found = rows.values_list("run__period__covers", "paid")
    return [PaidPeriod(DateRange(covers.lower, covers.upper), paid or Decimal(0)) for covers, paid in found]


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    last_pay.register(net, pensionable)
