"""Which parts of claims a released run has paid. hr marks the claims: they stand below payroll."""

from django.db.models import Exists, OuterRef

from hr.models import Claim, ClaimInput
from hr.queries.claims import PaidBy
from hr.states import ClaimState
from partners.queries.holds import quiet
from payroll.models import PaidInput, PayRun
from payroll.queries.run_facts import RunFacts
from payroll.states import RunState


def n_left_out(*, partner_id: int) -> int:
    """Return how many claims were sent for a period whose regular run is released and has not paid them. One query.

    Their people stood in quarantine or were excluded, or the run was approved before the claim came.
    """
    released = PayRun.objects.of(partner_id).filter(
        period__covers__startswith=OuterRef("monthly_input__period_start"), number=1, state=RunState.RELEASED,
        pay_group_id=OuterRef("monthly_input__pay_group_id"),
    )  # fmt: skip
    passed = ClaimInput.objects.of(partner_id).filter(Exists(released), claim_id=OuterRef("pk"))
    sent = quiet(Claim.objects.of(partner_id).filter(state=ClaimState.SENT))
    n: int = sent.filter(Exists(passed)).count()
    return n


def by_run(run: RunFacts) -> list[PaidBy]:
    """Return the inputs of claims that a run has marked as paid. Two queries."""
    uuid = PayRun.objects.of(run.partner_id).values_list("uuid", flat=True).get(pk=run.run_id)
    sent = ClaimInput.objects.of(run.partner_id).values("monthly_input_id")
    paid = PaidInput.objects.of(run.partner_id).filter(run_id=run.run_id, monthly_input_id__in=sent)
    return [
        PaidBy(monthly_input=one, run=uuid, paid_on=run.pay_date)
        for one in paid.order_by("monthly_input_id").values_list("monthly_input_id", flat=True)
    ]
