"""The last day of a fixed-term job moves: job, employment and everything that ends with them (domain HR-05, HR-07).

Extended before it expires and never after: what begins after a gap is a break in service.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from hr import rules_duties as duties
from hr import rules_leaving as leaving_rules
from hr.facts import FACTS, Fact
from hr.models import (
    ActingUp,
    Assignment,
    AssignmentTerms,
    CostSplit,
    Employment,
    FixedTerm,
    Honorarium,
    JobMark,
    JobParticulars,
    PensionMembership,
    PostHolding,
    RecurringElement,
)
from hr.operations import costs, room
from hr.queries import leavings
from hr.queries.holdings import posts_from

ONE_DAY = timedelta(days=1)
CONTRACT = AssignmentTerms.Contract
Moved = list[Any]
"""A row that got another end: its table and key, the end that it had, and the one that it got; None for none."""
OF_JOB: tuple[Any, ...] = (
    AssignmentTerms, PensionMembership, JobParticulars, FixedTerm, RecurringElement, CostSplit, JobMark,
)  # fmt: skip
FOR_A_TIME = frozenset({CONTRACT.FIXED_TERM, CONTRACT.TEMPORARY, CONTRACT.APPRENTICE, CONTRACT.SECONDMENT_IN})


def extend(job: Assignment, *, contract: str, ends_on: date | None, start: date, at: datetime) -> list[Moved]:
    """Have a job that ends last as long as its new contract: later, or without an end for one that has none.

    A job without an end, or one whose contract is to end earlier, stays as it is. Return what got another end.

    :raises RuleBroken: after the last day, from a day after a gap, for a job that somebody leaves, or a post that would
        be over its establishment
    """
    old = job.valid.upper
    until = None if ends_on is None else ends_on + ONE_DAY
    if old is None or (until is not None and until <= old) or (until is None and contract in FOR_A_TIME):
        return []
    last, moved = old - ONE_DAY, []
    in_time = timezone.localdate(at) <= last and start <= old
    duties.ExtendedBeforeExpiry.require(in_time, ended=last)
    duties.EndIsOfContract.require(not _is_left(job), last=last)
    with room.kept(partner_id=job.partner_id, posts=posts_from(job, last), since=old, field="ends_on"):
        employment: Employment = Employment.objects.select_for_update(of=("self",)).get(pk=job.employment_id)
        moved += _move_employment(employment, until)
        moved.append(_move(job, until))
        moved += [_move(row, until) for row in _rows_of(job, old, until=until)]
        costs.check_now()
    return moved


def shorten(job: Assignment, *, ends_on: date, at: datetime) -> list[Moved]:
    """Have a job that would go on end with its contract, and the employment with its last job; return what was moved.

    Tax code, National Insurance and bank account stay open: the final pay needs them.

    :raises RuleBroken: for an end in the past, a job that somebody leaves, or a change that is recorded for later
    """
    until = ends_on + ONE_DAY
    if job.valid.upper is not None and job.valid.upper <= until:
        return []
    duties.ContractEndsAhead.require(ends_on >= timezone.localdate(at), ended=ends_on)
    duties.EndIsOfContract.require(not _is_left(job), last=job.valid.upper - ONE_DAY if job.valid.upper else ends_on)
    _refuse_later(job, until)
    moved = [_move(row, until) for row in _going_on(job, until)]
    moved.append(_move(job, until))
    employment: Employment = Employment.objects.select_for_update(of=("self",)).get(pk=job.employment_id)
    others = Assignment.objects.filter(employment=employment).exclude(pk=job.pk)
    if not any(_is_beyond(one, until) for one in others.order_by("id")) and _is_beyond(employment, until):
        moved.append(_move(employment, until))
    costs.check_now()
    return moved


def put_back(job_id: int, moved: list[Moved], *, at: datetime) -> date | None:
    """Give everything that a contract moved the end that it had, bit for bit; return the end that the job then has.

    The caller has the job locked.

    :raises RuleBroken: when something of it has another end by now, a change is recorded for later than the job would
        last, or a post would be over its establishment
    """
    job: Assignment = Assignment.objects.get(pk=job_id)
    for until in {date.fromisoformat(one[2]) for one in moved if one[0] == job._meta.label and one[2]}:
        _refuse_later(job, until)
    since = job.valid.upper or timezone.localdate(at)
    with room.kept(partner_id=job.partner_id, posts=posts_from(job, since - ONE_DAY), since=since):
        for label, key, before, after in reversed(moved):
            _stretch(job, label, key, before, after)
        costs.check_now()
    job.refresh_from_db()
    end: date | None = job.valid.upper
    return end


def _stretch(job: Assignment, label: str, key: int, before: str | None, after: str | None) -> None:
    """Give a row the end that it had; where it was cancelled meanwhile, the one that goes on in its place."""
    model: Any = apps.get_model(label)
    stands = None if after is None else date.fromisoformat(after)
    row = model.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        row = model.objects.filter(assignment_id=job.pk, valid__endswith=stands).order_by("id").first()
    leaving_rules.EndStillStands.require(
        row is not None and row.valid.upper == stands, what=str(model._meta.verbose_name)
    )
    _move(row, None if before is None else date.fromisoformat(before))


def _refuse_later(job: Assignment, until: date) -> None:
    """Refuse to end a job before something that is recorded for later. :raises RuleBroken: LaterThanContract."""
    for model in (*(one for one in OF_JOB if one is not FixedTerm), PostHolding):
        later = model.objects.filter(assignment=job, valid__startswith__gte=until).order_by("valid").first()
        if later is not None:
            raise duties.LaterThanContract.broken(what=str(model._meta.verbose_name), later=later.valid.lower)


def _going_on(job: Assignment, until: date) -> list[Any]:
    """Return what belongs to a job and goes on after a day, held."""
    found = []
    for model in OF_JOB:
        rows = model.objects.filter(assignment=job).select_for_update(of=("self",)).order_by("valid", "id")
        found += [row for row in rows if _is_beyond(row, until)]
    return found


def _is_beyond(row: Any, until: date) -> bool:
    return row.valid.upper is None or row.valid.upper > until


def _is_left(job: Assignment) -> bool:
    rows = leavings.standing(partner_id=job.partner_id)
    ends = Q(assignment=job) | Q(employment_id=job.employment_id, ends_employment=True)
    return bool(rows.filter(ends).exists())


def _move_employment(row: Employment, until: date | None) -> list[Moved]:
    """Have an employment last at least as long, and with it what ends on its last day, like the tax code."""
    old = row.valid.upper
    if old is None or (until is not None and until <= old):
        return []
    moved = [_move(row, until)]
    for fact in FACTS.values():
        if fact.keys[0] == "employment_id":
            rows = fact.model.objects.filter(employment=row, valid__endswith=old)
            moved += [_move(one, until) for one in rows.order_by("id")]
    return moved


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


def _move(row: Any, until: date | None) -> Moved:
    """Give a row another end; return its table and key, the end that it had, and the one that it has."""
    before = row.valid.upper
    row.valid = DateRange(row.valid.lower, until)
    row.save(update_fields=["valid"])
    return [row._meta.label, row.pk, before.isoformat() if before else None, until.isoformat() if until else None]
