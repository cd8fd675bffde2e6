"""Units of the organisation: creating, altering and ending them. Called by approved change requests (domain HR-01)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from finance.models import CostCentre
from hr import rules_organisation as org_rules
from hr.models import OrgUnit, Post, UnitVersion
from hr.operations import dated, versions
from hr.queries import blockers
from partners.models import LegalEntity, User
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be: public ids of the unit above (none at the top), its manager's post and its cost centre."""

    code: str
    name: str
    kind: str
    legal_entity: UUID
    parent: UUID | None = None
    manager_post: UUID | None = None
    default_cost_centre: UUID | None = None
    is_confidential: bool = False


@transaction_required
def create(*, partner_id: int, unit: NewUnit, effective_from: date, reason: str, by: User, at: datetime) -> OrgUnit:
    """Add a unit from a day on.

    :raises RuleBroken: for a code that is taken, or a unit above or manager's post that does not fit
    :raises LegalEntity.DoesNotExist: if there is none in scope, and so for the others
    """
    code = " ".join(unit.code.split()).upper()
    dated.check_date(effective_from, within=DateRange(effective_from, None), what="unit", at=at)
    with versions.change(partner_id=partner_id, by=by, reason=reason):
        taken = OrgUnit.objects.of(partner_id).filter(code__iexact=code).exists()
        org_rules.UnitCodeIsFree.require(not taken, taken=code)
        row: OrgUnit = OrgUnit.objects.create(
            partner_id=partner_id,
            legal_entity=LegalEntity.objects.get(uuid=unit.legal_entity),
            parent=_unit(unit.parent),
            code=code,
            name=" ".join(unit.name.split()),
            kind=OrgUnit.Kind(unit.kind),
            default_cost_centre=_one(CostCentre, unit.default_cost_centre),
            is_confidential=unit.is_confidential,
            valid=DateRange(effective_from, None),
        )
        if unit.manager_post is not None:
            manager = Post.objects.get(uuid=unit.manager_post)
            UnitVersion.objects.filter(unit=row).update(manager_post=manager)
    return row


@transaction_required
def alter(*, unit: UUID, says: dict[str, Any], effective_from: date, reason: str, by: User, at: datetime) -> OrgUnit:
    """Name, place or manage a unit otherwise from a day on. `says` holds what changes: name, parent, manager_post.

    Parent and manager's post are public ids, or None for none.

    :raises RuleBroken: for a circle, another employer, a day on which something is not there, or when nothing changes
    :raises OrgUnit.DoesNotExist: if there is none in scope, and so for the others
    """
    row = lock(unit)
    dated.check_date(effective_from, within=row.valid, what="unit", at=at)
    changed: dict[str, Any] = {}
    if "name" in says:
        changed["name"] = " ".join(says["name"].split())
    if "parent" in says:
        above = _unit(says["parent"])
        changed["parent_id"] = above.pk if above else None
    if "manager_post" in says:
        manager = _one(Post, says["manager_post"])
        changed["manager_post_id"] = manager.pk if manager else None
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        versions.put(UnitVersion, owner=row, start=effective_from, says=changed)
        versions.settle_one(row, on=timezone.localdate(at))
    return row


@transaction_required
def conceal(*, unit: UUID, is_confidential: bool, reason: str, by: User, at: datetime) -> OrgUnit:
    """Keep a unit and all below it off charts and lists of those who need not know, or put it back on them.

    :raises OrgUnit.DoesNotExist: if there is none in scope
    """
    row = lock(unit)
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        row.is_confidential = is_confidential
        row.save(update_fields=["is_confidential"])
    return row


@transaction_required
def end(*, unit: UUID, last_day: date, reason: str, by: User, at: datetime) -> OrgUnit:
    """End a unit after a last day.

    :raises RuleBroken: while posts, units or vacancies depend on it, which are named, or for a day outside its time
    :raises OrgUnit.DoesNotExist: if there is none in scope
    """
    row = lock(unit)
    until = last_day + ONE_DAY
    is_inside = row.valid.lower <= last_day and (row.valid.upper is None or until < row.valid.upper)
    if not is_inside:
        raise org_rules.UnitDates.broken(
            on=last_day, what=row.name, first=row.valid.lower,
            until="on" if row.valid.upper is None else f"to {row.valid.upper - ONE_DAY}", field="last_day",
        )  # fmt: skip
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        found = blockers.of_unit(row, until=until)
        org_rules.NothingStandsInTheWay.require(
            not found, what=row.name, on=last_day, blockers="; ".join(found), field="last_day"
        )
        versions.end(UnitVersion, owner=row, until=until)
        row.save(update_fields=["valid"])
    return row


def lock(unit: UUID) -> OrgUnit:
    """Read a unit and hold it. Raises OrgUnit.DoesNotExist if there is none in scope."""
    row: OrgUnit = OrgUnit.objects.select_for_update(of=("self",)).get(uuid=unit)
    return row


def _unit(unit: UUID | None) -> OrgUnit | None:
    found: OrgUnit | None = _one(OrgUnit, unit)
    return found


def _one(model: Any, uid: UUID | None) -> Any:
    return None if uid is None else model.objects.get(uuid=uid)
