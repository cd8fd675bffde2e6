"""A copy of what somebody gave themselves, taken in self-service (UK GDPR article 20)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import rights as found
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required


@transaction_required
def supply(*, partner_id: int, people: Sequence[int], by: User, at: datetime) -> dict[str, Any]:
    """Return what the people of a self-service scope gave, by section, and record that it was taken."""
    content: dict[str, Any] = {}
    with partner_scope(partner_id, actor_id=by.pk):
        for person in people:
            for section, records in found.supplied(partner_id=partner_id, person_id=person).items():
                content.setdefault(section, []).extend(records)
            audit(
                action=AuditAction.EXPORT, object_type="hr_person", object_id=person, label="What they gave",
                changes={"sections": len(content)},
            )  # fmt: skip
    return content
