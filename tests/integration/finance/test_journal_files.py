"""Journals by spreadsheet (domain FIN-02): control total and hash of the file, and what is wrong row by row."""

import hashlib
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from finance.models import Journal, JournalLine
from finance.operations import journal_files
from partners.models import AuditEvent
from sharedservices.common.imports import ImportRefused
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make

GOOD = """subjective,cost_centre,fund,debit,credit,narrative
40100,F10001,,"1,234.50",,Paper
40100,f10002,GEN,65.50,,Toner
94050,,,,1300.00,October
"""
BAD = """subjective,cost_centre,fund,debit,credit
40100,F10001,,12.345,
49999,F10001,,10.00,
40100,,,10.00,
94000,,,,30.00
40100,F10001,,10.00,10.00
"""


def upload(books, people, at, text, total):
    return journal_files.draft_from_file(
        wanted=replace(make.wanted(books), lines=()), file=io.BytesIO(text.encode()), filename="october.csv",
        control_total=Decimal(total), by=people.pru, at=at,
    )  # fmt: skip


def test_a_file_is_written_as_a_draft_with_its_hash_in_the_trail(books, people, at):
    row = upload(books, people, at, GOOD, "1300.00")

    assert (row.state, row.n_lines, row.total, row.source) == ("DRAFT", 3, Decimal("1300.00"), "")
    lines = JournalLine.objects.filter(journal=row).order_by("number")
    assert [(one.coding.subjective.code, one.debit - one.credit, one.narrative) for one in lines] == [
        ("40100", Decimal("1234.50"), "Paper"), ("40100", Decimal("65.50"), "Toner"),
        ("94050", Decimal("-1300.00"), "October"),
    ]  # fmt: skip
    event = AuditEvent.objects.get(action="IMPORT", object_type="finance_journal")
    assert event.changes["sha256"] == hashlib.sha256(GOOD.encode()).hexdigest()


def test_every_wrong_row_is_named_and_nothing_is_written(books, people, at):
    with pytest.raises(ImportRefused) as refused:
        upload(books, people, at, BAD, "30.00")

    assert [(one.row, one.message) for one in sorted(refused.value.problems, key=lambda one: one.row)] == [
        (2, "“12.345” is no amount in pounds and pence."),
        (3, "There is no subjective code 49999."),
        (4, "40100 Stationery and printing needs a cost centre."),
        (5, "94000 Accounts payable control is a control account: it moves with what it controls."),
        (6, "The row has no amount, or one on each side."),
    ]
    assert not Journal.objects.exists()


def test_fin_control_total_another_sum_is_refused(books, people, at):
    with pytest.raises(RuleBroken, match=r"add up to £1,300.00, not to the control total of £1,300.01") as refused:
        upload(books, people, at, GOOD, "1300.01")
    assert refused.value.rule == "FIN-CONTROL-TOTAL"
    assert not Journal.objects.exists()


def test_a_file_that_does_not_balance_is_refused_as_any_journal_is(books, people, at):
    with pytest.raises(RuleBroken) as refused:
        upload(books, people, at, GOOD.replace("1300.00", "1299.00"), "1300.00")
    assert refused.value.rule == "FIN-BALANCE"
