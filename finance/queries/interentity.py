"""Legal entities of one partner with each other: agreements, what each is due from another, settlements (FIN-11)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet, Sum

from finance.controls import Evidence, Item, Where
from finance.engine import fiscal
from finance.engine import interentity as engine
from finance.engine.interentity import Matched, Side
from finance.models import (
    Balance,
    Counterparty,
    InterEntityAgreement,
    InterEntitySettlement,
    Journal,
    JournalLine,
    Subjective,
)
from finance.states import JournalState
from partners.models import LegalEntity
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import QuerySetRows

CONTROL = Subjective.Control.INTER_ENTITY
KIND, END = "finance.interentity", "finance.interentity_end"
Words = dict[str, str]


# --- agreements -----------------------------------------------------------------------------------------------------
def _between(first: LegalEntity, second: LegalEntity) -> Q:
    return Q(from_entity=first, to_entity=second) | Q(from_entity=second, to_entity=first)


def covering(first: LegalEntity, second: LegalEntity, *, kind: str, on: date) -> InterEntityAgreement | None:
    """Return the agreement of two entities, whichever it names first, that covers a kind of journal on a day."""
    rows = InterEntityAgreement.objects.of(first.partner_id).filter(_between(first, second), valid__contains=on)
    row: InterEntityAgreement | None = rows.filter(kinds__contains=[kind]).first()
    return row


def overlapping(first: LegalEntity, second: LegalEntity, days: Any) -> InterEntityAgreement | None:
    """Return an agreement that two entities have in some of those days."""
    rows = InterEntityAgreement.objects.of(first.partner_id).filter(_between(first, second), valid__overlap=days)
    row: InterEntityAgreement | None = rows.order_by("valid").first()
    return row


def get(agreement: UUID) -> InterEntityAgreement:
    """Return an agreement. :raises InterEntityAgreement.DoesNotExist: when there is none in scope."""
    rows = InterEntityAgreement.objects.select_related("partner", "from_entity", "to_entity", "approved_by", "ended_by")
    row: InterEntityAgreement = rows.get(uuid=agreement)
    return row


def agreements(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the agreements of a partner by word, legal entity, settlement and day."""
    rows = InterEntityAgreement.objects.of(partner_id).select_related("from_entity", "to_entity")
    if words := wanted.get("q"):
        rows = rows.filter(subject__icontains=words)
    if entity := wanted.get("entity"):
        rows = rows.filter(Q(from_entity__uuid=entity) | Q(to_entity__uuid=entity))
    if settlement := wanted.get("settlement"):
        rows = rows.filter(settlement=settlement)
    if on := wanted.get("on"):
        rows = rows.filter(valid__contains=on)
    return QuerySetRows(rows)


def until_words(row: InterEntityAgreement) -> str:
    """Say until when an agreement holds."""
    return f"to {day(row.valid.upper - timedelta(days=1))}" if row.valid.upper else "until it is ended"


def kind_words(kinds: Sequence[str]) -> str:
    """Name kinds of journal."""
    return "; ".join(label.split(",")[0] for code, label in Journal.Kind.choices if code in kinds)


def words(row: InterEntityAgreement | None) -> Words:
    """Say what an agreement is, for those who decide about it."""
    if row is None:
        return {"Agreement": "None yet"}
    ended = {"Why it ends": row.end_reason} if row.end_reason else {}
    return {
        "Agreement": row.subject, "Between": f"{row.from_entity.legal_name} and {row.to_entity.legal_name}",
        "Journals covered": kind_words(row.kinds), "Settlement": row.get_settlement_display(),
        "Holds": f"From {day(row.valid.lower)} {until_words(row)}",
    } | ended  # fmt: skip


def last_journal(row: InterEntityAgreement) -> date | None:
    """Return the last day within an agreement for which both have a journal, posted or drafted; None without one."""
    rows = (
        Journal.objects.of(row.partner_id)
        .filter(
            Q(legal_entity=row.from_entity, linked_to__legal_entity=row.to_entity)
            | Q(legal_entity=row.to_entity, linked_to__legal_entity=row.from_entity)
        )
        .filter(reverses=None, accounting_date__gte=row.valid.lower)
        .exclude(state=JournalState.DISCARDED)
        .exclude(kind=Journal.Kind.INTER_ENTITY)
    )
    if row.valid.upper is not None:
        rows = rows.filter(accounting_date__lt=row.valid.upper)
    latest: date | None = rows.aggregate(latest=Max("accounting_date"))["latest"]
    return latest


def journals_between(row: InterEntityAgreement) -> QuerySetRows:
    """Return the first parts of the journals between both entities while an agreement holds."""
    halves = Journal.objects.of(row.partner_id).filter(linked_to__isnull=False)
    rows = Journal.objects.of(row.partner_id).filter(
        Q(legal_entity=row.from_entity, pk__in=halves.filter(legal_entity=row.to_entity).values("linked_to"))
        | Q(legal_entity=row.to_entity, pk__in=halves.filter(legal_entity=row.from_entity).values("linked_to")),
        accounting_date__gte=row.valid.lower,
    )  # fmt: skip
    if row.valid.upper is not None:
        rows = rows.filter(accounting_date__lt=row.valid.upper)
    return QuerySetRows(rows.select_related("legal_entity"))


# --- the codes of a pair --------------------------------------------------------------------------------------------
def account(partner_id: int, on: date) -> Subjective | None:
    """Return the inter-entity account that is posted to on a day: the first, where there are several."""
    rows = Subjective.objects.of(partner_id).filter(control=CONTROL, is_posting=True, valid__contains=on)
    row: Subjective | None = rows.order_by("code").first()
    return row


def counterparty(entity: LegalEntity, on: date) -> Counterparty | None:
    """Return the counterparty that stands for a legal entity on a day."""
    rows = Counterparty.objects.of(entity.partner_id).filter(legal_entity=entity, valid__contains=on)
    row: Counterparty | None = rows.order_by("code").first()
    return row


# --- journals between two -------------------------------------------------------------------------------------------
def together(row: Journal) -> list[Journal]:
    """Return a journal and the other entity’s part of it, the first of them first. One query."""
    lead = row.linked_to_id or row.pk
    rows = Journal.objects.of(row.partner_id).filter(Q(pk=lead) | Q(linked_to=lead))
    rows = rows.filter(Q(pk=lead) | ~Q(state=JournalState.DISCARDED) | Q(pk=row.pk))
    return list(rows.select_related("legal_entity", "period", "linked_to").order_by("id"))


def other_part(row: Journal) -> Journal | None:
    """Return the other entity’s part of a journal, if it is between two."""
    others = [one for one in together(row) if one.pk != row.pk]
    live = [one for one in others if one.state != JournalState.DISCARDED]
    return next(iter(live or others), None)


def written(rows: Sequence[Journal]) -> Decimal:
    """Return what people debited in the parts of a journal: without the due lines that the system adds. One query."""
    lines = JournalLine.objects.of(rows[0].partner_id).filter(journal__in=rows)
    total: Decimal | None = lines.exclude(coding__subjective__control=CONTROL).aggregate(n=Sum("debit"))["n"]
    return total or ZERO


# --- what each is due -----------------------------------------------------------------------------------------------
def sides(*, partner_id: int, year: int, number: int, entity_id: int | None = None) -> list[Side]:
    """Return what the inter-entity accounts say of each other entity up to the end of a period. One query.

    `entity_id`: only where that entity is one of both.
    """
    rows = Balance.objects.of(partner_id).filter(
        period__year=year, period__number__lte=number, coding__subjective__control=CONTROL,
        coding__counterparty__legal_entity__isnull=False,
    )  # fmt: skip
    if entity_id is not None:
        rows = rows.filter(Q(period__legal_entity=entity_id) | Q(coding__counterparty__legal_entity=entity_id))
    sums = rows.values_list(
        "period__legal_entity", "coding__counterparty__legal_entity", "coding__fund__code"
    ).annotate(pounds=Sum(F("debit") - F("credit"))).order_by()  # fmt: skip
    return [Side(*row) for row in sums]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """What two entities say of each other in a fund at the end of a period."""

    first: LegalEntity
    second: LegalEntity
    fund: str
    due_from: Decimal
    due_to: Decimal
    difference: Decimal

    @property
    def words(self) -> str:
        """Name both."""
        return f"{self.first.legal_name} and {self.second.legal_name}"


def pairs(*, partner_id: int, year: int, number: int) -> list[PairRow]:
    """Return every pair of entities, by fund, as both books have it at the end of a period. Two queries."""
    by_id = {row.pk: row for row in LegalEntity.objects.of(partner_id)}
    return [
        PairRow(first=by_id[one.first], second=by_id[one.second], fund=one.fund, due_from=one.due_from,
                due_to=one.due_to, difference=one.difference)
        for one in engine.match(sides(partner_id=partner_id, year=year, number=number))
    ]  # fmt: skip


def of_pair(first: LegalEntity, second: LegalEntity, *, year: int, number: int) -> list[Matched]:
    """Return what two entities say of each other, by fund. One query."""
    both = {first.pk, second.pk}
    found = sides(partner_id=first.partner_id, year=year, number=number, entity_id=first.pk)
    return engine.match(one for one in found if {one.entity, one.other} == both)


def lines_between(
    first: LegalEntity, second: LegalEntity, *, year: int, number: int, unmatched: bool
) -> "QuerySet[JournalLine]":
    """Return the posted due lines of two entities with each other, up to the end of a period.

    `unmatched`: only those of journals that the other entity has no part of, which is what a difference comes from.
    """
    rows: QuerySet[JournalLine] = JournalLine.objects.of(first.partner_id).filter(
        Q(journal__legal_entity=first, coding__counterparty__legal_entity=second)
        | Q(journal__legal_entity=second, coding__counterparty__legal_entity=first),
        journal__state=JournalState.POSTED, journal__period__year=year, journal__period__number__lte=number,
        coding__subjective__control=CONTROL,
    )  # fmt: skip
    if unmatched:
        two = Journal.objects.of(first.partner_id).filter(linked_to__isnull=False, state=JournalState.POSTED)
        rows = rows.exclude(journal__in=two.values("pk")).exclude(journal__in=two.values("linked_to"))
    return rows


# --- the register of the control account, and the month's end -------------------------------------------------------
def register_items(where: Where) -> list[Item]:
    """Return what other entities’ books say that this one is due: the account’s register. Two queries."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = _asked(where)
    for one in rows:
        if one.other == where.legal_entity_id and one.entity != where.legal_entity_id:
            found[one.entity] -= one.amount
    if not found:
        return []
    others = LegalEntity.objects.of(where.partner_id).filter(pk__in=found)
    return [
        Item(row.code, f"{'Due from' if found[row.pk] > 0 else 'Due to'} {row.legal_name}, by its own books"[:200],
             where.last_day, found[row.pk])
        for row in others.order_by("code")
        if found[row.pk]
    ]  # fmt: skip


def _asked(where: Where) -> list[Side]:
    """Return what the entity and others say of each other, asked once for the register and the task."""
    if "inter-entity" not in where.memory:
        where.memory["inter-entity"] = sides(
            partner_id=where.partner_id, year=where.year, number=where.number, entity_id=where.legal_entity_id
        )
    sided: list[Side] = where.memory["inter-entity"]
    return sided


def matched(where: Where) -> Evidence:
    """Tell whether this entity and each other one agree to the penny, and the net months are settled (month's end)."""
    rows = engine.match(_asked(where))
    odd = [one for one in rows if one.difference]
    if odd:
        total = sum((abs(one.difference) for one in odd), ZERO)
        return Evidence(False, f"{counted(len(odd), 'balance differs', 'balances differ')}, by {money(total)} together")
    return Evidence(True, f"{counted(len(rows), 'balance agrees', 'balances agree')}" if rows else "There are none")


# --- settlements ----------------------------------------------------------------------------------------------------
def settlements(*, partner_id: int, wanted: Mapping[str, Any] | None = None) -> QuerySetRows:
    """Return the settlements of a partner with their journals, by legal entity and financial year."""
    rows = InterEntitySettlement.objects.of(partner_id).select_related(
        "agreement__from_entity", "agreement__to_entity", "payer", "journal", "proposed_by"
    )
    asked = wanted or {}
    if entity := asked.get("entity"):
        rows = rows.filter(Q(agreement__from_entity__uuid=entity) | Q(agreement__to_entity__uuid=entity))
    if state := asked.get("state"):
        rows = rows.filter(journal__state=state)
    return QuerySetRows(rows)


def settlements_of(first: LegalEntity, second: LegalEntity) -> list[InterEntitySettlement]:
    """Return the settlements between two that count, the earliest month first. One query."""
    rows = InterEntitySettlement.objects.of(first.partner_id).filter(
        Q(agreement__from_entity=first, agreement__to_entity=second)
        | Q(agreement__from_entity=second, agreement__to_entity=first)
    ).exclude(journal__state=JournalState.DISCARDED)  # fmt: skip
    return list(rows.select_related("journal__period", "payer").order_by("year", "number"))


def net_agreement(first: LegalEntity, second: LegalEntity, *, year: int, number: int) -> InterEntityAgreement | None:
    """Return the latest agreement of two in a month or before it, when it is settled net. One query."""
    span = fiscal.spans(year)[number]
    rows = InterEntityAgreement.objects.of(first.partner_id).filter(
        _between(first, second), valid__startswith__lte=span.last
    )
    row: InterEntityAgreement | None = rows.order_by("-valid").first()
    return row if row is not None and row.settlement == InterEntityAgreement.Settlement.NET_MONTHLY else None


def owed(
    first: LegalEntity, second: LegalEntity, *, year: int, number: int
) -> tuple[list[Matched], dict[str, Decimal]]:
    """Return what both say at the end of a month, and what the second still owes the first of it, by fund.

    What settlements of earlier months have paid after that month is taken off: nothing is paid twice. Three queries.
    """
    rows = of_pair(first, second, year=year, number=number)
    low, _high = sorted((first, second), key=lambda one: one.pk)
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO, engine.net(rows))
    later = [
        one.journal_id
        for one in settlements_of(first, second)
        if (one.year, one.number) < (year, number)
        and one.journal.state == JournalState.POSTED
        and (one.journal.period.year, one.journal.period.number) > (year, number)
    ]
    paid = JournalLine.objects.of(first.partner_id).filter(
        Q(journal__in=later) | Q(journal__linked_to__in=later), journal__legal_entity=low,
        coding__subjective__control=CONTROL,
    )  # fmt: skip
    for fund, pounds in paid.values_list("coding__fund__code").annotate(n=Sum(F("debit") - F("credit"))).order_by():
        sums[fund] += pounds
    sign = 1 if low.pk == first.pk else -1
    return rows, {fund: sign * pounds for fund, pounds in sums.items() if pounds}
