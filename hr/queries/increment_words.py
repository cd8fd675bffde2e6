"""Increments, their rules and the decisions about them in words; what a job is paid a year."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from hr.models import Assignment, AssignmentTerms, IncrementDecision, ProgressionTerms, SpineValue
from hr.queries.absence_agreed import MONTHS
from hr.queries.days import last_day
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.money import pence

Words = dict[str, str]


def points(jobs: Mapping[str, Assignment], days: Mapping[str, date]) -> Words:
    """Say for each job whose it is, and its point and pay a year on its day. Two queries."""
    ids = {job.pk: uid for uid, job in jobs.items()}
    rows = AssignmentTerms.objects.filter(assignment_id__in=ids).select_related("spine_point").order_by("valid", "id")
    held = {ids[row.assignment_id]: row for row in rows if days[ids[row.assignment_id]] in row.valid}
    values: dict[int, list[SpineValue]] = {}
    wanted = {row.spine_point_id for row in held.values()}
    for one in SpineValue.objects.filter(point_id__in=wanted).order_by("valid", "id"):
        values.setdefault(one.point_id, []).append(one)
    found = {}
    for uid, job in sorted(jobs.items(), key=lambda one: one[1].number):
        on, row = days[uid], held.get(uid)
        found[f"{job.person.display_name}, {job.title} ({job.number}), {day(on)}"] = _point(row, values, on)
    return found


def _point(row: AssignmentTerms | None, values: Mapping[int, Sequence[SpineValue]], on: date) -> str:
    if row is None or row.spine_point is None:
        return "On no point"
    value = annual(values.get(row.spine_point_id or 0, []), on)
    return f"Point {row.spine_point.code}" + (f", {money(value)} a year full time" if value is not None else "")


def annual(values: Sequence[SpineValue], on: date) -> Decimal | None:
    """Return what a point pays a year on a day, full time."""
    return next((one.annual for one in values if on in one.valid), None)


def yearly(row: AssignmentTerms, values: Sequence[SpineValue], on: date) -> Decimal:
    """Return the yearly pay of a job on a day: its share of full time and of the paid weeks; a deleted point’s last."""
    value = annual(values, on)
    if value is None:
        past = [one.annual for one in values if one.valid.upper is not None and one.valid.upper <= on]
        value = past[-1] if past else Decimal(0)
    return share(row, value)


def share(row: AssignmentTerms, full_time: Decimal) -> Decimal:
    """Return the part of pounds a year full time that a job is paid."""
    weeks = Decimal(1) if row.paid_weeks is None else row.paid_weeks / row.weeks_in_year
    return pence(full_time * row.contract_hours / row.full_time_hours * weeks)


def rule(row: ProgressionTerms | None) -> Words:
    """Say by which rule a staff group progresses."""
    if row is None:
        return {"Increments": "No rule is recorded: nobody is on a list"}
    fixed = f"{row.fixed_day} {MONTHS[row.fixed_month - 1]}"
    first = f"After {counted(row.least_months, 'month', 'months')} in the grade"
    has_day = row.rule in {"FIXED_DATE", "CONTRIBUTION"}
    return {
        "Increments": row.get_rule_display(),
        "Fixed day": fixed if has_day else "None",
        "First increment": first if has_day else "By the rule",
        "Unpaid leave": "Counts as time in the grade" if row.counts_unpaid else "Does not count as time in the grade",
        "Agreed in": row.source,
    }


def decisions(job: Assignment, on: date | None) -> Words:
    """Say what is decided about the increments of a job that are due from a day on."""
    rows = IncrementDecision.objects.filter(assignment=job).order_by("valid", "id")
    found = dict.fromkeys(IncrementDecision.Kind.labels, "Nothing")
    for row in rows:
        if on is None or row.valid.upper is None or row.valid.upper > on:
            said = decision(row)
            held = found[row.get_kind_display()]
            found[row.get_kind_display()] = said if held == "Nothing" else f"{held}; {said}"
    return found


def decision(row: IncrementDecision) -> str:
    """Say a decision: its days, ground, and how many points."""
    end = last_day(row.valid)
    span = f"from {day(row.valid.lower)}" + (f" to {day(end)}" if end else "")
    earned = f", {counted(row.n_points, 'point', 'points')}" if row.kind == IncrementDecision.Kind.EARNED else ""
    return f"{span}, {row.get_ground_display().lower()}{earned}"
