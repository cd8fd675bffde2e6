"""The same human being at two partners: two people's records, and nothing about it at either partner (scenario E2)."""

from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from hr.models import IdentityMatch, Person
from hr.operations import identity, sensitive
from hr.queries.identity import matches
from hr.rules import RuleBroken
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.people import grant, user

AT = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)
NINO = "AB123456C"
PAGE = "/several-partners/"


def employed(cast, partner, number, nino=NINO):
    with partner_scope(partner.pk, actor_id=cast.amara.pk, reason="test"):
        return make.employee(
            partner, start=date(2026, 4, 6), person_fields={"nino": nino}, employment_fields={"employee_no": number}
        )


@pytest.fixture
def both(cast):
    """One human being, employed in the north and in the south; and somebody else in each."""
    north, south = employed(cast, cast.northshire, "100001"), employed(cast, cast.southborough, "200001")
    employed(cast, cast.northshire, "100002", "CE123456A")
    employed(cast, cast.southborough, "200002", "CE654321B")
    return {"north": north, "south": south}


@pytest.fixture
def fay(cast):
    """The fraud officer of the partnership."""
    made = user("Fay")
    for one in (cast.northshire, cast.southborough):
        grant(made, one, Role.FRAUD_OFFICER)
    return made


def listed(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        found = matches(partner_ids=[cast.northshire.pk, cast.southborough.pk])
        return [(row.first_numbers, row.second_numbers) for row in found.page(["-found_at"], 0, 10)]


def told(cast):
    """How many events either partner's trail has."""
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        return AuditEvent.objects.exclude(partner_id=None).count()


def signed_in(who):
    client = Client()
    client.force_login(who)
    return client


def test_e2_two_people_no_warning_to_either_partner_and_the_fraud_list_shows_the_match(cast, both, fay):
    """Scenario E2. Both records stand, with different fingerprints; the operator's list alone knows."""
    before = told(cast)
    assert identity.compare_everywhere(at=AT) == (1, 0)

    with partner_scope(cast.northshire.pk):
        here = Person.objects.get(pk=both["north"].person.pk)
    with partner_scope(cast.southborough.pk):
        there = Person.objects.get(pk=both["south"].person.pk)
    assert here.uuid != there.uuid
    assert here.nino_index != there.nino_index
    assert listed(cast) == [("100001", "200001")]
    assert told(cast) == before
    grant(cast.hana, cast.southborough, Role.HR_ADMIN)
    for code, who in (("northshire", both["north"]), ("southborough", both["south"])):
        page = signed_in(cast.hana).get(f"/p/{code}/people/{who.person.uuid}/").content.decode()
        other = "200001" if code == "northshire" else "100001"
        assert other not in page
    shown = signed_in(fay).get(PAGE)
    assert shown.status_code == 200
    assert all(word in shown.content.decode() for word in ("100001", "200001", "None yet"))
    assert here.surname not in shown.content.decode()


def test_no_scope_of_one_partner_sees_a_match_and_self_service_never(cast, both):
    identity.compare_everywhere(at=AT)

    for one in (cast.northshire.pk, cast.southborough.pk):
        with partner_scope(one):
            assert not IdentityMatch.objects.exists()
            assert IdentityMatch.objects.update(explanation="x", explained_by=cast.hana, explained_at=AT) == 0
    own = partner_scope(cast.northshire.pk, person_ids=frozenset([both["north"].person.pk]))
    for scope in (own, nullcontext()):  # in self-service, and outside any scope
        with scope, pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM hr_identitymatch")


def test_only_the_fraud_officer_of_two_partners_finds_the_page(cast, both, fay):
    identity.compare_everywhere(at=AT)
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        match = IdentityMatch.objects.get().uuid
    one_sided = user("One")
    grant(one_sided, cast.northshire, Role.FRAUD_OFFICER)

    for who in (cast.chen, cast.hana, cast.amara, cast.uma, one_sided):
        assert [signed_in(who).get(path).status_code for path in (PAGE, f"{PAGE}{match}/")] == [404, 404]
    assert Client().get(PAGE).status_code == 302
    assert signed_in(fay).get(f"{PAGE}{both['north'].person.uuid}/").status_code == 404


def test_an_explanation_is_recorded_and_leaves_the_open_list(cast, both, fay):
    identity.compare_everywhere(at=AT)
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        match = IdentityMatch.objects.get().uuid
    client = signed_in(fay)

    assert client.post(f"{PAGE}{match}/", {"explanation": " "}).status_code == 422
    assert client.post(f"{PAGE}{match}/", {"explanation": "x" * 2_000_000}).status_code == 422
    assert client.post(f"{PAGE}{match}/", {"explanation": "Second job, declared to both"}).status_code == 302

    assert "Second job, declared to both" in client.get(f"{PAGE}?standing=explained").content.decode()
    assert "Second job" not in client.get(f"{PAGE}?standing=open").content.decode()
    assert identity.compare_everywhere(at=AT) == (0, 0)  # and it stays
    assert "Second job" in b"".join(client.get(f"{PAGE}?download=csv").streaming_content).decode()
    with partner_scope(cast.northshire.pk, cast.southborough.pk, actor_id=fay.pk):
        trail = AuditEvent.objects.filter(object_type="hr_identitymatch")
        assert set(trail.values_list("action", "partner_id")) == {("VIEW", None), ("UPDATE", None), ("EXPORT", None)}


def test_nobody_explains_their_own(cast, both, fay):
    identity.compare_everywhere(at=AT)
    grant(fay, cast.southborough, Role.EMPLOYEE, person_id=both["south"].person.pk)

    with partner_scope(cast.northshire.pk, cast.southborough.pk, actor_id=fay.pk):
        match = IdentityMatch.objects.get().uuid
        with pytest.raises(RuleBroken) as refused:
            identity.explain(match=match, explanation="It is in order", by=fay, at=AT)
    assert refused.value.rule == "HR-NOT-ONESELF"


def test_a_match_that_is_no_longer_there_goes(cast, both):
    identity.compare_everywhere(at=AT)
    with partner_scope(cast.southborough.pk, actor_id=cast.hana.pk, reason="typed wrong"):
        person = both["south"].person
        Person.objects.filter(pk=person.pk).update(nino="", nino_index="")

    assert identity.compare_everywhere(at=AT) == (0, 1)
    assert listed(cast) == []


def test_whoever_is_in_a_covert_role_is_matched_nowhere(cast, both, fay):
    identity.compare_everywhere(at=AT)
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        match = IdentityMatch.objects.get().uuid
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        sensitive.restrict(
            person=both["south"].person.uuid, kind="COVERT", reason="Operation", review_on=date(2027, 5, 1),
            by=cast.dilys, at=AT,
        )  # fmt: skip
    client = signed_in(fay)

    page = client.get(PAGE).content.decode()
    assert [number in page for number in ("100001", "200001")] == [False, False]
    assert client.get(f"{PAGE}{match}/").status_code == 404
    assert "100001" not in b"".join(client.get(f"{PAGE}?download=csv").streaming_content).decode()
