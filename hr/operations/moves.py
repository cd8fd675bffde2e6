"""A job moves into another post (domain HR-02, HR-03, HR-07): sideways, or up with another grade.

The post from a day on is one fact; grade and point, title, place and manager, and the cost split may follow it on the
same day, by the operations that change them alone, so each keeps its own rules and its own history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr import rules_moves as move_rules
from hr.checks import check_hours
from hr.facts import FACTS, Fact
from hr.models import ActingUp, Assignment, AssignmentTerms, JobParticulars, Post, PostHolding, PostVersion
from hr.operations import acting, costs, dated, grading, particulars, room
from hr.operations.grading import Grading
from hr.operations.particulars import Particulars
from hr.operations.terms_later import Later, terms_of
from hr.queries import holdings, job_words
from hr.queries.moves import came_along, post_in_view
from partners.models import Partner, User
from partners.scope import current_scope, partner_scope
from sharedservices.common.db import transaction_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a job goes, and what follows it there.

    `title` and `location` are those of the post where they are None. `grading` is a promotion or regrade; without it
    the pay stays. `shares` is another cost split (public id of the centre -> per cent); without it the split stays.
    """

    post: UUID
    title: str | None = None
    location: str | None = None
    manager: UUID | None = None
    grading: Grading | None = None
    shares: Mapping[UUID, Decimal] | None = None


@transaction_required
def move(
    *, assignment: UUID, to: Destination, effective_from: date, reason: str, by: User, at: datetime,
    later: Later | None = None,
) -> PostHolding:  # fmt: skip
    """Move a job into another post from a day on. `later` says what becomes of a later move, and of later pay.

    :raises RuleBroken: for the post that it has, one that takes nobody, is not there or is another employer's, a post
        that would be over its establishment where the partner refuses that, dates outside the job, or whatever the
        changes that follow refuse
    :raises ObjectDoesNotExist: when job, post, grade, point or manager is not in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        _check_maker(effective_from, at=at)
        post = post_in_view(to.post, partner_id=job.partner_id, on=effective_from)
        stamp: dict[str, Any] = {"effective_from": effective_from, "reason": reason, "by": by, "at": at}
        before = holdings.post_of(job, effective_from)
        with room.kept(partner_id=job.partner_id, posts=[post.pk], since=effective_from, field="post"):
            row = _hold(job, post, later=later, **stamp)
            _follow_terms(job, before, post, effective_from)
        if to.grading is not None:
            grading.change_grade(assignment=job.uuid, grading=to.grading, later=later, **stamp)
        _follow_particulars(job, to, post, later, stamp)
        if to.shares is not None and dict(to.shares) != _shares_on(job, effective_from):
            costs.change_cost_split(assignment=job.uuid, shares=to.shares, **stamp)
        settle_job(job, on=timezone.localdate(at))
        check_now()
    return row


@transaction_required
def take_back(*, row: UUID, reason: str, by: User, at: datetime) -> None:
    """Cancel a move that has not taken effect, with the pay, title, place and costs that came with it.

    :raises RuleBroken: when it has taken effect, a later change builds on it, it is the job's first post, or the post
        before it has no room any more
    :raises PostHolding.DoesNotExist: when there is none in scope
    """
    found: PostHolding = PostHolding.objects.select_related("assignment").get(uuid=row)
    job, start = dated.lock_assignment(found.assignment.uuid), found.valid.lower
    with dated.change(partner_id=found.partner_id, by=by, reason=reason):
        rules.OnlyFutureIsCancelled.require(start > timezone.localdate(at), since=start)
        rows = dated.timeline(FACTS[Fact.POST], {"assignment_id": job.pk})
        later = [one.valid.lower for one in rows if one.valid.lower > start]
        rules.LastChangeFirst.require(not later, later=max(later, default=start))
        before = next((one for one in rows if one.valid.upper == start), None)
        if before is None:
            raise move_rules.FirstPostStays.broken()
        with room.kept(partner_id=job.partner_id, posts=[before.post_id], since=start, field=None):
            _take_along(job, found, {"reason": reason, "by": by, "at": at})
            _give_back(rows, found.pk)
        check_now()


@transaction_required
def correct(*, row: UUID, post: UUID, reason: str, by: User, at: datetime) -> PostHolding:
    """Put right on which post a job was recorded: the record was wrong, nobody moved. Pay and title stay.

    :raises RuleBroken: when it has not begun, nothing would change, or the post does not fit the days (see `move`)
    :raises ObjectDoesNotExist: when row or post is not in scope
    """
    found: PostHolding = PostHolding.objects.select_related("assignment").get(uuid=row)
    job, start = dated.lock_assignment(found.assignment.uuid), found.valid.lower
    with dated.change(partner_id=found.partner_id, by=by, reason=reason):
        found.refresh_from_db()
        _check_maker(start, at=at)
        duties.CorrectionOfWhatHolds.require(start <= timezone.localdate(at), since=start)
        wanted, wrong = post_in_view(post, partner_id=job.partner_id, on=start), holdings.post_of(job, start)
        rules.SomethingChanges.require(wanted.pk != found.post_id, what="post", since=start)
        _check_post(job, wanted, found.valid)
        with room.kept(partner_id=job.partner_id, posts=[wanted.pk], since=start, field="post"):
            found.post, found.reason = wanted, rules.check_reason(reason)
            found.save(update_fields=["post", "reason"])
            _follow_terms(job, wrong, wanted, start)
        settle_job(job, on=timezone.localdate(at))
        check_now()
    return found


def _check_maker(start: date, *, at: datetime) -> None:
    """In a manager's scope, allow only what is to come: whoever has moved is another manager's already."""
    scope = current_scope()
    is_manager = scope is not None and scope.unit_ids is not None and not scope.is_office
    move_rules.ManagersLookAhead.require(not is_manager or start > timezone.localdate(at), on=start)


def _check_post(job: Assignment, post: Post, span: DateRange) -> None:
    """Check that a post is there on the days, is of the employer, and is not one that the job covers."""
    is_there = post.valid.lower <= span.lower and (
        post.valid.upper is None or (span.upper is not None and span.upper <= post.valid.upper)
    )
    move_rules.PostIsThere.require(is_there, post=post.post_no, on=span.lower)
    same = post.org_unit.legal_entity_id == job.employment.legal_entity_id
    move_rules.SameEmployer.require(same, post=post.post_no)
    cover = ActingUp.objects.filter(assignment=job, covered_post=post, valid__overlap=span).order_by("valid").first()
    if cover is not None:
        raise move_rules.NotWhileCovering.broken(post=post.post_no, until=cover.valid.upper - dated.ONE_DAY)


# --- the post ---------------------------------------------------------------------------------------------------------
def _hold(
    job: Assignment, post: Post, *, effective_from: date, later: Later | None, reason: str, by: User, at: datetime
) -> PostHolding:
    """Let a job be held on a post from a day on, to the next move or as that move is decided about."""
    start, tidy = effective_from, rules.check_reason(reason)
    rows: list[PostHolding] = dated.timeline(FACTS[Fact.POST], {"assignment_id": job.pk})
    holder = dated.in_force(rows, start)
    assert holder is not None  # noqa: S101 - the database sees to it that there is one on every day of the job
    rules.SomethingChanges.require(holder.post_id != post.pk, what="post", since=holder.valid.lower)
    following = [one for one in rows if one.valid.lower > start]
    if following and later is None:
        raise rules.LaterDecides.broken(later=following[0].valid.lower)
    until = following[-1].valid.upper if later is Later.CANCEL and following else holder.valid.upper
    _check_post(job, post, DateRange(start, until))
    if later is Later.CANCEL:
        _remove(job, following, {"reason": reason, "by": by, "at": at})
    elif later is Later.REBASE:
        for one in following:
            _check_post(job, post, one.valid)
            one.post = post
            one.save(update_fields=["post"])
    if holder.valid.lower == start:
        holder.post, holder.valid, holder.reason = post, DateRange(start, until), tidy
        holder.save(update_fields=["post", "valid", "reason"])
        corrected: PostHolding = holder
        return corrected
    holder.valid = DateRange(holder.valid.lower, start)
    holder.save(update_fields=["valid"])
    made: PostHolding = PostHolding.objects.create(
        **dated.owner_of_assignment(job), post=post, valid=DateRange(start, until), reason=tidy
    )
    return made


def _remove(job: Assignment, rows: list[PostHolding], stamp: dict[str, Any]) -> None:
    """Remove moves to come, the last first, with what came along. :raises RuleBroken: for one that has taken effect."""
    today = timezone.localdate(stamp["at"])
    for one in reversed(rows):
        since = one.valid.lower
        rules.OnlyFutureIsCancelled.require(since > today, since=since, field="later")
        _take_along(job, one, stamp)
        one.delete()


def _take_along(job: Assignment, row: PostHolding, stamp: dict[str, Any]) -> None:
    """Take back what a move brought with it. :raises RuleBroken: LastChangeFirst, when something builds on it."""
    brought = came_along(row)
    for fact, ids in ((Fact.TERMS, brought["pay"]), (Fact.PARTICULARS, brought["place"])):
        rows = dated.timeline(FACTS[fact], {"assignment_id": job.pk})
        later = [one.valid.lower for one in rows if ids and one.valid.lower > row.valid.lower]
        rules.LastChangeFirst.require(not later, later=max(later, default=row.valid.lower))
        for pk in ids:
            _give_back(rows, pk)
    if brought["costs"]:
        costs.cancel_cost_split(assignment=job.uuid, effective_from=row.valid.lower, **stamp)


def _give_back(rows: list[Any], pk: int) -> None:
    """Remove a row of a timeline, and let the one before it go on; the first of particulars just goes."""
    row = next(one for one in rows if one.pk == pk)
    start, until = row.valid.lower, row.valid.upper
    row.delete()
    for one in rows:
        if one.pk != pk and one.valid.upper == start:
            one.valid = DateRange(one.valid.lower, until)
            one.save(update_fields=["valid"])


# --- what follows the post --------------------------------------------------------------------------------------------
def _follow_terms(job: Assignment, before: Post, post: Post, start: date) -> None:
    """In another staff group, begin terms of their own on the day, by the new group's full-time hours and weeks.

    Later rows that still say what the old group said follow, too.
    """
    old, new = before.role.staff_group, post.role.staff_group
    if old.pk == new.pk:
        return
    acting.cut(job, start)
    version = PostVersion.objects.filter(post=post, valid__contains=start).order_by("id").first()
    hours = (version.full_time_hours if version else None) or new.full_time_hours
    rows = AssignmentTerms.objects.filter(assignment=job, valid__startswith__gte=start).order_by("valid", "id")
    said = rows.values_list("full_time_hours", "weeks_in_year").first()
    for row in rows.select_for_update(of=("self",)):
        if (row.full_time_hours, row.weeks_in_year) != said:
            break
        wanted = replace(terms_of(row), full_time_hours=hours, weeks_in_year=new.weeks_in_year)
        check_hours(wanted)
        row.full_time_hours, row.weeks_in_year = hours, new.weeks_in_year
        row.save(update_fields=["full_time_hours", "weeks_in_year"])


def _follow_particulars(
    job: Assignment, to: Destination, post: Post, later: Later | None, stamp: dict[str, Any]
) -> None:
    """Give the job the title, place and manager that go with the move, where they are others than before."""
    on = stamp["effective_from"]
    held = job_words.holding(JobParticulars, on, "manager", assignment=job)
    version = PostVersion.objects.filter(post=post, valid__contains=on).order_by("id").first()
    place = version.location if version else post.location
    wanted = Particulars(
        title=" ".join((post.role.title if to.title is None else to.title).split()),
        location=" ".join((place if to.location is None else to.location).split()),
        manager=to.manager,
    )
    now = (held.title, held.location, held.manager.uuid if held.manager else None) if held else None
    if (wanted.title, wanted.location, wanted.manager) != now:
        particulars.change_particulars(assignment=job.uuid, wanted=wanted, later=later, **stamp)


def _shares_on(job: Assignment, on: date) -> dict[UUID, Decimal]:
    return {one.cost_centre.uuid: one.percent for one in job_words.shares(job, on)}


# --- today ------------------------------------------------------------------------------------------------------------
def settle_job(job: Assignment, *, on: date) -> bool:
    """Bring the line of a job along with the post that it is held on today; tell whether it was behind."""
    post = holdings.of_job(job, on).post_id
    n: int = Assignment.objects.filter(pk=job.pk).exclude(post_id=post).update(post_id=post)
    job.post_id = post
    return bool(n)


@transaction_required
def settle(*, partner_id: int, on: date) -> int:
    """Bring the lines of a partner's jobs along with the posts of a day; return how many were behind.

    Safe to run twice.
    """
    rows = PostHolding.objects.of(partner_id).filter(valid__contains=on).exclude(assignment__post_id=F("post_id"))
    behind = list(rows.order_by("id").values_list("assignment_id", "post_id"))
    for job, post in behind:
        Assignment.objects.filter(pk=job).update(post_id=post)
    return len(behind)


def settle_everywhere(*, at: datetime) -> int:
    """Do so at every partner, each in a scope of its own; return how many were behind."""
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="a move into another post has begun"):
            n += settle(partner_id=partner_id, on=timezone.localdate(at))
    return n


def check_now() -> None:
    """Have PostgreSQL check now that the job is on a post on every day, so that a trial hears of it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS hr_postholding_check, hr_assignment_post_check IMMEDIATE")
        cursor.execute("SET CONSTRAINTS hr_postholding_check, hr_assignment_post_check DEFERRED")
