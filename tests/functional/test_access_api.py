"""Proposed access over the API: the operations, permissions and refusals of the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from partners.models import AccessProposal, Grant, OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.people import grant, user

API = "/api/v1/p/northshire/access/"
TODAY = timezone.localdate()
WISH = {
    "email": "lena@example.org",
    "full_name": "Lena Lamb",
    "role": "HR_ADMIN",
    "start": str(TODAY),
    "reason": "Covers",
}


@pytest.fixture
def second(cast):
    who = user("Ugo")
    grant(who, cast.northshire, Role.USER_ADMIN)
    return who


@pytest.fixture
def unit(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        return make.employee(cast.northshire).assignment.post.org_unit


def api(who):
    one = APIClient(raise_request_exception=False)
    one.force_login(who)
    return one


def propose(who, **more):
    return api(who).post(f"{API}proposals/", WISH | more, format="json")


def test_one_administrator_proposes_and_another_approves(cast, second, unit, django_capture_on_commit_callbacks):
    made = propose(cast.uma, unit=unit.name)
    assert (made.status_code, made.json()["state"], made.json()["limited_to"]) == (
        201, "PROPOSED", unit.name
    )  # fmt: skip
    url = f"{API}proposals/{made.json()['proposal']}/"

    assert api(cast.uma).post(f"{url}approve/").status_code == 400
    assert not Grant.objects.filter(user__email=WISH["email"]).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert api(second).post(f"{url}approve/").json()["decided_by"] == str(second)
    given = Grant.objects.get(user__email=WISH["email"])
    assert (given.role, given.unit_id, given.granted_by, given.approved_by) == ("HR_ADMIN", unit.pk, cast.uma, second)
    with partner_scope(cast.northshire.pk):
        assert OutboundMessage.objects.filter(user=given.user).count() == 1
    assert api(second).post(f"{url}approve/").status_code == 409
    assert api(second).get(url).json()["state"] == api(second).get(f"{API}proposals/").json()["results"][0]["state"]


def test_a_proposal_is_refused_with_words_or_taken_back(cast, second):
    one = f"{API}proposals/{propose(cast.uma).json()['proposal']}/"
    assert api(second).post(f"{one}refuse/", {}, format="json").status_code == 400
    assert api(cast.uma).post(f"{one}refuse/", {"note": "No"}, format="json").status_code == 400
    assert api(second).post(f"{one}refuse/", {"note": "No"}, format="json").json()["state"] == "REFUSED"
    two = f"{API}proposals/{propose(cast.uma).json()['proposal']}/"
    assert api(cast.uma).post(f"{two}withdraw/").json()["state"] == "WITHDRAWN"
    assert api(cast.uma).post(f"{two}withdraw/").status_code == 409


@pytest.mark.parametrize(("wrong", "field"), [
    ({"unit": "Nowhere"}, "unit"), ({"employer": "Nobody"}, "employer"), ({"role": "EMPLOYEE"}, "role"),
    ({"start": str(TODAY - timedelta(days=1))}, "start"), ({"email": "nobody"}, "email"), ({"reason": ""}, "reason"),
])  # fmt: skip
def test_bad_input_is_refused_at_its_field(cast, unit, wrong, field):
    answer = propose(cast.uma, **wrong)

    assert (answer.status_code, list(answer.json())) == (400, [field])
    with partner_scope(cast.northshire.pk):
        assert not AccessProposal.objects.exists()


def test_nobody_else_proposes_and_who_may_look_looks(cast, second):
    made = propose(cast.uma).json()["proposal"]

    assert propose(cast.ben).status_code == 403
    assert api(cast.ben).get(f"{API}proposals/{made}/").status_code == 200
    assert api(cast.ben).post(f"{API}proposals/{made}/approve/").status_code == 403
    assert api(cast.hana).get(f"{API}proposals/").status_code == 403
    assert api(cast.dilys).get(f"{API}proposals/{made}/").status_code == 404
    grant(second, cast.southborough, Role.USER_ADMIN)
    assert api(second).post(f"{API.replace('northshire', 'southborough')}proposals/{made}/approve/").status_code == 404


def test_overrides_are_listed_with_what_makes_up_for_them(cast, second):
    last = str(TODAY + timedelta(days=30))
    clash = {"email": cast.rhys.email, "role": "HR_MANAGER", "last_day": last}
    assert propose(cast.uma, **clash).status_code == 400
    made = propose(cast.uma, mitigation="Gwen looks at each run", **clash).json()["proposal"]
    api(second).post(f"{API}proposals/{made}/approve/")

    (row,) = api(cast.chen).get(f"{API}overrides/", {"standing": "current"}).json()["results"]
    assert (row["email"], row["beside"], row["mitigation"], row["last_day"], row["reaches"]) == (
        cast.rhys.email, "Payroll releaser", "Gwen looks at each run", last, "The whole organisation"
    )  # fmt: skip
