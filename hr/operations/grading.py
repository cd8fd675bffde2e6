"""Promotion and regrade (domain HR-07): another grade on an evaluation, at least one increment more, in a log."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hr import rules
from hr import rules_duties as duties
from hr.models import AssignmentTerms, GradeDecision, SpinePoint
from hr.operations import dated, terms
from hr.operations.terms import Pay
from hr.operations.terms_later import Later
from hr.queries import full_time_pay
from partners.models import User
from sharedservices.common.db import transaction_required

LONGEST_EVALUATION = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """Why the grade is another, on which evaluation, and where the job goes (public ids)."""

    kind: str
    grade: UUID
    spine_point: UUID
    evaluation: str


@transaction_required
def change_grade(
    *,
    assignment: UUID,
    grading: Grading,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    later: Later | None = None,
) -> AssignmentTerms:
    """Put a job into another grade from a day on, by promotion or regrade, and write the equal-pay log.

    :raises RuleBroken: without an evaluation, within the same grade, for a promotion worth less than one increment, or
        whatever a change of pay refuses
    :raises ObjectDoesNotExist: when job, grade or point is not in scope
    """
    job = dated.lock_assignment(assignment)
    kind = GradeDecision.Kind(grading.kind)
    evaluation = " ".join(grading.evaluation.split())
    duties.EvaluationNamed.require(0 < len(evaluation) <= LONGEST_EVALUATION)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        now = full_time_pay.terms_on(job, effective_from)
        pay = Pay(grade=grading.grade, spine_point=grading.spine_point)
        point, grade = terms.point_and_grade(pay=pay, partner_id=job.partner_id, on=effective_from)
        duties.GradeIsAnother.require(grade is not None and (now is None or now.grade_id != grade.pk))
        if now is not None and point is not None and kind == GradeDecision.Kind.PROMOTION:
            _one_increment_more(now, point, effective_from)
        from_point = now.spine_point if now else None
        row = terms.change_pay(
            assignment=job.uuid, pay=pay, effective_from=effective_from, reason=reason, by=by, at=at, later=later
        )
        GradeDecision.objects.create(
            partner_id=job.partner_id, person_id=job.person_id, assignment=job, kind=kind, from_point=from_point,
            grade=grade, spine_point=point, evaluation=evaluation, effective_from=effective_from,
            reason=rules.check_reason(reason),
        )  # fmt: skip
    return row


def _one_increment_more(now: AssignmentTerms, point: SpinePoint, on: date) -> None:
    """Check that a point pays at least what the next point of the present scale would. :raises RuleBroken: if not."""
    paid, least = full_time_pay.of_point(point, on), next_pay(now, on)
    duties.OneIncrementMore.require(paid is not None and paid >= least, least=least)


def next_pay(now: AssignmentTerms, on: date) -> Decimal:
    """Return pounds a year of the point above the present one; a penny more than now where there is none."""
    present = full_time_pay.of_terms(now, on) or Decimal(0)
    if now.spine_point is not None:
        above = SpinePoint.objects.filter(scale_id=now.spine_point.scale_id, sequence__gt=now.spine_point.sequence)
        for one in above.order_by("sequence", "id"):
            if (value := full_time_pay.of_point(one, on)) is not None and value > present:
                return value
    return present + Decimal("0.01")
