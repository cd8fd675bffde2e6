"""How far runs are and what they came to, for terminals and commands: over several partners, listed by scope."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from payroll.queries.run_facts import run_label


@dataclass(frozen=True, slots=True)
class Progress:
    """Employments done and in all, batches that have failed, and runs that are not finished."""

    n_done: int
    n_total: int
    n_failed: int
    n_calculating: int


@dataclass(frozen=True, slots=True)
class RunTotals:
    """What a run came to. Counts are employments, amounts pounds."""

    partner: str
    label: str
    state: str
    n_in: int
    n_calculated: int
    n_quarantined: int
    n_excluded: int
    gross: Decimal
    net: Decimal
    employer_cost: Decimal


_PROGRESS = """
SELECT coalesce(sum(b.n_in) FILTER (WHERE b.state = 'DONE'), 0), coalesce(sum(b.n_in), 0),
       count(*) FILTER (WHERE b.state = 'FAILED'),
       (SELECT count(*) FROM payroll_payrun c
        WHERE c.partner_id = ANY (%(partners)s) AND c.id = ANY (%(runs)s) AND c.is_calculating)
FROM payroll_payrun r
JOIN payroll_runbatch b ON b.partner_id = r.partner_id AND b.run_id = r.id AND b.calculation = r.calculation
WHERE r.partner_id = ANY (%(partners)s) AND r.id = ANY (%(runs)s)
"""

_TOTALS = """
SELECT t.name, g.name, p.pay_date, r.number, CASE WHEN r.is_calculating THEN 'CALCULATING' ELSE r.state END,
       r.n_in, r.n_calculated, r.n_quarantined, r.n_excluded, r.gross, r.net, r.employer_cost
FROM payroll_payrun r
JOIN partners_partner t ON t.id = r.partner_id
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
JOIN hr_paygroup g ON g.partner_id = r.partner_id AND g.id = r.pay_group_id
WHERE r.partner_id = ANY (%(partners)s) AND r.state <> 'CANCELLED'
  AND p.pay_date >= %(first)s AND p.pay_date < %(after)s
ORDER BY t.name, p.pay_date, g.name, r.number
"""


def progress(*, partner_ids: Collection[int], run_ids: Collection[int]) -> Progress:
    """Return how far these runs are in their present calculation. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, {"partners": list(partner_ids), "runs": list(run_ids)})
        return Progress(*cursor.fetchone())


def totals_of_month(*, partner_ids: Collection[int], first: date, after: date) -> list[RunTotals]:
    """Return the runs that are paid on a day of [first, after), by partner and pay date. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"partners": list(partner_ids), "first": first, "after": after})
        rows = cursor.fetchall()
    return [RunTotals(row[0], run_label(row[1], row[2], row[3]), *row[4:]) for row in rows]
