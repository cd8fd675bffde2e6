"""Whose holiday pay is paid with the pay for their work, and when they were away with a right to the average of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.engine.agreements import irregular_accrual
from hr.engine.annual_leave import leave_year
from hr.models import AbsenceTerms, AssignmentTerms
from hr.models.absence import IrregularLeave
from hr.queries.absence_terms import JobFacts, job_facts
from hr.queries.days import ONE_DAY
from hr.queries.hours_worked import days_away
from sharedservices.common.periods import DateRange


@dataclass(frozen=True, slots=True)
class RolledUp:
    """What is added to pay for work, as a share of it, and the spells of sickness and statutory leave in the period."""

    rate: Decimal
    away: tuple[DateRange, ...]


def of_people(*, partner_id: int, first: int, last: int, period: DateRange) -> dict[int, RolledUp]:
    """Return the jobs of the people between two ids, both included, whose holiday pay is rolled up in a pay period.

    One query where nobody agreed so; nine otherwise. What holds on the last day of the period counts.
    Source: Working Time Regulations 1998, reg 16A
    """
    days = DbRange(period.start, period.end)
    agreed = AbsenceTerms.objects.of(partner_id).filter(irregular_leave=IrregularLeave.ROLLED_UP, valid__overlap=days)
    if not agreed.exists():
        return {}
    terms = AssignmentTerms.objects.of(partner_id).filter(
        person_id__gte=first, person_id__lte=last, hourly_rate__isnull=False, valid__overlap=days
    )
    ids = sorted(set(terms.order_by("id").values_list("assignment_id", flat=True)))
    away = days_away(partner_id, ids) if ids else {}
    found: dict[int, RolledUp] = {}
    for pk, facts in job_facts(partner_id=partner_id, assignment_ids=ids).items():
        ends = [one.valid.upper for one in facts.hours if one.valid.upper is not None] if _is_over(facts) else []
        on = min([period.last_day, *(end - ONE_DAY for end in ends[-1:])])
        terms_on = facts.agreed_on(on) if facts.is_irregular_on(on) else None
        if terms_on is not None and terms_on.irregular_leave == IrregularLeave.ROLLED_UP:
            rate = irregular_accrual(on=leave_year(on, first_month=terms_on.leave_year_month).start)
            spells = tuple(one for one in away.get(pk, ()) if one.start < period.end and one.end > period.start)
            found[pk] = RolledUp(rate, spells)
    return found


def _is_over(facts: JobFacts) -> bool:
    return all(one.valid.upper is not None for one in facts.hours)
