"""From rows to the pay of one employment: jobs with their terms, elements, pension memberships. Pure."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from hr.engine import pro_rata
from hr.queries.pay_inputs import ElementRow, EmploymentRow, RecurringRow, TermsRow
from payroll.engine.problems import PayslipProblem
from payroll.engine.types import (
    BandBasis,
    DayRule,
    HourlyRule,
    ItemKind,
    JobTerms,
    PayItem,
    PensionMembership,
)
from payroll.queries.batch_rows import BatchRows
from payroll.queries.plain_numbers import plain
from payroll.queries.run_facts import RunFacts
from payroll.queries.run_inputs import InputRow
from sharedservices.common.formatting import money
from sharedservices.common.money import pence

_DAY_RULES = {rule.value: rule for rule in DayRule}
_HOURLY_RULES = {rule.value: rule for rule in HourlyRule}
_KINDS = {kind.value: kind for kind in ItemKind}
_SHARED_BY_DAYS = {ItemKind.PAYMENT, ItemKind.BENEFIT, ItemKind.SACRIFICE}
_UNITS_AT_RATE = "UNITS_AT_RATE"
_NO_HOURS = _NO_POUNDS = Decimal(0)
Jobs = dict[int, TermsRow]
"""The last terms of each job, by assignment."""


def salaried_jobs(run: RunFacts, employment: EmploymentRow, rows: list[TermsRow]) -> tuple[JobTerms, ...]:
    """Return the terms of the jobs on their days of the period.

    :raises PayslipProblem: when a job has days without terms, or terms without a value of the pay scale.
    """
    found: list[JobTerms] = []
    covered: dict[int, int] = {}
    wanted: dict[int, tuple[TermsRow, date, date]] = {}
    for row in rows:
        first = max(run.period_start, employment.start, row.job_start)
        after = _earliest(run.period_end, employment.end, row.job_end)
        if first >= after:
            continue
        wanted[row.assignment_id] = (row, first, after)
        if row.start is None:
            continue
        start = max(first, row.start, row.value_start or row.start)
        end = _earliest(after, row.end, row.value_end)
        if start < end:
            found.append(_terms(row, start, end))
            covered[row.assignment_id] = covered.get(row.assignment_id, 0) + (end - start).days
    for assignment_id, (row, first, after) in wanted.items():
        if covered.get(assignment_id, 0) != (after - first).days:
            raise _gap(row, first, after)
    return tuple(found)


def last_terms(rows: list[TermsRow]) -> Jobs:
    """Return the last terms of each job."""
    return {row.assignment_id: row for row in rows if row.start is not None}


def recurring_items(batch: BatchRows, employment: EmploymentRow, jobs: Jobs) -> Iterable[PayItem]:
    """Yield the elements that recur in the period, for the days on which their job is paid.

    :raises PayslipProblem: when an element has no rate.
    """
    run = batch.run
    for row in batch.recurring.get(employment.employment_id, ()):
        job = jobs.get(row.assignment_id)
        if job is None:
            continue
        start = max(run.period_start, row.start, employment.start, job.job_start)
        end = _earliest(run.period_end, row.end, employment.end, job.job_end)
        if start >= end:
            continue
        element = batch.elements[row.element_id]
        if stops_with_death(batch, employment, row.element_id):
            continue
        amount, note = instalment(row, batch.taken.get(row.recurring_id, _NO_POUNDS))
        if row.remaining is not None and not amount:
            continue
        is_whole = start == run.period_start and end == run.period_end
        is_part = not is_whole and _KINDS[element.kind] in _SHARED_BY_DAYS
        yield _item(
            element,
            (amount, row.units, row.rate),
            job,
            regular=True,
            note=note,
            days=(start, end) if is_part else None,
        )


def instalment(row: RecurringRow, taken: Decimal) -> tuple[Decimal | None, str]:
    """Return what a recurring element takes in this period, and what the explanation of the payslip says of it.

    A deduction with something left to take ends by itself: its last instalment is the rest, then there is none.
    """
    if row.remaining is None or row.amount is None:
        return row.amount, ""
    left = max(row.remaining - taken, _NO_POUNDS)
    if row.amount < left:
        return row.amount, f"{money(left - row.amount)} is left to take after this"
    return left, "The last instalment: nothing is left to take after this" if left else ""


def one_off_items(batch: BatchRows, employment: EmploymentRow, jobs: Jobs, *, is_salaried: bool) -> Iterable[PayItem]:
    """Yield the approved monthly inputs. Off the salaried payslip, the hourly rate is that of the last terms.

    :raises PayslipProblem: when an element has no rate.
    """
    for row in payable_inputs(batch, employment):
        element, job = batch.elements[row.element_id], jobs.get(row.assignment_id)
        rate = row.rate
        if row.units is not None and rate is None and element.rate is None and element.method != _UNITS_AT_RATE:
            rate = hourly_rate(job) if job is not None and not is_salaried else None
        yield _item(element, (row.amount, row.units, rate), job, note=row.note)


def payable_inputs(batch: BatchRows, employment: EmploymentRow) -> list[InputRow]:
    """Return the approved monthly inputs that this payslip pays: what takes money back after a death is left alone."""
    rows = batch.inputs.get(employment.employment_id, ())
    return [row for row in rows if not stops_with_death(batch, employment, row.element_id)]


def stops_with_death(batch: BatchRows, employment: EmploymentRow, element_id: int) -> bool:
    """Tell whether an element takes money back from somebody who has died by the end of the period.

    Whatever was decided about pay, nothing is recovered from it: people decide, never a payslip (domain HR-09).
    """
    death = batch.deaths.get(employment.person_id)
    if death is None or death.died is None or not batch.elements[element_id].recovers:
        return False
    return death.died < batch.run.period_end


def memberships(
    batch: BatchRows, employment: EmploymentRow, jobs: Jobs, *, is_salaried: bool, pensionable_before: Decimal
) -> Iterable[PensionMembership]:
    """Yield the pension memberships of the jobs that are paid.

    A payslip without salary cannot tell the yearly pay that chooses the band, so the last terms tell it.

    :raises PayslipProblem: when a scheme has no rates on the pay date.
    """
    for row in batch.memberships.get(employment.employment_id, ()):
        job = jobs.get(row.assignment_id)
        if job is None:
            continue
        scheme = batch.schemes[row.scheme_id]
        assessed = row.assessed_pay
        if assessed is None and not is_salaried and not job.hourly_rate:
            assessed = annual_of(job) if scheme.basis is BandBasis.FULL_TIME else _actual_annual(job)
        yield scheme.membership(
            section=row.section,
            assessed_pay=assessed,
            job_ref=job.number,
            pensionable_before=pensionable_before,
        )


def annual_of(row: TermsRow) -> Decimal:
    """Return the full-time yearly pounds of the terms; of an hourly rate, what it makes in full-time weeks."""
    if row.spot_annual is not None:
        return row.spot_annual
    if row.hourly_rate is not None:
        return pence(row.hourly_rate * row.full_time_hours * row.weeks_in_year)
    if row.value is None:
        raise PayslipProblem(
            code="NO_SPINE_VALUE",
            message=f"Point {row.point} of the pay scale of {row.title} has no value in the pay period.",
            field="jobs.point",
            remedy="Load the values of the pay scale, or put the job on another point.",
        )
    return row.value


def hourly_rate(row: TermsRow) -> Decimal:
    """Return the pounds for an hour of the job."""
    if row.hourly_rate is not None:
        return row.hourly_rate
    return pro_rata.hourly_rate(
        annual=annual_of(row),
        full_time_hours=row.full_time_hours,
        weeks_in_year=row.weeks_in_year,
        rule=_HOURLY_RULES[row.hourly_rule],
    )


def _terms(row: TermsRow, start: date, end: date) -> JobTerms:
    """Return the terms on these days. A job with an hourly rate has no salary: its hours are entered."""
    is_hourly = row.hourly_rate is not None
    return JobTerms(
        job_ref=row.number,
        title=row.title,
        start=start,
        end=end,
        annual=annual_of(row),
        contract_hours=_NO_HOURS if is_hourly else row.contract_hours,
        full_time_hours=row.full_time_hours,
        weeks_in_year=plain(row.weeks_in_year),
        paid_weeks=None if row.paid_weeks is None else plain(row.paid_weeks),
        day_rule=_DAY_RULES[row.day_rule],
        hourly_rule=_HOURLY_RULES[row.hourly_rule],
        hourly_rate=row.hourly_rate,
        grade=row.grade or "",
        point=row.point or "",
    )


def _actual_annual(row: TermsRow) -> Decimal:
    """Return the yearly pounds for the hours and weeks of the terms."""
    return pence(
        pro_rata.actual_annual(
            annual=annual_of(row),
            contract_hours=row.contract_hours,
            full_time_hours=row.full_time_hours,
            paid_weeks=row.paid_weeks,
            weeks_in_year=row.weeks_in_year,
        )
    )


def _item(
    element: ElementRow,
    given: tuple[Decimal | None, Decimal | None, Decimal | None],
    job: TermsRow | None,
    *,
    regular: bool = False,
    days: tuple[date, date] | None = None,
    note: str = "",
) -> PayItem:
    """Return the item of an element with the amount, units and rate given. :raises PayslipProblem: without a rate."""
    amount, units, rate = given
    if units is not None and rate is None:
        rate = element.rate
        if rate is None and element.method == _UNITS_AT_RATE:
            raise PayslipProblem(
                code="ELEMENT_RATE_MISSING",
                message=f"{element.name} is paid by units, but neither the entry nor the element has a rate.",
                field=f"items.{element.code}.rate",
                remedy="Give the rate for one unit with the entry, or for the element.",
            )
    start, end = days or (None, None)
    return PayItem(
        code=element.code,
        name=element.name,
        kind=_KINDS[element.kind],
        amount=amount,
        units=units,
        rate=rate,
        factor=plain(element.factor),
        taxable=element.taxable,
        niable=element.niable,
        pensionable=element.pensionable,
        hours_varying=element.hours_varying,
        regular=regular,
        job_ref="" if job is None else job.number,
        start=start,
        end=end,
        day_rule=DayRule.CALENDAR if job is None else _DAY_RULES[job.day_rule],
        note=note,
    )


def _earliest(first: date, *others: date | None) -> date:
    """Return the earliest of the dates that are given."""
    for other in others:
        if other is not None and other < first:
            first = other
    return first


def _gap(row: TermsRow, first: date, after: date) -> PayslipProblem:
    """Return the problem of a job with days that nothing says how to pay."""
    if row.start is None:
        return PayslipProblem(
            code="NO_PAY_TERMS",
            message=f"{row.title} ({row.number}) has no pay terms in the pay period.",
            field="jobs",
            remedy="Enter contract, hours and pay of the job.",
        )
    if row.value is None and row.spot_annual is None and row.hourly_rate is None:
        annual_of(row)
    return PayslipProblem(
        code="PAY_TERMS_GAP",
        message=f"{row.title} ({row.number}) has days without pay terms or pay scale value between "
        f"{first:%-d %B %Y} and {after:%-d %B %Y}.",
        field="jobs",
        remedy="Make the pay terms follow each other without a gap, and load the values of the pay scale.",
    )


__all__ = [
    "Jobs",
    "annual_of",
    "hourly_rate",
    "last_terms",
    "memberships",
    "one_off_items",
    "recurring_items",
    "salaried_jobs",
]
