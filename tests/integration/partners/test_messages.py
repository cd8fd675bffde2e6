"""Outbound messages, the one gateway, holds and suspended logins (domain HR-09, HR-12)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from partners import tasks
from partners.gateways import mail as gateway
from partners.models import CommunicationsHold, Grant, HoldEvent, OutboundMessage
from partners.operations import grants, holds, messages, suspensions
from partners.operations.grants import CannotGrant, Wanted
from partners.operations.holds import HeldAlready, NotHeld, PersonOnHold
from partners.operations.messages import Draft, NoAddress
from partners.queries import access, people_access, reach
from partners.queries import holds as held
from partners.roles import Role
from partners.scope import partner_scope
from tests.people import PASSWORD, grant

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
PERSON = 4711
S = OutboundMessage.State


@pytest.fixture
def north(cast):
    """Be inside Northshire, where Ed is person 4711."""
    grant(cast.ed, cast.northshire, Role.EMPLOYEE, person_id=PERSON)
    with partner_scope(cast.northshire.pk):
        yield cast


def draft(**given):
    base = {
        "kind": "reminder", "key": "reminder:1", "address": "home@example.org", "subject": "A\nreminder",
        "template": "email/invitation.txt", "context": {"link": "https://example.org/"},
    }  # fmt: skip
    return Draft(**base | given)


def queue(cast, **given):
    return messages.send(partner_id=cast.northshire.pk, draft=draft(**given), by=cast.hana, at=AT)


def deliver(row, at=AT):
    return messages.deliver(partner_id=row.partner_id, message_id=row.pk, at=at)


def hold(cast, person=PERSON, addresses=()):
    return holds.set_hold(
        partner_id=cast.northshire.pk, person_id=person, addresses=list(addresses), reason="Reported", by=cast.hana,
        at=AT,
    )  # fmt: skip


def state(row):
    row.refresh_from_db()
    return row.state


def test_a_message_leaves_once_and_its_copy_stays(north):
    row = queue(north)

    assert mail.outbox == []
    assert deliver(row) == S.SENT
    assert deliver(row) == ""
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["home@example.org"], "A reminder")
    assert sent.from_email.startswith("Northshire <")
    assert sent.extra_headers["Message-ID"].startswith(f"<{row.uuid}@")
    assert "https://example.org/" in sent.body
    row.refresh_from_db()
    assert "https" not in row.body  # sealed
    assert row.settled_at == AT


def test_the_same_message_asked_for_twice_is_one(north):
    assert queue(north).pk == queue(north).pk
    assert OutboundMessage.objects.count() == 1


def test_nothing_leaves_before_it_is_due(north):
    row = queue(north, due_at=LATER)

    assert deliver(row) == ""
    assert deliver(row, at=LATER) == S.SENT


def test_a_message_needs_an_address(north):
    with pytest.raises(NoAddress):
        queue(north, address=" ")


def test_the_hold_is_asked_for_when_the_message_leaves_not_when_it_is_queued(north):
    rows = [
        queue(north, key="by person", person_id=PERSON),
        queue(north, key="by login", user_id=north.ed.pk, address="work@example.org"),
        queue(north, key="by address", address="Known@example.org"),
    ]
    other = queue(north, key="somebody else")
    CommunicationsHold.objects.create(  # past the operation, which would hold back what is queued at once
        partner=north.northshire, person_id=PERSON, addresses=["known@example.org"], reason="x", set_by=north.hana,
        set_at=AT,
    )  # fmt: skip

    assert [deliver(row) for row in rows] == [S.HELD] * 3
    assert deliver(other) == S.SENT
    assert [sent.to for sent in mail.outbox] == [["home@example.org"]]


def test_a_hold_holds_back_what_is_queued_and_lifting_it_lets_it_go(north, django_capture_on_commit_callbacks):
    row, other = queue(north, person_id=PERSON), queue(north, key="other")
    hold(north)

    assert (state(row), state(other)) == (S.HELD, S.QUEUED)
    assert held.n_held(partner_id=north.northshire.pk, person_id=PERSON) == 1
    with django_capture_on_commit_callbacks(execute=True):
        holds.lift(
            partner_id=north.northshire.pk, person_id=PERSON, reason="Mistaken", by=north.ben,
            at=AT + timedelta(minutes=1),
        )  # fmt: skip
    assert state(row) == S.SENT
    assert list(HoldEvent.objects.order_by("id").values_list("action", "n_messages")) == [("SET", 1), ("LIFTED", 1)]


def test_a_hold_is_set_once_and_lifted_once(north):
    hold(north)
    with pytest.raises(HeldAlready):
        hold(north)
    options = {"partner_id": north.northshire.pk, "person_id": PERSON, "reason": "x", "by": north.ben, "at": LATER}
    holds.lift(**options)
    with pytest.raises(NotHeld):
        holds.lift(**options)
    with pytest.raises(DatabaseError), transaction.atomic():
        CommunicationsHold.objects.update(lifted_at=None, lifted_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        HoldEvent.objects.all().update(reason="otherwise")


def test_what_is_held_back_can_be_cancelled_for_good(north):
    row = queue(north, person_id=PERSON)
    hold(north)

    assert messages.cancel_held(partner_id=north.northshire.pk, person_id=PERSON, at=LATER) == 1
    assert state(row) == S.CANCELLED
    with pytest.raises(DatabaseError), transaction.atomic():
        OutboundMessage.objects.filter(pk=row.pk).update(state=S.QUEUED, settled_at=None)


def test_a_sent_message_cannot_be_written_again(north):
    row = queue(north)
    with pytest.raises(DatabaseError), transaction.atomic():
        OutboundMessage.objects.filter(pk=row.pk).update(address="elsewhere@example.org")


def test_a_failure_is_tried_again_later_and_in_the_end_given_up(north, monkeypatch):
    def refuse(letter):
        raise gateway.NotSent("ConnectionRefusedError")

    monkeypatch.setattr(gateway, "send", refuse)
    row, moment = queue(north), AT
    states = []
    for _ in range(messages.MOST_ATTEMPTS):
        states.append(deliver(row, at=moment))
        row.refresh_from_db()
        moment = row.due_at

    assert states == [S.QUEUED] * 5 + [S.FAILED]
    assert row.error == "ConnectionRefusedError"


def test_mail_of_a_neutral_partner_names_no_organisation(north):
    north.northshire.mail_is_neutral = True
    north.northshire.save()
    row = queue(north, subject="Northshire Police payslip", neutral_subject="Your payslip")
    deliver(row)

    (sent,) = mail.outbox
    assert sent.subject == "Your payslip"
    assert sent.from_email.startswith("Staff services <")


def test_the_sweep_sends_what_is_due_at_every_partner(cast, settings):
    for partner in (cast.northshire, cast.southborough):
        with partner_scope(partner.pk):
            messages.send(partner_id=partner.pk, draft=draft(), by=None, at=AT)
    tasks.deliver_due.run()

    assert len(mail.outbox) == 2


def test_a_suspended_login_is_denied_and_comes_back_as_it_was(north):
    grant(north.ed, north.northshire, Role.LINE_MANAGER)
    before = list(Grant.objects.filter(user=north.ed).order_by("id").values())
    client = Client()
    client.force_login(north.ed)
    assert client.get("/p/northshire/").status_code == 200

    n = suspensions.suspend(partner_id=north.northshire.pk, person_id=PERSON, reason="Reported", by=north.hana, at=AT)

    assert n == 2
    assert access(user=north.ed, on=AT.date()) == []
    assert client.get("/p/northshire/")["Location"].startswith("/accounts/login/")  # the session has ended
    client.force_login(north.ed)
    assert client.get("/p/northshire/").status_code == 404  # and a new one would open nothing
    fresh = Client()
    answer = fresh.post("/accounts/login/", {"login": "ed@example.org", "password": PASSWORD})
    assert answer["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in fresh.session

    wanted = Wanted(email="ed@example.org", role=Role.REQUISITIONER, start=AT.date(), reason="x")
    with pytest.raises(CannotGrant):
        grants.propose(partner_id=north.northshire.pk, wanted=wanted, by=north.uma, at=AT)
    rows = people_access.grants(partner_id=north.northshire.pk, on=AT.date(), filters={"standing": "suspended"})
    names = reach.names(partner_id=north.northshire.pk, on=AT.date())
    assert {people_access.as_row(one, on=AT.date(), names=names).standing for one in rows} == {"suspended"}
    suspensions.resume(partner_id=north.northshire.pk, person_id=PERSON, reason="Mistaken")
    assert list(Grant.objects.filter(user=north.ed).order_by("id").values()) == before
    assert client.get("/p/northshire/").status_code == 200


def test_mail_about_a_login_is_held_too(north, django_capture_on_commit_callbacks):
    hold(north)
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/accounts/password/reset/", {"email": "ed@example.org"})

    assert mail.outbox == []
    assert OutboundMessage.objects.get(kind="account").state == S.HELD


def test_nothing_is_decided_about_a_person_on_hold(north):
    holds.require_free(partner_id=north.northshire.pk, person_id=PERSON)
    hold(north)
    with pytest.raises(PersonOnHold):
        holds.require_free(partner_id=north.northshire.pk, person_id=PERSON)
