"""Declared interests over the interface: the same operations, permissions and trail as the pages."""

import pytest
from rest_framework.test import APIClient

from partners.models import AuditEvent
from partners.queries import deciders
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.functional.people_pages import in_scope, make_people
from tests.people import PASSWORD, grant, user

API = "/api/v1/p/northshire/"
SISTER = {"kind": "RELATIVE", "name": "Somebody Else", "relation": "my sister"}

pytestmark = pytest.mark.usefixtures("second_of_november")


def client(who):
    made = APIClient()
    assert made.login(email=who.email, password=PASSWORD)
    return made


@pytest.fixture
def one(cast):
    """Ann’s record; Will, who has one of his own."""
    ann = make_people(cast)
    with in_scope(cast):
        record = hr.employee(cast.northshire, org=ann.org)
    will = user("Will")
    grant(will, cast.northshire, Role.EMPLOYEE, person_id=record.person.pk)
    return ann, will


def test_one_declares_and_confirms_and_hr_links_and_ends(cast, one):
    ann, will = one
    me, ben = client(will), client(cast.ben)
    assert me.post(f"{API}my-interests/", SISTER | {"kind": "AUNT"}, format="json").status_code == 400
    made = me.post(f"{API}my-interests/", SISTER, format="json")
    assert (made.status_code, made.json()["relation"]) == (201, "my sister")
    assert "about" not in made.json()
    assert me.post(f"{API}my-interests/", SISTER, format="json").status_code == 400
    mine = me.get(f"{API}my-interests/").json()["results"]
    assert [row["name"] for row in mine] == ["Somebody Else"]
    uid = mine[0]["interest"]
    assert me.post(f"{API}my-interests/{uid}/confirm/").status_code == 200

    listed = ben.get(f"{API}interests/?state=unlinked").json()["results"]
    assert [(row["interest"], row["linked"]) for row in listed] == [(uid, "To link")]
    assert "my sister" not in str(listed)
    assert ben.post(f"{API}interests/{uid}/link/", {"employee_no": "none"}, format="json").status_code == 400
    linked = ben.post(f"{API}interests/{uid}/link/", {"employee_no": ann.employment.employee_no}, format="json")
    assert linked.json()["about"] == str(ann.person.uuid)
    with in_scope(cast):
        assert deciders.close_people(will, cast.northshire.pk) == {ann.person.pk}
        looks = AuditEvent.objects.filter(action="VIEW", object_type="hr_declaredinterest", object_id=uid)
        before = looks.count()
    assert ben.get(f"{API}interests/{uid}/").status_code == 200
    with in_scope(cast):
        assert looks.count() == before + 1
    assert ben.post(f"{API}interests/{uid}/end/", {"reason": ""}, format="json").status_code == 400
    assert ben.post(f"{API}interests/{uid}/end/", {"reason": "Parted"}, format="json").json()["end_reason"] == "Parted"
    assert me.post(f"{API}my-interests/{uid}/confirm/").status_code == 400
    with in_scope(cast):
        assert deciders.close_people(will, cast.northshire.pk) == set()


def test_others_reach_no_declaration(cast, one):
    _ann, will = one
    uid = client(will).post(f"{API}my-interests/", SISTER, format="json").json()["interest"]
    assert client(cast.hana).get(f"{API}interests/").status_code == 403
    assert client(will).get(f"{API}interests/{uid}/").status_code == 403
    other = user("Otto")
    with in_scope(cast):
        record = hr.employee(cast.northshire)
    grant(other, cast.northshire, Role.EMPLOYEE, person_id=record.person.pk)
    assert client(other).post(f"{API}my-interests/{uid}/confirm/").status_code == 404
    recorded = SISTER | {"email": "ben@example.org"}
    assert client(cast.ben).post(f"{API}interests/", recorded, format="json").status_code == 400  # one’s own
    with partner_scope(cast.southborough.pk, reason="test"):
        sue = user("Sue")
        grant(sue, cast.southborough, Role.HR_MANAGER)
    assert client(sue).get(f"/api/v1/p/southborough/interests/{uid}/").status_code == 404
    assert client(cast.ben).post(f"{API}interests/", SISTER | {"email": will.email}, format="json").status_code == 400
