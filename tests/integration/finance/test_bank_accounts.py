"""The accounts that a legal entity holds: laid down once, each with a cash account of its own (domain FIN-09.1)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from finance import rules_bank as rules
from finance import sealed
from finance.models import BankAccount, PaymentRun
from finance.operations import bank_accounts
from finance.queries import bank
from sharedservices.common.bank import InvalidBankDetails
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import bank as make

pytestmark = pytest.mark.django_db


def test_an_account_is_laid_down_sealed_with_a_cash_account_of_its_own(books, people):
    row = make.account(books, by=people.pru, account_number="66374958", holder="cc county council")

    assert (row.subjective.code, row.holder, str(row)) == ("93000", "CC COUNTY COUNCIL", "General account (•••• 4958)")
    assert "66374958" not in row.details
    assert sealed.open_own(row.details, row=row.uuid) == sealed.SupplierDetails("089999", "66374958")


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"account_number": "66374958", "subjective": "93100", "name": "Imprest"}, rules.BankAccountOnce),
        ({"subjective": "93000", "name": "Imprest"}, rules.CashAccountOfItsOwn),
        ({"subjective": "40100", "name": "Imprest"}, rules.CashAccountOfItsOwn),
        ({"subjective": "93100"}, rules.BankAccountNamed),
        ({"subjective": "93100", "name": "Imprest", "holder": "NORTHSHIRE COUNTY COUNCIL"}, rules.BankAccountNamed),
        ({"subjective": "93100", "name": "Imprest", "service_user_number": "24010"}, rules.ServiceUserNumberLooksRight),
    ],
)
def test_what_may_not_be_laid_down(books, people, more, rule):
    make.account(books, by=people.pru, account_number="66374958")

    with pytest.raises(RuleBroken) as refused:
        make.account(books, by=people.pru, **more)
    assert refused.value.rule == rule.code
    assert BankAccount.objects.count() == 1


def test_a_number_that_cannot_be_is_refused(books, people):
    with pytest.raises(InvalidBankDetails):
        make.account(books, by=people.pru, sort_code="08-99")


def test_the_database_lets_it_be_closed_and_nothing_else(books, people):
    row = make.account(books, by=people.pru)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankAccount.objects.filter(pk=row.pk).update(name="Another")
    BankAccount.objects.filter(pk=row.pk).update(closed_on=date(2026, 11, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        BankAccount.objects.filter(pk=row.pk).update(closed_on=None)


def test_an_account_counts_once_another_person_has_agreed(books, people):
    row = make.laid_down(books, by=people.pru, account_number="66374958")
    assert row.status == "To be agreed"
    assert not bank.in_use(partner_id=row.partner_id).exists()
    with pytest.raises(RuleBroken, match="no second person has agreed") as unseen:
        make.load(row, make.camt(("8.00", "A", "Rent")), by=people.fay)
    assert unseen.value.rule == rules.AccountIsAgreed.code
    with pytest.raises(RuleBroken) as own:
        bank_accounts.agree(account=row.uuid, by=people.pru, at=make.NOW)
    assert own.value.rule == rules.AccountAgreedByAnother.code

    agreed = bank_accounts.agree(account=row.uuid, by=people.fay, at=make.NOW)

    assert (agreed.status, agreed.agreed_human) == ("Open", people.fay.human_id)
    assert list(bank.in_use(partner_id=row.partner_id)) == [row]
    assert make.load(row, make.camt(("8.00", "A", "Rent")), by=people.pru).n_lines == 1
    with pytest.raises(WrongState):
        bank_accounts.agree(account=row.uuid, by=people.dee, at=make.NOW)
    with pytest.raises(WrongState):
        bank_accounts.refuse(account=row.uuid, reason="It is another bank’s.", by=people.dee, at=make.NOW)


def test_what_is_refused_stays_readable_and_leaves_its_code_free(books, people):
    row = make.laid_down(books, by=people.pru, account_number="66374958")
    with pytest.raises(RuleBroken):
        bank_accounts.refuse(account=row.uuid, reason=" ", by=people.pru, at=make.NOW)

    bank_accounts.refuse(account=row.uuid, reason="The letter names another account", by=people.fay, at=make.NOW)

    with pytest.raises(WrongState):
        bank_accounts.agree(account=row.uuid, by=people.dee, at=make.NOW)
    with pytest.raises(RuleBroken):
        bank_accounts.close(account=row.uuid, closed_on=date(2026, 4, 1), by=people.fay, at=make.NOW)
    again = make.account(books, by=people.pru, account_number="66374958")
    assert list(bank.in_use(partner_id=row.partner_id)) == [again]
    assert BankAccount.objects.get(pk=row.pk).refused_reason == "The letter names another account"


def test_the_database_wants_two_people_before_money_moves(books, people):
    row = make.laid_down(books, by=people.pru)
    own = {"agreed_by": people.pru, "agreed_human": people.pru.human_id, "agreed_at": make.NOW}
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        BankAccount.objects.filter(pk=row.pk).update(**own)
    with pytest.raises(IntegrityError, match="stays as it was laid down"), transaction.atomic():
        BankAccount.objects.filter(pk=row.pk).update(closed_on=date(2026, 11, 30))
    run = PaymentRun(
        partner_id=row.partner_id, legal_entity=books.entity, bank_account=row, number=1, method="BACS",
        file_format="BACS18", pay_on=date(2026, 11, 25), next_run_on=date(2026, 11, 27), made_by=people.fay,
        made_human=people.fay.human_id, made_at=make.NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="counts once another person has agreed"), transaction.atomic():
        run.save()
    agreed = make.account(books, by=people.pru, subjective="93100", name="Imprest")
    with pytest.raises(IntegrityError, match="stays as it was laid down"), transaction.atomic():
        BankAccount.objects.filter(pk=agreed.pk).update(agreed_by=people.dee, agreed_human=people.dee.human_id)
