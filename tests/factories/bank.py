"""Makes bank accounts of legal entities. Call inside partner_scope()."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from finance.models import BankAccount
from finance.operations import bank_accounts
from finance.operations.bank_accounts import BankAccountWanted
from partners.models import User
from tests.factories.ledger import Ledger

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
_numbers = count(10000001)


def account(of: Ledger, *, by: User, at: datetime = NOW, **more: Any) -> BankAccount:
    """The main account of the legal entity, which pays by Bacs."""
    given = {
        "name": "General account", "holder": "CC COUNTY COUNCIL", "bank": "Northern Bank", "sort_code": "08-99-99",
        "account_number": str(next(_numbers)), "subjective": "93000", "opened_on": date(2020, 4, 1),
        "service_user_number": "240101",
    }  # fmt: skip
    return bank_accounts.add(legal_entity=of.entity.uuid, wanted=BankAccountWanted(**(given | more)), by=by, at=at)
