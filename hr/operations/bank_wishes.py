"""What somebody asks for when they ask to be paid elsewhere: another main account, a second one, or the end of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hr import rules_bank, sealed
from hr.checks import check_details, check_holder
from hr.models import BankChange, Employment, SecondAccount
from hr.queries import bank_facts
from hr.sealed import BankDetails
from sharedservices.common.money import pence

Part = BankChange.Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where pay should go, as it was typed. The repr shows no number.

    `part`: which account it is about. A second account has an `amount` in pounds of each pay period; without an account
    it keeps the present one. The end of it needs nothing.
    """

    holder: str = ""
    sort_code: str = ""
    account_number: str = ""
    roll_number: str = ""
    part: str = Part.MAIN
    amount: Decimal | None = None

    def __repr__(self) -> str:
        return "Wanted(…)"

    @property
    def names_account(self) -> bool:
        """Whether anything of an account was typed."""
        return any(one.strip() for one in (self.holder, self.sort_code, self.account_number, self.roll_number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for, checked: the account, its fingerprint, and what the modulus check said."""

    part: str
    holder: str
    details: BankDetails
    fingerprint: str
    modulus_check: str
    amount: Decimal | None = None
    is_first: bool = False


def check(job: Employment, wanted: Wanted, *, on: date) -> Wish:
    """Return what is asked for on a day, checked against the accounts that the employment has then.

    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: for an account that fails the modulus check, that is the present or the other one, for a second
        one without amount or main account, and for the end of one that is not there
    """
    match Part(wanted.part):
        case Part.MAIN:
            return _main(job, wanted, on)
        case Part.SECOND:
            return _second(job, wanted, on)
        case Part.END:
            return _end(job, on)


def _main(job: Employment, wanted: Wanted, on: date) -> Wish:
    wish = _account(job, wanted, is_first=not bank_facts.has_account(job))
    present = bank_facts.account_on(job, on)
    rules_bank.AccountDiffers.require(
        present is None or (present.fingerprint, present.holder) != (wish.fingerprint, wish.holder)
    )
    bank_facts.refuse_second(bank_facts.second_on(job, on), wish.fingerprint)
    return wish


def _second(job: Employment, wanted: Wanted, on: date) -> Wish:
    least, most = rules_bank.LEAST_SECOND, rules_bank.MOST_SECOND
    amount = wanted.amount
    is_sum = amount is not None and amount.is_finite() and least <= amount <= most and amount == pence(amount)
    rules_bank.SecondAmountGiven.require(is_sum, least=least, most=f"{most:,}")
    present = bank_facts.second_on(job, on)
    if not wanted.names_account and present is not None:
        wish = _kept(present, part=Part.SECOND, amount=amount)
    else:
        is_whole = all(one.strip() for one in (wanted.holder, wanted.sort_code, wanted.account_number))
        rules_bank.SecondAccountGiven.require(is_whole)
        wish = _account(job, wanted, part=Part.SECOND, amount=amount)
    bank_facts.require_another(bank_facts.account_on(job, on), wish.fingerprint)
    same = present and (present.fingerprint, present.holder, present.amount)
    rules_bank.AccountDiffers.require(same != (wish.fingerprint, wish.holder, amount))
    return wish


def _end(job: Employment, on: date) -> Wish:
    present = bank_facts.second_on(job, on)
    if present is None:
        raise rules_bank.SecondToEnd.broken()
    return _kept(present, part=Part.END)


def _kept(present: SecondAccount, *, part: str, amount: Decimal | None = None) -> Wish:
    return Wish(
        part=part,
        holder=present.holder,
        details=sealed.open_second(present.details, account=present.uuid),
        fingerprint=present.fingerprint,
        modulus_check=present.modulus_check,
        amount=amount,
    )


def _account(
    job: Employment, wanted: Wanted, *, part: str = Part.MAIN, amount: Decimal | None = None, is_first: bool = False
) -> Wish:
    details, outcome = check_details(
        sort_code=wanted.sort_code, account_number=wanted.account_number, roll_number=wanted.roll_number
    )
    return Wish(
        part=part,
        holder=check_holder(wanted.holder),
        details=details,
        fingerprint=sealed.bank_index(details, partner_id=job.partner_id),
        modulus_check=outcome,
        amount=amount,
        is_first=is_first,
    )
