"""Who may take the next step of a run: people by permission, without those who had a hand in it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from partners.models import Grant
from partners.roles import ROLE_PERMISSIONS, Role


def who_may(*, partner_id: int, permissions: Collection[str], on: date) -> dict[str, dict[UUID, str]]:
    """Return the names of those who hold each permission at the partner on a day, by human being. One query."""
    found: dict[str, dict[UUID, str]] = {permission: {} for permission in permissions}
    wanted = {role for role, held in ROLE_PERMISSIONS.items() if held & set(permissions)}
    rows = Grant.objects.in_force(on).known().filter(partner_id=partner_id, role__in=wanted, user__is_active=True)
    for grant in rows.select_related("user").order_by("user__full_name", "id"):
        for permission in ROLE_PERMISSIONS[Role(grant.role)] & set(permissions):
            found[permission][grant.user.human_id] = grant.user.full_name
    return found
