"""What payroll reads of absence: calendar days paid in full, paid at half and unpaid, by job, within a pay period.

Days at half pay or without sick pay count only when their notice was sent and the HR manager has confirmed them: until
then the earlier rate goes on, and `steps_held` says so. Days are calendar days, as occupational sick pay counts them.
Family leave ends sickness that was still open when it began: its days are counted by hr.queries.family_pay.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.engine.sick_pay import ONE_DAY, Rate
from hr.models import AbsenceRecord, FamilyLeaveBlock
from hr.queries.sick_pay import Forecast, Step, forecasts
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
class HeldStep:
    """A step-down whose day has come without notice or confirmation: pay goes on, and somebody must decide."""

    absence: AbsenceRecord
    step: Step
    why: str


@dataclass(frozen=True, slots=True)
class SickSpan:
    """Days of sickness of a job within a period at one rate, with the words that explain it."""

    absence: AbsenceRecord
    first_day: date
    last_day: date
    rate: Rate
    why: str

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class AbsenceInPeriod:
    """The absences of jobs that lie within a pay period, each with its last day (None: it goes on) and its forecast."""

    period: DateRange
    rows: list[AbsenceRecord]
    ends: dict[int, date | None]
    forecasts: list[Forecast]

    def days(self) -> dict[int, AbsenceDays]:
        """Return the days of absence by job; jobs without any are left out."""
        counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.rows:
            if row.kind == AbsenceRecord.Kind.UNPAID:
                counts[row.assignment_id]["unpaid"] += self._days(row)
        for one in self.forecasts:
            for span in _spans(one, self.ends[one.record.pk], self.period):
                counts[one.record.assignment_id][span.rate.value] += span.days
            if one.left is None:
                counts[one.record.assignment_id]["not_agreed"] += self._days(one.record)
        return {job: AbsenceDays(**found) for job, found in sorted(counts.items()) if any(found.values())}

    def sick_spans(self) -> dict[int, list[SickSpan]]:
        """Return the stretches of sickness by job, as they may be paid, each with its words."""
        found: dict[int, list[SickSpan]] = defaultdict(list)
        for one in self.forecasts:
            found[one.record.assignment_id] += _spans(one, self.ends[one.record.pk], self.period)
        return dict(found)

    def steps_held(self) -> list[HeldStep]:
        """Return the step-downs that would take effect by the end and may not: pay is not reduced for them."""
        return [
            HeldStep(one.record, step, why)
            for one in self.forecasts
            for step in one.steps
            if step.step.on < self.period.end and step.step.on <= (self.ends[one.record.pk] or step.step.on)
            if (why := _why_held(step, self.period))
        ]

    def _days(self, row: AbsenceRecord) -> int:
        span = _within(row.valid.lower, self.ends[row.pk], self.period)
        return 0 if span is None else (span[1] - span[0]).days + 1


def read(*, partner_id: int, period: DateRange, assignment_ids: Collection[int] | None = None) -> AbsenceInPeriod:
    """Read what payroll asks of absence in a period, of these jobs or of all: once, whatever is asked of it then."""
    rows = _overlapping(partner_id, period, assignment_ids)
    return AbsenceInPeriod(period, rows, _ends(partner_id, rows), _forecasts(partner_id, rows))


def _why_held(step: Step, period: DateRange) -> str:
    """Say what a step-down lacks; nothing when it is settled for the period."""
    if step.first_sent_on is None:
        return f"no notice was sent ({step.unsent})" if step.unsent else "no notice was sent"
    if step.is_confirmed:
        return ""
    put_off = step.told.extended_to
    if put_off is not None and put_off >= period.last_day:
        return ""
    return "the HR manager has not confirmed it"


def _forecasts(partner_id: int, rows: list[AbsenceRecord]) -> list[Forecast]:
    """Return the forecasts of these absences. Those of one job are worked out together: each sees the earlier ones."""
    wanted = {row.pk for row in rows}
    jobs = {row.assignment_id for row in rows if row.kind != AbsenceRecord.Kind.UNPAID}
    found = forecasts(partner_id=partner_id, assignment_ids=jobs)
    return [one for of_job in found.values() for one in of_job if one.record.pk in wanted]


def _spans(one: Forecast, last: date | None, period: DateRange) -> list[SickSpan]:
    """Return the stretches of an absence within a period, which ends with a last day."""
    found = []
    for part in one.paid:
        limit = part.last_day if last is None else min(last, part.last_day or last)
        inside = _within(part.first_day, limit, period)
        if inside is not None:
            found.append(SickSpan(one.record, *inside, Rate(part.rate), part.why))
    return found


def _overlapping(partner_id: int, period: DateRange, jobs: Collection[int] | None) -> list[AbsenceRecord]:
    rows = AbsenceRecord.objects.of(partner_id).filter(valid__overlap=DbRange(period.start, period.end))
    if jobs is not None:
        rows = rows.filter(assignment_id__in=jobs)
    return list(rows.exclude(state="CANCELLED").order_by("assignment_id", "valid", "id"))


def _ends(partner_id: int, rows: list[AbsenceRecord]) -> dict[int, date | None]:
    """Return the last day of absences: their own, or the day before family leave begins; None while one goes on."""
    open_rows = [row for row in rows if row.valid.upper is None]
    blocks = FamilyLeaveBlock.objects.of(partner_id).filter(
        assignment_id__in={row.assignment_id for row in open_rows}, is_cancelled=False
    )
    starts: dict[int, list[date]] = defaultdict(list)
    for block in blocks.order_by("valid", "id"):
        starts[block.assignment_id].append(block.valid.lower)
    found: dict[int, date | None] = {}
    for row in rows:
        later = [day for day in starts[row.assignment_id] if day > row.valid.lower]
        end = row.valid.upper if row.valid.upper is not None else min(later, default=None)
        found[row.pk] = None if end is None else end - ONE_DAY
    return found


def _within(first: date, last: date | None, period: DateRange) -> tuple[date, date] | None:
    """Return the days from a first to a last within a period, both included; None when there are none."""
    start = max(first, period.start)
    end = period.last_day if last is None else min(last, period.last_day)
    return (start, end) if start <= end else None
