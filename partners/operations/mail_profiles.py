"""What a partner's mail shows from outside: proposed by one person, approved by another, dated (domain HR-12)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction, LegalEntity, MailProfile, Partner, User
from partners.queries.stationery import WORDS_OF_A_KIND, banned_words
from partners.scope import partner_scope
from partners.states import MAIL_PROFILE, ProfileState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "mail profile"
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_SUBJECT, LONGEST_REASON = 60, 300, 100, 200
MOST_LINES = 5


class ProfileRefused(DomainError):
    """What it says cannot stand, or the day cannot be."""


class SecondPersonNeeded(DomainError):
    """Whoever proposes it does not approve it."""

    is_refusal = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a profile is to say. Without an entity it is the partner's own."""

    valid_from: date
    shows_organisation: bool
    sender_name: str
    return_address: str
    subject: str
    legal_entity: UUID | None = None


@transaction_required
def propose(*, partner_id: int, wanted: Wanted, reason: str, by: User, at: datetime) -> MailProfile:
    """Propose what mail shows from a day on; it holds once somebody else has approved it.

    :raises ProfileRefused: for a day gone by, a second proposal, or words that name the organisation on neutral mail
    :raises LegalEntity.DoesNotExist: for an entity that is not in scope
    """
    tidy = _text(reason, "reason", LONGEST_REASON, "Say why")
    partner = Partner.objects.get(pk=partner_id)
    if wanted.valid_from < timezone.localdate(at):
        raise ProfileRefused("It cannot begin before today.", field="valid_from", remedy="Enter today or a later day.")
    if wanted.shows_organisation and partner.kind in WORDS_OF_A_KIND:
        raise ProfileRefused(
            "Mail of a police organisation never names it on the outside.",
            field="shows_organisation",
            remedy="Choose no.",
        )
    said = {
        "sender_name": _text(wanted.sender_name, "sender_name", LONGEST_NAME, "Enter a sender"),
        "return_address": _lines(wanted.return_address),
        "subject": _text(wanted.subject, "subject", LONGEST_SUBJECT, "Enter a subject"),
    }
    if not wanted.shows_organisation:
        _require_clean(said, banned_words(partner_id=partner_id))
    entity = LegalEntity.objects.of(partner_id).get(uuid=wanted.legal_entity) if wanted.legal_entity else None
    with partner_scope(partner_id, actor_id=by.pk, reason=tidy):
        try:
            with transaction.atomic():
                row: MailProfile = MailProfile.objects.create(
                    partner_id=partner_id, legal_entity=entity, valid_from=wanted.valid_from,
                    shows_organisation=wanted.shows_organisation, reason=tidy, made_by=by, made_human=by.human_id,
                    made_at=at, **said,
                )  # fmt: skip
        except IntegrityError as error:
            raise ProfileRefused(
                "Another proposal waits already.", remedy="Decide that one first, or take it back."
            ) from error
        _note(row, AuditAction.SUBMIT, tidy)
    return row


@transaction_required
def approve(*, partner_id: int, profile: UUID, by: User, at: datetime) -> MailProfile:
    """Approve a profile as a second person. It holds from its day, and the one before until then.

    :raises SecondPersonNeeded: for whoever proposed it, by any login
    :raises ProfileRefused: when its day has gone by, or another holds from that day
    :raises WrongState: unless it waits
    :raises MailProfile.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, profile)
    state = next_state(MAIL_PROFILE, "approve", row.state, noun=NOUN)
    _require_other(row, by)
    if row.valid_from < timezone.localdate(at):
        raise ProfileRefused("Its first day has gone by.", remedy="Refuse it, and propose it from today.")
    return _settle(row, state, AuditAction.APPROVE, "", by=by, at=at)


@transaction_required
def refuse(*, partner_id: int, profile: UUID, note: str, by: User, at: datetime) -> MailProfile:
    """Refuse a profile as a second person, and say why.

    :raises SecondPersonNeeded: for whoever proposed it
    :raises ProfileRefused: without words
    :raises WrongState: unless it waits
    :raises MailProfile.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, profile)
    state = next_state(MAIL_PROFILE, "refuse", row.state, noun=NOUN)
    _require_other(row, by)
    return _settle(row, state, AuditAction.REJECT, _text(note, "note", LONGEST_REASON, "Say why"), by=by, at=at)


@transaction_required
def withdraw(*, partner_id: int, profile: UUID, by: User, at: datetime) -> MailProfile:
    """Take back a proposal that nobody has decided.

    :raises WrongState: unless it waits
    :raises MailProfile.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, profile)
    state = next_state(MAIL_PROFILE, "withdraw", row.state, noun=NOUN)
    return _settle(row, state, AuditAction.CANCEL, "", by=by, at=at)


def _lock(partner_id: int, profile: UUID) -> MailProfile:
    rows = MailProfile.objects.of(partner_id).select_for_update(of=("self",))
    row: MailProfile = rows.get(uuid=profile)
    return row


def _require_other(row: MailProfile, by: User) -> None:
    if row.made_human == by.human_id:
        raise SecondPersonNeeded("You proposed this. Somebody else decides.", remedy="Ask a colleague.")


def _settle(row: MailProfile, state: str, action: AuditAction, note: str, *, by: User, at: datetime) -> MailProfile:
    with partner_scope(row.partner_id, actor_id=by.pk, reason=note or f"mail profile: {action.label.lower()}"):
        row.state, row.decided_by, row.decided_human, row.decided_at = ProfileState(state), by, by.human_id, at
        row.decision_note = note
        try:
            with transaction.atomic():
                row.save(update_fields=["state", "decided_by", "decided_human", "decided_at", "decision_note"])
        except IntegrityError as error:
            raise ProfileRefused(
                "Another profile holds from that day.", remedy="Propose it from a later day."
            ) from error
        _note(row, action, note)
    return row


def _note(row: MailProfile, action: AuditAction, reason: str) -> None:
    audit(
        action=action, object_type="partners_mailprofile", object_id=row.pk, label=str(row),
        partner_id=row.partner_id, changes={"state": row.state}, reason=reason,
    )  # fmt: skip


def _require_clean(said: dict[str, str], banned: tuple[str, ...]) -> None:
    for name, text in said.items():
        found = " ".join(text.split()).lower()
        word = next((one for one in banned if one in found), None)
        if word is not None:
            raise ProfileRefused(
                f"This names the organisation (“{word}”).", field=name, remedy="Leave it out, or let mail name it."
            )


def _text(text: str, field: str, longest: int, ask: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= longest:
        raise ProfileRefused(f"{ask}, in at most {longest} characters.", field=field)
    return tidy


def _lines(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES or len("\n".join(lines)) > LONGEST_ADDRESS:
        raise ProfileRefused(f"At most {MOST_LINES} lines and {LONGEST_ADDRESS} characters.", field="return_address")
    return "\n".join(lines)
