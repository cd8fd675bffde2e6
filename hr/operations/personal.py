"""What an employee changes in their own record: address, contacts, the name they go by, whom to call in an emergency.

It runs under self-service: the database lets a person change these columns of their own row, and no other.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.urls import reverse

from hr import rules, rules_bank
from hr.checks import is_email
from hr.models import Contact, EmergencyContact, Person
from hr.operations import contacts, dated
from hr.queries import contacts as found
from partners.models import User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.scope import current_scope
from sharedservices.common.db import transaction_required

NOUN = "record"
SALT = "hr.contact.confirm"
SEVEN_DAYS = 7 * 24 * 3600
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{8,24}")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")
MOST_EMERGENCY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address. Without a postcode it lies abroad."""

    address_line_1: str
    address_line_2: str = ""
    town: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How a person is reached, and the name they go by. `site` is scheme and host of the link in the message."""

    email: str
    phone: str
    known_as: str
    site: str


@transaction_required
def change_address(*, person: UUID, address: Address, by: User, at: datetime) -> Person:
    """Change one's own address. A protected one stays protected.

    :raises RuleBroken: for another person's record, a postcode that is none, or if nothing changes
    """
    row = _own(person)
    code = " ".join(address.postcode.upper().split())
    if code and " " not in code:
        code = f"{code[:-3]} {code[-3:]}"
    rules_bank.PostcodeLooksRight.require(not code or POSTCODE.fullmatch(code) is not None)
    given = {
        "address_line_1": " ".join(address.address_line_1.split()),
        "address_line_2": " ".join(address.address_line_2.split()),
        "town": " ".join(address.town.split()),
        "postcode": code,
    }
    return _save(row, given, by=by, at=at)


@transaction_required
def change_contacts(*, person: UUID, reach: Reach, by: User, at: datetime) -> Person:
    """Change one's own e-mail address, telephone number and known-as name. The contacts before stay in the history.

    Whoever was reached there before is told; a new e-mail address gets a link by which it is confirmed.

    :raises RuleBroken: for another person's record, an address or number that is none, or if nothing changes
    """
    row = _own(person)
    email, phone = reach.email.strip().lower(), " ".join(reach.phone.split())
    rules.EmailLooksRight.require(not email or is_email(email))
    rules_bank.PhoneLooksRight.require(not phone or PHONE.fullmatch(phone) is not None)
    old = row.email
    given = {"email": email, "phone": phone, "known_as": " ".join(reach.known_as.split())}
    changed = _save(row, given, by=by, at=at)
    if email != old:
        _tell(changed, old, reach.site, by=by, at=at)
    return changed


@transaction_required
def add_emergency_contact(
    *, person: UUID, name: str, relationship: str, phone: str, by: User, at: datetime
) -> EmergencyContact:
    """Add somebody to call in an emergency.

    :raises RuleBroken: for another person's record, a number that is none, or more than there is room for
    """
    row = _own(person)
    number = " ".join(phone.split())
    rules_bank.PhoneLooksRight.require(PHONE.fullmatch(number) is not None)
    rules_bank.FewEmergencyContacts.require(
        EmergencyContact.objects.filter(person=row, removed_at=None).count() < MOST_EMERGENCY, most=MOST_EMERGENCY
    )
    with dated.change(partner_id=row.partner_id, by=by, reason="by the employee"):
        made: EmergencyContact = EmergencyContact.objects.create(
            partner_id=row.partner_id, person=row, name=" ".join(name.split()),
            relationship=" ".join(relationship.split()), phone=number, recorded_by=by, recorded_at=at,
        )  # fmt: skip
    return made


@transaction_required
def remove_emergency_contact(*, contact: UUID, by: User, at: datetime) -> None:
    """Take somebody off one's own list. :raises EmergencyContact.DoesNotExist: if there is none in scope."""
    row: EmergencyContact = EmergencyContact.objects.get(uuid=contact, removed_at=None)
    _own(row.person.uuid)
    with dated.change(partner_id=row.partner_id, by=by, reason="by the employee"):
        row.removed_at = at
        row.save(update_fields=["removed_at"])


def read_token(token: str) -> tuple[int, UUID] | None:
    """Return partner and contact of a link that is not too old, or None."""
    try:
        partner_id, contact = signing.loads(token, salt=SALT, max_age=SEVEN_DAYS)
        return int(partner_id), UUID(contact)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _own(person: UUID) -> Person:
    """Read one's own record and hold it. :raises RuleBroken: outside self-service, or for another's."""
    row: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    scope = current_scope()
    rules_bank.OwnAccountOnly.require(bool(scope and scope.person_ids and row.pk in scope.person_ids))
    return row


def _save(row: Person, given: dict[str, str], *, by: User, at: datetime) -> Person:
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    rules.SomethingChanges.require(bool(changed), what=NOUN, since="before")
    before = {"email": row.email, "phone": row.phone}
    with dated.change(partner_id=row.partner_id, by=by, reason="by the employee"):
        for name in changed:
            setattr(row, name, given[name])
        row.save(update_fields=changed)
        contacts.keep(person=row, before=before, by=by, at=at)
    return row


def _tell(row: Person, old: str, site: str, *, by: User, at: datetime) -> None:
    stamp = f"{row.uuid}:{at.isoformat()}"
    if old:
        gone = Draft(
            kind="contact change", key=f"contact gone:{stamp}", address=old, person_id=row.pk,
            subject="Your e-mail address with your employer was changed",
            neutral_subject="An address was changed", template="email/contact_changed.txt", context={},
        )  # fmt: skip
        messages.send(partner_id=row.partner_id, draft=gone, by=by, at=at)
    held = found.current(row).get(Contact.Kind.EMAIL)
    if held is not None:
        token = signing.dumps([row.partner_id, str(held.uuid)], salt=SALT)
        new = Draft(
            kind="contact confirmation", key=f"contact new:{stamp}", address=held.value, person_id=row.pk,
            subject="Confirm your e-mail address", template="email/contact_confirm.txt",
            context={"link": site + reverse("contact_confirm", kwargs={"token": token})},
        )  # fmt: skip
        messages.send(partner_id=row.partner_id, draft=new, by=by, at=at)
