"""What the page of commitments shows: open lines, and their sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, OuterRef, Q, Subquery, Sum

from finance.models import CommitmentEntry, CommitmentLine
from finance.queries.budgets import year_words
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """An open line in a list; pounds. `since` is the day of its first event."""

    reference: str
    description: str
    number: int
    coding: str
    cost_centre: str
    year: str
    pre_committed: Decimal
    committed: Decimal
    since: date | None


def open_lines(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the lines that hold something and that the filters leave."""
    first = (
        CommitmentEntry.objects.of(partner_id)
        .filter(line=OuterRef("pk"))
        .order_by()
        .values("line")
        .annotate(day=Min("on"))
    )
    rows = (
        CommitmentLine.objects.of(partner_id)
        .filter(Q(pre_committed__gt=0) | Q(committed__gt=0))
        .select_related("commitment", "coding__subjective", "coding__cost_centre")
        .annotate(since=Subquery(first.values("day")))
    )
    if said := wanted.get("q"):
        rows = rows.filter(Q(commitment__reference__icontains=said) | Q(commitment__description__icontains=said))
    if centre := wanted.get("cost_centre"):
        rows = rows.filter(coding__cost_centre__code__iexact=centre)
    return QuerySetRows(rows, row=_line)


def _line(row: CommitmentLine) -> OpenLine:
    return OpenLine(
        reference=row.commitment.reference, description=row.commitment.description, number=row.number,
        coding=str(row.coding.subjective), cost_centre=str(row.coding.cost_centre or "No cost centre"),
        year=year_words(row.year), pre_committed=row.pre_committed, committed=row.committed,
        since=vars(row).get("since"),
    )  # fmt: skip


def totals(*, partner_id: int) -> tuple[Decimal, Decimal]:
    """Return what is asked for and what is ordered, in pounds. One query."""
    found = CommitmentLine.objects.of(partner_id).aggregate(pre=Sum("pre_committed"), committed=Sum("committed"))
    return found["pre"] or ZERO, found["committed"] or ZERO
