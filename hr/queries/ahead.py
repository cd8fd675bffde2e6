"""What the facts of employment foresee: sick and family pay that goes down, contracts and allowances that end."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import DateField, Exists, Func, OuterRef, Q

from hr.engine import agreements
from hr.engine.leaving import full_years
from hr.foresight import AHEAD, CONTRACT_ALERTS, Foreseen, Hurt
from hr.models import ActingUp, Assignment, AssignmentTerms, FixedTerm, PayElement, RecurringElement, Secondment
from hr.queries import leavings, redundancy
from hr.queries.ahead_family import family_leave_ahead
from hr.queries.days import last_day
from hr.queries.sick_pay import open_forecasts, rate_words
from sharedservices.common.formatting import day, money


class RangeEnd(Func):
    """The first day after a range of days."""

    function = "upper"
    output_field = DateField()


ONE_DAY = timedelta(days=1)
CONTRACTS_AHEAD = timedelta(days=CONTRACT_ALERTS[0])
REDUNDANCY = "With this much service the end is a dismissal: HR checks redundancy, other work and the payment first."
FIXED = (
    AssignmentTerms.Contract.FIXED_TERM, AssignmentTerms.Contract.TEMPORARY, AssignmentTerms.Contract.APPRENTICE,
    AssignmentTerms.Contract.SECONDMENT_IN,
)  # fmt: skip


def foreseen(*, partner_id: int, on: date) -> Iterator[Foreseen]:
    """Return what is foreseen from a day on."""
    return chain(
        _sick_pay(partner_id, on),
        _contracts(partner_id, on),
        _duties(partner_id, on),
        _elements(partner_id, on),
        family_leave_ahead(partner_id, on),
    )


def _job(job: Assignment) -> str:
    return f"{job.title}, {job.number}"


def _sick_pay(partner_id: int, on: date) -> Iterator[Foreseen]:
    """Foresee step-downs by the day on which they may take effect: four weeks after their notice at least."""
    found = [
        (one.record, step, step.takes_effect_on or max(step.step.on, on + timedelta(days=28)))
        for one in open_forecasts(partner_id=partner_id)
        for step in one.steps
    ]
    soon = [one for one in found if on < one[2] <= on + AHEAD]
    jobs = Assignment.objects.of(partner_id).in_bulk({record.assignment_id for record, _step, _day in soon})
    for record, step, effect in soon:
        words = rate_words(step.step.to).lower()
        yield Foreseen(
            hurt=Hurt.SICK_PAY,
            key=f"sick:{record.pk}:{step.step.to}:{step.step.on}",
            person_id=record.person_id,
            takes_effect_on=effect,
            headline=f"Sick pay goes down to {words} from {day(effect)}",
            detail="The pages My sickness and Absence show how the days were counted.",
            job=_job(jobs[record.assignment_id]),
        )


def _contracts(partner_id: int, on: date) -> Iterator[Foreseen]:
    """Foresee the end of jobs that were agreed for a time: the day of the job, or what was agreed, whichever is sooner.

    From so many years of service on, its expiry is a dismissal that a redundancy check goes before (domain HR-05).
    """
    until = on + CONTRACTS_AHEAD
    fixed = AssignmentTerms.objects.of(partner_id).filter(
        assignment_id=OuterRef("pk"), valid__contains=on, contract__in=FIXED
    )
    ending = Assignment.objects.of(partner_id).filter(
        Exists(fixed), valid__contains=on, valid__endswith__lte=until + ONE_DAY
    )
    ends = {job.pk: last_day(job.valid) for job in ending}
    agreed = FixedTerm.objects.of(partner_id).filter(
        valid__contains=on, ends_on__gte=on, ends_on__lte=until, assignment__valid__contains=on
    )
    for one in agreed.order_by("id"):
        ends[one.assignment_id] = min(one.ends_on, ends.get(one.assignment_id) or one.ends_on)
    leaving = Exists(
        leavings.standing(partner_id=partner_id)
        .filter(employment_id=OuterRef("employment_id"))
        .filter(Q(assignment_id=OuterRef("pk")) | Q(ends_employment=True))
    )
    least = agreements.redundancy_law(on=on).service_years
    jobs = Assignment.objects.of(partner_id).filter(pk__in=ends).exclude(leaving).select_related("employment")
    found = list(jobs.order_by("valid", "id"))
    service = redundancy.redundancy_service({job.employment for job in found})
    for job in found:
        last = ends[job.pk]
        assert last is not None  # noqa: S101 - the filters have asked for it
        has_right = full_years(service[job.employment_id], last) >= least
        yield Foreseen(
            hurt=Hurt.CONTRACT_END,
            key=f"contract:{job.pk}:{last}",
            person_id=job.person_id,
            takes_effect_on=last + ONE_DAY,
            headline=f"The contract ends on {day(last)}",
            detail="It is extended before that day or not at all: a break in service costs rights."
            + (f" {REDUNDANCY}" if has_right else ""),
            job=_job(job),
        )


def _duties(partner_id: int, on: date) -> Iterator[Foreseen]:
    """Foresee the end of acting up and of secondments: what was done or paid besides falls back to the job's own."""
    soon: dict[str, Any] = {"valid__contains": on, "valid__endswith__lte": on + AHEAD + ONE_DAY}
    covers = ActingUp.objects.of(partner_id).filter(**soon).select_related("assignment")
    away = Secondment.objects.of(partner_id).filter(**soon).select_related("assignment")
    for row, what, detail in chain(
        ((one, "Acting up", "From then on the job is paid as its own grade says.") for one in covers.order_by("id")),
        ((one, "The secondment", _back(one)) for one in away.order_by("id")),
    ):
        effect = row.valid.upper
        if row.assignment.valid.upper is not None and row.assignment.valid.upper <= effect:
            continue  # the job ends as well
        yield Foreseen(
            hurt=Hurt.DUTY_END,
            key=f"duty:{row._meta.model_name}:{row.pk}:{effect}",
            person_id=row.person_id,
            takes_effect_on=effect,
            headline=f"{what} ends on {day(effect - ONE_DAY)}",
            detail=f"{detail} It is agreed again before that day, or ends by itself.",
            job=_job(row.assignment),
        )


def _back(row: Secondment) -> str:
    if row.direction == Secondment.Direction.IN:
        return "The work here ends, and so does access."
    return "The way back to the post is prepared before." if row.may_return else "There is no post to come back to."


def _elements(partner_id: int, on: date) -> Iterator[Foreseen]:
    """Foresee the end of payments that no row of the same element follows, while the job goes on."""
    rows = RecurringElement.objects.of(partner_id).filter(
        element__kind=PayElement.Kind.PAYMENT, valid__contains=on, valid__endswith__lte=on + AHEAD
    )
    follows = RecurringElement.objects.of(partner_id).filter(
        assignment_id=OuterRef("assignment_id"), element_id=OuterRef("element_id"), valid__startswith=OuterRef("end")
    )
    ending = rows.annotate(end=RangeEnd("valid")).exclude(Exists(follows)).select_related("element", "assignment")
    for row in ending.order_by("valid", "id"):
        job, effect = row.assignment, row.valid.upper
        if job.valid.upper is not None and job.valid.upper <= effect:
            continue  # the job ends as well: that is foreseen, or was asked for
        amount = f"{money(row.amount)} a pay period" if row.amount is not None else f"{row.units} units a pay period"
        yield Foreseen(
            hurt=Hurt.ELEMENT_END,
            key=f"element:{row.pk}:{effect}",
            person_id=row.person_id,
            takes_effect_on=effect,
            headline=f"{row.element.name} ends on {day(effect - ONE_DAY)}",
            detail=f"It is {amount} and is not paid after that day unless it is agreed again.",
            job=_job(job),
        )
