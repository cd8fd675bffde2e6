"""Overtime and one-offs through the front door: entered by one, approved by another, never by oneself."""

import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from hr import models as hr
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.people import grant, user

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BASE = "/p/northshire/pay/inputs/"
OWN = "You entered this yourself: somebody else approves it."


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def ann(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        org = make.organisation(cast.northshire)
        make.pay_element(cast.northshire, "MILEAGE", method="UNITS_AT_RATE", taxable=False)
        return make.employee(cast.northshire, org=org, employment_fields={"employee_no": "200001"})


@pytest.fixture
def cai(cast, ann):
    fields = {"surname": "Clark", "forenames": "Cai"}
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        return make.employee(
            cast.northshire, org=ann.org, person_fields=fields, employment_fields={"employee_no": "200003"}
        )


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


@pytest.fixture
def hana(cast, ann):
    return client(cast.hana)


@pytest.fixture
def ben(cast, ann):
    return client(cast.ben)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def element(ann, code):
    with partner_scope(ann.org.partner.pk):
        return str(hr.PayElement.objects.get(code=code).uuid)


def overtime(ann, **more):
    return {"period": "2026-11-01", "element": element(ann, "OVERTIME"), "quantity": "7.5"} | more


def entered(cast):
    with partner_scope(cast.northshire.pk):
        return list(hr.MonthlyInput.objects.order_by("id"))


def put(cast, one, **more):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        return make.monthly_input(
            one, one.org.elements["OVERTIME"], by=more.pop("by", cast.hana), units=Decimal("7.5"), **more
        )


# --- one --------------------------------------------------------------------------------------------------------------
def test_somebody_is_found_by_name_or_number(hana, ann, cai):
    for query in ("abbott", "200001", "200001-1", "ann abb"):
        found = text(hana.get(f"{BASE}new/?q={query}"))
        assert "Ann Abbott" in found
        assert "Cai Clark" not in found
    assert "Nobody is found" in text(hana.get(f"{BASE}new/?q=zzz"))


def test_overtime_is_entered_and_waits(cast, hana, ann):
    done = hana.post(f"{BASE}new/{ann.assignment.uuid}/", overtime(ann, note="Flood of 28 October"), follow=True)

    assert "The input is entered. It is paid once somebody else has approved it." in text(done)
    (row,) = entered(cast)
    assert (row.units, row.amount, row.state, row.period_start) == (
        Decimal("7.50"),
        None,
        "SUBMITTED",
        date(2026, 11, 1),
    )
    assert row.entered_by_id == cast.hana.pk


def test_the_same_is_not_entered_twice_by_a_second_click(cast, hana, ann):
    address = f"{BASE}new/{ann.assignment.uuid}/"
    hana.post(address, overtime(ann))

    again = hana.post(address, overtime(ann))
    assert again.status_code == 422
    assert "Hana Example entered the same on 2 November 2026" in text(again)
    assert len(entered(cast)) == 1

    assert hana.post(address, overtime(ann, again="on")).status_code == 302
    assert len(entered(cast)) == 2


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"quantity": ""}, "quantity", "Enter"),
        ({"quantity": "-1"}, "quantity", "not above 0"),
        ({"quantity": "many"}, "quantity", "must be a number"),
        ({"quantity": "1.005"}, "quantity", "2 decimal places"),
        ({"rate": "20"}, "quantity", "hours only"),
        ({"element": str(uuid.uuid4())}, "element", "must be one of the choices"),
        ({"period": "2026-11-05"}, "period", "must be one of the choices"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(cast, hana, ann, *, wrong, field, words):
    answer = hana.post(f"{BASE}new/{ann.assignment.uuid}/", overtime(ann, **wrong))

    assert answer.status_code == 422
    assert words in text(answer)
    assert f'href="#id_{field}"' in answer.content.decode()
    assert entered(cast) == []


def test_nobody_enters_their_own_pay(cast, ann):
    one = user("Eva")
    grant(one, cast.northshire, Role.HR_ADMIN)
    grant(one, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)

    answer = client(one).post(f"{BASE}new/{ann.assignment.uuid}/", overtime(ann))

    assert answer.status_code == 422
    assert "This is about yourself" in text(answer)


def test_who_may_not_enter_is_refused(cast, ann):
    assert client(cast.ben).post(f"{BASE}new/{ann.assignment.uuid}/", overtime(ann)).status_code == 403
    assert client(cast.uma).get(BASE).status_code == 403
    assert client(cast.dilys).get(BASE).status_code == 404
    assert client(cast.dilys).get(f"/p/southborough/pay/inputs/new/{ann.assignment.uuid}/").status_code == 404
    assert entered(cast) == []


# --- several ----------------------------------------------------------------------------------------------------------
def several(ann, *rows):
    data = {"period": "2026-11-01", "rows": "10"}
    for place, (number, code, quantity, *rate) in enumerate(rows):
        data |= {f"number_{place}": number, f"element_{place}": element(ann, code), f"quantity_{place}": quantity}
        data |= {f"rate_{place}": rate[0]} if rate else {}
    return data


def test_several_rows_are_entered_at_once(cast, hana, ann, cai):
    rows = several(
        ann, ("200001", "OVERTIME", "7.5"), ("200003-1", "ALLOWANCE", "100"), ("200003-1", "MILEAGE", "40", "0.45")
    )

    done = hana.post(f"{BASE}several/", rows, follow=True)

    assert "3 inputs are entered." in text(done)
    assert [(one.amount, one.units, one.rate) for one in entered(cast)] == [
        (None, Decimal("7.50"), None),
        (Decimal("100.00"), None, None),
        (None, Decimal("40.00"), Decimal("0.45")),
    ]


@pytest.mark.parametrize(
    ("rows", "field", "words"),
    [
        ([("200001", "OVERTIME", "7.5"), ("999999", "OVERTIME", "3")], "number_1", "There is no job of this number"),
        ([("200001", "OVERTIME", "7.5"), ("200001-1", "OVERTIME", "7.5")], "number_1", "Row 2 says the same as row 1."),
        ([("200001", "OVERTIME", "7.5"), ("200003", "OVERTIME", "-3")], "quantity_1", "not above 0"),
        ([("200001", "OVERTIME", "7.5"), ("200003", "MILEAGE", "30")], "quantity_1", "the rate of one"),
        ([("200001", "OVERTIME", "7.5"), ("200003", "ALLOWANCE", "x")], "quantity_1", "must be a number"),
    ],
)
def test_one_wrong_row_keeps_all_of_them_out(cast, hana, ann, cai, *, rows, field, words):
    answer = hana.post(f"{BASE}several/", several(ann, *rows))

    assert answer.status_code == 422
    assert words in text(answer)
    assert f'href="#id_{field}"' in answer.content.decode()
    assert entered(cast) == []


def test_several_rows_that_are_sent_twice_are_refused(cast, hana, ann):
    rows = several(ann, ("200001", "OVERTIME", "7.5"))
    hana.post(f"{BASE}several/", rows)

    assert hana.post(f"{BASE}several/", rows).status_code == 422
    assert len(entered(cast)) == 1


def test_somebody_of_another_pay_group_is_named(cast, hana, ann):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        weekly = make.pay_group(ann.org.scheme, "WEEKLY", name="Weekly paid", frequency="weekly")

    assert "Which pay group?" in text(hana.get(f"{BASE}several/"))
    answer = hana.post(f"{BASE}several/?pay_group={weekly.uuid}", several(ann, ("200001", "OVERTIME", "1")))
    assert "Ann Abbott is paid with Monthly paid." in text(answer)
    assert hana.get(f"{BASE}several/?pay_group={uuid.uuid4()}").status_code == 404


def test_a_number_that_is_typed_gets_its_name(hana, ann):
    assert "Ann Abbott, Support officer" in text(hana.get(f"{BASE}job-name/?number_3=200001"))
    assert "No such job" in text(hana.get(f"{BASE}job-name/?number_3=1"))
    assert text(hana.get(f"{BASE}job-name/?number_3=")).strip() == ""


# --- the list and the inbox -------------------------------------------------------------------------------------------
def test_inputs_are_filtered_and_added_up(cast, hana, ann, cai):
    put(cast, ann)
    put(cast, cai, approved_by=cast.ben)

    assert "2 inputs" in text(hana.get(BASE))
    assert "1 input" in text(hana.get(f"{BASE}?state=APPROVED"))
    for name, value in {"unit": ann.org.unit, "pay_group": ann.org.pay_group}.items():
        assert "2 inputs" in text(hana.get(f"{BASE}?{name}={value.uuid}"))
    assert "2 inputs" in text(hana.get(f"{BASE}?period=2026-11-01"))
    assert "Overtime 2 15" in text(hana.get(BASE))
    assert "1 input" in text(hana.get(f"{BASE}?q=clark"))


def test_a_download_of_inputs_is_on_the_trail(cast, hana, ann):
    put(cast, ann)

    answer = hana.get(f"{BASE}?download=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert len(lines) == 2
    assert "Waiting for approval" in lines[1]
    with partner_scope(cast.northshire.pk):
        assert AuditEvent.objects.filter(action="EXPORT", object_type="hr_monthlyinput").count() == 1


def test_ticked_inputs_are_approved_but_not_ones_own(cast, ben, ann, cai):
    theirs, own = put(cast, ann), put(cast, cai, by=cast.ben)
    inbox = text(ben.get(f"{BASE}approve/"))
    assert OWN in inbox
    assert "2 waiting, 1 of them on this page entered by you" in inbox

    done = ben.post(
        f"{BASE}approve/", {"step": "ticked", "input": [str(theirs.uuid), str(own.uuid), "nonsense"]}, follow=True
    )

    assert "1 input is approved." in text(done)
    assert "Passed over: 1 entered by you." in text(done)
    assert [one.state for one in entered(cast)] == ["APPROVED", "SUBMITTED"]


def test_nothing_ticked_approves_nothing(cast, ben, ann):
    put(cast, ann)

    assert "Nothing is ticked" in text(ben.post(f"{BASE}approve/", {"step": "ticked"}, follow=True))
    assert entered(cast)[0].state == "SUBMITTED"


def test_all_that_wait_are_approved_after_a_question(cast, ben, ann, cai):
    put(cast, ann)
    put(cast, cai)

    asked = ben.post(f"{BASE}approve/?q=abbott", {"step": "all"})
    assert "You are about to approve every input that waits" in text(asked)
    assert {one.state for one in entered(cast)} == {"SUBMITTED"}

    ben.post(f"{BASE}approve/?q=abbott", {"step": "confirm_all"})
    assert [one.state for one in entered(cast)] == ["APPROVED", "SUBMITTED"]


def test_the_inbox_is_for_approvers_only(cast, hana, ann):
    row = put(cast, ann)

    assert hana.get(f"{BASE}approve/").status_code == 403
    assert hana.post(f"{BASE}approve/", {"step": "ticked", "input": [str(row.uuid)]}).status_code == 403
    assert client(cast.dilys).post(f"{BASE}approve/", {"step": "confirm_all"}).status_code == 404
    assert entered(cast)[0].state == "SUBMITTED"


def test_approving_what_is_decided_changes_nothing(cast, ben, ann):
    row = put(cast, ann)
    ben.post(f"{BASE}approve/", {"step": "ticked", "input": [str(row.uuid)]})

    again = ben.post(f"{BASE}approve/", {"step": "ticked", "input": [str(row.uuid)]}, follow=True)

    assert "1 decided by somebody else meanwhile" in text(again)


# --- one input --------------------------------------------------------------------------------------------------------
def test_one_input_is_approved_on_its_page(cast, ben, ann):
    row = put(cast, ann)

    assert "Approve this input" in text(ben.get(f"{BASE}{row.uuid}/"))
    done = ben.post(f"{BASE}{row.uuid}/approve/", {"next": f"{BASE}approve/"})
    assert done["Location"] == f"{BASE}approve/"
    assert entered(cast)[0].state == "APPROVED"
    assert "You cannot approve a monthly input that is approved." in text(
        ben.post(f"{BASE}{row.uuid}/approve/", follow=True)
    )


def test_ones_own_input_says_why_it_waits(cast, ben, ann):
    row = put(cast, ann, by=cast.ben)

    assert OWN in text(ben.get(f"{BASE}{row.uuid}/"))
    assert "Approve this input" not in text(ben.get(f"{BASE}{row.uuid}/"))
    assert "somebody else approves it" in text(ben.post(f"{BASE}{row.uuid}/approve/", follow=True))
    assert entered(cast)[0].state == "SUBMITTED"


def test_a_rejection_says_what_to_put_right(cast, hana, ben, ann):
    row = put(cast, ann)

    refused = ben.post(f"{BASE}{row.uuid}/reject/", {"note": ""})
    assert refused.status_code == 422
    assert 'href="#id_note"' in refused.content.decode()
    assert ben.post(f"{BASE}{row.uuid}/reject/", {"note": "The sheet says 5 hours"}).status_code == 302

    assert "The sheet says 5 hours" in text(hana.get(f"{BASE}{row.uuid}/"))
    assert "Your rejected inputs" in text(hana.get("/p/northshire/"))


def test_an_input_is_withdrawn_until_it_is_decided(cast, hana, ben, ann):
    row = put(cast, ann)

    assert ben.post(f"{BASE}{row.uuid}/withdraw/").status_code == 403
    hana.post(f"{BASE}{row.uuid}/withdraw/")
    assert entered(cast)[0].state == "WITHDRAWN"
    assert "You cannot withdraw" in text(hana.post(f"{BASE}{row.uuid}/withdraw/", follow=True))


def test_an_input_of_another_partner_is_not_found(cast, ann):
    row = put(cast, ann)

    for action in ("", "approve/", "reject/", "withdraw/"):
        assert client(cast.dilys).post(f"/p/southborough/pay/inputs/{row.uuid}/{action}").status_code in {403, 404, 405}
        assert client(cast.dilys).get(f"/p/northshire/pay/inputs/{row.uuid}/{action}").status_code == 404


def test_what_waits_stands_on_the_home_page_of_the_approver(cast, ben, ann):
    put(cast, ann)
    put(cast, ann, by=cast.ben)

    assert "Approve monthly inputs" in text(ben.get("/p/northshire/"))
