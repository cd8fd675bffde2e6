"""Pages and interface of accidents and exposure at work: recorded, shown to few, ended, reported, withdrawn (HR-13)."""

from datetime import date

import pytest

from hr.models import SafetyRecord
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.functional.people_pages import client, in_scope, make_people, text
from tests.people import grant, user

pytestmark = pytest.mark.django_db
PAGE, API = "/p/northshire/safety/", "/api/v1/p/northshire/safety/"
FORM = {
    "employee_no": "200001", "kind": "ACCIDENT", "category": "FALL", "happened_on": "2026-03-02", "place": "Depot",
    "account": "Wet floor", "riddor": "SPECIFIED",
}  # fmt: skip
GIVEN = {
    "kind": "EXPOSURE", "category": "NOISE", "happened_on": "2026-03-02", "place": "Yard", "account": "Saws",
}  # fmt: skip


@pytest.fixture
def ann(cast):
    return make_people(cast)


def post(who, path, data):
    return client(who).post(path, data, follow=True)


def form(**changed):
    return FORM | changed


def test_hr_records_an_accident_and_notes_the_report(cast, ann):
    answer = post(cast.hana, f"{PAGE}new/", form())
    assert "It is recorded." in text(answer)
    with in_scope(cast):
        row = SafetyRecord.objects.get()
    shown = text(client(cast.hana).get(f"{PAGE}{row.uuid}/"))
    assert "By 12 March 2026" in shown
    assert "Late" in shown
    assert "Record the last day of exposure" not in shown

    answer = post(cast.hana, f"{PAGE}{row.uuid}/report/", {"reported_on": "2026-03-05", "reference": "F2508"})

    assert "5 March 2026" in text(answer)
    with in_scope(cast):
        assert AuditEvent.objects.filter(object_type="hr_safetyrecord", action="VIEW").exists()


def test_a_wrong_number_and_a_wrong_category_stand_beside_their_fields(cast, ann):
    answer = post(cast.hana, f"{PAGE}new/", form(employee_no="999999"))
    assert "Nobody has this employee number here." in text(answer)  # HR-SAFETY-NUMBER
    answer = post(cast.hana, f"{PAGE}new/", form(category="NOISE"))
    assert "does not belong to what you record: accident" in text(answer)


def test_managers_and_auditors_see_nothing_of_it(cast, ann):
    manager, auditor = user("Manager"), user("Auditor")
    grant(manager, cast.northshire, Role.LINE_MANAGER)
    grant(auditor, cast.northshire, Role.AUDITOR)
    for who in (manager, auditor, cast.amara):
        assert client(who).get(PAGE).status_code in {403, 404}
        assert client(who).get(API).status_code in {403, 404}


def test_the_interface_records_ends_withdraws_and_hides_another_partners(cast, ann):
    web = client(cast.hana)
    made = web.post(API, GIVEN | {"person": str(ann.person.uuid)}, content_type="application/json")
    assert (made.status_code, made.json()["riddor"]) == (201, "NO")
    one = f"{API}{made.json()['record']}/"
    assert web.get(API).json()["results"][0]["category"] == "Noise"
    ended = web.post(f"{one}end/", {"ended_on": "2026-06-01"}, content_type="application/json")
    assert ended.json()["ended_on"] == "2026-06-01"
    again = web.post(f"{one}end/", {"ended_on": "2026-06-01"}, content_type="application/json")
    assert again.status_code == 400
    gone = web.post(f"{one}withdraw/", {"reason": "Another person"}, content_type="application/json")
    assert gone.json()["withdrawn_why"] == "Another person"
    assert web.get(API).json()["count"] == 0
    with partner_scope(cast.southborough.pk, actor_id=cast.hana.pk, reason="test"):
        other = make.employee(cast.southborough, start=date(2020, 4, 1))
    nobody = web.post(API, GIVEN | {"person": str(other.person.uuid)}, content_type="application/json")
    assert nobody.status_code == 400
    assert web.get(one.replace("northshire", "southborough")).status_code == 404


def test_the_list_leaves_as_csv_without_what_happened(cast, ann):
    post(cast.hana, f"{PAGE}new/", form())

    answer = client(cast.hana).get(f"{PAGE}?format=csv")

    said = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "Slip, trip or fall" in said
    assert "Wet floor" not in said
