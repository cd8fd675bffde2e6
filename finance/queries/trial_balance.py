"""The trial balance, from the balances that posting keeps (domain FIN-15), and the proof that those are right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from finance.engine import fiscal

# As at an earlier day, what was posted later is taken off again: it is little beside what stands in the kept balances.
LATER = """
UNION ALL
SELECT l.partner_id, j.period_id, l.coding_id, -l.debit, -l.credit
FROM finance_journal j JOIN finance_journalline l ON l.partner_id = j.partner_id AND l.journal_id = j.id
WHERE j.partner_id = %(partner)s AND j.legal_entity_id = %(entity)s AND j.state = 'POSTED' AND j.posted_at >= %(after)s
"""
ROWS = """
SELECT s.code, s.name, s."group", sum(b.debit) FILTER (WHERE p.number = %(number)s),
       sum(b.credit) FILTER (WHERE p.number = %(number)s), sum(b.debit), sum(b.credit)
FROM (SELECT partner_id, period_id, coding_id, debit, credit FROM finance_balance WHERE partner_id = %(partner)s
      /*later*/) b
JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
JOIN finance_coding c ON c.partner_id = b.partner_id AND c.id = b.coding_id
JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
WHERE b.partner_id = %(partner)s AND p.partner_id = %(partner)s AND p.legal_entity_id = %(entity)s
  AND p.year = %(year)s AND p.number <= %(number)s AND NOT p.number = ANY(%(without)s)
GROUP BY s.code, s.name, s."group" ORDER BY s.code
"""
AS_AT = ROWS.replace("/*later*/", LATER)
DIFFERENCES = """
SELECT coalesce(b.period_id, l.period_id), coalesce(b.coding_id, l.coding_id),
       coalesce(b.debit, 0), coalesce(b.credit, 0), coalesce(l.debit, 0), coalesce(l.credit, 0)
FROM (SELECT period_id, coding_id, debit, credit FROM finance_balance WHERE partner_id = %(partner)s) b
FULL JOIN (SELECT j.period_id, l.coding_id, sum(l.debit) AS debit, sum(l.credit) AS credit
           FROM finance_journalline l JOIN finance_journal j ON j.partner_id = l.partner_id AND j.id = l.journal_id
           WHERE l.partner_id = %(partner)s AND j.state = 'POSTED' GROUP BY j.period_id, l.coding_id) l
  ON l.period_id = b.period_id AND l.coding_id = b.coding_id
WHERE (b.debit, b.credit) IS DISTINCT FROM (l.debit, l.credit)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A subjective code of a trial balance: pounds of the period and of the year to date, debits less credits."""

    code: str
    name: str
    group: str
    period: Decimal
    to_date: Decimal

    @property
    def debit(self) -> Decimal | None:
        """The balance where debits are more; None where they are not."""
        return self.to_date if self.to_date > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """The balance where credits are more, above nought; None where they are not."""
        return -self.to_date if self.to_date < 0 else None


class Difference(NamedTuple):
    """A balance that is not the sum of its lines: which, what it says, and what the lines come to."""

    period_id: int
    coding_id: int
    debit: Decimal
    credit: Decimal
    lines_debit: Decimal
    lines_credit: Decimal


def trial_balance(
    *,
    partner_id: int,
    legal_entity_id: int,
    year: int,
    number: int,
    as_at: date | None = None,
    without: Sequence[int] = (),
) -> list[TrialRow]:
    """Return the trial balance of a legal entity at the end of a period: its sum is nought. One statement.

    `number`: 0 to 14. What P13 and P14 took is in it from those on. `as_at`: without what was posted after that day.
    `without`: the adjusting periods that are left out.
    """
    parameters: dict[str, Any] = {
        "partner": partner_id, "entity": legal_entity_id, "year": year, "number": number, "without": list(without),
    }  # fmt: skip
    sql = ROWS
    if as_at is not None:
        parameters["after"] = timezone.make_aware(datetime.combine(as_at + timedelta(days=1), time.min))
        sql = AS_AT
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    none = Decimal("0.00")
    return [
        TrialRow(code=code, name=name, group=group, period=(d or none) - (c or none), to_date=debit - credit)
        for code, name, group, d, c, debit, credit in rows
    ]


def in_one_row(rows: Sequence[TrialRow], *, group: str) -> list[TrialRow]:
    """Return the rows with those of a group, or all, added up to one without a code: their sum stays as it was."""
    them = [row for row in rows if not group or row.group == group]
    if not them:
        return list(rows)
    none = Decimal("0.00")
    one = TrialRow(
        code="", name="All codes together", group=group, period=sum((row.period for row in them), none),
        to_date=sum((row.to_date for row in them), none),
    )  # fmt: skip
    return [one, *(row for row in rows if group and row.group != group)]


def differences(*, partner_id: int) -> list[Difference]:
    """Return the balances of a partner that are not the sum of their posted lines; there should be none."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, {"partner": partner_id})
        return [Difference(*row) for row in cursor.fetchall()]


FUNDS = """
SELECT e.code, f.code, p.year, p.number, sum(b.debit), sum(b.credit)
FROM finance_balance b
JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
JOIN finance_coding c ON c.partner_id = b.partner_id AND c.id = b.coding_id
JOIN finance_fund f ON f.partner_id = c.partner_id AND f.id = c.fund_id
JOIN partners_legalentity e ON e.partner_id = c.partner_id AND e.id = c.legal_entity_id
WHERE b.partner_id = %(partner)s
GROUP BY e.code, f.code, p.year, p.number HAVING sum(b.debit) <> sum(b.credit) ORDER BY 1, 2, 3, 4
"""
GAPS = """
SELECT e.code, p.year, j.kind, count(*), max(j.number)
FROM finance_journal j
JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
JOIN partners_legalentity e ON e.partner_id = j.partner_id AND e.id = j.legal_entity_id
WHERE j.partner_id = %(partner)s AND j.state = 'POSTED'
GROUP BY e.code, p.year, j.kind HAVING count(*) <> max(j.number) ORDER BY 1, 2, 3
"""
COUNTS = """
SELECT count(*), coalesce(sum(n_lines), 0) FROM finance_journal WHERE partner_id = %(partner)s AND state = 'POSTED'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a partner's ledger found."""

    n_journals: int
    n_lines: int
    faults: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say how it went."""
        return f"{len(self.faults):,} faults" if self.faults else "no fault"


def check(*, partner_id: int) -> Checked:
    """Hold balances against lines, debits against credits in each fund and period, and look for gaps in numbers."""
    parameters = {"partner": partner_id}
    found = [
        f"balance of coding {one.coding_id} in period {one.period_id}: {one.debit} and {one.credit}, "
        f"lines {one.lines_debit} and {one.lines_credit}"
        for one in differences(partner_id=partner_id)
    ]
    with connection.cursor() as cursor:
        cursor.execute(FUNDS, parameters)
        for entity, fund, year, number, debit, credit in cursor.fetchall():
            found.append(f"{entity}, fund {fund}, {fiscal.name(year, number)}: debits {debit}, credits {credit}")
        cursor.execute(GAPS, parameters)
        for entity, year, kind, n, last in cursor.fetchall():
            found.append(f"{entity}, {kind} of {fiscal.name(year, 0)[4:]}: {n} journals, numbers up to {last}")
        cursor.execute(COUNTS, parameters)
        n_journals, n_lines = cursor.fetchone()
    return Checked(n_journals=n_journals, n_lines=n_lines, faults=tuple(found))
