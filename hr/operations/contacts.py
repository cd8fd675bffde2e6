"""The history of e-mail addresses and telephone numbers: whoever writes one into a person's record keeps it here."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from hr.models import Contact, Person
from hr.queries import contacts as found
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.db import transaction_required

_KEEP_ALL = """
INSERT INTO hr_contact (uuid, partner_id, person_id, kind, value, begun_at, recorded_by_id, verified_how)
SELECT gen_random_uuid(), p.partner_id, p.id, k.kind, k.value, %(at)s, %(by)s, ''
FROM hr_person p
CROSS JOIN LATERAL (VALUES ('EMAIL', p.email), ('PHONE', p.phone)) AS k (kind, value)
WHERE p.partner_id = %(partner)s AND k.value <> ''
  AND NOT EXISTS (SELECT 1 FROM hr_contact c
                  WHERE c.partner_id = p.partner_id AND c.person_id = p.id AND c.kind = k.kind)
"""


@transaction_required
def keep(*, person: Person, before: dict[str, Any], by: User, at: datetime) -> None:
    """Write down what became of a person's contacts: `before` has `email` and `phone` as they were.

    It runs under self-service too.
    """
    held = found.current(person)
    for kind, name in found.FIELDS.items():
        old, new = str(before.get(name, "")), str(getattr(person, name))
        if old == new:
            continue
        row = held.get(kind)
        if row is not None:
            Contact.objects.of(person.partner_id).filter(pk=row.pk).update(ended_at=at)
        elif old:
            _add(person, kind, old, by=None, begun_at=None, ended_at=at)
        if new:
            _add(person, kind, new, by=by, begun_at=at)


@transaction_required
def keep_all(*, partner_id: int, by: User, on: date) -> int:
    """Begin the history of everybody's contacts that have none, after people were loaded in bulk; return how many."""
    at = timezone.make_aware(datetime.combine(on, time.min))
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ALL, {"partner": partner_id, "by": by.pk, "at": at})
        return int(cursor.rowcount)


@transaction_required
def verify(*, partner_id: int, contact: UUID, how: str, at: datetime) -> bool:
    """Note that a contact that is held reaches the person; return whether there was such a one. Safe to run twice."""
    rows = Contact.objects.of(partner_id).select_for_update(of=("self",))
    row: Contact | None = rows.filter(uuid=contact, ended_at=None).first()
    if row is None:
        return False
    if row.verified_at is None:
        row.verified_at, row.verified_how = at, Contact.Verified(how)
        row.save(update_fields=["verified_at", "verified_how"])
        audit(
            action=AuditAction.APPROVE,
            object_type="hr_contact",
            object_id=row.pk,
            label=str(row),
            partner_id=partner_id,
            changes={"verified": how},
        )
    return True


def _add(person: Person, kind: str, value: str, *, by: User | None, **held: Any) -> None:
    Contact.objects.create(partner_id=person.partner_id, person=person, kind=kind, value=value, recorded_by=by, **held)
