"""What is due and what is to be done after a death: figures with their working, tasks with owner and day (HR-09). Pure.

Pounds; days are calendar days, as salary is paid. Nothing here is paid by itself, and nothing is ever taken back.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sharedservices.common.formatting import money
from sharedservices.common.money import pence
from sharedservices.common.workingdays import next_working_day

OFFICER, HR, PAYROLL, PENSIONS, SAFETY = "OFFICER", "HR", "PAYROLL", "PENSIONS", "SAFETY"
WEEK, TWO_WEEKS = timedelta(days=7), timedelta(days=14)
MONTHS = 12


class Figure(NamedTuple):
    """An amount in pounds with the sentence that explains it."""

    amount: Decimal
    working: str


class TaskPlan(NamedTuple):
    """One thing to do. `code` is unique in a case; `needs_consent`: the family is asked first."""

    code: str
    title: str
    owner: str
    due_on: date
    figure: Figure | None = None
    needs_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides which tasks there are. `grants`: by the name of the scheme, None where its rule is not known."""

    died: date
    today: date
    salaries: dict[str, Figure]
    leave: dict[str, Figure]
    grants: dict[str, Figure | None]
    n_claims: int


def accrued_salary(*, yearly: Decimal, died: date) -> Figure:
    """Return what is due for the month of death up to and with the day, of a yearly salary paid by the month.

    Source: domain HR-09, the calendar-day rule.
    """
    days, month = monthrange(died.year, died.month)[1], pence(yearly / MONTHS)
    amount = pence(yearly / MONTHS * died.day / days)
    return Figure(amount, f"{died.day} of {days} days of {money(month)} a month")


def death_grant(*, yearly: Figure, multiple: Decimal) -> Figure:
    """Return the lump sum that a fund normally pays. The fund decides, and pays it; payroll never does."""
    working = f"{multiple} × {money(yearly.amount)} a year ({yearly.working}). The fund pays it, not payroll"
    return Figure(pence(yearly.amount * multiple), working)


def tasks_of(facts: Facts) -> list[TaskPlan]:
    """Return what is to be done once a death is confirmed, in the order in which it is due."""
    soon = next_working_day(facts.today)
    found = [
        TaskPlan("in-service", "Say whether the death is related to the work", SAFETY, facts.today),
        *(
            TaskPlan(f"grant-{number}", f"Tell {name}: ask for the death grant and survivors’ pensions", PENSIONS, soon,
                     figure)
            for number, (name, figure) in enumerate(sorted(facts.grants.items()), start=1)
        ),
        TaskPlan("avc", "Tell whoever keeps additional voluntary contributions", PENSIONS, soon),
        TaskPlan("federation", "Tell the union or Federation", OFFICER, facts.today + WEEK, needs_consent=True),
        TaskPlan("welfare", "Offer the family welfare support", OFFICER, facts.today + WEEK, needs_consent=True),
        TaskPlan("estate", "Find out who acts for the estate", OFFICER, facts.today + TWO_WEEKS),
    ]  # fmt: skip
    for what, kind, figures in (("salary", "Salary due", facts.salaries), ("leave", "Leave not taken", facts.leave)):
        found += [
            TaskPlan(f"{what}-{job}", f"{kind} of job {job}, to the estate", PAYROLL, facts.today + TWO_WEEKS, figure)
            for job, figure in sorted(figures.items())
        ]
    waits = f"{facts.n_claims} not paid yet" if facts.n_claims else "none is on record: ask the manager"
    found.append(TaskPlan("expenses", f"Expenses and claims, {waits}", PAYROLL, facts.today + TWO_WEEKS))
    return sorted(found, key=lambda one: (one.due_on, one.code))


def in_service_tasks(today: date) -> list[TaskPlan]:
    """Return what a death that is related to the work brings with it.

    Source: Reporting of Injuries, Diseases and Dangerous Occurrences Regulations 2013 regulation 6: at once, by the
    quickest means, with a report within ten days.
    """
    return [
        TaskPlan("riddor", "Tell the Health and Safety Executive by telephone, and report it within ten days", SAFETY,
                 today),
        TaskPlan("scene", "Keep the scene, the equipment and the records as they are", SAFETY, today),
        TaskPlan("injury", "Ask for the injury award", PENSIONS, next_working_day(today)),
    ]  # fmt: skip
