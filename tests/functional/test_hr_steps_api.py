"""Starters, drafts of posts, vacancies, ends of leave years, one's own sickness and questions over the interface."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from hr import tasks  # noqa: F401 - work that is rung for by name
from hr.models import AbsenceRecord, FitNote, HrQuestion, LeaveCredit, Post, StarterCase
from hr.operations import bank_checks
from partners.roles import Role
from tests import starters as story
from tests.factories import hr as make
from tests.functional.people_pages import in_scope
from tests.people import grant, user

API = "/api/v1/p/northshire/"
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("second_of_november")


def api(who):
    one = APIClient(raise_request_exception=False)
    one.force_login(who)
    return one


@pytest.fixture
def me(cast, ann):
    who = user("Annlogin")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return api(who)


@pytest.fixture
def other(cast, ann):
    who = user("Otherlogin")
    with in_scope(cast):
        person = make.employee(cast.northshire, org=ann.org, employment_fields={"employee_no": "200019"}).person
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=person.pk)
    return api(who)


def test_one_asks_hr_writes_more_and_takes_it_back(cast, ann, me, other):
    asked = {"topic": "QUESTION", "subject": "My hours", "text": "Are they right?"}
    assert me.post(f"{API}ask-hr/", asked | {"text": "x" * 5001}, format="json").status_code == 400
    made = me.post(f"{API}ask-hr/", asked, format="json")
    assert (made.status_code, made.json()["state"], len(made.json()["messages"])) == (201, "ASKED", 1)
    at = f"{API}ask-hr/{made.json()['question']}/"
    assert len(me.post(f"{at}reply/", {"text": "And my leave?"}, format="json").json()["messages"]) == 2
    assert me.get(f"{API}ask-hr/").json()["count"] == 1
    assert (other.get(at).status_code, other.post(f"{at}withdraw/").status_code) == (404, 404)
    assert api(cast.hana).get(f"{API}ask-hr/").status_code == 403
    assert me.post(f"{at}withdraw/").json()["state"] == "WITHDRAWN"
    assert me.post(f"{at}withdraw/").status_code == 409
    with in_scope(cast):
        assert HrQuestion.objects.get().state == "WITHDRAWN"


def test_one_reports_sickness_hands_in_a_note_and_comes_back(cast, ann, me, other):
    ill = {"assignments": [str(ann.assignment.uuid)], "category": "BACK", "first_day": "2026-10-20",
           "is_self_certified": True}  # fmt: skip
    assert other.post(f"{API}my-time/sickness/", ill, format="json").status_code == 400  # not their job
    assert me.post(f"{API}my-time/sickness/", ill | {"first_day": "2026-08-01"}, format="json").status_code == 400
    (made,) = me.post(f"{API}my-time/sickness/", ill, format="json").json()
    at = f"{API}my-time/sickness/{made['absence']}/"
    note = {"outcome": "NOT_FIT", "covers_from": "2026-10-20", "covers_to": "2026-11-10"}
    wrong = SimpleUploadedFile("n.pdf", b"MZ no note")
    assert me.post(f"{at}fit-note/", note | {"document": wrong}, format="multipart").status_code == 400
    right = SimpleUploadedFile("n.pdf", b"%PDF-1.7 a note")
    assert me.post(f"{at}fit-note/", note | {"document": right}, format="multipart").status_code == 201
    assert other.post(f"{at}back/", {"last_day": "2026-11-01"}, format="json").status_code == 404
    assert me.post(f"{at}back/", {"last_day": "2026-11-01"}, format="json").json()["state"] == "CLOSED"
    assert me.post(f"{at}back/", {"last_day": "2026-11-01"}, format="json").status_code == 409
    assert [one["last_day"] for one in me.get(f"{API}my-time/sickness/").json()["results"]] == ["2026-11-01"]
    with in_scope(cast):
        assert (AbsenceRecord.objects.count(), FitNote.objects.count()) == (1, 1)


def test_a_year_end_is_prepared_by_one_and_approved_by_another(cast, ann, django_capture_on_commit_callbacks):
    def work(browser, address, given):
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post(address, given, format="json").status_code

    def latest():
        return hana.get(f"{API}leave-year-ends/").json()["results"][0]

    with in_scope(cast):
        make.absence_terms(ann.org.staff_group)
    hana, ben = api(cast.hana), api(cast.ben)
    wanted = {"year_start": "2026-04-01", "reason": "End of March"}
    assert hana.post(f"{API}leave-year-ends/", wanted | {"year_start": "2027-04-01"}, format="json").status_code == 400
    assert work(hana, f"{API}leave-year-ends/", wanted) == 202
    made = latest()
    assert made["state"] == "PREPARED"
    at = f"{API}leave-year-ends/{made['year_end']}/"
    assert hana.get(f"{at}jobs/").json()["count"] == made["n_jobs"]
    assert hana.post(f"{at}approve/", {"reason": "Mine"}, format="json").status_code == 403
    assert (work(ben, f"{at}approve/", {"reason": "Seen"}), latest()["state"]) == (202, "APPROVED")
    assert ben.post(f"{at}approve/", {"reason": "Again"}, format="json").status_code == 409
    assert (work(ben, f"{at}undo/", {"reason": "Wrong year"}), latest()["state"]) == (202, "UNDONE")
    work(hana, f"{API}leave-year-ends/", wanted)
    rows = hana.get(f"{API}leave-year-ends/").json()["results"]
    again = next(one["year_end"] for one in rows if one["state"] == "PREPARED")
    gone = hana.post(f"{API}leave-year-ends/{again}/discard/", {"reason": "Later"}, format="json")
    assert gone.json()["state"] == "DISCARDED"
    assert hana.get(f"{API}leave-year-ends/").json()["count"] == 2
    assert api(cast.dilys).get(at).status_code == 404
    with in_scope(cast):
        assert not LeaveCredit.objects.filter(cancelled_at=None).exists()


def test_a_start_is_opened_accepted_moved_and_ended(cast, ann):
    hana = api(cast.hana)
    wish = {"surname": "Quill", "forenames": "Quincy", "date_of_birth": "1990-05-06", "sex": "M",
            "start_date": "2026-12-01"}  # fmt: skip
    assert hana.post(f"{API}starters/", wish | {"nino": "XX"}, format="json").status_code == 400
    known = wish | {"surname": ann.person.surname, "date_of_birth": ann.person.date_of_birth.isoformat()}
    assert hana.post(f"{API}starters/", known, format="json").status_code == 400  # known here before
    made = hana.post(f"{API}starters/", wish, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "OFFER")
    at = f"{API}starters/{made.json()['case']}/"
    assert hana.get(f"{API}starters/", {"state": "open", "search": "quill"}).json()["count"] == 1
    assert hana.post(f"{at}accept/").status_code == 400  # no job is said
    assert hana.post(f"{at}submit/").status_code in {400, 409}
    assert hana.post(f"{at}approve/").status_code == 403
    ended = hana.post(f"{at}void/", {"reason": "Took another offer"}, format="json")
    assert ended.json()["state"] == "VOID_START"
    assert api(cast.dilys).get(at).status_code == 404
    assert api(cast.amara).get(f"{API}starters/").status_code == 403


def test_a_signed_start_is_approved_by_the_hr_manager_moved_and_arrives(cast, ann):
    with in_scope(cast):
        case = story.signed(cast, ann.org, start=date(2026, 11, 9), at=NOW)
        story.payroll_facts.give(case=case.uuid, said=story.ANSWERS, by=cast.hana, at=NOW)
    at = f"{API}starters/{case.uuid}/"
    hana, ben = api(cast.hana), api(cast.ben)
    moved = hana.post(f"{at}move/", {"start_date": "2026-11-02", "reason": "Can come sooner"}, format="json")
    assert (moved.status_code, moved.json().get("start_date")) == (200, "2026-11-02"), moved.json()
    assert hana.post(f"{at}submit/").json()["state"] == "SUBMITTED"
    assert ben.post(f"{at}send-back/", {"reason": "Look again"}, format="json").json()["state"] == "CONTRACT_SIGNED"
    hana.post(f"{at}submit/")
    approved = ben.post(f"{at}approve/")
    assert (approved.status_code, approved.json().get("state")) == (200, "READY"), approved.json()
    came = ben.post(f"{at}arrived/", {"arrived_on": "2026-11-02"}, format="json")
    assert came.status_code == 200, came.json()
    with in_scope(cast):
        assert StarterCase.objects.get(pk=case.pk).arrived_on == date(2026, 11, 2)


def test_a_draft_of_a_post_is_made_and_discarded_and_a_vacancy_goes_its_way(cast, ann):
    hana = api(cast.hana)
    with in_scope(cast):
        unit, role = ann.org.post.org_unit.uuid, ann.org.post.role.uuid
    wish = {"post_no": "P-7", "role": str(role), "unit": str(unit), "established_fte": "1.00",
            "effective_from": "2026-12-01", "reason": "New team"}  # fmt: skip
    made = hana.post(f"{API}posts/drafts/", wish, format="json")
    assert (made.status_code, made.json().get("state")) == (201, "DRAFT"), made.json()
    assert hana.post(f"{API}posts/drafts/", wish, format="json").status_code == 400  # the number is taken
    at = f"{API}posts/{made.json()['post']}/"
    assert hana.post(f"{at}take-back/").status_code == 409  # nobody was asked
    assert api(cast.chen).post(f"{at}discard/", {"reason": "x"}, format="json").status_code == 403
    assert hana.post(f"{at}discard/", {"reason": "Not wanted"}, format="json").status_code == 204
    assert hana.post(f"{at}discard/", {"reason": "Again"}, format="json").status_code == 404
    with in_scope(cast):
        assert not Post.objects.filter(post_no="P-7").exists()
        Post.objects.filter(pk=ann.org.post.pk).update(established_fte=9)
    post = f"{API}posts/{ann.org.post.uuid}/vacancies/"
    search = {"fte": "1", "authorisation": "Board 12", "opened_on": "2026-11-02", "reason": "Vacant since May"}
    assert hana.post(post, search | {"fte": "99"}, format="json").status_code == 400
    opened = hana.post(post, search, format="json")
    assert (opened.status_code, opened.json().get("stage")) == (201, "AUTHORISED"), opened.json()
    step = f"{API}vacancies/{opened.json()['vacancy']}/"
    assert hana.post(step, {"action": "nonsense", "reason": "x"}, format="json").status_code == 400
    assert hana.post(step, {"action": "advertise", "reason": "Out"}, format="json").json()["stage"] == "ADVERTISED"
    assert hana.post(step, {"action": "advertise", "reason": "Again"}, format="json").status_code == 409
    assert api(cast.dilys).get(step).status_code == 404


def test_a_second_account_is_recorded_by_one_and_accepted_by_another(cast, ann, me):
    at = f"{API}people/{ann.person.uuid}/employments/{ann.employment.uuid}/second-account/"
    asked = {
        "channel": "IN_PERSON", "evidence": "Came to the office with her passport", "amount": "200.00",
        "holder": "Ann Abbott", "sort_code": "20-00-00", "account_number": "55779911",
    }  # fmt: skip
    hana, ben = api(cast.hana), api(cast.ben)
    assert me.post(at, asked, format="json").status_code == 403
    assert hana.post(at, asked | {"channel": "LETTER"}, format="json").status_code == 400
    elsewhere = at.replace(str(ann.person.uuid), str(ann.employment.uuid))
    assert hana.post(elsewhere, asked, format="json").status_code == 404
    refused = hana.post(at, asked | {"account_number": "1"}, format="json")
    assert (refused.status_code, "55779911" in refused.content.decode()) == (400, False)
    assert hana.post(f"{at}end/", asked, format="json").status_code == 400  # there is none to end

    made = hana.post(at, asked, format="json")
    assert made.status_code == 201, made.content
    said = made.json()
    assert (said["part"], said["amount"], said["account"]) == ("SECOND", "200.00", "••••9911")
    assert hana.post(at, asked, format="json").status_code == 400  # one is under way
    change = f"{API}bank-changes/{said['bank_change']}/"
    assert hana.post(f"{change}accept/", {"note": "x"}, format="json").status_code == 403
    assert ben.post(f"{change}accept/", {"note": "x"}, format="json").status_code == 409  # before the checks
    with in_scope(cast):
        bank_checks.check(change=said["bank_change"], at=NOW)
    accepted = ben.post(f"{change}accept/", {"note": "Rang her on the number on record"}, format="json")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "COOLING_OFF")
    assert ben.post(f"{change}stop/", {}, format="json").status_code == 400  # without words
    assert ben.post(f"{change}stop/", {"note": "She has thought better of it"}, format="json").status_code == 200
    assert ben.post(f"{change}stop/", {"note": "Again"}, format="json").status_code == 409
    assert ben.get(change).json()["state"] == "REJECTED"
    assert api(cast.dilys).get(change.replace("northshire", "southborough")).status_code in {403, 404}


def test_hours_are_carried_over_once_and_cancelled(cast, ann, me):
    with in_scope(cast):
        make.absence_terms(ann.org.staff_group)
    at = f"{API}jobs/{ann.assignment.uuid}/leave/"
    asked = {"year_start": "2027-04-01", "bucket": "contractual", "hours": "10.00", "reason": "Long projects"}
    hana = api(cast.hana)
    assert me.post(f"{at}carry-over/", asked, format="json").status_code == 403
    assert hana.post(f"{at}carry-over/", asked | {"bucket": "none"}, format="json").status_code == 400
    assert hana.post(f"{at}carry-over/", asked | {"hours": "9000.00"}, format="json").status_code == 400
    made = hana.post(f"{at}carry-over/", asked, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["hours"] == "10.00"
    assert hana.post(f"{at}carry-over/", asked, format="json").status_code == 400
    ends = f"{at}carried/{made.json()['credit']}/cancel/"
    assert hana.post(ends, {}, format="json").status_code == 400
    ended = hana.post(ends, {"reason": "Wrong job"}, format="json")
    assert (ended.status_code, ended.json()["cancelled_at"] is None) == (200, False)
    assert hana.post(ends, {"reason": "Again"}, format="json").status_code == 400
