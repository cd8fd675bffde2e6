"""Who looks after the open cases of a partner, for whoever names officers: references and names, nothing of a case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from partners.models import User
from partners.queries import deciders
from partners.roles import ROLE_PERMISSIONS

WORKS = "cases.work"
NOT_SHOWN = "A name that is not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """Who looks after one case. `has_part`: the reader has another part in it, and names nobody."""

    case: UUID
    reference: str
    received_on: date
    officers: str
    has_officer: bool
    has_part: bool


def officers(*, partner_id: int, on: date, case: UUID | None = None) -> list[OfficerRow]:
    """Return the open cases, or one, that the actor of the scope may name an officer of. Two queries.

    PostgreSQL returns nothing to whoever names no officers, and no case that is about the actor, kept from the actor,
    or in which the actor is a witness.
    """
    roles = [role.value for role, held in ROLE_PERMISSIONS.items() if WORKS in held]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM hr_case_officers(%s, %s, %s::text[]) WHERE %s::uuid IS NULL OR case_uuid = %s::uuid "
            "ORDER BY reference",
            [partner_id, on, roles, case, case],
        )
        found = cursor.fetchall()
    names = _names({user for row in found for user in row[3]})
    return [
        OfficerRow(
            case=row[0], reference=row[1], received_on=row[2],
            officers=", ".join(names.get(user, NOT_SHOWN) for user in row[3]), has_officer=row[4], has_part=row[5],
        )
        for row in found
    ]  # fmt: skip


def n_without(*, partner_id: int, on: date) -> int:
    """Return how many open cases have no officer who still works on cases here."""
    return sum(not row.has_officer for row in officers(partner_id=partner_id, on=on))


def workers(*, partner_id: int, on: date, text: str = "", without: frozenset[UUID] = frozenset()) -> list[User]:
    """Return who may work on cases and whose name or address has every word, but these human beings.

    A reader who sees nothing of a case is offered who must not have a part, too: whoever is missing would tell whom
    the case is about. The database refuses them.
    """
    wanted = text.casefold().split()
    return [
        one
        for one in deciders.holders(partner_id=partner_id, permission=WORKS, on=on)
        if one.human_id not in without and all(word in f"{one.full_name} {one.email}".casefold() for word in wanted)
    ]


def _names(ids: set[int]) -> dict[int, str]:
    """Return the names of logins, without those that the scope hides. One query."""
    known = User.objects.filter(pk__in=ids).exclude(pk__in=RawSQL("SELECT unnest(app_hidden_users())", []))
    return dict(known.order_by("id").values_list("pk", "full_name"))
