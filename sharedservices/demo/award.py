"""The national pay award of 1 April 2026, paid in September: new spine values, and arrears of the months before.

Arrears are worked out period by period from the frozen inputs of what was released: what the same period would have
paid at the new values, less what it paid. Overtime, enhancements and part months are therefore in them.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import SpinePoint, SpineValue
from hr.operations.entries import Entry
from partners.models import Partner
from partners.scope import partner_scope
from payroll.engine import earnings, serialise
from payroll.engine.types import JobTerms, PayInputs
from payroll.models import Payslip
from payroll.states import RunState
from sharedservices.demo.bulk_entry import Input
from sharedservices.demo.dates import AWARD_MONTH
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import PartnerSpec
from sharedservices.demo.scales import APRIL_2026, SCALES, ScaleSpec

REASON = "National pay award from 1 April 2026"
_NOTE = "National award: April to August 2026"


def load_award(spec: PartnerSpec, partner: Partner) -> int:
    """Load the second values of the partner's scales, from their date on, and return how many. Inside the scope."""
    with partner_scope(partner.pk, reason=REASON):
        return sum(_load(partner, scale) for scale in SCALES[spec.code] if scale.award)


def _load(partner: Partner, scale: ScaleSpec) -> int:
    """End the values before the award, the deleted point's too, and add the new ones."""
    since = scale.award[0].since
    points = {point.code: point for point in SpinePoint.objects.filter(scale__code=scale.code).order_by("id")}
    for value in SpineValue.objects.filter(point__in=points.values(), valid__contains=since).order_by("id"):
        value.valid = DateRange(value.valid.lower, since)
        value.save(update_fields=["valid"])
    SpineValue.objects.bulk_create(
        SpineValue(
            partner=partner, point=points[value.point], annual=value.annual, valid=DateRange(since, None),
            source=value.source[:200],
        )
        for value in scale.award
    )  # fmt: skip
    return len(scale.award)


def arrears(place: Place, group: str) -> list[Input]:
    """Return the arrears of everybody in a pay group, one input a person. Inside the scope."""
    raised = _raised(place.spec)
    owed: dict[str, Decimal] = {}
    for number, text in _released(group):
        inputs = serialise.inputs_from_json(text)
        if difference := _difference(inputs, raised):
            owed[number] = owed.get(number, Decimal(0)) + difference
    return [
        Input(place.staff[number].member.job_number, "ARREARS", Entry(amount=amount), _NOTE)
        for number, amount in owed.items()
        if _is_here(place, number)
    ]


def _is_here(place: Place, number: str) -> bool:
    """Tell whether somebody is still employed when the award is paid. Leavers are for a supplementary run."""
    found = place.staff.get(number)
    return found is not None and (found.member.ended is None or found.member.ended >= AWARD_MONTH)


def _released(group: str) -> Iterator[tuple[str, str]]:
    """Yield employee number and frozen inputs of every released payslip of a pay group."""
    rows = Payslip.objects.filter(run__state=RunState.RELEASED, run__pay_group__code=group)
    yield from rows.order_by("run__period__pay_date", "id").values_list("employment__employee_no", "inputs").iterator()


def _raised(spec: PartnerSpec) -> dict[tuple[str, Decimal], Decimal]:
    """Return the new yearly figure by point and old figure."""
    return {
        (old.point, old.annual): new.annual
        for scale in SCALES[spec.code]
        for new in scale.award
        for old in scale.values
        if old.point == new.point
    }


def _difference(inputs: PayInputs, raised: dict[tuple[str, Decimal], Decimal]) -> Decimal:
    """Return what the period would have paid more at the new values, in pounds; 0 where it begins before the award."""
    if inputs.period_start < APRIL_2026:
        return Decimal(0)
    jobs = tuple(_at_new_value(job, raised) for job in inputs.jobs)
    if jobs == inputs.jobs:
        return Decimal(0)
    return earnings.work_out_pay(replace(inputs, jobs=jobs)).gross - earnings.work_out_pay(inputs).gross


def _at_new_value(job: JobTerms, raised: dict[tuple[str, Decimal], Decimal]) -> JobTerms:
    """Return the terms at the new value of their point."""
    annual = raised.get((job.point, job.annual))
    return job if annual is None else replace(job, annual=annual)


__all__ = ["arrears", "load_award"]
