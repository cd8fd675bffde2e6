"""What becomes of somebody's roles when they leave a partner (domain SEC-03): ended the same day, and put back exactly.

Roles end with the last day, or at once. Their own record stays open to them to read for a while: nothing is asked for.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from partners.audit import audit
from partners.models import AuditAction, Grant, User
from partners.operations import sessions
from partners.queries import holds
from partners.roles import Role
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)


class Kept(NamedTuple):
    """A grant as it was: id, first day and the day after its last as texts (none: no end)."""

    grant: int
    lower: str
    upper: str | None


@transaction_required
def end_roles(
    *, partner_id: int, person_id: int, last_day: date, read_until: date, reason: str, by: User, at: datetime
) -> list[Kept]:
    """End every role of the human being behind a person after a last day; leave them their own record to read.

    `read_until` is the last day of reading. Return what was changed, for `give_back`.
    """
    logins = list(holds.logins_of(partner_id=partner_id, person_id=person_id))
    rows = Grant.objects.select_for_update(of=("self",)).filter(partner_id=partner_id, user__in=logins, ended_at=None)
    goes_on = rows.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=last_day + ONE_DAY))
    kept = []
    for grant in goes_on.order_by("id"):
        kept.append(Kept(grant.pk, grant.valid.lower.isoformat(), _text(grant.valid.upper)))
        if grant.role == Role.EMPLOYEE:
            _leave_to_read(grant, last_day=last_day, read_until=read_until)
        else:
            _end(grant, last_day=last_day, reason=reason, by=by, at=at)
        _record(grant, AuditAction.CANCEL, reason)
    if last_day < at.date():
        sessions.end_of(user_ids=[login.pk for login in logins])
    return kept


@transaction_required
def give_back(*, partner_id: int, kept: Iterable[Any], reason: str) -> int:
    """Put roles back as they were before somebody left; return how many."""
    before = {one[0]: (one[1], one[2]) for one in kept}
    rows = Grant.objects.select_for_update(of=("self",)).filter(partner_id=partner_id, pk__in=before)
    found = list(rows.order_by("id"))
    for grant in found:
        lower, upper = before[grant.pk]
        grant.valid = DateRange(date.fromisoformat(lower), date.fromisoformat(upper) if upper else None)
        grant.ended_by = grant.ended_at = grant.read_only_from = None
        grant.end_reason = ""
        grant.save(update_fields=["valid", "ended_by", "ended_at", "end_reason", "read_only_from"])
        _record(grant, AuditAction.GRANT, reason)
    return len(found)


def _leave_to_read(grant: Grant, *, last_day: date, read_until: date) -> None:
    """Keep an employee's own record open, to read only."""
    until = read_until + ONE_DAY
    upper = until if grant.valid.upper is None else min(until, grant.valid.upper)
    grant.valid, grant.read_only_from = DateRange(grant.valid.lower, upper), last_day + ONE_DAY
    grant.save(update_fields=["valid", "read_only_from"])


def _end(grant: Grant, *, last_day: date, reason: str, by: User, at: datetime) -> None:
    upper = last_day + ONE_DAY
    grant.valid = DateRange(grant.valid.lower, upper) if upper > grant.valid.lower else DateRange(empty=True)
    grant.ended_by, grant.ended_at, grant.end_reason = by, at, reason[:200]
    grant.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])


def _text(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _record(grant: Grant, action: AuditAction, reason: str) -> None:
    audit(
        action=action,
        object_type="partners_grant",
        object_id=grant.pk,
        label=f"{Role(grant.role).label}: {grant.user}",
        partner_id=grant.partner_id,
        changes={"role": grant.role, "read_only_from": _text(grant.read_only_from)},
        reason=reason,
    )
