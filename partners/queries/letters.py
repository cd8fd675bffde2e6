"""Letters that wait, why they wait, batches and what came back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from partners import letter_templates, registry
from partners.models import AddressStop, Letter, LetterBatch, OutboundMessage
from partners.queries import holds
from partners.registry import Addressee
from sharedservices.common import sealing
from sharedservices.common.rowsources import QuerySetRows

S = OutboundMessage.State
READY, RESTRICTED, NO_ADDRESS, CAME_BACK, HELD = "READY", "RESTRICTED", "NO_ADDRESS", "CAME_BACK", "HELD"
WORDS = {
    READY: "Ready to print",
    RESTRICTED: "Sensitive post: printed by a sensitive posts officer",
    NO_ADDRESS: "No address is recorded",
    CAME_BACK: "Post came back from this address",
    HELD: "Held back",
}
SOMEBODY = "Somebody in this organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a letter that waits stands: to whom and where it would go today, and what is in its way."""

    letter: Letter
    addressee: Addressee
    index: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One letter in the queue."""

    letter: UUID
    kind: str
    to: str
    queued_at: datetime
    queued_by: str
    standing: str
    standing_words: str


def waiting(*, partner_id: int, at: datetime) -> "QuerySet[Letter]":
    """Return the letters that are due and in no batch, the oldest first."""
    rows: QuerySet[Letter] = Letter.objects.of(partner_id).select_related("message", "message__queued_by")
    return rows.filter(batch=None, message__state__in=[S.QUEUED, S.HELD], message__due_at__lte=at).order_by("id")


def standings(letters: Sequence[Letter], *, partner_id: int) -> list[Standing]:
    """Return how letters stand today, in order. At most five queries, whatever their number."""
    people = {one.person_id for one in letters if one.person_id is not None}
    where = registry.addressees(partner_id=partner_id, person_ids=people)
    found = [(one, _addressee(one, where)) for one in letters]
    stopped = set(
        AddressStop.objects.of(partner_id).filter(mended_at=None).order_by("id").values_list("address_index", flat=True)
    )
    apart = registry.restricted_people(partner_id=partner_id)
    return [_standing(one, to, stopped, apart, partner_id=partner_id) for one, to in found]


def address_index(to: Addressee, *, partner_id: int) -> str:
    """Return the fingerprint of an address within one partner; nothing for none. It says nothing about the name."""
    text = " ".join(" ".join(to.lines).split()).lower()
    return sealing.blind_index(text, f"address:{partner_id}") if text else ""


def queue_rows(letters: Sequence[Letter], *, partner_id: int) -> list[QueueRow]:
    """Return letters as the queue shows them."""
    return [
        QueueRow(
            letter=one.letter.uuid,
            kind=letter_templates.name_of(code=one.letter.template_code),
            to=one.addressee.name,
            queued_at=one.letter.message.queued_at,
            queued_by=str(one.letter.message.queued_by or "The system"),
            standing=one.standing,
            standing_words=WORDS[one.standing],
        )
        for one in standings(letters, partner_id=partner_id)
    ]


def batches(*, partner_id: int, state: str = "") -> QuerySetRows:
    """Return the batches as rows of a list."""
    rows = LetterBatch.objects.of(partner_id).select_related("made_by")
    return QuerySetRows(rows.filter(state=state) if state else rows, row=_as_it_is)


def in_batch(batch: LetterBatch) -> list[Letter]:
    """Return the letters of a batch in order. One query."""
    rows = Letter.objects.of(batch.partner_id).filter(batch=batch).select_related("message")
    return list(rows.order_by("place"))


def to_pull(letters: Iterable[Letter]) -> list[Letter]:
    """Return those letters of a batch that must not leave: somebody has died or is missing since it was made."""
    return [one for one in letters if one.pulled_at is None and one.message.state != S.QUEUED]


def returned(*, partner_id: int) -> "QuerySet[AddressStop]":
    """Return the addresses that post came back from and that nobody has mended, the oldest first."""
    rows: QuerySet[AddressStop] = AddressStop.objects.of(partner_id).select_related("letter", "noted_by")
    return rows.filter(mended_at=None).order_by("id")


def n_to_release(*, partner_id: int, human_id: UUID) -> int:
    """Return how many batches wait for release that somebody else made. One query."""
    rows = LetterBatch.objects.of(partner_id).filter(state=LetterBatch.State.BUILT)
    count: int = rows.exclude(made_human=human_id).count()
    return count


def printed_addressee(letter: Letter) -> Addressee:
    """Return to whom a letter was printed; nobody when it was not."""
    lines = _opened(letter)
    return Addressee(lines[0], tuple(lines[1:])) if lines else Addressee("", ())


def held(letter: Letter) -> bool:
    """Return whether a hold stands in the way of a letter at this moment."""
    return letter.message.state != S.QUEUED or holds.holds_for(letter.message)


def addressee_aad(letter: Letter) -> str:
    """Return what the sealed addressee of a letter is bound to."""
    return sealing.aad("partners_letter", letter.uuid, "addressee")


def _standing(letter: Letter, to: Addressee, stopped: set[str], apart: set[int], *, partner_id: int) -> Standing:
    index = address_index(to, partner_id=partner_id)
    standing = READY
    if letter.message.state == S.HELD:
        standing = HELD
    elif not index:
        standing = NO_ADDRESS
    elif index in stopped:
        standing = CAME_BACK
    elif letter.person_id in apart:
        standing = RESTRICTED
    return Standing(letter=letter, addressee=to, index=index, standing=standing)


def _addressee(letter: Letter, where: Mapping[int, Addressee]) -> Addressee:
    if letter.person_id is not None:
        return where.get(letter.person_id, Addressee(SOMEBODY, ()))
    return printed_addressee(letter)


def _opened(letter: Letter) -> list[str]:
    return sealing.open_sealed(letter.addressee, aad=addressee_aad(letter)).split("\n") if letter.addressee else []


def _as_it_is(row: LetterBatch) -> LetterBatch:
    return row
