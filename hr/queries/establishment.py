"""What is established, filled and vacant: on a day, and on every day from one on.

Everything is in paid full-time equivalents (FTE): hours FTE × paid weeks ÷ weeks of the year.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q

from hr.engine.establishment import Holding, Mode, Standing, is_over, paid_fte, vacant_fte
from hr.models import AssignmentTerms, EstablishmentMode, JobMark, PostHolding, PostVersion
from partners.change_kinds import Figure
from partners.scope import current_scope
from sharedservices.common.formatting import day, number
from sharedservices.common.money import round_half_up

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """What holds between two days, half-open."""

    first: date
    until: date | None
    value: Any

    def holds(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return self.first <= on and (self.until is None or on < self.until)


@dataclass(slots=True)
class PostTimeline:
    """Everything that decides what is vacant in a post, over time. Terms are (job, FTE), marks (job, kind, covers)."""

    established: list[Span] = field(default_factory=list)
    terms: list[Span] = field(default_factory=list)
    marks: list[Span] = field(default_factory=list)

    def holdings(self, on: date) -> list[Holding]:
        """Return the jobs of a day, in the order of their ids."""
        marks = {one.value[0]: one.value for one in self.marks if one.holds(on)}
        found = []
        for job, fte in sorted(one.value for one in self.terms if one.holds(on)):
            _job, kind, covers = marks.get(job, (job, Standing.HOLDS, None))
            found.append(Holding(job=job, paid_fte=fte, standing=Standing(kind), covers=covers))
        return found

    def vacant(self, on: date) -> Decimal | None:
        """Return the vacant FTE of a day; None when the post is not there."""
        version = next((one for one in self.established if one.holds(on)), None)
        return None if version is None else vacant_fte(version.value, self.holdings(on))

    def worst(self, since: date) -> "Worst | None":
        """Return the day from one on with the least vacant FTE, the first of several; None for a post that is over.

        Jobs that always count are added up as they come and go; only those that a mark is about are looked at anew.
        """
        special = {one.value[0] for one in self.marks} | {one.value[2] for one in self.marks}
        few = PostTimeline(self.established, [one for one in self.terms if one.value[0] in special], self.marks)
        steps: dict[date, Decimal] = defaultdict(Decimal)
        for one in self.terms:
            if one.value[0] not in special and (one.until is None or one.until > since):
                steps[max(one.first, since)] += one.value[1]
                if one.until is not None:
                    steps[one.until] -= one.value[1]
        found: Worst | None = None
        filled = _NOTHING
        for on in sorted({since, *steps, *few.edges(since)}):
            filled += steps.get(on, _NOTHING)
            vacant = few.vacant(on)
            if vacant is not None and (found is None or vacant - filled < found.vacant):
                found = Worst(on=on, vacant=vacant - filled)
        return found

    def edges(self, since: date) -> set[date]:
        """Return the later days on which something begins or ends."""
        rows = [*self.established, *self.terms, *self.marks]
        edges = {one.first for one in rows} | {one.until for one in rows if one.until is not None}
        return {edge for edge in edges if edge > since}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The least vacant FTE, and the first day of it."""

    on: date
    vacant: Decimal


def mode_on(*, partner_id: int, on: date) -> Mode:
    """Return what a partner does about over-establishment on a day: it warns, unless it has decided otherwise."""
    row = EstablishmentMode.objects.of(partner_id).filter(valid__contains=on).order_by("id").first()
    return Mode(row.mode) if row else Mode.WARN


def timelines(*, partner_id: int, posts: Collection[int] | None, since: date) -> dict[int, PostTimeline]:
    """Return what decides about vacancy from a day on, by post; of all posts where none are named. Four queries.

    A job counts in the post that holds it on each day: one that moves counts in both, one after the other. Posts that
    are named are counted whole in a manager's scope, too: by days and hours without a name.
    """
    found: dict[int, PostTimeline] = defaultdict(PostTimeline)
    versions = PostVersion.objects.of(partner_id).filter(_still(since))
    if posts is not None:
        versions = versions.filter(post_id__in=posts)
    for post, fte, valid in versions.order_by("id").values_list("post_id", "established_fte", "valid"):
        found[post].established.append(Span(valid.lower, valid.upper, fte))
    scope = current_scope()
    is_narrow = scope is not None and scope.unit_ids is not None and posts is not None
    terms, marks = _whole(list(posts or []), since) if is_narrow else _in_scope(partner_id, posts, since)
    for row in terms:
        if held := _held(row):
            found[row["post_id"]].terms.append(held)
    for row in marks:
        first, until = overlap((row["valid"], row["in_post"]))
        if until is None or first < until:
            found[row["post_id"]].marks.append(
                Span(first, until, (row["assignment_id"], row["kind"], row["covers_id"]))
            )
    return found


def _still(since: date) -> Q:
    return Q(valid__endswith__gt=since) | Q(valid__upper_inf=True)


def _in_scope(
    partner_id: int, posts: Collection[int] | None, since: date
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the terms and marks of the jobs on posts, as far as the scope reaches: one row for each post of a job."""
    held = PostHolding.objects.of(partner_id).filter(_still(since))
    terms = AssignmentTerms.objects.of(partner_id).filter(_still(since))
    marks = JobMark.objects.of(partner_id).filter(_still(since))
    if posts is not None:
        held = held.filter(post_id__in=posts)
    places: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for job, post, valid in held.order_by("assignment_id", "valid").values_list("assignment_id", "post_id", "valid"):
        places[job].append({"post_id": post, "in_post": valid})
    if posts is not None:
        terms, marks = terms.filter(assignment_id__in=list(places)), marks.filter(assignment_id__in=list(places))
    columns = ("assignment_id", "kind", "covers_id", "valid")
    return (
        [
            row | place
            for row in terms.order_by("id").values(*_TERMS, **_SPANS)
            for place in places[row["assignment_id"]]
        ],
        [row | place for row in marks.order_by("id").values(*columns) for place in places[row["assignment_id"]]],
    )


def _whole(posts: list[int], since: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the same for posts beyond a manager's team."""
    return (
        _rows("SELECT * FROM hr_posts_filled(%s, %s)", [posts, since]),
        _rows("SELECT * FROM hr_posts_marked(%s, %s)", [posts, since]),
    )


def _rows(statement: str, given: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [one.name for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_TERMS = ("assignment_id", "contract_hours", "full_time_hours", "paid_weeks", "weeks_in_year", "valid")
_SPANS = {"job": F("assignment__valid"), "employment": F("assignment__employment__valid")}


def _held(row: dict[str, Any]) -> Span | None:
    """Return the days in a post on which terms, job and employment all hold, with the paid FTE; None without any."""
    first, until = overlap((row["in_post"], row["valid"], row["job"], row["employment"]))
    if until is not None and until <= first:
        return None
    fte = paid_fte(row["contract_hours"], row["full_time_hours"], row["paid_weeks"], row["weeks_in_year"])
    return Span(first, until, (row["assignment_id"], fte))


def overlap(spans: Iterable[DateRange]) -> tuple[date, date | None]:
    """Return the first day and the end of what ranges have in common; the end may not be after the first day."""
    known = list(spans)
    ends = [one.upper for one in known if one.upper is not None]
    return max(one.lower for one in known), min(ends) if ends else None


def worst(*, partner_id: int, posts: Collection[int], since: date) -> dict[int, Worst]:
    """Return the least vacant FTE of each post from a day on. Four queries."""
    lines = timelines(partner_id=partner_id, posts=posts, since=since)
    found = {post: line.worst(since) for post, line in lines.items()}
    return {post: one for post, one in found.items() if one is not None}


def establishment_figures(*, partner_id: int, person_id: int, on: date) -> list[Figure]:
    """Return what is vacant and what is over in the posts that a person holds from a day on, or held to the day before.

    Where a partner lets HR manager and finance override, more over the establishment asks for finance.
    """
    rows = PostHolding.objects.of(partner_id).filter(person_id=person_id)
    rows = rows.filter(Q(valid__endswith__gte=on) | Q(valid__upper_inf=True)).order_by("post__post_no")
    return figures_of(partner_id=partner_id, posts=dict(rows.values_list("post_id", "post__post_no")), on=on)


def figures_of(*, partner_id: int, posts: Mapping[int, str], on: date) -> list[Figure]:
    """Return what is vacant in posts (id -> number) from a day on, and by how much they are over."""
    needs_finance = mode_on(partner_id=partner_id, on=on) is Mode.BLOCK_WITH_OVERRIDE
    lines = timelines(partner_id=partner_id, posts=posts, since=on)
    found: list[Figure] = []
    for post, post_no in posts.items():
        if (one := lines[post].worst(on)) is not None:
            found += _figures(post_no, one, needs_finance=needs_finance)
    return found


def _figures(post_no: str, one: Worst, *, needs_finance: bool) -> list[Figure]:
    over = -one.vacant if is_over(one.vacant) else _NOTHING
    words = f"{number(round_half_up(over, 2))} FTE, from {day(one.on)}" if over else "Not over"
    vacant = max(one.vacant, _NOTHING)
    return [
        Figure(
            label=f"Vacant in post {post_no}", value=round_half_up(vacant, 2),
            words=f"{number(round_half_up(vacant, 2))} FTE", is_open=True,
        ),
        Figure(
            label=f"Post {post_no} over its establishment", value=over, words=words, is_cost=needs_finance, is_open=True
        ),
    ]  # fmt: skip
