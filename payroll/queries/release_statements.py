"""The set-based statements of approval and release: what may have moved, what is paid, what is carried forward."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from payroll.engine.serialise import inputs_from_json
from payroll.queries.run_facts import CURRENT, RunFacts, released_in_same_period


class ToPay(NamedTuple):
    """What a release would pay: how many payments of how many payslips, and their sum in pounds."""

    n_payments: int
    n_payslips: int
    control_total: Decimal


class Listing(NamedTuple):
    """What is paid: so many payments of so many payslips, their sum in pounds, the SHA-256 of the ordered listing."""

    n_payments: int
    n_payslips: int
    control_total: Decimal
    sha256: str


YEAR_COLUMNS = (
    "gross", "taxable_pay", "niable_pay", "pensionable_pay", "tax", "employee_ni", "employer_ni", "at_lel",
    "lel_to_pt", "pt_to_uel", "student_loan", "postgraduate_loan", "employee_pension", "employer_pension",
    "other_deductions", "net",
)  # fmt: skip

_MINE = "WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s"
# A death that a second person has confirmed decides where pay goes (domain HR-09; the database guards it once more).
_DEATH = """
LEFT JOIN hr_deathcase f ON f.partner_id = s.partner_id AND f.person_id = s.person_id
  AND f.state IN ('CONFIRMED', 'IN_SUPPORT', 'SETTLING', 'CLOSED')
"""
# The account in force on the pay date; of somebody who has left, else that of the last day. What goes to an estate goes
# into the verified account of whoever acts for it, and into no other.
ACCOUNT = f"""{_DEATH}
LEFT JOIN LATERAL (
  SELECT i.id, i.holder, i.last_four, i.fingerprint FROM (
    SELECT a.id, a.holder, a.last_four, a.fingerprint, lower(a.valid) AS since FROM hr_bankaccount a
    WHERE a.partner_id = s.partner_id AND a.person_id = s.person_id AND a.employment_id = s.employment_id
      AND (a.valid @> GREATEST(lower(e.valid), %(pay_date)s::date) OR a.valid @> (upper(e.valid) - 1))
      AND f.pay IS DISTINCT FROM 'ESTATE'
    UNION ALL
    SELECT NULL, g.holder, g.last_four, g.fingerprint, g.payable_from FROM hr_representative g
    WHERE f.pay = 'ESTATE' AND g.partner_id = f.partner_id AND g.case_id = f.id AND g.state = 'VERIFIED'
      AND g.payable_from <= %(pay_date)s) i
  ORDER BY i.since DESC LIMIT 1) b ON true
"""  # noqa: S608 - constants
# The second account in force then, and what it gets: the fixed amount, less what other runs of the period sent to a
# second account of this employment, and never more than the pay (payroll.engine.split says the same). After a death no
# pay is split.
SECOND = """
LEFT JOIN LATERAL (
  SELECT z.* FROM (
    SELECT a.id, a.holder, a.last_four, a.fingerprint, LEAST(s.net, a.amount - coalesce((
        SELECT sum(q.amount) FROM payroll_payment q
        JOIN payroll_payrun r ON r.partner_id = q.partner_id AND r.id = q.run_id AND r.period_id = %(period)s
        WHERE q.partner_id = s.partner_id AND q.employment_id = s.employment_id AND q.run_id <> s.run_id
          AND q.is_second), 0)) AS amount
    FROM hr_secondaccount a
    WHERE a.partner_id = s.partner_id AND a.person_id = s.person_id AND a.employment_id = s.employment_id
      AND a.fingerprint <> b.fingerprint AND f.id IS NULL
      AND (a.valid @> GREATEST(lower(e.valid), %(pay_date)s::date) OR a.valid @> (upper(e.valid) - 1))
    ORDER BY lower(a.valid) DESC LIMIT 1) z
  WHERE z.amount > 0) c ON true
"""
_PARTS = """
CROSS JOIN LATERAL (VALUES
  (false, s.net - coalesce(c.amount, 0), b.holder, b.last_four, b.fingerprint),
  (true, c.amount, c.holder, c.last_four, c.fingerprint)) p(is_second, amount, holder, last_four, fingerprint)
"""

# The figures before a payslip are its new year to date less its own payment.
_MOVED_YEAR = f"""
SELECT count(*) FROM payroll_payslip s {CURRENT}
LEFT JOIN payroll_yeartodate y ON y.partner_id = s.partner_id AND y.employment_id = s.employment_id
  AND y.tax_year = %(tax_year)s
{_MINE} AND (s.ytd_gross - s.gross, s.ytd_taxable_pay - s.taxable_pay, s.ytd_niable_pay - s.niable_pay,
             s.ytd_tax - s.tax, s.ytd_employee_ni - s.employee_ni, s.ytd_net - s.net)
  IS DISTINCT FROM (coalesce(y.ytd_gross, 0), coalesce(y.ytd_taxable_pay, 0), coalesce(y.ytd_niable_pay, 0),
                    coalesce(y.ytd_tax, 0), coalesce(y.ytd_employee_ni, 0), coalesce(y.ytd_net, 0))
"""  # noqa: S608 - a constant

_SAME_PERIOD = f"""
WITH mine AS (
  SELECT s.id, s.person_id, s.inputs, e.legal_entity_id FROM payroll_payslip s {CURRENT}
  JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id {_MINE}),
paid AS (
  SELECT s.person_id, e.legal_entity_id, sum(s.niable_pay) AS niable_pay, sum(s.employee_ni) AS employee_ni
  FROM payroll_payslip s {CURRENT}
  JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
  WHERE s.partner_id = %(partner)s AND s.run_id = ANY (%(runs)s)
  GROUP BY s.person_id, e.legal_entity_id)
SELECT mine.inputs, paid.niable_pay, paid.employee_ni FROM mine JOIN paid USING (person_id, legal_entity_id)
"""  # noqa: S608 - a constant

_STALE_INPUTS = f"""
SELECT count(DISTINCT s.id) FROM payroll_payslip s {CURRENT}
JOIN payroll_payslipinput x ON x.partner_id = s.partner_id AND x.payslip_id = s.id
JOIN hr_monthlyinput i ON i.partner_id = x.partner_id AND i.id = x.monthly_input_id
{_MINE} AND (i.state <> 'APPROVED' OR EXISTS (
  SELECT 1 FROM payroll_paidinput d WHERE d.partner_id = %(partner)s AND d.monthly_input_id = i.id))
"""  # noqa: S608 - a constant

_PAY_INPUTS = f"""
INSERT INTO payroll_paidinput (partner_id, run_id, monthly_input_id)
SELECT s.partner_id, s.run_id, x.monthly_input_id FROM payroll_payslip s {CURRENT}
JOIN payroll_payslipinput x ON x.partner_id = s.partner_id AND x.payslip_id = s.id
{_MINE} ORDER BY x.monthly_input_id
"""  # noqa: S608 - a constant

_TO = ", ".join(f"ytd_{name}" for name in YEAR_COLUMNS)
_FROM = ", ".join(f"s.ytd_{name}" for name in YEAR_COLUMNS)
_SET = ", ".join(f"ytd_{name} = EXCLUDED.ytd_{name}" for name in YEAR_COLUMNS)
_CARRY_FORWARD = f"""
INSERT INTO payroll_yeartodate (partner_id, employment_id, person_id, tax_year, last_run_id, {_TO})
SELECT s.partner_id, s.employment_id, s.person_id, %(tax_year)s, s.run_id, {_FROM}
FROM payroll_payslip s {CURRENT}
{_MINE} ORDER BY s.employment_id
ON CONFLICT (partner_id, employment_id, tax_year) DO UPDATE SET last_run_id = EXCLUDED.last_run_id, {_SET}
"""  # noqa: S608 - a constant

_UNPAYABLE = f"""
SELECT e.employee_no FROM payroll_payslip s {CURRENT}
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
{ACCOUNT} {_MINE} AND s.net > 0 AND b.fingerprint IS NULL ORDER BY e.employee_no
"""  # noqa: S608 - a constant

# Who has died and would be paid although nobody has decided it, or it may not go into the account of the estate. What a
# representative without a grant gets in all stays within the limit that was recorded.
_AFTER_DEATH = f"""
SELECT e.employee_no FROM payroll_payslip s {CURRENT}
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
{ACCOUNT}
LEFT JOIN hr_representative g ON g.partner_id = f.partner_id AND g.case_id = f.id AND g.state = 'VERIFIED'
LEFT JOIN LATERAL (
  SELECT coalesce(sum(q.amount), 0) AS amount FROM payroll_payment q
  WHERE q.partner_id = s.partner_id AND q.person_id = s.person_id AND q.fingerprint IN (
    SELECT k.fingerprint FROM hr_representative k WHERE k.partner_id = f.partner_id AND k.case_id = f.id)) paid ON true
LEFT JOIN LATERAL (
  SELECT sum(o.net) AS amount FROM payroll_payslip o
  JOIN payroll_runmember x ON x.partner_id = o.partner_id AND x.run_id = o.run_id AND x.employment_id = o.employment_id
    AND x.version = o.version AND x.state = 'CALCULATED'
  WHERE o.partner_id = s.partner_id AND o.run_id = s.run_id AND o.person_id = s.person_id AND o.net > 0) due ON true
{_MINE} AND s.net > 0 AND f.id IS NOT NULL
  AND (f.pay = 'HOLD' OR (f.pay = 'ESTATE' AND (b.fingerprint IS NULL OR paid.amount + due.amount > g.most)))
ORDER BY e.employee_no
"""  # noqa: S608 - a constant

_PAY = f"""
INSERT INTO payroll_payment (
  partner_id, run_id, employment_id, person_id, is_second, amount, holder, last_four, fingerprint)
SELECT s.partner_id, s.run_id, s.employment_id, s.person_id, p.is_second, p.amount, p.holder, p.last_four, p.fingerprint
FROM payroll_payslip s {CURRENT}
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
{ACCOUNT} {SECOND} {_PARTS} {_MINE} AND s.net > 0 AND p.amount > 0 ORDER BY s.employment_id, p.is_second
"""  # noqa: S608 - a constant

# What a release would pay, before there is anything to make a hash of.
_TO_PAY = f"""
SELECT count(*) + count(*) FILTER (WHERE c.amount < s.net), count(*), coalesce(sum(s.net), 0)
FROM payroll_payslip s {CURRENT}
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
{ACCOUNT} {SECOND} {_MINE} AND s.net > 0
"""  # noqa: S608 - a constant

# The account stands in the listing by its keyed fingerprint, never by its number.
_LISTING = """
SELECT count(*), count(DISTINCT s.employment_id), coalesce(sum(s.amount), 0),
  encode(sha256(convert_to(coalesce(string_agg(
  concat_ws('|', e.employee_no, s.amount, s.fingerprint), chr(10) ORDER BY e.employee_no COLLATE "C", s.is_second),
  ''),
  'UTF8')), 'hex')
FROM payroll_payment s
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s
"""


def moved_year_to_date(run: RunFacts) -> int:
    """Return how many payslips start from year-to-date figures that are no longer in force."""
    return int(_one(_MOVED_YEAR, run)[0])


def moved_same_period(run: RunFacts) -> int:
    """Return how many payslips do not know of pay that was released for the same earnings period since."""
    run_ids = released_in_same_period(run)
    with connection.cursor() as cursor:
        cursor.execute(_SAME_PERIOD, {**_values(run), "runs": run_ids})
        rows = cursor.fetchall()
    return sum(_knows(inputs) != (niable_pay, employee_ni) for inputs, niable_pay, employee_ni in rows)


def stale_inputs(run: RunFacts) -> int:
    """Return how many payslips pay a monthly input that is no longer approved or has been paid."""
    return int(_one(_STALE_INPUTS, run)[0])


def unpayable(run: RunFacts) -> list[str]:
    """Return the employee numbers that are to be paid and have no bank account on the pay date."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPAYABLE, _values(run))
        return [row[0] for row in cursor.fetchall()]


def after_death(run: RunFacts) -> list[str]:
    """Return the employee numbers of those who have died and would be paid as nobody has decided, or where none may."""
    with connection.cursor() as cursor:
        cursor.execute(_AFTER_DEATH, _values(run))
        return [row[0] for row in cursor.fetchall()]


def pay_inputs(run: RunFacts) -> int:
    """Mark the monthly inputs of the payslips that count as paid; return how many."""
    return _run(_PAY_INPUTS, run)


def carry_forward(run: RunFacts) -> int:
    """Move the year-to-date figures on; return how many employments."""
    return _run(_CARRY_FORWARD, run)


def pay(run: RunFacts) -> int:
    """Write down what is paid into which account, as it is now; return how many payments."""
    return _run(_PAY, run)


def to_pay(run: RunFacts) -> ToPay:
    """Return number and control total of what a release would pay; there is no hash yet."""
    return ToPay(*_one(_TO_PAY, run))


def listing(run: RunFacts) -> Listing:
    """Return number, control total and hash of the payments of a released run, in the order of employee numbers."""
    return Listing(*_one(_LISTING, run))


def _knows(inputs: str) -> tuple[Decimal, Decimal] | None:
    """Return the pay and National Insurance that a payslip took as paid already."""
    paid = inputs_from_json(inputs).ni.paid_already
    return None if paid is None else (paid.niable_pay, paid.employee_ni)


def _one(sql: str, run: RunFacts) -> tuple[Any, ...]:
    """Return the one row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(run))
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def _run(sql: str, run: RunFacts) -> int:
    """Run a statement and return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(run))
        return int(cursor.rowcount)


def _values(run: RunFacts) -> dict[str, Any]:
    """Return the parameters that describe a run."""
    return {
        "partner": run.partner_id, "run": run.run_id, "tax_year": run.tax_year, "pay_date": run.pay_date,
        "period": run.period_id,
    }  # fmt: skip
