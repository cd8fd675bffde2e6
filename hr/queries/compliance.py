"""What the jobs of people need of checks, registrations and training, and where each stands on a day (domain HR-15).

One statement works it out for everybody in scope: a line for each person and each thing that one of their jobs needs.
It sorts and cuts lists, too; where a line stands it says as hr.engine.compliance.standing does, and a test compares.
A higher DBS check stands for a lower one. A manager's scope holds the own team.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from hr.engine.compliance import LEVELS, Kind, Standing, cycle, highest, justifications
from hr.models import (
    DbsCheck,
    DbsNote,
    DutyBar,
    JobRequirement,
    JobRole,
    Person,
    PostHolding,
    Registration,
    StarterCase,
    TrainingCourse,
    TrainingRecord,
    Workforce,
)
from hr.models.concealed import unit_name
from hr.queries.people import unit_and_below
from hr.states import StarterState
from partners.queries.holds import quiet
from sharedservices.common.rowsources import FunctionRows

WORDS = {
    Standing.MISSING: "Missing", Standing.LAPSED: "Has run out", Standing.DUE: "Due soon", Standing.VALID: "Valid",
}  # fmt: skip
KIND_WORDS = {Kind.DBS: "DBS check", Kind.REGISTRATION: "Registration", Kind.TRAINING: "Training"}
OPEN_CASES = (StarterState.OFFER, StarterState.CHECKS, StarterState.CONTRACT_SIGNED, StarterState.SUBMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Whose line of a report it is: the person, and the job and unit that it is about."""

    person: UUID
    name: str
    surname: str
    job: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Line):
    """Something that a job of somebody needs, and where it stands. `due_on`: the last good day, or needed by."""

    person_id: int
    kind: str
    what: str
    standing: str
    due_on: date | None
    is_held: bool
    suspends: bool
    requirement: int | None

    @property
    def urgency(self) -> int:
        """Return how urgent it is: the lower the sooner."""
        return list(Standing).index(Standing(self.standing))

    @property
    def kind_words(self) -> str:
        """Return what sort of thing it is, in words."""
        return KIND_WORDS[Kind(self.kind)]

    @property
    def standing_words(self) -> str:
        """Return where it stands, in words."""
        return WORDS[Standing(self.standing)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; everything empty is everybody. `standing`: "TO_DO" is all that is not valid."""

    search: str = ""
    unit: UUID | None = None
    kind: str = ""
    standing: str = ""
    person_id: int | None = None


# A DBS check or registration is needed from the first day, a course so many days later.
_WANTED = f"""
WITH jobs AS MATERIALIZED (
  SELECT h.person_id, lower(a.valid) AS since, p.role_id, p.org_unit_id, r.title, r.dbs, r.registration
  FROM hr_postholding h
  JOIN hr_assignment a ON a.partner_id = h.partner_id AND a.id = h.assignment_id AND a.valid @> %(on)s::date
  JOIN hr_employment e ON e.partner_id = h.partner_id AND e.id = h.employment_id AND e.valid @> %(on)s::date
  JOIN hr_post p ON p.partner_id = h.partner_id AND p.id = h.post_id
  JOIN hr_jobrole r ON r.partner_id = p.partner_id AND r.id = p.role_id
  WHERE h.partner_id = %(partner)s AND h.valid @> %(on)s::date
    AND (%(person)s::bigint IS NULL OR h.person_id = %(person)s)
    AND (%(all_units)s OR p.org_unit_id = ANY (%(units)s::bigint[]))
), asked AS MATERIALIZED (
  SELECT * FROM hr_jobrequirement q WHERE q.partner_id = %(partner)s AND q.valid @> %(on)s::date
), needs AS (
  SELECT j.*, 'DBS'::text AS kind, j.dbs AS code, q.id AS requirement, COALESCE(q.suspends, false) AS suspends,
    COALESCE(q.workforce, '') AS workforce, j.since AS needed_by, NULL::bigint AS course_id
  FROM jobs j LEFT JOIN asked q ON q.kind = 'DBS'::text AND q.role_id = j.role_id WHERE j.dbs <> 'NONE'
  UNION ALL
  SELECT j.*, 'REGISTRATION', j.registration, q.id, COALESCE(q.suspends, false), '', j.since, NULL
  FROM jobs j LEFT JOIN asked q ON q.kind = 'REGISTRATION' AND q.role_id = j.role_id WHERE j.registration <> ''
  UNION ALL
  SELECT j.*, 'TRAINING', c.name, q.id, q.suspends, '', greatest(j.since, lower(q.valid)) + q.days, q.course_id
  FROM jobs j JOIN asked q ON q.kind = 'TRAINING' AND (q.role_id IS NULL OR q.role_id = j.role_id)
  JOIN hr_trainingcourse c ON c.partner_id = q.partner_id AND c.id = q.course_id
), one_each AS (
  SELECT DISTINCT ON (person_id, kind, code) * FROM needs
  ORDER BY person_id, kind, code, suspends DESC, needed_by, requirement
), lines AS (
  SELECT n.person_id, w.uuid AS person, trim(coalesce(nullif(w.known_as, ''), w.forenames) || ' ' || w.surname) AS name,
    w.surname, n.title AS job, {unit_name("u.id", "u.name")} AS unit, n.kind, n.code, n.suspends, n.requirement,
    held.id IS NOT NULL AS is_held, CASE WHEN held.id IS NULL THEN n.needed_by ELSE held.last_day END AS due_on,
    CASE WHEN n.kind = 'DBS'::text THEN (%(labels)s::text[])[array_position(%(levels)s::text[], n.code::text)]
      ELSE n.code END AS what
  FROM one_each n
  JOIN hr_person w ON w.partner_id = %(partner)s AND w.id = n.person_id
  JOIN hr_orgunit u ON u.partner_id = %(partner)s AND u.id = n.org_unit_id
  LEFT JOIN LATERAL (
    SELECT d.id, d.recheck_due AS last_day FROM hr_dbscheck d
    WHERE n.kind = 'DBS'::text AND d.partner_id = %(partner)s AND d.person_id = n.person_id AND d.withdrawn_at IS NULL
      AND d.decision = 'SUITABLE' AND d.issued_on <= %(on)s::date
      AND array_position(%(levels)s::text[], d.level::text) >= array_position(%(levels)s::text[], n.code::text)
      AND (n.workforce = '' OR d.workforce = n.workforce
           OR (d.workforce = 'BOTH' AND n.workforce IN ('CHILD', 'ADULT')))
    UNION ALL
    SELECT g.id, g.expires_on FROM hr_registration g
    WHERE n.kind = 'REGISTRATION' AND g.partner_id = %(partner)s AND g.person_id = n.person_id
      AND g.withdrawn_at IS NULL AND lower(g.body) = lower(n.code) AND g.checked_on <= %(on)s::date
    UNION ALL
    SELECT t.id, t.expires_on FROM hr_trainingrecord t
    WHERE n.kind = 'TRAINING' AND t.partner_id = %(partner)s AND t.person_id = n.person_id AND t.withdrawn_at IS NULL
      AND t.course_id = n.course_id AND t.completed_on <= %(on)s::date
    ORDER BY 2 DESC NULLS FIRST LIMIT 1
  ) held ON true
), stood AS (
  SELECT l.*, CASE
    WHEN l.due_on IS NULL THEN CASE WHEN l.is_held THEN 'VALID' ELSE 'MISSING' END
    WHEN l.due_on < %(on)s::date THEN CASE WHEN l.is_held THEN 'LAPSED' ELSE 'MISSING' END
    WHEN NOT l.is_held OR l.due_on <= %(on)s::date + %(soon)s THEN 'DUE' ELSE 'VALID' END AS standing
  FROM lines l
), wanted AS (
  SELECT s.*, array_position(%(standings)s::text[], s.standing) AS urgency FROM stood s
  WHERE (%(kind)s = '' OR s.kind = %(kind)s)
    AND (%(standing)s = '' OR s.standing = %(standing)s OR (%(standing)s = 'TO_DO' AND s.standing <> 'VALID'))
    AND NOT EXISTS (SELECT 1 FROM unnest(%(words)s::text[]) x WHERE strpos(lower(s.name), x) = 0)
)
"""  # noqa: S608 - a constant
_LINES = f"""{_WANTED}
SELECT person_id, person, name, surname, job, unit, kind, what, standing, due_on, is_held, suspends, requirement
FROM wanted ORDER BY """  # noqa: S608 - constants
_COUNT = f"{_WANTED} SELECT standing, count(*) FROM wanted GROUP BY standing"  # noqa: S608 - constants
_WORST = ("urgency", "due_on", "surname", "what")
_SORTED = frozenset({*_WORST, "name", "unit"})
_TIE = "person_id, kind, code"


def needs(*, partner_id: int, on: date, wanted: Wanted | None = None) -> list[Need]:
    """Return what people need on a day and where it stands, the worst first. At most three queries."""
    return _fetch(_values(partner_id, on, wanted or Wanted()), (), 0, None)


def rows(*, partner_id: int, on: date, wanted: Wanted) -> FunctionRows:
    """Return the same for a list: counted, sorted and cut in the database. At most two queries before the first."""
    values = _values(partner_id, on, wanted)
    return FunctionRows(
        count=lambda: sum(_counts(values).values()),
        fetch=lambda order, start, stop: _fetch(values, order, start, stop),
    )


def counts(*, partner_id: int, on: date) -> dict[str, int]:
    """Return how many needs of everybody stand where. One query."""
    return _counts(_values(partner_id, on, Wanted()))


def _values(partner_id: int, on: date, given: Wanted) -> dict[str, Any]:
    units = None if given.unit is None else unit_and_below(partner_id=partner_id, unit=given.unit, on=on)
    return {
        "partner": partner_id, "on": on, "person": given.person_id, "all_units": units is None, "units": units or [],
        "levels": list(LEVELS), "labels": [f"DBS, {JobRole.Dbs(level).label.lower()}" for level in LEVELS],
        "soon": cycle().soon_days, "standings": [one.value for one in Standing], "kind": given.kind,
        "standing": given.standing, "words": given.search.lower().split(),
    }  # fmt: skip


def _counts(values: dict[str, Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        return dict(cursor.fetchall())


def _fetch(values: dict[str, Any], order: Sequence[str], start: int, stop: int | None) -> list[Need]:
    """Return the lines of a page. `order`: columns of _SORTED, with a minus for descending; empty days come last."""
    known = [(one.removeprefix("-"), " DESC" if one.startswith("-") else "") for one in (*order, *_WORST)]
    keys = [f"{name}{turn} NULLS LAST" for name, turn in known if name in _SORTED]
    cut = {"offset": start, "limit": None if stop is None else stop - start}
    statement = f"{_LINES} {', '.join([*keys, _TIE])} LIMIT %(limit)s OFFSET %(offset)s"
    with connection.cursor() as cursor:
        cursor.execute(statement, values | cut)
        return [Need(**dict(zip(_FIELDS, row, strict=True))) for row in cursor.fetchall()]


_FIELDS = (
    "person_id", "person", "name", "surname", "job", "unit", "kind", "what", "standing", "due_on", "is_held",
    "suspends", "requirement",
)  # fmt: skip


def to_do(*, partner_id: int, on: date) -> list[Need]:
    """Return what is missing, has run out or is due soon, without people about whom nothing is asked. Two queries."""
    found = needs(partner_id=partner_id, on=on, wanted=Wanted(standing="TO_DO"))
    return _asked(partner_id, found)


def _asked(partner_id: int, found: Iterable[Any]) -> list[Any]:
    rows = list(found)
    people = Person.objects.of(partner_id).filter(pk__in={one.person_id for one in rows})
    asked = set(quiet(people, "pk").values_list("pk", flat=True)) if rows else set()
    return [one for one in rows if one.person_id in asked]


def bars(*, partner_id: int) -> list[DutyBar]:
    """Return who may not do their duties, the longest first, people on hold left out. One query."""
    rows = quiet(DutyBar.objects.of(partner_id)).filter(ended_on=None)
    return list(rows.select_related("person").order_by("since", "id"))


def bars_of(*, partner_id: int, person_id: int) -> list[DutyBar]:
    """Return the bars of somebody that stand. One query."""
    return list(DutyBar.objects.of(partner_id).filter(person_id=person_id, ended_on=None).order_by("since", "id"))


def roles_of(*, partner_id: int, person_id: int, on: date) -> list[JobRole]:
    """Return the roles of the jobs that somebody has or is about to have. Two queries."""
    held = PostHolding.objects.of(partner_id).filter(person_id=person_id)
    now = held.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=on)).values_list("post__role_id", flat=True)
    cases = StarterCase.objects.of(partner_id).filter(person_id=person_id, state__in=OPEN_CASES, post__isnull=False)
    to_come = cases.values_list("post__role_id", flat=True)
    return list(JobRole.objects.of(partner_id).filter(Q(pk__in=now) | Q(pk__in=to_come)).order_by("title", "id"))


def dbs_asked(*, partner_id: int, person_id: int, on: date) -> tuple[str, list[JobRequirement]]:
    """Return the highest DBS level that somebody's jobs ask for, and what is said about it for those roles."""
    roles = roles_of(partner_id=partner_id, person_id=person_id, on=on)
    rows = requirements(partner_id=partner_id, on=on).filter(kind=Kind.DBS.value, role__in=roles)
    return highest(one.dbs for one in roles), sorted(rows, key=lambda row: LEVELS.index(row.role.dbs), reverse=True)


def requirements(*, partner_id: int, on: date) -> Any:
    """Return what jobs need on a day, by role."""
    rows = JobRequirement.objects.of(partner_id).filter(valid__contains=on).select_related("role", "course")
    return rows.order_by("role__title", "kind", "course__name", "id")


def courses(*, partner_id: int) -> list[TrainingCourse]:
    """Return the courses of a partner by name. One query."""
    return list(TrainingCourse.objects.of(partner_id).order_by("name", "id"))


def justification_words(code: str) -> str:
    """Say why a level may be asked for."""
    found = justifications().get(code)
    return found.title if found else code


def records(*, partner_id: int, person_id: int) -> tuple[list[Any], list[Any], list[Any]]:
    """Return every DBS check, registration and completed course of somebody, the newest first. Three queries."""
    whose = {"person_id": person_id}
    dbs = DbsCheck.objects.of(partner_id).filter(**whose).select_related("recorded_by").order_by("-issued_on", "-id")
    found = Registration.objects.of(partner_id).filter(**whose).select_related("recorded_by")
    done = TrainingRecord.objects.of(partner_id).filter(**whose).select_related("recorded_by", "course")
    return list(dbs), list(found.order_by("-expires_on", "-id")), list(done.order_by("-completed_on", "-id"))


def notes(*, partner_id: int, checks: Sequence[Any]) -> dict[int, DbsNote]:
    """Return the risk assessments that are still there, by check, unopened. One query."""
    rows = DbsNote.objects.of(partner_id).filter(dbs_check__in=[one.pk for one in checks]).defer("text")
    return {row.dbs_check_id: row for row in rows}


def overdue_notes(*, partner_id: int, on: date) -> int:
    """Return how many risk assessments should have been destroyed. One query."""
    return int(quiet(DbsNote.objects.of(partner_id)).filter(destroy_by__lt=on).count())


def holds_dbs(*, partner_id: int, person_id: int, role: JobRole | None, on: date) -> bool:
    """Tell whether somebody has a check as a role asks for it, good on a day; any, if it asks for none. Two queries."""
    level = role.dbs if role is not None and role.dbs != JobRole.Dbs.NONE else JobRole.Dbs.BASIC
    rows = DbsCheck.objects.of(partner_id).filter(
        person_id=person_id, withdrawn_at=None, decision=DbsCheck.Decision.SUITABLE, recheck_due__gte=on,
        level__in=LEVELS[LEVELS.index(level) :],
    )  # fmt: skip
    said = requirements(partner_id=partner_id, on=on).filter(kind=Kind.DBS.value, role=role).first() if role else None
    if said is not None and said.workforce:
        both = {Workforce.BOTH} if said.workforce in {Workforce.CHILD, Workforce.ADULT} else set()
        rows = rows.filter(workforce__in={said.workforce} | both)
    return bool(rows.exists())


def holds_registration(*, partner_id: int, person_id: int, body: str, on: date) -> bool:
    """Tell whether somebody is registered with a body, or any where none is named, on a day. One query."""
    rows = Registration.objects.of(partner_id).filter(person_id=person_id, withdrawn_at=None, expires_on__gte=on)
    return bool((rows.filter(body__iexact=body) if body else rows).exists())
