"""What happened to a person's record, from the audit trail: who, when, why, and what was changed, in words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Field, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from hr import models as hr
from hr.engine.countries import country
from partners.models import AuditAction, AuditEvent, User
from sharedservices.common.formatting import day

NOUNS: dict[type[Any], str] = {
    hr.Person: "person",
    hr.Employment: "employment",
    hr.Assignment: "job",
    hr.PostHolding: "post of a job",
    hr.AssignmentTerms: "terms of a job",
    hr.CostSplit: "cost split",
    hr.TaxCode: "tax code",
    hr.NiCategory: "National Insurance category",
    hr.StudentLoan: "student loan",
    hr.PreviousPay: "earlier pay of the tax year",
    hr.PensionMembership: "pension membership",
    hr.BankAccount: "bank account",
    hr.SecondAccount: "second bank account",
    hr.RecurringElement: "pay element",
    hr.MonthlyInput: "monthly input",
}
MODELS = {model._meta.db_table: model for model in NOUNS}
ACTIONS = {AuditAction.CREATE: "Recorded", AuditAction.UPDATE: "Changed", AuditAction.DELETE: "Removed"}
LOOKS = (AuditAction.VIEW, AuditAction.UNMASK)
HIDDEN = "changed"
QUIET = frozenset({
    "id", "uuid", "partner_id", "person_id", "employment_id", "assignment_id", "nino_index", "fingerprint", "reason",
    "entered_human", "entered_by_id", "entered_at", "decided_human", "decided_by_id", "decided_at", "weeks_in_year",
    "last_four",
})  # fmt: skip
LABELS = {
    "valid": "Holds", "nino": "National Insurance number", "details": "Account", "week1month1": "Week 1/month 1",
    "employee_no": "Employee number", "spot_annual": "Salary of its own", "contract_hours": "Hours a week",
}  # fmt: skip

Names = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Detail:
    """One field: what it was, empty for something new, and what it became, empty for what is gone."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One line of a person's history."""

    title: str
    by: str
    at: datetime
    reason: str
    details: tuple[Detail, ...]


class Timeline(Sequence[TimelineEvent]):
    """A person's events, newest first, read when they are cut: what a paginator takes."""

    def __init__(self, found: QuerySet[AuditEvent]) -> None:
        self._found = found

    def __len__(self) -> int:
        return self._found.count()

    def count(self, value: Any = None) -> int:
        """Return how many there are."""
        return self._found.count()

    def __getitem__(self, wish: Any) -> Any:
        found = self._found[wish]
        events = [found] if isinstance(found, AuditEvent) else list(found)
        names = _names(events)
        rows = [_event(one, names) for one in events]
        return rows[0] if isinstance(found, AuditEvent) else rows


def timeline(*, partner_id: int, person_id: int, with_looks: bool = False) -> Timeline:
    """Return what happened to a person's record; with `with_looks`, also who looked at it."""
    wanted = Q(object_type=hr.Person._meta.db_table, object_id=str(person_id))
    for model in NOUNS:
        if model is not hr.Person:
            rows = model.objects.of(partner_id).filter(person_id=person_id).annotate(key=Cast("pk", TextField()))
            wanted |= Q(object_type=model._meta.db_table, object_id__in=rows.values("key"))
    name = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1]
    found = AuditEvent.objects.filter(wanted, partner_id=partner_id)
    if not with_looks:
        found = found.exclude(action__in=LOOKS)
    named = found.annotate(actor_name=Coalesce(Subquery(name, output_field=CharField()), Value("")))
    return Timeline(named.order_by(F("id").desc()))


def _event(event: AuditEvent, names: Names) -> TimelineEvent:
    is_look = event.action in LOOKS
    return TimelineEvent(
        title=_look(event) if is_look else _title(event),
        by=getattr(event, "actor_name", "") or "the system",
        at=event.at,
        reason="" if event.reason.startswith(("GET /", "POST /")) else event.reason,
        details=() if is_look else tuple(_details(event, names)),
    )


def _title(event: AuditEvent) -> str:
    noun = NOUNS[MODELS[event.object_type]]
    action = AuditAction(event.action)
    return f"{ACTIONS.get(action, action.label)}: {noun}"


def _look(event: AuditEvent) -> str:
    shown = event.changes.get("shown", "") if isinstance(event.changes, dict) else ""
    if event.action == AuditAction.UNMASK:
        return f"Saw in full: {event.label}"
    return f"Looked at: {shown or 'the record'}"


def _recorded(event: AuditEvent) -> dict[str, Any]:
    return event.changes if isinstance(event.changes, dict) else {}


def _pair(event: AuditEvent, value: Any) -> tuple[Any, Any]:
    """Return what a field was and what it became."""
    if event.action == AuditAction.UPDATE and isinstance(value, list) and len(value) == 2:
        return value[0], value[1]
    return (value, None) if event.action == AuditAction.DELETE else (None, value)


def _details(event: AuditEvent, names: Names) -> Iterator[Detail]:
    model = MODELS[event.object_type]
    fields = {field.attname: field for field in model._meta.concrete_fields}
    recorded = _recorded(event)
    for name in (one for one in fields if one in recorded and one not in QUIET):
        label = LABELS.get(name, name.removesuffix("_id").replace("_", " ").capitalize())
        if recorded[name] == HIDDEN:
            yield Detail(label, "", "given" if event.action == AuditAction.CREATE else "another one")
            continue
        old, new = (_said(fields[name], one, names, at=event.at) for one in _pair(event, recorded[name]))
        if old or new:
            yield Detail(label, old, new or ("nothing" if event.action == AuditAction.UPDATE else ""))


def _said(field: "Field[Any, Any]", value: Any, names: Names, *, at: datetime) -> str:
    """Say a recorded value as people read it; a country by the name that it had then."""
    if value is None or value in ("", False):
        return ""
    if field.related_model is not None:
        return names.get(field.attname, {}).get(int(value), f"number {value}")
    if field.name == "valid":
        return _span(str(value))
    if field.get_internal_type() == "DateField":
        return day(date.fromisoformat(str(value)))
    return "yes" if value is True else _named(field, value, at=at)


def _named(field: "Field[Any, Any]", value: Any, *, at: datetime) -> str:
    """Name what is recorded as a code."""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return country(str(value), on=timezone.localdate(at)) if field.name == "nationality" else str(value)


def _span(text: str) -> str:
    """Say a range as PostgreSQL writes it: [2026-04-01,2027-04-06) is 1 April 2026 to 5 April 2027."""
    start, _, end = text.strip("[]()").partition(",")
    if not end:
        return f"from {day(date.fromisoformat(start))}"
    return f"{day(date.fromisoformat(start))} to {day(date.fromisoformat(end) - timedelta(days=1))}"


def _names(events: Sequence[AuditEvent]) -> Names:
    """Return the names of the rows that events refer to: by column, then key. One query a table referred to."""
    wanted: dict[tuple[str, type[Any]], set[int]] = defaultdict(set)
    for event in events:
        model = MODELS[event.object_type]
        for field in model._meta.concrete_fields:
            value = _recorded(event).get(field.attname)
            if field.related_model is not None and field.attname not in QUIET and value is not None:
                keys = {int(one) for one in _pair(event, value) if one is not None}
                wanted[field.attname, field.related_model] |= keys
    return {
        name: {one.pk: str(one) for one in model._default_manager.filter(pk__in=keys).order_by("pk")}
        for (name, model), keys in wanted.items()
        if keys
    }
