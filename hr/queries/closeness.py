"""Who is close to somebody: one of them manages the other. For the risk of change requests (domain SEC-04)."""

from collections.abc import Collection
from datetime import date

from hr.queries.managers import Lines


def in_one_line(*, partner_id: int, one: Collection[int], others: Collection[int], on: date) -> set[int]:
    """Return who of the others is the direct manager of one of these people on a day, or managed by them.

    Three queries, for however many others.
    """
    lines = Lines(partner_id=partner_id, on=on)
    found: set[int] = set()
    for job, holder in lines.jobs.items():
        if holder.person in one:
            found |= {boss.person for boss in lines.managers_of(job)} & set(others)
        elif holder.person in others and any(boss.person in one for boss in lines.managers_of(job)):
            found.add(holder.person)
    return found
