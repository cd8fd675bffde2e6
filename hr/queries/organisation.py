"""Units, posts, scales, elements and schemes: what pages list and forms offer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from finance.models import CostCentre
from hr import models as hr
from hr.models.concealed import NOT_SHOWN
from hr.queries.days import last_day
from hr.queries.establishment_report import UnitFigures, by_unit, posts
from hr.queries.unit_tree import Node, Tree, tree
from partners.models import LegalEntity
from sharedservices.common.fields import MoneyField
from sharedservices.common.rowsources import QuerySetRows

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a form."""

    value: UUID
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit with its establishment: full-time equivalents of its posts, filled (paid) and vacant; people in it."""

    unit: UUID
    code: str
    name: str
    kind: str
    parent: str
    employer: str
    n_posts: int
    n_people: int
    established_fte: Decimal
    filled_fte: Decimal
    vacant_fte: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PointValue:
    """What a point of a scale pays a year, full time, in pounds; None when it has no value on the day."""

    point: UUID
    code: str
    sequence: int
    annual: Decimal | None
    status: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """An element of the catalogue."""

    element: UUID
    code: str
    name: str
    kind: str
    method: str
    factor: Decimal
    rate: Decimal | None
    taxable: bool
    niable: bool
    pensionable: bool
    recovers: bool
    starts_on: date
    last_day: date | None


def establishment(*, partner_id: int, on: date, with_confidential: bool = True) -> list[UnitRow]:
    """Return every unit of a day with posts, people and full-time equivalents, by name. Six queries."""
    units = tree(partner_id=partner_id, on=on, with_confidential=with_confidential)
    figures = by_unit(posts(partner_id=partner_id, on=on, units=units))
    employers = dict(LegalEntity.objects.of(partner_id).order_by("id").values_list("id", "legal_name"))
    rows = [_unit(node, units, figures.get(node.pk, UnitFigures()), employers) for node in units.nodes.values()]
    return sorted(rows, key=lambda row: (row.name, row.code))


def _unit(node: Node, units: Tree, found: UnitFigures, employers: dict[int, str]) -> UnitRow:
    above = units.nodes.get(node.parent or 0)
    return UnitRow(
        unit=node.uuid,
        code=node.code,
        name=node.name,
        kind=node.kind,
        parent=above.name if above else "",
        employer=employers[node.legal_entity],
        n_posts=found.n_posts,
        n_people=found.n_people,
        established_fte=found.established_fte,
        filled_fte=found.filled_fte,
        vacant_fte=found.vacant_fte,
    )


def spine(*, scale: UUID, on: date) -> list[PointValue]:
    """Return the points of a scale in order with what they pay on a day. One query."""
    values = hr.SpineValue.objects.filter(
        partner_id=OuterRef("partner_id"), point_id=OuterRef("pk"), valid__contains=on
    )
    first = values.order_by("id")
    points = (
        hr.SpinePoint.objects.filter(scale__uuid=scale)
        .annotate(
            annual=Subquery(first.values("annual")[:1], output_field=MoneyField()),
            status=Subquery(first.values("status")[:1]),
            source=Subquery(first.values("source")[:1]),
        )
        .order_by("sequence", "id")
    )
    return [
        PointValue(
            point=one.uuid,
            code=one.code,
            sequence=one.sequence,
            annual=one.annual,
            status=hr.SpineValue.Status(one.status).label if one.status else "",
            source=one.source or "",
        )
        for one in points
    ]


def elements(*, partner_id: int) -> QuerySetRows:
    """Return the catalogue of pay elements as rows for a list."""
    return QuerySetRows(hr.PayElement.objects.of(partner_id), row=_element)


def _element(row: hr.PayElement) -> ElementRow:
    return ElementRow(
        element=row.uuid,
        code=row.code,
        name=row.name,
        kind=row.get_kind_display(),
        method=row.get_method_display(),
        factor=row.factor,
        rate=row.rate,
        taxable=row.taxable,
        niable=row.niable,
        pensionable=row.pensionable,
        recovers=row.recovers,
        starts_on=row.valid.lower,
        last_day=last_day(row.valid),
    )


def unit_choices(*, partner_id: int, on: date) -> list[Choice]:
    """Return the units in use on a day; those that are kept off the charts only where the scope names them."""
    return _choices(hr.OrgUnit, Q(valid__contains=on) & ~Q(name=NOT_SHOWN), partner_id, ("name",), lambda row: row.name)


def pay_group_choices(*, partner_id: int) -> list[Choice]:
    """Return the pay groups."""
    return _choices(hr.PayGroup, Q(), partner_id, ("name",), lambda row: row.name)


def staff_group_choices(*, partner_id: int) -> list[Choice]:
    """Return the staff groups: sets of terms and conditions."""
    return _choices(hr.StaffGroup, Q(), partner_id, ("name",), lambda row: row.name)


def scale_choices(*, partner_id: int) -> list[Choice]:
    """Return the pay scales."""
    return _choices(hr.PayScale, Q(), partner_id, ("name",), lambda row: row.name)


def scheme_choices(*, partner_id: int) -> list[Choice]:
    """Return the pension schemes."""
    return _choices(hr.PensionScheme, Q(), partner_id, ("name",), lambda row: row.name)


def element_choices(*, partner_id: int, on: date) -> list[Choice]:
    """Return the pay elements in use on a day."""
    return _choices(hr.PayElement, Q(valid__contains=on), partner_id, ("name",), lambda row: row.name)


def post_choices(*, partner_id: int, on: date) -> list[Choice]:
    """Return the posts of a day with role and unit."""
    return _choices(
        hr.Post, Q(valid__contains=on) & ~Q(post_no=NOT_SHOWN), partner_id, ("role__title", "post_no"),
        lambda row: f"{row.role.title}, {row.org_unit.name} ({row.post_no})", "role", "org_unit",
    )  # fmt: skip


def job_choices(*, partner_id: int, on: date, without: int) -> list[Choice]:
    """Return the jobs that people hold on a day, by name; without those of one person."""
    condition = Q(valid__contains=on) & ~Q(person_id=without)
    return _choices(
        hr.Assignment, condition, partner_id, ("person__surname", "person__forenames"),
        lambda row: f"{row.person.display_name}, {row.title} ({row.number})", "person",
    )  # fmt: skip


def cost_centre_choices(*, partner_id: int, on: date) -> list[Choice]:
    """Return the cost centres that are open on a day."""
    return _choices(CostCentre, Q(valid__contains=on), partner_id, ("code",), str)


def _choices(
    model: Any, condition: Q, partner_id: int, order: tuple[str, ...], label: Any, *related: str
) -> list[Choice]:
    rows = model.objects.of(partner_id).filter(condition)
    rows = rows.select_related(*related) if related else rows
    return [Choice(value=row.uuid, label=label(row)) for row in rows.order_by(*order, "id")]
