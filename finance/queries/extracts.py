"""Every posted line of a legal entity's year, and the proof that none is missing (domain AUD-01)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from finance.engine import fiscal, journal_flags
from finance.engine.journal_flags import Facts
from finance.models import LedgerExtract
from sharedservices.common.bulk import read_rows
from sharedservices.common.db import joined_by_hash
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.workingdays import is_working_day

HEADER = (
    "Entity", "Journal", "Line", "Type", "Source", "Source reference", "Description", "Posted at", "Accounting date",
    "Period", "Prepared by", "Prepared at", "Approved by", "Approved at", "Posted by", "Account", "Account name",
    "Cost centre", "Project", "Fund", "Counterparty", "Debit", "Credit", "Narrative", "Reference", "Origin period",
    "Reverses", "Reversed by", "Flags",
)  # fmt: skip
DEBIT, CREDIT = HEADER.index("Debit"), HEADER.index("Credit")
NEVER_CHANGES = tuple(
    HEADER.index(one)
    for one in (
        "Journal", "Line", "Posted at", "Accounting date", "Period", "Account", "Cost centre", "Project", "Fund",
        "Counterparty", "Debit", "Credit", "Narrative", "Reference",
    )
)  # fmt: skip
"""What the population is known by: people and codes may get another name, a posted line stays."""
POPULATION = """
FROM finance_journal j
JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
WHERE j.partner_id = %(partner)s AND j.legal_entity_id = %(entity)s AND j.state = 'POSTED' AND p.year = %(year)s
  AND j.posted_at <= %(until)s
"""
# Everything is read once and joined by hash: the answer takes as long with ten lines as planned for ten million.
LINES = """
WITH them AS MATERIALIZED (
  SELECT j.id, j.uuid, j.legal_entity_id, j.kind, j.number, j.source, j.source_ref, j.description, j.posted_at,
         j.accounting_date, j.prepared_by_id, j.prepared_at, j.posted_by_id, j.reverses_id, j.linked_to_id, j.total,
         p.year AS of_year,
         p.number AS of_period, upper(p.covers) - 1 AS last_day /*population*/
),
decided AS MATERIALIZED (
  SELECT c.attribute, string_agg(u.full_name, '; ' ORDER BY a.round, a.number) AS names, max(a.decided_at) AS at
  FROM partners_changerequest c
  JOIN partners_approvalstep a ON a.partner_id = c.partner_id AND a.change_id = c.id AND a.decided_at IS NOT NULL
  JOIN partners_user u ON u.id = a.decided_by_id
  WHERE c.partner_id = %(partner)s AND c.kind = 'finance.journal' AND c.state = 'APPLIED'
  GROUP BY c.attribute
  UNION ALL
  SELECT 'journal ' || them.uuid, 'Posted without approval under rule FIN-AUTO-POST', k.checked_at
  FROM finance_postingcheck k JOIN them ON them.id = k.journal_id
  WHERE k.partner_id = %(partner)s AND k.is_passed
),
code AS MATERIALIZED (
  SELECT c.id, s.code AS subjective, s.name, coalesce(cc.code, '') AS centre, coalesce(pr.code, '') AS project,
         f.code AS fund, coalesce(cp.code, '') AS counterparty
  FROM finance_coding c
  JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
  JOIN finance_fund f ON f.partner_id = c.partner_id AND f.id = c.fund_id
  LEFT JOIN finance_costcentre cc ON cc.partner_id = c.partner_id AND cc.id = c.cost_centre_id
  LEFT JOIN finance_project pr ON pr.partner_id = c.partner_id AND pr.id = c.project_id
  LEFT JOIN finance_counterparty cp ON cp.partner_id = c.partner_id AND cp.id = c.counterparty_id
  WHERE c.partner_id = %(partner)s
),
earning AS MATERIALIZED (
  SELECT l.journal_id FROM finance_journalline l JOIN code ON code.id = l.coding_id AND code.subjective LIKE '8%%'
  JOIN them ON them.id = l.journal_id AND them.source = ''
  WHERE l.partner_id = %(partner)s GROUP BY l.journal_id
),
mirror AS MATERIALIZED (
  SELECT j.reverses_id AS of_id, j.kind, j.number, p.year, p.number AS of_period
  FROM finance_journal j JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
  WHERE j.partner_id = %(partner)s AND j.reverses_id IS NOT NULL AND j.state = 'POSTED' AND j.posted_at <= %(until)s
)
SELECT e.code, j.kind, j.number, l.number, j.source, j.source_ref, j.description, j.posted_at, j.accounting_date,
       j.of_year, j.of_period, prepared.full_name, j.prepared_at, decided.names, decided.at, posted.full_name,
       code.subjective, code.name, code.centre, code.project, code.fund, code.counterparty, l.debit, l.credit,
       l.narrative, l.reference, o.year, o.number, undone.kind, undone.number, mirror.kind, mirror.number, j.last_day,
       j.total, earning.journal_id IS NOT NULL,
       mirror.number IS NOT NULL
       AND (mirror.year, mirror.of_period) IN ((j.of_year, j.of_period + 1), (j.of_year + 1, 1))
FROM finance_journalline l
JOIN them j ON j.id = l.journal_id
JOIN code ON code.id = l.coding_id
JOIN partners_legalentity e ON e.id = j.legal_entity_id
JOIN partners_user prepared ON prepared.id = j.prepared_by_id
JOIN partners_user posted ON posted.id = j.posted_by_id
LEFT JOIN finance_journal lead ON lead.partner_id = %(partner)s AND lead.id = j.linked_to_id
LEFT JOIN decided ON j.source = '' AND decided.attribute = 'journal ' || coalesce(lead.uuid, j.uuid)::text
LEFT JOIN earning ON earning.journal_id = j.id
LEFT JOIN finance_journal undone ON undone.partner_id = %(partner)s AND undone.id = j.reverses_id
LEFT JOIN mirror ON mirror.of_id = j.id
LEFT JOIN finance_period o ON o.partner_id = l.partner_id AND o.id = l.origin_period_id
WHERE l.partner_id = %(partner)s
ORDER BY j.of_period, j.kind, j.number, l.number
""".replace("/*population*/", POPULATION)
# Opening and closing come from the balances that posting keeps, less what was posted later; movement from the lines.
PROOF = """
WITH them AS MATERIALIZED (SELECT j.id, p.number AS of_period /*population*/),
later AS MATERIALIZED (
  SELECT j.id, p.number AS of_period
  FROM finance_journal j JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
  WHERE j.partner_id = %(partner)s AND j.legal_entity_id = %(entity)s AND j.state = 'POSTED' AND p.year = %(year)s
    AND j.posted_at > %(until)s
),
parts AS MATERIALIZED (
  SELECT l.coding_id, 0 AS opening, l.debit, l.credit, 0 AS closing
  FROM finance_journalline l JOIN them ON them.id = l.journal_id AND them.of_period > 0
  WHERE l.partner_id = %(partner)s
  UNION ALL
  SELECT b.coding_id, CASE WHEN p.number = 0 THEN b.debit - b.credit ELSE 0 END, 0, 0, b.debit - b.credit
  FROM finance_balance b JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
  WHERE b.partner_id = %(partner)s AND p.legal_entity_id = %(entity)s AND p.year = %(year)s
  UNION ALL
  SELECT l.coding_id, CASE WHEN later.of_period = 0 THEN l.credit - l.debit ELSE 0 END, 0, 0, l.credit - l.debit
  FROM finance_journalline l JOIN later ON later.id = l.journal_id
  WHERE l.partner_id = %(partner)s
)
SELECT s.code, s.name, sum(k.opening), sum(k.debit), sum(k.credit), sum(k.closing)
FROM parts k
JOIN finance_coding c ON c.partner_id = %(partner)s AND c.id = k.coding_id
JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
GROUP BY s.code, s.name ORDER BY s.code
""".replace("/*population*/", POPULATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """A code: pounds, debits above nought. Opening and lines come to the closing balance, or something is missing."""

    code: str
    name: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal

    @property
    def difference(self) -> Decimal:
        """What the closing balance is more than opening and lines."""
        return self.closing - (self.opening + self.debit - self.credit)


def get(extract: UUID) -> LedgerExtract:
    """Return an extract. :raises LedgerExtract.DoesNotExist: when there is none in scope."""
    row: LedgerExtract = LedgerExtract.objects.select_related("legal_entity", "made_by").get(uuid=extract)
    return row


def extracts(*, partner_id: int) -> QuerySetRows:
    """Return every extract of a partner."""
    return QuerySetRows(LedgerExtract.objects.of(partner_id).select_related("legal_entity", "made_by"))


def lines(row: LedgerExtract) -> Iterator[list[Any]]:
    """Stream the lines of an extract, in the order of HEADER. Inside a transaction."""
    with joined_by_hash():
        for one in read_rows(LINES, _given(row)):
            yield _line(one)


def proof(row: LedgerExtract) -> list[ProofRow]:
    """Return opening, movement and closing of each code. Inside a transaction."""
    with joined_by_hash(), connection.cursor() as cursor:
        cursor.execute(PROOF, _given(row))
        return [
            ProofRow(code=code, name=name, opening=opening, debit=debit, credit=credit, closing=closing)
            for code, name, opening, debit, credit, closing in cursor.fetchall()
        ]


# --- the parts ------------------------------------------------------------------------------------------------------
def _given(row: LedgerExtract) -> Any:
    return {"partner": row.partner_id, "entity": row.legal_entity_id, "year": row.year, "until": row.as_at}


def _local(moment: datetime | None) -> datetime | str:
    """Return a moment by the clock here; empty for none."""
    return timezone.localtime(moment) if moment else ""


def _line(one: tuple[Any, ...]) -> list[Any]:
    (entity, kind, number, line, source, source_ref, description, posted_at, accounting_date, year, period, prepared,
     prepared_at, approvers, approved_at, posted, code, name, centre, project, fund, counterparty, debit, credit,
     narrative, reference, origin_year, origin, undone_kind, undone, mirror_kind, mirror, last_day, total, has_income,
     is_next) = one  # fmt: skip
    local = timezone.localtime(posted_at)
    facts = Facts(
        is_manual=not source, has_income=bool(has_income), period=period, last_day=last_day, posted_on=local.date(),
        hour=local.hour, is_working_day=is_working_day(local.date()), total=total, description=description,
        is_reversed_next=bool(is_next),
    )  # fmt: skip
    return [
        entity, f"{kind} {number}", line, kind, source, source_ref, description, local, accounting_date,
        fiscal.name(year, period), prepared, _local(prepared_at), approvers or "", _local(approved_at), posted, code,
        name, centre, project, fund, counterparty, debit, credit, narrative, reference,
        fiscal.name(origin_year, origin) if origin is not None else "",
        f"{undone_kind} {undone}" if undone else "", f"{mirror_kind} {mirror}" if mirror else "",
        "; ".join(journal_flags.flags(facts)),
    ]  # fmt: skip
