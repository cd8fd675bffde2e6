"""What is not right about the establishment on a day: posts without money, long vacancies, grants that end.

Long vacancies and grants look 90 days back and ahead (domain HR-02, reports).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from finance.models import CostCentre
from hr.engine.establishment import is_over
from hr.models import PostFunding, PostHolding, Vacancy
from hr.queries.blockers import OPEN_STAGES
from hr.queries.establishment import timelines
from hr.queries.establishment_report import PostRow, posts
from hr.queries.moves import orphans
from hr.queries.unit_tree import Tree
from sharedservices.common.formatting import day, number
from sharedservices.common.money import round_half_up

DAYS = 90
ENOUGH = Decimal("0.005")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to put right: what kind, about which post or job, and what was found."""

    kind: str
    post_no: str
    role: str
    unit: str
    detail: str
    href_id: str


def findings(*, partner_id: int, units: Tree, on: date, kind: str = "") -> list[Finding]:
    """Return what is not right on a day, of one kind or all, by kind and post."""
    rows = posts(partner_id=partner_id, on=on, units=units)
    funded = set(
        PostFunding.objects.of(partner_id).filter(valid__contains=on).order_by("id").values_list("post_id", flat=True)
    )
    checks = {
        "unfunded": lambda: _say(
            rows, "unfunded", lambda row: "" if row.pk in funded else "No cost centre pays for it"
        ),
        "ungraded": lambda: _say(rows, "ungraded", lambda row: "" if row.established_cost is not None else row.role),
        "vacant": lambda: _vacant(partner_id, rows, on),
        "over": lambda: _say(rows, "over", _over),
        "grant": lambda: _say(rows, "grant", lambda row: _grant(row, on)),
        "astray": lambda: _astray(partner_id, on),
        "orphan": lambda: _orphans(partner_id, units, on),
        "unused": lambda: _unused(partner_id, on),
    }
    wanted = [kind] if kind in checks else list(checks)
    return [one for name in wanted for one in checks[name]()]


def _say(rows: Iterable[PostRow], kind: str, say: object) -> Iterator[Finding]:
    for row in rows:
        detail: str = say(row)  # type: ignore[operator]
        if detail:
            yield Finding(
                kind=kind, post_no=row.post_no, role=row.role, unit=row.unit_name, detail=detail, href_id=str(row.uuid)
            )


def _unused(partner_id: int, on: date) -> Iterator[Finding]:
    """Yield the cost centres in use on a day that pay for no post: budgets without posts (domain HR-02)."""
    paying = PostFunding.objects.of(partner_id).filter(valid__contains=on).values("cost_centre_id")
    rows = CostCentre.objects.of(partner_id).filter(valid__contains=on).exclude(pk__in=paying).order_by("code", "id")
    for row in rows:
        yield Finding(kind="unused", post_no=row.code, role=row.name, unit="", detail="It pays for no post", href_id="")


def _over(row: PostRow) -> str:
    return f"{number(round_half_up(-row.vacant_fte, 2))} FTE over" if is_over(row.vacant_fte) else ""


def _grant(row: PostRow, on: date) -> str:
    ends = row.grant_ends_on
    if ends is None or not on <= ends <= on + timedelta(days=DAYS):
        return ""
    return f"The grant ends on {day(ends)}; {number(round_half_up(row.filled_fte, 2))} FTE is filled"


def _vacant(partner_id: int, rows: list[PostRow], on: date) -> Iterator[Finding]:
    """Yield the posts in which something has been vacant on every day of the last 90, with what is being done."""
    open_posts = [row for row in rows if row.vacant_fte > ENOUGH]
    since = on - timedelta(days=DAYS)
    lines = timelines(partner_id=partner_id, posts=[row.pk for row in open_posts], since=since)
    searched = dict(
        Vacancy.objects.of(partner_id).filter(stage__in=OPEN_STAGES).order_by("id").values_list("post_id", "stage")
    )
    for row in open_posts:
        line = lines[row.pk]
        days = [since, *(one for one in line.edges(since) if one <= on)]
        least = min((vacant for one in days if (vacant := line.vacant(one)) is not None), default=Decimal(0))
        is_old = line.vacant(since) is not None
        if is_old and least > ENOUGH:
            stage = searched.get(row.pk)
            doing = f"search: {Vacancy.Stage(stage).label.lower()}" if stage else "nobody searches"
            detail = f"At least {number(round_half_up(least, 2))} FTE since {day(since)} or longer; {doing}"
            yield from _say([row], "vacant", lambda _row, said=detail: said)


def _astray(partner_id: int, on: date) -> Iterator[Finding]:
    """Yield the jobs of a day whose post is not there on that day."""
    rows = PostHolding.objects.of(partner_id).filter(valid__contains=on, employment__valid__contains=on)
    rows = rows.exclude(post__valid__contains=on).select_related("assignment", "post__role", "post__org_unit")
    for one in rows.order_by("assignment__number"):
        yield Finding(
            kind="astray", post_no=one.post.post_no, role=one.post.role.title, unit=one.post.org_unit.name,
            detail=f"Job {one.assignment.number} goes on without it", href_id=str(one.post.uuid),
        )  # fmt: skip


def _orphans(partner_id: int, units: Tree, on: date) -> Iterator[Finding]:
    """Yield the allowances that jobs of these units have kept from a post before (domain HR-07)."""
    for one in orphans(partner_id=partner_id, on=on):
        if one.post.org_unit_id in units.nodes:
            yield Finding(
                kind="orphan", post_no=one.post.post_no, role=one.post.role.title, unit=one.post.org_unit.name,
                detail=f"Job {one.number} moved on {day(one.moved)} and still has: {one.element}",
                href_id=str(one.post.uuid),
            )  # fmt: skip
