"""A new name (domain HR-07): with evidence seen, and the former name kept, restricted where it would give away."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr.models import FormerName, Person
from hr.operations import dated, legal_details
from hr.operations.legal_details import LegalDetails
from partners.models import User
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class NewName:
    """The name from now on, what was shown for it, and whether the former one is kept from ordinary eyes."""

    surname: str
    forenames: str = ""
    known_as: str = ""
    title: str = ""
    evidence: str
    is_restricted: bool = False


@transaction_required
def change_name(
    *, person: UUID, name: NewName, effective_from: date, reason: str, by: User, at: datetime
) -> FormerName:
    """Give somebody a new name, and keep the former one with the evidence.

    :raises RuleBroken: for a day to come, without a surname, or when the name stays as it is
    :raises Person.DoesNotExist: when there is none in scope
    """
    duties.NameFromToday.require(effective_from <= timezone.localdate(at))
    old: Person = Person.objects.get(uuid=person)
    was = {part: getattr(old, part) for part in ("surname", "forenames", "known_as")}
    details = LegalDetails(surname=name.surname, forenames=name.forenames, known_as=name.known_as, title=name.title)
    row = legal_details.put(person=person, details=details, reason=reason, by=by, at=at)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        former: FormerName = FormerName.objects.create(
            partner_id=row.partner_id, person=row, evidence=FormerName.Evidence(name.evidence),
            is_restricted=name.is_restricted, until=effective_from, reason=rules.check_reason(reason), **was,
        )  # fmt: skip
    return former
