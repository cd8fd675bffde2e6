"""Another job under an employment that is there (domain HR-03): one more, or the first after a transfer.

It goes the way of every starter, from the offer to the first day: the same checks of post, right to work and contract,
and the same second person. What the employment knows already, its service first of all, nobody enters again.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr import rules_starters as starter_rules
from hr.models import Assignment, Employment, Leaving, StarterCase
from hr.operations import dated
from hr.operations.starters_case import check_start, log
from hr.queries.days import last_day as last_day_of
from hr.states import LeavingState
from partners.models import User
from sharedservices.common.db import transaction_required

ROUTE = StarterCase.Route


@transaction_required
def open_job(*, employment: UUID, start_date: date, by: User, at: datetime) -> StarterCase:
    """Open the case of another job of somebody who works here; the first job of an employment begins with it.

    :raises RuleBroken: for a day out of reach or outside the employment, for oneself, or while a case of the person is
        open
    :raises Employment.DoesNotExist: if there is none in scope
    """
    row = dated.lock_employment(employment)
    is_first = not Assignment.objects.filter(employment=row).exists()
    start = row.valid.lower if is_first else start_date
    if not is_first:
        check_start(start, timezone.localdate(at))
    with dated.change(partner_id=row.partner_id, by=by, reason="another job offered"):
        dated.refuse_oneself(row, by=by)
        _check_goes_on(row, start)
        return _open(row, ROUTE.TRANSFER if is_first else ROUTE.ADDED, start, by=by, at=at)


def open_transferred(row: Employment, *, by: User, at: datetime) -> StarterCase:
    """Open the case of the first job of somebody who came over from another partner: it holds their service.

    :raises RuleBroken: while another case of the person is open
    """
    return _open(row, ROUTE.TRANSFER, row.valid.lower, by=by, at=at)


def make_room_in_time(row: Employment, until: date | None) -> None:
    """Have an employment last as long as a job of it: later than its end, where it has one.

    :raises RuleBroken: for an employment that somebody leaves before
    """
    ends = row.valid.upper
    if ends is None or (until is not None and until <= ends):
        return
    starter_rules.EmploymentGoesOn.require(not _is_left(row), last=last_day_of(row.valid))
    row.valid = DateRange(row.valid.lower, until)
    row.save(update_fields=["valid"])


def job_number(row: Employment) -> str:
    """Return the number of the next job of an employment: its own and a count that was never used."""
    used = Assignment.objects.filter(employment=row).order_by("id").values_list("number", flat=True)
    counts = [int(tail) for _head, _dash, tail in (one.rpartition("-") for one in used) if tail.isdigit()]
    return f"{row.employee_no}-{max(counts, default=0) + 1}"


def is_sole(row: StarterCase) -> bool:
    """Tell whether the employment that a case joins is there for this case alone, so that it goes with it."""
    return row.route == ROUTE.TRANSFER


def _open(row: Employment, route: str, start: date, *, by: User, at: datetime) -> StarterCase:
    made: StarterCase = StarterCase.objects.create(
        partner_id=row.partner_id,
        person_id=row.person_id,
        route=route,
        joins=row,
        start_date=start,
        pay_group=row.pay_group,
        kind=row.kind,
        continuous_service_from=row.continuous_service_from,
        probation_months=0,
        opened_by=by,
        opened_human=by.human_id,
        opened_at=at,
    )
    log(made, "open", by=by, at=at, note=made.get_route_display())
    return made


def _check_goes_on(row: Employment, start: date) -> None:
    rules.WithinTheJob.require(
        row.valid.lower <= start, on=start, what="employment", first=row.valid.lower, until="on", field="start_date"
    )
    ends = last_day_of(row.valid)
    is_over = ends is not None and (ends < start or _is_left(row))
    starter_rules.EmploymentGoesOn.require(not is_over, last=ends)


def _is_left(row: Employment) -> bool:
    """Tell whether a leaving that stands ends an employment."""
    rows = Leaving.objects.of(row.partner_id).filter(employment=row, ends_employment=True)
    return bool(rows.exclude(state=LeavingState.WITHDRAWN).exists())
