"""Records of one person that stand twice: the pages, from the list to the merge and back again (domain HR-03)."""

import pytest
from django.test import Client
from django.utils import timezone

from hr.models import Person, PersonMerge
from hr.operations import merges
from partners.models import AuditEvent, ChangeRequest
from partners.operations import changes
from partners.scope import partner_scope
from tests.factories import hr
from tests.functional.test_sensitive_posts import Story, get

pytestmark = pytest.mark.django_db
P = "/p/northshire/"


@pytest.fixture
def twins(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        first = hr.employee(cast.northshire).person
        fields = {"surname": first.surname.upper(), "date_of_birth": first.date_of_birth}
        return first, hr.person(cast.northshire, forenames="Nan", **fields)


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


def listed(browser):
    table = browser.get(f"{P}people/duplicates/").context_data["table"]
    return [[cell.text for cell in row[:2]] for row in table.rows]


def approved(cast, at=None):
    with partner_scope(cast.northshire.pk, actor_id=cast.ben.pk):
        row = ChangeRequest.objects.get(settled_at=None)
        return changes.approve(
            change=row.uuid, content_hash=row.content_hash, comment="", by=cast.ben, at=at or timezone.now()
        )


def test_two_records_are_found_merged_and_parted_at_the_screen(cast, twins):
    first, other = twins
    hana = client(cast.hana)
    assert listed(hana) == [[other.display_name, first.display_name]]
    page = f"{P}people/{first.uuid}/merge/{other.uuid}/"
    assert hana.get(page).status_code == 200
    assert hana.post(page, {"reason": " "}).status_code == 422
    review = hana.post(page, {"reason": "Both passports seen"})
    assert review.context_data["approvals"] == ["HR manager"]
    assert hana.post(page, {"reason": "Both passports seen", "step": "confirm"}).status_code == 302
    assert client(cast.ben).get(f"{P}people/{other.uuid}/").status_code == 200  # nothing is done before it is approved

    approved(cast)

    assert hana.get(f"{P}people/{other.uuid}/").status_code == 404
    assert listed(hana) == []
    with partner_scope(cast.northshire.pk):
        row = PersonMerge.objects.get()
        assert AuditEvent.objects.filter(action="VIEW", object_id=str(first.pk)).exists()
    record = f"{P}people/merged/{row.uuid}/"
    assert "Nan" in hana.get(record).content.decode()
    assert hana.post(f"{record}part/", {"reason": "Two after all", "step": "confirm"}).status_code == 302
    approved(cast)
    assert hana.get(f"{P}people/{other.uuid}/").status_code == 200
    assert hana.get(f"{record}part/").status_code == 404


def test_another_partner_and_whoever_may_not_merge_see_nothing(cast, twins):
    first, other = twins
    for who, status in ((cast.dilys, 404), (cast.chen, 403), (cast.amara, 403)):
        assert client(who).get(f"{P}people/{first.uuid}/merge/{other.uuid}/").status_code == status
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        theirs = hr.person(cast.southborough)
    assert client(cast.hana).get(f"{P}people/{first.uuid}/merge/{theirs.uuid}/").status_code == 404


def test_whoever_may_not_know_of_one_of_the_two_neither_finds_nor_merges_them(cast):
    story = Story(cast)
    with story.scope():
        story.conceal()
        twin = hr.person(story.partner, surname=story.ann.person.surname, date_of_birth=story.ann.person.date_of_birth)
    assert listed(client(cast.hana)) == []
    assert get(cast.hana, f"people/{twin.uuid}/merge/{story.ann.person.uuid}/").status_code == 404
    with story.scope(hides_covert=True), pytest.raises(Person.DoesNotExist):
        merges.merge(person=twin.uuid, duplicate=story.ann.person.uuid, reason="x", by=cast.hana, at=timezone.now())
