"""Whose team somebody is in: grants for a unit hold for it and what stands below it on the day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from hr.models import Assignment, OrgUnit, PostHolding
from hr.queries.unit_tree import tree
from partners.models import Grant, User
from partners.roles import TEAM_ROLES
from partners.scope import current_scope


def unit_paths(*, partner_id: int, on: date) -> list[tuple[int, str]]:
    """Return every unit of a day as (id, path of names from the top), in the order of the tree. One query."""
    units = tree(partner_id=partner_id, on=on)
    return [
        (node.pk, " / ".join([*(above.name for above in reversed(units.above(node.pk))), node.name]))
        for _depth, node in units.walk()
    ]


def units_of_employer(*, partner_id: int, entity_id: int) -> frozenset[int]:
    """Return every unit of an employer, those that have ended included. One query."""
    return frozenset(OrgUnit.objects.of(partner_id).filter(legal_entity_id=entity_id).values_list("pk", flat=True))


def below(*, partner_id: int, unit_ids: Collection[int], on: date) -> set[UUID]:
    """Return the public ids of units and of everything below them on a day. One query."""
    units = tree(partner_id=partner_id, on=on)
    return {units.nodes[pk].uuid for pk in units.below(unit_ids)}


def managers_of(*, partner_id: int, person_ids: Collection[int], on: date) -> dict[int, list[User]]:
    """Return who holds a team role for a unit where these people work on a day, or for one above it. Four queries.

    Nobody is their own manager, by any login. People without a manager are left out.
    """
    units = tree(partner_id=partner_id, on=on)
    held = Grant.objects.in_force(on).filter(partner_id=partner_id, role__in=[role.value for role in TEAM_ROLES])
    managers: dict[int, list[User]] = defaultdict(list)
    for grant in held.select_related("user").order_by("id"):
        managers[grant.unit_id or 0].append(grant.user)
    own = Grant.objects.filter(partner_id=partner_id, person_id__in=person_ids)
    humans = dict(own.values_list("person_id", "user__human_id"))
    found: dict[int, dict[int, User]] = defaultdict(dict)
    jobs = PostHolding.objects.of(partner_id).filter(person_id__in=person_ids, valid__contains=on)
    for person_id, unit in jobs.order_by("id").values_list("person_id", "post__org_unit_id"):
        for one in [unit, *(node.pk for node in units.above(unit))]:
            found[person_id] |= {u.pk: u for u in managers[one] if u.human_id != humans.get(person_id)}
    return {person_id: list(users.values()) for person_id, users in found.items() if users}


def is_of_team(job: Assignment) -> bool:
    """Tell whether a job is in the units of a manager's scope: the people in it may have jobs elsewhere, too.

    By the post and the units of today: a manager sees people a month before they move here (`app_team_people`), and
    changes their jobs once they are in the team. Outside a manager's scope every job is.
    One query for each step up from the unit.
    """
    scope = current_scope()
    if scope is None or scope.unit_ids is None:
        return True
    unit: OrgUnit | None = job.post.org_unit
    while unit is not None and unit.pk not in scope.unit_ids:
        unit = unit.parent
    return unit is not None
