"""The whole population of a ledger's year for an auditor (domain AUD-01; E33)."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from finance.models import Journal, LedgerExtract
from finance.operations import calendar, extracts, journals
from finance.queries import extracts as found
from partners.models import AuditEvent
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import partner_scope
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make

D = Decimal
LATER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def taken(row, by):
    _, file = extracts.take(extract=row.uuid, by=by)
    with file:
        content = file.read()
    return content, list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def story(books, people):
    """Opening balances, an approved journal and its reversal, and what a document posted."""
    opens = books.periods[0].uuid
    calendar.move(period=opens, modules=["GL"], action="open", by=people.cat, at=make.NOW)
    make.posted(
        books, make.dr("93000", "500"), make.cr("97000", "500"), on=date(2026, 4, 1), kind=Journal.Kind.OPENING,
        adjusts=0, module="GL",
    )  # fmt: skip
    row = journals.draft(wanted=make.wanted(books), by=people.pru, at=make.NOW)
    make.approve(make.proposed(books, row, by=people.pru), people.abe)
    make.posted(books, make.dr("40100", "40"), make.cr("94000", "40"))
    return row


def test_e33_an_auditor_takes_the_whole_population_and_the_proof_is_true(books, people, story):
    row = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=make.NOW)

    content, lines = taken(row, people.fay)

    assert hashlib.sha256(content).hexdigest() == row.file_hash
    assert (row.n_journals, row.n_lines, row.debit, row.credit) == (3, 6, D("640.00"), D("640.00"))
    assert len(lines) == 6
    assert sum(D(one["Debit"]) for one in lines) == sum(D(one["Credit"]) for one in lines) == D("640.00")
    written = [one for one in lines if one["Type"] == "MANUAL"]
    assert {(one["Prepared by"], one["Approved by"], one["Source"]) for one in written} == {
        ("Pru Example", "Abe Example", "")
    }
    assert written[0]["Accounting date"] == "2026-10-15"
    assert written[0]["Posted at"] == "2026-11-02 09:00:00"
    assert {(one["Source"], one["Approved by"]) for one in lines if one["Type"] == "AP"} == {("test", "")}
    shown = [(one.code, one.opening, one.debit, one.credit, one.closing, one.difference) for one in found.proof(row)]
    assert shown == [
        ("40100", D(0), D(140), D(0), D(140), D(0)), ("93000", D(500), D(0), D(0), D(500), D(0)),
        ("94000", D(0), D(0), D(40), D(-40), D(0)), ("94050", D(0), D(0), D(100), D(-100), D(0)),
        ("97000", D(-500), D(0), D(0), D(-500), D(0)),
    ]  # fmt: skip
    event = AuditEvent.objects.filter(action="EXPORT").order_by("-id").first()
    assert (event.object_type, event.changes["sha256"]) == ("finance_ledgerextract", row.file_hash)
    auditor = ROLE_PERMISSIONS[Role.AUDITOR]
    assert "ledger.extract" in auditor
    assert not [one for one in auditor if one.startswith(("journals.", "periods.", "invoices.", "banking.prepare"))]


def test_what_is_posted_later_is_in_the_next_extract_and_never_in_this_one(books, people, story):
    row = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=make.NOW)
    before, _ = taken(row, people.fay)
    mirror = journals.draft_reversal(
        journal=story.uuid, accounting_date=date(2026, 11, 2), description="Entered twice by mistake", by=people.pru,
        at=LATER,
    )  # fmt: skip
    make.approve(make.proposed(books, mirror, by=people.pru, at=LATER), people.abe, at=LATER)

    after, _ = taken(row, people.fay)
    again = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=LATER)

    assert after == before
    assert not [one for one in found.proof(row) if one.difference]
    assert (again.n_lines, again.debit) == (8, D("740.00"))
    _, lines = taken(again, people.fay)
    undone = next(one for one in lines if one["Reversed by"])
    assert (undone["Reversed by"], undone["Flags"]) == ("MANUAL 2", "REVERSED")
    assert next(one for one in lines if one["Reverses"])["Reverses"] == "MANUAL 1"


def test_a_name_that_changes_makes_another_file_of_the_same_lines(books, people, story):
    row = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=make.NOW)
    people.abe.full_name = "Abe Other"
    people.abe.save(update_fields=["full_name"])

    content, lines = taken(row, people.fay)

    assert hashlib.sha256(content).hexdigest() != row.file_hash
    assert "Abe Other" in {one["Approved by"] for one in lines}


def test_nothing_is_given_out_when_lines_are_not_what_they_were(books, people, story):
    row = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=make.NOW)
    other = LedgerExtract.objects.create(
        partner=row.partner, legal_entity=row.legal_entity, year=2026, as_at=row.as_at, n_journals=3,
        n_lines=6, debit=row.debit, credit=row.credit, lines_hash="0" * 64, file_hash=row.file_hash, made_by=people.fay,
        made_at=make.NOW,
    )  # fmt: skip

    with pytest.raises(RuleBroken, match="are not what they were"):
        extracts.take(extract=other.uuid, by=people.fay)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        LedgerExtract.objects.filter(pk=row.pk).update(n_lines=7)


def test_a_year_without_a_ledger_has_no_extract(books, people):
    with pytest.raises(RuleBroken, match="has no year 2031"):
        extracts.make(legal_entity=books.entity.uuid, year=2031, by=people.fay, at=make.NOW)
    empty = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=make.NOW)

    assert (empty.n_lines, found.proof(empty)) == (0, [])


def test_a_worker_makes_it_once(books, people, story):
    job = extracts.start(legal_entity=books.entity.uuid, year=2026, by=people.fay, at=make.NOW)
    extracts.begin(job=job.uuid, by=people.fay, at=make.NOW)

    done = extracts.run(job=job.uuid, by=people.fay, at=make.NOW)

    assert (done.state, done.message) == ("DONE", "6 lines of 3 journals, £640.00 on each side.")
    assert extracts.run(job=job.uuid, by=people.fay, at=make.NOW) is None
    assert LedgerExtract.objects.count() == 1


def test_another_partner_finds_no_extract(cast, people):
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        books = make.ledger(cast.northshire, people.pru)
        row = extracts.make(legal_entity=books.entity.uuid, year=2026, by=people.pru, at=make.NOW)
    with (
        partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk, reason="test"),
        pytest.raises(LedgerExtract.DoesNotExist),
    ):
        extracts.take(extract=row.uuid, by=cast.dilys)
