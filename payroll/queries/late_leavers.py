"""Who a run pays for days after their last one, because notice of it came after the run had worked out their pay.

Late notice cannot be seen by the clock, for a person may have been calculated again since. It is seen by the frozen
inputs of the payslip that counts: it stands on a job that goes on after the last day (domain HR-08, T-HR-8).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef

from hr.models import Leaving
from hr.queries.leavings import standing
from payroll.engine.serialise import inputs_from_json
from payroll.models import Payslip, RunMember
from payroll.queries.run_facts import RunFacts

ONE_DAY = timedelta(days=1)
LATE = "LATE_LEAVER"
"""The filter of lists that leaves these people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLeaver:
    """Somebody whom a run pays for days after their last one. `net` in pounds is what the payslip pays."""

    employment_id: int
    employment_uuid: UUID
    employee_no: str
    name: str
    leaving: UUID
    last_day: date
    net: Decimal


def late_leavers(*, partner_id: int, run_id: int, period_end: date) -> list[LateLeaver]:
    """Return them by employee number; `period_end` is the day after the last of the period. Two queries."""
    paid = RunMember.objects.of(partner_id).filter(
        run_id=run_id, employment_id=OuterRef("employment_id"), state=RunMember.State.CALCULATED
    )
    rows = standing(partner_id=partner_id).filter(Exists(paid))
    leavings = list(
        rows.filter(last_day__lt=period_end - ONE_DAY)
        .select_related("person", "employment", "assignment")
        .order_by("employment__employee_no", "id")
    )
    slips = _slips(partner_id, run_id, [one.employment_id for one in leavings])
    found = {}
    for one in leavings:
        slip = slips.get(one.employment_id)
        if slip is not None and _pays_beyond(slip, one):
            found[one.employment_id] = LateLeaver(
                employment_id=one.employment_id, employment_uuid=one.employment.uuid,
                employee_no=one.employment.employee_no, name=one.person.display_name, leaving=one.uuid,
                last_day=one.last_day, net=slip.net,
            )  # fmt: skip
    return list(found.values())


def of_run(run: RunFacts) -> list[str]:
    """Return the employee numbers of the late leavers whom a run would pay too much. Two queries."""
    found = late_leavers(partner_id=run.partner_id, run_id=run.run_id, period_end=run.period_end)
    return [one.employee_no for one in found]


def _slips(partner_id: int, run_id: int, employments: list[int]) -> dict[int, Payslip]:
    """Return the payslip that counts of each employment."""
    if not employments:
        return {}
    counts = RunMember.objects.of(partner_id).filter(
        run_id=run_id, employment_id=OuterRef("employment_id"), version=OuterRef("version")
    )
    rows = Payslip.objects.of(partner_id).filter(run_id=run_id, employment_id__in=employments)
    return {one.employment_id: one for one in rows.filter(Exists(counts))}


def _pays_beyond(slip: Payslip, leaving: Leaving) -> bool:
    """Return whether a payslip stands on a job that has ended, for days after the last one."""
    job = None if leaving.assignment is None or leaving.ends_employment else leaving.assignment.number
    return any(
        one.end > leaving.last_day + ONE_DAY
        for one in inputs_from_json(slip.inputs).jobs
        if job is None or one.job_ref == job
    )
