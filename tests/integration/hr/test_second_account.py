"""A second account for a fixed amount (domain HR-12, rule 6): every control of the main account, and no way round."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import BankAccount, BankChange, SecondAccount
from hr.operations import bank, bank_changes, bank_checks, deaths
from hr.rules import RuleBroken
from partners.models import OutboundMessage
from partners.operations.holds import PersonOnHold
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common import sealing
from tests.factories import bank_changes as make
from tests.people import grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
OTHER = {"sort_code": "20-00-00", "account_number": "12345678"}
END = make.Wanted(part="END")


@pytest.fixture
def me(scope, ann):
    """Ann’s login; she has had her e-mail address and mobile for years."""
    who = user("Ann")
    grant(who, scope.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    make.contacts(ann.person)
    return who


@pytest.fixture
def ask(ann, me):
    """Ask in self-service."""

    def asks(account=None, at=AT, **signed):
        return make.request(ann.employment, by=me, at=at, account=account or make.second(), **signed)

    return asks


@pytest.fixture
def held(ann, me, scope):
    """Ann’s second account, in effect since 5 November."""
    return make.in_effect(ann.employment, make.second(), by=me, second_person=scope.ben, at=AT)


def refused(code, work, *args, **more):
    with pytest.raises(RuleBroken) as caught, transaction.atomic():
        work(*args, **more)
    assert caught.value.rule == code


def at_commit(work):
    """Do something, and ask the database what it asks when a transaction ends."""
    with transaction.atomic():
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def spans(ann):
    rows = SecondAccount.objects.filter(employment=ann.employment).order_by("valid")
    return [(str(one.amount), one.last_four, one.valid.lower, one.valid.upper) for one in rows]


def body(message):
    return sealing.open_sealed(message.body, aad=sealing.aad("partners_outboundmessage", message.uuid, "body"))


# --- the fraud: everything that guards the main account guards this --------------------------------------------------
def test_a_huge_amount_for_a_second_account_is_diverted_pay_and_waits_for_a_second_person(ask, ann, scope):
    """Nothing else speaks against it; nobody has been paid yet, so any amount may be most of the pay."""
    row = ask(make.second(amount=Decimal("99999.99")))
    assert (row.state, row.effective_on, row.is_first) == ("REQUESTED", date(2026, 11, 5), False)
    told = sorted(OutboundMessage.objects.values_list("channel", "address"))
    assert told == [("EMAIL", "ann@example.org"), ("EMAIL", "ann@home.example"), ("TEXT", "07700 900123")]
    assert "a part of your pay to go to a second bank account" in body(
        OutboundMessage.objects.get(address="ann@home.example")
    )

    found = bank_checks.check(change=row.uuid, at=AT)

    assert [one["code"] for one in found.findings] == ["SECOND_TAKES_MOST", "PAYEE_UNVERIFIED"]
    assert (found.state, found.score, found.needs_second) == ("VERIFYING", 50, True)
    assert bank_checks.move(partner_id=scope.northshire.pk, at=LATER) == 0
    assert spans(ann) == []


def test_another_pending_change_and_a_stale_sign_in_and_another_person_are_refused_here_too(ask, ann, scope):
    refused("HR-BANK-STEP-UP", ask, given_at=AT - timedelta(minutes=6))
    sign_in = make.sign_in(AT)
    refused(
        "HR-BANK-OWN", bank_changes.request, employment=ann.employment.uuid, wanted=make.second(), sign_in=sign_in,
        by=scope.hana, at=AT,
    )  # fmt: skip
    row = ask()
    refused("HR-BANK-ONE-PENDING", ask, make.wanted(**OTHER))
    BankChange.objects.filter(pk=row.pk).update(state="CANCELLED_BY_OWNER", settled_at=AT)
    ask(make.wanted(**OTHER))
    refused("HR-BANK-ONE-PENDING", ask)


def test_the_link_in_the_alert_cancels_it(ask, ann):
    row = ask()

    assert bank_changes.cancel_by_link(partner_id=row.partner_id, change=row.uuid, at=AT)

    row.refresh_from_db()
    assert row.state == "CANCELLED_BY_OWNER"


def test_whoever_else_is_paid_into_a_second_account_is_counted(held, org, scope):
    from tests.factories import hr

    bob = hr.employee(scope.northshire, org=org, person_fields={"surname": "Baker"})
    row = make.recorded(bob.employment, by=scope.hana, at=LATER)

    found = bank_checks.check(change=row.uuid, at=LATER)

    assert "ACCOUNT_OF_ANOTHER" in [one["code"] for one in found.findings]


# --- add, change, end ------------------------------------------------------------------------------------------------
def test_it_holds_on_its_day_and_raising_the_amount_goes_the_whole_way_again(held, ask, ann, scope):
    assert spans(ann) == [("250.00", "9911", date(2026, 11, 5), None)]
    assert (held.state, held.second.holder, held.account_id) == ("ACTIVE", "A Abbott", None)

    row = bank_checks.check(change=ask(make.Wanted(part="SECOND", amount=Decimal("900.00")), at=LATER).uuid, at=LATER)

    assert (row.state, row.last_four, row.needs_second) == ("VERIFYING", "9911", True)
    bank_changes.accept(change=row.uuid, note="Rang her", by=scope.ben, at=LATER)
    bank_checks.move(partner_id=scope.northshire.pk, at=LATER + timedelta(days=9))
    assert spans(ann) == [
        ("250.00", "9911", date(2026, 11, 5), date(2026, 12, 10)),
        ("900.00", "9911", date(2026, 12, 10), None),
    ]


def test_it_is_ended_by_a_change_that_asks_no_bank_and_leaves_the_main_account_alone(held, ask, ann, scope, settings):
    settings.PAYEE_CHECK_SERVICE = "nobody.is_asked"

    row = bank_checks.check(change=ask(END, at=LATER).uuid, at=LATER)

    assert (row.state, row.findings, row.payee_check, row.effective_on) == (
        "COOLING_OFF", [{"code": "CHANGED_TWICE", "words": "The account was changed shortly before", "points": 25}],
        "UNAVAILABLE", date(2026, 12, 4),
    )  # fmt: skip
    bank_checks.activate(change=row.uuid, at=LATER + timedelta(days=3))
    assert spans(ann) == [("250.00", "9911", date(2026, 11, 5), date(2026, 12, 4))]
    assert BankAccount.objects.get(employment=ann.employment).valid.upper is None
    refused("HR-BANK-NO-SECOND", ask, END, at=LATER + timedelta(days=5))


def test_hr_records_it_at_the_desk_and_a_second_person_accepts(ann, me, scope):
    row = make.recorded(ann.employment, by=scope.hana, at=AT, account=make.second())
    row = bank_checks.check(change=row.uuid, at=AT)

    assert (row.part, row.state, row.needs_second) == ("SECOND", "VERIFYING", True)
    refused("HR-SECOND-PERSON", bank_changes.accept, change=row.uuid, note="", by=scope.hana, at=AT)


@pytest.mark.parametrize("amount", [None, "0.00", "-1.00", "100000.00", "10.005", "NaN", "Infinity"])
def test_hr_bank_second_amount_is_pounds_and_pence(ask, amount):
    refused("HR-BANK-SECOND-AMOUNT", ask, make.second(amount=amount and Decimal(amount)))


def test_hr_bank_second_account_is_given_whole_and_hr_bank_differs_from_what_holds(held, ask):
    refused("HR-BANK-SECOND-ACCOUNT", ask, make.second(holder=""), at=LATER)
    refused("HR-BANK-DIFFERS", ask, make.second(), at=LATER)
    refused("HR-BANK-DIFFERS", ask, make.Wanted(part="SECOND", amount=Decimal("250.00")), at=LATER)


def test_hr_bank_two_accounts_neither_becomes_the_other(held, ask):
    main = {"sort_code": "070116", "account_number": "00003036"}
    refused("HR-BANK-TWO-ACCOUNTS", ask, make.second(**main), at=LATER)
    refused("HR-BANK-TWO-ACCOUNTS", ask, make.wanted(), at=LATER)


def test_hr_bank_main_first_there_is_nothing_to_split_without_a_main_account(ask, ann):
    BankAccount.objects.filter(employment=ann.employment).delete()
    refused("HR-BANK-MAIN-FIRST", ask)
    refused("HR-BANK-SECOND-ACCOUNT", ask, make.Wanted(part="SECOND", amount=Decimal("250.00")))


def test_after_a_death_was_reported_nothing_of_it_takes_effect(ask, ann, scope):
    row = ask()
    bank_checks.check(change=row.uuid, at=AT)
    bank_changes.accept(change=row.uuid, note="", by=scope.ben, at=AT)
    deaths.report(
        person=ann.person.uuid, known=deaths.Report(date_of_death=date(2026, 11, 1), known="FAMILY"), by=scope.hana,
        at=AT,
    )  # fmt: skip

    with pytest.raises(PersonOnHold):
        bank_checks.activate(change=row.uuid, at=LATER)
    assert bank_checks.move(partner_id=scope.northshire.pk, at=LATER) == 0
    assert spans(ann) == []


# --- no back door ----------------------------------------------------------------------------------------------------
def test_the_database_refuses_a_second_account_a_higher_amount_and_a_revival_without_a_change(held, ann, scope, org):
    from tests.factories import hr

    bob = hr.employee(scope.northshire, org=org, person_fields={"surname": "Baker"})
    details = bank_changes.details_of(held)

    def first_of_bob():
        bank.set_second_account(
            employment=bob.employment.uuid, holder="B", details=details, amount=Decimal(1), on=AT.date(),
            reason="Letter", by=scope.hana, at=AT,
        )  # fmt: skip

    rows = SecondAccount.objects.filter(pk=held.second_id)
    for work in (
        first_of_bob,
        lambda: rows.update(amount=Decimal("900.00")),
        lambda: rows.update(fingerprint="x" * 32),
    ):
        with pytest.raises(IntegrityError, match="a second account comes by a bank change"):
            at_commit(work)

    bank.end_second_account(employment=ann.employment.uuid, on=date(2026, 12, 1), reason="Stops", by=scope.hana)
    at_commit(lambda: rows.update(valid=DateRange(date(2026, 11, 5), None)))  # no change ended it: the last word stands
    row = make.request(ann.employment, by=held.requested_by, at=LATER, account=END)
    BankChange.objects.filter(pk=row.pk).update(state="VERIFYING", score=0, needs_second=False)
    BankChange.objects.filter(pk=row.pk).update(state="COOLING_OFF", effective_on=LATER.date())
    bank_checks.activate(change=row.uuid, at=LATER)
    with pytest.raises(IntegrityError, match="a second account comes by a bank change"):
        at_commit(lambda: rows.update(valid=DateRange(date(2026, 11, 5), None)))


def test_a_change_of_the_second_account_is_no_leave_to_write_the_main_one_and_keeps_its_amount(held, ann, scope):
    wish = {"effective_from": date(2026, 12, 1), "reason": "Letter", "by": scope.hana, "at": AT}
    refused(
        "HR-BANK-TWO-ACCOUNTS", bank.change_bank_account, employment=ann.employment.uuid, **wish, **make.NEW_ACCOUNT
    )
    main = BankAccount.objects.filter(employment=ann.employment)
    with pytest.raises(IntegrityError, match="another bank account comes by"):
        at_commit(lambda: main.update(fingerprint=held.fingerprint))
    for column, value in (("amount", Decimal(900)), ("part", "MAIN")):
        with pytest.raises(Exception, match="keeps what was asked for"), transaction.atomic():
            BankChange.objects.filter(pk=held.pk).update(**{column: value})


def test_self_service_sees_its_own_and_writes_none(held, ann, me):
    with partner_scope(ann.person.partner_id, person_ids=frozenset({999_999})):
        assert not SecondAccount.objects.exists()
    with partner_scope(ann.person.partner_id, person_ids=frozenset({ann.person.pk}), actor_id=me.pk):
        assert SecondAccount.objects.count() == 1
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            SecondAccount.objects.update(amount=1)
