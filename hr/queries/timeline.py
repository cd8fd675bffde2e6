"""What happened to a person's record, from the audit trail: who, when, why, and what was changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from hr import models as hr
from partners.models import AuditAction, AuditEvent, User

# Tables of which a person's rows make the history; inputs of single months have a list of their own.
TABLES: tuple[type[Any], ...] = (
    hr.Employment,
    hr.Assignment,
    hr.AssignmentTerms,
    hr.CostSplit,
    hr.TaxCode,
    hr.NiCategory,
    hr.StudentLoan,
    hr.PreviousPay,
    hr.PensionMembership,
    hr.BankAccount,
    hr.RecurringElement,
    hr.MonthlyInput,
)
HIDDEN = "changed"
QUIET = frozenset(
    {"id", "uuid", "partner_id", "person_id", "employment_id", "assignment_id", "nino_index", "fingerprint"}
)
LOOKS = (AuditAction.VIEW, AuditAction.UNMASK)


@dataclass(frozen=True, slots=True)
class Detail:
    """One field that was changed."""

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
    """A person's events, newest first, read when they are cut: what a paginator takes. Two queries."""

    def __init__(self, found: QuerySet[AuditEvent]) -> None:
        self._found = found

    def __len__(self) -> int:
        return self._found.count()

    def count(self, value: Any = None) -> int:
        """Return how many there are."""
        return self._found.count()

    def __getitem__(self, wish: Any) -> Any:
        found = self._found[wish]
        return _event(found) if isinstance(found, AuditEvent) else [_event(one) for one in found]

    def __iter__(self) -> Iterator[TimelineEvent]:
        return map(_event, self._found)


def timeline(*, partner_id: int, person_id: int, with_looks: bool = False) -> Timeline:
    """Return what happened to a person's record; with `with_looks`, also who looked at it."""
    wanted = Q(object_type=hr.Person._meta.db_table, object_id=str(person_id))
    for model in TABLES:
        rows = model.objects.of(partner_id).filter(person_id=person_id).annotate(key=Cast("pk", TextField()))
        wanted |= Q(object_type=model._meta.db_table, object_id__in=rows.values("key"))
    name = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1]
    found = AuditEvent.objects.filter(wanted, partner_id=partner_id)
    if not with_looks:
        found = found.exclude(action__in=LOOKS)
    named = found.annotate(actor_name=Coalesce(Subquery(name, output_field=CharField()), Value("")))
    return Timeline(named.order_by(F("id").desc()))


def _event(event: AuditEvent) -> TimelineEvent:
    noun = _nouns().get(event.object_type, "record")
    return TimelineEvent(
        title=f"{AuditAction(event.action).label} {noun}" if event.action not in LOOKS else _look(event),
        by=getattr(event, "actor_name", "") or "the system",
        at=event.at,
        reason="" if event.reason.startswith(("GET /", "POST /")) else event.reason,
        details=tuple(_details(event)) if event.action not in LOOKS else (),
    )


def _look(event: AuditEvent) -> str:
    shown = event.changes.get("shown", "") if isinstance(event.changes, dict) else ""
    if event.action == AuditAction.UNMASK:
        return f"Saw in full: {event.label}"
    return f"Looked at {shown or 'the record'}"


def _details(event: AuditEvent) -> Iterator[Detail]:
    recorded = event.changes if isinstance(event.changes, dict) else {}
    for name in sorted(recorded.keys() - QUIET):
        value = recorded[name]
        label = name.removesuffix("_id").replace("_", " ").capitalize()
        if name.endswith("_id"):
            continue  # keys of other rows say nothing to a reader; the record itself names them
        if value == HIDDEN:
            yield Detail(label, "Not shown", "Not shown")
        elif event.action == AuditAction.UPDATE and isinstance(value, list) and len(value) == 2:
            yield Detail(label, _said(value[0]), _said(value[1]))
        elif event.action == AuditAction.CREATE and value not in (None, "", False):
            yield Detail(label, "", _said(value))
        elif event.action == AuditAction.DELETE and value not in (None, "", False):
            yield Detail(label, _said(value), "")


def _said(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _nouns() -> dict[str, str]:
    return {
        model._meta.db_table: str(model._meta.verbose_name).lower() for model in apps.get_app_config("hr").get_models()
    }
