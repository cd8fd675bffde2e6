"""Who looked at what is held about oneself, and who changed it. Self-service sees nothing else of the trail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection
from django.utils import timezone

from partners.models import AuditAction
from partners.queries.audit_trail import SYSTEM, words_for

LOOKS = frozenset({AuditAction.VIEW, AuditAction.UNMASK, AuditAction.EXPORT})
SAID = {
    AuditAction.VIEW: "Viewed",
    AuditAction.UNMASK: "Shown in full",
    AuditAction.EXPORT: "Exported",
    AuditAction.UPDATE: "Changed",
}
_EVENTS = """
SELECT e.id, e.at, e.actor_id, COALESCE(name_of_colleague(e.actor_id), ''), e.action, e.object_type, e.label,
       e.changes, e.reason, COALESCE(name_of_colleague(e.on_behalf_of_id), ''), e.on_behalf_of_id, e.session
FROM audit_about_me_on_behalf() e
WHERE (%(action)s = '' OR e.action = %(action)s)
ORDER BY e.id DESC
LIMIT %(limit)s OFFSET %(offset)s
"""
_COUNT = "SELECT count(*) FROM audit_about_me() e WHERE (%(action)s = '' OR e.action = %(action)s)"


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """Something that was done with one's data: by whom, what, when and why. `fields` names what changed, no values.

    `on_behalf_of` is whoever let them decide meanwhile; `session` is the same for what was done in one sign-in.
    """

    at: datetime
    by: str
    is_own: bool
    done: str
    what: str
    detail: str
    why: str
    fields: list[str]
    on_behalf_of: str
    session: str


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The events of one day, the latest first."""

    on: date
    events: list[OwnEvent]


def n_events(*, action: str = "") -> int:
    """Return how many events there are about the people in a self-service scope. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"action": action})
        return int(cursor.fetchone()[0])


def events(*, user_ids: Collection[int], action: str = "", limit: int, offset: int) -> list[OwnDay]:
    """Return events about the people in a self-service scope by day, the latest first. One query.

    `user_ids` are one's own logins: one's own look-ups are among the events, and are called so.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, {"action": action, "limit": limit, "offset": offset})
        rows = cursor.fetchall()
    found = [_event(row, user_ids) for row in rows]
    days = groupby(found, key=lambda event: timezone.localdate(event.at))
    return [OwnDay(on, list(group)) for on, group in days]


def _event(row: tuple, user_ids: Collection[int]) -> OwnEvent:  # type: ignore[type-arg]
    _id, at, actor_id, name, action, object_type, label, changes, reason, behalf, behalf_id, session = row
    is_own = actor_id in user_ids
    recorded = changes if isinstance(changes, dict) else {}
    is_change = action == AuditAction.UPDATE
    shown = "" if is_change else str(recorded.get("shown", ""))
    return OwnEvent(
        at=at,
        by="You" if is_own else name or (SYSTEM if actor_id is None else "Somebody who no longer works here"),
        is_own=is_own,
        done=SAID[AuditAction(action)],
        what=words_for(object_type),
        detail=shown or ("" if is_change or object_type == "hr_person" else label),
        why="" if reason.startswith(("GET /", "POST /")) else reason,
        fields=sorted(one.removesuffix("_id").replace("_", " ") for one in recorded) if is_change else [],
        on_behalf_of="" if behalf_id is None else "you" if behalf_id in user_ids else behalf or "somebody who has left",
        session=session,
    )
