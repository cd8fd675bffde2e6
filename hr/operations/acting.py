"""Acting up (domain HR-07): the work of a higher post for a time, at its grade or for an honorarium.

At the whole of the duties the terms of the job are cut at both ends of the cover and carry the covered pay between
them. What stands after the last day is the job's own pay again: no job has to remember to put it back.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_duties as duties
from hr.checks import TERMS_COLUMNS
from hr.engine.acting import WHOLE, honorarium
from hr.models import ActingUp, Assignment, AssignmentTerms, Post, PostHolding, SpinePoint
from hr.operations import dated, elements
from hr.operations.entries import Entry
from hr.operations.terms import Pay, point_and_grade
from hr.operations.terms_later import PAY
from hr.queries import full_time_pay
from hr.rules import check_reason
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.periods import Frequency

ONE_DAY = timedelta(days=1)
NOTHING = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What is covered and how much of it: `percent` of the duties; the element pays an honorarium below the whole."""

    post: UUID
    percent: Decimal
    grade: UUID
    spine_point: UUID
    review_on: date
    element: UUID | None = None


@transaction_required
def start(
    *, assignment: UUID, cover: Cover, effective_from: date, last_day: date, reason: str, by: User, at: datetime
) -> ActingUp:
    """Let somebody act up from a first to a last day.

    :raises RuleBroken: for more than twelve months, a review outside them, pay that is not higher, duties that are not
        a share, the job's own post, or days on which the job's own pay changes or another post is covered
    :raises ObjectDoesNotExist: when job, post, grade, point or element is not in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        span = _span(job, effective_from, last_day, at=at)
        duties.ReviewInside.require(effective_from <= cover.review_on <= last_day)
        duties.ShareOfDuties.require(0 < cover.percent <= WHOLE)
        post: Post = Post.objects.of(job.partner_id).get(uuid=cover.post)
        own = PostHolding.objects.filter(assignment=job, post=post, valid__overlap=span)
        duties.AnotherPost.require(not own.exists(), post=post.post_no)
        wanted = Pay(grade=cover.grade, spine_point=cover.spine_point)
        point, grade = point_and_grade(pay=wanted, partner_id=job.partner_id, on=effective_from)
        rows = _own_rows(job, span)
        salaries = _salaries(rows[0], point, effective_from)
        paid = None
        if cover.percent < WHOLE:
            paid = elements.add_recurring(
                assignment=job.uuid, element=cover.element or NOTHING, reason=reason, by=by, at=at,
                effective_from=effective_from, last_day=last_day,
                entry=Entry(amount=_honorarium(job, cover, rows[0], salaries, effective_from)),
            )  # fmt: skip
        row: ActingUp = ActingUp.objects.create(
            **dated.owner_of_assignment(job), covered_post=post, percent=cover.percent, grade=grade, spine_point=point,
            honorarium=paid, review_on=cover.review_on, valid=span, reason=check_reason(reason),
        )  # fmt: skip
        if paid is None:
            _overlay(job, span, row, reason=reason)
    return row


@transaction_required
def end(*, acting: UUID, last_day: date, reason: str, by: User, at: datetime) -> ActingUp:
    """End an acting up before its time: the job's own pay holds from the next day on.

    :raises RuleBroken: unless it runs on that day and beyond it
    :raises ActingUp.DoesNotExist: when there is none in scope
    """
    row: ActingUp = ActingUp.objects.select_related("assignment", "honorarium").get(uuid=acting)
    job = dated.lock_assignment(row.assignment.uuid)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        row.refresh_from_db(fields=["valid"])
        until = last_day + ONE_DAY
        duties.ActingRuns.require(row.valid.lower <= last_day and until < row.valid.upper)
        if row.honorarium is not None:
            elements.end_recurring(recurring=row.honorarium.uuid, last_day=last_day, reason=reason, by=by, at=at)
        else:
            _restore(job, row, until, reason=reason)
        row.valid = DateRange(row.valid.lower, until)
        row.review_on = min(row.review_on, last_day)
        row.save(update_fields=["valid", "review_on"])
    return row


def _span(job: Assignment, first: date, last: date, *, at: datetime) -> DateRange:
    """Return the days of a cover. :raises RuleBroken: outside the job, or for more than twelve months."""
    dated.check_date(first, within=job.valid, what="job", at=at)
    duties.StartsAfterTheJob.require(first > job.valid.lower)
    dated.check_date(last, within=DateRange(first, job.valid.upper), what="job", at=at, field="last_day")
    duties.AtMostAYear.require(last + ONE_DAY <= _year_on(first), most=_year_on(first) - ONE_DAY)
    clash = ActingUp.objects.filter(assignment=job, valid__overlap=DateRange(first, last + ONE_DAY)).first()
    if clash is not None:
        raise duties.OneCoverAtATime.broken(since=clash.valid.lower)
    return DateRange(first, last + ONE_DAY)


def _year_on(day: date) -> date:
    """Return the same day of the next year; 28 February for the 29th, as PostgreSQL adds twelve months."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _own_rows(job: Assignment, span: DateRange) -> list[AssignmentTerms]:
    """Return the terms of the days, held. :raises RuleBroken: unless the job's own pay is one for all of them."""
    found = AssignmentTerms.objects.filter(assignment=job, valid__overlap=span).order_by("valid", "id")
    rows = list(found.select_for_update(of=("self",)).select_related("spine_point"))
    duties.OwnPayIsOne.require(
        bool(rows) and all(_pay_of(row) == _pay_of(rows[0]) for row in rows),
        since=next((row.valid.lower for row in rows if _pay_of(row) != _pay_of(rows[0])), span.lower),
    )
    return rows


def _pay_of(row: AssignmentTerms) -> dict[str, Any]:
    return {name: getattr(row, name) for name in sorted(PAY)}


def _salaries(row: AssignmentTerms, point: SpinePoint | None, on: date) -> tuple[Decimal, Decimal]:
    """Return the job's own and the covered salary. :raises RuleBroken: unless the second is higher."""
    own, covered = full_time_pay.of_terms(row, on), full_time_pay.of_point(point, on) if point else None
    duties.ActingPaysMore.require(own is not None and covered is not None and covered > own)
    return own or Decimal(0), covered or Decimal(0)


def _honorarium(
    job: Assignment, cover: Cover, row: AssignmentTerms, salaries: tuple[Decimal, Decimal], on: date
) -> Decimal:
    """Return what the share of the duties pays a period. :raises RuleBroken: without an element to pay it by."""
    duties.HonorariumNeedsElement.require(cover.element is not None)
    frequency = Frequency(job.employment.pay_group_on(on).frequency)
    own, covered = salaries
    return honorarium(
        own_annual=own, covered_annual=covered, percent=cover.percent, fte=row.contract_hours / row.full_time_hours,
        periods_a_year=frequency.units_a_year // frequency.units,
    )  # fmt: skip


def _overlay(job: Assignment, span: DateRange, acting: ActingUp, *, reason: str) -> None:
    """Cut the terms at both ends of the cover and put the covered pay between them."""
    cut(job, span.lower)
    if job.valid.upper is None or span.upper < job.valid.upper:
        cut(job, span.upper)
    for row in AssignmentTerms.objects.filter(assignment=job, valid__contained_by=span):
        row.grade_id, row.spine_point_id, row.acting = acting.grade_id, acting.spine_point_id, acting
        row.spot_annual = row.hourly_rate = None
        row.reason = check_reason(reason)
        row.save(update_fields=["grade", "spine_point", "spot_annual", "hourly_rate", "acting", "reason"])


def _restore(job: Assignment, acting: ActingUp, until: date, *, reason: str) -> None:
    """Put the job's own pay back from a day on: what it was paid by before the cover, back-dated changes included."""
    cut(job, until)
    before = AssignmentTerms.objects.filter(assignment=job, valid__startswith__lt=acting.valid.lower, acting=None)
    own = before.order_by("-valid").first()
    assert own is not None  # noqa: S101 - a cover starts after the first day of the job
    for row in AssignmentTerms.objects.filter(assignment=job, acting=acting, valid__startswith__gte=until):
        for name, value in _pay_of(own).items():
            setattr(row, name, value)
        row.reason = check_reason(reason)
        row.save(update_fields=[*sorted(PAY), "reason"])


def cut(job: Assignment, day: date) -> None:
    """Make the terms that hold on a day begin there: what they say stays the same on both sides."""
    row = AssignmentTerms.objects.filter(assignment=job, valid__contains=day).order_by("id").first()
    if row is None or row.valid.lower == day:
        return
    until = row.valid.upper
    row.valid = DateRange(row.valid.lower, day)
    row.save(update_fields=["valid"])
    says = {name: getattr(row, name) for name in TERMS_COLUMNS}
    AssignmentTerms.objects.create(
        partner_id=job.partner_id, person_id=job.person_id, assignment=job, valid=DateRange(day, until),
        reason=row.reason, **says,
    )  # fmt: skip
