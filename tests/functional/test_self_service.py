"""Self-service through the front door: home, details, bank changes with a fresh sign-in, who looked at my data."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import BankChange, Contact, EmergencyContact, Person, SecondAccount
from hr.operations import bank_alerts, bank_changes, bank_checks
from partners.models import LoginDevice, OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common import sealing
from tests.factories import bank_changes as make
from tests.functional.people_pages import BASE, NOW, client, employment, events, in_scope, make_people, page, text
from tests.people import PASSWORD, grant, user

ME = "/p/northshire/me/"
ACCOUNT = {"holder": "A Abbott", "sort_code": "20-00-00", "account_number": "55779911"}
DESK = ACCOUNT | {"channel": "IN_PERSON", "evidence": "Passport seen at the front desk"}


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def ann(cast):
    made = make_people(cast)
    with in_scope(cast):
        make.contacts(made.person)
    return made


@pytest.fixture
def login(cast, ann):
    who = user("Ann")
    grant(who, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    return who


@pytest.fixture
def me(login):
    """Ann, who has just signed in with her password."""
    from django.test import Client

    one = Client(raise_request_exception=False)
    one.post("/accounts/login/", {"login": login.email, "password": PASSWORD})
    return one


def form_of(ann):
    return f"{ME}bank/{ann.employment.uuid}/"


def changes(cast):
    with in_scope(cast):
        return list(BankChange.objects.order_by("id"))


# --- home -----------------------------------------------------------------------------------------------------------
def test_home_leads_to_everything_of_ones_own(me, ann):
    shown = text(me.get(ME))

    for words in (
        "Next pay day",
        "Nothing is under way",
        "Payslips",
        "Annual leave",
        "My details",
        "What is held about me",
    ):
        assert words in shown


def test_home_sounds_the_alarm_while_a_change_is_under_way(me, ann):
    me.post(form_of(ann), ACCOUNT)

    assert "Somebody asked for your pay to go to another account, ••••9911" in text(me.get(ME))


# --- bank -----------------------------------------------------------------------------------------------------------
def test_a_change_is_asked_for_and_cancelled(me, ann, cast):
    done = me.post(form_of(ann), ACCOUNT, follow=True)
    assert "You have asked for the change" in text(done)
    assert "55779911" not in page(done)
    assert "a•••@home.example" in text(done)

    row = changes(cast)[0]
    me.post(f"{ME}bank/changes/{row.uuid}/cancel/")

    assert changes(cast)[0].state == "CANCELLED_BY_OWNER"
    assert "Cancelled by the person" in text(me.get(f"{ME}bank/"))


def test_a_second_account_is_added_its_amount_changed_and_it_is_ended(me, ann, cast):
    where = f"{form_of(ann)}second/"
    wish = ACCOUNT | {"amount": "250.00", "roll_number": "NB/42"}
    assert "Add a second account for a fixed amount" in text(me.get(f"{ME}bank/"))
    answer = me.post(where, wish | {"amount": "1e9", "holder": ""})
    assert (answer.status_code, list(answer.context_data["form"].errors)) == (422, ["amount", "holder"])
    assert changes(cast) == []

    done = me.post(where, wish, follow=True)

    assert "£250.00 a pay period to the second account ••••9911" in text(done)
    assert "Add a second account" not in text(done)  # one change at a time, of either account
    assert "a change of your second account, ••••9911" in text(me.get(ME))
    with in_scope(cast):
        row = bank_checks.check(change=BankChange.objects.get().uuid, at=NOW)
        bank_changes.accept(change=row.uuid, note="Rang her", by=cast.ben, at=NOW)
        bank_checks.activate(change=row.uuid, at=NOW + timedelta(days=30))
        SecondAccount.objects.update(valid=DateRange(NOW.date(), None))  # as if it had been a while
    shown = text(me.get(f"{ME}bank/"))
    assert "••••9911, £250.00 of each pay period" in shown
    assert "Leave the account empty if only the amount changes" in text(me.get(where))
    me.post(f"{where}end/")
    assert [(one.part, one.state) for one in changes(cast)] == [("SECOND", "ACTIVE"), ("END", "REQUESTED")]


def test_after_five_minutes_the_password_is_asked_for_again(me, ann, cast, clock):
    clock.shift(timedelta(minutes=6))

    for answer in (me.get(form_of(ann)), me.post(form_of(ann), ACCOUNT)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert changes(cast) == []


def test_a_first_sign_in_makes_the_browser_known_and_a_new_one_raises_the_risk(me, ann, cast, login, settings):
    assert LoginDevice.objects.get(user=login).first_seen_at == NOW
    assert me.cookies[settings.DEVICE_COOKIE_NAME]["httponly"]
    me.post(form_of(ann), ACCOUNT)

    with in_scope(cast):
        row = bank_checks.check(change=BankChange.objects.get().uuid, at=NOW)
    assert "NEW_DEVICE" in [one["code"] for one in row.findings]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sort_code": "12"}, "sort_code"),
        ({"holder": ""}, "holder"),
        ({"account_number": "x" * 2_000_000}, "account_number"),
    ],
)
def test_bad_numbers_stand_beside_the_field_and_nothing_is_written(me, ann, cast, wrong, field):
    answer = me.post(form_of(ann), ACCOUNT | wrong)

    assert answer.status_code == 422
    assert field in answer.context_data["form"].errors
    assert changes(cast) == []
    with in_scope(cast):
        assert not OutboundMessage.objects.exists()


def test_another_employees_account_is_not_found(me, cast, ann):
    with in_scope(cast):
        other = Person.objects.get(surname="Baker")
        job = other.pk and BankChange._meta.get_field("employment").related_model.objects.get(person=other)

    assert me.get(f"{ME}bank/{job.uuid}/").status_code == 404
    assert me.get(f"{ME}details/{other.uuid}/address/").status_code == 404


# --- the link in the alert ------------------------------------------------------------------------------------------
@pytest.fixture
def link(me, ann, cast):
    me.post(form_of(ann), ACCOUNT)
    with in_scope(cast):
        message = OutboundMessage.objects.get(kind=bank_alerts.KIND, address="ann@home.example")
        body = sealing.open_sealed(message.body, aad=sealing.aad("partners_outboundmessage", message.uuid, "body"))
    return re.search(r"https?://[^/]+(/bank-change/\S+)", body)[1]


def test_the_link_cancels_without_a_sign_in_but_not_by_being_opened(link, cast, client):
    assert client.get(link).status_code == 200
    assert changes(cast)[0].state == "REQUESTED"

    done = client.post(link)

    assert "If a change was waiting, it is cancelled" in text(done)
    assert changes(cast)[0].state == "CANCELLED_BY_OWNER"
    assert "Abbott" not in page(done)
    assert "9911" not in page(done)


def test_the_link_says_the_same_whether_it_did_anything_or_not(link, cast, client):
    used = [re.sub(r'value="[^"]+"', "", page(client.post(link))) for _ in range(2)]
    forged = re.sub(r'value="[^"]+"', "", page(client.post("/bank-change/forged:token:x/")))

    assert used[0] == used[1] == forged


def test_the_link_is_rate_limited(client):
    answers = [client.get("/bank-change/x/").status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]


# --- details --------------------------------------------------------------------------------------------------------
def test_an_address_is_changed_at_once_and_a_wrong_postcode_is_refused(me, ann, cast):
    where = f"{ME}details/{ann.person.uuid}/address/"
    new = {"address_line_1": "2 Low Road", "address_line_2": "", "town": "Southbury", "postcode": "nb22bb"}

    assert me.post(where, new | {"postcode": "NOWHERE"}).status_code == 422
    assert "Your address is changed." in text(me.post(where, new, follow=True))

    with in_scope(cast):
        row = Person.objects.get(pk=ann.person.pk)
    assert (row.address_line_1, row.postcode) == ("2 Low Road", "NB2 2BB")
    assert events(cast, object_type="hr_person", action="UPDATE", reason="by the employee") == 1


def test_a_protected_address_stays_protected(me, ann, cast):
    with in_scope(cast):
        Person.objects.filter(pk=ann.person.pk).update(is_sensitive=True)
    new = {"address_line_1": "Safe House", "town": "Elsewhere", "postcode": ""}

    me.post(f"{ME}details/{ann.person.uuid}/address/", new)

    with in_scope(cast):
        assert Person.objects.get(pk=ann.person.pk).is_sensitive
    assert "Protected: colleagues do not see it" in text(me.get(f"{ME}details/"))


def test_a_new_e_mail_is_confirmed_by_the_link_and_the_old_one_is_told(me, ann, cast, client):
    reach = {"email": "New@Home.example", "phone": "07700 900123", "known_as": "Annie"}
    me.post(f"{ME}details/{ann.person.uuid}/contacts/", reach)
    with in_scope(cast):
        told = OutboundMessage.objects.get(kind="contact change")
        sent = OutboundMessage.objects.get(kind="contact confirmation")
        body = sealing.open_sealed(sent.body, aad=sealing.aad("partners_outboundmessage", sent.uuid, "body"))
    assert (told.address, sent.address) == ("ann@home.example", "new@home.example")
    assert "Not confirmed" in text(me.get(f"{ME}details/"))

    client.post(re.search(r"https?://[^/]+(/contact/\S+)", body)[1])

    with in_scope(cast):
        assert Contact.objects.get(value="new@home.example").verified_how == "LINK"
    assert "Confirmed on 2 November 2026" in text(me.get(f"{ME}details/"))


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"phone": "ring me"}])
def test_hr_phone_and_e_mail_that_are_none_are_refused(me, ann, wrong):
    reach = {"email": "a@b.example", "phone": "07700 900124", "known_as": ""}

    assert me.post(f"{ME}details/{ann.person.uuid}/contacts/", reach | wrong).status_code == 422


def test_somebody_to_call_is_added_and_removed(me, ann, cast):
    where = f"{ME}details/{ann.person.uuid}/emergency/"
    for name in ("Bob", "Cy", "Di", "Ed"):
        me.post(where, {"name": name, "phone": "07700 900125"})
    assert me.post(where, {"name": "Flo", "phone": "07700 900126"}).status_code == 422  # HR-EMERGENCY-CONTACTS

    with in_scope(cast):
        first = EmergencyContact.objects.order_by("id")[0]
    me.post(f"{ME}emergency/{first.uuid}/")

    with in_scope(cast):
        assert EmergencyContact.objects.filter(removed_at=None).count() == 3


def test_the_database_lets_an_employee_change_no_other_column(cast, ann, login):
    from django.db import DatabaseError, transaction

    own = partner_scope(cast.northshire.pk, person_ids=frozenset({ann.person.pk}), actor_id=login.pk)
    with own:
        for column, value in (("surname", "X"), ("is_sensitive", False), ("nino_index", "x")):
            with pytest.raises(DatabaseError), transaction.atomic():
                Person.objects.filter(pk=ann.person.pk).update(**{column: value})


# --- who looked at it -----------------------------------------------------------------------------------------------
def test_my_data_names_who_looked_why_and_my_own_look_ups(me, hana, ann, cast):
    hana.get(f"{BASE}{ann.person.uuid}/bank/")
    hana.post(f"{BASE}{ann.person.uuid}/bank/{ann.bank.uuid}/", {"reason": "Letter of the bank returned"})
    me.post(f"{ME}details/{ann.person.uuid}/address/", {"address_line_1": "3 New Street", "town": "Northbury"})

    shown = text(me.get(f"{ME}data/"))

    assert "Hana Example : viewed, person" in shown
    assert "Hana Example : shown in full, bank account" in shown
    assert "Reason: Letter of the bank returned" in shown
    assert "You : changed, person" in shown
    assert "shown in full" not in text(me.get(f"{ME}data/?action=UPDATE"))


def test_my_data_is_about_nobody_else(me, hana, ann, cast):
    with in_scope(cast):
        bob = Person.objects.get(surname="Baker")
    hana.get(f"{BASE}{bob.uuid}/bank/")

    assert "viewed, person" not in text(me.get(f"{ME}data/"))
    assert "Hana" not in text(me.get(f"{ME}data/?action=VIEW"))


# --- HR -------------------------------------------------------------------------------------------------------------
def test_hr_records_a_change_and_a_second_person_accepts_or_stops_it(hana, ann, cast):
    done = hana.post(employment(ann, "bank-account"), DESK, follow=True)
    assert "Passport seen at the front desk" in text(done)
    row = changes(cast)[0]
    at = f"{BASE}bank-changes/{row.uuid}/"
    with in_scope(cast):
        bank_checks.check(change=row.uuid, at=NOW)

    assert hana.post(f"{at}accept/", {"note": ""}).status_code == 403
    ben = client(cast.ben)
    assert "Ann Abbott" in text(ben.get(f"{BASE}bank-changes/"))
    assert "Accept or stop bank changes" in text(ben.get("/p/northshire/"))
    assert ben.post(f"{at}accept/", {"note": "Seen"}).status_code == 302
    assert changes(cast)[0].state == "COOLING_OFF"
    assert hana.post(f"{at}stop/", {"note": ""}).status_code == 422
    assert hana.post(f"{at}stop/", {"note": "Not convinced"}).status_code == 302
    assert changes(cast)[0].state == "REJECTED"


def test_hr_records_a_second_account_and_its_page_shows_both(hana, ann, cast):
    wish = DESK | {"amount": "250.00"}
    where = employment(ann, "second-account")
    assert hana.post(f"{where}end/", DESK).status_code == 422  # HR-BANK-NO-SECOND
    done = text(hana.post(where, wish, follow=True))
    assert "£250.00 a pay period to the second account ••••9911" in done
    with in_scope(cast):
        BankChange.objects.update(state="REJECTED", settled_at=NOW)
        row = make.second_account(ann.employment, by=cast.ben, at=NOW)

    shown = hana.get(f"{BASE}{ann.person.uuid}/bank/")

    assert "Record a change of the second account" in text(shown)
    assert "£250.00" in text(shown)
    assert "55779911" not in page(shown)
    opened = hana.post(f"{BASE}{ann.person.uuid}/bank/{row.uuid}/", {"reason": "Letter of the bank returned"})
    assert "55779911" in page(opened)
    assert events(cast, object_type="hr_secondaccount", action="UNMASK") == 1
    assert "All of the pay goes to the main account" not in done
    assert hana.post(f"{where}end/", DESK).status_code == 302


def test_e11_no_form_takes_a_request_that_came_by_e_mail(hana, ann, cast):
    """E11: e-mail asks HR to change the account: the form has no such way, and refuses a forged one."""
    shown = hana.get(employment(ann, "bank-account"))
    assert "Never act on an e-mail or a letter" in text(shown)
    assert 'value="IN_PERSON"' in page(shown)
    assert "EMAIL" not in page(shown)

    for channel in ("EMAIL", "SELF_SERVICE", ""):
        assert hana.post(employment(ann, "bank-account"), DESK | {"channel": channel}).status_code == 422
    assert changes(cast) == []


def test_a_call_back_that_is_denied_stops_the_change(hana, ann, cast):
    hana.post(employment(ann, "bank-account"), DESK)
    row = changes(cast)[0]
    with in_scope(cast):
        number = Contact.objects.get(kind="PHONE")
    said = {"contact": str(number.uuid), "outcome": "DENIED", "note": "She knew nothing of it"}

    hana.post(f"{BASE}bank-changes/{row.uuid}/call-back/", said)

    assert changes(cast)[0].state == "REJECTED"
    assert "The person did not ask for it" in text(hana.get(f"{BASE}bank-changes/{row.uuid}/"))


def test_another_partner_finds_no_change(hana, ann, cast):
    hana.post(employment(ann, "bank-account"), DESK)
    row = changes(cast)[0]
    dilys = client(cast.dilys)

    assert dilys.get(f"/p/southborough/people/bank-changes/{row.uuid}/").status_code == 404


def test_a_verified_call_names_the_number_that_was_called(hana, ann, cast):
    with in_scope(cast):
        number = Contact.objects.get(kind="PHONE")
    call = DESK | {"channel": "VERIFIED_CALL", "evidence": "Called back and asked three questions"}

    assert hana.post(employment(ann, "bank-account"), call).status_code == 422
    assert hana.post(employment(ann, "bank-account"), call | {"called": str(number.uuid)}).status_code == 302
    assert changes(cast)[0].called_id == number.pk


def test_the_release_page_names_changed_accounts(cast, ann):
    from payroll.queries.bank_changes_paid import ChangedAccounts
    from payroll.views.runs_decide import changed_text

    assert changed_text(ChangedAccounts([], [])) == "No bank account has changed since the last run."
