"""What a run that does not exist yet would take in: told before it is created."""

from dataclasses import dataclass
from datetime import date

from hr.models import Employment, MonthlyInput
from hr.queries.pay_groups import paid_with
from payroll.queries.run_pages_list import PeriodRow
from sharedservices.common.periods import ONE_DAY


@dataclass(frozen=True, slots=True)
class Preview:
    """Counts of employments and of monthly inputs of a period."""

    n_employments: int
    n_starters: int
    n_leavers: int
    n_inputs_approved: int
    n_inputs_waiting: int


def preview(*, partner_id: int, group_id: int, period: PeriodRow) -> Preview:
    """Count who would be in a regular run of the period. Five queries."""
    after: date = period.last_day + ONE_DAY
    days = (period.first_day, after)
    jobs = Employment.objects.of(partner_id).filter(paid_with(group_id, period.first_day), valid__overlap=days)
    inputs = MonthlyInput.objects.of(partner_id).filter(pay_group_id=group_id, period_start=period.first_day)
    return Preview(
        n_employments=jobs.count(),
        n_starters=jobs.filter(valid__startswith__gte=period.first_day).count(),
        n_leavers=jobs.filter(valid__endswith__lte=after).count(),
        n_inputs_approved=inputs.filter(state=MonthlyInput.State.APPROVED).count(),
        n_inputs_waiting=inputs.filter(state=MonthlyInput.State.SUBMITTED).count(),
    )
