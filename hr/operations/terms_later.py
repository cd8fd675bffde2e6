"""A change of terms before a later change (domain HR-07, effective-dating rule 1): both hold.

Hours and pay stand in one row of terms but are decided apart. A change of hours from January on goes on through a
change of pay in February. Where a later row decides the very same thing otherwise, somebody says which of them holds.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr.checks import TERMS_COLUMNS, Terms, check_hours, check_pay
from hr.models import Assignment, AssignmentTerms
from hr.operations import dated

HOURS = frozenset({"contract", "contract_hours", "paid_weeks", "working_pattern"})
FULL_TIME = frozenset({"full_time_hours", "weeks_in_year"})
PAY = frozenset({"grade_id", "spine_point_id", "spot_annual", "hourly_rate", "acting_id"})
GROUPS = (HOURS, FULL_TIME, PAY)
"""What is decided together; all columns of terms."""


class Later(StrEnum):
    """What becomes of a later row that decides the same thing otherwise."""

    KEEP = "keep"
    REBASE = "rebase"
    CANCEL = "cancel"


def terms_of(row: AssignmentTerms) -> Terms:
    """Return what a row says."""
    return Terms(**{name: getattr(row, name) for name in TERMS_COLUMNS})


def put_before(
    *, job: Assignment, rows: list[AssignmentTerms], new: Terms, start: date, later: Later | None, reason: str,
    at: datetime,
) -> AssignmentTerms:  # fmt: skip
    """Record terms from a day on though later rows exist; return the row that holds on that day.

    :raises RuleBroken: when nothing would change, a later row decides otherwise and `later` does not say what becomes
        of it, it has taken effect and would be cancelled, or what was carried on does not fit a later row
    """
    holder = dated.in_force(rows, start)
    if holder is None:
        raise rules.SomethingToEnd.broken(what="set of terms", on=start, field="effective_from")
    old = terms_of(holder)
    moved = [group for group in GROUPS if any(getattr(new, name) != getattr(old, name) for name in group)]
    rules.SomethingChanges.require(bool(moved), what="set of terms", since=holder.valid.lower)
    following = [row for row in rows if row.valid.lower > start]
    if later is Later.CANCEL:
        following = _cancel(holder, following, moved, old, at=at)
    for group in moved:
        _carry(group, following, old, new, later)
    for row in following:
        check_hours(terms_of(row))
        check_pay(terms_of(row))
        row.save(update_fields=list(TERMS_COLUMNS))
    return _split(job, holder, new, start, reason)


def _decides(row: AssignmentTerms, group: frozenset[str], old: Terms) -> bool:
    """Tell whether a row says something else about a group than what held before the change.

    The pay of a covered post decides nothing: the job's own pay goes on behind it.
    """
    if group is PAY and row.acting_id is not None:
        return False
    return any(getattr(row, name) != getattr(old, name) for name in group)


def _carry(
    group: frozenset[str], following: list[AssignmentTerms], old: Terms, new: Terms, later: Later | None
) -> None:
    """Let a group of the new terms go on through later rows, to the first that decides otherwise, or through all."""
    for row in following:
        if group is PAY and row.acting_id is not None:
            continue
        if _decides(row, group, old) and later is not Later.REBASE:
            if later is None:
                raise rules.LaterDecides.broken(later=row.valid.lower)
            return
        for name in group:
            setattr(row, name, getattr(new, name))


def _cancel(
    holder: AssignmentTerms,
    following: list[AssignmentTerms],
    moved: list[frozenset[str]],
    old: Terms,
    *,
    at: datetime,
) -> list[AssignmentTerms]:
    """Remove the later rows that decide otherwise: the row before each goes on. Return those that are left."""
    left: list[AssignmentTerms] = []
    for row in following:
        if not any(_decides(row, group, old) for group in moved):
            left.append(row)
            continue
        since = row.valid.lower
        rules.OnlyFutureIsCancelled.require(since > timezone.localdate(at), since=since, field="later")
        before, until = (left or [holder])[-1], row.valid.upper
        cover = row.acting or before.acting
        if cover is not None:
            raise duties.NotWhileActing.broken(on=since, until=cover.valid.upper - dated.ONE_DAY, field="later")
        row.delete()
        before.valid = DateRange(before.valid.lower, until)
        before.save(update_fields=["valid"])
    return left


def _split(job: Assignment, holder: AssignmentTerms, new: Terms, start: date, reason: str) -> AssignmentTerms:
    """Correct the row that starts on the day, or end it and begin another."""
    says: dict[str, Any] = {name: getattr(new, name) for name in TERMS_COLUMNS} | {"reason": reason}
    if holder.valid.lower == start:
        for name, value in says.items():
            setattr(holder, name, value)
        holder.save(update_fields=list(says))
        return holder
    until = holder.valid.upper
    holder.valid = DateRange(holder.valid.lower, start)
    holder.save(update_fields=["valid"])
    made: AssignmentTerms = AssignmentTerms.objects.create(
        partner_id=job.partner_id, person_id=job.person_id, assignment=job, valid=DateRange(start, until), **says
    )
    return made
