"""What payroll reads of family leave: calendar days by rate of contractual pay, by job, within a pay period.

Statutory pay comes on top and is payroll's own; so is the notional pay of pension schemes.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.engine.family_pay import PayRate
from hr.models import FamilyLeave, FamilyLeaveBlock
from hr.queries.family_leave import Case, cases
from sharedservices.common.periods import DateRange


@dataclass(frozen=True, slots=True)
class FamilyDays:
    """Calendar days of family leave of one job within a period, by rate of contractual pay; days worked meanwhile."""

    full: int = 0
    nine_tenths: int = 0
    half: int = 0
    nil: int = 0
    worked: int = 0

    @property
    def is_reduced(self) -> bool:
        """Whether any day gives less than full pay."""
        return bool(self.nine_tenths or self.half or self.nil)


@dataclass(frozen=True, slots=True)
class FamilySpan:
    """Days of leave of a job within a period at one rate, both ends included, with the words that explain it."""

    case: Case
    first_day: date
    last_day: date
    rate: PayRate
    why: str

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.last_day - self.first_day).days + 1


def family_days(
    *, partner_id: int, period: DateRange, assignment_ids: Collection[int] | None = None
) -> dict[int, FamilyDays]:
    """Return the days of family leave within a period by job; jobs without any are left out. Six queries."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for job, spans in family_spans(partner_id=partner_id, period=period, assignment_ids=assignment_ids).items():
        for one in spans:
            counts[job][one.rate.value] += one.days
        for case in {one.case.leave.pk: one.case for one in spans}.values():
            counts[job]["worked"] += sum(day.worked_on in period for day in case.kit_days)
    return {job: FamilyDays(**found) for job, found in sorted(counts.items())}


def family_spans(
    *, partner_id: int, period: DateRange, assignment_ids: Collection[int] | None = None
) -> dict[int, list[FamilySpan]]:
    """Return the stretches of family leave within a period by job, each with its words."""
    blocks = FamilyLeaveBlock.objects.of(partner_id).filter(
        is_cancelled=False, valid__overlap=DbRange(period.start, period.end)
    )
    if assignment_ids is not None:
        blocks = blocks.filter(assignment_id__in=assignment_ids)
    rows = FamilyLeave.objects.of(partner_id).filter(pk__in=blocks.values("leave_id")).exclude(state="CANCELLED")
    found: dict[int, list[FamilySpan]] = defaultdict(list)
    for case in cases(partner_id=partner_id, rows=list(rows.select_related("person").order_by("id"))):
        for part in case.paid:
            start, end = max(part.first_day, period.start), min(part.last_day, period.last_day)
            if start <= end:
                found[case.leave.assignment_id].append(FamilySpan(case, start, end, part.rate, part.why))
    return dict(found)
