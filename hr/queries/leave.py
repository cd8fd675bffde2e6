"""The annual leave of jobs in a leave year: what it gives and why, what is carried in, taken, lapsed and left."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import connection

from hr.engine import annual_leave
from hr.engine.agreements import AgreementMissing, irregular_accrual
from hr.engine.annual_leave import HoursSpan, ServiceDays, YearEntitlement, up_to_half_hour
from hr.engine.irregular_leave import accrual, most_hours
from hr.engine.leave_pools import Demand, Pool, Spent, spend
from hr.models import AbsenceTerms, Assignment, LeaveBooking, LeaveCredit, RosterLine
from hr.queries.absence_terms import JobFacts, days_between, job_facts
from hr.queries.days import last_day
from hr.queries.hours_worked import hours_worked, may_accrue
from hr.queries.rosters import days_of, leave_in_roster
from sharedservices.common.periods import DateRange
from sharedservices.common.workingdays import bank_holidays, is_working_day

LIVE = (LeaveBooking.State.REQUESTED, LeaveBooking.State.APPROVED)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class CreditLeft:
    """Hours carried over as a leave year sees them: brought into it, taken in it, and gone because their day passed."""

    credit: LeaveCredit
    brought: Decimal
    taken: Decimal
    lapsed: Decimal

    @property
    def left(self) -> Decimal:
        """Hours that may still be taken, in this year or later."""
        return self.brought - self.taken - self.lapsed


@dataclass(frozen=True, slots=True)
class Balance:
    """Hours of leave of one year as of a day. `bank_taken` are bank holidays on rostered days.

    `rosters` are what rostering systems tell of leave that is kept there.
    """

    year: DateRange
    entitlement: YearEntitlement
    credits: list[CreditLeft]
    bank_taken: Decimal
    n_bank_taken: int
    bookings: list[LeaveBooking]
    rosters: list[RosterLine]
    own_left: Decimal
    pools: tuple[Pool, ...]
    demands: tuple[Demand, ...]

    @property
    def carried(self) -> Decimal:
        """Hours carried in that were taken or may still be: what lapsed untaken is not among them."""
        return sum((one.brought - one.lapsed for one in self.credits), _NOTHING)

    def booked(self, state: str) -> Decimal:
        """Return the hours booked in one state, less what sickness gave back."""
        rows = (one for one in self.bookings if one.state == state)
        return sum((one.hours - one.hours_given_back for one in rows), _NOTHING)

    @property
    def by_roster(self) -> Decimal:
        """Hours taken by what rostering systems tell."""
        return sum((one.leave or _NOTHING for one in self.rosters), _NOTHING)

    @property
    def left(self) -> Decimal:
        """Hours that may still be asked for: requests that wait count as taken."""
        booked = sum((self.booked(state) for state in LIVE), _NOTHING)
        return self.entitlement.hours + self.carried - self.bank_taken - booked - self.by_roster

    @property
    def unused_at_year_end(self) -> Decimal:
        """The year’s own hours that nobody has taken, up to the half hour: carried hours have an end of their own."""
        return max(self.own_left + up_to_half_hour(self.entitlement.hours) - self.entitlement.hours, _NOTHING)

    def fits(self, wanted: Iterable[Demand]) -> bool:
        """Tell whether hours on further days can be taken besides what is booked, from pools of those days."""
        month = self.year.start.month
        before = spend(self.pools, self.demands, first_month=month).short
        return spend(self.pools, [*self.demands, *wanted], first_month=month).short <= before


def leave_year(facts: JobFacts, on: date) -> DateRange | None:
    """Return the leave year that a day is in, or None where no leave is agreed then."""
    agreed = facts.agreed_on(on)
    return None if agreed is None else annual_leave.leave_year(on, first_month=agreed.leave_year_month)


def balance(job: Assignment, *, on: date) -> Balance | None:
    """Return the balance of the leave year that a day is in, or None where no leave is agreed. Seven queries.

    Hours carried over whose last day has passed by then do not count.

    :raises BankHolidaysMissing: when the bank holidays of the year are not known
    """
    return balances([job], partner_id=job.partner_id, on=on).get(job.pk)


def balances(jobs: Collection[Assignment], *, partner_id: int, on: date) -> dict[int, Balance]:
    """Return the balances of the leave years that a day is in, by job, where leave is agreed. Seven queries.

    Three more where leave of a job accrues by the hours worked.

    :raises BankHolidaysMissing: when the bank holidays of a year are not known
    """
    ids = [one.pk for one in jobs]
    facts = job_facts(partner_id=partner_id, assignment_ids=ids)
    credits: dict[int, list[LeaveCredit]] = defaultdict(list)
    carried = LeaveCredit.objects.of(partner_id).filter(assignment_id__in=ids, cancelled_at=None)
    for one in carried.order_by("expires_on", "id"):
        credits[one.assignment_id].append(one)
    bookings: dict[int, list[LeaveBooking]] = defaultdict(list)
    for row in LeaveBooking.objects.of(partner_id).filter(assignment_id__in=ids).order_by("valid", "id"):
        bookings[row.assignment_id].append(row)
    for pk, worked in hours_worked([one for one in facts.values() if may_accrue(one)], partner_id=partner_id).items():
        facts[pk] = replace(facts[pk], worked=worked)
    rosters = leave_in_roster(partner_id=partner_id, assignment_ids=ids)
    found = {pk: _balance(facts[pk], credits[pk], bookings[pk], rosters[pk], on) for pk in ids if pk in facts}
    return {pk: one for pk, one in found.items() if one is not None}


def _balance(
    facts: JobFacts, credits: list[LeaveCredit], bookings: list[LeaveBooking], rosters: list[RosterLine], on: date
) -> Balance | None:
    year, agreed = leave_year(facts, on), facts.agreed_on(on)
    if year is None or agreed is None:
        return None
    seen = _seen_in(year, [one for one in credits if one.year_start < year.end])
    given = _entitlement(facts, year, agreed, on)
    off = _bank_hours(facts, year)
    first = min([year.start, *(one.year_start for one in seen)])
    own = Pool("own", given.hours - sum(off, _NOTHING), year.start, year.last_day, is_own=True)
    pools = (*_earlier_years(facts, first, year), own, *(_pool(one) for one in seen))
    demands = tuple(
        demand
        for row in bookings
        if row.state in LIVE and first <= row.valid.lower < year.end
        for demand in demands_of(facts, row)
    )
    demands += tuple(
        Demand(days_of(one).last_day, one.leave) for one in rosters if one.leave and first <= one.valid.lower < year.end
    )
    spent = spend(pools, demands, first_month=year.start.month)
    left = [_credit_left(one, spent, year, on) for one in seen]
    return Balance(
        year=year,
        entitlement=given,
        credits=[one for one in left if one.brought > 0],
        bank_taken=sum(off, _NOTHING),
        n_bank_taken=len(off),
        bookings=[row for row in bookings if year.start <= row.valid.lower < year.end],
        rosters=[one for one in rosters if year.start <= one.valid.lower < year.end],
        own_left=spent.left["own"],
        pools=pools,
        demands=demands,
    )


def _seen_in(year: DateRange, credits: list[LeaveCredit]) -> list[LeaveCredit]:
    """Return the credits that a year sees, and those that were there when these began: they were taken from, too."""
    seen = [one for one in credits if one.expires_on >= year.start]
    while True:
        first = min([year.start, *(one.year_start for one in seen)])
        more = [one for one in credits if one.expires_on >= first]
        if len(more) == len(seen):
            return seen
        seen = more


def _pool(one: LeaveCredit) -> Pool:
    return Pool(str(one.pk), one.hours, one.year_start, one.expires_on)


def _credit_left(one: LeaveCredit, spent: Spent, year: DateRange, on: date) -> CreditLeft:
    """Return how a year sees a credit: earlier years have taken their part."""
    key, this = str(one.pk), year.start.year
    before = sum((hours for (pool, of), hours in spent.taken.items() if pool == key and of < this), _NOTHING)
    brought = one.hours - before if one.expires_on >= year.start else _NOTHING
    taken = spent.of(key, this)
    return CreditLeft(one, brought, taken, brought - taken if one.expires_on < on else _NOTHING)


def _earlier_years(facts: JobFacts, first: date, year: DateRange) -> list[Pool]:
    """Return the own hours of the years between a first day and a year, up to the half hour, as they ended."""
    found, ends = [], year.start
    while ends > first:
        before = annual_leave.leave_year(ends - annual_leave.ONE_DAY, first_month=year.start.month)
        agreed = facts.agreed_on(max(before.start, facts.job.valid.lower)) if _is_held(facts, before) else None
        if agreed is not None:
            given = _entitlement(facts, before, agreed, before.last_day)
            hours = up_to_half_hour(given.hours) - sum(_bank_hours(facts, before), _NOTHING)
            found.append(Pool(f"own {before.start}", hours, before.start, before.last_day, is_own=True))
        ends = before.start
    return found


def _is_held(facts: JobFacts, year: DateRange) -> bool:
    return bool(facts.job.valid.lower < year.end)


def _entitlement(facts: JobFacts, year: DateRange, agreed: AbsenceTerms, on: date) -> YearEntitlement:
    holidays = [day for day in holidays_of(year) if day in facts.job.valid]
    scale = [ServiceDays(int(years), Decimal(str(days))) for years, days in agreed.leave_bands]
    given = annual_leave.year_entitlement(
        year=year, hours=_spans(facts, year), service_from=facts.leave_service_from, scale=scale, bank_holidays=holidays
    )
    return YearEntitlement((*given.basic, *_accrued(facts, year, on)), given.bank)


def _accrued(facts: JobFacts, year: DateRange, on: date) -> tuple[annual_leave.Line, ...]:
    """Return what hours worked have given by a day, where leave accrues so in this year."""
    row = next((one for one in reversed(facts.hours) if one.hourly_rate is not None), None)
    if facts.worked is None or row is None:
        return ()
    try:
        rate = irregular_accrual(on=year.start)
    except AgreementMissing:
        return ()
    return accrual(facts.worked, year=year, rate=rate, most=most_hours(row.full_time_hours), on=on)


def _bank_hours(facts: JobFacts, year: DateRange) -> list[Decimal]:
    """Return the rostered hours of each bank holiday of a year on which the job is rostered."""
    days = [day for day in holidays_of(year) if day in facts.job.valid and not facts.is_irregular_on(day)]
    return [hours for day in days if (hours := facts.rostered(day))]


def demands_of(facts: JobFacts, row: LeaveBooking) -> list[Demand]:
    """Return the hours of a booking by day, as they are rostered, less what sickness gave back, the last days first."""
    end = last_day(row.valid) or row.valid.lower
    return demands_between(facts, row.valid.lower, end, hours=row.hours - row.hours_given_back)


def demands_between(facts: JobFacts, first: date, last: date, *, hours: Decimal) -> list[Demand]:
    """Return hours of leave by day from a first to a last day. What the roster no longer holds is the last day’s."""
    holidays, left, found = holidays_between(first, last), hours, []
    for day in days_between(first, last):
        part = _NOTHING if day in holidays else min(facts.rostered(day), left)
        if part > 0:
            found.append(Demand(day, part))
            left -= part
    return [*found, Demand(last, left)] if left > 0 else found


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
        if start < end and not facts.is_irregular_on(start):
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
