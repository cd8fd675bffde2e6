"""Who is due an increment, to which point, and who is not and why; what was given before (domain HR-04)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from hr.engine import increments as engine
from hr.engine.increments import Place, Progression, Rule, Span, Step
from hr.models import (
    AbsenceRecord,
    AssignmentTerms,
    GradeBar,
    Increment,
    IncrementDecision,
    PointMapping,
    ProgressionTerms,
    SpinePoint,
    SpineValue,
    StaffGroup,
)
from hr.queries import increment_words
from hr.queries.holdings import by_job, on_day
from partners.models import CommunicationsHold
from partners.queries.rights import paused_lists

ONE_DAY = timedelta(days=1)
GIVEN = "Given already"
ACTS_UP = "Paid for a covered post on that day: change the pay of the job by hand"
LATER = "Pay changes on {day} anyway: look at both by hand"
NO_GRADE = "No grade is recorded, so its maximum is not known"
HELD = "Nothing about this person is changed at present"
RESTRICTED = "The person contests the record: changed singly, not by a list"
NO_POINT = "The point has no value on that day, and nothing says which point replaces it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A job that is due a step in a span: the points by code, pounds a year full time, and what it adds for the job.

    `why_not` says why there is no increment; a move from a deleted point may be there all the same.
    """

    person_id: int
    person: UUID
    name: str
    assignment: UUID
    number: str
    grade: str
    due_on: date
    from_point: UUID
    from_code: str
    to_point: UUID | None
    to_code: str
    assimilated: UUID | None
    assimilated_code: str
    before: Decimal | None
    after: Decimal | None
    adds: Decimal | None
    why_not: str

    @property
    def is_given(self) -> bool:
        """Whether the list moves this job."""
        return self.to_point is not None

    @property
    def what(self) -> str:
        """Say what the step is: the move from a deleted point is none of the increments."""
        moved = f"Moved from point {self.from_code} to {self.assimilated_code}" if self.assimilated else ""
        raised = "increment" if moved else "Increment"
        is_raised = self.is_given and self.to_point != self.assimilated
        return ", then ".join(one for one in (moved, raised if is_raised else "") if one)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The points of a partner: their values by day, and the ones that are deleted."""

    points: dict[int, SpinePoint]
    values: dict[int, list[SpineValue]]
    bars: dict[int, set[int]]
    mappings: list[PointMapping]

    def value(self, point_id: int, on: date) -> Decimal | None:
        return next((one.annual for one in self.values.get(point_id, []) if on in one.valid), None)

    def place(self, row: AssignmentTerms, on: date) -> Place:
        at = self.points[row.spine_point_id or 0]
        same = {one.sequence for one in self.points.values() if one.scale_id == at.scale_id and self.value(one.pk, on)}
        top = self.points[row.grade.maximum_id].sequence if row.grade else at.sequence
        return Place(
            at=at.sequence, top=top, points=sorted(same),
            bars=frozenset(self.points[one].sequence for one in self.bars.get(row.grade_id or 0, ())),
        )  # fmt: skip

    def at(self, scale_id: int, sequence: int | None) -> SpinePoint | None:
        rows = (one for one in self.points.values() if one.scale_id == scale_id and one.sequence == sequence)
        return next(rows, None)

    def deleted(self, row: AssignmentTerms, on: date) -> dict[int, int]:
        """Return the deleted point that a job is on, if it is on one."""
        of_row = [one for one in self.mappings if one.old_point_id == row.spine_point_id and one.effective_from <= on]
        return {self.points[one.old_point_id].sequence: self.points[one.new_point_id].sequence for one in of_row}


@dataclass(slots=True)
class _Job:
    """What is known of a job: its terms in order of time, its rule, decisions, unpaid days, steps given."""

    terms: list[AssignmentTerms]
    rule: Progression | None = None
    decisions: list[IncrementDecision] = field(default_factory=list)
    unpaid: list[AbsenceRecord] = field(default_factory=list)
    given: list[Increment] = field(default_factory=list)

    def on(self, day: date) -> AssignmentTerms | None:
        return next((one for one in self.terms if day in one.valid), None)

    def since(self, row: AssignmentTerms) -> date:
        """Return since when the job is in its grade without a break; days of cover do not count as another grade."""
        first: date = row.valid.lower
        earlier = [one for one in self.terms if one.valid.lower < row.valid.lower and one.acting_id is None]
        for one in reversed(earlier):
            if one.grade_id != row.grade_id:
                break
            first = one.valid.lower
        return first

    def decided(self, kind: str, on: date) -> IncrementDecision | None:
        return next((one for one in self.decisions if one.kind == kind and on in one.valid), None)

    def unpaid_days(self, since: date, until: date) -> int:
        spans = ((max(one.valid.lower, since), min(one.valid.upper or until, until)) for one in self.unpaid)
        return sum(max(0, (last - first).days) for first, last in spans)


def preview(*, partner_id: int, span: Span, staff_group: UUID | None = None) -> list[Line]:
    """Return a line for each job that is due a step in a span, by name; ten queries whatever their number."""
    scale = _scale(partner_id)
    jobs = _jobs(partner_id, span, staff_group)
    held = set(CommunicationsHold.objects.of(partner_id).filter(lifted_at=None).values_list("person_id", flat=True))
    people = {row.person_id for job in jobs for row in job.terms}
    restricted = set(paused_lists(partner_id=partner_id, people=people))
    found = []
    for job in jobs:
        if (line := _line(job, scale, span, held=held, restricted=restricted)) is not None:
            found.append(line)
    return sorted(found, key=lambda one: (one.name, one.number))


def without_rule(*, partner_id: int, on: date) -> list[str]:
    """Return the names of staff groups for which no rule of increments holds on a day. One query."""
    have = ProgressionTerms.objects.of(partner_id).filter(valid__contains=on).values("staff_group_id")
    rows = StaffGroup.objects.of(partner_id).exclude(pk__in=have).order_by("name", "id")
    return list(rows.values_list("name", flat=True))


def rule_on(group: StaffGroup, on: date) -> ProgressionTerms | None:
    """Return the rule that holds for a staff group on a day, or None. One query."""
    rows = ProgressionTerms.objects.of(group.partner_id).filter(staff_group=group, valid__contains=on)
    found: ProgressionTerms | None = rows.order_by("id").first()
    return found


def in_list(*, partner_id: int, given_in: UUID, text: str = "") -> "QuerySet[Increment]":
    """Return the steps of an approved list, by name; those that a search leaves."""
    rows: QuerySet[Increment] = Increment.objects.of(partner_id).filter(given_in=given_in)
    rows = rows.select_related("person", "assignment", "from_point", "to_point", "undone_by")
    if text:
        named = Q(person__surname__icontains=text) | Q(person__forenames__icontains=text)
        rows = rows.filter(named | Q(assignment__number__icontains=text))
    return rows.order_by("person__surname", "person__forenames", "kind", "id")


def of_job(assignment_id: int) -> tuple[list[IncrementDecision], list[Increment]]:
    """Return the decisions on a job's increments and its steps, the latest first. Two queries."""
    decisions = IncrementDecision.objects.filter(assignment_id=assignment_id).order_by("-valid", "-id")
    steps = Increment.objects.filter(assignment_id=assignment_id).select_related("from_point", "to_point")
    return list(decisions), list(steps.order_by("-due_on", "-kind", "-id"))


# --- what is read -----------------------------------------------------------------------------------------------------
def _scale(partner_id: int) -> _Scale:
    values: dict[int, list[SpineValue]] = {}
    for one in SpineValue.objects.of(partner_id).order_by("valid", "id"):
        values.setdefault(one.point_id, []).append(one)
    bars: dict[int, set[int]] = {}
    for bar in GradeBar.objects.of(partner_id).order_by("id"):
        bars.setdefault(bar.grade_id, set()).add(bar.point_id)
    points = {one.pk: one for one in SpinePoint.objects.of(partner_id).order_by("sequence", "id")}
    return _Scale(points, values, bars, list(PointMapping.objects.of(partner_id).order_by("effective_from", "id")))


def _jobs(partner_id: int, span: Span, staff_group: UUID | None) -> list[_Job]:
    """Return the jobs that are on a point in the span, each with all its terms and its rule."""
    days = DateRange(span.first, span.last, "[]")
    on_point = AssignmentTerms.objects.of(partner_id).filter(valid__overlap=days, spine_point__isnull=False)
    ids = set(on_point.values_list("assignment_id", flat=True))
    holdings = by_job(partner_id=partner_id, jobs=ids)
    group = {pk: on_day(rows, span.first).post.role.staff_group for pk, rows in holdings.items()}
    if staff_group is not None:
        ids = {pk for pk in ids if group[pk].uuid == staff_group}
    jobs: dict[int, _Job] = {}
    terms = AssignmentTerms.objects.of(partner_id).filter(assignment_id__in=ids).order_by("valid", "id")
    for row in terms.select_related("person", "assignment", "grade"):
        jobs.setdefault(row.assignment_id, _Job([])).terms.append(row)
    _add(jobs, "decisions", IncrementDecision, partner_id, ids)
    _add(jobs, "given", Increment, partner_id, ids, undone_at=None)
    _add(jobs, "unpaid", AbsenceRecord, partner_id, ids, kind=AbsenceRecord.Kind.UNPAID, state__in=("OPEN", "CLOSED"))
    rules = list(ProgressionTerms.objects.of(partner_id).filter(valid__overlap=days).order_by("valid", "id"))
    for pk, job in jobs.items():
        job.rule = next((_progression(one) for one in rules if one.staff_group_id == group[pk].pk), None)
    return list(jobs.values())


def _add(jobs: dict[int, _Job], name: str, model: Any, partner_id: int, ids: Collection[int], **narrow: Any) -> None:
    for one in model.objects.of(partner_id).filter(assignment_id__in=ids, **narrow).order_by("id"):
        getattr(jobs[one.assignment_id], name).append(one)


def _progression(row: ProgressionTerms) -> Progression:
    return Progression(
        rule=Rule(row.rule), month=row.fixed_month, day=row.fixed_day, least_months=row.least_months,
        counts_unpaid=row.counts_unpaid,
    )  # fmt: skip


# --- a job ------------------------------------------------------------------------------------------------------------
def _line(job: _Job, scale: _Scale, span: Span, *, held: set[int], restricted: set[int]) -> Line | None:
    """Return what a job is due first in a span, or None when it is due nothing."""
    moved_on = _left_on(job, scale, span)
    due = _due(job, span)
    days: Sequence[date] = sorted({one for one in (moved_on, due) if one is not None})
    if not days:
        return None
    on = days[0]
    row = job.on(on)
    if row is None or row.spine_point_id is None:
        return None
    why = _stops(job, row, on, held=held, restricted=restricted)
    found = Step(why_not=why) if why else _step(job, row, scale, on, is_due=on == due)
    return _said(row, scale, on, found)


def _left_on(job: _Job, scale: _Scale, span: Span) -> date | None:
    """Return the day of a span on which the job leaves a deleted point: the first, when it should have left before."""
    for one in scale.mappings:
        on = max(one.effective_from, span.first)
        row = job.on(on) if on in span else None
        if row is not None and row.spine_point_id == one.old_point_id:
            return on
    return None


def _due(job: _Job, span: Span) -> date | None:
    if job.rule is None:
        return None
    row = job.on(span.last) or job.on(span.first)
    if row is None or row.spine_point_id is None:
        return None
    since = job.since(row)
    earned = [one.valid.lower for one in job.decisions if one.kind == IncrementDecision.Kind.EARNED]
    days = engine.due_days(
        job.rule, since=since, unpaid_days=job.unpaid_days(since, span.first), earned=earned, span=span
    )
    return next((one for one in days if job.on(one) is not None), None)


def _stops(job: _Job, row: AssignmentTerms, on: date, *, held: set[int], restricted: set[int]) -> str:
    """Say what stands in the way of any step, or nothing."""
    later = [one for one in job.terms if one.valid.lower > on and one.acting_id is None]
    other = next(
        (one for one in later if one.spine_point_id != row.spine_point_id or one.grade_id != row.grade_id), None
    )
    checks = (
        (row.person_id in held, HELD),
        (row.person_id in restricted, RESTRICTED),
        (any(one.due_on == on for one in job.given), GIVEN),
        (row.acting_id is not None, ACTS_UP),
        (other is not None, LATER.format(day=f"{other.valid.lower:%-d %B %Y}" if other else "")),
    )
    return next((words for stands, words in checks if stands), "")


def _step(job: _Job, row: AssignmentTerms, scale: _Scale, on: date, *, is_due: bool) -> Step:
    decisions = IncrementDecision.Kind
    moved = scale.deleted(row, on)
    if not moved and scale.value(row.spine_point_id or 0, on) is None:
        return Step(why_not=NO_POINT)
    why, n_points = "", 1
    if is_due:
        earned = job.decided(decisions.EARNED, on)
        n_points = earned.n_points if earned else 1
        withheld = job.decided(decisions.WITHHELD, on)
        if withheld is not None:
            why = f"{engine.WITHHELD}: {withheld.get_ground_display().lower()}"
        elif row.grade_id is None:
            why = NO_GRADE
        elif job.rule is not None and job.rule.rule is Rule.CONTRIBUTION and earned is None:
            why = engine.NOT_EARNED
    past_bar = job.decided(decisions.PAST_BAR, on) is not None
    found = engine.step(
        scale.place(row, on), is_due=is_due and not why, n_points=n_points, past_bar=past_bar, moved=moved
    )
    return Step(assimilated=found.assimilated, increment=found.increment, why_not=why or found.why_not)


def _said(row: AssignmentTerms, scale: _Scale, on: date, found: Step) -> Line:
    old = scale.points[row.spine_point_id or 0]
    moved = scale.at(old.scale_id, found.assimilated)
    new = scale.at(old.scale_id, found.increment) or moved
    before = scale.value(old.pk, on) or scale.value(old.pk, on - ONE_DAY)
    after = scale.value(new.pk, on) if new else None
    return Line(
        person_id=row.person_id, person=row.person.uuid, name=row.person.display_name, assignment=row.assignment.uuid,
        number=row.assignment.number, grade=row.grade.name if row.grade else "", due_on=on, from_point=old.uuid,
        from_code=old.code, to_point=new.uuid if new else None, to_code=new.code if new else "",
        assimilated=moved.uuid if moved else None, assimilated_code=moved.code if moved else "", before=before,
        after=after, adds=_adds(row, before, after), why_not=found.why_not,
    )  # fmt: skip


def _adds(row: AssignmentTerms, before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Return what a step adds to the yearly pay of the job."""
    if before is None or after is None:
        return None
    return increment_words.share(row, after - before)
