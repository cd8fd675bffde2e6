"""The payslips of a released run with what their cost is split by: the frozen inputs, cost splits and claims."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from payroll.engine.ledger import Claimed, Job, Line, Share, Slip
from payroll.models import LedgerPosting
from payroll.queries.run_facts import CURRENT, RunFacts

AT_A_TIME = 2_000
# The places of jobs and items in the frozen inputs (payroll.engine.serialise), and of what is read in each.
JOBS, ITEMS = 12, 13
JOB_REF, JOB_START, JOB_END, JOB_HOURS, JOB_ELEMENT = 0, 2, 3, 5, 14
ITEM_CODE, ITEM_JOB = 0, 8

_SLIPS = f"""
SELECT s.id, s.employment_id, s.person_id, s.niable_pay, s.inputs
FROM payroll_payslip s {CURRENT}
WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s AND s.id > %(after)s ORDER BY s.id LIMIT {AT_A_TIME}
"""  # noqa: S608 - constants
_LINES = """
SELECT payslip_id, section, code, units, amount FROM payroll_payslipline
WHERE partner_id = %(partner)s AND payslip_id = ANY(%(slips)s) ORDER BY payslip_id, number
"""
_SHARES = """
SELECT a.employment_id, a.number, c.code, p.percent, lower(p.valid), upper(p.valid)
FROM hr_costsplit p
JOIN hr_assignment a ON a.partner_id = p.partner_id AND a.id = p.assignment_id
JOIN finance_costcentre c ON c.partner_id = p.partner_id AND c.id = p.cost_centre_id
WHERE p.partner_id = %(partner)s AND a.employment_id = ANY(%(employments)s)
  AND p.valid && daterange(%(start)s, %(end)s)
ORDER BY p.id
"""
_CLAIMED = """
SELECT x.payslip_id, e.code, i.units, i.amount, q.origin_start, coalesce(c.code, '')
FROM payroll_payslipinput x
JOIN hr_monthlyinput i ON i.partner_id = x.partner_id AND i.id = x.monthly_input_id
JOIN hr_payelement e ON e.partner_id = i.partner_id AND e.id = i.element_id
JOIN hr_claiminput q ON q.partner_id = i.partner_id AND q.monthly_input_id = i.id
JOIN hr_claim m ON m.partner_id = q.partner_id AND m.id = q.claim_id
LEFT JOIN finance_costcentre c ON c.partner_id = m.partner_id AND c.id = m.cost_centre_id
WHERE x.partner_id = %(partner)s AND x.payslip_id = ANY(%(slips)s) ORDER BY x.id
"""
_SCHEMES = "SELECT code, law_scheme FROM hr_pensionscheme WHERE partner_id = %(partner)s"
# The pay bill of the tax year so far: earnings for National Insurance of every run that is posted, and of this one.
_PAY_BILL = f"""
SELECT coalesce(sum(s.niable_pay), 0), min(p.pay_date)
FROM payroll_payslip s {CURRENT}
JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
WHERE s.partner_id = %(partner)s AND r.state = 'RELEASED' AND p.tax_year = %(tax_year)s AND (r.id = %(run)s OR r.id IN (
  SELECT run_id FROM payroll_ledgerposting WHERE partner_id = %(partner)s AND kind = 'COST'))
"""  # noqa: S608 - a constant


def slips(run: RunFacts) -> Iterator[Slip]:
    """Yield the payslips that count. Four statements for each two thousand of them."""
    after = 0
    while found := _rows(_SLIPS, run, after=after):
        after = found[-1][0]
        ids, employments = [row[0] for row in found], [row[1] for row in found]
        lines: dict[int, list[Line]] = defaultdict(list)
        for payslip, *line in _rows(_LINES, run, slips=ids):
            lines[payslip].append(Line(*line))
        shares: dict[int, dict[str, list[Share]]] = defaultdict(lambda: defaultdict(list))
        for employment, number, *share in _rows(_SHARES, run, employments=employments):
            shares[employment][number].append(Share(*share))
        claimed: dict[int, list[Claimed]] = defaultdict(list)
        for payslip, code, units, amount, origin, centre in _rows(_CLAIMED, run, slips=ids):
            before = origin if origin < run.period_start else None
            claimed[payslip].append(Claimed(code, units, amount, before, centre))
        for payslip, employment, person, niable, inputs in found:
            given = json.loads(inputs)
            yield Slip(
                person=person, lines=lines[payslip], niable=niable, shares=shares[employment],
                jobs=[_job(one) for one in given[JOBS]], claimed=claimed[payslip],
                items=[(one[ITEM_CODE], one[ITEM_JOB]) for one in given[ITEMS]],
            )  # fmt: skip


def schemes(run: RunFacts) -> dict[str, str]:
    """Return which law each pension scheme of the partner follows, by code. One query."""
    return dict(_rows(_SCHEMES, run))


def pay_bill(run: RunFacts) -> tuple[Decimal, date]:
    """Return the pay bill of the tax year up to this run, and the first pay date that is in it. One query."""
    total, first = _rows(_PAY_BILL, run)[0]
    return total, first or run.pay_date


def levy_before(run: RunFacts) -> Decimal:
    """Return the levy that the runs of the tax year have posted. One query."""
    rows = LedgerPosting.objects.of(run.partner_id).filter(kind="COST", run__period__tax_year=run.tax_year)
    return sum(rows.values_list("levy", flat=True), Decimal("0.00"))


def _job(given: list[Any]) -> Job:
    start, end = date.fromisoformat(given[JOB_START]), date.fromisoformat(given[JOB_END])
    return Job(given[JOB_REF], given[JOB_ELEMENT], bool(Decimal(given[JOB_HOURS])), start, end)


def _rows(sql: str, run: RunFacts, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        given = {
            "partner": run.partner_id, "run": run.run_id, "start": run.period_start, "end": run.period_end,
            "tax_year": run.tax_year, **more,
        }  # fmt: skip
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
