"""When a subject access request must be answered. Source: UK GDPR article 12(3); Data (Use and Access) Act 2025."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sharedservices.common.workingdays import working_day_on_or_after

MONTHS_TO_ANSWER = 1
MONTHS_IF_COMPLEX = 2
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stood: from `start`, the day of asking, to `end`, the day of the answer; None: still."""

    start: date
    end: date | None = None

    def days(self, on: date) -> int:
        """Return how many days it adds, up to a day."""
        return max(0, ((self.end or on) - self.start).days)


def months_later(day: date, months: int) -> date:
    """Return the corresponding day so many months later, or the last day of a month that has none."""
    total = day.month - 1 + months
    year, month = day.year + total // MONTHS, total % MONTHS + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due_on(received: date, *, pauses: Iterable[Pause] = (), is_complex: bool = False, on: date) -> date:
    """Return the last day for the answer: a calendar month, two more if complex, the days of pauses, a working day.

    A pause that is still open counts up to `on`.

    :raises BankHolidaysMissing: beyond what is known of bank holidays
    """
    last = months_later(received, MONTHS_TO_ANSWER + (MONTHS_IF_COMPLEX if is_complex else 0))
    return working_day_on_or_after(last + timedelta(days=sum(one.days(on) for one in pauses)))
