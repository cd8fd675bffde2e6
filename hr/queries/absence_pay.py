"""What payroll reads of absence: calendar days paid in full, paid at half and unpaid, by job, within a pay period.

Days at half pay or without sick pay count only when their notice was sent: until then the earlier rate goes on, and
`steps_without_notice` says so. Days are calendar days, as occupational sick pay counts them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.engine.sick_pay import ONE_DAY, Rate
from hr.models import AbsenceRecord
from hr.queries.sick_pay import Step, forecasts
from sharedservices.common.periods import DateRange


@dataclass(frozen=True, slots=True)
class AbsenceDays:
    """Calendar days of absence of one job within a period. `nil` is sickness without pay, `unpaid` is unpaid leave."""

    full: int = 0
    half: int = 0
    nil: int = 0
    unpaid: int = 0
    not_agreed: int = 0
    """Sickness in a staff group without agreed sick pay: somebody must say what is paid."""


@dataclass(frozen=True, slots=True)
class MissingNotice:
    """A step-down that has come without its notice: pay goes on, and somebody must look."""

    absence: AbsenceRecord
    step: Step


def absence_days(
    *, partner_id: int, period: DateRange, assignment_ids: Collection[int] | None = None
) -> dict[int, AbsenceDays]:
    """Return the days of absence within a period by job; jobs without any are left out."""
    rows = _overlapping(partner_id, period, assignment_ids)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row.kind == AbsenceRecord.Kind.UNPAID:
            last = None if row.valid.upper is None else row.valid.upper - ONE_DAY
            counts[row.assignment_id]["unpaid"] += _days(row.valid.lower, last, period)
    jobs = {row.assignment_id for row in rows if row.kind != AbsenceRecord.Kind.UNPAID}
    for job, found in forecasts(partner_id=partner_id, assignment_ids=jobs).items():
        for one in found:
            for part in one.paid:
                counts[job][Rate(part.rate).value] += _days(part.first_day, part.last_day, period)
            if one.left is None:
                valid = one.record.valid
                last = None if valid.upper is None else valid.upper - ONE_DAY
                counts[job]["not_agreed"] += _days(valid.lower, last, period)
    return {job: AbsenceDays(**found) for job, found in sorted(counts.items()) if any(found.values())}


def steps_without_notice(*, partner_id: int, period: DateRange) -> list[MissingNotice]:
    """Return the step-downs within a period that were not told: pay is not reduced for them."""
    jobs = {row.assignment_id for row in _overlapping(partner_id, period, None)}
    return [
        MissingNotice(one.record, step)
        for found in forecasts(partner_id=partner_id, assignment_ids=jobs).values()
        for one in found
        for step in one.steps
        if step.first_sent_on is None and step.step.on in period
    ]


def _overlapping(partner_id: int, period: DateRange, jobs: Collection[int] | None) -> list[AbsenceRecord]:
    rows = AbsenceRecord.objects.of(partner_id).filter(valid__overlap=DbRange(period.start, period.end))
    if jobs is not None:
        rows = rows.filter(assignment_id__in=jobs)
    return list(rows.exclude(state="CANCELLED").order_by("assignment_id", "valid", "id"))


def _days(first: date, last: date | None, period: DateRange) -> int:
    start, end = max(first, period.start), period.end if last is None else min(last + ONE_DAY, period.end)
    return max(0, (end - start).days)
