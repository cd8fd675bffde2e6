"""The contracts of a school workforce census: open on the reference date, in a post of a school, a row each."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Min, OuterRef, Subquery

from hr import sealed
from hr.engine.establishment import paid_fte
from hr.engine.school_census import CensusRow, Fault, check
from hr.models import AssignmentTerms, OrgUnit, PensionMembership, PostHolding, Registration, SpineValue
from hr.queries.days import last_day
from hr.queries.insight import Slice
from sharedservices.common.fields import MoneyField

TEACHING, SCHEME, LAW = "teach", "TPS", "teachers"
"""How a register of teachers is known by its name; the scheme of their jobs; the law that sets its bands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contract with what the list shows beside it, and its faults."""

    person: UUID
    name: str
    nino: str
    sex: str
    contract: str
    row: CensusRow
    faults: list[Fault] = field(default_factory=list)

    @property
    def has_error(self) -> bool:
        """Answer whether the return would be refused."""
        return any(one.is_error for one in self.faults)


def contracts(of: Slice, *, on: date) -> list[Shown]:
    """Return the contracts of schools on a day, by school and name. Five queries and those of the filters."""
    given, partner_id = of.parameters(), of.partner_id
    held = PostHolding.objects.of(partner_id).filter(
        valid__contains=on, post__org_unit__kind=OrgUnit.Kind.SCHOOL, assignment__valid__contains=on,
        employment__valid__contains=on, employment__kind="EMPLOYEE",
    )  # fmt: skip
    if given["entity"] is not None:
        held = held.filter(employment__legal_entity_id=given["entity"])
    if not given["all_units"]:
        held = held.filter(post__org_unit_id__in=given["units"])
    rows = list(
        held.select_related("assignment__person", "employment", "post__org_unit", "post__role__staff_group")
        .order_by("post__org_unit__name", "assignment__person__surname", "assignment__number", "id")
    )  # fmt: skip
    terms = _terms(partner_id, on, [one.assignment_id for one in rows])
    arrived = _arrived(partner_id, rows)
    numbers = _teacher_numbers(partner_id, [one.assignment.person_id for one in rows])
    memberships = PensionMembership.objects.of(partner_id).filter(
        assignment_id__in=list(terms), scheme__law_scheme=LAW, valid__contains=on
    )
    teachers = set(memberships.order_by("id").values_list("assignment_id", flat=True))
    found = [
        _shown(one, terms[one.assignment_id], arrived, numbers, teachers) for one in rows if one.assignment_id in terms
    ]  # fmt: skip
    faults = check([one.row for one in found], on=on)
    for one, of_row in zip(found, faults, strict=True):
        one.faults.extend(of_row)
    return found


def _terms(partner_id: int, on: date, jobs: list[int]) -> dict[int, Any]:
    value = SpineValue.objects.filter(
        partner_id=OuterRef("partner_id"), point_id=OuterRef("spine_point_id"), valid__contains=on
    )
    rows = AssignmentTerms.objects.of(partner_id).filter(valid__contains=on, assignment_id__in=jobs)
    annual = Subquery(value.values("annual")[:1], output_field=MoneyField())
    return {row.assignment_id: row for row in rows.annotate(annual=annual).order_by("id")}


def _arrived(partner_id: int, rows: list[Any]) -> dict[tuple[int, int], date]:
    """Return the first day of each person in each school."""
    people = {one.assignment.person_id for one in rows}
    schools = {one.post.org_unit_id for one in rows}
    found = (
        PostHolding.objects.of(partner_id)
        .filter(person_id__in=people, post__org_unit_id__in=schools)
        .values_list("person_id", "post__org_unit_id")
        .annotate(first=Min("valid__startswith"))
        .order_by("person_id", "post__org_unit_id")
    )
    return {(person, school): first for person, school, first in found}


def _teacher_numbers(partner_id: int, people: list[int]) -> dict[int, str]:
    rows = Registration.objects.of(partner_id).filter(
        person_id__in=people, body__icontains=TEACHING, withdrawn_at__isnull=True
    )
    return {row.person_id: row.number.strip() for row in rows.order_by("checked_on", "id")}


def _shown(
    one: Any, terms: Any, arrived: dict[tuple[int, int], date], numbers: dict[int, str], teachers: set[int]
) -> Shown:
    who, role = one.assignment.person, one.post.role
    ends = [last_day(one.assignment.valid), last_day(one.employment.valid)]
    known = [day for day in ends if day is not None]
    row = CensusRow(
        school=one.post.org_unit.name, person=str(who.uuid), surname=who.surname, forenames=who.forenames,
        date_of_birth=who.date_of_birth, sex=who.sex, has_nino=bool(who.nino),
        teacher_number=numbers.get(who.pk, ""), is_teacher=one.assignment_id in teachers or _teaches(role),
        contract=terms.contract, contract_start=one.assignment.valid.lower, contract_end=min(known) if known else None,
        arrived=arrived[who.pk, one.post.org_unit_id], job=role.title, group=role.staff_group.name,
        hours=terms.contract_hours, full_time_hours=terms.full_time_hours,
        weeks=terms.paid_weeks or terms.weeks_in_year,
        fte=paid_fte(terms.contract_hours, terms.full_time_hours, terms.paid_weeks, terms.weeks_in_year),
        base_pay=_yearly(terms),
    )  # fmt: skip
    return Shown(
        person=who.uuid, name=who.display_name, nino=sealed.masked_nino(who.nino, person=who.uuid),
        sex=who.get_sex_display(), contract=terms.get_contract_display(), row=row,
    )  # fmt: skip


def _teaches(role: Any) -> bool:
    return role.pension_kind == SCHEME or TEACHING in role.registration.lower()


def _yearly(terms: Any) -> Decimal | None:
    found: Decimal | None = terms.annual or terms.spot_annual
    return found
