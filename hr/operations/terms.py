"""Contract, hours and pay of a job. A change of one keeps the others as they are on that day."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hr import rules
from hr import rules_duties as duties
from hr.checks import TERMS_COLUMNS, Contract, Terms, check_hours, check_pay
from hr.engine.starters import fits_limit
from hr.facts import FACTS, Fact
from hr.models import ActingUp, Assignment, AssignmentTerms, Grade, SpinePoint, SpineValue
from hr.operations import dated, room
from hr.operations.dated import Change
from hr.operations.terms_later import Later, put_before
from hr.queries import right_to_work, working_time
from hr.queries.holdings import posts_from
from hr.rules_starters import WithinWorkLimit
from partners.models import User
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """What a job is paid by: a point of a scale (public ids), a yearly salary of its own, or an hourly rate."""

    grade: UUID | None = None
    spine_point: UUID | None = None
    spot_annual: Decimal | None = None
    hourly_rate: Decimal | None = None


@transaction_required
def change_hours(  # noqa: PLR0913 - keyword-only: hours, and what may come with them
    *,
    assignment: UUID,
    contract_hours: Decimal,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    working_pattern: str | None = None,
    paid_weeks: Decimal | None = None,
    contract: str | None = None,
    later: Later | None = None,
) -> AssignmentTerms:
    """Change the hours of a job from a day on; the pattern, paid weeks and contract too where they are given.

    `later` says what becomes of a later row that decides the hours otherwise; a later change of pay stays in any case.

    :raises RuleBroken: for hours that do not fit the contract, more of them over all jobs than the permission to work
        allows, a date out of order or outside the job, or a post that would be over its establishment where the partner
        refuses that
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        now = terms_on(job, effective_from)
        kind = Contract(contract or now.contract)
        weeks = now.paid_weeks if paid_weeks is None else paid_weeks
        new = replace(
            now,
            contract=kind,
            contract_hours=contract_hours,
            paid_weeks=weeks if kind == Contract.TERM_TIME else paid_weeks,
            working_pattern=now.working_pattern if working_pattern is None else " ".join(working_pattern.split()),
        )
        check_hours(new)
        if contract_hours > now.contract_hours:
            _check_work_limit(job, contract_hours, effective_from)
        with room.kept(partner_id=job.partner_id, posts=posts_from(job, effective_from), since=effective_from):
            return put_terms(job, new, effective_from, reason, later=later, at=at)


def _check_work_limit(job: Assignment, hours: Decimal, on: date) -> None:
    """Make sure that more hours keep within the permission to work. :raises RuleBroken: WithinWorkLimit."""
    who: dict[str, Any] = {"partner_id": job.partner_id, "person_id": job.person_id, "on": on}
    proof = right_to_work.best(**who)
    if proof is None or proof.weekly_hours_limit is None:
        return
    total = hours + working_time.other_hours(**who, without=job.pk)
    WithinWorkLimit.require(fits_limit(total, proof.weekly_hours_limit), limit=proof.weekly_hours_limit, hours=total)


@transaction_required
def change_pay(
    *,
    assignment: UUID,
    pay: Pay,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    later: Later | None = None,
) -> AssignmentTerms:
    """Change what a job is paid by from a day on. `later` as in change_hours.

    :raises RuleBroken: for two bases of pay or none, a point outside its grade or without value, pay beyond reason,
        or a date out of order, outside the job or while a post is covered
    :raises Assignment.DoesNotExist: if there is none in scope
    :raises SpinePoint.DoesNotExist: and so for the grade
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        point, grade = point_and_grade(pay=pay, partner_id=job.partner_id, on=effective_from)
        now = terms_on(job, effective_from)
        if now.acting_id is not None:
            cover = ActingUp.objects.get(pk=now.acting_id)
            raise duties.NotWhileActing.broken(on=effective_from, until=cover.valid.upper - dated.ONE_DAY)
        new = replace(
            now,
            grade_id=grade.pk if grade else None,
            spine_point_id=point.pk if point else None,
            spot_annual=pay.spot_annual,
            hourly_rate=pay.hourly_rate,
        )
        check_pay(new)
        return put_terms(job, new, effective_from, reason, later=later, at=at)


@transaction_required
def set_terms(
    *, assignment: UUID, terms: Terms, effective_from: date, reason: str, by: User, at: datetime
) -> AssignmentTerms:
    """Give a job a whole set of terms from a day on: its first, or all of them anew.

    :raises RuleBroken: as change_hours and change_pay
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    check_hours(terms)
    check_pay(terms)
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        with room.kept(partner_id=job.partner_id, posts=posts_from(job, effective_from), since=effective_from):
            return put_terms(job, terms, effective_from, reason, later=None, at=at)


def terms_on(job: Assignment, on: date) -> Terms:
    """Return the terms in force on a day. :raises RuleBroken: if the job has none then."""
    row = AssignmentTerms.objects.filter(assignment_id=job.pk, valid__contains=on).order_by("id").first()
    if row is None:
        raise rules.SomethingToEnd.broken(what="set of terms", on=on, field="effective_from")
    return Terms(**{name: getattr(row, name) for name in TERMS_COLUMNS})


def point_and_grade(*, pay: Pay, partner_id: int, on: date) -> tuple[SpinePoint | None, Grade | None]:
    """Return the chosen point and grade. :raises RuleBroken: if they do not fit each other or the day."""
    if pay.spine_point is None:
        rules.OnePayBasis.require(pay.grade is None)
        return None, None
    point: SpinePoint = SpinePoint.objects.of(partner_id).get(uuid=pay.spine_point)
    valued = SpineValue.objects.of(partner_id).filter(point_id=point.pk, valid__contains=on)
    rules.PointHasValue.require(valued.exists(), point=point.code, on=on)
    if pay.grade is None:
        return point, None
    grade: Grade = Grade.objects.of(partner_id).select_related("minimum", "maximum").get(uuid=pay.grade)
    is_within = grade.scale_id == point.scale_id and grade.minimum.sequence <= point.sequence <= grade.maximum.sequence
    rules.PointWithinGrade.require(
        is_within, point=point.code, grade=grade.code, minimum=grade.minimum.code, maximum=grade.maximum.code
    )
    return point, grade


def put_terms(
    job: Assignment, terms: Terms, start: date, reason: str, *, later: Later | None, at: datetime
) -> AssignmentTerms:
    """Record terms from a day on, before later rows too. The caller has the job locked and its room kept.

    :raises RuleBroken: when nothing would change, or a later row decides otherwise and `later` says nothing
    """
    rows: list[AssignmentTerms] = dated.timeline(FACTS[Fact.TERMS], {"assignment_id": job.pk})
    if any(row.valid.lower > start for row in rows):
        tidy = rules.check_reason(reason)
        return put_before(job=job, rows=rows, new=terms, start=start, later=later, reason=tidy, at=at)
    says = {name: getattr(terms, name) for name in TERMS_COLUMNS}
    owner: dict[str, Any] = {"partner_id": job.partner_id, "person_id": job.person_id, "assignment_id": job.pk}
    new = Change(
        fact=Fact.TERMS,
        owner=owner,
        start=start,
        within=job.valid,
        values=lambda _uid: says,
        is_same=lambda row: all(getattr(row, name) == value for name, value in says.items()),
        reason=rules.check_reason(reason),
    )
    row: AssignmentTerms = dated.put(new, keys={"assignment_id": job.pk})
    return row
