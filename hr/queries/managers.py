"""Who manages whom on a day: by the post that somebody's post reports to, else the unit's manager, else the one above.

A post that nobody holds on the day, or only somebody on secondment, is passed over: the next one upwards decides.
Whoever covers a manager's job holds the manager's post, too. Nobody is their own manager.
"""

from dataclasses import dataclass, field
from datetime import date

from hr.engine.establishment import Standing
from hr.models import JobMark, PostHolding, PostVersion
from hr.queries.unit_tree import Tree, tree

AWAY = (Standing.SECONDED_OUT.value, Standing.BACKFILLED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A job that somebody has in a post on a day."""

    assignment: int
    person: int
    post: int


@dataclass(slots=True)
class Lines:
    """The lines of management of a partner on one day. Three queries when made, none afterwards."""

    partner_id: int
    on: date
    units: Tree = field(init=False)
    posts: dict[int, tuple[int, int | None]] = field(init=False)
    holders: dict[int, list[Holder]] = field(init=False)
    jobs: dict[int, Holder] = field(init=False)

    def __post_init__(self) -> None:
        self.units = tree(partner_id=self.partner_id, on=self.on)
        versions = PostVersion.objects.of(self.partner_id).filter(valid__contains=self.on).order_by("post_id")
        self.posts = {
            post: (unit, above) for post, unit, above in versions.values_list("post_id", "org_unit_id", "reports_to_id")
        }
        marks = JobMark.objects.of(self.partner_id).filter(valid__contains=self.on, kind__in=AWAY)
        away = set(marks.order_by("id").values_list("assignment_id", flat=True))
        rows = PostHolding.objects.of(self.partner_id).filter(
            valid__contains=self.on, assignment__valid__contains=self.on, employment__valid__contains=self.on
        )
        self.holders, self.jobs = {}, {}
        for pk, person, post in rows.order_by("assignment_id").values_list("assignment_id", "person_id", "post_id"):
            one = Holder(assignment=pk, person=person, post=post)
            self.jobs[pk] = one
            if pk not in away:
                self.holders.setdefault(post, []).append(one)

    def managers_of(self, assignment: int) -> list[Holder]:
        """Return who manages a job: the holders of the first post upwards that somebody else holds; maybe nobody."""
        job = self.jobs.get(assignment)
        if job is None:
            return []
        for post in self.posts_above(job.post):
            if found := [one for one in self.holders.get(post, []) if one.person != job.person]:
                return found
        return []

    def posts_above(self, post: int) -> list[int]:
        """Return the posts that manage a post, the nearest first: its own line, then managers of units upwards."""
        found: list[int] = []
        line, seen = post, {post}
        while (above := self.posts.get(line, (0, None))[1]) is not None and above not in seen:
            seen.add(above)
            found.append(above)
            line = above
        unit = self.posts.get(line, (0, None))[0]
        own = self.units.nodes.get(unit)
        for node in [*([own] if own else []), *self.units.above(unit)]:
            if node.manager_post is not None and node.manager_post not in seen:
                seen.add(node.manager_post)
                found.append(node.manager_post)
        return found


def managers_of(*, partner_id: int, assignment_id: int, on: date) -> list[Holder]:
    """Return who manages a job on a day: jobs with their people, several where a post is shared, none at the top."""
    return Lines(partner_id, on).managers_of(assignment_id)
