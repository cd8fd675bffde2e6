"""Every message to a person goes this way: queued here, sent by one gateway, held back by what stands at that moment.

Whether somebody may be written to is asked when the message would leave, never when it is queued (domain HR-12).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.template.loader import render_to_string
from django.utils import timezone

from partners import letter_templates, registry
from partners.gateways import mail, text
from partners.models import Grant, Letter, OutboundMessage, Partner, User
from partners.operations import postbox
from partners.queries import holds
from partners.queries import stationery as looks
from partners.queries.letters import addressee_aad
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=2)
MOST_AT_ONCE = 500
LONGEST_LETTER, LONGEST_TITLE = 8000, 120
BY_WIRE = (OutboundMessage.Channel.EMAIL, OutboundMessage.Channel.TEXT)
S = OutboundMessage.State


class NoAddress(DomainError):
    """There is nowhere to send it."""


class LetterRefused(DomainError):
    """What a letter is to say, or to whom, does not stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to send, by e-mail or as a text message: to whom, what it says, and a key under which it is sent once.

    `neutral_subject` is used where the partner's mail names no organisation. `due_at`: it leaves no earlier.
    """

    kind: str
    key: str
    address: str
    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    user_id: int | None = None
    person_id: int | None = None
    neutral_subject: str = ""
    due_at: datetime | None = None
    channel: str = OutboundMessage.Channel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDraft:
    """A letter to print: its template, its title and words, and to whom, under a key once.

    To a person it goes where they live on the day of the batch. `about_id` is somebody who has died: then `addressee`
    is whoever acts for them, name and lines. Without `words` the template says everything.
    """

    template: str
    key: str
    title: str
    words: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    about_id: int | None = None
    addressee: tuple[str, ...] = ()
    legal_entity_id: int | None = None
    due_at: datetime | None = None


@transaction_required
def send(*, partner_id: int, draft: Draft, by: User | None, at: datetime) -> OutboundMessage:
    """Queue a message; a worker sends it once this is committed and it is due. Asked for twice, it is one message.

    :raises NoAddress: without an address
    """
    return _queue(partner_id, draft, render_to_string(draft.template, dict(draft.context)), by=by, at=at)


@transaction_required
def send_letter(*, partner_id: int, draft: LetterDraft, by: User | None, at: datetime) -> Letter:
    """Queue a letter; it waits to be printed in a batch. Asked for twice, it is one letter.

    :raises LetterRefused: without title or words, with too many, or for nobody or two at once
    :raises LookupError: for a template that there is not
    """
    template = letter_templates.current(code=draft.template, on=timezone.localdate(at))
    is_to_person, is_to_family = draft.person_id is not None, bool(draft.addressee) and draft.about_id is not None
    if is_to_person == is_to_family or template.is_for_family != is_to_family:
        raise LetterRefused("A letter goes to a person, or to whoever acts for somebody who has died.")
    title = " ".join(draft.title.split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise LetterRefused(f"Enter a title, in at most {LONGEST_TITLE} characters.", field="title")
    words = (draft.words or render_to_string(template.template, dict(draft.context))).replace("\r\n", "\n").strip()
    if not 0 < len(words) <= LONGEST_LETTER:
        raise LetterRefused(f"Enter the words, at most {LONGEST_LETTER} characters.", field="words")
    envelope = Draft(
        kind=f"letter.{draft.template}", key=draft.key, address="", subject=title, template=template.template,
        person_id=draft.person_id, due_at=draft.due_at, channel=OutboundMessage.Channel.POST,
    )  # fmt: skip
    message = _queue(partner_id, envelope, words, by=by, at=at)
    known: Letter | None = Letter.objects.of(partner_id).filter(message=message).first()
    if known is not None:
        return known
    letter = Letter(
        partner_id=partner_id, message=message, person_id=draft.person_id, about_id=draft.about_id,
        legal_entity_id=draft.legal_entity_id, template_code=template.code, template_from=template.since, title=title,
    )  # fmt: skip
    if is_to_family:
        letter.addressee = sealing.seal("\n".join(draft.addressee), aad=addressee_aad(letter))
    letter.save(force_insert=True)
    return letter


def words_of(message: OutboundMessage) -> str:
    """Return the words of a letter, for the page that prints it. The caller has looked for a hold."""
    return sealing.open_sealed(message.body, aad=_aad(message.uuid))


def send_about_account(*, draft: Draft, body: str, at: datetime) -> OutboundMessage | None:
    """Queue a message about somebody's login, which belongs to no partner: one that they have to do with sends it.

    Where a partner holds their mail back, that partner's hold stands. None: no partner ever gave this login anything.
    """
    user = User.objects.filter(email__iexact=draft.address).first()
    known = Grant.objects.filter(user=user).order_by("-id").values_list("partner_id", flat=True) if user else []
    partners = list(dict.fromkeys(known))
    if user is None or not partners:
        return None
    with partner_scope(*partners, reason="mail about a login"):
        home = next((one for one in partners if _is_held(one, user)), partners[0])
        with partner_scope(home):
            return _queue(home, draft, body, by=None, at=at, user_id=user.pk)


@transaction_required
def deliver(*, partner_id: int, message_id: int, at: datetime) -> str:
    """Send a message that is due, unless a hold stands in its way; return its state. Safe to run twice.

    The row stays locked until the transaction ends: nobody else sends it, and a hold that is set meanwhile waits.
    """
    rows = OutboundMessage.objects.of(partner_id).select_for_update(of=("self",), skip_locked=True)
    row: OutboundMessage | None = rows.filter(
        pk=message_id, state=S.QUEUED, due_at__lte=at, channel__in=BY_WIRE
    ).first()
    if row is None:
        return ""
    if holds.holds_for(row):
        row.state = S.HELD
        row.save(update_fields=["state"])
        return row.state
    _leave(row, at=at)
    return row.state


def deliver_due(*, at: datetime) -> int:
    """Send what is due at every partner, each message in a transaction of its own; return how many were looked at."""
    found = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="mail that is due"):
            due = OutboundMessage.objects.of(partner_id).filter(state=S.QUEUED, due_at__lte=at, channel__in=BY_WIRE)
            ids = list(due.order_by("due_at", "id").values_list("id", flat=True)[:MOST_AT_ONCE])
        for message_id in ids:
            with partner_scope(partner_id, reason="mail that is due"):
                deliver(partner_id=partner_id, message_id=message_id, at=at)
        found += len(ids)
    return found


@transaction_required
def cancel_held(*, partner_id: int, person_id: int, at: datetime) -> int:
    """Cancel for good what is held back for a person; return how many."""
    hold = holds.open_hold(partner_id=partner_id, person_id=person_id)
    return holds.messages_for(hold).update(state=S.CANCELLED, settled_at=at) if hold else 0


def _queue(
    partner_id: int, draft: Draft, body: str, *, by: User | None, at: datetime, user_id: int | None = None
) -> OutboundMessage:
    by_wire = draft.channel in BY_WIRE
    if by_wire and not draft.address.strip():
        raise NoAddress("There is no address to send this to.", field="email", remedy="Enter the address.")
    known: OutboundMessage | None = OutboundMessage.objects.of(partner_id).filter(key=draft.key).first()
    if known is not None:
        return known
    look = _look(partner_id, draft.person_id, user_id or draft.user_id, at=at)
    subject = look.subject_of(draft.subject, draft.neutral_subject) if by_wire else draft.subject
    uid = uuid4()
    row: OutboundMessage = OutboundMessage.objects.create(
        uuid=uid,
        partner_id=partner_id,
        key=draft.key,
        kind=draft.kind,
        user_id=user_id or draft.user_id,
        person_id=draft.person_id,
        channel=draft.channel,
        address=draft.address.strip().lower(),
        subject=" ".join(subject.split())[:200],
        template=draft.template,
        body=sealing.seal(body, aad=_aad(uid)),
        queued_by=by,
        queued_at=at,
        due_at=draft.due_at or at,
    )
    if row.due_at <= at and by_wire:
        postbox.ring_on_commit(partner_id=partner_id, message_id=row.pk)
    return row


def _leave(row: OutboundMessage, *, at: datetime) -> None:
    """Hand a message to its gateway, and note what came of it. What fails is tried again, later each time.

    What no service is connected for has failed: whoever relies on it must learn that at once.
    """
    row.n_attempts += 1
    try:
        _hand_over(row, at=at)
    except (mail.NotSent, text.NotSent) as error:
        is_over = row.n_attempts >= MOST_ATTEMPTS or isinstance(error, text.NotConnected)
        row.error, row.state = str(error)[:200], S.FAILED if is_over else S.QUEUED
        row.settled_at = at if is_over else None
        row.due_at = at + FIRST_PAUSE * 2 ** (row.n_attempts - 1)
    else:
        row.error, row.state, row.settled_at = "", S.SENT, at
    row.save(update_fields=["n_attempts", "error", "state", "settled_at", "due_at"])
    if row.state == S.SENT:
        registry.note_fate(row, registry.Fate.SENT, at=at)


def _hand_over(row: OutboundMessage, *, at: datetime) -> None:
    body = sealing.open_sealed(row.body, aad=_aad(row.uuid))
    if row.channel == OutboundMessage.Channel.TEXT:
        text.send(text.TextMessage(to=row.address, body=body, reference=str(row.uuid)))
        return
    # Asked again as it leaves: a profile that holds since it was queued holds for it, too.
    look = _look(row.partner_id, row.person_id, row.user_id, at=at)
    mail.send(
        mail.Letter(
            to=row.address,
            subject=look.subject_of(row.subject),
            body=body,
            from_name=look.sender_name,
            reference=str(row.uuid),
        )
    )


def _look(partner_id: int, person_id: int | None, user_id: int | None, *, at: datetime) -> looks.Stationery:
    """Return how mail to somebody looks from outside; no caller is asked, so none can forget."""
    hidden = looks.must_be_neutral(partner_id=partner_id, person_id=person_id, user_id=user_id)
    return looks.stationery(partner_id=partner_id, on=timezone.localdate(at), must_be_neutral=hidden)


def _is_held(partner_id: int, user: User) -> bool:
    trial = OutboundMessage(partner_id=partner_id, user=user, address=user.email)
    return holds.holds_for(trial)


def _aad(uid: object) -> str:
    return sealing.aad("partners_outboundmessage", uid, "body")
