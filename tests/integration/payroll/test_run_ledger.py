"""Released runs in the ledger: posted once, paid once, with what had to go to suspense (domain FIN-12)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum

from finance.models import JournalLine
from finance.operations import calendar
from finance.operations.codings import Segments
from finance.queries import closing as closing_tasks
from finance.queries import control_accounts
from finance.queries.trial_balance import differences
from partners.models import Partner
from payroll.engine import ledger as engine
from payroll.models import LedgerPosting, PaymentListing, PayRun, Suspended
from payroll.operations import ledger
from payroll.queries import run_ledger
from payroll.queries.run_facts import run_facts
from payroll.rules import PR13, PR14, PR15
from sharedservices.common.rules import RuleBroken
from tests import scenarios
from tests.factories import closing, hr
from tests.factories import ledger as books_of
from tests.factories.payroll import NOW
from tests.unit.payroll.engine import test_ledger as worked

PAY_DAY = date(2026, 11, 27)


@pytest.fixture
def books(north, org):
    return books_of.ledger(north.northshire, north.rhys)


def post(run, cast):
    return ledger.post(run_id=run.pk, by=cast.rhys, at=NOW)


def pay(run, cast, today=PAY_DAY):
    return ledger.pay(run_id=run.pk, by=cast.rhys, at=NOW, today=today)


def balances(*journals):
    rows = JournalLine.objects.filter(journal__in=journals).values_list("coding__subjective__code")
    return {
        code: debit - credit
        for code, debit, credit in rows.annotate(debit=Sum("debit"), credit=Sum("credit"))
        if debit != credit
    }


def test_fin_12_money_taken_back_comes_off_what_staff_owe(north, org, group, books):
    """£50.00 of an element that recovers, whatever its code, is a credit on 92200 and is paid over to nobody."""
    element = hr.pay_element(north.northshire, "RECOVER", kind="deduction", recovers=True, name="Taken back")
    person = hr.employee(org.partner, org=org, annual="31000.00")
    hr.monthly_input(person, element, by=north.hana, approved_by=north.ben, amount="50.00")
    found = balances(post(scenarios.released_run(north, group), north).journal)
    assert found["92200"] == Decimal("-50.00")
    assert "94310" not in found


def test_a_released_run_is_posted_once_balances_and_is_cleared_by_its_payment(north, org, group, books):
    """Register gross = GL gross; net pay = BACS file; net pay control is nil after payment."""
    people = [hr.employee(org.partner, org=org, annual=annual) for annual in ("31000.00", "41000.00", "52000.00")]
    hr.monthly_input(people[0], org.elements["OVERTIME"], by=north.hana, approved_by=north.ben, units="4")
    run = scenarios.released_run(north, group)

    made = post(run, north)
    found = balances(made.journal)

    assert made.journal.state == "POSTED"
    assert (made.journal.kind, made.journal.module, str(made.journal.period)) == ("PAYROLL", "PAYROLL", "P08 2026-27")
    assert found["11000"] + found["11010"] == run.gross
    assert found["94300"] == -run.net
    assert sum(found.values()) == 0
    assert found["12000"] + found["13000"] + run.gross == run.employer_cost
    assert not Suspended.objects.exists()

    assert post(run, north).pk == made.pk
    paid = pay(run, north)
    assert pay(run, north).pk == paid.pk
    assert paid.journal.accounting_date == run.period.pay_date
    after = balances(made.journal, paid.journal)
    assert "94300" not in after
    assert after["93000"] == -PaymentListing.objects.get(run=run).control_total
    assert LedgerPosting.objects.count() == 2
    assert differences(partner_id=north.northshire.pk) == []

    page = run_ledger.of_run(partner_id=run.partner_id, run_id=run.pk)
    assert [(one.label, one.register, one.ledger) for one in page.checks] == [
        ("Gross pay", run.gross, run.gross),
        ("Net pay", run.net, run.net),
        ("Payment listing", run.net, run.net),
        ("Net pay control", Decimal("0.00"), Decimal("0.00")),
    ]
    # Overtime of one person is hidden with nobody else's: basic pay has three behind it.
    hidden = JournalLine.objects.filter(journal=made.journal, is_restricted=True)
    assert list(hidden.values_list("coding__subjective__code", flat=True)) == ["11010"]


def test_codes_that_cannot_be_posted_to_go_to_suspense_and_never_refuse_the_run(north, org, group, books, ann):
    org.cost_centre.valid = DateRange(date(2020, 1, 1), date(2026, 11, 1))
    org.cost_centre.save()
    run = scenarios.released_run(north, group)

    made = post(run, north)

    found = balances(made.journal)
    assert found["94900"] == run.employer_cost
    assert "11000" not in found
    faults = {one.subjective: one for one in Suspended.objects.all()}
    assert faults["11000"].amount == run.gross
    assert "nothing is posted to cost centre CC100 on" in faults["11000"].why
    narrative = JournalLine.objects.get(journal=made.journal, reference="Gross pay").narrative
    assert narrative == "11000 CC100"


def test_supplementary_runs_are_posted_beside_the_regular_one(north, org, group, books, ann):
    first = scenarios.released_run(north, group)
    hr.monthly_input(ann, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben)
    second = scenarios.released_run(north, group, kind=PayRun.Kind.SUPPLEMENTARY)

    made = [post(run, north) for run in (first, second)]

    assert [one.journal.number for one in made] == [1, 2]
    assert balances(made[1].journal)["94300"] == -second.net


def test_a_shut_period_posts_into_the_next_open_one_of_the_year_and_keeps_its_origin(north, group, books, ann):
    run = scenarios.released_run(north, group)
    closing.close(books, 8, modules=["PAYROLL"], by=north.rhys, at=NOW)
    with pytest.raises(RuleBroken, match="P08 2026-27"), transaction.atomic():
        post(run, north)
    assert not LedgerPosting.objects.exists()

    calendar.move(period=books.periods[9].uuid, modules=["PAYROLL"], action="open", by=north.rhys, at=NOW)
    made = post(run, north)

    assert str(made.journal.period) == "P09 2026-27"
    origins = JournalLine.objects.filter(journal=made.journal).values_list("origin_period__number", flat=True)
    assert set(origins) == {8}


def test_pr13_and_pr15_what_is_not_released_or_not_due_is_not_posted(north, group, books, ann):
    draft = scenarios.calculated_run(north, group)
    with pytest.raises(PR13, match="not released"):
        post(draft, north)
    scenarios.pay_runs.approve(run_id=draft.pk, by=north.ben, at=NOW)
    scenarios.pay_runs.release(run_id=draft.pk, by=north.rhys, at=NOW)
    with pytest.raises(PR15, match="not in the ledger yet"):
        pay(draft, north)
    post(draft, north)
    with pytest.raises(PR15, match="This run is paid on"):
        pay(draft, north, today=date(2026, 11, 26))


def test_without_a_ledger_the_run_waits_and_the_sweep_posts_it_later(north, org, group, ann):
    run = scenarios.released_run(north, group)

    assert "no period" in ledger.post_quietly(run_id=run.pk, at=NOW, today=PAY_DAY)
    assert not LedgerPosting.objects.exists()
    books_of.ledger(north.northshire, north.rhys)
    assert ledger.post_quietly(run_id=run.pk, at=NOW, today=PAY_DAY) == ""
    assert sorted(LedgerPosting.objects.values_list("kind", flat=True)) == ["COST", "PAYMENT"]


def test_the_database_keeps_one_posting_of_each_kind_and_no_other_partner_has_it(north, group, books, ann):
    run = scenarios.released_run(north, group)
    made = post(run, north)
    given = {"partner_id": run.partner_id, "run": run, "posted_by": north.rhys, "posted_at": NOW}

    with pytest.raises(IntegrityError, match="payroll_ledgerposting"), transaction.atomic():
        LedgerPosting.objects.create(kind="COST", journal=made.journal, **given)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerPosting.objects.filter(pk=made.pk).update(levy=1)
    other = Partner.objects.exclude(pk=run.partner_id).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerPosting.objects.create(kind="PAYMENT", journal=made.journal, **(given | {"partner_id": other.pk}))


def test_pr14_other_sums_than_were_approved_are_never_posted(north, group, books, ann, monkeypatch):
    """A payslip line that the split would lose: the run pays more than the entries say."""
    run = scenarios.released_run(north, group)
    whole = list(ledger.ledger_slips.slips(run_facts(partner_id=run.partner_id, run_id=run.pk)))
    less = [replace(one, lines=one.lines[1:]) for one in whole]
    monkeypatch.setattr(ledger.ledger_slips, "slips", lambda _run: less)

    with pytest.raises(PR14, match="the run pays"), transaction.atomic():
        post(run, north)
    assert not LedgerPosting.objects.exists()


def test_the_registers_of_pay_agree_with_the_ledger_once_a_run_is_posted_and_differ_before(north, group, books, ann):
    run = scenarios.released_run(north, group)

    def found():
        rows = control_accounts.positions(books.periods[8])
        return {one.account.code: one for one in rows if one.account.code in {"94200", "94220", "94300", "94310"}}

    def pay_task():
        return {one.code: one for one in closing_tasks.tasks(books.periods[8])}["payroll"]

    assert found()["94300"].difference == run.net
    assert (pay_task().is_met, pay_task().words) == (False, "1 run is not in the ledger")
    post(run, north)
    assert {code: one.difference for code, one in found().items() if one.difference} == {}
    assert (found()["94300"].ledger, found()["94300"].is_needed) == (-run.net, True)
    assert pay_task().words == "The payment of 1 run is not in the ledger"


def test_e23_the_worked_run_is_13000_on_both_sides_and_net_pay_is_nil_after_bacs(north, books):
    """Scenario E23 with the figures of domain FIN-12: the entries of the engine, taken by a real ledger."""
    entries = engine.entries([worked.worked_slip()], schemes=worked.SCHEMES, levy=Decimal("50.00"))
    wanted = [replace(one, segments=_placed(one.segments, books)) for one in ledger._lines(entries, {}, {})]
    cost = books_of.posted(books, *wanted, on=PAY_DAY, kind="PAYROLL", module="PAYROLL")

    sides = JournalLine.objects.filter(journal=cost).aggregate(debit=Sum("debit"), credit=Sum("credit"))
    assert (sides["debit"], sides["credit"], cost.total) == (Decimal("13000.00"),) * 3
    assert balances(cost) == {
        "11000": Decimal("10000.00"), "12000": Decimal("1150.00"), "12010": Decimal("50.00"),
        "13000": Decimal("1800.00"), "94200": Decimal("-3490.00"), "94220": Decimal("-2450.00"),
        "94300": Decimal("-7000.00"), "94310": Decimal("-60.00"),
    }  # fmt: skip

    bacs = (books_of.dr("94300", "7000.00"), books_of.cr("93000", "7000.00"))
    paid = books_of.posted(books, *bacs, on=PAY_DAY, kind="BANK", module="BANK")
    after = balances(cost, paid)
    assert "94300" not in after
    assert after["93000"] == Decimal("-7000.00")


def _placed(segments, books):
    """The codes of an entry with a cost centre of this ledger."""
    return Segments(segments.subjective, books.centres[0].code if segments.cost_centre else "", segments.fund)
