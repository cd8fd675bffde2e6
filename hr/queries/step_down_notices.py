"""What became of the notices before sick pay goes down: the messages to the person, found by their keys."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from hr.models import StepDownNotice
from partners.models import OutboundMessage
from sharedservices.common.formatting import day

KIND, LETTER = "step-down notice", "step_down_notice"
FIRST, SECOND = "first", "second"
S = OutboundMessage.State
_WORDS = {
    S.QUEUED: "on its way",
    S.HELD: "held back",
    S.FAILED: "could not be sent",
    S.CANCELLED: "cancelled",
    S.SENT: "came back",
}
_UNPOSTED = "waits to be posted"


class Unsent(NamedTuple):
    """What became of a notice that was queued and has not left. `is_stuck`: it will not leave by itself."""

    words: str
    is_stuck: bool


def key_of(notice: StepDownNotice, which: str, *, attempt: int) -> str:
    """Return the key of a message to the person about a notice, the first or the second one."""
    return f"{KIND}:{notice.uuid}:{which}:{attempt}"


def read_key(key: str) -> tuple[UUID, str]:
    """Return which notice a message to the person is about, and whether it is the first or the second one."""
    _kind, uid, which, _attempt = key.split(":")
    return UUID(uid), which


def pending(notice: StepDownNotice) -> str:
    """Return which notice was queued and has not left; nothing when none is."""
    if notice.first_queued_on is not None and notice.first_sent_on is None:
        return FIRST
    return SECOND if notice.second_queued_on is not None and notice.second_sent_on is None else ""


def last_messages(*, partner_id: int, notices: Iterable[StepDownNotice]) -> dict[int, OutboundMessage]:
    """Return, by notice, the last message to the person where one is on its way. At most one query."""
    keys = {key_of(one, which, attempt=one.n_tries): one.pk for one in notices if (which := pending(one))}
    if not keys:
        return {}
    rows = OutboundMessage.objects.of(partner_id).filter(key__in=list(keys))
    return {keys[row.key]: row for row in rows.order_by("id")}


def fates(*, partner_id: int, notices: Iterable[StepDownNotice]) -> dict[int, Unsent]:
    """Say, by notice, what became of the message that was queued and has not reached anybody. At most one query."""
    rows = list(notices)
    found = last_messages(partner_id=partner_id, notices=rows)
    return {one.pk: _words(one, which, found.get(one.pk)) for one in rows if (which := pending(one))}


def _words(notice: StepDownNotice, which: str, message: OutboundMessage | None) -> Unsent:
    queued = notice.first_queued_on if which == FIRST else notice.second_queued_on
    what = "letter" if message is not None and message.channel == OutboundMessage.Channel.POST else "notice"
    if message is None:
        return Unsent(f"the {what} of {day(queued)} has not left", is_stuck=True)
    is_unposted = what == "letter" and message.state == S.QUEUED
    words = f"the {what} of {day(queued)} {_UNPOSTED if is_unposted else _verb(message.state)}"
    return Unsent(words, is_stuck=message.state not in {S.QUEUED, S.HELD})


def _verb(state: str) -> str:
    words = _WORDS[S(state)]
    return words if state in {S.FAILED, S.SENT} else f"is {words}"
