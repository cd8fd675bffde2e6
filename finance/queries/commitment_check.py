"""The proof that commitments add up: kept balances, lines and events, and the open orders of whoever ordered.

Source: domain FIN-05, “ledger total of commitments must equal Σ open PO lines nightly”.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import F, Sum

from finance.models import CommitmentBalance, CommitmentLine
from finance.queries import outside
from sharedservices.common.money import ZERO

BALANCES = """
SELECT coalesce(b.year, l.year), coalesce(b.coding_id, l.coding_id), coalesce(b.pre_committed, 0),
       coalesce(b.committed, 0), coalesce(l.pre, 0), coalesce(l.committed, 0)
FROM (SELECT * FROM finance_commitmentbalance WHERE partner_id = %(partner)s) b
FULL JOIN (SELECT year, coding_id, sum(pre_committed) AS pre, sum(committed) AS committed FROM finance_commitmentline
           WHERE partner_id = %(partner)s GROUP BY year, coding_id) l ON l.year = b.year AND l.coding_id = b.coding_id
WHERE (coalesce(b.pre_committed, 0), coalesce(b.committed, 0))
  IS DISTINCT FROM (coalesce(l.pre, 0), coalesce(l.committed, 0))
ORDER BY 1, 2
"""
EVENTS = """
SELECT m.reference, l.number, l.year, l.pre_committed, l.committed, sum(coalesce(e.pre_committed, 0)),
       sum(coalesce(e.committed, 0))
FROM finance_commitmentline l JOIN finance_commitment m ON m.partner_id = l.partner_id AND m.id = l.commitment_id
LEFT JOIN finance_commitmententry e ON e.partner_id = l.partner_id AND e.line_id = l.id
WHERE l.partner_id = %(partner)s
GROUP BY m.reference, l.number, l.year, l.pre_committed, l.committed
HAVING (l.pre_committed, l.committed)
  IS DISTINCT FROM (sum(coalesce(e.pre_committed, 0)), sum(coalesce(e.committed, 0)))
ORDER BY 1, 2, 3
"""
BUDGETS = """
SELECT coalesce(b.year, l.year), coalesce(b.coding_id, l.coding_id), coalesce(b.month, l.month),
       coalesce(b.to_date, 0), coalesce(l.to_date, 0)
FROM (SELECT k.year, k.coding_id, u.month, u.to_date
      FROM finance_budgetbalance k, unnest(k.to_date) WITH ORDINALITY u(to_date, month)
      WHERE k.partner_id = %(partner)s) b
FULL JOIN (SELECT d.year, l.coding_id, u.month,
                  sum(sum(u.pounds)) OVER (PARTITION BY d.year, l.coding_id ORDER BY u.month) AS to_date
           FROM finance_budgetline l
           JOIN finance_budgetdecision d ON d.partner_id = l.partner_id AND d.id = l.decision_id,
             unnest(l.profile) WITH ORDINALITY u(pounds, month)
           WHERE l.partner_id = %(partner)s AND d.state = 'APPLIED' GROUP BY d.year, l.coding_id, u.month) l
  ON l.year = b.year AND l.coding_id = b.coding_id AND l.month = b.month
WHERE coalesce(b.to_date, 0) <> coalesce(l.to_date, 0) ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a partner's budgets and commitments found: the ledger's open total in pounds, and faults."""

    total: Decimal
    n_lines: int
    faults: tuple[str, ...]


def check(*, partner_id: int) -> Checked:
    """Hold kept budgets against decisions, kept commitments against lines, lines against events and open orders."""
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(BUDGETS, {"partner": partner_id})
        found += [
            f"budget of coding {coding} in {year} up to P{month:02}: kept {kept}, decisions {lines}"
            for year, coding, month, kept, lines in cursor.fetchall()
        ]
        cursor.execute(BALANCES, {"partner": partner_id})
        found += [
            f"commitments of coding {coding} in {year}: kept {pre} and {open_}, open lines {pre_lines} and {open_lines}"
            for year, coding, pre, open_, pre_lines, open_lines in cursor.fetchall()
        ]
        cursor.execute(EVENTS, {"partner": partner_id})
        found += [
            f"{reference}, line {number} of {year}: holds {pre} and {open_}, its events {pre_sum} and {open_sum}"
            for reference, number, year, pre, open_, pre_sum, open_sum in cursor.fetchall()
        ]
    for source, orders in outside.open_orders(partner_id=partner_id).items():
        found += _against(source, dict(orders), partner_id=partner_id)
    kept = CommitmentBalance.objects.of(partner_id).aggregate(total=Sum(F("pre_committed") + F("committed")))
    n_lines = CommitmentLine.objects.of(partner_id).exclude(pre_committed=0, committed=0).count()
    return Checked(total=kept["total"] or ZERO, n_lines=n_lines, faults=tuple(found))


def _against(source: str, orders: dict[tuple[str, int, int], Decimal], *, partner_id: int) -> list[str]:
    """Hold each open line of a source against what is committed for it; both ways."""
    rows = CommitmentLine.objects.of(partner_id).filter(commitment__source=source)
    held = {
        (reference, number, year): pre + committed
        for reference, number, year, pre, committed in rows.values_list(
            "commitment__reference", "number", "year", "pre_committed", "committed"
        )
        if pre or committed
    }
    return [
        f"{source} {reference}, line {number} of {year}: the order holds {orders.get(place, ZERO)}, "
        f"the ledger {held.get(place, ZERO)}"
        for place in sorted({*orders, *held})
        for reference, number, year in [place]
        if orders.get(place, ZERO) != held.get(place, ZERO)
    ]
