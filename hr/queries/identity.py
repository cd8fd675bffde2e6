"""Who is at two partners: fingerprints that live in memory only, and the list of matches."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery

from hr import sealed
from hr.models import Employment, IdentityMatch, Person
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.sealing import blind_index

LABEL = "nino: the same at every partner"
"""Kept apart from the fingerprints in the database, which differ from partner to partner on purpose."""
NEVER = "Never employed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """One match. Employee numbers, no names: who may look one up does so at that partner."""

    match: UUID
    first: str
    first_numbers: str
    second: str
    second_numbers: str
    found_at: datetime
    explanation: str
    explained_by: str


def fingerprints(*, partner_id: int) -> Iterator[tuple[str, UUID]]:
    """Yield the fingerprint of each known National Insurance number with whose it is. One query, streamed."""
    rows = Person.objects.of(partner_id).exclude(nino="").order_by("id").values_list("uuid", "nino")
    for person, token in rows.iterator(chunk_size=2000):
        yield blind_index(sealed.open_nino(token, person=person), LABEL), person


def matches(*, partner_ids: Collection[int], standing: str = "", partner: int | None = None) -> QuerySetRows:
    """Return the matches between partners in scope. `standing`: "open" or "explained"; `partner`: one of the two."""
    rows = with_numbers(visible().filter(first_partner__in=partner_ids, second_partner__in=partner_ids))
    if standing:
        rows = rows.filter(explained_at__isnull=standing == "open")
    if partner is not None:
        rows = rows.filter(first_partner=partner) | rows.filter(second_partner=partner)
    return QuerySetRows(rows, row=as_row)


def visible() -> "QuerySet[IdentityMatch]":
    """Return the matches of people who are there in this scope: who is hidden at one partner is matched nowhere."""
    first = Person.objects.filter(partner_id=OuterRef("first_partner_id"), uuid=OuterRef("first_person"))
    second = Person.objects.filter(partner_id=OuterRef("second_partner_id"), uuid=OuterRef("second_person"))
    return IdentityMatch.objects.filter(Exists(first), Exists(second))


def with_numbers(rows: "QuerySet[IdentityMatch]") -> "QuerySet[Any]":
    """Add partners, who explained, and the employee numbers at either partner. One query."""
    return rows.select_related("first_partner", "second_partner", "explained_by").annotate(
        first_numbers=_numbers("first"), second_numbers=_numbers("second")
    )


def _numbers(which: str) -> Subquery:
    of_person = Employment.objects.filter(
        partner_id=OuterRef(f"{which}_partner_id"), person__uuid=OuterRef(f"{which}_person")
    )
    joined = StringAgg("employee_no", ", ", order_by="employee_no")
    return Subquery(of_person.order_by().values("person").annotate(n=joined).values("n"), output_field=CharField())


def as_row(row: Any) -> MatchRow:
    """Return a match as people see it."""
    return MatchRow(
        match=row.uuid,
        first=row.first_partner.name,
        first_numbers=row.first_numbers or NEVER,
        second=row.second_partner.name,
        second_numbers=row.second_numbers or NEVER,
        found_at=row.found_at,
        explanation=row.explanation,
        explained_by=str(row.explained_by or ""),
    )
