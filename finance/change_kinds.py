"""The kinds of change request about the ledger: a journal, a budget (domain FIN-02, FIN-04, SEC-04)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from finance.asked_once import asked_once
from finance.change_kinds_debts import WRITE_OFF
from finance.engine import budget_approvals, journal_approvals
from finance.engine.journal_approvals import Level
from finance.operations import budgets, journals
from finance.queries import budgets as decided
from finance.queries import journals as found
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import User

TITLES = {
    Level.APPROVER: "Journal approver",
    Level.MANAGER: "Finance manager",
    Level.DEPUTY: "Deputy chief finance officer",
}


class JournalPayload(serializers.Serializer[Any]):
    """A draft, and the hash of the lines that are to be posted.

    `parts`: the part of another legal entity that is posted with it, by public id, and the hash of its lines; found
    when it is proposed.
    """

    journal = serializers.UUIDField()
    lines_hash = serializers.RegexField(r"^[0-9a-f]{64}$")
    parts = serializers.DictField(child=serializers.RegexField(r"^[0-9a-f]{64}$"), required=False)


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in (JOURNAL, BUDGET, WRITE_OFF):
        register_change_kind(kind)


def _clean(payload: Payload) -> dict[str, Any]:
    shape = JournalPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    given = shape.validated_data
    parts = given["parts"] if "parts" in given else found.parts(given["journal"])
    cleaned = {"journal": str(given["journal"]), "lines_hash": given["lines_hash"]}
    return cleaned | ({"parts": dict(parts)} if parts else {})


def _row(payload: Payload) -> Any:
    return found.of(UUID(payload["journal"]))


def _subject(payload: Payload) -> Subject:
    row = _row(payload)
    return Subject(words=f"{row.description}, {row.legal_entity.legal_name}"[:200], href="")


def _facts(payload: Payload, _on: date | None) -> Words:
    return found.words(_row(payload))


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    journals.post(
        journal=UUID(payload["journal"]), lines_hash=payload["lines_hash"], parts=payload.get("parts"), by=by, at=at
    )


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


def _journal_attribute(payload: Payload) -> str:
    return f"journal {payload['journal']}"


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
    attribute=_journal_attribute,
    vet=asked_once("finance.journal", _journal_attribute),
)

BUDGET_TITLES = {
    budget_approvals.Level.HOLDER: "Budget holder",
    budget_approvals.Level.DIRECTOR: "Service director",
    budget_approvals.Level.FINANCE: "Finance manager",
    budget_approvals.Level.CHIEF: "Chief finance officer",
}


class BudgetPayload(serializers.Serializer[Any]):
    """A draft of a decision, and the hash of what is to take effect."""

    decision = serializers.UUIDField()
    lines_hash = serializers.RegexField(r"^[0-9a-f]{64}$")


def _clean_budget(payload: Payload) -> dict[str, Any]:
    shape = BudgetPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {"decision": str(shape.validated_data["decision"]), "lines_hash": shape.validated_data["lines_hash"]}


def _decision(payload: Payload) -> Any:
    return decided.of(UUID(payload["decision"]))


def _budget_subject(payload: Payload) -> Subject:
    row = _decision(payload)
    return Subject(words=f"{row.description}, {row.legal_entity}"[:200], href="")


def _budget_facts(payload: Payload, _on: date | None) -> Words:
    return decided.words(_decision(payload))


def _apply_budget(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    budgets.apply(decision=UUID(payload["decision"]), lines_hash=payload["lines_hash"], by=by, at=at)


def _budget_steps(payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask finance and its chief; for virements by amount and reach, as of when it was written."""
    row = _decision(payload)
    level, needed = budget_approvals.Level, budget_approvals.Needed
    asked = {
        "ORIGINAL": [needed(level.CHIEF, "Members have decided it")],
        "SUPPLEMENTARY": [needed(level.CHIEF, "It adds to the budget")],
        "CARRY_FORWARD": [
            needed(level.FINANCE, "It comes from last year"),
            needed(level.CHIEF, "It adds to the budget"),
        ],
    }.get(row.kind)
    if asked is None:
        limits = budget_approvals.limits_on(timezone.localdate(row.prepared_at))
        asked = budget_approvals.needed(decided.facts(row), limits)
    return [StepNeeded(permission=one.level.value, title=BUDGET_TITLES[one.level], why=one.why) for one in asked]


def _budget_page(payload: Payload) -> str:
    row = decided.of(UUID(payload["decision"]))
    return reverse("finance:budget_decision", kwargs={"partner_code": row.partner.code, "budget_decision": row.uuid})


def _budget_attribute(payload: Payload) -> str:
    return f"budget {payload['decision']}"


BUDGET = ChangeKind(
    code="finance.budget",
    title="Change a budget",
    clean=_clean_budget,
    starts=lambda _payload: None,
    subject=_budget_subject,
    facts=_budget_facts,
    apply=_apply_budget,
    steps=_budget_steps,
    propose="budgets.propose",
    audience="budgets.view",
    page=_budget_page,
    affects_pay=False,
    attribute=_budget_attribute,
    vet=asked_once("finance.budget", _budget_attribute),
)
