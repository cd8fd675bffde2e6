"""Declared interests: of whom somebody decides nothing, the own ones, and HR’s list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from hr.models import DeclaredInterest

CONFIRM_DAYS = 365
"""How long a declaration stands before its holder says again that it is so. Source: domain SEC-03."""


@dataclass(frozen=True, slots=True)
class InterestRow:
    """One declaration in HR’s list. `linked` says whose record it means, in words."""

    interest: UUID
    holder: str
    email: str
    kind: str
    linked: str
    declared_at: datetime
    confirmed_at: datetime
    state: str


def close_people(*, partner_id: int, human_id: UUID) -> set[int]:
    """Return the people to whom a human being is declared close, either way round. One query.

    The database answers past what the scope shows: a manager of a team is bound by whom the team does not hold, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT hr_close_people(%s, %s)", [partner_id, human_id])
        return {row[0] for row in cursor.fetchall()}


def of_partner(partner_id: int) -> QuerySet[DeclaredInterest]:
    """Return the declarations of a partner that the reader may see, with their people."""
    rows: QuerySet[DeclaredInterest] = DeclaredInterest.objects.of(partner_id)
    return rows.select_related("holder", "about", "declared_by", "linked_by", "ended_by")


def listed(*, partner_id: int, filters: dict[str, Any], on: date) -> QuerySet[DeclaredInterest]:
    """Return what HR’s list shows. Filters: q (part of the holder’s name or address), kind, state."""
    rows = of_partner(partner_id)
    if text := filters.get("q"):
        rows = rows.filter(Q(holder__full_name__icontains=text) | Q(holder__email__icontains=text))
    if kind := filters.get("kind"):
        rows = rows.filter(kind=kind)
    state = filters.get("state")
    if state == "ended":
        return rows.filter(ended_at__isnull=False)
    rows = rows.filter(ended_at=None)
    if state == "unlinked":
        return unlinked(rows)
    if state == "unconfirmed":
        return rows.filter(confirmed_at__date__lt=on - timedelta(days=CONFIRM_DAYS))
    return rows


def unlinked(rows: QuerySet[DeclaredInterest]) -> QuerySet[DeclaredInterest]:
    """Return the declarations about a person of which nobody knows yet whose record it is."""
    people = [DeclaredInterest.Kind.RELATIVE, DeclaredInterest.Kind.CLOSE]
    return rows.filter(kind__in=people, about=None, linked_at=None, ended_at=None)


def n_unlinked(*, partner_id: int) -> int:
    """Return how many declarations HR has still to link. One query."""
    return unlinked(of_partner(partner_id)).count()


def n_to_confirm(*, partner_id: int, human_id: UUID, on: date) -> int:
    """Return how many own declarations were not confirmed for a year. One query."""
    own = of_partner(partner_id).filter(holder__human_id=human_id, ended_at=None)
    return own.filter(confirmed_at__date__lt=on - timedelta(days=CONFIRM_DAYS)).count()


def as_row(row: DeclaredInterest) -> InterestRow:
    """Return a declaration as the list shows it: not who is close to whom."""
    linked = "Linked" if row.about_id else "Nobody here" if row.linked_at else "To link"
    return InterestRow(
        interest=row.uuid, holder=str(row.holder), email=row.holder.email, kind=row.get_kind_display(),
        linked="" if row.kind == DeclaredInterest.Kind.WORK else linked, declared_at=row.declared_at,
        confirmed_at=row.confirmed_at, state="ended" if row.ended_at else "current",
    )  # fmt: skip
