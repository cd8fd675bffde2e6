"""What a payslip paid for days after somebody’s last one: worked out again with the days cut, line by line.

The frozen inputs are calculated twice, as they are and up to the last day; the difference is what was too much, tax and
contributions included. Entries without days, like overtime worked before, stay. Nothing is guessed: where the payslip
does not come out as it was paid, nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hr.paid_beyond import Line, Overpaid
from payroll.engine.errors import EngineError
from payroll.engine.payslip import payslip
from payroll.engine.rates import rates_on
from payroll.engine.serialise import UnknownInputsForm, inputs_from_json
from payroll.engine.types import PayInputs, PayItem, PayslipResult, ResultLine

ONE_DAY = timedelta(days=1)
NOTHING = Decimal(0)


def overpaid(*, inputs: str, net: Decimal, last_day: date, job: str = "") -> Overpaid | None:
    """Return what a payslip with frozen inputs and so much take-home pay paid after a last day.

    `job` is the number of the only job that ended. None where it cannot be worked out again to the penny.
    """
    try:
        given = inputs_from_json(inputs)
        rates = rates_on(given.pay_date)
        paid = payslip(given, rates)
        if paid.net != net:
            return None
        cut = up_to(given, last_day=last_day, job=job)
        due = payslip(cut, rates) if cut.jobs or cut.items else None
    except (EngineError, UnknownInputsForm, ValueError, TypeError):
        return None
    return Overpaid(
        gross=paid.gross - (due.gross if due else NOTHING),
        net=paid.net - (due.net if due else NOTHING),
        lines=tuple(_lines(paid, due)),
    )


def up_to(given: PayInputs, *, last_day: date, job: str) -> PayInputs:
    """Return inputs with the jobs that ended, and what is paid by their days, cut after the last day."""
    end = last_day + ONE_DAY
    ended = {one.job_ref for one in given.jobs if not job or one.job_ref == job}
    jobs = tuple(
        replace(one, end=min(one.end, end)) if one.job_ref in ended else one
        for one in given.jobs
        if one.job_ref not in ended or one.start < end
    )
    items = tuple(_item(one, end) if one.job_ref in ended or not job else one for one in given.items)
    left = {one.job_ref for one in jobs}
    pensions = tuple(one for one in given.pensions if one.job_ref in left or one.job_ref not in ended)
    return replace(given, jobs=jobs, items=tuple(one for one in items if one is not None), pensions=pensions)


def _item(one: PayItem, end: date) -> PayItem | None:
    if one.start is None or one.end is None:
        return one
    return None if one.start >= end else replace(one, end=min(one.end, end))


def _lines(paid: PayslipResult, due: PayslipResult | None) -> Iterable[Line]:
    """Yield the elements that differ, in the order of the payslip."""
    left: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for one in due.lines if due else ():
        left[_key(one)] += one.amount
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for one in paid.lines:
        sums[_key(one)] += one.amount
    for key in [*sums, *(one for one in left if one not in sums)]:
        if sums[key] != left[key]:
            yield Line(*key, paid=sums[key], due=left[key])


def _key(one: ResultLine) -> tuple[str, str, str]:
    return str(one.section.value), one.code, one.name
