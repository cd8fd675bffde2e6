"""Giving the increments of an approved list, and undoing them as a correction (domain HR-04, HR-07).

A list may have thousands of jobs: terms are locked, changed and written a few hundred at a time. Each job gets one row
of terms from the day on, whatever steps were taken on that day; the steps are kept apart, so that a move from a deleted
point never counts as an increment.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_increments as increment_rules
from hr.checks import TERMS_COLUMNS
from hr.models import Assignment, AssignmentTerms, Increment, SpinePoint
from hr.operations import dated, increment_news
from hr.operations.freeze import require_free
from hr.operations.terms_later import PAY
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.db import transaction_required

AT_ONCE = 250
K = Increment.Kind
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A job that goes from a point to another on a day (public ids), by way of one where its own was deleted."""

    assignment: UUID
    due_on: date
    from_point: UUID
    to_point: UUID
    assimilated: UUID | None = None


@transaction_required
def give(
    *, partner_id: int, given_in: UUID, wanted: Sequence[Wanted], reason: str, by: User, at: datetime,
    report: Report | None = None,
) -> int:  # fmt: skip
    """Give every increment of a list, all or none; return how many jobs moved.

    `report` hears how far it is. A trial has none: then nobody is told.

    :raises RuleBroken: when a job is not on its point any more, had the step already, or its pay changes later
    :raises PersonOnHold: when nothing about somebody is changed at present
    """
    points = {one.uuid: one for one in SpinePoint.objects.of(partner_id).order_by("id")}
    n_done = 0
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            steps = _give(partner_id, some, points, given_in=given_in, reason=reason, at=at)
            n_done += len(some)
            if report is not None:
                increment_news.tell(partner_id=partner_id, steps=steps, by=by, at=at)
                report(n_done, len(wanted))
    return n_done


@transaction_required
def undo(
    *, partner_id: int, given_in: UUID, reason: str, by: User, at: datetime, assignment: UUID | None = None,
    report: Report | None = None,
) -> int:  # fmt: skip
    """Undo a list, or one job of it, as a correction: the job was never to move. Return how many jobs went back.

    :raises RuleBroken: when nothing of it stands, or something later builds on it
    :raises PersonOnHold: when nothing about somebody is changed at present
    """
    rows = Increment.objects.of(partner_id).filter(given_in=given_in, undone_at=None).select_related("assignment")
    rows = rows.select_for_update(of=("self",)).order_by("assignment_id", "kind")
    of_job: dict[int, list[Increment]] = {}
    for row in rows if assignment is None else rows.filter(assignment__uuid=assignment):
        of_job.setdefault(row.assignment_id, []).append(row)
    increment_rules.SomethingToUndo.require(bool(of_job))
    tidy = rules.check_reason(reason)
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        for place, steps in enumerate(of_job.values(), start=1):
            _put_back(steps, reason=tidy)
            for step in steps:
                step.undone_by, step.undone_at, step.undo_reason = by, at, tidy
                step.save(update_fields=["undone_by", "undone_at", "undo_reason"])
            if report is not None:
                report(place, len(of_job))
    return len(of_job)


# --- giving -----------------------------------------------------------------------------------------------------------
def _give(
    partner_id: int, some: Iterable[Wanted], points: dict[UUID, SpinePoint], *, given_in: UUID, reason: str,
    at: datetime,
) -> list[Increment]:  # fmt: skip
    """Move some jobs: lock, check, write. Five statements, and one for each person."""
    by_job = {one.assignment: one for one in some}
    jobs = list(
        Assignment.objects.of(partner_id).filter(uuid__in=by_job).select_for_update(of=("self",)).order_by("id")
    )
    for person_id in sorted({job.person_id for job in jobs}):
        require_free(partner_id=partner_id, person_id=person_id)
    had = set(
        Increment.objects.of(partner_id).filter(assignment__in=jobs, undone_at=None).values_list(
            "assignment_id", "due_on"
        )
    )  # fmt: skip
    timelines = _timelines(partner_id, jobs)
    changed: list[AssignmentTerms] = []
    new: list[AssignmentTerms] = []
    steps: list[Increment] = []
    for job in jobs:
        one = by_job[job.uuid]
        increment_rules.IncrementOnce.require((job.pk, one.due_on) not in had, job=job.number, on=one.due_on)
        _move(job, timelines[job.pk], one, points, changed=changed, new=new, reason=rules.check_reason(reason))
        steps += _steps(job, one, points, given_in=given_in, at=at)
    AssignmentTerms.objects.bulk_update(changed, ["valid", "spine_point", "reason"])
    AssignmentTerms.objects.bulk_create(new)
    Increment.objects.bulk_create(steps)
    return steps


def _timelines(partner_id: int, jobs: Sequence[Assignment]) -> dict[int, list[AssignmentTerms]]:
    found: dict[int, list[AssignmentTerms]] = {job.pk: [] for job in jobs}
    rows = AssignmentTerms.objects.of(partner_id).filter(assignment__in=jobs).select_for_update(of=("self",))
    for row in rows.order_by("valid", "id"):
        found[row.assignment_id].append(row)
    return found


def _move(
    job: Assignment, rows: list[AssignmentTerms], one: Wanted, points: dict[UUID, SpinePoint], *,
    changed: list[AssignmentTerms], new: list[AssignmentTerms], reason: str,
) -> None:  # fmt: skip
    """Put the new point on the terms of a job from the day on, and on later rows that only copied the old one."""
    holder = dated.in_force(rows, one.due_on)
    later = [row for row in rows if row.valid.lower > one.due_on]
    old, point = points[one.from_point], points[one.to_point]
    fits = (
        holder is not None and holder.spine_point_id == old.pk and holder.acting_id is None
        and all(getattr(row, name) == getattr(holder, name) for row in later if row.acting_id is None for name in PAY)
    )  # fmt: skip
    increment_rules.StepStillFits.require(fits, job=job.number, point=old.code, on=one.due_on)
    assert holder is not None  # noqa: S101 - required above
    for row in later:
        if row.acting_id is None:
            row.spine_point = point
            changed.append(row)
    if holder.valid.lower == one.due_on:
        holder.spine_point, holder.reason = point, reason
        changed.append(holder)
        return
    says: dict[str, Any] = {name: getattr(holder, name) for name in TERMS_COLUMNS} | {"spine_point_id": point.pk}
    until = holder.valid.upper
    holder.valid = DateRange(holder.valid.lower, one.due_on)
    changed.append(holder)
    new.append(
        AssignmentTerms(
            partner_id=job.partner_id, person_id=job.person_id, assignment=job, reason=reason,
            valid=DateRange(one.due_on, until), **says,
        )
    )  # fmt: skip


def _steps(
    job: Assignment, one: Wanted, points: dict[UUID, SpinePoint], *, given_in: UUID, at: datetime
) -> list[Increment]:
    """Return the steps of a day in their order."""
    path = [one.from_point, *([one.assimilated] if one.assimilated else []), one.to_point]
    kinds = ([K.ASSIMILATION] if one.assimilated else []) + [K.INCREMENT]
    return [
        Increment(
            partner_id=job.partner_id, person_id=job.person_id, assignment=job, kind=kind, from_point=points[old],
            to_point=points[new], due_on=one.due_on, given_in=given_in, given_at=at,
        )
        for kind, old, new in zip(kinds, path[:-1], path[1:], strict=True)
        if old != new
    ]  # fmt: skip


# --- undoing ----------------------------------------------------------------------------------------------------------
def _put_back(steps: list[Increment], *, reason: str) -> None:
    """Correct the terms of a job that some steps of one day moved, and what was copied from them."""
    first, last = steps[0], steps[-1]
    job = dated.lock_assignment(first.assignment.uuid)
    rows = AssignmentTerms.objects.filter(assignment=job).select_for_update(of=("self",)).order_by("valid", "id")
    own = [row for row in rows if row.acting_id is None and row.valid.lower >= first.due_on]
    after = Increment.objects.filter(assignment=job, undone_at=None, due_on__gt=first.due_on)
    fits = bool(own) and own[0].valid.lower == first.due_on and own[0].spine_point_id == last.to_point_id
    increment_rules.LastListFirst.require(fits and not after.exists(), job=job.number, on=first.due_on)
    was = {name: getattr(own[0], name) for name in PAY}
    for row in own:
        if {name: getattr(row, name) for name in PAY} != was:
            break
        row.spine_point_id = first.from_point_id
        row.save(update_fields=["spine_point"])
    audit(
        action=AuditAction.UPDATE, object_type="hr_assignmentterms", object_id=own[0].pk, partner_id=job.partner_id,
        label=f"Correction: {job}", reason=reason, changes={"type": "CORRECTION", "undone": str(last.given_in)},
    )  # fmt: skip
