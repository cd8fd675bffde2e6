"""Budgets against actual and commitments (domain FIN-04), from what decisions, postings and events keep."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from finance.engine import fiscal
from finance.engine.budget_control import Mode, Position, Verdict, verdict
from finance.engine.budget_profile import MONTHS
from finance.models import BudgetControl, Coding
from sharedservices.common.money import ZERO

# What each coding has: the year's budget, its profile up to a period, actual up to that period, commitments. As at an
# earlier day, what came later is taken off again: it is little beside what stands in the kept figures.
FIGURES = """
SELECT b.coding_id, b.to_date[12] AS annual,
       CASE WHEN %(number)s < 1 THEN 0 ELSE b.to_date[least(%(number)s, 12)] END AS profile,
       0::numeric AS actual, 0::numeric AS pre, 0::numeric AS committed
FROM finance_budgetbalance b WHERE b.partner_id = %(partner)s AND b.year = %(year)s /*only b*/
UNION ALL
SELECT b.coding_id, 0, 0, sum(b.debit - b.credit), 0, 0
FROM finance_balance b JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
WHERE b.partner_id = %(partner)s AND p.partner_id = %(partner)s AND p.year = %(year)s
  AND p.number <= %(number)s /*only b*/
GROUP BY b.coding_id
UNION ALL
SELECT b.coding_id, 0, 0, 0, b.pre_committed, b.committed
FROM finance_commitmentbalance b WHERE b.partner_id = %(partner)s AND b.year = %(year)s /*only b*/
"""
LATER = """
UNION ALL
SELECT b.coding_id, -b.annual,
       -(SELECT coalesce(sum(m), 0) FROM unnest(b.profile[1:least(greatest(%(number)s, 0), 12)]) m), 0, 0, 0
FROM finance_budgetline b JOIN finance_budgetdecision d ON d.partner_id = b.partner_id AND d.id = b.decision_id
WHERE b.partner_id = %(partner)s AND d.year = %(year)s AND d.state = 'APPLIED' AND d.applied_on > %(day)s
UNION ALL
SELECT b.coding_id, 0, 0, b.credit - b.debit, 0, 0
FROM finance_journal j JOIN finance_period p ON p.partner_id = j.partner_id AND p.id = j.period_id
JOIN finance_journalline b ON b.partner_id = j.partner_id AND b.journal_id = j.id
WHERE j.partner_id = %(partner)s AND j.state = 'POSTED' AND j.posted_at >= %(after)s AND p.year = %(year)s
  AND p.number <= %(number)s
UNION ALL
SELECT l.coding_id, 0, 0, 0, -e.pre_committed, -e.committed
FROM finance_commitmententry e JOIN finance_commitmentline l ON l.partner_id = e.partner_id AND l.id = e.line_id
WHERE e.partner_id = %(partner)s AND l.year = %(year)s AND e.on > %(day)s
"""
REPORT = """
WITH figures AS ({figures}), sums AS (
  SELECT coding_id, sum(annual) AS annual, sum(profile) AS profile, sum(actual) AS actual, sum(pre) AS pre,
         sum(committed) AS committed FROM figures GROUP BY coding_id)
SELECT {key}, sum(f.annual), sum(f.profile), sum(f.actual), sum(f.pre), sum(f.committed)
FROM sums f
JOIN finance_coding c ON c.partner_id = %(partner)s AND c.id = f.coding_id
JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
LEFT JOIN finance_costcentre cc ON cc.partner_id = c.partner_id AND cc.id = c.cost_centre_id
LEFT JOIN finance_costcentreplace pl ON pl.partner_id = c.partner_id AND pl.cost_centre_id = c.cost_centre_id
  AND pl.valid @> %(on)s
LEFT JOIN finance_servicearea sv ON sv.partner_id = pl.partner_id AND sv.id = pl.service_id
LEFT JOIN finance_servicearea di ON di.partner_id = sv.partner_id AND di.id = sv.parent_id
WHERE c.legal_entity_id = %(entity)s AND (s.code < '90000' OR (c.project_id IS NOT NULL AND s.code < '91000'))
  AND (%(area)s::text IS NULL OR sv.code = %(area)s OR di.code = %(area)s)
  AND (%(centre)s::text IS NULL OR cc.code = %(centre)s)
  AND (%(group)s::text IS NULL OR s."group" = %(group)s)
GROUP BY {key}
"""
KEYS = {
    "directorate": "coalesce(di.code, ''), coalesce(di.name, 'Outside directorates')",
    "service": "coalesce(sv.code, ''), coalesce(sv.name, 'Outside services')",
    "cost_centre": "coalesce(cc.code, ''), coalesce(cc.name, 'Without a cost centre')",
    "group": 's."group", s."group"',
    "code": "s.code, s.name",
}
"""What a report adds up by: code and name."""
REPORTS = {
    (level, is_earlier): REPORT.replace("{figures}", FIGURES + (LATER if is_earlier else "")).replace("{key}", key)
    for level, key in KEYS.items()
    for is_earlier in (False, True)
}
# A budget is held by cost centre, group of the chart, fund and project: what is ordered on one code of a group may use
# what another has left.
SHARED = """
WITH asked AS (
  SELECT DISTINCT c.legal_entity_id, c.cost_centre_id, s."group", c.fund_id, c.project_id
  FROM finance_coding c JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
  WHERE c.partner_id = %(partner)s AND c.id = ANY(%(codings)s::bigint[])),
wanted AS (
  SELECT c.id, c.cost_centre_id, s."group", c.fund_id, c.project_id
  FROM asked a JOIN finance_coding c ON c.partner_id = %(partner)s AND c.legal_entity_id = a.legal_entity_id
    AND c.cost_centre_id IS NOT DISTINCT FROM a.cost_centre_id AND c.fund_id = a.fund_id
    AND c.project_id IS NOT DISTINCT FROM a.project_id
  JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id AND s."group" = a."group"),
reserved AS (
  SELECT l.coding_id, -sum(l.annual) AS reserved
  FROM finance_budgetline l JOIN finance_budgetdecision d ON d.partner_id = l.partner_id AND d.id = l.decision_id
  WHERE l.partner_id = %(partner)s AND d.year = %(year)s AND d.kind = 'VIREMENT' AND d.state = 'DRAFT' AND l.annual < 0
    AND d.id <> %(but)s AND l.coding_id IN (SELECT id FROM wanted)
    AND EXISTS (SELECT 1 FROM partners_changerequest r WHERE r.partner_id = d.partner_id AND r.kind = 'finance.budget'
                AND r.state = 'WAITING' AND r.attribute = 'budget ' || d.uuid)
  GROUP BY l.coding_id),
figures AS ({figures})
SELECT w.cost_centre_id, w."group", w.fund_id, w.project_id, {coding}
       coalesce(sum(f.annual), 0), coalesce(sum(f.actual), 0), coalesce(sum(f.committed), 0), coalesce(sum(f.pre), 0),
       coalesce((SELECT sum(r.reserved) FROM reserved r JOIN wanted x ON x.id = r.coding_id
                 WHERE (x.cost_centre_id, x."group", x.fund_id, x.project_id) IS NOT DISTINCT FROM
                       (w.cost_centre_id, w."group", w.fund_id, w.project_id) {same}), 0)
FROM wanted w LEFT JOIN figures f ON f.coding_id = w.id
GROUP BY w.cost_centre_id, w."group", w.fund_id, w.project_id {by}
"""
ONLY = FIGURES.replace("/*only b*/", "AND b.coding_id IN (SELECT id FROM wanted)")
TOGETHER = (
    SHARED.replace("{figures}", ONLY).replace("{coding}", "NULL::bigint,").replace("{same}", "").replace("{by}", "")
)
APART = (
    SHARED.replace("{figures}", ONLY)
    .replace("{coding}", "w.id,")
    .replace("{same}", "AND x.id = w.id")
    .replace("{by}", ", w.id")
)


class Held(NamedTuple):
    """What a budget is held by: cost centre, group of the chart, fund and project, by their keys."""

    cost_centre_id: int | None
    group: str
    fund_id: int
    project_id: int | None


# The year month by month, for a chart: budget and actual, each added up from April.
MONTHLY = """
WITH wanted AS (
  SELECT c.id FROM finance_coding c
  JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
  LEFT JOIN finance_costcentre cc ON cc.partner_id = c.partner_id AND cc.id = c.cost_centre_id
  LEFT JOIN finance_costcentreplace pl ON pl.partner_id = c.partner_id AND pl.cost_centre_id = c.cost_centre_id
    AND pl.valid @> %(on)s
  LEFT JOIN finance_servicearea sv ON sv.partner_id = pl.partner_id AND sv.id = pl.service_id
  LEFT JOIN finance_servicearea di ON di.partner_id = sv.partner_id AND di.id = sv.parent_id
  WHERE c.partner_id = %(partner)s AND c.legal_entity_id = %(entity)s
    AND (s.code < '90000' OR (c.project_id IS NOT NULL AND s.code < '91000'))
    AND (%(area)s::text IS NULL OR sv.code = %(area)s OR di.code = %(area)s)
    AND (%(centre)s::text IS NULL OR cc.code = %(centre)s)
    AND (%(group)s::text IS NULL OR s."group" = %(group)s))
SELECT 'budget', u.n::int, sum(u.pounds) FROM finance_budgetbalance b JOIN wanted w ON w.id = b.coding_id,
  unnest(b.to_date) WITH ORDINALITY u(pounds, n)
WHERE b.partner_id = %(partner)s AND b.year = %(year)s GROUP BY u.n
UNION ALL
SELECT 'actual', p.number, sum(b.debit - b.credit) FROM finance_balance b JOIN wanted w ON w.id = b.coding_id
JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
WHERE b.partner_id = %(partner)s AND p.year = %(year)s AND p.number BETWEEN 1 AND 12 GROUP BY p.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A row of a budget report, in pounds: costs above, income below nought. Profile and actual are to date."""

    code: str
    name: str
    annual: Decimal
    profile: Decimal
    actual: Decimal
    pre_committed: Decimal
    committed: Decimal

    @property
    def available(self) -> Decimal:
        """What is left of the year's budget."""
        return Position(
            revised=self.annual, actual=self.actual, committed=self.committed, pre_committed=self.pre_committed
        ).available

    @property
    def remaining(self) -> Decimal:
        """What the profile holds after the period."""
        return self.annual - self.profile

    @property
    def open(self) -> Decimal:
        """What is ordered and asked for, and not spent yet."""
        return self.committed + self.pre_committed

    @property
    def variance(self) -> Decimal:
        """Actual less profile to date: above nought is more than was planned."""
        return self.actual - self.profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a report is of: a ledger up to a period, as at a day, and which part of it."""

    partner_id: int
    legal_entity_id: int
    year: int
    number: int
    as_at: date | None = None
    area: str | None = None
    cost_centre: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a budget check found for what one budget is asked for."""

    held: Held
    position: Position
    asked: Decimal
    mode: Mode
    verdict: Verdict


def report(wanted: Slice, *, level: str) -> list[Figures]:
    """Return budget, actual and commitments by a level of `KEYS`, by code. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(REPORTS[level, wanted.as_at is not None], _parameters(wanted))
        rows = cursor.fetchall()
    found = [
        Figures(code=code, name=name, annual=annual, profile=profile, actual=actual, pre_committed=pre, committed=open_)
        for code, name, annual, profile, actual, pre, open_ in rows
    ]
    return sorted(found, key=lambda row: (not row.code, row.code))


def monthly(wanted: Slice) -> tuple[list[Decimal], list[Decimal]]:
    """Return budget and actual of twelve months, each added up from April. One statement."""
    found = {"budget": [ZERO] * MONTHS, "actual": [ZERO] * MONTHS}
    with connection.cursor() as cursor:
        cursor.execute(MONTHLY, _parameters(wanted))
        for what, month, pounds in cursor.fetchall():
            found[what][month - 1] = pounds
    return found["budget"], list(accumulate(found["actual"]))


def last_day(year: int, number: int) -> date:
    """Return the last day of a period."""
    return fiscal.spans(year)[number].last


def _parameters(wanted: Slice) -> dict[str, Any]:
    day = wanted.as_at
    after = None if day is None else timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return {
        "partner": wanted.partner_id, "entity": wanted.legal_entity_id, "year": wanted.year, "number": wanted.number,
        "day": day, "after": after, "on": last_day(wanted.year, wanted.number), "area": wanted.area,
        "centre": wanted.cost_centre, "group": wanted.group,
    }  # fmt: skip


def positions(*, partner_id: int, year: int, codings: Collection[int], but: int = 0) -> dict[Held, Position]:
    """Return where the budgets stand that some codings are held by, over the whole year. One statement.

    `but` is a virement that does not count as reserved: the one that is being looked at.
    """
    return {held: position for held, _coding, position in _positions(TOGETHER, partner_id, year, codings, but)}


def by_coding(*, partner_id: int, year: int, codings: Collection[int], but: int = 0) -> dict[int, Position]:
    """Return where the budget of each coding stands by itself. One statement."""
    wanted = set(codings)
    found = _positions(APART, partner_id, year, codings, but)
    return {coding: position for _held, coding, position in found if coding in wanted}


def _positions(sql: str, partner_id: int, year: int, codings: Collection[int], but: int) -> list[Any]:
    parameters: dict[str, Any] = {
        "partner": partner_id, "year": year, "codings": sorted(codings), "number": fiscal.AUDIT, "but": but,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [
            (
                Held(*row[:4]),
                row[4],
                Position(revised=row[5], actual=row[6], committed=row[7], pre_committed=row[8], reserved=row[9]),
            )
            for row in cursor.fetchall()
        ]


def held_by(codings: Collection[int], *, partner_id: int) -> dict[int, Held]:
    """Return what holds the budget of each coding. One query."""
    rows = Coding.objects.of(partner_id).filter(pk__in=codings)
    names = ("pk", "cost_centre_id", "subjective__group", "fund_id", "project_id")
    return {pk: Held(*rest) for pk, *rest in rows.values_list(*names)}


def modes(*, partner_id: int, on: date) -> dict[str, tuple[Mode, Decimal]]:
    """Return how each group is checked on a day, with its tolerance in pounds; see `mode_of` for the others."""
    rows = BudgetControl.objects.of(partner_id).filter(valid__contains=on)
    return {group: (Mode(mode), tolerance) for group, mode, tolerance in rows.values_list("group", "mode", "tolerance")}


def mode_of(group: str, found: Mapping[str, tuple[Mode, Decimal]]) -> tuple[Mode, Decimal]:
    """Return how a group is checked: it warns unless the partner says otherwise.

    Salaries are held by the establishment, not by a budget check. Source: domain FIN-04.
    """
    usual = Mode.OFF if group == "EMPLOYEES" else Mode.WARN
    return found.get(group, (usual, ZERO))


def check(*, partner_id: int, year: int, asked: Mapping[int, Decimal], on: date) -> list[Checked]:
    """Hold what each coding is asked for against the budgets that they share. Three queries.

    Below nought gives something back.
    """
    holds = held_by(asked, partner_id=partner_id)
    together: dict[Held, Decimal] = {}
    for coding, pounds in asked.items():
        together[holds[coding]] = together.get(holds[coding], ZERO) + pounds
    found, said = positions(partner_id=partner_id, year=year, codings=asked), modes(partner_id=partner_id, on=on)
    answers = []
    for held, pounds in sorted(together.items(), key=lambda one: str(one[0])):
        mode, tolerance = mode_of(held.group, said)
        position = found[held]
        answer = verdict(available=position.available, asked=pounds, mode=mode, tolerance=tolerance)
        answers.append(Checked(held=held, position=position, asked=pounds, mode=mode, verdict=answer))
    return answers
