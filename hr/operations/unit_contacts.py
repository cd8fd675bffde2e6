"""How the public reaches a unit, for what is published about its posts."""

from datetime import datetime
from uuid import UUID

from hr.models import OrgUnit, UnitContact
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError


class NotPublished(DomainError):
    """The unit is confidential: nothing about it is published."""


@transaction_required
def publish(*, unit: UUID, email: str, phone: str, by: User, at: datetime) -> UnitContact | None:
    """Save how an office is reached; both empty take it away. The same again changes nothing.

    :raises NotPublished: for a confidential unit
    :raises OrgUnit.DoesNotExist: if there is no such unit in scope
    """
    row = OrgUnit.objects.select_for_update(of=("self",)).get(uuid=unit)
    if row.is_confidential:
        raise NotPublished("A confidential unit is left out of what is published.", remedy="Leave both empty.")
    given = {"email": email.strip(), "phone": " ".join(phone.split())}
    with partner_scope(row.partner_id, actor_id=by.pk, reason="Contact details for publication"):
        found = UnitContact.objects.of(row.partner_id).filter(org_unit=row).first()
        if not any(given.values()):
            if found is not None:
                found.delete()
            return None
        if found is None:
            made: UnitContact = UnitContact.objects.create(
                partner_id=row.partner_id, org_unit=row, saved_by=by, saved_at=at, **given
            )
            return made
        if (found.email, found.phone) != (given["email"], given["phone"]):
            found.email, found.phone, found.saved_by, found.saved_at = given["email"], given["phone"], by, at
            found.save(update_fields=["email", "phone", "saved_by", "saved_at"])
    kept: UnitContact = found
    return kept
