"""Absence terms of every staff group, and who is sick or asks for leave in November 2026."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import AbsenceTerms, StaffGroup
from hr.operations import absences, family_contact, family_leave, leave, leave_year_end, sick_notices
from hr.operations.absences import Report
from hr.operations.family_leave import Wish
from hr.queries.sick_pay import open_forecasts
from hr.queries.step_down_notices import KIND
from partners import registry
from partners.models import OutboundMessage, Partner
from partners.scope import partner_scope
from sharedservices.demo.dates import NOVEMBER, at, start_of_month_work
from sharedservices.demo.directory import Found, Place
from sharedservices.demo.organisations import WELL_BEFORE

N_ABSENCES = 3
LONG_SICK_SINCE = date(2026, 5, 29)
"""Half a year of full pay ends on 27 November 2026 for whoever has five years of service."""
FIVE_YEARS_BEFORE = LONG_SICK_SINCE.replace(year=2021)
SHORT_SICK = (date(2026, 10, 12), date(2026, 10, 14))
RECENTLY_SICK_SINCE = date(2026, 10, 20)
GREEN_BOOK_LEAVE: list[list[int | str]] = [[0, "25"], [5, "28"]]
LEAVE_FROM, DUE, BORN, TOLD_ON = date(2026, 8, 24), date(2026, 9, 23), date(2026, 9, 26), date(2026, 5, 11)
A_YEAR_BEFORE_LEAVE = date(2025, 6, 1)
NEW_LEAVE_YEAR, TWO_DAYS = date(2026, 4, 1), Decimal("14.8")
KIT_DAYS = (date(2026, 10, 15), date(2026, 10, 29))
MONDAYS_OFF = (date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21))


class Agreed(NamedTuple):
    """What the demonstration agrees for a staff group: a national scale or local bands of sick pay, and leave."""

    sick_scale: str
    sick_bands: list[list[int]]
    leave_bands: list[list[int | str]]
    source: str
    irregular_leave: str = ""
    sick_day_basis: str = "CALENDAR"


AGREED = {
    **dict.fromkeys(
        ("NJC", "NJC-L", "PSC", "FSC", "CO"), Agreed("njc", [], GREEN_BOOK_LEAVE, "Green Book and local", "ACCRUED")
    ),
    "POL": Agreed("police", [], [[0, "22"], [5, "27"], [10, "28"]], "Police Regulations, demonstration values"),
    "GREY": Agreed("grey", [], [[0, "28"], [5, "31"]], "Grey Book, demonstration values"),
}
"""School teachers have no annual leave of their own: nothing is agreed for them."""


def load_terms(partner: Partner) -> None:
    """Load what is agreed for the staff groups of a partner. Reference data: rows, in the scope."""
    AbsenceTerms.objects.bulk_create(
        AbsenceTerms(
            partner=partner, staff_group=group, **AGREED[group.code]._asdict(), valid=DateRange(WELL_BEFORE, None)
        )
        for group in StaffGroup.objects.of(partner.pk).order_by("id")
        if group.code in AGREED
    )  # fmt: skip


def make_absences(place: Place) -> int:
    """Have people off sick, one of them with half pay to confirm, leave to decide, and one person on maternity leave.

    Return how many absences there are. Inside the scope.
    """
    people = [one for one in place.staff.values() if _is_plain(one)]
    ordinary = place.of_key("ordinary")
    if len(people) < N_ABSENCES:
        return 0
    people.sort(key=lambda one: one.member.started >= FIVE_YEARS_BEFORE)  # whoever has five years comes first
    _report(place, people[0], LONG_SICK_SINCE, category="STRESS", details="Under the care of the GP")
    _report(place, people[1], RECENTLY_SICK_SINCE, category="BACK")
    _report(place, ordinary or people[2], *SHORT_SICK, category="VIRUS")
    _send_notices(place)
    _ask_for_leave(place, ordinary or people[2])
    _maternity_leave(place, people[N_ABSENCES:])
    _year_end(place, ordinary or people[2])
    return N_ABSENCES


def _year_end(place: Place, found: Found) -> None:
    """Have the end of an earlier leave year looked at and discarded, and two days of this one carried over early."""
    run = leave_year_end.prepare(
        partner_id=place.partner.pk, year_start=NEW_LEAVE_YEAR, reason="End of the leave year", by=place.hr,
        at=at(NEW_LEAVE_YEAR, 9),
    )  # fmt: skip
    leave_year_end.discard(
        run=run.uuid, reason="What was left of that year came from the system before", by=place.hr,
        at=at(NEW_LEAVE_YEAR, 15),
    )  # fmt: skip
    leave.carry_hours_over(
        assignment=found.assignment, year_start=NEW_LEAVE_YEAR.replace(year=2027), bucket="contractual",
        hours=TWO_DAYS, reason="Asked early, for a journey in May", by=place.hr, at=start_of_month_work(NOVEMBER),
    )  # fmt: skip


def _is_plain(found: Found) -> bool:
    member = found.member
    return not member.key and member.ended is None and member.started < LONG_SICK_SINCE and member.job.terms in AGREED


def _report(
    place: Place, found: Found, first: date, last: date | None = None, *, category: str, details: str = ""
) -> None:
    told = Report(
        kind="SICKNESS", category=category, first_day=first, last_day=last, details=details, is_self_certified=True
    )
    moment = at((last or first) + timedelta(days=1), 9)
    absences.report(
        assignment=found.assignment, report=told, reason="Telephone call to the manager", by=place.hr, at=moment
    )


def _send_notices(place: Place) -> None:
    """Send the notices that the nightly task sent until the beginning of November."""
    until = start_of_month_work(NOVEMBER).date()
    with partner_scope(place.partner.pk, reason="nightly task"):
        steps = [one.step for found in open_forecasts(partner_id=place.partner.pk) for one in found.steps]
        due = {day for step in steps for day in (step.first_notice_on, step.second_notice_on) if day <= until}
        for day in sorted(due):
            sick_notices.send_due(partner_id=place.partner.pk, at=at(day, 3))
            _deliver(place, at(day, 3))


def _deliver(place: Place, moment: datetime) -> None:
    """Have the notices left as in that night, without sending mail to anybody now: they count from then."""
    waiting = OutboundMessage.objects.of(place.partner.pk).filter(kind=KIND, state=OutboundMessage.State.QUEUED)
    for one in list(waiting.order_by("id")):
        one.state, one.settled_at = OutboundMessage.State.SENT, moment
        one.save(update_fields=["state", "settled_at"])
        registry.note_fate(one, registry.Fate.SENT, at=moment)


def _ask_for_leave(place: Place, found: Found) -> None:
    """Ask for three Mondays: one approved, one refused, one that waits."""
    begun = start_of_month_work(NOVEMBER)
    made = [
        leave.request(
            assignment=found.assignment, first_day=day, last_day=day, hours=None, note="Long weekend", by=place.hr,
            at=begun,
        )
        for day in MONDAYS_OFF
    ]  # fmt: skip
    leave.approve(booking=made[0].uuid, by=place.approver, at=begun)
    leave.refuse(booking=made[1].uuid, note="Three others are away", by=place.approver, at=begun)


def _maternity_leave(place: Place, people: list[Found]) -> None:
    """Have somebody on maternity leave since August, with a child born in September and two days worked in October."""
    women = [one for one in people if one.member.sex == "F" and one.member.started < A_YEAR_BEFORE_LEAVE]
    if not women:
        return
    stamp: dict[str, Any] = {"by": place.hr, "reason": "Letter and certificate"}
    wish = Wish(
        kind="MATERNITY", notified_on=TOLD_ON, expected_on=DUE, first_day=LEAVE_FROM, intends_return=True,
        touch="ALL", touch_how="E-mail at home, not before ten",
    )  # fmt: skip
    row = family_leave.record(assignment=women[0].assignment, wish=wish, at=at(TOLD_ON, 10), **stamp)
    told_at = at(BORN + timedelta(days=3), 10)
    family_leave.record_event(leave=row.uuid, happened_on=BORN, is_bereaved=False, at=told_at, **stamp)
    for day in KIT_DAYS:
        family_contact.keep_in_touch(
            leave=row.uuid, worked_on=day, hours=Decimal(7), note="Training", at=at(day, 17), **stamp
        )
