"""The end of a leave year for all jobs of a partner: prepared, approved by a second person, discarded or undone."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_absence as absence_rules
from hr.engine.leave_pools import CONTRACTUAL, FAMILY, SICKNESS
from hr.models import LeaveCredit, LeaveYearRow, LeaveYearRun
from hr.operations import dated
from hr.operations.leave import end_carried
from hr.queries.days import ONE_DAY
from hr.queries.leave import hold_leave_of
from hr.queries.leave_year_end import YearEndRow, digest, plan
from hr.states import YEAR_END, YearEndState
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

NOUN = "year end of leave"
IN_A_BATCH, FEW = 2000, 100
Step = Callable[[int, int], None]
"""Told how many jobs are done, of how many; it stops the work by an exception."""


def nobody_follows(_n_done: int, _n_total: int) -> None:
    """Follow no steps."""


def require_in_time(*, partner_id: int, year_start: date, at: datetime) -> None:
    """Make sure that a leave year is over and not ended yet. :raises RuleBroken: YearEndInTime."""
    standing = LeaveYearRun.objects.of(partner_id).filter(
        year_start=year_start, state__in=[YearEndState.PREPARED, YearEndState.APPROVED]
    )
    is_over = year_start <= timezone.localdate(at) and not standing.exists()
    absence_rules.YearEndInTime.require(is_over, ends=year_start - ONE_DAY)


@transaction_required
def prepare(
    *, partner_id: int, year_start: date, reason: str, by: User, at: datetime, step: Step = nobody_follows
) -> LeaveYearRun:
    """Work out what the leave year before a day leaves over; nothing is carried over before somebody else approves it.

    A worker does it for a whole partner: see leave_year_end_job.

    :raises RuleBroken: while that year goes on, or where one was prepared or approved already
    """
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        require_in_time(partner_id=partner_id, year_start=year_start, at=at)
        rows = plan(partner_id=partner_id, year_start=year_start, step=step)
        row: LeaveYearRun = LeaveYearRun.objects.create(
            partner_id=partner_id, year_start=year_start, n_jobs=len(rows), digest=digest(rows),
            carried_hours=sum((one.hours for each in rows for one in each.carried), Decimal(0)),
            lapsed_hours=sum((each.lapsed for each in rows), Decimal(0)), prepared_by=by, prepared_human=by.human_id,
            prepared_at=at,
        )  # fmt: skip
        LeaveYearRow.objects.bulk_create((_row(row, each) for each in rows), batch_size=IN_A_BATCH)
        _note(row, AuditAction.CREATE)
    return row


@transaction_required
def approve(*, run: UUID, reason: str, by: User, at: datetime, step: Step = nobody_follows) -> LeaveYearRun:
    """Approve a year end that somebody else prepared: the hours are carried over, the rest lapses.

    :raises WrongState: unless it waits for approval
    :raises RuleBroken: for whoever prepared it, or when leave has changed since
    :raises LeaveYearRun.DoesNotExist: if there is none in scope
    """
    row = _lock(run)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        state = next_state(YEAR_END, "approve", row.state, noun=NOUN)
        rules.SecondPerson.require(row.prepared_human != by.human_id)
        held = LeaveYearRow.objects.filter(run=row).order_by("assignment_id")
        for job in held.values_list("assignment_id", flat=True):
            hold_leave_of(job)
        found = plan(partner_id=row.partner_id, year_start=row.year_start, step=step)
        absence_rules.YearEndUnchanged.require(digest(found) == row.digest)
        row.state, row.approved_by, row.approved_human, row.approved_at = YearEndState(state), by, by.human_id, at
        row.save(update_fields=["state", "approved_by", "approved_human", "approved_at"])
        made = [one for each in found for one in _credits(row, each, at)]
        LeaveCredit.objects.bulk_create(made, batch_size=IN_A_BATCH)
        _note(row, AuditAction.APPROVE)
    return row


@transaction_required
def discard(*, run: UUID, reason: str, by: User, at: datetime) -> LeaveYearRun:
    """Discard a year end that waits for approval: nothing was carried over.

    :raises WrongState: unless it waits
    :raises LeaveYearRun.DoesNotExist: if there is none in scope
    """
    row = _lock(run)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        return _end(row, "discard", reason, by, at)


@transaction_required
def undo(*, run: UUID, reason: str, by: User, at: datetime, step: Step = nobody_follows) -> LeaveYearRun:
    """Undo a year end: what it carried over is cancelled, unless leave was taken from it since.

    :raises WrongState: unless it was approved
    :raises RuleBroken: if leave was taken from hours that it carried over
    :raises LeaveYearRun.DoesNotExist: if there is none in scope
    """
    row = _lock(run)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        rows = LeaveCredit.objects.of(row.partner_id).filter(run=row, cancelled_at=None).select_related("assignment")
        credits = list(rows.order_by("id"))
        for one in credits:
            hold_leave_of(one.assignment_id)
        ended = _end(row, "undo", reason, by, at)
        for start in range(0, len(credits), FEW):
            end_carried(credits[start : start + FEW], reason=reason, by=by, at=at)
            step(min(start + FEW, len(credits)), len(credits))
    return ended


def _end(row: LeaveYearRun, action: str, reason: str, by: User, at: datetime) -> LeaveYearRun:
    row.state = YearEndState(next_state(YEAR_END, action, row.state, noun=NOUN))
    row.ended_by, row.ended_at, row.end_reason = by, at, " ".join(reason.split())[:200]
    row.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])
    _note(row, AuditAction.CANCEL)
    return row


def _row(run: LeaveYearRun, each: YearEndRow) -> LeaveYearRow:
    hours = {bucket: each.hours(bucket) for bucket in (CONTRACTUAL, SICKNESS, FAMILY)}
    return LeaveYearRow(
        partner_id=run.partner_id, run=run, person_id=each.person_id, assignment_id=each.job, unused=each.unused,
        known=each.known, lapsed=each.lapsed, why=each.why, **hours,
    )  # fmt: skip


def _credits(row: LeaveYearRun, each: YearEndRow, at: datetime) -> list[LeaveCredit]:
    return [
        LeaveCredit(
            partner_id=row.partner_id, person_id=each.person_id, assignment_id=each.job, year_start=row.year_start,
            bucket=one.bucket, hours=one.hours, expires_on=one.last_day, reason=f"End of the {row}"[:200],
            made_by=row.approved_by, made_at=at, run=row,
        )
        for one in each.carried
    ]  # fmt: skip


def _lock(run: UUID) -> LeaveYearRun:
    row: LeaveYearRun = LeaveYearRun.objects.select_for_update(of=("self",)).get(uuid=run)
    return row


def _note(row: LeaveYearRun, action: AuditAction) -> None:
    audit(
        action=action, object_type="hr_leaveyearrun", object_id=str(row.uuid), label=str(row),
        changes={"state": str(row.state), "jobs": row.n_jobs, "carried": str(row.carried_hours)},
    )  # fmt: skip
