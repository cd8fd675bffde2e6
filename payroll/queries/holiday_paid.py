"""What rolled-up holiday pay released runs paid, by employment and pay period: its average is paid while away."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from payroll.queries.run_facts import CURRENT

CODE = "HOLIDAY"
WINDOW = timedelta(weeks=52)


class HolidayPaid(NamedTuple):
    """Pounds of rolled-up holiday pay that one pay period gave an employment."""

    employment_id: int
    start: date
    end: date
    amount: Decimal


_PAID = f"""
SELECT s.employment_id, lower(p.covers), upper(p.covers),
       COALESCE((SELECT sum(l.amount) FROM payroll_payslipline l
                 WHERE l.partner_id = s.partner_id AND l.payslip_id = s.id AND l.code = %(code)s), 0)
FROM payroll_payslip s
{CURRENT}
JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id AND r.state = 'RELEASED'
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
WHERE s.partner_id = %(partner)s AND s.employment_id = ANY (%(employments)s) AND upper(p.covers) > %(since)s
ORDER BY s.employment_id, lower(p.covers), s.id
"""  # noqa: S608 - a constant


def read(*, partner_id: int, employments: Collection[int], since: date) -> dict[int, list[HolidayPaid]]:
    """Return what was paid for periods that ended after a day, by employment, the oldest first. One query."""
    given: dict[str, Any] = {"partner": partner_id, "employments": list(employments), "since": since, "code": CODE}
    found: dict[int, list[HolidayPaid]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PAID, given)
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(HolidayPaid(*row))
    return found


def average(rows: Collection[HolidayPaid], *, before: date) -> Decimal:
    """Return the average pounds a pay period in the 52 weeks before a day, from the first that paid any on.

    Source: Working Time Regulations 1998, reg 16A(5) and (6)
    """
    by_period: dict[date, Decimal] = {}
    for row in rows:
        if row.end <= before and row.end > before - WINDOW:
            by_period[row.start] = by_period.get(row.start, Decimal(0)) + row.amount
    paid = [start for start in sorted(by_period) if by_period[start]]
    counted = [amount for start, amount in by_period.items() if paid and start >= paid[0]]
    return sum(counted, Decimal(0)) / len(counted) if counted else Decimal(0)
