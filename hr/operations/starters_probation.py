"""Probation: extended, confirmed, or not. Not confirming records the decision; the leaver's process follows."""

from datetime import date, datetime, timedelta
from uuid import UUID

from hr import rules
from hr import rules_starters as starter_rules
from hr.models import StarterCase
from hr.operations import dated
from hr.operations.starters_case import lock, move
from partners.models import User
from sharedservices.common.db import transaction_required

LONGEST = timedelta(days=366)


@transaction_required
def extend(*, case: UUID, ends_on: date, reason: str, by: User, at: datetime) -> StarterCase:
    """Extend a probation to a later last day.

    :raises RuleBroken: without a reason, for a day that is not later or too late, or about oneself
    :raises WrongState: unless there is a probation
    """
    tidy, row = rules.check_reason(reason), lock(case)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    before = row.probation_ends_on or row.start_date
    starter_rules.ProbationInOrder.require(before < ends_on <= before + LONGEST, ends=before)
    row.probation_ends_on = ends_on
    return move(row, "extend", by=by, at=at, note=f"Until {ends_on:%d.%m.%Y}: {tidy}")


@transaction_required
def confirm(*, case: UUID, note: str, by: User, at: datetime) -> StarterCase:
    """Confirm somebody in their job: nothing is left to do in the case.

    :raises RuleBroken: without words, or about oneself
    :raises WrongState: unless they have started
    """
    return _decide(case, "confirm", note, by=by, at=at)


@transaction_required
def not_confirm(*, case: UUID, note: str, by: User, at: datetime) -> StarterCase:
    """Record that somebody is not confirmed. Their employment goes on until the leaver's process ends it.

    :raises RuleBroken: without words, or about oneself
    :raises WrongState: unless there is a probation
    """
    return _decide(case, "not_confirm", note, by=by, at=at)


def _decide(case: UUID, action: str, note: str, *, by: User, at: datetime) -> StarterCase:
    tidy, row = rules.check_reason(note), lock(case)
    dated.refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)
    return move(row, action, by=by, at=at, note=tidy)
