"""The kinds of change request about agreements between legal entities: one begins, one ends (domain FIN-11, SEC-04)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers

from finance.asked_once import asked_once
from finance.models import InterEntityAgreement
from finance.models.interentity import COVERED
from finance.operations import interentity
from finance.operations.interentity import AgreementWanted
from finance.queries import interentity as found
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import LegalEntity, User
from partners.scope import current_partner_ids
from sharedservices.common.api_fields import DayField

WHY = "What entities of one partner do for each other is agreed by a second person"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in (AGREE, END):
        register_change_kind(kind)


class AgreementPayload(serializers.Serializer[Any]):
    """An agreement as it shall hold. `agreement` is the public id that it gets."""

    agreement = serializers.UUIDField()
    from_entity = serializers.UUIDField()
    to_entity = serializers.UUIDField()
    kinds = serializers.MultipleChoiceField(choices=[(one, one) for one in COVERED], allow_empty=False)
    settlement = serializers.ChoiceField(choices=InterEntityAgreement.Settlement.choices)
    subject = serializers.CharField(max_length=200)
    first_day = DayField()
    last_day = DayField(required=False, allow_null=True, default=None)


class EndPayload(serializers.Serializer[Any]):
    """Which agreement ends, on which day, and why."""

    agreement = serializers.UUIDField()
    last_day = DayField()
    why = serializers.CharField(max_length=200)


def _said(value: Any) -> Any:
    return str(value) if isinstance(value, date | UUID) else value


def _clean(payload: Payload) -> dict[str, Any]:
    shape = AgreementPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {name: _said(value) for name, value in shape.validated_data.items()} | {
        "kinds": sorted(shape.validated_data["kinds"])
    }


def _clean_end(payload: Payload) -> dict[str, Any]:
    shape = EndPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {name: _said(value) for name, value in shape.validated_data.items()}


def _row(payload: Payload) -> InterEntityAgreement | None:
    try:
        return found.get(UUID(payload["agreement"]))
    except InterEntityAgreement.DoesNotExist:
        return None


def _subject(payload: Payload) -> Subject:
    rows = LegalEntity.objects.filter(uuid__in=[payload["from_entity"], payload["to_entity"]]).order_by("legal_name")
    names = " and ".join(rows.values_list("legal_name", flat=True))
    return Subject(words=f"{payload['subject']}: {names}"[:200], href="")


def _end_subject(payload: Payload) -> Subject:
    row = found.get(UUID(payload["agreement"]))
    href = reverse("finance:interentity_agreement", kwargs={
        "partner_code": row.partner.code, "interentity_agreement": row.uuid,
    })  # fmt: skip
    return Subject(words=f"{row.subject}: {row}"[:200], href=href)


def _facts(payload: Payload, _on: date | None) -> Words:
    return found.words(_row(payload))


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    (partner_id,) = current_partner_ids()
    last = payload["last_day"]
    wanted = AgreementWanted(
        agreement=UUID(payload["agreement"]), from_entity=UUID(payload["from_entity"]),
        to_entity=UUID(payload["to_entity"]), kinds=tuple(payload["kinds"]), settlement=payload["settlement"],
        subject=payload["subject"], first_day=date.fromisoformat(payload["first_day"]),
        last_day=date.fromisoformat(last) if last else None,
    )  # fmt: skip
    interentity.agree(partner_id=partner_id, wanted=wanted, by=by, at=at)


def _apply_end(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    interentity.end(
        agreement=UUID(payload["agreement"]), last_day=date.fromisoformat(payload["last_day"]), reason=payload["why"],
        by=by, at=at,
    )  # fmt: skip


def _accountant(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [StepNeeded(permission="chart.approve", title="Finance manager", why=WHY)]


def agreement_attribute(payload: Payload) -> str:
    """Return what a request is about, so that one waits at a time."""
    return f"inter-entity agreement {payload['agreement']}"


AGREE = ChangeKind(
    code=found.KIND, title="Agree on journals between legal entities", clean=_clean,
    starts=lambda payload: date.fromisoformat(payload["first_day"]), subject=_subject, facts=_facts, apply=_apply,
    steps=_accountant, propose="chart.propose", audience="ledger.view", affects_pay=False,
    attribute=agreement_attribute, vet=asked_once(found.KIND, agreement_attribute),
)  # fmt: skip
END = ChangeKind(
    code=found.END, title="End an agreement between legal entities", clean=_clean_end,
    starts=lambda payload: date.fromisoformat(payload["last_day"]), subject=_end_subject, facts=_facts,
    apply=_apply_end, steps=_accountant, propose="chart.propose", audience="ledger.view", affects_pay=False,
    attribute=agreement_attribute, vet=asked_once(found.END, agreement_attribute),
)  # fmt: skip
