"""What rostering systems are asked before something is recorded here: no hour is paid, no leave taken, twice."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from hr.models import Assignment, Claim
from hr.queries.rosters import claim_in_roster, days_of, leave_in_roster, span_words
from hr.rules_rosters import HoursNotInRoster, LeaveNotInRoster
from sharedservices.common.formatting import day
from sharedservices.common.periods import DateRange


def require_not_in_roster(row: Claim, spans: Iterable[Any]) -> None:
    """Make sure that no rostering system has sent a claim for hours that somebody claims here.

    :raises RuleBroken: HoursNotInRoster
    """
    for span in spans:
        found = claim_in_roster(partner_id=row.partner_id, person_id=row.person_id, span=span)
        if found is not None:
            begun, over = (timezone.localtime(one) for one in (found.worked_span.lower, found.worked_span.upper))
            raise HoursNotInRoster.broken(system=found.system, reference=found.key, span=span_words(begun, over))


def require_leave_not_in_roster(job: Assignment, first: date, last: date) -> None:
    """Make sure that no rostering system keeps leave of a job on some days. :raises RuleBroken: LeaveNotInRoster."""
    wanted = DateRange.inclusive(first, last)
    for one in leave_in_roster(partner_id=job.partner_id, assignment_ids=[job.pk])[job.pk]:
        days = days_of(one)
        span = f"{day(days.start)} to {day(days.last_day)}"
        LeaveNotInRoster.require(not days.overlaps(wanted), system=one.system, span=span)
