"""Redundancies at one establishment: how many within ninety days, and whether their representatives are consulted.

What is counted is what is proposed (TULRCA 1992 section 188): leavings that stand, and requests that wait. One
establishment is the unit at the top of the tree that a job stands in, unless a consultation says that it is not one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hr.engine import agreements, collective
from hr.engine.leaving_reasons import LeavingReason
from hr.models import Assignment, OrgUnit, RedundancyConsultation
from hr.queries.leavings import standing
from partners.models import ChangeRequest
from sharedservices.common.formatting import counted
from sharedservices.common.rowsources import QuerySetRows

REDUNDANT = (LeavingReason.REDUNDANCY.value, LeavingReason.VOLUNTARY_REDUNDANCY.value)
REQUESTS = ("hr.leave_job", "hr.leave_employment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collective:
    """How many people, where, how many days of consultation that takes, and the consultation, if there is one."""

    n_people: int
    place: str
    days: int
    award_days: int
    consultation: RedundancyConsultation | None

    @property
    def words(self) -> str:
        """The count in words."""
        return f"{counted(self.n_people, 'redundancy', 'redundancies')} at {self.place} within 90 days"


def of_leaving(*, partner_id: int, employment_id: int, person_id: int, last_day: date) -> Collective | None:
    """Return what one more redundancy on a day makes of the establishment; None for somebody without a job."""
    unit = _unit_of(employment_id, last_day)
    if unit is None:
        return None
    parents = dict(OrgUnit.objects.of(partner_id).order_by("id").values_list("id", "parent_id"))
    chain = _up(parents, unit)
    below = {one for one in parents if chain[-1] in _up(parents, one)}
    last_days = _last_days(partner_id, below) | {person_id: last_day}
    law = agreements.collective_law(on=last_day)
    n_people = collective.most_within(last_days.values(), on=last_day, window_days=law.window_days)
    rows = RedundancyConsultation.objects.of(partner_id).filter(unit_id__in=chain, opened_on__lte=last_day)
    place = OrgUnit.objects.get(pk=chain[-1])
    return Collective(
        n_people=n_people, place=place.name, days=collective.consultation_days(n_people, law),
        award_days=law.award_days, consultation=rows.order_by("opened_on", "id").last(),
    )  # fmt: skip


def _unit_of(employment_id: int, last_day: date) -> int | None:
    rows = Assignment.objects.filter(employment_id=employment_id, valid__contains=last_day).order_by("number", "id")
    found: int | None = rows.values_list("post__org_unit_id", flat=True).first()
    return found


def _up(parents: dict[int, int | None], unit: int) -> list[int]:
    """Return a unit and everything above it, the top last."""
    chain = [unit]
    while (above := parents.get(chain[-1])) is not None and above not in chain:
        chain.append(above)
    return chain


def _last_days(partner_id: int, units: set[int]) -> dict[int, date]:
    """Return by person the last day of every redundancy that is agreed or proposed in some units."""
    agreed = standing(partner_id=partner_id).filter(leaving_reason__in=REDUNDANT, ends_employment=True)
    days = {one.person_id: one.last_day for one in agreed.order_by("id")}
    asked = ChangeRequest.objects.of(partner_id).filter(
        kind__in=REQUESTS, settled_at=None, payload__leaving_reason__in=REDUNDANT
    )
    days |= {
        one.person_id: date.fromisoformat(one.payload["last_day"]) for one in asked.order_by("id") if one.person_id
    }
    there = Assignment.objects.of(partner_id).filter(person_id__in=days, post__org_unit_id__in=units)
    found = set(there.values_list("person_id", flat=True))
    return {person: day for person, day in days.items() if person in found}


def consultations(*, partner_id: int, state: str = "") -> QuerySetRows:
    """Return consultations as rows of a list, narrowed to open or closed ones."""
    rows = RedundancyConsultation.objects.of(partner_id).select_related("unit")
    return QuerySetRows(rows.filter(closed_on__isnull=state == "open") if state else rows)


def without_hr1(*, partner_id: int) -> Any:
    """Return the open consultations of which the Secretary of State has not been told."""
    rows = RedundancyConsultation.objects.of(partner_id).filter(hr1_on=None, closed_on=None, not_one="")
    least = min(people for people, _days in agreements.collective_law(on=date.max).bands)
    return rows.filter(n_proposed__gte=least)
