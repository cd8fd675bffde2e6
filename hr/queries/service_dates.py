"""Since when service counts, for each purpose (domain HR-03)."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from hr.models import Employment, ServiceDate


class ServiceRow(NamedTuple):
    """One of the six dates of an employment as people see it. `since` is None where it was not said.

    `purpose` is empty for the employment itself, whose date is no service date.
    """

    label: str
    since: date | None
    evidence: str
    verified: str
    purpose: str = ""


class FormerDate(NamedTuple):
    """A date that counts no longer: what it was, who ended it when and why."""

    label: str
    since: date
    evidence: str
    verified: str
    ended: str
    reason: str


def dates_of(employment: Employment) -> list[ServiceRow]:
    """Return the six dates of an employment in order, those that are not known among them. One query."""
    rows = (
        ServiceDate.objects.of(employment.partner_id)
        .filter(employment=employment, ended_at=None)
        .select_related("verified_by")
    )
    known = {one.purpose: one for one in rows.order_by("id")}
    found = [ServiceRow("With this employer", employment.valid.lower, "The employment itself", "")]
    for purpose, label in ServiceDate.Purpose.choices:
        one = known.get(purpose)
        verified = f"{one.verified_by}, {one.verified_at:%d/%m/%Y}" if one and one.verified_at else ""
        found.append(ServiceRow(label, one.since if one else None, one.evidence if one else "", verified, purpose))
    return found


def former_dates(employment: Employment) -> list[FormerDate]:
    """Return the dates that count no longer, the latest ended first. One query."""
    rows = ServiceDate.objects.of(employment.partner_id).filter(employment=employment).exclude(ended_at=None)
    return [
        FormerDate(
            one.get_purpose_display(), one.since, one.evidence,
            f"{one.verified_by}, {one.verified_at:%d/%m/%Y}" if one.verified_at else "",
            f"{one.ended_by}, {one.ended_at:%d/%m/%Y}", one.end_reason,
        )
        for one in rows.select_related("verified_by", "ended_by").order_by("-ended_at", "-id")
    ]  # fmt: skip


def since(*, partner_id: int, employments: Collection[int]) -> dict[tuple[int, str], date]:
    """Return by employment and purpose from when service counts, where that is recorded. One query."""
    rows = ServiceDate.objects.of(partner_id).filter(employment_id__in=employments, ended_at=None).order_by("id")
    found = rows.values_list("employment_id", "purpose", "since")
    return {(employment, purpose): day for employment, purpose, day in found}


def service_from(*, employment: Employment, purpose: str) -> date:
    """Return from when service of an employment counts for a purpose: continuous service where nothing else is said."""
    found = since(partner_id=employment.partner_id, employments=[employment.pk])
    return found.get((employment.pk, purpose), employment.continuous_service_from)
