"""From days of absence to lines of a payslip that take salary off, each with the days and the rule. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from hr.engine import pro_rata
from hr.queries.pay_absence import Reduction
from hr.queries.pay_inputs import TermsRow
from payroll.engine.types import Finding, ItemKind, JobTerms, PayItem
from payroll.queries.batch_rows import BatchRows
from payroll.queries.run_facts import RunFacts
from sharedservices.common.money import pence

CODE = "ABSENCE"


def absence_items(batch: BatchRows, rows: list[TermsRow], salaries: Iterable[JobTerms]) -> Iterable[PayItem]:
    """Yield a negative payment for every stretch of days on which a share of salary is not paid."""
    jobs = {row.number: row.assignment_id for row in rows}
    for terms in salaries:
        if not terms.contract_hours:
            continue
        for one in batch.absence.reductions.get(jobs[terms.job_ref], ()):
            start, end = max(one.start, terms.start), min(one.end, terms.end)
            if start < end:
                yield _item(batch.run, terms, one, start=start, end=end)


def absence_findings(batch: BatchRows, rows: list[TermsRow]) -> tuple[Finding, ...]:
    """Return what payroll must look at because somebody is away, for every job of an employment."""
    jobs = dict.fromkeys(row.assignment_id for row in rows)
    return tuple(Finding(*pair) for job in jobs for pair in batch.absence.findings.get(job, ()))


def _item(run: RunFacts, terms: JobTerms, one: Reduction, **days: object) -> PayItem:
    """Return the line: the share that is lost of a whole period's salary, for these days only."""
    return PayItem(
        code=CODE,
        name=one.name,
        kind=ItemKind.PAYMENT,
        amount=-pence(_whole(run, terms) * one.lost),
        pensionable=terms.pensionable,
        job_ref=terms.job_ref,
        day_rule=terms.day_rule,
        note=one.why,
        **days,  # type: ignore[arg-type]
    )


def _whole(run: RunFacts, terms: JobTerms) -> Decimal:
    """Return the salary of a whole period, in pounds."""
    yearly = pro_rata.actual_annual(
        annual=terms.annual,
        contract_hours=terms.contract_hours,
        full_time_hours=terms.full_time_hours,
        paid_weeks=terms.paid_weeks,
        weeks_in_year=terms.weeks_in_year,
    )
    return pence(yearly / pro_rata.periods_in_year(frequency=run.frequency, weeks_in_year=terms.weeks_in_year))
