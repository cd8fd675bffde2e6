"""Restrictions that stand, and which of them are due for review. Few read this."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hr.models import SensitivePost
from partners.queries.holds import quiet
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One restriction in the list."""

    post: UUID
    person: UUID
    name: str
    kind: str
    set_by: str
    set_on: date
    review_on: date
    is_late: bool
    standing: str


def posts(*, partner_id: int, on: date, kind: str = "", late: bool = False) -> QuerySetRows:
    """Return the restrictions that stand as rows of a list, narrowed to a kind or to what is due for review."""
    rows = SensitivePost.objects.of(partner_id).filter(lifted_at=None).select_related("person", "set_by")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(review_on__lte=on) if late else rows
    return QuerySetRows(rows, row=lambda row: _row(row, on))


def of_person(*, partner_id: int, person_id: int) -> list[SensitivePost]:
    """Return every restriction of a person, the newest first. One query."""
    rows = SensitivePost.objects.of(partner_id).filter(person_id=person_id)
    return list(rows.select_related("set_by", "reviewed_by", "lifted_by").order_by("-id"))


def n_late(*, partner_id: int, on: date) -> int:
    """Return how many restrictions are due for review. One query."""
    rows = quiet(SensitivePost.objects.of(partner_id)).filter(lifted_at=None, review_on__lte=on)
    count: int = rows.count()
    return count


def _row(row: SensitivePost, on: date) -> PostRow:
    return PostRow(
        post=row.uuid,
        person=row.person.uuid,
        name=row.person.display_name,
        kind=row.get_kind_display(),
        set_by=row.set_by.full_name,
        set_on=row.set_at.date(),
        review_on=row.review_on,
        is_late=row.review_on <= on,
        standing="Due for review" if row.review_on <= on else "Stands",
    )
