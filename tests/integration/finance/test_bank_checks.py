"""Each morning every bank account is compared with the ledger (domain FIN-09, FIN-13: daily)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from finance import work_items
from finance.models import BankAccount, BankCheck
from finance.operations import bank_checks, bank_matching
from partners.models import AuditAction, AuditEvent
from tests.factories import bank as make
from tests.factories import ledger
from tests.factories.ledger import cr, dr

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 3, 6, 40, tzinfo=UTC)
MATCHED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def account(books, people):
    return make.account(books, by=people.pru, account_number="66374958")


def post(books, pounds, *, reference=""):
    return ledger.posted(books, dr("93000", pounds, reference=reference), cr("94050", pounds), on=date(2026, 11, 2))


def found(at):
    (one,) = bank_checks.compare(partner_id=BankAccount.objects.get().partner_id, at=at)
    return one.state, one.bank, one.ledger, one.explained, one.unexplained


def wanted(scope, people, on):
    return [one.hint for one in work_items.banks_to_look_at(partner=scope.northshire, user=people.fay, on=on)]


def test_what_agrees_what_open_lines_explain_and_what_is_late(account, books, people, scope):
    post(books, "300.00", reference="SI000001")
    make.load(account, make.camt(("300.00", "SI000001", "Hall")), by=people.fay)
    bank_matching.run(account=account.uuid, by=people.fay, at=MATCHED)
    assert found(TUESDAY) == ("AGREES", Decimal("300.00"), Decimal("300.00"), Decimal("0.00"), Decimal("0.00"))
    post(books, "12.00")
    assert found(TUESDAY)[0] == "AGREES", "the morning stays as it was found"

    # Statements reach Monday 2 November: enough on Wednesday, not on Thursday.
    wednesday = found(TUESDAY.replace(day=4))
    assert wednesday == ("EXPLAINED", Decimal("300.00"), Decimal("312.00"), Decimal("-12.00"), Decimal("0.00"))
    assert wanted(scope, people, date(2026, 11, 4)) == []
    assert found(TUESDAY.replace(day=5))[0] == "LATE"
    assert wanted(scope, people, date(2026, 11, 5)) == ["No statement of the last two working days"]
    assert wanted(scope, people, date(2026, 11, 12)) == [], "a morning of last week says nothing of today"


def test_what_nothing_explains_is_flagged_once_and_asked_for(account, books, people, scope, monkeypatch):
    make.load(account, make.camt(("300.00", "SI000001", "Hall")), by=people.fay)
    real = bank_checks.bank.daily
    lost = Decimal("-0.01")

    def one_penny_short(**given):
        return [replace(one, explained=one.explained + lost) for one in real(**given)]

    monkeypatch.setattr(bank_checks.bank, "daily", one_penny_short)
    for _ in range(2):
        bank_checks.compare(partner_id=account.partner_id, at=TUESDAY)
    (one,) = BankCheck.objects.all()
    assert (one.state, one.unexplained) == ("UNEXPLAINED", Decimal("0.01"))
    flag = AuditEvent.objects.get(action=AuditAction.FLAG, object_type="finance_bankaccount")
    assert "£0.01 between bank and ledger that nothing explains" in flag.label
    assert wanted(scope, people, one.on) == [f"£0.01 that nothing explains on {one.on:%-d %B %Y}"]


def test_the_database_keeps_a_morning_as_it_was_found(account):
    found(TUESDAY)
    row = BankCheck.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BankCheck.objects.create(
            partner_id=row.partner_id, account=account, on=date(2026, 11, 9), bank=1, ledger=0, explained=0, n_bank=0,
            n_ledger=0, state="EXPLAINED", found_at=TUESDAY,
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        BankCheck.objects.filter(pk=row.pk).update(bank=5)


def test_an_account_that_one_person_alone_has_seen_is_not_compared(books, people):
    make.laid_down(books, by=people.pru)
    assert bank_checks.compare(partner_id=books.entity.partner_id, at=TUESDAY) == []
