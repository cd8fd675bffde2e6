"""A National Insurance number that somebody else has, whom whoever records it may not know of.

The number is recorded as given, and nobody is told: an answer would tell that the number is known here (domain SEC-02).
Whoever settles such clashes, and may know of both people, finds it on the work list.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from hr import rules, sealed
from hr.models import NinoClash, Person
from hr.operations import dated
from hr.operations.freeze import require_free
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

LONGEST = 500


class AlreadySettled(DomainError):
    """Somebody has settled it."""


class WordsNeeded(DomainError):
    """It is settled with a reason of reasonable length."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a person's row keeps it. `taken`: the fingerprint under which somebody else has it, else empty."""

    token: str
    index: str
    taken: str = ""


def number_for(*, partner_id: int, person: UUID, nino: str, tells: bool) -> Number:
    """Return how a number is kept for a person. With `tells`, a holder who is in sight is named as the obstacle.

    :raises RuleBroken: NinoOnce, then
    """
    token, index = sealed.seal_nino(nino, partner_id=partner_id, person=person)
    if not index or not _is_taken(partner_id, index, person):
        return Number(token, index)
    others = Person.objects.of(partner_id).exclude(uuid=person).filter(nino_index=index)
    rules.NinoOnce.require(not tells or not others.exists())
    return Number(token, sealed.contested_index(nino, partner_id=partner_id, person=person), index)


def require_unknown(*, partner_id: int, person: UUID, nino: str) -> None:
    """Refuse a number that another person in sight has; of a holder out of sight nothing is said.

    :raises RuleBroken: NinoOnce, then
    """
    if nino:
        number_for(partner_id=partner_id, person=person, nino=nino, tells=True)


def note(*, partner_id: int, claimant: int, number: Number, at: datetime) -> None:
    """Put a clash before whoever settles it. The database makes the row: the holder may be nobody to this scope."""
    if number.taken:
        with connection.cursor() as cursor:
            cursor.execute("SELECT hr_note_nino_clash(%s, %s, %s, %s)", [partner_id, claimant, number.taken, at])


@transaction_required
def settle(*, clash: UUID, outcome: str, words: str, by: User, at: datetime) -> NinoClash:
    """Say whose number it is; the other one’s is taken away.

    :raises AlreadySettled: when somebody has
    :raises WordsNeeded: without a reason
    :raises RuleBroken: for one of the two themselves
    :raises NinoClash.DoesNotExist: when there is none in scope
    """
    row: NinoClash = NinoClash.objects.select_for_update(of=("self",)).get(uuid=clash)
    tidy = " ".join(words.split())
    if row.settled_at is not None:
        raise AlreadySettled("Somebody has settled this already.")
    if not tidy or len(tidy) > LONGEST:
        raise WordsNeeded(f"Say how you know, in at most {LONGEST} characters.", field="words")
    holder, claimant = row.person, row.claimant
    dated.refuse_concerned(people=[holder.pk, claimant.pk], partner_id=row.partner_id, by=by)
    for one in (holder, claimant):
        require_free(partner_id=row.partner_id, person_id=one.pk)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy[:200]):
        row.outcome, row.words = NinoClash.Outcome(outcome), tidy
        row.settled_by, row.settled_at = by, at
        nino = sealed.open_nino(claimant.nino, person=claimant.uuid)
        loser = holder if outcome == NinoClash.Outcome.CLAIMANT else claimant
        loser.nino, loser.nino_index = "", ""
        loser.save(update_fields=["nino", "nino_index"])
        if loser.pk == holder.pk and nino:
            claimant.nino, claimant.nino_index = sealed.seal_nino(nino, partner_id=row.partner_id, person=claimant.uuid)
            claimant.save(update_fields=["nino", "nino_index"])
        row.save(update_fields=["outcome", "words", "settled_by", "settled_at"])
    return row


def _is_taken(partner_id: int, index: str, person: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hr_nino_is_taken(%s, %s, %s)", [partner_id, index, person])
        return bool(cursor.fetchone()[0])
