"""Budgets: decisions about them are written, approved by others and take effect (domain FIN-04).

What people write is a draft until others approve it: the approval core (change kind `finance.budget`) calls `apply`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from finance import rules
from finance.engine import budget_approvals, budget_profile, fiscal
from finance.models import (
    BudgetComment,
    BudgetControl,
    BudgetDecision,
    BudgetLine,
    Coding,
    CostCentre,
    CostCentrePlace,
    ServiceArea,
)
from finance.operations import codings
from finance.operations.codings import Segments
from finance.queries import budget_position, budget_weights, budgets, outside
from finance.states import BUDGET, BudgetState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.money import ZERO

NOUN = "budget decision"
MOST_LINES = 20_000
Kind, Method = BudgetDecision.Kind, BudgetLine.Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is given: codes, pounds of the year, and how they run over the months (twelve when by hand)."""

    segments: Segments
    annual: Decimal
    method: str = Method.EQUAL
    months: Sequence[Decimal] = ()
    narrative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A decision as it is given: whose budget of which year, what sort of decision, why, and its lines."""

    legal_entity: UUID
    year: int
    kind: str
    description: str
    lines: Sequence[Line]
    is_permanent: bool = False
    members_reference: str = ""
    base_reference: str = ""
    override_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that the lines come from: the SHA-256 of its bytes and the total in pounds that its sender names."""

    sha256: str
    control_total: Decimal


@transaction_required
def draft(*, wanted: Wanted, by: User, at: datetime, file: File | None = None) -> BudgetDecision:
    """Write a decision down. The budget changes when others approve it.

    :raises RuleBroken: for codes that are not there or take no budget, months that do not add up, a control total that
        differs, a file that was loaded before, and whatever a virement may not do
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=wanted.legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        row = BudgetDecision(
            partner_id=entity.partner_id, legal_entity=entity, year=wanted.year, kind=wanted.kind, prepared_by=by,
            prepared_human=by.human_id, prepared_at=at,
        )  # fmt: skip
        if file is not None:
            _file(row, wanted, file)
        _write(row, entity, wanted, at=at)
    return row


@transaction_required
def revise(*, decision: UUID, wanted: Wanted, by: User, at: datetime) -> BudgetDecision:
    """Write a draft anew; an approval that was asked for is for what it said before.

    :raises WrongState: unless it is a draft :raises RuleBroken: as `draft`
    """
    row = _lock(decision)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        next_state(BUDGET, "edit", row.state, noun=NOUN)
        BudgetLine.objects.of(row.partner_id).filter(decision=row).delete()
        _write(row, row.legal_entity, wanted, at=at)
    return row


@transaction_required
def discard(*, decision: UUID, by: User, at: datetime) -> BudgetDecision:
    """Put a draft away: it stays readable and never takes effect.

    :raises WrongState: unless it is a draft
    """
    row = _lock(decision)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="discarded"):
        row.state = BudgetState(next_state(BUDGET, "discard", row.state, noun=NOUN))
        row.save(update_fields=["state"])
    return row


@transaction_required
def apply(*, decision: UUID, lines_hash: str, by: User, at: datetime) -> BudgetDecision:
    """Put a draft into force, with exactly what was approved: the revised budget changes from today.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: when it has changed, when members have not decided what needs them, when the year has its
        original budget, and where a virement would now leave less than is spent and committed
    """
    row = _lock(decision)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        next_state(BUDGET, "apply", row.state, noun=NOUN)
        rules.BudgetSeen.require(row.lines_hash == lines_hash)
        _members(row)
        entity = row.legal_entity
        there = BudgetDecision.objects.of(row.partner_id).filter(
            legal_entity=entity, year=row.year, kind=Kind.ORIGINAL, state=BudgetState.APPLIED
        )
        rules.OneOriginal.require(
            row.kind != Kind.ORIGINAL or not there.exists(), entity=entity.legal_name, year=budgets.year_words(row.year)
        )
        _hold(row)
        if row.kind == Kind.VIREMENT:
            _may_move(row, on=timezone.localdate(at))
        row.state, row.applied_by, row.applied_at = BudgetState.APPLIED, by, at
        row.applied_on = timezone.localdate(at)
        row.save(update_fields=["state", "applied_by", "applied_at", "applied_on"])
    return row


@transaction_required
def comment(
    *, cost_centre: UUID, year: int, number: int, text: str, known_change: Decimal, by: User, at: datetime
) -> BudgetComment:
    """Say why a cost centre is off its budget, and what is known to come. The last comment counts.

    :raises CostCentre.DoesNotExist: if there is none in scope
    """
    centre = CostCentre.objects.get(uuid=cost_centre)
    with partner_scope(centre.partner_id, actor_id=by.pk, reason=f"Comment on {centre}"[:200]):
        made: BudgetComment = BudgetComment.objects.create(
            partner_id=centre.partner_id, cost_centre=centre, year=year, number=number, text=" ".join(text.split()),
            known_change=known_change, by=by, at=at,
        )  # fmt: skip
    return made


@transaction_required
def set_control(
    *, partner_id: int, group: str, mode: str, tolerance: Decimal, first_day: date, by: User, at: datetime
) -> BudgetControl:
    """Say how a group of the chart is checked from a day on. Safe to call again with the same."""
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Budget check of {group}"):
        rows = BudgetControl.objects.of(partner_id).filter(group=group)
        for row in rows.filter(valid__contains=first_day).exclude(valid__startswith=first_day):
            row.valid = DateRange(row.valid.lower, first_day)
            row.save(update_fields=["valid"])
        made: BudgetControl = rows.update_or_create(
            partner_id=partner_id, group=group, valid=DateRange(first_day, None),
            defaults={"mode": mode, "tolerance": tolerance},
        )[0]  # fmt: skip
    return made


@transaction_required
def set_up_area(
    *, legal_entity: UUID, level: str, code: str, name: str, parent: UUID | None, by: User, at: datetime
) -> ServiceArea:
    """Give a legal entity a directorate or a service. Safe to call again with the same."""
    entity = LegalEntity.objects.get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Set up {code}"):
        above = ServiceArea.objects.get(uuid=parent) if parent else None
        made: ServiceArea = ServiceArea.objects.of(entity.partner_id).get_or_create(
            partner_id=entity.partner_id, legal_entity=entity, code=code,
            defaults={"level": level, "name": name, "parent": above},
        )[0]  # fmt: skip
    return made


@transaction_required
def place(*, cost_centre: UUID, service: UUID, first_day: date, by: User, at: datetime) -> CostCentrePlace:
    """Put a cost centre into a service from a day on; before that day it stays where it was."""
    centre, area = CostCentre.objects.get(uuid=cost_centre), ServiceArea.objects.get(uuid=service)
    with partner_scope(centre.partner_id, actor_id=by.pk, reason=f"{centre} to {area}"[:200]):
        rows = CostCentrePlace.objects.of(centre.partner_id).filter(cost_centre=centre)
        for row in rows.filter(valid__contains=first_day).exclude(valid__startswith=first_day):
            row.valid = DateRange(row.valid.lower, first_day)
            row.save(update_fields=["valid"])
        made: CostCentrePlace = rows.update_or_create(
            partner_id=centre.partner_id, cost_centre=centre, valid=DateRange(first_day, None),
            defaults={"service": area},
        )[0]  # fmt: skip
    return made


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(decision: UUID) -> BudgetDecision:
    found: BudgetDecision = (
        BudgetDecision.objects.select_for_update(of=("self",)).select_related("legal_entity").get(uuid=decision)
    )
    return found


def _file(row: BudgetDecision, wanted: Wanted, file: File) -> None:
    total = sum((line.annual for line in wanted.lines), ZERO)
    rules.FileAddsUp.require(
        total == file.control_total, total=total, control=file.control_total,
        difference=abs(total - file.control_total),
    )  # fmt: skip
    before: BudgetDecision | None = (
        BudgetDecision.objects.of(row.partner_id)
        .filter(legal_entity=row.legal_entity, year=row.year, file_hash=file.sha256)
        .exclude(state=BudgetState.DISCARDED)
        .first()
    )
    rules.FileOnce.require(before is None, description=before.description if before else "")
    row.file_hash = file.sha256


def _write(row: BudgetDecision, entity: LegalEntity, wanted: Wanted, *, at: datetime) -> None:
    """Check what is given and write it down with its sums and hash."""
    words = " ".join(wanted.description.split())
    shortest, longest = rules.SHORTEST_DESCRIPTION, rules.LONGEST_DESCRIPTION
    rules.DescriptionSays.require(shortest <= len(words) <= longest, shortest=shortest, longest=longest)
    rules.BudgetLinesThere.require(1 <= len(wanted.lines) <= MOST_LINES, n=len(wanted.lines), most=MOST_LINES)
    row.description, row.is_permanent = words, wanted.is_permanent
    row.members_reference, row.base_reference = wanted.members_reference.strip(), wanted.base_reference.strip()
    row.override_reason = " ".join(wanted.override_reason.split())
    found = codings.find(
        entity=entity, wanted=[line.segments for line in wanted.lines], on=_day(row.year, at), by_hand=False
    )  # fmt: skip
    _take_a_budget(wanted.lines, found)
    row.total = sum((line.annual for line in wanted.lines), ZERO)
    row.moved = sum((line.annual for line in wanted.lines if line.annual > 0), ZERO)
    row.n_lines = len(wanted.lines)
    rules.VirementMovesOnly.require(row.kind != Kind.VIREMENT or row.total == 0, total=row.total)
    profiles = _profiles(row, wanted.lines, found)
    row.save()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            partner_id=row.partner_id, decision=row, number=number, coding=found[line.segments], method=line.method,
            annual=line.annual, profile=list(profiles[number - 1]), narrative=line.narrative,
        )
        for number, line in enumerate(wanted.lines, start=1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT finance_budget_hash(%s, %s)", [row.partner_id, row.pk])
        (row.lines_hash,) = cursor.fetchone()
    row.save(update_fields=["lines_hash"])
    if row.kind == Kind.VIREMENT:
        _may_move(row, on=timezone.localdate(at))


def _day(year: int, at: datetime) -> date:
    """Return the day whose codes count: today, or the nearest day of the year."""
    spans = fiscal.spans(year)
    return min(max(timezone.localdate(at), spans[fiscal.FIRST].first), spans[fiscal.LAST].last)


def _take_a_budget(lines: Sequence[Line], found: Mapping[Segments, Coding]) -> None:
    kinds = {
        row.pk: row
        for row in Coding.objects.filter(pk__in={one.pk for one in found.values()}).select_related(
            "subjective", "project", "fund"
        )
    }
    seen: dict[int, int] = {}
    for number, line in enumerate(lines, start=1):
        coding = kinds[found[line.segments].pk]
        is_asset = coding.subjective.group == "NON_CURRENT" and coding.project is not None and coding.project.is_capital
        takes = is_asset or not coding.subjective.is_balance_sheet
        rules.BudgetCode.require(takes, line=number, subjective=str(coding.subjective))
        rules.BudgetLineOnce.require(coding.pk not in seen, line=number, other=seen.get(coding.pk, 0))
        rules.BudgetMoves.require(line.annual != 0, line=number)
        seen[coding.pk] = number


def _profiles(row: BudgetDecision, lines: Sequence[Line], found: Mapping[Segments, Coding]) -> list[Sequence[Decimal]]:
    """Return the months of each line. At most two queries, however many lines there are."""
    before = row.year - 1
    pay = last = None
    if any(line.method == Method.PAYROLL for line in lines):
        pay = budget_weights.payroll(partner_id=row.partner_id, legal_entity_id=row.legal_entity_id, year=before)
    wanted = [found[line.segments].pk for line in lines if line.method == Method.PRIOR_YEAR]
    if wanted:
        last = budget_weights.prior_year(partner_id=row.partner_id, codings=wanted, year=before)
    profiles: list[Sequence[Decimal]] = []
    for number, line in enumerate(lines, start=1):
        if line.method == Method.MANUAL:
            months = sum(line.months, ZERO)
            is_whole = len(line.months) == budget_profile.MONTHS and months == line.annual
            rules.ProfileAddsUp.require(
                is_whole, line=number, months=months, annual=line.annual, difference=abs(line.annual - months)
            )
            profiles.append(line.months)
            continue
        weights: Sequence[Decimal] | None = budget_profile.EQUALLY
        if line.method != Method.EQUAL:
            weights = pay if line.method == Method.PAYROLL else (last or {}).get(found[line.segments].pk)
            what = "pay" if line.method == Method.PAYROLL else "spending on these codes"
            rules.PatternIsThere.require(weights is not None, line=number, what=what, year=budgets.year_words(before))
        assert weights is not None  # noqa: S101 - the rule above
        profiles.append(budget_profile.spread(line.annual, weights))
    return profiles


def _hold(row: BudgetDecision) -> None:
    """Wait for orders that are asking the same budgets, and let the next ones wait."""
    ids = BudgetLine.objects.of(row.partner_id).filter(decision=row).values_list("coding_id", flat=True)
    holds = budget_position.held_by(list(ids), partner_id=row.partner_id)
    with connection.cursor() as cursor:
        for held in sorted({str(tuple(one)) for one in holds.values()}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
                [f"budget {row.year} {held}", row.partner_id],
            )


def _members(row: BudgetDecision) -> None:
    """Ask for the reference of the decision where members decide. :raises RuleBroken: without one."""
    needs = row.kind in (Kind.ORIGINAL, Kind.SUPPLEMENTARY)
    if row.kind == Kind.VIREMENT:
        limits = budget_approvals.limits_on(timezone.localdate(row.prepared_at))
        needs = budget_approvals.needs_members(budgets.facts(row), limits)
    rules.MembersHaveDecided.require(not needs or bool(row.members_reference), what=row.get_kind_display())


def _may_move(row: BudgetDecision, *, on: date) -> None:
    """Hold a virement against what is prohibited (domain FIN-04). Five queries. :raises RuleBroken: for the first."""
    lines: list[Any] = list(
        BudgetLine.objects.of(row.partner_id)
        .filter(decision=row)
        .select_related("coding__subjective", "coding__fund", "coding__project", "coding__cost_centre")
        .order_by("number")
    )
    _keeps_funds(lines)
    frozen = set(outside.frozen_posts(partner_id=row.partner_id, on=on))
    ids = [line.coding_id for line in lines]
    stands = budget_position.by_coding(partner_id=row.partner_id, year=row.year, codings=ids, but=row.pk)
    base = budgets.base(partner_id=row.partner_id, year=row.year, codings=ids) if row.is_permanent else {}
    for line in lines:
        if line.annual > 0:
            continue
        coding, said = line.coding, budgets.coding_words(line.coding)
        is_frozen = coding.subjective.group == "EMPLOYEES" and coding.cost_centre_id in frozen
        rules.FrozenPostsKeepTheirs.require(not is_frozen, coding=said, cost_centre=str(coding.cost_centre))
        position = stands[line.coding_id]
        # What income falls short of is no reason to keep it from falling further: costs alone are spent and committed.
        left, used = position.revised - position.reserved + line.annual, position.used
        leaves = left >= used or bool(row.override_reason) or coding.subjective.group == "INCOME"
        rules.LeavesWhatIsUsed.require(leaves, coding=said, used=used, left=left)
        if row.is_permanent and not row.base_reference:
            there = base.get(line.coding_id, ZERO)
            rules.BaseIsAgreed.require(-line.annual <= there, coding=said, taken=-line.annual, base=there)


def _keeps_funds(lines: Sequence[Any]) -> None:
    """Make sure that nothing leaves a ring-fenced fund, delegated budgets stay, and capital stays capital."""
    funds: dict[int, Decimal] = {}
    capital = ZERO
    for line in lines:
        fund, project = line.coding.fund, line.coding.project
        rules.SchoolsDecide.require(not fund.is_delegated, line=line.number, fund=str(fund))
        funds[fund.pk] = funds.get(fund.pk, ZERO) + line.annual
        if project is not None and project.is_capital:
            capital += line.annual
    for line in lines:
        left = funds[line.coding.fund_id]
        rules.GrantKeepsItsMoney.require(
            not line.coding.fund.is_ring_fenced or left >= 0, amount=-left, fund=str(line.coding.fund)
        )
    rules.CapitalStaysCapital.require(capital == 0, amount=abs(capital))
