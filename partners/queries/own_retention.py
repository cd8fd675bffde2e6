"""How long one’s employer keeps what: the approved schedule, in words. Self-service sees the rules in force alone."""

from django.db import connection

from partners import retention
from partners.engine.retention import Clock
from sharedservices.common.formatting import counted

NOT_APPROVED = "How long it is kept is not approved yet: until it is, nothing is erased"
MONTHS = 12


def kept() -> dict[str, str]:
    """Return how long each class of data is kept, by its code. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_class, months, clock FROM retention_in_force()")
        found = {code: (months, clock) for code, months, clock in cursor.fetchall()}
    return {one.code: words(one.starts, *found.get(one.code, (None, ""))) for one in retention.classes()}


def words(starts: str, months: int | None, clock: str) -> str:
    """Say how long something is kept, and from when: months of None for what nobody has approved."""
    if months is None:
        return NOT_APPROVED
    if months == 0:
        return "Not kept any longer than it is needed"
    begins = starts[:1].lower() + starts[1:]
    year = " (counted from the end of that tax year)" if clock == Clock.TAX_YEAR_END else ""
    return f"Kept for {period(months)} after {begins}{year}"


def period(months: int) -> str:
    """Return months as people say them."""
    years, rest = divmod(months, MONTHS)
    said = [counted(years, "year", "years")] if years else []
    return " and ".join([*said, *([counted(rest, "month", "months")] if rest else [])])
