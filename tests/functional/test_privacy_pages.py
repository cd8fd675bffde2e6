"""The pages of data protection: two people through the screens, bad input beside its field, another partner's walls."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from hr.models import Person
from partners.models import LegalHold, PurgeProposal, RetentionSchedule, SarCase
from partners.operations import purges
from partners.retention import seed
from partners.scope import partner_scope
from tests.factories import hr

P = "/p/northshire/privacy/"
HUGE = "x" * 2_000_000


@pytest.fixture
def old(cast):
    """Somebody who left Northshire long ago."""
    with partner_scope(cast.northshire.pk):
        person = hr.person(cast.northshire, surname="Longgone", forenames="Ada")
        org = hr.found_organisation(cast.northshire)
        hr.employment(person, org, valid=DateRange(date(2010, 4, 1), date(2016, 4, 1)), employee_no="OLD1")
    return person


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def months(**changed):
    return {code: one.months for code, one in seed().items()} | {"reason": "Board"} | changed


def row(cast, model):
    with partner_scope(cast.northshire.pk):
        return model.objects.get()


def test_two_people_agree_on_a_schedule_and_erase_an_old_leaver(cast, old):
    hana, ben = signed_in(cast.hana), signed_in(cast.ben)
    assert hana.post(f"{P}retention/propose/", months()).status_code == 302
    schedule = row(cast, RetentionSchedule)
    page = f"{P}retention/{schedule.uuid}/"
    assert ben.post(f"{page}approve/", {"content_hash": schedule.content_hash}).status_code == 302
    assert hana.post(f"{P}erasure/propose/").status_code == 302
    proposal = row(cast, PurgeProposal)
    page = f"{P}erasure/{proposal.uuid}/"
    assert hana.get(f"{page}approve/").status_code == 403
    assert "Ada Longgone (OLD1)" in ben.get(page).content.decode()
    assert ben.post(f"{page}approve/", {"content_hash": "0" * 64}).status_code == 422
    assert ben.post(f"{page}approve/", {"content_hash": proposal.content_hash}).status_code == 302

    purges.resume(clock=timezone.now)

    with partner_scope(cast.northshire.pk):
        assert Person.objects.get(pk=old.pk).surname == "Erased"
    pdf = ben.get(f"{page}certificate.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        ("retention/propose/", months(pay=35), "36"),
        ("retention/propose/", months(reason=HUGE), "There is a problem"),
        ("holds/new/", {"person": "Nobody Atall", "reason": "Claim"}, "nobody of this name"),
        ("holds/new/", {"reason": ""}, "Enter the reason"),
        ("requests/new/", {"person": "OLD1", "received_on": "31/02/2026"}, "There is a problem"),
        ("requests/new/", {"person": "OLD1", "received_on": "01/01/2199"}, "in the future"),
        ("requests/new/", {"person": "OLD1", "received_on": "01/10/2026", "scope": HUGE}, "There is a problem"),
        ("erasure/propose/", {}, "No retention schedule is in force"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_nothing_is_done(cast, old, path, given, words):
    response = signed_in(cast.hana).post(P + path, given)

    assert response.status_code == 422
    assert words in response.content.decode()
    with partner_scope(cast.northshire.pk):
        assert not any(one.objects.exists() for one in (RetentionSchedule, LegalHold, SarCase, PurgeProposal))


def test_a_request_is_recorded_and_stands_on_the_work_list(cast, old):
    hana = signed_in(cast.hana)
    received = timezone.localdate() - timedelta(days=3)
    response = hana.post(f"{P}requests/new/", {"person": "OLD1", "received_on": f"{received:%d/%m/%Y}"})

    assert response.status_code == 302
    assert "Access requests to answer" in hana.get("/p/northshire/").content.decode()
    assert "Ada Longgone" in hana.get(f"{P}requests/?state=OPEN").content.decode()


def test_a_neighbour_finds_nothing(cast, old):
    signed_in(cast.hana).post(
        f"{P}requests/new/", {"person": "OLD1", "received_on": f"{timezone.localdate():%d/%m/%Y}"}
    )
    case = row(cast, SarCase)

    assert signed_in(cast.dilys).get(f"{P}requests/{case.uuid}/").status_code == 404
    assert signed_in(cast.dilys).get(f"/p/southborough/privacy/requests/{case.uuid}/").status_code in {403, 404}
