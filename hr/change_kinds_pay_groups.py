"""The kind of change request that moves an employment into another pay group (domain HR-07)."""

from datetime import date
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from hr.change_kinds import apply_by, clean, usual_steps
from hr.models import Employment, PayGroup
from hr.operations import pay_groups
from hr.queries import pay_groups as queries
from partners.change_kinds import READ_CHANGES, ChangeKind, Payload, Subject, Words, register_change_kind
from sharedservices.common.api_fields import DayField


class PayGroupPayload(serializers.Serializer[Any]):
    """The employment, the pay group, and the first day of a period of it."""

    employment = serializers.UUIDField()
    pay_group = serializers.UUIDField()
    effective_from = DayField()


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    register_change_kind(PAY_GROUP)


def _employment(payload: Payload) -> Employment:
    rows = Employment.objects.select_related("person", "partner", "pay_group")
    found: Employment = rows.get(uuid=payload["employment"])
    return found


def _ids(row: Employment) -> dict[str, Any]:
    return {"partner_code": row.partner.code, "person": row.person.uuid}


def _subject(payload: Payload) -> Subject:
    row = _employment(payload)
    words = f"{row.person.display_name}, employment {row.employee_no}"
    return Subject(words=words, href=reverse("hr:person_jobs", kwargs=_ids(row)), person_id=row.person_id)


def _starts(payload: Payload) -> date:
    return date.fromisoformat(payload["effective_from"])


def _facts(payload: Payload, on: date | None) -> Words:
    assert on is not None  # noqa: S101 - a move has a day
    return queries.words(_employment(payload), on)


def _notes(payload: Payload) -> list[tuple[str, str]]:
    to: PayGroup = PayGroup.objects.get(uuid=payload["pay_group"])
    return queries.notes(_employment(payload), to, _starts(payload))


def _revise(payload: Payload) -> str:
    row = _employment(payload)
    return reverse("hr:change_pay_group", kwargs={**_ids(row), "employment": row.uuid})


PAY_GROUP = ChangeKind(
    audience=READ_CHANGES,
    code=queries.MOVE,
    title="Move to another pay group",
    subject=_subject,
    clean=clean(PayGroupPayload),
    starts=_starts,
    facts=_facts,
    apply=apply_by(pay_groups.move, PayGroupPayload, dict),
    steps=usual_steps,
    revise=_revise,
    notes=_notes,
)
