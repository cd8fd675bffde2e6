"""What finance shows for a partner that joins: evidence, worked out from the ledger itself (domain HR-11, GOV-05)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import BankAccount, Journal, PeriodModule
from finance.operations import bank_accounts, bank_matching, calendar, chart, suppliers
from finance.queries import bank as bank_queries
from hr.queries import evidence_of_finance as evidence
from partners.models import LegalEntity
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import bank, budgets, ledger, payables
from tests.people import grant, user

APRIL = date(2026, 4, 1)


@pytest.fixture
def place(cast):
    grant(cast.hana, cast.northshire, Role.JOURNAL_PREPARER)
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        yield cast


def opened(books, *lines, key):
    return ledger.posted(books, *lines, on=APRIL, kind=Journal.Kind.OPENING, adjusts=0, module="GL", key=key)


def said(cast, find, on=APRIL):
    found = find(partner_id=cast.northshire.pk, on=on)
    return found.is_enough, found.says


def test_a_ledger_is_evidence_once_its_items_come_to_the_opening_balances(place):
    cast, name = place, "Northshire County Council"
    assert said(cast, evidence.ledger) == (False, "The partner has no legal entity.")
    books = ledger.ledger(cast.northshire, cast.hana)
    assert said(cast, evidence.ledger) == (False, f"{name}: no opening balances are posted.")

    calendar.move(period=books.periods[0].uuid, modules=PeriodModule.Module, action="open", by=cast.hana, at=ledger.NOW)
    opened(books, ledger.dr("93000", "5000"), ledger.cr("94000", "1200"), ledger.cr("97000", "3800"), key="open")
    assert said(cast, evidence.ledger) == (
        False, f"{name}: −£1,200.00 of 94000 in the opening balances, £0.00 stand item by item.",
    )  # fmt: skip
    opened(books, ledger.dr("94000", "1200"), ledger.cr("93000", "1200"), key="again")
    assert said(cast, evidence.ledger) == (False, f"{name}: it has no bank account.")
    account = bank.account(books, by=cast.hana, account_number="66374958")
    spare = bank.account(books, by=cast.hana, name="Spare", subjective="93100", service_user_number="")
    assert said(cast, evidence.ledger) == (False, f"{name}: no statement of the bank confirms {account}.")
    bank_accounts.close(account=spare.uuid, closed_on=APRIL, by=cast.hana, at=bank.NOW)
    camt = bank.camt(("-10.00", "", "Charges"), opening="3800.00", day="2026-04-01")
    bank.load(BankAccount.objects.get(pk=account.pk), camt, by=cast.hana)
    assert said(cast, evidence.ledger) == (
        False, f"{name}: the bank brings £3,800.00 forward on {account}, which no opening balance is matched with.",
    )  # fmt: skip
    forward = next(one.id for one in bank_queries.open_bank(account) if one.amount == Decimal(3800))
    cash = [one.id for one in bank_queries.open_ledger(account)]
    bank_matching.match(account=account.uuid, lines=[forward], journal_lines=cash, by=cast.hana, at=bank.NOW)
    assert said(cast, evidence.ledger) == (False, f"{name}: no budget is in force.")
    treasurer = user("Treasurer")
    grant(treasurer, cast.northshire, Role.SECTION_151)
    budgets.areas(books, cast.hana)
    budgets.in_force(books, budgets.wanted(books), treasurer, by=cast.hana)

    assert said(cast, evidence.ledger) == (True, f"{name} opened with £3,800.00 on each side")
    LegalEntity.objects.create(
        partner=cast.northshire, code="PF", legal_name="Pension fund", kind="PENSION_FUND",
        valid=DateRange(date(2020, 4, 1), date(2028, 4, 1)),
    )  # fmt: skip
    assert said(cast, evidence.ledger) == (False, "Pension fund: no period is open.")
    assert said(cast, evidence.ledger, on=date(2028, 4, 1))[0]  # it has ended by then


def test_suppliers_are_evidence_once_each_is_verified_or_held(place):
    cast = place
    assert said(cast, evidence.suppliers) == (False, "There is no supplier.")
    books = ledger.ledger(cast.northshire, cast.hana)
    verifier = user("Verifier")
    grant(verifier, cast.northshire, Role.SUPPLIER_VERIFIER)
    first = payables.account(books, by=cast.hana, name="Fenwick Paper Ltd")
    second = payables.account(books, by=cast.hana, name="Gale Paper Ltd")
    payables.banked(first, by=cast.hana, verifier=verifier)
    assert said(cast, evidence.suppliers) == (False, "1 supplier that is not held has no verified bank account.")

    suppliers.move(account=second.uuid, action="hold", reason="Not verified yet", by=cast.hana, at=payables.NOW)

    assert said(cast, evidence.suppliers) == (True, "2 suppliers, 1 verified, 1 held")
    payables.account(books, by=cast.hana, name="Fenwick Paper Ltd")
    assert said(cast, evidence.suppliers) == (
        False, "“Fenwick Paper Ltd” is there twice: one of them is closed, or they are told apart.",
    )  # fmt: skip


def test_a_chart_alone_is_no_evidence(place):
    cast = place
    ledger.legal_entity(cast.northshire, "CC")
    assert said(cast, evidence.ledger)[1].endswith("no chart of accounts.")
    chart.set_up(partner_id=cast.northshire.pk, valid_from=APRIL, by=cast.hana, at=ledger.NOW)

    assert said(cast, evidence.ledger)[1].endswith("no period is open.")
