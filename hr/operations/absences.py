"""Report, close, reopen and cancel absences, and record fit notes. Who falls ill again has a new absence.

Each operation gives annual leave back, or takes it again, for the days of a booking that are certified sick.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules_absence as rules
from hr import rules_family
from hr.models import AbsenceRecord, Assignment, FitNote
from hr.operations import dated, family_leave, leave_given_back
from hr.queries import family_leave as family
from hr.queries.days import ONE_DAY, last_day
from hr.queries.sick_pay import SELF_CERTIFIED_DAYS, SICK, days_without_fit_note
from hr.states import ABSENCE, AbsenceState
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day

NOUN = "absence"
LINKED_WITHIN = timedelta(weeks=8)
"""Sickness that begins so soon after an earlier one is linked with it (SI 1982/894, periods of incapacity)."""
LONGEST_NOTE = timedelta(days=366)
HOURS_OF_DAY = Decimal(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is said about an absence. Hours lost of the first day, when only a part of it was lost."""

    kind: str
    category: str
    first_day: date
    last_day: date | None = None
    details: str = ""
    hours_lost_first: Decimal | None = None
    is_work_related: bool = False
    is_disability_related: bool = False
    is_pregnancy_related: bool = False
    is_self_certified: bool = False


@transaction_required
def report(
    *, assignment: UUID, report: Report, reason: str, by: User, at: datetime, is_own: bool = False
) -> AbsenceRecord:
    """Report that somebody is or was absent from a job; `is_own` where people say it of themselves (own_time).

    Pregnancy-related sickness in the last four weeks before the expected week of childbirth starts maternity leave.

    :raises RuleBroken: for days in the future, outside the job, out of order or overlapping another absence or family
        leave, and for more than seven days of sickness with an end and no fit note
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    if not is_own:
        dated.refuse_oneself(job, by=by)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        _check(job, report, at=at)
        is_sick = report.kind in SICK
        row: AbsenceRecord = AbsenceRecord.objects.create(
            **dated.owner_of_assignment(job),
            kind=report.kind,
            category=report.category,
            reason=" ".join(report.details.split()),
            valid=_range(report.first_day, report.last_day),
            hours_lost_first=report.hours_lost_first,
            is_work_related=report.is_work_related or report.kind == AbsenceRecord.Kind.INJURY,
            is_disability_related=report.is_disability_related,
            is_pregnancy_related=report.is_pregnancy_related,
            is_self_certified=report.is_self_certified,
            linked_to=_earlier(job, report.first_day) if is_sick else None,
            state=AbsenceState.OPEN if report.last_day is None else AbsenceState.CLOSED,
            reported_by=by,
            reported_at=at,
        )
        leave_given_back.recompute(job)
        if row.is_pregnancy_related:
            _start_leave(row, reason=reason, by=by, at=at)
    return row


def _start_leave(row: AbsenceRecord, *, reason: str, by: User, at: datetime) -> None:
    """Start maternity leave that this sickness starts: it then ends on its first day within the last four weeks."""
    today = timezone.localdate(at)
    due = family.begun_by_sickness(partner_id=row.partner_id, on=today, assignment_id=row.assignment_id)
    for case, absence, _starts in due:
        if absence.pk == row.pk:
            family_leave.start_by_sickness(leave=case.leave.uuid, reason=reason, by=by, at=at)
            row.refresh_from_db(fields=["valid", "state"])


@transaction_required
def close(
    *, absence: UUID, last_day: date, reason: str, by: User, at: datetime, hours_lost_last: Decimal | None = None,
    is_own: bool = False,
) -> AbsenceRecord:  # fmt: skip
    """Close an absence after its last day. Hours lost of that day, when only a part of it was lost.

    :raises WrongState: if it is not open
    :raises RuleBroken: if the day is in the future, before the first, or days from the eighth on lack a fit note
    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    """
    row, job = _lock(absence, by, is_own=is_own)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.state = AbsenceState(next_state(ABSENCE, "close", row.state, noun=NOUN))
        _check_end(row.kind, row.valid.lower, last_day, at=at)
        _check_within(job, last_day, at=at, field="last_day")
        _check_overlap(job, row.valid.lower, last_day, besides=row.pk)
        if row.kind in SICK:
            notes = FitNote.objects.of(row.partner_id).filter(absence=row).order_by("id")
            _check_fit_notes(days_without_fit_note(row, notes, until=last_day))
        _check_part(hours_lost_last)
        row.valid, row.hours_lost_last = _range(row.valid.lower, last_day), hours_lost_last
        row.save(update_fields=["state", "valid", "hours_lost_last"])
        leave_given_back.recompute(job)
    return row


@transaction_required
def reopen(*, absence: UUID, reason: str, by: User, at: datetime) -> AbsenceRecord:
    """Take the return back that was recorded by mistake. Who falls ill again has a new absence instead.

    :raises WrongState: if it is not closed
    :raises RuleBroken: if a later absence would overlap it
    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    """
    row, job = _lock(absence, by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.state = AbsenceState(next_state(ABSENCE, "reopen", row.state, noun=NOUN))
        _check_overlap(job, row.valid.lower, None, besides=row.pk)
        row.valid, row.hours_lost_last = _range(row.valid.lower, None), None
        row.save(update_fields=["state", "valid", "hours_lost_last"])
        leave_given_back.recompute(job)
    return row


@transaction_required
def cancel(*, absence: UUID, reason: str, by: User, at: datetime) -> AbsenceRecord:
    """Cancel an absence that never was. It stays in the record as cancelled, and no pay or leave knows it any more.

    :raises WrongState: if it is cancelled already
    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    """
    row, job = _lock(absence, by)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        row.state = AbsenceState(next_state(ABSENCE, "cancel", row.state, noun=NOUN))
        row.save(update_fields=["state"])
        leave_given_back.recompute(job)
    return row


@transaction_required
def add_fit_note(  # noqa: PLR0913 - keyword-only: what the note says, and who hands it in
    *,
    absence: UUID,
    outcome: str,
    covers_from: date,
    covers_to: date,
    adjustments: str,
    reason: str,
    by: User,
    at: datetime,
    is_own: bool = False,
) -> FitNote:
    """Record a fit note of an absence.

    :raises WrongState: if the absence is cancelled
    :raises RuleBroken: if its days are out of order, before the absence or more than a year
    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    """
    row, job = _lock(absence, by, is_own=is_own)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        next_state(ABSENCE, "cancel", row.state, noun=NOUN)  # whatever may still be cancelled may have a note
        fits = row.valid.lower <= covers_from <= covers_to <= covers_from + LONGEST_NOTE
        rules.FitNoteDates.require(fits, first=row.valid.lower, most="a year")
        note: FitNote = FitNote.objects.create(
            partner_id=row.partner_id,
            person_id=row.person_id,
            absence=row,
            outcome=outcome,
            adjustments=" ".join(adjustments.split()),
            valid=_range(covers_from, covers_to),
            recorded_by=by,
            recorded_at=at,
        )
        leave_given_back.recompute(job)
    return note


def _lock(absence: UUID, by: User, *, is_own: bool = False) -> tuple[AbsenceRecord, Assignment]:
    """Hold the job first and the absence after it, in the order in which every operation does.

    :raises RuleBroken: NotOneself, for one’s own absence, save where people say it of themselves
    """
    found: AbsenceRecord = AbsenceRecord.objects.select_related("assignment").get(uuid=absence)
    job = dated.lock_assignment(found.assignment.uuid)
    if not is_own:
        dated.refuse_oneself(job, by=by)
    row: AbsenceRecord = AbsenceRecord.objects.select_for_update(of=("self",)).get(pk=found.pk)
    return row, job


def _range(first: date, last: date | None) -> DateRange:
    return DateRange(first, None if last is None else last + ONE_DAY)


def _check(job: Assignment, given: Report, *, at: datetime) -> None:
    """Check a report. :raises RuleBroken: for the first rule that it breaks."""
    _check_within(job, given.first_day, at=at, field="first_day")
    if given.kind in SICK:
        rules.SicknessHasBegun.require(given.first_day <= timezone.localdate(at), on=given.first_day)
    if given.last_day is not None:
        _check_end(given.kind, given.first_day, given.last_day, at=at)
        _check_within(job, given.last_day, at=at, field="last_day")
        if given.kind in SICK:
            eighth = given.first_day + timedelta(days=SELF_CERTIFIED_DAYS)
            n_days = (given.last_day - eighth).days + 1
            _check_fit_notes([eighth + timedelta(days=number) for number in range(n_days)])
    _check_part(given.hours_lost_first)
    _check_overlap(job, given.first_day, given.last_day)


def _check_part(hours: Decimal | None) -> None:
    rules.HoursLostFit.require(hours is None or 0 < hours < HOURS_OF_DAY, most=HOURS_OF_DAY)


def _check_within(job: Assignment, on: date, *, at: datetime, field: str) -> None:
    dated.check_date(on, within=job.valid, what="job", at=at, field=field)


def _check_end(kind: str, first: date, last: date, *, at: datetime) -> None:
    rules.AbsenceInOrder.require(first <= last, first=first, last=last)
    if kind in SICK:
        rules.ReturnIsKnown.require(last <= timezone.localdate(at), on=last)


def _check_fit_notes(missing: list[date]) -> None:
    if missing:
        span = day(missing[0]) if missing[0] == missing[-1] else f"{day(missing[0])} to {day(missing[-1])}"
        raise rules.FitNoteFromDayEight.broken(missing=span)


def _check_overlap(job: Assignment, first: date, last: date | None, *, besides: int | None = None) -> None:
    rows = AbsenceRecord.objects.of(job.partner_id).filter(assignment=job).exclude(state="CANCELLED")
    other = rows.filter(valid__overlap=_range(first, last)).exclude(pk=besides).order_by("valid", "id").first()
    if other is not None:
        end = last_day(other.valid)
        span = f"from {day(other.valid.lower)}" + (f" to {day(end)}" if end else " that is still open")
        raise rules.AbsenceOverlaps.broken(span=span)
    block = family.overlapping(job.pk, first, first if last is None else last)
    if block is not None:
        end = last_day(block.valid)
        words = f"from {day(block.valid.lower)} to {day(end)}"
        raise rules_family.FamilyOverlaps.broken(what=block.leave.get_kind_display().lower(), span=words)


def _earlier(job: Assignment, first: date) -> AbsenceRecord | None:
    """Return the sickness that ended at most eight weeks before, or None."""
    rows = AbsenceRecord.objects.of(job.partner_id).filter(
        assignment=job, kind__in=SICK, state="CLOSED", valid__endswith__lte=first,
        valid__endswith__gte=first - LINKED_WITHIN,
    )  # fmt: skip
    found: AbsenceRecord | None = rows.order_by("-valid", "-id").first()
    return found
