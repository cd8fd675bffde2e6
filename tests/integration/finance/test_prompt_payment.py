"""Prompt payment and late payment interest as they are read from invoices, payments and notices (FIN-06, PRO-11)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.operations import invoices
from finance.queries import prompt_payment
from finance.queries.prompt_payment import NOT_PAID, PAID_LATE
from partners.roles import Role
from tests.factories import bank, payables
from tests.factories import payment_runs as make
from tests.people import grant, user

D = Decimal
ON = date(2026, 11, 30)
SEPTEMBER = {"received_at": datetime(2026, 9, 21, 9, 0, tzinfo=UTC), "invoice_date": date(2026, 9, 18)}


@pytest.fixture
def team(people, cast):
    """Mo sets suppliers up, Val verifies, Cal enters and proposes, Ben approves, Rea releases."""
    roles = {
        "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER,
        "rea": Role.PAYMENT_RELEASER,
    }  # fmt: skip
    found = {name: user(f"{name.capitalize()}prompt") for name in roles}
    for name, role in roles.items():
        grant(found[name], cast.northshire, role)
    return SimpleNamespace(**found, fay=people.fay)


@pytest.fixture
def world(books, team):
    """Paid on 25 November: one in time, one late, two that were in dispute (the supplier was told of one).

    Not paid: one received in September, and expenses, which do not count.
    """
    paper = payables.account(books, by=team.mo, name="Fenwick Paper Ltd", vat_number=payables.VAT_NUMBER)
    payables.banked(paper, by=team.mo, verifier=team.val)
    unpaid = payables.account(books, by=team.mo, name="Nowhere Ltd")

    def enter(of, reference, net, **more):
        return payables.invoice(of, payables.line(net), by=team.cal, reference=reference, **more)

    def approved(row):
        return payables.approved(row, team.ben if row.gross < 10000 else team.fay, by=team.cal)

    rows = {
        "in time": approved(enter(paper, "ALPHA-17", "100.00")),
        "late": approved(enter(paper, "KILO 9204", "1000.00", **SEPTEMBER)),
        "unpaid": approved(enter(unpaid, "TANGO 5", "10000.00", **SEPTEMBER)),
        "quarrel": enter(paper, "OSCAR 31", "300.00", **SEPTEMBER),
        "quiet": enter(paper, "VICTOR 8", "200.00", **SEPTEMBER),
    }
    approved(enter(paper, "EXP 1", "50.00", kind="EXPENSE", **SEPTEMBER))
    told = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    settled = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    for name, notice in (("quarrel", told), ("quiet", None)):
        uuid = rows[name].uuid
        invoices.dispute(invoice=uuid, reason="Half of it never came", notice_at=notice, by=team.cal, at=payables.NOW)
        invoices.settle(invoice=uuid, reason="The rest was delivered", by=team.cal, at=settled)
        rows[name].refresh_from_db()
        payables.approved(rows[name], team.ben, by=team.cal, at=settled)
    account = bank.account(books, by=team.fay)
    paid = [rows[name].uuid for name in ("in time", "late", "quarrel", "quiet")]
    run = make.run(account, by=team.cal, invoices=paid)
    make.posted(run, team.rea, by=team.cal, approver=team.fay)
    return SimpleNamespace(
        partner=books.partner, entity=books.entity, **{key.split()[-1]: row for key, row in rows.items()}
    )


def asked(world, **more):
    given = {"partner_id": world.partner.pk, "entity": None, "year": 2026, "on": ON}
    return given | more


def late(world, which="", **more):
    return {one.reference: one for one in prompt_payment.late_invoices(**asked(world, **more), which=which)}


def test_pro_11_a_year_by_month_and_by_quarter(world):
    with CaptureQueriesContext(
        connection,
    ) as told:
        october, november = prompt_payment.measured(**asked(world), by="month")
    (quarter,) = prompt_payment.measured(**asked(world), by="quarter")

    assert len(told.captured_queries) == 5
    # 28 October to 25 November: 28 days. 21 September to it: 65, of which one was in dispute from 1 October to
    # 19 November and the supplier knew of it: 65 - 49 = 16. The other's supplier was told nothing: 65.
    assert (november.statistics.n, november.statistics.mean) == (4, D("43.50"))
    assert (november.statistics.within_30, november.statistics.above_60) == (D("50.00"), D("50.00"))
    assert november.in_time == D("50.00")
    # Payable by 20 October: £1,200, £12,000, £360 and £240, none of it paid in October; £120 by 26 November.
    assert (october.payable, october.unpaid, october.unpaid_percent) == (D("13800.00"), D("13800.00"), D("100.00"))
    assert (november.payable, november.unpaid) == (D("120.00"), D("0.00"))
    # In the quarter, £12,000 was not paid.
    assert (quarter.payable, quarter.unpaid) == (D("13920.00"), D("12000.00"))
    assert prompt_payment.measured(**asked(world, year=2025), by="month") == []


def test_fin_06_potential_interest_is_accrued_always_paid_or_not(world):
    with CaptureQueriesContext(connection) as told:
        found = late(world)

    assert len(told.captured_queries) == 4
    assert list(found) == ["TANGO 5", "KILO 9204", "VICTOR 8"]  # what costs most first; none for what was in dispute
    # Received on 21 September: by 20 October. Paid on 25 November: 36 days. Rate of 21 October 2026: 3.75% + 8%.
    kilo = found["KILO 9204"]
    assert (kilo.deadline, kilo.paid_on, kilo.counted, kilo.late) == (date(2026, 10, 20), date(2026, 11, 25), 65, 36)
    assert (kilo.rate, kilo.interest, kilo.fixed) == (D("11.75"), D("13.91"), D(70))  # 1,200 × 11.75% × 36/365
    tango = found["TANGO 5"]
    assert (tango.paid_on, tango.late, tango.interest, tango.fixed) == (None, 41, D("158.38"), D(100))
    assert late(world, on=date(2026, 12, 1))["TANGO 5"].interest == D("162.25")  # a day more
    assert (list(late(world, NOT_PAID)), list(late(world, PAID_LATE))) == (["TANGO 5"], ["KILO 9204", "VICTOR 8"])
    assert late(world, year=2025) == {}
    assert list(late(world, entity=world.entity.uuid)) == list(found)


def test_pro_11_both_clocks_of_one_invoice_and_none_of_it_for_another_partner(world, cast):
    def clocks(row, on=ON):
        row.refresh_from_db()
        found = prompt_payment.clocks_of(row, on=on)
        return found.counted, found.deadline, found.late, found.paused

    assert clocks(world.time) == (28, date(2026, 11, 26), 0, 0)
    assert clocks(world.late) == (65, date(2026, 10, 20), 36, 0)
    assert clocks(world.quarrel) == (16, date(2026, 12, 8), 0, 49)
    assert clocks(world.unpaid, on=date(2026, 10, 20)) == (29, date(2026, 10, 20), 0, 0)  # the last day in time
    assert clocks(world.unpaid, on=date(2026, 10, 21)) == (30, date(2026, 10, 20), 1, 0)

    other = asked(world, partner_id=cast.southborough.pk)  # another partner has none of it
    assert prompt_payment.late_invoices(**other, which="") == []
    assert prompt_payment.measured(**other, by="month") == []
