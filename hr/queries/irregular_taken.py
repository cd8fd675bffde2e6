"""Leave that people of irregular hours take and that is paid when it is taken: hours by job, as pay periods read them.

Holiday pay that is rolled up is paid with the work and not here. Hours of a booking are shared over its days, so that
the parts of two pay periods add up to the whole.

Source: Working Time Regulations 1998, regs 15B and 16; domain HR-10.3
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange as DbRange

from hr.models import AssignmentTerms, LeaveBooking
from hr.models.absence import IrregularLeave
from hr.queries.absence_terms import job_facts
from sharedservices.common.money import round_half_up
from sharedservices.common.periods import DateRange

LOOK_BACK = timedelta(days=92)
"""So far back leave that was approved late is still paid by itself. Source: partner policy."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Days of leave of a job, half-open, with their hours: those of the period, or earlier ones approved on `decided`.

    `leave_from` is the first day of the booking: the average is worked out before it.
    """

    days: DateRange
    hours: Decimal
    leave_from: date
    decided: datetime
    is_earlier: bool


def of_people(*, partner_id: int, first: int, last: int, period: DateRange) -> dict[int, tuple[Taken, ...]]:
    """Return the leave taken in a period, and shortly before it, by job. One query where there is none, else six."""
    wide = DateRange(period.start - LOOK_BACK, period.end)
    by_the_hour = AssignmentTerms.objects.of(partner_id).filter(
        person_id__gte=first, person_id__lte=last, hourly_rate__isnull=False,
        valid__overlap=DbRange(wide.start, wide.end),
    )  # fmt: skip
    rows = LeaveBooking.objects.of(partner_id).filter(
        person_id__gte=first, person_id__lte=last, state=LeaveBooking.State.APPROVED,
        valid__overlap=DbRange(wide.start, wide.end), assignment_id__in=by_the_hour.values("assignment_id"),
    )  # fmt: skip
    bookings = list(rows.order_by("assignment_id", "valid", "id"))
    if not bookings:
        return {}
    facts = job_facts(partner_id=partner_id, assignment_ids={one.assignment_id for one in bookings})
    found: dict[int, list[Taken]] = defaultdict(list)
    for one in bookings:
        job, begins = facts[one.assignment_id], one.valid.lower
        agreed = job.agreed_on(begins) if job.is_irregular_on(begins) else None
        if agreed is not None and agreed.irregular_leave == IrregularLeave.ACCRUED:
            found[one.assignment_id] += _parts(one, period, wide.start)
    return {pk: tuple(parts) for pk, parts in found.items() if parts}


def _parts(one: LeaveBooking, period: DateRange, earliest: date) -> list[Taken]:
    found = []
    for start, end, is_earlier in ((earliest, period.start, True), (period.start, period.end, False)):
        first, after = max(one.valid.lower, start), min(one.valid.upper, end)
        if first < after and one.decided_at is not None and (hours := _hours(one, first, after)):
            found.append(Taken(DateRange(first, after), hours, one.valid.lower, one.decided_at, is_earlier))
    return found


def _hours(one: LeaveBooking, first: date, after: date) -> Decimal:
    """Return the hours that some days of a booking have: what is due up to their end less what was before them."""
    whole = (one.valid.upper - one.valid.lower).days
    net = one.hours - one.hours_given_back

    def up_to(on: date) -> Decimal:
        return round_half_up(net * (on - one.valid.lower).days / whole, 2)

    return up_to(after) - up_to(first)
