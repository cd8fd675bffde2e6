"""DBS checks, registrations and training of people (domain HR-15): recorded, looked up again, withdrawn, watched.

Of a certificate the result is kept, never what it discloses. What a role does not justify is neither asked for nor
kept. When something runs out without which a job's duties may not be done, a bar from duties stands until HR ends it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from hr import rules
from hr import rules_checks as check_rules
from hr.engine import compliance as law
from hr.engine.compliance import Kind, Standing
from hr.models import (
    DbsCheck,
    DbsNote,
    DutyBar,
    JobRole,
    Person,
    Registration,
    TrainingCourse,
    TrainingRecord,
)
from hr.operations import dated, disclosure, starters_gates
from hr.operations.check_faults import Dbs, Registered, dbs_faults, digits, registration_faults, settled
from hr.operations.freeze import require_free
from hr.queries import compliance as found
from hr.queries import starters
from hr.queries.compliance import Wanted
from partners.audit import audit
from partners.models import AuditAction, Partner, User
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.periods import add_months

ONE_DAY = timedelta(days=1)
MOST_LETTERS = 4000
RECORDS: dict[str, Any] = {
    Kind.DBS.value: DbsCheck, Kind.REGISTRATION.value: Registration, Kind.TRAINING.value: TrainingRecord,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A course that was completed. Without `expires_on` it counts as long as the course says."""

    course: UUID
    completed_on: date
    expires_on: date | None = None
    provider: str = ""


@transaction_required
def record_dbs(*, person: UUID, check: Dbs, by: User, at: datetime) -> DbsCheck:
    """Record a DBS check: its level, number and result, never what the certificate discloses.

    :raises RuleBroken: for a level that no job of the person justifies, without a reason that the law names, for barred
        lists, a number, a decision or days that do not fit, or about oneself
    :raises Person.DoesNotExist: if there is none in scope
    """
    today, who = timezone.localdate(at), _lock(person, by)
    asked, said = found.dbs_asked(partner_id=who.partner_id, person_id=who.pk, on=today)
    for fault in dbs_faults(check, asked=asked, said=said, today=today):
        raise fault
    reason, due = settled(check, said)
    with dated.change(partner_id=who.partner_id, by=by, reason="DBS check recorded"):
        row: DbsCheck = DbsCheck.objects.create(
            partner_id=who.partner_id, person=who, level=check.level, workforce=check.workforce,
            justification="" if check.level == JobRole.Dbs.BASIC else reason,
            application_ref=" ".join(check.application_ref.split()), requested_on=check.requested_on,
            certificate_no=digits(check.certificate_no), issued_on=check.issued_on,
            children_barred=check.children_barred, adults_barred=check.adults_barred, result=check.result,
            decision=check.decision, update_service=check.update_service, recheck_due=due, recorded_by=by,
            recorded_at=at,
        )  # fmt: skip
        _look_again(row, by=by, at=at)
    return row


@transaction_required
def record_status(*, check: UUID, status: str, on: date, by: User, at: datetime) -> DbsCheck:
    """Record what the Update Service answered: without new information the check holds for another cycle.

    With new information it holds no longer: a new certificate is asked for.

    :raises RuleBroken: for a day before the certificate or in the future, a check that is withdrawn, or about oneself
    :raises DbsCheck.DoesNotExist: if there is none in scope
    """
    row: DbsCheck = DbsCheck.objects.select_for_update(of=("self",)).get(uuid=check)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    fits = row.issued_on <= on <= timezone.localdate(at) and row.withdrawn_at is None
    check_rules.DbsStatusFits.require(fits)
    _asked, said = found.dbs_asked(partner_id=row.partner_id, person_id=row.person_id, on=timezone.localdate(at))
    months = next((one.months for one in said if one.months), law.cycle().dbs_months)
    answer = DbsCheck.Status(status)
    with dated.change(partner_id=row.partner_id, by=by, reason="DBS Update Service looked up"):
        row.update_service, row.last_status, row.last_status_on = True, answer, on
        row.recheck_due = add_months(on, months) if answer == DbsCheck.Status.NO_CHANGE else on - ONE_DAY
        row.save(update_fields=["update_service", "last_status", "last_status_on", "recheck_due"])
        _look_again(row, by=by, at=at)
    return row


@transaction_required
def write_note(*, check: UUID, text: str, by: User, at: datetime) -> DbsNote:
    """Write how the risk of a certificate was weighed. It is sealed, and goes within six months.

    :raises RuleBroken: unless the content was looked at, when there is a note, without words, or about oneself
    :raises DbsCheck.DoesNotExist: if there is none in scope
    """
    row: DbsCheck = DbsCheck.objects.select_for_update(of=("self",)).get(uuid=check)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    tidy, today = text.strip(), timezone.localdate(at)
    is_first = not DbsNote.objects.of(row.partner_id).filter(dbs_check=row).exists()
    fits = is_first and row.result == DbsCheck.Result.CONTENT_REVIEWED and 0 < len(tidy) <= MOST_LETTERS
    check_rules.NoteOnReview.require(fits, most=MOST_LETTERS)
    name = uuid4()
    with dated.change(partner_id=row.partner_id, by=by, reason="risk of a DBS certificate weighed"):
        made: DbsNote = DbsNote.objects.create(
            uuid=name, partner_id=row.partner_id, person_id=row.person_id, dbs_check=row,
            text=sealing.seal(tidy, aad=_aad(name)), written_on=today, written_by=by,
            destroy_by=add_months(today, law.cycle().note_months),
        )  # fmt: skip
    return made


@transaction_required
def read_note(*, check: UUID, by: User, at: datetime) -> str:
    """Return a risk assessment, and record who read it.

    :raises DbsNote.DoesNotExist: if there is none in scope, or it has been destroyed
    """
    row: DbsNote = DbsNote.objects.select_related("person").get(dbs_check__uuid=check)
    dated.refuse_oneself(row, by=by)
    disclosure.record_view(person=row.person, what="risk assessment of a DBS check", by=by, at=at)
    return open_note(row)


def open_note(row: DbsNote) -> str:
    """Return the words of a risk assessment."""
    return sealing.open_sealed(row.text, aad=_aad(row.uuid))


@transaction_required
def record_registration(*, person: UUID, registered: Registered, by: User, at: datetime) -> Registration:
    """Record that somebody stands in the register of a professional body, as it was looked up.

    :raises RuleBroken: without body or number, for days out of order, or about oneself
    :raises Person.DoesNotExist: if there is none in scope
    """
    who, one = _lock(person, by), registered
    body, number = " ".join(one.body.split()), " ".join(one.number.split())
    for fault in registration_faults(one, today=timezone.localdate(at)):
        raise fault
    with dated.change(partner_id=who.partner_id, by=by, reason="registration looked up"):
        row: Registration = Registration.objects.create(
            partner_id=who.partner_id, person=who, body=body, number=number, part=" ".join(one.part.split()),
            registered_on=one.registered_on, expires_on=one.expires_on, checked_on=one.checked_on, recorded_by=by,
            recorded_at=at,
        )  # fmt: skip
        _look_again(row, by=by, at=at)
    return row


@transaction_required
def record_training(*, person: UUID, done: Trained, by: User, at: datetime) -> TrainingRecord:
    """Record that somebody has completed a course.

    :raises RuleBroken: for a day in the future, an end before it, the same record twice, or about oneself
    :raises Person.DoesNotExist: if there is none in scope
    :raises TrainingCourse.DoesNotExist: if there is none in scope
    """
    who = _lock(person, by)
    course: TrainingCourse = TrainingCourse.objects.of(who.partner_id).get(uuid=done.course)
    ends = done.expires_on
    if ends is None and course.months:
        ends = add_months(done.completed_on, course.months) - ONE_DAY
    in_order = done.completed_on <= timezone.localdate(at) and (ends is None or ends >= done.completed_on)
    check_rules.TrainingDates.require(in_order)
    same = TrainingRecord.objects.of(who.partner_id).filter(person=who, course=course, completed_on=done.completed_on)
    check_rules.TrainingOnce.require(not same.filter(withdrawn_at=None).exists(), on=done.completed_on)
    with dated.change(partner_id=who.partner_id, by=by, reason="course completed"):
        row: TrainingRecord = TrainingRecord.objects.create(
            partner_id=who.partner_id, person=who, course=course, completed_on=done.completed_on, expires_on=ends,
            provider=" ".join(done.provider.split()), recorded_by=by, recorded_at=at,
        )  # fmt: skip
    return row


@transaction_required
def withdraw(*, kind: str, record: UUID, reason: str, by: User, at: datetime) -> Any:
    """Take back a record that was made in error: from now on it proves nothing. `kind` is that of the requirement.

    :raises RuleBroken: without a reason, or about oneself
    :raises ObjectDoesNotExist: if there is none in scope, or it is withdrawn
    """
    tidy = rules.check_reason(reason)
    row = RECORDS[kind].objects.select_for_update(of=("self",)).get(uuid=record, withdrawn_at=None)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, at, tidy
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
        _look_again(row, by=by, at=at)
    return row


@transaction_required
def end_bar(*, bar: UUID, note: str, by: User, at: datetime) -> DutyBar:
    """Let somebody do their duties again: what the job needs is there, or the job no longer needs it.

    :raises RuleBroken: while it is not there, without words, or about oneself
    :raises DutyBar.DoesNotExist: if there is none in scope, or it has ended
    """
    tidy, today = rules.check_reason(note), timezone.localdate(at)
    row: DutyBar = DutyBar.objects.select_for_update(of=("self",)).get(uuid=bar, ended_on=None)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    needed = found.needs(partner_id=row.partner_id, on=today, wanted=Wanted(person_id=row.person_id))
    over = [one for one in needed if one.requirement == row.requirement_id and one.standing in _NOT_THERE]
    check_rules.BarEnds.require(not over, what=row.what)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        row.ended_on, row.ended_by, row.note = today, by, tidy
        row.save(update_fields=["ended_on", "ended_by", "note"])
    return row


_NOT_THERE = {Standing.MISSING.value, Standing.LAPSED.value}


def watch_everywhere(*, at: datetime) -> int:
    """Look at every partner for what has run out; return how many bars from duties there were."""
    n_made = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="checks that run out"):
            n_made += watch(partner_id=partner_id, at=at)
    return n_made


@transaction_required
def watch(*, partner_id: int, at: datetime) -> int:
    """Bar from duties whoever lacks what has run out and the duties may not be done without. Safe to run twice."""
    n_made = 0
    for one in found.to_do(partner_id=partner_id, on=timezone.localdate(at)):
        if one.standing != Standing.LAPSED or not one.suspends or one.due_on is None:
            continue
        row, is_new = DutyBar.objects.get_or_create(
            partner_id=partner_id, person_id=one.person_id, requirement_id=one.requirement, ended_on=None,
            defaults={"what": one.what, "since": one.due_on + ONE_DAY},
        )  # fmt: skip
        if is_new:
            audit(
                action=AuditAction.FLAG, object_type="hr_dutybar", object_id=row.pk, partner_id=partner_id,
                label=f"{one.name} may not do their duties: {one.what} has run out",
            )  # fmt: skip
        n_made += is_new
    return n_made


def _lock(person: UUID, by: User) -> Person:
    who: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    require_free(partner_id=who.partner_id, person_id=who.pk)
    dated.refuse_concerned(people=[who.pk], partner_id=who.partner_id, by=by)
    return who


def _aad(name: UUID) -> str:
    return sealing.aad("hr_dbsnote", name, "text")


def _look_again(row: Any, *, by: User, at: datetime) -> None:
    """Have the gate of an open case say what holds now."""
    case = starters.case_of_person(partner_id=row.partner_id, person_id=row.person_id)
    if case is not None:
        starters_gates.refresh(case, by=by, at=at)
