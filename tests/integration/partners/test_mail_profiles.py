"""What mail and envelopes show from outside: a profile of the partner, approved by a second person."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from hr.operations import sensitive
from partners.operations import mail_profiles, messages
from partners.operations.mail_profiles import ProfileRefused, SecondPersonNeeded, Wanted
from partners.operations.messages import Draft
from partners.queries.stationery import stationery
from partners.states import MAIL_PROFILE
from sharedservices.common.flow import WrongState, pairs
from tests.factories import hr
from tests.integration.partners.paper import AT, TODAY, make, named, office, text_of, write


@pytest.fixture
def north(cast):
    yield from office(cast)


def profile(cast, **given):
    said = {
        "valid_from": TODAY, "shows_organisation": False, "sender_name": "Staff services",
        "return_address": "PO Box 12\nNB9 9ZZ", "subject": "A message for you",
    } | given  # fmt: skip
    return mail_profiles.propose(
        partner_id=cast.northshire.pk, wanted=Wanted(**said), reason="Security advice", by=cast.hana, at=AT
    )


def approve(cast, row, *, by=None):
    return mail_profiles.approve(partner_id=cast.northshire.pk, profile=row.uuid, by=by or cast.ben, at=AT)


def test_a_profile_holds_once_a_second_person_has_approved_it_and_from_its_day(north):
    cast, _ann, _bob = north
    row = profile(cast, valid_from=TODAY + timedelta(days=7), sender_name="Mail room")
    with pytest.raises(SecondPersonNeeded):
        approve(cast, row, by=cast.hana)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(
            state="APPROVED", decided_by=cast.hana, decided_human=cast.ben.human_id, decided_at=AT
        )
    with pytest.raises(ProfileRefused, match="waits already"):
        profile(cast)
    approve(cast, row)

    def sender(on):
        return stationery(partner_id=cast.northshire.pk, on=on).sender_name

    assert (sender(TODAY), sender(TODAY + timedelta(days=6)), sender(TODAY + timedelta(days=7))) == (
        "Northshire", "Northshire", "Mail room",
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(sender_name="Otherwise")


@pytest.mark.parametrize("action", ["refuse", "withdraw"])
def test_a_proposal_that_is_not_approved_changes_nothing(north, action):
    cast, _ann, _bob = north
    row = profile(cast, sender_name="Mail room")
    if action == "refuse":
        options = {"partner_id": cast.northshire.pk, "profile": row.uuid, "at": AT}
        with pytest.raises(SecondPersonNeeded):
            mail_profiles.refuse(note="no", by=cast.hana, **options)
        with pytest.raises(ProfileRefused):
            mail_profiles.refuse(note="", by=cast.ben, **options)
        mail_profiles.refuse(note="Not now", by=cast.ben, **options)
    else:
        mail_profiles.withdraw(partner_id=cast.northshire.pk, profile=row.uuid, by=cast.hana, at=AT)
    assert stationery(partner_id=cast.northshire.pk, on=TODAY).sender_name == "Northshire"
    with pytest.raises(WrongState):
        approve(cast, row)
    assert {(pair.state.value, pair.action) for pair in pairs(MAIL_PROFILE) if pair.is_legal} == {
        ("PROPOSED", "approve"), ("PROPOSED", "refuse"), ("PROPOSED", "withdraw"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"sender_name": "Northshire"}, "sender_name"), ({"return_address": "Hall\nNorthshire"}, "return_address"),
        ({"subject": "NORTHSHIRE news"}, "subject"), ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"sender_name": ""}, "sender_name"), ({"return_address": "x" * 2_000_000}, "return_address"),
        ({"return_address": "\n".join("abcdef")}, "return_address"), ({"subject": "x" * 101}, "subject"),
    ],
)  # fmt: skip
def test_a_neutral_profile_names_nobody_and_bad_input_is_refused_beside_its_field(north, given, field):
    cast, _ann, _bob = north
    with pytest.raises(ProfileRefused) as refused:
        profile(cast, **given)
    assert refused.value.field == field


def test_police_mail_is_neutral_from_the_start_and_no_profile_changes_that(north):
    cast, _ann, _bob = north
    cast.northshire.kind = "POLICE"
    cast.northshire.save()
    with pytest.raises(ProfileRefused) as refused:
        profile(cast, shows_organisation=True)
    assert refused.value.field == "shows_organisation"
    with pytest.raises(ProfileRefused, match="police"):
        profile(cast, sender_name="Police staff services")
    look = stationery(partner_id=cast.northshire.pk, on=TODAY)
    assert (look.is_neutral, look.sender_name) == (True, "Staff services")
    assert look.subject_of("Police pay") == "A message for you"


def outside(cast, ann, *, is_restricted=False):
    """Send mail and a letter to Ann; return what can be read on the outside of both, and the paper of the letter."""
    row = messages.send(
        partner_id=cast.northshire.pk, by=cast.hana, at=AT,
        draft=Draft(
            kind="x", key="x", address="ann@home.example", subject="Northshire County Council: your pay",
            template="email/invitation.txt", context={"link": "https://x"}, person_id=ann.pk,
        ),
    )  # fmt: skip
    messages.deliver(partner_id=cast.northshire.pk, message_id=row.pk, at=AT)
    write(cast, ann, title="Northshire and you")
    (sent,) = mail.outbox
    return f"{sent.subject} {sent.from_email}".lower(), text_of(make(cast, is_restricted=is_restricted)).lower()


@pytest.mark.parametrize("how", ["profile", "police", "protected address", "covert role"])
def test_nothing_on_the_outside_names_the_organisation_for_who_must_not_be_named(north, how):
    """SEC-05, HR-12: neutral partner or sensitive post: no envelope, sender name or subject names the organisation."""
    cast, ann, _bob = north
    if how == "profile":
        approve(cast, profile(cast))
    elif how == "police":
        cast.northshire.kind = "POLICE"
        cast.northshire.save()
    else:
        kind = "ADDRESS" if how == "protected address" else "COVERT"
        sensitive.restrict(
            person=ann.uuid, kind=kind, reason="Decision 4711", review_on=TODAY + timedelta(days=90), by=cast.ben, at=AT
        )
    # letters to people in sensitive posts are in batches of their own
    sent, paper_words = outside(cast, ann, is_restricted=how in {"protected address", "covert role"})

    assert [word for word in named(cast) if word in sent] == []
    assert [word for word in named(cast) if word in paper_words] == []
    assert "pc " not in paper_words  # no rank


def test_a_partner_that_may_be_named_is(north):
    cast, ann, _bob = north
    sent, _paper = outside(cast, ann)
    assert sent.startswith("northshire county council: your pay northshire <")


def test_an_entity_may_have_a_profile_of_its_own(north):
    cast, ann, _bob = north
    entity = hr.found_organisation(cast.northshire).entity
    approve(cast, profile(cast, legal_entity=entity.uuid, sender_name="The mail room"))
    write(cast, ann)

    assert "The mail room" in text_of(make(cast))
    assert stationery(partner_id=cast.northshire.pk, on=TODAY).sender_name == "Northshire"


def test_what_is_queued_before_a_profile_leaves_by_it(north):
    cast, _ann, _bob = north
    row = messages.send(
        partner_id=cast.northshire.pk, by=cast.hana, at=AT,
        draft=Draft(
            kind="x", key="x", address="ann@home.example", subject="Northshire pay", template="email/invitation.txt",
            context={"link": "https://x"},
        ),
    )  # fmt: skip
    approve(cast, profile(cast))
    messages.deliver(partner_id=cast.northshire.pk, message_id=row.pk, at=AT)
    (sent,) = mail.outbox
    assert (sent.subject, sent.from_email.split(" <")[0]) == ("A message for you", "Staff services")
