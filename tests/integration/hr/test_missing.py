"""Somebody who is missing: the freeze, pay that goes on until people decide, and the way back (domain HR-09)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from hr.models import DeathCase, MissingCase
from hr.operations import deaths, missing
from hr.operations.deaths import Report
from hr.operations.missing import CannotBeMissing, WordsNeeded
from hr.queries import deaths as death_facts
from hr.states import MISSING_PERSON, MissingState
from partners.models import CommunicationsHold, Grant, OutboundMessage
from partners.operations import messages
from partners.operations.holds import PersonOnHold, require_free
from partners.operations.messages import Draft
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests.factories import hr
from tests.people import grant, user

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
SINCE = date(2026, 10, 30)
P = "/p/northshire/people/"


@pytest.fixture
def north(cast):
    """Be inside Northshire, where Ann works and signs in, and a reminder to her waits."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        ann = hr.employee(cast.northshire, person_fields={"email": "ann@home.example"})
        login = user("Login")
        grant(login, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
        draft = Draft(
            kind="x", key="x", address="ann@home.example", subject="x", template="email/invitation.txt",
            context={"link": "https://x"}, person_id=ann.person.pk,
        )  # fmt: skip
        row = messages.send(partner_id=cast.northshire.pk, draft=draft, by=cast.hana, at=AT)
        yield cast, ann.person, row, login


def report(cast, person, **given):
    said = {"missing_since": SINCE, "told_by": "Her sister", "police_reference": "NB/4711", "by": cast.hana} | given
    return missing.report(person=person.uuid, at=AT, **said)


def pay(person):
    return death_facts.pay_after_death(
        partner_id=person.partner_id, first=person.pk, last=person.pk, pay_date=date(2026, 11, 30)
    )


def standing(row, login):
    row.refresh_from_db()
    return row.state, Grant.objects.get(user=login).suspended_at is not None


def test_reporting_freezes_and_finding_puts_everything_back(north):
    cast, ann, row, login = north
    before = list(Grant.objects.filter(user=login).values())
    case = report(cast, ann)

    assert standing(row, login) == (OutboundMessage.State.HELD, True)
    with pytest.raises(PersonOnHold):
        require_free(partner_id=ann.partner_id, person_id=ann.pk)
    assert pay(ann) == {}  # pay goes on
    missing.find(case=case.uuid, how="Spoke to her", by=cast.ben, at=AT + timedelta(days=1))
    assert standing(row, login) == (OutboundMessage.State.QUEUED, False)
    assert list(Grant.objects.filter(user=login).values()) == before
    with pytest.raises(WrongState):
        missing.find(case=case.uuid, how="Again", by=cast.ben, at=AT)


def test_pay_is_held_only_when_somebody_says_so(north):
    cast, ann, _row, _login = north
    case = report(cast, ann)
    with pytest.raises(WordsNeeded):
        missing.decide_pay(case=case.uuid, pay="HOLD", why=" ", by=cast.ben, at=AT)
    missing.decide_pay(case=case.uuid, pay="HOLD", why="Asked for by the family", by=cast.ben, at=AT)
    assert pay(ann) == {ann.pk: (True, None, True, None, False, False)}
    missing.decide_pay(case=case.uuid, pay="CONTINUE", why="Guardian appointed", by=cast.ben, at=AT)
    assert pay(ann) == {}
    missing.find(case=case.uuid, how="Spoke to her", by=cast.ben, at=AT)
    with pytest.raises(CannotBeMissing):
        missing.decide_pay(case=case.uuid, pay="HOLD", why="Late", by=cast.ben, at=AT)


def test_a_death_takes_over_and_a_mistaken_one_gives_back(north):
    cast, ann, row, login = north
    case = report(cast, ann)
    missing.decide_pay(case=case.uuid, pay="HOLD", why="Asked for by the family", by=cast.ben, at=AT)
    known = Report(date_of_death=date(2026, 11, 1), known="POLICE", told_by="PC")
    death = deaths.report(person=ann.uuid, known=known, by=cast.hana, at=AT)

    case.refresh_from_db()
    assert (case.state, standing(row, login)) == (MissingState.DIED, (OutboundMessage.State.HELD, True))
    assert pay(ann) == {ann.pk: (True, None, False, date(2026, 11, 1), False, False)}
    assert CommunicationsHold.objects.filter(lifted_at=None).count() == 1
    deaths.withdraw(case=death.uuid, reason="Somebody else", by=cast.ben, at=AT)
    case.refresh_from_db()
    assert (case.state, case.ended_at) == (MissingState.MISSING, None)
    assert standing(row, login) == (OutboundMessage.State.HELD, True)
    assert pay(ann) == {ann.pk: (True, None, True, None, False, False)}
    assert DeathCase.objects.get().state == "WITHDRAWN"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"missing_since": date(2026, 11, 3)}, "missing_since"), ({"missing_since": date(1980, 1, 1)}, "missing_since"),
        ({"told_by": ""}, "told_by"), ({"told_by": "x" * 2_000_000}, "told_by"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_beside_its_field_with_nothing_frozen(north, given, field):
    cast, ann, row, login = north
    with pytest.raises((CannotBeMissing, WordsNeeded)) as refused:
        report(cast, ann, **given)
    assert refused.value.field == field
    assert standing(row, login) == (OutboundMessage.State.QUEUED, False)
    assert MissingCase.objects.count() == 0


def test_once_and_never_oneself(north):
    cast, ann, _row, login = north
    with pytest.raises(CannotBeMissing, match="your own"):
        report(cast, ann, by=login)
    report(cast, ann)
    with pytest.raises(CannotBeMissing):
        report(cast, ann)


def test_the_states_are_held_by_the_database_too(north):
    cast, ann, _row, _login = north
    report(cast, ann)
    with pytest.raises(DatabaseError), transaction.atomic():
        MissingCase.objects.update(state="FOUND")
    assert {(pair.state.value, pair.action) for pair in pairs(MISSING_PERSON) if pair.is_legal} == {
        ("MISSING", "find"), ("MISSING", "die"), ("DIED", "return"),
    }  # fmt: skip


def test_the_pages_report_decide_and_find(north):
    cast, ann, row, login = north
    client = Client()
    client.force_login(cast.hana)
    bad = {"missing_since": "30/10/2090", "told_by": "Her sister"}
    assert client.post(f"{P}{ann.uuid}/missing/", bad).status_code == 422
    answer = client.post(f"{P}{ann.uuid}/missing/", {"missing_since": "30/10/2026", "told_by": "Her sister"})
    assert answer.status_code == 302
    case = MissingCase.objects.get()
    assert "Ann Abbott" in client.get(f"{P}missing/").content.decode()
    assert "This person is missing" in client.get(f"{P}{ann.uuid}/").content.decode()
    assert "Speak to the case officer" in client.get(P).content.decode()
    said = {"pay": "HOLD", "why": "Asked for by the family"}
    assert client.post(f"{P}missing/{case.uuid}/pay/", said).status_code == 302
    assert "Asked for by the family" in client.get(f"{P}missing/{case.uuid}/").content.decode()
    assert client.post(f"{P}missing/{case.uuid}/found/", {"how": "Spoke to her"}).status_code == 302
    assert standing(row, login) == (OutboundMessage.State.QUEUED, False)
