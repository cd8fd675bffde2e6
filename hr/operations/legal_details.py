"""What a person's identity rests on: legal name, birth, legal sex, National Insurance number.

An approved change request alone calls these operations (hr.change_kinds_own, hr.operations.names): nobody puts such a
particular right alone, neither of somebody else nor of themselves. Imports bring people in, and change none.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules, sealed
from hr.models import Person
from hr.operations import dated, number_clashes
from hr.operations.freeze import require_free
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.nino import check_nino

NOUN = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDetails:
    """What an approved request puts there. None leaves a field as it is; an empty text empties it."""

    surname: str | None = None
    forenames: str | None = None
    known_as: str | None = None
    title: str | None = None
    date_of_birth: date | None = None
    sex: str | None = None

    def given(self) -> dict[str, str | date]:
        """Return the fields that are given, texts tidied."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: " ".join(value.split()) if isinstance(value, str) else value
            for name, value in values.items()
            if value is not None
        }


@transaction_required
def put(*, person: UUID, details: LegalDetails, reason: str, by: User, at: datetime) -> Person:
    """Put name, birth or sex as an approved request has it.

    :raises RuleBroken: without a surname, with an impossible date of birth, or if nothing changes
    :raises PersonOnHold: while the person is frozen
    :raises Person.DoesNotExist: if there is none in scope
    """
    row = _lock(person)
    given = details.given()
    rules.NamedAtLeastBySurname.require(bool(given.get("surname", row.surname)))
    if details.date_of_birth is not None:
        rules.check_birth(details.date_of_birth, on=timezone.localdate(at))
    if details.sex is not None:
        given["sex"] = Person.Sex(details.sex)
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    rules.SomethingChanges.require(bool(changed), what=NOUN, since="before")
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        for name in changed:
            setattr(row, name, given[name])
        row.save(update_fields=changed)
    return row


@transaction_required
def put_nino(*, person: UUID, nino: str, reason: str, by: User, at: datetime) -> Person:
    """Put the National Insurance number that an approved request has, or remove it with an empty text.

    Where somebody has the number, it is taken in and the clash is put before whoever settles it: an answer would tell
    people who may not know. Whoever proposes it is told of a holder in sight: see number_clashes.require_unknown.

    :raises InvalidNino: if it is not of the right form
    :raises RuleBroken: if nothing changes
    :raises PersonOnHold: while the person is frozen
    :raises Person.DoesNotExist: if there is none in scope
    """
    row = _lock(person)
    number = check_nino(nino) if nino.strip() else ""
    held = sealed.open_nino(row.nino, person=row.uuid)
    rules.SomethingChanges.require(number != held, what="number", since="before", field="nino")
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        wanted = number_clashes.number_for(partner_id=row.partner_id, person=row.uuid, nino=number, tells=False)
        row.nino, row.nino_index = wanted.token, wanted.index
        row.save(update_fields=["nino", "nino_index"])
        number_clashes.note(partner_id=row.partner_id, claimant=row.pk, number=wanted, at=at)
    return row


def _lock(person: UUID) -> Person:
    row: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    require_free(partner_id=row.partner_id, person_id=row.pk)
    return row
