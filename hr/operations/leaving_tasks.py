"""The tasks of a leaving: opened with it, settled one by one. A notice that comes late calls payroll the same day.

A payment that has been made is never taken back by itself: it becomes a case with the days that were overpaid.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import paid_beyond
from hr import rules_leaving as leaving_rules
from hr.engine import leaving
from hr.engine.leaving_tasks import PAYROLL, WEEK, LeavingFacts, TaskPlan, tasks_of, tasks_of_flexible
from hr.models import Assignment, Employment, Leaving, LeavingEvent, LeavingTask, OverpaymentCase, OverpaymentLine
from hr.operations.freeze import require_free
from hr.paid_beyond import PaidBeyond, Stage
from hr.queries import family_words, leavings
from hr.queries.leaving_open import KEPT
from hr.states import LEAVING_TASK, LeavingTaskState
from partners.models import User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import counted, day

NOUN = "task"
LONGEST = 200
WITH_WARRANT = Employment.Kind.POLICE_OFFICER
LETTER = "letter"
P45 = "p45"


def open_tasks(row: Leaving, jobs: Sequence[Assignment], *, has_roles: bool, by: User, at: datetime) -> int:
    """Open what is to be done about a leaving, late notice included; return how many tasks there are."""
    today = timezone.localdate(at)
    facts = LeavingFacts(
        reason=row.leaving_reason,
        last_day=row.last_day,
        today=today,
        jobs=tuple(job.number for job in jobs),
        pension_jobs=tuple(leavings.in_scheme(jobs, on=row.last_day)),
        ends_employment=row.ends_employment,
        is_at_once=row.access == Leaving.Access.AT_ONCE,
        has_warrant=row.ends_employment and row.employment.kind == WITH_WARRANT,
        has_roles=has_roles,
        half_pay_words=family_words.half_pay_at_stake(jobs, last_day=row.last_day) if row.ends_employment else "",
        leave_words=leavings.leave_words(row.leaving_reason, jobs, last_day=row.last_day),
    )
    plans = [*_late(row, by=by, at=at), *tasks_of(facts)]
    if any(line[0] == KEPT and line[1] == "family leave" for line in row.ended):
        words = "Leave of absence ends with the job: check statutory pay that goes on after the last day"
        plans.append(TaskPlan("family-pay", words, PAYROLL, max(row.last_day, today)))
    return _open(row, plans)


def open_flexible(row: Leaving, job: Assignment, *, at: datetime) -> int:
    """Open what is to be done when somebody draws a pension and works on; return how many tasks there are."""
    plans = tasks_of_flexible(job=job.number, last_day=row.last_day, today=timezone.localdate(at))
    return _open(row, plans)


def _open(row: Leaving, plans: Sequence[TaskPlan]) -> int:
    made = LeavingTask.objects.bulk_create(
        LeavingTask(partner_id=row.partner_id, leaving=row, code=plan.code, title=plan.title[:LONGEST],
                    owner=plan.owner, due_on=plan.due_on)
        for plan in plans
    )  # fmt: skip
    return len(made)


def _late(row: Leaving, *, by: User, at: datetime) -> list[TaskPlan]:
    """Look for pay of days after the last one: stop it, work it out again, or open a case of what was overpaid."""
    today = timezone.localdate(at)
    who = {"partner_id": row.partner_id, "employment_id": row.employment_id}
    job = row.assignment.number if row.assignment is not None and not row.ends_employment else ""
    plans = []
    for number, paid in enumerate(paid_beyond.paid_beyond(**who, last_day=row.last_day, on=today, job=job), start=1):
        days = leaving.days_overpaid(period=paid.covers, last_day=row.last_day)
        plans.append(_plan(paid, number, days, today))
        if paid.stage is not Stage.CALCULATED:
            _overpaid(row, paid, days, by=by, at=at)
    return plans


def _plan(paid: PaidBeyond, number: int, days: int, today: date) -> TaskPlan:
    beyond = counted(days, "day", "days")
    if paid.stage is Stage.CALCULATED:
        words = f"Calculate again before approval: {paid.label} pays {beyond} after the last day"
        return TaskPlan(f"recalculate-{number}", words, PAYROLL, today)
    if paid.stage is Stage.RELEASED:
        words = f"Stop or recall the payment of {day(paid.pay_date)}, {paid.label}: {beyond} after the last day"
        return TaskPlan(f"recall-{number}", words, PAYROLL, today)
    words = f"Overpaid {beyond}, {paid.label}: propose a plan, deduct nothing without one"
    return TaskPlan(f"overpaid-{number}", words, PAYROLL, today + WEEK)


def _overpaid(row: Leaving, paid: PaidBeyond, days: int, *, by: User, at: datetime) -> None:
    beyond = paid.overpaid
    case = OverpaymentCase.objects.create(
        partner_id=row.partner_id,
        leaving=row,
        person_id=row.person_id,
        employment_id=row.employment_id,
        run=paid.run,
        run_label=paid.label,
        period_start=paid.covers.start,
        period_end=paid.covers.end,
        pay_date=paid.pay_date,
        days_overpaid=days,
        days_in_period=(paid.covers.end - paid.covers.start).days,
        net_paid=paid.net,
        gross_overpaid=beyond.gross if beyond else None,
        net_overpaid=beyond.net if beyond else None,
        found_by=by,
        found_at=at,
    )
    OverpaymentLine.objects.bulk_create(
        OverpaymentLine(partner_id=row.partner_id, case=case, person_id=row.person_id, **one._asdict())
        for one in (beyond.lines if beyond else ())
    )


@transaction_required
def settle(*, task: UUID, action: str, by: User, at: datetime, note: str = "") -> LeavingTask:
    """Settle a task as done or as not needed, or open it again.

    :raises WrongState: when the action does not fit
    :raises RuleBroken: when nobody says why it is not needed
    :raises LeavingTask.DoesNotExist: if there is none in scope
    """
    row = _lock(task)
    state = LeavingTaskState(next_state(LEAVING_TASK, action, row.state, noun=NOUN))
    words = " ".join(note.split())[:LONGEST]
    leaving_rules.WhyNotNeeded.require(state != LeavingTaskState.NOT_NEEDED or bool(words))
    if row.code == P45 and state == LeavingTaskState.DONE:
        leaving_rules.P45IsRecorded.require(leavings.p45_of(row.leaving) is not None)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words or action):
        is_open = state == LeavingTaskState.OPEN
        row.state, row.note = state, words
        row.settled_by, row.settled_at = (None, None) if is_open else (by, at)
        row.save(update_fields=["state", "note", "settled_by", "settled_at"])
        _note(row.leaving, action, f"{row.title}. {words}", by=by, at=at)
    return row


@transaction_required
def confirm(*, leaving_id: UUID, by: User, at: datetime) -> Leaving:
    """Send whoever leaves the confirmation of their last day, once, and settle the task that asks for it.

    :raises NoAddress: without an e-mail address
    :raises WrongState: when it was confirmed already
    """
    row = leavings.one(leaving_id)
    rows = LeavingTask.objects.of(row.partner_id).select_for_update(of=("self",))
    task = rows.get(leaving=row, code=LETTER)
    draft = Draft(
        kind="leaving confirmed",
        key=f"leaving-{row.uuid}",
        address=row.person.email,
        subject=f"Your last day: {day(row.last_day)}",
        neutral_subject="About your employment",
        template="email/leaving_confirmed.txt",
        context={
            "name": row.person.display_name,
            "what": leavings.what_ends(row),
            "last_day": row.last_day,
            "read_until": row.ends_employment,
            "partner": row.partner.name,
        },
        person_id=row.person_id,
    )
    settle(task=task.uuid, action="finish", by=by, at=at, note="Sent by e-mail")
    messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
    _note(row, "confirm", "", by=by, at=at)
    return row


def _lock(task: UUID) -> LeavingTask:
    rows = LeavingTask.objects.select_related("leaving").select_for_update(of=("self",))
    found: LeavingTask = rows.get(uuid=task)
    require_free(partner_id=found.partner_id, person_id=found.leaving.person_id)
    return found


def _note(row: Leaving, action: str, note: str, *, by: User, at: datetime) -> None:
    LeavingEvent.objects.create(
        partner_id=row.partner_id, leaving=row, action=action, by=by, at=at, note=note[:500].strip()
    )
