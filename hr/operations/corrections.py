"""Corrections (domain HR-07, effective-dating rule 2): the record was wrong, the world did not change.

A correction has no day of its own: it puts right what a row of terms says from its first day on, and what later rows
copied from it. The trail keeps what stood there, and says that it was a correction.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr.checks import TERMS_COLUMNS, Contract, Terms, check_hours, check_pay
from hr.models import AssignmentTerms
from hr.operations import dated
from hr.operations.terms import Pay, point_and_grade
from hr.operations.terms_later import HOURS, PAY, terms_of
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What the hours should have been: hours a week, weeks a year."""

    contract: str
    contract_hours: Decimal
    paid_weeks: Decimal | None = None
    working_pattern: str = ""


@transaction_required
def correct_hours(*, row: UUID, hours: Hours, reason: str, by: User, at: datetime) -> AssignmentTerms:
    """Put right what a row of terms says about hours, and the later rows that copied it.

    :raises RuleBroken: when it has not begun, nothing would change, or the hours do not fit the contract
    :raises AssignmentTerms.DoesNotExist: when there is none in scope
    """
    found = _lock(row, at=at)
    new = replace(
        terms_of(found), contract=Contract(hours.contract), contract_hours=hours.contract_hours,
        paid_weeks=hours.paid_weeks, working_pattern=" ".join(hours.working_pattern.split()),
    )  # fmt: skip
    return _correct(found, new, HOURS, reason=reason, by=by)


@transaction_required
def correct_pay(*, row: UUID, pay: Pay, reason: str, by: User, at: datetime) -> AssignmentTerms:
    """Put right what a row of terms says about pay, and the later rows that copied it.

    :raises RuleBroken: when it has not begun, is the pay of a covered post, nothing would change, or as a change of pay
    :raises ObjectDoesNotExist: when row, grade or point is not in scope
    """
    found = _lock(row, at=at)
    if found.acting is not None:
        until = found.acting.valid.upper - dated.ONE_DAY
        raise duties.NotWhileActing.broken(on=found.valid.lower, until=until, field=None)
    point, grade = point_and_grade(pay=pay, partner_id=found.partner_id, on=found.valid.lower)
    new = replace(
        terms_of(found), grade_id=grade.pk if grade else None, spine_point_id=point.pk if point else None,
        spot_annual=pay.spot_annual, hourly_rate=pay.hourly_rate,
    )  # fmt: skip
    return _correct(found, new, PAY, reason=reason, by=by)


def _lock(row: UUID, *, at: datetime) -> AssignmentTerms:
    found: AssignmentTerms = AssignmentTerms.objects.select_related("assignment", "acting").get(uuid=row)
    dated.lock_assignment(found.assignment.uuid)
    since = found.valid.lower
    duties.CorrectionOfWhatHolds.require(since <= timezone.localdate(at), since=since)
    return found


def _correct(row: AssignmentTerms, new: Terms, group: frozenset[str], *, reason: str, by: User) -> AssignmentTerms:
    """Write a group of columns on a row and, as far as they copied it, on the rows after it."""
    wrong = {name: getattr(row, name) for name in group}
    says = {name: getattr(new, name) for name in group}
    rules.SomethingChanges.require(wrong != says, what="set of terms", since=row.valid.lower)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        rows = AssignmentTerms.objects.filter(assignment_id=row.assignment_id, valid__startswith__gte=row.valid.lower)
        for one in rows.select_for_update(of=("self",)).order_by("valid", "id"):
            if group is PAY and one.acting_id is not None:
                continue
            if {name: getattr(one, name) for name in group} != wrong:
                break
            for name, value in says.items():
                setattr(one, name, value)
            check_hours(terms_of(one))
            check_pay(terms_of(one))
            one.save(update_fields=[name for name in TERMS_COLUMNS if name in group])
        audit(
            action=AuditAction.UPDATE, object_type="hr_assignmentterms", object_id=row.pk, partner_id=row.partner_id,
            label=f"Correction: {row.assignment}", reason=reason,
            changes={"type": "CORRECTION", "was": {name: str(one) for name, one in sorted(wrong.items())}},
        )  # fmt: skip
    row.refresh_from_db()
    return row
