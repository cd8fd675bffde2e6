"""How far a role reaches that is limited to a unit or an employer (domain SEC-03), and what people call it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from partners import registry
from partners.queries.organisation import employers
from partners.roles import TEAM_ROLES
from partners.scope import current_scope

if TYPE_CHECKING:
    from partners.queries.grants import Access

WHOLE = "The whole organisation"
NO_UNIT = "No unit"


class Limit(NamedTuple):
    """What a role is limited to: a unit and what is below it, an employer, or nothing."""

    unit_id: int | None = None
    entity_id: int | None = None


class Names(NamedTuple):
    """What the units and employers of a partner are called, by id."""

    units: Mapping[int, str]
    employers: Mapping[int, str]

    def words(self, unit_id: int | None, entity_id: int | None) -> str:
        """Say what a role is limited to; an empty text when it is for everything."""
        if unit_id is not None:
            return self.units.get(unit_id, NO_UNIT)
        return "" if entity_id is None else self.employers.get(entity_id, "No employer")


def names(*, partner_id: int, on: date) -> Names:
    """Return what the units of a day and the employers are called. Two queries."""
    units = dict(registry.units(partner_id=partner_id, on=on))
    return Names(units, dict(employers(partner_id=partner_id, on=None)))


def part_words(found: "Access", *, on: date) -> str:
    """Say to which part of a partner the offices of somebody are limited. Two queries.

    An empty text on the page of an error, which is rendered after what the request did was undone, or outside a scope.
    """
    if current_scope() is None or connection.needs_rollback:
        return ""
    known = names(partner_id=found.partner.pk, on=on)
    limits = {(one.unit_id, one.entity_id) for one in found.held if one.is_limited and one.role not in TEAM_ROLES}
    parts = sorted({known.words(*one).rsplit(" / ", 1)[-1] for one in limits})
    return f"Part of {found.partner.name}: {'; '.join(parts)}, with what is below"


def meet(one: Limit, other: Limit, *, partner_id: int) -> bool:
    """Return whether two roles reach the same people or posts: one for everything meets every other.

    One query where both are limited, and one for each employer.
    """
    nothing = Limit()
    if nothing in (one, other) or one == other:
        return True
    lists = [_units(one, partner_id), _units(other, partner_id)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_units_below(%s::bigint[]) && app_units_below(%s::bigint[])", lists)
        return bool(cursor.fetchone()[0])


def _units(limit: Limit, partner_id: int) -> list[int]:
    if limit.unit_id is not None:
        return [limit.unit_id]
    return sorted(registry.units_of(partner_id=partner_id, entity_id=limit.entity_id or 0))
