"""What the facts of employment foresee: sick and family pay that goes down, contracts and allowances that end."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from django.db.models import DateField, Exists, Func, OuterRef

from hr.foresight import AHEAD, Foreseen, Hurt
from hr.models import Assignment, AssignmentTerms, PayElement, RecurringElement
from hr.queries.ahead_family import family_leave_ahead
from hr.queries.days import last_day
from hr.queries.sick_pay import open_forecasts, rate_words
from sharedservices.common.formatting import day, money


class RangeEnd(Func):
    """The first day after a range of days."""

    function = "upper"
    output_field = DateField()


ONE_DAY = timedelta(days=1)
CONTRACTS_AHEAD = timedelta(days=90)
"""The first of the alerts of HR-05 before a fixed term ends."""
FIXED = (
    AssignmentTerms.Contract.FIXED_TERM, AssignmentTerms.Contract.TEMPORARY, AssignmentTerms.Contract.APPRENTICE,
    AssignmentTerms.Contract.SECONDMENT_IN,
)  # fmt: skip


def foreseen(*, partner_id: int, on: date) -> Iterator[Foreseen]:
    """Return what is foreseen from a day on."""
    return chain(
        _sick_pay(partner_id, on),
        _contracts(partner_id, on),
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
    """Foresee the end of jobs that were agreed for a time."""
    fixed = AssignmentTerms.objects.of(partner_id).filter(
        assignment_id=OuterRef("pk"), valid__contains=on, contract__in=FIXED
    )
    ending = Assignment.objects.of(partner_id).filter(
        Exists(fixed), valid__contains=on, valid__endswith__lte=on + CONTRACTS_AHEAD + ONE_DAY
    )
    for job in ending.order_by("valid", "id"):
        ends = last_day(job.valid)
        assert ends is not None  # noqa: S101 - the filter has asked for it
        yield Foreseen(
            hurt=Hurt.CONTRACT_END,
            key=f"contract:{job.pk}:{ends}",
            person_id=job.person_id,
            takes_effect_on=ends + ONE_DAY,
            headline=f"The contract ends on {day(ends)}",
            detail="It is extended before that day or not at all: a break in service costs rights.",
            job=_job(job),
        )


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
