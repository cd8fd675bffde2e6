"""The bank account that an employment is paid into. Numbers are never repeated, not even in a refusal."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hr import rules, rules_bank, sealed
from hr.checks import check_details, check_holder
from hr.facts import FACTS, Fact
from hr.models import BankAccount, Employment, SecondAccount
from hr.operations import dated
from hr.operations.dated import Change
from hr.queries import bank_facts
from hr.sealed import BankDetails
from partners.models import User
from partners.operations import holds
from sharedservices.common.db import transaction_required

__all__ = ["change_bank_account", "check_details", "check_holder", "end_second_account", "set_second_account"]


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
    bank_facts.refuse_second(bank_facts.second_on(job, effective_from), fingerprint)

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


@transaction_required
def set_second_account(
    *,
    employment: UUID,
    holder: str,
    details: BankDetails,
    amount: Decimal,
    on: date,
    reason: str,
    by: User,
    at: datetime,
) -> SecondAccount:
    """Pay a fixed amount of each pay period into a second account from a day on: the last step of a bank change.

    One that does not come from an active change is refused by the database when the transaction ends, the first
    included. `amount` in pounds.

    :raises RuleBroken: without a main account, for the main account again, or when the date is out of order or outside
        the employment
    :raises PersonOnHold: after a death was reported
    :raises Employment.DoesNotExist: if there is none in scope
    """
    job = dated.lock_employment(employment)
    holds.require_free(partner_id=job.partner_id, person_id=job.person_id)
    index = sealed.bank_index(details, partner_id=job.partner_id)
    bank_facts.require_another(bank_facts.account_on(job, on), index)
    _tidy, outcome = check_details(
        sort_code=details.sort_code, account_number=details.account_number, roll_number=details.roll_number
    )

    def values(uid: UUID) -> dict[str, Any]:
        token, _index = sealed.seal_second(details, partner_id=job.partner_id, account=uid)
        return {
            "amount": amount,
            "holder": holder,
            "details": token,
            "fingerprint": index,
            "last_four": details.last_four,
            "modulus_check": outcome,
        }

    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(on, within=job.valid, what="employment", at=at)
        new = Change(
            fact=Fact.SECOND_ACCOUNT,
            owner=dated.owner_of_employment(job),
            start=on,
            within=job.valid,
            values=values,
            is_same=lambda row: (row.fingerprint, row.holder, row.amount) == (index, holder, amount),
            reason=rules.check_reason(reason),
        )
        row: SecondAccount = dated.put(new, keys={"employment_id": job.pk})
    return row


@transaction_required
def end_second_account(*, employment: UUID, on: date, reason: str, by: User) -> SecondAccount:
    """Pay nothing into the second account any more from a day on: all of the pay goes to the main one.

    :raises RuleBroken: when there is none on the day before
    :raises PersonOnHold: after a death was reported
    :raises Employment.DoesNotExist: if there is none in scope
    """
    job: Employment = dated.lock_employment(employment)
    holds.require_free(partner_id=job.partner_id, person_id=job.person_id)
    rules_bank.SecondToEnd.require(bank_facts.second_on(job, on) is not None)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        row: SecondAccount = dated.end(
            FACTS[Fact.SECOND_ACCOUNT], keys={"employment_id": job.pk}, last_day=on - dated.ONE_DAY
        )
    return row
