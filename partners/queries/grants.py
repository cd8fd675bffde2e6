"""Who may do what, where and when."""

from dataclasses import dataclass
from datetime import date

from partners.models import Grant, Partner, User
from partners.roles import TEAM_ROLES, Role, permissions_of


@dataclass(frozen=True, slots=True)
class Access:
    """What one user may do at one partner on one day."""

    partner: Partner
    roles: frozenset[Role]
    permissions: frozenset[str]
    person_ids: frozenset[int]
    unit_ids: frozenset[int]
    is_read_only: bool = False
    """Whoever has left reads their own record for a while, and asks for nothing."""

    def units_for(self, permission: str) -> frozenset[int] | None:
        """Return the units to which a permission is limited; None: it holds for the whole partner.

        One role for the whole partner is enough. A permission that nobody gave is limited to no unit at all.
        """
        giving = {role for role in self.roles if permission in permissions_of({role})}
        return None if giving - set(TEAM_ROLES) else self.unit_ids if giving else frozenset()


def access(*, user: User, on: date) -> list[Access]:
    """Return the user's access at each partner on a day, by partner name. One query."""
    grants = Grant.objects.in_force(on).filter(user=user).select_related("partner").order_by("partner__name", "id")
    found: dict[int, list[Grant]] = {}
    for grant in grants:
        found.setdefault(grant.partner_id, []).append(grant)
    return [_access(of_partner, on) for of_partner in found.values()]


def _access(grants: list[Grant], on: date) -> Access:
    roles = frozenset(Role(grant.role) for grant in grants)
    people = frozenset(
        grant.person_id for grant in grants if grant.role == Role.EMPLOYEE and grant.person_id is not None
    )
    units = frozenset(grant.unit_id for grant in grants if grant.unit_id is not None)
    is_read_only = all(grant.read_only_from is not None and grant.read_only_from <= on for grant in grants)
    return Access(grants[0].partner, roles, permissions_of(set(roles)), people, units, is_read_only)


def suspended_everywhere(*, user_id: int, on: date) -> bool:
    """Return whether a login holds access on a day, all of which is suspended. One query."""
    held = Grant.objects.filter(user_id=user_id, valid__contains=on).values_list("suspended_at", flat=True)
    moments = list(held)
    return bool(moments) and None not in moments


def needs_mfa(found: list[Access]) -> bool:
    """Return whether any role beyond employee is held."""
    return any(one.roles - {Role.EMPLOYEE} for one in found)
