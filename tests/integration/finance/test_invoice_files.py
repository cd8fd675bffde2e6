"""Suppliers' invoices by file (domain FIN-06): every row is understood and the total agrees, or nothing is entered."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import transaction

from finance.models import SupplierInvoice
from finance.operations import invoice_files
from partners.roles import Role
from sharedservices.common.imports import ImportRefused
from tests.factories import payables as make
from tests.people import grant, user

D = Decimal


@pytest.fixture
def clerk(cast, people):
    found = user("Calap")
    grant(found, cast.northshire, Role.AP_CLERK)
    return found


@pytest.fixture
def paper(books, people):
    return make.account(books, by=people.pru, vat_number=make.VAT_NUMBER)


@pytest.fixture
def load(books, clerk):
    """Load rows, given as what differs from a usual one."""

    def call(*rows, total="120.00"):
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=[one.title for one in invoice_files.COLUMNS])
        writer.writeheader()
        writer.writerows({invoice_files.TITLES[name]: value for name, value in row.items()} for row in rows)
        with transaction.atomic():
            return invoice_files.load(
                partner_id=books.partner.pk, source=io.BytesIO(text.getvalue().encode()), control_total=D(total),
                by=clerk, at=make.NOW,
            )  # fmt: skip

    return call


@pytest.fixture
def row(paper):
    def make_row(**more):
        return {
            "account": str(paper), "reference": "F-1", "invoice_date": "26/10/2026", "received_on": "2026-10-28",
            "addressed_to": paper.legal_entity.legal_name, "supplier_vat": make.VAT_NUMBER, "no_order": "subscription",
            "net": "100.00", "vat": "20.00", "gross": "£120.00", "description": "Copier paper", "quantity": "4",
            "price": "25", "line_net": "100.00", "vat_code": "S20", "line_vat": "20.00", "subjective": "40100",
            "cost_centre": "f10001",
        } | more  # fmt: skip

    return make_row


def problems(error):
    return [(one.row, one.column) for one in error.value.problems]


def test_rows_of_one_number_are_one_invoice_and_the_total_agrees(load, row):
    two = {"reference": "F-20", "net": "60", "vat": "12", "gross": "72"}
    loaded = load(
        row(), row(**two, line_net="40", line_vat="8", price="10"), row(**two, line_net="20", line_vat="4", price="5"),
        row(reference="F-300", supplier_vat=""), total="312.00",
    )  # fmt: skip
    assert (loaded.n, loaded.total, loaded.n_held) == (3, D("312.00"), 1)
    assert sorted(SupplierInvoice.objects.values_list("reference", "source", "state")) == [
        ("F-1", "CSV", "MATCHED"), ("F-20", "CSV", "MATCHED"), ("F-300", "CSV", "RECEIVED"),
    ]  # fmt: skip


def test_a_credit_note_is_off_the_control_total(load, row):
    load(row())
    first = str(SupplierInvoice.objects.get())
    credit = row(reference="C-1", kind="CREDIT_NOTE", credits=first, no_order="")
    assert load(credit, row(reference="F-900", received_on="28/10/2026"), total="0.00").n == 2


@pytest.mark.parametrize("total", ["119.99", "120.01", "0.00"])
def test_a_file_with_another_total_enters_nothing(load, row, total):
    with pytest.raises(ImportRefused, match=r"come to £120\.00") as error:
        load(row(), total=total)
    assert problems(error) == [(None, "gross")]
    assert SupplierInvoice.objects.count() == 0


def test_every_fault_is_told_by_row_and_column_and_nothing_is_entered(load, row):
    faults = [
        ({"account": "S999999"}, "account"), ({"kind": "BILL"}, "kind"), ({"no_order": "BECAUSE"}, "no_order"),
        ({"credits": "I9999999"}, "credits"), ({"invoice_date": "31/02/2026"}, "invoice_date"),
        ({"received_on": "soon"}, "received_on"), ({"net": "abc"}, "net"), ({"gross": "-1"}, "gross"),
        ({"price": "NaN"}, "price"), ({"vat_code": "S17"}, "vat_code"), ({"line_vat": ""}, "line_vat"),
        ({"received_on": "03/11/2026"}, "received_on"), ({"invoice_date": "29/10/2026"}, "invoice_date"),
        ({"description": " "}, ""), ({"price": "1.00001"}, ""),
    ]  # fmt: skip
    rows = [row(reference=f"R{n * 7919}", **more) for n, (more, _column) in enumerate(faults, start=1)]
    with pytest.raises(ImportRefused) as error:
        load(*rows, row())
    assert problems(error) == [(n, column) for n, (_more, column) in enumerate(faults, start=2)]
    assert all(one.message and one.remedy for one in error.value.problems)
    assert SupplierInvoice.objects.count() == 0


def test_rows_of_one_invoice_agree(load, row):
    with pytest.raises(ImportRefused) as error:
        load(row(), row(gross="121.00"))
    assert problems(error) == [(3, "gross")]


def test_an_empty_file_and_one_without_headings_are_refused(load, books, clerk):
    with pytest.raises(ImportRefused, match="headings but no rows"):
        load(total="0")
    with pytest.raises(ImportRefused), transaction.atomic():
        invoice_files.load(
            partner_id=books.partner.pk, source=io.BytesIO(b"a,b\n1,2\n"), control_total=D(0), by=clerk, at=make.NOW
        )
