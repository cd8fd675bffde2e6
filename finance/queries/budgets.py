"""What approvers and holders read of budgets: decisions, lines, comments, and what decides who approves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from finance.engine.budget_approvals import Facts, Reach, reach
from finance.models import BudgetComment, BudgetDecision, BudgetLine, Coding, CostCentrePlace, ServiceArea
from finance.states import BudgetState
from partners.models import ChangeRequest
from partners.queries import deciders
from partners.roles import Role
from sharedservices.common.formatting import money, pounds_signed
from sharedservices.common.rowsources import QuerySetRows

Words = dict[str, str]
KIND = "finance.budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision in a list; pounds."""

    uuid: UUID
    description: str
    kind: str
    year: str
    entity: str
    total: Decimal
    moved: Decimal
    state: str
    prepared_by: str
    prepared_on: date
    applied_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line of a decision; pounds of the year."""

    number: int
    coding: str
    cost_centre: str
    fund: str
    method: str
    annual: Decimal
    profile: tuple[Decimal, ...]
    narrative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The last comment on a cost centre: what it says, which changes it knows of, and who said so."""

    text: str
    known_change: Decimal
    number: int
    by: str


def year_words(year: int) -> str:
    """Say a financial year: 2026-27."""
    return f"{year}-{(year + 1) % 100:02}"


def coding_words(coding: Coding) -> str:
    """Say a coding block: F10001 Highways, 40100 Stationery. Its parts are loaded."""
    parts = [str(one) for one in (coding.cost_centre, coding.subjective, coding.project) if one is not None]
    return ", ".join([*parts, *([str(coding.fund)] if coding.fund.code != "GEN" else [])])


def of(decision: UUID) -> BudgetDecision:
    """Return a decision with its entity. :raises BudgetDecision.DoesNotExist: if there is none in scope."""
    found: BudgetDecision = BudgetDecision.objects.select_related("legal_entity", "prepared_by").get(uuid=decision)
    return found


def words(row: BudgetDecision) -> Words:
    """Say what a decision is, for whoever approves it. One query: the lines that move most."""
    rows = BudgetLine.objects.of(row.partner_id).filter(decision=row).select_related(
        "coding__cost_centre", "coding__subjective", "coding__project", "coding__fund"
    )  # fmt: skip
    most = sorted(rows, key=lambda line: (-abs(line.annual), line.number))[:6]
    said = {
        "Decision": f"{row.get_kind_display()} of {year_words(row.year)}: {row.description}",
        "Total": f"{money(row.total)} in {row.n_lines:,} lines, {money(row.moved)} rises",
        "Lines": "; ".join(f"{coding_words(line.coding)} {pounds_signed(line.annual)}" for line in most),
        "Decided by members": row.members_reference or "No reference",
        "Content": row.lines_hash[:16],
        "State": row.get_state_display(),
    }
    if row.kind == BudgetDecision.Kind.VIREMENT:
        said["Lasts"] = "For good" if row.is_permanent else "This year"
    if row.override_reason:
        said["Below what is used"] = row.override_reason
    if row.base_reference:
        said["Base budget"] = row.base_reference
    return said


def facts(row: BudgetDecision) -> Facts:
    """Return what decides who approves a virement, by where its cost centres stand today. Three queries."""
    on = timezone.localdate(row.prepared_at)
    centres = set(
        BudgetLine.objects.of(row.partner_id).filter(decision=row).values_list("coding__cost_centre_id", flat=True)
    )
    rows = CostCentrePlace.objects.of(row.partner_id).filter(cost_centre__in=centres - {None}, valid__contains=on)
    places = dict.fromkeys(centres, ("", ""))
    for centre, service, directorate in rows.values_list("cost_centre_id", "service__code", "service__parent__code"):
        places[centre] = (service, directorate)
    found = reach({service for service, _ in places.values()}, {directorate for _, directorate in places.values()})
    # One cost centre is inside its own service, whatever that is.
    if len(centres) == 1 and centres != {None}:
        found = Reach.SERVICE
    is_holder = deciders.holds_role(row.prepared_by, Role.BUDGET_HOLDER, partner_id=row.partner_id, on=on)
    return Facts(moved=row.moved, reach=found, by_holder=is_holder)


def base(*, partner_id: int, year: int, codings: Collection[int]) -> dict[int, Decimal]:
    """Return the base budget of codings: the original and what was moved for good since. One query."""
    rows = BudgetLine.objects.of(partner_id).filter(
        Q(decision__kind="ORIGINAL") | Q(decision__is_permanent=True), coding__in=codings, decision__year=year,
        decision__state=BudgetState.APPLIED,
    )  # fmt: skip
    return dict(rows.values_list("coding_id").annotate(pounds=Sum("annual")))


def decisions(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the decisions that the filters leave."""
    asked = ChangeRequest.objects.of(partner_id).filter(
        kind=KIND, state="WAITING", attribute=Concat(Value("budget "), Cast(OuterRef("uuid"), CharField())),
    )  # fmt: skip
    rows = (
        BudgetDecision.objects.of(partner_id)
        .select_related("legal_entity", "prepared_by")
        .annotate(is_waiting=Exists(asked))
    )
    if said := wanted.get("q"):
        rows = rows.filter(Q(description__icontains=said) | Q(members_reference__icontains=said))
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    if state := wanted.get("state"):
        rows = rows.filter(is_waiting=True) if state == "WAITING" else rows.filter(state=state)
    return QuerySetRows(rows, row=_decision)


def _decision(row: BudgetDecision) -> DecisionRow:
    waits = vars(row).get("is_waiting")
    return DecisionRow(
        uuid=row.uuid, description=row.description, kind=row.get_kind_display(), year=year_words(row.year),
        entity=row.legal_entity.legal_name, total=row.total, moved=row.moved,
        state="Waiting" if waits and row.state == BudgetState.DRAFT else row.get_state_display(),
        prepared_by=row.prepared_by.full_name, prepared_on=timezone.localdate(row.prepared_at),
        applied_on=row.applied_on,
    )  # fmt: skip


def lines(row: BudgetDecision, *, most: int) -> list[LineRow]:
    """Return the first lines of a decision. One query."""
    rows = (
        BudgetLine.objects.of(row.partner_id)
        .filter(decision=row)
        .select_related("coding__cost_centre", "coding__subjective", "coding__project", "coding__fund")
        .order_by("number")[:most]
    )
    return [
        LineRow(
            number=line.number, coding=str(line.coding.subjective),
            cost_centre=str(line.coding.cost_centre) if line.coding.cost_centre else "None",
            fund=line.coding.fund.code, method=line.get_method_display(), annual=line.annual,
            profile=tuple(line.profile), narrative=line.narrative,
        )
        for line in rows
    ]  # fmt: skip


def segments(row: BudgetDecision) -> list[tuple[dict[str, str], Decimal, str]]:
    """Return the codes, the pounds and the words of each line, as a form takes them. One query."""
    names = ("subjective", "cost_centre", "fund", "project", "counterparty")
    rows = BudgetLine.objects.of(row.partner_id).filter(decision=row).order_by("number")
    found = rows.values_list(*(f"coding__{name}__code" for name in names), "annual", "narrative")
    return [
        (dict(zip(names, (code or "" for code in codes), strict=True)), annual, narrative)
        for *codes, annual, narrative in found
    ]


def request_of(row: BudgetDecision) -> ChangeRequest | None:
    """Return the latest change request about a decision, if there is any. One query."""
    rows = ChangeRequest.objects.of(row.partner_id).filter(kind=KIND, attribute=f"budget {row.uuid}")
    found: ChangeRequest | None = rows.order_by("-id").first()
    return found


def waiting(*, partner_id: int) -> int:
    """Count the decisions that wait for an approval. One query."""
    n: int = ChangeRequest.objects.of(partner_id).filter(kind=KIND, state="WAITING").count()
    return n


def comments(*, partner_id: int, year: int, number: int, legal_entity_id: int) -> dict[str, Said]:
    """Return the last comment on each cost centre up to a period, by code. One query."""
    rows = (
        BudgetComment.objects.of(partner_id)
        .filter(year=year, number__lte=number, cost_centre__legal_entity=legal_entity_id)
        .select_related("cost_centre", "by")
        .order_by("cost_centre", "-number", "-id")
        .distinct("cost_centre")
    )
    return {
        row.cost_centre.code: Said(
            text=row.text, known_change=row.known_change, number=row.number, by=row.by.full_name
        )
        for row in rows
    }  # fmt: skip


def places(*, partner_id: int, on: date) -> dict[str, tuple[str, str]]:
    """Return the codes of service and directorate of each cost centre on a day, by its code. One query."""
    rows = CostCentrePlace.objects.of(partner_id).filter(valid__contains=on)
    names = ("cost_centre__code", "service__code", "service__parent__code")
    return {centre: (service, directorate) for centre, service, directorate in rows.values_list(*names)}


def areas(*, partner_id: int, legal_entity_id: int) -> list[ServiceArea]:
    """Return the directorates and services of a legal entity, by code. One query."""
    rows = ServiceArea.objects.of(partner_id).filter(legal_entity=legal_entity_id)
    return list(rows.select_related("parent").order_by("code"))
