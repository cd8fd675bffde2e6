"""Work out what is paid before anything is taken: salary, overtime, allowances, sacrifices and benefits.

Salary follows `hr.engine.pro_rata`. Everything else is an amount, or units times rate times factor, rounded
once to the penny.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from hr.engine import pro_rata
from hr.engine.pro_rata import DayRule
from payroll.engine.checks import checked_terms
from payroll.engine.kinds import RawStep
from payroll.engine.problems import PayslipProblem
from payroll.engine.types import ZERO, ItemKind, JobTerms, LineSection, PayInputs, PayItem, ResultLine
from sharedservices.common.money import pence

_DAY_RULES = {
    DayRule.CALENDAR: "PAY-PART-CALENDAR",
    DayRule.WORKING_DAYS: "PAY-PART-WORKING-DAYS",
    DayRule.DAYS_365: "PAY-PART-365",
    DayRule.DAYS_365_OR_366: "PAY-PART-365",
}

_PAYMENT, _SACRIFICE = ItemKind.PAYMENT, ItemKind.SACRIFICE
_BEFORE_TAX, _BENEFIT = ItemKind.DEDUCTION_BEFORE_TAX, ItemKind.BENEFIT
_PAYMENT_LINE = LineSection.PAYMENT


class HeldItem(NamedTuple):
    """A benefit or deduction whose line comes further down the payslip; its steps get the line's number there."""

    item: PayItem
    rate: Decimal | None
    amount: Decimal
    steps: list[RawStep]


@dataclass(slots=True)
class Pay:
    """Pay of one employment in one period, before pensions, tax and National Insurance. Filled by `work_out_pay`.

    `taxable` and `niable` are after sacrifices and with benefits. The dictionaries are by job; `yearly` is the
    pensionable yearly pay for the hours worked, `full_time` the full-time yearly rate of the latest terms.
    """

    lines: list[ResultLine] = field(default_factory=list)
    steps: list[RawStep] = field(default_factory=list)
    held: list[HeldItem] = field(default_factory=list)
    latest: dict[str, JobTerms] = field(default_factory=dict)
    pensionable: dict[str, Decimal] = field(default_factory=dict)
    yearly: dict[str, Decimal] = field(default_factory=dict)
    gross: Decimal = ZERO
    taxable: Decimal = ZERO
    niable: Decimal = ZERO
    benefits: Decimal = ZERO
    taxable_benefits: Decimal = ZERO
    before_tax: Decimal = ZERO
    deductions: Decimal = ZERO


def work_out_pay(inputs: PayInputs) -> Pay:
    """Return the payment lines and the pay that tax, National Insurance and pensions are worked on, in pounds.

    :raises PayslipProblem: when terms overlap or lie outside the period, or an item has no amount and no rate.
    """
    pay = Pay()
    if inputs.jobs:
        _add_salaries(inputs, pay)
    for item in inputs.items:
        _add_item(inputs, pay, item)
    return pay


def periods_in_year(inputs: PayInputs, terms: JobTerms | None) -> Decimal:
    """Return how many pay periods a yearly sum is divided into: by the weeks of the terms, 52 without terms."""
    weeks = terms.weeks_in_year if terms else Decimal(52)
    return pro_rata.periods_in_year(frequency=inputs.frequency, weeks_in_year=weeks)


def only_job(pay: Pay) -> JobTerms | None:
    """Return the terms of the job when the employment has exactly one."""
    return next(iter(pay.latest.values())) if len(pay.latest) == 1 else None


def _add_salaries(inputs: PayInputs, pay: Pay) -> None:
    """Add a line for each job and terms, in the order of job reference and date."""
    if len(inputs.jobs) == 1:
        _add_job(inputs, pay, inputs.jobs)
        return
    by_job: dict[str, list[JobTerms]] = {}
    for terms in sorted(inputs.jobs, key=lambda terms: (terms.job_ref, terms.start)):
        by_job.setdefault(terms.job_ref, []).append(terms)
    for segments in by_job.values():
        _add_job(inputs, pay, segments)


def _add_job(inputs: PayInputs, pay: Pay, segments: Iterable[JobTerms]) -> None:
    """Add the salary of one job; its terms come in the order of their dates."""
    segments = tuple(segments)
    is_covered = checked_terms(inputs, segments)
    for terms in segments:
        pay.latest[terms.job_ref] = terms
        if terms.contract_hours:
            _add_segment(inputs, pay, terms, is_covered=is_covered)


def _add_segment(inputs: PayInputs, pay: Pay, terms: JobTerms, *, is_covered: bool) -> None:
    """Add the salary line of one set of terms, with the steps that lead to it."""
    number = len(pay.lines) + 1
    yearly = pro_rata.actual_annual(
        annual=terms.annual,
        contract_hours=terms.contract_hours,
        full_time_hours=terms.full_time_hours,
        paid_weeks=terms.paid_weeks,
        weeks_in_year=terms.weeks_in_year,
    )
    number_of_periods = periods_in_year(inputs, terms)
    amount = pence(yearly / number_of_periods)
    steps = pay.steps
    hours = (terms.annual, terms.contract_hours, terms.full_time_hours, terms.paid_weeks, terms.weeks_in_year)
    steps.append((number, "Yearly pay for your hours", yearly, "PAY-YEARLY", hours))
    steps.append((number, "Pay for the whole period", amount, "PAY-PERIOD", (yearly, number_of_periods)))
    if terms.start != inputs.period_start or terms.end != inputs.period_end:
        period = pro_rata.Period(inputs.period_start, inputs.period_end, number_of_periods)
        span = pro_rata.Span(terms.start, terms.end, terms.day_rule, is_covered)
        amount = _part(amount, yearly, period, span, steps=steps, number=number)
    code, name, job, counts = terms.element_code, terms.element_name, terms.job_ref, terms.pensionable
    pay.lines.append(
        ResultLine(number, _PAYMENT_LINE, code, name, None, None, amount, True, True, counts, job, hours_varying=False)
    )
    pay.gross += amount
    pay.taxable += amount
    pay.niable += amount
    if counts:
        pay.pensionable[job] = pay.pensionable.get(job, ZERO) + amount
        pay.yearly[job] = yearly


def _part(
    whole: Decimal, yearly: Decimal, period: pro_rata.Period, span: pro_rata.Span, *, steps: list[RawStep], number: int
) -> Decimal:
    """Return the pay for some days of the period, and write the step down."""
    amount = pro_rata.part_of_pay(whole=whole, yearly=yearly, period=period, span=span)
    if amount != whole:
        rule = _part_rule(span.rule, is_covered=span.is_period_covered)
        steps.append((number, "Pay for part of the period", amount, rule, (whole, yearly, period, span)))
    return amount


def _part_rule(rule: DayRule, *, is_covered: bool) -> str:
    """Return the code of the rule that a part of a period is paid by."""
    if is_covered and rule is not DayRule.WORKING_DAYS:
        return "PAY-PART-CALENDAR"
    return _DAY_RULES[rule]


def _add_item(inputs: PayInputs, pay: Pay, item: PayItem) -> None:
    """Put an item where its kind belongs: payments and sacrifices now, the rest for later."""
    kind = item.kind
    if kind is not _PAYMENT and kind is not _SACRIFICE:
        _hold_item(inputs, pay, item)
        return
    number = len(pay.lines) + 1
    rate, whole, amount = _amount_of(inputs, pay, item, pay.steps, number)
    if kind is _SACRIFICE:
        whole, amount = -whole, -amount
        pay.steps.append((number, "Salary given up", amount, "PAY-SACRIFICE", ()))
    pay.lines.append(line_of_item(number, _PAYMENT_LINE, item, rate, amount))
    pay.gross += amount
    if item.taxable:
        pay.taxable += amount
    if item.niable:
        pay.niable += amount
    if item.pensionable:
        job = _job_of_pension(pay, item)
        pay.pensionable[job] = pay.pensionable.get(job, ZERO) + amount
        if item.regular:
            terms = pay.latest.get(job)
            pay.yearly[job] = pay.yearly.get(job, ZERO) + whole * periods_in_year(inputs, terms)


def _hold_item(inputs: PayInputs, pay: Pay, item: PayItem) -> None:
    """Keep a benefit or deduction for its place on the payslip, and add it to the sums that it changes."""
    steps: list[RawStep] = []
    rate, _, amount = _amount_of(inputs, pay, item, steps, 0)
    pay.held.append(HeldItem(item, rate, amount, steps))
    if item.kind is _BEFORE_TAX:
        pay.before_tax += amount
    elif item.kind is _BENEFIT:
        pay.benefits += amount
        if item.taxable:
            pay.taxable += amount
            pay.taxable_benefits += amount
        if item.niable:
            pay.niable += amount
    else:
        pay.deductions += amount


def line_of_item(number: int, section: LineSection, item: PayItem, rate: Decimal | None, amount: Decimal) -> ResultLine:
    """Return the payslip line of an item."""
    return ResultLine(
        number,
        section,
        item.code,
        item.name,
        item.units,
        rate,
        amount,
        item.taxable,
        item.niable,
        item.pensionable,
        item.job_ref,
        item.hours_varying,
    )


def _amount_of(
    inputs: PayInputs, pay: Pay, item: PayItem, steps: list[RawStep], number: int
) -> tuple[Decimal | None, Decimal, Decimal]:
    """Return the rate for one unit (None when an amount was given), the amount for a whole period, and what is due."""
    rate = item.rate
    if item.amount is not None:
        whole = pence(item.amount)
        steps.append((number, item.name, whole, "PAY-AMOUNT", (item.note,)))
    elif item.units is None:
        raise PayslipProblem(
            code="ITEM_WITHOUT_AMOUNT",
            message=f"{item.name} has neither an amount nor a number of hours or units.",
            field=f"items.{item.code}",
            remedy="Give the amount in pounds, or the hours or units to be paid.",
        )
    else:
        if rate is None:
            rate = _hourly_rate(pay, item, steps, number)
        whole = pence(item.units * rate * item.factor)
        steps.append(
            (
                number,
                item.name,
                whole,
                "PAY-UNITS",
                (item.units, rate, item.factor, *((item.note,) if item.note else ())),
            )
        )
    if item.start is None or item.end is None:
        return rate, whole, whole
    return rate, whole, _part_of_item(inputs, pay, item, steps=steps, number=number, whole=whole)


def _part_of_item(
    inputs: PayInputs, pay: Pay, item: PayItem, *, steps: list[RawStep], number: int, whole: Decimal
) -> Decimal:
    """Return the share of an item that is paid for some days of the period only."""
    terms = pay.latest.get(item.job_ref) or only_job(pay)
    number_of_periods = periods_in_year(inputs, terms)
    period = pro_rata.Period(inputs.period_start, inputs.period_end, number_of_periods)
    start, end = item.start or period.start, item.end or period.end
    if start < period.start or end > period.end or start >= end:
        raise PayslipProblem(
            code="ITEM_OUTSIDE_PERIOD",
            message=f"The dates of {item.name} are not inside the pay period.",
            field=f"items.{item.code}",
            remedy="Check from when until when it is paid.",
        )
    span = pro_rata.Span(start, end, item.day_rule, is_period_covered=False)
    return _part(whole, whole * number_of_periods, period, span, steps=steps, number=number)


def _hourly_rate(pay: Pay, item: PayItem, steps: list[RawStep], number: int) -> Decimal:
    """Return the hourly rate of the job that an item is paid for."""
    terms = pay.latest.get(item.job_ref) if item.job_ref else only_job(pay)
    if terms is None:
        raise PayslipProblem(
            code="RATE_MISSING",
            message=f"{item.name} is paid by the hour, but no rate is given and no job of this period tells it.",
            field=f"items.{item.code}.rate",
            remedy="Give the rate for one hour, or say for which job it is.",
        )
    if terms.hourly_rate is not None:
        return terms.hourly_rate
    rate = pro_rata.hourly_rate(
        annual=terms.annual,
        full_time_hours=terms.full_time_hours,
        weeks_in_year=terms.weeks_in_year,
        rule=terms.hourly_rule,
    )
    detail = (terms.annual, terms.weeks_in_year, terms.full_time_hours, terms.hourly_rule)
    steps.append((number, "Hourly rate", rate, "PAY-HOURLY", detail))
    return rate


def _job_of_pension(pay: Pay, item: PayItem) -> str:
    """Return the job that a pensionable item belongs to: its own, or the only one."""
    if item.job_ref or not pay.latest:
        return item.job_ref
    terms = only_job(pay)
    if terms is None:
        raise PayslipProblem(
            code="ITEM_WITHOUT_JOB",
            message=f"{item.name} counts for the pension, but the person has several jobs and it belongs to none.",
            field=f"items.{item.code}.job",
            remedy="Say for which job it is paid.",
        )
    return terms.job_ref
