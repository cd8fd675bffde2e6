"""Domain HR-03: a nationality is a country; an unusual date of birth is taken once somebody has confirmed it."""

from datetime import date

import pytest
import time_machine

from hr.engine.countries import countries, country
from hr.models import Person
from hr.operations import people
from hr.operations.people import ContactDetails
from hr.rules import CountryKnown, RuleBroken, UnusualAge, check_usual_age
from partners.models import AuditEvent, ChangeRequest
from tests.functional.people_pages import BASE, NOW, client, in_scope, make_people, page, text
from tests.functional.test_legal_details import scan

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
