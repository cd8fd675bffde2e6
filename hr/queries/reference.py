"""Reference lists beside those of `organisation`: posts, grades, cost centres and pension schemes on a day.

Each answers with a queryset, annotated with what a list shows; order and cut it yourself.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from finance.models import CostCentre
from hr.models import Assignment, Grade, PensionRates, PensionScheme, Post, SpineValue
from hr.models.concealed import NOT_SHOWN
from hr.queries.people import unit_and_below
from hr.states import PostState

UNBORN = (PostState.DRAFT, PostState.SUBMITTED)


def posts(*, partner_id: int, on: date, unit: UUID | None = None, text: str = "") -> QuerySet[Any]:
    """Return the posts of a day with `n_people`: how many hold them. A unit holds the units below it."""
    holders = (
        Assignment.objects.of(partner_id).filter(post=OuterRef("pk"), valid__contains=on).order_by().values("post")
    )
    known = Post.objects.of(partner_id).exclude(post_no=NOT_SHOWN)
    found = known.filter(valid__contains=on).exclude(state__in=UNBORN)
    if unit is not None:
        found = found.filter(org_unit_id__in=unit_and_below(partner_id=partner_id, unit=unit, on=on))
    n_people = Coalesce(Subquery(holders.annotate(n=Count("pk")).values("n")), Value(0))
    rows = _matching(found, text, "post_no", "role__title", "location")
    related: QuerySet[Any] = rows.select_related("role", "role__staff_group", "org_unit").annotate(n_people=n_people)
    return related


def grades(*, partner_id: int, on: date) -> QuerySet[Any]:
    """Return grades with the yearly pounds of their lowest and highest point on a day: `lowest`, `highest`."""

    def value(point: str) -> Subquery:
        rows = SpineValue.objects.of(partner_id).filter(point=OuterRef(point), valid__contains=on)
        return Subquery(rows.values("annual")[:1])

    found: QuerySet[Any] = Grade.objects.of(partner_id).select_related("scale", "minimum", "maximum")
    valued: QuerySet[Any] = found.annotate(lowest=value("minimum"), highest=value("maximum"))
    return valued


def cost_centres(*, partner_id: int, on: date, text: str = "") -> QuerySet[Any]:
    """Return the cost centres that are open on a day."""
    found = CostCentre.objects.of(partner_id).filter(valid__contains=on).select_related("legal_entity")
    return _matching(found, text, "code", "name")


def pension_schemes(*, partner_id: int, on: date) -> QuerySet[Any]:
    """Return pension schemes with their rates: `employer_rate`, `bands`, `rates_source`, `is_demonstration`."""
    rates = PensionRates.objects.of(partner_id).filter(scheme=OuterRef("pk"), valid__contains=on)
    found: QuerySet[Any] = PensionScheme.objects.of(partner_id)
    rated: QuerySet[Any] = found.annotate(
        employer_rate=Subquery(rates.values("employer_rate")[:1]),
        bands=Subquery(rates.values("bands")[:1]),
        rates_source=Coalesce(Subquery(rates.values("source")[:1]), Value("")),
        is_demonstration=Coalesce(Subquery(rates.values("is_demonstration")[:1]), Value(False)),
    )
    return rated


def _matching(found: QuerySet[Any], text: str, *fields: str) -> QuerySet[Any]:
    """Return the rows of which one of the fields holds every word of a text."""
    for word in text.split():
        wanted = Q()
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": word})
        found = found.filter(wanted)
    return found
