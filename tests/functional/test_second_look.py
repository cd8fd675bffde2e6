"""Domain HR-03: a nationality is a country; an unusual date of birth is taken once somebody has confirmed it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hr.engine.countries import countries, country
from hr.models import Person
from hr.operations import people
from hr.operations.people import ContactDetails
from hr.queries.nationalities import FormerNationality, former_nationalities, replaced
from hr.rules import CountryKnown, RuleBroken, UnusualAge, check_usual_age
from partners.models import AuditEvent, ChangeRequest
from partners.roles import Role
from tests.functional.people_pages import BASE, NOW, client, in_scope, make_people, page, text
from tests.functional.test_legal_details import scan
from tests.people import grant, user

STARTER = {
    "surname": "Young", "forenames": "Yann", "sex": "M", "start_date": "01/12/2026", "date_of_birth_day": "4",
    "date_of_birth_month": "7", "date_of_birth_year": "2011", "nationality": "IE",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _second_of_november():
    with time_machine.travel(NOW, tick=False):
        yield


def test_countries_have_the_names_of_the_day():
    """Source: ISO 3166-1; the United Nations took the name Türkiye in 2022."""
    assert (country("TR", on=date(2022, 7, 10)), country("TR", on=date(2022, 7, 11))) == ("Turkey", "Türkiye")
    assert (country("GB", on=NOW.date()), country("", on=NOW.date()), len(countries(NOW.date()))) == (
        "United Kingdom", "", 249,
    )  # fmt: skip


@pytest.mark.parametrize(("born", "asks"), [
    (date(2010, 11, 2), False), (date(2010, 11, 3), True), (date(1950, 11, 3), False), (date(1950, 11, 2), True),
])  # fmt: skip
def test_under_16_and_over_75_are_looked_at_twice(born, asks):
    """UnusualAge. On 2 November 2026: 16 years, the day before that; 75 years, 76 years."""
    check_usual_age(born, on=NOW.date(), is_confirmed=True)
    if not asks:
        check_usual_age(born, on=NOW.date(), is_confirmed=False)
        return
    with pytest.raises(RuleBroken) as caught:
        check_usual_age(born, on=NOW.date(), is_confirmed=False)
    assert caught.value.rule == UnusualAge.code


def test_a_starter_who_is_very_young_is_confirmed_first(cast):
    make_people(cast)
    hana, address = client(cast.hana), "/p/northshire/starters/new/"
    asked = hana.post(address, STARTER)
    assert (asked.status_code, "They are 15 years old." in text(asked)) == (422, True)
    assert hana.post(address, STARTER | {"age_confirmed": "on"}).status_code == 302
    with in_scope(cast):
        assert Person.objects.get(surname="Young").nationality == "IE"
    api = {name: value for name, value in STARTER.items() if "birth" not in name} | {
        "date_of_birth": "2011-07-04", "start_date": "2026-12-01", "surname": "Other", "email": "o@example.org",
    }  # fmt: skip
    of = "/api/v1/p/northshire/starters/"
    assert hana.post(of, api, content_type="application/json").status_code == 400
    assert hana.post(of, api | {"age_confirmed": True}, content_type="application/json").status_code == 201


def test_another_date_of_birth_that_is_unusual_is_confirmed_and_the_approver_reads_of_it(cast):
    ann, hana = make_people(cast), client(cast.hana)
    address = f"{BASE}{ann.person.uuid}/details/birth/"
    wish = {"date_of_birth_day": "1", "date_of_birth_month": "1", "date_of_birth_year": "1950", "reason": "Passport"}
    assert 'name="age_confirmed"' not in page(hana.get(address))
    assert "They are 76 years old." in text(hana.post(address, wish))
    wish |= {"age_confirmed": "on", "step": "confirm", "document": scan()}
    assert hana.post(address, wish).status_code == 302
    with in_scope(cast):
        row = ChangeRequest.objects.get()
    assert "whoever proposed it has confirmed that" in text(client(cast.ben).get(f"/p/northshire/changes/{row.uuid}/"))


def test_a_nationality_is_corrected_at_once_and_points_to_the_right_to_work(cast):
    """CountryKnown."""
    ann, hana = make_people(cast), client(cast.hana)
    address = f"{BASE}{ann.person.uuid}/details/"
    wish = {"nationality": "PL", "reason": "Passport seen"}
    look = text(hana.post(address, wish))
    assert ("Poland" in look, "The right to work rests on what was seen" in look) == (True, True)
    assert hana.post(address, wish | {"step": "confirm"}).status_code == 302
    assert "Nationality Poland" in text(hana.get(f"{BASE}{ann.person.uuid}/"))
    with in_scope(cast):
        assert AuditEvent.objects.filter(object_type="hr_person", changes__has_key="nationality").exists()
        with pytest.raises(RuleBroken) as caught:
            people.correct_contacts(
                person=ann.person.uuid, details=ContactDetails(nationality="QQ"), reason="x", by=cast.hana, at=NOW
            )
    assert caught.value.rule == CountryKnown.code
    assert hana.post(address, wish | {"nationality": "QQ"}).status_code == 422


def test_former_nationalities_have_the_days_of_their_recording():
    """TR from 00:30 summer time on 1 July 2022, then PL, then none, then GB; its country was Turkey until 11 July."""
    events = [
        (datetime(2022, 6, 30, 23, 30, tzinfo=UTC), "CREATE", {"nationality": "TR"}),
        (datetime(2022, 7, 10, 9, 0, tzinfo=UTC), "UPDATE", {"nationality": ["TR", "PL"]}),
        (datetime(2026, 3, 1, 9, 0, tzinfo=UTC), "UPDATE", {"nationality": ["PL", ""]}),
        (datetime(2026, 11, 2, 9, 0, tzinfo=UTC), "UPDATE", {"nationality": ["", "GB"]}),
    ]
    assert replaced(events) == [
        FormerNationality("PL", "Poland", date(2022, 7, 10), date(2026, 3, 1)),
        FormerNationality("TR", "Turkey", date(2022, 7, 1), date(2022, 7, 10)),
    ]
    assert replaced(events[1:2]) == [FormerNationality("TR", "Turkey", None, date(2022, 7, 10))]
    assert replaced(events[:1]) == []


def test_former_nationalities_are_shown_with_their_days_to_who_may_see_the_history(cast):
    ann, hana = make_people(cast), client(cast.hana)
    address = f"{BASE}{ann.person.uuid}/"
    with in_scope(cast):
        Person.objects.filter(pk=ann.person.pk).update(nationality="")
    put(cast, ann, "IE")
    assert "Recorded before" not in text(hana.get(address))
    put(cast, ann, "PL")
    put(cast, ann, "GB")
    with in_scope(cast), CaptureQueriesContext(connection) as asked:
        found = former_nationalities(partner_id=ann.person.partner_id, person_id=ann.person.pk, now="GB")
    assert [(one.code, one.name) for one in found] == [("PL", "Poland"), ("IE", "Ireland")]
    assert len([one for one in asked if "partners_auditevent" in one["sql"]]) == 1
    seen = text(hana.get(address))
    assert "Nationality United Kingdom Recorded before: Poland" in seen
    history = text(hana.get(f"{address}history/"))
    assert ("Poland" in history, "United Kingdom" in history, " PL " in history) == (True, True, False)
    guard = user("Olga")
    grant(guard, cast.northshire, Role.SENSITIVE_POSTS)
    seen = text(client(guard).get(address))
    assert ("Nationality United Kingdom" in seen, "Recorded before" in seen) == (True, False)


def test_former_nationalities_do_not_come_back_once_none_is_recorded_nor_at_another_partner(cast):
    ann = make_people(cast)
    put(cast, ann, "PL")
    put(cast, ann, "")
    with in_scope(cast):
        person_id, partner_id = ann.person.pk, ann.person.partner_id
        assert former_nationalities(partner_id=partner_id, person_id=person_id, now="") == []
        assert len(former_nationalities(partner_id=partner_id, person_id=person_id, now="GB")) >= 1
        assert former_nationalities(partner_id=partner_id + 1, person_id=person_id, now="GB") == []
    assert "Recorded before" not in text(client(cast.hana).get(f"{BASE}{ann.person.uuid}/"))


def put(cast, ann, nationality):
    """Correct the nationality."""
    with in_scope(cast):
        people.correct_contacts(
            person=ann.person.uuid, details=ContactDetails(nationality=nationality), reason="Seen", by=cast.hana, at=NOW
        )
