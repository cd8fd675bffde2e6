"""Absences over the API: the same operations, permissions and refusals as on the pages."""

from datetime import UTC, date, datetime

import pytest
from rest_framework.test import APIClient

from hr.models import AbsenceRecord
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.functional.people_pages import in_scope, make_people
from tests.people import grant, user

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
API = "/api/v1/p/northshire/absences/"


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    made = make_people(cast)
    with in_scope(cast):
        make.absence_terms(made.org.staff_group)
    return made


def client(who):
    one = APIClient(raise_request_exception=False)
    one.force_login(who)
    return one


def report(who, ann, **more):
    wish = {
        "assignment": str(ann.assignment.uuid), "kind": "SICKNESS", "category": "BACK", "first_day": "2026-10-26",
        "reason": "Telephone call",
    }  # fmt: skip
    return client(who).post(API, wish | more, format="json")


def count(cast):
    with in_scope(cast):
        return AbsenceRecord.objects.count()


def test_an_absence_is_reported_listed_read_and_closed(cast, ann):
    made = report(cast.hana, ann, details="Slipped disc")
    assert made.status_code == 201
    row = made.json()
    assert (row["state"], row["details"], row["pay"][0]["rate"]) == ("OPEN", "Slipped disc", "full")

    listed = client(cast.hana).get(API, {"state": "OPEN", "search": "Abb"}).json()
    assert [one["absence"] for one in listed["results"]] == [row["absence"]]
    assert "Slipped disc" not in str(listed)
    end = {"last_day": "2026-10-30", "reason": "Back at work"}
    closed = client(cast.hana).post(f"{API}{row['absence']}/close/", end, format="json")

    assert (closed.status_code, closed.json()["last_day"], closed.json()["state"]) == (200, "2026-10-30", "CLOSED")
    again = client(cast.hana).post(f"{API}{row['absence']}/close/", end, format="json")
    assert again.status_code == 409
    with in_scope(cast):
        assert AuditEvent.objects.filter(action="VIEW", label="Ann Abbott").count() >= 2


def test_filters_and_pages(cast, ann):
    report(cast.hana, ann)
    who = client(cast.hana)
    assert who.get(API, {"kind": "INJURY"}).json()["count"] == 0
    assert who.get(API, {"limit": 1}).json()["count"] == 1
    assert who.get(API, {"state": "SOMEWHERE"}).status_code == 400
    assert who.get(API, {"unit": "drawer"}).status_code == 400


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"first_day": "2026-11-03"}, "first_day"),
        ({"first_day": "2026-10-26", "last_day": "2026-10-20"}, "last_day"),
        ({"first_day": "yesterday"}, "first_day"),
        ({"kind": "HOLIDAY"}, "kind"),
        ({"assignment": "00000000-0000-0000-0000-000000000000"}, "assignment"),
        ({"hours_lost_first": "30"}, "hours_lost"),
        ({"reason": "x" * 2_000_000}, "reason"),
        ({"reason": ""}, "reason"),
    ],
)
def test_bad_input_is_named_and_records_nothing(cast, ann, more, field):
    answer = report(cast.hana, ann, **more)

    assert answer.status_code == 400
    assert field in str(answer.json())
    assert count(cast) == 0


def test_overlaps_are_refused_with_a_remedy(cast, ann):
    report(cast.hana, ann)
    answer = report(cast.hana, ann)
    assert (answer.status_code, answer.json()["field"]) == (400, "first_day")
    assert answer.json()["remedy"]


def test_what_is_wrong_is_for_those_who_may_read_it(cast, ann):
    row = report(cast.hana, ann, details="Slipped disc").json()
    marge = user("Marge")
    grant(marge, cast.northshire, Role.LINE_MANAGER)

    seen = client(marge).get(f"{API}{row['absence']}/").json()

    assert (seen["category"], seen["details"]) == ("BACK", None)
    assert report(marge, ann, first_day="2026-09-01", last_day="2026-09-02", details="Gossip").status_code == 403
    assert count(cast) == 1


def test_other_partners_and_people_without_the_permission_get_nowhere(cast, ann):
    row = report(cast.hana, ann).json()
    assert client(cast.dilys).get(API).status_code == 404
    assert client(cast.chen).get(API).status_code in {200, 403}
    sue = user("Sue")
    grant(sue, cast.southborough, Role.HR_ADMIN)
    there = "/api/v1/p/southborough/absences/"
    assert client(sue).get(f"{there}{row['absence']}/").status_code == 404
    end = {"last_day": "2026-10-30", "reason": "Mine now"}
    assert client(sue).post(f"{there}{row['absence']}/close/", end, format="json").status_code == 404
    employee = user("Ann")
    grant(employee, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    assert client(employee).get(API).status_code == 403
    assert report(employee, ann).status_code == 403
    with partner_scope(cast.northshire.pk):
        assert AbsenceRecord.objects.get().valid.lower == date(2026, 10, 26)
