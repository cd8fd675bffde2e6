"""What the jobs of a people file fill: no post beyond its establishment, unless the partner only warns."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hr import rules_organisation as org_rules
from hr.engine.establishment import Mode, Verdict, paid_fte, verdict
from hr.importing.parts import Row
from hr.models import Post
from hr.operations.room import refusal
from hr.queries import establishment
from hr.queries.establishment import PostTimeline, Span
from hr.states import PostState
from sharedservices.common.formatting import counted, number
from sharedservices.common.money import round_half_up

COLUMN = "post_number"
REMEDY = "Correct the post or the hours, say who covers whom after loading, or have the post enlarged first."
Report = Callable[[int, str, str, str], None]


@dataclass(slots=True)
class NewJobs:
    """The jobs that a file adds, by post; `notes` say which posts they fill beyond what is established."""

    by_post: dict[int, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))
    notes: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Remember the job of a row."""
        terms = row.terms
        fte = paid_fte(terms.contract_hours, terms.full_time_hours, terms.paid_weeks, terms.weeks_in_year)
        self.by_post[row.post].append((row.number, Span(row.effective, row.end, (-row.number, fte))))

    def check(self, *, partner_id: int, today: date, report: Report) -> None:
        """Report the posts that would be over from today on. A file has nobody's override."""
        if not self.by_post:
            return
        self._check_open(report)
        mode = establishment.mode_on(partner_id=partner_id, on=today)
        lines = establishment.timelines(partner_id=partner_id, posts=self.by_post, since=today)
        over: list[tuple[int, Decimal]] = []
        for post, jobs in self.by_post.items():
            before = lines[post].worst(today)
            after = _with(lines[post], jobs).worst(today)
            if before is None or after is None:
                continue
            found = verdict(mode, before=before.vacant, after=after.vacant)
            if found is Verdict.WARNED:
                over.append((post, -after.vacant))
            elif found is not Verdict.FITS:
                refused = refusal(post=post, on=after.on, vacant=after.vacant, before=before.vacant)
                report(jobs[-1][0], COLUMN, refused.message, REMEDY)
        if mode is Mode.WARN and over:
            self.notes.append(_words(over))

    def _check_open(self, report: Report) -> None:
        """Report the posts that are frozen. One query."""
        frozen = Post.objects.filter(pk__in=self.by_post, state=PostState.FROZEN).order_by("id")
        for post in frozen.values_list("pk", flat=True):
            refused = org_rules.PostTakesPeople.broken()
            report(self.by_post[post][0][0], COLUMN, refused.message, refused.remedy or "")


def _with(line: PostTimeline, jobs: list[tuple[int, Span]]) -> PostTimeline:
    return PostTimeline(line.established, [*line.terms, *(span for _row, span in jobs)], line.marks)


def _words(over: list[tuple[int, Decimal]]) -> str:
    """Say which posts are over, the worst first, five at most."""
    worst = sorted(over, key=lambda one: (-one[1], one[0]))[:5]
    names = dict(Post.objects.filter(pk__in=[post for post, _fte in worst]).order_by("id").values_list("pk", "post_no"))
    said = ", ".join(f"{names[post]} by {number(round_half_up(fte, 2))} FTE" for post, fte in worst)
    return f"{counted(len(over), 'post is', 'posts are')} filled beyond the establishment: {said}."
