"""Choices at the year's end for what is still ordered (domain FIN-03.5): closed, carried or accrued, by two people."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from finance import rules_year_end as rules
from finance.controls import Where
from finance.models import BudgetDecision, CommitmentEntry, CommitmentLine, YearEndChoice
from finance.operations import calendar, commitments, journals, year_end_choices
from finance.operations.year_end_choices import ChoiceWanted
from finance.queries import commitment_check
from finance.queries import year_end_choices as found
from finance.queries.trial_balance import trial_balance
from partners.models import AuditEvent
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import budgets as make
from tests.factories import ledger

D = Decimal
APRIL = datetime(2027, 4, 2, 9, 0, tzinfo=UTC)
MARCH = {"on": date(2027, 3, 10)}


@pytest.fixture
def by(people):
    return {"by": people.pru, "at": APRIL}


@pytest.fixture
def orders(books, people, by):
    """Three orders of £4,000, £600 and £250, and £90 that is only asked for."""
    for reference, pounds in (("PO-1", "4000"), ("PO-2", "600"), ("PO-3", "250")):
        commitments.order(order=make.order(books, pounds, reference=reference), key="order", **by)
    commitments.requisition(order=make.order(books, "90", reference="RQ-4"), key="requisition", **by)
    return {one.commitment.reference: one for one in CommitmentLine.objects.select_related("commitment")}


def propose(line, kind, by, **more):
    (made,) = year_end_choices.propose(
        lines=[line.pk], wanted=ChoiceWanted(kind=kind, reason="Agreed with the service", **more), **by
    )
    return made


def agree(people, *choices):
    return year_end_choices.agree(choices=[one.uuid for one in choices], by=people.fay, at=APRIL)


def refused(rule, call, *args, **given):
    with pytest.raises(RuleBroken) as caught, transaction.atomic():
        call(*args, **given)
    assert caught.value.rule == rule.code
    return caught.value.explanation


def held(line):
    rows = CommitmentLine.objects.filter(commitment=line.commitment).order_by("year")
    return [(row.year, row.pre_committed, row.committed) for row in rows]


def where(books, number=12):
    return Where(
        partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=number,
        first_day=date(2027, 3, 1), last_day=date(2027, 3, 31),
    )  # fmt: skip


def test_fin_03_what_is_carried_accrued_or_closed_moves_once_a_second_person_agrees(books, people, orders, by):
    chosen = [
        propose(orders["PO-1"], "CARRY", by, with_budget=True), propose(orders["PO-2"], "ACCRUE", by),
        propose(orders["PO-3"], "CLOSE", by), propose(orders["RQ-4"], "CARRY", by),
    ]  # fmt: skip
    assert held(orders["PO-1"]) == [(2026, D("0.00"), D("4000.00"))]  # nothing moves before
    agree(people, *chosen)
    assert held(orders["PO-1"]) == [(2026, D("0.00"), D("0.00")), (2027, D("0.00"), D("4000.00"))]
    assert held(orders["PO-2"]) == [(2026, D("0.00"), D("0.00")), (2027, D("0.00"), D("600.00"))]
    assert held(orders["PO-3"]) == [(2026, D("0.00"), D("0.00"))]
    assert held(orders["RQ-4"]) == [(2026, D("0.00"), D("0.00")), (2027, D("90.00"), D("0.00"))]
    assert {one.event for one in CommitmentEntry.objects.filter(line=orders["PO-3"])} == {"ORDER", "CLOSE"}
    with pytest.raises(WrongState):
        agree(people, chosen[0])
    assert commitment_check.check(partner_id=books.partner.pk).faults == ()


@pytest.fixture
def years(books):
    """P12 of 2026-27 and P01 of 2027-28 are open."""
    periods = calendar.set_up_year(legal_entity=books.entity.uuid, year=2027, by=books.by, at=ledger.NOW)
    for period in (books.periods[12], periods[1]):
        calendar.move(period=period.uuid, modules=["GL"], action="open", by=books.by, at=ledger.NOW)


def spent(books, year, number):
    rows = trial_balance(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=year, number=number)
    return {one.code: one.to_date for one in rows if one.to_date}


@pytest.mark.usefixtures("years")
def test_fin_03_an_accrual_is_cost_of_the_year_that_ends_and_is_reversed_on_1_april(books, people, orders, by, settle):
    agree(people, propose(orders["PO-2"], "ACCRUE", by))
    assert found.chosen(where(books)).words == "3 open lines have no choice, £4,340.00."
    given = {"legal_entity": books.entity.uuid, "year": 2026, **by}
    row = year_end_choices.draft_accrual(**given)
    refused(rules.SomethingToDraft, year_end_choices.draft_accrual, **given)
    journals.discard(journal=row.uuid, **by)  # a draft that is put away is written again
    row = year_end_choices.draft_accrual(**given)
    assert YearEndChoice.objects.get(kind="ACCRUE").journal == row
    assert (row.kind, row.accounting_date, row.reverse_on) == ("ACCRUAL", date(2027, 3, 31), date(2027, 4, 1))
    agree(people, *(propose(orders[name], "CLOSE", by) for name in ("PO-1", "PO-3", "RQ-4")))
    assert found.chosen(where(books)).words == "The accrual of 1 line is not posted."

    ledger.approve(ledger.proposed(books, row, by=people.pru, at=APRIL), people.fay, people.dee, at=APRIL)
    assert found.chosen(where(books)).is_met
    assert spent(books, 2026, 12) == {"40100": D("600.00"), "94050": D("-600.00")}
    journals.reverse_due(journal=row.uuid, by=people.pru, at=APRIL)
    # In the new year the reversal gives what the order, carried over, still takes: nothing is counted twice.
    assert spent(books, 2027, 1)["40100"] == D("-600.00")
    assert held(orders["PO-2"])[1] == (2027, D("0.00"), D("600.00"))
    settle()


def test_fin_03_budget_follows_by_a_carry_forward_that_others_approve(books, people, orders, by):
    agree(people, propose(orders["PO-1"], "CARRY", by, with_budget=True), propose(orders["PO-3"], "CARRY", by))
    row = year_end_choices.draft_carry_forward(legal_entity=books.entity.uuid, year=2026, **by)
    assert (row.kind, row.year, row.total, row.state) == ("CARRY_FORWARD", 2027, D("4000.00"), "DRAFT")
    assert row.description == "Orders carried over from 2026-27"
    refused(
        rules.SomethingToDraft, year_end_choices.draft_carry_forward, legal_entity=books.entity.uuid, year=2026, **by
    )
    assert BudgetDecision.objects.filter(kind="CARRY_FORWARD").count() == 1


def test_a_choice_is_of_a_line_as_it_stands_and_somebody_elses(books, people, orders, by):
    first = propose(orders["PO-1"], "CARRY", by)
    assert "already" in refused(rules.LinesChosen, propose, orders["PO-1"], "CLOSE", by)
    refused(rules.AnotherDecides, year_end_choices.agree, choices=[first.uuid], **by)
    refused(rules.AnotherDecides, year_end_choices.refuse, choices=[first.uuid], words="Not needed", **by)
    commitments.relieve(
        commitment=orders["PO-1"].commitment.uuid, received={1: D(1000)}, how="RECEIPT", key="r", **MARCH, **by
    )
    words = refused(rules.ChoiceStillFits, agree, people, first)
    assert words.startswith("PO-1, line 1, held £4,000.00 when this was proposed and holds £3,000.00 now.")
    year_end_choices.refuse(choices=[first.uuid], words="A part came in March", by=people.fay, at=APRIL)
    agree(people, propose(orders["PO-1"], "CARRY", by))
    assert held(orders["PO-1"])[1] == (2027, D("0.00"), D("3000.00"))


def test_bad_choices_are_refused(books, people, orders, by):
    early = by | {"at": datetime(2027, 2, 28, 9, 0, tzinfo=UTC)}
    assert "from 1 March 2027" in refused(rules.YearIsEnding, propose, orders["PO-1"], "CARRY", early)
    refused(rules.AccruedIsOrdered, propose, orders["RQ-4"], "ACCRUE", by)
    refused(rules.BudgetGoesWithOrder, propose, orders["PO-1"], "CLOSE", by, with_budget=True)
    wanted = ChoiceWanted(kind="CARRY", reason=" a ")
    refused(rules.ReasonGiven, year_end_choices.propose, lines=[orders["PO-1"].pk], wanted=wanted, **by)
    refused(rules.LinesChosen, year_end_choices.propose, lines=[], wanted=wanted, **by)
    refused(rules.LinesChosen, year_end_choices.agree, choices=[], **by)
    agree(people, propose(orders["PO-3"], "CLOSE", by))
    done = year_end_choices.propose(
        lines=[orders["PO-1"].pk, orders["PO-2"].pk], wanted=ChoiceWanted(kind="CARRY", reason="Comes in May"), **by
    )
    year_end_choices.withdraw(choices=[one.uuid for one in done], words="Wrong lines", **by)
    assert set(YearEndChoice.objects.exclude(kind="CLOSE").values_list("state", flat=True)) == {"WITHDRAWN"}


def test_the_months_end_asks_for_every_line(books, people, orders, by):
    assert found.chosen(where(books, 11)).is_met
    assert found.chosen(where(books)).words == "4 open lines have no choice, £4,940.00."
    chosen = [propose(line, "CARRY", by) for line in orders.values()]
    assert found.chosen(where(books)).words == "4 choices wait for a second person, £4,940.00."
    agree(people, *chosen)
    assert found.chosen(where(books)).is_met


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE finance_yearendchoice SET kind = 'CARRY'", "stays"),
        ("UPDATE finance_yearendchoice SET committed = 1", "stays"),
        ("UPDATE finance_yearendchoice SET state = 'APPLIED', decided_by_id = proposed_by_id,"
         " decided_human = gen_random_uuid(), decided_at = now()", "carried_out"),
        ("UPDATE finance_yearendchoice SET state = 'REFUSED', words = 'no', decided_by_id = proposed_by_id,"
         " decided_human = proposed_human, decided_at = now()", "by_another"),
        ("DELETE FROM finance_yearendchoice", "finance_yearendchoice"),
    ],
)  # fmt: skip
def test_postgresql_refuses_what_nobody_agreed_to(books, orders, by, sql, constraint):
    propose(orders["PO-1"], "CLOSE", by)
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert constraint in f"{caught.value} {getattr(caught.value.__cause__.diag, 'constraint_name', '')}"


def test_what_was_agreed_is_in_the_trail_and_kept_commitments_are_the_sums(books, people, orders, by):
    agree(people, propose(orders["PO-1"], "CARRY", by))
    assert AuditEvent.objects.filter(object_type="finance_yearendchoice").count() >= 2
    assert commitment_check.check(partner_id=books.partner.pk).faults == ()
