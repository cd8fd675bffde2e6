"""Employees' own record and proposals over the API: the operations, permissions and refusals of the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from hr.models import Document, EmergencyContact, Person
from partners.models import ChangeRequest
from partners.roles import Role
from tests.factories import hr as make
from tests.functional.people_pages import approve_all, client, in_scope
from tests.people import grant, user

API = "/api/v1/p/northshire/me/"


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def other(cast, ann):
    with in_scope(cast):
        return make.employee(
            cast.northshire, org=ann.org, person_fields={"surname": "Other", "forenames": "Olga"},
            employment_fields={"employee_no": "200019"},
        )  # fmt: skip


@pytest.fixture
def me(cast, ann):
    who = user("Annlogin")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return api(who)


def api(who):
    one = APIClient(raise_request_exception=False)
    one.force_login(who)
    return one


def scan(content=b"%PDF-1.7 a scan"):
    return SimpleUploadedFile("scan.pdf", content, content_type="application/pdf")


def asked(ann, **more):
    return {"person": str(ann.person.uuid), "reason": "Spelt wrongly", "document": scan()} | more


WISHES = {
    "name": {"surname": "Newname", "forenames": "Ann", "evidence": "DEED", "is_restricted": "false"},
    "birth": {"date_of_birth": "1989-03-04"},
    "nino": {"nino": "CE 12 34 57 B"},
}


def test_details_are_read_and_changed_like_on_the_pages(cast, ann, other, me):
    (mine,) = me.get(f"{API}details/").json()
    assert (mine["person"], mine["nino_masked"]) == (str(ann.person.uuid), "AB••••••C")
    record, hers = f"{API}details/{ann.person.uuid}/", f"{API}details/{other.person.uuid}/"
    address = {"address_line_1": "1 New Street", "town": "Northtown", "postcode": "n1 1aa"}
    assert me.put(f"{record}address/", address, format="json").json()["postcode"] == "N1 1AA"
    refused = me.put(f"{record}address/", address | {"postcode": "1"}, format="json")
    assert (refused.status_code, refused.json()["field"]) == (400, "postcode")
    reach = {"email": "ann@home.example", "phone": "07700 900456", "known_as": "Annie"}
    assert me.put(f"{record}contacts/", reach, format="json").json()["known_as"] == "Annie"
    friend = {"name": "Fred", "relationship": "Brother", "phone": "07700 900457"}
    made = me.post(f"{record}emergency/", friend, format="json")
    assert made.status_code == 201
    contact = made.json()["emergency_contacts"][0]["contact"]

    for answer in (
        me.put(f"{hers}address/", address, format="json"), me.put(f"{hers}contacts/", reach, format="json"),
        me.post(f"{hers}emergency/", friend, format="json"),
    ):  # fmt: skip
        assert answer.status_code == 404
    assert api(cast.hana).get(f"{API}details/").status_code == 403
    assert me.delete(f"{API}emergency/{contact}/").status_code == 204
    assert me.delete(f"{API}emergency/{contact}/").status_code == 404
    with in_scope(cast):
        assert Person.objects.get(pk=other.person.pk).known_as == ""
        assert EmergencyContact.objects.get().removed_at is not None


@pytest.mark.parametrize("name", sorted(WISHES))
def test_a_detail_is_asked_for_with_its_document_and_approved_by_hr(cast, ann, me, name):
    made = me.post(f"{API}changes/{name}/", asked(ann, **WISHES[name]), format="multipart")
    assert (made.status_code, made.json()["state"]) == (201, "WAITING"), made.content
    assert "CE123457B" not in made.content.decode()
    assert me.get(f"{API}changes/").json()["count"] == 1
    with in_scope(cast):
        assert Document.objects.get().about == "request"
    approve_all(cast)
    seen = me.get(f"{API}changes/{made.json()['uuid']}/").json()
    assert (seen["state"], seen["actions"]) == ("APPLIED", [])


def test_what_is_wrong_is_refused_and_leaves_nothing(cast, ann, other, me):
    address = f"{API}changes/birth/"
    for wish, status in (
        (asked(ann, document=scan(b"MZ program"), date_of_birth="1989-03-04"), 400),
        (asked(ann, date_of_birth="4 March"), 400),
        (asked(ann, date_of_birth="1989-03-04", reason="x" * 201), 400),
        ({"person": str(ann.person.uuid), "reason": "x", "date_of_birth": "1989-03-04"}, 400),
        (asked(other, date_of_birth="1989-03-04"), 404),
    ):
        assert me.post(address, wish, format="multipart").status_code == status, wish
    assert me.post(f"{API}changes/nino/", asked(ann, nino="QQ123456C"), format="multipart").status_code == 400
    hours = {"contract_hours": "18.5", "effective_from": "2027-01-01", "reason": "Fridays"}
    mine, hers = ({"assignment": str(one.assignment.uuid)} for one in (ann, other))
    assert me.post(f"{API}changes/hours/", hours | hers, format="json").status_code == 404
    early = me.post(f"{API}changes/hours/", hours | mine | {"effective_from": "2026-11-02"}, format="json")
    assert (early.status_code, early.json()["field"]) == (400, "effective_from")
    assert api(cast.hana).post(f"{API}changes/hours/", hours | mine, format="json").status_code == 403
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()
        assert not Document.objects.exists()


def test_hours_come_back_are_asked_for_again_and_withdrawn(cast, ann, me):
    wish = {
        "assignment": str(ann.assignment.uuid), "contract_hours": "18.5", "effective_from": "2027-01-01",
        "reason": "Fridays",
    }  # fmt: skip
    made = me.post(f"{API}changes/hours/", wish, format="json").json()
    assert [one[0] for one in made["effects"]][:1] == ["Full-time equivalent"]
    assert not any("establishment" in one[0] or "post" in one[0] for one in made["effects"])
    with in_scope(cast):
        row = ChangeRequest.objects.get()
    decision = {"content_hash": row.content_hash, "comment": "From March", "decision": "return"}
    client(cast.ben).post(f"/p/northshire/changes/{row.uuid}/refuse/", decision)
    assert me.get(f"{API}changes/{row.uuid}/").json()["actions"] == ["withdraw", "resubmit"]

    later = wish | {"effective_from": "2027-03-01", "change": str(row.uuid)}
    assert me.post(f"{API}changes/hours/", later, format="json").json()["uuid"] == str(row.uuid)
    assert me.post(f"{API}changes/{row.uuid}/withdraw/").json()["state"] == "WITHDRAWN"
    assert me.post(f"{API}changes/{row.uuid}/withdraw/").status_code == 409
    theirs = api(cast.hana).post(
        "/api/v1/p/northshire/changes/",
        {"kind": "hr.location", "reason": "Moves", "payload": {
            "assignment": str(ann.assignment.uuid), "effective_from": "2027-01-01", "location": "Depot"}},
        format="json",
    )  # fmt: skip
    assert me.get(f"{API}changes/{theirs.json()['uuid']}/").status_code == 404


def test_the_schema_names_what_employees_may_ask_for(me):
    paths = me.get("/api/v1/schema/", {"format": "json"}).json()["paths"]
    for name in ("details/", "changes/", "changes/hours/", "changes/name/", "changes/birth/", "changes/nino/"):
        assert f"/api/v1/p/{{partner_code}}/me/{name}" in paths
