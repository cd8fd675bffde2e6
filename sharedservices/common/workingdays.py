"""Working days: Monday to Friday but for bank holidays, by division of the United Kingdom.

Bank holidays are data with an end (``data/bank-holidays-<division>.toml``). A date outside what a file covers is an
error that names the file: a guessed pay date would move people's money.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sharedservices.common.errors import DomainError

DATA = Path(__file__).parent / "data"
DIVISIONS = ("england-and-wales", "scotland", "northern-ireland")
ENGLAND_AND_WALES = DIVISIONS[0]
SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


class BankHolidaysMissing(DomainError):
    """Refuse a date that the bank holiday data does not cover."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays of one division from ``first`` to ``last``, both covered."""

    division: str
    first: dt.date
    last: dt.date
    holidays: Mapping[dt.date, str]


@cache
def calendar(division: str = ENGLAND_AND_WALES) -> Calendar:
    """Return a division's calendar, read once. :raises ValueError: for a name that is no division."""
    if division not in DIVISIONS:
        message = f"{division!r} is no division of the United Kingdom: choose one of {', '.join(DIVISIONS)}"
        raise ValueError(message)
    with data_file(division).open("rb") as file:
        data = tomllib.load(file)
    holidays = {dt.date.fromisoformat(day): str(name) for day, name in data["holidays"].items()}
    return Calendar(division, data["first"], data["last"], MappingProxyType(holidays))


def data_file(division: str = ENGLAND_AND_WALES) -> Path:
    """Return the file that holds a division's bank holidays."""
    return DATA / f"bank-holidays-{division}.toml"


def bank_holidays(division: str = ENGLAND_AND_WALES, year: int | None = None) -> dict[dt.date, str]:
    """Return date and name of each bank holiday, of one calendar year or of all years covered.

    :raises BankHolidaysMissing: if the data does not cover the year.
    """
    known = calendar(division)
    if year is None:
        return dict(known.holidays)
    for day in (dt.date(year, 1, 1), dt.date(year, 12, 31)):
        _check_covered(known, day)
    return {day: name for day, name in known.holidays.items() if day.year == year}


def is_working_day(day: dt.date, division: str = ENGLAND_AND_WALES) -> bool:
    """Return whether `day` is neither Saturday, Sunday nor bank holiday.

    :raises BankHolidaysMissing: if the data does not cover the day.
    """
    known = calendar(division)
    _check_covered(known, day)
    return day.weekday() < SATURDAY and day not in known.holidays


def previous_working_day(day: dt.date, division: str = ENGLAND_AND_WALES) -> dt.date:
    """Return the last working day strictly before `day`. :raises BankHolidaysMissing: outside the data."""
    return working_day_on_or_before(day - ONE_DAY, division)


def next_working_day(day: dt.date, division: str = ENGLAND_AND_WALES) -> dt.date:
    """Return the first working day strictly after `day`. :raises BankHolidaysMissing: outside the data."""
    return working_day_on_or_after(day + ONE_DAY, division)


def working_day_on_or_before(day: dt.date, division: str = ENGLAND_AND_WALES) -> dt.date:
    """Return `day` if it is a working day, else the last one before: how a pay date moves.

    :raises BankHolidaysMissing: outside the data.
    """
    while not is_working_day(day, division):
        day -= ONE_DAY
    return day


def working_day_on_or_after(day: dt.date, division: str = ENGLAND_AND_WALES) -> dt.date:
    """Return `day` if it is a working day, else the first one after. :raises BankHolidaysMissing: outside the data."""
    while not is_working_day(day, division):
        day += ONE_DAY
    return day


def add_working_days(day: dt.date, n_days: int, division: str = ENGLAND_AND_WALES) -> dt.date:
    """Return the date so many working days after (or, if negative, before) `day`, which itself does not count.

    :raises BankHolidaysMissing: outside the data.
    """
    step = next_working_day if n_days > 0 else previous_working_day
    for _ in range(abs(n_days)):
        day = step(day, division)
    return day


def _check_covered(known: Calendar, day: dt.date) -> None:
    """Make sure that the data says something about `day`. :raises BankHolidaysMissing: if it does not."""
    if not known.first <= day <= known.last:
        file = data_file(known.division)
        raise BankHolidaysMissing(
            f"The bank holidays for {known.division} are known from {known.first:%-d %B %Y} to {known.last:%-d %B %Y}, "
            f"so {day:%-d %B %Y} cannot be placed.",
            remedy=f"Update sharedservices/common/data/{file.name} from "
            "https://www.gov.uk/bank-holidays, or choose an earlier date.",
        )
