"""Letters on paper: put into batches, printed, posted, and what comes back.

Who must not be written to is asked when a batch is made and again at every step until it is posted (domain HR-12): a
letter that is held back meanwhile leaves the file, or is pulled out of the paper.
"""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from math import ceil
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from partners import registry
from partners.audit import audit
from partners.models import AuditAction, Letter, LetterBatch, OutboundMessage, Partner, User
from partners.operations.messages import words_of
from partners.queries import letters as found
from partners.queries import stationery as looks
from partners.queries.letters import READY, RESTRICTED, Standing, addressee_aad
from partners.scope import partner_scope
from partners.states import LETTER_BATCH, BatchState
from sharedservices.common import sealedfiles, sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day
from sharedservices.common.pdf import render_parts

NOUN = "batch"
MOST_IN_A_BATCH = 500
WINDOW_LINES, WINDOW_LETTERS = 6, 44  # what the window shows at the ordinary size
OUT = {"batch": None, "place": None, "first_page": None, "n_pages": None}
S = OutboundMessage.State


class NothingToPrint(DomainError):
    """No letter is ready."""


class MustBePulled(DomainError):
    """A letter in the batch must not leave."""


class NotReleasedByOneself(DomainError):
    """Whoever makes a batch does not release it."""

    is_refusal = True


@transaction_required
def make_batch(*, partner_id: int, is_restricted: bool = False, by: User, at: datetime) -> LetterBatch:
    """Make a batch of the letters that are ready, at most so many, the oldest first.

    `is_restricted`: of letters to people in sensitive posts alone, who are in no other batch. The scope must know them.

    :raises NothingToPrint: when none is ready
    """
    Partner.objects.select_for_update(of=("self",)).get(pk=partner_id)  # one batch at a time: numbers have no gaps
    rows = Letter.objects.of(partner_id).filter(pk__in=found.waiting(partner_id=partner_id, at=at).values("pk"))
    rows = rows.select_for_update(of=("self", "message")).select_related("message").order_by("id")
    ready = _ready(list(rows), partner_id, is_restricted=is_restricted)
    if not ready:
        raise NothingToPrint("No letter is ready to be printed.")
    number = LetterBatch.objects.of(partner_id).aggregate(last=Max("number"))["last"] or 0
    batch = LetterBatch(
        partner_id=partner_id,
        number=number + 1,
        is_restricted=is_restricted,
        made_by=by,
        made_human=by.human_id,
        made_at=at,
    )
    with partner_scope(partner_id, actor_id=by.pk, reason="letters put into a batch"):
        _fill(batch, ready[:MOST_IN_A_BATCH], at=at)
        _note(batch, AuditAction.CREATE)
    return batch


@transaction_required
def rebuild(*, partner_id: int, batch: UUID, by: User, at: datetime) -> LetterBatch:
    """Make a batch's file again without what is held back since; it waits for release once more.

    :raises NothingToPrint: when nothing is left of it: it is to be discarded
    :raises WrongState: once it is printed
    :raises LetterBatch.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, batch)
    state = next_state(LETTER_BATCH, "rebuild", row.state, noun=NOUN)
    letters = _letters(row)
    with partner_scope(partner_id, actor_id=by.pk, reason="batch made again"):
        ready = _ready(letters, partner_id, is_restricted=row.is_restricted)
        if not ready:
            raise NothingToPrint("Nothing of this batch may be printed.", remedy="Discard it.")
        Letter.objects.of(partner_id).filter(batch=row).update(**OUT)
        transaction.on_commit(partial(sealedfiles.delete, row.file))
        row.state, row.released_by, row.released_human, row.released_at = BatchState(state), None, None, None
        row.n_builds += 1
        _fill(row, ready, at=at)
        _note(row, AuditAction.UPDATE)
    return row


@transaction_required
def release(*, partner_id: int, batch: UUID, by: User, at: datetime) -> LetterBatch:
    """Release a batch for printing as a second person.

    :raises NotReleasedByOneself: for whoever made it, by any login
    :raises MustBePulled: while a letter in it is held back
    :raises WrongState: unless it waits for release
    :raises LetterBatch.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, batch)
    state = next_state(LETTER_BATCH, "release", row.state, noun=NOUN)
    if row.made_human == by.human_id:
        raise NotReleasedByOneself("You made this batch. Somebody else releases it.", remedy="Ask a colleague.")
    _require_nothing_held(row)
    row.released_human = by.human_id
    return _step(row, state, "released", AuditAction.RELEASE, by=by, at=at)


@transaction_required
def record_printed(*, partner_id: int, batch: UUID, by: User, at: datetime) -> LetterBatch:
    """Record that a batch is on paper.

    :raises MustBePulled: while a letter in it is held back
    :raises WrongState: unless it is released
    :raises LetterBatch.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, batch)
    state = next_state(LETTER_BATCH, "print", row.state, noun=NOUN)
    _require_nothing_held(row)
    return _step(row, state, "printed", AuditAction.UPDATE, by=by, at=at)


@transaction_required
def pull(*, partner_id: int, batch: UUID, by: User, at: datetime) -> list[Letter]:
    """Record that the letters which are held back were taken out of the paper and destroyed; return them.

    :raises MustBePulled: when none is held back
    :raises WrongState: unless the batch is printed and not posted
    :raises LetterBatch.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, batch)
    next_state(LETTER_BATCH, "pull", row.state, noun=NOUN)
    letters = _letters(row)
    _hold_back(letters)
    pulled = found.to_pull(letters)
    if not pulled:
        raise MustBePulled("No letter of this batch is held back.")
    with partner_scope(partner_id, actor_id=by.pk, reason="letters pulled out of the paper"):
        for one in pulled:
            one.pulled_by, one.pulled_at = by, at
            one.save(update_fields=["pulled_by", "pulled_at"])
        _note(row, AuditAction.UPDATE)
    return pulled


@transaction_required
def record_posted(*, partner_id: int, batch: UUID, by: User, at: datetime) -> LetterBatch:
    """Record that a printed batch was handed to the post: its letters have left, and its file is destroyed.

    :raises MustBePulled: while a letter in it is held back and was not pulled
    :raises WrongState: unless it is printed
    :raises LetterBatch.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, batch)
    state = next_state(LETTER_BATCH, "post", row.state, noun=NOUN)
    _require_nothing_held(row)
    name, row.file = row.file, ""
    _step(row, state, "posted", AuditAction.RELEASE, by=by, at=at, more=["file"])
    left = Letter.objects.of(partner_id).filter(batch=row, pulled_at=None).values("message_id")
    with partner_scope(partner_id, actor_id=by.pk, reason="batch posted"):
        messages = OutboundMessage.objects.of(partner_id).filter(pk__in=left)
        messages.update(state=S.SENT, settled_at=at)
        for one in messages.filter(kind__in=registry.watched_kinds()).order_by("id"):
            registry.note_fate(one, registry.Fate.SENT, at=at)
    transaction.on_commit(partial(sealedfiles.delete, name))
    return row


@transaction_required
def discard(*, partner_id: int, batch: UUID, by: User, at: datetime) -> LetterBatch:
    """Discard a batch that was not posted: its letters wait in the queue again, its file is destroyed.

    :raises WrongState: once it is posted
    :raises LetterBatch.DoesNotExist: when there is none in scope
    """
    row = _lock(partner_id, batch)
    state = next_state(LETTER_BATCH, "discard", row.state, noun=NOUN)
    name, row.file = row.file, ""
    with partner_scope(partner_id, actor_id=by.pk, reason="batch discarded"):
        Letter.objects.of(partner_id).filter(batch=row, pulled_at=None).update(**OUT)
    transaction.on_commit(partial(sealedfiles.delete, name))
    return _step(row, state, "discarded", AuditAction.CANCEL, by=by, at=at, more=["file"])


def _ready(letters: list[Letter], partner_id: int, *, is_restricted: bool) -> list[Standing]:
    _hold_back(letters)
    wanted = RESTRICTED if is_restricted else READY
    return [one for one in found.standings(letters, partner_id=partner_id) if one.standing == wanted]


def _hold_back(letters: Sequence[Letter]) -> None:
    """Hold back what a hold stands in the way of at this moment."""
    for one in letters:
        if one.message.state == S.QUEUED and found.held(one):
            one.message.state = S.HELD
            one.message.save(update_fields=["state"])


def _fill(batch: LetterBatch, ready: Sequence[Standing], *, at: datetime) -> None:
    """Make the file of a batch, count its pages, and put the letters in their places."""
    content = {"letters": [_sheet(batch.partner_id, one, at=at) for one in ready]}
    pdf, places, n_pages = render_parts("letters/batch.html", content, title=f"Letters {batch.number}")
    batch.n_letters, batch.n_pages, batch.digest = len(ready), n_pages, hashlib.sha256(pdf).hexdigest()
    name = f"letters/{batch.uuid}-{batch.n_builds}.pdf"
    batch.file = sealedfiles.save(name, io.BytesIO(pdf))
    batch.save()
    ends = [places[_anchor(one)] for one in ready[1:]] + [n_pages + 1]
    for place, (one, end) in enumerate(zip(ready, ends, strict=True), start=1):
        row, first = one.letter, places[_anchor(one)]
        row.batch, row.place, row.first_page, row.n_pages = batch, place, first, end - first
        row.addressee = sealing.seal("\n".join([one.addressee.name, *one.addressee.lines]), aad=addressee_aad(row))
        row.address_index = one.index
        row.save(update_fields=["batch", "place", "first_page", "n_pages", "addressee", "address_index"])


def _sheet(partner_id: int, one: Standing, *, at: datetime) -> dict[str, Any]:
    """Return what stands on the paper of one letter."""
    letter, on = one.letter, timezone.localdate(at)
    person = letter.person_id if letter.person_id is not None else letter.about_id
    look = looks.stationery(
        partner_id=partner_id,
        on=on,
        legal_entity_id=letter.legal_entity_id,
        must_be_neutral=letter.about_id is not None or looks.must_be_neutral(partner_id=partner_id, person_id=person),
    )
    lines = [one.addressee.name, *one.addressee.lines]
    return {
        "anchor": _anchor(one),
        "sender": look.sender_name,
        "return_to": ", ".join(look.return_lines),
        "to": lines,
        "is_long": sum(ceil(len(line) / WINDOW_LETTERS) for line in lines) > WINDOW_LINES,
        "title": look.subject_of(letter.title),
        "date": day(on),
        "reference": str(letter.uuid)[:8].upper(),
        "paragraphs": [part.splitlines() for part in words_of(letter.message).split("\n\n") if part.strip()],
    }


def _anchor(one: Standing) -> str:
    return f"letter-{one.letter.uuid}"


def _require_nothing_held(row: LetterBatch) -> None:
    """Look at every letter of a batch once more. :raises MustBePulled: when one must not leave."""
    letters = _letters(row)
    _hold_back(letters)
    pulled = found.to_pull(letters)
    if pulled:
        printed = row.state == BatchState.PRINTED
        raise MustBePulled(
            f"{len(pulled)} of the letters must not leave: {pages(pulled)}.",
            remedy="Pull them out of the paper and record it." if printed else "Make the batch again without them.",
        )


def pages(letters: Sequence[Letter]) -> str:
    """Return on which pages letters of a batch stand, in words."""
    spans = [(one.first_page or 0, (one.first_page or 0) + (one.n_pages or 1) - 1) for one in letters]
    return ", ".join(f"page {first}" if first == last else f"pages {first} to {last}" for first, last in spans)


def _letters(row: LetterBatch) -> list[Letter]:
    """Lock the letters of a batch and their messages."""
    rows = Letter.objects.of(row.partner_id).filter(batch=row).select_related("message")
    return list(rows.select_for_update(of=("self", "message")).order_by("place"))


def _lock(partner_id: int, batch: UUID) -> LetterBatch:
    row: LetterBatch = LetterBatch.objects.of(partner_id).select_for_update(of=("self",)).get(uuid=batch)
    return row


def _step(
    row: LetterBatch,
    state: str,
    step: str,
    action: AuditAction,
    *,
    by: User,
    at: datetime,
    more: Sequence[str] = (),
) -> LetterBatch:
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"batch {step}"):
        row.state = BatchState(state)
        setattr(row, f"{step}_by", by)
        setattr(row, f"{step}_at", at)
        names = ["state", f"{step}_by", f"{step}_at", *more]
        row.save(update_fields=[*names, "released_human"] if step == "released" else names)
        _note(row, action)
    return row


def _note(row: LetterBatch, action: AuditAction) -> None:
    audit(
        action=action, object_type="partners_letterbatch", object_id=row.pk, label=str(row), partner_id=row.partner_id,
        changes={"state": row.state, "letters": row.n_letters, "pages": row.n_pages, "digest": row.digest},
    )  # fmt: skip
