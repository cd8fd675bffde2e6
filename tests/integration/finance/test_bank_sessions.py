"""Two sessions at one bank account: a line of a statement, or of the ledger, is matched by one of them (FIN-09)."""

import threading
from datetime import date

import pytest
from django.db import connection

from finance import rules_bank as rules
from finance.models import BankMatch
from finance.operations import bank_matching
from finance.queries import bank as found
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from sharedservices.common.rules import RuleBroken
from tests.factories import bank, ledger
from tests.factories.ledger import cr, dr
from tests.people import make_cast, user

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def world(committed_db, django_db_blocker):
    """An account with one line of £612.00 on its statement, and two in the ledger that it may be."""
    with django_db_blocker.unblock():
        cast, pru = make_cast(), user("Pru")
        with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
            books = ledger.ledger(cast.northshire, pru)
            account = bank.account(books, by=pru, account_number="66374958")
            for key in ("first", "second"):
                ledger.posted(books, dr("93000", "612.00"), cr("94050", "612.00"), key=key, on=date(2026, 11, 2))
            bank.load(account, bank.camt(("612.00", "", "BROOK LANE NURSERY")), by=pru)
            (line,) = found.open_bank(account)
            choices = [one.id for one in found.open_ledger(account)]
        yield cast.northshire.pk, pru, account.uuid, line.id, choices
        connection.close()


def test_a_line_that_two_sessions_match_at_once_is_matched_by_one_of_them(world):
    partner, pru, account, line, choices = world
    gate, answers = threading.Barrier(len(choices)), []

    def session(choice):
        try:
            with partner_scope(partner, actor_id=pru.pk, reason="test"):
                gate.wait()
                made = bank_matching.match(account=account, lines=[line], journal_lines=[choice], by=pru, at=ledger.NOW)
                answers.append(made)
        except DomainError as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=session, args=(one,)) for one in choices]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    (refused,) = [one for one in answers if isinstance(one, DomainError)]
    assert isinstance(refused, RuleBroken)
    assert refused.rule == rules.MatchedOnce.code
    with partner_scope(partner, actor_id=pru.pk, reason="test"):
        assert BankMatch.objects.count() == 1
        assert len(found.open_ledger(BankMatch.objects.get().account)) == 1
