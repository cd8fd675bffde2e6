"""The kinds of change that make one record of two, and two of one again (domain HR-03): a second person decides."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from hr.change_kinds import HR_MANAGER, clean
from hr.change_payloads import read
from hr.models import Person, PersonMerge
from hr.operations import merges
from hr.queries import addressees
from hr.queries import merges as found
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

MERGER = "people.merge"
KEPT, OTHER = "Record that is kept", "Record that is merged into it"
GONE = "Merged; nobody sees it any more"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


class MergePayload(serializers.Serializer[Any]):
    """Which record is kept, and which is merged into it."""

    person = serializers.UUIDField()
    duplicate = serializers.UUIDField()


class PartPayload(serializers.Serializer[Any]):
    """Which merge is parted again."""

    merge = serializers.UUIDField()


def _subject(payload: Payload) -> Subject:
    """Say whom it is about: of the two whom not everybody may know of, so that the request is hidden, too."""
    keep, gone = _two(payload)
    partner = keep.partner
    covert = addressees.covert(partner_id=partner.pk)
    one = gone if gone is not None and gone.pk in covert else keep
    href = reverse("hr:person", kwargs={"partner_code": partner.code, "person": one.uuid})
    return Subject(words=f"{keep.display_name}, two records", href=href, person_id=one.pk)


def _two(payload: Payload) -> tuple[Person, Person | None]:
    people = Person.objects.select_related("partner")
    keep: Person = people.get(uuid=payload["person"])
    gone: Person | None = people.filter(uuid=payload["duplicate"]).first()
    return keep, gone


def _facts(payload: Payload, _on: date | None) -> Words:
    keep, gone = _two(payload)
    mine, other = found.side(keep), found.side(gone) if gone else {}
    words = {KEPT: keep.display_name, OTHER: gone.display_name if gone else GONE}
    for label in ("Date of birth", "National Insurance number", "Employments", "Jobs"):
        words[f"{label}, kept record"] = mine[label]
        words[f"{label}, other record"] = other.get(label, found.NONE_YET)
    return words


def _make(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    merges.merge(**read(MergePayload, payload), reason=reason, by=by, at=at)


def _merge_of(payload: Payload) -> PersonMerge:
    rows = PersonMerge.objects.select_related("person", "partner")
    row: PersonMerge = rows.get(uuid=payload["merge"])
    return row


def _part_subject(payload: Payload) -> Subject:
    row = _merge_of(payload)
    href = reverse("hr:person_merge_record", kwargs={"partner_code": row.partner.code, "merge": row.uuid})
    return Subject(words=f"{row.person.display_name}, merged records", href=href, person_id=row.person_id)


def _part_facts(payload: Payload, _on: date | None) -> Words:
    row = _merge_of(payload)
    return {
        "Merge": row.get_state_display(),
        "Employments of the kept record": found.employments_in_words(row.person),
    }


def _part(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    merges.part(**read(PartPayload, payload), reason=reason, by=by, at=at)


def _hr_manager(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


def _revise(payload: Payload) -> str:
    keep, _gone = _two(payload)
    ids = {"partner_code": keep.partner.code, "person": payload["person"], "duplicate": payload["duplicate"]}
    return reverse("hr:person_merge", kwargs=ids)


def _revise_part(payload: Payload) -> str:
    row = _merge_of(payload)
    return reverse("hr:person_part", kwargs={"partner_code": row.partner.code, "merge": row.uuid})


def _on_approval(_payload: Payload) -> date | None:
    """Whose rows they are is not dated: it holds from the approval on."""
    return None


MERGE = ChangeKind(
    audience=READ_CHANGES,
    code=found.MERGE, title="Merge two records of one person", clean=clean(MergePayload), starts=_on_approval,
    subject=_subject, facts=_facts, apply=_make, steps=_hr_manager, propose=MERGER, revise=_revise,
)  # fmt: skip
PART = ChangeKind(
    audience=READ_CHANGES,
    code=found.PART, title="Part two records that were merged", clean=clean(PartPayload), starts=_on_approval,
    subject=_part_subject, facts=_part_facts, apply=_part, steps=_hr_manager, propose=MERGER, revise=_revise_part,
)  # fmt: skip
KINDS = (MERGE, PART)
