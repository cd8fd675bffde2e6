"""Reconciling control accounts and closing months (domain FIN-03.3, FIN-13)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from finance import rules_closing as rules
from finance.models import ClosingCheck, Journal, Period, PeriodEvent, PeriodModule, Reconciliation, ReconciliationItem
from finance.operations import bank_reconciliations, calendar, closing, journals, reconciliations
from finance.operations.reconciliations import Explanation
from finance.queries import closing as tasks
from finance.queries import control_accounts
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import bank, ledger
from tests.factories import closing as make
from tests.factories.ledger import NOW, cr, dr

OWED = Decimal("-120.00")
EARLY = datetime(2026, 10, 30, 17, 0, tzinfo=UTC)


@pytest.fixture
def october(books):
    """Book £120 on payables that no invoice stands for, in October."""
    ledger.posted(books, dr("40100", "120.00"), cr("94000", "120.00"), on=date(2026, 10, 15))
    return books.periods[7]


def position(period, code="94000"):
    return control_accounts.positions(period, code=code)[0]


def explain(period, people, amount=OWED, words="An invoice of the old system", code="94000"):
    wanted = Explanation(amount=Decimal(amount), arose_on=date(2026, 10, 15), words=words)
    return reconciliations.explain(period=period.uuid, code=code, wanted=wanted, by=people.pru, at=NOW)


def close(period, people, *modules, by=None, action="close", at=NOW):
    return calendar.move(period=period.uuid, modules=modules or ["AP"], action=action, by=by or people.cat, at=at)


def refused(rule, call, **given):
    with pytest.raises(RuleBroken) as found, transaction.atomic():
        call(**given)
    assert found.value.rule == rule.code
    return found.value


def test_a_difference_is_explained_signed_by_one_reviewed_by_another_and_then_it_closes(books, people, october, settle):
    found = position(october)
    assert (found.ledger, found.subledger, found.unexplained, found.is_done) == (OWED, Decimal(0), OWED, False)
    why = refused(rules.ExplainedInFull, make.signed, of=books, number=7, code="94000", by=people.pru)
    assert "−£120.00 between ledger and register" in str(why)
    assert "−£120.00 to be explained" in str(refused(rules.TasksDone, close, period=october, people=people))
    refused(rules.ExplanationSays, explain, period=october, people=people, words="Old")
    explain(october, people)
    seen = {"period": october.uuid, "code": "94000", "by": people.pru}
    refused(rules.FiguresAsSeen, reconciliations.sign, **seen, ledger=Decimal(0), subledger=Decimal(0), at=NOW)
    refused(rules.MonthIsOver, reconciliations.sign, **seen, ledger=OWED, subledger=Decimal(0), at=EARLY)

    row = make.signed(books, 7, "94000", by=people.pru)
    assert (row.ledger, row.subledger, row.explained, row.state) == (OWED, Decimal(0), OWED, "SIGNED")
    with pytest.raises(WrongState):
        make.signed(books, 7, "94000", by=people.pru)
    with pytest.raises(WrongState):
        explain(october, people)
    refused(rules.TasksDone, close, period=october, people=people)
    refused(rules.AnotherReviews, reconciliations.review, reconciliation=row.uuid, by=people.pru, at=NOW)
    reconciliations.review(reconciliation=row.uuid, by=people.fay, at=NOW)
    with pytest.raises(WrongState):
        reconciliations.review(reconciliation=row.uuid, by=people.fay, at=NOW)

    close(october, people)
    settle()
    assert PeriodModule.objects.get(period=october, module="AP").state == "CLOSED"
    kept = ClosingCheck.objects.filter(period=october, module="AP")
    assert {one.task for one in kept} == {"proof", "control:94000"}
    assert all(one.is_met for one in kept)


def test_figures_that_move_after_the_signature_ask_for_another_version(books, people, october):
    explain(october, people)
    row = make.signed(books, 7, "94000", by=people.pru)
    reconciliations.review(reconciliation=row.uuid, by=people.fay, at=NOW)
    ledger.posted(books, dr("40100", "5.00"), cr("94000", "5.00"), on=date(2026, 10, 16))

    found = position(october)
    assert (found.has_moved, found.is_done, found.unexplained) == (True, False, Decimal("-5.00"))
    assert "moved" in str(refused(rules.TasksDone, close, period=october, people=people))
    late = explain(october, people, "-5.00", "Postage of the same supplier")
    assert late.reconciliation.version == 2
    assert {one.amount for one in control_accounts.explanations(late.reconciliation)} == {OWED, Decimal("-5.00")}
    again = make.signed(books, 7, "94000", by=people.pru)
    with pytest.raises(RuleBroken) as why:
        reconciliations.send_back(reconciliation=again.uuid, comment=" ", by=people.fay, at=NOW)
    assert why.value.rule == rules.ReturnedWithComment.code
    reconciliations.send_back(reconciliation=again.uuid, comment="Which supplier?", by=people.fay, at=NOW)
    third = reconciliations.take_back(item=explain(october, people, "1.00", "A slip").uuid, by=people.pru, at=NOW)
    assert third.version == 3
    assert [one.state for one in control_accounts.history(october, "94000")] == ["OPEN", "RETURNED", "REVIEWED"]
    row.refresh_from_db()
    assert (row.ledger, row.state) == (OWED, "REVIEWED")


def test_the_database_keeps_what_is_signed_and_lets_nobody_review_their_own(books, people, october):
    item = explain(october, people)
    row = make.signed(books, 7, "94000", by=people.pru)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Reconciliation.objects.filter(pk=row.pk).update(ledger=0, explained=0)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ReconciliationItem.objects.filter(pk=item.pk).delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ReconciliationItem.objects.filter(pk=item.pk).update(amount=1)
    with pytest.raises(IntegrityError, match="reviewed_by_another"), transaction.atomic():
        Reconciliation.objects.filter(pk=row.pk).update(
            state="REVIEWED", reviewed_by=people.pru, reviewed_human=people.pru.human_id, reviewed_at=NOW
        )


def test_a_close_with_tasks_undone_has_the_leave_of_another_person_once(books, people, october, settle):
    refused(rules.OverrideHasReason, closing.override, period=october.uuid, modules=["AP"], reason=" ", by=people.dee,
            at=NOW)  # fmt: skip
    closing.override(period=october.uuid, modules=["AP"], reason="Fay explains it by Friday", by=people.dee, at=NOW)
    refused(rules.AnotherCloses, close, period=october, people=people, by=people.dee)
    close(october, people)
    settle()
    undone = ClosingCheck.objects.get(period=october, is_met=False)
    assert (undone.task, undone.override.reason) == ("control:94000", "Fay explains it by Friday")

    calendar.move(period=october.uuid, modules=["AP"], action="reopen", by=people.dee, at=NOW, reason="A credit note")
    refused(rules.TasksDone, close, period=october, people=people)


def test_the_database_closes_nothing_that_was_not_checked(books, people, settle):
    row = PeriodModule.objects.get(period=books.periods[7], module="AR")
    with transaction.atomic():
        PeriodEvent.objects.create(
            partner=books.partner, period=row.period, module="AR", action="close", from_state="OPEN",
            to_state="CLOSED", by=people.cat, at=NOW,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="its tasks are done"):
            settle()
        transaction.set_rollback(True)


def test_the_general_ledger_closes_last_when_everything_is_said(books, people, settle):
    period = Period.objects.get(pk=books.periods[7].pk)
    open_ones = {one.code for one in tasks.tasks(period) if not one.is_met}
    assert open_ones == {"accruals", "recharges", "budget_report", "modules"}
    say = {"period": period.uuid, "is_done": True, "by": people.pru, "at": NOW}
    refused(rules.StatementSays, closing.state, **say, task="net_pay", words="It is nil, I am sure")
    refused(rules.StatementSays, closing.state, **say, task="accruals", words="No")
    for task in ("accruals", "recharges", "budget_report"):
        closing.state(**say, task=task, words="Nothing of the kind in October")
    why = refused(rules.TasksDone, calendar.move, period=period.uuid, modules=["GL"], action="close", by=people.cat,
                  at=NOW)  # fmt: skip
    assert "Open: Accounts payable, Accounts receivable, Payroll, Bank" in str(why)
    closing.state(**{**say, "is_done": False}, task="recharges", words="One of IT is missing")
    everything = {"period": period.uuid, "modules": PeriodModule.Module.values, "action": "close"}
    why = refused(rules.TasksDone, calendar.move, **everything, by=people.cat, at=NOW)
    assert "Recharges are posted" in str(why)
    closing.state(**say, task="recharges", words="The one of IT is of November")
    calendar.move(**everything, by=people.cat, at=NOW)
    settle()
    assert set(PeriodModule.objects.filter(period=period).values_list("state", flat=True)) == {"CLOSED"}


def test_a_bank_account_is_signed_by_two_on_its_own_pages_before_the_bank_closes(books, people):
    account = bank.account(books, by=people.pru, account_number="66374958")
    shut = {"period": books.periods[7].uuid, "modules": ["BANK"], "action": "close", "by": people.cat, "at": NOW}
    assert control_accounts.positions(books.periods[7], code="93000") == []
    assert "General account (•••• 4958): not prepared" in str(refused(rules.TasksDone, calendar.move, **shut))
    bank.load(account, bank.camt(day="2026-10-31"), by=people.pru)
    row = bank_reconciliations.prepare(account=account.uuid, period=books.periods[7].uuid, by=people.pru, at=NOW)
    assert "waits for its reviewer" in str(refused(rules.TasksDone, calendar.move, **shut))
    bank_reconciliations.review(reconciliation=row.uuid, by=people.fay, at=NOW)
    calendar.move(**shut)


def test_an_accrual_that_was_to_be_reversed_holds_the_month_up(books, people):
    wanted = ledger.wanted(books, kind=Journal.Kind.ACCRUAL, on=date(2026, 9, 30), reverse_on=date(2026, 10, 1))
    row = journals.draft(wanted=wanted, by=people.pru, at=NOW)
    ledger.approve(ledger.proposed(books, row, by=people.pru), people.dee, people.fay)
    found = {one.code: one for one in tasks.tasks(books.periods[7])}["accruals"]
    assert (found.is_met, found.may_state) == (False, False)
    assert found.words == "1 accrual was to be reversed by now, and not"
    assert {one.code: one for one in tasks.tasks(books.periods[6])}["accruals"].words == "1 accrual posted"


def test_another_partner_finds_none_of_it(cast, people):
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        books = ledger.ledger(cast.northshire, people.pru)
        row, period = make.signed(books, 7, "94900", by=people.pru), books.periods[7]
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk, reason="test"):
        with pytest.raises(Reconciliation.DoesNotExist):
            reconciliations.review(reconciliation=row.uuid, by=people.fay, at=NOW)
        for call in (
            lambda: explain(period, people),
            lambda: closing.override(period=period.uuid, modules=["AP"], reason="Of another", by=people.dee, at=NOW),
            lambda: closing.state(
                period=period.uuid, task="recharges", is_done=True, words="Of another", by=people.pru, at=NOW
            ),
        ):
            with pytest.raises(Period.DoesNotExist):
                call()


def test_positions_take_a_fixed_number_of_statements(books, people, october, django_assert_num_queries):
    explain(october, people)
    with django_assert_num_queries(23):
        control_accounts.positions(october)
