"""My own requests to see what is held about me: where they stand, and what can be taken. In self-service."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from partners.models import SarCase
from partners.states import UNANSWERED, SarState

TOLD = {
    SarState.RELEASED: "Answered",
    SarState.REFUSED: "Refused",
    SarState.WITHDRAWN: "Withdrawn",
    SarState.IDENTITY: "We asked you to prove who you are",
    SarState.CLARIFYING: "We asked you what you want to see",
    SarState.COLLECTED: "We are working on it. Cases, concerns and what is about others, too, is under review",
}
"""What the person is told; whatever is collected or reviewed is being worked on."""


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request of mine. `kinds`: the files that can be taken until `until`."""

    request: UUID
    number: int
    state: str
    state_words: str
    received_on: date
    due_on: date
    closed_at: datetime | None
    said: str
    kinds: list[str]
    until: datetime | None

    @property
    def is_open(self) -> bool:
        """Return whether it waits for an answer."""
        return self.state in UNANSWERED


def mine(*, at: datetime) -> list[OwnRequest]:
    """Return the requests of the people in a self-service scope, the latest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM my_data_requests(%s)", [at])
        rows = cursor.fetchall()
    return [OwnRequest(row[0], row[1], row[2], _words(row[2]), *row[3:]) for row in rows]


def _words(state: str) -> str:
    return TOLD.get(SarState(state), "We are working on it") if state in SarCase.State.values else state
