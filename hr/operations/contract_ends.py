"""The last day of a fixed-term job moves: job, employment and everything that was to end with them (domain HR-07).

Extended before it expires and never after: what begins after a gap is a break in service.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from hr import rules_duties as duties
from hr.facts import FACTS, Fact
from hr.models import (
    ActingUp,
    Assignment,
    AssignmentTerms,
    CostSplit,
    Employment,
    Honorarium,
    JobMark,
    Leaving,
    RecurringElement,
)
from hr.operations import costs, room
from hr.queries.holdings import posts_from
from hr.states import LeavingState

ONE_DAY = timedelta(days=1)
CONTRACT = AssignmentTerms.Contract
FOR_A_TIME = frozenset({CONTRACT.FIXED_TERM, CONTRACT.TEMPORARY, CONTRACT.APPRENTICE, CONTRACT.SECONDMENT_IN})


def extend(job: Assignment, *, contract: str, ends_on: date | None, start: date, at: datetime) -> None:
    """Have a job that ends last as long as its new contract: later, or without an end for one that has none.

    A job without an end, or one whose contract is to end earlier, stays as it is.

    :raises RuleBroken: after the last day, from a day after a gap, for a job that somebody leaves, or a post that would
        be over its establishment
    """
    old = job.valid.upper
    until = None if ends_on is None else ends_on + ONE_DAY
    if old is None or (until is not None and until <= old) or (until is None and contract in FOR_A_TIME):
        return
    last = old - ONE_DAY
    in_time = timezone.localdate(at) <= last and start <= old
    duties.ExtendedBeforeExpiry.require(in_time, ended=last)
    duties.EndIsOfContract.require(not _is_left(job), last=last)
    with room.kept(partner_id=job.partner_id, posts=posts_from(job, last), since=old, field="ends_on"):
        employment: Employment = Employment.objects.select_for_update(of=("self",)).get(pk=job.employment_id)
        _move_employment(employment, until)
        _move(job, until)
        for row in _rows_of(job, old, until=until):
            _move(row, until)
        costs.check_now()


def _is_left(job: Assignment) -> bool:
    rows = Leaving.objects.of(job.partner_id).exclude(state=LeavingState.WITHDRAWN)
    ends = Q(assignment=job) | Q(employment_id=job.employment_id, ends_employment=True)
    return bool(rows.filter(ends).exists())


def _move_employment(row: Employment, until: date | None) -> None:
    """Have an employment last at least as long, and with it what ends on its last day, like the tax code."""
    old = row.valid.upper
    if old is None or (until is not None and until <= old):
        return
    _move(row, until)
    for fact in FACTS.values():
        if fact.keys[0] == "employment_id":
            for one in fact.model.objects.filter(employment=row, valid__endswith=old).order_by("id"):
                _move(one, until)


def _rows_of(job: Assignment, old: date, *, until: date | None) -> list[Any]:
    """Return what ends with a job because the job does; not what was agreed up to a day of its own."""
    own = {"assignment_id": job.pk, "valid__endswith": old}
    kinds = (Fact.TERMS, Fact.PENSION, Fact.PARTICULARS, Fact.FIXED_TERM)
    found = [one for kind in kinds for one in FACTS[kind].model.objects.filter(**own).order_by("id")]
    of_duties = Honorarium.objects.filter(assignment=job).values("recurring_id")
    acting = ActingUp.objects.filter(assignment=job, honorarium__isnull=False).values("honorarium_id")
    elements = RecurringElement.objects.filter(**own).exclude(Q(pk__in=of_duties) | Q(pk__in=acting))
    marks = JobMark.objects.filter(**own) if until is not None else JobMark.objects.none()
    rows = [*found, *elements.order_by("id"), *CostSplit.objects.filter(**own).order_by("id"), *marks.order_by("id")]
    return [one for one in rows if getattr(one, "acting_id", None) is None]


def _move(row: Any, until: date | None) -> None:
    row.valid = DateRange(row.valid.lower, until)
    row.save(update_fields=["valid"])
