"""What a run is, as its workers and rules see it: plain values, read in one query each."""

from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from payroll.rules import Settled
from sharedservices.common.periods import Frequency

CURRENT = """
JOIN LATERAL (
  SELECT x.* FROM payroll_runmember x
  WHERE x.partner_id = s.partner_id AND x.run_id = s.run_id AND x.employment_id = s.employment_id
    AND x.person_id = s.person_id AND x.version = s.version AND x.state = 'CALCULATED' OFFSET 0) m ON true
"""
"""Joins payslips `s` to the members `m` for whom this version counts.

Written as a look-up for each payslip on purpose. The planner has no statistics of a run that was written a moment ago;
left to itself it compares every payslip with every member. Employment and person say the same, so that every index on
members finds the one row.
"""


class RunFacts(NamedTuple):
    """A run with its period and pay group."""

    run_id: int
    partner_id: int
    pay_group_id: int
    period_id: int
    number: int
    state: str
    is_calculating: bool
    calculation: int
    engine_version: str
    rates_version: str
    processed_by_id: int | None
    period_start: date
    period_end: date
    pay_date: date
    tax_year: str
    tax_period: int
    frequency: Frequency
    group_name: str
    legal_entity_id: int

    @property
    def versions(self) -> tuple[str, str]:
        """Return the versions of calculation and rates that the run is frozen on."""
        return self.engine_version, self.rates_version

    @property
    def label(self) -> str:
        """Return how people call the run."""
        return run_label(self.group_name, self.pay_date, self.number)


_FACTS = """
SELECT r.id, r.partner_id, r.pay_group_id, r.period_id, r.number, r.state, r.is_calculating, r.calculation,
       r.engine_version, r.rates_version, r.processed_by_id, lower(p.covers), upper(p.covers), p.pay_date, p.tax_year,
       p.tax_period, g.frequency, g.name, g.legal_entity_id
FROM payroll_payrun r
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
JOIN hr_paygroup g ON g.partner_id = r.partner_id AND g.id = r.pay_group_id
WHERE r.partner_id = %s AND r.id = %s
"""

_ON_ORDER = """
SELECT r.id, g.name, p.pay_date, r.number, r.state
FROM payroll_payrun r
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
JOIN hr_paygroup g ON g.partner_id = r.partner_id AND g.id = r.pay_group_id
WHERE r.partner_id = %s AND r.pay_group_id = %s AND p.tax_year = %s
ORDER BY p.pay_date, r.number, r.id
"""

_SAME_PERIOD = """
SELECT r.id FROM payroll_payrun r
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
JOIN hr_paygroup g ON g.partner_id = r.partner_id AND g.id = r.pay_group_id
WHERE r.partner_id = %s AND r.state = 'RELEASED' AND r.id <> %s
  AND p.tax_year = %s AND p.tax_period = %s AND g.frequency = %s
ORDER BY r.id
"""


def forget_on_crash() -> None:
    """Let this transaction commit without waiting for the disk: for marks that a crash of the server may lose."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def run_label(group_name: str, pay_date: date, number: int) -> str:
    """Return how people call a run: "Monthly staff, November 2026", with its number when it is supplementary."""
    extra = "" if number == 1 else f", supplementary {number - 1}"
    return f"{group_name}, {pay_date:%B %Y}{extra}"


def run_facts(*, partner_id: int, run_id: int, hold: bool = False) -> RunFacts | None:
    """Return the facts of a run, or None when the partner has no such run. One query.

    With `hold` nobody can change the run until the transaction ends; others may hold it too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FACTS + (" FOR SHARE OF r" if hold else ""), [partner_id, run_id])
        row = cursor.fetchone()
    return None if row is None else RunFacts(*row)._replace(frequency=Frequency(row[16]))


def settled_runs(run: RunFacts) -> tuple[Settled, list[Settled]]:
    """Return this run and the others of its pay group in the tax year, as rule PR1 sees them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ON_ORDER, [run.partner_id, run.pay_group_id, run.tax_year])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    found = {
        run_id: Settled(run_label(name, pay_date, number), (pay_date, number), state)
        for run_id, name, pay_date, number, state in rows
    }
    this = found.pop(run.run_id)
    return this, list(found.values())


def released_in_same_period(run: RunFacts) -> list[int]:
    """Return the other released runs of the partner in the same earnings period. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SAME_PERIOD, [run.partner_id, run.run_id, run.tax_year, run.tax_period, run.frequency.value])
        return [row[0] for row in cursor.fetchall()]
