"""What a leaving ends in the record after its last day, and how exactly that is put back when it is taken back.

Each line of `Leaving.ended` is one row: [what, key, the end it had]; for a row that the leaving made itself
[MADE, what, key, its end]; for open facts and rows that were taken out see leaving_open.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_leaving as leaving_rules
from hr.models import (
    Assignment,
    AssignmentTerms,
    CostSplit,
    Employment,
    PensionMembership,
    PostHolding,
    RecurringElement,
)
from hr.operations import leaving_open
from hr.operations.leaving_open import GONE
from hr.queries.days import ONE_DAY
from hr.queries.leaving_open import KEPT
from partners.models import User

OF_JOB: dict[str, Any] = {
    "terms": AssignmentTerms,
    "pension membership": PensionMembership,
    "pay element": RecurringElement,
    "cost split": CostSplit,
}
PARTS: dict[str, Any] = OF_JOB | {"job": Assignment, "employment": Employment}
"""What a leaving may end, by the words people use for it."""
ACCESS, MADE = "access", "made"
Ended = list[Any]


def goes_on(row: Any, last_day: date) -> bool:
    """Whether a dated row goes on after a day."""
    return row.valid.upper is None or row.valid.upper > last_day + ONE_DAY


def end_job(job: Assignment, last_day: date, *, by: User, at: datetime) -> list[Ended]:
    """End what belongs to a job, the job, and what of it was open; return what was ended, with the end that it had.

    :raises RuleBroken: when something of it begins after the last day
    """
    if job.valid.lower > last_day:
        raise leaving_rules.LeavingIsLast.broken(what=f"job {job.number}", later=job.valid.lower)
    coming = PostHolding.objects.filter(assignment=job, valid__startswith__gt=last_day).order_by("valid").first()
    if coming is not None:
        raise leaving_rules.LeavingIsLast.broken(what="move to another post", later=coming.valid.lower)
    who: dict[str, Any] = {"by": by, "at": at}
    found = leaving_open.close(job, last_day, is_after_terms=False, **who) + leaving_open.clear_way(job, last_day)
    for what, model in OF_JOB.items():
        rows = model.objects.filter(assignment_id=job.pk).select_for_update(of=("self",)).order_by("valid", "id")
        found += [end(what, row, last_day) for row in rows if goes_on(row, last_day)]
    found.append(end("job", job, last_day))
    return [*found, *leaving_open.close(job, last_day, is_after_terms=True, **who)]


def end(what: str, row: Any, last_day: date) -> Ended:
    """End a row after a last day. :raises RuleBroken: when it begins later."""
    if row.valid.lower > last_day:
        raise leaving_rules.LeavingIsLast.broken(what=what, later=row.valid.lower)
    before = _iso(row.valid.upper)
    row.valid = DateRange(row.valid.lower, last_day + ONE_DAY)
    row.save(update_fields=["valid"])
    return [what, row.pk, before]


def made(what: str, row: Any) -> Ended:
    """Return the line for a row that the leaving made itself."""
    return [MADE, what, row.pk, _iso(row.valid.upper)]


def put_back(ended: Sequence[Ended], *, last_day: date) -> None:
    """Put everything back exactly, the last first; access is given back elsewhere.

    :raises RuleBroken: when something is gone or was changed since
    """
    for line in reversed(ended):
        if line[0] == MADE:
            _take_out(*line[1:])
        elif line[0] in {KEPT, GONE}:
            leaving_open.put_back(line)
        elif line[0] != ACCESS:
            _stretch(*line, last_day=last_day)


def _take_out(what: str, pk: int, upper: str | None) -> None:
    row = PARTS[what].objects.select_for_update(of=("self",)).filter(pk=pk).first()
    leaving_rules.EndStillStands.require(row is not None and _iso(row.valid.upper) == upper, what=what)
    assert row is not None  # noqa: S101 - the rule has seen to it
    row.delete()


def _stretch(what: str, pk: int, upper: str | None, *, last_day: date) -> None:
    """Give a row the end that it had. :raises RuleBroken: when it is gone or has another end by now."""
    row = PARTS[what].objects.select_for_update(of=("self",)).filter(pk=pk).first()
    stands = row is not None and row.valid.upper == last_day + ONE_DAY
    leaving_rules.EndStillStands.require(stands, what=what)
    assert row is not None  # noqa: S101 - the rule has seen to it
    row.valid = DateRange(row.valid.lower, date.fromisoformat(upper) if upper else None)
    row.save(update_fields=["valid"])


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
