"""The kinds of change request about posting without an approver: a training, routine types (domain FIN-02, SEC-04)."""

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from finance.asked_once import asked_once
from finance.models import JournalTraining, RoutineJournals
from finance.models.sampling import LONGEST, ROUTINE
from finance.operations import auto_posting
from finance.operations.auto_posting import RoutineWanted, TrainingWanted
from finance.queries import auto_posting as found
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import LegalEntity, User
from partners.scope import current_partner_ids
from sharedservices.common.api_fields import DayField

WHY = "What is posted without an approver is decided by two people"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in (TRAIN, ROUTINES):
        register_change_kind(kind)


class TrainingPayload(serializers.Serializer[Any]):
    """A training as it shall count. `training` is the public id that it gets, `person` the address of a login."""

    training = serializers.UUIDField()
    person = serializers.EmailField()
    entity = serializers.UUIDField()
    first_day = DayField()
    last_day = DayField()
    evidence = serializers.CharField(max_length=LONGEST)


class RoutinePayload(serializers.Serializer[Any]):
    """Which types are routine in a ledger from a day on. `routine` is the public id that the decision gets."""

    routine = serializers.UUIDField()
    entity = serializers.UUIDField()
    kinds = serializers.MultipleChoiceField(choices=[(one, one) for one in ROUTINE], allow_empty=True)
    starts_on = DayField()


def _said(value: Any) -> Any:
    return str(value) if isinstance(value, date | UUID) else value


def _clean_training(payload: Payload) -> dict[str, Any]:
    shape = TrainingPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {name: _said(value) for name, value in shape.validated_data.items()}


def _clean_routine(payload: Payload) -> dict[str, Any]:
    shape = RoutinePayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    given = shape.validated_data
    return {name: _said(value) for name, value in given.items()} | {"kinds": sorted(given["kinds"])}


def _entity_words(payload: Payload) -> str:
    return LegalEntity.objects.get(uuid=payload["entity"]).legal_name


def _training_subject(payload: Payload) -> Subject:
    person = User.objects.filter(email=payload["person"]).first()
    name = person.full_name if person else payload["person"]
    return Subject(words=f"{name} for {_entity_words(payload)}"[:200], href="")


def _training_facts(payload: Payload, _on: date | None) -> Words:
    try:
        return found.training_words(found.training(UUID(payload["training"])))
    except JournalTraining.DoesNotExist:
        return found.training_words(None)


def _routine_subject(payload: Payload) -> Subject:
    return Subject(words=f"Routine journals of {_entity_words(payload)}"[:200], href="")


def _routine_facts(payload: Payload, _on: date | None) -> Words:
    """Say what holds from that day: what is decided for it takes the place of what was decided before."""
    entity = LegalEntity.objects.get(uuid=payload["entity"])
    row: RoutineJournals | None = found.routine_on(entity, on=date.fromisoformat(payload["starts_on"]))
    return found.routine_words(row)


def _apply_training(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    (partner_id,) = current_partner_ids()
    wanted = TrainingWanted(
        training=UUID(payload["training"]), person=payload["person"], entity=UUID(payload["entity"]),
        first_day=date.fromisoformat(payload["first_day"]), last_day=date.fromisoformat(payload["last_day"]),
        evidence=payload["evidence"],
    )  # fmt: skip
    auto_posting.train(partner_id=partner_id, wanted=wanted, by=by, at=at)


def _apply_routine(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    (partner_id,) = current_partner_ids()
    wanted = RoutineWanted(
        routine=UUID(payload["routine"]), entity=UUID(payload["entity"]), kinds=tuple(payload["kinds"]),
        starts_on=date.fromisoformat(payload["starts_on"]), reason=reason,
    )  # fmt: skip
    auto_posting.decide_routine(partner_id=partner_id, wanted=wanted, by=by, at=at)


def _deputy(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [StepNeeded(permission="journals.train_approve", title="Deputy chief finance officer", why=WHY)]


def _training_attribute(payload: Payload) -> str:
    """Name the ledger and, shortened to fit the column, the login: an address may be longer than that."""
    whose = hashlib.sha256(payload["person"].encode()).hexdigest()[:32]
    return f"journal training {payload['entity']} {whose}"


def _routine_attribute(payload: Payload) -> str:
    return f"routine journals {payload['entity']}"


def _vet_training(payload: Payload, by: User) -> None:
    auto_posting.vet_training(person=payload["person"], maker=by)
    asked_once(found.TRAINING, _training_attribute)(payload, by)


TRAIN = ChangeKind(
    code=found.TRAINING, title="Train somebody to post small routine journals", clean=_clean_training,
    starts=lambda _payload: None, subject=_training_subject, facts=_training_facts, apply=_apply_training,
    steps=_deputy, propose="journals.train", audience="ledger.view", affects_pay=False,
    attribute=_training_attribute, vet=_vet_training,
)  # fmt: skip
ROUTINES = ChangeKind(
    code=found.ROUTINE, title="Decide which types of journal are routine", clean=_clean_routine,
    starts=lambda _payload: None, subject=_routine_subject, facts=_routine_facts, apply=_apply_routine,
    steps=_deputy, propose="journals.train", audience="ledger.view", affects_pay=False,
    attribute=_routine_attribute, vet=asked_once(found.ROUTINE, _routine_attribute),
)  # fmt: skip
