"""Accidents and exposure at the county: one that HSE was told of, one to report; asbestos that is over, noise."""

from datetime import date
from typing import Any

from hr.models import Assignment
from hr.operations import safety
from hr.operations.safety import Happened
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

RECORDED, FIRST_AFTER = at(date(2026, 11, 3), 14), 40
HAPPENED = (
    Happened(kind="ACCIDENT", category="FALL", happened_on=date(2026, 9, 14), place="Central depot, yard",
             account="Slipped on oil beside the fuel pump and broke a wrist.", riddor="SPECIFIED"),
    Happened(kind="ACCIDENT", category="HANDLING", happened_on=date(2026, 10, 26), place="Records store",
             account="Lifted boxes without the trolley; light duties since.", riddor="SEVEN_DAYS"),
    Happened(kind="EXPOSURE", category="ASBESTOS", happened_on=date(2026, 6, 8), ended_on=date(2026, 6, 12),
             place="Boiler house of the old library", account="Worked beside lagging before it was tested."),
    Happened(kind="EXPOSURE", category="NOISE", happened_on=date(2026, 4, 7), place="Grounds maintenance",
             account="Chainsaws and chippers, with ear protection, most days of the season."),
)  # fmt: skip


def make_records(place: Place) -> dict[str, Any]:
    """Record them; return how many there are. Inside the scope."""
    if place.spec.code != COUNTY:
        return {"records": 0}
    jobs = Assignment.objects.of(place.partner.pk).filter(valid__upper_inf=True).select_related("person").order_by("id")
    jobs = jobs.exclude(person__is_sensitive=True)[FIRST_AFTER : FIRST_AFTER + len(HAPPENED)]
    made = [
        safety.record(person=job.person.uuid, happened=one, by=place.hr, at=RECORDED)
        for job, one in zip(jobs, HAPPENED, strict=False)
    ]
    for row in made[:1]:
        safety.note_report(
            record=row.uuid, reported_on=date(2026, 9, 18), reference="F2508-88213", by=place.hr, at=RECORDED
        )
    return {"records": len(made)}
