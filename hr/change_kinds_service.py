"""Another date of service, or none, by request (domain HR-03): what is recorded is never overwritten by one person."""

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from hr.change_kinds import HR_MANAGER, apply_by, clean
from hr.models import Employment, ServiceDate
from hr.operations import service_dates
from hr.queries import service_words
from partners.change_kinds import (
    READ_CHANGES,
    ChangeKind,
    Figure,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
)
from sharedservices.common.api_fields import DayField


class WithdrawPayload(serializers.Serializer[Any]):
    """A date that is to count no longer."""

    employment = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=ServiceDate.Purpose.choices)


class ChangePayload(WithdrawPayload):
    """Another date, and what shows it."""

    since = DayField()
    evidence = serializers.CharField(max_length=200)


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


def _employment(payload: Payload) -> Employment:
    found: Employment = Employment.objects.select_related("person", "partner").get(uuid=payload["employment"])
    return found


def _subject(payload: Payload) -> Subject:
    row = _employment(payload)
    ids = {"partner_code": row.partner.code, "person": row.person.uuid, "employment": row.uuid}
    words = f"{row.person.display_name}, employment {row.employee_no}"
    return Subject(words=words, href=reverse("hr:service_dates", kwargs=ids), person_id=row.person_id)


def _revise(route: str, payload: Payload) -> str:
    row = _employment(payload)
    ids = {"partner_code": row.partner.code, "person": row.person.uuid, "employment": row.uuid}
    return reverse(f"hr:{route}", kwargs={**ids, "purpose": payload["purpose"]})


def _facts(payload: Payload, _on: date | None) -> Words:
    return service_words.facts(_employment(payload), payload["purpose"])


def _figures(payload: Payload, _partner_id: int, on: date) -> list[Figure]:
    found = service_words.figures(_employment(payload), payload["purpose"], on)
    return [Figure(label=label, value=value, words=words) for label, value, words in found]


def _steps(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


def _notes(payload: Payload) -> list[tuple[str, str]]:
    row = _employment(payload)
    return service_words.notes(row, on=timezone.localdate())


def _kind(code: str, title: str, *, operation: Any, shape: Any, route: str) -> ChangeKind:
    return ChangeKind(
        audience=READ_CHANGES,
        code=code,
        title=title,
        clean=clean(shape),
        starts=lambda _payload: None,
        subject=_subject,
        facts=_facts,
        figures=_figures,
        apply=apply_by(operation, shape, dict),
        steps=_steps,
        revise=partial(_revise, route),
        needs_document=lambda _payload: True,
        notes=_notes,
    )


CHANGE = _kind(
    "hr.service_date", "Change a date of service", operation=service_dates.change, shape=ChangePayload,
    route="service_date_change",
)  # fmt: skip
WITHDRAW = _kind(
    "hr.service_withdraw", "Withdraw a date of service", operation=service_dates.withdraw, shape=WithdrawPayload,
    route="service_date_withdraw",
)  # fmt: skip
KINDS = (CHANGE, WITHDRAW)
