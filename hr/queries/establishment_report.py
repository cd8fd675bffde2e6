"""Establishment against actual: full-time equivalents (paid) and pounds a year, by post and by unit, on a day.

Pounds are yearly salaries before the employer's National Insurance and pension: what a point pays on the day; of a
post, the highest point of its role's grade.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from hr.engine.establishment import Holding, Standing, counts, paid_fte
from hr.models import AssignmentTerms, JobMark, PostHolding, PostVersion, SpineValue
from hr.queries.unit_tree import Tree, tree
from hr.states import PostState
from sharedservices.common.fields import MoneyField
from sharedservices.common.money import pence

ON_ESTABLISHMENT = (PostState.ESTABLISHED, PostState.FROZEN, PostState.DELETED)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBy:
    """A job in a post on a day: whose, whether it counts, and its salary a year in pounds."""

    assignment: int
    uuid: UUID
    person: UUID
    name: str
    number: str
    title: str
    contract: str
    paid_fte: Decimal
    standing: Standing
    counts: bool
    salary: Decimal
    full_time_salary: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """A post on a day, with who holds it. `established_cost` is None for a role without a grade."""

    pk: int
    uuid: UUID
    post_no: str
    role: str
    unit: int
    unit_name: str
    state: str
    state_words: str
    location: str
    reports_to: int | None
    funding: str
    grant_ends_on: date | None
    established_fte: Decimal
    filled_fte: Decimal
    vacant_fte: Decimal
    established_cost: Decimal | None
    actual_cost: Decimal
    holders: tuple[HeldBy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """What there is in a unit, or in it and below: posts, people, FTE and pounds a year."""

    n_posts: int = 0
    n_people: int = 0
    established_fte: Decimal = _NOTHING
    filled_fte: Decimal = _NOTHING
    vacant_fte: Decimal = _NOTHING
    established_cost: Decimal = _NOTHING
    actual_cost: Decimal = _NOTHING

    def __add__(self, other: "UnitFigures") -> "UnitFigures":
        names = self.__dataclass_fields__
        return UnitFigures(**{name: getattr(self, name) + getattr(other, name) for name in names})


def posts(*, partner_id: int, on: date, units: Tree | None = None) -> list[PostRow]:
    """Return the posts on the establishment on a day, of the units given, by number. Five queries."""
    found = units or tree(partner_id=partner_id, on=on)
    held = holders(partner_id=partner_id, on=on)
    top = SpineValue.objects.filter(
        partner_id=OuterRef("partner_id"), point_id=OuterRef("post__role__grade__maximum_id"), valid__contains=on
    )
    rows = (
        PostVersion.objects.of(partner_id)
        .filter(valid__contains=on, post__state__in=ON_ESTABLISHMENT, org_unit_id__in=list(found.nodes))
        .select_related("post__role")
        .annotate(top=Subquery(top.values("annual")[:1], output_field=MoneyField()))
        .order_by("post__post_no", "id")
    )
    return [_post(row, found, held.get(row.post_id, [])) for row in rows]


def _post(row: Any, units: Tree, held: list[HeldBy]) -> PostRow:
    filled = sum((one.paid_fte for one in held if one.counts), _NOTHING)
    return PostRow(
        pk=row.post_id,
        uuid=row.post.uuid,
        post_no=row.post.post_no,
        role=row.post.role.title,
        unit=row.org_unit_id,
        unit_name=units.nodes[row.org_unit_id].name,
        state=row.post.state,
        state_words=row.post.get_state_display(),
        location=row.location,
        reports_to=row.reports_to_id,
        funding=row.funding,
        grant_ends_on=row.grant_ends_on,
        established_fte=row.established_fte,
        filled_fte=filled,
        vacant_fte=row.established_fte - filled,
        established_cost=None if row.top is None else pence(row.top * row.established_fte),
        actual_cost=sum((one.salary for one in held), _NOTHING),
        holders=tuple(held),
    )


_JOB = (
    "assignment_id", "assignment__uuid", "assignment__number", "assignment__title",
    "person__uuid", "person__surname", "person__forenames", "person__known_as", "contract", "contract_hours",
    "full_time_hours", "paid_weeks", "weeks_in_year", "spot_annual", "annual",
)  # fmt: skip


def holders(*, partner_id: int, on: date, posts: list[int] | None = None) -> dict[int, list[HeldBy]]:
    """Return who holds each post on a day, by job number. Three queries."""
    value = SpineValue.objects.filter(
        partner_id=OuterRef("partner_id"), point_id=OuterRef("spine_point_id"), valid__contains=on
    )
    terms = AssignmentTerms.objects.of(partner_id).filter(
        valid__contains=on, assignment__valid__contains=on, assignment__employment__valid__contains=on
    )
    marks = JobMark.objects.of(partner_id).filter(valid__contains=on)
    held = PostHolding.objects.of(partner_id).filter(valid__contains=on)
    if posts is not None:
        held = held.filter(post_id__in=posts)
    place = dict(held.order_by("id").values_list("assignment_id", "post_id"))
    if posts is not None:
        terms, marks = terms.filter(assignment_id__in=place), marks.filter(assignment_id__in=place)
    marked = {
        job: (Standing(kind), covers)
        for job, kind, covers in marks.order_by("id").values_list("assignment_id", "kind", "covers_id")
    }
    rows = terms.annotate(annual=Subquery(value.values("annual")[:1], output_field=MoneyField()))
    by_post: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("assignment__number", "id").values(*_JOB):
        if (post := place.get(row["assignment_id"])) is not None:
            by_post[post].append(row)
    return {post: _held(found, marked) for post, found in by_post.items()}


def _held(rows: list[dict[str, Any]], marked: dict[int, tuple[Standing, int | None]]) -> list[HeldBy]:
    """Return the jobs of one post, each with whether it counts."""
    plain = (Standing.HOLDS, None)
    all_of_post = [
        Holding(
            job=row["assignment_id"],
            paid_fte=paid_fte(row["contract_hours"], row["full_time_hours"], row["paid_weeks"], row["weeks_in_year"]),
            standing=marked.get(row["assignment_id"], plain)[0],
            covers=marked.get(row["assignment_id"], plain)[1],
        )
        for row in rows
    ]
    return [
        HeldBy(
            assignment=one.job,
            uuid=row["assignment__uuid"],
            person=row["person__uuid"],
            name=f"{row['person__known_as'] or row['person__forenames']} {row['person__surname']}".strip(),
            number=row["assignment__number"],
            title=row["assignment__title"],
            contract=row["contract"],
            paid_fte=one.paid_fte,
            standing=one.standing,
            counts=counts(one, all_of_post),
            salary=pence((row["annual"] or row["spot_annual"] or _NOTHING) * one.paid_fte),
            full_time_salary=row["annual"] or row["spot_annual"] or _NOTHING,
        )
        for row, one in zip(rows, all_of_post, strict=True)
    ]


def by_unit(rows: list[PostRow]) -> dict[int, UnitFigures]:
    """Return the figures of each unit by itself."""
    found: dict[int, UnitFigures] = defaultdict(UnitFigures)
    people: dict[int, set[UUID]] = defaultdict(set)
    for row in rows:
        people[row.unit] |= {one.person for one in row.holders}
        found[row.unit] += UnitFigures(
            n_posts=1,
            established_fte=row.established_fte,
            filled_fte=row.filled_fte,
            vacant_fte=row.vacant_fte,
            established_cost=row.established_cost or _NOTHING,
            actual_cost=row.actual_cost,
        )
    return {unit: one + UnitFigures(n_people=len(people[unit])) for unit, one in found.items()}


def with_below(units: Tree, figures: dict[int, UnitFigures]) -> dict[int, UnitFigures]:
    """Return the figures of each unit with everything below it. People in two units count in each."""
    found: dict[int, UnitFigures] = {}
    for _depth, node in reversed(list(units.walk())):
        total = figures.get(node.pk, UnitFigures())
        for child in units.children.get(node.pk, []):
            total += found[child]
        found[node.pk] = total
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a partner has on a day: what a reorganisation leaves as it is, unless it says otherwise."""

    n_people: int
    n_posts: int
    established_fte: Decimal
    filled_fte: Decimal
    actual_cost: Decimal

    def differences(self, other: "Totals") -> dict[str, tuple[Any, Any]]:
        """Return what differs, by name, as (this, the other)."""
        names = self.__dataclass_fields__
        return {n: (getattr(self, n), getattr(other, n)) for n in names if getattr(self, n) != getattr(other, n)}


def totals(*, partner_id: int, on: date) -> Totals:
    """Return the totals of a day over all units. Six queries."""
    rows = posts(partner_id=partner_id, on=on)
    people = {one.person for row in rows for one in row.holders}
    return Totals(
        n_people=len(people),
        n_posts=len(rows),
        established_fte=sum((row.established_fte for row in rows), _NOTHING),
        filled_fte=sum((row.filled_fte for row in rows), _NOTHING),
        actual_cost=sum((row.actual_cost for row in rows), _NOTHING),
    )
