"""Hours a week over all jobs of a person at a partner (domain HR-03): each job has its own, the law adds them up."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery, Sum

from hr.engine.working_time import is_beyond_young, is_limited, limits, needs_review, needs_warning
from hr.models import AssignmentTerms, Person, WorkingTimeOptOut
from hr.queries.days import last_day
from hr.queries.rosters import hours_worked_weekly
from partners.change_kinds import Figure
from partners.queries.holds import quiet
from sharedservices.common.formatting import day, number

ALL_JOBS = "Hours a week over all jobs"
WORKED = "Hours a week worked over all jobs, by roster"
SOON = timedelta(days=92)
"""As long as a notice may be: who gives notice today works shorter hours within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What hours a week over all jobs mean: the words for people, and what HR looks at first, if anything."""

    words: str = ""
    look: str = ""


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


def opt_outs(*, partner_id: int, person_id: int) -> list[WorkingTimeOptOut]:
    """Return the agreements of a person to longer hours, the latest first, without who recorded them. One query."""
    rows = WorkingTimeOptOut.objects.of(partner_id).filter(person_id=person_id)
    return list(rows.select_related("document").order_by("-valid", "-id"))


def opt_out_on(*, partner_id: int, person_id: int, on: date) -> WorkingTimeOptOut | None:
    """Return the agreement of a person to longer hours that holds on a day. One query."""
    rows = WorkingTimeOptOut.objects.of(partner_id).filter(person_id=person_id, valid__contains=on)
    found: WorkingTimeOptOut | None = rows.order_by("id").first()
    return found


def standing(*, partner_id: int, person_id: int, hours: Decimal, on: date) -> Standing:
    """Say what so many hours a week over all jobs mean for somebody. At most two queries.

    Nothing before the first limits that are known: the law begins with the Working Time Regulations 1998.
    """
    if not is_limited(on=on):
        return Standing()
    most = limits(on=on)
    if most.young is not None and hours > most.young:
        born = Person.objects.of(partner_id).values_list("date_of_birth", flat=True).get(pk=person_id)
        if is_beyond_young(hours, born=born, on=on):
            text = f"more than {number(most.young)}, the most for people under 18. No agreement allows more"
            return Standing(words=text, look=f"{number(hours)} hours a week over all jobs: {text}")
    if not needs_warning(hours, on=on):
        return Standing()
    agreed = opt_out_on(partner_id=partner_id, person_id=person_id, on=on)
    said = f"agreed in writing on {day(agreed.valid.lower)}" if agreed else "no written agreement is recorded"
    end = last_day(agreed.valid) if agreed else None
    said += f", until {day(end)}" if end else ""
    if needs_review(hours, on=on):
        text = f"more than {number(most.review)}; {said}"
        look = f"{number(hours)} hours a week over all jobs: look at rest and health before you agree"
        return Standing(words=text, look=look)
    return Standing(words=f"more than {number(most.warn)} on average; {said}")


def words(hours: Decimal, *, on: date) -> str:
    """Say what so many hours a week over all jobs mean; nothing when they need no words."""
    if not is_limited(on=on):
        return ""
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


def measure(*, partner_id: int, person_id: int, on: date) -> list[Figure]:
    """Return the hours a week over all jobs from a day on, with what they mean, for whoever approves a change."""
    hours = other_hours(partner_id=partner_id, person_id=person_id, on=on)
    found = standing(partner_id=partner_id, person_id=person_id, hours=hours, on=on)
    figures = [_figure(ALL_JOBS, hours, found)]
    worked = hours_worked_weekly(partner_id=partner_id, person_id=person_id, on=on)
    if worked is not None:
        found = standing(partner_id=partner_id, person_id=person_id, hours=worked.hours, on=on)
        figures.append(_figure(WORKED, worked.hours, found))
    return figures


def _figure(label: str, hours: Decimal, found: Standing) -> Figure:
    text = f"{number(hours)}: {found.words}" if found.words else number(hours)
    return Figure(label=label, value=hours, words=text, is_open=True, look=found.look)


def n_ending(*, partner_id: int, on: date) -> int:
    """Count the agreements that end soon, or ended lately, of people who still work more than the law’s average.

    One query.
    """
    later = WorkingTimeOptOut.objects.of(partner_id).filter(
        person_id=OuterRef("person_id"), valid__contains=OuterRef("valid__endswith")
    )
    ending = WorkingTimeOptOut.objects.of(partner_id).filter(
        valid__endswith__gt=on - SOON, valid__endswith__lte=on + SOON
    )
    hours = (
        AssignmentTerms.objects.of(partner_id)
        .filter(
            person_id=OuterRef("person_id"),
            valid__contains=OuterRef("valid__endswith"),
            assignment__valid__contains=OuterRef("valid__endswith"),
        )
        .order_by()
        .values("person_id")
        .annotate(total=Sum("contract_hours"))
        .values("total")
    )
    above = quiet(ending).annotate(hours=Subquery(hours)).filter(hours__gt=limits(on=on).warn)
    return int(above.exclude(Exists(later)).values("person_id").distinct().count())
