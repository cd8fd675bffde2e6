"""The absences, sick pay and leave of some people, for the tab of their record and for themselves."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from hr.models import AbsenceRecord, Assignment, FitNote
from hr.queries.leave import Balance, balance
from hr.queries.sick_pay import Forecast, forecasts


@dataclass(frozen=True, slots=True)
class JobTime:
    """The absences of one job, the latest first, with forecast and fit notes, and the leave of the year."""

    job: Assignment
    absences: list[tuple[AbsenceRecord, Forecast | None, list[FitNote]]]
    leave: Balance | None


def jobs_time(*, partner_id: int, person_ids: Collection[int], on: date) -> list[JobTime]:
    """Return every job of some people with its absences and its leave on a day; jobs that are over have no leave."""
    jobs = list(Assignment.objects.of(partner_id).filter(person_id__in=person_ids).order_by("-valid", "id"))
    ids = [job.pk for job in jobs]
    found = forecasts(partner_id=partner_id, assignment_ids=ids)
    by_record = {one.record.pk: one for rows in found.values() for one in rows}
    notes: dict[int, list[FitNote]] = defaultdict(list)
    handed_in = FitNote.objects.of(partner_id).filter(person_id__in=person_ids).select_related("document")
    for note in handed_in.defer("document__content").order_by("valid", "id"):
        notes[note.absence_id].append(note)
    records: dict[int, list[AbsenceRecord]] = defaultdict(list)
    for row in AbsenceRecord.objects.of(partner_id).filter(assignment_id__in=ids).order_by("-valid", "-id"):
        records[row.assignment_id].append(row)
    return [
        JobTime(
            job,
            [(row, by_record.get(row.pk), notes[row.pk]) for row in records[job.pk]],
            balance(job, on=on) if on in job.valid else None,
        )
        for job in jobs
    ]
