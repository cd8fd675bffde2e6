"""Sickness figures: full-time days lost for each full-time equivalent, by month, unit and category; and triggers.

Hours lost come from the working pattern: rest days count nothing (domain HR-10.1). The database gives each absence
with its terms, clipped to the period; a handful of figures goes to the page. Small groups are left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from hr.engine import triggers
from hr.engine.turnover import average, days_lost, days_per_fte, full_time_days, hours_lost
from hr.models import AbsenceRecord, AbsenceTerms
from hr.models.concealed import unit_name
from hr.queries import insight
from hr.queries.insight import Slice

FEWEST_SHOWN = 10
SMALL = "Other causes, and those of fewer than ten people"
NOTHING = Decimal(0)
ONE_DAY = timedelta(days=1)


class LostRow(NamedTuple):
    """An absence within a period under one set of terms; `until` is the day after the last one."""

    absence_id: int
    person_id: int
    unit_id: int
    category: str
    since: date
    until: date
    is_start: bool
    is_end: bool
    hours_first: Decimal | None
    hours_last: Decimal | None
    pattern: str
    contract_hours: Decimal
    full_time_hours: Decimal


@dataclass(frozen=True, slots=True)
class UnitSickness:
    """A unit: its people and full-time equivalents on the last day, and days lost; None where fewer than ten work."""

    unit: str
    n_people: int | None
    fte: Decimal | None
    days: Decimal | None
    per_fte: Decimal | None


@dataclass(frozen=True, slots=True)
class Sickness:
    """The figures of a period. Days are those of somebody full time."""

    months: list[tuple[date, Decimal, Decimal | None]]
    categories: list[tuple[str, Decimal]]
    units: list[UnitSickness]
    days: Decimal
    fte: Decimal
    per_fte: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRow:
    """Somebody who has reached a trigger, and the absence after which the talk has not been recorded."""

    person: UUID
    name: str
    unit: str
    n_episodes: int
    days: Decimal
    bradford: Decimal
    n_excluded: int
    triggers: str
    absence: UUID | None
    interview: str


_LOST = """
SELECT r.id, r.person_id, p.org_unit_id, r.category,
       GREATEST(lower(r.valid), lower(t.valid), lower(a.valid), %(first)s::date),
       LEAST(COALESCE(upper(r.valid), %(after)s::date), COALESCE(upper(t.valid), %(after)s::date),
             COALESCE(upper(a.valid), %(after)s::date), %(after)s::date),
       lower(r.valid) >= GREATEST(lower(t.valid), lower(a.valid), %(first)s::date),
       upper(r.valid) <= LEAST(COALESCE(upper(t.valid), 'infinity'), COALESCE(upper(a.valid), 'infinity'),
                               %(after)s::date),
       r.hours_lost_first, r.hours_lost_last, t.working_pattern, t.contract_hours, t.full_time_hours
FROM hr_absencerecord r
JOIN hr_postholding a ON a.partner_id = r.partner_id AND a.assignment_id = r.assignment_id AND a.valid && r.valid
  AND a.valid && daterange(%(first)s::date, %(after)s::date)
JOIN hr_post p ON p.partner_id = a.partner_id AND p.id = a.post_id
JOIN hr_employment e ON e.partner_id = r.partner_id AND e.id = r.employment_id
JOIN hr_assignmentterms t ON t.partner_id = r.partner_id AND t.assignment_id = r.assignment_id AND t.valid && r.valid
  AND t.valid && a.valid
WHERE r.partner_id = %(partner)s AND r.kind IN ('SICKNESS', 'INJURY') AND r.state <> 'CANCELLED'
  AND r.valid && daterange(%(first)s::date, %(after)s::date) AND t.valid && daterange(%(first)s::date, %(after)s::date)
  AND (%(entity)s::bigint IS NULL OR e.legal_entity_id = %(entity)s)
  AND (%(all_units)s OR p.org_unit_id = ANY (%(units)s::bigint[]))
"""
_UNITS = """
SELECT p.org_unit_id, count(DISTINCT a.person_id),
       sum(t.contract_hours / t.full_time_hours * COALESCE(t.paid_weeks, t.weeks_in_year) / t.weeks_in_year)
FROM hr_postholding a
JOIN hr_post p ON p.partner_id = a.partner_id AND p.id = a.post_id
JOIN hr_employment e ON e.partner_id = a.partner_id AND e.id = a.employment_id AND e.valid @> (%(after)s::date - 1)
JOIN hr_assignmentterms t ON t.partner_id = a.partner_id AND t.assignment_id = a.assignment_id
  AND t.valid @> (%(after)s::date - 1)
WHERE a.partner_id = %(partner)s AND a.valid @> (%(after)s::date - 1)
  AND (%(entity)s::bigint IS NULL OR e.legal_entity_id = %(entity)s)
  AND (%(all_units)s OR p.org_unit_id = ANY (%(units)s::bigint[]))
GROUP BY 1
"""
_EPISODES = f"""
SELECT r.person_id, s.uuid, COALESCE(NULLIF(s.known_as, ''), s.forenames) || ' ' || s.surname,
       {unit_name("u.id", "u.name")},
       r.id, r.uuid, lower(r.valid), upper(r.valid), r.state, r.is_pregnancy_related OR r.is_disability_related,
       t.working_pattern, t.contract_hours, i.outcome, i.held_on, g.triggers
FROM hr_absencerecord r
JOIN hr_person s ON s.partner_id = r.partner_id AND s.id = r.person_id
JOIN hr_postholding a ON a.partner_id = r.partner_id AND a.assignment_id = r.assignment_id AND a.valid @> %(on)s::date
JOIN hr_post p ON p.partner_id = a.partner_id AND p.id = a.post_id
JOIN hr_orgunit u ON u.partner_id = p.partner_id AND u.id = p.org_unit_id
JOIN LATERAL (
  SELECT x.working_pattern, x.contract_hours FROM hr_assignmentterms x
  WHERE x.partner_id = r.partner_id AND x.assignment_id = r.assignment_id AND x.valid && r.valid
  ORDER BY x.valid LIMIT 1) t ON true
JOIN hr_jobrole o ON o.partner_id = p.partner_id AND o.id = p.role_id
LEFT JOIN hr_absenceterms g ON g.partner_id = o.partner_id AND g.staff_group_id = o.staff_group_id
  AND g.valid @> %(on)s::date
LEFT JOIN hr_returninterview i ON i.partner_id = r.partner_id AND i.absence_id = r.id
WHERE r.partner_id = %(partner)s AND r.kind IN ('SICKNESS', 'INJURY') AND r.state <> 'CANCELLED'
  AND lower(r.valid) <= %(on)s AND COALESCE(upper(r.valid), 'infinity') > %(since)s::date
  AND (%(all_units)s OR p.org_unit_id = ANY (%(units)s::bigint[]))
  AND NOT EXISTS (SELECT 1 FROM hr_deathcase d
                  WHERE d.partner_id = r.partner_id AND d.person_id = r.person_id AND d.state <> 'WITHDRAWN')
ORDER BY s.surname, s.forenames, r.person_id, r.valid, r.id
"""  # noqa: S608 - a constant


def sickness(wanted: Slice) -> Sickness:
    """Return the sickness of a slice. Three queries, besides those of its filters and of the months."""
    given = wanted.parameters() | {"after": _month_after(wanted.last)}
    of_month: dict[date, Decimal] = defaultdict(Decimal)
    of_unit: dict[int, Decimal] = defaultdict(Decimal)
    of_category: dict[str, Decimal] = defaultdict(Decimal)
    people: dict[str, set[int]] = defaultdict(set)
    for row in (LostRow(*one) for one in _rows(_LOST, given)):
        people[row.category].add(row.person_id)
        for month, days in _days_by_month(row):
            of_month[month] += days
            of_unit[row.unit_id] += days
            of_category[row.category] += days
    months = insight.workforce(wanted).months
    fte = average([one.fte for one in months if one.fte is not None])
    days = sum(of_month.values(), NOTHING)
    return Sickness(
        [
            (one.month, of_month[one.month], days_per_fte(days=of_month[one.month], fte=one.fte or NOTHING))
            for one in months
        ],
        _categories(of_category, people),
        _units(of_unit, _rows(_UNITS, given), insight.unit_names(partner_id=wanted.partner_id)),
        days,
        fte,
        days_per_fte(days=days, fte=fte),
    )


def reached_triggers(*, partner_id: int, on: date, unit: UUID | None = None) -> list[TriggerRow]:
    """Return who has reached a trigger up to a day, by name. Nobody who has died is among them. Three queries."""
    rule = triggers.rule_on(on)
    agreed = AbsenceTerms.objects.of(partner_id).filter(valid__contains=on).exclude(triggers={}).order_by("id")
    known = [rule, *(triggers.rule_of(one) for one in agreed.values_list("triggers", flat=True))]
    since = triggers.months_before(on, max(max(one.day_months, one.episode_months) for one in known))
    given = Slice(partner_id=partner_id, first=since, last=on, unit=unit).parameters() | {"on": on, "since": since}
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in _rows(_EPISODES, given):
        found[row[0]].append(row[1:])
    rows = (_trigger_row(episodes, on=on, rule=_rule_for(episodes, rule)) for episodes in found.values())
    return [one for one in rows if one is not None]


def _rule_for(rows: list[tuple[Any, ...]], default: triggers.Rule) -> triggers.Rule:
    """Return the rule of a person: what was agreed for the staff group of the last absence’s job, or the default."""
    agreed = rows[-1][13]
    if isinstance(agreed, str):  # a bare cursor gives JSON as it is written
        agreed = json.loads(agreed)
    return triggers.rule_of(agreed) if agreed else default


def _trigger_row(rows: list[tuple[Any, ...]], *, on: date, rule: triggers.Rule) -> TriggerRow | None:
    """Return the row of one person, or None below every trigger. Absences of two jobs that begin alike are one."""
    since = triggers.months_before(on, max(rule.day_months, rule.episode_months))
    rows = [row for row in rows if row[6] is None or row[6] > since]
    if not rows:
        return None
    episodes: dict[date, triggers.Episode] = {}
    for _uuid, _name, _unit, _id, _absence, first, until, _state, excluded, pattern, hours, *_rest in rows:
        days = days_lost(
            max(first, since), min(until or on + ONE_DAY, on + ONE_DAY), pattern=pattern, contract_hours=hours
        )  # fmt: skip
        known = episodes.get(first)
        if known is None or known.days < days:
            episodes[first] = triggers.Episode(first, Decimal(days), excluded)
    result = triggers.reached(episodes.values(), on=on, rule=rule)
    if not result.triggers:
        return None
    last = next((row for row in reversed(rows) if row[7] == AbsenceRecord.State.CLOSED), None)
    is_open = last is not None and last[11] is None
    return TriggerRow(
        person=rows[0][0], name=rows[0][1], unit=rows[-1][2], n_episodes=result.n_episodes, days=result.days,
        bradford=result.bradford, n_excluded=result.n_excluded, triggers=", ".join(result.triggers),
        absence=last[4] if is_open and last is not None else None, interview=_interview(last),
    )  # fmt: skip


def _interview(last: tuple[Any, ...] | None) -> str:
    if last is None:
        return "Still away"
    return f"Held on {last[12]:%d/%m/%Y}" if last[12] else "Not recorded"


def _days_by_month(row: LostRow) -> Iterator[tuple[date, Decimal]]:
    """Yield the full-time days lost in each month. A part of a first or last day counts as the hours that were lost."""
    start = row.since
    while start < row.until:
        end = min(_month_after(start), row.until)
        hours = hours_lost(start, end, pattern=row.pattern, contract_hours=row.contract_hours)
        if row.is_start and row.hours_first is not None and start == row.since:
            hours += row.hours_first - _hours_of(row, start)
        if row.is_end and row.hours_last is not None and end == row.until and end - ONE_DAY != row.since:
            hours += row.hours_last - _hours_of(row, end - ONE_DAY)
        yield start.replace(day=1), full_time_days(hours, full_time_hours=row.full_time_hours)
        start = end


def _hours_of(row: LostRow, day: date) -> Decimal:
    return hours_lost(day, day + ONE_DAY, pattern=row.pattern, contract_hours=row.contract_hours)


def _categories(days: dict[str, Decimal], people: dict[str, set[int]]) -> list[tuple[str, Decimal]]:
    """Return days by category, the most first; those of fewer than ten people go into one."""
    shown = [
        (str(AbsenceRecord.Category(code).label), n) for code, n in days.items() if len(people[code]) >= FEWEST_SHOWN
    ]
    rest = sum((n for code, n in days.items() if len(people[code]) < FEWEST_SHOWN), NOTHING)
    ordered = sorted(shown, key=lambda one: (-one[1], one[0]))
    return [*ordered, (SMALL, rest)] if rest else ordered


def _units(days: dict[int, Decimal], rows: Iterable[tuple[Any, ...]], names: dict[int, str]) -> list[UnitSickness]:
    found = []
    for unit_id, n_people, fte in rows:
        if n_people < FEWEST_SHOWN:
            found.append(UnitSickness(names[unit_id], None, None, None, None))
        else:
            lost = days.get(unit_id, NOTHING)
            found.append(UnitSickness(names[unit_id], n_people, fte, lost, days_per_fte(days=lost, fte=fte)))
    return sorted(found, key=lambda one: one.unit)


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _rows(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
