"""What protected pay comes to: the job’s own pay and hours, stretch by stretch; and both in words."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hr.engine.pay_protection import Kind, Own, Piece, pieces
from hr.models import Assignment, AssignmentTerms, MarketSupplement, PayProtection, SpineValue
from hr.queries.days import last_day
from sharedservices.common.formatting import day, money
from sharedservices.common.periods import Frequency

Words = dict[str, str]


def pieces_of(row: PayProtection) -> list[Piece]:
    """Return what a protection pays each pay period, from its first day to its last. Three queries."""
    job = Assignment.objects.select_related("employment__pay_group").get(pk=row.assignment_id)
    frequency = Frequency(job.employment.pay_group.frequency)
    own = _own(row.assignment_id, row.valid.lower, row.valid.upper)
    return pieces(Kind(row.kind), row.yearly, own, periods=frequency.units_a_year // frequency.units)


def _own(assignment_id: int, start: date, end: date) -> Iterator[Own]:
    """Yield the job's own pay and share of full time between two days: a stretch for each set of terms and value."""
    found = AssignmentTerms.objects.filter(assignment_id=assignment_id, valid__overlap=(start, end))
    rows = list(found.select_related("spine_point").order_by("valid", "id"))
    values: dict[int, list[SpineValue]] = {}
    points = {row.spine_point_id for row in rows if row.spine_point_id}
    for one in SpineValue.objects.filter(point_id__in=points).order_by("valid", "id"):
        values.setdefault(one.point_id, []).append(one)
    for row in rows:
        first, last = max(start, row.valid.lower), min(end, row.valid.upper or end)
        weeks = Decimal(1) if row.paid_weeks is None else row.paid_weeks / row.weeks_in_year
        share = row.contract_hours / row.full_time_hours * weeks
        if row.spine_point_id is None:
            yield Own(first, last, row.spot_annual or Decimal(0), share)
            continue
        for value in values.get(row.spine_point_id, []):
            begins, ends = max(first, value.valid.lower), min(last, value.valid.upper or last)
            if begins < ends:
                yield Own(begins, ends, value.annual, share)


def of_job(assignment_id: int, on: date) -> tuple[list[PayProtection], list[MarketSupplement]]:
    """Return what is protected or paid on top of a job on a day or later. Two queries."""
    protected = PayProtection.objects.filter(assignment_id=assignment_id, valid__endswith__gt=on)
    paid = MarketSupplement.objects.filter(assignment_id=assignment_id, valid__endswith__gt=on)
    return (
        list(protected.select_related("element").order_by("valid", "id")),
        list(paid.select_related("recurring__element").order_by("valid", "id")),
    )


def protection(row: PayProtection) -> str:
    """Say what a protection is."""
    return f"{row.get_kind_display()}: {money(row.yearly)} a year full time, by {row.element.name}, {span(row)}"


def supplement(row: MarketSupplement) -> str:
    """Say what a supplement is."""
    paid = row.recurring
    amount = money(paid.amount) if paid.amount is not None else ""
    return f"{amount} each pay period, by {paid.element.name}, {span(row)}; looked at on {day(row.review_on)}"


def span(row: PayProtection | MarketSupplement) -> str:
    """Say from when to when it holds."""
    return f"from {day(row.valid.lower)} to {day(last_day(row.valid))}"


def words(job: Assignment, on: date) -> Words:
    """Say what is protected and paid on top of a job from a day on, and what each period brings."""
    protected, paid = of_job(job.pk, on)
    found = {
        "Protected pay": "; ".join(protection(one) for one in protected) or "None",
        "Market supplement": "; ".join(supplement(one) for one in paid) or "None",
    }
    for row in protected:
        for piece in pieces_of(row):
            if piece.end > on:
                found[f"On top from {day(piece.start)}"] = f"{money(piece.amount)} each pay period"
    return found
