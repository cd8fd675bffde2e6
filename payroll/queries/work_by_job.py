"""What released payslips paid each job by the hour: work, its hours, and holiday pay, read from their frozen inputs.

The lines of a payslip do not say for which job they are; its inputs do. Only people whom it is needed for are read.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from payroll.engine.serialise import UnknownInputsForm, inputs_from_json
from payroll.engine.types import ZERO, ItemKind, PayInputs, PayItem
from payroll.queries.holiday_paid import CODE, WINDOW, HolidayPaid
from payroll.queries.run_facts import CURRENT
from sharedservices.common.money import pence

TAKEN = "LEAVE_TAKEN"


class JobPaid(NamedTuple):
    """What one payslip paid one job: pounds for work with their hours, rolled-up holiday pay, names of leave paid."""

    start: date
    end: date
    worked: Decimal
    hours: Decimal
    holiday: Decimal
    leave: tuple[str, ...]


class WorkPaid(NamedTuple):
    """The payslips of an employment, by job, the oldest first; when the last was released; whether all were read."""

    jobs: dict[str, list[JobPaid]]
    released_at: datetime | None
    is_whole: bool


NOTHING = WorkPaid({}, None, is_whole=True)

_SLIPS = f"""
SELECT s.employment_id, lower(p.covers), upper(p.covers), r.released_at, s.inputs
FROM payroll_payslip s
{CURRENT}
JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id AND r.state = 'RELEASED'
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
WHERE s.partner_id = %(partner)s AND s.employment_id = ANY (%(employments)s) AND upper(p.covers) > %(since)s
ORDER BY s.employment_id, lower(p.covers), s.id
"""  # noqa: S608 - a constant


def read(*, partner_id: int, employments: Collection[int], since: date) -> dict[int, WorkPaid]:
    """Return what was paid for periods that ended after a day, by employment. One query."""
    given: dict[str, Any] = {"partner": partner_id, "employments": sorted(employments), "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_SLIPS, given)
        rows = cursor.fetchall()
    found: dict[int, WorkPaid] = {}
    for employment, start, end, released_at, text in rows:
        jobs, last, is_whole = found.get(employment, NOTHING)
        jobs = dict(jobs)
        try:
            inputs = inputs_from_json(text)
        except (UnknownInputsForm, ValueError, TypeError):
            is_whole = False
        else:
            for job in {one.job_ref for one in inputs.items if one.job_ref}:
                jobs[job] = [*jobs.get(job, []), _of_job(inputs, job, start, end)]
        found[employment] = WorkPaid(jobs, max(filter(None, (last, released_at)), default=None), is_whole)
    return found


def hourly_average(rows: Iterable[JobPaid], *, before: date) -> Decimal | None:
    """Return the average pounds for an hour worked in the 52 weeks before a day; None where nothing was worked.

    Source: Employment Rights Act 1996, ss 221 to 224, by Working Time Regulations 1998, reg 16(2) and (3)
    """
    counted = [one for one in rows if one.end <= before and one.end > before - WINDOW]
    hours = sum((one.hours for one in counted), ZERO)
    return sum((one.worked for one in counted), ZERO) / hours if hours else None


def holiday_rows(employment: int, rows: Iterable[JobPaid]) -> list[HolidayPaid]:
    """Return the rolled-up holiday pay of one job as its average takes it."""
    return [HolidayPaid(employment, one.start, one.end, one.holiday) for one in rows]


def since_of(starts: Iterable[date]) -> date:
    """Return the day from which payslips matter to leave that begins on some days."""
    return min(starts) - WINDOW - timedelta(days=1)


def _of_job(inputs: PayInputs, job: str, start: date, end: date) -> JobPaid:
    items = [one for one in inputs.items if one.job_ref == job and one.kind is ItemKind.PAYMENT]
    work = [one for one in items if one.niable and one.code not in {CODE, TAKEN}]
    return JobPaid(
        start, end,
        worked=sum((_amount(inputs, one) for one in work), ZERO),
        hours=sum((one.units or ZERO for one in work), ZERO),
        holiday=sum((_amount(inputs, one) for one in items if one.code == CODE), ZERO),
        leave=tuple(one.name for one in items if one.code == TAKEN),
    )  # fmt: skip


def _amount(inputs: PayInputs, item: PayItem) -> Decimal:
    """Return the pounds of an item; of one that is not for the whole period, the share of its days."""
    if item.amount is not None:
        whole = item.amount
    else:
        own = next((one.hourly_rate for one in inputs.jobs if one.job_ref == item.job_ref), None)
        rate = item.rate if item.rate is not None else own or ZERO
        whole = pence((item.units or ZERO) * rate * item.factor)
    if item.start is None or item.end is None:
        return whole
    return whole * (item.end - item.start).days / (inputs.period_end - inputs.period_start).days
