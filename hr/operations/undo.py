"""Take back a change that has not taken effect: what it ended goes on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr.facts import DIRECT, FACTS, Fact
from hr.models import Assignment, Employment, FixedTerm
from hr.operations import contract_ends, dated, moves
from hr.operations.freeze import require_free
from partners.models import User
from sharedservices.common.db import transaction_required


@transaction_required
def cancel_change(*, fact: Fact, row: UUID, reason: str, by: User, at: datetime) -> None:
    """Remove a row that starts after today, and let the one before it go on; with a move, what came with it.

    :raises RuleBroken: if it has taken effect or a later row builds on it
    :raises ObjectDoesNotExist: if there is no such row in scope
    """
    if fact is Fact.POST:
        moves.take_back(row=row, reason=reason, by=by, at=at)
        return
    kind = FACTS[fact]
    found: Any = kind.model.objects.get(uuid=row)
    owner = _lock_owner(found)
    with dated.change(partner_id=found.partner_id, by=by, reason=reason):
        if fact in DIRECT:
            dated.refuse_oneself(found, by=by)
        rows = dated.timeline(kind, kind.timeline_of(found))
        start, until = found.valid.lower, found.valid.upper
        rules.OnlyFutureIsCancelled.require(start > timezone.localdate(at), since=start)
        later = [one.valid.lower for one in rows if one.valid.lower > start]
        rules.LastChangeFirst.require(not later, later=max(later, default=start))
        _leave_covers_alone(fact, [found, *(one for one in rows if one.valid.upper == start)])
        if isinstance(found, FixedTerm):
            until = contract_ends.put_back(owner.pk, found.moved, at=at)
        found.delete()
        for one in rows:
            if one.valid.upper == start:
                one.valid = DateRange(one.valid.lower, until)
                one.save(update_fields=["valid"])


@transaction_required
def cancel_ending(*, fact: Fact, row: UUID, reason: str, by: User, at: datetime) -> Any:
    """Take back an end that has not come yet (a stop notice, a leaving date of a scheme); return the row.

    :raises RuleBroken: if it has come, there is none, or another row follows
    :raises ObjectDoesNotExist: if there is no such row in scope
    """
    kind = FACTS[fact]
    found: Any = kind.model.objects.get(uuid=row)
    owner = _lock_owner(found)
    with dated.change(partner_id=found.partner_id, by=by, reason=reason):
        if fact in DIRECT:
            dated.refuse_oneself(found, by=by)
        ends, today = found.valid.upper, timezone.localdate(at)
        rules.SomethingToEnd.require(
            ends is not None and ends != owner.valid.upper, what=f"end of the {kind.noun}", on=today, field=None
        )
        rules.OnlyFutureIsCancelled.require(ends > today, since=ends)
        later = [one.valid.lower for one in dated.timeline(kind, kind.timeline_of(found)) if one.valid.lower >= ends]
        rules.LastChangeFirst.require(not later, later=max(later, default=ends))
        until = owner.valid.upper
        if isinstance(found, FixedTerm):
            until, found.freed = contract_ends.put_back(owner.pk, found.freed, at=at), []
            found.save(update_fields=["freed"])
        found.valid = DateRange(found.valid.lower, until)
        found.save(update_fields=["valid"])
    return found


def _leave_covers_alone(fact: Fact, rows: list[Any]) -> None:
    """Refuse to join terms across the edge of a cover. :raises RuleBroken: NotWhileActing."""
    for row in rows if fact is Fact.TERMS else []:
        if row.acting is not None:
            raise duties.NotWhileActing.broken(
                on=row.valid.lower, until=row.acting.valid.upper - dated.ONE_DAY, field=None
            )


def _lock_owner(row: Any) -> Employment | Assignment:
    """Hold the job or employment that a row belongs to, so that changes of it follow each other."""
    owner: type[Any] = Assignment if hasattr(row, "assignment_id") else Employment
    key = row.assignment_id if owner is Assignment else row.employment_id
    found: Employment | Assignment = owner.objects.select_for_update(of=("self",)).get(pk=key)
    require_free(partner_id=found.partner_id, person_id=found.person_id)
    return found
