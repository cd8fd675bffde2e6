"""When a subject access request must be answered. Source: UK GDPR article 12(3); Data (Use and Access) Act 2025."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sharedservices.common.periods import add_months
from sharedservices.common.workingdays import working_day_on_or_after

MONTHS_TO_ANSWER = 1
MONTHS_IF_COMPLEX = 2


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stood: from `start`, the day of asking, to `end`, the day of the answer; None: still."""

    start: date
    end: date | None = None

    def days(self, on: date) -> int:
        """Return how many days it adds, up to a day."""
        return max(0, ((self.end or on) - self.start).days)


def due_on(received: date, *, pauses: Iterable[Pause] = (), is_complex: bool = False, on: date) -> date:
    """Return the last day for the answer: a calendar month, two more if complex, the days of pauses, a working day.

    A pause that is still open counts up to `on`.

    :raises BankHolidaysMissing: beyond what is known of bank holidays
    """
    last = add_months(received, MONTHS_TO_ANSWER + (MONTHS_IF_COMPLEX if is_complex else 0))
    return working_day_on_or_after(last + timedelta(days=sum(one.days(on) for one in pauses)))
