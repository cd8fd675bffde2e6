"""The audit trail as people read it: events with names and words, and whether the chain is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from partners import audit
from partners.models import AuditAction, AuditCheck, AuditEvent, AuditSeal, User
from partners.scope import current_scope
from sharedservices.common.rowsources import QuerySetRows

SYSTEM = "The system"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event in a list. `fields_changed` names fields, never their values."""

    id: int
    at: datetime
    actor: str
    action: str
    action_label: str
    object_type: str
    object_words: str
    object_id: str
    label: str
    reason: str
    correlation_id: str
    fields_changed: list[str]
    sealed: bool
    on_behalf_of: str = ""
    session: str = ""

    @property
    def why(self) -> str:
        """Return the reason that somebody gave; a request without one recorded its address instead."""
        return "" if self.reason.startswith(("GET /", "POST /")) else self.reason


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event: what it was and what it became. Secret values are never recorded."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """Whether the chain is whole. `n_since` counts the seals that were walked for this answer, after the last check."""

    latest_seal: AuditSeal | None
    last_check: AuditCheck | None
    n_problems: int
    n_since: int
    n_unsealed: int

    @property
    def is_whole(self) -> bool:
        """Return whether nothing was found."""
        return self.n_problems == 0


def events(*, partner_id: int, filters: Mapping[str, Any]) -> QuerySet[AuditEvent]:
    """Return a partner's events that the filters leave, with `actor_name`; order them yourself.

    Filters: action, object_type, actor (part of a name or address), start and last_day (local dates), text.
    """
    name = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")[:1]
    known = User.objects.filter(pk=OuterRef("on_behalf_of_id"))
    if (scope := current_scope()) is not None and scope.hides_covert:
        known = known.exclude(pk__in=RawSQL("SELECT unnest(app_hidden_users())", []))
    giver = known.values("full_name")[:1]
    found = AuditEvent.objects.filter(partner_id=partner_id).annotate(
        actor_name=Coalesce(Subquery(name), Value("")), giver_name=Coalesce(Subquery(giver), Value(""))
    )
    if action := filters.get("action"):
        found = found.filter(action=action)
    if object_type := filters.get("object_type"):
        found = found.filter(object_type=object_type)
    if actor := filters.get("actor"):
        people = User.objects.filter(Q(full_name__icontains=actor) | Q(email__icontains=actor))
        found = found.filter(actor_id__in=people.values("pk"))
    if start := filters.get("start"):
        found = found.filter(at__gte=_midnight(start))
    if last_day := filters.get("last_day"):
        found = found.filter(at__lt=_midnight(date.fromordinal(last_day.toordinal() + 1)))
    if text := filters.get("text"):
        found = found.filter(
            Q(label__icontains=text)
            | Q(reason__icontains=text)
            | Q(object_id__iexact=text)
            | Q(correlation_id=text)
            | Q(session=text)
        )
    return found


def as_row(event: AuditEvent) -> EventRow:
    """Return an event of `events()` as a list shows it."""
    return EventRow(
        id=event.pk,
        at=event.at,
        actor=getattr(event, "actor_name", "") or (SYSTEM if event.actor_id is None else f"User {event.actor_id}"),
        action=event.action,
        action_label=str(AuditAction(event.action).label),
        object_type=event.object_type,
        object_words=words_for(event.object_type),
        object_id=event.object_id,
        label=event.label,
        reason=event.reason,
        correlation_id=event.correlation_id,
        fields_changed=sorted(event.changes) if isinstance(event.changes, dict) else [],
        sealed=event.sealed,
        on_behalf_of=getattr(event, "giver_name", ""),
        session=event.session,
    )


def rows(*, partner_id: int, filters: Mapping[str, Any]) -> QuerySetRows:
    """Return the events that the filters leave, as rows for a list; sort paths: id, actor_name, action."""
    return QuerySetRows(events(partner_id=partner_id, filters=filters), row=as_row)


def changes(event: AuditEvent) -> list[Change]:
    """Return an event's fields in alphabetical order: before and after for a change, the value otherwise."""
    recorded = event.changes if isinstance(event.changes, dict) else {}
    return [_change(event.action, name, recorded[name]) for name in sorted(recorded)]


def _change(action: str, name: str, value: Any) -> Change:
    words = f"number {name[2:]}" if name.startswith("n_") else name.removesuffix("_id")
    label = words.replace("_", " ").capitalize()
    if value == "changed":
        return Change(label, "Not recorded", "Not recorded (changed)")
    if action == AuditAction.UPDATE and isinstance(value, list) and len(value) == 2:
        return Change(label, _said(value[0]), _said(value[1]))
    return Change(label, _said(value), "") if action == AuditAction.DELETE else Change(label, "", _said(value))


def _said(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {_said(one)}" for name, one in value.items())
    return ", ".join(_said(one) for one in value) if isinstance(value, list) else str(value)


def object_types(*, partner_id: int) -> list[tuple[str, str]]:
    """Return the kinds of object on a partner's trail, as (type, words), by words."""
    found = (
        AuditEvent.objects.filter(partner_id=partner_id).order_by("object_type").values_list("object_type", flat=True)
    )
    return sorted(((name, words_for(name)) for name in found.distinct()), key=lambda pair: pair[1])


def words_for(object_type: str) -> str:
    """Return what people call a kind of object: a table by its model's name."""
    for model in apps.get_models():
        if model._meta.db_table == object_type:
            return str(model._meta.verbose_name).capitalize()
    app, _, noun = object_type.partition("_")
    plain = noun if noun and apps.is_installed(app) else object_type
    return {"url": "Address of the site", "user": "Login"}.get(object_type, plain.replace("_", " ").capitalize())


def chain_status() -> ChainStatus:
    """Return whether the chain is whole up to the latest seal: the last check, and a walk over the seals since."""
    last_check = AuditCheck.objects.order_by("-id").first()
    latest = AuditSeal.objects.defer("event_ids", "row_digests").order_by("-id").first()
    if last_check is not None and last_check.n_problems:
        return ChainStatus(latest, last_check, last_check.n_problems, 0, _n_unsealed())
    after = last_check.up_to_seal if last_check else 0
    problems = list(audit.verify(after_seal=after))
    n_since = AuditSeal.objects.filter(pk__gt=after).count()
    return ChainStatus(latest, last_check, len(problems), n_since, _n_unsealed())


def _n_unsealed() -> int:
    return AuditEvent.objects.filter(sealed=False).count()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
