"""Which pay periods monthly inputs may be entered for, and when a group is paid next.

hr asks by `hr.calendars`, because the calendar stands above it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from hr import calendars
from payroll.models import PayPeriod, PayRun
from payroll.queries.run_facts import run_label
from payroll.states import RunState
from sharedservices.common.formatting import day

LATE = timedelta(days=62)
MOST = 6


def is_start(*, partner_id: int, pay_group_id: int, on: date) -> bool | None:
    """Return whether a period of a group starts on a day; None when the group has no calendar. Two queries at most."""
    rows = PayPeriod.objects.of(partner_id).filter(pay_group_id=pay_group_id)
    return rows.filter(covers__startswith=on).exists() or (False if rows.exists() else None)


def periods(*, partner_id: int, pay_group_id: int, on: date) -> Sequence[calendars.Period]:
    """Return the next periods of a group whose regular pay is not released, in order: the first is the next."""
    released = PayRun.objects.of(partner_id).filter(period=OuterRef("pk"), state=RunState.RELEASED, number=1)
    approved = PayRun.objects.of(partner_id).filter(period=OuterRef("pk"), state=RunState.APPROVED, number=1)
    rows = PayPeriod.objects.of(partner_id).filter(pay_group_id=pay_group_id, pay_date__gte=on - LATE)
    open_rows = rows.filter(~Exists(released)).annotate(is_approved=Exists(approved)).order_by("pay_date", "id")[:MOST]
    return [
        calendars.Period(
            row.covers.lower, f"{row.pay_date:%B %Y}, paid on {day(row.pay_date)}", is_next=not place,
            pay_date=row.pay_date, takes_inputs=not row.is_approved,
        )
        for place, row in enumerate(open_rows)
    ]  # fmt: skip


def paid_from(*, partner_id: int, pay_group_id: int, on: date) -> Sequence[calendars.Days]:
    """Return the next periods of a group that are paid from a day on, in order. One query."""
    rows = PayPeriod.objects.of(partner_id).filter(pay_group_id=pay_group_id, pay_date__gte=on)
    rows = rows.order_by("pay_date", "id")[:MOST]
    return [calendars.Days(row.covers.lower, row.covers.upper, row.pay_date) for row in rows]


def start_of(*, partner_id: int, pay_group_id: int, on: date) -> date | None:
    """Return the first day of the period of a group that a day belongs to. One query."""
    found = PayPeriod.objects.of(partner_id).filter(pay_group_id=pay_group_id, covers__contains=on).first()
    return found.covers.lower if found is not None else None


def days_of(*, partner_id: int, pay_group_id: int, on: date) -> calendars.Days | None:
    """Return the period of a group that a day belongs to. One query."""
    found = PayPeriod.objects.of(partner_id).filter(pay_group_id=pay_group_id, covers__contains=on).first()
    return calendars.Days(found.covers.lower, found.covers.upper, found.pay_date) if found is not None else None


def starts_from(*, partner_id: int, pay_group_id: int, on: date) -> Sequence[date]:
    """Return the first days of the next periods of a group, in order. One query."""
    rows = PayPeriod.objects.of(partner_id).filter(pay_group_id=pay_group_id, covers__startswith__gte=on)
    return [covers.lower for covers in rows.order_by("covers", "id").values_list("covers", flat=True)[:MOST]]


def frozen_from(*, partner_id: int, pay_group_id: int, on: date) -> str:
    """Name the first run of a group that is calculated, approved or paid for a day from this one on. One query."""
    rows = PayRun.objects.of(partner_id).filter(pay_group_id=pay_group_id, period__covers__endswith__gt=on)
    rows = rows.filter(~Q(state__in=[RunState.DRAFT, RunState.CANCELLED]) | Q(is_calculating=True))
    found = rows.select_related("period", "pay_group").order_by("period__pay_date", "number", "id").first()
    return run_label(found.pay_group.name, found.period.pay_date, found.number) if found is not None else ""


def register() -> None:
    """Tell hr. Called once, when the app is ready."""
    calendars.register(calendars.Calendar(periods, is_start, paid_from, start_of, days_of, starts_from, frozen_from))
