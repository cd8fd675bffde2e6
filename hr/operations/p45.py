"""The P45 of a leaver, recorded once: whatever is paid on a later pay date goes with 0T, and payroll reads it here."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules_leaving as rules
from hr.engine.leaving_reasons import rule_of
from hr.models import IssuedP45, LeavingTask
from hr.operations import dated, leaving_tasks, leavings
from hr.queries import leavings as found
from hr.states import LeavingState, LeavingTaskState
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState
from sharedservices.common.formatting import day
from sharedservices.common.periods import add_months

LONGEST = 200


@transaction_required
def record(*, leaving_id: UUID, issued_on: date, paid_to: date, by: User, at: datetime) -> IssuedP45:
    """Record that the P45 was issued, and up to which pay date it counts; the task of it is done.

    :raises RuleBroken: for one job of several, days that cannot be, or a second P45
    :raises WrongState: when the leaving was taken back
    """
    row = leavings.lock(leaving_id)
    with dated.change(partner_id=row.partner_id, by=by, reason="P45 issued"):
        dated.refuse_oneself(row, by=by)
        if row.state == LeavingState.WITHDRAWN:
            raise WrongState("This leaving was taken back: there is no P45.")
        goes_on = rule_of(row.leaving_reason).job_goes_on
        rules.P45OfEmployment.require(row.ends_employment and not goes_on, why="a job ends and the employment goes on")
        former = found.p45_of(row)
        rules.P45Once.require(former is None, on=former.issued_on if former else None)
        is_sensible = row.last_day <= issued_on <= timezone.localdate(at)
        starts = row.employment.valid.lower
        rules.P45Days.require(is_sensible and starts <= paid_to <= add_months(issued_on, 1), last=row.last_day)
        made: IssuedP45 = IssuedP45.objects.create(
            partner_id=row.partner_id, person_id=row.person_id, employment_id=row.employment_id, leaving=row,
            issued_on=issued_on, paid_to=paid_to, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        leavings.log(row, "p45", by=by, at=at, note=f"Issued on {day(issued_on)}, payments to {day(paid_to)}")
        waits = LeavingTask.objects.of(row.partner_id).filter(leaving=row, code=leaving_tasks.P45)
        for task in waits.filter(state=LeavingTaskState.OPEN).order_by("id"):
            leaving_tasks.settle(task=task.uuid, action="finish", note="Recorded", by=by, at=at)
    return made


@transaction_required
def withdraw(*, leaving_id: UUID, reason: str, by: User, at: datetime) -> IssuedP45:
    """Withdraw a record that was made in error, as another human being than who made it.

    :raises RuleBroken: for whoever recorded it
    :raises WrongState: when there is none
    """
    row = leavings.lock(leaving_id)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        dated.refuse_oneself(row, by=by)
        former = found.p45_of(row)
        if former is None:
            raise WrongState("No P45 is recorded here.")
        rules.P45WithdrawnByAnother.require(former.recorded_by.human_id != by.human_id)
        former.withdrawn_by, former.withdrawn_at = by, at
        former.withdrawn_why = " ".join(reason.split())[:LONGEST]
        former.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
        leavings.log(row, "p45_withdraw", by=by, at=at, note=former.withdrawn_why)
        done = LeavingTask.objects.of(row.partner_id).filter(leaving=row, code=leaving_tasks.P45)
        for task in done.filter(state=LeavingTaskState.DONE).order_by("id"):
            leaving_tasks.settle(task=task.uuid, action="reopen", note="", by=by, at=at)
    return former
