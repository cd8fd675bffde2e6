"""The hours that people without a salary worked, by pay period, and the days on which they were away with a right."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal

from hr.engine.irregular_leave import Worked
from hr.models import AbsenceRecord, FamilyLeave, FamilyLeaveBlock, MonthlyInput, PayElement
from hr.queries.absence_terms import JobFacts
from hr.queries.days import ONE_DAY
from sharedservices.common.periods import DateRange, Frequency, add_months

Kinds = FamilyLeave.Kind
STATUTORY = (
    Kinds.MATERNITY, Kinds.ADOPTION, Kinds.ADOPTION_ABROAD, Kinds.PARENTAL_ORDER, Kinds.PATERNITY,
    Kinds.PATERNITY_ADOPTION, Kinds.BEREAVED_PARTNER, Kinds.SHARED_PARENTAL, Kinds.NEONATAL, Kinds.BEREAVEMENT,
    Kinds.PARENTAL, Kinds.CARERS,
)  # fmt: skip
"""Statutory leave. Source: Working Time Regulations 1998, reg 15C."""
SICK = (AbsenceRecord.Kind.SICKNESS, AbsenceRecord.Kind.INJURY)
AHEAD = timedelta(days=366)


def may_accrue(facts: JobFacts) -> bool:
    """Tell whether leave of a job accrues by hours worked on some of its days."""
    edges = (max(one.valid.lower, terms.valid.lower) for one in facts.hours for terms in facts.agreed)
    return any(facts.is_irregular_on(edge) for edge in edges if edge in facts.job.valid)


def hours_worked(jobs: Collection[JobFacts], *, partner_id: int) -> dict[int, Worked]:
    """Return the hours worked by pay period of some jobs: those that were entered, approved and paid by the hour.

    Three queries; none without jobs.
    """
    by_id = {one.job.pk: one for one in jobs}
    if not by_id:
        return {}
    rows = MonthlyInput.objects.of(partner_id).filter(
        assignment_id__in=by_id, state=MonthlyInput.State.APPROVED, units__isnull=False,
        element__method=PayElement.Method.HOURS_AT_JOB_RATE, element__kind=PayElement.Kind.PAYMENT,
    )  # fmt: skip
    entered: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    frequency: dict[int, str] = {}
    found = rows.order_by("id").values_list("assignment_id", "period_start", "units", "pay_group__frequency")
    for job, start, units, often in found:
        if by_id[job].is_irregular_on(max(start, by_id[job].job.valid.lower)):  # overtime of a salary is none of it
            entered[job][start] += units or 0
            frequency[job] = often
    away = days_away(partner_id, by_id)
    return {pk: _worked(by_id[pk], entered[pk], Frequency(frequency[pk]), away[pk]) for pk in frequency}


def _worked(facts: JobFacts, hours: dict[date, Decimal], often: Frequency, away: list[DateRange]) -> Worked:
    last = max([*hours, *(one.last_day for one in away), facts.job.valid.lower])
    periods = list(_periods(min(hours), last, often))
    known = {one.start for one in periods}
    odd = [DateRange(start, after(start, often)) for start in hours if start not in known]
    return Worked(sorted([*periods, *odd], key=lambda one: one.start), dict(hours), away, facts.job.valid.lower)


def _periods(first: date, last: date, often: Frequency) -> Iterable[DateRange]:
    start = first
    while start <= last:
        yield DateRange(start, after(start, often))
        start = after(start, often)


def after(start: date, often: Frequency) -> date:
    """Return the first day after the pay period that begins on a day."""
    return start + timedelta(weeks=often.weeks) if often.weeks else add_months(start, often.months)


def days_away(partner_id: int, jobs: Collection[int]) -> dict[int, list[DateRange]]:
    """Return the days of sickness and of statutory leave by job. What is open goes on for a year at most."""
    found: dict[int, list[DateRange]] = defaultdict(list)
    sick = AbsenceRecord.objects.of(partner_id).filter(assignment_id__in=jobs, kind__in=SICK)
    blocks = FamilyLeaveBlock.objects.of(partner_id).filter(
        assignment_id__in=jobs, is_cancelled=False, leave__kind__in=STATUTORY
    )
    sick = sick.exclude(state=AbsenceRecord.State.CANCELLED)
    rows = [row for some in (sick, blocks) for row in some.order_by("id").values_list("assignment_id", "valid")]
    for job, valid in rows:
        found[job].append(DateRange(valid.lower, valid.upper or valid.lower + AHEAD + ONE_DAY))
    return found
