"""Absence and leave over the API, beyond reporting: the same operations, permissions and refusals as on the pages."""

from datetime import date

import pytest

from hr.models import AbsenceRecord, FamilyLeave, FitNote, LeaveBooking, ReturnInterview, StepDownNotice
from hr.operations import absences, sick_notices
from hr.operations.absences import Report
from partners.roles import Role
from tests import postbox
from tests.factories import hr as make
from tests.functional.people_pages import NOW, events, in_scope, make_people
from tests.functional.test_absences_api import client
from tests.people import grant, user

API = "/api/v1/p/northshire/"
THERE = "/api/v1/p/southborough/"
WHY = {"reason": "By telephone"}


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    made = make_people(cast)
    with in_scope(cast):
        make.absence_terms(made.org.staff_group)
    return made


@pytest.fixture
def sick(cast, ann):
    """Ann was away from 26 to 30 October."""
    with in_scope(cast):
        told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 10, 26), last_day=date(2026, 10, 30))
        row = absences.report(assignment=ann.assignment.uuid, report=told, reason="Call", by=cast.hana, at=NOW)
    return f"{API}absences/{row.uuid}/"


def sent(who, address, **body):
    return client(who).post(address, body, format="json")


def neighbour(cast):
    sue = user("Sue")
    for role in (Role.HR_ADMIN, Role.HR_MANAGER):
        grant(sue, cast.southborough, role)
    return sue


# --- sickness ---------------------------------------------------------------------------------------------------------
def test_an_absence_is_talked_about_reopened_covered_and_cancelled(cast, sick):
    talk = {"held_on": "2026-11-02", "outcome": ReturnInterview.Outcome.values[0], "note": "Fine again"}
    assert sent(cast.hana, f"{sick}interview/", **talk).status_code == 201
    assert sent(cast.hana, f"{sick}interview/", **talk).status_code == 400, "an interview is held once"
    assert sent(cast.hana, f"{sick}reopen/", **WHY).json()["state"] == "OPEN"
    assert sent(cast.hana, f"{sick}reopen/", **WHY).status_code == 409
    note = {"outcome": "NOT_FIT", "covers_from": "2026-10-26", "covers_to": "2026-11-20", **WHY}
    assert sent(cast.hana, f"{sick}fit-note/", **note).status_code == 201
    backwards = sent(cast.hana, f"{sick}fit-note/", **note | {"covers_to": "2026-10-01"})
    assert (backwards.status_code, bool(backwards.json()["remedy"])) == (400, True)
    assert sent(cast.hana, f"{sick}cancel/", **WHY).json()["state"] == "CANCELLED"

    with in_scope(cast):
        assert (ReturnInterview.objects.count(), FitNote.objects.get().valid.upper) == (1, date(2026, 11, 21))
    assert events(cast, action="VIEW", label="Ann Abbott") >= 4


@pytest.mark.parametrize("step", ["reopen", "cancel", "fit-note", "interview"])
def test_steps_of_an_absence_are_for_those_who_record_absence_here(cast, sick, step):
    reader = user("Rea")
    grant(reader, cast.northshire, Role.AUDITOR)
    assert sent(reader, f"{sick}{step}/", **WHY).status_code == 403
    assert sent(neighbour(cast), sick.replace(API, THERE) + f"{step}/", **WHY).status_code == 404
    with in_scope(cast):
        assert AbsenceRecord.objects.get().state == "CLOSED"


def test_the_hr_manager_decides_about_pay_that_goes_down(cast, ann):
    with in_scope(cast):
        ann.person.email = "ann@example.org"
        ann.person.save()
        told = Report(kind="SICKNESS", category="BACK", first_day=date(2026, 10, 15))
        absences.report(assignment=ann.assignment.uuid, report=told, reason="Call", by=cast.hana, at=NOW)
        sick_notices.send_due(partner_id=cast.northshire.pk, at=NOW)
        postbox.empty(partner_id=cast.northshire.pk, at=NOW)
        notice = StepDownNotice.objects.get(to_rate="half").uuid
    steps = client(cast.hana).get(f"{API}step-downs/").json()
    (step,) = [one for one in steps if one["notice"] == str(notice)]
    assert (step["is_confirmed"], step["first_sent_on"]) == (False, "2026-11-02")
    address = f"{API}step-downs/{notice}/"

    assert sent(cast.hana, f"{address}confirm/", **WHY).status_code == 403
    assert sent(neighbour(cast), f"{THERE}step-downs/{notice}/confirm/", **WHY).status_code == 404
    off = sent(cast.ben, f"{address}put-off/", extended_to="2026-12-31", **WHY)
    assert (off.status_code, off.json()["extended_to"]) == (200, "2026-12-31")
    assert sent(cast.ben, f"{address}put-off/", extended_to="2026-11-02", **WHY).status_code == 400
    assert sent(cast.ben, f"{address}confirm/", **WHY).json()["confirmed_on"] == "2026-11-02"
    assert sent(cast.ben, f"{address}confirm/", **WHY).status_code == 400


# --- annual leave -----------------------------------------------------------------------------------------------------
def wish(ann, **more):
    return {"assignment": str(ann.assignment.uuid), "first_day": "2026-12-07", "last_day": "2026-12-11", **more}


def test_leave_is_asked_for_by_one_and_approved_by_another(cast, ann):
    made = sent(cast.hana, f"{API}leave/", **wish(ann))
    assert (made.status_code, made.json()["hours"], made.json()["state"]) == (201, "37.00", "REQUESTED")
    one = f"{API}leave/{made.json()['booking']}/"

    own = sent(cast.hana, f"{one}approve/")
    assert (own.status_code, "somebody else" in own.json()["detail"].lower()) == (400, True)
    assert sent(cast.ben, f"{one}approve/").json()["state"] == "APPROVED"
    assert sent(cast.ben, f"{one}refuse/", note="Late").status_code == 409
    assert sent(cast.ben, f"{one}cancel/").status_code == 400, "a cancellation is explained"
    assert sent(cast.ben, f"{one}cancel/", note="Ann asked").json()["state"] == "CANCELLED"
    assert client(cast.hana).get(f"{API}leave/", {"state": "CANCELLED"}).json()["count"] == 1
    assert client(cast.hana).get(one).json()["decision_note"] == "Ann asked"


def test_the_balance_counts_what_waits_as_taken(cast, ann):
    address = f"{API}jobs/{ann.assignment.uuid}/leave/"
    before = client(cast.hana).get(address).json()
    sent(cast.hana, f"{API}leave/", **wish(ann))
    after = client(cast.hana).get(address).json()

    assert (before["year_from"], before["year_to"]) == ("2026-04-01", "2027-03-31")
    assert (before["requested"], after["requested"], after["approved"]) == ("0.00", "37.00", "0.00")
    assert float(before["left"]) - float(after["left"]) == 37
    assert client(cast.hana).get(address, {"on": "9999-12-31"}).status_code == 400


def test_an_employee_asks_for_their_own_leave_and_reads_no_other(cast, ann):
    me = user("Ann")
    grant(me, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    with in_scope(cast):
        other = make.employee(cast.northshire, org=ann.org, employment_fields={"employee_no": "200003"})

    assert sent(me, f"{API}me/leave/", **wish(ann)).status_code == 201
    assert sent(me, f"{API}me/leave/", **wish(other)).status_code == 400
    assert client(me).get(f"{API}me/leave/").json()["count"] == 1
    assert client(me).get(f"{API}me/leave/{ann.assignment.uuid}/balance/").json()["requested"] == "37.00"
    assert client(me).get(f"{API}me/leave/{other.assignment.uuid}/balance/").status_code == 404
    assert client(me).get(f"{API}leave/").status_code == 403
    with in_scope(cast):
        assert LeaveBooking.objects.get().person_id == ann.person.pk


def test_leave_of_another_partner_is_not_found(cast, ann):
    made = sent(cast.hana, f"{API}leave/", **wish(ann)).json()["booking"]
    sue = neighbour(cast)
    for step in ("approve", "refuse", "cancel"):
        assert sent(sue, f"{THERE}leave/{made}/{step}/", note="Mine").status_code == 404
    assert sent(sue, f"{THERE}leave/", **wish(ann)).status_code == 400
    assert client(sue).get(f"{THERE}jobs/{ann.assignment.uuid}/leave/").status_code == 404
    assert sent(cast.chen, f"{API}leave/{made}/approve/").status_code == 403


# --- family leave -----------------------------------------------------------------------------------------------------
def test_family_leave_is_recorded_listed_and_read_with_its_dates(cast, ann):
    notice = {
        "assignment": str(ann.assignment.uuid), "kind": "MATERNITY", "notified_on": "2026-10-01",
        "expected_on": "2027-02-03", "first_day": "2027-01-11", **WHY,
    }  # fmt: skip
    made = sent(cast.hana, f"{API}family-leave/", **notice)
    assert (made.status_code, made.json()["parts"][0]["last_day"]) == (201, "2028-01-09"), "52 weeks"
    assert {"on", "label", "why"} == set(made.json()["dates"][0])
    listed = client(cast.hana).get(f"{API}family-leave/", {"kind": "MATERNITY"}).json()
    assert [one["leave"] for one in listed["results"]] == [made.json()["leave"]]
    assert "child" not in str(listed)

    twice = sent(cast.hana, f"{API}family-leave/", **notice)
    assert (twice.status_code, bool(twice.json()["remedy"])) == (400, True)
    early = sent(cast.hana, f"{API}family-leave/", **notice | {"first_day": "2026-06-01"})
    assert early.status_code == 400
    one = f"family-leave/{made.json()['leave']}/"
    assert client(neighbour(cast)).get(THERE + one).status_code == 404
    assert sent(cast.chen, f"{API}family-leave/", **notice).status_code == 403
    with in_scope(cast):
        assert FamilyLeave.objects.count() == 1
    assert events(cast, action="VIEW", object_id=str(ann.person.pk)) >= 1
