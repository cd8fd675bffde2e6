"""What a clash, a choice, a closed post or a form would tell about people of whom not everybody may know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hr import sealed
from hr.models import NinoClash, Person
from hr.operations import legal_details, number_clashes, starters
from hr.operations.number_clashes import AlreadySettled, WordsNeeded
from hr.queries import blockers
from hr.rules import RuleBroken
from partners.models import AuditEvent
from partners.queries import deciders
from partners.roles import Role
from tests.factories import hr
from tests.functional.test_sensitive_posts import AT, P, Story, body, client
from tests.people import grant

pytestmark = pytest.mark.django_db
NUMBER = "AB123456C"


@pytest.fixture
def story(cast):
    """Ann in a covert role has a number that Hana, who may not know of her, is about to record for Bob."""
    made = Story(cast)
    with made.scope():
        made.conceal()
        token, index = sealed.seal_nino(NUMBER, partner_id=made.partner.pk, person=made.ann.person.uuid)
        Person.objects.filter(pk=made.ann.person.pk).update(nino=token, nino_index=index)
    return made


def recorded(story, reader=None, **scope):
    said = {"reason": "Letter of HMRC", "by": reader or story.cast.hana, "at": AT}
    with story.scope(**scope):
        return legal_details.put_nino(person=story.bob.person.uuid, nino=NUMBER, **said)


def test_a_number_of_somebody_hidden_is_taken_in_and_told_to_whoever_settles_it(story):
    bob = recorded(story, hides_covert=True)

    assert sealed.open_nino(bob.nino, person=bob.uuid) == NUMBER
    with story.scope(hides_covert=True):
        assert not NinoClash.objects.exists()  # not even that there is one
        assert not AuditEvent.objects.filter(object_type="hr_ninoclash").exists()
    with story.scope():
        clash = NinoClash.objects.get()
        assert (clash.person_id, clash.claimant_id) == (story.ann.person.pk, story.bob.person.pk)
    assert "Kestrel" in body(client(story.vera).get(f"{P}people/number-clashes/"))
    assert "two people claim" in body(client(story.vera).get(P))
    ben = client(story.cast.ben)  # an HR manager, who may not know of Ann
    assert "two people claim, " not in body(ben.get(P))
    assert ben.get(f"{P}people/number-clashes/{clash.uuid}/").status_code == 404


def test_whoever_asks_about_themselves_hears_nothing_and_somebody_in_sight_is_named(story):
    about = {"about_ids": frozenset({story.bob.person.pk})}
    assert recorded(story, **about).pk == story.bob.person.pk
    said = {"person": story.bob.person.uuid, "reason": "Letter of HMRC", "by": story.vera, "at": AT}
    with story.scope():
        legal_details.put_nino(nino="", **said)
        with pytest.raises(RuleBroken, match="Another person of this organisation"):
            number_clashes.require_unknown(partner_id=story.partner.pk, person=story.bob.person.uuid, nino=NUMBER)


def test_a_starter_with_a_number_of_somebody_hidden_is_taken_in(story):
    who = starters.Newcomer(surname="Quill", forenames="Quincy", date_of_birth=timezone.localdate().replace(year=1990),
                            sex="M", nino=NUMBER)  # fmt: skip
    with story.scope(hides_covert=True):
        case = starters.open_case(
            partner_id=story.partner.pk, who=who, start_date=AT.date() + timedelta(days=30), by=story.cast.hana, at=AT
        )
        assert sealed.open_nino(case.person.nino, person=case.person.uuid) == NUMBER
    with story.scope():
        assert NinoClash.objects.get().claimant_id == case.person_id


@pytest.mark.parametrize(("outcome", "loser"), [("HOLDER", "bob"), ("CLAIMANT", "ann"), ("SAME", "bob")])
def test_settling_leaves_the_number_with_one_of_them(story, outcome, loser):
    recorded(story, hides_covert=True)
    with story.scope():
        clash = NinoClash.objects.get()
    page = f"{P}people/number-clashes/{clash.uuid}/"
    vera = client(story.vera)
    assert vera.post(page, {"outcome": outcome, "words": " "}).status_code == 422
    assert vera.post(page, {"outcome": outcome, "words": "Letter of HMRC of 3 November"}).status_code == 302
    with story.scope():
        left = {name: Person.objects.get(pk=getattr(story, name).person.pk) for name in ("ann", "bob")}
        owner = left["ann" if loser == "bob" else "bob"]
        assert (left[loser].nino, left[loser].nino_index) == ("", "")
        assert owner.nino_index == sealed.nino_index(NUMBER, partner_id=story.partner.pk)
        with pytest.raises(AlreadySettled):
            number_clashes.settle(clash=clash.uuid, outcome="SAME", words="Again", by=story.vera, at=AT)


def test_a_clash_is_settled_by_neither_of_the_two_and_with_words(story):
    recorded(story, hides_covert=True)
    grant(story.vera, story.partner, Role.EMPLOYEE, person_id=story.bob.person.pk)
    with story.scope():
        clash = NinoClash.objects.get().uuid
        with pytest.raises(RuleBroken, match="somebody else"):
            number_clashes.settle(clash=clash, outcome="HOLDER", words="Mine", by=story.vera, at=AT)
        with pytest.raises(WordsNeeded):
            number_clashes.settle(clash=clash, outcome="HOLDER", words="x" * 501, by=story.cast.ben, at=AT)


def test_choices_leave_out_the_login_of_somebody_hidden(story):
    grant(story.login, story.partner, Role.CASE_OFFICER)
    given = {"partner_id": story.partner.pk, "permission": "deaths.manage", "on": timezone.localdate()}
    with story.scope(hides_covert=True):
        assert story.login not in deciders.holders(**given)
    with story.scope():
        assert story.login in deciders.holders(**given)


def test_a_post_does_not_end_under_somebody_hidden_and_the_refusal_does_not_say_who(story):
    with story.scope():
        post = hr.post(story.ann.org.unit, story.ann.org.post.role, "P999")
        hr.seat(story.ann.assignment, post)
    with story.scope(hides_covert=True):
        found = blockers.of_post(post, until=timezone.localdate())
    assert found == [blockers.UNSEEN]
    with story.scope():
        assert blockers.of_post(post, until=timezone.localdate()) == [f"1 job in it ({story.ann.assignment.number})"]


def test_a_protected_address_is_in_the_form_only_for_a_reason(cast):
    story = Story(cast)
    with story.scope():
        story.conceal("ADDRESS")
    page = f"{P}people/{story.ann.person.uuid}/"
    hana = client(cast.hana)  # may change people, and see data in full
    assert "1 High Street" not in body(hana.get(f"{page}details/"))
    shown = body(hana.post(f"{page}address/", {"reason": "Moved house, letter of 2 November"}))
    token = shown.split("?shown=")[1].split('"')[0]
    assert "1 High Street" in body(hana.get(f"{page}details/?shown={token}"))
    assert "1 High Street" not in body(client(cast.ben).get(f"{page}details/?shown={token}"))
    with story.scope():
        assert AuditEvent.objects.filter(action="UNMASK", reason="Moved house, letter of 2 November").count() == 1
