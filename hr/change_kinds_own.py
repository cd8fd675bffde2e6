"""Kinds of change that somebody asks for about themselves, with evidence (domain HR-07, personal details).

Address, contacts and bank account have ways of their own; a name is changed by the kind that HR uses, too.
"""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers

from hr import rules_duties as duties
from hr import sealed
from hr.change_kinds import HR_MANAGER, clean
from hr.change_payloads import read
from hr.models import Document, Person
from hr.operations import people
from hr.operations.disclosure import NINO_KIND
from hr.operations.people import PersonDetails
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import User
from sharedservices.common.api_fields import DayField
from sharedservices.common.formatting import day
from sharedservices.common.nino import check_nino, mask_nino

OWN = "me.propose"
OF_ONES_OWN = ("Full-time equivalent", "Annual leave", "Pay before deductions", "Take-home pay")
"""The effects that say something about oneself: posts and costs are the employer's business."""


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


class BirthPayload(serializers.Serializer[Any]):
    """Another date of birth, and the document that shows it."""

    person = serializers.UUIDField()
    date_of_birth = DayField()
    document = serializers.UUIDField()


class NinoPayload(serializers.Serializer[Any]):
    """Another National Insurance number, sealed for its person, and the document that shows it."""

    person = serializers.UUIDField()
    number = serializers.CharField(max_length=500)
    document = serializers.UUIDField()


def sealed_number(nino: str, *, person: Person) -> str:
    """Return a number as a payload carries it. :raises InvalidNino: if it is not of the right form."""
    return sealed.seal_nino(check_nino(nino), partner_id=person.partner_id, person=person.uuid)[0]


def number_of(payload: Payload, *, person: Person) -> str:
    """Return the number that a payload asks for. :raises SealBroken: when it was sealed for somebody else."""
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


def _needs_evidence(payload: Payload) -> None:
    duties.EvidenceHandedIn.require(_document(payload) is not None)


def _hr_manager(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


def _on_approval(_payload: Payload) -> date | None:
    """Details are corrected, not dated: they hold from the approval on."""
    return None


# --- date of birth ----------------------------------------------------------------------------------------------------
def _birth_words(payload: Payload, _on: date | None) -> Words:
    return {"Date of birth": day(person_of(payload).date_of_birth)}


def _put_birth(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = read(BirthPayload, payload)
    _needs_evidence(payload)
    details = PersonDetails(date_of_birth=given["date_of_birth"])
    people.correct_details(person=given["person"], details=details, reason=reason, by=by, at=at)


# --- National Insurance number ----------------------------------------------------------------------------------------
def _number_words(payload: Payload, _on: date | None) -> Words:
    """Say whether the number on record is the one that is asked for. In full it stands on no page of requests."""
    one = person_of(payload)
    held = sealed.open_nino(one.nino, person=one.uuid)
    if not held:
        return {"National Insurance number": ""}
    asked = number_of(payload, person=one)
    which = "as asked for" if held == asked else "another number than the one asked for"
    return {"National Insurance number": f"{mask_nino(held)}, {which}"}


def _put_number(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = read(NinoPayload, payload)
    _needs_evidence(payload)
    number = number_of(given, person=person_of(payload))
    people.correct_nino(person=given["person"], nino=number, reason=reason, by=by, at=at, tells=False)


def _revise(route: str, payload: Payload) -> str:
    one = person_of(payload)
    return reverse(f"hr:{route}", kwargs={"partner_code": one.partner.code, "person": one.uuid})


def _look(payload: Payload, change: UUID) -> tuple[str, str]:
    """Return where whoever decides compares the number with the document."""
    one = person_of(payload)
    ids = {"partner_code": one.partner.code, "person": one.uuid, "change": change}
    return "Show the number that was asked for", reverse("hr:show_asked_nino", kwargs=ids)


BIRTH = ChangeKind(
    code="hr.birth",
    title="Correct the date of birth",
    clean=clean(BirthPayload),
    starts=_on_approval,
    subject=_subject,
    facts=_birth_words,
    apply=_put_birth,
    steps=_hr_manager,
    propose=OWN,
    revise=partial(_revise, "my_birth"),
    evidence=evidence_of,
)
NINO = ChangeKind(
    code=NINO_KIND,
    title="Correct the National Insurance number",
    clean=clean(NinoPayload),
    starts=_on_approval,
    subject=_subject,
    facts=_number_words,
    apply=_put_number,
    steps=_hr_manager,
    propose=OWN,
    revise=partial(_revise, "my_nino"),
    evidence=evidence_of,
    look=_look,
)
KINDS = (BIRTH, NINO)
