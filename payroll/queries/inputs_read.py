"""Which monthly inputs stand on a payslip: hr asks before it takes one back."""

from collections.abc import Collection

from hr import inputs_read
from payroll.models import PaidInput, PayslipInput


def read_by_runs(*, partner_id: int, monthly_inputs: Collection[int]) -> set[int]:
    """Return which of some inputs a run has worked out or paid. Two queries."""
    found: set[int] = set()
    for model in (PayslipInput, PaidInput):
        rows = model.objects.of(partner_id).filter(monthly_input_id__in=list(monthly_inputs))
        found |= set(rows.values_list("monthly_input_id", flat=True))
    return found


def register() -> None:
    """Tell hr."""
    inputs_read.register(read_by_runs)
