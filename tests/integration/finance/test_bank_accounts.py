"""The accounts that a legal entity holds: laid down once, each with a cash account of its own (domain FIN-09.1)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from finance import rules_bank as rules
from finance import sealed
from finance.models import BankAccount
from sharedservices.common.bank import InvalidBankDetails
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
