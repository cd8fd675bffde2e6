"""What a pay run reads of absence for a range of people: days that reduce pay, and what payroll must look at.

Two queries when nobody is away. Sick pay goes down only with notice and confirmation: what is held is named. Family
leave does not reduce pay by itself yet: its statutory pay is not worked out here, and the run says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.engine.family_pay import RATE_WORDS as FAMILY_WORDS
from hr.engine.sick_pay import Rate
from hr.models import AbsenceRecord, FamilyLeaveBlock
from hr.queries import absence_pay
from hr.queries.absence_pay import AbsenceDays
from hr.queries.days import ONE_DAY
from hr.queries.family_pay import FamilySpan, family_spans
from hr.queries.sick_pay import rate_words
from sharedservices.common.formatting import counted, day
from sharedservices.common.periods import DateRange

HALF, WHOLE = Decimal("0.5"), Decimal(1)
LOST = {Rate.HALF: HALF, Rate.NIL: WHOLE}
NAMES = {Rate.HALF: "Absence at half pay", Rate.NIL: "Absence without sick pay"}
"""The same for everybody: a run adds its lines up by name. Which days they are stands in the words."""
STEP_DOWN_HELD, NOT_AGREED = "STEP_DOWN_HELD", "SICK_PAY_NOT_AGREED"
STATUTORY_SICK, FAMILY = "STATUTORY_SICK_PAY", "FAMILY_LEAVE"


@dataclass(frozen=True, slots=True)
class Reduction:
    """Days of a job on which a share of its salary is not paid, half-open, with the words that explain it."""

    start: date
    end: date
    lost: Decimal
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class AbsencePay:
    """By job: what reduces its pay, and (code, sentence) of what payroll must look at."""

    reductions: dict[int, list[Reduction]] = field(default_factory=dict)
    findings: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


def of_people(*, partner_id: int, first: int, last: int, period: DateRange) -> AbsencePay:
    """Return what absence does to the pay of the people between two ids, both included, in a pay period."""
    away: dict[str, Any] = {
        "person_id__gte": first,
        "person_id__lte": last,
        "valid__overlap": DbRange(period.start, period.end),
    }
    absent = AbsenceRecord.objects.of(partner_id).filter(**away).exclude(state="CANCELLED")
    jobs = set(absent.order_by().values_list("assignment_id", flat=True))
    blocks = FamilyLeaveBlock.objects.of(partner_id).filter(is_cancelled=False, **away)
    on_leave = set(blocks.order_by().values_list("assignment_id", flat=True))
    found = AbsencePay(defaultdict(list), defaultdict(list))
    if jobs:
        _sickness(found, partner_id, jobs, period)
        _unpaid(found, absent.filter(kind=AbsenceRecord.Kind.UNPAID), period)
    if on_leave:
        of_leave = family_spans(partner_id=partner_id, period=period, assignment_ids=on_leave)
        for job, spans in of_leave.items():
            found.findings[job].append((FAMILY, _family_words(spans)))
    return AbsencePay(dict(found.reductions), dict(found.findings))


def _sickness(found: AbsencePay, partner_id: int, jobs: set[int], period: DateRange) -> None:
    """Add what sickness does."""
    away = absence_pay.read(partner_id=partner_id, period=period, assignment_ids=jobs)
    for job, spans in away.sick_spans().items():
        for one in spans:
            if one.rate in LOST:
                span, days = _span(one.first_day, one.last_day), counted(one.days, "day", "days")
                why = f"{span}, {days} of {one.absence.get_kind_display().lower()}: {one.why}"
                found.reductions[job].append(
                    Reduction(one.first_day, one.last_day + ONE_DAY, LOST[one.rate], NAMES[one.rate], why)
                )
    for held in away.steps_held():
        words = (
            f"Sick pay would go down to {rate_words(held.step.step.to).lower()} on {day(held.step.step.on)} and does "
            f"not: {held.why}. The HR manager confirms it or puts it off under Absence, Sick pay that goes down."
        )
        found.findings[held.absence.assignment_id].append((STEP_DOWN_HELD, words))
    for job, counts in away.days().items():
        found.findings[job] += _sick_findings(counts)


def _sick_findings(days: AbsenceDays) -> Iterable[tuple[str, str]]:
    if days.half or days.nil:
        words = (
            f"{counted(days.half, 'day', 'days')} of half pay and {counted(days.nil, 'day', 'days')} without sick pay"
        )
        yield STATUTORY_SICK, f"{words}: statutory sick pay is not worked out here. Enter what is due for them."
    if days.not_agreed:
        words = f"{counted(days.not_agreed, 'day', 'days')} of sickness in a job without agreed sick pay"
        yield NOT_AGREED, f"{words}: pay is not reduced. Say what is paid."


def _unpaid(found: AbsencePay, rows: Any, period: DateRange) -> None:
    """Take unpaid leave off."""
    for row in rows.order_by("assignment_id", "valid", "id"):
        start = max(row.valid.lower, period.start)
        end = period.end if row.valid.upper is None else min(row.valid.upper, period.end)
        why = f"{_span(start, end - ONE_DAY)}, {counted((end - start).days, 'day', 'days')} of unpaid leave"
        found.reductions[row.assignment_id].append(Reduction(start, end, WHOLE, "Unpaid leave", why))


def _family_words(spans: list[FamilySpan]) -> str:
    """Say what kind of leave lies in the period, and at which rates."""
    kind = spans[0].case.leave.get_kind_display()
    rates = ", ".join(
        f"{counted(one.days, 'day', 'days')} at {FAMILY_WORDS[one.rate].lower()} ({_span(one.first_day, one.last_day)})"
        for one in spans
    )
    return f"{kind}: {rates}. Pay is not reduced by itself: enter statutory pay and what is taken off."


def _span(first: date, last: date) -> str:
    return day(first) if first == last else f"{day(first)} to {day(last)}"
