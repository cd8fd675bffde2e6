"""What a death ends in the record (domain HR-09): employments, jobs and what belongs to them, after the day of death.

What was ended and what was taken out stands on the case, so that a mistake puts back exactly that. While an advance is
paid to the family, what payroll reads goes on until the last day of the advance, and no longer.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core import serializers
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_leaving as leaving_rules
from hr.models import (
    Assignment,
    AssignmentTerms,
    CostSplit,
    DeathCase,
    Employment,
    PensionMembership,
    PostHolding,
    RecurringElement,
)
from hr.operations import costs, leaving_open
from partners.models import User
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)
OF_JOB: dict[str, Any] = {
    "terms": AssignmentTerms,
    "pension membership": PensionMembership,
    "pay element": RecurringElement,
    "cost split": CostSplit,
}
PARTS: dict[str, Any] = OF_JOB | {"post": PostHolding, "job": Assignment, "employment": Employment}
GONE = "gone"
"""A row that began later is taken out of the record; the case keeps all of it."""
OPEN = "open"
"""What was open, like an absence or a duty, ends as it does with a leaving; the case keeps its line."""


@transaction_required
def end_after(case: DeathCase, last_day: date, *, by: User, at: datetime) -> None:
    """End whatever goes on after a day, once more from what there was before the case. The caller saves nothing else.

    An employment that had not begun keeps its first day alone, without terms: it is never paid.

    :raises RuleBroken: when something that the case ended was changed by others since
    """
    put_back(case)
    kept: list[list[Any]] = []
    for employment in _going_on(Employment, last_day, person_id=case.person_id):
        for job in _going_on(Assignment, last_day, employment_id=employment.pk):
            kept += _end_job(job, last_day, by=by, at=at)
        kept.append(_cut("employment", employment, last_day))
    costs.check_now()
    case.ended = kept
    case.save(update_fields=["ended"])


@transaction_required
def put_back(case: DeathCase) -> None:
    """Put back what a case ended or took out, bit for bit.

    :raises RuleBroken: when something that it ended is gone or has another end by now
    """
    for what, key, before, after in reversed(case.ended):
        if before == OPEN:
            leaving_open.put_back(after)
        elif before == GONE:
            _restore(after)
        else:
            _stretch(what, key, before, after)
    costs.check_now()
    case.ended = []
    case.save(update_fields=["ended"])


def _end_job(job: Assignment, last_day: date, *, by: User, at: datetime) -> list[list[Any]]:
    """End what belongs to a job, then the job; the posts follow its dates by themselves, so they are kept whole."""
    who: dict[str, Any] = {"by": by, "at": at, "takes_out": True}
    kept = _open(leaving_open.close(job, last_day, is_after_terms=False, **who))
    for what, model in OF_JOB.items():
        for row in _going_on(model, last_day, assignment_id=job.pk):
            kept.append(_take_out(what, row) if row.valid.lower > last_day else _cut(what, row, last_day))
    later = _going_on(PostHolding, last_day, assignment_id=job.pk)
    posts = [["post", row.pk, GONE, _whole(row)] for row in reversed(later)]
    line = ["job", job.pk, GONE, _whole(job)]
    _cut("job", job, last_day)
    # Read from the end: the dates of the job, its posts from the first on, and the line of today, which names one.
    covers = _open(leaving_open.close(job, last_day, is_after_terms=True, **who))
    return [*kept, line, *posts, line, *covers]


def _open(lines: list[leaving_open.Line]) -> list[list[Any]]:
    return [["open", 0, OPEN, line] for line in lines]


def _going_on(model: Any, last_day: date, **wanted: Any) -> list[Any]:
    """Return the rows that go on after a day, or begin later, held."""
    rows = model.objects.filter(**wanted).select_for_update(of=("self",)).order_by("valid", "id")
    return [row for row in rows if row.valid.upper is None or row.valid.upper > last_day + ONE_DAY]


def _cut(what: str, row: Any, last_day: date) -> list[Any]:
    before = row.valid.upper.isoformat() if row.valid.upper else None
    after = max(last_day, row.valid.lower) + ONE_DAY
    row.valid = DateRange(row.valid.lower, after)
    row.save(update_fields=["valid"])
    return [what, row.pk, before, after.isoformat()]


def _take_out(what: str, row: Any) -> list[Any]:
    kept = [what, row.pk, GONE, _whole(row)]
    row.delete()
    return kept


def _whole(row: Any) -> str:
    return str(serializers.serialize("json", [row]))


def _restore(whole: str) -> None:
    """Write a row again as it was, by its key; of one that is still there the dates, and of a job its post of today."""
    for one in serializers.deserialize("json", whole):
        row: Any = one.object
        if type(row).objects.filter(pk=row.pk).exists():
            row.save(update_fields=["valid", "post"] if isinstance(row, Assignment) else ["valid"])
        else:
            one.save()


def _stretch(what: str, key: int, before: str | None, after: str) -> None:
    """Give a row the end that it had. :raises RuleBroken: when it is gone or has another end by now."""
    row = PARTS[what].objects.select_for_update(of=("self",)).filter(pk=key).first()
    stands = row is not None and row.valid.upper == date.fromisoformat(after)
    leaving_rules.EndStillStands.require(stands, what=what)
    assert row is not None  # noqa: S101 - the rule has seen to it
    row.valid = DateRange(row.valid.lower, date.fromisoformat(before) if before else None)
    row.save(update_fields=["valid"])
