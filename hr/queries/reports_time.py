"""Overtime and hours over all jobs in the reference period, and unpaid leave.

Hours are those of contracts today, over all jobs, and overtime that was approved and paid in the reference period,
spread over its weeks (Working Time Regulations 1998, reg 4).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from hr.engine.working_time import limits
from hr.models import AbsenceRecord, PostHolding
from hr.queries.compliance import Line
from hr.queries.days import last_day
from hr.queries.holdings import by_job
from hr.queries.insight import Slice
from sharedservices.common.money import round_half_up

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Somebody’s hours a week: of all contracts, of overtime on average, and both."""

    person: UUID
    name: str
    surname: str
    n_jobs: int
    contract: Decimal
    overtime: Decimal
    total: Decimal
    has_agreed: bool
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid(Line):
    """Unpaid leave: whose, from when to when, and how many calendar days of it lie in the months asked for."""

    kind: str
    first_day: date
    last_day: date | None
    days: int


# Contracts are those of today; with units or an employer, somebody counts with one job of the slice, over all jobs.
_HOURS = """
WITH jobs AS (
  SELECT t.person_id, sum(t.contract_hours) AS hours, count(*) AS n, bool_or(
    (%(entity)s::bigint IS NULL OR e.legal_entity_id = %(entity)s)
    AND (%(all_units)s OR p.org_unit_id = ANY (%(units)s::bigint[]))) AS is_asked
  FROM hr_assignmentterms t
  JOIN hr_assignment a ON a.partner_id = t.partner_id AND a.id = t.assignment_id AND a.valid @> %(on)s::date
  JOIN hr_employment e ON e.partner_id = a.partner_id AND e.id = a.employment_id AND e.valid @> %(on)s::date
  JOIN hr_postholding h ON h.partner_id = a.partner_id AND h.assignment_id = a.id AND h.valid @> %(on)s::date
  JOIN hr_post p ON p.partner_id = h.partner_id AND p.id = h.post_id
  WHERE t.partner_id = %(partner)s AND t.valid @> %(on)s::date GROUP BY t.person_id
), extra AS (
  SELECT i.person_id, sum(i.units) AS hours FROM hr_monthlyinput i
  JOIN hr_payelement l ON l.partner_id = i.partner_id AND l.id = i.element_id AND l.method = 'HOURS_AT_JOB_RATE'
  WHERE i.partner_id = %(partner)s AND i.state = 'APPROVED' AND i.period_start > %(since)s AND i.period_start <= %(on)s
  GROUP BY i.person_id
)
SELECT w.uuid, trim(coalesce(nullif(w.known_as, ''), w.forenames) || ' ' || w.surname), w.surname, j.n, j.hours,
  COALESCE(x.hours, 0), EXISTS (
    SELECT 1 FROM hr_workingtimeoptout o
    WHERE o.partner_id = %(partner)s AND o.person_id = j.person_id AND o.valid @> %(on)s::date)
FROM jobs j JOIN hr_person w ON w.partner_id = %(partner)s AND w.id = j.person_id
LEFT JOIN extra x ON x.person_id = j.person_id
WHERE j.is_asked AND (j.hours + COALESCE(x.hours, 0) / %(weeks)s > %(warn)s OR (%(everybody)s AND x.hours > 0))
ORDER BY j.hours + COALESCE(x.hours, 0) / %(weeks)s DESC, w.surname, w.id
"""
_OVERTIME = """
SELECT m::date, COALESCE((
  SELECT sum(i.units) FROM hr_monthlyinput i
  JOIN hr_payelement l ON l.partner_id = i.partner_id AND l.id = i.element_id AND l.method = 'HOURS_AT_JOB_RATE'
  JOIN hr_employment e ON e.partner_id = i.partner_id AND e.id = i.employment_id
    AND (%(entity)s::bigint IS NULL OR e.legal_entity_id = %(entity)s)
  WHERE i.partner_id = %(partner)s AND i.state = 'APPROVED'
    AND i.period_start >= m::date AND i.period_start < (m + interval '1 month')::date
    AND (%(all_units)s OR EXISTS (
      SELECT 1 FROM hr_postholding h JOIN hr_post p ON p.partner_id = h.partner_id AND p.id = h.post_id
      WHERE h.partner_id = i.partner_id AND h.assignment_id = i.assignment_id AND h.valid @> i.period_start
        AND p.org_unit_id = ANY (%(units)s::bigint[])))), 0)
FROM generate_series(%(first)s::date::timestamp, %(last)s::date::timestamp, interval '1 month') m ORDER BY 1
"""


def hours(wanted: Slice, *, on: date, with_all_overtime: bool = False) -> list[Hours]:
    """Return whose hours a week are above the limit on average; or also who worked any overtime. Most hours first."""
    law = limits(on=on)
    since = on - timedelta(days=DAYS_IN_WEEK * law.reference_weeks)
    given = {"on": on, "since": since, "weeks": law.reference_weeks, "warn": law.warn, "everybody": with_all_overtime}
    rows = _rows(_HOURS, wanted.parameters() | given)
    return [_hours(row, law.reference_weeks, law.warn, law.review) for row in rows]


def _hours(row: tuple[Any, ...], weeks: int, warn: Decimal, review: Decimal) -> Hours:
    person, name, surname, n_jobs, contract, extra, has_agreed = row
    total = contract + extra / weeks
    above = "Agreed in writing" if has_agreed else "Agreement needed"
    standing = f"HR looks first. {above}" if total > review else above if total > warn else "Within the limit"
    return Hours(
        person=person, name=name, surname=surname, n_jobs=n_jobs, contract=round_half_up(contract, 2),
        overtime=round_half_up(extra / weeks, 2), total=round_half_up(total, 2), has_agreed=has_agreed,
        standing=standing,
    )  # fmt: skip


def overtime(wanted: Slice) -> list[tuple[date, Decimal]]:
    """Return the hours of overtime paid in each month of a slice. One query."""
    return [(month, Decimal(n)) for month, n in _rows(_OVERTIME, wanted.parameters())]


def unpaid(wanted: Slice) -> list[Unpaid]:
    """Return the unpaid leave in the months of a slice, the latest first. Two queries and those of the filters."""
    given, after = wanted.parameters(), _after(wanted.last)
    rows = AbsenceRecord.objects.of(wanted.partner_id).filter(kind=AbsenceRecord.Kind.UNPAID)
    rows = rows.exclude(state=AbsenceRecord.State.CANCELLED).filter(valid__startswith__lt=after)
    rows = rows.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=wanted.first))
    if given["entity"] is not None:
        rows = rows.filter(employment__legal_entity_id=given["entity"])
    found = rows.select_related("person", "assignment").order_by("-valid", "id")
    held = by_job(partner_id=wanted.partner_id, jobs={row.assignment_id for row in found})
    posts = {row.pk: _post_on(held.get(row.assignment_id, []), row.valid.lower) for row in found}
    return [
        _unpaid(row, posts[row.pk], wanted.first, after)
        for row in found
        if given["all_units"] or (posts[row.pk] is not None and posts[row.pk].org_unit_id in given["units"])
    ]


def _post_on(held: list[PostHolding], on: date) -> Any:
    """Return the post of a day among those that a job was held on, or the first."""
    return next((one.post for one in held if on in one.valid), held[0].post if held else None)


def _unpaid(row: AbsenceRecord, post: Any, first: date, after: date) -> Unpaid:
    ends = min(row.valid.upper or after, after)
    return Unpaid(
        person=row.person.uuid, name=row.person.display_name, surname=row.person.surname, job=row.assignment.title,
        unit=post.org_unit.name if post else "", kind=row.get_kind_display(), first_day=row.valid.lower,
        last_day=last_day(row.valid), days=(ends - max(row.valid.lower, first)).days,
    )  # fmt: skip


def _after(month: date) -> date:
    """Return the first day of the month after another."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _rows(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
