"""Leavers: what a job or employment is worth when it ends, the list, the page of a case, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from hr.engine import leaving, pro_rata
from hr.engine.leaving import LeaveLeft
from hr.engine.leaving_reasons import CONFIDENTIAL, JOB_GOES_ON, LeaveRule, rule_of
from hr.engine.pro_rata import HourlyRule
from hr.models import (
    Assignment,
    AssignmentTerms,
    Employment,
    IssuedP45,
    Leaving,
    LeavingEvent,
    LeavingPension,
    LeavingTask,
    LeavingTerms,
    OverpaymentCase,
    PensionMembership,
    PensionScheme,
    RecurringElement,
    SpineValue,
)
from hr.queries import leave
from hr.queries.days import ONE_DAY
from hr.queries.holdings import post_of
from hr.states import LeavingState, LeavingTaskState
from partners.queries.holds import quiet
from sharedservices.common.formatting import day, money, number
from sharedservices.common.money import pence
from sharedservices.common.periods import Frequency
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.workingdays import BankHolidaysMissing

EVENTS = {
    "record": "Approved and recorded",
    "leave": "The last day has passed",
    "close": "Closed",
    "withdraw": "Taken back: everything is as it was",
    "finish": "Task done",
    "drop": "Task not needed",
    "reopen": "Task opened again",
    "confirm": "Confirmation sent",
    "p45": "P45 recorded",
    "p45_withdraw": "Record of the P45 withdrawn",
    "overpaid_by_hand": "Overpayment worked out by hand",
    "repay_propose": "Repayment proposed",
    "repay_begin": "Repayment begins",
    "repay_paid": "Paid back",
    "repay_waive": "What was left is waived",
    "repay_withdraw": "Plan of repayment taken back",
}
FLEXIBLE_WORDS = {LeavingState.NOTICE.value: "Agreed", LeavingState.LEFT.value: "Draws a pension"}
URGENT = ("recall", "recalculate")
"""Tasks of payroll that bear no delay: the first part of their code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a partner agreed about leaving; without anything on record what law says."""

    contract_notice_weeks: int = 0
    redundancy_multiplier: Decimal = Decimal(1)
    uses_actual_week_pay: bool = False
    recovers_leave: bool = False
    source: str = "Law: no terms of this partner are on record"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobWorth:
    """Yearly pay of a job with regular payments, pounds for an hour, and the weeks of the year it is divided by."""

    yearly: Decimal
    hourly: Decimal
    weeks_in_year: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverRow:
    """One leaving in the list."""

    leaving: UUID
    person: UUID
    name: str
    what: str
    last_day: date
    reason: str
    state: str
    state_words: str
    n_open: int
    n_late: int


# --- what it is worth -------------------------------------------------------------------------------------------------
def terms_on(*, partner_id: int, on: date) -> Terms:
    """Return what a partner agreed about leaving, on a day. One query."""
    row = LeavingTerms.objects.of(partner_id).filter(valid__contains=on).order_by("id").first()
    if row is None:
        return Terms()
    return Terms(
        contract_notice_weeks=row.contract_notice_weeks,
        redundancy_multiplier=row.redundancy_multiplier,
        uses_actual_week_pay=row.uses_actual_week_pay,
        recovers_leave=row.recovers_leave,
        source=row.source,
    )


def worth(job: Assignment, *, on: date) -> JobWorth | None:
    """Return what a job pays on a day, or None where that is not known or paid by the hour worked."""
    rows = AssignmentTerms.objects.of(job.partner_id).filter(assignment=job, valid__contains=on)
    row: AssignmentTerms | None = rows.order_by("id").first()
    annual = None if row is None else full_time_pay(row, on=on)
    if row is None or annual is None:
        return None
    rule = HourlyRule(post_of(job, on).role.staff_group.hourly_rule)
    yearly = pro_rata.actual_annual(
        annual=annual,
        contract_hours=row.contract_hours,
        full_time_hours=row.full_time_hours,
        paid_weeks=row.paid_weeks,
        weeks_in_year=row.weeks_in_year,
    )
    hourly = pro_rata.hourly_rate(
        annual=annual, full_time_hours=row.full_time_hours, weeks_in_year=row.weeks_in_year, rule=rule
    )
    return JobWorth(yearly=pence(yearly + _regular(job, row, on)), hourly=hourly, weeks_in_year=row.weeks_in_year)


def full_time_pay(row: AssignmentTerms, *, on: date) -> Decimal | None:
    """Return the yearly full-time pay of terms on a day, in pounds, or None where there is none."""
    if row.spot_annual is not None:
        return row.spot_annual
    values = SpineValue.objects.of(row.partner_id).filter(point_id=row.spine_point_id, valid__contains=on)
    found: Decimal | None = values.order_by("id").values_list("annual", flat=True).first()
    return found


def _regular(job: Assignment, row: AssignmentTerms, on: date) -> Decimal:
    """Return the regular payments of a job in a year."""
    rows = RecurringElement.objects.of(job.partner_id).filter(
        assignment=job, valid__contains=on, amount__isnull=False, element__kind="payment"
    )
    frequency = Employment.objects.filter(pk=job.employment_id).values_list("pay_group__frequency", flat=True)[0]
    periods = pro_rata.periods_in_year(frequency=Frequency(frequency), weeks_in_year=row.weeks_in_year)
    return sum((one.amount * periods for one in rows.order_by("id")), Decimal(0))


def week_pay(jobs: Sequence[Assignment], *, on: date) -> Decimal:
    """Return the week’s pay of jobs together on a day, in pounds; nothing for those whose pay is not known."""
    found = [one for job in jobs if (one := worth(job, on=on)) is not None]
    return pence(sum((one.yearly / one.weeks_in_year for one in found), Decimal(0)))


def leave_of(job: Assignment, *, last_day: date) -> LeaveLeft | None:
    """Return the leave that is left of a job which ends on a day; None where no leave is agreed or known.

    Call it once the job has its end: the entitlement is worked out by the days of the job (domain HR-10.3).
    """
    try:
        found = leave.balance(job, on=last_day)
    except BankHolidaysMissing:
        return None
    if found is None:
        return None
    until = [one for one in found.bookings if one.state in leave.LIVE and one.valid.lower <= last_day]
    booked = sum((one.hours - one.hours_given_back for one in until), Decimal(0))
    rostered = sum((one.leave or Decimal(0) for one in found.rosters if one.valid.lower <= last_day), Decimal(0))
    taken = booked + rostered + found.bank_taken
    paid = worth(job, on=last_day)
    return leaving.leave_left(
        accrued=found.entitlement.hours + found.carried,
        taken=taken,
        hourly_rate=paid.hourly if paid else Decimal(0),
        may_recover=terms_on(partner_id=job.partner_id, on=last_day).recovers_leave,
    )


def leave_words(reason: str, jobs: Sequence[Assignment], *, last_day: date) -> str:
    """Say what becomes of the leave of jobs that end; nothing where no leave is agreed."""
    rule = rule_of(reason).leave
    if rule is not LeaveRule.SETTLED:
        return "goes along to the new employer" if rule is LeaveRule.GOES_ALONG else "as both partners agreed"
    found = [(job, left) for job in jobs if (left := leave_of(job, last_day=last_day)) is not None]
    return "; ".join(f"job {job.number}, {_left(left)}" for job, left in found)


def _left(left: LeaveLeft) -> str:
    if left.hours == 0:
        return "nothing is left"
    if left.hours > 0:
        return f"{number(left.hours)} hours to pay, {money(left.amount)}"
    taken_back = f", {money(-left.amount)} to take back" if left.amount else ", nothing is taken back"
    return f"{number(-left.hours)} hours too many taken{taken_back}"


def in_scheme(jobs: Sequence[Assignment], *, on: date) -> list[str]:
    """Return the numbers of the jobs that are in a pension scheme on a day, in order."""
    rows = PensionMembership.objects.filter(assignment__in=jobs, valid__contains=on)
    return sorted(set(rows.values_list("assignment__number", flat=True)))


# --- the list and the page of a case ----------------------------------------------------------------------------------
def leavers(
    *, partner_id: int, on: date, search: str = "", state: str = "", reason: str = "", is_open: str = "",
    may_see_all: bool,
) -> QuerySetRows:  # fmt: skip
    """Return leavings as rows of a list, narrowed by words of a name, state, reason, or what is still to be done."""
    rows = Leaving.objects.of(partner_id).select_related("person", "employment", "assignment")
    rows = rows.annotate(n_open=_counted(), n_late=_counted(due_on__lt=on), surname=Lower("person__surname"))
    for word in search.split():
        rows = rows.filter(
            Q(person__surname__icontains=word) | Q(person__forenames__icontains=word)
            | Q(employment__employee_no__istartswith=word)
        )  # fmt: skip
    rows = rows.filter(state=state) if state else rows.exclude(state=LeavingState.WITHDRAWN)
    if reason:
        rows = rows.filter(leaving_reason=reason)
        if not may_see_all:
            rows = rows.exclude(leaving_reason__in=_confidential())
    if is_open:
        rows = rows.filter(n_late__gt=0) if is_open == "late" else rows.filter(n_open__gt=0)
    return QuerySetRows(rows, row=lambda one: _row(one, may_see_all=may_see_all))


def _counted(**wanted: Any) -> Coalesce:
    """Return the number of open tasks beside a leaving."""
    rows = LeavingTask.objects.filter(
        partner_id=OuterRef("partner_id"), leaving_id=OuterRef("pk"), state=LeavingTaskState.OPEN, **wanted
    )
    n = quiet(rows, "leaving__person_id").order_by().values("leaving_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(n), 0)


def _confidential() -> list[str]:
    return [code for code, _label in Leaving.REASONS if rule_of(code).is_confidential]


def reason_words(row: Leaving, *, may_see_all: bool) -> str:
    """Return why somebody leaves, as the reader may know it."""
    rule = rule_of(row.leaving_reason)
    return CONFIDENTIAL if rule.is_confidential and not may_see_all else rule.label


def state_words(row: Leaving) -> str:
    """Say where a leaving stands; of a flexible retirement, in which nobody leaves, in words of its own."""
    if rule_of(row.leaving_reason).job_goes_on and row.state in FLEXIBLE_WORDS:
        return FLEXIBLE_WORDS[row.state]
    return str(row.get_state_display())


def pension_of(row: Leaving) -> LeavingPension | None:
    """Return what the pension body said about a leaving, or None. One query."""
    found: LeavingPension | None = (
        LeavingPension.objects.of(row.partner_id).filter(leaving=row).order_by("-version").first()
    )
    return found


def p45_of(row: Leaving) -> IssuedP45 | None:
    """Return the P45 of a leaving, or None. One query."""
    rows = IssuedP45.objects.of(row.partner_id).filter(leaving=row, withdrawn_at=None)
    found: IssuedP45 | None = rows.select_related("recorded_by").first()
    return found


def scheme_of(row: Leaving) -> PensionScheme | None:
    """Return the pension scheme of the jobs that end, on their last day; of several the first. One query."""
    rows = PensionMembership.objects.of(row.partner_id).filter(
        employment_id=row.employment_id, valid__contains=row.last_day
    )
    if row.assignment_id is not None:
        rows = rows.filter(assignment_id=row.assignment_id)
    member = rows.select_related("scheme").order_by("assignment__number", "id").first()
    return member.scheme if member else None


def case_words(row: Leaving) -> str:
    """Say of the case of a dismissal only that it matches: what it is about is for those on its list."""
    matches = rule_of(row.leaving_reason).needs_case
    return "Matches a decided case of this person" if matches else row.case_reference


def what_ends(row: Leaving) -> str:
    """Say what ends, or that nothing does."""
    if row.assignment is not None and rule_of(row.leaving_reason).job_goes_on:
        return f"Job {row.assignment.number}, {row.assignment.title}: a pension from {day(row.last_day + ONE_DAY)}"
    if row.assignment is not None and not row.ends_employment:
        return f"Job {row.assignment.number}, {row.assignment.title}; the employment goes on"
    return f"Employment {row.employment.employee_no}"


def _row(row: Any, *, may_see_all: bool) -> LeaverRow:
    return LeaverRow(
        leaving=row.uuid,
        person=row.person.uuid,
        name=row.person.display_name,
        what=what_ends(row),
        last_day=row.last_day,
        reason=reason_words(row, may_see_all=may_see_all),
        state=row.state,
        state_words=state_words(row),
        n_open=row.n_open,
        n_late=row.n_late,
    )


def one(leaving_id: UUID) -> Leaving:
    """Return a leaving with its people. :raises Leaving.DoesNotExist: when there is none in scope."""
    found: Leaving = Leaving.objects.select_related("person", "employment", "assignment", "recorded_by").get(
        uuid=leaving_id
    )
    return found


def standing(*, partner_id: int) -> "QuerySet[Leaving]":
    """Return the leavings under which something ends and that nobody has taken back."""
    rows: QuerySet[Leaving] = Leaving.objects.of(partner_id).exclude(state=LeavingState.WITHDRAWN)
    return rows.exclude(leaving_reason__in=JOB_GOES_ON)


def of_person(*, partner_id: int, person_id: int) -> list[Leaving]:
    """Return the leavings of a person that stand, the latest first. One query."""
    rows = Leaving.objects.of(partner_id).filter(person_id=person_id).exclude(state=LeavingState.WITHDRAWN)
    return list(rows.select_related("employment", "assignment").order_by("-last_day", "-id"))


def tasks(row: Leaving) -> list[LeavingTask]:
    """Return the tasks of a leaving by due date. One query."""
    rows = LeavingTask.objects.of(row.partner_id).filter(leaving=row).select_related("settled_by")
    return list(rows.order_by("due_on", "id"))


def overpayments(row: Leaving) -> list[OverpaymentCase]:
    """Return what was paid for days after the last one, by pay date. One query."""
    return list(OverpaymentCase.objects.of(row.partner_id).filter(leaving=row).order_by("pay_date", "id"))


def events(row: Leaving) -> list[dict[str, Any]]:
    """Return the log of a leaving for a timeline, the newest first. One query."""
    rows = LeavingEvent.objects.of(row.partner_id).filter(leaving=row).select_related("by").order_by("-id")
    return [
        {
            "title": EVENTS.get(one.action, one.action),
            "by": one.by.full_name if one.by else "By date",
            "at": one.at,
            "reason": one.note,
        }
        for one in rows
    ]


def open_tasks(*, partner_id: int, on: date) -> "QuerySet[LeavingTask]":
    """Return the tasks that are due on a day and not settled."""
    rows: QuerySet[LeavingTask] = LeavingTask.objects.of(partner_id).filter(state=LeavingTaskState.OPEN)
    return quiet(rows.exclude(leaving__state=LeavingState.WITHDRAWN).filter(due_on__lte=on), "leaving__person_id")


def urgent(*, partner_id: int) -> "QuerySet[LeavingTask]":
    """Return the open tasks of payroll that bear no delay: payments to recall, people to calculate again."""
    rows: QuerySet[LeavingTask] = LeavingTask.objects.of(partner_id).filter(state=LeavingTaskState.OPEN)
    begins = Q(code__startswith=URGENT[0]) | Q(code__startswith=URGENT[1])
    return quiet(rows.filter(begins).exclude(leaving__state=LeavingState.WITHDRAWN), "leaving__person_id")
