"""Telling a person at once that somebody wants to move their pay: at the contacts that were held before (HR-12)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import reverse

from hr.engine.bank_change import policy
from hr.models import BankChange, Contact, Person
from hr.queries import contacts
from partners.models import OutboundMessage, User
from partners.operations import messages
from partners.operations.messages import Draft
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day

SALT = "hr.bank_change.cancel"
KIND = "bank change alert"
Channel = OutboundMessage.Channel
CHANNELS = {Contact.Kind.EMAIL: Channel.EMAIL, Contact.Kind.PHONE: Channel.TEXT}


def cancel_token(row: BankChange) -> str:
    """Return what the link in an alert carries: which change, signed. It opens nothing and can only cancel."""
    return signing.dumps([row.partner_id, str(row.uuid)], salt=SALT)


def read_token(token: str) -> tuple[int, UUID] | None:
    """Return partner and change of a token, or None when nobody signed it."""
    try:
        partner_id, change = signing.loads(token, salt=SALT)
        return int(partner_id), UUID(change)
    except (signing.BadSignature, ValueError, TypeError):
        return None


@transaction_required
def send(*, change: BankChange, site: str, logins: list[str], by: User, at: datetime) -> list[OutboundMessage]:
    """Queue the alert to every contact that was held before the days in which a changed one raises suspicion.

    When nobody was reachable then, to what is held now. `logins` are addresses of the person's sign-in, which nobody
    changes by themselves. `site` is scheme and host of the link. It runs under self-service too.
    """
    words = _words(change, site)
    addresses = [(Channel.EMAIL, value) for value in logins]
    for kind, channel in CHANNELS.items():
        addresses += [(channel, value) for value in _held_before(change.person, kind, at=at)]
    tidy = dict.fromkeys((channel, value.strip().lower()) for channel, value in addresses if value.strip())
    return [
        messages.send(partner_id=change.partner_id, draft=_draft(change, channel, value, words), by=by, at=at)
        for channel, value in tidy
    ]


def _held_before(person: Person, kind: str, *, at: datetime) -> list[str]:
    controls = policy(on=at.date())
    then = at - timedelta(days=controls.recent_contact_days)
    return contacts.values_held_at(person, kind, moment=then) or contacts.values_held_at(person, kind, moment=at)


def _words(change: BankChange, site: str) -> dict[str, Any]:
    path = reverse("bank_change_cancel", kwargs={"token": cancel_token(change)})
    return {
        "effective_on": day(change.effective_on), "is_first": change.is_first, "part": change.part, "link": site + path
    }  # fmt: skip


def _draft(change: BankChange, channel: str, value: str, words: dict[str, Any]) -> Draft:
    return Draft(
        kind=KIND,
        key=f"{KIND}:{change.uuid}:{channel}:{value}",
        channel=channel,
        address=value,
        subject="Somebody asked to change where your pay goes",
        neutral_subject="A change to your details was asked for",
        template="email/bank_change_text.txt" if channel == Channel.TEXT else "email/bank_change.txt",
        context=words,
        person_id=change.person_id,
    )
