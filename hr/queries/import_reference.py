"""What a people file is checked against: codes of the partner, and who is recorded already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from finance.models import CostCentre
from hr import models as hr
from hr.states import PostState


@dataclass(frozen=True, slots=True)
class PayGroupRef:
    """A pay group and its employer."""

    pk: int
    legal_entity: int


@dataclass(frozen=True, slots=True)
class PostRef:
    """A post with what its unit, role and staff group decide."""

    pk: int
    title: str
    full_time_hours: Decimal
    weeks_in_year: Decimal
    cost_centre: int | None
    legal_entity: int
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class GradeRef:
    """A grade as a run of points."""

    pk: int
    code: str
    scale: int
    lowest: int
    highest: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class PointRef:
    """A spine point and the days on which it has a value."""

    pk: int
    code: str
    sequence: int
    spans: tuple[tuple[date, date | None], ...]

    def has_value_on(self, on: date) -> bool:
        """Return whether the point pays something on a day."""
        return any(start <= on and (end is None or on < end) for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class CentreRef:
    """A cost centre and the days on which it is open."""

    pk: int
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class SchemeRef:
    """A pension scheme."""

    pk: int
    name: str
    has_fifty_fifty: bool


@dataclass(slots=True)
class Reference:
    """Every code of a partner, in capitals. Grades and points are known by SCALE/CODE, grades also by code alone."""

    partner_id: int
    pay_groups: dict[str, PayGroupRef] = field(default_factory=dict)
    posts: dict[str, PostRef] = field(default_factory=dict)
    grades: dict[str, GradeRef] = field(default_factory=dict)
    scales: dict[int, str] = field(default_factory=dict)
    points: dict[str, PointRef] = field(default_factory=dict)
    centres: dict[tuple[int, str], CentreRef] = field(default_factory=dict)
    schemes: dict[str, SchemeRef] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """An employment that is recorded already, or comes with an earlier row of the file."""

    person: int
    person_uuid: UUID
    employment: int
    start: date
    end: date | None
    legal_entity: int
    nino_index: str


def reference(*, partner_id: int) -> Reference:
    """Return every code of a partner. Seven queries."""
    found = Reference(partner_id)
    for pk, code, entity in _rows(hr.PayGroup, partner_id, "pk", "code", "legal_entity_id"):
        found.pay_groups[code.upper()] = PayGroupRef(pk, entity)
    _posts(found)
    _scales(found)
    for pk, code, entity, valid in _rows(CostCentre, partner_id, "pk", "code", "legal_entity_id", "valid"):
        found.centres[entity, code.upper()] = CentreRef(pk, valid.lower, valid.upper)
    for pk, code, name, law in _rows(hr.PensionScheme, partner_id, "pk", "code", "name", "law_scheme"):
        found.schemes[code.upper()] = SchemeRef(pk, name, law.startswith("lgps"))
    return found


def _rows(model: Any, partner_id: int, *columns: str) -> Any:
    return model.objects.of(partner_id).order_by("id").values_list(*columns)


def _posts(found: Reference) -> None:
    rows = _rows(
        hr.Post, found.partner_id, "pk", "state", "post_no", "role__title", "role__staff_group__full_time_hours",
        "role__staff_group__weeks_in_year", "org_unit__default_cost_centre_id", "org_unit__legal_entity_id", "valid",
    )  # fmt: skip
    for pk, state, number, title, hours, weeks, centre, entity, valid in rows.iterator(chunk_size=5000):
        if state in {PostState.DRAFT, PostState.SUBMITTED}:
            continue
        found.posts[number.upper()] = PostRef(pk, title, hours, weeks, centre, entity, valid.lower, valid.upper)


def _scales(found: Reference) -> None:
    found.scales = dict(_rows(hr.PayScale, found.partner_id, "pk", "code"))
    spans: dict[int, list[tuple[date, date | None]]] = {}
    for point, valid in _rows(hr.SpineValue, found.partner_id, "point_id", "valid"):
        spans.setdefault(point, []).append((valid.lower, valid.upper))
    for pk, scale, code, sequence in _rows(hr.SpinePoint, found.partner_id, "pk", "scale_id", "code", "sequence"):
        name = f"{found.scales[scale]}/{code}".upper()
        found.points[name] = PointRef(pk, code, sequence, tuple(spans.get(pk, ())))
    ambiguous: set[str] = set()
    rows = _rows(
        hr.Grade, found.partner_id, "pk", "code", "scale_id", "minimum__sequence", "maximum__sequence", "minimum__code",
        "maximum__code",
    )  # fmt: skip
    for pk, code, scale, lowest, highest, first, last in rows:
        grade = GradeRef(pk, code, scale, lowest, highest, first, last)
        found.grades[f"{found.scales[scale]}/{code}".upper()] = grade
        if code.upper() in found.grades:
            ambiguous.add(code.upper())
        found.grades[code.upper()] = grade
    for code in ambiguous:
        del found.grades[code]


def known_employments(*, partner_id: int, numbers: Iterable[str]) -> dict[str, Known]:
    """Return the recorded employments of these employee numbers. One query."""
    rows = (
        hr.Employment.objects.of(partner_id)
        .filter(employee_no__in=list(numbers))
        .order_by("id")
        .values_list("employee_no", "person_id", "person__uuid", "pk", "valid", "legal_entity_id", "person__nino_index")
    )
    return {
        number: Known(person, uid, pk, valid.lower, valid.upper, entity, index)
        for number, person, uid, pk, valid, entity, index in rows
    }


def known_ninos(*, partner_id: int, indexes: Iterable[str]) -> dict[str, int]:
    """Return the people who have these National Insurance numbers, by fingerprint. One query."""
    rows = hr.Person.objects.of(partner_id).filter(nino_index__in=list(indexes)).order_by("id")
    return dict(rows.values_list("nino_index", "pk"))


def covert_people(*, partner_id: int) -> frozenset[int]:
    """Return the people in covert roles, of whom a file says nothing. One query."""
    rows = hr.SensitivePost.objects.of(partner_id).filter(kind=hr.SensitivePost.Kind.COVERT, lifted_at=None)
    return frozenset(rows.values_list("person_id", flat=True))


def known_jobs(*, partner_id: int, numbers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return (job, employment) of these job numbers. One query."""
    rows = hr.Assignment.objects.of(partner_id).filter(number__in=list(numbers)).order_by("id")
    return {number: (pk, employment) for number, pk, employment in rows.values_list("number", "pk", "employment_id")}
