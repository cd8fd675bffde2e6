"""Retention schedules, legal holds and erasures, for their pages and for the operations on them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum

from partners import holdings, retention
from partners.engine.retention import Clock, cutoff
from partners.models import LegalHold, PurgeItem, PurgeProposal, RetentionRule, RetentionSchedule
from partners.states import PurgeState, ScheduleState
from sharedservices.common.rowsources import QuerySetRows

NOBODY = "Nobody in particular"


@dataclass(frozen=True, slots=True)
class OldEnough:
    """One class of one person's data that a schedule lets go, and the hold that stands in the way."""

    data_class: str
    person_id: int | None
    cutoff: date
    oldest: date
    n_rows: int
    held: str


def schedule_in_force(partner_id: int) -> RetentionSchedule | None:
    """Return the schedule that holds."""
    found: RetentionSchedule | None = (
        RetentionSchedule.objects.of(partner_id).filter(state=ScheduleState.IN_FORCE).first()
    )
    return found


def schedules(partner_id: int) -> QuerySet[RetentionSchedule]:
    """Return every schedule, the newest first."""
    rows: QuerySet[RetentionSchedule] = RetentionSchedule.objects.of(partner_id)
    return rows.select_related("proposed_by", "approved_by").order_by("-version")


def rules(schedule: RetentionSchedule | None) -> dict[str, RetentionRule]:
    """Return the rules of a schedule by class."""
    if schedule is None:
        return {}
    found = RetentionRule.objects.of(schedule.partner_id).filter(schedule=schedule).order_by("data_class", "id")
    return {one.data_class: one for one in found}


def old_enough(*, schedule: RetentionSchedule, on: date) -> Iterator[OldEnough]:
    """Find everything that a schedule lets go on a day, with what is held back, in the order in which it goes."""
    found = rules(schedule)
    for rule in (found[code] for code in retention.seed() if code in found):
        latest = cutoff(months=rule.months, clock=Clock(rule.clock), on=on)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT r.person_id, r.n_rows, r.oldest,"
                " COALESCE(erasure_hold(%(partner)s, r.person_id, %(class)s), '') "
                "FROM retained(%(class)s, %(partner)s, %(cutoff)s) r ORDER BY r.person_id NULLS FIRST",
                {"class": rule.data_class, "partner": schedule.partner_id, "cutoff": latest},
            )
            listed = cursor.fetchall()
        for person_id, n_rows, oldest, held in listed:
            yield OldEnough(rule.data_class, person_id, latest, oldest, n_rows, held)


def schedule_hash(schedule_id: int) -> str:
    """Return the hash of a schedule’s rules, as the database works it out."""
    return _hash("SELECT retention_hash(%s)", schedule_id)


def proposal_hash(proposal_id: int) -> str:
    """Return the hash of a proposal’s items, as the database works it out."""
    return _hash("SELECT purge_hash(%s)", proposal_id)


def _hash(sql: str, pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        return str(cursor.fetchone()[0])


def proposals(partner_id: int) -> QuerySet[PurgeProposal]:
    """Return every proposal to erase, the newest first."""
    rows: QuerySet[PurgeProposal] = PurgeProposal.objects.of(partner_id)
    return rows.select_related("proposed_by", "approved_by", "rejected_by", "schedule").order_by("-id")


def proposal(uuid: UUID) -> PurgeProposal:
    """Return one. :raises PurgeProposal.DoesNotExist: when there is none in scope."""
    rows = PurgeProposal.objects.select_related("proposed_by", "approved_by", "rejected_by", "schedule")
    found: PurgeProposal = rows.get(uuid=uuid)
    return found


def items(row: PurgeProposal) -> QuerySet[PurgeItem]:
    """Return the items of a proposal."""
    found: QuerySet[PurgeItem] = PurgeItem.objects.of(row.partner_id).filter(proposal=row)
    return found


def by_class(row: PurgeProposal) -> list[dict[str, Any]]:
    """Return for each class how many people and rows, the oldest day, how many are held, and what became of them."""
    found = items(row).order_by("data_class").values("data_class")
    return [
        dict(one)
        for one in found.annotate(
            n=Count("id"),
            n_held=Count("id", filter=Q(is_held=True)),
            n_rows_all=Sum("n_rows"),
            first=Min("oldest"),
            n_gone=Count("id", filter=Q(outcome="ERASED")),
            n_kept=Count("id", filter=Q(outcome="KEPT")),
            n_rows_gone=Sum("n_erased"),
        )
    ]


def by_table(row: PurgeProposal) -> list[tuple[str, str, str, int]]:
    """Return what was erased: class, table in words, what became of its rows, and how many; by class and table."""
    counted: Counter[tuple[str, str]] = Counter()
    done = items(row).exclude(by_table={}).order_by("id").values_list("data_class", "by_table")
    for data_class, tables in done.iterator(chunk_size=2000):
        for table, n in tables.items():
            counted[data_class, table] += int(n)
    labels = {one._meta.db_table: one._meta.label for one in apps.get_models()}
    treated = {one.code: one.tables for one in retention.classes()}
    return [
        (
            retention.class_name(data_class),
            retention.table_words(labels[table]),
            treated.get(data_class, {}).get(labels[table], ""),
            n,
        )
        for (data_class, table), n in sorted(counted.items())
    ]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as a list shows it."""

    name: str
    class_words: str
    oldest: date
    cutoff: date
    n_rows: int
    outcome: str
    why: str


def item_rows(row: PurgeProposal, filters: Mapping[str, Any]) -> QuerySetRows:
    """Return the items that a filter leaves, as rows for a list."""
    found = items(row)
    if data_class := filters.get("data_class"):
        found = found.filter(data_class=data_class)
    if filters.get("held"):
        found = found.filter(is_held=True)
    people = found.exclude(person_id=None).values_list("person_id", flat=True).distinct()
    ids = [pk for pk in people if pk is not None]
    names = holdings.name_people(partner_id=row.partner_id, ids=ids)

    def as_row(one: PurgeItem) -> ItemRow:
        name = NOBODY if one.person_id is None else names.get(one.person_id, f"Person {one.person_id}")
        state = "Held" if one.is_held and not one.outcome else one.get_outcome_display()
        return ItemRow(name, retention.class_name(one.data_class), one.oldest, one.cutoff, one.n_rows, state, one.why)

    return QuerySetRows(found, row=as_row)


def legal_holds(partner_id: int, *, only_open: bool = False) -> QuerySet[LegalHold]:
    """Return legal holds."""
    found: QuerySet[LegalHold] = LegalHold.objects.of(partner_id).select_related("set_by", "lifted_by")
    return found.filter(lifted_at=None) if only_open else found


def started(partner_id: int) -> list[UUID]:
    """Return the approved proposals whose execution was asked for and has not ended."""
    found = PurgeProposal.objects.of(partner_id).filter(state=PurgeState.APPROVED, job__isnull=False)
    return list(found.order_by("id").values_list("uuid", flat=True))
