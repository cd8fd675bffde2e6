"""What was paid last for an employment, for the checks of hr on changes of bank account."""

from decimal import Decimal

from hr import last_pay
from payroll.models import Payslip, RunMember
from payroll.states import RunState


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


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    last_pay.register(net)
