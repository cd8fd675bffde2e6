"""Who holds two roles at a partner that nobody may hold together, now or on a day to come."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Delegation, DutiesFinding, Grant, User
from partners.queries.reach import Limit, meet
from partners.roles import COVERED, DECIDING, ROLE_PERMISSIONS, Role, clashes


class Clash(NamedTuple):
    """A human being and the two roles, in their fixed order."""

    human_id: UUID
    role: Role
    other_role: Role


class Held(NamedTuple):
    """A role that somebody holds or was lent, the days, and the roles whose clash with it a control makes up for."""

    role: Role
    valid: DateRange
    mitigates: frozenset[str]
    limit: Limit


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One open finding. `logins` are the e-mail addresses by which the person holds roles."""

    person: str
    logins: str
    role: str
    other_role: str
    found_at: datetime


def clashing(*, partner_id: int, on: date) -> set[Clash]:
    """Return every clash among the grants that hold on a day or later, over all logins of a person. Two queries.

    Roles that are limited to different parts of the partner check each other nowhere: one more query for each such two.
    What is delegated to somebody counts as held for its days (domain SEC-03 b). An approved override is no clash.
    Grants of a closed login open nothing and do not count.
    """
    rows = Grant.objects.filter(partner_id=partner_id, valid__overlap=DateRange(on, None), user__is_active=True)
    held: dict[UUID, list[Held]] = defaultdict(list)
    columns = ("user__human_id", "role", "valid", "mitigates", "unit_id", "entity_id")
    for human_id, role, valid, mitigates, unit, entity in rows.order_by("id").values_list(*columns):
        held[human_id].append(Held(Role(role), valid, frozenset(mitigates), Limit(unit, entity)))
    for human_id, lent in _lent(held, partner_id=partner_id, on=on):
        held[human_id].append(lent)
    return {
        Clash(human_id, *pair)
        for human_id, grants in held.items()
        for one, other in combinations(grants, 2)
        if _overlap(one.valid, other.valid) and other.role not in one.mitigates and one.role not in other.mitigates
        for pair in clashes({one.role, other.role})
        if meet(one.limit, other.limit, partner_id=partner_id)
    }


def _lent(held: Mapping[UUID, list["Held"]], *, partner_id: int, on: date) -> list[tuple[UUID, "Held"]]:
    """Return the deciding roles that delegations lend, to whom and for which days."""
    rows = Delegation.objects.of(partner_id).filter(valid__overlap=DateRange(on, None), ended_at=None)
    found = rows.order_by("id").values_list("giver__human_id", "receiver__human_id", "valid")
    return [
        (receiver, Held(one.role, span, frozenset(), one.limit))
        for giver, receiver, span in found
        for one in held.get(giver, [])
        if ROLE_PERMISSIONS[one.role] & (DECIDING | COVERED) and _overlap(one.valid, span)
    ]


def held_during(*, user: User, partner_id: int, span: DateRange) -> set[Role]:
    """Return the roles that the human being behind a login holds at a partner on some day of a span. One query."""
    rows = Grant.objects.filter(user__human_id=user.human_id, partner_id=partner_id, valid__overlap=span)
    return {Role(role) for role in rows.filter(user__is_active=True).values_list("role", flat=True)}


def holders_of(*, role: Role, partner_id: int, on: date) -> list[User]:
    """Return the people who hold a role at a partner on a day, by name. One query."""
    grants = Grant.objects.in_force(on).known().filter(partner_id=partner_id, role=role.value, user__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("user_id")).order_by("full_name", "id"))


def roles_held(*, partner_id: int, on: date) -> set[Role]:
    """Return the roles that somebody holds at a partner on a day. One query."""
    grants = Grant.objects.in_force(on).filter(partner_id=partner_id, user__is_active=True)
    return {Role(role) for role in grants.values_list("role", flat=True)}


def _overlap(one: DateRange, other: DateRange) -> bool:
    """Return whether two spans of days have one in common; they start on a day and may go on without end."""
    return (other.upper is None or one.lower < other.upper) and (one.upper is None or other.lower < one.upper)


def findings(*, partner_id: int) -> list[FindingRow]:
    """Return the open findings of a partner, the oldest first. Two queries."""
    rows = list(DutiesFinding.objects.of(partner_id).filter(cleared_at__isnull=True).order_by("found_at", "id"))
    logins: dict[UUID, list[User]] = defaultdict(list)
    people = User.objects.filter(human_id__in={row.human_id for row in rows}, grants__partner_id=partner_id)
    for user in people.distinct().order_by("id"):
        logins[user.human_id].append(user)
    return [
        FindingRow(
            person=", ".join(dict.fromkeys(str(user) for user in logins[row.human_id])),
            logins=", ".join(user.email for user in logins[row.human_id]),
            role=Role(row.role).label,
            other_role=Role(row.other_role).label,
            found_at=row.found_at,
        )
        for row in rows
    ]


def n_findings(*, partner_id: int) -> int:
    """Return how many findings are open."""
    return int(DutiesFinding.objects.of(partner_id).filter(cleared_at__isnull=True).count())
