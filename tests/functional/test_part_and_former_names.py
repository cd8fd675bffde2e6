"""Pages say of which part of a partner they tell; former names are shown to, and find, those who may see them."""

from datetime import date

import pytest

from hr.models import FormerName
from hr.queries.starters import known_people
from partners.models import AuditEvent
from partners.roles import Role
from tests.functional.people_pages import client, downloaded, in_scope, make_people, text
from tests.people import grant, user

P = "/p/northshire/"

pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    """Ann Abbott, who was Ann Maiden until 2020, and once had a name that is restricted."""
    made = make_people(cast)
    with in_scope(cast):
        of = {"partner": cast.northshire, "person": made.person, "known_as": "", "reason": "Certificate seen"}
        FormerName.objects.create(**of, surname="Maiden", forenames="Ann", evidence="MARRIAGE", until=date(2020, 6, 1))
        FormerName.objects.create(
            **of, surname="Hushed", forenames="Alan", evidence="COURT", until=date(2018, 6, 1), is_restricted=True
        )
    return made


def test_charts_lists_and_downloads_of_a_limited_office_name_their_part(cast, ann):
    lena, whole = user("Lena"), cast.hana
    with in_scope(cast):
        unit = ann.assignment.post.org_unit
    grant(lena, cast.northshire, Role.HR_ADMIN, unit=unit.pk)
    words = f"Part of Northshire County Council: {unit.name}, with what is below"

    for page in ("reports/workforce/", "people/"):
        answer = client(lena).get(f"{P}{page}")
        assert (answer.status_code, words in text(answer)) == (200, True), (page, text(answer)[:300])
        assert "with what is below" not in text(client(whole).get(f"{P}{page}"))
    assert words.encode() in downloaded(client(lena).get(f"{P}people/?download=csv"))
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER)
    assert "with what is below" not in text(client(mona).get(f"{P}people/"))


def test_former_names_are_shown_and_searched_as_far_as_somebody_may_see(cast, ann):
    page = f"{P}people/{ann.person.uuid}/"
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER)
    # Hana sees data in full, Amara the history, Mona neither.
    for who, sees, not_sees in (
        (cast.hana, ("Ann Maiden", "Alan Hushed"), ()),
        (cast.amara, ("Ann Maiden",), ("Hushed",)),
        (mona, (), ("Maiden", "Hushed")),
    ):
        one, shown = client(who), text(client(who).get(page))
        assert all(name in shown for name in sees), (who, shown[:800])
        assert not any(name in shown for name in not_sees), who
        for name in ("Maiden", "Hushed"):
            is_found = str(ann.person.uuid) in one.get(f"{P}people/?q={name}").content.decode()
            assert is_found is any(name in known for known in sees), (who, name)
            api = one.get(f"/api/v1{P}people/?search={name}").json()["results"]
            assert bool(api) is is_found, (who, name)
    with in_scope(cast):
        looks = AuditEvent.objects.filter(action="VIEW", object_id=str(ann.person.pk), actor_id=cast.hana.pk)
        assert any("former name" in str(one.changes) for one in looks)


def test_the_check_of_identity_knows_somebody_by_a_former_name(cast, ann):
    with in_scope(cast):
        of = {"partner_id": cast.northshire.pk, "nino": "", "born": ann.person.date_of_birth}
        assert [one.person for one in known_people(surname="maiden", **of)] == [ann.person.uuid]
        assert known_people(surname="Hushed", **of) == []
        assert known_people(**of | {"born": date(1950, 1, 1)}, surname="Maiden") == []
