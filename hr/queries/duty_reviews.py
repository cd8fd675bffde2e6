"""Reviews of acting up and of honoraria beyond six months that are due, as lists and the home page show them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hr.models import ActingUp, Honorarium, MarketSupplement
from hr.queries.days import last_day
from hr.queries.teams import is_of_team
from partners.queries.holds import quiet

MODELS: dict[str, Any] = {"acting": ActingUp, "honorarium": Honorarium, "supplement": MarketSupplement}
RELATED = ("person", "assignment__post__org_unit")
SOON = timedelta(days=28)
WORDS = {
    "acting": ("Acting up", "Is it still needed, and is the end right?"),
    "supplement": ("Market supplement", "Does the market still pay more, and is the end right?"),
    "honorarium": ("Honorarium beyond six months", "Should the job be regraded?"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A review that is due: of which duty, whose, by when, and when the duty ends by itself."""

    duty: str
    row: UUID
    person: UUID
    name: str
    job: str
    title: str
    question: str
    review_on: date
    ends_on: date | None
    is_done: bool


def due(*, partner_id: int, on: date) -> list[Due]:
    """Return the reviews due within four weeks, the first first. A manager's scope holds the own team. Two queries."""
    found = [_due(duty, row) for duty, model in MODELS.items() for row in _waiting(model, partner_id, on)]
    return sorted(found, key=lambda one: (one.review_on, one.name, str(one.row)))


def one(*, partner_id: int, duty: str, row: UUID) -> Due | None:
    """Return the review of a duty, due or done, or None where there is none in scope. One query."""
    model = MODELS.get(duty)
    if model is None:
        return None
    rows = model.objects.of(partner_id).filter(uuid=row, review_on__isnull=False).select_related(*RELATED)
    found = rows.first()
    return _due(duty, found) if found is not None and is_of_team(found.assignment) else None


def _waiting(model: Any, partner_id: int, on: date) -> list[Any]:
    rows = quiet(model.objects.of(partner_id)).filter(
        review_on__lte=on + SOON, reviewed_at=None, valid__endswith__gt=on
    )
    found = rows.select_related(*RELATED).order_by("review_on", "id")
    return [row for row in found if is_of_team(row.assignment) and not _ends_with_job(row)]


def _ends_with_job(row: Any) -> bool:
    """Whether the job of a duty ends with it: there is nothing to look at any more."""
    ends = row.assignment.valid.upper
    return ends is not None and ends <= row.valid.upper


def _due(duty: str, row: Any) -> Due:
    title, question = WORDS[duty]
    return Due(
        duty=duty, row=row.uuid, person=row.person.uuid, name=row.person.display_name,
        job=f"{row.assignment.title}, {row.assignment.number}", title=title, question=question,
        review_on=row.review_on, ends_on=last_day(row.valid),
        is_done=row.reviewed_at is not None,
    )  # fmt: skip
