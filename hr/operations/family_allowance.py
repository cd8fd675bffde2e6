"""What the allowances of family leave leave room for, and whether days are free: steps that operations share."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from hr import rules_family as rules
from hr.engine.family_leave import Block, Rule
from hr.models import AbsenceRecord, Assignment, FamilyLeave, FamilyLeaveBlock
from hr.queries import family_leave as found
from hr.queries import leave as annual
from hr.queries.absence_terms import JobFacts, days_between, facts_of
from hr.queries.days import ONE_DAY, last_day
from sharedservices.common.formatting import day, number
from sharedservices.common.periods import add_months

HALF = Decimal("0.5")
WEEK = 7


def check_hours(hours: Decimal | None, block: Block) -> None:
    """Check a part of a single day. :raises RuleBroken: FamilyLengthFits."""
    fits = hours is None or (0 < hours < 24 and block.first_day == block.last_day)
    words = "Hours are for a part of a single day, more than 0 and less than 24"
    rules.FamilyLengthFits.require(fits, field="hours", words=words)


def check_free(job: Assignment, block: Block, *, besides: FamilyLeaveBlock | None = None) -> None:
    """Check that the person is not away on these days. Open sickness from before them ends where leave begins.

    :raises RuleBroken: FamilyOverlaps
    """
    days = dated_range(block)
    absence = AbsenceRecord.objects.of(job.partner_id).filter(assignment=job, valid__overlap=days)
    ends_there = Q(state="OPEN", valid__startswith__lt=block.first_day)
    sick = absence.exclude(state="CANCELLED").exclude(ends_there).order_by("valid", "id").first()
    if sick is not None:
        raise rules.FamilyOverlaps.broken(what="an absence", span=_span(sick.valid.lower, last_day(sick.valid)))
    others = FamilyLeaveBlock.objects.of(job.partner_id).filter(assignment=job, is_cancelled=False, valid__overlap=days)
    other = others.exclude(pk=besides.pk if besides else None).select_related("leave").order_by("valid", "id").first()
    if other is not None:
        what = other.leave.get_kind_display().lower()
        raise rules.FamilyOverlaps.broken(what=what, span=_span(other.valid.lower, last_day(other.valid)))
    booked = annual.overlapping(job, block.first_day, block.last_day)
    if booked is not None:
        span = _span(booked.valid.lower, last_day(booked.valid))
        raise rules.FamilyOverlaps.broken(what="annual leave", span=span)


def dated_range(block: Block) -> DateRange:
    """Return a block as the database has it."""
    return DateRange(block.first_day, block.last_day + ONE_DAY)


def check(row: FamilyLeave, job: Assignment, rule: Rule, block: Block) -> None:
    """Check what the allowances of a person leave room for, the new part included. :raises RuleBroken: FamilyAllowance.

    The person's cases of the kind in the same employment are held with the job.
    """
    if rule.rolling_months:
        _check_days(row, job, rule, block)
    if rule.most_weeks_a_year:
        _check_child(row, rule, block)


def _parts(row: FamilyLeave) -> list[FamilyLeaveBlock]:
    rows = FamilyLeaveBlock.objects.of(row.partner_id).filter(
        leave__employment_id=row.employment_id, leave__kind=row.kind, is_cancelled=False
    )
    return list(rows.select_related("leave").order_by("valid", "id"))


def _check_days(row: FamilyLeave, job: Assignment, rule: Rule, block: Block) -> None:
    """Count working days in any twelve months that end within the new part."""
    facts = facts_of(job)
    since = add_months(block.last_day + ONE_DAY, -rule.rolling_months)
    until = block.last_day
    used = sum((_days(part, facts, since, until) for part in _parts(row)), Decimal(0))
    most = f"{rule.most_days} days in {rule.rolling_months} months"
    wanted = f"{number(used)} days from {day(since)} to {day(until)}"
    rules.FamilyAllowance.require(used <= rule.most_days, wanted=wanted, most=most)


def _days(part: FamilyLeaveBlock, facts: JobFacts, since: date, until: date) -> Decimal:
    """Return the working days of a part within a span; a part of a day is half of one, or all of it."""
    first, last = max(part.valid.lower, since), min(part.valid.upper - ONE_DAY, until)
    if last < first:
        return Decimal(0)
    if part.hours is not None:
        rostered = facts.rostered(first)
        return HALF if rostered and part.hours <= rostered * HALF else Decimal(1)
    return Decimal(sum(facts.rostered(one) > 0 for one in days_between(first, last)))


def _check_child(row: FamilyLeave, rule: Rule, block: Block) -> None:
    """Count the weeks for one child: in all, and in the child's year that the part begins in."""
    mine = [
        part
        for part in _parts(row)
        if part.leave.happened_on == row.happened_on and part.leave.child.casefold() == row.child.casefold()
    ]
    blocks = found.blocks_of(mine)
    total = sum(one.days for one in blocks)
    most = f"{rule.most_weeks} weeks for each child"
    rules.FamilyAllowance.require(total <= rule.most_weeks * WEEK, wanted=f"{_weeks(total)} in all", most=most)
    start = _year_of(row.happened_on or block.first_day, block.first_day)
    end = add_months(start, 12)
    in_year = sum(one.days for one in blocks if start <= one.first_day < end)
    wanted = f"{_weeks(in_year)} between {day(start)} and {day(end - timedelta(days=1))}"
    most = f"{rule.most_weeks_a_year} weeks a year for each child"
    rules.FamilyAllowance.require(in_year <= rule.most_weeks_a_year * WEEK, wanted=wanted, most=most)


def _year_of(birthday: date, on: date) -> date:
    """Return the last birthday on or before a day."""
    years = on.year - birthday.year - ((on.month, on.day) < (birthday.month, birthday.day))
    return add_months(birthday, years * 12)


def _weeks(days: int) -> str:
    weeks, rest = divmod(days, WEEK)
    return f"{weeks} weeks" + (f" and {rest} days" if rest else "")


def _span(first: date, last: date | None) -> str:
    if last is None:
        return f"from {day(first)} that is still open"
    return f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
