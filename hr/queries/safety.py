"""Accidents and exposure at work, for their list and the page of one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hr.engine.safety import report_due
from hr.models import Employment, SafetyRecord

K, R = SafetyRecord.Kind, SafetyRecord.Riddor
NOT_NEEDED, REPORTED, DUE, LATE = "Not needed", "Reported", "To report", "Late"


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRow:
    """A record as the list shows it: nothing of what happened but its category."""

    record: UUID
    name: str
    employee_no: str
    kind: str
    category: str
    happened_on: date
    ended_on: date | None
    place: str
    riddor: str
    report: str
    report_due_on: date | None
    state: str


def of_partner(partner_id: int) -> QuerySet[SafetyRecord]:
    """Return every record with its person and the number of their latest employment. One query."""
    latest = Employment.objects.of(partner_id).filter(person_id=OuterRef("person_id")).order_by("-valid", "-id")
    rows: QuerySet[SafetyRecord] = SafetyRecord.objects.of(partner_id).select_related("person")
    return rows.annotate(employee_no=Subquery(latest.values("employee_no")[:1]))


def listed(*, partner_id: int, filters: dict[str, Any]) -> QuerySet[SafetyRecord]:
    """Return what the list shows. Filters: q (part of a name, or an employee number), kind, state."""
    rows = of_partner(partner_id)
    if text := filters.get("q"):
        numbers = Employment.objects.of(partner_id).filter(employee_no__iexact=text.strip()).values("person_id")
        named = Q(person__surname__icontains=text) | Q(person__forenames__icontains=text)
        rows = rows.filter(named | Q(person_id__in=numbers))
    if kind := filters.get("kind"):
        rows = rows.filter(kind=kind)
    state = filters.get("state")
    if state == "withdrawn":
        return rows.exclude(withdrawn_at=None)
    rows = rows.filter(withdrawn_at=None)
    if state == "to_report":
        return to_report(rows)
    if state == "open":
        return rows.filter(kind=K.EXPOSURE, ended_on=None)
    return rows


def to_report(rows: QuerySet[SafetyRecord]) -> QuerySet[SafetyRecord]:
    """Return what RIDDOR asks to be reported and HSE has not been told of."""
    return rows.exclude(riddor=R.NO).filter(reported_on=None, withdrawn_at=None)


def n_to_report(*, partner_id: int) -> int:
    """Return how many reports to HSE wait. One query."""
    return to_report(SafetyRecord.objects.of(partner_id)).count()


def report_words(row: SafetyRecord, on: date) -> str:
    """Say where the report to HSE stands on a day."""
    if row.riddor == R.NO:
        return NOT_NEEDED
    if row.reported_on is not None:
        return REPORTED
    due = report_due(riddor=row.riddor, happened_on=row.happened_on)
    return LATE if due is not None and due < on else DUE


def state_words(row: SafetyRecord) -> str:
    """Say where a record stands."""
    if row.withdrawn_at is not None:
        return "Withdrawn"
    return "Exposure goes on" if row.kind == K.EXPOSURE and row.ended_on is None else "Recorded"


def as_row(row: SafetyRecord, on: date) -> SafetyRow:
    """Return a record as the list shows it."""
    return SafetyRow(
        record=row.uuid, name=row.person.display_name, employee_no=vars(row).get("employee_no") or "",
        kind=row.get_kind_display(), category=row.get_category_display(), happened_on=row.happened_on,
        ended_on=row.ended_on, place=row.place, riddor=row.get_riddor_display(), report=report_words(row, on),
        report_due_on=report_due(riddor=row.riddor, happened_on=row.happened_on) if row.reported_on is None else None,
        state=state_words(row),
    )  # fmt: skip
