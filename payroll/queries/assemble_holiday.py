"""Rolled-up holiday pay as lines of its own: a share of pay for work, and the average of it while away. Pure.

Source: Working Time Regulations 1998, reg 16A: paid with the pay for the work, and shown by itself (16A(3) and (7)).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from payroll.engine.types import ZERO, Finding, ItemKind, PayItem
from payroll.queries.assemble_pay import Jobs, hourly_rate
from payroll.queries.batch_rows import BatchRows
from payroll.queries.holiday_paid import CODE, HolidayPaid, average
from payroll.queries.work_by_job import NOTHING, TAKEN, holiday_rows, hourly_average
from sharedservices.common.formatting import day, number
from sharedservices.common.money import pence
from sharedservices.common.periods import DateRange

NAME = "Holiday pay, rolled up"
SEVERAL = "HOLIDAY_PAY_AWAY"


def holiday_items(batch: BatchRows, employment: int, jobs: Jobs, items: Sequence[PayItem]) -> Iterable[PayItem]:
    """Yield the holiday pay of an employment: what counts for a pension by itself, and the rest by itself.

    `items`: what the payslip pays besides salary. Payments that count for National Insurance are pay for work.
    """
    for pk, job in jobs.items():
        rolled = batch.rolled_up.get(pk)
        if rolled is None:
            continue
        for pensionable in (True, False):
            worked = sum(
                (
                    _amount(batch, jobs, pk, item) for item in items
                    if item.job_ref == job.number and item.kind is ItemKind.PAYMENT and item.niable
                    and item.pensionable is pensionable
                ), ZERO,
            )  # fmt: skip
            if amount := pence(worked * rolled.rate):
                percent = f"{(rolled.rate * 100).normalize():f}%"
                note = f"{percent} of £{worked:,.2f} for work done (Working Time Regulations 1998, reg 16A)"
                yield _item(job.number, amount, note, pensionable=pensionable)
    yield from _while_away(batch, employment, jobs)


def holiday_findings(batch: BatchRows, employment: int, jobs: Jobs) -> tuple[Finding, ...]:
    """Return what payroll must look at: the average of one of several jobs that old payslips do not tell."""
    mine = [pk for pk in jobs if pk in batch.rolled_up]
    is_whole = batch.work_paid.get(employment, NOTHING).is_whole
    if is_whole or len(mine) < 2 or not any(batch.rolled_up[pk].away for pk in mine):
        return ()
    words = "Away from one of several jobs with rolled-up holiday pay: enter the average holiday pay of that job."
    return (Finding(SEVERAL, words),)


def taken_items(batch: BatchRows, employment: int, jobs: Jobs) -> Iterable[PayItem]:
    """Yield the pay for leave taken where it accrues by hours and is not rolled up, by the average pay of an hour.

    Earlier days are paid when they were approved after the last payslip, and never twice: the name says which days.
    """
    before = batch.work_paid.get(employment, NOTHING)
    for pk, job in jobs.items():
        rows = before.jobs.get(job.number, [])
        paid = {name for row in rows for name in row.leave}
        for one in batch.leave_taken.get(pk, ()):
            name = f"Holiday pay, {_span(one.days)}"
            is_late = before.released_at is not None and one.decided > before.released_at
            if name in paid or (one.is_earlier and not is_late):
                continue
            usual = hourly_average(rows, before=one.leave_from)
            rate = hourly_rate(job) if usual is None else usual
            source = "the hourly rate of the job" if usual is None else "the average for an hour in the 52 weeks before"
            note = (
                f"{number(one.hours)} hours of leave at £{pence(rate):,.2f}, {source} "
                "(Working Time Regulations 1998, reg 16)"
            )
            yield PayItem(
                code=TAKEN, name=name, kind=ItemKind.PAYMENT, amount=pence(one.hours * rate), job_ref=job.number,
                pensionable=True, note=note,
            )  # fmt: skip


def _span(days: DateRange) -> str:
    first, last = day(days.start), day(days.last_day)
    return first if first == last else f"{first} to {last}"


def _while_away(batch: BatchRows, employment: int, jobs: Jobs) -> Iterable[PayItem]:
    mine = [pk for pk in jobs if pk in batch.rolled_up]
    period = DateRange(batch.run.period_start, batch.run.period_end)
    for pk in mine:
        for away in batch.rolled_up[pk].away:
            rows = _holiday_before(batch, employment, jobs[pk].number, several=len(mine) > 1)
            start, end = max(away.start, period.start), min(away.end, period.end)
            usual = average(rows, before=away.start)
            if amount := pence(usual * (end - start).days / period.days):
                note = (
                    f"The average of £{pence(usual):,.2f} a pay period in the 52 weeks before {day(away.start)}, for "
                    f"{(end - start).days} of {period.days} days away (Working Time Regulations 1998, reg 16A)"
                )
                yield _item(jobs[pk].number, amount, note, pensionable=False)


def _holiday_before(batch: BatchRows, employment: int, job: str, *, several: bool) -> Sequence[HolidayPaid]:
    """Return the holiday pay of before: of the only job all that was paid, of several what each of them was paid."""
    if not several:
        return batch.holiday_paid.get(employment, ())
    work = batch.work_paid.get(employment, NOTHING)
    return holiday_rows(employment, work.jobs.get(job, [])) if work.is_whole else ()


def _amount(batch: BatchRows, jobs: Jobs, pk: int, item: PayItem) -> Decimal:
    """Return the pounds of a payment: of one that is not for the whole period, the share of its days."""
    if item.amount is not None:
        whole = item.amount
    else:
        rate = item.rate if item.rate is not None else hourly_rate(jobs[pk])
        whole = pence((item.units or ZERO) * rate * item.factor)
    if item.start is None or item.end is None:
        return whole
    return whole * (item.end - item.start).days / (batch.run.period_end - batch.run.period_start).days


def _item(job: str, amount: Decimal, note: str, *, pensionable: bool) -> PayItem:
    return PayItem(
        code=CODE, name=NAME, kind=ItemKind.PAYMENT, amount=amount, pensionable=pensionable, job_ref=job, note=note
    )
