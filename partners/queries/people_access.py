"""Who holds which role at a partner, now and before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from partners.models import Grant
from partners.queries.reach import WHOLE, Limit, Names
from partners.roles import Role


class Standing(StrEnum):
    """Whether access holds on a day."""

    CURRENT = "current"
    FUTURE = "planned"
    ENDED = "ended"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant in a list. `last_day` is included; None: until ended."""

    id: int
    person: str
    email: str
    role: str
    unit: str
    start: date | None
    last_day: date | None
    standing: str
    reason: str
    granted_by: str
    approved_by: str
    can_end: bool


def roles_held(*, partner_id: int, human_id: UUID, during: DateRange) -> dict[Role, list[Limit]]:
    """Return the roles that a person holds, by any login, on any day of a range, and how far each reaches."""
    held = Grant.objects.filter(partner_id=partner_id, user__human_id=human_id, valid__overlap=during)
    found: dict[Role, list[Limit]] = {}
    for role, unit_id, entity_id in held.order_by("id").values_list("role", "unit_id", "entity_id"):
        found.setdefault(Role(role), []).append(Limit(unit_id, entity_id))
    return found


def holds(
    *, partner_id: int, human_id: UUID, role: Role, unit_id: int | None, during: DateRange, entity_id: int | None = None
) -> bool:
    """Return whether a person holds a role, by any login, as far as that on any day of a range: or for everything."""
    held = Grant.objects.filter(partner_id=partner_id, user__human_id=human_id, role=role.value, valid__overlap=during)
    same = Q(unit_id=unit_id, entity_id=entity_id) | Q(unit_id=None, entity_id=None)
    return held.filter(same).exists()


def grants(*, partner_id: int, on: date, filters: Mapping[str, Any]) -> QuerySet[Grant]:
    """Return a partner's grants that the filters leave. Filters: person, role, standing (a Standing value)."""
    found = Grant.objects.filter(partner_id=partner_id).select_related("user", "granted_by", "approved_by")
    found = found.known()
    if person := filters.get("person"):
        found = found.filter(Q(user__full_name__icontains=person) | Q(user__email__icontains=person))
    if role := filters.get("role"):
        found = found.filter(role=role)
    standing = filters.get("standing")
    if standing == Standing.CURRENT:
        found = found.filter(valid__contains=on, suspended_at=None).exclude(barred__contains=on)
    elif standing == Standing.FUTURE:
        found = found.filter(valid__startswith__gt=on)
    elif standing == Standing.ENDED:
        found = found.filter(Q(valid__endswith__lte=on) | Q(valid__isempty=True))
    elif standing == Standing.SUSPENDED:
        found = found.filter(Q(suspended_at__isnull=False) | Q(barred__contains=on))
    return found


def as_row(grant: Grant, *, on: date, names: Names) -> GrantRow:
    """Return a grant as the list shows it; `names` are those of the partner's units and employers."""
    valid = grant.valid
    lower, upper = (None, None) if valid.isempty else (valid.lower, valid.upper)
    standing = Standing.CURRENT
    if valid.isempty or (upper is not None and upper <= on):
        standing = Standing.ENDED
    elif lower is not None and lower > on:
        standing = Standing.FUTURE
    elif grant.suspended_at is not None or any(on in span for span in grant.barred):
        standing = Standing.SUSPENDED
    return GrantRow(
        id=grant.pk,
        person=grant.user.full_name,
        email=grant.user.email,
        role=Role(grant.role).label,
        unit=names.words(grant.unit_id, grant.entity_id),
        start=lower,
        last_day=upper - timedelta(days=1) if upper else None,
        standing=standing.value,
        reason=grant.end_reason or grant.reason,
        granted_by=grant.granted_by.full_name if grant.granted_by else "Set up",
        approved_by=grant.approved_by.full_name if grant.approved_by else grant.get_basis_display(),
        can_end=grant.ended_at is None and standing is not Standing.ENDED,
    )


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """Two roles that clash and were approved together. `last_day` is included."""

    person: str
    email: str
    role: str
    where: str
    others: str
    mitigation: str
    start: date | None
    last_day: date | None
    proposed_by: str
    approved_by: str
    standing: str


def overrides(*, partner_id: int, on: date, filters: Mapping[str, Any]) -> QuerySet[Grant]:
    """Return the grants that were approved although they clash. Filters: person, standing. Source: domain SEC-03."""
    return grants(partner_id=partner_id, on=on, filters=filters).exclude(mitigation="")


def as_override(grant: Grant, *, on: date, names: Names) -> OverrideRow:
    """Return an override as the list for reviews shows it."""
    row = as_row(grant, on=on, names=names)
    return OverrideRow(
        person=row.person, email=row.email, role=row.role, where=row.unit or WHOLE,
        mitigation=grant.mitigation, start=row.start,
        others=", ".join(Role(one).label for one in grant.mitigates), last_day=row.last_day,
        proposed_by=row.granted_by, approved_by=row.approved_by, standing=row.standing,
    )  # fmt: skip


def overrides_ending(*, partner_id: int, on: date, within: int) -> tuple[int, date | None]:
    """Return how many overrides hold on a day and end within so many days of it, and the first such last day."""
    rows = Grant.objects.filter(partner_id=partner_id, valid__contains=on).exclude(mitigation="").known()
    ends = [one.upper - timedelta(days=1) for one in rows.values_list("valid", flat=True)]
    soon = [day for day in ends if day - on <= timedelta(days=within)]
    return len(soon), min(soon, default=None)


def one(*, partner_id: int, grant_id: int) -> Grant:
    """Return one grant of a partner.

    :raises Grant.DoesNotExist: when there is none here
    """
    return Grant.objects.select_related("user").get(partner_id=partner_id, pk=grant_id)
