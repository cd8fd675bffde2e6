"""Who would be paid by a run although there is no right to work that proves it, or they did not start."""

from hr.queries import right_to_work
from payroll.models import RunMember
from payroll.queries.run_facts import RunFacts

HIGHEST = 2**62


def unproven(run: RunFacts) -> list[str]:
    """Return the employee numbers of those whom a run pays and may not. Three queries."""
    held = right_to_work.unpayable(partner_id=run.partner_id, first=0, last=HIGHEST, pay_date=run.pay_date)
    paid = RunMember.objects.of(run.partner_id).filter(
        run_id=run.run_id, state=RunMember.State.CALCULATED, employment_id__in=list(held)
    )
    return list(paid.order_by("employment__employee_no").values_list("employment__employee_no", flat=True))
