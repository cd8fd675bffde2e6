"""Breaches of personal data: the list with the clock, the timeline, what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from partners.models import Breach, BreachEvent
from partners.states import BreachState
from sharedservices.common.formatting import counted
from sharedservices.common.rowsources import ListRows

WORDS = {
    "record": "Recorded", "contain": "Contained", "assess": "Risk put right", "decide": "Decided",
    "notify": "Information Commissioner told", "tell_people": "People told", "close": "Closed",
}  # fmt: skip
SECONDS = 3600


@dataclass(frozen=True, slots=True)
class BreachRow:
    """A breach as a list shows it. `hours`: whole hours until the Commissioner must be told, negative when late."""

    breach: UUID
    number: int
    title: str
    severity: str
    state: str
    state_words: str
    aware_at: datetime
    due_at: datetime
    hours: int | None
    n_people: int | None
    decision: str

    @property
    def standing(self) -> str:
        """Return how the clock stands, as a tag: red when it is late."""
        return standing(self.hours)

    @property
    def clock(self) -> str:
        """Return how the clock of 72 hours stands, in words."""
        return clock_words(self.hours)


def standing(hours: int | None) -> str:
    """Return how the clock stands, in one word or two."""
    if hours is None:
        return "Stopped"
    return "Running" if hours >= 0 else "Over 72 hours"


def clock_words(hours: int | None) -> str:
    """Return how a clock stands; None: it has stopped."""
    if hours is None:
        return "The clock has stopped"
    return f"{counted(hours, 'hour', 'hours')} left" if hours >= 0 else f"{counted(-hours, 'hour', 'hours')} late"


def one(uuid: UUID) -> Breach:
    """Return a breach. :raises Breach.DoesNotExist: when there is none in scope."""
    found: Breach = Breach.objects.select_related("recorded_by", "decided_by", "closed_by").get(uuid=uuid)
    return found


def ticking(partner_id: int) -> "QuerySet[Breach]":
    """Return the breaches whose clock runs: neither told to the Commissioner nor decided that they need not be."""
    rows: QuerySet[Breach] = Breach.objects.of(partner_id).exclude(state=BreachState.CLOSED)
    return rows.filter(Q(decision="") | Q(decision=Breach.Decision.NOTIFY, notified_at=None))


def hours_left(row: Breach, *, at: datetime) -> int | None:
    """Return the whole hours that are left, negative when it is late; None when the clock has stopped."""
    is_running = row.state != BreachState.CLOSED and (
        not row.decision or (row.decision == Breach.Decision.NOTIFY and row.notified_at is None)
    )
    return int((row.due_at - at).total_seconds() // SECONDS) if is_running else None


def rows(*, partner_id: int, filters: Mapping[str, Any], at: datetime) -> ListRows:
    """Return the breaches that a filter leaves, the latest first. One query."""
    found = Breach.objects.of(partner_id)
    if state := filters.get("state"):
        found = found.exclude(state=BreachState.CLOSED) if state == "UNCLOSED" else found.filter(state=state)
    if severity := filters.get("severity"):
        found = found.filter(severity=severity)
    if text := filters.get("text"):
        found = found.filter(Q(title__icontains=text) | Q(what__icontains=text))
    return ListRows(_row(one, at) for one in found.order_by("-aware_at", "-id"))


def _row(row: Breach, at: datetime) -> BreachRow:
    return BreachRow(
        row.uuid, row.number, row.title, str(row.get_severity_display()), row.state, str(row.get_state_display()),
        row.aware_at, row.due_at, hours_left(row, at=at), row.n_people,
        str(row.get_decision_display()) if row.decision else "",
    )  # fmt: skip


def events(row: Breach) -> list[dict[str, Any]]:
    """Return the timeline, the latest first. One query."""
    found = BreachEvent.objects.of(row.partner_id).filter(breach=row).select_related("by").order_by("-id")
    return [
        {"title": WORDS.get(one.action, one.action), "by": one.by, "at": one.at, "reason": one.note} for one in found
    ]
