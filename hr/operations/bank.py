"""The bank account that an employment is paid into. Numbers are never repeated, not even in a refusal."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from hr import rules, sealed
from hr.checks import check_details, check_holder
from hr.facts import Fact
from hr.models import BankAccount
from hr.operations import dated
from hr.operations.dated import Change
from partners.models import User
from partners.operations import holds
from sharedservices.common.db import transaction_required

__all__ = ["change_bank_account", "check_details", "check_holder"]


@transaction_required
def change_bank_account(  # noqa: PLR0913 - keyword-only: the four parts of an account are given
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
    is_checked: bool = False,
) -> BankAccount:
    """Pay an employment into another account from a day on: the last step of a bank change, and never the first.

    `is_checked`: the person's own request, which has gone the whole way. An account that replaces another without an
    active change is refused by the database when the transaction ends.

    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: if the account fails the modulus check, or the date is out of order or outside the employment
    :raises PersonOnHold: after a death was reported
    :raises Employment.DoesNotExist: if there is none in scope
    """
    details, outcome = check_details(sort_code=sort_code, account_number=account_number, roll_number=roll_number)
    name = check_holder(holder)
    job = dated.lock_employment(employment)
    holds.require_free(partner_id=job.partner_id, person_id=job.person_id)
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
        if not is_checked:
            dated.refuse_oneself(job, by=by)
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
