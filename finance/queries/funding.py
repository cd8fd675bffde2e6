"""What the expenditure and funding analysis is made of: income and expenditure by directorate, and the general fund."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from finance.engine import cies, fiscal
from finance.engine.cies import Amount, Analysis, Fund
from finance.models import Subjective
from sharedservices.common.money import ZERO

# What stands in the kept balances, and what of it journals of statutory adjustments posted. As at an earlier day, what
# was posted later is taken off again.
ROWS = """
SELECT coalesce(d.code, a.code, ''), coalesce(d.name, a.name, ''), s.code, s."group",
       coalesce(sum(b.pounds), 0), coalesce(sum(b.statutory), 0),
       coalesce(sum(b.pounds) FILTER (WHERE p.number = 0), 0)
FROM (SELECT period_id, coding_id, debit - credit AS pounds, 0::numeric AS statutory
      FROM finance_balance WHERE partner_id = %(partner)s
      UNION ALL
      SELECT j.period_id, l.coding_id,
             CASE WHEN j.posted_at >= %(after)s THEN l.credit - l.debit ELSE 0 END,
             CASE WHEN j.kind = 'STATUTORY' AND (%(after)s::timestamptz IS NULL OR j.posted_at < %(after)s)
                  THEN l.debit - l.credit ELSE 0 END
      FROM finance_journal j
      JOIN finance_journalline l ON l.partner_id = j.partner_id AND l.journal_id = j.id
      WHERE j.partner_id = %(partner)s AND j.legal_entity_id = %(entity)s AND j.state = 'POSTED'
        AND (j.kind = 'STATUTORY' OR j.posted_at >= %(after)s)) b
JOIN finance_period p ON p.partner_id = %(partner)s AND p.id = b.period_id
JOIN finance_coding c ON c.partner_id = %(partner)s AND c.id = b.coding_id
JOIN finance_subjective s ON s.partner_id = %(partner)s AND s.id = c.subjective_id
LEFT JOIN finance_costcentreplace k ON k.partner_id = %(partner)s AND k.cost_centre_id = c.cost_centre_id
  AND k.valid @> %(on)s::date
LEFT JOIN finance_servicearea a ON a.partner_id = %(partner)s AND a.id = k.service_id
LEFT JOIN finance_servicearea d ON d.partner_id = %(partner)s AND d.id = a.parent_id
WHERE p.legal_entity_id = %(entity)s AND p.year = %(year)s AND p.number <= %(number)s
  AND NOT p.number = ANY(%(without)s) AND (s.code < '90000' OR s.code = %(fund)s)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An analysis, and the names of its directorates by code."""

    analysis: Analysis
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A code of income and expenditure with the line that it stands on; `line` is empty for none."""

    code: str
    name: str
    group: str
    line: str
    is_used: bool


def expenditure_and_funding(
    *,
    partner_id: int,
    legal_entity_id: int,
    year: int,
    number: int,
    as_at: date | None = None,
    without: Sequence[int] = (),
) -> Found | None:
    """Return the analysis of a legal entity's year up to a period; None where nothing is posted. One statement.

    Cost centres stand with the directorate that they belong to on the period's last day. `without`: the adjusting
    periods that are left out.
    """
    on = fiscal.spans(year)[number].last
    after = None if as_at is None else timezone.make_aware(datetime.combine(as_at + timedelta(days=1), time.min))
    parameters: dict[str, Any] = {
        "partner": partner_id, "entity": legal_entity_id, "year": year, "number": number, "on": on, "after": after,
        "fund": cies.GENERAL_FUND, "without": list(without),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ROWS, parameters)
        rows = cursor.fetchall()
    if not rows:
        return None
    amounts, names, fund = [], {}, Fund(ZERO, ZERO, ZERO)
    for area, name, code, group, pounds, statutory, opening in rows:
        if code == cies.GENERAL_FUND:
            fund = _added(fund, opening, statutory, pounds)
        else:
            names[area] = name
            amounts.append(Amount(area, code, group, pounds, statutory))
    return Found(analysis=cies.analysis(amounts, fund, on=on), names=names)


def _added(fund: Fund, opening: Decimal, statutory: Decimal, pounds: Decimal) -> Fund:
    return Fund(fund.opening + opening, fund.statutory + statutory, fund.reserves + pounds - opening - statutory)


USED = """
SELECT DISTINCT c.subjective_id
FROM finance_balance b JOIN finance_coding c ON c.partner_id = b.partner_id AND c.id = b.coding_id
WHERE b.partner_id = %s
"""


def mapping(*, partner_id: int, on: date) -> list[Mapped]:
    """Return each posting code of income and expenditure with its line of the statements. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [partner_id])
        used = {pk for (pk,) in cursor.fetchall()}
    rows = Subjective.objects.of(partner_id).filter(code__lt="90000", is_posting=True).order_by("code")
    return [
        Mapped(
            code=one.code, name=one.name, group=one.get_group_display(), is_used=one.pk in used,
            line=cies.LINES.get(cies.line_of(one.code, one.group, on=on) or "", ""),
        )
        for one in rows
    ]  # fmt: skip
