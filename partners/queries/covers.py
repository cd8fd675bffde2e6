"""For whom somebody decides while they are away: what a role for units lends to a colleague (domain SEC-04).

A delegate reaches a colleague's units for what both may decide, and for nothing else; a role for the whole partner
lends no reach, because whoever could do with it holds one as well.
"""

from dataclasses import dataclass
from datetime import date

from partners import registry
from partners.models import Delegation, Grant, User
from partners.roles import COVERED
from partners.scope import current_scope


@dataclass(frozen=True, slots=True)
class Cover:
    """Who lent a permission, and the units that it is for, with what stands below them."""

    giver: User
    permission: str
    units: frozenset[int]


def covers(*, user: User, partner_id: int, on: date) -> list[Cover]:
    """Return what colleagues lend to a login on a day, as far as it holds the same permissions itself.

    One query, one more when somebody lends, and one for each employer to which their roles are limited. None outside a
    scope, and none under self-service.
    """
    scope = current_scope()
    if scope is None or scope.person_ids is not None:
        return []
    rows = Delegation.objects.of(partner_id).filter(receiver=user, valid__contains=on, ended_at=None)
    givers = {one.giver_id: one.giver for one in rows.select_related("giver").order_by("id")}
    if not givers:
        return []
    grants = Grant.objects.in_force(on).filter(partner_id=partner_id, user__in=[user.pk, *givers], user__is_active=True)
    held = list(grants.order_by("id"))
    own = frozenset().union(*(one.permissions for one in held if one.user_id == user.pk)) & COVERED
    lent: dict[tuple[int, str], frozenset[int]] = {}
    for one in held:
        if one.user_id not in givers or not one.is_limited:
            continue
        units = _units(one)
        for permission in one.permissions & own:
            key = (one.user_id, permission)
            lent[key] = lent.get(key, frozenset()) | units
    return [Cover(givers[giver], permission, units) for (giver, permission), units in sorted(lent.items())]


def own_units(*, user: User, partner_id: int, permission: str, on: date) -> frozenset[int] | None:
    """Return the units for which a login holds a permission itself; None: for the whole partner. One query."""
    rows = Grant.objects.in_force(on).giving(permission).filter(user=user, partner_id=partner_id)
    found = list(rows.order_by("id"))
    if any(not one.is_limited for one in found):
        return None
    return frozenset().union(*(_units(one) for one in found))


def _units(one: Grant) -> frozenset[int]:
    if one.unit_id is not None:
        return frozenset({one.unit_id})
    return registry.units_of(partner_id=one.partner_id, entity_id=one.entity_id or 0)
