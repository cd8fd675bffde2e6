"""Jobs found by name or number, for whoever enters something about them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from hr.models import Assignment

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFound:
    """One job, as a search shows it."""

    assignment: UUID
    person: UUID
    name: str
    number: str
    title: str
    unit: str
    pay_group: UUID
    pay_group_name: str
    frequency: str


def find_jobs(*, partner_id: int, text: str, since: date, limit: int = MOST) -> list[JobFound]:
    """Return the jobs that a search finds and that had not ended on a day, by name. One query."""
    tidy = " ".join(text.split())
    if not tidy:
        return []
    rows = _open_jobs(partner_id, since)
    for word in tidy.split():
        rows = rows.filter(
            Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(person__known_as__icontains=word)
            | Q(number__istartswith=word)
        )
    return [
        _found(row, on=since) for row in rows.order_by("person__surname", "person__forenames", "number", "id")[:limit]
    ]


def jobs_by_number(*, partner_id: int, numbers: set[str], since: date) -> dict[str, list[JobFound]]:
    """Return the jobs of each job number or employee number: several where a person has several jobs. One query."""
    rows = _open_jobs(partner_id, since).filter(Q(number__in=numbers) | Q(employment__employee_no__in=numbers))
    found: dict[str, list[JobFound]] = {}
    for row in rows.order_by("number", "id"):
        for number in {row.number, row.employment.employee_no} & numbers:
            found.setdefault(number, []).append(_found(row, on=since))
    return found


def job(*, assignment: UUID) -> JobFound:
    """Return one job. :raises Assignment.DoesNotExist: if there is none in scope."""
    row: Assignment = Assignment.objects.select_related("person", "employment__pay_group", "post__org_unit").get(
        uuid=assignment
    )
    return _found(row)


def _open_jobs(partner_id: int, since: date) -> QuerySet[Any]:
    rows: QuerySet[Any] = Assignment.objects.of(partner_id)
    is_open = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=since)
    return rows.filter(is_open).select_related("person", "employment__pay_group", "post__org_unit")


def _found(row: Any, *, on: date | None = None) -> JobFound:
    """Return a job with the pay group of a day, or with the last one."""
    group = row.employment.pay_group if on is None else row.employment.pay_group_on(on)
    return JobFound(
        assignment=row.uuid,
        person=row.person.uuid,
        name=row.person.display_name,
        number=row.number,
        title=row.title,
        unit=row.post.org_unit.name,
        pay_group=group.uuid,
        pay_group_name=group.name,
        frequency=group.frequency,
    )
