"""The bank account that an employment is paid into. Numbers are never repeated, not even in a refusal."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hr import rules, sealed
from hr.facts import Fact
from hr.models import BankAccount
from hr.operations import dated
from hr.operations.dated import Change
from hr.sealed import BankDetails
from partners.models import User
from sharedservices.common.bank import Outcome, check_account, check_roll_number
from sharedservices.common.db import transaction_required

LONGEST_HOLDER = 100
HOLDER = re.compile(r"[^\W_][\w .,'’&/()-]*")


def check_details(
    *, sort_code: str, account_number: str, roll_number: str = ""
) -> tuple[BankDetails, BankAccount.Check]:
    """Return the account tidied and what the modulus check said: passed or unchecked.

    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: if the account fails the modulus check
    """
    checked = check_account(sort_code, account_number)
    rules.BankPassesModulus.require(checked.outcome is not Outcome.INVALID)
    details = BankDetails(checked.sort_code, checked.account_number, check_roll_number(roll_number))
    passed = checked.outcome is Outcome.VALID
    return details, BankAccount.Check.VALID if passed else BankAccount.Check.UNCHECKED


def check_holder(holder: str) -> str:
    """Return the name on the account tidied. :raises RuleBroken: if there is none or it cannot be carried."""
    tidy = " ".join(holder.split())
    rules.BankHolderGiven.require(len(tidy) <= LONGEST_HOLDER and HOLDER.fullmatch(tidy) is not None)
    return tidy


@transaction_required
def change_bank_account(
    *,
    employment: UUID,
    holder: str,
    sort_code: str,
    account_number: str,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    roll_number: str = "",
) -> BankAccount:
    """Pay an employment into another account from a day on.

    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: if the account fails the modulus check, or the date is out of order or outside the employment
    :raises Employment.DoesNotExist: if there is none in scope
    """
    details, outcome = check_details(sort_code=sort_code, account_number=account_number, roll_number=roll_number)
    name = check_holder(holder)
    job = dated.lock_employment(employment)
    fingerprint = sealed.bank_index(details, partner_id=job.partner_id)

    def values(uid: UUID) -> dict[str, Any]:
        token, index = sealed.seal_bank(details, partner_id=job.partner_id, account=uid)
        return {
            "holder": name,
            "details": token,
            "fingerprint": index,
            "last_four": details.last_four,
            "modulus_check": outcome,
        }

    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="employment", at=at)
        new = Change(
            fact=Fact.BANK_ACCOUNT,
            owner=dated.owner_of_employment(job),
            start=effective_from,
            within=job.valid,
            values=values,
            is_same=lambda row: row.fingerprint == fingerprint and row.holder == name,
            reason=rules.check_reason(reason),
        )
        row: BankAccount = dated.put(new, keys={"employment_id": job.pk})
    return row
