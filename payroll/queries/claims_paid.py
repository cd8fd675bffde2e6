"""Which parts of claims a released run has paid. hr marks the claims: they stand below payroll."""

from hr.models import ClaimInput
from hr.queries.claims import PaidBy
from payroll.models import PaidInput, PayRun
from payroll.queries.run_facts import RunFacts


def by_run(run: RunFacts) -> list[PaidBy]:
    """Return the inputs of claims that a run has marked as paid. Two queries."""
    uuid = PayRun.objects.of(run.partner_id).values_list("uuid", flat=True).get(pk=run.run_id)
    sent = ClaimInput.objects.of(run.partner_id).values("monthly_input_id")
    paid = PaidInput.objects.of(run.partner_id).filter(run_id=run.run_id, monthly_input_id__in=sent)
    return [
        PaidBy(monthly_input=one, run=uuid, paid_on=run.pay_date)
        for one in paid.order_by("monthly_input_id").values_list("monthly_input_id", flat=True)
    ]
