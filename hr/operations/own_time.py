"""What people say about their own time: ill, back, a fit note, leave withdrawn or changed.

It runs in a scope of one’s own rows (ADR 0017). The same operations as HR’s make it (absences, leave); here stands who
may, and who hears of it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from hr import rules_own as rules
from hr.models import AbsenceRecord, Assignment, Document, FitNote, LeaveBooking
from hr.operations import absences, dated, documents, leave, own_time_news
from hr.operations.absences import Report
from hr.operations.documents import NewDocument
from hr.states import LeaveState
from partners.models import User
from partners.queries import deciders
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day

LATEST = timedelta(days=28)
"""How far back somebody reports their own sickness: a month of pay, and no more, is worked out again."""
SAID = "Reported by the person in self-service"
WITHDRAWN = "Withdrawn by the person"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSaid:
    """What a fit note says, and the bytes of its photograph or PDF."""

    outcome: str
    covers_from: date
    covers_to: date
    adjustments: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveWished:
    """The days of leave, with the hours of a part of one day."""

    first_day: date
    last_day: date
    hours: Decimal | None = None
    note: str = ""


@transaction_required
def report_sickness(*, assignments: Collection[UUID], told: Report, by: User, at: datetime) -> list[AbsenceRecord]:
    """Report one’s own sickness from each job that it keeps one from; managers hear that somebody is away.

    It is sickness for HR to look at: whether it is an injury at work, which pays from another pot, HR decides.

    :raises RuleBroken: for somebody else’s job, no job, days long ago, and whatever `absences.report` refuses
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    rules.JobsChosen.require(bool(assignments))
    first = timezone.localdate(at) - LATEST
    rules.OwnReportIsRecent.require(told.first_day >= first, on=told.first_day, most=LATEST.days)
    sick = replace(told, kind=AbsenceRecord.Kind.SICKNESS)
    made = []
    for one in sorted(assignments):
        job: Assignment = Assignment.objects.get(uuid=one)
        _own(job.person_id, job.partner_id, by)
        made.append(absences.report(assignment=one, report=sick, reason=SAID, by=by, at=at, is_own=True))
    own_time_news.tell_managers(made[0], "ill", at=at, by=by)
    return made


@transaction_required
def report_return(
    *, absence: UUID, last_day: date, by: User, at: datetime, hours_lost_last: Decimal | None = None
) -> AbsenceRecord:
    """Say that one is back; managers hear it.

    :raises WrongState: if the absence is not open
    :raises RuleBroken: for somebody else’s absence, and whatever `absences.close` refuses
    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    """
    _own_absence(absence, by)
    row = absences.close(
        absence=absence, last_day=last_day, hours_lost_last=hours_lost_last, reason=SAID, by=by, at=at, is_own=True
    )
    own_time_news.tell_managers(row, "back", at=at, by=by)
    return row


@transaction_required
def hand_in_fit_note(*, absence: UUID, said: NoteSaid, by: User, at: datetime) -> FitNote:
    """Hand in one’s fit note with its photograph or PDF. HR and the person open the file, managers never.

    :raises WrongState: if the absence is cancelled
    :raises RuleBroken: for somebody else’s absence, without a file, for one of another kind or too large, and whatever
        `absences.add_fit_note` refuses
    :raises AbsenceRecord.DoesNotExist: if there is none in scope
    """
    row = _own_absence(absence, by)
    rules.FitNoteIsThere.require(bool(said.content))
    new = NewDocument(
        kind=Document.Kind.FIT_NOTE, title=f"Fit note from {day(said.covers_from)} to {day(said.covers_to)}",
        content=said.content, about=f"absence:{row.uuid}", is_for_person=True,
    )  # fmt: skip
    file = documents.store(person=row.person.uuid, new=new, by=by, at=at)
    note = absences.add_fit_note(
        absence=absence, outcome=said.outcome, covers_from=said.covers_from, covers_to=said.covers_to,
        adjustments=said.adjustments, reason=SAID, by=by, at=at, is_own=True,
    )  # fmt: skip
    with dated.change(partner_id=row.partner_id, by=by, reason=SAID):
        note.document = file
        note.save(update_fields=["document"])
    return note


@transaction_required
def withdraw_leave(*, booking: UUID, by: User, at: datetime, note: str = "") -> LeaveBooking:
    """Withdraw leave that waits, or cancel approved leave that has not begun. The manager hears of approved leave.

    :raises WrongState: if it is refused or cancelled
    :raises RuleBroken: for somebody else’s leave, and approved leave that has begun
    :raises LeaveBooking.DoesNotExist: if there is none in scope
    """
    found = _own_leave(booking, by, at)
    was_approved = found.state == LeaveState.APPROVED
    row = leave.cancel(booking=booking, note=note.strip() or WITHDRAWN, by=by, at=at)
    if was_approved:
        own_time_news.tell_managers(row, "not away", at=at, by=by)
    return row


@transaction_required
def change_leave(*, booking: UUID, wished: LeaveWished, by: User, at: datetime) -> LeaveBooking:
    """Ask for other days instead: the old ones are given up, and the new ones wait for somebody’s approval.

    :raises WrongState: if it is refused or cancelled
    :raises RuleBroken: for somebody else’s leave, leave that has begun, and whatever `leave.request` refuses
    :raises LeaveBooking.DoesNotExist: if there is none in scope
    """
    found = _own_leave(booking, by, at)
    withdraw_leave(booking=booking, note="Other days were asked for instead", by=by, at=at)
    return leave.request(
        assignment=found.assignment.uuid, first_day=wished.first_day, last_day=wished.last_day, hours=wished.hours,
        note=wished.note, by=by, at=at,
    )  # fmt: skip


def _own_absence(absence: UUID, by: User) -> AbsenceRecord:
    row: AbsenceRecord = AbsenceRecord.objects.select_related("person").get(uuid=absence)
    _own(row.person_id, row.partner_id, by)
    return row


def _own_leave(booking: UUID, by: User, at: datetime) -> LeaveBooking:
    row: LeaveBooking = LeaveBooking.objects.select_related("assignment").get(uuid=booking)
    _own(row.person_id, row.partner_id, by)
    has_begun = row.state == LeaveState.APPROVED and row.valid.lower <= timezone.localdate(at)
    rules.OwnLeaveAhead.require(not has_begun, on=row.valid.lower)
    return row


def _own(person_id: int, partner_id: int, by: User) -> None:
    rules.OwnTimeOnly.require(person_id in deciders.own_people(by, partner_id))
