"""Which kinds of change need no approval: said by a partner's HR manager, dated, never for a kind that moves pay."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from partners import change_kinds
from partners.models import AutoApproval, User
from partners.queries import auto_approvals
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

LONGEST_REASON = 200


class CannotLetThrough(DomainError):
    """The kind moves pay, is let through already, or the words are missing."""


def possible() -> list[change_kinds.ChangeKind]:
    """Return the kinds that may be let through: those that do not move pay."""
    return [kind for kind in change_kinds.change_kinds() if not kind.affects_pay and not kind.in_background]


@transaction_required
def let_through(*, partner_id: int, kind: str, start: date, reason: str, by: User, at: datetime) -> AutoApproval:
    """Let a kind of change through without an approval from a day on.

    :raises CannotLetThrough: for a kind that moves pay, one that is let through then, a day gone by, or no reason
    """
    if kind not in {one.code for one in possible()}:
        raise CannotLetThrough("This kind of change always needs an approval.", field="kind")
    if start < timezone.localdate(at):
        raise CannotLetThrough("It cannot begin before today.", field="start")
    tidy = " ".join(reason.split())
    if not 0 < len(tidy) <= LONGEST_REASON:
        raise CannotLetThrough(f"Say why, in at most {LONGEST_REASON} characters.", field="reason")
    if AutoApproval.objects.of(partner_id).filter(kind=kind, valid__endswith__isnull=True).exists():
        raise CannotLetThrough("This kind is let through already.", field="kind")
    if auto_approvals.holds(partner_id=partner_id, kind=kind, on=start):
        raise CannotLetThrough("This kind is let through on that day already.", field="kind")
    with partner_scope(partner_id, actor_id=by.pk, reason=tidy):
        row: AutoApproval = AutoApproval.objects.create(
            partner_id=partner_id, kind=kind, valid=DateRange(start, None), reason=tidy, made_by=by, made_at=at
        )
    return row


@transaction_required
def stop(*, partner_id: int, auto_approval: UUID, by: User, at: datetime) -> AutoApproval:
    """Ask for approvals again from tomorrow on.

    :raises AutoApproval.DoesNotExist: when there is none in scope
    :raises CannotLetThrough: when it has ended
    """
    row: AutoApproval = AutoApproval.objects.of(partner_id).select_for_update(of=("self",)).get(uuid=auto_approval)
    if row.valid.upper is not None:
        raise CannotLetThrough("This has been ended already.")
    with partner_scope(partner_id, actor_id=by.pk, reason="approvals are asked for again"):
        until = max(timezone.localdate(at), row.valid.lower) + timedelta(days=1)
        row.valid = DateRange(row.valid.lower, until)
        row.save(update_fields=["valid"])
    return row
