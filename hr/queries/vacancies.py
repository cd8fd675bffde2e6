"""Searches for somebody, as rows of a list."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from hr.models import Vacancy
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyRow:
    """One vacancy."""

    post_no: str
    role: str
    unit: str
    fte: Decimal
    stage: str
    opened_on: date
    authorisation: str
    href: str


def vacancy_rows(
    *, partner_id: int, units: Collection[int], text: str, stage: str, href: Callable[[UUID], str]
) -> QuerySetRows:
    """Return the vacancies of units whose post or role holds every word of a text, of one stage or all."""
    rows = Vacancy.objects.of(partner_id).filter(post__org_unit_id__in=units)
    if stage:
        rows = rows.filter(stage=stage)
    for word in text.split():
        rows = rows.filter(Q(post__post_no__icontains=word) | Q(post__role__title__icontains=word))
    related = rows.select_related("post__role", "post__org_unit")

    def row(one: Vacancy) -> VacancyRow:
        return VacancyRow(
            post_no=one.post.post_no, role=one.post.role.title, unit=one.post.org_unit.name, fte=one.fte,
            stage=one.get_stage_display(), opened_on=one.opened_on, authorisation=one.authorisation,
            href=href(one.uuid),
        )  # fmt: skip

    return QuerySetRows(related, row=row)
