"""Which post a job is held on, on a day: before its first day the first one, after its last the last one."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import BooleanField, DateField, F, Func, QuerySet, Value
from django.db.models.functions import Greatest, Least

from hr.models import Assignment, Post, PostHolding, PostVersion
from hr.queries.unit_tree import tree


def on_day(rows: Iterable[PostHolding], on: date) -> PostHolding:
    """Return the holding of a day out of those of one job in the order of time; the nearest for days outside the job.

    :raises LookupError: without any: the database sees to it that every job has one
    """
    known = list(rows)
    begun = [row for row in known if row.valid.lower <= on]
    return begun[-1] if begun else known[0]


def of_job(job: Assignment, on: date) -> PostHolding:
    """Return the holding of a job on a day, with post, role and unit. One query."""
    return on_day(_rows([job.pk], job.partner_id), on)


def post_of(job: Assignment, on: date) -> Post:
    """Return the post that a job is held on, on a day, with role and unit. One query."""
    found: Post = of_job(job, on).post
    return found


def by_job(*, partner_id: int, jobs: Collection[int]) -> dict[int, list[PostHolding]]:
    """Return the holdings of jobs in the order of time, with post, role and unit. One query."""
    found: dict[int, list[PostHolding]] = {}
    for row in _rows(jobs, partner_id):
        found.setdefault(row.assignment_id, []).append(row)
    return found


def posts_from(job: Assignment, since: date) -> list[int]:
    """Return the ids of the posts that a job is held on from a day on. One query."""
    rows = PostHolding.objects.of(job.partner_id).filter(assignment_id=job.pk).order_by("valid", "id")
    return [row.post_id for row in rows if row.valid.upper is None or row.valid.upper > since]


def is_confidential(post: Post, on: date) -> bool:
    """Tell whether a post stands in a unit that is kept off the charts on a day, or below one. Two queries."""
    version = PostVersion.objects.of(post.partner_id).filter(post_id=post.pk, valid__contains=on).order_by("id").first()
    unit = version.org_unit_id if version else post.org_unit_id
    return unit not in tree(partner_id=post.partner_id, on=on, with_confidential=False).nodes


def as_at(on: date) -> "QuerySet[Any]":
    """Return the holding of each job on a day; for days outside the job the nearest. For subqueries, in any scope."""
    first = Func(F("assignment__valid"), function="lower", output_field=DateField())
    last = Func(F("assignment__valid"), template="(upper(%(expressions)s) - 1)", output_field=DateField())
    nearest = Least(Greatest(Value(on, output_field=DateField()), first), last)
    holds = Func(
        F("valid"), nearest, function="", template="(%(expressions)s)", arg_joiner=" @> ", output_field=BooleanField()
    )
    rows: QuerySet[Any] = PostHolding.objects.annotate(holds_then=holds).filter(holds_then=True)
    return rows


def _rows(jobs: Collection[int], partner_id: int) -> Iterable[PostHolding]:
    rows = PostHolding.objects.of(partner_id).filter(assignment_id__in=jobs).order_by("assignment_id", "valid", "id")
    found: Iterable[PostHolding] = rows.select_related("post__role__staff_group", "post__org_unit")
    return found
