"""Who leaves at the end of 2026: one of two jobs, a redundancy that waits, and somebody who goes to another partner."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.models import Assignment, Employment, LeavingTerms
from hr.operations import consultations, liability
from hr.operations.consultations import Opened
from hr.operations.liability import Transfer
from hr.queries import liability as told
from partners.models import ChangeRequest, Partner
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo import access
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Found, Place
from sharedservices.demo.organisations import COUNTY, SOUTH, WELL_BEFORE

LAST_DAY = date(2026, 12, 31)
GIVEN_ON = date(2026, 10, 30)
SALARIED = frozenset({"NJC", "NJC-L", "PSC", "FSC"})
PROPOSED = 22
MULTIPLIER = Decimal("1.5")
ENOUGH = 12
"""With fewer people there would be nobody left for the other stories."""


def load_terms(partner: Partner) -> None:
    """Load what a partner agreed about leaving. Reference data: a row, in the scope."""
    LeavingTerms.objects.create(
        partner=partner, contract_notice_weeks=4, redundancy_multiplier=MULTIPLIER, uses_actual_week_pay=True,
        recovers_leave=True, source="Discretions policy of 2024, demonstration values",
        valid=DateRange(WELL_BEFORE, None),
    )  # fmt: skip


def make_leavers(place: Place) -> int:
    """Have people leave the county, and one come there, at the end of the year; return how many. Inside the scope."""
    people = [one for one in place.staff.values() if is_plain(one)]
    begun = start_of_month_work(NOVEMBER)
    two_jobs = place.of_key("two-jobs")
    if place.spec.code == SOUTH and people:
        _transfer(place, people[len(people) // 2], begun + timedelta(days=5), to=COUNTY)
        return 1
    if place.spec.code != COUNTY or len(people) < ENOUGH or two_jobs is None:
        return 0
    middle = len(people) // 2
    _leave_second_job(place, two_jobs, begun)
    _consult(place, people[middle], begun)
    _redundancy(place, people[middle], begun + timedelta(days=3))
    _transfer(place, people[middle + 1], begun + timedelta(days=4), to=SOUTH)
    _liability(place, people[2:4], begun + timedelta(days=4))
    return 3


def is_plain(found: Found) -> bool:
    """Tell whether somebody is salaried, nearly full time, and no awkward case."""
    member = found.member
    return (
        not member.key and member.ended is None and member.started < NOVEMBER and member.job.terms in SALARIED
        and member.hours > 30
    )  # fmt: skip


def _leave_second_job(place: Place, found: Found, at: datetime) -> None:
    """Have somebody with two jobs leave the smaller one: the other goes on."""
    second = Assignment.objects.filter(employment__uuid=found.employment).exclude(uuid=found.assignment)
    row = second.order_by("number", "id").first()
    if row is not None:
        payload = {"assignment": str(row.uuid), **_wish("RESIGNATION")}
        _approve(place, _propose(place, "hr.leave_job", payload, "Letter of 30 October: one job is enough", at), at)


def _consult(place: Place, found: Found, at: datetime) -> None:
    """Have the unions be consulted about twenty-two redundancies, of which HR1 has not told anybody yet."""
    unit = Assignment.objects.select_related("post__org_unit").get(uuid=found.assignment).post.org_unit
    wish = Opened(unit=unit.uuid, opened_on=date(2026, 9, 14), n_proposed=PROPOSED, representatives="UNISON and GMB")
    consultations.open_one(wish=wish, by=place.hr, at=at)


def _redundancy(place: Place, found: Found, at: datetime) -> None:
    """Propose a redundancy, which waits for the HR manager with its figures."""
    payload = {"employment": str(found.employment), **_wish("REDUNDANCY")}
    _propose(place, "hr.leave_employment", payload, "The team is closed; consultation ended on 28 October", at)


def _transfer(place: Place, found: Found, at: datetime, *, to: str) -> None:
    """Release somebody to another partner, who has not signed yet."""
    payload = {
        "employment": str(found.employment), "to_partner": to, "last_day": LAST_DAY.isoformat(),
        "consent_on": "2026-10-29", "consent_evidence": "Signed form in the personal file",
        "service_evidence": "Statement of service of the last council", "leave_hours": "22.00",
    }  # fmt: skip
    _approve(place, _propose(place, "hr.transfer_out", payload, "Appointed there from 1 January", at), at)


def _liability(place: Place, found: list[Found], at: datetime) -> None:
    """Prepare what a trust is told about two people who go over to it in April: one part is confirmed, one waits."""
    rows = Employment.objects.filter(uuid__in=[one.employment for one in found]).order_by("employee_no")
    for number, service in zip(rows.values_list("employee_no", flat=True), ("Leisure centres", "Pools"), strict=True):
        wish = Transfer(
            transferee="Brightwater Leisure Trust", undertaking=service, transfer_on=date(2027, 4, 1),
            numbers=[number], agreements="NJC Green Book",
        )  # fmt: skip
        row = liability.prepare(partner_id=place.partner.pk, wish=wish, by=place.hr, at=at)
        if service == "Leisure centres":
            on = timezone.localdate(at)
            seen = told.content_hash(told.told(row, on=on), on=on)
            approver = access.office("approver", place.spec)
            liability.confirm(disclosure=row.uuid, seen=seen, by=approver, at=at)


def _wish(reason: str) -> dict[str, Any]:
    return {
        "leaving_reason": reason, "last_day": LAST_DAY.isoformat(), "notice_given_on": GIVEN_ON.isoformat(),
        "notice": "WORKED",
    }  # fmt: skip


def _propose(place: Place, kind: str, payload: dict[str, Any], reason: str, at: datetime) -> ChangeRequest:
    proposal = Proposal(kind=kind, payload=payload, reason=reason)
    return changes.submit(partner_id=place.partner.pk, proposal=proposal, by=place.hr, at=at)


def _approve(place: Place, row: ChangeRequest, at: datetime) -> None:
    approver = access.office("approver", place.spec)
    changes.approve(change=row.uuid, content_hash=row.content_hash, by=approver, at=at + timedelta(days=1))
