"""On whose behalf leave and claims are decided: one's own team's for oneself, a colleague's while they are away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr.queries.covering import covered
from hr.rules_interests import NotTheirOwnEither
from partners.models import User
from partners.queries import deciders


def behalf_of(row: Any, *, permission: str, asked_by: UUID | None, by: User, at: datetime) -> User | None:
    """Return for whom something of a job is decided, or None when it is in units of one's own.

    `asked_by` is the human being who asked for it. A delegate decides nothing that whoever lent could not decide.

    :raises RuleBroken: NotTheirOwnEither
    """
    found = covered(user=by, partner_id=row.partner_id, permission=permission, on=timezone.localdate(at))
    givers = found.get(row.assignment.post.org_unit_id, ()) if found else ()
    able = [
        one
        for one in givers
        if one.human_id not in {asked_by, by.human_id}
        and row.person_id not in deciders.barred_people(one, row.partner_id)
    ]
    NotTheirOwnEither.require(bool(able) or not givers)
    return able[0] if able else None


def put(row: Any, giver: User | None) -> list[str]:
    """Say on a row for whom it was decided; return the columns."""
    row.behalf_of, row.behalf_human = giver, giver.human_id if giver else None
    return ["behalf_of", "behalf_human"]
