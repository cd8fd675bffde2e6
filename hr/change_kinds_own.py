"""What a person's identity rests on, put right by request (domain HR-03, HR-07): birth, sex, National Insurance number.

Employees ask for it about themselves, HR proposes it about others: one way for both, and a new name goes by hr.name.
Address, contacts and bank account have ways of their own.
"""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from hr import rules, sealed
from hr import rules_duties as duties
from hr.change_kinds import HR_MANAGER, clean
from hr.change_payloads import OPTIONAL, read
from hr.models import Document, Person
from hr.operations import legal_details, number_clashes
from hr.operations.disclosure import NINO_KIND
from hr.operations.legal_details import LegalDetails
from hr.queries import birth_words
from partners.change_kinds import (
    READ_CHANGES,
    ChangeKind,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
)
from partners.models import User
from partners.queries import deciders
from sharedservices.common.api_fields import DayField
from sharedservices.common.nino import check_nino, mask_nino

OWN = "me.propose"
OF_ONES_OWN = ("Full-time equivalent", "Annual leave", "Pay before deductions", "Take-home pay")
"""The effects that say something about oneself: posts and costs are the employer's business."""


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


class BirthPayload(serializers.Serializer[Any]):
    """Another date of birth, and the document that shows it, unless the request carries one."""

    person = serializers.UUIDField()
    date_of_birth = DayField()
    age_confirmed = serializers.BooleanField(default=False)
    document = serializers.UUIDField(**OPTIONAL)


class SexPayload(serializers.Serializer[Any]):
    """Another legal sex, as HMRC and pension schemes have it. No certificate is asked for."""

    person = serializers.UUIDField()
    sex = serializers.ChoiceField(choices=Person.Sex.choices)


class NinoPayload(serializers.Serializer[Any]):
    """Another National Insurance number, sealed for its person, and the document that shows it; empty for none."""

    person = serializers.UUIDField()
    number = serializers.CharField(max_length=500, allow_blank=True)
    document = serializers.UUIDField(**OPTIONAL)


def sealed_number(nino: str, *, person: Person) -> str:
    """Return a number as a payload carries it; an empty one stays empty.

    :raises InvalidNino: if it is not of the right form
    """
    if not nino.strip():
        return ""
    return sealed.seal_nino(check_nino(nino), partner_id=person.partner_id, person=person.uuid)[0]


def number_of(payload: Payload, *, person: Person) -> str:
    """Return the number that a payload asks for. :raises SealBroken: when it was sealed for somebody else."""
    if not payload["number"]:
        return ""
    return sealed.open_nino(payload["number"], person=person.uuid)


# --- whose it is, and what shows it -----------------------------------------------------------------------------------
def person_of(payload: Payload) -> Person:
    """Return the person that a payload names."""
    found: Person = Person.objects.select_related("partner").get(uuid=payload["person"])
    return found


def _subject(payload: Payload) -> Subject:
    one = person_of(payload)
    href = reverse("hr:person", kwargs={"partner_code": one.partner.code, "person": one.uuid})
    return Subject(words=one.display_name, href=href, person_id=one.pk)


def evidence_of(payload: Payload) -> list[tuple[str, str]]:
    """Return the document that was handed in, as (words, address). Opening it leaves a trace."""
    row = _document(payload)
    if row is None:
        return []
    ids = {"partner_code": row.partner.code, "person": row.person.uuid, "document": row.uuid}
    return [(row.title, reverse("hr:document", kwargs=ids))]


def _document(payload: Payload) -> Document | None:
    """Return the document of a payload, when it is about the same person."""
    rows = Document.objects.select_related("partner", "person").filter(person__uuid=payload["person"])
    found: Document | None = rows.filter(uuid=payload["document"]).first() if payload.get("document") else None
    return found


def _own_evidence(payload: Payload) -> None:
    """Refuse a document that is not of this person. Whether one is needed says `_needs_document`."""
    duties.EvidenceHandedIn.require(not payload.get("document") or _document(payload) is not None)


def _needs_document(payload: Payload) -> bool:
    """Ask for a document, unless one stands in the payload, or a first number is recorded where there was none."""
    is_first = "number" in payload and not person_of(payload).nino
    return not payload.get("document") and not is_first


def _hr_manager(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


def _on_approval(_payload: Payload) -> date | None:
    """Details are corrected, not dated: they hold from the approval on."""
    return None


# --- date of birth and sex ------------------------------------------------------------------------------------------
def _birth_words(payload: Payload, _on: date | None) -> Words:
    return birth_words.facts(person_of(payload).date_of_birth)


def _vet_birth(payload: Payload, _by: User) -> None:
    """Have whoever proposes a date look twice at one that makes somebody very young or old; approvers read of it."""
    given = read(BirthPayload, payload)
    today = timezone.localdate()
    rules.check_usual_age(given["date_of_birth"], on=today, is_confirmed=given["age_confirmed"])


def _put_birth(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = read(BirthPayload, payload)
    _own_evidence(payload)
    details = LegalDetails(date_of_birth=given["date_of_birth"])
    legal_details.put(person=given["person"], details=details, reason=reason, by=by, at=at)


def _sex_words(payload: Payload, _on: date | None) -> Words:
    return {"Sex for HMRC": str(Person.Sex(person_of(payload).sex).label)}


def _put_sex(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = read(SexPayload, payload)
    legal_details.put(person=given["person"], details=LegalDetails(sex=given["sex"]), reason=reason, by=by, at=at)


# --- National Insurance number ----------------------------------------------------------------------------------------
def _number_words(payload: Payload, _on: date | None) -> Words:
    """Say whether the number on record is the one that is asked for. In full it stands on no page of requests."""
    one = person_of(payload)
    held = sealed.open_nino(one.nino, person=one.uuid)
    if not held:
        return {"National Insurance number": ""}
    asked = number_of(payload, person=one)
    which = "as asked for" if held == asked else "another number than the one asked for"
    if not asked:
        which = "to be taken away"
    return {"National Insurance number": f"{mask_nino(held)}, {which}"}


def _vet_number(payload: Payload, by: User) -> None:
    """Tell HR that somebody in sight has the number. Whoever asks about themselves is told nothing of others."""
    one = person_of(payload)
    if one.pk not in deciders.own_people(by, one.partner_id):
        number = number_of(payload, person=one)
        number_clashes.require_unknown(partner_id=one.partner_id, person=one.uuid, nino=number)


def _put_number(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = read(NinoPayload, payload)
    _own_evidence(payload)
    number = number_of(given, person=person_of(payload))
    legal_details.put_nino(person=given["person"], nino=number, reason=reason, by=by, at=at)


def _revise(route: str, payload: Payload) -> str:
    one = person_of(payload)
    return reverse(f"hr:{route}", kwargs={"partner_code": one.partner.code, "person": one.uuid})


def _look(payload: Payload, change: UUID) -> tuple[str, str]:
    """Return where whoever decides compares the number with the document."""
    one = person_of(payload)
    ids = {"partner_code": one.partner.code, "person": one.uuid, "change": change}
    return "Show the number that was asked for", reverse("hr:show_asked_nino", kwargs=ids)


BIRTH = ChangeKind(
    audience=READ_CHANGES,
    code="hr.birth",
    title="Correct the date of birth",
    clean=clean(BirthPayload),
    starts=_on_approval,
    subject=_subject,
    facts=_birth_words,
    apply=_put_birth,
    steps=_hr_manager,
    revise=partial(_revise, "change_birth"),
    evidence=evidence_of,
    needs_document=_needs_document,
    vet=_vet_birth,
    notes=lambda payload: birth_words.notes_of_birth(payload, on=timezone.localdate()),
)
SEX = ChangeKind(
    audience=READ_CHANGES,
    code="hr.sex",
    title="Correct the sex for HMRC",
    clean=clean(SexPayload),
    starts=_on_approval,
    subject=_subject,
    facts=_sex_words,
    apply=_put_sex,
    steps=_hr_manager,
    affects_pay=False,
    revise=partial(_revise, "change_sex"),
    notes=lambda payload: birth_words.notes_of_person(payload, on=timezone.localdate()),
)
NINO = ChangeKind(
    audience=READ_CHANGES,
    code=NINO_KIND,
    title="Correct the National Insurance number",
    clean=clean(NinoPayload),
    starts=_on_approval,
    subject=_subject,
    facts=_number_words,
    apply=_put_number,
    steps=_hr_manager,
    revise=partial(_revise, "change_nino"),
    evidence=evidence_of,
    needs_document=_needs_document,
    vet=_vet_number,
    notes=lambda payload: birth_words.notes_of_person(payload, on=timezone.localdate()),
    look=_look,
)
KINDS = (BIRTH, SEX, NINO)
