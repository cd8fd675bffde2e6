"""Work that was carried over from an earlier system: who goes on with what, and until when (domain HR-11, cutover)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from hr.models import CarriedWork
from partners.models import User
from partners.queries.holds import quiet
from sharedservices.common.rowsources import QuerySetRows

Open = CarriedWork.State.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item in the list."""

    item: UUID
    title: str
    next_step: str
    reference: str
    kind: str
    person: str
    owner: str
    due_on: date
    state: str
    outcome: str
    is_late: bool


def items(*, partner_id: int, user: User, sees_all: bool) -> "QuerySet[CarriedWork]":
    """Return the items that somebody may see: their own, or all of the partner."""
    rows: QuerySet[CarriedWork] = CarriedWork.objects.of(partner_id).select_related("person", "owner", "done_by")
    return rows if sees_all else rows.filter(owner__human_id=user.human_id)


def listed(rows: "QuerySet[CarriedWork]", *, filters: Mapping[str, Any], on: date) -> QuerySetRows:
    """Return the items that the filters leave, as rows of a list. What is done only when asked for."""
    state = filters.get("state") or ""
    rows = rows.filter(state=state) if state else rows.filter(state=Open)
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    if filters.get("owner"):
        rows = rows.filter(owner__human_id=filters["owner"])
    if filters.get("late"):
        rows = rows.filter(state=Open, due_on__lt=on)
    if words := filters.get("q"):
        rows = rows.filter(
            Q(reference__icontains=words) | Q(title__icontains=words) | Q(person__surname__icontains=words)
        )
    return QuerySetRows(rows, row=lambda row: _row(row, on))


def n_open(*, partner_id: int, user: User, on: date) -> tuple[int, int]:
    """Return how many items somebody has to go on with, and how many of them are late. One query."""
    rows = items(partner_id=partner_id, user=user, sees_all=False).filter(state=Open)
    due = list(quiet(rows).values_list("due_on", flat=True))
    return len(due), sum(one < on for one in due)


def _row(row: CarriedWork, on: date) -> ItemRow:
    return ItemRow(
        item=row.uuid, title=row.title, next_step=row.next_step, reference=row.reference, kind=row.get_kind_display(),
        person=row.person.display_name if row.person else "", owner=row.owner.full_name, due_on=row.due_on,
        state=row.get_state_display(), outcome=row.outcome, is_late=row.state == Open and row.due_on < on,
    )  # fmt: skip
