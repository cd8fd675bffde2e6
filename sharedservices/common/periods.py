"""Describe spans of days and pay periods. Pure: no clock, no Django.

Spans are half-open, [start, end): the day after the last is the end, so neighbours share a boundary and lengths add up.
People are shown `last_day`.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from sharedservices.common.taxyear import TaxYear

ONE_DAY = timedelta(days=1)
WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (earlier, if negative); the last of the month where there is none."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Frequency(StrEnum):
    """How often people are paid.

    `weeks` and `months` are those in one pay period, 0 when the frequency counts the other; `units` is whichever it
    counts, and `units_a_year` 52 or 12 of them. `label` is the frequency as people read it.
    """

    WEEKLY = "weekly", "Weekly", 1, 0
    FORTNIGHTLY = "fortnightly", "Every 2 weeks", 2, 0
    FOURWEEKLY = "fourweekly", "Every 4 weeks", 4, 0
    MONTHLY = "monthly", "Monthly", 0, 1
    QUARTERLY = "quarterly", "Quarterly", 0, 3
    ANNUALLY = "annually", "Yearly", 0, 12

    label: str
    weeks: int
    months: int
    units: int
    units_a_year: int
    is_weekly_family: bool

    def __new__(cls, value: str, label: str = "", weeks: int = 0, months: int = 0) -> Self:
        """Make a member; plain attributes, because the calculation of every payslip reads them."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.weeks = weeks
        member.months = months
        member.units = weeks or months
        member.units_a_year = WEEKS_A_YEAR if weeks else MONTHS_A_YEAR
        member.is_weekly_family = weeks > 0
        return member


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Days from start up to but not including end.

    :raises ValueError: if the end is before the start.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"the range ends on {self.end.isoformat()}, before it starts on {self.start.isoformat()}")

    @classmethod
    def inclusive(cls, first_day: date, last_day: date) -> "DateRange":
        """Return the range whose last day is included, as people write it.

        :raises ValueError: if the last day is before the day before the first.
        """
        return cls(first_day, last_day + ONE_DAY)

    @property
    def days(self) -> int:
        """Number of days in the range."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day of the range; the day before the start when it is empty."""
        return self.end - ONE_DAY

    @property
    def is_empty(self) -> bool:
        """Whether the range holds no day."""
        return self.start == self.end

    def __contains__(self, on: object) -> bool:
        return isinstance(on, date) and self.start <= on < self.end

    def __iter__(self) -> Iterator[date]:
        for offset in range(self.days):
            yield self.start + timedelta(days=offset)

    def overlaps(self, other: "DateRange") -> bool:
        """Tell whether the two ranges share a day."""
        return max(self.start, other.start) < min(self.end, other.end)

    def intersection(self, other: "DateRange") -> "DateRange | None":
        """Return the days that both ranges hold, or None when they share none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return DateRange(start, end) if start < end else None

    def working_weekdays(self) -> int:
        """Count the days from Monday to Friday, bank holidays included."""
        whole_weeks, rest = divmod(self.days, 7)
        return whole_weeks * 5 + sum((self.start.weekday() + i) % 7 < 5 for i in range(rest))


@dataclass(frozen=True, slots=True)
class PayPeriod:
    """One period of a pay calendar with the day on which it is paid.

    `contractual_pay_date` is the day that the contract names; `pay_date` is earlier when that day is no working day.
    The tax year, month and week follow the pay date: never the days worked.
    """

    frequency: Frequency
    dates: DateRange
    pay_date: date
    contractual_pay_date: date

    @property
    def tax_year(self) -> TaxYear:
        """The tax year of the pay date."""
        return TaxYear.of(self.pay_date)

    @property
    def tax_month(self) -> int:
        """The tax month of the pay date, 1 to 12."""
        return self.tax_year.tax_month(self.pay_date)

    @property
    def tax_week(self) -> int:
        """The tax week of the pay date, 1 to 53."""
        return self.tax_year.tax_week(self.pay_date)

    @property
    def tax_period(self) -> int:
        """The number that PAYE works with: the tax week for weekly families, else the tax month."""
        return self.tax_week if self.frequency.is_weekly_family else self.tax_month

    @property
    def last_day(self) -> date:
        """The last day worked for this payment."""
        return self.dates.last_day
