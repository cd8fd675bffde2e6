"""The kind of change request that has journals come again (domain FIN-02, SEC-04)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from finance.asked_once import asked_once
from finance.change_kinds import TITLES
from finance.engine import journal_approvals
from finance.models import JournalPlan
from finance.operations import plans
from finance.queries import plans as found
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import User


class PlanPayload(serializers.Serializer[Any]):
    """A draft of a plan, and the hash of its days and lines."""

    plan = serializers.UUIDField()
    lines_hash = serializers.RegexField(r"^[0-9a-f]{64}$")


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    register_change_kind(PLAN)


def _clean(payload: Payload) -> dict[str, Any]:
    shape = PlanPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {"plan": str(shape.validated_data["plan"]), "lines_hash": shape.validated_data["lines_hash"]}


def _row(payload: Payload) -> JournalPlan:
    return found.get(UUID(payload["plan"]))


def _subject(payload: Payload) -> Subject:
    row = _row(payload)
    href = reverse("finance:journal_plan", kwargs={"partner_code": row.partner.code, "journal_plan": row.uuid})
    return Subject(words=f"{row.description}, {row.legal_entity}"[:200], href=href)


def _facts(payload: Payload, _on: date | None) -> Words:
    return found.words(_row(payload))


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    plans.run(plan=UUID(payload["plan"]), lines_hash=payload["lines_hash"], by=by, at=at)


def _steps(payload: Payload, _trial: Trial) -> Sequence[StepNeeded]:
    """Ask as for one journal of all of them together, as of when it was written."""
    row = _row(payload)
    limits = journal_approvals.limits_on(timezone.localdate(row.prepared_at))
    asked = journal_approvals.needed(found.facts(row), limits)
    return [StepNeeded(permission=one.level.value, title=TITLES[one.level], why=one.why) for one in asked]


def _attribute(payload: Payload) -> str:
    return f"journal plan {payload['plan']}"


def _starts(payload: Payload) -> date:
    return _row(payload).first_on


PLAN = ChangeKind(
    code=found.KIND, title="Have journals come again", clean=_clean, starts=_starts, subject=_subject, facts=_facts,
    apply=_apply, steps=_steps, propose="journals.prepare", audience="ledger.view", affects_pay=False,
    attribute=_attribute, vet=asked_once(found.KIND, _attribute),
)  # fmt: skip
