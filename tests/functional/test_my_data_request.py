"""Asking for everything that is held about oneself, in self-service: one action, its state, the answer (HR-13)."""

import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from hr.models import Person
from partners.models import Grant, OutboundMessage, SarCase, SarEvent
from partners.operations import retention, sar_files
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common import sealing
from tests.access_requests import decide_apart
from tests.factories import hr
from tests.people import grant, user

ME = "/p/northshire/me/data/"
HUGE = "x" * 2_000_000


def signed_in(who):
    client = Client(raise_request_exception=False)
    client.force_login(who)
    return client


@pytest.fixture(autouse=True)
def clear():
    cache.clear()


@pytest.fixture
def ann(cast):
    """Ann of Northshire, with a login of her own."""
    with partner_scope(cast.northshire.pk):
        person = hr.employee(cast.northshire, person_fields={"surname": "Abbott", "forenames": "Ann"}).person
    who = user("Ann")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=person.pk)
    return who


def cases(cast):
    with partner_scope(cast.northshire.pk):
        return list(SarCase.objects.order_by("id"))


def answered(cast):
    """Have Hana collect, and Ben review and release, the one request."""
    case = cases(cast)[0]
    now = timezone.now()
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        sar_files.collect(case=case.uuid, by=cast.hana, at=now)
        decide_apart(case, by=cast.ben, at=now)
        sar_files.review(case=case.uuid, by=cast.ben, at=now)
        sar_files.release(case=case.uuid, by=cast.ben, at=now)
    return cases(cast)[0]


def test_one_press_asks_for_everything_and_the_page_says_how_it_stands(cast, ann):
    me = signed_in(ann)
    assert "Ask for a copy of everything" in me.get(ME).content.decode()

    assert me.post(f"{ME}ask/", {}).status_code == 302

    page = me.get(ME).content.decode()
    case = cases(cast)[0]
    assert (case.state, case.scope, case.received_on) == ("VERIFIED", "", timezone.localdate())
    assert "We are working on it" in page
    assert f"Answer due by {case.due_on:%-d %B %Y}" in page
    assert "Ask for a copy of everything" not in page
    with partner_scope(cast.northshire.pk):
        log = list(SarEvent.objects.order_by("id").values_list("action", "by_id"))
    assert log == [("receive", ann.pk), ("verify", ann.pk)]
    assert "Access requests to answer" in signed_in(cast.hana).get("/p/northshire/").content.decode()


def test_ask_twice_and_it_is_one_request(cast, ann):
    me = signed_in(ann)

    for _ in range(2):
        assert me.post(f"{ME}ask/", {"scope": "Emails about me"}).status_code == 302

    assert [one.scope for one in cases(cast)] == ["Emails about me"]


def test_too_many_words_are_refused_beside_the_field(cast, ann):
    found = signed_in(ann).post(f"{ME}ask/", {"scope": HUGE})

    assert found.status_code == 422
    assert "govuk-error-message" in found.content.decode()
    assert cases(cast) == []


def test_take_the_answer_once_it_is_released_and_not_before(cast, ann):
    me = signed_in(ann)
    me.post(f"{ME}ask/", {})
    address = f"{ME}{cases(cast)[0].uuid}/answer"
    assert me.get(f"{address}.json").status_code == 302
    case = answered(cast)

    page = me.get(ME).content.decode()
    got = me.get(f"{address}.json")

    assert "Answered" in page
    assert f"{address}.pdf" in page
    assert "Ann Abbott" in json.loads(got.content)["person"]
    assert me.get(f"{address}.pdf").content.startswith(b"%PDF")
    assert me.get(f"{address}.draft").status_code == 404
    with partner_scope(cast.northshire.pk):
        taken = SarEvent.objects.filter(case=case, action="download")
        assert {(one.by_id, one.note) for one in taken} == {
            (ann.pk, "By the person: JSON"), (ann.pk, "By the person: PDF"),
        }  # fmt: skip
        mail = OutboundMessage.objects.get(kind="access answer")
        assert (mail.address, mail.user_id) == (ann.email, ann.pk)
        body = sealing.open_sealed(mail.body, aad=sealing.aad("partners_outboundmessage", mail.uuid, "body"))
    assert "The answer is ready" in body
    assert "Abbott" not in body


def test_a_refusal_says_why(cast, ann):
    me = signed_in(ann)
    me.post(f"{ME}ask/", {})
    case = cases(cast)[0]
    refuse = f"/p/northshire/privacy/requests/{case.uuid}/refuse/"
    assert signed_in(cast.ben).post(refuse, {"reason": "The same again within a week"}).status_code == 302

    page = me.get(ME).content.decode()

    assert "Refused" in page
    assert "The same again within a week" in page
    assert "Ask for a copy of everything" in page


def test_somebody_else_neither_sees_nor_takes_it(cast, ann):
    signed_in(ann).post(f"{ME}ask/", {})
    case = answered(cast)
    with partner_scope(cast.northshire.pk):
        bob = hr.employee(cast.northshire, person_fields={"surname": "Baker"}).person
    with partner_scope(cast.southborough.pk):
        far = hr.employee(cast.southborough, person_fields={"surname": "Far"}).person
    near, away = user("Bob"), user("Far")
    grant(near, cast.northshire, Role.EMPLOYEE, person_id=bob.pk)
    grant(away, cast.southborough, Role.EMPLOYEE, person_id=far.pk)

    for client, where in ((signed_in(near), "northshire"), (signed_in(away), "southborough")):
        page = f"/p/{where}/me/data/"
        assert "Request 1" not in client.get(page).content.decode()
        assert client.get(f"{page}{case.uuid}/answer.json").status_code == 404
        assert client.get(f"{page}{uuid4()}/answer.json").status_code == 404
    assert signed_in(away).get(f"{ME}{case.uuid}/answer.json").status_code in {403, 404}


def test_the_database_lets_nobody_ask_or_take_for_another(cast, ann):
    signed_in(ann).post(f"{ME}ask/", {})
    case = answered(cast)
    now = timezone.now()
    with partner_scope(cast.northshire.pk):
        bob = hr.person(cast.northshire, surname="Baker").pk
        annie = Person.objects.get(surname="Abbott").pk

    def run(sql, *given):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()

    ask = "SELECT ask_for_my_data(%s, '', %s, %s)"
    due = case.due_on
    with partner_scope(cast.northshire.pk, person_ids=frozenset({bob}), actor_id=ann.pk):
        with pytest.raises(DatabaseError):
            run(ask, annie, due, now)
        assert run("SELECT * FROM take_my_data(%s, 'JSON', %s)", case.uuid, now) == []
        assert run("SELECT * FROM my_data_requests(%s)", now) == []
        for table in ("partners_sarcase", "partners_sarfile", "partners_sarevent"):
            with pytest.raises(DatabaseError):
                run(f"SELECT * FROM {table}")
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk), pytest.raises(DatabaseError):
        run(ask, annie, due, now)


def test_whoever_has_left_may_still_ask(cast, ann):
    Grant.objects.filter(user=ann).update(read_only_from=timezone.localdate())
    me = signed_in(ann)

    assert me.post(f"{ME}ask/", {}).status_code == 302
    assert len(cases(cast)) == 1


def test_staff_do_not_deal_with_their_own_request(cast):
    with partner_scope(cast.northshire.pk):
        person = hr.employee(cast.northshire, person_fields={"surname": "Hana"}).person
    grant(cast.hana, cast.northshire, Role.EMPLOYEE, person_id=person.pk)
    hana = signed_in(cast.hana)
    assert hana.post(f"{ME}ask/", {}).status_code == 302
    case = cases(cast)[0]

    hana.post(f"/p/northshire/privacy/requests/{case.uuid}/collect/", {})

    assert cases(cast)[0].state == "VERIFIED"


def test_how_long_it_is_kept_is_what_the_partner_approved(cast, ann):
    page = signed_in(ann).get(ME).content.decode()
    assert "not approved yet" in page
    now = timezone.now()
    for partner, months in ((cast.northshire, 48), (cast.southborough, 60)):
        with partner_scope(partner.pk, actor_id=cast.hana.pk):
            row = retention.propose_schedule(
                partner_id=partner.pk, months={"claims": months}, reason="Agreed", by=cast.hana, at=now
            )
            retention.approve_schedule(schedule=row.uuid, content_hash=row.content_hash, by=cast.ben, at=now)

    page = signed_in(ann).get(ME).content.decode()

    words = "Kept for 4 years after the day on which a claim was paid, or last decided or sent"
    assert f"{words} (counted from the end of that tax year)" in page
    assert "not approved yet" not in page
    assert "5 years" not in page
