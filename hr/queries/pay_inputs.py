"""What a payroll reads about people: sets of rows for a range of people, by raw SQL, never model instances.

This is the hot path of a pay run: each function is one query. Joins are by equality of person, which is a short walk
through an index whatever the planner knows; a range on both sides is a disaster while it has no statistics.

Dates are the first day and the day after the last, None without an end. "On the pay date" means the nearest day of the
employment: the last day of somebody who has left, the first of somebody who starts later in the period.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

_NEXT_MOVE = """
(SELECT moved.{column} FROM hr_paygroupmove moved
 WHERE moved.partner_id = %(partner)s AND moved.employment_id = e.id AND moved.starts > %(start)s::date
 ORDER BY moved.starts LIMIT 1)
"""
OF_GROUP = f"""
(e.pay_group_id = %(group)s AND (e.pay_group_from IS NULL OR e.pay_group_from <= %(start)s::date)
 OR e.pay_group_from > %(start)s::date AND %(group)s = {_NEXT_MOVE.format(column="former_id")})
"""
"""Whether an employment `e` is paid with a group for the period that starts on a day (domain HR-07).

A group holds for whole periods of its own, and the one before it until then: the one that the next move leaves.
"""


class Range(NamedTuple):
    """Whose rows: the people of one partner and pay group between two ids, both included, in one pay period."""

    partner_id: int
    pay_group_id: int
    first_person_id: int
    last_person_id: int
    period_start: date
    period_end: date
    pay_date: date
    tax_year: str


class EmploymentRow(NamedTuple):
    """An employment with tax code, NI category and P45 figures on the pay date; None where there is none.

    `p45_paid_to` is the last pay date on our own P45, when the pay date is after it.
    """

    employment_id: int
    person_id: int
    employee_no: str
    legal_entity_id: int
    start: date
    end: date | None
    tax_code: str | None
    week1month1: bool | None
    tax_source: str | None
    tax_notice_date: date | None
    ni_category: str | None
    director_method: str | None
    director_from: date | None
    ni_category_end: date | None
    previous_pay: Decimal | None
    previous_tax: Decimal | None
    has_bank_account: bool
    p45_paid_to: date | None = None
    paid_until: date | None = None
    """The day from which another pay group pays."""


class TermsRow(NamedTuple):
    """The terms of a job with one value of its spine point; the terms are None for a job without any."""

    employment_id: int
    assignment_id: int
    number: str
    title: str
    job_start: date
    job_end: date | None
    start: date | None
    end: date | None
    contract_hours: Decimal
    full_time_hours: Decimal
    weeks_in_year: Decimal
    paid_weeks: Decimal | None
    day_rule: str
    hourly_rule: str
    grade: str | None
    point: str | None
    spot_annual: Decimal | None
    hourly_rate: Decimal | None
    value: Decimal | None
    value_start: date | None
    value_end: date | None


class RecurringRow(NamedTuple):
    """A recurring element of a job, in force on some day of the period. `remaining`: pounds left when it began."""

    employment_id: int
    assignment_id: int
    element_id: int
    amount: Decimal | None
    units: Decimal | None
    rate: Decimal | None
    start: date
    end: date | None
    recurring_id: int
    remaining: Decimal | None


class ElementRow(NamedTuple):
    """What an element is and how it is treated."""

    element_id: int
    code: str
    name: str
    kind: str
    method: str
    factor: Decimal
    rate: Decimal | None
    taxable: bool
    niable: bool
    pensionable: bool
    hours_varying: bool
    recovers: bool


class LoanRow(NamedTuple):
    """A loan plan in force on the pay date."""

    employment_id: int
    plan: str


class MembershipRow(NamedTuple):
    """A pension membership of a job in force on the pay date."""

    employment_id: int
    assignment_id: int
    scheme_id: int
    section: str
    assessed_pay: Decimal | None


class SchemeRow(NamedTuple):
    """A pension scheme with its rates on the pay date; None without any. `bands` is JSON text."""

    scheme_id: int
    code: str
    name: str
    arrangement: str
    basis: str
    law_scheme: str
    uses_qualifying_earnings: bool
    employer_rate: Decimal | None
    bands: str | None
    source: str | None


_EMPLOYMENTS = f"""
SELECT e.id, e.person_id, e.employee_no, e.legal_entity_id, lower(e.valid), upper(e.valid),
       t.code, t.week1month1, t.source, t.notice_date,
       n.category, n.director_method, n.director_from, upper(n.valid), p.pay, p.tax,
       EXISTS (SELECT 1 FROM hr_bankaccount b
               WHERE b.partner_id = %(partner)s AND b.person_id = e.person_id AND b.employment_id = e.id
                 AND (b.valid @> GREATEST(lower(e.valid), %(pay_date)s::date) OR b.valid @> d.day)),
       (SELECT f.paid_to FROM hr_issuedp45 f
         JOIN hr_leaving l ON l.partner_id = f.partner_id AND l.id = f.leaving_id AND l.state <> 'WITHDRAWN'
        WHERE f.partner_id = %(partner)s AND f.person_id = e.person_id AND f.employment_id = e.id
          AND f.withdrawn_at IS NULL AND f.paid_to < %(pay_date)s::date),
       CASE WHEN e.pay_group_from > %(start)s::date THEN {_NEXT_MOVE.format(column="starts")} END
FROM hr_employment e
CROSS JOIN LATERAL (SELECT GREATEST(lower(e.valid), LEAST(%(pay_date)s::date, upper(e.valid) - 1)) AS day) d
LEFT JOIN hr_taxcode t ON t.partner_id = %(partner)s AND t.person_id = e.person_id
  AND t.employment_id = e.id AND t.valid @> d.day
LEFT JOIN hr_nicategory n ON n.partner_id = %(partner)s AND n.person_id = e.person_id
  AND n.employment_id = e.id AND n.valid @> d.day
LEFT JOIN hr_previouspay p ON p.partner_id = %(partner)s AND p.person_id = e.person_id
  AND p.employment_id = e.id AND p.tax_year = %(tax_year)s
WHERE e.partner_id = %(partner)s AND {OF_GROUP}
  AND e.person_id BETWEEN %(first)s AND %(last)s AND e.id = ANY (%(employments)s)
"""  # noqa: S608 - a constant

# Staff group, and with it how days and hours are paid, is that of the post on the first day of the terms: a move into
# another staff group begins terms of its own.
# Days on secondment from another employer have a salary of nought: the home employer pays (domain HR-07).
_TERMS = """
SELECT a.employment_id, a.id, a.number, a.title, lower(a.valid), upper(a.valid), lower(t.valid), upper(t.valid),
       t.contract_hours, t.full_time_hours, t.weeks_in_year, t.paid_weeks, s.day_rule, s.hourly_rule, g.code, sp.code,
       CASE t.contract WHEN 'SECONDMENT_IN' THEN 0 ELSE t.spot_annual END,
       CASE WHEN t.contract <> 'SECONDMENT_IN' THEN t.hourly_rate END, v.annual, lower(v.valid), upper(v.valid)
FROM hr_assignment a
JOIN hr_employment e ON e.partner_id = a.partner_id AND e.id = a.employment_id
CROSS JOIN LATERAL (SELECT daterange(
  LEAST(%(start)s::date, upper(e.valid) - 1, upper(a.valid) - 1), %(end)s::date) AS days) w
LEFT JOIN hr_assignmentterms t ON t.partner_id = %(partner)s AND t.person_id = a.person_id
  AND t.assignment_id = a.id AND t.valid && w.days
JOIN hr_postholding h ON h.partner_id = %(partner)s AND h.person_id = a.person_id AND h.assignment_id = a.id
  AND h.valid @> LEAST(upper(a.valid) - 1, GREATEST(lower(a.valid), lower(w.days), lower(t.valid)))
JOIN hr_post o ON o.partner_id = h.partner_id AND o.id = h.post_id
JOIN hr_jobrole j ON j.partner_id = o.partner_id AND j.id = o.role_id
JOIN hr_staffgroup s ON s.partner_id = j.partner_id AND s.id = j.staff_group_id
LEFT JOIN hr_grade g ON g.partner_id = t.partner_id AND g.id = t.grade_id
LEFT JOIN hr_spinepoint sp ON sp.partner_id = t.partner_id AND sp.id = t.spine_point_id
  AND t.contract <> 'SECONDMENT_IN'
LEFT JOIN hr_spinevalue v ON v.partner_id = t.partner_id AND v.point_id = sp.id
  AND v.valid && t.valid AND v.valid && w.days
WHERE a.partner_id = %(partner)s AND a.person_id BETWEEN %(first)s AND %(last)s
  AND a.employment_id = ANY (%(employments)s)
  AND (a.valid && daterange(%(start)s, %(end)s) OR a.id = ANY (%(assignments)s))
ORDER BY a.employment_id, a.number, lower(t.valid), lower(v.valid)
"""

_RECURRING = """
SELECT r.employment_id, r.assignment_id, r.element_id, r.amount, r.units, r.rate, lower(r.valid), upper(r.valid),
       r.id, r.remaining
FROM hr_recurringelement r
WHERE r.partner_id = %(partner)s AND r.person_id BETWEEN %(first)s AND %(last)s
  AND r.employment_id = ANY (%(employments)s) AND r.valid && daterange(%(start)s, %(end)s)
ORDER BY r.employment_id, r.assignment_id, r.id
"""

_ELEMENTS = """
SELECT id, code, name, kind, method, factor, rate, taxable, niable, pensionable, hours_varying, recovers
FROM hr_payelement WHERE partner_id = %(partner)s
"""

_LOANS = """
SELECT l.employment_id, l.plan
FROM hr_studentloan l JOIN hr_employment e ON e.partner_id = l.partner_id AND e.id = l.employment_id
WHERE l.partner_id = %(partner)s AND l.person_id BETWEEN %(first)s AND %(last)s
  AND l.employment_id = ANY (%(employments)s)
  AND l.valid @> GREATEST(lower(e.valid), LEAST(%(pay_date)s::date, upper(e.valid) - 1))
ORDER BY l.employment_id, l.plan
"""

_MEMBERSHIPS = """
SELECT m.employment_id, m.assignment_id, m.scheme_id, m.section, m.assessed_pay
FROM hr_pensionmembership m
JOIN hr_employment e ON e.partner_id = m.partner_id AND e.id = m.employment_id
JOIN hr_assignment a ON a.partner_id = m.partner_id AND a.id = m.assignment_id
WHERE m.partner_id = %(partner)s AND m.person_id BETWEEN %(first)s AND %(last)s
  AND m.employment_id = ANY (%(employments)s)
  AND m.valid @> GREATEST(lower(e.valid), lower(a.valid),
                          LEAST(%(pay_date)s::date, upper(e.valid) - 1, upper(a.valid) - 1))
ORDER BY m.employment_id, m.assignment_id, m.scheme_id
"""

_SCHEMES = """
SELECT s.id, s.code, s.name, s.arrangement, s.basis, s.law_scheme, s.uses_qualifying_earnings,
       r.employer_rate, r.bands, r.source
FROM hr_pensionscheme s
LEFT JOIN hr_pensionrates r ON r.partner_id = s.partner_id AND r.scheme_id = s.id AND r.valid @> %(pay_date)s::date
WHERE s.partner_id = %(partner)s
"""


def employments(of: Range, employment_ids: list[int]) -> list[EmploymentRow]:
    """Return these employments with what is in force on the pay date. One query."""
    return [EmploymentRow(*row) for row in _fetch(_EMPLOYMENTS, of, employment_ids)]


def job_terms(of: Range, employment_ids: list[int], assignment_ids: list[int]) -> list[TermsRow]:
    """Return the terms of their jobs in the period, and the last ones of jobs that ended before it. One query.

    Jobs that have no day in the period are left out, unless they are among `assignment_ids`.
    """
    return [TermsRow(*row) for row in _fetch(_TERMS, of, employment_ids, assignment_ids)]


def recurring_elements(of: Range, employment_ids: list[int]) -> list[RecurringRow]:
    """Return what recurs in the period. One query."""
    return [RecurringRow(*row) for row in _fetch(_RECURRING, of, employment_ids)]


def student_loans(of: Range, employment_ids: list[int]) -> list[LoanRow]:
    """Return the loan plans in force. One query."""
    return [LoanRow(*row) for row in _fetch(_LOANS, of, employment_ids)]


def pension_memberships(of: Range, employment_ids: list[int]) -> list[MembershipRow]:
    """Return the pension memberships in force. One query."""
    return [MembershipRow(*row) for row in _fetch(_MEMBERSHIPS, of, employment_ids)]


def elements(of: Range) -> dict[int, ElementRow]:
    """Return the partner's elements of pay by id. One query."""
    return {row[0]: ElementRow(*row) for row in _fetch(_ELEMENTS, of, [])}


def pension_schemes(of: Range) -> dict[int, SchemeRow]:
    """Return the partner's pension schemes by id, with their rates on the pay date. One query."""
    return {row[0]: SchemeRow(*row) for row in _fetch(_SCHEMES, of, [])}


def _fetch(
    sql: str, of: Range, employment_ids: list[int], assignment_ids: list[int] | None = None
) -> list[tuple[Any, ...]]:
    """Run a query of the range."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "partner": of.partner_id,
                "group": of.pay_group_id,
                "first": of.first_person_id,
                "last": of.last_person_id,
                "start": of.period_start,
                "end": of.period_end,
                "pay_date": of.pay_date,
                "tax_year": of.tax_year,
                "employments": employment_ids,
                "assignments": assignment_ids or [],
            },
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
