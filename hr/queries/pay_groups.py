"""Who pays an employment when it moves from one pay group to another (domain HR-07)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import Exact

from hr import calendars
from hr.calendars import Days, Period
from hr.models import Employment, PayGroup, PayGroupMove
from hr.queries.days import ONE_DAY
from partners.change_kinds import Words
from sharedservices.common.formatting import day
from sharedservices.common.periods import Frequency

MOVE = "hr.pay_group"
NO_PERIOD = "Not in its calendar yet"


def paid_with(group_id: int, on: date) -> Q:
    """Return the condition that a group pays an employment in the period that starts on a day: OF_GROUP as a filter."""
    is_now = Q(pay_group_id=group_id) & (Q(pay_group_from__isnull=True) | Q(pay_group_from__lte=on))
    left = Subquery(_moves_after(on).values("former_id")[:1])
    return is_now | Q(pay_group_from__gt=on) & Q(Exact(left, Value(group_id)))


def moved_after(on: date) -> Subquery:
    """Return what annotates employments with the day of their next move after a day."""
    return Subquery(_moves_after(on).values("starts")[:1])


def _moves_after(on: date) -> QuerySet[PayGroupMove]:
    of_job = PayGroupMove.objects.filter(partner_id=OuterRef("partner_id"), employment_id=OuterRef("pk"))
    coming: QuerySet[PayGroupMove] = of_job.filter(starts__gt=on).order_by("starts")
    return coming


def periods_of(job: Employment, *, on: date) -> list[tuple[PayGroup, Period]]:
    """Return the open periods that pay an employment, each with its group, in order."""
    return sorted(_periods(job, on), key=lambda one: one[1].start)


def _periods(job: Employment, on: date) -> Iterator[tuple[PayGroup, Period]]:
    for group in _groups(job):
        for period in calendars.periods(group=group, on=on):
            if job.pay_group_on(period.start) == group:
                yield group, period


def pay_dates(job: Employment, *, on: date) -> list[date]:
    """Return the next pay dates of an employment from a day on, of the groups that pay it. One query a group."""
    return sorted({
        one.pay_date for group in _groups(job) for one in calendars.paid_from(group=group, on=on)
        if job.pay_group_on(one.start) == group
    })  # fmt: skip


def _groups(job: Employment) -> set[PayGroup]:
    """Return every pay group that an employment was ever in."""
    return {job.pay_group, *(one.former for one in job.pay_group_moves)}


def words(job: Employment, on: date) -> Words:
    """Say which pay group pays from a day on, how often, and in which period."""
    group = job.pay_group_on(on)
    found = calendars.days_of(group=group, on=on)
    return {
        "Pay group": group.name,
        "Paid": Frequency(group.frequency).label,
        "Pay period": _said(found.start, found.end, found.pay_date) if found else NO_PERIOD,
    }


def notes(job: Employment, to: PayGroup, starts: date) -> list[tuple[str, str]]:
    """Say what each group pays around a move: whole and part periods, and whether a day is paid twice or by nobody."""
    before = starts - ONE_DAY
    old = job.pay_group_on(before)
    last, first = calendars.days_of(group=old, on=before), calendars.days_of(group=to, on=starts)
    return [
        (f"Last pay with {old.name}", _last(last, starts)),
        (f"First pay with {to.name}", _said(first.start, first.end, first.pay_date) if first else NO_PERIOD),
        ("Days paid twice, or by nobody", "None: each pays the days up to, and from, the day of the move"),
    ]


def _last(found: Days | None, starts: date) -> str:
    if found is None:
        return NO_PERIOD
    paid = _said(found.start, starts, found.pay_date)
    if found.end == starts:
        return f"{paid}, a whole period"
    return f"{paid}, part of the period to {day(found.end - ONE_DAY)}: salary for these days alone"


def _said(start: date, end: date, pay_date: date) -> str:
    return f"{day(start)} to {day(end - ONE_DAY)}, paid on {day(pay_date)}"


def former(job: Employment) -> list[tuple[str, date]]:
    """Return the pay groups of before, the latest first, each with its last day. One query where one was ever moved."""
    return [(one.former.name, one.starts - ONE_DAY) for one in reversed(job.pay_group_moves)]


def label(job: Employment, on: date) -> str:
    """Return the pay group on a day, with the move that is still to come."""
    name = job.pay_group_on(on).name
    if job.pay_group_from is None or job.pay_group_from <= on:
        return name
    return f"{name}; from {day(job.pay_group_from)} {job.pay_group.name}"
