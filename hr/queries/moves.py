"""Moves into another post: posts to choose from, what holds in words, and what a move leaves behind."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from hr import rules_organisation as org_rules
from hr.models import (
    Assignment,
    AssignmentTerms,
    CostSplit,
    Grade,
    JobParticulars,
    PayElement,
    Post,
    PostFunding,
    PostHolding,
    PostVersion,
    RecurringElement,
    SpinePoint,
)
from hr.queries import duty_words, establishment, holdings, job_words
from hr.queries.days import last_day
from hr.queries.unit_tree import Tree
from hr.states import PostState
from partners.change_kinds import Figure, measured
from partners.scope import current_scope
from sharedservices.common.formatting import day, number

MOST = 20
COSTS = "Paid from"
COST_SPLIT = "cost split"
CAME_ALONG = {"pay": "pay and terms", "place": "title, place and manager", "costs": COST_SPLIT}
Words = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFound:
    """A post that a search finds, as it is on a day. FTE are paid full-time equivalents."""

    post: UUID
    post_no: str
    role: str
    unit: str
    location: str
    grade: str
    established: Decimal
    vacant: Decimal | None


def find_posts(
    *, partner_id: int, text: str, units: Tree, on: date, employer: int, without: int, limit: int = MOST
) -> list[PostFound]:
    """Return the established posts of an employer in the units given that a search finds, without one. Six queries.

    Words are looked for in number, role, unit and place. Without words nothing is found.
    """
    words = text.split()
    if not words:
        return []
    shown = [pk for pk, node in units.nodes.items() if node.legal_entity == employer]
    rows = PostVersion.objects.of(partner_id).filter(
        valid__contains=on, post__state=PostState.ESTABLISHED, org_unit_id__in=shown
    )
    for word in words:
        named = [pk for pk in shown if word.lower() in units.nodes[pk].name.lower()]
        rows = rows.filter(
            Q(post__post_no__icontains=word) | Q(post__role__title__icontains=word) | Q(location__icontains=word)
            | Q(org_unit_id__in=named)
        )  # fmt: skip
    rows = (
        rows.exclude(post_id=without).select_related("post__role__grade").order_by("post__role__title", "post__post_no")
    )
    found = list(rows[:limit])
    lines = establishment.timelines(partner_id=partner_id, posts=[row.post_id for row in found], since=on)
    return [
        PostFound(
            post=row.post.uuid, post_no=row.post.post_no, role=row.post.role.title,
            unit=units.nodes[row.org_unit_id].name, location=row.location,
            grade=row.post.role.grade.name if row.post.role.grade else "",
            established=row.established_fte, vacant=lines[row.post_id].vacant(on),
        )
        for row in found
    ]  # fmt: skip


def post_in_view(post: UUID, *, partner_id: int, on: date) -> Post:
    """Return an established post. One of a unit that this reader need not know is not there.

    :raises Post.DoesNotExist: when there is none in scope and in view
    :raises RuleBroken: PostTakesPeople, unless it is established
    """
    rows = Post.objects.of(partner_id).select_related("role__staff_group", "org_unit")
    found: Post = rows.get(uuid=post)
    scope = current_scope()
    if scope is not None and scope.hides_confidential and holdings.is_confidential(found, on):
        raise Post.DoesNotExist
    org_rules.PostTakesPeople.require(found.state == PostState.ESTABLISHED)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What goes with a post on a day: title, place, and who pays (public id of the centre -> per cent)."""

    title: str
    location: str
    shares: dict[UUID, Decimal]
    shares_words: str


def follows(post: Post, on: date) -> Follows:
    """Return what goes with a post. Two queries."""
    version = PostVersion.objects.filter(post=post, valid__contains=on).order_by("id").first()
    rows = PostFunding.objects.filter(post=post, valid__contains=on).select_related("cost_centre")
    shares: dict[Any, Decimal] = {}
    words = []
    for row in rows.order_by("-percent", "id"):
        shares[row.cost_centre.uuid] = shares.get(row.cost_centre.uuid, Decimal(0)) + row.percent
        words.append(f"{row.cost_centre} {number(row.percent)}%")
    return Follows(
        title=post.role.title, location=version.location if version else post.location, shares=shares,
        shares_words=", ".join(words),
    )  # fmt: skip


def points_of(grade: Grade) -> list[SpinePoint]:
    """Return the points of a grade, the lowest first. One query."""
    rows = SpinePoint.objects.of(grade.partner_id).filter(
        scale_id=grade.scale_id, sequence__gte=grade.minimum.sequence, sequence__lte=grade.maximum.sequence
    )
    return list(rows.order_by("sequence", "id"))


# --- in words ---------------------------------------------------------------------------------------------------------
def move_words(job: Assignment, on: date) -> Words:
    """Say the post and what goes with it from a day on, and from which later days the post is another.

    Whoever reads it: a unit that is kept off the charts stays without its name, and so does the work that it does.
    """
    rows = holdings.by_job(partner_id=job.partner_id, jobs=[job.pk])[job.pk]
    found = before = _post_words(holdings.on_day(rows, on).post, on)
    for row in rows:
        if row.valid.lower > on:
            words = _post_words(row.post, row.valid.lower)
            changed = {label: text for label, text in words.items() if before[label] != text}
            found = found | {f"{label} from {day(row.valid.lower)}": text for label, text in changed.items()}
            before = words
    paid = ", ".join(f"{centre} {share}" for centre, share in job_words.costs(job, on).items())
    return found | duty_words.particulars(job, on) | {COSTS: paid or "Nothing recorded"} | job_words.pay(job, on)


def _post_words(post: Post, on: date) -> Words:
    if holdings.is_confidential(post, on):
        return {"Post": post.post_no, "Unit": "Kept off the charts", "Terms of": post.role.staff_group.name}
    version = (
        PostVersion.objects.filter(post=post, valid__contains=on).select_related("org_unit").order_by("id").first()
    )
    unit = version.org_unit.name if version else post.org_unit.name
    return {"Post": f"{post.role.title} ({post.post_no})", "Unit": unit, "Terms of": post.role.staff_group.name}


def post_only(row: PostHolding) -> Words:
    """Say on which post a row has a job, and for which days."""
    end = last_day(row.valid)
    span = f"{day(row.valid.lower)} to {day(end) if end else 'no end'}"
    return {"Recorded for": span, **_post_words(row.post, row.valid.lower)}


def came_along(row: PostHolding) -> dict[str, list[int]]:
    """Return what a move to come brought with it: ids of the terms and particulars of its day and reason.

    `costs` are the shares that begin on its day. Three queries.
    """
    same = {"assignment_id": row.assignment_id, "valid__startswith": row.valid.lower}
    return {
        "pay": list(AssignmentTerms.objects.filter(**same, reason=row.reason).values_list("pk", flat=True)),
        "place": list(JobParticulars.objects.filter(**same, reason=row.reason).values_list("pk", flat=True)),
        "costs": list(CostSplit.objects.filter(**same).values_list("pk", flat=True)),
    }


def came_along_words(row: PostHolding) -> str:
    """Say what is cancelled with a move to come."""
    found = came_along(row)
    named = [words for name, words in CAME_ALONG.items() if found[name]]
    return ", ".join(named) or "Nothing else"


# --- what follows -----------------------------------------------------------------------------------------------------
def figures(job: Assignment, post: Post, on: date, *, also: Post | None = None) -> list[Figure]:
    """Return what a move may do: what a person's figures say, the establishment of both posts, what is left behind."""
    rows = holdings.by_job(partner_id=job.partner_id, jobs=[job.pk])[job.pk]
    both = {row.post_id: row.post.post_no for row in rows if row.valid.upper is None or row.valid.upper >= on}
    named = {one.pk: one.post_no for one in (also, post) if one is not None}
    found = {one.label: one for one in measured(partner_id=job.partner_id, person_id=job.person_id, on=on)}
    figures = establishment.figures_of(partner_id=job.partner_id, posts=both | named, on=on)
    found |= {one.label: one for one in figures}
    has_moved = holdings.on_day(rows, on).post_id == post.pk
    return [*found.values(), *(_left_behind(one, has_moved) for one in going_on(job, on))]


def going_on(job: Assignment, on: date) -> list[RecurringElement]:
    """Return the payments of a job that began before a day and go on after it: are they still due? One query.

    Source: domain HR-07: allowances left behind by a change of post
    """
    rows = RecurringElement.objects.filter(
        assignment=job, valid__contains=on, valid__startswith__lt=on, element__kind=PayElement.Kind.PAYMENT
    )
    return list(rows.select_related("element").order_by("element__name", "id"))


def _left_behind(row: RecurringElement, has_moved: bool) -> Figure:
    amount = job_words.entry(row.amount, row.units, row.rate)
    words = f"{amount}: goes on; end it if it belonged to the old post" if has_moved else amount
    return Figure(label=f"Allowance from before: {row.element.name}", value=None, words=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A payment of a job that goes on although its post is another by now."""

    post: Post
    number: str
    element: str
    since: date
    moved: date


def orphans(*, partner_id: int, on: date) -> list[Orphan]:
    """Return the payments of a day that began before the move into the present post, by job. Two queries.

    Source: domain HR-07: orphan allowance report after a change of post
    """
    moved = PostHolding.objects.of(partner_id).filter(
        valid__contains=on, assignment__valid__startswith__lt=F("valid__startswith")
    )
    by_job = {one.assignment_id: one for one in moved.select_related("post__role", "post__org_unit").order_by("id")}
    rows = RecurringElement.objects.of(partner_id).filter(
        assignment_id__in=by_job, valid__contains=on, element__kind=PayElement.Kind.PAYMENT
    )
    return [
        Orphan(
            post=by_job[row.assignment_id].post, number=row.assignment.number, element=row.element.name,
            since=row.valid.lower, moved=by_job[row.assignment_id].valid.lower,
        )
        for row in rows.select_related("element", "assignment").order_by("assignment__number", "element__name", "id")
        if row.valid.lower < by_job[row.assignment_id].valid.lower
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBefore:
    """Somebody who held a post, holds it or will: the job, whose, and between which days."""

    person: UUID
    name: str
    number: str
    title: str
    first_day: date
    last_day: date | None


def holders_over_time(post: Post) -> list[HeldBefore]:
    """Return everybody who has held a post, holds it or will, the latest first. One query."""
    rows = PostHolding.objects.of(post.partner_id).filter(post=post).select_related("person", "assignment")
    return [
        HeldBefore(
            person=row.person.uuid, name=row.person.display_name, number=row.assignment.number,
            title=row.assignment.title, first_day=row.valid.lower, last_day=last_day(row.valid),
        )
        for row in rows.order_by("-valid", "assignment__number", "id")
    ]  # fmt: skip
