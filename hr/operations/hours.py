"""Other hours of a job, for good or until a day: after that the hours of before hold by themselves (domain HR-07)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hr import rules
from hr import rules_duties as duties
from hr.checks import Terms, check_hours
from hr.models import Assignment, AssignmentTerms
from hr.operations import dated, room, terms
from hr.operations.terms_later import HOURS, Later
from hr.queries.holdings import posts_from
from partners.models import User
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)
LONGEST_REFERENCE = 60


@transaction_required
def agree_hours(  # noqa: PLR0913 - keyword-only: hours, what may come with them, and until when
    *,
    assignment: UUID,
    contract_hours: Decimal,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    contract: str | None = None,
    paid_weeks: Decimal | None = None,
    working_pattern: str | None = None,
    later: Later | None = None,
    until: date | None = None,
    flexible_ref: str = "",
) -> AssignmentTerms:
    """Change the hours of a job from a day on, for good or until a last day; `flexible_ref` is the request behind it.

    After the last day contract, hours, paid weeks and pattern are those that would hold then without this change; a
    change of pay meanwhile stays.

    :raises RuleBroken: as terms.change_hours; for a last day before the first, or outside the job
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job: Assignment = dated.lock_assignment(assignment)
    words = rules.check_reason(reason)
    reference = " ".join(flexible_ref.split())[:LONGEST_REFERENCE]
    said = f"Flexible working {reference}: {words}"[: rules.LONGEST_REASON] if reference else words
    back = None
    if until is not None:
        duties.HoursEndInOrder.require(until >= effective_from, first=effective_from)
        dated.check_date(until, within=job.valid, what="job", at=at, field="until")
        if job.valid.upper is None or until + ONE_DAY < job.valid.upper:
            back = terms.terms_on(job, until + ONE_DAY)
    made = terms.change_hours(
        assignment=assignment, contract_hours=contract_hours, effective_from=effective_from, reason=said, by=by, at=at,
        working_pattern=working_pattern, paid_weeks=paid_weeks, contract=contract, later=later,
    )  # fmt: skip
    if back is not None and until is not None:
        with dated.change(partner_id=job.partner_id, by=by, reason=words):
            _restore(job, back, until + ONE_DAY, words, at=at)
    return made


def _restore(job: Assignment, back: Terms, start: date, reason: str, *, at: datetime) -> None:
    """Have the hours of before hold again from a day on; what else was changed meanwhile stays."""
    now = terms.terms_on(job, start)
    new = replace(now, **{name: getattr(back, name) for name in HOURS})
    if new == now:
        return
    check_hours(new)
    words = f"Back to the hours of before: {reason}"[: rules.LONGEST_REASON]
    with room.kept(partner_id=job.partner_id, posts=posts_from(job, start), since=start, field="until"):
        terms.put_terms(job, new, start, words, later=None, at=at)
