"""What rostering systems have sent: files, rows and faults; and what of it counts, for leave, hours and claims."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange
from django.db.models import Q, QuerySet

from hr.engine import rosters as engine
from hr.engine.working_time import is_limited, limits
from hr.models import AssignmentTerms, LeaveYearRun, RosterFault, RosterImport, RosterLine
from hr.queries.days import last_day
from hr.states import RosterState
from partners.queries.holds import quiet
from sharedservices.common.formatting import day, moment, number
from sharedservices.common.periods import DateRange

Kind = RosterLine.Kind
Key = tuple[str, str]
"""What a row replaces: its kind, and the job or the reference."""


def files(partner_id: int) -> "QuerySet[RosterImport]":
    """Return the files of a partner with whoever acted on them."""
    rows: QuerySet[RosterImport] = RosterImport.objects.of(partner_id).select_related(
        "legal_entity", "taken_by", "loaded_by", "withdrawn_by"
    )
    return rows


def lines_of(taken: RosterImport) -> "QuerySet[RosterLine]":
    """Return the rows of a file with their people."""
    rows: QuerySet[RosterLine] = (
        RosterLine.objects.of(taken.partner_id)
        .filter(taken=taken)
        .select_related("person", "assignment", "claim_type", "monthly_input", "taken")
    )
    return rows


def faults_of(taken: RosterImport) -> "QuerySet[RosterFault]":
    """Return the faults of a file."""
    rows: QuerySet[RosterFault] = RosterFault.objects.of(taken.partner_id).filter(taken=taken)
    return rows


def lines_of_person(*, partner_id: int, person_id: int) -> "QuerySet[RosterLine]":
    """Return what counts of a person, the latest first."""
    rows: QuerySet[RosterLine] = (
        RosterLine.objects.of(partner_id)
        .filter(person_id=person_id, in_force=True)
        .select_related("taken__legal_entity", "assignment", "claim_type", "monthly_input")
    )
    return rows.order_by("-valid", "kind", "key", "id")


def by_key(rows: Iterable[RosterLine]) -> dict[Key, list[RosterLine]]:
    """Return rows by what they replace."""
    found: dict[Key, list[RosterLine]] = defaultdict(list)
    for one in rows:
        found[one.kind, one.key].append(one)
    return found


def in_force(*, partner_id: int, series: UUID) -> dict[Key, list[RosterLine]]:
    """Return the rows of a series that count, by what replaces them. One query."""
    rows = RosterLine.objects.of(partner_id).filter(taken__series=series, in_force=True)
    return by_key(rows.select_related("taken", "monthly_input").order_by("id"))


def before(taken: RosterImport) -> dict[Key, list[RosterLine]]:
    """Return the rows that would count without a file, by what replaces them. One query."""
    rows = RosterLine.objects.of(taken.partner_id).filter(
        taken__series=taken.series, taken__state=RosterState.LOADED, taken__version__lt=taken.version
    )
    latest: dict[Key, int] = {}
    found = list(rows.select_related("taken", "claim_type").order_by("taken__version", "id"))
    for one in found:
        latest[one.kind, one.key] = one.taken.version
    return by_key(one for one in found if one.taken.version == latest[one.kind, one.key])


def claims_to_send(partner_id: int) -> "QuerySet[RosterLine]":
    """Return the claims that count and that no input pays yet, without those of people on hold."""
    rows = RosterLine.objects.of(partner_id).filter(
        kind=Kind.CLAIM, in_force=True, is_cancelled=False, monthly_input=None
    )
    found: QuerySet[RosterLine] = quiet(rows)
    return found.select_related("taken", "claim_type", "employment__pay_group", "assignment").order_by("id")


def n_to_load(*, partner_id: int, human_id: UUID) -> int:
    """Count the files that wait to be loaded by somebody else than whoever took them in. One query."""
    rows = RosterImport.objects.of(partner_id).filter(state=RosterState.READY)
    return int(rows.exclude(taken_human=human_id).count())


def claim_in_roster(*, partner_id: int, person_id: int, span: Any, without: UUID | None = None) -> RosterLine | None:
    """Return a claim of a rostering system that counts and shares time with a span, or None. One query."""
    rows = RosterLine.objects.of(partner_id).filter(
        person_id=person_id, kind=Kind.CLAIM, in_force=True, is_cancelled=False, worked_span__overlap=span
    )
    found: RosterLine | None = rows.exclude(uuid=without).order_by("id").first()
    return found


def leave_in_roster(*, partner_id: int, assignment_ids: Collection[int]) -> dict[int, list[RosterLine]]:
    """Return the annual leave that rostering systems keep of some jobs, by job, in order. One query."""
    rows = RosterLine.objects.of(partner_id).filter(
        assignment_id__in=assignment_ids, kind=Kind.SUMMARY, in_force=True, counts_leave=True, leave__gt=0
    )
    found: dict[int, list[RosterLine]] = defaultdict(list)
    for one in rows.order_by("valid", "id"):
        found[one.assignment_id].append(one)
    return found


def ended_year(*, partner_id: int, days: DateRange) -> LeaveYearRun | None:
    """Return an approved end of a leave year that has read the leave of some days, or None. One query."""
    rows = LeaveYearRun.objects.of(partner_id).filter(state=LeaveYearRun.State.APPROVED, year_start__gt=days.start)
    found: LeaveYearRun | None = rows.order_by("year_start", "id").first()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursShown:
    """Hours a week that somebody worked over all jobs: as rosters show, and by contract where none do."""

    hours: Decimal
    since: date
    n_jobs: int
    n_known: int

    @property
    def words(self) -> str:
        """Say where they come from."""
        said = f"Hours worked by roster since {day(self.since)}"
        if self.n_known < self.n_jobs:
            said += f" in {number(self.n_known)} of {number(self.n_jobs)} jobs; contract hours in the others"
        return said


def hours_worked_weekly(*, partner_id: int, person_id: int, on: date) -> HoursShown | None:
    """Return the average hours a week over all jobs of somebody; None where no roster tells about any. Two queries.

    The reference period is that of the day (Working Time Regulations 1998, reg 4(3)). Nothing is taken off for leave
    or sickness: the days are those that rosters tell about.
    """
    if not is_limited(on=on):
        return None
    weeks = limits(on=on).reference_weeks
    first = on - timedelta(weeks=weeks)
    rows = RosterLine.objects.of(partner_id).filter(
        person_id=person_id, kind=Kind.SUMMARY, in_force=True, worked__isnull=False, valid__overlap=DbRange(first, on)
    )
    worked: dict[int, list[engine.Worked]] = defaultdict(list)
    for one in rows.order_by("id"):
        worked[one.assignment_id].append(engine.Worked(days_of(one), one.worked or Decimal(0)))
    if not worked:
        return None
    terms = AssignmentTerms.objects.of(partner_id).filter(
        person_id=person_id, valid__contains=on, assignment__valid__contains=on
    )
    jobs = dict(terms.order_by("id").values_list("assignment_id", "contract_hours"))
    total, known = Decimal(0), 0
    for job, contract in jobs.items():
        average = engine.weekly_average(worked.get(job, ()), before=on, weeks=weeks)
        known += average is not None
        total += contract if average is None else average
    return HoursShown(hours=total, since=first, n_jobs=len(jobs), n_known=known) if known else None


def days_of(one: RosterLine) -> DateRange:
    """Return the days of a row."""
    return DateRange(one.valid.lower, one.valid.upper)


def span_words(begun: datetime, over: datetime) -> str:
    """Say from when to when somebody worked, by local time."""
    return f"{moment(begun)} to {moment(over)}"


def period_words(taken: RosterImport) -> str:
    """Say which days a file is about."""
    return f"{day(taken.period.lower)} to {day(last_day(taken.period))}"


def fate(one: RosterLine) -> str:
    """Say what has become of a row."""
    if not one.in_force:
        return "Does not count" if one.taken.state in {RosterState.LOADED, RosterState.WITHDRAWN} else "Not loaded yet"
    if one.kind == Kind.SUMMARY:
        return "Counts"
    if one.is_cancelled:
        return "Cancelled there"
    paid = one.monthly_input
    return "Waits for a pay period" if paid is None else f"Sent to payroll, period from {day(paid.period_start)}"


def matching(text: str) -> Q:
    """Return the filter of rows by name, job number or reference."""
    found = Q()
    for word in text.split():
        found &= (
            Q(person__surname__icontains=word) | Q(person__forenames__icontains=word)
            | Q(person__known_as__icontains=word) | Q(assignment__number__icontains=word) | Q(key__icontains=word)
        )  # fmt: skip
    return found
