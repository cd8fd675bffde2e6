"""Units as a tree, for whoever gives somebody a team; and who manages whom."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from hr.models import Assignment, OrgUnit
from partners.models import Grant, User
from partners.roles import TEAM_ROLES
from partners.scope import current_scope


def unit_tree(*, partner_id: int) -> list[tuple[int, str]]:
    """Return every unit as (id, path of names from the top), in the order of the tree. One query."""
    units = {unit.pk: unit for unit in OrgUnit.objects.of(partner_id).order_by("name", "id")}
    paths = {pk: _path(unit, units) for pk, unit in units.items()}
    return sorted(((pk, " / ".join(path)) for pk, path in paths.items()), key=lambda one: paths[one[0]])


def below(*, partner_id: int, unit_ids: Collection[int]) -> set[UUID]:
    """Return the public ids of units and everything below them. One query."""
    rows = list(OrgUnit.objects.of(partner_id).values_list("pk", "parent_id", "uuid").order_by("pk"))
    above = {pk: parent for pk, parent, _uid in rows}
    return {uid for pk, _parent, uid in rows if set(_upwards(pk, above)) & set(unit_ids)}


def managers_of(*, partner_id: int, person_ids: Collection[int], on: date) -> dict[int, list[User]]:
    """Return who holds a team role for a unit where these people work on a day, or for one above it. Three queries.

    Nobody is their own manager, by any login. People without a manager are left out.
    """
    above = dict(OrgUnit.objects.of(partner_id).values_list("pk", "parent_id"))
    held = Grant.objects.in_force(on).filter(partner_id=partner_id, role__in=[role.value for role in TEAM_ROLES])
    managers: dict[int, list[User]] = defaultdict(list)
    for grant in held.select_related("user").order_by("id"):
        managers[grant.unit_id or 0].append(grant.user)
    own = Grant.objects.filter(partner_id=partner_id, person_id__in=person_ids)
    humans = dict(own.values_list("person_id", "user__human_id"))
    found: dict[int, dict[int, User]] = defaultdict(dict)
    jobs = Assignment.objects.of(partner_id).filter(person_id__in=person_ids, valid__contains=on)
    for person_id, unit in jobs.order_by("id").values_list("person_id", "post__org_unit_id"):
        for one in _upwards(unit, above):
            found[person_id] |= {u.pk: u for u in managers[one] if u.human_id != humans.get(person_id)}
    return {person_id: list(users.values()) for person_id, users in found.items() if users}


def _upwards(unit: int | None, above: dict[int, int | None]) -> list[int]:
    """Return a unit and the ones above it."""
    found: list[int] = []
    while unit is not None and unit not in found:
        found.append(unit)
        unit = above.get(unit)
    return found


def _path(unit: OrgUnit, units: dict[int, OrgUnit]) -> list[str]:
    above = units.get(unit.parent_id) if unit.parent_id is not None else None
    return [*(_path(above, units) if above is not None else []), unit.name]


def is_of_team(job: Assignment) -> bool:
    """Tell whether a job is in the units of a manager's scope: the people in it may have jobs elsewhere, too.

    Outside a manager's scope every job is.
    """
    scope = current_scope()
    if scope is None or scope.unit_ids is None:
        return True
    unit = job.post.org_unit
    return unit.uuid in below(partner_id=job.partner_id, unit_ids=scope.unit_ids)
