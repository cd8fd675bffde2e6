"""What somebody's pay would be by what the transaction now holds: the figures that approvers of a change see."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hr.models import Employment, PayGroup
from partners.change_kinds import Figure
from payroll.engine.errors import EngineError
from payroll.engine.payslip import payslips_of_person
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import rates_on
from payroll.engine.types import NEW_YEAR, PayInputs, PayslipResult
from payroll.models import PayPeriod
from payroll.queries import batch_rows
from payroll.queries.assemble import person_inputs
from payroll.queries.run_facts import RunFacts
from payroll.queries.run_inputs import MemberRow
from payroll.states import RunState
from sharedservices.common.formatting import money
from sharedservices.common.periods import Frequency

NO_ID = 0
UNKNOWN = "Cannot be worked out"


def pay_figures(*, partner_id: int, person_id: int, on: date) -> list[Figure]:
    """Return gross, net and employer's cost of the first whole pay period from a day on, for each pay group.

    Tax is worked on that period alone, whatever the year so far: what differs is then the change, not the past.
    What cannot be worked out has no value and says why.
    """
    found: list[Figure] = []
    jobs = Employment.objects.of(partner_id).filter(person_id=person_id, valid__endswith__gt=on)
    jobs |= Employment.objects.of(partner_id).filter(person_id=person_id, valid__upper_inf=True)
    groups: dict[int, list[Employment]] = {}
    names: dict[int, PayGroup] = {}
    for job in jobs.select_related("pay_group").order_by("pay_group_id", "id"):
        group = job.pay_group_on(on)
        names[group.pk] = group
        groups.setdefault(group.pk, []).append(job)
    for pk, employments in groups.items():
        prefix = f"{names[pk].name}, " if len(groups) > 1 else ""
        found += _of_group(names[pk], person_id, employments, prefix, on)
    return found


def _of_group(
    group: PayGroup, person_id: int, employments: Sequence[Employment], prefix: str, on: date
) -> Iterable[Figure]:
    periods = PayPeriod.objects.of(group.partner_id).filter(pay_group=group, covers__startswith__gte=on)
    period = periods.order_by("covers", "id").first()
    if period is None:
        return [_unknown(group.name, "its calendar has no pay period after that day")]
    run = as_if(period)
    paid = [one for one in employments if one.pay_group_on(period.covers.lower) == group]
    members = [MemberRow(NO_ID, one.pk, person_id, False, None) for one in paid]
    rows = batch_rows.read_of(run, members, person_id, person_id)
    try:
        inputs = [one.inputs for people in rows.people() for one in person_inputs(rows, people)]
        results = payslips_of_person([alone(one) for one in inputs], rates_on(run.pay_date))
    except (PayslipProblem, EngineError) as problem:
        return [_unknown(f"{prefix}{period}", str(problem))]
    return _figures(f"{prefix}{period}", results)


def as_if(period: PayPeriod) -> RunFacts:
    """Return a run of a period that does not exist."""
    group = period.pay_group
    return RunFacts(
        run_id=NO_ID,
        partner_id=period.partner_id,
        pay_group_id=group.pk,
        period_id=period.pk,
        number=1,
        state=RunState.DRAFT,
        is_calculating=False,
        calculation=0,
        engine_version="",
        rates_version="",
        processed_by_id=None,
        period_start=period.covers.lower,
        period_end=period.covers.upper,
        pay_date=period.pay_date,
        tax_year=period.tax_year,
        tax_period=period.tax_period,
        frequency=Frequency(group.frequency),
        group_name=group.name,
        legal_entity_id=group.legal_entity_id,
    )


def alone(inputs: PayInputs) -> PayInputs:
    """Return the inputs as if nothing had been paid before in the year."""
    return replace(inputs, tax=replace(inputs.tax, week1month1=True), year_to_date=NEW_YEAR)


def _figures(what: str, results: Sequence[PayslipResult]) -> list[Figure]:
    sums = {
        "Pay before deductions": sum((one.gross for one in results), Decimal(0)),
        "Take-home pay": sum((one.net for one in results), Decimal(0)),
        "Cost to the employer": sum((one.employer_cost for one in results), Decimal(0)),
    }
    return [
        Figure(label=f"{label}, {what}", value=value, words=money(value), is_cost=label == "Cost to the employer")
        for label, value in sums.items()
    ]


def _unknown(what: str, why: str) -> Figure:
    return Figure(label=f"Cost to the employer, {what}", value=None, words=f"{UNKNOWN}: {why}", is_cost=True)
