"""The set-based statements of a run: who is in it, its batches, its totals. Called by operations, under the run's lock.

Each function is one SQL statement over one partner's rows; what a run holds is decided here and nowhere else.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from hr.queries.pay_inputs import OF_GROUP
from payroll.queries.run_facts import CURRENT, RunFacts


class Totals(NamedTuple):
    """The counts and pounds of a run over the payslips that count."""

    n_in: int
    n_pending: int
    n_calculated: int
    n_quarantined: int
    n_excluded: int
    gross: Decimal
    deductions: Decimal
    net: Decimal
    employer_cost: Decimal
    n_lines: int


# Who belongs to a run: employed on some day of the period and not yet paid for it, or with an approved unpaid input.
# Never somebody who did not start, nor whom another employer lends and pays (domain HR-07, secondment in).
_BELONGS = f"""
e.partner_id = %(partner)s AND {OF_GROUP}
AND NOT EXISTS (
  SELECT 1 FROM hr_startercase c
  WHERE c.partner_id = %(partner)s AND c.employment_id = e.id AND c.state = 'VOID_START')
AND (
  (e.valid && daterange(%(start)s, %(end)s) AND e.id NOT IN (
    SELECT a.employment_id FROM hr_assignmentterms lent JOIN hr_assignment a ON a.partner_id = lent.partner_id
      AND a.id = lent.assignment_id
    WHERE lent.partner_id = %(partner)s AND lent.contract = 'SECONDMENT_IN'
      AND lent.valid && daterange(%(start)s, %(end)s) AND NOT EXISTS (
        SELECT 1 FROM hr_assignmentterms own JOIN hr_assignment o ON o.partner_id = own.partner_id
          AND o.id = own.assignment_id
        WHERE own.partner_id = %(partner)s AND own.person_id = lent.person_id AND o.employment_id = a.employment_id
          AND own.contract <> 'SECONDMENT_IN' AND own.valid && daterange(%(start)s, %(end)s)))
  AND NOT EXISTS (
    SELECT 1 FROM payroll_payrun r
    JOIN payroll_runmember d ON d.partner_id = r.partner_id AND d.run_id = r.id AND d.employment_id = e.id
      AND d.state = 'CALCULATED'
    WHERE r.partner_id = %(partner)s AND r.pay_group_id = %(group)s AND r.period_id = %(period)s
      AND r.state = 'RELEASED'))
  OR EXISTS (
    SELECT 1 FROM hr_monthlyinput i
    WHERE i.partner_id = %(partner)s AND i.pay_group_id = %(group)s AND i.period_start = %(start)s
      AND i.person_id = e.person_id AND i.employment_id = e.id AND i.state = 'APPROVED'
      AND NOT EXISTS (SELECT 1 FROM payroll_paidinput d
                      WHERE d.partner_id = %(partner)s AND d.monthly_input_id = i.id)))
"""  # noqa: S608 - a constant

_REMOVE_MEMBERS = f"""
DELETE FROM payroll_runmember m
WHERE m.partner_id = %(partner)s AND m.run_id = %(run)s AND m.state <> 'EXCLUDED'
  AND NOT EXISTS (SELECT 1 FROM hr_employment e WHERE e.id = m.employment_id AND {_BELONGS})
"""  # noqa: S608 - a constant

_ADD_MEMBERS = f"""
INSERT INTO payroll_runmember
  (partner_id, run_id, employment_id, person_id, state, version, code, message, field, remedy)
SELECT e.partner_id, %(run)s, e.id, e.person_id, 'PENDING', 0, '', '', '', ''
FROM hr_employment e WHERE {_BELONGS}
ORDER BY e.person_id, e.id
ON CONFLICT (partner_id, run_id, employment_id) DO NOTHING
"""  # noqa: S608 - a constant

_PENDING = """
UPDATE payroll_runmember SET state = 'PENDING', code = '', message = '', field = '', remedy = ''
WHERE partner_id = %(partner)s AND run_id = %(run)s AND person_id BETWEEN %(first)s AND %(last)s
  AND state NOT IN ('EXCLUDED', 'PENDING')
"""

_BATCHES = """
INSERT INTO payroll_runbatch
  (partner_id, run_id, calculation, seq, first_person_id, last_person_id, state, attempts, worker, error, n_in,
   n_calculated, n_quarantined, n_excluded, timings)
SELECT %(partner)s, %(run)s, %(calculation)s, seq + 1, min(person_id), max(person_id), 'READY', 0, '', '', count(*),
       0, 0, 0, '{}'
FROM (SELECT person_id, (dense_rank() OVER (ORDER BY person_id) - 1) / %(size)s AS seq
      FROM payroll_runmember WHERE partner_id = %(partner)s AND run_id = %(run)s
        AND person_id BETWEEN %(first)s AND %(last)s) ranked
GROUP BY seq
ORDER BY seq
"""

# One batch for each person in quarantine, then they wait: whoever is calculated keeps the payslip that counts.
_BATCHES_OF_QUARANTINE = """
INSERT INTO payroll_runbatch
  (partner_id, run_id, calculation, seq, first_person_id, last_person_id, state, attempts, worker, error, n_in,
   n_calculated, n_quarantined, n_excluded, timings)
SELECT %(partner)s, %(run)s, %(calculation)s, row_number() OVER (ORDER BY person_id), person_id, person_id, 'READY', 0,
       '', '', count(*), 0, 0, 0, '{}'
FROM payroll_runmember
WHERE partner_id = %(partner)s AND run_id = %(run)s
GROUP BY person_id
HAVING bool_or(state = 'QUARANTINED')
ORDER BY person_id
"""
_PENDING_OF_QUARANTINE = """
UPDATE payroll_runmember SET state = 'PENDING', code = '', message = '', field = '', remedy = ''
WHERE partner_id = %(partner)s AND run_id = %(run)s AND state NOT IN ('EXCLUDED', 'PENDING')
  AND person_id IN (SELECT first_person_id FROM payroll_runbatch
                    WHERE partner_id = %(partner)s AND run_id = %(run)s AND calculation = %(calculation)s)
"""

_TOTALS = f"""
SELECT c.*, coalesce(p.gross, 0), coalesce(p.gross - p.net, 0), coalesce(p.net, 0), coalesce(p.employer_cost, 0)
FROM (SELECT count(*), count(*) FILTER (WHERE state = 'PENDING'), count(*) FILTER (WHERE state = 'CALCULATED'),
             count(*) FILTER (WHERE state = 'QUARANTINED'), count(*) FILTER (WHERE state = 'EXCLUDED')
      FROM payroll_runmember WHERE partner_id = %(partner)s AND run_id = %(run)s) c,
     (SELECT sum(s.gross) AS gross, sum(s.net) AS net, sum(s.employer_cost) AS employer_cost
      FROM payroll_payslip s {CURRENT} WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s) p
"""  # noqa: S608 - a constant

# Until the end of the transaction: the lines of a large run are sorted in memory, not on disk.
_SORT_IN_MEMORY = "SET LOCAL work_mem = '64MB'"

_REMOVE_ELEMENT_TOTALS = "DELETE FROM payroll_runelementtotal WHERE partner_id = %(partner)s AND run_id = %(run)s"

_ELEMENT_TOTALS = f"""
WITH added AS (
  SELECT t.section, t.code, t.name, count(*) AS n_payslips, sum(t.n_lines) AS n_lines, sum(t.amount) AS amount
  FROM payroll_payslip s {CURRENT}
  CROSS JOIN LATERAL (
    SELECT l.section, l.code, l.name, count(*) AS n_lines, sum(l.amount) AS amount
    FROM payroll_payslipline l WHERE l.payslip_id = s.id AND l.partner_id = s.partner_id
    GROUP BY l.section, l.code, l.name OFFSET 0) t
  WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s
  GROUP BY t.section, t.code, t.name),
stored AS (
  INSERT INTO payroll_runelementtotal (partner_id, run_id, section, code, name, n_payslips, amount)
  SELECT %(partner)s, %(run)s, section, code, name, n_payslips, amount FROM added ORDER BY section, code, name)
SELECT coalesce(sum(n_lines), 0) FROM added
"""  # noqa: S608 - a constant

# Everything that was decided about everybody, in the order of employee numbers; no ids, so that two equal runs agree.
_HASH = f"""
SELECT encode(sha256(convert_to(coalesce(string_agg(
  concat_ws('|', e.employee_no, s.gross, s.benefits, s.taxable_pay, s.niable_pay, s.pensionable_pay, s.tax,
            s.employee_ni, s.employer_ni, s.at_lel, s.lel_to_pt, s.pt_to_uel, s.student_loan, s.postgraduate_loan,
            s.employee_pension, s.employer_pension, s.other_deductions, s.net, s.employer_cost, s.tax_code,
            s.ni_category, s.engine_version, s.rates_version, md5(s.inputs)),
  chr(10) ORDER BY e.employee_no COLLATE "C"), ''), 'UTF8')), 'hex')
FROM payroll_payslip s {CURRENT}
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s
"""  # noqa: S608 - a constant


def freeze_members(run: RunFacts) -> None:
    """Decide who is in the run: add who belongs, take out who does not any more. Exclusions stay. Two statements."""
    _run(_REMOVE_MEMBERS, run)
    _run(_ADD_MEMBERS, run)


def make_pending(run: RunFacts, first: int, last: int) -> int:
    """Mark the members between two people as waiting, except those who are excluded; return how many there were."""
    return _run(_PENDING, run, first=first, last=last)


def cut_batches(run: RunFacts, first: int, last: int, size: int) -> int:
    """Make batches of so many people, none split over two, for the run's calculation; return how many."""
    return _run(_BATCHES, run, first=first, last=last, size=size)


def cut_batches_of_quarantine(run: RunFacts) -> int:
    """Make a batch for each person in quarantine, mark them as waiting, and return how many batches there are."""
    n_batches = _run(_BATCHES_OF_QUARANTINE, run)
    _run(_PENDING_OF_QUARANTINE, run)
    return n_batches


def remove_element_totals(run: RunFacts) -> None:
    """Forget the totals of an earlier calculation."""
    _run(_REMOVE_ELEMENT_TOTALS, run)


def add_up_elements(run: RunFacts) -> int:
    """Store the total of each element over the payslips that count; return the number of their lines."""
    with connection.cursor() as cursor:
        cursor.execute(_SORT_IN_MEMORY)
        cursor.execute(_ELEMENT_TOTALS, _values(run))
        return int(cursor.fetchone()[0])


def totals(run: RunFacts, *, n_lines: int) -> Totals:
    """Return the counts of the members and the pounds of the payslips that count."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, _values(run))
        row = cursor.fetchone()
    return Totals._make((*row, n_lines))


def results_hash(run: RunFacts) -> str:
    """Return the SHA-256 over the payslips that count, figures, inputs and versions, by employee number."""
    with connection.cursor() as cursor:
        cursor.execute(_HASH, _values(run))
        return str(cursor.fetchone()[0])


def _run(sql: str, run: RunFacts, **more: Any) -> int:
    """Run a statement and return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(run, **more))
        return int(cursor.rowcount)


def _values(run: RunFacts, **more: Any) -> dict[str, Any]:
    """Return the parameters that describe a run."""
    found: dict[str, int | date | Any] = {
        "partner": run.partner_id,
        "run": run.run_id,
        "group": run.pay_group_id,
        "period": run.period_id,
        "start": run.period_start,
        "end": run.period_end,
        "tax_year": run.tax_year,
        "pay_date": run.pay_date,
        "calculation": run.calculation,
        **more,
    }
    return found
