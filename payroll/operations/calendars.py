"""Make the pay calendar of a group: periods, contractual pay dates, and the working days on which pay arrives."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange as DbDateRange

from hr.models import PayGroup
from partners.audit import audit
from partners.models import AuditAction, User
from payroll.models import PayPeriod
from sharedservices.common import periods
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.periods import MONTHS_A_YEAR, DateRange, Frequency
from sharedservices.common.taxyear import TaxYear
from sharedservices.common.workingdays import ENGLAND_AND_WALES, working_day_on_or_before

MARCH = 3


class CalendarRefused(DomainError):
    """The calendar cannot be made like this."""


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """Pay on one day of the month, the last day of a shorter month: `day` 28, or 31 for month ends.

    For quarterly and yearly groups `last_month` is a month in which a period ends.
    """

    day: int
    last_month: int = MARCH


@dataclass(frozen=True, slots=True)
class LastWorkingDay:
    """Pay on the last working day of the month. `last_month` as for DayOfMonth."""

    last_month: int = MARCH


@dataclass(frozen=True, slots=True)
class EveryWeeks:
    """Pay every one, two or four weeks, as the group's frequency says: one period and its pay day fix all others."""

    first_day: date
    pay_date: date


Rule = DayOfMonth | LastWorkingDay | EveryWeeks


@transaction_required
def make_year(
    *, pay_group_id: int, tax_year: str, rule: Rule, by: User, at: datetime, division: str = ENGLAND_AND_WALES
) -> list[PayPeriod]:
    """Make the periods whose pay date lies in a tax year, and return them in the order of pay dates.

    A pay date on a weekend or bank holiday of the `division` moves to the working day before; the contractual date is
    kept. Periods that are there already stay; run twice, nothing is doubled.

    :raises CalendarRefused: for a rule that does not fit the group, or a calendar that contradicts the one there.
    :raises BankHolidaysMissing: for a date beyond the bank holiday data.
    """
    group = lock_one(PayGroup, pay_group_id)
    year = _year(tax_year)
    wanted = list(_periods(Frequency(group.frequency), year, rule, division))
    there = {period.covers.lower: period for period in PayPeriod.objects.filter(pay_group=group, tax_year=year.label)}
    missing = [period for period in wanted if not _is_there(there, period)]
    PayPeriod.objects.bulk_create([_row(group, period) for period in missing])
    audit(
        action=AuditAction.CREATE,
        object_type="payroll_calendar",
        object_id=group.pk,
        label=f"{group.code} {year.label}",
        changes={"periods": len(missing), "by": by.pk, "at": at},
    )
    return list(PayPeriod.objects.filter(pay_group=group, tax_year=year.label).order_by("pay_date", "id"))


def _year(text: str) -> TaxYear:
    """Read the tax year. :raises CalendarRefused: when it is none."""
    try:
        return TaxYear.parse(text)
    except ValueError as error:
        raise CalendarRefused(f"{error}.", field="tax_year", remedy="Write the tax year like 2026-27.") from error


def _is_there(there: dict[date, PayPeriod], wanted: periods.PayPeriod) -> bool:
    """Tell whether the calendar has the period. :raises CalendarRefused: when it pays it on another day."""
    found = there.get(wanted.dates.start)
    if found is None:
        return False
    if (found.covers.upper, found.pay_date) != (wanted.dates.end, wanted.pay_date):
        raise CalendarRefused(
            f"The period from {wanted.dates.start:%-d %B %Y} is already in the calendar, "
            f"paid on {found.pay_date:%-d %B %Y}.",
            remedy="Keep the calendar that is there, or choose the rule that it was made by.",
        )
    return True


def _row(group: PayGroup, period: periods.PayPeriod) -> PayPeriod:
    """Return the row of a period. Tax year and period follow the pay date."""
    return PayPeriod(
        partner_id=group.partner_id,
        pay_group=group,
        covers=DbDateRange(period.dates.start, period.dates.end),
        contractual_pay_date=period.contractual_pay_date,
        pay_date=period.pay_date,
        tax_year=period.tax_year.label,
        tax_period=period.tax_period,
    )


def _periods(frequency: Frequency, year: TaxYear, rule: Rule, division: str) -> Iterator[periods.PayPeriod]:
    """Yield the periods whose pay date is in the tax year.

    :raises CalendarRefused: when the rule does not fit the frequency.
    """
    if isinstance(rule, EveryWeeks) != frequency.is_weekly_family:
        raise CalendarRefused(
            f"A group that is paid {frequency.label.lower()} cannot have a calendar by this rule.",
            field="rule",
            remedy="Choose a day of the month for monthly pay, a first period for weekly pay.",
        )
    dated = _by_weeks(frequency, year, rule) if isinstance(rule, EveryWeeks) else _by_months(frequency, year, rule)
    for dates, contractual in dated:
        paid = working_day_on_or_before(contractual, division)
        if paid in year:
            named = paid if isinstance(rule, LastWorkingDay) else contractual
            yield periods.PayPeriod(frequency, dates, paid, named)


def _by_weeks(frequency: Frequency, year: TaxYear, rule: EveryWeeks) -> Iterator[tuple[DateRange, date]]:
    """Yield periods of some weeks and their pay days, from a little before the year to a little after."""
    step = timedelta(weeks=frequency.weeks)
    number = (year.start - rule.pay_date) // step - 1
    while (contractual := rule.pay_date + number * step) <= year.end + 2 * step:
        start = rule.first_day + number * step
        yield DateRange(start, start + step), contractual
        number += 1


def _by_months(
    frequency: Frequency, year: TaxYear, rule: DayOfMonth | LastWorkingDay
) -> Iterator[tuple[DateRange, date]]:
    """Yield periods of calendar months, from the month in which the tax year begins to the one in which it ends.

    :raises CalendarRefused: for a day that no month has.
    """
    day = rule.day if isinstance(rule, DayOfMonth) else calendar.monthrange(2000, 1)[1]
    if not 1 <= day <= calendar.monthrange(2000, 1)[1]:
        raise CalendarRefused("A pay day is from 1 to 31.", field="rule", remedy="Choose 31 for the end of the month.")
    first = year.start.year * MONTHS_A_YEAR + year.start.month - 1
    for month_number in range(first, first + MONTHS_A_YEAR + 2):
        last = _month(month_number)
        if (last.month - rule.last_month) % frequency.months == 0:
            end = _month(month_number + 1)
            length = (end - last).days
            contractual = last.replace(day=min(day, length))
            yield DateRange(_month(month_number + 1 - frequency.months), end), contractual


def _month(number: int) -> date:
    """Return the first day of a month counted from year 0."""
    year, month = divmod(number, MONTHS_A_YEAR)
    return date(year, month + 1, 1)


__all__ = ["CalendarRefused", "DayOfMonth", "EveryWeeks", "LastWorkingDay", "Rule", "make_year"]
