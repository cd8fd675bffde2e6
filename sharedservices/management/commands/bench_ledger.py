"""Measure the ledger in a scratch database, and hold each figure against its floor: a raw sum, or a COPY."""

import io
import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import BudgetBalance, CostCentre, Journal, PeriodModule
from finance.operations import calendar, chart, journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.queries import budget_position, commitment_check, trial_balance
from partners.models import LegalEntity, Partner, User
from partners.scope import partner_scope
from payroll.management.bench import scratch
from sharedservices.management import bench_bank

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
YEARS, MONTHS = (2025, 2026), range(1, 13)
CENTRES, TIMES = 300, 5
# Cost centres by what they spend on: as many combinations as a county's ledger has.
COMBINE = """
INSERT INTO finance_coding (partner_id, legal_entity_id, cost_centre_id, subjective_id, fund_id)
SELECT %(partner)s, %(entity)s, c.id, s.id, f.id
FROM finance_costcentre c, finance_subjective s, finance_fund f
WHERE c.partner_id = %(partner)s AND s.partner_id = %(partner)s AND f.partner_id = %(partner)s
  AND s.code < '89999' ON CONFLICT DO NOTHING
"""
CREDITOR = """
INSERT INTO finance_coding (partner_id, legal_entity_id, subjective_id, fund_id)
SELECT %(partner)s, %(entity)s, s.id, f.id FROM finance_subjective s, finance_fund f
WHERE s.partner_id = %(partner)s AND f.partner_id = %(partner)s AND s.code = '94000' ON CONFLICT DO NOTHING
RETURNING id
"""
# Debits on combinations in turn, each of other pounds and pence, and one credit for all of them.
LINES = """
INSERT INTO finance_journalline (partner_id, journal_id, number, coding_id, debit, credit, narrative, reference,
  is_restricted)
SELECT %(partner)s, %(journal)s, n, (%(codings)s::bigint[])[1 + (n * 7 + %(seed)s * 31) %% %(n_codings)s],
       ((n * 13 + %(seed)s) %% 90000 + 100) / 100.0, 0, '', '', false
FROM generate_series(1, %(lines)s - 1) n
"""
CREDIT = """
INSERT INTO finance_journalline (partner_id, journal_id, number, coding_id, debit, credit, narrative, reference,
  is_restricted)
SELECT %(partner)s, %(journal)s, %(lines)s, %(creditor)s, 0, sum(debit), '', '', false FROM finance_journalline
WHERE partner_id = %(partner)s AND journal_id = %(journal)s
"""
SUMS = """
UPDATE finance_journal SET n_lines = %(lines)s, lines_hash = finance_lines_hash(%(partner)s, %(journal)s),
  total = (SELECT sum(debit) FROM finance_journalline WHERE partner_id = %(partner)s AND journal_id = %(journal)s)
WHERE id = %(journal)s
"""
POST = "UPDATE finance_journal SET state = 'POSTED', posted_by_id = %(by)s, posted_at = now() WHERE id = %(journal)s"
# The floor of a trial balance without kept balances: every line of the year is read and added up.
RAW_SUM = """
SELECT c.subjective_id, sum(l.debit), sum(l.credit) FROM finance_journalline l
JOIN finance_journal j ON j.id = l.journal_id JOIN finance_period p ON p.id = j.period_id
JOIN finance_coding c ON c.id = l.coding_id WHERE p.year = 2026 GROUP BY c.subjective_id
"""
# And of one with them: the kept balances of the year, without names, order or row security.
RAW_BALANCES = """
SELECT c.subjective_id, sum(b.debit), sum(b.credit) FROM finance_balance b
JOIN finance_period p ON p.id = b.period_id JOIN finance_coding c ON c.id = b.coding_id
WHERE p.year = 2026 GROUP BY c.subjective_id
"""
# A budget on every combination of the year, and an open order line on every tenth.
BUDGET = """
INSERT INTO finance_budgetdecision (partner_id, uuid, legal_entity_id, year, kind, is_permanent, state, description,
  members_reference, base_reference, override_reason, file_hash, prepared_by_id, prepared_human, prepared_at, n_lines,
  total, moved, lines_hash)
VALUES (%(partner)s, gen_random_uuid(), %(entity)s, 2026, 'ORIGINAL', false, 'DRAFT', 'Budget of the year', 'Council',
  '', '', '', %(by)s, %(human)s, now(), 0, 0, 0, '') RETURNING id
"""
BUDGET_LINES = """
INSERT INTO finance_budgetline (partner_id, decision_id, number, coding_id, method, annual, profile, narrative)
SELECT %(partner)s, %(decision)s, row_number() OVER (ORDER BY id), id, 'EQUAL', 12000 + 12 * (id %% 900),
       array_fill(1000.00 + id %% 900, ARRAY[12])::numeric(14,2)[], ''
FROM finance_coding WHERE partner_id = %(partner)s AND cost_centre_id IS NOT NULL
"""
BUDGET_FORCE = """
UPDATE finance_budgetdecision d SET (n_lines, total, moved) = (
    SELECT count(*), sum(annual), sum(annual) FROM finance_budgetline WHERE decision_id = d.id)
WHERE d.id = %(decision)s;
UPDATE finance_budgetdecision SET lines_hash = finance_budget_hash(%(partner)s, %(decision)s) WHERE id = %(decision)s;
UPDATE finance_budgetdecision SET state = 'APPLIED', applied_by_id = %(by)s, applied_at = now(),
  applied_on = '2026-04-01' WHERE id = %(decision)s
"""
ORDERS = """
WITH made AS (
  INSERT INTO finance_commitment (partner_id, uuid, legal_entity_id, source, reference, description, relieved_by)
  SELECT %(partner)s, gen_random_uuid(), %(entity)s, 'bench', 'PO-' || id, 'Order', 'RECEIPT' FROM finance_coding
  WHERE partner_id = %(partner)s AND cost_centre_id IS NOT NULL AND id %% 10 = 0 RETURNING id, reference)
INSERT INTO finance_commitmentline (partner_id, commitment_id, number, coding_id, year, pre_committed, committed)
SELECT %(partner)s, id, 1, substr(reference, 4)::bigint, 2026, 0, 0 FROM made
"""
EVENTS = """
INSERT INTO finance_commitmententry (partner_id, line_id, event, pre_committed, committed, "on", key, override_reason,
  by_id, at)
SELECT %(partner)s, id, 'ORDER', 0, 500, '2026-10-01', 'order', '', %(by)s, now() FROM finance_commitmentline
WHERE partner_id = %(partner)s
"""
# The floor of a budget report without kept figures: every line of the year, of the budget and of orders is added up.
RAW_BUDGET_LINES = """
SELECT c.cost_centre_id, sum(u.budget), sum(u.actual), sum(u.open) FROM (
  SELECT l.coding_id, l.annual AS budget, 0 AS actual, 0 AS open FROM finance_budgetline l
  UNION ALL SELECT l.coding_id, 0, l.debit - l.credit, 0 FROM finance_journalline l
    JOIN finance_journal j ON j.id = l.journal_id JOIN finance_period p ON p.id = j.period_id WHERE p.year = 2026
  UNION ALL SELECT l.coding_id, 0, 0, e.committed FROM finance_commitmententry e
    JOIN finance_commitmentline l ON l.id = e.line_id) u
JOIN finance_coding c ON c.id = u.coding_id GROUP BY c.cost_centre_id
"""
# And of one with them.
RAW_BUDGET_KEPT = """
SELECT c.cost_centre_id, sum(u.budget), sum(u.actual), sum(u.open) FROM (
  SELECT coding_id, to_date[12] AS budget, 0 AS actual, 0 AS open FROM finance_budgetbalance WHERE year = 2026
  UNION ALL SELECT b.coding_id, 0, b.debit - b.credit, 0 FROM finance_balance b
    JOIN finance_period p ON p.id = b.period_id WHERE p.year = 2026
  UNION ALL SELECT coding_id, 0, 0, committed FROM finance_commitmentbalance WHERE year = 2026) u
JOIN finance_coding c ON c.id = u.coding_id GROUP BY c.cost_centre_id
"""


class Size(NamedTuple):
    """How much is measured: journals a period, lines of each, and lines of a bank statement."""

    journals: int
    lines: int
    statement: int


class Command(BaseCommand):
    """Post journals up to so many lines, then measure reading them and posting one more."""

    help = "Measure the ledger: bench_ledger --lines 5000000 --json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be chosen."""
        parser.add_argument("--lines", type=int, default=5_000_000, help="journal lines over 24 periods (5000000)")
        parser.add_argument("--journal", type=int, default=6_000, help="lines of a journal (6000)")
        parser.add_argument("--statement", type=int, default=50_000, help="lines of the bank statement (50000)")
        parser.add_argument("--template", help="a migrated, empty database to begin from: saves migrating another one")
        parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each figure beside its floor.

        :raises CommandError: for fewer lines than one journal a period has, or when the ledger does not add up
        """
        least = len(YEARS) * len(MONTHS) * options["journal"]
        if options["lines"] < least:
            raise CommandError(f"Give at least {least:,} lines.")
        with scratch.database(options["template"]) as environment:
            size = Size(options["lines"] // least, options["journal"], options["statement"])
            found = self._measure(size, environment["DATABASE_OWNER_URL"])
        for label, value in found.items():
            self.stdout.write(f"{label:<52}{value:>14,}")
        if options["json"]:
            self.stdout.write(json.dumps(found))

    def _measure(self, size: Size, owner_url: str) -> dict[str, Any]:
        partner, entity, by = _books()
        began = time.perf_counter()
        n_lines = self._fill(partner, entity, by, size)
        filled = time.perf_counter() - began
        n_budgets = _budget(partner, entity, by, owner_url)
        with scratch.connect(owner_url) as link, link.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE finance_balance, finance_coding, finance_journalline, finance_journal")
            cursor.execute("VACUUM ANALYZE finance_budgetbalance, finance_commitmentbalance")
            raw_budget_lines = _median(lambda: cursor.execute(RAW_BUDGET_LINES))
            raw_budget_kept = _median(lambda: cursor.execute(RAW_BUDGET_KEPT))
            raw_sum = _median(lambda: cursor.execute(RAW_SUM))
            raw_balances = _median(lambda: cursor.execute(RAW_BALANCES))
        whole: dict[str, Any] = {"partner_id": partner.pk, "legal_entity_id": entity.pk, "year": 2026, "number": 12}
        with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
            trial = _median(lambda: trial_balance.trial_balance(**whole))
            if sum(row.to_date for row in trial_balance.trial_balance(**whole)) != 0:
                raise CommandError("The trial balance is not nought.")
            part = budget_position.Slice(partner_id=partner.pk, legal_entity_id=entity.pk, year=2026, number=8)
            budget = {
                level: _median(lambda level=level: budget_position.report(part, level=level))  # type: ignore[misc]
                for level in ("cost_centre", "code")
            }
            monthly = _median(lambda: budget_position.monthly(part))
            held = commitment_check.check(partner_id=partner.pk)
            if held.faults:
                raise CommandError(held.faults[0])
        posting, copying = _posting(partner, entity, by, owner_url, size.lines)
        statement = bench_bank.measure(partner, entity, by, owner_url, size.statement)
        began = time.perf_counter()
        with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
            checked = trial_balance.check(partner_id=partner.pk)
        if checked.faults:
            raise CommandError(checked.faults[0])
        return {
            "journal lines": n_lines,
            "lines a second, written and posted": int(n_lines / filled),
            "trial balance, ms": trial,
            "  the kept balances added up raw, ms": raw_balances,
            "  the lines added up raw, ms": raw_sum,
            "codings with a budget": n_budgets,
            "open order lines": held.n_lines,
            "budget report by cost centre, ms": budget["cost_centre"],
            "budget report by subjective code, ms": budget["code"],
            "  the kept figures added up raw, ms": raw_budget_kept,
            "  the lines added up raw again, ms": raw_budget_lines,
            "months of the budget report’s chart, ms": monthly,
            f"posting a journal of {size.lines:,} lines, ms": posting,
            "  COPY of its lines into a table with the same keys, ms": copying,
            "check of all balances against all lines, ms": int((time.perf_counter() - began) * 1000),
            **statement,
        }

    def _fill(self, partner: Partner, entity: LegalEntity, by: User, size: Size) -> int:
        """Post journals into every period, as the runtime role, through the guards; return how many lines."""
        with partner_scope(partner.pk, actor_id=by.pk, reason="bench"), connection.cursor() as cursor:
            ids = {"partner": partner.pk, "entity": entity.pk}
            cursor.execute(CREDITOR, ids)
            (creditor,) = cursor.fetchone()
            cursor.execute(COMBINE, ids)
            cursor.execute("SELECT array_agg(id ORDER BY id) FROM finance_coding WHERE id <> %s", [creditor])
            (codings,) = cursor.fetchone()
        n_lines = seed = 0
        for year in YEARS:
            for period in calendar_of(partner, entity, by, year):
                with partner_scope(partner.pk, actor_id=by.pk, reason="bench"), connection.cursor() as cursor:
                    for _ in range(size.journals):
                        seed += 1
                        row = Journal.objects.create(
                            partner=partner, legal_entity=entity, kind="AP", module="AP", period=period,
                            accounting_date=period.covers.lower, description="Invoices of the month", source="bench",
                            key=f"bench:{seed}", prepared_by=by, prepared_human=by.human_id, prepared_at=AT,
                        )  # fmt: skip
                        facts = {
                            "partner": partner.pk, "journal": row.pk, "codings": codings, "seed": seed, "by": by.pk,
                            "lines": size.lines, "creditor": creditor, "n_codings": len(codings),
                        }  # fmt: skip
                        for sql in (LINES, CREDIT, SUMS, POST):
                            cursor.execute(sql, facts)
                        n_lines += size.lines
                self.stderr.write(f"{period}: {n_lines:,} lines")
        return n_lines


def _books() -> tuple[Partner, LegalEntity, User]:
    """Make a partner with a chart of accounts and cost centres."""
    partner = Partner.objects.create(
        code="bench", name="Bench County Council", short_name="Bench", kind=Partner.Kind.COUNTY,
        joined_on=date(2020, 1, 1),
    )  # fmt: skip
    by = User.objects.create(email="bench@example.org", full_name="Bench")
    always = DateRange(date(2020, 1, 1), None)
    with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
        entity = LegalEntity.objects.create(
            partner=partner, code="BCC", legal_name="Bench County Council", kind="COUNCIL", valid=always
        )
        chart.set_up(partner_id=partner.pk, valid_from=always.lower, by=by, at=AT)
        CostCentre.objects.bulk_create(
            CostCentre(partner=partner, legal_entity=entity, code=f"F{n:05}", name=f"Service {n}", valid=always)
            for n in range(CENTRES)
        )
    return partner, entity, by


def calendar_of(partner: Partner, entity: LegalEntity, by: User, year: int) -> list[Any]:
    """Set a year up and open its months."""
    with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
        made = calendar.set_up_year(legal_entity=entity.uuid, year=year, by=by, at=AT)
        months = [one for one in made if one.number in MONTHS]
        for period in months:
            calendar.move(period=period.uuid, modules=PeriodModule.Module, action="open", by=by, at=AT)
    return months


def _budget(partner: Partner, entity: LegalEntity, by: User, owner_url: str) -> int:
    """Put a budget into force and order something, through the guards; return how many codings have a budget.

    Who approved it is not what is measured: that one guard is off in this scratch database.
    """
    with scratch.connect(owner_url) as link, link.cursor() as cursor:
        cursor.execute("ALTER TABLE finance_budgetdecision DISABLE TRIGGER budget_was_approved")
    facts: dict[str, Any] = {"partner": partner.pk, "entity": entity.pk, "by": by.pk, "human": by.human_id}
    with partner_scope(partner.pk, actor_id=by.pk, reason="bench"), connection.cursor() as cursor:
        cursor.execute(BUDGET, facts)
        (facts["decision"],) = cursor.fetchone()
        for sql in (BUDGET_LINES, BUDGET_FORCE, ORDERS, EVENTS):
            cursor.execute(sql, facts)
    with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
        return int(BudgetBalance.objects.of(partner.pk).count())


def _posting(partner: Partner, entity: LegalEntity, by: User, owner_url: str, n_lines: int) -> tuple[int, int]:
    """Return the milliseconds of posting a payroll journal through its operation, and of a COPY of the same lines."""
    lines = [
        Line(segments=Segments("11000", f"F{n % CENTRES:05}"), debit=Decimal(n % 900 + 100)) for n in range(n_lines - 1)
    ]
    lines.append(Line(segments=Segments("94300"), credit=sum((one.debit for one in lines), Decimal(0))))
    wanted = Wanted(
        legal_entity=entity.uuid, kind="PAYROLL", accounting_date=date(2026, 11, 27), lines=lines,
        description="Payroll of November 2026",
    )  # fmt: skip
    numbers = iter(range(TIMES + 1))

    def post() -> None:
        origin = Origin(source="bench", reference="run", key=f"payroll:{next(numbers)}", module="PAYROLL")
        with partner_scope(partner.pk, actor_id=by.pk, reason="bench"):
            journals.post_from(wanted=wanted, origin=origin, by=by, at=AT)

    posting = _median(post)
    with scratch.connect(owner_url) as link, link.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_line (LIKE finance_journalline INCLUDING ALL)")
        cursor.execute(
            "ALTER TABLE bench_line"
            " ADD FOREIGN KEY (partner_id, journal_id) REFERENCES finance_journal (partner_id, id),"
            " ADD FOREIGN KEY (partner_id, coding_id) REFERENCES finance_coding (partner_id, id)"
        )
        out = io.BytesIO()
        last = "SELECT * FROM finance_journalline WHERE journal_id = (SELECT max(id) FROM finance_journal)"
        cursor.copy_expert(f"COPY ({last}) TO STDOUT", out)

        def copy() -> None:
            cursor.execute("TRUNCATE bench_line")
            cursor.copy_expert("COPY bench_line FROM STDIN", io.BytesIO(out.getvalue()))

        copying = _median(copy)
        cursor.execute("DROP TABLE bench_line")
    return posting, copying


def _median(work: Callable[[], Any]) -> int:
    """Return the median milliseconds of some runs, after one that is not counted."""
    work()
    found = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return int(statistics.median(found))
