"""Whether a journal is posted without an approver: each condition, and what covers or forbids it (domain FIN-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from finance.engine import auto_posting as engine
from finance.engine import journal_approvals
from finance.engine.auto_posting import Condition
from finance.models import (
    CombinationRule,
    Journal,
    JournalLine,
    JournalTraining,
    PostingCheck,
    RoutineJournals,
)
from finance.queries import interentity, journals
from partners.models import ChangeEvent, LegalEntity, User
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import QuerySetRows

TRAINING, ROUTINE = "finance.journal_training", "finance.routine_journals"
Words = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of a journal, and the rows that cover it."""

    conditions: Sequence[Condition]
    total: Decimal
    together: Decimal
    training: JournalTraining | None
    routine: RoutineJournals | None

    @property
    def is_posted(self) -> bool:
        """Whether no approver is needed."""
        return engine.is_posted(self.conditions)


def examine(row: Journal, *, by: User, at: datetime) -> Found:
    """Hold a journal against every condition, as if somebody submitted it at that moment.

    It stands out by how it was when it was written or by how it is now: whichever is more.
    """
    today = timezone.localdate(at)
    limits = journal_approvals.limits_on(today)
    written, now = journals.facts(row, at=row.prepared_at), journals.facts(row, at=at)
    risks = list(journal_approvals.risks(written, limits))
    risks += [
        one.replace("was written", "is submitted") for one in journal_approvals.risks(now, limits) if one not in risks
    ]
    training = training_of(row.legal_entity, row.prepared_human, on=today)
    routine = routine_on(row.legal_entity, on=today)
    covers = routine is not None and row.kind in routine.kinds
    assert routine is not None or not covers  # noqa: S101 - for the reader of types
    together = max(written.total, now.total)
    facts = engine.Facts(
        total=row.total, together=together, kind=row.get_kind_display(), ledger=row.legal_entity.legal_name,
        routine=f"Decided, from {day(routine.starts_on)}" if routine is not None and covers else "",
        preparer=row.prepared_by.full_name,
        training=f"{row.prepared_by.full_name}, until {day(last_day(training))}" if training else "",
        lacking="" if training else _lacking(row, on=today),
        is_own=by.human_id == row.prepared_human, is_between=len(interentity.together(row)) > 1,
        is_reversal=row.reverses_id is not None, risks=risks, restrictions=_restrictions(row),
        returned=_returned(row),
    )  # fmt: skip
    return Found(
        conditions=engine.conditions(facts, engine.policy_on(today)), total=row.total, together=together,
        training=training, routine=routine if covers else None,
    )  # fmt: skip


def last_check(row: Journal) -> PostingCheck | None:
    """Return what was found when a journal was submitted last. One query."""
    rows = PostingCheck.objects.of(row.partner_id).filter(journal=row).select_related("checked_by")
    found: PostingCheck | None = rows.order_by("-id").first()
    return found


# --- trainings ------------------------------------------------------------------------------------------------------
def training_of(entity: LegalEntity, human: UUID, *, on: date) -> JournalTraining | None:
    """Return the training of somebody that covers a ledger on a day and is not revoked: that which lasts longest."""
    rows = JournalTraining.objects.of(entity.partner_id).filter(
        legal_entity=entity, trained_human=human, valid__contains=on, revoked_at=None
    )
    found: JournalTraining | None = rows.order_by("-valid__endswith", "-id").first()
    return found


def training(uuid: UUID) -> JournalTraining:
    """Return a training. :raises JournalTraining.DoesNotExist: when there is none in scope."""
    rows = JournalTraining.objects.select_related("partner", "legal_entity", "trained", "approved_by", "revoked_by")
    found: JournalTraining = rows.get(uuid=uuid)
    return found


def last_day(row: JournalTraining) -> date:
    """Return the last day on which a training counts."""
    upper: date = row.valid.upper
    return upper - timedelta(days=1)


def state_of(row: JournalTraining, *, on: date) -> str:
    """Say where a training stands on a day."""
    if row.revoked_at is not None:
        return "REVOKED"
    if on in row.valid:
        return "ACTIVE"
    return "PLANNED" if row.valid.lower > on else "EXPIRED"


def trainings(*, partner_id: int, wanted: Mapping[str, Any], on: date) -> QuerySetRows:
    """Return the trainings that the filters leave."""
    rows = JournalTraining.objects.of(partner_id).select_related("legal_entity", "trained", "approved_by")
    if words := wanted.get("q"):
        rows = rows.filter(Q(trained__full_name__icontains=words) | Q(evidence__icontains=words))
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if state := wanted.get("state"):
        rows = {
            "REVOKED": rows.filter(revoked_at__isnull=False),
            "ACTIVE": rows.filter(revoked_at=None, valid__contains=on),
            "PLANNED": rows.filter(revoked_at=None, valid__startswith__gt=on),
            "EXPIRED": rows.filter(revoked_at=None, valid__endswith__lte=on),
        }[state]
    return QuerySetRows(rows)


def training_words(row: JournalTraining | None) -> Words:
    """Say what a training is, for those who decide about it."""
    if row is None:
        return {"Training": "None yet"}
    return {
        "Training": row.trained.full_name, "Ledger": row.legal_entity.legal_name, "Evidence": row.evidence,
        "Counts": f"From {day(row.valid.lower)} to {day(last_day(row))}",
    }  # fmt: skip


# --- routine types ---------------------------------------------------------------------------------------------------
def routine_on(entity: LegalEntity, *, on: date) -> RoutineJournals | None:
    """Return what is routine in a ledger on a day; None until something was decided."""
    rows = RoutineJournals.objects.of(entity.partner_id).filter(legal_entity=entity, starts_on__lte=on)
    found: RoutineJournals | None = rows.order_by("-starts_on", "-id").first()
    return found


def routine(uuid: UUID) -> RoutineJournals:
    """Return a decision on routine types. :raises RoutineJournals.DoesNotExist: when there is none in scope."""
    rows = RoutineJournals.objects.select_related("legal_entity", "approved_by")
    found: RoutineJournals = rows.get(uuid=uuid)
    return found


def routines(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return what was decided of routine types."""
    rows = RoutineJournals.objects.of(partner_id).select_related("legal_entity", "approved_by")
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    return QuerySetRows(rows)


def kind_words(kinds: Sequence[str]) -> str:
    """Name types of journal."""
    return interentity.kind_words(kinds) or "None"


def routine_words(row: RoutineJournals | None) -> Words:
    """Say what was decided, for those who decide about it."""
    if row is None:
        return {"Routine types": "Not decided yet"}
    return {
        "Routine types": kind_words(row.kinds), "Ledger": row.legal_entity.legal_name, "From": day(row.starts_on),
    }  # fmt: skip


# --- the parts ------------------------------------------------------------------------------------------------------
def _lacking(row: Journal, *, on: date) -> str:
    """Say how the preparer's training for a ledger stands, when none counts."""
    rows = JournalTraining.objects.of(row.partner_id).filter(
        legal_entity=row.legal_entity_id, trained_human=row.prepared_human
    )
    last: JournalTraining | None = rows.order_by("-valid__endswith", "-id").first()
    name = row.prepared_by.full_name
    if last is None:
        return f"{name} has no training for {row.legal_entity.legal_name}"
    return {
        "REVOKED": f"The training of {name} was revoked",
        "EXPIRED": f"The training of {name} ended on {day(last_day(last))}",
        "PLANNED": f"The training of {name} begins on {day(last.valid.lower)}",
    }.get(state_of(last, on=on), "")


def _restrictions(row: Journal) -> list[str]:
    """Say which lines are restricted: pay, money for a purpose, and codes that a rule binds to others."""
    lines = JournalLine.objects.of(row.partner_id).filter(journal=row)
    said = []
    if lines.filter(is_restricted=True).exists():
        said.append("A line says what somebody earns")
    funds = lines.filter(Q(coding__fund__is_ring_fenced=True) | Q(coding__fund__is_delegated=True))
    said += [
        f"Fund {code} is for a purpose" for code in sorted(set(funds.values_list("coding__fund__code", flat=True)))
    ]
    codes = lines.values_list("coding__subjective__code", "coding__project__code", "coding__fund__code").distinct()
    bound = CombinationRule.objects.of(row.partner_id).filter(
        verdict=CombinationRule.Verdict.ALLOW, valid__contains=row.accounting_date
    )
    used = list(codes)
    for rule in bound.order_by("id"):
        place = 1 if rule.project else 2 if rule.fund else 0
        prefix = (rule.subjective, rule.project, rule.fund)[place]
        if prefix and any((code[place] or "").startswith(prefix) for code in used):
            said.append(f"Its codes are bound by a rule: {rule.reason}")
            break
    return said


def _returned(row: Journal) -> str:
    """Say who returned or rejected a journal before; empty when nobody did."""
    rows = ChangeEvent.objects.of(row.partner_id).filter(
        change__kind="finance.journal", change__attribute=f"journal {row.uuid}", action__in=["return", "reject"]
    )
    last = rows.select_related("by").order_by("-id").first()
    if last is None:
        return ""
    words = "rejected" if last.action == "reject" else "returned"
    return f"{last.by.full_name} {words} it" if last.by else f"It was {words}"
