"""By which rule jobs move up their grade, and what is decided about the increments of one job: by change request."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_increments as increment_rules
from hr.engine.increments import Rule
from hr.models import IncrementDecision, ProgressionTerms, StaffGroup
from hr.operations import dated
from partners.models import User
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)
MOST_MONTHS, MOST_POINTS, LAST_FIXED_DAY = 12, 3, 28
K, G = IncrementDecision.Kind, IncrementDecision.Ground
GROUNDS = {
    K.WITHHELD: (G.PERFORMANCE, G.PROBATION, G.QUALIFICATION),
    K.PAST_BAR: (G.PERFORMANCE, G.QUALIFICATION, G.COMPETENCE),
    K.EARNED: (G.COMPETENCE, G.CONTRIBUTION),
}
"""On what ground each kind of decision stands (domain HR-04: performance, probation, bar)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A rule of increments: its fixed day, the months before the first one, and where it is agreed."""

    rule: str
    fixed_month: int
    fixed_day: int
    least_months: int
    counts_unpaid: bool
    source: str


@transaction_required
def agree(
    *, staff_group: UUID, agreed: Agreed, effective_from: date, reason: str, by: User, at: datetime
) -> ProgressionTerms:
    """Record by which rule a staff group progresses from a day on; what was recorded for later days goes.

    :raises RuleBroken: for a day that not every year has, an unknown rule, no source, or when it is so already
    :raises StaffGroup.DoesNotExist: if there is none in scope
    """
    group: StaffGroup = StaffGroup.objects.select_for_update(of=("self",)).get(uuid=staff_group)
    values = _checked(agreed)
    held = ProgressionTerms.objects.of(group.partner_id).filter(staff_group=group).select_for_update(of=("self",))
    with dated.change(partner_id=group.partner_id, by=by, reason=reason):
        for row in held.order_by("valid"):
            is_same = effective_from in row.valid and all(getattr(row, name) == values[name] for name in values)
            rules.SomethingChanges.require(not is_same, what="rule", since=row.valid.lower, field="rule")
            if row.valid.lower >= effective_from:
                row.delete()
            elif row.valid.upper is None or row.valid.upper > effective_from:
                row.valid = DateRange(row.valid.lower, effective_from)
                row.save(update_fields=["valid"])
        made: ProgressionTerms = ProgressionTerms.objects.create(
            partner_id=group.partner_id, staff_group=group, valid=DateRange(effective_from, None), **values
        )
    return made


@transaction_required
def decide(  # noqa: PLR0913 - keyword-only: the decision and its days
    *, assignment: UUID, kind: str, ground: str, effective_from: date, reason: str, by: User, at: datetime,
    last_day: date | None = None, n_points: int = 1,
) -> IncrementDecision:  # fmt: skip
    """Record what is decided about the increments that a job is due between two days.

    :raises RuleBroken: for a ground that does not fit, days outside the job or of a decision of that kind
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    decision = K(kind)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        fits = ground in GROUNDS[decision]
        increment_rules.GroundFits.require(fits, ground=G(ground).label, kind=decision.label)
        points_fit = 1 <= n_points <= MOST_POINTS and (n_points == 1 or decision == K.EARNED)
        increment_rules.ProgressionFits.require(
            points_fit, why=f"From 1 to {MOST_POINTS} points are earned, and only where they are.", field="n_points"
        )
        until = None if last_day is None else last_day + ONE_DAY
        rules.WithinTheJob.require(
            until is None or until > effective_from, on=last_day or effective_from, what="decision",
            first=effective_from, until="on", field="last_day",
        )  # fmt: skip
        span = DateRange(effective_from, until)
        rows = IncrementDecision.objects.filter(assignment=job, kind=decision).select_for_update(of=("self",))
        clash = rows.filter(valid__overlap=span).order_by("valid").first()
        if clash is not None:
            raise increment_rules.DecisionOnce.broken(since=clash.valid.lower)
        row: IncrementDecision = IncrementDecision.objects.create(
            partner_id=job.partner_id, person_id=job.person_id, assignment=job, kind=decision, ground=G(ground),
            n_points=n_points, valid=span, reason=rules.check_reason(reason),
        )  # fmt: skip
    return row


@transaction_required
def end_decision(*, decision: UUID, last_day: date, reason: str, by: User, at: datetime) -> IncrementDecision:
    """End a decision after a last day: increments that are due later are not touched by it.

    :raises RuleBroken: unless it holds on that day and beyond
    :raises IncrementDecision.DoesNotExist: if there is none in scope
    """
    named: IncrementDecision = IncrementDecision.objects.select_related("assignment").get(uuid=decision)
    job = dated.lock_assignment(named.assignment.uuid)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        named.refresh_from_db(fields=["valid"])
        until = last_day + ONE_DAY
        runs = named.valid.lower <= last_day and (named.valid.upper is None or until < named.valid.upper)
        rules.SomethingToEnd.require(runs, what="decision", on=last_day)
        named.valid = DateRange(named.valid.lower, until)
        named.save(update_fields=["valid"])
    return named


def _checked(agreed: Agreed) -> dict[str, object]:
    """Return the columns of a rule. :raises RuleBroken: for figures that cannot be."""
    fits = increment_rules.ProgressionFits
    fits.require(agreed.rule in {one.value for one in Rule}, why="There is no such rule.", field="rule")
    is_day = 1 <= agreed.fixed_month <= MOST_MONTHS and 1 <= agreed.fixed_day <= LAST_FIXED_DAY
    fits.require(is_day, why="Every year has days 1 to 28 of months 1 to 12.", field="fixed_day")
    in_year = 0 <= agreed.least_months <= MOST_MONTHS
    fits.require(in_year, why="The first increment comes after 12 months at the latest.", field="least_months")
    tidy = " ".join(agreed.source.split())
    fits.require(bool(tidy), why="Nothing says where it is agreed.", field="source")
    return {**asdict(agreed), "source": tidy}
