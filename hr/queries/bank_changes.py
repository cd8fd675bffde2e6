"""Changes of bank account: for HR's list and page, for the person's own page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hr.models import (
    BankAccount,
    BankCallBack,
    BankChange,
    BankChangeEvent,
    Contact,
    Employment,
    SecondAccount,
)
from hr.queries import contacts
from partners.models import OutboundMessage
from partners.queries.holds import stands_beside
from sharedservices.common.formatting import money
from sharedservices.common.masking import mask_text
from sharedservices.common.rowsources import QuerySetRows

ALERT = "bank change alert"
EVENTS = {
    "request": "Asked for",
    "verify": "Checked",
    "accept": "Accepted: it takes effect on its day",
    "activate": "In effect",
    "reject": "Stopped",
    "cancel": "Cancelled by the person",
    "call_back": "Called back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BankChangeRow:
    """One change in HR's list."""

    change: UUID
    name: str
    employee_no: str
    wish: str
    state: str
    state_words: str
    channel: str
    score: int | None
    effective_on: date
    requested_at: datetime
    is_on_hold: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """One message that told the person: by what way, to where (masked), and what became of it."""

    channel: str
    address: str
    state: str
    state_words: str
    error: str


def under_way(partner_id: int) -> "QuerySet[BankChange]":
    """Return the changes that have not ended."""
    rows: QuerySet[BankChange] = BankChange.objects.of(partner_id).filter(settled_at=None)
    return rows


def untold(partner_id: int) -> "QuerySet[BankChange]":
    """Return the changes under way of which an alert could not be sent, and about which nobody has rung yet."""
    failed = OutboundMessage.objects.filter(
        partner_id=OuterRef("partner_id"),
        person_id=OuterRef("person_id"),
        kind=ALERT,
        state=OutboundMessage.State.FAILED,
        queued_at__gte=OuterRef("requested_at"),
    )
    rung = BankCallBack.objects.filter(partner_id=OuterRef("partner_id"), change_id=OuterRef("pk"))
    return under_way(partner_id).filter(Exists(failed), ~Exists(rung))


def listed(*, partner_id: int, state: str = "", text: str = "") -> QuerySetRows:
    """Return changes as rows of a list: those under way, of one state, or "all"; with a part of a name or number."""
    rows = BankChange.objects.of(partner_id).select_related("person", "employment")
    if state != "all":
        rows = rows.filter(state=state) if state else rows.filter(settled_at=None)
    for word in text.split():
        rows = rows.filter(
            Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(person__known_as__icontains=word)
            | Q(employment__employee_no__icontains=word)
        )
    return QuerySetRows(rows.annotate(is_on_hold=stands_beside()), row=_row)


def one(change: UUID) -> BankChange:
    """Return a change with its people. :raises BankChange.DoesNotExist: when there is none in scope."""
    names = ("person", "employment", "requested_by", "accepted_by", "called")
    found: BankChange = BankChange.objects.select_related(*names).get(uuid=change)
    return found


def wish(row: BankChange) -> str:
    """Return what was asked for in a few words, with four digits of the account."""
    if row.part == BankChange.Part.SECOND:
        return f"{money(row.amount)} a pay period to the second account {row}"
    return f"{'End of the second account' if row.part == BankChange.Part.END else 'Main account'} {row}"


def events(row: BankChange, *, with_names: bool) -> list[dict[str, Any]]:
    """Return the log of a change for a timeline, the newest first. Names of logins are not for self-service."""
    rows = BankChangeEvent.objects.of(row.partner_id).filter(change=row).order_by("-id")
    if with_names:
        rows = rows.select_related("by")
    return [
        {
            "title": EVENTS[event.action],
            "by": event.by.full_name if with_names and event.by else "",
            "at": event.at,
            "reason": event.note if with_names or event.action == "reject" else "",
        }
        for event in rows
    ]


def alerts(row: BankChange) -> list[Alert]:
    """Return the messages that told the person of a change."""
    rows = OutboundMessage.objects.of(row.partner_id).filter(
        kind=ALERT, key__startswith=f"{ALERT}:{row.uuid}:", person_id=row.person_id
    )
    return [
        Alert(
            str(OutboundMessage.Channel(one.channel).label),
            mask_address(one.address),
            one.state,
            str(OutboundMessage.State(one.state).label),
            one.error,
        )
        for one in rows.order_by("channel", "id")
    ]


def call_backs(row: BankChange) -> list[BankCallBack]:
    """Return the calls that HR made about a change, in order."""
    rows = BankCallBack.objects.of(row.partner_id).filter(change=row).select_related("contact", "called_by")
    return list(rows.order_by("id"))


def own_accounts(*, partner_id: int, person_ids: Any, on: date) -> list[tuple[Employment, BankAccount | None]]:
    """Return the employments of some people that have not ended, each with the account in force on a day."""
    rows = Employment.objects.of(partner_id).filter(person_id__in=person_ids).select_related("legal_entity")
    held = {
        account.employment_id: account
        for account in BankAccount.objects.of(partner_id).filter(person_id__in=person_ids, valid__contains=on)
    }
    jobs = [job for job in rows.order_by("-valid", "id") if job.valid.upper is None or job.valid.upper > on]
    return [(job, held.get(job.pk)) for job in jobs]


def own_seconds(*, partner_id: int, person_ids: Any, on: date) -> dict[int, SecondAccount]:
    """Return the second accounts of some people that get a part of the pay on a day, by employment."""
    rows = SecondAccount.objects.of(partner_id).filter(person_id__in=person_ids, valid__contains=on)
    return {row.employment_id: row for row in rows}


def own_changes(*, partner_id: int, person_ids: Any) -> list[BankChange]:
    """Return the changes of some people, the latest first."""
    rows = BankChange.objects.of(partner_id).filter(person_id__in=person_ids)
    return list(rows.order_by("-requested_at", "-id"))


def numbers_for(row: BankChange, *, held_days: int) -> list[Contact]:
    """Return the numbers that may be called about a change."""
    return contacts.callable_numbers(row.person, at=row.requested_at, held_days=held_days)


def mask_address(address: str) -> str:
    """Return an e-mail address or a telephone number as it is shown: enough to recognise one's own."""
    name, at_sign, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if at_sign else mask_text(address)


def _row(row: BankChange) -> BankChangeRow:
    return BankChangeRow(
        change=row.uuid,
        name=row.person.display_name,
        employee_no=row.employment.employee_no,
        wish=wish(row),
        state=row.state,
        state_words=row.get_state_display(),
        channel=row.get_channel_display(),
        score=row.score,
        effective_on=row.effective_on,
        requested_at=row.requested_at,
        is_on_hold=bool(vars(row)["is_on_hold"]) and row.settled_at is None,
    )
