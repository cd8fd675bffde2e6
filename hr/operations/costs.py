"""Where the cost of a job goes: cost centres with shares that add up to 100 on every date."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from finance.models import CostCentre
from hr import rules
from hr.models import Assignment, CostSplit, Employment
from hr.operations import dated
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.fields import has_more_places

PLACES = 4
NOUN = "cost split"


@transaction_required
def change_cost_split(
    *,
    assignment: UUID,
    shares: Mapping[UUID, Decimal],
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
) -> list[CostSplit]:
    """Charge a job to these cost centres from a day on: public id of the centre -> per cent with up to four places.

    :raises RuleBroken: if the shares do not add up to 100, a centre is not open, or the date is wrong
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    check_shares(list(shares.values()))
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        centres = _centres(job, shares, on=effective_from)
        wanted = {centre.pk: shares[centre.uuid] for centre in centres}
        until = _make_room(job, effective_from, wanted)
        rows = [
            CostSplit(
                partner_id=job.partner_id,
                person_id=job.person_id,
                assignment=job,
                cost_centre_id=centre,
                percent=percent,
                valid=DateRange(effective_from, until),
            )
            for centre, percent in wanted.items()
        ]
        CostSplit.objects.bulk_create(rows)
        check_now()
    return rows


@transaction_required
def cancel_cost_split(*, assignment: UUID, effective_from: date, reason: str, by: User, at: datetime) -> None:
    """Undo a split that has not taken effect: the one before goes on.

    :raises RuleBroken: if it has taken effect, a later one builds on it, or there is none from that day
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        rows = _rows(job)
        ours = [row for row in rows if row.valid.lower == effective_from]
        if not ours:
            raise rules.SomethingToEnd.broken(what=NOUN, on=effective_from, field="effective_from")
        rules.OnlyFutureIsCancelled.require(effective_from > timezone.localdate(at), since=effective_from)
        later = [row.valid.lower for row in rows if row.valid.lower > effective_from]
        rules.LastChangeFirst.require(not later, later=max(later, default=effective_from))
        until = ours[0].valid.upper
        CostSplit.objects.filter(pk__in=[row.pk for row in ours]).delete()
        for row in rows:
            if row.valid.upper == effective_from:
                row.valid = DateRange(row.valid.lower, until)
                row.save(update_fields=["valid"])
        check_now()


def check_shares(percents: list[Decimal]) -> None:
    """Check that shares are above 0, exact to four places, and add up to 100. :raises RuleBroken: if not."""
    total = sum(percents, Decimal(0))
    are_exact = all(one > 0 and not has_more_places(one, PLACES) for one in percents)
    rules.SharesAddUp.require(are_exact and total == rules.ALL, total=total)


def check_now() -> None:
    """Have PostgreSQL check the sums now, where the refusal can still be named, and not at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS hr_costsplit_adds_up IMMEDIATE")
        cursor.execute("SET CONSTRAINTS hr_costsplit_adds_up DEFERRED")


def _rows(job: Assignment) -> list[CostSplit]:
    return list(CostSplit.objects.filter(assignment_id=job.pk).select_for_update(of=("self",)).order_by("valid", "id"))


def _centres(job: Assignment, shares: Mapping[UUID, Decimal], *, on: date) -> list[CostCentre]:
    """Return the cost centres. :raises RuleBroken: for one that is not open, or of another employer."""
    found = list(CostCentre.objects.of(job.partner_id).filter(uuid__in=list(shares)).order_by("id"))
    employer = Employment.objects.filter(pk=job.employment_id).values_list("legal_entity_id", flat=True).get()
    is_open = {
        centre.uuid: centre.valid.lower <= on and (centre.valid.upper is None or on < centre.valid.upper)
        for centre in found
        if centre.legal_entity_id == employer
    }
    codes = {centre.uuid: centre.code for centre in found}
    for uid in shares:
        rules.CostCentreIsOpen.require(is_open.get(uid, False), cost_centre=codes.get(uid, "that you chose"), on=on)
    return found


def _make_room(job: Assignment, start: date, wanted: dict[int, Decimal]) -> date | None:
    """End or remove the shares in force on a day; return the day on which the new ones end, or None.

    :raises RuleBroken: when a later split exists or nothing would change
    """
    rows = _rows(job)
    dated.refuse_later(rows, start, noun=NOUN)
    current = [row for row in rows if row.valid.upper is None or row.valid.upper > start]
    if not current:
        return _end_of(job)
    is_same = {row.cost_centre_id: row.percent for row in current} == wanted
    rules.SomethingChanges.require(not is_same, what=NOUN, since=max(row.valid.lower for row in current))
    for row in current:
        if row.valid.lower == start:
            row.delete()
        else:
            row.valid = DateRange(row.valid.lower, start)
            row.save(update_fields=["valid"])
    return _end_of(job)


def _end_of(job: Assignment) -> date | None:
    until: date | None = job.valid.upper
    return until
