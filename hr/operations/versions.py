"""How units and posts change on a day: the version in force ends, a new one begins, and later versions stay.

What a change says goes on through later versions up to the first that says something else. The checks that the
database makes at the end are made here at once, so that a trial hears of them, and each has a rule for a name.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr import rules_organisation as org_rules
from hr.models import OrgUnit, Post, PostVersion, UnitVersion
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError

ONE_DAY = timedelta(days=1)
_NAMED: dict[str, Callable[[], DomainError]] = {
    "hr_unitversion_no_circle": org_rules.UnitWithinItself.broken,
    "hr_unitversion_not_own_parent": org_rules.UnitWithinItself.broken,
    "hr_unitversion_one_entity": org_rules.UnitOneEntity.broken,
    "hr_unitversion_parent_there": org_rules.UnitAboveIsThere.broken,
    "hr_unitversion_manager_there": org_rules.ManagerPostIsThere.broken,
    "hr_postversion_unit_there": org_rules.PostUnitIsThere.broken,
    "hr_postversion_manager_there": lambda: org_rules.ManagerPostIsThere.broken(field="reports_to"),
    "hr_postversion_no_circle": org_rules.PostLineWithoutCircle.broken,
    "hr_postversion_not_own_manager": org_rules.PostLineWithoutCircle.broken,
    "hr_postversion_grant_ends": org_rules.GrantHasAnEnd.broken,
    "hr_post_still_held": org_rules.PostIsLeft.broken,
    "hr_postfunding_adds_up": lambda: org_rules.FundingAddsUp.broken(total="other than 100"),
    "hr_assignment_post_open": org_rules.PostTakesPeople.broken,
}


@contextmanager
def change(*, partner_id: int, by: User, reason: str) -> Iterator[None]:
    """Open the inner scope of a change of the organisation, and make the database's checks when it is done.

    :raises RuleBroken: for a missing reason, or the rule that a constraint of the database stands for
    """
    tidy = rules.check_reason(reason)
    try:
        with partner_scope(partner_id, actor_id=by.pk, reason=tidy):
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        name: str = getattr(diagnostics, "constraint_name", None) or ""
        raise (_NAMED[name]() if name in _NAMED else error) from error


def put(
    model: type[Any], *, owner: OrgUnit | Post, start: date, says: Mapping[str, Any], field: str = "effective_from"
) -> Any:
    """Say something else of a unit or post from a day on; return the version that begins then.

    :raises RuleBroken: for a day on which it is not there, or when nothing would change
    """
    key = key_of(model)
    rows = list(model.objects.filter(**{key: owner.pk}).select_for_update(of=("self",)).order_by("valid", "id"))
    holder = next((one for one in rows if _holds(one.valid, start)), None)
    if holder is None:
        raise _outside(owner, start, field)
    moved = {name: value for name, value in says.items() if getattr(holder, name) != value}
    rules.SomethingChanges.require(bool(moved), what=str(owner), since=holder.valid.lower)
    for name, value in moved.items():
        _carry(rows, holder, name, value)
    new = _split(model, holder, start)
    for name, value in moved.items():
        setattr(new, name, value)
    new.save()
    return new


def key_of(model: type[Any]) -> str:
    """Return the column that names whose version it is."""
    return "unit_id" if model is UnitVersion else "post_id"


def _holds(valid: DateRange, on: date) -> bool:
    return bool(valid.lower <= on and (valid.upper is None or on < valid.upper))


def _outside(owner: OrgUnit | Post, on: date, field: str) -> DomainError:
    last = None if owner.valid.upper is None else owner.valid.upper - ONE_DAY
    return org_rules.UnitDates.broken(
        on=on, what=str(owner), first=owner.valid.lower, until=rules.until(last), field=field
    )


def _carry(rows: list[Any], holder: Any, name: str, value: Any) -> None:
    """Let what is said go on through later versions, up to the first that says something of its own."""
    old = getattr(holder, name)
    for row in rows:
        if row.valid.lower <= holder.valid.lower:
            continue
        if getattr(row, name) != old:
            return
        setattr(row, name, value)
        row.save(update_fields=[name])


def _split(model: type[Any], holder: Any, start: date) -> Any:
    """Return the version that begins on a day, unsaved when it is new: the one in force ends the day before."""
    if holder.valid.lower == start:
        return holder
    fields = [one.attname for one in model._meta.concrete_fields if one.name not in {"id", "valid"}]
    until = holder.valid.upper
    values = {name: getattr(holder, name) for name in fields}
    holder.valid = DateRange(holder.valid.lower, start)
    holder.save(update_fields=["valid"])
    return model(valid=DateRange(start, until), **values)


def end(model: type[Any], *, owner: OrgUnit | Post, until: date) -> None:
    """End a unit or post, and cut its versions off there; later ones go."""
    for row in model.objects.filter(**{key_of(model): owner.pk}).select_for_update(of=("self",)).order_by("valid"):
        if row.valid.lower >= until:
            row.delete()
        elif row.valid.upper is None or row.valid.upper > until:
            row.valid = DateRange(row.valid.lower, until)
            row.save(update_fields=["valid"])
    owner.valid = DateRange(owner.valid.lower, until)


def settle(*, partner_id: int, on: date) -> int:
    """Bring what units and posts say of today along with the versions of the day; return how many rows were behind.

    Safe to run twice. A change that holds from a later day shows on lists from that day on.
    """
    n = 0
    for one in UnitVersion.objects.of(partner_id).filter(valid__contains=on).select_related("unit").order_by("id"):
        n += _bring_along(one.unit, name=one.name, parent_id=one.parent_id)
    for row in PostVersion.objects.of(partner_id).filter(valid__contains=on).select_related("post").order_by("id"):
        n += _bring_along(
            row.post, org_unit_id=row.org_unit_id, established_fte=row.established_fte, location=row.location
        )
    return n


def settle_everywhere(*, at: datetime) -> int:
    """Bring every partner's units and posts along, each in a scope of its own; return how many rows were behind."""
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="what was decided for today"):
            n += settle(partner_id=partner_id, on=timezone.localdate(at))
    return n


def settle_one(row: OrgUnit | Post, *, on: date) -> None:
    """Bring one unit or post along with its version of the day."""
    if isinstance(row, OrgUnit):
        unit = UnitVersion.objects.filter(unit_id=row.pk, valid__contains=on).first()
        if unit is not None:
            _bring_along(row, name=unit.name, parent_id=unit.parent_id)
        return
    post = PostVersion.objects.filter(post_id=row.pk, valid__contains=on).first()
    if post is not None:
        _bring_along(row, org_unit_id=post.org_unit_id, established_fte=post.established_fte, location=post.location)


def _bring_along(row: Any, **says: Any) -> bool:
    behind = [name for name, value in says.items() if getattr(row, name) != value]
    if behind:
        for name in behind:
            setattr(row, name, says[name])
        row.save(update_fields=behind)
    return bool(behind)
