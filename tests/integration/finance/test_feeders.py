"""Files of other systems: every row lands or says why not, and both add up to the penny (domain FIN-06)."""

import csv
import io
import os
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum

from finance.engine.feeders import CARDS, INVOICES, Layout
from finance.models import CostCentre, FeederFile, FeederRow, Journal, JournalLine, SupplierAccount, SupplierInvoice
from finance.operations import chart, feeders, suppliers
from finance.queries import feeders as found
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.imports import ImportRefused
from sharedservices.common.rules import RuleBroken
from tests.factories import feeders as make
from tests.factories import ledger, payables
from tests.people import grant, user

PUBLISHED = Path(__file__).parents[2] / "data" / "council_spend"
D = Decimal
CARD = ("26/10/2026", "12.50", "Corner Shop", "", "", "Catering")


@pytest.fixture
def clerk(cast, people):
    made = user("Calap")
    grant(made, cast.northshire, Role.AP_CLERK)
    return made


def rows_of(file):
    return list(FeederRow.objects.filter(file=file).order_by("number"))


def outcomes(file):
    return [(one.number, one.state, one.column) for one in rows_of(file)]


def test_take_in_keeps_every_cell_and_guesses_what_the_headings_say(books, clerk):
    row = make.taken(books, make.ROW, ("", "x", "y"), by=clerk)

    assert (row.state, row.n_rows, row.layout["columns"]["payee_key"]) == ("TAKEN", 2, "Supplier ID")
    assert [one.values for one in rows_of(row)] == [list(make.ROW), ["", "x", "y"]]
    with pytest.raises(RuleBroken, match="This file is here already: Calap Example handed it in on 2 November 2026"):
        make.taken(books, make.ROW, ("", "x", "y"), by=clerk)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "The file is empty"), (b"A,A\n1,2\n", "“A” is there twice"), (b"A,,B\n1,2,3\n", "cell 2 is empty"),
     (b"A\n1\n", "it has 1 cells"), (b"A,B\n", "it has 0 rows below it"), (b"PK\x03\x04 no workbook", "workbook")],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(books, clerk, content, said):
    with pytest.raises((RuleBroken, ImportRefused), match=said), transaction.atomic():
        feeders.take_in(
            legal_entity=books.entity.uuid, kind=INVOICES, file=make.text().__class__(content), name="x.csv",
            control_total=D(0), by=clerk, at=make.NOW,
        )  # fmt: skip

    assert not FeederFile.objects.exists()


def test_check_says_of_each_row_whether_it_is_ready_and_may_be_done_again(books, clerk):
    row = make.taken(
        books, make.ROW, ("26/10/2026", "-5.00", "Fenwick Paper Ltd", "S1", "F-2", "Stationery"),
        ("26/10/2026", "7.00", "", "S2", "F-3", "Stationery"), (*make.ROW[:4], "F-4", "Stationery", "stray"),
        by=clerk, total="242.00",
    )  # fmt: skip
    with pytest.raises(RuleBroken) as refused:
        feeders.check(
            file=row.uuid, layout=make.layout({"on": "Paid Date"}), options=make.OPTIONS, by=clerk, at=make.NOW
        )
    assert refused.value.field == "amount"
    feeders.check(file=row.uuid, layout=make.layout(subjective="94000"), options=make.OPTIONS, by=clerk, at=make.NOW)
    assert {one.state for one in rows_of(row)} == {"REFUSED"}
    assert rows_of(row)[0].problem.startswith("94000 Accounts payable control is a control account")

    row = feeders.check(file=row.uuid, layout=make.layout(), options=make.OPTIONS, by=clerk, at=make.NOW)

    assert outcomes(row) == [(2, "READY", ""), (3, "REFUSED", "amount"), (4, "REFUSED", "payee"), (5, "REFUSED", "")]
    assert (row.state, row.total) == ("CHECKED", D("242.00"))
    now = found.standing(row)
    assert (now.n_ready, now.ready, now.n_refused, now.refused) == (1, D("120.00"), 3, D("122.00"))


def test_land_enters_an_invoice_for_each_row_under_a_supplier_who_is_not_paid_before_somebody_looked(books, clerk):
    known = payables.account(books, by=clerk, name="Fenwick Paper Ltd")
    row = make.landed(
        books, make.ROW, ("27/10/2026", "80.00", "NEW PAYEE", "S9", "N-1", "Stationery"), by=clerk, total="200.00"
    )

    assert (row.state, row.n_landed, row.total_landed) == ("LANDED", 2, D("200.00"))
    first, second = [one.invoice for one in rows_of(row)]
    assert (first.account, first.gross, first.reference, first.state) == (known, D("120.00"), "F-1", "MATCHED")
    assert (second.account.supplier.legal_name, second.account.state) == ("NEW PAYEE", "HOLD")
    assert second.invoice_date == date(2026, 10, 27)
    with pytest.raises(RuleBroken):
        suppliers.move(account=second.account.uuid, action="release", reason="Looks right", by=clerk, at=make.NOW)
    with pytest.raises(WrongState):
        feeders.land(file=row.uuid, by=clerk, at=make.NOW)


def test_a_row_that_the_ledger_refuses_leaves_nothing_behind(books, clerk):
    """The day is to come: received after now."""
    row = make.landed(
        books, make.ROW, ("03/11/2026", "80.00", "NEW PAYEE", "S9", "N-1", "Stationery"),
        ("26/10/2026", "5.00", "NEW PAYEE", "S9", "N-2", "Stationery"), by=clerk, total="205.00",
    )  # fmt: skip

    assert [one.state for one in rows_of(row)] == ["LANDED", "REFUSED", "LANDED"]
    assert rows_of(row)[1].problem
    assert SupplierAccount.objects.filter(supplier__legal_name="NEW PAYEE").count() == 1
    assert (SupplierInvoice.objects.count(), row.total_landed) == (2, D("125.00"))


def test_the_same_rows_in_another_file_land_once_and_a_payee_is_known_by_number(books, clerk):
    first = make.landed(books, ("26/10/2026", "80.00", "NEW PAYEE", "S9", "N-1", "Stationery"), by=clerk, total="80.00")
    again = make.landed(
        books, ("26/10/2026", "80.00", "NEW PAYEE", "S9", "N-1", "Stationery"),
        ("28/10/2026", "20.00", "NEW PAYEE LTD", "S9", "N-2", "Stationery"), by=clerk, total="100.00",
    )  # fmt: skip

    refused, landed = rows_of(again)
    assert refused.problem == "It landed before, with “payables.csv” on 2 November 2026."
    assert landed.invoice.account == rows_of(first)[0].invoice.account
    assert again.layout == first.layout  # the last one’s layout is taken over
    with pytest.raises(IntegrityError, match="finance_feederrow_once"), transaction.atomic():
        FeederRow.objects.filter(pk=refused.pk).update(state="LANDED", problem="", invoice=landed.invoice)
    with pytest.raises(IntegrityError, match="a feeder file that has ended"), transaction.atomic():
        FeederRow.objects.filter(pk=refused.pk).update(problem="Another")


def test_land_needs_the_total_that_the_other_system_says(books, clerk):
    row = make.checked(books, by=clerk, total="120.01")

    with pytest.raises(RuleBroken, match=r"The rows come to £120\.00, the other system says £120\.01"):
        feeders.land(file=row.uuid, by=clerk, at=make.NOW)
    nothing = make.checked(books, ("26/10/2026", "1.00", "", "", "", ""), by=clerk, total="1.00")
    with pytest.raises(RuleBroken, match="No row of the file can land"):
        feeders.land(file=nothing.uuid, by=clerk, at=make.NOW)


def test_discard_lets_the_file_be_handed_in_again(books, clerk):
    row = feeders.discard(file=make.checked(books, by=clerk).uuid, by=clerk, at=make.NOW)

    assert make.taken(books, by=clerk).pk != row.pk
    with pytest.raises(WrongState):
        feeders.check(file=row.uuid, layout=make.layout(), options=make.OPTIONS, by=clerk, at=make.NOW)


def test_cards_become_a_draft_journal_a_month_against_their_clearing_account(books, clerk):
    rows = (
        CARD,
        CARD,
        ("28/10/2026", "-2.50", "Corner Shop", "", "", "Catering"),
        ("30/09/2026", "40.00", "Rail", "", "T1", "Travel"),
        ("30/03/2026", "9.00", "Rail", "", "T2", "Travel"),
    )
    row = make.landed(books, *rows, by=clerk, total="71.50", kind=CARDS)

    journals = found.journals_of(row)
    assert [(one.accounting_date, one.state, one.total) for one in journals] == [
        (date(2026, 9, 30), "DRAFT", D("40.00")), (date(2026, 10, 28), "DRAFT", D("25.00")),
    ]  # fmt: skip
    lines = JournalLine.objects.filter(journal=journals[1]).order_by("number")
    shown = [(one.coding.subjective.code, one.debit, one.credit) for one in lines.select_related("coding__subjective")]
    assert shown == [
        ("40100", D("12.50"), D(0)), ("40100", D("12.50"), D(0)), ("40100", D(0), D("2.50")),
        ("49900", D(0), D("22.50")),
    ]  # fmt: skip
    refused = rows_of(row)[4]
    assert (refused.state, "2026" in refused.problem) == ("REFUSED", True)  # no year of that day is set up
    assert (row.n_landed, row.total_landed) == (4, D("62.50"))


def test_postgresql_closes_a_file_only_when_every_row_is_told_of(books, clerk):
    row = make.checked(books, by=clerk)

    with pytest.raises(IntegrityError, match="each row of a feeder file lands or says why not"), transaction.atomic():
        FeederFile.objects.filter(pk=row.pk).update(
            state="LANDED", landed_by=clerk, landed_at=make.NOW, n_landed=1, total_landed=D("120.00")
        )
    with pytest.raises(IntegrityError, match="says what it said"), transaction.atomic():
        FeederRow.objects.filter(file=row).update(values=["changed"])
    with pytest.raises(IntegrityError, match="stays as it was handed in"), transaction.atomic():
        FeederFile.objects.filter(pk=row.pk).update(name="another")


def test_another_partner_finds_nothing(cast, people, clerk):
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        row = make.checked(ledger.ledger(cast.northshire, people.pru), by=clerk)

    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk, reason="test"):
        for call in (
            lambda: feeders.land(file=row.uuid, by=cast.dilys, at=make.NOW),
            lambda: feeders.discard(file=row.uuid, by=cast.dilys, at=make.NOW),
            lambda: feeders.check(
                file=row.uuid, layout=make.layout(), options=make.OPTIONS, by=cast.dilys, at=make.NOW
            ),
        ):
            with pytest.raises(FeederFile.DoesNotExist):
                call()
        assert not FeederRow.objects.exists()


# --- what two councils published ------------------------------------------------------------------------------------
@pytest.fixture
def scratch(scope, people):
    """A chart that was in force when they spent it."""
    chart.set_up(partner_id=scope.northshire.pk, valid_from=date(2016, 4, 1), by=people.pru, at=make.NOW)
    made = ledger.ledger(scope.northshire, people.pru)
    CostCentre.objects.update(valid=DateRange(date(2016, 4, 1), None))
    return made


def published(books, clerk, kind, name, total):
    with (PUBLISHED / name).open("rb") as file:
        row = feeders.take_in(
            legal_entity=books.entity.uuid, kind=kind, file=file, name=name, control_total=D(total), by=clerk,
            at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        )  # fmt: skip
    return feeders.check(
        file=row.uuid, layout=Layout(columns=row.layout["columns"], subjective="40100", cost_centre="F10001"),
        options=make.OPTIONS, by=clerk, at=make.NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "n_rows", "total", "n_ready", "refused"),
    [
        ("expenditure-over-500-oct-dec-2017.csv", 3855, "17382055.90", 3781, {"payee": 69, "amount": 5}),
        ("expenditure-over-500-jan-mar-2018.csv", 1220, "4339765.85", 1211, {"payee": 9}),
    ],
)
def test_every_payment_that_a_council_published_is_ready_or_says_why_not(
    scratch, clerk, name, n_rows, total, n_ready, refused
):
    """Figures counted in the files as published."""
    row = published(scratch, clerk, INVOICES, name, total)

    now = found.standing(row)
    assert (row.n_rows, row.total, now.n_ready, now.n_refused) == (n_rows, D(total), n_ready, n_rows - n_ready)
    assert now.ready + now.refused == D(total)
    columns = [one.column for one in rows_of(row) if one.state == "REFUSED"]
    assert {name: columns.count(name) for name in refused} == refused


@pytest.mark.parametrize("most", [100, *([None] if os.environ.get("COUNCIL_SPEND") == "whole" else [])])
def test_payments_that_a_council_published_become_invoices_whose_sum_is_theirs(scratch, clerk, most):
    """`make bench-feeders` lands all of both quarters; here the first hundred of the first, as counted in the file."""
    landed = []
    for name in ("expenditure-over-500-oct-dec-2017.csv", "expenditure-over-500-jan-mar-2018.csv")[: 1 if most else 2]:
        lines = (PUBLISHED / name).read_bytes().splitlines(keepends=True)
        total = sum(
            D(one["Amount"]) for one in csv.DictReader(io.StringIO(b"".join(lines[: most and most + 1]).decode()))
        )
        row = feeders.take_in(
            legal_entity=scratch.entity.uuid, kind=INVOICES, file=io.BytesIO(b"".join(lines[: most and most + 1])),
            name=name, control_total=total, by=clerk, at=make.NOW,
        )  # fmt: skip
        layout = Layout(columns=row.layout["columns"], subjective="40100", cost_centre="F10001")
        feeders.check(file=row.uuid, layout=layout, options=make.OPTIONS, by=clerk, at=make.NOW)
        began = time.perf_counter()
        landed.append(feeders.land(file=row.uuid, by=clerk, at=make.NOW))
        print(f"{name}: {landed[-1].n_landed} of {row.n_rows} landed in {time.perf_counter() - began:.1f} s")  # noqa: T201 - of the bench

    assert sum(one.total_landed for one in landed) == SupplierInvoice.objects.aggregate(total=Sum("gross"))["total"]
    for one in landed:
        assert one.total_landed + found.standing(one).refused == one.control_total
    counted = (sum(one.n_landed for one in landed), sum(one.total_landed for one in landed))
    assert counted == ((91, D("468166.51")) if most else (4992, D("21695186.98")))
    assert set(SupplierInvoice.objects.values_list("state", flat=True)) <= {"MATCHED", "DUP_SUSPECT"}


def test_every_card_transaction_that_a_council_published_lands(scratch, clerk):
    """2,024 transactions of April and May 2026, 114 of them refunds: £494,906.66, counted in the file as published."""
    row = published(scratch, clerk, CARDS, "government_procurement_card_transactions_2026-27.csv", "494906.66")

    row = feeders.land(file=row.uuid, by=clerk, at=make.NOW)

    assert (row.n_rows, row.n_landed, row.total_landed) == (2024, 2024, D("494906.66"))
    journals = found.journals_of(row)
    assert [one.n_lines for one in journals] == [745, 1281]
    cleared = JournalLine.objects.filter(journal__in=journals, coding__subjective__code="49900")
    assert sum(one.credit - one.debit for one in cleared) == D("494906.66")
    assert Journal.objects.filter(state="DRAFT").count() == 2
