"""Commitments as procurement will call for them (domain FIN-05), tried with a test caller."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from finance.models import BudgetDecision, CommitmentEntry, CommitmentLine
from finance.operations import budgets, commitments, ledger_check
from finance.operations.codings import Segments
from finance.operations.commitments import OrderLine
from finance.queries import budget_position, commitment_check, outside
from finance.queries.budget_position import Slice
from partners.models import AuditEvent
from sharedservices.common.rules import RuleBroken
from tests.factories import budgets as make
from tests.factories import ledger
from tests.factories.ledger import cr, dr

D = Decimal
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def by(people, at):
    return {"by": people.pru, "at": at}


@pytest.fixture
def budget(books, people, cast, at):
    """£10,000 for stationery, and whoever orders beyond it is refused."""
    make.in_force(books, make.wanted(books), people.sid, by=people.pru)
    budgets.set_control(
        partner_id=books.partner.pk, group="SUPPLIES", mode="HARD", tolerance=D(0), first_day=date(2026, 4, 1),
        by=people.fay, at=at,
    )  # fmt: skip
    return books


@pytest.fixture
def shows(budget):
    """What the budget report shows: pre-committed, committed, actual, available."""

    def read(number=8, year=2026, **more):
        wanted = Slice(partner_id=budget.partner.pk, legal_entity_id=budget.entity.pk, year=year, number=number, **more)
        rows = budget_position.report(wanted, level="code")
        row = next((one for one in rows if one.code == "40100"), None)
        return row and tuple(int(n) for n in (row.pre_committed, row.committed, row.actual, row.available))

    return read


def held(reference="PO-1"):
    rows = CommitmentLine.objects.filter(commitment__reference=reference).order_by("number", "year")
    return [(line.number, line.year, line.pre_committed, line.committed) for line in rows]


def test_fin_05_table_e16(budget, shows, by):
    """Scenario E16: the table of domain FIN-05, line by line."""
    paper = make.order(budget, "4000")
    row = commitments.requisition(order=paper, key="requisition", **by).commitment
    assert shows() == (4000, 0, 0, 6000)

    commitments.order(order=paper, key="order", **by)
    assert shows() == (0, 4000, 0, 6000)

    ledger.posted(budget, dr("40100", "2400"), cr("94100", "2400"), key="receipt", kind="GRNI")
    commitments.relieve(
        commitment=row.uuid, received={1: D(2400)}, how="RECEIPT", key="receipt", on=OCTOBER, **by
    )  # fmt: skip
    assert shows() == (0, 1600, 2400, 6000)

    ledger.posted(
        budget, dr("94100", "2400"), dr("40100", "24"), dr("92500", "484.80"), cr("94000", "2908.80"), key="invoice"
    )
    commitments.relieve(
        commitment=row.uuid, received={1: D(2424)}, how="INVOICE", key="invoice", on=OCTOBER, **by
    )  # fmt: skip
    assert shows() == (0, 1600, 2424, 5976)

    commitments.close(commitment=row.uuid, key="close", on=OCTOBER, **by)
    assert shows() == (0, 0, 2424, 7576)
    assert commitment_check.check(partner_id=budget.partner.pk).faults == ()


def test_each_call_does_nothing_the_second_time(budget, shows, by):
    paper = make.order(budget, "4000")
    row = commitments.order(order=paper, key="order", **by).commitment
    again = {"received": {1: D(1000)}, "how": "RECEIPT", "key": "r1", "on": OCTOBER}
    for _ in range(2):
        commitments.order(order=paper, key="order", **by)
        commitments.relieve(commitment=row.uuid, **again, **by)
    for _ in range(2):
        commitments.close(commitment=row.uuid, key="close", on=OCTOBER, **by)
    assert shows() == (0, 0, 0, 10000)
    assert CommitmentEntry.objects.count() == 3


def test_vat_that_is_recovered_takes_no_budget(budget, shows, by):
    lines = OrderLine(number=1, segments=Segments("40100", "F10001"), net=D(1000), irrecoverable_vat=D(40))
    commitments.order(order=make.order(budget, lines), key="order", **by)
    assert shows() == (0, 1040, 0, 8960)


def test_a_budget_that_refuses_says_how_much_is_missing_and_keeps_nothing(budget, shows, by):
    commitments.order(order=make.order(budget, "9999.99"), key="order", **by)
    with pytest.raises(RuleBroken) as refused:
        commitments.requisition(order=make.order(budget, "0.02", reference="PO-2"), key="requisition", **by)
    assert refused.value.rule == "FIN-BUDGET"
    assert "£0.02 is asked for and £0.01 is available" in str(refused.value)
    assert "virement of £0.01" in (refused.value.remedy or "")

    done = commitments.order(
        order=make.order(budget, "0.02", reference="PO-3"), key="order", override_reason="Agreed by the director", **by
    )
    assert [str(one.verdict) for one in done.warnings] == ["REFUSES"]
    assert CommitmentEntry.objects.last().override_reason == "Agreed by the director"


def test_a_group_that_warns_lets_it_through_and_says_so(budget, by):
    line = OrderLine(number=1, segments=Segments("20100", "F10001"), net=D(5))
    done = commitments.order(order=make.order(budget, line), key="order", **by)
    assert [(one.held.group, one.asked, str(one.verdict)) for one in done.warnings] == [("PREMISES", D(5), "WARNS")]


def test_codes_of_one_group_share_a_budget_and_one_order_of_several_codes_asks_once(budget, by):
    def several(last):
        return make.order(
            budget,
            OrderLine(number=1, segments=Segments("40100", "F10001"), net=D(6000)),
            OrderLine(number=2, segments=Segments("40000", "F10001"), net=D(last)),
        )

    with pytest.raises(RuleBroken):
        commitments.order(order=several("4000.01"), key="order", **by)
    commitments.order(order=several("4000"), key="order", **by)
    assert [line[3] for line in held()] == [D(6000), D(4000)]


def test_an_order_that_is_amended_is_checked_for_what_is_more_and_keeps_what_came(budget, shows, by):
    row = commitments.order(order=make.order(budget, "9000"), key="order", **by).commitment
    commitments.relieve(commitment=row.uuid, received={1: D(5000)}, how="RECEIPT", key="r1", on=OCTOBER, **by)
    ledger.posted(budget, dr("40100", "5000"), cr("94100", "5000"), key="receipt", kind="GRNI")

    commitments.amend(order=make.order(budget, "10000"), key="a1", **by)
    assert shows() == (0, 5000, 5000, 0)
    with pytest.raises(RuleBroken) as more:
        commitments.amend(order=make.order(budget, "10000.01"), key="a2", **by)
    assert more.value.rule == "FIN-BUDGET"
    with pytest.raises(RuleBroken) as less:
        commitments.amend(order=make.order(budget, "4999"), key="a3", **by)
    assert less.value.rule == "FIN-COMMITMENT-BELOW"
    commitments.amend(order=make.order(budget, "5000"), key="a4", **by)
    assert shows() == (0, 0, 5000, 5000)


def test_an_order_of_last_year_is_amended_only_once_it_is_carried(budget, shows, by):
    april = date(2027, 4, 5)
    row = commitments.order(order=make.order(budget, "4000"), key="order", **by).commitment
    with pytest.raises(RuleBroken) as refused:
        commitments.amend(order=make.order(budget, "4500", on=april), key="a1", **by)
    assert refused.value.rule == "FIN-COMMITMENT"

    commitments.carry(commitment=row.uuid, year=2026, key="year end", on=date(2027, 3, 31), **by)
    commitments.carry(commitment=row.uuid, year=2026, key="year end", on=date(2027, 3, 31), **by)
    assert shows() == (0, 0, 0, 10000)
    assert shows(1, 2027) == (0, 4000, 0, -4000)
    commitments.amend(order=make.order(budget, "4500", on=april), key="a1", override_reason="No budget yet", **by)
    assert held() == [(1, 2026, D(0), D(0)), (1, 2027, D(0), D(4500))]


def test_a_deleted_requisition_line_gives_back_what_it_held(budget, shows, by):
    row = commitments.requisition(order=make.order(budget, "1000", "500"), key="requisition", **by).commitment
    commitments.drop(commitment=row.uuid, numbers=[2], key="drop", on=OCTOBER, **by)
    assert held() == [(1, 2026, D(1000), D(0)), (2, 2026, D(0), D(0))]
    commitments.requisition(order=make.order(budget, "700"), key="again", **by)
    assert shows() == (700, 0, 0, 9300)


def test_a_credit_note_restores_actual_alone_and_a_return_commits_again(budget, shows, by):
    row = commitments.order(order=make.order(budget, "1000"), key="order", **by).commitment
    commitments.relieve(commitment=row.uuid, received={1: D(1000)}, how="RECEIPT", key="r", on=OCTOBER, **by)
    ledger.posted(budget, dr("40100", "1000"), cr("94000", "1000"), key="invoice")
    ledger.posted(budget, dr("94000", "100"), cr("40100", "100"), key="credit note")
    assert shows() == (0, 0, 900, 9100)

    commitments.returned(commitment=row.uuid, sent_back={1: D(300)}, key="back", on=OCTOBER, **by)
    assert shows() == (0, 300, 900, 8800)
    with pytest.raises(RuleBroken) as refused:
        commitments.returned(commitment=row.uuid, sent_back={1: D("700.01")}, key="more", on=OCTOBER, **by)
    assert refused.value.rule == "FIN-COMMITMENT-BELOW"


def test_more_is_received_than_was_ordered_and_a_line_there_is_not(budget, shows, by):
    row = commitments.order(order=make.order(budget, "1000"), key="order", **by).commitment
    commitments.relieve(commitment=row.uuid, received={1: D(1200)}, how="RECEIPT", key="r", on=OCTOBER, **by)
    assert held() == [(1, 2026, D(0), D(0))]
    with pytest.raises(RuleBroken) as refused:
        commitments.relieve(commitment=row.uuid, received={7: D(1)}, how="RECEIPT", key="r7", on=OCTOBER, **by)
    assert refused.value.rule == "FIN-COMMITMENT"


def test_virements_that_wait_are_reserved(budget, by, people):
    given = make.virement(budget, make.line("-1000"), make.line("1000", "20100"))
    make.proposed(budget, budgets.draft(wanted=given, **by), by=people.pru)
    with pytest.raises(RuleBroken) as refused:
        commitments.order(order=make.order(budget, "9000.01"), key="order", **by)
    assert "£9,000.00 is available" in str(refused.value)
    commitments.order(order=make.order(budget, "9000"), key="order", **by)


def test_the_report_as_at_an_earlier_day_leaves_out_what_came_later(budget, shows, by):
    commitments.order(order=make.order(budget, "100"), key="first", **by)
    commitments.order(
        order=make.order(budget, "30", reference="PO-2", on=date(2026, 11, 5)), key="later", **by
    )  # fmt: skip
    ledger.posted(budget, dr("40100", "60"), cr("94000", "60"))
    assert shows(as_at=date(2026, 11, 4)) == (0, 100, 60, 9840)
    # The budget itself took effect on 2 November, when everything here was written.
    assert shows(as_at=date(2026, 11, 1)) == (0, 100, 0, -100)


def test_the_ledger_total_of_commitments_equals_the_open_order_lines_nightly(budget, by):
    orders = {("PO-1", 1, 2026): D(4000)}
    outside.register_open_orders("test", lambda partner: orders)
    try:
        commitments.order(order=make.order(budget, "4000"), key="order", **by)
        checked = commitment_check.check(partner_id=budget.partner.pk)
        assert (checked.total, checked.n_lines, checked.faults) == (D(4000), 1, ())

        orders[("PO-1", 1, 2026)] = D(3999)
        orders[("PO-9", 1, 2026)] = D(5)
        assert commitment_check.check(partner_id=budget.partner.pk).faults == (
            "test PO-1, line 1 of 2026: the order holds 3999, the ledger 4000.00",
            "test PO-9, line 1 of 2026: the order holds 5, the ledger 0.00",
        )
        flags = AuditEvent.objects.filter(action="FLAG", object_type="finance_commitmentbalance")
        for _ in range(2):
            assert ledger_check.check(partner_id=budget.partner.pk, at=by["at"]) == 2
        assert flags.count() == 1
    finally:
        outside.forget_open_orders("test")


def test_a_month_of_a_kept_budget_that_is_not_what_was_decided_is_found_though_the_year_agrees(budget):
    assert commitment_check.check(partner_id=budget.partner.pk).faults == ()
    with connection.cursor() as cursor:
        # Nobody may write the kept figures: a table of the session’s own stands before them.
        cursor.execute("CREATE TEMP TABLE finance_budgetbalance ON COMMIT DROP AS TABLE finance_budgetbalance")
        cursor.execute(
            "UPDATE finance_budgetbalance SET to_date[3] = to_date[3] + 0.01 RETURNING coding_id, to_date[3]"
        )
        coding, kept = cursor.fetchone()
        n = cursor.rowcount
    faults = commitment_check.check(partner_id=budget.partner.pk).faults
    assert len(faults) == n
    assert f"budget of coding {coding} in 2026 up to P03: kept {kept}, decisions {kept - D('0.01')}" in faults


WRITES = (
    "UPDATE finance_commitmentline SET committed = 0",
    "UPDATE finance_commitmentbalance SET committed = 0",
    "DELETE FROM finance_commitment",
    "UPDATE finance_commitmententry SET committed = 1",
    "UPDATE finance_budgetbalance SET year = 2027",
    "UPDATE finance_budgetline SET annual = 1",
    "UPDATE finance_budgetdecision SET description = 'Something else entirely'",
    "DELETE FROM finance_budgetdecision",
)


def test_postgresql_keeps_what_is_kept_whoever_asks(budget, by):
    commitments.order(order=make.order(budget, "4000"), key="order", **by)
    for sql in WRITES:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert BudgetDecision.objects.get().state == "APPLIED"
    assert held() == [(1, 2026, D(0), D(4000))]
