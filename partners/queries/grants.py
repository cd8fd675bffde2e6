"""Who may do what, where and when."""

from dataclasses import dataclass, field
from datetime import date

from partners import registry
from partners.models import Grant, Partner, User
from partners.queries import covers
from partners.roles import COVERED_BY, TEAM_ROLES, Role


@dataclass(frozen=True, slots=True)
class Held:
    """One role as far as it reaches: for the whole partner where it names neither a unit nor an employer."""

    role: Role
    permissions: frozenset[str]
    unit_id: int | None = None
    entity_id: int | None = None

    @property
    def is_limited(self) -> bool:
        """Whether it reaches part of the partner only."""
        return self.unit_id is not None or self.entity_id is not None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a permission reaches: the people of these units and below.

    `is_office`: it comes from an office role and no team role, so that posts and requests end where people do.
    """

    unit_ids: frozenset[int]
    is_office: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """What one user may do at one partner on one day. `unit_ids` are those that a team role names."""

    partner: Partner
    roles: frozenset[Role]
    permissions: frozenset[str]
    person_ids: frozenset[int]
    unit_ids: frozenset[int]
    is_read_only: bool = False
    """Whoever has left reads their own record for a while, and asks for nothing."""
    held: tuple[Held, ...] = ()
    user: User | None = None
    on: date | None = None
    _covers: dict[str, frozenset[int]] = field(default_factory=dict, repr=False, compare=False)
    _employers: dict[int, frozenset[int]] = field(default_factory=dict, repr=False, compare=False)

    def reach_for(self, permission: str) -> Reach | None:
        """Return how far a permission reaches; None: the whole partner.

        One role for the whole partner is enough. A permission that nobody gave reaches nobody. What reaches an employer
        reaches its units of today: one query, once a request. Whoever covers for a colleague reaches the colleague's
        units as well where both may decide: two queries more, once a request.
        """
        giving = [one for one in self.held if permission in one.permissions]
        if any(not one.is_limited for one in giving):
            return None
        units = frozenset().union(*(self._units(one) for one in giving)) if giving else frozenset()
        is_office = bool(giving) and all(one.role not in TEAM_ROLES for one in giving)
        return Reach(units | self._covered(permission), is_office=is_office)

    def units_for(self, permission: str) -> frozenset[int] | None:
        """Return the units to which a permission is limited; None: it holds for the whole partner."""
        reach = self.reach_for(permission)
        return None if reach is None else reach.unit_ids

    def _covered(self, permission: str) -> frozenset[int]:
        """Return the units that colleagues have lent, of those permissions that are held here as well."""
        lent = COVERED_BY.get(permission, frozenset()) & self.permissions
        if not lent or self.user is None or self.on is None:
            return frozenset()
        if "" not in self._covers:
            self._covers[""] = frozenset()
            found = covers.covers(user=self.user, partner_id=self.partner.pk, on=self.on)
            for one in found:
                self._covers[one.permission] = self._covers.get(one.permission, frozenset()) | one.units
        return frozenset().union(*(self._covers.get(one, frozenset()) for one in lent))

    def _units(self, one: Held) -> frozenset[int]:
        if one.unit_id is not None:
            return frozenset({one.unit_id})
        entity = one.entity_id or 0
        if entity not in self._employers:
            self._employers[entity] = registry.units_of(partner_id=self.partner.pk, entity_id=entity)
        return self._employers[entity]


def access(*, user: User, on: date) -> list[Access]:
    """Return the user's access at each partner on a day, by partner name. One query."""
    grants = Grant.objects.in_force(on).filter(user=user).select_related("partner").order_by("partner__name", "id")
    found: dict[int, list[Grant]] = {}
    for grant in grants:
        found.setdefault(grant.partner_id, []).append(grant)
    return [_access(of_partner, user, on) for of_partner in found.values()]


def _access(grants: list[Grant], user: User, on: date) -> Access:
    roles = frozenset(Role(grant.role) for grant in grants)
    people = frozenset(
        grant.person_id for grant in grants if grant.role == Role.EMPLOYEE and grant.person_id is not None
    )
    held = tuple(Held(Role(one.role), one.permissions, one.unit_id, one.entity_id) for one in grants)
    units = frozenset(one.unit_id for one in held if one.unit_id is not None and one.role in TEAM_ROLES)
    opened = frozenset().union(*(one.permissions for one in held))
    is_read_only = all(grant.read_only_from is not None and grant.read_only_from <= on for grant in grants)
    return Access(grants[0].partner, roles, opened, people, units, is_read_only, held, user, on)


def suspended_everywhere(*, user_id: int, on: date) -> bool:
    """Return whether a login holds access on a day, all of which is suspended. One query."""
    held = Grant.objects.filter(user_id=user_id, valid__contains=on).values_list("suspended_at", flat=True)
    moments = list(held)
    return bool(moments) and None not in moments


def needs_mfa(found: list[Access]) -> bool:
    """Return whether any role beyond employee is held."""
    return any(one.roles - {Role.EMPLOYEE} for one in found)
