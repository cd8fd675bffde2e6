"""A payslip that is paid into two accounts (domain HR-12, rule 6): two payments, to the penny the net pay."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from partners.roles import Role
from payroll.engine.split import split_net
from payroll.models import Payment, PaymentListing, PayRun
from payroll.operations import pay_runs
from payroll.queries import bank_changes_paid, last_net, release_statements, run_pages_people
from payroll.queries.payslip_document import payslip_document
from payroll.queries.run_facts import run_facts
from tests import scenarios
from tests.factories import bank_changes as make
from tests.factories import hr, payroll
from tests.people import grant, user

ASKED = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
AFTER = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def me(north, group, ann):
    who = user("Ann")
    grant(who, north.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    make.contacts(ann.person)
    payroll.calendar(group, by=north.amara)
    return who


@pytest.fixture
def second(north, ann, me):
    """Have a second account get an amount of each period."""

    def gets(amount, at=ASKED, **account):
        wish = make.second(amount=Decimal(amount), **account)
        return make.in_effect(ann.employment, wish, by=me, second_person=north.ben, at=at)

    return gets


def release(north, run, at=AFTER):
    return pay_runs.release(run_id=run.pk, by=north.rhys, at=at)


def facts(run):
    return run_facts(partner_id=run.partner_id, run_id=run.pk)


def paid(run):
    rows = Payment.objects.filter(run=run).order_by("employment_id", "is_second")
    return [(one.last_four, one.is_second, one.amount) for one in rows]


def shown(run, ann):
    slip = payslip_document(run=run.uuid, employment=ann.employment.uuid)
    return [(one.last_four, one.amount) for one in slip.accounts]


def test_two_payments_are_the_net_pay_and_the_payslip_shows_both_before_and_after(north, group, ann, second):
    second("250.00")
    run = scenarios.approved_run(north, group, month=11)
    before, due = shown(run, ann), release_statements.to_pay(facts(run))
    assert (due.n_payments, due.n_payslips, due.control_total) == (2, 1, run.net)

    release(north, run)

    rest = run.net - Decimal("250.00")
    assert paid(run) == [("3036", False, rest), ("9911", True, Decimal("250.00"))]
    assert before == shown(run, ann) == [("3036", rest), ("9911", Decimal("250.00"))]
    listing = PaymentListing.objects.get(run=run)
    assert (listing.n_payments, listing.n_payslips, listing.control_total) == (2, 1, run.net)
    rows = list(run_pages_people.payments(partner_id=run.partner_id, run_id=run.pk))
    assert [(one.account, one.net) for one in rows] == [("3036", rest), ("9911", Decimal("250.00"))]
    assert last_net.net(partner_id=run.partner_id, employment_id=ann.employment.pk) == run.net


def test_an_amount_above_the_pay_takes_all_of_it_and_nothing_of_0_00_is_paid(north, group, ann, second):
    second("99999.99")
    run = scenarios.released_run(north, group, month=11)

    assert paid(run) == [("9911", True, run.net)]
    assert shown(run, ann) == [("9911", run.net)]
    assert PaymentListing.objects.get(run=run).n_payments == 1


def test_the_fixed_amount_is_of_the_pay_period_not_of_every_run(north, org, group, ann, second):
    """The pure split says the same as the statement of the release."""
    second("250.00")
    first = scenarios.released_run(north, group, month=11)
    hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben)
    run = scenarios.released_run(north, group, month=11, kind=PayRun.Kind.SUPPLEMENTARY)

    assert [amount for _four, is_second, amount in paid(first) if is_second] == [Decimal("250.00")]
    assert run.net > 0
    assert paid(run) == [("3036", False, run.net)]
    assert split_net(run.net, fixed=Decimal("250.00"), paid_before=Decimal("250.00")).second == 0


def test_an_ended_second_account_gets_nothing_more_and_the_releaser_is_told_of_each_change(
    north, group, ann, me, second
):
    scenarios.released_run(north, group, month=11)
    added = second("250.00", at=AFTER)
    run = scenarios.approved_run(north, group, month=12)
    told = bank_changes_paid.since_last_run(facts=facts(run))
    assert [(one.part, one.net, one.last_four) for one in told.rows] == [("SECOND", Decimal("250.00"), "9911")]
    assert (told.net, told.to_call) == (Decimal("250.00"), [added.uuid])
    release(north, run, at=AFTER + timedelta(days=10))
    assert len(paid(run)) == 2

    make.in_effect(
        ann.employment, make.Wanted(part="END"), by=me, second_person=north.ben, at=AFTER + timedelta(days=11)
    )

    run = scenarios.approved_run(north, group, month=1)
    told = bank_changes_paid.since_last_run(facts=facts(run))
    assert [(one.part, one.net) for one in told.rows] == [("END", Decimal(0))]
    assert told.to_call == []
    release(north, run, at=AFTER + timedelta(days=50))
    assert paid(run) == [("3036", False, run.net)]


def test_a_run_that_knows_the_last_pay_weighs_the_amount_against_it(north, group, ann, me, second):
    run = scenarios.released_run(north, group, month=10)
    half = (run.net / 2).quantize(Decimal("0.01"))

    rows = [second(half - 1), second(half + 1, at=AFTER)]

    assert [any(one["code"] == "SECOND_TAKES_MOST" for one in row.findings) for row in rows] == [False, True]


# --- the database ---------------------------------------------------------------------------------------------------
COPY = (
    "INSERT INTO payroll_payment (partner_id, run_id, employment_id, person_id, is_second, amount, holder, last_four, "
    "fingerprint) SELECT s.partner_id, s.run_id, s.employment_id, s.person_id, {second}, {amount}, 'A', '1', 'f' "
    "FROM payroll_payslip s JOIN payroll_runmember m ON m.run_id = s.run_id AND m.employment_id = s.employment_id "
    "AND m.version = s.version WHERE s.run_id = {run}"
)


@pytest.mark.parametrize("amounts", [["s.net - 0.01"], ["s.net + 0.01"], ["s.net - 250", "249.99"], ["s.net - 250"]])
def test_the_database_refuses_payments_that_are_not_the_net_pay(north, group, ann, monkeypatch, amounts):
    def pay(run):
        parts = [COPY.format(second=bool(n), amount=one, run=run.run_id) for n, one in enumerate(amounts)]
        with connection.cursor() as cursor:
            for one in parts:
                cursor.execute(one)

    run = scenarios.approved_run(north, group, month=11)
    monkeypatch.setattr(release_statements, "pay", pay)
    with pytest.raises(IntegrityError, match="the payments of a payslip are its net pay"), transaction.atomic():
        release(north, run)


def test_the_database_refuses_a_listing_that_leaves_somebody_out(north, group, ann, monkeypatch):
    run = scenarios.approved_run(north, group, month=11)
    monkeypatch.setattr(release_statements, "pay", lambda _run: 0)

    with pytest.raises(IntegrityError, match="they are the net pay of the run"), transaction.atomic():
        release(north, run)
