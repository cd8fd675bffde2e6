"""Which data is old enough to go: everything whose clock started on or before a cut-off day (domain HR-13)."""

import calendar
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
MONTHS = 12
TAX_YEAR_ENDS = (4, 5)


class Clock(StrEnum):
    """When the months of a rule begin: on the day itself, or at the end of the tax year that the day lies in."""

    DAY = "day"
    TAX_YEAR_END = "tax_year_end"


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (or, if negative, earlier), or the last day of a shorter month."""
    total = day.year * MONTHS + day.month - 1 + months
    year, month = total // MONTHS, total % MONTHS + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def tax_year_end(day: date) -> date:
    """Return the 5 April that ends the tax year of a day."""
    end = date(day.year, *TAX_YEAR_ENDS)
    return end if day <= end else date(day.year + 1, *TAX_YEAR_ENDS)


def kept_until(trigger: date, *, months: int, clock: Clock) -> date:
    """Return the last day on which something is kept. `trigger` is the day that starts the clock."""
    return add_months(trigger if clock is Clock.DAY else tax_year_end(trigger), months)


def cutoff(*, months: int, clock: Clock, on: date) -> date:
    """Return the latest trigger whose data may go on a day. Where months differ in length it errs to the earlier.

    Whatever was triggered on or before it was kept until a day before `on`.
    """
    latest = add_months(on - ONE_DAY, -months)
    if clock is Clock.DAY:
        return latest
    end = tax_year_end(latest)
    return end if end <= latest else date(end.year - 1, *TAX_YEAR_ENDS)
