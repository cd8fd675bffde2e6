"""Talks after sickness: which are due, and which referrals to occupational health are to be looked at again."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from hr.models import AbsenceRecord, ReturnInterview
from hr.queries.sick_pay import SICK
from partners.queries.holds import quiet

DUE_FOR = timedelta(days=56)
"""So long after the return a talk is asked for; later it is history."""


def due(*, partner_id: int, on: date) -> "QuerySet[AbsenceRecord]":
    """Return the sickness that ended in the last eight weeks and after which no talk is recorded."""
    rows: QuerySet[AbsenceRecord] = AbsenceRecord.objects.of(partner_id).filter(
        state=AbsenceRecord.State.CLOSED, kind__in=SICK, valid__endswith__gt=on - DUE_FOR, valid__endswith__lte=on
    )
    talks = ReturnInterview.objects.filter(partner_id=OuterRef("partner_id"), absence_id=OuterRef("pk"))
    return quiet(rows.filter(~Exists(talks)))


def follow_ups_due(*, partner_id: int, on: date) -> "QuerySet[ReturnInterview]":
    """Return the talks whose referral is to be looked at again by a day."""
    rows: QuerySet[ReturnInterview] = ReturnInterview.objects.of(partner_id).filter(
        follow_up_on__lte=on, followed_up_on=None
    )
    return quiet(rows).order_by("follow_up_on", "id")


def after(*, partner_id: int, person_ids: Collection[int]) -> dict[int, ReturnInterview]:
    """Return the talks with some people, by the absence. One query."""
    rows = ReturnInterview.objects.of(partner_id).filter(person_id__in=person_ids).order_by("id")
    return {one.absence_id: one for one in rows}
