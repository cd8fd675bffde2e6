"""Compare people across partners for the fraud officer, and record why a match is in order (domain SEC-02, AUD-02)."""

from collections import defaultdict
from datetime import datetime
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from hr import rules
from hr.models import IdentityMatch, Person
from hr.queries.identity import fingerprints, visible
from partners.models import Partner, User
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

TWO = 2  # partners, at the least


class Compared(NamedTuple):
    """What a comparison came to."""

    n_new: int
    n_gone: int


class _Pair(NamedTuple):
    first_partner: int
    first_person: UUID
    second_partner: int
    second_person: UUID


def compare_everywhere(*, at: datetime) -> Compared:
    """Compare all partners with each other; keep what is new, forget what is no longer so.

    Fingerprints are read partner by partner, each in a scope of its own, and compared in memory; a match is written in
    a scope of the two partners that it is about. Nothing is recorded with either partner, and nobody is told.
    """
    partners = list(Partner.objects.order_by("id").values_list("id", flat=True))
    known_at: dict[str, list[tuple[int, UUID]]] = defaultdict(list)
    for partner_id in partners:
        with partner_scope(partner_id, reason="comparison of identities"):
            for fingerprint, person in fingerprints(partner_id=partner_id):
                known_at[fingerprint].append((partner_id, person))
    wanted: dict[tuple[int, int], set[_Pair]] = defaultdict(set)
    for places in known_at.values():
        for (first, one), (second, other) in combinations(places, 2):
            wanted[first, second].add(_Pair(first, one, second, other))
    done = [_settle(pair, wanted.get(pair, set()), at) for pair in combinations(partners, 2)]
    return Compared(sum(one.n_new for one in done), sum(one.n_gone for one in done))


def _settle(partners: tuple[int, int], wanted: set[_Pair], at: datetime) -> Compared:
    """Bring the matches between two partners in line with what was found."""
    with partner_scope(*partners, reason="comparison of identities"):
        rows = IdentityMatch.objects.filter(first_partner_id=partners[0], second_partner_id=partners[1])
        known = {
            _Pair(row.first_partner_id, row.first_person, row.second_partner_id, row.second_person): row.pk
            for row in rows.select_for_update(of=("self",)).order_by("id")
        }
        IdentityMatch.objects.bulk_create(
            IdentityMatch(
                first_partner_id=one.first_partner, first_person=one.first_person,
                second_partner_id=one.second_partner, second_person=one.second_person, found_at=at,
            )
            for one in sorted(wanted - known.keys())
        )  # fmt: skip
        gone = [known[one] for one in known.keys() - wanted]
        IdentityMatch.objects.filter(pk__in=gone).delete()
    return Compared(len(wanted - known.keys()), len(gone))


@transaction_required
def explain(*, match: UUID, explanation: str, by: User, at: datetime) -> IdentityMatch:
    """Record why somebody is at two partners, like a second job that both employers know of; or say it better.

    :raises RuleBroken: without an explanation, or about oneself
    :raises IdentityMatch.DoesNotExist: if there is none between the partners in scope
    """
    tidy = rules.check_reason(explanation)
    row: IdentityMatch = visible().select_for_update(of=("self",)).get(uuid=match)
    own = {*deciders.own_people(by, row.first_partner_id), *deciders.own_people(by, row.second_partner_id)}
    is_own = Person.objects.filter(uuid__in=[row.first_person, row.second_person], pk__in=own).exists()
    rules.NotOneself.require(not is_own)
    row.explanation, row.explained_by, row.explained_at = tidy, by, at
    row.save(update_fields=["explanation", "explained_by", "explained_at"])
    return row
