"""Sick during annual leave: certified days give the leave back (domain HR-10.1)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from hr.models import AbsenceRecord, Assignment, FitNote, LeaveBooking
from hr.queries.absence_terms import facts_of
from hr.queries.days import last_day
from hr.queries.leave import holidays_between
from hr.queries.sick_pay import SELF_CERTIFIED_DAYS, SICK
from sharedservices.common.db import require_transaction


def recompute(job: Assignment) -> None:
    """Set what every approved booking of a job gives back, from its absences and fit notes as they stand."""
    require_transaction("leave_given_back.recompute")
    bookings = LeaveBooking.objects.of(job.partner_id).filter(assignment=job, state="APPROVED")
    rows = list(bookings.select_for_update(of=("self",)).order_by("id"))
    if not rows:
        return
    absences = AbsenceRecord.objects.of(job.partner_id).filter(assignment=job, kind__in=SICK)
    records = list(absences.exclude(state="CANCELLED").order_by("id"))
    notes = list(FitNote.objects.of(job.partner_id).filter(absence__in=records).order_by("id"))
    facts = facts_of(job)
    for row in rows:
        days = set(_days(row.valid.lower, last_day(row.valid) or row.valid.lower))
        holidays = holidays_between(min(days), max(days))
        certified = {day for day in days if day not in holidays and _is_certified(day, records, notes)}
        hours = min(row.hours, sum((facts.rostered(day) for day in certified), Decimal(0)))
        if hours != row.hours_given_back:
            row.hours_given_back = hours
            row.save(update_fields=["hours_given_back"])


def _is_certified(day: date, records: Iterable[AbsenceRecord], notes: Iterable[FitNote]) -> bool:
    """Say whether a day is sick and certified: by the person for the first week, by a fit note on any day."""
    for record in records:
        if day not in record.valid:
            continue
        is_first_week = day < record.valid.lower + timedelta(days=SELF_CERTIFIED_DAYS)
        if is_first_week and record.is_self_certified:
            return True
        if any(note.absence_id == record.pk and day in note.valid for note in notes):
            return True
    return False


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
