"""Reference lists beside those of `organisation`: posts, grades, cost centres and pension schemes on a day.

Each answers with a queryset, annotated with what a list shows; order and cut it yourself.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from finance.models import CostCentre
from hr.models import (
    Assignment,
    Employment,
    Grade,
    JobRole,
    PayGroup,
    PensionRates,
    PensionScheme,
    Post,
    SpineValue,
    StaffGroup,
)
from hr.models.concealed import NOT_SHOWN
from hr.queries.people import unit_and_below
from hr.states import PostState
from partners.models import PayeScheme

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


def roles(*, partner_id: int, on: date, text: str = "") -> QuerySet[Any]:
    """Return the roles with `n_people`: how many do the work on a day."""
    found = _matching(JobRole.objects.of(partner_id), text, "code", "title", "registration")
    counted: QuerySet[Any] = found.select_related("staff_group", "grade").annotate(
        n_people=_held("post__role", partner_id, on)
    )
    return counted


def staff_groups(*, partner_id: int, on: date, text: str = "") -> QuerySet[Any]:
    """Return terms and conditions with `n_people`: how many work on them on a day."""
    found = _matching(StaffGroup.objects.of(partner_id), text, "code", "name")
    counted: QuerySet[Any] = found.annotate(n_people=_held("post__role__staff_group", partner_id, on))
    return counted


def pay_groups(*, partner_id: int, on: date, text: str = "") -> QuerySet[Any]:
    """Return pay groups with `n_people`: how many employments are paid in them on a day."""
    jobs = Employment.objects.of(partner_id).filter(pay_group=OuterRef("pk"), valid__contains=on).order_by()
    n_people = Coalesce(Subquery(jobs.values("pay_group").annotate(n=Count("pk")).values("n")), Value(0))
    found = _matching(PayGroup.objects.of(partner_id), text, "code", "name", "legal_entity__legal_name")
    counted: QuerySet[Any] = found.select_related("legal_entity", "paye_scheme").annotate(n_people=n_people)
    return counted


def paye_schemes(*, partner_id: int, on: date, text: str = "") -> QuerySet[Any]:
    """Return the PAYE schemes of employers that there are on a day, with `n_groups`: the pay groups that use them."""
    groups = PayGroup.objects.of(partner_id).filter(paye_scheme=OuterRef("pk")).order_by()
    n_groups = Coalesce(Subquery(groups.values("paye_scheme").annotate(n=Count("pk")).values("n")), Value(0))
    rows = PayeScheme.objects.of(partner_id).filter(legal_entity__valid__contains=on)
    found = _matching(rows, text, "name", "employer_reference", "legal_entity__legal_name")
    counted: QuerySet[Any] = found.select_related("legal_entity").annotate(n_groups=n_groups)
    return counted


def _held(path: str, partner_id: int, on: date) -> Any:
    """Count the jobs of a day by what their post leads to."""
    jobs = Assignment.objects.of(partner_id).filter(**{path: OuterRef("pk")}, valid__contains=on).order_by()
    return Coalesce(Subquery(jobs.values(path).annotate(n=Count("pk")).values("n")), Value(0))


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
