"""The people list: one row an employment, found by name or number, filtered and counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Lower

from hr import sealed
from hr.models import Assignment, Employment, Person
from hr.queries import deaths, missing
from hr.queries.days import When, last_day, when
from hr.queries.former_names import had
from hr.queries.holdings import as_at
from hr.queries.unit_tree import unit_ids_and_below
from sharedservices.common.nino import normalise_nino
from sharedservices.common.rowsources import QuerySetRows

STATUSES = {When.CURRENT: "Employed", When.FUTURE: "Starting", When.PAST: "Left"}


class Former(StrEnum):
    """By which former names a search finds people: those that its reader may see."""

    NONE = "none"
    OPEN = "open"
    ALL = "all"

    @classmethod
    def seen_by(cls, permissions: Collection[str]) -> "Former":
        """Return which former names somebody may see: with the history, and restricted ones with data in full."""
        if "people.view_pay" not in permissions:
            return cls.NONE
        return cls.ALL if "people.unmask" in permissions else cls.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """What a list of people is narrowed to; everything empty is everybody. Units hold the units below them."""

    search: str = ""
    former: Former = Former.NONE
    unit: UUID | None = None
    pay_group: UUID | None = None
    staff_group: UUID | None = None
    kind: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One employment in the list."""

    person: UUID
    employment: UUID
    name: str
    surname: str
    forenames: str
    employee_no: str
    kind: str
    title: str
    unit: str
    pay_group: str
    starts_on: date
    last_day: date | None
    status: str
    is_sensitive: bool


def people(*, partner_id: int, on: date, wanted: PeopleFilter) -> QuerySetRows:
    """Return the employments that fit, as rows for a list: sortable by name, employee_no, title, unit, pay_group.

    Sort paths: person__surname, employee_no, job_title, unit_name, pay_group__name, valid. One query a page, one for
    the count.
    """
    return QuerySetRows(
        _with_columns(matching(partner_id=partner_id, on=on, wanted=wanted), on), row=lambda one: _row(one, on)
    )


def matching(*, partner_id: int, on: date, wanted: PeopleFilter) -> QuerySet[Any]:
    """Return the employments that fit a filter, without order."""
    rows: QuerySet[Any] = Employment.objects.of(partner_id)
    for condition in (_search(wanted.search, wanted.former), _status(wanted.status, on)):
        rows = rows.filter(condition)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.pay_group is not None:
        rows = rows.filter(pay_group__uuid=wanted.pay_group)
    if wanted.staff_group is not None:
        jobs = as_at(on).filter(partner_id=partner_id, post__role__staff_group__uuid=wanted.staff_group)
        rows = rows.filter(pk__in=jobs.values("employment_id"))
    if wanted.unit is not None:
        units = unit_and_below(partner_id=partner_id, unit=wanted.unit, on=on)
        jobs = as_at(on).filter(partner_id=partner_id, post__org_unit_id__in=units)
        rows = rows.filter(pk__in=jobs.values("employment_id"))
    return rows


def person_of_number(*, partner_id: int, text: str) -> UUID | None:
    """Return the person with a National Insurance number, however it is spaced; None when there is none.

    Some employers' own numbers have the same shape: those are found, too. At most two queries.
    """
    index = sealed.nino_index(normalise_nino(text), partner_id=partner_id)
    found: UUID | None = (
        Person.objects.of(partner_id).filter(nino_index=index).order_by("id").values_list("uuid", flat=True).first()
    )
    if found is not None:
        return found
    rows = Employment.objects.of(partner_id).filter(employee_no__iexact=" ".join(text.split()))
    other: UUID | None = rows.order_by("id").values_list("person__uuid", flat=True).first()
    return other


def unit_and_below(*, partner_id: int, unit: UUID, on: date | None = None) -> list[int]:
    """Return the ids of a unit and every unit below it on a day; without a day, at any time. One query."""
    return sorted(unit_ids_and_below(partner_id=partner_id, unit=unit, on=on))


def _search(text: str, former: Former) -> Q:
    """Return the condition of a search: an employee number, or words of a name, or of a former one."""
    tidy = " ".join(text.split())
    if not tidy:
        return Q()
    if any(character.isdigit() for character in tidy):
        return Q(employee_no__istartswith=tidy)
    condition = Q()
    for word in tidy.split():
        condition &= (
            Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(person__known_as__icontains=word)
        )
    if former is not Former.NONE:
        condition |= had(tidy, person="person_id", sees_restricted=former is Former.ALL)
    return condition


def _status(status: str, on: date) -> Q:
    if status == When.CURRENT:
        return Q(valid__contains=on)
    if status == When.FUTURE:
        return Q(valid__startswith__gt=on)
    return Q(valid__endswith__lte=on) if status == When.PAST else Q()


def _with_columns(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Add the columns of the list. The job is the one of the day, else the first."""
    jobs = (
        Assignment.objects.filter(partner_id=OuterRef("partner_id"), employment_id=OuterRef("pk"))
        .annotate(is_now=_is_now("valid", on))
        .order_by("-is_now", "number", "id")
    )
    posts = as_at(on).filter(partner_id=OuterRef("partner_id"), employment_id=OuterRef("pk"))
    posts = posts.annotate(is_now=_is_now("assignment__valid", on))
    posts = posts.order_by("-is_now", "assignment__number", "assignment_id")
    found: QuerySet[Any] = rows.annotate(
        job_title=Subquery(jobs.values("title")[:1], output_field=CharField()),
        unit_name=Subquery(posts.values("post__org_unit__name")[:1], output_field=CharField()),
        name=Concat(Lower("person__surname"), Value(" "), Lower("person__forenames")),
        has_died=Exists(deaths.cases_beside("person_id")),
        is_missing=Exists(missing.cases_beside("person_id")),
    ).values(
        "uuid", "employee_no", "kind", "valid", "job_title", "unit_name", "pay_group__name", "person__uuid",
        "person__surname", "person__forenames", "person__known_as", "person__is_sensitive", "has_died",
        "is_missing",
    )  # fmt: skip
    return found


def _is_now(field: str, on: date) -> Func:
    return Func(F(field), Value(on), function="", template="(%(expressions)s)", arg_joiner=" @> ")


def _row(found: dict[str, Any], on: date) -> PersonRow:
    first = found["person__known_as"] or found["person__forenames"]
    return PersonRow(
        person=found["person__uuid"],
        employment=found["uuid"],
        name=f"{first} {found['person__surname']}".strip(),
        surname=found["person__surname"],
        forenames=found["person__forenames"],
        employee_no=found["employee_no"],
        kind=Employment.Kind(found["kind"]).label,
        title=found["job_title"] or "",
        unit=found["unit_name"] or "",
        pay_group=found["pay_group__name"],
        starts_on=found["valid"].lower,
        last_day=last_day(found["valid"]),
        status=deaths.SPEAK if found["has_died"] or found["is_missing"] else STATUSES[when(found["valid"], on)],
        is_sensitive=found["person__is_sensitive"],
    )
