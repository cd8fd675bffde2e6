"""Rolled-up holiday pay as lines of its own: a share of pay for work, and the average of it while away. Pure.

Source: Working Time Regulations 1998, reg 16A: paid with the pay for the work, and shown by itself (16A(3) and (7)).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from payroll.engine.types import ZERO, Finding, ItemKind, PayItem
from payroll.queries.assemble_pay import Jobs, hourly_rate
from payroll.queries.batch_rows import BatchRows
from payroll.queries.holiday_paid import CODE, average
from sharedservices.common.formatting import day
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


def holiday_findings(batch: BatchRows, jobs: Jobs) -> tuple[Finding, ...]:
    """Return what payroll must look at: with several such jobs a payslip cannot tell whose average is due."""
    mine = [pk for pk in jobs if pk in batch.rolled_up]
    if len(mine) < 2 or not any(batch.rolled_up[pk].away for pk in mine):
        return ()
    words = "Away from one of several jobs with rolled-up holiday pay: enter the average holiday pay of that job."
    return (Finding(SEVERAL, words),)


def _while_away(batch: BatchRows, employment: int, jobs: Jobs) -> Iterable[PayItem]:
    mine = [pk for pk in jobs if pk in batch.rolled_up]
    if len(mine) != 1:
        return
    period = DateRange(batch.run.period_start, batch.run.period_end)
    for away in batch.rolled_up[mine[0]].away:
        start, end = max(away.start, period.start), min(away.end, period.end)
        usual = average(batch.holiday_paid.get(employment, ()), before=away.start)
        if amount := pence(usual * (end - start).days / period.days):
            note = (
                f"The average of £{pence(usual):,.2f} a pay period in the 52 weeks before {day(away.start)}, for "
                f"{(end - start).days} of {period.days} days away (Working Time Regulations 1998, reg 16A)"
            )
            yield _item(jobs[mine[0]].number, amount, note, pensionable=False)


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
