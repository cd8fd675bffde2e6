"""Choices at the year's end for what is still ordered: proposed, agreed by another, and carried out (domain FIN-03.5).

Closed, a line gives back what it holds. Carried, it holds it in the next year; its budget follows where that is asked
for, by a carry-forward that others approve. Accrued, it is carried as well, and an accrual that others approve makes it
actual cost of the year that ends: the accrual is reversed on 1 April, when the invoice is still to come.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from finance import rules_year_end as rules
from finance.models import BudgetDecision, Coding, Commitment, CommitmentLine, Journal, YearEndChoice
from finance.operations import budgets, commitments, journals
from finance.operations.codings import Segments
from finance.states import YEAR_END_CHOICE, BudgetState, JournalState, YearEndState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO

NOUN = "choice of the year’s end"
ACCRUALS = "94050"
MARCH, LAST = 3, 31
SHORTEST, LONGEST, MOST = 5, 200, 2_000
Kind = YearEndChoice.Kind
LIVE = (YearEndState.PROPOSED, YearEndState.APPLIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceWanted:
    """What is to happen with lines, and why. `with_budget`: what is carried takes its budget along."""

    kind: str
    reason: str
    with_budget: bool = False


def first_day_for(year: int) -> date:
    """Return the day from which choices for a financial year are made."""
    return date(year + 1, MARCH, 1)


@transaction_required
def propose(*, lines: Sequence[int], wanted: ChoiceWanted, by: User, at: datetime) -> list[YearEndChoice]:
    """Propose one choice for open lines of a year.

    :raises RuleBroken: before March of the year, for a line that holds nothing or has a choice, or for accruing what
        is only asked for
    """
    _lock_orders(CommitmentLine.objects.filter(pk__in=lines).values_list("commitment", flat=True))
    rows = list(CommitmentLine.objects.select_related("commitment").filter(pk__in=lines).order_by("pk"))
    rules.LinesChosen.require(0 < len(rows) == len(set(lines)) <= MOST, why=f"Choose 1 to {MOST:,} open lines")
    reason = " ".join(wanted.reason.split())[:LONGEST]
    with partner_scope(rows[0].partner_id, actor_id=by.pk, reason=reason or "choices of the year’s end"):
        rules.ReasonGiven.require(len(reason) >= SHORTEST, least=SHORTEST)
        rules.BudgetGoesWithOrder.require(wanted.kind == Kind.CARRY or not wanted.with_budget)
        taken = set(YearEndChoice.objects.filter(line__in=rows, state__in=LIVE).values_list("line", flat=True))
        for row in rows:
            _may_choose(row, wanted, is_taken=row.pk in taken, on=timezone.localdate(at))
        made: list[YearEndChoice] = [
            YearEndChoice.objects.create(
                partner_id=row.partner_id, line=row, year=row.year, kind=wanted.kind, with_budget=wanted.with_budget,
                pre_committed=row.pre_committed, committed=row.committed, reason=reason, proposed_by=by,
                proposed_human=by.human_id, proposed_at=at,
            )
            for row in rows
        ]  # fmt: skip
    return made


@transaction_required
def agree(*, choices: Sequence[UUID], by: User, at: datetime) -> list[YearEndChoice]:
    """Agree to choices that others proposed, and carry them out: commitments are closed or carried. All or none.

    :raises WrongState: for one that does not wait any more
    :raises RuleBroken: for one's own, or for a line that holds something else by now
    """

    def carry_out(one: YearEndChoice) -> None:
        line, on = one.line, date(one.year + 1, MARCH, LAST)
        now, was = line.pre_committed + line.committed, one.pre_committed + one.committed
        rules.ChoiceStillFits.require(
            (line.pre_committed, line.committed) == (one.pre_committed, one.committed),
            reference=line.commitment.reference, line=line.number, was=was, now=now,
        )  # fmt: skip
        given: dict[str, Any] = {"line": line.pk, "key": f"year-end:{one.uuid}", "on": on, "by": by, "at": at}
        (commitments.close_line if one.kind == Kind.CLOSE else commitments.carry_line)(**given)

    return _decide(choices, "agree", "", carry_out, by=by, at=at)


@transaction_required
def refuse(*, choices: Sequence[UUID], words: str, by: User, at: datetime) -> list[YearEndChoice]:
    """Refuse choices that others proposed; the lines are chosen for again.

    :raises WrongState: for one that does not wait any more
    :raises RuleBroken: for one's own, or without a reason
    """
    return _decide(choices, "refuse", words, None, by=by, at=at)


@transaction_required
def withdraw(*, choices: Sequence[UUID], words: str, by: User, at: datetime) -> list[YearEndChoice]:
    """Take proposed choices back.

    :raises WrongState: for one that does not wait any more
    :raises RuleBroken: without a reason
    """
    return _decide(choices, "withdraw", words, None, by=by, at=at)


@transaction_required
def draft_accrual(*, legal_entity: UUID, year: int, by: User, at: datetime) -> Journal:
    """Draft the accrual of everything that was agreed to be accrued and stands in no journal yet.

    It is reversed on 1 April by itself once it is posted. Whoever approves journals approves it.

    :raises RuleBroken: when there is nothing, or the journal cannot be written for 31 March
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"accrual of orders of {year}"):
        dead = Q(journal=None) | Q(journal__state=JournalState.DISCARDED)
        rows = _agreed(entity, year, Kind.ACCRUE, dead)
        rules.SomethingToDraft.require(bool(rows), why="Nothing waits to be accrued")
        funds: dict[str, Decimal] = defaultdict(lambda: ZERO)
        lines = []
        for one in rows:
            segments = _segments(one.line.coding)
            funds[segments.fund] += one.committed
            words = f"{one.line.commitment.reference}, line {one.line.number}: {one.line.commitment.description}"
            lines.append(journals.Line(segments=segments, debit=one.committed, narrative=words[:200],
                                       reference=one.line.commitment.reference))  # fmt: skip
        lines += [
            journals.Line(segments=Segments(ACCRUALS, fund=fund), credit=pounds, narrative="Received, not invoiced")
            for fund, pounds in sorted(funds.items())
        ]
        journal = journals.draft(
            wanted=journals.Wanted(
                legal_entity=entity.uuid, kind=Journal.Kind.ACCRUAL, accounting_date=date(year + 1, MARCH, LAST),
                description=f"Orders received by {day(date(year + 1, MARCH, LAST))}, not invoiced", lines=lines,
                reverse_on=date(year + 1, MARCH + 1, 1),
            ),
            by=by, at=at,
        )  # fmt: skip
        _link(rows, "journal", journal)
    return journal


@transaction_required
def draft_carry_forward(*, legal_entity: UUID, year: int, by: User, at: datetime) -> BudgetDecision:
    """Draft the carry-forward of budget for everything that was agreed to be carried with it and is in no decision yet.

    :raises RuleBroken: when there is nothing, or the next year's budget cannot be written
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"carry-forward of orders of {year}"):
        dead = Q(decision=None) | Q(decision__state=BudgetState.DISCARDED)
        rows = _agreed(entity, year, Kind.CARRY, dead, with_budget=True)
        rules.SomethingToDraft.require(bool(rows), why="No budget waits to be carried forward")
        sums: dict[Segments, Decimal] = defaultdict(lambda: ZERO)
        for one in rows:
            sums[_segments(one.line.coding)] += one.pre_committed + one.committed
        decision = budgets.draft(
            wanted=budgets.Wanted(
                legal_entity=entity.uuid, year=year + 1, kind=BudgetDecision.Kind.CARRY_FORWARD,
                description=f"Orders carried over from {year}-{(year + 1) % 100:02}",
                lines=[budgets.Line(segments=one, annual=pounds) for one, pounds in sums.items()],
            ),
            by=by, at=at,
        )  # fmt: skip
        _link(rows, "decision", decision)
    return decision


# --- the parts ------------------------------------------------------------------------------------------------------
def _may_choose(row: CommitmentLine, wanted: ChoiceWanted, *, is_taken: bool, on: date) -> None:
    begins = first_day_for(row.year)
    rules.YearIsEnding.require(on >= begins, year=f"{row.year}-{(row.year + 1) % 100:02}", day=day(begins))
    where = f"{row.commitment.reference}, line {row.number}"
    rules.LinesChosen.require(not is_taken, why=f"There is a choice for {where} already")
    rules.LinesChosen.require(bool(row.pre_committed or row.committed), why=f"{where} holds nothing any more")
    rules.AccruedIsOrdered.require(
        wanted.kind != Kind.ACCRUE or not row.pre_committed, reference=row.commitment.reference, line=row.number
    )


def _lock_orders(ids: Iterable[int]) -> None:
    """Hold orders until the transaction ends, in one order: nothing of them comes or goes meanwhile."""
    list(Commitment.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk").values_list("pk", flat=True))


def _decide(
    choices: Sequence[UUID], action: str, words: str, carry_out: Callable[[YearEndChoice], None] | None, *, by: User,
    at: datetime,
) -> list[YearEndChoice]:  # fmt: skip
    asked = YearEndChoice.objects.filter(uuid__in=choices)
    _lock_orders(asked.values_list("line__commitment", flat=True))
    rows: list[YearEndChoice] = list(
        asked.select_for_update(of=("self",)).select_related("line__commitment").order_by("pk")
    )
    rules.LinesChosen.require(0 < len(rows) == len(set(choices)) <= MOST, why=f"Choose 1 to {MOST:,} that wait")
    said = " ".join(words.split())[:LONGEST]
    with partner_scope(rows[0].partner_id, actor_id=by.pk, reason=said or f"choices of the year’s end: {action}"):
        if carry_out is None:
            rules.ReasonGiven.require(len(said) >= SHORTEST, field="words", least=SHORTEST)
        for one in rows:
            target = YearEndState(next_state(YEAR_END_CHOICE, action, one.state, noun=NOUN))
            rules.AnotherDecides.require(action == "withdraw" or by.human_id != one.proposed_human)
            if carry_out is not None:
                carry_out(one)
            one.state, one.words = target, said
            one.decided_by, one.decided_human, one.decided_at = by, by.human_id, at
            one.save(update_fields=["state", "words", "decided_by", "decided_human", "decided_at"])
    return rows


def _agreed(entity: LegalEntity, year: int, kind: str, more: Q, **wanted: Any) -> list[YearEndChoice]:
    rows = YearEndChoice.objects.of(entity.partner_id).filter(
        more, line__commitment__legal_entity=entity, year=year, kind=kind, state=YearEndState.APPLIED, **wanted
    )
    coding = "line__coding"
    rows = rows.select_related(
        "line__commitment", f"{coding}__subjective", f"{coding}__cost_centre", f"{coding}__fund",
        f"{coding}__project", f"{coding}__counterparty",
    )  # fmt: skip
    return list(rows.order_by("line__commitment__reference", "line__number"))


def _link(rows: Sequence[YearEndChoice], name: str, document: Any) -> None:
    for one in rows:
        setattr(one, name, document)
        one.save(update_fields=[name])


def _segments(coding: Coding) -> Segments:
    of = (coding.subjective, coding.cost_centre, coding.fund, coding.project, coding.counterparty)
    return Segments(*(one.code if one else "" for one in of))
