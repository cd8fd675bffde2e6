"""Changes of bank account (domain HR-12): who may ask how, who is told, what speaks against one, when it holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.engine.bank_change import Payee
from hr.gateways import payee
from hr.models import BankAccount, BankChange, BankChangeEvent, Contact
from hr.operations import bank, bank_alerts, bank_changes, bank_checks, deaths, people, personal
from hr.operations.people import ContactDetails
from hr.queries import contacts as held
from hr.rules import RuleBroken
from hr.states import BANK_CHANGE, BankChangeState
from partners.models import OutboundMessage
from partners.operations import messages
from partners.operations.holds import PersonOnHold
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.bank import InvalidBankDetails
from sharedservices.common.flow import WrongState, pairs
from tests.factories import bank_changes as make
from tests.people import grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
S = BankChangeState


@pytest.fixture
def me(scope, ann):
    """Ann’s login; she has had her e-mail address and mobile for years."""
    who = user("Ann")
    grant(who, scope.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    make.contacts(ann.person)
    return who


@pytest.fixture
def row(ann, me):
    return make.request(ann.employment, by=me, at=AT)


@pytest.fixture
def matching(monkeypatch, settings):
    """A bank that says that the name matches."""
    settings.PAYEE_CHECK_SERVICE = f"{__name__}.says_match"


def says_match(_question):
    return "MATCH"


def says_nonsense(_question):
    return "PERHAPS"


def own(ann, me):
    return partner_scope(ann.person.partner_id, person_ids=frozenset({ann.person.pk}), actor_id=me.pk)


def alerts():
    return sorted(OutboundMessage.objects.filter(kind=bank_alerts.KIND).values_list("channel", "address"))


def check_now():
    """Ask the database now what it asks when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def at_commit(work):
    """Do something, and ask the database what it asks when a transaction ends."""
    with transaction.atomic():
        work()
        check_now()


def actions(row):
    return list(BankChangeEvent.objects.filter(change=row).order_by("id").values_list("action", flat=True))


# --- asking -----------------------------------------------------------------------------------------------------------
def test_a_request_waits_and_moves_no_pay(row, ann):
    assert (row.state, row.effective_on, row.needs_second) == ("REQUESTED", date(2026, 11, 5), True)
    assert BankAccount.objects.get(employment=ann.employment).last_four == "3036"
    assert "55779911" not in row.details


def test_the_contacts_that_were_held_before_are_told_at_once(row, me):
    assert alerts() == [("EMAIL", "ann@example.org"), ("EMAIL", "ann@home.example"), ("TEXT", "07700 900123")]


@pytest.mark.parametrize("minutes", [6, -1])
def test_hr_bank_step_up_a_stale_sign_in_is_refused(ann, me, minutes):
    with pytest.raises(RuleBroken, match="Confirm that it is you") as caught:
        make.request(ann.employment, by=me, at=AT, given_at=AT - timedelta(minutes=minutes))

    assert caught.value.rule == "HR-BANK-STEP-UP"


def test_hr_bank_own_nobody_asks_for_another_and_hr_does_not_use_self_service(ann, me, scope):
    with pytest.raises(RuleBroken, match="Only the person themselves") as caught:
        bank_changes.request(
            employment=ann.employment.uuid, wanted=make.wanted(), sign_in=make.sign_in(AT), by=scope.hana, at=AT
        )

    assert caught.value.rule == "HR-BANK-OWN"


def test_hr_bank_one_pending_a_second_request_waits_for_the_first(row, ann, me):
    with pytest.raises(RuleBroken, match="under way") as caught:
        make.request(ann.employment, by=me, at=AT, account=make.wanted(account_number="12345678"))

    assert caught.value.rule == "HR-BANK-ONE-PENDING"


def test_hr_bank_differs_the_present_account_is_no_change(ann, me):
    same = make.wanted(sort_code="070116", account_number="00003036")
    with pytest.raises(RuleBroken) as caught:
        make.request(ann.employment, by=me, at=AT, account=same)

    assert caught.value.rule == "HR-BANK-DIFFERS"


@pytest.mark.parametrize("bad", [{"sort_code": "12"}, {"account_number": "abc"}])
def test_numbers_of_another_form_are_refused(ann, me, bad):
    with pytest.raises(InvalidBankDetails):
        make.request(ann.employment, by=me, at=AT, account=make.wanted(**bad))

    assert not BankChange.objects.exists()


def test_self_service_can_write_a_request_and_nothing_that_a_check_decides(row, ann, me):
    with own(ann, me), pytest.raises(DatabaseError), transaction.atomic():
        BankChange.objects.filter(pk=row.pk).update(score=0)
    with own(ann, me), pytest.raises(DatabaseError), transaction.atomic():
        BankChange.objects.filter(pk=row.pk).update(state="COOLING_OFF")
    fields = {
        one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.name not in {"id", "uuid"}
    }
    with own(ann, me), pytest.raises(IntegrityError, match="begins by being checked"), transaction.atomic():
        BankChange.objects.create(**fields | {"state": "ACTIVE", "score": 0})


def test_another_employee_sees_no_change_of_mine(row, scope):
    with partner_scope(scope.northshire.pk, person_ids=frozenset({999_999})):
        assert not BankChange.objects.exists()
        assert not OutboundMessage.objects.exists()
        assert not Contact.objects.exists()


# --- in person, in a verified call, and never by e-mail -----------------------------------------------------------
def test_record_what_was_asked_for_in_person(ann, scope):
    row = make.recorded(ann.employment, by=scope.hana, at=AT)

    assert (row.state, row.channel, row.needs_second) == ("REQUESTED", "IN_PERSON", True)


def test_e11_an_e_mail_that_asks_for_a_change_has_no_screen(ann, scope):
    """E11: e-mail asks HR to change the bank account: nothing can action it."""
    assert set(BankChange.Channel) == {"SELF_SERVICE", "IN_PERSON", "VERIFIED_CALL"}
    for channel in ("EMAIL", "PHONE", "LETTER", "SELF_SERVICE"):
        with pytest.raises(RuleBroken) as caught:
            make.recorded(ann.employment, by=scope.hana, at=AT, channel=channel)
        assert caught.value.rule == "HR-BANK-CHANNEL"


def test_hr_bank_evidence_needs_words(ann, scope):
    with pytest.raises(RuleBroken) as caught:
        make.recorded(ann.employment, by=scope.hana, at=AT, words="seen")

    assert caught.value.rule == "HR-BANK-EVIDENCE"


def test_hr_bank_number_a_call_goes_to_a_number_held_for_more_than_30_days(ann, me, scope):
    number = Contact.objects.get(kind="PHONE")
    call = {"channel": "VERIFIED_CALL", "words": "Called back and asked three questions"}
    for begun_at in (AT - timedelta(days=30), AT - timedelta(days=1)):
        Contact.objects.filter(pk=number.pk).update(begun_at=begun_at, verified_at=None, verified_how="")
        with pytest.raises(RuleBroken) as caught:
            make.recorded(ann.employment, by=scope.hana, at=AT, called=number.uuid, **call)
        assert caught.value.rule == "HR-BANK-NUMBER"

    Contact.objects.filter(pk=number.pk).update(begun_at=AT - timedelta(days=31))
    assert make.recorded(ann.employment, by=scope.hana, at=AT, called=number.uuid, **call).called == number


def test_nobody_records_their_own(ann, me):
    with pytest.raises(RuleBroken, match="This is about yourself"):
        make.recorded(ann.employment, by=me, at=AT)


def test_what_hr_recorded_always_needs_a_second_person(ann, scope, matching):
    row = bank_checks.check(change=make.recorded(ann.employment, by=scope.hana, at=AT).uuid, at=AT)

    assert (row.state, row.score, row.needs_second) == ("VERIFYING", 0, True)
    with pytest.raises(RuleBroken, match="You entered this yourself"):
        bank_changes.accept(change=row.uuid, note="", by=scope.hana, at=AT)
    assert bank_changes.accept(change=row.uuid, note="Seen", by=scope.ben, at=AT).state == "COOLING_OFF"


# --- the check --------------------------------------------------------------------------------------------------------
def test_verify_with_nothing_against_it_cools_off(row, matching):
    found = bank_checks.check(change=row.uuid, at=AT)

    assert (found.state, found.score, found.payee_check, found.needs_second) == ("COOLING_OFF", 0, "MATCH", False)
    assert actions(row) == ["request", "verify", "accept"]


def test_without_a_service_nobody_was_asked_and_that_counts_against_it(row):
    found = bank_checks.check(change=row.uuid, at=AT)

    assert (found.payee_check, found.score) == ("UNAVAILABLE", 10)
    assert [one["code"] for one in found.findings] == ["PAYEE_UNVERIFIED"]


def test_an_answer_that_is_none_of_the_four_counts_as_no_answer(settings):
    settings.PAYEE_CHECK_SERVICE = f"{__name__}.says_nonsense"

    assert payee.ask(payee.Question("A", None)) is Payee.UNAVAILABLE


def test_the_account_of_somebody_else_is_seen_without_saying_whose(row, scope, org):
    from tests.factories import hr

    other = hr.employee(scope.northshire, org=org, person_fields={"surname": "Baker"})
    BankAccount.objects.filter(pk=other.bank.pk).delete()
    hr.bank_account(other.employment, sort_code="200000", account_number="55779911")

    found = bank_checks.check(change=row.uuid, at=AT)

    assert [one["code"] for one in found.findings] == ["ACCOUNT_OF_ANOTHER", "PAYEE_UNVERIFIED"]
    assert found.state == "VERIFYING"
    assert "Baker" not in str(found.findings)


def test_a_score_of_40_needs_a_second_person_and_the_database_says_so_too(ann, me, matching, scope):
    """New device 25 and account changed before 25."""
    bank_changes.reject(
        change=make.request(ann.employment, by=me, at=AT - timedelta(days=3)).uuid,
        note="Typed wrong",
        by=scope.hana,
        at=AT,
    )
    row = make.request(ann.employment, by=me, at=AT, device_since=AT)
    found = bank_checks.check(change=row.uuid, at=AT)

    assert (found.score, found.state, found.needs_second) == (50, "VERIFYING", True)
    with pytest.raises(IntegrityError, match="checked_first"), transaction.atomic():
        BankChange.objects.filter(pk=row.pk).update(state="COOLING_OFF")
    accepted = bank_changes.accept(change=row.uuid, note="Spoke to her", by=scope.ben, at=AT)
    assert (accepted.state, accepted.accepted_by) == ("COOLING_OFF", scope.ben)


def test_the_person_does_not_accept_their_own_whatever_login(ann, me, scope):
    row = make.request(ann.employment, by=me, at=AT, device_since=None)
    BankChange.objects.filter(pk=row.pk).update(state="VERIFYING", score=50)
    second_login = user("Ann2")
    second_login.human_id = me.human_id
    second_login.save()
    grant(second_login, scope.northshire, Role.HR_MANAGER)

    with pytest.raises(RuleBroken, match="You entered this yourself"):
        bank_changes.accept(change=row.uuid, note="", by=second_login, at=AT)


# --- in effect --------------------------------------------------------------------------------------------------------
def test_activate_on_its_day_writes_the_dated_account(row, ann, matching):
    bank_checks.check(change=row.uuid, at=AT)
    with pytest.raises(RuleBroken) as caught:
        bank_checks.activate(change=row.uuid, at=AT)
    assert caught.value.rule == "HR-BANK-ON-ITS-DAY"

    found = bank_checks.activate(change=row.uuid, at=datetime(2026, 11, 5, 6, 0, tzinfo=UTC))

    assert (found.state, found.account.last_four, found.account.valid.lower) == ("ACTIVE", "9911", date(2026, 11, 5))
    old = BankAccount.objects.exclude(pk=found.account_id).get(employment=ann.employment)
    assert old.valid.upper == date(2026, 11, 5)
    check_now()


def test_no_back_door_the_database_refuses_an_account_without_a_change(ann, scope):
    wish = {"effective_from": date(2026, 11, 2), "reason": "Letter", "by": scope.hana, "at": AT}
    bank_of_nobody = partial(bank.change_bank_account, employment=ann.employment.uuid, **wish, **make.NEW_ACCOUNT)
    with pytest.raises(IntegrityError, match="bank change that was checked"):
        at_commit(bank_of_nobody)


def test_a_worker_moves_what_waits_and_what_is_due(row, scope, matching):
    who = scope.northshire.pk

    assert bank_checks.move(partner_id=who, at=AT) == 1
    assert bank_checks.move(partner_id=who, at=AT) == 0
    assert bank_checks.move(partner_id=who, at=AT + timedelta(days=3)) == 1
    row.refresh_from_db()
    assert row.state == "ACTIVE"


def test_a_worker_that_is_rung_twice_checks_once(row, matching):
    assert bank_checks.check_if_waiting(change=row.uuid, at=AT)
    assert not bank_checks.check_if_waiting(change=row.uuid, at=AT)


def test_a_first_account_cools_off_for_nothing_but_needs_a_second_person(ann, me, matching, scope):
    BankAccount.objects.filter(employment=ann.employment).delete()
    row = bank_checks.check(change=make.request(ann.employment, by=me, at=AT).uuid, at=AT)
    assert (row.is_first, row.state, row.effective_on) == (True, "VERIFYING", date(2026, 4, 1))

    bank_changes.accept(change=row.uuid, note="", by=scope.ben, at=AT)

    assert bank_checks.activate(change=row.uuid, at=AT).account.valid.lower == date(2026, 4, 1)


def test_what_cannot_hold_any_more_is_stopped_with_the_reason(row, ann, scope, matching):
    bank_checks.check(change=row.uuid, at=AT)
    ann.employment.valid = DateRange(date(2026, 4, 1), date(2026, 11, 4))
    ann.employment.save()

    bank_checks.move(partner_id=scope.northshire.pk, at=AT + timedelta(days=3))

    row.refresh_from_db()
    assert row.state == "REJECTED"
    assert "outside the employment" in BankChangeEvent.objects.get(change=row, action="reject").note


# --- ended ------------------------------------------------------------------------------------------------------------
def test_cancel_ones_own_in_self_service(row, ann, me):
    with own(ann, me):
        assert bank_changes.cancel(change=row.uuid, by=me, at=AT).state == "CANCELLED_BY_OWNER"
    with pytest.raises(RuleBroken, match="Only the person themselves"):
        bank_changes.cancel(change=row.uuid, by=me, at=AT)


def test_the_link_in_the_alert_cancels_once_and_does_nothing_else(row):
    partner_id, change = bank_alerts.read_token(bank_alerts.cancel_token(row))

    assert bank_changes.cancel_by_link(partner_id=partner_id, change=change, at=AT)
    assert not bank_changes.cancel_by_link(partner_id=partner_id, change=change, at=AT)
    assert bank_alerts.read_token("forged") is None
    row.refresh_from_db()
    assert row.state == "CANCELLED_BY_OWNER"


def test_the_alert_carries_the_link_and_no_digit_of_the_account(row):
    message = OutboundMessage.objects.get(address="ann@home.example")
    body = sealing.open_sealed(message.body, aad=sealing.aad("partners_outboundmessage", message.uuid, "body"))

    assert f"{make.SITE}/bank-change/" in body
    assert "9911" not in body
    assert "Abbott" not in body


def test_reject_needs_words_that_the_person_reads(row, scope):
    with pytest.raises(RuleBroken) as caught:
        bank_changes.reject(change=row.uuid, note=" ", by=scope.hana, at=AT)
    assert caught.value.rule == "HR-BANK-STOP-NOTE"

    assert bank_changes.reject(change=row.uuid, note="Not you?", by=scope.hana, at=AT).state == "REJECTED"


def test_call_back_confirms_or_stops(row, ann, scope):
    number = held.callable_numbers(ann.person, at=AT, held_days=30)[0]
    said = {"change": row.uuid, "contact": number.uuid, "note": "", "by": scope.hana, "at": AT}

    assert bank_checks.call_back(outcome="NOT_REACHED", **said).state == "REQUESTED"
    assert bank_checks.call_back(outcome="CONFIRMED", **said).effective_on == date(2026, 11, 5)
    assert bank_checks.call_back(outcome="DENIED", **said).state == "REJECTED"
    with pytest.raises(WrongState):
        bank_checks.call_back(outcome="CONFIRMED", **said)


@pytest.mark.parametrize(("action", "state", "is_legal"), list(pairs(BANK_CHANGE)))
def test_the_trigger_keeps_to_the_table_of_states(row, ann, action, state, is_legal):
    values = {"score": 0, "needs_second": False, "account": None, "settled_at": None}
    if state in {S.ACTIVE, S.REJECTED, S.CANCELLED_BY_OWNER}:
        values["settled_at"] = AT
    if state is S.ACTIVE:
        values["account"] = ann.bank
    path = {
        S.REQUESTED: [], S.VERIFYING: [S.VERIFYING], S.COOLING_OFF: [S.VERIFYING, S.COOLING_OFF],
        S.ACTIVE: [S.VERIFYING, S.COOLING_OFF, S.ACTIVE], S.REJECTED: [S.REJECTED],
        S.CANCELLED_BY_OWNER: [S.CANCELLED_BY_OWNER],
    }[state]  # fmt: skip
    for step in path:
        BankChange.objects.filter(pk=row.pk).update(
            state=step, **(values if step is state else values | {"account": None, "settled_at": None})
        )
    target = BANK_CHANGE[action].target
    end = {"settled_at": AT if target in {S.ACTIVE, S.REJECTED, S.CANCELLED_BY_OWNER} else None}
    end |= {"account": ann.bank if target is S.ACTIVE else None, "score": 0, "needs_second": False}
    if is_legal:
        assert BankChange.objects.filter(pk=row.pk).update(state=target, **end) == 1
    elif target is not state:
        with pytest.raises(DatabaseError), transaction.atomic():
            BankChange.objects.filter(pk=row.pk).update(state=target, **end)


def test_a_change_keeps_what_was_asked_for(row):
    for column, value in (("fingerprint", "x"), ("holder", "Somebody"), ("channel", "IN_PERSON")):
        with pytest.raises(DatabaseError), transaction.atomic():
            BankChange.objects.filter(pk=row.pk).update(**{column: value})


def test_after_a_death_was_reported_nothing_is_checked_and_nothing_takes_effect(row, ann, scope, matching):
    deaths.report(
        person=ann.person.uuid,
        known=deaths.Report(date_of_death=date(2026, 11, 1), known="FAMILY"),
        by=scope.hana,
        at=AT,
    )

    assert bank_checks.check(change=row.uuid, at=AT).state == "REQUESTED"
    assert bank_checks.move(partner_id=scope.northshire.pk, at=AT) == 0
    with pytest.raises(PersonOnHold):
        make.recorded(ann.employment, by=scope.hana, at=AT)


# --- contacts ---------------------------------------------------------------------------------------------------------
def test_a_contact_that_is_replaced_stays_in_the_history_whoever_replaces_it(ann, me, scope):
    details = replace(ContactDetails(), phone="07700 900999")
    people.correct_contacts(person=ann.person.uuid, details=details, reason="Told us", by=scope.hana, at=AT)

    rows = list(Contact.objects.filter(kind="PHONE").order_by("id").values_list("value", "ended_at"))
    assert rows == [("07700 900123", AT), ("07700 900999", None)]
    check_now()


def test_no_contact_goes_without_its_history(ann, scope):
    ann.person.email = "before@home.example"
    ann.person.save()
    ann.person.email = "after@home.example"
    with pytest.raises(IntegrityError, match="stays in the history"):
        at_commit(ann.person.save)


def test_a_contact_from_before_the_history_is_held_since_ever(ann, scope):
    ann.person.email = "before@home.example"
    ann.person.save()
    assert held.values_held_at(ann.person, "EMAIL", moment=make.LONG_AGO) == ["before@home.example"]

    details = replace(ContactDetails(), email="after@home.example")
    people.correct_contacts(person=ann.person.uuid, details=details, reason="Told us", by=scope.hana, at=AT)

    person = type(ann.person).objects.get(pk=ann.person.pk)
    assert held.values_held_at(person, "EMAIL", moment=AT - timedelta(days=1)) == ["before@home.example"]
    assert held.values_held_at(person, "EMAIL", moment=AT) == ["after@home.example"]
    assert held.changed_on(person, at=AT, within_days=14) == date(2026, 11, 2)


def test_a_text_message_without_a_service_has_failed_and_says_so(row, scope, settings):
    message = OutboundMessage.objects.get(channel="TEXT")

    assert messages.deliver(partner_id=scope.northshire.pk, message_id=message.pk, at=AT) == "FAILED"
    message.refresh_from_db()
    assert message.error == "No text message service is connected"


SENT = []


def takes_it(message):
    SENT.append((message.to, message.body))


def test_a_text_message_goes_to_the_service_that_is_connected(row, scope, settings):
    settings.TEXT_MESSAGE_SERVICE = f"{__name__}.takes_it"
    SENT.clear()
    message = OutboundMessage.objects.get(channel="TEXT")

    assert messages.deliver(partner_id=scope.northshire.pk, message_id=message.pk, at=AT) == "SENT"
    assert SENT[0][0] == "07700 900123"
    assert "Cancel: https://pay.example/bank-change/" in SENT[0][1]


# --- T-HR-12 ----------------------------------------------------------------------------------------------------------
def test_t_hr_12_the_attacker_is_seen_and_the_alerts_go_to_the_old_contacts(ann, me, scope):
    """T-HR-12 without the run: password reset, mobile and e-mail changed, bank changed. See test_bank_changes_paid."""
    me.password_reset_at = AT - timedelta(hours=2)
    me.save()
    with own(ann, me):
        personal.change_contacts(
            person=ann.person.uuid,
            reach=personal.Reach(email="new@evil.example", phone="07700 900666", known_as="", site=make.SITE),
            by=me,
            at=AT - timedelta(hours=1),
        )

    row = make.request(ann.employment, by=me, at=AT, device_since=AT)

    assert alerts() == [("EMAIL", "ann@example.org"), ("EMAIL", "ann@home.example"), ("TEXT", "07700 900123")]
    found = bank_checks.check(change=row.uuid, at=AT)
    assert [one["code"] for one in found.findings] == [
        "NEW_DEVICE", "CONTACT_CHANGED", "PASSWORD_RESET", "PAYEE_UNVERIFIED",
    ]  # fmt: skip
    assert (found.score, found.state) == (95, "VERIFYING")
    numbers = held.callable_numbers(type(ann.person).objects.get(pk=ann.person.pk), at=AT, held_days=30)
    assert [one.value for one in numbers] == ["07700 900123"]
