"""What a payroll reads about its own past for a range of people: members, year to date, inputs, earlier payments.

The hot path: each function is one query by raw SQL over one partner, one run and a range of people. What must be looked
up first stands in a MATERIALIZED step, because the planner knows nothing of payslips that were just written.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from payroll.engine.types import YearToDate
from payroll.queries.run_facts import CURRENT, RunFacts


class MemberRow(NamedTuple):
    """An employment of the run with its year-to-date figures; None before its first payment of the year."""

    member_id: int
    employment_id: int
    person_id: int
    is_excluded: bool
    year_to_date: YearToDate | None


class InputRow(NamedTuple):
    """An approved monthly input that no released run has paid."""

    input_id: int
    employment_id: int
    assignment_id: int
    element_id: int
    amount: Decimal | None
    units: Decimal | None
    rate: Decimal | None
    note: str


class PaidRow(NamedTuple):
    """What other released runs have paid to an employment in the same earnings period, in pounds.

    `same_calendar_period`: the run's own period was among them, so salary has been paid.
    """

    person_id: int
    legal_entity_id: int
    employment_id: int
    same_calendar_period: bool
    niable_pay: Decimal
    employee_ni: Decimal
    employer_ni: Decimal
    at_lel: Decimal
    lel_to_pt: Decimal
    pt_to_uel: Decimal
    student_loan: Decimal
    postgraduate_loan: Decimal
    taxable_pay: Decimal
    tax: Decimal
    pensionable_pay: Decimal


class DirectorRow(NamedTuple):
    """One released payment of the tax year to a director, in the order of payment."""

    person_id: int
    legal_entity_id: int
    category: str
    pay_date: date
    niable_pay: Decimal
    employee_ni: Decimal
    employer_ni: Decimal
    at_lel: Decimal
    lel_to_pt: Decimal
    pt_to_uel: Decimal


_MEMBERS = """
SELECT m.id, m.employment_id, m.person_id, m.state = 'EXCLUDED',
       y.ytd_gross, y.ytd_taxable_pay, y.ytd_niable_pay, y.ytd_pensionable_pay, y.ytd_tax, y.ytd_employee_ni,
       y.ytd_employer_ni, y.ytd_at_lel, y.ytd_lel_to_pt, y.ytd_pt_to_uel, y.ytd_student_loan,
       y.ytd_postgraduate_loan, y.ytd_employee_pension, y.ytd_employer_pension, y.ytd_other_deductions, y.ytd_net
FROM payroll_runmember m
LEFT JOIN payroll_yeartodate y ON y.partner_id = %(partner)s AND y.person_id = m.person_id
  AND y.employment_id = m.employment_id AND y.tax_year = %(tax_year)s
WHERE m.partner_id = %(partner)s AND m.run_id = %(run)s AND m.person_id BETWEEN %(first)s AND %(last)s
ORDER BY m.person_id, m.employment_id
"""

_INPUTS = """
SELECT i.id, i.employment_id, i.assignment_id, i.element_id, i.amount, i.units, i.rate, i.note
FROM hr_monthlyinput i
WHERE i.partner_id = %(partner)s AND i.pay_group_id = %(group)s AND i.period_start = %(start)s
  AND i.person_id BETWEEN %(first)s AND %(last)s AND i.state = 'APPROVED'
  AND NOT EXISTS (SELECT 1 FROM payroll_paidinput d
                  WHERE d.partner_id = %(partner)s AND d.monthly_input_id = i.id)
ORDER BY i.employment_id, i.id
"""

_PAID = f"""
WITH jobs AS MATERIALIZED (
  SELECT e.id, e.legal_entity_id FROM hr_employment e
  WHERE e.partner_id = %(partner)s AND e.person_id BETWEEN %(first)s AND %(last)s
    AND cardinality(%(runs)s::bigint[]) > 0),
slips AS MATERIALIZED (
  SELECT jobs.legal_entity_id, s.* FROM jobs
  JOIN payroll_payslip s ON s.partner_id = %(partner)s AND s.employment_id = jobs.id AND s.run_id = ANY (%(runs)s))
SELECT s.person_id, s.legal_entity_id, s.employment_id, bool_or(r.period_id = %(period)s), sum(s.niable_pay),
       sum(s.employee_ni), sum(s.employer_ni), sum(s.at_lel), sum(s.lel_to_pt), sum(s.pt_to_uel), sum(s.student_loan),
       sum(s.postgraduate_loan), sum(s.taxable_pay), sum(s.tax), sum(s.pensionable_pay)
FROM slips s
{CURRENT}
JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id AND r.state = 'RELEASED'
GROUP BY s.person_id, s.legal_entity_id, s.employment_id
ORDER BY s.person_id, s.employment_id
"""  # noqa: S608 - a constant

_TAKEN = f"""
SELECT c.id, sum(l.amount)
FROM hr_recurringelement c
JOIN hr_payelement e ON e.partner_id = c.partner_id AND e.id = c.element_id
JOIN payroll_payslip s ON s.partner_id = c.partner_id AND s.employment_id = c.employment_id
{CURRENT}
JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id AND r.state = 'RELEASED'
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
  AND upper(p.covers) > COALESCE(c.remaining_since, lower(c.valid))
JOIN payroll_payslipline l ON l.partner_id = s.partner_id AND l.payslip_id = s.id AND l.code = e.code
WHERE c.partner_id = %(partner)s AND c.id = ANY (%(elements)s)
GROUP BY c.id
"""  # noqa: S608 - a constant

_DIRECTORS = f"""
WITH jobs AS MATERIALIZED (
  SELECT e.id, e.legal_entity_id FROM hr_employment e
  WHERE e.partner_id = %(partner)s AND e.person_id = ANY (%(people)s)),
slips AS MATERIALIZED (
  SELECT jobs.legal_entity_id, s.* FROM jobs
  JOIN payroll_payslip s ON s.partner_id = %(partner)s AND s.employment_id = jobs.id)
SELECT s.person_id, s.legal_entity_id, s.ni_category, p.pay_date, s.niable_pay, s.employee_ni, s.employer_ni,
       s.at_lel, s.lel_to_pt, s.pt_to_uel
FROM slips s
{CURRENT}
JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id AND r.state = 'RELEASED'
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id AND p.tax_year = %(tax_year)s
ORDER BY s.person_id, p.pay_date, r.number, s.id
"""  # noqa: S608 - a constant


def members(run: RunFacts, first: int, last: int) -> list[MemberRow]:
    """Return the members of the run between two people, both included. One query."""
    rows = _fetch(_MEMBERS, run, first, last)
    return [MemberRow._make((*row[:4], None if row[4] is None else YearToDate(*row[4:]))) for row in rows]


def unpaid_inputs(run: RunFacts, first: int, last: int) -> list[InputRow]:
    """Return the approved monthly inputs of the period that wait for payment. One query."""
    return [InputRow(*row) for row in _fetch(_INPUTS, run, first, last)]


def paid_in_same_period(run: RunFacts, first: int, last: int, run_ids: list[int]) -> list[PaidRow]:
    """Return what these released runs paid to these people. One query."""
    return [PaidRow(*row) for row in _fetch(_PAID, run, first, last, runs=run_ids)]


def directors_year(run: RunFacts, person_ids: list[int]) -> list[DirectorRow]:
    """Return the released payments of the tax year to these directors. One query."""
    return [DirectorRow(*row) for row in _fetch(_DIRECTORS, run, 0, 0, people=person_ids)]


def taken(run: RunFacts, recurring_ids: list[int]) -> dict[int, Decimal]:
    """Return what released payslips took for recurring deductions, in pounds. One query; none for none.

    It is added up anew each time: what a correction gives back is left to take again.
    """
    rows = _fetch(_TAKEN, run, 0, 0, elements=recurring_ids) if recurring_ids else []
    return dict(rows)


def _fetch(sql: str, run: RunFacts, first: int, last: int, **more: Any) -> list[tuple[Any, ...]]:
    """Run a query of the range."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "partner": run.partner_id,
                "run": run.run_id,
                "group": run.pay_group_id,
                "period": run.period_id,
                "start": run.period_start,
                "tax_year": run.tax_year,
                "first": first,
                "last": last,
                **more,
            },
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
