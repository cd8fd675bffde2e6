"""The annual leave of a job in one leave year: what it gives and why, what is taken, what is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from hr.engine import annual_leave
from hr.engine.annual_leave import HoursSpan, ServiceDays, YearEntitlement
from hr.models import Assignment, LeaveBooking, LeaveCredit
from hr.queries.absence_terms import JobFacts, days_between, facts_of
from hr.queries.days import last_day
from sharedservices.common.periods import DateRange
from sharedservices.common.workingdays import bank_holidays, is_working_day

LIVE = (LeaveBooking.State.REQUESTED, LeaveBooking.State.APPROVED)


@dataclass(frozen=True, slots=True)
class Balance:
    """Hours of leave of one year. `bank_taken` are bank holidays on rostered days."""

    year: DateRange
    entitlement: YearEntitlement
    credits: list[LeaveCredit]
    bank_taken: Decimal
    n_bank_taken: int
    bookings: list[LeaveBooking]

    @property
    def carried(self) -> Decimal:
        """Hours carried over."""
        return sum((one.hours for one in self.credits), Decimal(0))

    def booked(self, state: str) -> Decimal:
        """Return the hours booked in one state, less what sickness gave back."""
        rows = (one for one in self.bookings if one.state == state)
        return sum((one.hours - one.hours_given_back for one in rows), Decimal(0))

    @property
    def left(self) -> Decimal:
        """Hours that may still be asked for: requests that wait count as taken."""
        booked = sum((self.booked(state) for state in LIVE), Decimal(0))
        return self.entitlement.hours + self.carried - self.bank_taken - booked


def leave_year(facts: JobFacts, on: date) -> DateRange | None:
    """Return the leave year that a day is in, or None where no leave is agreed then."""
    agreed = facts.agreed_on(on)
    return None if agreed is None else annual_leave.leave_year(on, first_month=agreed.leave_year_month)


def balance(job: Assignment, *, on: date) -> Balance | None:
    """Return the balance of the leave year that a day is in, or None where no leave is agreed. Six queries.

    :raises BankHolidaysMissing: when the bank holidays of the year are not known
    """
    facts = facts_of(job)
    year, agreed = leave_year(facts, on), facts.agreed_on(on)
    if year is None or agreed is None:
        return None
    holidays = [day for day in holidays_of(year) if day in job.valid]
    scale = [ServiceDays(int(years), Decimal(str(days))) for years, days in agreed.leave_bands]
    given = annual_leave.year_entitlement(
        year=year, hours=_spans(facts, year), service_from=facts.service_from, scale=scale, bank_holidays=holidays
    )
    off = [hours for day in holidays if (hours := facts.rostered(day))]
    bookings = LeaveBooking.objects.of(job.partner_id).filter(
        assignment=job, valid__startswith__gte=year.start, valid__startswith__lt=year.end
    )
    carried = LeaveCredit.objects.of(job.partner_id).filter(assignment=job, year_start=year.start)
    return Balance(
        year=year,
        entitlement=given,
        credits=list(carried.order_by("expires_on", "id")),
        bank_taken=sum(off, Decimal(0)),
        n_bank_taken=len(off),
        bookings=list(bookings.order_by("valid", "id")),
    )


def holidays_of(year: DateRange) -> list[date]:
    """Return the bank holidays of a year. :raises BankHolidaysMissing: when they are not known for all of it."""
    is_working_day(year.start), is_working_day(year.last_day)
    return sorted(day for day in bank_holidays() if day in year)


def _spans(facts: JobFacts, year: DateRange) -> Iterable[HoursSpan]:
    """Return the hours of the job within the year, and within the job's own days."""
    ends = facts.job.valid.upper or year.end
    for row in facts.hours:
        start = max(row.valid.lower, facts.job.valid.lower, year.start)
        end = min(row.valid.upper or year.end, ends, year.end)
        if start < end:
            yield HoursSpan(DateRange(start, end), row.contract_hours, row.full_time_hours)


def rostered_hours(facts: JobFacts, first: date, last: date) -> Decimal:
    """Return the hours rostered from a first to a last day, bank holidays left out."""
    holidays = holidays_between(first, last)
    return sum((facts.rostered(day) for day in days_between(first, last) if day not in holidays), Decimal(0))


def holidays_between(first: date, last: date) -> set[date]:
    """Return the bank holidays from a first to a last day."""
    return {day for day in bank_holidays() if first <= day <= last}


def overlapping(job: Assignment, first: date, last: date) -> LeaveBooking | None:
    """Return leave that is booked or asked for on one of these days, or None."""
    rows = LeaveBooking.objects.of(job.partner_id).filter(assignment=job, state__in=LIVE, valid__startswith__lte=last)
    return next((row for row in rows.order_by("id") if (last_day(row.valid) or last) >= first), None)


def hold_leave_of(assignment_id: int) -> None:
    """Let one request at a time touch the leave of a job, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('hr_leavebooking', %s))", [assignment_id])
