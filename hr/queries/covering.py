"""For whom somebody decides about leave and claims while they are away, unit by unit (domain SEC-04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from hr.queries.unit_tree import tree
from partners.models import User
from partners.queries import covers, deciders
from partners.scope import current_scope

Covered = Mapping[int, Sequence[User]]
"""By unit, for whom somebody decides there, the first who lent first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of a kind: what is one's own to decide, and what one decides for each colleague who is away."""

    own: QuerySet[Any]
    others: tuple[tuple[User, QuerySet[Any]], ...]


def covered(*, user: User, partner_id: int, permission: str, on: date) -> Covered:
    """Return for whom somebody decides in which units: in their own units, and those below, for nobody.

    Nothing outside a scope that is narrowed to units. One query; where somebody lends, four more.
    """
    scope = current_scope()
    if scope is None or scope.unit_ids is None:
        return {}
    lent = [one for one in covers.covers(user=user, partner_id=partner_id, on=on) if one.permission == permission]
    own = covers.own_units(user=user, partner_id=partner_id, permission=permission, on=on) if lent else None
    if own is None:
        return {}
    units = tree(partner_id=partner_id, on=on)
    mine = units.below(own)
    found: dict[int, list[User]] = {}
    for one in lent:
        for pk in units.below(one.units) - mine:
            found.setdefault(pk, []).append(one.giver)
    return found


def divide(rows: QuerySet[Any], where: Covered, *, asked_by: str, partner_id: int) -> Waiting:
    """Divide rows that wait: one's own, and for each colleague those that the colleague could decide.

    `asked_by` is the column with the human being who asked. Two queries for each colleague.
    """
    own = rows.exclude(assignment__post__org_unit_id__in=list(where)) if where else rows
    givers = {one.pk: one for found in where.values() for one in found}
    others = []
    for giver in givers.values():
        units = [pk for pk, found in where.items() if giver in found]
        barred = deciders.barred_people(giver, partner_id)
        theirs = rows.filter(assignment__post__org_unit_id__in=units)
        others.append((giver, theirs.exclude(Q(person_id__in=barred) | Q(**{asked_by: giver.human_id}))))
    return Waiting(own, tuple(others))


def for_words(where: Covered, unit_id: int) -> str:
    """Say for whom what waits in a unit is decided; an empty text where it is one's own."""
    found = where.get(unit_id, ())
    return f"For {' or '.join(str(one) for one in found)}" if found else ""
