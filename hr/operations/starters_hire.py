"""From the case to the employment: made when the HR manager approves, moved with its first day, ended if nobody came.

Everything that the case says becomes dated rows of one employment, through the operations that later changes use.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr import rules_starters as starter_rules
from hr.checks import Terms
from hr.engine.establishment import Standing
from hr.facts import FACTS
from hr.models import Assignment, CostSplit, Employment, JobMark, StarterCase
from hr.operations import (
    costs,
    dated,
    job_marks,
    pensions,
    starters_access,
    starters_gates,
    starters_jobs,
    starters_payroll,
    tax,
    terms,
)
from hr.operations.starters_case import NOUN, check_start, lock, log, move
from hr.queries import right_to_work
from hr.queries import starters as found
from hr.states import STARTER_CASE, StarterState
from partners.models import User
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState, next_state
from sharedservices.common.periods import add_months

ONE_DAY = timedelta(days=1)
FIRST_NUMBER = 100001
REASON = "Started"
ROUTE = StarterCase.Route
MOVABLE = found.OPEN


@transaction_required
def make_ready(*, case: UUID, by: User, at: datetime) -> StarterCase:
    """Approve a starter as HR manager: the employment is made, with job, terms, pay, pension, tax and costs.

    Where an employment is there already, the job is added to it; another job leaves tax, account and login alone.

    :raises RuleBroken: for whoever prepared the case by any login, for oneself, while a gate is open, or without a
        right to work that is valid on the first day
    :raises WrongState: unless it waits for approval
    """
    row = lock(case)
    next_state(STARTER_CASE, "make_ready", row.state, noun=NOUN)
    is_mine = by.human_id in {row.opened_human, row.submitted_human}
    about_me = row.person_id in deciders.own_people(by, row.partner_id)
    starter_rules.ApprovedByAnother.require(not is_mine and not about_me)
    dated.refuse_close(row, by=by)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="starter approved"):
        starters_gates.refresh(row, by=by, at=at)
        starters_gates.require_met(row)
        with dated.change(partner_id=row.partner_id, by=by, reason=REASON):
            employment, row.assignment = _employ(row, by=by, at=at)
            row.employment = None if row.route == ROUTE.ADDED else employment
            row.approved_by, row.approved_human, row.approved_at = by, by.human_id, at
        move(row, "make_ready", by=by, at=at, note=_number_words(row, employment))
        if row.route != ROUTE.ADDED:
            starters_payroll.apply(row, found.answers(row), by=by, at=at)
            starters_access.open_login(row, by=by, at=at)
    return row


@transaction_required
def arrive(*, case: UUID, arrived_on: date, by: User, at: datetime) -> StarterCase:
    """Record that somebody is at work. A case that is ready, with a valid right to work, has thereby started.

    Any other stays where it is, and nobody is paid: that somebody works who may not is a fact that HR must hear of at
    once, so it is recorded and not refused.

    :raises RuleBroken: for a day before the agreed first day or in the future
    :raises WrongState: once they have started, or the case is void
    """
    row = lock(case)
    if row.state not in MOVABLE:
        raise WrongState("This starter has started, or does not come.", action="start", state=row.state)
    in_order = row.start_date <= arrived_on <= timezone.localdate(at)
    starter_rules.StartHasCome.require(in_order, on=arrived_on)
    proof = right_to_work.best(partner_id=row.partner_id, person_id=row.person_id, on=arrived_on)
    row.arrived_on = arrived_on
    if row.state != StarterState.READY or proof is None or found.proof_on_start(row) is None:
        with dated.change(partner_id=row.partner_id, by=by, reason="seen at work"):
            row.save(update_fields=["arrived_on"])
            log(row, "arrived", by=by, at=at, note=_why_not(row, proof))
        return row
    move(row, "start", by=by, at=at)
    if row.probation_months:
        row.probation_ends_on = add_months(row.start_date, row.probation_months) - ONE_DAY
        move(row, "begin_probation", by=by, at=at, note=f"Until {row.probation_ends_on:%d.%m.%Y}")
    return row


@transaction_required
def move_start(*, case: UUID, start_date: date, reason: str, by: User, at: datetime) -> StarterCase:
    """Move the first day: contract, terms, tax, pension, account and costs move with it, and so do the tasks.

    :raises RuleBroken: without a reason, for a day out of reach or the same day, past a later change, without a right
        to work on the new day, or after pay
    :raises WrongState: once they have started
    """
    tidy, row = rules.check_reason(reason), lock(case)
    dated.refuse_oneself(row, by=by)
    if row.state not in MOVABLE:
        raise WrongState("The first day stands once somebody has started.", action="move", state=row.state)
    check_start(start_date, timezone.localdate(at))
    starter_rules.OnlyBeforeStart.require(start_date != row.start_date)
    starter_rules.FixedTermEnds.require(row.end_date is None or row.end_date > start_date, field="start_date")
    starter_rules.CountsUntil.require(row.counts_until is None or row.counts_until >= start_date, field="start_date")
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        before, row.start_date = row.start_date, start_date
        if row.continuous_service_from == before:
            row.continuous_service_from = start_date
        if row.assignment_id is not None or starters_jobs.is_sole(row):
            _move_rows(row, before)
        row.save()
        starters_gates.move_due_dates(row)
        starters_gates.refresh(row, by=by, at=at)
        log(row, "move", by=by, at=at, note=f"{before:%d.%m.%Y} to {start_date:%d.%m.%Y}: {tidy}")
    return row


@transaction_required
def void(*, case: UUID, reason: str, by: User, at: datetime) -> StarterCase:
    """End a case because nobody comes. What was made ends on its first day and is never paid.

    The employment goes with it, unless the case was about another job of it.

    :raises RuleBroken: without a reason, or after any pay: then it is a leaver
    :raises WrongState: once they have started
    """
    tidy, row = rules.check_reason(reason), lock(case)
    move(row, "void", by=by, at=at, note=tidy)
    if row.assignment_id is not None or starters_jobs.is_sole(row):
        with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
            _end_rows(row)
            if row.route != ROUTE.ADDED:
                starters_access.close_login(row, reason=tidy, by=by, at=at)
    return row


def _why_not(row: StarterCase, proof: Any) -> str:
    if proof is None:
        return f"At work on {row.arrived_on:%d.%m.%Y} without a valid right to work. Not started, not paid"
    return f"At work on {row.arrived_on:%d.%m.%Y} before the case is ready. Not started, not paid"


def _number_words(row: StarterCase, employment: Employment) -> str:
    if row.route == ROUTE.ADDED and row.assignment is not None:
        return f"Job {row.assignment.number}"
    return f"Employee number {employment.employee_no}"


def _employ(row: StarterCase, *, by: User, at: datetime) -> tuple[Employment, Assignment]:
    """Make employment, job, terms, costs, NI letter and pension of a case; return the first two."""
    assert row.post is not None  # noqa: S101 - an accepted offer has one
    start, until = row.start_date, row.end_date + ONE_DAY if row.end_date else None
    employment = _join(row, until) if row.joins_id is not None else _new_employment(row, until)
    assignment: Assignment = Assignment.objects.create(
        partner_id=row.partner_id, person=row.person, employment=employment, post=row.post,
        number=starters_jobs.job_number(employment), title=row.title, valid=DateRange(start, until),
    )  # fmt: skip
    stamp: dict[str, Any] = {"effective_from": start, "reason": REASON, "by": by, "at": at}
    if row.counts != Standing.HOLDS and row.counts_until is not None:
        covers = row.covers.uuid if row.covers else None
        job_marks.mark(assignment=assignment.uuid, kind=row.counts, covers=covers, last_day=row.counts_until, **stamp)
    terms.set_terms(assignment=assignment.uuid, terms=_terms(row), **stamp)
    if row.cost_centre is not None:
        costs.change_cost_split(assignment=assignment.uuid, shares={row.cost_centre.uuid: rules.ALL}, **stamp)
    if row.route != ROUTE.ADDED:
        tax.change_ni_category(employment=employment.uuid, category=row.ni_category, **stamp)
    if row.pension_scheme is not None:
        wanted = {"scheme": row.pension_scheme.uuid, "section": row.pension_section}
        pensions.join(assignment=assignment.uuid, **wanted, **stamp)
    return employment, assignment


def _new_employment(row: StarterCase, until: date | None) -> Employment:
    assert row.pay_group is not None  # noqa: S101 - an accepted offer has one
    made: Employment = Employment.objects.create(
        partner_id=row.partner_id, person=row.person, legal_entity_id=row.pay_group.legal_entity_id,
        pay_group=row.pay_group, employee_no=_next_number(row.partner_id), kind=row.kind,
        continuous_service_from=row.continuous_service_from or row.start_date, valid=DateRange(row.start_date, until),
    )  # fmt: skip
    return made


def _join(row: StarterCase, until: date | None) -> Employment:
    """Hold the employment that a job is added to; it lasts as long as the job, or ends with its first one."""
    held: Employment = Employment.objects.select_for_update(of=("self",)).get(pk=row.joins_id)
    if starters_jobs.is_sole(row):
        held.valid = DateRange(held.valid.lower, until)
        held.save(update_fields=["valid"])
    else:
        starters_jobs.make_room_in_time(held, until)
    return held


def _terms(row: StarterCase) -> Terms:
    assert row.post is not None and row.contract_hours is not None  # noqa: S101, PT018 - an accepted offer has both
    group = row.post.role.staff_group
    return Terms(
        contract=row.contract, contract_hours=row.contract_hours, full_time_hours=group.full_time_hours,
        weeks_in_year=group.weeks_in_year, paid_weeks=row.paid_weeks, working_pattern=row.working_pattern,
        grade_id=row.grade_id, spine_point_id=row.spine_point_id, spot_annual=row.spot_annual,
        hourly_rate=row.hourly_rate,
    )  # fmt: skip


def _next_number(partner_id: int) -> str:
    """Return the next employee number of a partner: one above the highest that is a number."""
    with connection.cursor() as cursor:  # PostgreSQL counts those, too, whom the scope hides: a number is used once
        cursor.execute("SELECT hr_highest_employee_no(%s)", [partner_id])
        highest = cursor.fetchone()[0]
    return str((highest or FIRST_NUMBER - 1) + 1)


def _rows_of(row: StarterCase) -> list[Any]:
    """Return the dated rows that a case has made: the job and every fact of it, and the employment unless it stays."""
    employment, assignment = row.joins_id if starters_jobs.is_sole(row) else row.employment_id, row.assignment_id
    facts = [one for kind in FACTS.values() for one in _facts(kind, employment, assignment)]
    of_job = [
        one for model in (CostSplit, JobMark)
        for one in model.objects.of(row.partner_id).filter(assignment_id=assignment or 0).order_by("id")
    ]  # fmt: skip
    return [*Employment.objects.filter(pk=employment), *Assignment.objects.filter(pk=assignment), *facts, *of_job]


def _facts(kind: Any, employment: int | None, assignment: int | None) -> list[Any]:
    key = kind.keys[0]
    wanted = {"employment_id": employment or 0} if key == "employment_id" else {"assignment_id": assignment or 0}
    return list(kind.model.objects.filter(**wanted).select_for_update(of=("self",)).order_by("id"))


def _move_rows(row: StarterCase, before: date) -> None:
    """Move the first day of every row that began with the employment. :raises RuleBroken: past a later change."""
    rows = _rows_of(row)
    in_order = all(one.valid.lower == before for one in rows)
    starter_rules.OnlyBeforeStart.require(in_order)
    for one in rows:
        one.valid = DateRange(row.start_date, one.valid.upper)
        if isinstance(one, Employment) and one.continuous_service_from == before:
            one.continuous_service_from = row.start_date
        one.save()
    costs.check_now()


def _end_rows(row: StarterCase) -> None:
    """End every row on the first day; what begins later never holds."""
    for one in _rows_of(row):
        if one.valid.lower == row.start_date:
            one.valid = DateRange(row.start_date, row.start_date + ONE_DAY)
            one.save(update_fields=["valid"])
        elif not isinstance(one, Employment | Assignment):
            one.delete()
    costs.check_now()
