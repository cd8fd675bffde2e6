"""Why a job does not count against its post: cover, supernumerary, secondment (domain HR-02). By change request."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_organisation as org_rules
from hr.models import Assignment, JobMark
from hr.operations import dated, room
from hr.queries.holdings import post_of, posts_from
from partners.models import User
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)


@transaction_required
def mark(
    *, assignment: UUID, kind: str, effective_from: date, last_day: date, reason: str, by: User, at: datetime,
    covers: UUID | None = None,
) -> JobMark:  # fmt: skip
    """Say between two dates that a job covers another, is supernumerary, or that its holder is on secondment.

    An earlier mark that reaches into the days ends the day before.

    :raises RuleBroken: for cover of a job in another post, days out of order or outside the job, a later mark, or a
        post that would be over its establishment
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    other = None if covers is None else Assignment.objects.get(uuid=covers)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        rules.WithinTheJob.require(
            last_day >= effective_from, on=last_day, what="time", first=effective_from, until="on", field="last_day"
        )
        _check_cover(job, kind, other, effective_from)
        rows = JobMark.objects.filter(assignment=job).select_for_update(of=("self",)).order_by("valid")
        posts = posts_from(job, effective_from)
        with room.kept(partner_id=job.partner_id, posts=posts, since=effective_from, field="kind"):
            for row in rows:
                dated.refuse_later([row], effective_from, noun="mark")
                _cut(row, effective_from)
            made: JobMark = JobMark.objects.create(
                partner_id=job.partner_id, person_id=job.person_id, assignment=job, kind=JobMark.Kind(kind),
                covers=other, valid=DateRange(effective_from, last_day + ONE_DAY), reason=rules.check_reason(reason),
            )  # fmt: skip
    return made


@transaction_required
def unmark(*, assignment: UUID, last_day: date, reason: str, by: User, at: datetime) -> JobMark:
    """End the mark of a job after a last day: from then on it counts as any other.

    :raises RuleBroken: when there is none on that day, or the post would be over its establishment
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        row: JobMark | None = JobMark.objects.filter(assignment=job, valid__contains=last_day).first()
        if row is None or row.valid.upper == last_day + ONE_DAY:
            raise rules.SomethingToEnd.broken(what="mark", on=last_day, field="last_day")
        after = last_day + ONE_DAY
        with room.kept(partner_id=job.partner_id, posts=posts_from(job, after), since=after, field="last_day"):
            _cut(row, after)
    return row


def _check_cover(job: Assignment, kind: str, other: Assignment | None, on: date) -> None:
    """Make sure that cover is of another job in the same post, and nothing else covers. Raises RuleBroken."""
    if kind != JobMark.Kind.COVER_FOR:
        org_rules.CoverIsOfTheSamePost.require(other is None)
        return
    fits = (
        other is not None
        and other.pk != job.pk
        and post_of(other, on).pk == post_of(job, on).pk
        and other.valid.lower <= on
        and (other.valid.upper is None or on < other.valid.upper)
    )
    org_rules.CoverIsOfTheSamePost.require(fits)


def _cut(row: JobMark, until: date) -> None:
    if row.valid.lower >= until:
        row.delete()
    elif row.valid.upper > until:
        row.valid = DateRange(row.valid.lower, until)
        row.save(update_fields=["valid"])
