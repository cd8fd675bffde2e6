"""Reports about the workforce: heads and full-time equivalents by month, who came and went, vacancies by unit.

Set-based: the database counts, and what comes back is a row for a month or a unit, however many people there are.
Deaths are among the leavers, and nothing here holds a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from hr.engine.turnover import stability, turnover
from hr.models import OrgUnit
from hr.queries.establishment_report import by_unit, posts
from hr.queries.people import unit_and_below
from hr.queries.unit_tree import tree
from partners.models import LegalEntity


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a report is about: a partner, months from the first of one to the last of another, an employer, a unit."""

    partner_id: int
    first: date
    last: date
    entity: UUID | None = None
    unit: UUID | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of a statement. At most two queries."""
        entity = None
        if self.entity is not None:
            entity = LegalEntity.objects.of(self.partner_id).values_list("pk", flat=True).get(uuid=self.entity)
        units = None if self.unit is None else unit_and_below(partner_id=self.partner_id, unit=self.unit)
        whole = {"partner": self.partner_id, "first": self.first, "last": self.last}
        return {**whole, "entity": entity, "all_units": units is None, "units": units or []}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: heads and full-time equivalents on its last day, who came and who left in it.

    There are no full-time equivalents (None) before the first terms of anybody were recorded.
    """

    month: date
    heads: int
    fte: Decimal | None
    starters: int
    leavers: int


@dataclass(frozen=True, slots=True)
class Workforce:
    """The months of a report, and what they come to. Rates in per cent."""

    months: list[MonthRow]
    n_at_start: int
    turnover: Decimal | None
    stability: Decimal | None


@dataclass(frozen=True, slots=True)
class VacancyRow:
    """A unit's posts in paid full-time equivalents: established, assigned, vacant. Vacant below nought: too many."""

    unit: str
    established: Decimal
    assigned: Decimal
    vacant: Decimal


# Employments of the slice, and when they are `here`; with units, those on a post of one of them, while so.
_JOBS = """
WITH jobs AS MATERIALIZED (
  SELECT e.id, e.person_id, lower(e.valid) AS since, upper(e.valid) AS until, e.valid,
    CASE WHEN %(all_units)s THEN datemultirange(e.valid) ELSE datemultirange(e.valid) * (
      SELECT range_agg(a.valid) FROM hr_postholding a JOIN hr_post p ON p.partner_id = a.partner_id AND p.id = a.post_id
      WHERE a.partner_id = e.partner_id AND a.employment_id = e.id AND p.org_unit_id = ANY (%(units)s::bigint[])) END
    AS here
  FROM hr_employment e
  WHERE e.partner_id = %(partner)s AND (%(entity)s::bigint IS NULL OR e.legal_entity_id = %(entity)s)
    AND (%(all_units)s OR EXISTS (
      SELECT 1 FROM hr_postholding a JOIN hr_post p ON p.partner_id = a.partner_id AND p.id = a.post_id
      WHERE a.partner_id = e.partner_id AND a.employment_id = e.id AND p.org_unit_id = ANY (%(units)s::bigint[])))
), months AS (
  SELECT m::date AS start, (m + interval '1 month')::date AS after
  FROM generate_series(%(first)s::date::timestamp, %(last)s::date::timestamp, interval '1 month') m
)"""

# Somebody who has another employment of the slice on the day has neither come nor gone.
_MONTHS = f"""{_JOBS}
, came AS (
  SELECT DISTINCT j.person_id, date_trunc('month', j.since)::date AS start FROM jobs j
  WHERE j.since >= %(first)s AND j.since < (SELECT max(after) FROM months) AND j.here @> j.since
    AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.person_id = j.person_id AND o.here @> (j.since - 1))
), went AS (
  SELECT DISTINCT j.person_id, date_trunc('month', j.until - 1)::date AS start FROM jobs j
  WHERE j.until > %(first)s AND j.until <= (SELECT max(after) FROM months) AND j.here @> (j.until - 1)
    AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.person_id = j.person_id AND o.here @> j.until)
), heads AS (
  SELECT m.start, count(DISTINCT j.person_id) AS n FROM months m JOIN jobs j ON j.here @> (m.after - 1) GROUP BY 1
), fte AS (
  SELECT m.start, sum(t.contract_hours / t.full_time_hours * COALESCE(t.paid_weeks, t.weeks_in_year) / t.weeks_in_year)
    AS n
  FROM months m JOIN hr_assignmentterms t ON t.partner_id = %(partner)s AND t.valid @> (m.after - 1)
  JOIN hr_assignment a ON a.partner_id = t.partner_id AND a.id = t.assignment_id AND a.valid @> (m.after - 1)
  JOIN jobs j ON j.id = a.employment_id AND j.valid @> (m.after - 1)
  JOIN hr_postholding h ON h.partner_id = a.partner_id AND h.assignment_id = a.id AND h.valid @> (m.after - 1)
  JOIN hr_post p ON p.partner_id = h.partner_id AND p.id = h.post_id
  WHERE %(all_units)s OR p.org_unit_id = ANY (%(units)s::bigint[])
  GROUP BY 1
)
SELECT m.start, COALESCE(h.n, 0), CASE WHEN h.n > 0 THEN f.n ELSE COALESCE(f.n, 0) END,
       (SELECT count(*) FROM came c WHERE c.start = m.start), (SELECT count(*) FROM went w WHERE w.start = m.start)
FROM months m LEFT JOIN heads h ON h.start = m.start LEFT JOIN fte f ON f.start = m.start ORDER BY m.start
"""  # noqa: S608 - a constant
_STAYED = f"""{_JOBS}
, ends AS (SELECT (min(start) - 1) AS opening, (max(after) - 1) AS closing FROM months)
SELECT count(DISTINCT j.person_id),
       count(DISTINCT j.person_id) FILTER (WHERE EXISTS (
         SELECT 1 FROM jobs o WHERE o.person_id = j.person_id AND o.here @> e.closing))
FROM ends e JOIN jobs j ON j.here @> e.opening
"""  # noqa: S608 - a constant


def workforce(wanted: Slice) -> Workforce:
    """Return the months of a slice with turnover and stability. Two queries, and two for the names of its filters."""
    given = wanted.parameters()
    months = [MonthRow(*row) for row in _rows(_MONTHS, given)]
    n_at_start, n_stayed = _rows(_STAYED, given)[0]
    heads = [n_at_start, *(one.heads for one in months)]
    return Workforce(
        months,
        n_at_start,
        turnover(n_leavers=sum(one.leavers for one in months), headcounts=heads),
        stability(n_stayed=n_stayed, n_at_start=n_at_start),
    )


def vacancies(wanted: Slice) -> list[VacancyRow]:
    """Return what is established, assigned and vacant in each unit on the last day. At most seven queries.

    What counts in a post is the establishment's matter: a secondee and who covers them are one, a draft is no post.
    """
    given = wanted.parameters()
    units = tree(partner_id=wanted.partner_id, on=wanted.last)
    wanted_units = set(units.nodes) if given["all_units"] else set(given["units"])
    found = by_unit(posts(partner_id=wanted.partner_id, on=wanted.last, units=units))
    rows = [
        VacancyRow(units.nodes[pk].name, one.established_fte, one.filled_fte, one.vacant_fte)
        for pk, one in found.items()
        if pk in wanted_units and given["entity"] in (None, units.nodes[pk].legal_entity)
    ]
    return sorted(rows, key=lambda row: row.unit)


def employer_choices(*, partner_id: int) -> list[tuple[str, str]]:
    """Return the employers of a partner for a choice."""
    rows = LegalEntity.objects.of(partner_id).order_by("legal_name", "id")
    return [(str(one.uuid), one.legal_name) for one in rows]


def unit_names(*, partner_id: int) -> dict[int, str]:
    """Return the names of units by id."""
    return dict(OrgUnit.objects.of(partner_id).values_list("pk", "name"))


def _rows(statement: str, given: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found
