"""The kinds of change request about the ledger: a journal that people wrote (domain FIN-02, SEC-04)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from finance.change_kinds_debts import WRITE_OFF
from finance.engine import journal_approvals
from finance.engine.journal_approvals import Level
from finance.operations import journals
from finance.queries import journals as found
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import User

TITLES = {
    Level.APPROVER: "Journal approver",
    Level.MANAGER: "Finance manager",
    Level.DEPUTY: "Deputy chief finance officer",
}


class JournalPayload(serializers.Serializer[Any]):
    """A draft, and the hash of the lines that are to be posted."""

    journal = serializers.UUIDField()
    lines_hash = serializers.RegexField(r"^[0-9a-f]{64}$")


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in (JOURNAL, WRITE_OFF):
        register_change_kind(kind)


def _clean(payload: Payload) -> dict[str, Any]:
    shape = JournalPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {"journal": str(shape.validated_data["journal"]), "lines_hash": shape.validated_data["lines_hash"]}


def _row(payload: Payload) -> Any:
    return found.of(UUID(payload["journal"]))


def _subject(payload: Payload) -> Subject:
    row = _row(payload)
    return Subject(words=f"{row.description}, {row.legal_entity.legal_name}"[:200], href="")


def _facts(payload: Payload, _on: date | None) -> Words:
    return found.words(_row(payload))


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    journals.post(journal=UUID(payload["journal"]), lines_hash=payload["lines_hash"], by=by, at=at)


def _steps(payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask by value and risk, as of when the journal was written."""
    row = _row(payload)
    limits = journal_approvals.limits_on(timezone.localdate(row.prepared_at))
    asked = journal_approvals.needed(found.facts(row, at=row.prepared_at), limits)
    return [StepNeeded(permission=one.level.value, title=TITLES[one.level], why=one.why) for one in asked]


def _starts(payload: Payload) -> date:
    day: date = _row(payload).accounting_date
    return day


def _page(payload: Payload) -> str:
    row = _row(payload)
    return reverse("finance:journal", kwargs={"partner_code": row.partner.code, "journal": row.uuid})


JOURNAL = ChangeKind(
    code="finance.journal",
    title="Post a journal",
    clean=_clean,
    starts=_starts,
    subject=_subject,
    facts=_facts,
    apply=_apply,
    steps=_steps,
    propose="journals.prepare",
    audience="ledger.view",
    page=_page,
    affects_pay=False,
    attribute=lambda payload: f"journal {payload['journal']}",
)
