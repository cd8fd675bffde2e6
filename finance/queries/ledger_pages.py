"""What the pages of the ledger show: entities, periods, journals, lines, codes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from finance.engine import fiscal
from finance.models import CostCentrePlace, Journal, JournalLine, Period, PeriodEvent, PeriodModule, PostingCheck
from finance.queries import interentity
from finance.states import JournalState, PeriodState
from partners.models import ChangeRequest, LegalEntity
from sharedservices.common.rowsources import QuerySetRows

Choices = list[tuple[str, str]]
LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """A journal in a list."""

    uuid: UUID
    number: str
    kind: str
    entity: str
    accounting_date: date
    period: str
    description: str
    total: Decimal
    n_lines: int
    state: str
    prepared_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A posted line in a list: debits above, credits below nought."""

    journal: UUID
    number: str
    accounting_date: date
    period: str
    code: str
    name: str
    cost_centre: str
    fund: str
    project: str
    counterparty: str
    amount: Decimal | None
    description: str
    narrative: str
    reference: str
    entity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A period with the state of each part of the ledger, by code."""

    uuid: UUID
    name: str
    number: int
    first_day: date
    states: Mapping[str, str]
    n_journals: int


@dataclass(frozen=True, slots=True)
class PeriodMove:
    """A line of a period's log."""

    words: str
    part: str
    by: str
    at: datetime
    reason: str


def entities(*, partner_id: int) -> list[LegalEntity]:
    """Return the legal entities that have a ledger, by name. One query."""
    kept = Period.objects.of(partner_id).values("legal_entity")
    return list(LegalEntity.objects.of(partner_id).filter(pk__in=kept).order_by("legal_name", "id"))


def period_choices(*, partner_id: int, legal_entity_id: int) -> Choices:
    """Return the periods of a ledger as (2026-08, P08 2026-27), the latest first. One query."""
    rows = Period.objects.of(partner_id).filter(legal_entity=legal_entity_id).order_by("-year", "-number")
    return [(f"{year}-{number:02}", fiscal.name(year, number)) for year, number in rows.values_list("year", "number")]


def latest_open(*, partner_id: int, legal_entity_id: int) -> tuple[int, int] | None:
    """Return year and number of the latest month that the general ledger takes journals for. One query."""
    rows = (
        PeriodModule.objects.of(partner_id)
        .filter(period__legal_entity=legal_entity_id, module="GL", state=PeriodState.OPEN)
        .filter(period__number__lte=fiscal.LAST)
        .order_by("-period__year", "-period__number")
    )
    found: tuple[int, int] | None = rows.values_list("period__year", "period__number").first()
    return found


def journals(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the journals that the filters leave, in the words of a page."""
    return QuerySetRows(found_journals(partner_id=partner_id, wanted=wanted), row=_journal)


def found_journals(*, partner_id: int, wanted: Mapping[str, Any]) -> "QuerySet[Journal]":
    """Return the journals that the filters leave, each with whether it waits for an approval (`is_waiting`)."""
    asked = ChangeRequest.objects.of(partner_id).filter(
        kind="finance.journal", state="WAITING",
        attribute=Concat(Value("journal "), Cast(Coalesce(OuterRef("linked_to__uuid"), OuterRef("uuid")), CharField())),
    )  # fmt: skip
    rows = (
        Journal.objects.of(partner_id)
        .select_related("legal_entity", "period", "prepared_by")
        .annotate(is_waiting=Exists(asked))
    )
    if words := wanted.get("q"):
        fits = Q(description__icontains=words)
        if words.isascii() and words.isdigit() and len(words) < LONGEST_NUMBER:
            fits |= Q(number=int(words))
        rows = rows.filter(fits)
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if state := wanted.get("state"):
        rows = rows.filter(is_waiting=True) if state == "WAITING" else rows.filter(state=state)
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    if wanted.get("alone"):
        passed = PostingCheck.objects.of(partner_id).filter(journal=OuterRef("pk"), is_passed=True)
        rows = rows.filter(Exists(passed), state=JournalState.POSTED)
    found: QuerySet[Journal] = rows
    return found


def _journal(row: Journal) -> JournalRow:
    return JournalRow(
        uuid=row.uuid, number=f"{row.number}" if row.number else "", kind=row.get_kind_display(),
        entity=row.legal_entity.legal_name, accounting_date=row.accounting_date, period=str(row.period),
        description=row.description, total=row.total, n_lines=row.n_lines,
        state="WAITING" if vars(row).get("is_waiting") else row.state, prepared_by=row.prepared_by.full_name,
    )  # fmt: skip


def lines(
    *, partner_id: int, legal_entity_id: int, upto: tuple[int, int], wanted: Mapping[str, Any], sees_pay: bool
) -> QuerySetRows:
    """Return the posted lines of a ledger's year up to a period that the filters leave.

    Without `sees_pay`, lines that would say what somebody earns have no amount.
    """
    year, number = upto
    rows = JournalLine.objects.of(partner_id).filter(
        journal__legal_entity=legal_entity_id, journal__state=JournalState.POSTED, journal__period__year=year,
        journal__period__number__lte=number,
    )  # fmt: skip
    if code := wanted.get("code"):
        rows = rows.filter(coding__subjective__code__startswith=code)
    if day := wanted.get("as_at"):
        after = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        rows = rows.filter(journal__posted_at__lt=after)
    if group := wanted.get("group"):
        rows = rows.filter(coding__subjective__group=group)
    if kind := wanted.get("kind"):
        rows = rows.filter(journal__kind=kind)
    if without := fiscal.without(wanted.get("adjusting")):
        rows = rows.exclude(journal__period__number__in=without)
    if area := (wanted.get("area") or "").strip().upper():
        placed = CostCentrePlace.objects.of(partner_id).filter(
            Q(service__code=area) | Q(service__parent__code=area), valid__contains=fiscal.spans(year)[number].last
        )
        rows = rows.filter(coding__cost_centre__in=placed.values("cost_centre_id"))
    if centre := wanted.get("cost_centre"):
        rows = rows.filter(coding__cost_centre__code__iexact=centre)
    if words := wanted.get("q"):
        rows = rows.filter(Q(narrative__icontains=words) | Q(journal__description__icontains=words))
    return QuerySetRows(of_lines(rows, sees_pay=sees_pay), row=_line)


def of_journal(row: Journal, *, sees_pay: bool) -> QuerySetRows:
    """Return the lines of a journal; without `sees_pay`, without the amounts that say what somebody earns."""
    mine = JournalLine.objects.of(row.partner_id).filter(journal=row)
    return QuerySetRows(of_lines(mine, sees_pay=sees_pay), row=_line)


def as_written(row: Journal) -> list[tuple[str, LineRow]]:
    """Return the lines that people wrote of a journal, each with the code of its legal entity. Two queries.

    Of one between two entities those of both parts, without the due lines that the system adds.
    """
    both = interentity.together(row)
    lines = JournalLine.objects.of(row.partner_id).filter(journal__in=both).select_related("journal__legal_entity")
    if len(both) > 1:
        lines = lines.exclude(coding__subjective__control=interentity.CONTROL)
    first = Case(When(journal=row, then=0), default=1)
    found = of_lines(lines, sees_pay=True).select_related("journal__legal_entity").order_by(first, "number")
    return [(one.journal.legal_entity.code, _line(one)) for one in found]


def as_lines(rows: "QuerySet[JournalLine]", *, sees_pay: bool) -> QuerySetRows:
    """Return chosen lines of several legal entities in the words of a page, each with the code of its entity."""
    chosen = of_lines(rows, sees_pay=sees_pay).select_related(
        "journal__period", "journal__legal_entity", "coding__subjective", "coding__cost_centre", "coding__fund",
        "coding__project", "coding__counterparty",
    )  # fmt: skip
    return QuerySetRows(chosen, row=lambda one: replace(_line(one), entity=one.journal.legal_entity.code))


def of_lines(rows: "QuerySet[JournalLine]", *, sees_pay: bool) -> "QuerySet[JournalLine]":
    """Return lines with what they name, and their amount as one figure, or none where it is not to be seen."""
    amount: Any = F("debit") - F("credit")
    if not sees_pay:
        amount = Case(When(is_restricted=False, then=amount))
    return rows.annotate(amount=amount).select_related(
        "journal__period", "coding__subjective", "coding__cost_centre", "coding__fund", "coding__project",
        "coding__counterparty",
    )  # fmt: skip


def _line(row: JournalLine) -> LineRow:
    coding, journal = row.coding, row.journal
    return LineRow(
        journal=journal.uuid, number=f"{journal.kind} {journal.number}" if journal.number else "Draft",
        accounting_date=journal.accounting_date, period=str(journal.period), code=coding.subjective.code,
        name=coding.subjective.name, cost_centre=coding.cost_centre.code if coding.cost_centre else "",
        fund=coding.fund.code, project=coding.project.code if coding.project else "",
        counterparty=coding.counterparty.code if coding.counterparty else "", amount=vars(row)["amount"],
        description=journal.description, narrative=row.narrative, reference=row.reference,
    )  # fmt: skip


def periods(*, partner_id: int, legal_entity_id: int, year: int) -> list[PeriodRow]:
    """Return the periods of a year with the state of each part. Three queries."""
    rows = list(Period.objects.of(partner_id).filter(legal_entity=legal_entity_id, year=year).order_by("number"))
    states: dict[int, dict[str, str]] = {row.pk: {} for row in rows}
    parts = PeriodModule.objects.of(partner_id).filter(period__in=rows)
    for period, module, state in parts.values_list("period_id", "module", "state"):
        states[period][module] = state
    posted = Journal.objects.of(partner_id).filter(period__in=rows, state=JournalState.POSTED)
    counts = dict(posted.values_list("period_id").annotate(n=Count("id")))
    return [
        PeriodRow(uuid=row.uuid, name=str(row), number=row.number, first_day=row.covers.lower, states=states[row.pk],
                  n_journals=counts.get(row.pk, 0))
        for row in rows
    ]  # fmt: skip


def log(period: Period) -> list[PeriodMove]:
    """Return the log of a period, the latest first. One query."""
    rows = PeriodEvent.objects.of(period.partner_id).filter(period=period).select_related("by").order_by("-id")
    return [
        PeriodMove(
            words=f"{row.from_state} to {row.to_state}".replace("_", "-").capitalize(), part=row.get_module_display(),
            by=row.by.full_name, at=row.at, reason=row.reason,
        )
        for row in rows
    ]  # fmt: skip


def request_of(row: Journal) -> ChangeRequest | None:
    """Return the latest change request about a journal, if there is any: of two parts, that about both. One query."""
    lead = row.linked_to.uuid if row.linked_to_id else row.uuid
    rows = ChangeRequest.objects.of(row.partner_id).filter(kind="finance.journal", attribute=f"journal {lead}")
    found: ChangeRequest | None = rows.order_by("-id").first()
    return found


def waiting(*, partner_id: int) -> int:
    """Count the journals that wait for an approval. One query."""
    n: int = ChangeRequest.objects.of(partner_id).filter(kind="finance.journal", state="WAITING").count()
    return n
