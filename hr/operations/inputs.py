"""Monthly inputs: overtime and one-offs of one pay period, entered by one person and approved by another."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import calendars, rules
from hr.models import Employment, MonthlyInput
from hr.operations import dated
from hr.operations.entries import Entry, check_entry, element_on
from hr.operations.freeze import require_free
from hr.states import MONTHLY_INPUT, InputState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import deciders
from partners.queries.holds import quiet
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

NOUN = "monthly input"
LONGEST_NOTE = 200
BULK = 2_000
PAID_LATER_DAYS = 92
"""So long after somebody has left, what they still earned may be entered."""


@dataclass(frozen=True, slots=True)
class Approved:
    """What a bulk approval did: how many it approved, and how many it left to somebody else, by reason."""

    n_approved: int
    n_own_entries: int
    n_own_pay: int
    n_other_states: int


@transaction_required
def enter(
    *,
    assignment: UUID,
    element: UUID,
    entry: Entry,
    period_start: date,
    by: User,
    at: datetime,
    note: str = "",
) -> MonthlyInput:
    """Enter overtime or a one-off for the pay period that starts on a day. It is paid once somebody else approved it.

    :raises RuleBroken: if the entry does not fit its element, no period of the pay group starts on that day, the job
        has ended before the period, or is one's own
    :raises Assignment.DoesNotExist: if there is none in scope
    :raises PayElement.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment, settles=True)
    with dated.change(partner_id=job.partner_id, by=by, reason=f"{NOUN} for the period from {period_start:%d.%m.%Y}"):
        dated.refuse_oneself(job, by=by)
        employment: Employment = Employment.objects.select_related("pay_group").get(pk=job.employment_id)
        group = employment.pay_group_on(period_start)
        is_start = calendars.is_start(group=group, on=period_start)
        rules.PeriodOfCalendar.require(is_start, group=group.name, on=period_start)
        on = max(period_start, employment.valid.lower)
        dated.check_date(on, within=_with_month_after(employment), what="employment", at=at, field="period_start")
        found = element_on(element=element, partner_id=job.partner_id, on=on)
        check_entry(found, entry)
        row: MonthlyInput = MonthlyInput.objects.create(
            **dated.owner_of_assignment(job),
            element=found,
            pay_group=group,
            period_start=period_start,
            **asdict(entry),
            note=_note(note),
            state=InputState.SUBMITTED,
            entered_by=by,
            entered_human=by.human_id,
            entered_at=at,
        )
    return row


@transaction_required
def approve(*, monthly_input: UUID, by: User, at: datetime, note: str = "") -> MonthlyInput:
    """Approve an input that somebody else entered.

    :raises WrongState: if it does not wait for approval
    :raises RuleBroken: if it is one's own entry or one's own pay
    :raises MonthlyInput.DoesNotExist: if there is none in scope
    """
    row = _lock(monthly_input)
    with dated.change(partner_id=row.partner_id, by=by, reason="approved"):
        state = next_state(MONTHLY_INPUT, "approve", row.state, noun=NOUN)
        rules.SecondPerson.require(row.entered_human != by.human_id)
        dated.refuse_oneself(row, by=by)
        _decide(row, state, by=by, at=at, note=_note(note), action=AuditAction.APPROVE)
    return row


@transaction_required
def reject(*, monthly_input: UUID, note: str, by: User, at: datetime) -> MonthlyInput:
    """Reject an input, or take an approval back before it is paid, with a note that says why.

    :raises WrongState: if it is rejected or withdrawn already
    :raises RuleBroken: without a note
    :raises MonthlyInput.DoesNotExist: if there is none in scope
    """
    tidy = " ".join(note.split())
    rules.DecisionIsExplained.require(0 < len(tidy) <= LONGEST_NOTE, longest=LONGEST_NOTE)
    row = _lock(monthly_input)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        state = next_state(MONTHLY_INPUT, "reject", row.state, noun=NOUN)
        _decide(row, state, by=by, at=at, note=tidy, action=AuditAction.REJECT)
    return row


@transaction_required
def withdraw(*, monthly_input: UUID, by: User, at: datetime, note: str = "") -> MonthlyInput:
    """Take back an input that is not decided yet.

    :raises WrongState: if it is decided
    :raises MonthlyInput.DoesNotExist: if there is none in scope
    """
    row = _lock(monthly_input)
    with dated.change(partner_id=row.partner_id, by=by, reason="withdrawn"):
        state = next_state(MONTHLY_INPUT, "withdraw", row.state, noun=NOUN)
        _decide(row, state, by=by, at=at, note=_note(note), action=AuditAction.CANCEL)
    return row


@transaction_required
def approve_all(*, partner_id: int, monthly_inputs: Iterable[UUID], by: User, at: datetime) -> Approved:
    """Approve many inputs at once, passing over one's own entries, one's own pay and what is decided already.

    :raises RuleBroken: never for a single row: what was passed over is counted
    """
    wanted = list(monthly_inputs)
    done = own_entries = own_pay = others = 0
    with dated.change(partner_id=partner_id, by=by, reason=f"{len(wanted)} inputs approved together"):
        own = deciders.barred_people(by, partner_id)
        for start in range(0, len(wanted), BULK):
            chunk = MonthlyInput.objects.of(partner_id).filter(uuid__in=wanted[start : start + BULK])
            rows = list(quiet(chunk).select_for_update(of=("self",)).order_by("id"))
            waiting = [row for row in rows if row.state == InputState.SUBMITTED]
            mine = {row.pk for row in waiting if row.entered_human == by.human_id}
            about_me = {row.pk for row in waiting if row.person_id in own} - mine
            ready = [row.pk for row in waiting if row.pk not in mine | about_me]
            MonthlyInput.objects.filter(pk__in=ready).update(
                state=InputState.APPROVED, decided_by=by, decided_human=by.human_id, decided_at=at
            )
            done += len(ready)
            own_entries += len(mine)
            own_pay += len(about_me)
            others += len(rows) - len(waiting)
        _record(AuditAction.APPROVE, "several", f"{done} monthly inputs", {"approved": done})
    return Approved(done, own_entries, own_pay, others)


def _lock(monthly_input: UUID) -> MonthlyInput:
    row: MonthlyInput = MonthlyInput.objects.select_for_update(of=("self",)).get(uuid=monthly_input)
    require_free(partner_id=row.partner_id, person_id=row.person_id, settles=True)
    return row


def _decide(row: MonthlyInput, state: Any, *, by: User, at: datetime, note: str, action: AuditAction) -> None:
    row.state, row.decision_note = InputState(state), note
    row.decided_by, row.decided_human, row.decided_at = by, by.human_id, at
    row.save(update_fields=["state", "decision_note", "decided_by", "decided_human", "decided_at"])
    _record(action, str(row.uuid), NOUN, {"state": str(row.state)})


def _record(action: AuditAction, object_id: str, label: str, changes: dict[str, Any]) -> None:
    audit(action=action, object_type="hr_monthlyinput", object_id=object_id, label=label, changes=changes)


def _note(note: str) -> str:
    tidy = " ".join(note.split())
    rules.DecisionIsExplained.require(len(tidy) <= LONGEST_NOTE, longest=LONGEST_NOTE)
    return tidy


def _with_month_after(employment: Employment) -> Any:
    """Return the days of an employment and a while after it: what was worked last is often paid later."""
    ends = employment.valid.upper
    return DateRange(employment.valid.lower, None if ends is None else ends + timedelta(days=PAID_LATER_DAYS))
