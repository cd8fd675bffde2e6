"""A person's contact details: known as, nationality, address, e-mail, telephone. Corrected at once, not dated.

Legal name, birth, sex and National Insurance number change by an approved request alone: see legal_details.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr.checks import is_email
from hr.models import Person
from hr.operations import contacts, dated
from hr.operations.freeze import require_free
from partners.models import User
from sharedservices.common.db import transaction_required

NOUN = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetails:
    """What may be corrected about a person at once. None leaves a field as it is; an empty text empties it."""

    known_as: str | None = None
    nationality: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    town: str | None = None
    postcode: str | None = None
    email: str | None = None
    phone: str | None = None

    def given(self) -> dict[str, str]:
        """Return the fields that are given, tidied."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: " ".join(value.split()) for name, value in values.items() if value is not None}


@transaction_required
def correct_contacts(*, person: UUID, details: ContactDetails, reason: str, by: User, at: datetime) -> Person:
    """Correct what a person is called by colleagues, the nationality, the address or a contact.

    :raises RuleBroken: for an address that no mail reaches, a country that there is not, for the record of oneself or
        of somebody close, or if nothing changes
    :raises PersonOnHold: while the person is frozen
    :raises Person.DoesNotExist: if there is none in scope
    """
    row: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    require_free(partner_id=row.partner_id, person_id=row.pk)
    dated.refuse_concerned(people=[row.pk], partner_id=row.partner_id, by=by)
    given = details.given()
    rules.EmailLooksRight.require(not details.email or is_email(details.email.strip()))
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    rules.SomethingChanges.require(bool(changed), what=NOUN, since="before")
    rules.check_country(given.get("nationality", ""), on=timezone.localdate(at))
    before = {"email": row.email, "phone": row.phone}
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        for name in changed:
            setattr(row, name, given[name])
        row.save(update_fields=changed)
        contacts.keep(person=row, before=before, by=by, at=at)
    return row
