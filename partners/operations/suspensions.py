"""Stopping every login of a human being at one partner at once, so that it can be undone without a trace (HR-09)."""

from datetime import datetime

from partners.audit import audit
from partners.models import AuditAction, Grant, User
from partners.operations import sessions
from partners.queries import holds
from partners.roles import Role
from sharedservices.common.db import transaction_required


@transaction_required
def suspend(*, partner_id: int, person_id: int, reason: str, by: User, at: datetime) -> int:
    """Suspend every role at the partner of the human being behind a person, and end their sessions; return how many.

    Nothing else of a role changes: its days, its reason and who gave it stay as they are.
    """
    logins = list(holds.logins_of(partner_id=partner_id, person_id=person_id))
    rows = Grant.objects.select_for_update(of=("self",)).filter(partner_id=partner_id, user__in=logins)
    found = list(rows.filter(suspended_at=None, ended_at=None).order_by("id"))
    for grant in found:
        grant.suspended_by, grant.suspended_at, grant.suspended_for = by, at, person_id
        grant.save(update_fields=["suspended_by", "suspended_at", "suspended_for"])
        _record(grant, "suspended", reason)
    sessions.end_of(user_ids=[login.pk for login in logins])
    return len(found)


@transaction_required
def resume(*, partner_id: int, person_id: int, reason: str) -> int:
    """Give back every role that was suspended on account of a person; return how many."""
    rows = Grant.objects.select_for_update(of=("self",)).filter(partner_id=partner_id, suspended_for=person_id)
    found = list(rows.order_by("id"))
    for grant in found:
        grant.suspended_by = grant.suspended_at = grant.suspended_for = None
        grant.save(update_fields=["suspended_by", "suspended_at", "suspended_for"])
        _record(grant, "resumed", reason)
    return len(found)


def _record(grant: Grant, what: str, reason: str) -> None:
    audit(
        action=AuditAction.UPDATE,
        object_type="partners_grant",
        object_id=grant.pk,
        label=f"{Role(grant.role).label}: access {what}",
        partner_id=grant.partner_id,
        reason=reason,
    )
