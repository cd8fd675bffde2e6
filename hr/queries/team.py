"""A manager's team on a day: who works in it, who is away, and what comes up. The scope says whose team it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from hr.models import AbsenceRecord, Assignment, AssignmentTerms, LeaveBooking, Person, PostHolding
from hr.queries.days import last_day
from hr.queries.deaths import SPEAK
from partners.queries.holds import quiet
from sharedservices.common.rowsources import QuerySetRows

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One job in the team."""

    person: UUID
    name: str
    title: str
    number: str
    unit: str
    hours: str
    contract: str
    today: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something on a day: somebody starts, leaves, or goes on leave."""

    on: date
    person: UUID
    name: str
    what: str


def members(*, partner_id: int, on: date, units: Collection[UUID], search: str = "") -> QuerySetRows:
    """Return the jobs held in units on a day. Sort paths: person__surname, title, unit.

    The scope holds the people of the team; their jobs elsewhere belong to another manager.
    """
    terms = AssignmentTerms.objects.filter(
        partner_id=OuterRef("partner_id"), assignment_id=OuterRef("pk"), valid__contains=on
    ).order_by("id")
    posts = PostHolding.objects.filter(
        partner_id=OuterRef("partner_id"), assignment_id=OuterRef("pk"), valid__contains=on
    )
    rows = _held(partner_id, on).filter(Exists(posts.filter(post__org_unit__uuid__in=units)))
    rows = rows.annotate(
        unit=Subquery(posts.values("post__org_unit__name")[:1]),
        hours=Subquery(terms.values("contract_hours")[:1]),
        contract=Subquery(terms.values("contract")[:1]),
        is_absent=Exists(_absent(on).filter(assignment_id=OuterRef("pk"))),
        is_on_leave=Exists(_on_leave(on).filter(assignment_id=OuterRef("pk"))),
        is_frozen=~Exists(quiet(Person.objects.filter(pk=OuterRef("person_id")), "pk")),
    )
    for word in search.split():
        rows = rows.filter(Q(person__surname__icontains=word) | Q(person__forenames__icontains=word))
    return QuerySetRows(rows.select_related("person"), row=_member)


def n_people(*, partner_id: int, on: date, units: Collection[UUID]) -> int:
    """Return how many people hold a post in units on a day. One query."""
    rows = PostHolding.objects.of(partner_id).filter(
        valid__contains=on, employment__valid__contains=on, post__org_unit__uuid__in=units
    )
    count: int = rows.values("person_id").distinct().count()
    return count


def n_away(*, partner_id: int, on: date) -> int:
    """Return how many people are absent or on leave on a day. Two queries."""
    absent = set(quiet(_absent(on)).filter(partner_id=partner_id).values_list("person_id", flat=True))
    return len(absent | set(quiet(_on_leave(on)).filter(partner_id=partner_id).values_list("person_id", flat=True)))


def events(*, partner_id: int, on: date) -> list[Event]:
    """Return who starts, leaves, moves to another post or goes on leave within 30 days, in order. Four queries."""
    jobs = quiet(Assignment.objects.of(partner_id)).select_related("person")
    starts = jobs.filter(valid__startswith__gt=on, valid__startswith__lte=on + SOON)
    ends = jobs.filter(valid__endswith__gt=on, valid__endswith__lte=on + SOON)
    leave = LeaveBooking.objects.of(partner_id).filter(
        state=LeaveBooking.State.APPROVED, valid__startswith__gt=on, valid__startswith__lte=on + SOON
    )
    found = [_event(job.valid.lower, job, f"Starts as {job.title}") for job in starts]
    found += [_event(last_day(job.valid) or on, job, f"Last day as {job.title}") for job in ends]
    found += [_event(row.valid.lower, row, "Moves to another post") for row in _moves(partner_id, on)]
    for row in quiet(leave).select_related("person"):
        found.append(_event(row.valid.lower, row, f"On leave until {_until(row)}"))
    return sorted(found, key=lambda one: (one.on, one.name, one.what))


def _held(partner_id: int, on: date) -> "QuerySet[Any]":
    rows: QuerySet[Any] = Assignment.objects.of(partner_id).filter(valid__contains=on, employment__valid__contains=on)
    return rows


def _moves(partner_id: int, on: date) -> "QuerySet[Any]":
    """Return the posts that are held from a day within 30 on, and that are not the first of their job."""
    rows: QuerySet[Any] = PostHolding.objects.of(partner_id).filter(
        valid__startswith__gt=on,
        valid__startswith__lte=on + SOON,
        assignment__valid__startswith__lt=F("valid__startswith"),
    )
    return quiet(rows).select_related("person")


def _absent(on: date) -> "QuerySet[Any]":
    rows: QuerySet[Any] = AbsenceRecord.objects.filter(valid__contains=on).exclude(state=AbsenceRecord.State.CANCELLED)
    return rows


def _on_leave(on: date) -> "QuerySet[Any]":
    rows: QuerySet[Any] = LeaveBooking.objects.filter(valid__contains=on, state=LeaveBooking.State.APPROVED)
    return rows


def _until(row: LeaveBooking) -> str:
    return f"{row.valid.upper - timedelta(days=1):%-d %B %Y}"


def _event(on: date, row: Assignment | LeaveBooking | PostHolding, what: str) -> Event:
    return Event(on=on, person=row.person.uuid, name=row.person.display_name, what=what)


def _today(found: dict[str, Any]) -> str:
    if found["is_frozen"]:
        return SPEAK
    return "Absent" if found["is_absent"] else "On leave" if found["is_on_leave"] else "At work"


def _member(row: Assignment) -> MemberRow:
    found = vars(row)
    return MemberRow(
        person=row.person.uuid,
        name=row.person.display_name,
        title=row.title,
        number=row.number,
        unit=found["unit"],
        hours=f"{found['hours']:g}" if found["hours"] is not None else "",
        contract=str(AssignmentTerms.Contract(found["contract"]).label) if found["contract"] else "",
        today=_today(found),
    )
