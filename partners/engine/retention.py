"""Which data is old enough to go: everything whose clock started on or before a cut-off day (domain HR-13)."""

from datetime import date, timedelta
from enum import StrEnum

from sharedservices.common.periods import add_months

ONE_DAY = timedelta(days=1)
TAX_YEAR_ENDS = (4, 5)


class Clock(StrEnum):
    """When the months of a rule begin: on the day itself, or at the end of the tax year that the day lies in."""

    DAY = "day"
    TAX_YEAR_END = "tax_year_end"


def tax_year_end(day: date) -> date:
    """Return the 5 April that ends the tax year of a day."""
    end = date(day.year, *TAX_YEAR_ENDS)
    return end if day <= end else date(day.year + 1, *TAX_YEAR_ENDS)


def cutoff(*, months: int, clock: Clock, on: date) -> date:
    """Return the latest trigger whose data may go on a day. Where months differ in length it errs to the earlier.

    Whatever was triggered on or before it was kept until a day before `on`.
    """
    latest = add_months(on - ONE_DAY, -months)
    if clock is Clock.DAY:
        return latest
    end = tax_year_end(latest)
    return end if end <= latest else date(end.year - 1, *TAX_YEAR_ENDS)
