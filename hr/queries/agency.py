"""Agency and off-payroll workers on a day: what they cost, and whether their post is vacant beside them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from hr.models import AgencyAssignment
from hr.queries.days import last_day
from hr.queries.establishment_report import posts
from hr.queries.insight import Slice
from sharedservices.common.money import pence

DAYS_OF_WEEK = 7
SOON = 30
"""So many days before its end an assignment is marked. Source: partner policy."""
OVER, NOW, SOON_OVER, TO_COME = "Ended", "Goes on", "Ends soon", "To come"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """An assignment on a day. Pounds before VAT: a week, and from the first to the last day."""

    assignment: UUID
    reference: str
    supplier: str
    kind: str
    title: str
    unit: str
    post_no: str
    vacant_fte: Decimal | None
    status: str
    hours: Decimal
    rate: Decimal
    a_week: Decimal
    in_all: Decimal
    first_day: date
    last_day: date
    standing: str


def assignments(of: Slice, *, on: date, whose: str = "") -> list[AgencyRow]:
    """Return the assignments of a partner, those that go on first to end; `whose` "all" takes ended ones along."""
    given = of.parameters()
    rows = AgencyAssignment.objects.of(of.partner_id).select_related("org_unit", "post")
    if not given["all_units"]:
        rows = rows.filter(org_unit_id__in=given["units"])
    if whose != "all":
        rows = rows.filter(valid__endswith__gt=on)
    vacant = {row.pk: row.vacant_fte for row in posts(partner_id=of.partner_id, on=on)}
    return [_row(one, vacant, on) for one in rows.order_by("valid__endswith", "id")]


def _row(one: AgencyAssignment, vacant: dict[int, Decimal], on: date) -> AgencyRow:
    last = last_day(one.valid)
    assert last is not None  # noqa: S101 - the table says so
    n_days = (one.valid.upper - one.valid.lower).days
    return AgencyRow(
        assignment=one.uuid, reference=one.reference, supplier=one.supplier, kind=one.get_kind_display(),
        title=one.title, unit=one.org_unit.name, post_no=one.post.post_no if one.post else "",
        vacant_fte=vacant.get(one.post_id) if one.post_id else None, status=one.get_status_display(), hours=one.hours,
        rate=one.rate, a_week=pence(one.hours * one.rate),
        in_all=pence(one.hours * one.rate * n_days / DAYS_OF_WEEK), first_day=one.valid.lower, last_day=last,
        standing=_standing(one.valid.lower, last, on),
    )  # fmt: skip


def _standing(first: date, last: date, on: date) -> str:
    if last < on:
        return OVER
    if first > on:
        return TO_COME
    return SOON_OVER if (last - on).days <= SOON else NOW
