"""The nationalities that somebody no longer has on record, from the audit trail (domain HR-03, HR-04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hr.engine.countries import country
from hr.models import Person
from partners.models import AuditAction, AuditEvent


@dataclass(frozen=True, slots=True)
class FormerNationality:
    """A nationality by the name of its country on the day it was replaced. Both days are days of recording."""

    code: str
    name: str
    recorded_on: date | None
    replaced_on: date


def former_nationalities(*, partner_id: int, person_id: int, now: str) -> list[FormerNationality]:
    """Return the nationalities that were recorded before `now`, the latest first. One query.

    Nothing where none is recorded now: what was erased does not come back by way of the audit trail.
    """
    if not now:
        return []
    found = AuditEvent.objects.filter(
        partner_id=partner_id,
        object_type=Person._meta.db_table,
        object_id=str(person_id),
        action__in=(AuditAction.CREATE, AuditAction.UPDATE),
        changes__has_key="nationality",
    )
    return replaced(found.order_by("id").values_list("at", "action", "changes"))


def replaced(events: Iterable[tuple[datetime, str, Any]]) -> list[FormerNationality]:
    """Return what recordings of a nationality replaced, the latest first, from the earliest event to the latest."""
    rows: list[FormerNationality] = []
    since: date | None = None
    for at, action, changes in events:
        on = timezone.localdate(at)
        code = _former(action, changes["nationality"])
        if code:
            rows.append(FormerNationality(code, country(code, on=on), since, on))
        since = on
    return rows[::-1]


def _former(action: str, recorded: Any) -> str:
    """Return what a change replaced; nothing for a first record, and where nothing was recorded before."""
    is_pair = action == AuditAction.UPDATE and isinstance(recorded, list) and len(recorded) == 2
    return str(recorded[0] or "") if is_pair else ""
