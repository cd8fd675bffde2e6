"""The payslips of a person that were released already, for hr's look at what a correction reaches."""

from datetime import date

from django.db.models import Count, Q

from hr import paid_before
from hr.paid_before import PaidBefore
from payroll.models import RunMember
from payroll.states import RunState
from sharedservices.common.taxyear import TaxYear


def released(*, partner_id: int, person_id: int, on: date) -> PaidBefore:
    """Count the released payslips of a person, and those paid in the tax year of a day. One query."""
    year = TaxYear.of(on)
    rows = RunMember.objects.of(partner_id).filter(
        employment__person_id=person_id, state=RunMember.State.CALCULATED, run__state=RunState.RELEASED
    )
    this = Q(run__period__pay_date__gte=year.start, run__period__pay_date__lte=year.end)
    found = rows.aggregate(ever=Count("pk"), year=Count("pk", filter=this))
    return PaidBefore(n_this_year=found["year"], n_ever=found["ever"])


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    paid_before.register(released)
