"""What is still ordered at the year's end, what was chosen for it, and how far that has come (domain FIN-03.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from finance.controls import Evidence, Where
from finance.engine import fiscal
from finance.models import CommitmentLine, YearEndChoice
from finance.states import JournalState, YearEndState
from sharedservices.common.formatting import counted, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import QuerySetRows

NONE = "NONE"
"""The filter for lines that nobody has chosen for."""
LIVE = (YearEndState.PROPOSED, YearEndState.APPLIED)
STATES = {one.value: one.label for one in YearEndState} | {NONE: "No choice yet"}
KINDS = {"CARRY": "Carry", "ACCRUE": "Accrue", "CLOSE": "Close"}
Kind = YearEndChoice.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """A line of a year with what was chosen for it; pounds. `chosen` is empty and `state` is NONE without a choice."""

    pk: int
    choice: UUID | None
    reference: str
    description: str
    number: int
    coding: str
    cost_centre: str
    pre_committed: Decimal
    committed: Decimal
    chosen: str
    state: str
    state_words: str
    reason: str
    proposed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a legal entity's year has come: lines and pounds without a choice, waiting, and agreed by kind.

    `to_accrue` and `to_budget` are agreed and stand in no draft yet.
    """

    n_open: int
    open: Decimal
    n_waiting: int
    waiting: Decimal
    agreed: Mapping[str, Decimal]
    to_accrue: Decimal
    to_budget: Decimal


def lines(*, partner_id: int, legal_entity_id: int, year: int) -> QuerySet[Any]:
    """Return the lines of a year that hold something or have a choice that counts, with that choice's fields."""
    choice = YearEndChoice.objects.of(partner_id).filter(line=OuterRef("pk"), state__in=LIVE)
    rows: QuerySet[Any] = CommitmentLine.objects.of(partner_id).filter(
        commitment__legal_entity=legal_entity_id, year=year
    )
    names = {
        "choice": "uuid", "chosen": "kind", "choice_state": "state", "choice_pre": "pre_committed",
        "choice_committed": "committed", "why": "reason", "proposer": "proposed_by__full_name",
        "proposer_human": "proposed_human", "with_budget": "with_budget",
    }  # fmt: skip
    rows = rows.annotate(**{name: Subquery(choice.values(field)) for name, field in names.items()})
    rows = rows.filter(Q(pre_committed__gt=0) | Q(committed__gt=0) | Q(choice__isnull=False))
    found: QuerySet[Any] = rows.annotate(
        was_pre=Coalesce("choice_pre", F("pre_committed")), was_committed=Coalesce("choice_committed", F("committed"))
    ).select_related("commitment", "coding__subjective", "coding__cost_centre")
    return found


def narrowed(rows: QuerySet[Any], wanted: Mapping[str, Any]) -> QuerySet[Any]:
    """Return the lines that the filters leave."""
    if said := wanted.get("q"):
        rows = rows.filter(Q(commitment__reference__icontains=said) | Q(commitment__description__icontains=said))
    if centre := wanted.get("cost_centre"):
        rows = rows.filter(coding__cost_centre__code__iexact=centre)
    if kind := wanted.get("kind"):
        rows = rows.filter(chosen=kind)
    if state := wanted.get("state"):
        rows = rows.filter(choice__isnull=True) if state == NONE else rows.filter(choice_state=state)
    return rows


def listed(rows: QuerySet[Any]) -> QuerySetRows:
    """Return lines as rows of a list."""
    return QuerySetRows(rows, row=_row)


def _row(row: Any) -> ChoiceRow:
    kind = KINDS.get(row.chosen or "", "")
    state = row.choice_state or NONE
    return ChoiceRow(
        pk=row.pk, choice=row.choice, reference=row.commitment.reference, description=row.commitment.description,
        number=row.number, coding=str(row.coding.subjective), cost_centre=str(row.coding.cost_centre or ""),
        pre_committed=row.was_pre, committed=row.was_committed,
        chosen=f"{kind} with its budget" if row.with_budget else kind, state=state, state_words=STATES[state],
        reason=row.why or "", proposed_by=row.proposer or "",
    )  # fmt: skip


def standing(*, partner_id: int, legal_entity_id: int, year: int) -> Standing:
    """Add up how far a year has come. Three queries."""
    pounds = Sum(F("was_pre") + F("was_committed"))
    rows = lines(partner_id=partner_id, legal_entity_id=legal_entity_id, year=year).select_related(None).order_by()
    sums: dict[tuple[str, str], tuple[int, Decimal]] = {
        (state or NONE, kind or ""): (n, total)
        for state, kind, n, total in rows.values_list("choice_state", "chosen").annotate(n=Count("pk"), total=pounds)
    }
    waiting = [one for (state, _kind), one in sums.items() if state == YearEndState.PROPOSED]
    n_open, open_ = sums.get((NONE, ""), (0, ZERO))
    agreed = _agreed(partner_id, legal_entity_id, year)
    held = Sum(F("pre_committed") + F("committed"))
    undrafted = Q(journal=None) | Q(journal__state=JournalState.DISCARDED)
    unbudgeted = Q(decision=None) | Q(decision__state="DISCARDED")
    return Standing(
        n_open=n_open, open=open_, n_waiting=sum(n for n, _total in waiting),
        waiting=sum((total for _n, total in waiting), ZERO),
        agreed={kind: sums.get((YearEndState.APPLIED.value, kind), (0, ZERO))[1] for kind in KINDS},
        to_accrue=agreed.filter(undrafted, kind=Kind.ACCRUE).aggregate(n=held)["n"] or ZERO,
        to_budget=agreed.filter(unbudgeted, kind=Kind.CARRY, with_budget=True).aggregate(n=held)["n"] or ZERO,
    )  # fmt: skip


def _agreed(partner_id: int, legal_entity_id: int, year: int) -> QuerySet[YearEndChoice]:
    rows: QuerySet[YearEndChoice] = YearEndChoice.objects.of(partner_id).filter(
        line__commitment__legal_entity=legal_entity_id, year=year, state=YearEndState.APPLIED
    )
    return rows


def drafts(*, partner_id: int, legal_entity_id: int, year: int) -> tuple[list[Any], list[Any]]:
    """Return the accruals and the carry-forwards of budget that a year's choices stand in. Two queries."""
    rows = _agreed(partner_id, legal_entity_id, year)
    journals: dict[Any, Any] = {
        one.journal_id: one.journal for one in rows.exclude(journal=None).select_related("journal")
    }
    decisions: dict[Any, Any] = {
        one.decision_id: one.decision for one in rows.exclude(decision=None).select_related("decision")
    }
    return [journals[pk] for pk in sorted(journals)], [decisions[pk] for pk in sorted(decisions)]


def years(*, partner_id: int, on: date) -> list[int]:
    """Return the financial years that lines are of, and the one that it is, the latest first. One query."""
    rows = CommitmentLine.objects.of(partner_id).order_by().values_list("year", flat=True).distinct()
    found: set[int] = {*rows, fiscal.year_of(on)}
    return sorted(found, reverse=True)


def usual_year(*, partner_id: int, legal_entity_id: int, on: date) -> int:
    """Return the year to look at first: the last one while something of it is open, else the one that it is."""
    last = fiscal.year_of(on) - 1
    open_ = CommitmentLine.objects.of(partner_id).filter(
        Q(pre_committed__gt=0) | Q(committed__gt=0), commitment__legal_entity=legal_entity_id, year=last
    )
    return last if open_.exists() else last + 1


def chosen(where: Where) -> Evidence:
    """Find out whether something was chosen for every open line of a year that ends. For the month's end."""
    if where.number < fiscal.LAST:
        return Evidence(True, "Choices are made at the year’s end.")
    found = standing(partner_id=where.partner_id, legal_entity_id=where.legal_entity_id, year=where.year)
    unposted = _agreed(where.partner_id, where.legal_entity_id, where.year).filter(
        ~Q(journal__state=JournalState.POSTED) | Q(journal=None), kind=Kind.ACCRUE
    )
    if found.n_open:
        words = counted(found.n_open, "open line has", "open lines have")
        return Evidence(False, f"{words} no choice, {money(found.open)}.")
    if found.n_waiting:
        words = counted(found.n_waiting, "choice waits", "choices wait")
        return Evidence(False, f"{words} for a second person, {money(found.waiting)}.")
    if n := unposted.count():
        return Evidence(False, f"The accrual of {counted(n, 'line', 'lines')} is not posted.")
    return Evidence(True, "Every line that was open is carried, accrued or closed.")
