"""Claims from the phone of an employee to the payslip that pays them, and what managers, HR and strangers reach."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hr.models import Claim, ClaimLine, Document, Forewarning
from hr.operations import claim_decisions, forewarnings
from partners.models import OutboundMessage
from partners.roles import Role
from payroll.models import PayRun
from payroll.operations import pay_runs
from tests import scenarios
from tests.factories import claims as make
from tests.factories import hr, payroll
from tests.functional.people_pages import client, downloaded, in_scope, text
from tests.people import grant, user

P = "/p/northshire/"
NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
JOURNEY = {
    "on": "2/10/2026", "from_place": "County Hall", "to_place": "Riverside School", "miles": "40", "vehicle": "CAR",
    "reason": "Site visit",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def all_of_it(cast):
    """Ann, who claims, her manager Mona, and a calendar of pay periods."""
    with in_scope(cast):
        ann = hr.employee(cast.northshire, person_fields={"email": "ann@home.example"})
        kinds = make.kinds(cast.northshire)
        payroll.calendar(ann.org.pay_group, by=cast.amara)
    me, mona = user("Ann"), user("Mona")
    grant(me, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    grant(mona, cast.northshire, Role.LINE_MANAGER, unit=ann.org.unit.pk)
    return SimpleNamespace(ann=ann, kinds=kinds, me=client(me), mona=client(mona), login=me, boss=mona)


def begin(one: Client, kind: str, job) -> str:
    """Begin a claim and return its address."""
    answer = one.post(f"{P}my-claims/new/", {"kind": kind, "job": job.uuid})
    assert answer.status_code == 302, text(answer)
    return answer["Location"].removesuffix("add/")


def test_from_the_journey_to_the_payslip(all_of_it, cast, clock):
    one, me, mona = all_of_it.ann, all_of_it.me, all_of_it.mona
    claim = begin(me, "MILEAGE", one.assignment)
    assert "It is added" in text(me.post(f"{claim}add/", JOURNEY, follow=True))
    shown = text(me.get(claim))
    assert "County Hall to Riverside School, 40 miles by car or van" in shown
    assert "40 miles at 45p No tax or National Insurance £18.00" in shown
    assert "October 2026, paid on 28 October 2026, if it is approved by 21 October 2026" in shown
    assert "Your claim is sent" in text(me.post(f"{claim}send/", {"cost_centre": ""}, follow=True))
    number = claim.rstrip("/").rsplit("/", maxsplit=1)[-1]

    assert "Abbott" in text(mona.get(f"{P}claims/?state=SUBMITTED"))
    assert "Approve and go to the next" in text(mona.get(f"{P}claims/{number}/"))
    said = text(mona.post(f"{P}claims/{number}/approve/", follow=True))
    assert "C-000001 is approved and comes with the pay of October 2026" in said

    with in_scope(cast):
        run = scenarios.released_run(cast, one.org.pay_group, month=10)
        assert set(OutboundMessage.objects.values_list("kind", "address")) == {
            ("claim", "mona@example.org"), ("claim", "ann@home.example"),
        }  # fmt: skip
    assert "The payslip that paid it" not in text(me.get(f"{P}my-claims/"))
    clock.move_to(datetime(2026, 10, 28, 9, tzinfo=UTC))
    me = client(all_of_it.login)
    payslip = f"{P}me/payslips/{run.uuid}/{one.employment.uuid}/"
    assert payslip in me.get(f"{P}my-claims/").content.decode()
    said = text(me.get(payslip))
    assert "Business mileage" in said
    assert "Mileage: 1 journey, 40 miles at 45p, claim C-000001" in said
    assert b"C-000001" in downloaded(client(cast.amara).get(f"{P}claims/?download=csv&state=PAID"))


def test_receipts_are_taken_in_and_opened_by_who_decides(all_of_it, cast):
    one, me, mona = all_of_it.ann, all_of_it.me, all_of_it.mona
    claim = begin(me, "EXPENSE", one.assignment)
    given = {"on": "2/10/2026", "claim_type": all_of_it.kinds.expense.uuid, "amount": "24.80", "reason": "Tribunal"}
    for more, words in (
        ({}, "There is no receipt"),
        ({"receipt": SimpleUploadedFile("r.pdf", b"MZ not a receipt")}, "PDF, JPEG or PNG"),
        ({"amount": "-1", "no_receipt": "Lost"}, "An expense is between"),
        ({"reason": "x" * 200_000, "no_receipt": "Lost"}, "200 characters or fewer"),
    ):
        answer = me.post(f"{claim}add/", given | more)
        assert (answer.status_code, words in text(answer)) == (422, True), text(answer)
    me.post(f"{claim}add/", given | {"receipt": SimpleUploadedFile("r.pdf", b"%PDF-1.4 train")})
    me.post(f"{claim}send/", {"cost_centre": ""})

    with in_scope(cast):
        assert Document.objects.count() == 1
        row = Claim.objects.get()
        line = ClaimLine.objects.get()
    answer = mona.get(f"{P}claims/{row.uuid}/receipts/{line.uuid}/")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.4 train")
    assert client(cast.dilys).get(f"{P}claims/{row.uuid}/").status_code == 404


def test_hours_are_written_again_taken_out_and_sent_back(all_of_it, cast):
    one, me, mona = all_of_it.ann, all_of_it.me, all_of_it.mona
    claim = begin(me, "HOURS", one.assignment)
    given = {"on": "2/10/2026", "starts": "18:30", "ends": "21.00", "claim_type": all_of_it.kinds.hours.uuid,
             "reason": "Flood"}  # fmt: skip
    assert me.post(f"{claim}add/", given | {"ends": "late"}).status_code == 422
    me.post(f"{claim}add/", given)
    with in_scope(cast):
        line = f"{claim}lines/{ClaimLine.objects.get().uuid}/"
    assert 'value="18:30"' in me.get(line).content.decode()
    me.post(line, given | {"ends": "22:00"})
    assert "3.5 hours" in text(me.get(claim))
    me.post(f"{claim}send/", {"cost_centre": ""})
    number = claim.rstrip("/").rsplit("/", maxsplit=1)[-1]
    mona.post(f"{P}claims/{number}/send-back/", {"note": "Who called you out?"})
    assert "Who called you out?" in text(me.get(claim))
    assert "18:30 to 22:00: 3.5 hours" in text(me.get(f"{line}remove/"))
    me.post(f"{line}remove/")
    assert "Nothing is in this claim yet" in text(me.get(claim))
    assert "withdrawn" in text(me.post(f"{claim}withdraw/", follow=True)).lower()


def test_nobody_sees_drafts_or_decides_about_their_own(all_of_it, cast):
    one, me = all_of_it.ann, all_of_it.me
    claim = begin(me, "MILEAGE", one.assignment)
    me.post(f"{claim}add/", JOURNEY)
    number = claim.rstrip("/").rsplit("/", maxsplit=1)[-1]
    assert all_of_it.mona.get(f"{P}claims/{number}/").status_code == 404
    me.post(f"{claim}send/", {"cost_centre": ""})
    grant(all_of_it.login, cast.northshire, Role.HR_MANAGER)
    assert "your own claim" in text(me.get(f"{P}claims/{number}/"))
    assert "your own claim" in text(me.post(f"{P}claims/{number}/approve/", follow=True))
    assert client(cast.hana).post(f"{P}claims/{number}/approve/").status_code == 403
    with in_scope(cast):
        assert Claim.objects.get().state == "SUBMITTED"
        claim_decisions.approve(claim=Claim.objects.get().uuid, by=cast.ben, at=NOW)
    stop = client(cast.ben).post(f"{P}claims/{number}/stop/", {"note": "Paid by hand"}, follow=True)
    assert "It is not paid" in text(stop)


def test_hr_sets_up_what_may_be_claimed(all_of_it, cast):
    ben = client(cast.ben)
    assert "45p" in text(ben.get(f"{P}claims/set-up/"))
    given = {"months_late": "2", "car": "0.52", "effective_from": "1/12/2026", "reason": "Local agreement"}
    assert "It is laid down" in text(ben.post(f"{P}claims/set-up/rates/", given, follow=True))
    wrong = {
        "use": "EXPENSE", "name": "", "element": all_of_it.kinds.expense.element.uuid, "effective_from": "1/12/2026",
        "reason": "New",
    }  # fmt: skip
    assert ben.post(f"{P}claims/set-up/add/", wrong).status_code == 422
    assert "can be claimed now" in text(ben.post(f"{P}claims/set-up/add/", wrong | {"name": "Hotels"}, follow=True))
    end = f"{P}claims/set-up/{all_of_it.kinds.expense.uuid}/end/"
    assert "until that day" in text(ben.post(end, {"last_day": "30/11/2026", "reason": "Over"}, follow=True))


def test_after_the_cut_off_it_is_the_next_pay_and_what_nobody_sends_is_foreseen(all_of_it, cast, clock):
    """Paid on 28 October 2026: the pay closes five working days before, on 21 October."""
    clock.move_to(datetime(2026, 10, 19, 9, tzinfo=UTC))
    with in_scope(cast):
        draft = make.mileage(all_of_it.ann, by=all_of_it.login, at=NOW, journeys=[_trip()], send=False)
        forewarnings.look_ahead(partner_id=cast.northshire.pk, at=timezone.now())
        said = Forewarning.objects.get(kind="MISSING_CLAIM")
        assert said.headline == "Claim C-000001 is not sent yet: the pay of 28 October 2026 closes on 21 October 2026"
    me, mona = client(all_of_it.login), client(all_of_it.boss)
    assert "Mileage, claim C-000001 Not sent yet" in text(me.get(f"{P}me/"))
    me.post(f"{P}my-claims/{draft.uuid}/send/", {"cost_centre": ""})
    assert "Approve claims" in text(mona.get(P))

    clock.move_to(datetime(2026, 11, 6, 9, tzinfo=UTC))
    ben = client(cast.ben)
    assert "Claims that nobody decides" in text(ben.get(P))
    ben.post(f"{P}claims/{draft.uuid}/approve/")
    with in_scope(cast):
        row = Claim.objects.get()
        assert (row.state, row.pay_period) == ("SENT", date(2026, 11, 1))


def test_a_claim_that_a_run_left_out_is_on_the_list_of_payroll(all_of_it, cast):
    with in_scope(cast):
        row = make.mileage(all_of_it.ann, by=all_of_it.login, at=NOW, journeys=[_trip()])
        scenarios.calculated_run(cast, all_of_it.ann.org.pay_group, month=10)
        claim_decisions.approve(claim=row.uuid, by=cast.ben, at=NOW)
        run = PayRun.objects.get()
        pay_runs.approve(run_id=run.pk, by=cast.ben, at=NOW)
        pay_runs.release(run_id=run.pk, by=cast.rhys, at=NOW)
        assert Claim.objects.get().state == "SENT"
    assert "Claims that a run left out" in text(client(cast.amara).get(P))


def _trip():
    return make.journey(on=date(2026, 10, 2))
