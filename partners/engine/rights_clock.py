"""By when a request about data is acknowledged and answered, and a breach is notified. Dates from rights.toml.

Source: UK GDPR articles 12(3) and 33(1); Data Protection Act 2018, section 164A.
"""

from datetime import date, datetime, timedelta

from sharedservices.common.periods import add_months
from sharedservices.common.workingdays import working_day_on_or_after


def due_on(received: date, *, months: int) -> date:
    """Return the last day for the answer: the same day so many months later, on a working day.

    :raises BankHolidaysMissing: beyond what is known of bank holidays
    """
    return working_day_on_or_after(add_months(received, months))


def acknowledge_by(received: date, *, days: int, answer: date) -> date:
    """Return the last day for the acknowledgement: days of the calendar after receipt; without a law, the answer."""
    return received + timedelta(days=days) if days else answer


def hours_left(aware: datetime, *, hours: int, at: datetime) -> int:
    """Return the whole hours until a breach must have been notified; negative when it is late."""
    seconds = (aware + timedelta(hours=hours) - at).total_seconds()
    return int(seconds // 3600)
