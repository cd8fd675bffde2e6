"""One person through the interface: the masks, the trace and the wall of the pages."""

import pytest

from hr.models import Person
from partners.roles import Role
from tests.functional.people_pages import NINO, client, events, in_scope, make_people
from tests.people import grant, user

API = "/api/v1/p/northshire/people/"


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def north(cast):
    return make_people(cast)


@pytest.fixture
def hana(cast, north):
    return client(cast.hana)


def test_a_person_is_answered_as_at_a_day_with_what_is_masked_on_pages(cast, hana, north):
    answer = hana.get(f"{API}{north.person.uuid}/")
    found = answer.json()

    assert answer.status_code == 200
    assert (found["name"], found["on"]) == ("Ann Abbott", "2026-11-02")
    assert (NINO in answer.content.decode(), found["nino_masked"][-1]) == (False, "C")
    (job,) = found["employments"][0]["jobs"]
    assert job["terms"]["contract_hours"] == "37.00"
    assert found["employments"][0]["bank"].startswith("••••")
    assert events(cast, action="VIEW", object_id=str(north.person.pk)) == 1


def test_before_the_first_day_there_are_no_terms(hana, north):
    found = hana.get(f"{API}{north.person.uuid}/?on=2000-01-01").json()

    assert found["employments"][0]["jobs"][0]["terms"] is None


def test_pay_is_for_those_who_may_see_pay_and_others_leave_no_trace_of_it(cast, north):
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER, unit=north.org.unit.pk)

    found = client(mona).get(f"{API}{north.person.uuid}/").json()

    (one,) = found["employments"]
    assert found["shows_pay"] is False
    assert [one[name] for name in ("tax_code", "ni_category", "student_loans", "bank")] == [None] * 4
    assert (one["jobs"][0]["terms"]["annual"], one["jobs"][0]["pension"]) == (None, None)
    assert one["jobs"][0]["terms"]["contract_hours"] == "37.00"
    assert events(cast, action="VIEW", object_id=str(north.person.pk)) == 0


def test_a_protected_address_is_not_answered(cast, hana, north):
    with in_scope(cast):
        Person.objects.filter(pk=north.person.pk).update(
            is_sensitive=True, address_line_1="1 Hidden Lane", phone="01632 960001"
        )

    answer = hana.get(f"{API}{north.person.uuid}/")

    assert answer.json()["address"] == ["Protected"]
    assert [one in answer.content.decode() for one in ("Hidden Lane", "960001")] == [False, False]


def test_a_wrong_day_and_a_strange_person_are_refused(cast, hana, north):
    assert hana.get(f"{API}{north.person.uuid}/?on=31-31-2026").json().keys() == {"on"}
    assert client(cast.dilys).get(f"/api/v1/p/southborough/people/{north.person.uuid}/").status_code == 404
    assert client(cast.dilys).get(f"{API}{north.person.uuid}/").status_code == 404


def test_a_manager_finds_nobody_of_another_team(cast, north):
    from tests.factories import hr as make

    mona = user("Mona")
    with in_scope(cast):
        other = make.org_unit(north.org.entity, "OTHER")
    grant(mona, cast.northshire, Role.LINE_MANAGER, unit=other.pk)

    assert client(mona).get(f"{API}{north.person.uuid}/").status_code == 404


# --- changes that no second person approves, as on the pages ----------------------------------------------------------
def of_employment(north, step):
    return f"{API}{north.person.uuid}/employments/{north.employment.uuid}/{step}/"


def test_details_are_corrected_and_what_others_approve_is_proposed(cast, hana, north):
    change = {"known_as": "Annie", "reason": "She told us"}
    answer = hana.patch(f"{API}{north.person.uuid}/details/", change, content_type="application/json")

    assert (answer.status_code, answer.json()["name"]) == (200, "Annie Abbott")
    for name, value in {"nino": "CE123456D", "sex": "M", "surname": "Other"}.items():
        told = hana.patch(f"{API}{north.person.uuid}/details/", change | {name: value}, content_type="application/json")
        assert (told.status_code, name in told.json()["errors"] if "errors" in told.json() else True) == (400, True)
    assert hana.patch(f"{API}{north.person.uuid}/details/", change, content_type="application/json").status_code == 400


def test_a_protected_address_is_not_changed_here(cast, hana, north):
    with in_scope(cast):
        Person.objects.filter(pk=north.person.pk).update(is_sensitive=True)
    change = {"town": "Elsewhere", "reason": "Letter"}
    assert hana.patch(f"{API}{north.person.uuid}/details/", change, content_type="application/json").status_code == 403


def test_tax_national_insurance_and_loans_are_changed_by_those_who_may(cast, hana, north):
    steps = {
        "tax-code": {"code": "K475", "source": "P6", "notice_date": "2026-11-01", "effective_from": "2026-11-15"},
        "ni-category": {"category": "H", "effective_from": "2026-11-15"},
        "student-loans": {"plan": "2", "source": "SL1", "effective_from": "2026-11-15"},
        "student-loans/2/stop": {"last_day": "2027-01-31"},
    }
    for step, body in steps.items():
        sent = body | {"reason": "Notice of 1 November"}
        address = of_employment(north, step)
        assert client(cast.chen).post(address, sent, content_type="application/json").status_code == 403, step
        assert client(cast.dilys).post(address, sent, content_type="application/json").status_code == 404, step
        there = address.replace("northshire", "southborough")
        assert client(cast.dilys).post(there, sent, content_type="application/json").status_code == 404, step
        assert hana.post(address, sent, content_type="application/json").status_code == 200, step

    (one,) = hana.get(f"{API}{north.person.uuid}/?on=2026-11-15").json()["employments"]
    assert one["tax_code"]["text"].startswith("K475")
    assert (one["ni_category"]["text"][:1], len(one["student_loans"])) == ("H", 1)
    (later,) = hana.get(f"{API}{north.person.uuid}/?on=2027-02-01").json()["employments"]
    assert later["student_loans"] == []
    address = of_employment(north, "student-loans/nothing/stop")
    gone = hana.post(address, {"last_day": "2027-01-31", "reason": "No"}, content_type="application/json")
    assert gone.status_code == 404
    director = {"category": "A", "director_method": "annual", "effective_from": "2026-12-01", "reason": "Appointed"}
    answer = hana.post(of_employment(north, "ni-category"), director, content_type="application/json")
    assert (answer.status_code, "director_from" in answer.json()) == (400, True)
