"""Police and fire duty of the demonstration: October loaded, September with faults, a correction that waits."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

from hr.engine.rosters import TOTALS
from hr.importing.rosters import COLUMNS
from hr.models import AbsenceRecord, Assignment, ClaimType, LeaveBooking, RosterImport
from hr.operations import rosters
from hr.operations.rosters import RosterWanted
from hr.queries.import_reference import covert_people
from partners.models import CommunicationsHold, LegalEntity
from partners.queries import deciders
from sharedservices.demo.dates import NOVEMBER, at
from sharedservices.demo.directory import Place

OCTOBER, SEPTEMBER = (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 9, 1), date(2026, 9, 30))
DUTY = {"POL": ("Variable shifts", "177.14", "10"), "GREY": ("Watch 2-2-4", "186", "12")}
"""Of a staff group: the duty system, hours planned in October, and hours of a day of leave."""
SYSTEM = "DutyPlan"
N_JOBS = 12
TAKEN, LOADED, CORRECTED = (at(NOVEMBER.replace(day=day), hour) for day, hour in ((3, 9), (3, 14), (5, 10)))
Row = dict[str, str]


def make_rosters(place: Place) -> int:
    """Take in, check and load the files of a police or fire partner; return how many. Inside the scope."""
    jobs = _jobs(place)
    if not jobs or not ClaimType.objects.filter(use=ClaimType.Use.HOURS).exists():
        return 0
    employer = jobs[0].employment.legal_entity
    system, planned, day = DUTY[_terms(place)]
    rows = [_summary(one, n, system, planned, day) for n, one in enumerate(jobs)]
    _take(place, employer, _september(jobs[0], system), SEPTEMBER, short_by=Decimal(8))
    taken = _take(place, employer, [*rows, _claim(jobs[1])], OCTOBER)
    rosters.load(roster=taken.uuid, by=place.approver, at=LOADED, step=lambda _n: None)
    corrected = rows[0] | {"hours_worked": "170.5"}
    _take(place, employer, [corrected], OCTOBER, when=CORRECTED)
    return 3


def _terms(place: Place) -> str:
    return next((one.code for one in place.spec.terms if one.code in DUTY), "")


def _jobs(place: Place) -> list[Assignment]:
    """Return jobs of one employer on duty in September and October, of people about whom nothing else is told."""
    plain = [
        one.assignment
        for one in place.staff.values()
        if one.member.job.terms == _terms(place) and not one.member.key and one.member.ended is None
    ]
    jobs = Assignment.objects.filter(
        uuid__in=plain, valid__startswith__lte=SEPTEMBER[0], valid__upper_inf=True
    ).select_related("employment__legal_entity")
    told = set(AbsenceRecord.objects.values_list("person_id", flat=True))
    told |= set(LeaveBooking.objects.values_list("person_id", flat=True))
    told |= set(CommunicationsHold.objects.filter(lifted_at=None).values_list("person_id", flat=True))
    told |= covert_people(partner_id=place.partner.pk)
    for who in (place.hr, place.approver):
        told |= deciders.barred_people(who, place.partner.pk)
    free = [one for one in jobs.order_by("number") if one.person_id not in told]
    same = [one for one in free if one.employment.legal_entity_id == free[0].employment.legal_entity_id]
    return same[:N_JOBS]


def _summary(job: Assignment, n: int, system: str, planned: str, day: str) -> Row:
    is_away = n % 4 == 0
    worked = Decimal(planned) - (Decimal(day) if is_away else 0)
    return {
        "record": "SUMMARY", "job_number": job.number, "duty_system": system, "hours_planned": planned,
        "hours_worked": str(worked), "leave_hours": day if is_away else "0", "sick_hours": "0",
        "rest_day_hours": day if n % 3 == 1 else "0", "rest_days_rerostered": "1" if n % 3 == 1 else "0",
        "night": "yes", "shift": "yes",
    }  # fmt: skip


def _claim(job: Assignment) -> Row:
    return {
        "record": "CLAIM", "job_number": job.number, "claim_reference": "DP-20416", "claim_status": "APPROVED",
        "claim_kind": "Time and a half", "worked_from": "2026-10-17 18:00", "worked_to": "2026-10-17 22:30",
        "claim_hours": "4", "reason": "Kept on duty at a road closure", "made_by": job.employment.employee_no,
        "approved_by": "Duty manager 4471", "approved_on": "2026-10-19",
    }  # fmt: skip


def _september(job: Assignment, system: str) -> list[Row]:
    """Return rows with a number that nobody has, hours that no month holds, and a claim approved by whoever made it."""
    right = _summary(job, 1, system, "168", "8")
    odd = {"job_number": "999999-1"}
    much = {"hours_worked": "900"}
    alone = _claim(job) | {
        "claim_reference": "DP-19877", "worked_from": "2026-09-12 18:00", "worked_to": "2026-09-12 22:30",
        "approved_by": job.employment.employee_no, "approved_on": "2026-09-14",
    }  # fmt: skip
    return [right, right | odd, right | odd | {"job_number": "999998-1"} | much, alone]


def _take(
    place: Place,
    employer: LegalEntity,
    rows: list[Row],
    days: tuple[date, date],
    *,
    short_by: Decimal = Decimal(0),
    when: Any = TAKEN,
) -> RosterImport:
    declared = {one.code: _total(one.code, one.column, rows) for one in TOTALS}
    declared["hours_planned"] += short_by
    wanted = RosterWanted(
        legal_entity=employer.uuid, system=SYSTEM, first_day=days[0], last_day=days[1], keeps_leave=True,
        declared=declared,
    )  # fmt: skip
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [one.name for one in COLUMNS])
    writer.writeheader()
    writer.writerows(rows)
    made = rosters.take_in(
        partner_id=place.partner.pk, wanted=wanted, file=io.BytesIO(stream.getvalue().encode()),
        name=f"duty-{days[0]:%Y-%m}.csv", by=place.hr, at=when,
    )  # fmt: skip
    return rosters.check(roster=made.uuid, by=place.hr, at=when, step=lambda _n: None)


def _total(code: str, column: str, rows: list[Row]) -> Decimal:
    if code == "rows":
        return Decimal(len(rows))
    claims = [one for one in rows if one["record"] == "CLAIM"]
    if code == "claims":
        return Decimal(len(claims))
    return sum((Decimal(one.get(column) or 0) for one in rows), Decimal(0))
