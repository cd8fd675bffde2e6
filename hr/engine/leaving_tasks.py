"""What is to be done when somebody leaves, by reason and job: who does it and by when (domain HR-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from hr.engine.leaving_reasons import LeavingReason, rule_of

HR, MANAGER, IT, PAYROLL, PENSIONS = "HR", "MANAGER", "IT", "PAYROLL", "PENSIONS"
CERTIFICATE = "certificate"
WEEK, TWO_WEEKS = timedelta(days=7), timedelta(days=14)
WITHOUT_INTERVIEW = frozenset({
    LeavingReason.CONDUCT, LeavingReason.GROSS_MISCONDUCT, LeavingReason.CAPABILITY, LeavingReason.PROBATION,
    LeavingReason.OTHER_SUBSTANTIAL, LeavingReason.TUPE_OUT, LeavingReason.SETTLEMENT,
})  # fmt: skip
# Whoever goes to another employer under these stays in local government: the return counts on.
GOES_ON = frozenset({LeavingReason.TUPE_OUT, LeavingReason.TRANSFER})


class TaskPlan(NamedTuple):
    """One thing to do. `code` is unique in a leaving."""

    code: str
    title: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingFacts:
    """What decides which tasks there are. `jobs`: numbers of the jobs that end; `pension_jobs`: those in a scheme."""

    reason: str
    last_day: date
    today: date
    jobs: tuple[str, ...]
    pension_jobs: tuple[str, ...]
    ends_employment: bool
    is_at_once: bool
    has_warrant: bool
    has_roles: bool
    leave_words: str = ""
    half_pay_words: str = ""


def tasks_of(facts: LeavingFacts) -> list[TaskPlan]:
    """Return what is to be done, in the order in which it is due."""
    found = [*_of_jobs(facts), *_of_money(facts)]
    if facts.ends_employment:
        found += _of_employment(facts)
    due = [one._replace(due_on=max(one.due_on, facts.today)) for one in found]
    return sorted(due, key=lambda one: (one.due_on, one.code))


def tasks_of_flexible(*, job: str, last_day: date, today: date) -> list[TaskPlan]:
    """Return what is to be done when somebody draws a pension from the day after a last one and works on."""
    return [
        TaskPlan("contract", f"Agree the new terms of job {job} in writing", HR, max(last_day, today)),
        TaskPlan("leave", f"Work out the leave of job {job} again, in hours", HR, max(last_day, today)),
        TaskPlan(
            "pension-leaver", f"Tell the pension body that benefits of job {job} are drawn and a new membership begins",
            PENSIONS, max(last_day + TWO_WEEKS, today),
        ),
    ]  # fmt: skip


def _of_jobs(facts: LeavingFacts) -> list[TaskPlan]:
    """Return what every job that ends brings with it, whatever else goes on."""
    jobs, last = ", ".join(facts.jobs), facts.last_day
    found = [
        TaskPlan("equipment", f"Get back equipment of job {jobs}", MANAGER, last),
        TaskPlan("keys", f"Get back keys and identity card of job {jobs}", MANAGER, last),
        TaskPlan("letter", "Confirm the last day in writing", HR, facts.today + WEEK),
    ]
    if not facts.ends_employment:
        found.append(TaskPlan("it-access", f"End access to systems that only job {jobs} needs", IT, last))
    if facts.has_warrant:
        found.append(TaskPlan("warrant-card", "Get back the warrant card", MANAGER, last))
    if LeavingReason(facts.reason) not in WITHOUT_INTERVIEW:
        found.append(TaskPlan("exit-interview", "Offer an exit interview", HR, last))
    if facts.reason == LeavingReason.ILL_HEALTH:
        title = "Get the certificate of the independent doctor, and record certificate and tier"
        found.append(TaskPlan(CERTIFICATE, title, HR, last))
    if rule_of(facts.reason).redundancy:
        found.append(TaskPlan("redundancy", "Work out redundancy pay and send the estimate", HR, facts.today + WEEK))
    return found


def _of_money(facts: LeavingFacts) -> list[TaskPlan]:
    """Return what is due about leave and the pension fund: about the jobs that end only."""
    found = []
    if facts.leave_words:
        found.append(TaskPlan("leave", f"Settle leave: {facts.leave_words}", PAYROLL, facts.last_day))
    if facts.half_pay_words and LeavingReason(facts.reason) not in GOES_ON:
        title = f"Decide whether half pay of family leave is asked back, back too short: {facts.half_pay_words}"
        found.append(TaskPlan("half-pay", title, HR, facts.last_day))
    if facts.pension_jobs:
        jobs, event = ", ".join(facts.pension_jobs), rule_of(facts.reason).pension
        title = f"Leaver form to the pension fund for job {jobs} only: {event}"
        if facts.ends_employment:
            title = f"Leaver form to the pension fund for job {jobs}: {event}"
        found.append(TaskPlan("pension-leaver", title, PENSIONS, facts.last_day + TWO_WEEKS))
    return found


def _of_employment(facts: LeavingFacts) -> list[TaskPlan]:
    """Return what only the end of the whole employment brings with it."""
    last = facts.today if facts.is_at_once else facts.last_day
    found = [
        TaskPlan("it-access", "End access to all systems", IT, last),
        TaskPlan("purchase-card", "Take back the purchase card", MANAGER, facts.last_day),
        TaskPlan(
            "sums-owed", "Loans and advances: ask for consent before anything is kept back", PAYROLL, facts.last_day
        ),
    ]
    if facts.has_roles:
        found.append(TaskPlan("approvals", "Give approvals and delegations to somebody else", HR, last))
    if rule_of(facts.reason).ends_tax_record:
        found.append(TaskPlan("p45", "P45 after the final pay", PAYROLL, facts.last_day + TWO_WEEKS))
    return found
