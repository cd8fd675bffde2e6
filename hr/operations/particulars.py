"""Title, place of work and manager of a job, from a day on; and the job's line of today kept in step."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr.facts import Fact
from hr.models import Assignment, JobParticulars
from hr.operations import dated
from hr.operations.terms_later import Later
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

LONGEST = 120
MOST_LEVELS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a job is called, where it is done, and whose job it reports to (a public id)."""

    title: str
    location: str = ""
    manager: UUID | None = None


@transaction_required
def change_particulars(
    *, assignment: UUID, wanted: Particulars, effective_from: date, reason: str, by: User, at: datetime,
    later: Later | None = None,
) -> JobParticulars:  # fmt: skip
    """Give a job another title, place or manager from a day on. `later` says whether a later change of them stays.

    :raises RuleBroken: without a title, for a line of reporting that comes back to its start, dates outside the job, or
        when nothing would change
    :raises Assignment.DoesNotExist: when the job or the manager's is not in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        title = " ".join(wanted.title.split())
        location = " ".join(wanted.location.split())
        duties.TitleGiven.require(0 < len(title) <= LONGEST and len(location) <= LONGEST, longest=LONGEST)
        manager = _manager(wanted.manager, job, effective_from)
        says = {"title": title, "location": location, "manager_id": manager.pk if manager else None}
        new = dated.Change(
            fact=Fact.PARTICULARS,
            owner=dated.owner_of_assignment(job),
            start=effective_from,
            within=job.valid,
            values=lambda _uid: says,
            is_same=lambda row: all(getattr(row, name) == value for name, value in says.items()),
            reason=rules.check_reason(reason),
        )
        rows: list[JobParticulars] = dated.timeline(new.kind, {"assignment_id": job.pk})
        following = [one for one in rows if one.valid.lower > effective_from]
        if later is not None and following:
            row = _put_before(job, rows, following, new, later=later)
        else:
            row = dated.put(new, keys={"assignment_id": job.pk})
        if effective_from <= timezone.localdate(at):
            _keep_in_step(job.partner_id, timezone.localdate(at))
    return row


def _put_before(
    job: Assignment, rows: list[JobParticulars], following: list[JobParticulars], new: dated.Change, *, later: Later
) -> JobParticulars:
    """Record a row before later ones: they stay, or follow it where `later` says so."""
    says = new.values(uuid4()) | {"reason": new.reason}
    for one in following if later is Later.REBASE else []:
        _say(one, {name: value for name, value in says.items() if name != "reason"})
    holder = dated.in_force(rows, new.start)
    if holder is not None and holder.valid.lower == new.start:
        return _say(holder, says)
    until = following[0].valid.lower
    if holder is not None:
        until = holder.valid.upper
        holder.valid = DateRange(holder.valid.lower, new.start)
        holder.save(update_fields=["valid"])
    made: JobParticulars = JobParticulars.objects.create(
        **dated.owner_of_assignment(job), valid=DateRange(new.start, until), **says
    )
    return made


def _say(row: JobParticulars, says: dict[str, Any]) -> JobParticulars:
    for name, value in says.items():
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in says])
    return row


def _manager(wanted: UUID | None, job: Assignment, on: date) -> Assignment | None:
    """Return the manager's job. :raises RuleBroken: when it reports to this one."""
    if wanted is None:
        return None
    found: Assignment = Assignment.objects.of(job.partner_id).select_related("person").get(uuid=wanted)
    above: int | None = found.pk
    for _level in range(MOST_LEVELS):
        is_free = above != job.pk and found.person_id != job.person_id
        duties.NotOnesOwnManager.require(is_free, manager=found.person.display_name)
        row = JobParticulars.objects.filter(assignment_id=above, valid__contains=on).first()
        above = row.manager_id if row else None
        if above is None:
            break
    return found


def _keep_in_step(partner_id: int, on: date) -> int:
    """Write the title of a day on the jobs whose line says another; return how many."""
    today = JobParticulars.objects.of(partner_id).filter(assignment=OuterRef("pk"), valid__contains=on)
    jobs = Assignment.objects.of(partner_id).annotate(now=Subquery(today.values("title")[:1]))
    return int(jobs.filter(now__isnull=False).exclude(title=F("now")).update(title=Subquery(today.values("title")[:1])))


@transaction_required
def keep_titles_in_step(*, partner_id: int, at: datetime) -> int:
    """Write the titles that hold today on a partner's jobs; return how many. Safe to run twice."""
    return _keep_in_step(partner_id, timezone.localdate(at))


def keep_titles_in_step_everywhere(*, at: datetime) -> int:
    """Do so at every partner, each in a scope of its own; return how many."""
    found = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="a new title has begun"):
            found += keep_titles_in_step(partner_id=partner_id, at=at)
    return found
