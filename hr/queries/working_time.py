"""Hours a week over all jobs of a person at a partner (domain HR-03): each job has its own, the law adds them up."""

from datetime import date
from decimal import Decimal

from hr.engine.working_time import limits, needs_review, needs_warning
from hr.models import AssignmentTerms
from sharedservices.common.formatting import day, number


def other_hours(*, partner_id: int, person_id: int, on: date, without: int | None = None) -> Decimal:
    """Return the contract hours a week of a person's jobs on a day, without one. One query."""
    rows = AssignmentTerms.objects.of(partner_id).filter(
        person_id=person_id, valid__contains=on, assignment__valid__contains=on
    )
    if without is not None:
        rows = rows.exclude(assignment_id=without)
    return sum((row.contract_hours for row in rows.order_by("id")), Decimal(0))


def has_other_jobs(*, partner_id: int, person_id: int, on: date) -> bool:
    """Tell whether somebody has a job on a day. One query."""
    rows = AssignmentTerms.objects.of(partner_id).filter(person_id=person_id, assignment__valid__contains=on)
    return bool(rows.exists())


def words(hours: Decimal, *, on: date) -> str:
    """Say what so many hours a week over all jobs mean; nothing when they need no words."""
    most = limits(on=on)
    if needs_review(hours, on=on):
        return (
            f"{number(hours)} hours a week over all jobs from {day(on)}: more than {number(most.review)}. "
            "HR looks at rest and health before anybody agrees."
        )
    if needs_warning(hours, on=on):
        return (
            f"{number(hours)} hours a week over all jobs from {day(on)}: more than {number(most.warn)}. "
            "The average may only be higher with a written agreement of the employee (opt-out)."
        )
    return ""
