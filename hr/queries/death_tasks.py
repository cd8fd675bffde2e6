"""What is to be done after a death: the facts that decide it, the list on the case, and what waits."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from hr.engine import death_tasks as engine
from hr.engine.death_tasks import Facts, Figure
from hr.models import Assignment, Claim, DeathCase, DeathOverpayment, DeathTask
from hr.queries import death_grants, leavings
from hr.states import ClaimState, DeathState, DeathTaskState, OverpaidState
from sharedservices.common.formatting import number
from sharedservices.common.periods import Frequency

UNPAID = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.SUBMITTED, ClaimState.WITH_HR, ClaimState.SENT)
OPEN_CASES = (DeathState.CONFIRMED, DeathState.IN_SUPPORT, DeathState.SETTLING)


def facts_of(case: DeathCase, *, today: date) -> Facts:
    """Return what decides the tasks of a case. Call it once the jobs have their end."""
    died = case.date_of_death
    salaries: dict[str, Figure] = {}
    leave: dict[str, Figure] = {}
    rows = Assignment.objects.of(case.partner_id).filter(person_id=case.person_id, valid__contains=died)
    for job in rows.select_related("employment__pay_group").order_by("number", "id"):
        paid = leavings.worth(job, on=died)
        yearly = paid.yearly if paid else Decimal(0)
        if yearly and Frequency(job.employment.pay_group_on(died).frequency) is Frequency.MONTHLY:
            salaries[job.number] = engine.accrued_salary(yearly=yearly, died=died)
        left = leavings.leave_of(job, last_day=died)
        if left is not None and left.hours > 0:
            leave[job.number] = Figure(left.amount, f"{number(left.hours)} hours")
    claims = Claim.objects.of(case.partner_id).filter(person_id=case.person_id, state__in=UNPAID, n_lines__gt=0)
    return Facts(
        died=died,
        today=today,
        salaries=salaries,
        leave=leave,
        grants=death_grants.of_case(case),
        n_claims=claims.count(),
    )


def tasks(case: DeathCase) -> list[DeathTask]:
    """Return the tasks of a case by due date. One query."""
    rows = DeathTask.objects.of(case.partner_id).filter(case=case).select_related("settled_by")
    return list(rows.order_by("due_on", "id"))


def overpaid(case: DeathCase) -> list[DeathOverpayment]:
    """Return what was paid for days after a death, by pay date. One query."""
    rows = DeathOverpayment.objects.of(case.partner_id).filter(case=case).select_related("proposed_by", "decided_by")
    return list(rows.order_by("pay_date", "id"))


def n_open(case: DeathCase) -> int:
    """Return how many tasks and decisions of a case are open. Two queries."""
    waits = DeathOverpayment.objects.of(case.partner_id).filter(case=case).exclude(state=OverpaidState.DECIDED)
    still = DeathTask.objects.of(case.partner_id).filter(case=case, state=DeathTaskState.OPEN)
    return int(still.count() + waits.count())


def due(*, partner_id: int, on: date) -> "QuerySet[DeathTask]":
    """Return the tasks of open cases that are due on a day."""
    rows: QuerySet[DeathTask] = DeathTask.objects.of(partner_id).filter(
        state=DeathTaskState.OPEN, due_on__lte=on, case__state__in=OPEN_CASES
    )
    return rows


def to_agree(*, partner_id: int) -> "QuerySet[DeathOverpayment]":
    """Return the proposals about pay after a death that wait for somebody to agree."""
    rows: QuerySet[DeathOverpayment] = DeathOverpayment.objects.of(partner_id).filter(state=OverpaidState.PROPOSED)
    return rows
