"""Journals that come again: which there are, on which days, what of them is posted and what is missing (FIN-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from finance.controls import Evidence, Where
from finance.engine import fiscal
from finance.engine import journal_plans as engine
from finance.engine.journal_approvals import Facts
from finance.models import Journal, JournalPlan, JournalPlanLine, Period, PeriodModule
from finance.states import JournalState, PeriodState, PlanState
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.workingdays import is_working_day

SOURCE = "plan"
KIND = "finance.journal_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A journal of a plan: which, for which day, its (debit, credit) lines in pounds, and itself once it is posted."""

    number: int
    on: date
    sides: Sequence[tuple[Decimal, Decimal]]
    journal: Journal | None

    @property
    def total(self) -> Decimal:
        """Sum of its debits."""
        return sum((debit for debit, _credit in self.sides), Decimal("0.00"))


def get(plan: UUID) -> JournalPlan:
    """Return a plan. :raises JournalPlan.DoesNotExist: when there is none in scope."""
    row: JournalPlan = JournalPlan.objects.select_related(
        "legal_entity", "partner", "prepared_by", "approved_by", "stopped_by", "written_as"
    ).get(uuid=plan)
    return row


def plans(*, partner_id: int, wanted: dict[str, Any]) -> QuerySetRows:
    """Return the plans of a partner by word, legal entity and state."""
    rows = JournalPlan.objects.of(partner_id).select_related("legal_entity", "prepared_by")
    if words := wanted.get("q"):
        rows = rows.filter(description__icontains=words)
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    return QuerySetRows(rows)


def lines(row: JournalPlan) -> list[JournalPlanLine]:
    """Return the lines of a plan with their codes, in order. One query."""
    return list(
        JournalPlanLine.objects.of(row.partner_id)
        .filter(plan=row)
        .select_related("coding__subjective", "coding__cost_centre", "coding__fund", "coding__project",
                        "coding__counterparty")
        .order_by("number")
    )  # fmt: skip


def occurrences(row: JournalPlan) -> list[Occurrence]:
    """Return every journal of a plan, posted or to come. Two queries."""
    sides = [(line.debit, line.credit) for line in lines(row)]
    posted = {
        one.key: one
        for one in Journal.objects.of(row.partner_id).filter(
            source=SOURCE, source_ref=str(row.uuid), state=JournalState.POSTED
        )
    }
    parts = [sides] * row.times
    if row.kind == JournalPlan.Kind.PREPAYMENT:
        at = engine.against(sides)
        assert at is not None  # noqa: S101 - nothing else is planned
        parts = engine.spread_lines(sides, at, row.times)
    days = engine.due_days(row.first_on, every=row.every, times=row.times)
    return [
        Occurrence(number=n, on=on, sides=part, journal=posted.get(f"plan:{row.uuid}:{n}"))
        for n, (on, part) in enumerate(zip(days, parts, strict=True), start=1)
    ]


def running(*, partner_id: int) -> list[JournalPlan]:
    """Return the plans that run. One query."""
    rows = JournalPlan.objects.of(partner_id).filter(state=PlanState.RUNNING)
    return list(rows.select_related("approved_by", "legal_entity").order_by("id"))


def reversals_due(*, partner_id: int, today: date) -> list[Journal]:
    """Return the posted accruals whose day of reversal has come, and that are not reversed. One query."""
    reversed_ones = Journal.objects.of(partner_id).filter(reverses__isnull=False).exclude(state=JournalState.DISCARDED)
    rows = Journal.objects.of(partner_id).filter(
        state=JournalState.POSTED, reverses=None, reverse_on__lte=today
    ).exclude(pk__in=reversed_ones.values("reverses"))  # fmt: skip
    return list(rows.select_related("posted_by").order_by("id"))


def takes(period: Period) -> bool:
    """Tell whether a period takes journals of the general ledger."""
    open_ones = PeriodModule.objects.of(period.partner_id).filter(period=period, module="GL")
    return bool(open_ones.filter(state__in=[PeriodState.OPEN, PeriodState.SOFT_CLOSED]).exists())


def facts(row: JournalPlan) -> Facts:
    """Return what decides who approves a plan: all of its journals together, as of when it was written. Two queries."""
    local = timezone.localtime(row.prepared_at)
    today = local.date()
    codes = {(line.coding.subjective.code, line.coding.subjective.control) for line in lines(row)}
    return Facts(
        total=row.total, own_total=row.total, codes=frozenset(code for code, _control in codes),
        controls=frozenset(control for _code, control in codes if control), year=fiscal.year_of(row.first_on),
        period=fiscal.number_of(row.first_on), current=(fiscal.year_of(today), fiscal.number_of(today)),
        hour=local.hour, is_working_day=is_working_day(today),
    )  # fmt: skip


def words(row: JournalPlan) -> dict[str, str]:
    """Say what a plan is, for those who decide about it."""
    days = engine.due_days(row.first_on, every=row.every, times=row.times)
    how = "every month" if row.every == 1 else f"every {row.every} months"
    return {
        "Plan": f"{row.get_kind_display().split(':')[0]}: {row.description}",
        "Legal entity": row.legal_entity.legal_name,
        "Journals": f"{row.times}, {how}, from {day(days[0])} to {day(days[-1])}",
        "All together": f"{money(row.total)} in {counted(row.n_lines, 'line', 'lines')} each",
        "Lines": "; ".join(
            f"{line.coding.subjective} {money(line.debit - line.credit)}" for line in lines(row)[:6]
        ),
        "State": row.get_state_display(),
    }  # fmt: skip


def missing(where: Where) -> Evidence:
    """Tell whether every journal of plans that is for a period's days by its end is posted (month's end)."""
    rows = JournalPlan.objects.of(where.partner_id).filter(
        Q(state=PlanState.RUNNING), legal_entity=where.legal_entity_id, first_on__lte=where.last_day
    )
    due = [
        f"{row.description}, {one.number} of {row.times}"
        for row in rows.order_by("id")
        for one in occurrences(row)
        if one.on <= where.last_day and one.journal is None
    ]
    if due:
        return Evidence(False, f"{counted(len(due), 'journal is', 'journals are')} missing: {'; '.join(due[:3])}")
    n = len(rows)
    return Evidence(True, f"{counted(n, 'plan', 'plans')}, all posted" if n else "There are none")
