"""Who must not be written to, and what is held back for them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.models import CommunicationsHold, Grant, OutboundMessage, User


def open_hold(*, partner_id: int, person_id: int) -> CommunicationsHold | None:
    """Return the hold of a person, or None."""
    found: CommunicationsHold | None = (
        CommunicationsHold.objects.of(partner_id).filter(person_id=person_id, lifted_at=None).first()
    )
    return found


ON_HOLD = "On hold: speak to the case officer"
"""What lists say of a row about somebody of whom nothing is asked at present; nothing is offered there."""


def stands_beside(person: str = "person_id") -> Exists:
    """Return, for the rows of an outer query, whether a hold stands for the person of the row."""
    stands = CommunicationsHold.objects.filter(
        partner_id=OuterRef("partner_id"), person_id=OuterRef(person), lifted_at=None
    )
    return Exists(stands)


def quiet(rows: "QuerySet[Any]", person: str = "person_id") -> "QuerySet[Any]":
    """Return the rows without those of people about whom nothing is asked of anybody while a hold stands.

    The one place that keeps their work off home pages, teams, lists and reminders: only the case itself asks (HR-09).
    `person` is the column, or the path to it, that names the person of a row.
    """
    return rows.exclude(stands_beside(person))


def holds_for(message: OutboundMessage) -> bool:
    """Tell whether a hold stands in the way of a message: of its person, its reader's person, or its address."""
    people = {message.person_id} | people_of(message.user, partner_id=message.partner_id)
    by_address = Q(addresses__contains=[message.address.lower()])
    rows = CommunicationsHold.objects.of(message.partner_id).filter(lifted_at=None)
    return bool(rows.filter(Q(person_id__in=people - {None}) | by_address).exists())


def people_of(user: User | None, *, partner_id: int) -> set[int | None]:
    """Return the people that the human being behind a login is at a partner, by any login, now or before."""
    if user is None:
        return set()
    rows = Grant.objects.filter(user__human_id=user.human_id, partner_id=partner_id, person_id__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def logins_of(*, partner_id: int, person_id: int) -> "QuerySet[User]":
    """Return every login of the human being whom a partner knows as this person."""
    humans = Grant.objects.filter(partner_id=partner_id, person_id=person_id).values("user__human_id")
    return User.objects.filter(human_id__in=humans).order_by("id")


def messages_for(hold: CommunicationsHold) -> "QuerySet[OutboundMessage]":
    """Return the messages that are not settled and that a hold is about."""
    logins = logins_of(partner_id=hold.partner_id, person_id=hold.person_id)
    rows: QuerySet[OutboundMessage] = OutboundMessage.objects.of(hold.partner_id).filter(settled_at=None)
    return rows.filter(Q(person_id=hold.person_id) | Q(user__in=logins) | Q(address__in=hold.addresses))


def n_held(*, partner_id: int, person_id: int) -> int:
    """Return how many messages to a person are held back."""
    hold = open_hold(partner_id=partner_id, person_id=person_id)
    return messages_for(hold).count() if hold else 0
