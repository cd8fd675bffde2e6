"""What the movement in reserves statement is made of (domain FIN-15)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from finance.engine import reserves
from finance.engine.reserves import Reserve, Statement, Statutory
from sharedservices.common.money import ZERO

# What stands in the kept balances, by code of a reserve, and all of income and expenditure together. As at an earlier
# day, what was posted later is taken off again.
ROWS = """
SELECT CASE WHEN s.code < '90000' THEN '' ELSE s.code END, CASE WHEN s.code < '90000' THEN '' ELSE s.name END,
       CASE WHEN s.code < '90000' THEN '' ELSE s."group" END,
       coalesce(sum(b.pounds) FILTER (WHERE p.number = 0), 0.00), sum(b.pounds)
FROM (SELECT period_id, coding_id, credit - debit AS pounds FROM finance_balance WHERE partner_id = %(partner)s
      UNION ALL
      SELECT j.period_id, l.coding_id, l.debit - l.credit
      FROM finance_journal j
      JOIN finance_journalline l ON l.partner_id = j.partner_id AND l.journal_id = j.id
      WHERE j.partner_id = %(partner)s AND j.legal_entity_id = %(entity)s AND j.state = 'POSTED'
        AND j.posted_at >= %(after)s) b
JOIN finance_period p ON p.partner_id = %(partner)s AND p.id = b.period_id
JOIN finance_coding c ON c.partner_id = %(partner)s AND c.id = b.coding_id
JOIN finance_subjective s ON s.partner_id = %(partner)s AND s.id = c.subjective_id
WHERE p.legal_entity_id = %(entity)s AND p.year = %(year)s AND p.number <= %(number)s
  AND NOT p.number = ANY(%(without)s) AND (s.code < '90000' OR s."group" IN ('USABLE', 'UNUSABLE'))
GROUP BY 1, 2, 3
"""
STATUTORY = """
SELECT j.id, s.code, sum(l.credit - l.debit)
FROM finance_journal j
JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
JOIN finance_journalline l ON l.partner_id = j.partner_id AND l.journal_id = j.id
JOIN finance_coding c ON c.partner_id = j.partner_id AND c.id = l.coding_id
JOIN finance_subjective s ON s.partner_id = j.partner_id AND s.id = c.subjective_id
WHERE j.partner_id = %(partner)s AND j.legal_entity_id = %(entity)s AND j.state = 'POSTED' AND j.kind = 'STATUTORY'
  AND p.year = %(year)s AND p.number <= %(number)s AND NOT p.number = ANY(%(without)s)
  AND (%(after)s::timestamptz IS NULL OR j.posted_at < %(after)s) AND s."group" IN ('USABLE', 'UNUSABLE')
GROUP BY 1, 2
"""


def movement_in_reserves(
    *, partner_id: int, legal_entity_id: int, year: int, number: int, as_at: date | None = None,
    without: Sequence[int] = (),
) -> Statement | None:  # fmt: skip
    """Return the statement of a legal entity's year up to a period; None where nothing is posted. Two statements.

    `without`: the adjusting periods that are left out.
    """
    after = None if as_at is None else timezone.make_aware(datetime.combine(as_at + timedelta(days=1), time.min))
    parameters: dict[str, Any] = {
        "partner": partner_id, "entity": legal_entity_id, "year": year, "number": number, "after": after,
        "without": list(without),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ROWS, parameters)
        rows = cursor.fetchall()
        if not rows:
            return None
        cursor.execute(STATUTORY, parameters)
        statutory = [Statutory(*row) for row in cursor.fetchall()]
    result = sum((to_date for code, _name, _group, _opening, to_date in rows if not code), ZERO)
    return reserves.statement([Reserve(*row) for row in rows if row[0]], statutory, result=result)
