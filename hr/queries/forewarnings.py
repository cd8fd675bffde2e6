"""Forewarnings: for the list, for a team, for the person whom they are about."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hr.foresight import Hurt
from hr.models import Forewarning
from hr.queries.ahead import REDUNDANCY
from hr.queries.people import unit_and_below
from partners.queries.holds import quiet
from sharedservices.common.rowsources import QuerySetRows

ENOUGH_NOTICE = timedelta(days=14)
"""How long before the day somebody should know. Source: lessons, differentiator 9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForewarningFilter:
    """What a list is narrowed to: `standing` is "open", "spoken" or "past"; everything empty is what is to come."""

    search: str = ""
    kind: str = ""
    unit: UUID | None = None
    standing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForewarningRow:
    """One thing that will happen, or happened. `days_of_notice`: between the day that it was foreseen and the day."""

    forewarning: UUID
    person: UUID
    name: str
    job: str
    kind: str
    kind_label: str
    headline: str
    detail: str
    takes_effect_on: date
    days_of_notice: int
    told_at: datetime | None
    spoken_by: str
    spoken_at: datetime | None
    for_staff_only: bool

    @property
    def is_short(self) -> bool:
        """Whether it was foreseen too late."""
        return self.days_of_notice < ENOUGH_NOTICE.days


def coming(*, partner_id: int, on: date) -> "QuerySet[Forewarning]":
    """Return what is still foreseen and has not come."""
    rows: QuerySet[Forewarning] = Forewarning.objects.of(partner_id).filter(gone_on=None, takes_effect_on__gt=on)
    return rows


def _asked(partner_id: int, on: date) -> "QuerySet[Forewarning]":
    """Return what is coming for people whom somebody may be asked to speak to."""
    return quiet(coming(partner_id=partner_id, on=on))


def forewarnings(*, partner_id: int, wanted: ForewarningFilter, on: date) -> QuerySetRows:
    """Return what fits, as rows for a list; sort paths: takes_effect_on, person__surname, kind."""
    rows = _asked(partner_id, on)
    if wanted.standing == "past":
        rows = quiet(Forewarning.objects.of(partner_id).filter(gone_on=None, takes_effect_on__lte=on))
    elif wanted.standing:
        rows = rows.filter(spoken_at__isnull=wanted.standing == "open")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    for word in wanted.search.split():
        rows = rows.filter(person__surname__icontains=word) | rows.filter(person__forenames__icontains=word)
    if wanted.unit is not None:
        units = unit_and_below(partner_id=partner_id, unit=wanted.unit)
        rows = rows.filter(person__assignment__post__org_unit_id__in=units).distinct()
    return QuerySetRows(rows.select_related("person", "spoken_by"), row=as_row)


def of_team(*, partner_id: int, on: date, most: int) -> list[ForewarningRow]:
    """Return what is coming for whoever is in scope, the next first. One query."""
    rows = _asked(partner_id, on).select_related("person", "spoken_by")
    return [as_row(row) for row in rows.order_by("takes_effect_on", "id")[:most]]


def n_to_speak_about(*, partner_id: int, on: date) -> int:
    """Return how many things are coming about which nobody has spoken to the person. One query."""
    return int(_asked(partner_id, on).filter(spoken_at=None).count())


def n_redundancy_checks(*, partner_id: int, on: date) -> int:
    """Return how many contracts end soon after which a redundancy check is due, and nobody has spoken. One query."""
    rows = _asked(partner_id, on).filter(kind=Hurt.CONTRACT_END.value, spoken_at=None)
    return rows.filter(detail__endswith=REDUNDANCY).count()


def own(*, partner_id: int, on: date) -> list[ForewarningRow]:
    """Return what is coming for whoever is in the self-service scope; the database leaves out what is for staff."""
    rows = coming(partner_id=partner_id, on=on).select_related("person")
    return [as_row(row, with_talk=False) for row in rows.order_by("takes_effect_on", "id")]


def counts(*, partner_id: int, on: date) -> dict[str, int]:
    """Return how many are coming by kind. One query."""
    kinds = list(_asked(partner_id, on).values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in Forewarning.Kind.values}


def notice_given(*, partner_id: int, on: date) -> tuple[int, int]:
    """Return how many things happened in the last year, and of how many of them the person knew long enough before."""
    since = on - timedelta(days=365)
    rows = Forewarning.objects.of(partner_id).filter(
        gone_on=None, for_staff_only=False, takes_effect_on__gt=since, takes_effect_on__lte=on
    )
    days: list[Any] = list(rows.values_list("takes_effect_on", "found_on"))
    return len(days), sum(effect - found >= ENOUGH_NOTICE for effect, found in days)


def as_row(row: Forewarning, *, with_talk: bool = True) -> ForewarningRow:
    """Return a forewarning as pages show it; self-service cannot read logins, so it does not see who spoke."""
    return ForewarningRow(
        forewarning=row.uuid,
        person=row.person.uuid,
        name=row.person.display_name,
        job=row.job,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        headline=row.headline,
        detail=row.detail,
        takes_effect_on=row.takes_effect_on,
        days_of_notice=(row.takes_effect_on - row.found_on).days,
        told_at=row.told_at,
        spoken_by=row.spoken_by.full_name if with_talk and row.spoken_by is not None else "",
        spoken_at=row.spoken_at,
        for_staff_only=row.for_staff_only,
    )
