"""What the end of a leave year carries over and lets lapse, for every job of a partner or for one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange
from django.db.models import QuerySet

from hr.engine.agreements import carry_over_rule
from hr.engine.annual_leave import DAYS_OF_WEEK, CarriedOver
from hr.engine.leave_pools import CONTRACTUAL, WhyKept, year_end
from hr.models import (
    AbsenceRecord,
    AbsenceTerms,
    Assignment,
    FamilyLeaveBlock,
    LeaveCredit,
    LeaveYearRow,
    LeaveYearRun,
)
from hr.queries.absence_terms import JobFacts, job_facts
from hr.queries.days import ONE_DAY
from hr.queries.hours_worked import STATUTORY
from hr.queries.leave import LIVE, Balance, balances
from hr.queries.sick_pay import SICK
from sharedservices.common.periods import DateRange

AT_ONCE = 500
FOUR_WEEKS = 28
PROTECTED = STATUTORY
"""Statutory leave that keeps annual leave. Source: Working Time Regulations 1998 regulation 13(9)."""
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndRow:
    """One job at the end of its leave year: hours unused, carried for each reason, known before, and lapsed."""

    job: int
    person_id: int
    person: UUID
    name: str
    assignment_no: str
    unused: Decimal
    known: Decimal
    carried: tuple[CarriedOver, ...]
    lapsed: Decimal
    why: str

    def hours(self, bucket: str) -> Decimal:
        """Return the hours that one reason carries."""
        return sum((one.hours for one in self.carried if one.bucket == bucket), _NOTHING)


@dataclass(frozen=True, slots=True)
class _Away:
    """Jobs whose people were sick when the year ended, and the days of family leave in the year by job."""

    sick: set[int]
    family: dict[int, int]


def carry_rules(agreed: AbsenceTerms | None, *, on: date) -> dict[str, tuple[Decimal, int]]:
    """Return how many weeks each reason carries, and for how many months: what the partner agreed, else the law’s."""
    found = {str(bucket): carry_over_rule(bucket, on=on) for bucket in LeaveCredit.Bucket.values}
    if agreed is not None:
        found[CONTRACTUAL] = (Decimal(agreed.carry_days) / DAYS_OF_WEEK, found[CONTRACTUAL][1])
    return found


def unused_of(job: Assignment, year: DateRange) -> Decimal:
    """Return the own hours of a leave year of a job that nobody has taken and that are not carried over yet."""
    found = balances([job], partner_id=job.partner_id, on=year.last_day).get(job.pk)
    known = LeaveCredit.objects.of(job.partner_id).filter(assignment=job, year_start=year.end, cancelled_at=None)
    carried = sum(known.order_by("id").values_list("hours", flat=True), _NOTHING)
    return _NOTHING if found is None else max(found.unused_at_year_end - carried, _NOTHING)


def plan(*, partner_id: int, year_start: date, step: Callable[[int, int], None] | None = None) -> list[YearEndRow]:
    """Return what the year that ends before a day leaves over, for every job that goes on, by name of the person.

    Jobs whose leave years start in another month, or without agreed leave, are not among them. `step` is told after
    each part how many jobs are looked at, of how many.
    """
    jobs = Assignment.objects.of(partner_id).filter(valid__contains=DbRange(year_start - ONE_DAY, year_start + ONE_DAY))
    ids = list(jobs.order_by("person__surname", "person__forenames", "id").values_list("pk", flat=True))
    found: list[YearEndRow] = []
    for start in range(0, len(ids), AT_ONCE):
        found += _rows(ids[start : start + AT_ONCE], partner_id, year_start)
        if step is not None:
            step(min(start + AT_ONCE, len(ids)), len(ids))
    return found


def jobs_of(run: LeaveYearRun) -> "QuerySet[LeaveYearRow]":
    """Return what a year end does for each job, as it was prepared."""
    rows: QuerySet[LeaveYearRow] = LeaveYearRow.objects.of(run.partner_id).filter(run=run)
    return rows.select_related("person", "assignment")


def digest(rows: Iterable[YearEndRow]) -> str:
    """Return the fingerprint of a plan: it changes when anything changes that would be carried over or lapse."""
    lines = [f"{row.job}:{row.lapsed}:{row.carried}" for row in sorted(rows, key=lambda one: one.job)]
    return sha256("\n".join(lines).encode()).hexdigest()


def runs(partner_id: int) -> "QuerySet[LeaveYearRun]":
    """Return the year ends of a partner, the newest first."""
    rows: QuerySet[LeaveYearRun] = LeaveYearRun.objects.of(partner_id).select_related("prepared_by", "approved_by")
    return rows.order_by("-year_start", "-id")


def year_starts(*, partner_id: int, on: date) -> list[date]:
    """Return the first days of leave years that have begun within a year up to a day, as agreed here, newest first."""
    months = AbsenceTerms.objects.of(partner_id).filter(valid__contains=on).order_by("leave_year_month")
    found = set(months.values_list("leave_year_month", flat=True))
    return sorted((date(on.year - (on.month < month), month, 1) for month in found), reverse=True)


def n_to_approve(*, partner_id: int, human_id: UUID) -> int:
    """Return how many year ends wait that somebody else prepared. One query."""
    rows = LeaveYearRun.objects.of(partner_id).filter(state=LeaveYearRun.State.PREPARED)
    count: int = rows.exclude(prepared_human=human_id).count()
    return count


def _rows(ids: list[int], partner_id: int, year_start: date) -> list[YearEndRow]:
    last = year_start - ONE_DAY
    jobs = Assignment.objects.of(partner_id).select_related("person").in_bulk(ids)
    found = balances(list(jobs.values()), partner_id=partner_id, on=last)
    facts = job_facts(partner_id=partner_id, assignment_ids=ids)
    known: dict[int, dict[str, Decimal]] = defaultdict(dict)
    credits = LeaveCredit.objects.of(partner_id).filter(assignment_id__in=ids, year_start=year_start, cancelled_at=None)
    for one in credits.order_by("id"):
        known[one.assignment_id][one.bucket] = one.hours
    away = _away(partner_id, ids, year_start)
    return [
        _row(jobs[pk], facts[pk], found[pk], known[pk], away)
        for pk in ids
        if pk in found and found[pk].year.end == year_start
    ]


def _row(job: Assignment, facts: JobFacts, found: Balance, known: dict[str, Decimal], away: _Away) -> YearEndRow:
    last, unused = found.year.last_day, found.unused_at_year_end
    terms = next((one for one in facts.hours if last in one.valid), None)
    taken = found.bank_taken + found.by_roster + sum((found.booked(state) for state in LIVE), _NOTHING)
    why = WhyKept(job.pk in away.sick, away.family.get(job.pk, 0) >= FOUR_WEEKS)
    ended = year_end(
        unused, taken=taken, why=why, known=known, week=terms.contract_hours if terms else _NOTHING,
        rules=carry_rules(facts.agreed_on(last), on=found.year.start), year=found.year,
    )  # fmt: skip
    return YearEndRow(
        job=job.pk, person_id=job.person_id, person=job.person.uuid, name=job.person.display_name,
        assignment_no=job.number, unused=unused, known=sum(known.values(), _NOTHING), carried=ended.carried,
        lapsed=ended.lapsed, why=_why(why),
    )  # fmt: skip


def _why(why: WhyKept) -> str:
    if why.is_on_family_leave:
        return "Four weeks or more of family leave in the year"
    return "Sick when the year ended" if why.is_sick else ""


def _away(partner_id: int, ids: list[int], year_start: date) -> _Away:
    last, first = year_start - ONE_DAY, year_start.replace(year=year_start.year - 1)
    sick = AbsenceRecord.objects.of(partner_id).filter(assignment_id__in=ids, kind__in=SICK, valid__contains=last)
    blocks = FamilyLeaveBlock.objects.of(partner_id).filter(
        assignment_id__in=ids, is_cancelled=False, leave__kind__in=PROTECTED, valid__overlap=DbRange(first, year_start)
    )
    days: dict[int, int] = defaultdict(int)
    for job, valid in blocks.order_by("id").values_list("assignment_id", "valid"):
        days[job] += (min(valid.upper, year_start) - max(valid.lower, first)).days
    gone = sick.exclude(state=AbsenceRecord.State.CANCELLED).order_by("id")
    return _Away(set(gone.values_list("assignment_id", flat=True)), dict(days))
