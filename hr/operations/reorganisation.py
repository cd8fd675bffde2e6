"""A reorganisation: many changes of units and posts from one day on, all of them or none (domain HR-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from hr import rules_organisation as org_rules
from hr.models import OrgUnit, Post, PostVersion
from hr.operations import posts, units, versions
from hr.operations.posts import PostTerms
from hr.operations.units import NewUnit
from hr.queries.establishment_report import Totals, totals
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import money, number
from sharedservices.common.money import round_half_up

ONE_DAY = timedelta(days=1)
WORDS = {
    "n_people": "people", "n_posts": "posts", "established_fte": "established FTE", "filled_fte": "filled FTE",
    "actual_cost": "salaries a year",
}  # fmt: skip


class Do(StrEnum):
    """What a step does."""

    CREATE = "create"
    MOVE = "move"
    RENAME = "rename"
    MANAGE = "manage"
    MOVE_POST = "move_post"
    DELETE_POST = "delete_post"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. Units are named by their codes, posts by their numbers: so a step can name what an earlier one makes.

    `code` is the unit (of CREATE: the new one); `target` the code of the unit above, or where a post goes.
    """

    do: Do
    code: str = ""
    name: str = ""
    kind: str = ""
    target: str = ""
    post: str = ""


@transaction_required
def carry_out(
    *, partner_id: int, steps: Sequence[Step], difference: str, effective_from: date, reason: str, by: User,
    at: datetime,
) -> Totals:  # fmt: skip
    """Do every step from a day on; return what there is then. People, FTE and pounds stay equal unless stated.

    :raises RuleBroken: whatever a step refuses, a name that names nothing, or for a change of headcount, FTE or cost
        without a `difference`
    """
    before = totals(partner_id=partner_id, on=effective_from)
    stamp = {"reason": reason, "by": by, "at": at}
    with versions.change(partner_id=partner_id, by=by, reason=reason):
        for step in steps:
            _do(partner_id, step, effective_from, stamp)
    after = totals(partner_id=partner_id, on=effective_from)
    found = before.differences(after)
    org_rules.NothingMovesUnstated.require(not found or bool(difference.strip()), differences=said(found))
    return after


def said(differences: dict[str, tuple[Any, Any]]) -> str:
    """Say what differs: "established FTE from 12 to 11"."""
    return "; ".join(f"{WORDS[name]} from {_plain(old)} to {_plain(new)}" for name, (old, new) in differences.items())


def _plain(value: Any) -> str:
    if not isinstance(value, Decimal):
        return str(value)
    return money(value) if value > 1_000 else number(round_half_up(value, 2))


def _do(partner_id: int, step: Step, on: date, stamp: dict[str, Any]) -> None:
    dated = {"effective_from": on, **stamp}
    if step.do is Do.CREATE:
        above = _unit(partner_id, step.target)
        new = NewUnit(
            code=step.code, name=step.name, kind=step.kind, parent=above.uuid, legal_entity=above.legal_entity.uuid
        )
        units.create(partner_id=partner_id, unit=new, **dated)
    elif step.do in {Do.MOVE, Do.RENAME, Do.MANAGE}:
        units.alter(unit=_unit(partner_id, step.code).uuid, says=_says(partner_id, step), **dated)
    elif step.do is Do.MOVE_POST:
        row = _post(partner_id, step.post)
        posts.alter(post=row.uuid, terms=_moved(row, _unit(partner_id, step.target), on), **dated)
    elif step.do is Do.DELETE_POST:
        posts.delete_post(post=_post(partner_id, step.post).uuid, last_day=on - ONE_DAY, **stamp)
    else:
        units.end(unit=_unit(partner_id, step.code).uuid, last_day=on - ONE_DAY, **stamp)


def _says(partner_id: int, step: Step) -> dict[str, Any]:
    if step.do is Do.RENAME:
        return {"name": step.name}
    if step.do is Do.MANAGE:
        return {"manager_post": _post(partner_id, step.post).uuid if step.post else None}
    return {"parent": _unit(partner_id, step.target).uuid if step.target else None}


def _moved(row: Post, unit: OrgUnit, on: date) -> PostTerms:
    """Return a post's terms of a day in another unit."""
    held = PostVersion.objects.select_related("reports_to").get(post=row, valid__contains=on)
    above: UUID | None = held.reports_to.uuid if held.reports_to else None
    same = ("established_fte", "location", "full_time_hours", "paid_weeks", "funding", "grant_ends_on")
    return PostTerms(unit=unit.uuid, reports_to=above, **{name: getattr(held, name) for name in same})


def _unit(partner_id: int, code: str) -> OrgUnit:
    found = OrgUnit.objects.of(partner_id).select_related("legal_entity").filter(code__iexact=code).first()
    if not isinstance(found, OrgUnit):
        raise org_rules.StepNamesSomething.broken(what="unit", name=code)
    return found


def _post(partner_id: int, number: str) -> Post:
    found = Post.objects.of(partner_id).filter(post_no__iexact=number).first()
    if not isinstance(found, Post):
        raise org_rules.StepNamesSomething.broken(what="post", name=number)
    return found
