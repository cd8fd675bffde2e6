"""Roster files on their pages and over the interface: taken in, looked at, loaded by another, withdrawn."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hr import tasks
from hr.models import RosterImport, RosterLine
from hr.queries.working_time import ALL_JOBS, WORKED, measure
from tests.factories import claims as make_claims
from tests.factories import rosters as send
from tests.functional.people_pages import client, downloaded, events, in_scope, make_people, text

LIST, API = "/p/northshire/rosters/", "/api/v1/p/northshire/rosters/"

pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    made = make_people(cast)
    with in_scope(cast):
        make_claims.kinds(cast.northshire)
    return made


@pytest.fixture
def job(ann):
    return ann.assignment.number


def given(ann, *rows, **more):
    said = {one: str(value) for one, value in send.totals(*rows).items()}
    file = SimpleUploadedFile("october.csv", send.file_of(*rows).read(), "text/csv")
    return {
        "legal_entity": str(ann.org.entity.uuid), "system": "DutyPlan", "first_day": "01/10/2026",
        "last_day": "31/10/2026", "keeps_leave": "on", "file": file,
    } | said | more  # fmt: skip


@pytest.fixture
def take(cast, ann, django_capture_on_commit_callbacks):
    assert tasks.begin_roster

    def do(*rows, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return client(cast.hana).post(f"{LIST}take-in/", given(ann, *rows, **more))

    return do


@pytest.fixture
def load(cast, take, django_capture_on_commit_callbacks):
    def do(*rows):
        take(*rows)
        with django_capture_on_commit_callbacks(execute=True):
            return client(cast.ben).post(f"{address(cast)}load/")

    return do


def address(cast):
    with in_scope(cast):
        return f"{LIST}{RosterImport.objects.latest('id').uuid}/"


def test_a_file_is_taken_in_by_one_and_loaded_by_another(cast, ann, job, take, django_capture_on_commit_callbacks):
    answer = take(send.summary(job), send.claim(job))
    assert (answer.status_code, answer["Location"]) == (302, address(cast))
    shown = text(client(cast.hana).get(address(cast)))
    assert "Waits to be loaded" in shown
    assert "2 rows: 2 new, 0 changed, 0 as before." in shown
    assert "Load it" not in shown

    ben = client(cast.ben)
    assert "Load roster files" in text(ben.get("/p/northshire/"))
    assert "Load it" in text(ben.get(address(cast)))
    assert "approved claims go to payroll" in text(ben.get(f"{address(cast)}load/"))
    with django_capture_on_commit_callbacks(execute=True):
        assert ben.post(f"{address(cast)}load/").status_code == 302

    shown = text(ben.get(address(cast)))
    assert "Loaded 1 summary and 1 claim" in shown
    assert "Sent to payroll, period from 1 November 2026" in shown
    assert "OT-1" not in text(ben.get(f"{address(cast)}?kind=SUMMARY"))
    assert "OT-1" in text(ben.get(f"{address(cast)}?q=ot-1"))
    assert "OT-1" not in text(ben.get(f"{address(cast)}?counts=out"))
    assert client(cast.hana).post(f"{address(cast)}load/").status_code == 403


def test_faults_are_listed_filtered_and_downloaded(cast, ann, take, job):
    take(send.summary("999-1"), send.summary(job, hours_planned="800"))

    hana = client(cast.hana)
    assert "See the 2 faults" in text(hana.get(address(cast)))
    shown = text(hana.get(f"{address(cast)}faults/"))
    assert "There is no job with this number." in shown
    assert "800 hours do not fit into 31 days." in shown
    assert "no job" not in text(hana.get(f"{address(cast)}faults/?q=planned"))
    file = downloaded(hana.get(f"{address(cast)}faults/?download=csv"))
    assert "There is no job with this number." in str(file)
    assert events(cast, action="EXPORT", object_type="hr_rosterimport") == 1
    assert client(cast.ben).post(f"{address(cast)}withdraw/", {"reason": "Sent by mistake"}).status_code == 422


def test_a_form_with_mistakes_says_what_to_do(cast, ann, take, job):
    take(send.summary(job))
    twice = take(send.summary(job))
    assert (twice.status_code, "nothing has changed" in text(twice)) == (422, True)
    late = take(send.summary(job), last_day="30/11/2026")
    assert (late.status_code, "that are over" in text(late)) == (422, True)
    odd = take(send.summary(job), file=SimpleUploadedFile("x.csv", b"a,b\n1,2\n", "text/csv"), system="Other")
    assert odd.status_code == 422
    assert "Enter the sender’s total: rows" in text(take(send.summary(job), rows=""))
    with in_scope(cast):
        assert RosterImport.objects.count() == 1


def test_a_withdrawal_says_why_and_takes_everything_back(cast, ann, load, job):
    load(send.summary(job), send.claim(job))

    ben = client(cast.ben)
    assert ben.post(f"{address(cast)}withdraw/", {"reason": ""}).status_code == 422
    assert ben.post(f"{address(cast)}withdraw/", {"reason": "The file of another month"}).status_code == 302
    assert "Withdrawn by Ben Example: The file of another month" in text(ben.get(address(cast)))
    with in_scope(cast):
        assert not RosterLine.objects.filter(in_force=True).exists()


def test_a_person_shows_their_rosters_and_hours(cast, ann, load, job):
    load(send.summary(job, hours_worked="217"))

    hana = client(cast.hana)
    shown = text(hana.get(f"/p/northshire/people/{ann.person.uuid}/rosters/"))
    assert "Watch 2-2-4, nights, shifts" in shown
    assert "Hours a week worked over all jobs 49" in shown
    working = text(hana.get(f"/p/northshire/people/{ann.person.uuid}/working-time/"))
    assert "More than 48 on average; no written agreement is recorded" in working
    assert events(cast, action="VIEW", object_type="hr_person") >= 1
    with in_scope(cast):
        figures = measure(partner_id=cast.northshire.pk, person_id=ann.person.pk, on=date(2026, 11, 2))
    assert {one.label: one.value for one in figures} == {ALL_JOBS: Decimal("37.00"), WORKED: Decimal("49.00")}


def test_who_may(cast, ann, load, job):
    load(send.summary(job))

    gwen, chen = client(cast.gwen), client(cast.chen)
    assert [gwen.get(one).status_code for one in (LIST, address(cast))] == [403, 403]
    assert [chen.get(one).status_code for one in (LIST, address(cast), f"{address(cast)}load/")] == [200, 200, 403]
    assert client(cast.ben).get(f"{LIST}take-in/").status_code == 403
    other = address(cast).replace("northshire", "southborough")
    assert client(cast.dilys).get(other).status_code in {403, 404}


def test_the_template_has_the_headings(cast, ann):
    hana = client(cast.hana)

    assert b"record,job_number,first_day" in b"".join(hana.get(f"{LIST}template.csv").streaming_content)
    assert hana.get(f"{LIST}template.xlsx").status_code == 200
    assert hana.get(f"{LIST}template.pdf").status_code == 404


def test_the_interface_does_the_same(cast, ann, job, django_capture_on_commit_callbacks):
    assert tasks.begin_roster
    hana, ben = client(cast.hana), client(cast.ben)
    rows = (send.summary(job), send.claim(job))
    with django_capture_on_commit_callbacks(execute=True):
        made = hana.post(API, given(ann, *rows, first_day="2026-10-01", last_day="2026-10-31"))
    assert (made.status_code, made.json()["state"]) == (202, "CHECKING")
    one = f"{API}{made.json()['roster']}/"
    found = hana.get(one).json()
    assert (found["state"], found["last_day"], found["totals"]["hours_worked"]) == ("READY", "2026-10-31", "160")
    assert hana.post(f"{one}load/").status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert ben.post(f"{one}load/").status_code == 202
    assert ben.post(f"{one}load/").status_code == 409
    lines = hana.get(f"{one}rows/").json()["results"]
    assert [(row["row"], row["kind"], row["in_force"], row["pay_period"]) for row in lines] == [
        (2, "SUMMARY", True, None), (3, "CLAIM", True, "2026-11-01"),
    ]  # fmt: skip
    assert hana.get(f"{one}faults/").json()["count"] == 0
    assert hana.get(f"/api/v1/p/northshire/people/{ann.person.uuid}/rosters/").json()["count"] == 2
    again = hana.post(API, given(ann, *rows, first_day="2026-10-01", last_day="2026-10-31"))
    assert again.status_code == 400
    assert ben.post(f"{one}withdraw/", {"reason": "x"}, content_type="application/json").status_code == 400
    gone = ben.post(f"{one}withdraw/", {"reason": "Another month"}, content_type="application/json")
    assert (gone.status_code, gone.json()["state"]) == (200, "WITHDRAWN")
    assert hana.get(API).json()["count"] == 1
