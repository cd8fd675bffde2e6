"""The bank of a world: a row of each table, with its mark in every text."""

from datetime import date
from decimal import Decimal

from finance.models import BankAccount, BankLine, JournalLine
from finance.operations import bank_checks, bank_matching, bank_reconciliations, bank_rules, bank_statements
from finance.operations.bank_rules import RuleWanted
from tests.factories import bank as make
from tests.factories import ledger
from tests.factories.ledger import NOW, Ledger, cr, dr
from tests.people import Cast
from tests.world_base import World


def add_bank(cast: Cast, world: World, books: Ledger) -> None:
    """Make one of each: a matched line, an open one that somebody looks after, a signed October."""
    mark, by = world.mark, cast.hana
    account: BankAccount = make.account(books, by=by, name=mark, bank=mark, account_number="66374958")
    bank_statements.keep_layout(
        partner_id=world.partner.pk, name=mark, columns={"date": mark, "amount": "A", "balance": "B"}, by=by, at=NOW
    )
    rule = bank_rules.make(
        legal_entity=books.entity.uuid, by=by, at=NOW,
        wanted=RuleWanted(words=f"{mark} charges", kind="CHARGES", subjective="40900", most=Decimal("5.00")),
    )  # fmt: skip
    october = date(2026, 10, 30)
    lines = dr("93000", "8.00", reference=f"{mark}1"), cr("94050", "8.00")
    journal = ledger.posted(books, *lines, on=october)
    cash = JournalLine.objects.get(journal=journal, coding__subjective=account.subjective)
    make.load(account, make.camt(("8.00", f"{mark}1", mark), day="2026-10-30"), by=by)
    make.load(account, make.camt(("3.00", "", mark), number=2, opening="8.00"), by=by)
    kept = BankLine.objects.order_by("id")
    matched = bank_matching.match(
        account=account.uuid, lines=[kept[0].pk], journal_lines=[cash.pk], by=by, at=NOW
    )  # fmt: skip
    bank_matching.note(line=kept[1].pk, journal_line=None, owner=by, words=mark, by=by, at=NOW)
    signed = bank_reconciliations.prepare(account=account.uuid, period=books.periods[7].uuid, by=cast.ben, at=NOW)
    (morning,) = bank_checks.compare(partner_id=world.partner.pk, at=NOW)
    world.rows |= {
        "finance.BankAccount": account, "finance.BankCheck": morning, "finance.BankLine": kept[1],
        "finance.BankMatch": matched, "finance.BankRule": rule, "finance.BankReconciliation": signed,
    }  # fmt: skip
