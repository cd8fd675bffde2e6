"""Annual leave: one person asks for it, another approves it; and hours carried over into a leave year."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules, rules_family
from hr import rules_absence as absence_rules
from hr.engine.annual_leave import carry_over
from hr.models import Assignment, LeaveBooking, LeaveCredit
from hr.operations import covering, dated, leave_given_back
from hr.operations.freeze import require_free
from hr.operations.roster_hours import require_leave_not_in_roster
from hr.queries import family_leave as family
from hr.queries.absence_terms import facts_of
from hr.queries.days import ONE_DAY, last_day
from hr.queries.leave import balance, demands_between, hold_leave_of, leave_year, overlapping, rostered_hours
from hr.queries.leave_year_end import carry_rules, unused_of
from hr.states import LEAVE, LeaveState
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day, number

NOUN = "leave booking"
LONGEST_NOTE = 200


@transaction_required
def request(
    *, assignment: UUID, first_day: date, last_day: date, hours: Decimal | None, note: str, by: User, at: datetime
) -> LeaveBooking:
    """Ask for annual leave from a job. Hours of a part of a single day, or None for all rostered hours.

    It runs under self-service too: an employee reads and asks for their own leave only.

    :raises RuleBroken: for days out of order, across leave years, without rostered hours, booked already, or more
        hours than are left
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job: Assignment = Assignment.objects.get(uuid=assignment)
    require_free(partner_id=job.partner_id, person_id=job.person_id)
    dated.refuse_close_officer(job, by=by)
    with dated.change(partner_id=job.partner_id, by=by, reason=f"leave from {first_day:%d.%m.%Y}"):
        hold_leave_of(job.pk)
        wanted = _hours(job, first_day, last_day, hours, at=at)
        require_leave_not_in_roster(job, first_day, last_day)
        found = balance(job, on=first_day)
        left = found.left if found else Decimal(0)
        days = demands_between(facts_of(job), first_day, last_day, hours=wanted)
        fits = found is not None and wanted <= left and found.fits(days)
        absence_rules.LeaveWithinBalance.require(fits, hours=number(wanted), left=number(left))
        row: LeaveBooking = LeaveBooking.objects.create(
            **dated.owner_of_assignment(job),
            valid=DateRange(first_day, last_day + ONE_DAY),
            hours=wanted,
            hours_given_back=Decimal(0),
            note=_note(note),
            state=LeaveState.REQUESTED,
            requested_by=by,
            requested_human=by.human_id,
            requested_at=at,
        )
    return row


@transaction_required
def approve(*, booking: UUID, by: User, at: datetime, note: str = "") -> LeaveBooking:
    """Approve leave that somebody else asked for.

    :raises WrongState: if it does not wait for approval
    :raises RuleBroken: if it is one's own request or leave, or more than is left
    :raises LeaveBooking.DoesNotExist: if there is none in scope
    """
    row = _lock(booking)
    giver = _behalf_of(row, asked_by=row.requested_human, by=by, at=at)
    with dated.change(partner_id=row.partner_id, by=by, reason="leave approved", behalf_of=giver):
        state = next_state(LEAVE, "approve", row.state, noun=NOUN)
        rules.SecondPerson.require(row.requested_human != by.human_id)
        _not_oneself(row, by)
        found = balance(row.assignment, on=row.valid.lower)
        left = found.left + row.hours if found else Decimal(0)  # what waits is counted as taken already
        absence_rules.LeaveWithinBalance.require(row.hours <= left, hours=number(row.hours), left=number(left))
        _decide(row, state, by=by, giver=giver, at=at, note=_note(note), action=AuditAction.APPROVE)
        leave_given_back.recompute(row.assignment)
        row.refresh_from_db(fields=["hours_given_back"])
    return row


@transaction_required
def refuse(*, booking: UUID, note: str, by: User, at: datetime) -> LeaveBooking:
    """Refuse leave with words that the person reads.

    :raises WrongState: if it is decided
    :raises RuleBroken: without a note, for one’s own, or that of somebody close
    :raises LeaveBooking.DoesNotExist: if there is none in scope
    """
    return _end("refuse", booking, note, by=by, at=at, action=AuditAction.REJECT)


@transaction_required
def cancel(*, booking: UUID, note: str, by: User, at: datetime) -> LeaveBooking:
    """Cancel leave that was asked for or approved; its hours are there again.

    :raises WrongState: if it is refused or cancelled
    :raises RuleBroken: without a note
    :raises LeaveBooking.DoesNotExist: if there is none in scope
    """
    return _end("cancel", booking, note, by=by, at=at, action=AuditAction.CANCEL)


@transaction_required
def carry_hours_over(
    *, assignment: UUID, year_start: date, bucket: str, hours: Decimal, reason: str, by: User, at: datetime
) -> LeaveCredit:
    """Carry unused hours over into the leave year that starts on a day. Each reason is a bucket with a cap and an end.

    :raises RuleBroken: if the reason is used already, or the hours exceed what is unused or what it carries
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    dated.refuse_oneself(job, by=by)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        facts = facts_of(job)
        year, before = leave_year(facts, year_start), leave_year(facts, year_start - ONE_DAY)
        if year is None or before is None:
            raise absence_rules.LeaveIsAgreed.broken(on=year_start, field="bucket")
        taken = LeaveCredit.objects.of(job.partner_id).filter(assignment=job, year_start=year.start, cancelled_at=None)
        absence_rules.CarryOverOnce.require(not taken.filter(bucket=bucket).exists(), start=year.start)
        terms = dated.in_force(facts.hours, before.last_day)
        week = terms.contract_hours if terms is not None else Decimal(0)
        unused = unused_of(job, before)
        absence_rules.CarryOverUnused.require(hours <= unused, left=number(unused), ends=before.last_day)
        cap = carry_rules(facts.agreed_on(before.last_day), on=before.start)
        found = carry_over(unused, {bucket: hours}, rules=cap, week=week, year=before)
        most = cap[bucket][0] * week
        absence_rules.CarryOverFits.require(bool(found) and found[0].hours == hours, most=number(most))
        row: LeaveCredit = LeaveCredit.objects.create(
            partner_id=job.partner_id, person_id=job.person_id, assignment=job, year_start=year.start, bucket=bucket,
            hours=hours, expires_on=found[0].last_day, reason=" ".join(reason.split()), made_by=by, made_at=at,
        )  # fmt: skip
    return row


@transaction_required
def cancel_carried(*, credit: UUID, reason: str, by: User, at: datetime) -> LeaveCredit:
    """Cancel hours that were carried over: they are gone, unless leave was taken from them.

    :raises RuleBroken: if they are cancelled already, or leave was taken from them
    :raises LeaveCredit.DoesNotExist: if there is none in scope
    """
    found: LeaveCredit = LeaveCredit.objects.get(uuid=credit)
    require_free(partner_id=found.partner_id, person_id=found.person_id)
    dated.refuse_oneself(found, by=by)
    hold_leave_of(found.assignment_id)
    row: LeaveCredit = LeaveCredit.objects.select_for_update(of=("self",)).get(pk=found.pk)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        absence_rules.CarriedStands.require(row.cancelled_at is None, why="cancelled already")
        end_carried([row], reason=reason, by=by, at=at)
    return row


def end_carried(rows: Collection[LeaveCredit], *, reason: str, by: User, at: datetime) -> None:
    """Cancel credits. :raises RuleBroken: if leave was taken from one."""
    for row in rows:
        on = max(row.year_start, min(row.expires_on, timezone.localdate(at)))
        years = [found for start in (row.year_start, on) if (found := balance(row.assignment, on=start))]
        taken = any(one.credit.pk == row.pk and (one.taken or one.brought < row.hours)
                    for found in years for one in found.credits)  # fmt: skip
        absence_rules.CarriedStands.require(not taken, why="taken as leave, at least in part")
        row.cancelled_by, row.cancelled_at, row.cancel_reason = by, at, " ".join(reason.split())[:200]
        row.save(update_fields=["cancelled_by", "cancelled_at", "cancel_reason"])


def _hours(job: Assignment, first: date, last: date, part: Decimal | None, *, at: datetime) -> Decimal:
    """Return the hours of leave on some days. :raises RuleBroken: for days that cannot be booked."""
    absence_rules.LeaveInOrder.require(first <= last, first=first, last=last)
    for on, name in ((first, "first_day"), (last, "last_day")):
        dated.check_date(on, within=job.valid, what="job", at=at, field=name)
    facts = facts_of(job)
    year = leave_year(facts, first)
    if year is None:
        raise absence_rules.LeaveIsAgreed.broken(on=first)
    absence_rules.LeaveWithinYear.require(last in year, ends=year.last_day)
    other = overlapping(job, first, last)
    if other is not None:
        raise absence_rules.LeaveOverlaps.broken(span=_span(other))
    block = family.overlapping(job.pk, first, last)
    if block is not None:
        words = f"from {day(block.valid.lower)} to {day(last_day(block.valid))}"
        raise rules_family.FamilyOverlaps.broken(what=block.leave.get_kind_display().lower(), span=words)
    if facts.is_irregular_on(first):
        most = 24 * ((last - first).days + 1)
        absence_rules.LeaveHoursSaid.require(part is not None and 0 < part <= most, most=most)
        return Decimal(part or 0)
    rostered = rostered_hours(facts, first, last)
    absence_rules.LeaveOnWorkingDays.require(rostered > 0)
    if part is None:
        return rostered
    fits = 0 < part <= rostered and (first == last or part == rostered)
    absence_rules.LeaveHoursFit.require(fits, hours=number(part), rostered=number(rostered))
    return part


def _span(row: LeaveBooking) -> str:
    end = last_day(row.valid)
    return f"on {day(end)}" if end == row.valid.lower else f"from {day(row.valid.lower)} to {day(end)}"


def _lock(booking: UUID) -> LeaveBooking:
    """Hold the leave of the job and the booking."""
    found: LeaveBooking = LeaveBooking.objects.get(uuid=booking)
    require_free(partner_id=found.partner_id, person_id=found.person_id)
    hold_leave_of(found.assignment_id)
    rows = LeaveBooking.objects.select_related("assignment").select_for_update(of=("self",))
    row: LeaveBooking = rows.get(pk=found.pk)
    return row


def _end(name: str, booking: UUID, note: str, *, by: User, at: datetime, action: AuditAction) -> LeaveBooking:
    """Refuse or cancel a booking, with words."""
    tidy = _note(note)
    rules.DecisionIsExplained.require(bool(tidy), longest=LONGEST_NOTE)
    row = _lock(booking)
    if name == "refuse":
        _not_oneself(row, by)
    giver = _behalf_of(row, asked_by=row.requested_human if name == "refuse" else None, by=by, at=at)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy, behalf_of=giver):
        state = next_state(LEAVE, name, row.state, noun=NOUN)
        _decide(row, state, by=by, giver=giver, at=at, note=tidy, action=action)
    return row


def _behalf_of(row: LeaveBooking, *, asked_by: UUID | None, by: User, at: datetime) -> User | None:
    return covering.behalf_of(row, permission="leave.approve", asked_by=asked_by, by=by, at=at)


def _decide(
    row: LeaveBooking, state: Any, *, by: User, giver: User | None, at: datetime, note: str, action: AuditAction
) -> None:
    row.state, row.decision_note = LeaveState(state), note
    row.decided_by, row.decided_human, row.decided_at = by, by.human_id, at
    columns = covering.put(row, giver)
    row.save(update_fields=["state", "decision_note", "decided_by", "decided_human", "decided_at", *columns])
    audit(
        action=action, object_type="hr_leavebooking", object_id=str(row.uuid), label=NOUN,
        changes={"state": str(row.state)},
    )  # fmt: skip


def _note(note: str) -> str:
    tidy = " ".join(note.split())
    rules.DecisionIsExplained.require(len(tidy) <= LONGEST_NOTE, longest=LONGEST_NOTE)
    return tidy


def _not_oneself(row: LeaveBooking, by: User) -> None:
    """Refuse to approve one's own leave, under whatever login. :raises RuleBroken: NotOneself."""
    dated.refuse_oneself(row, by=by)
