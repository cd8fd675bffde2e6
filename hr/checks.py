"""What belongs together in pay terms and bank details: asked by operations and by the people file alike."""

import re
from dataclasses import dataclass
from decimal import Decimal

from hr import rules
from hr.engine.roster import is_rota, rota
from hr.models import AssignmentTerms, BankAccount
from hr.rules_increments import RotaAddsUp
from hr.sealed import BankDetails
from sharedservices.common.bank import Outcome, check_account, check_roll_number

LONGEST_HOLDER = 100
HOLDER = re.compile(r"[^\W_][\w .,'’&/()-]*")
Contract = AssignmentTerms.Contract
WITHOUT_FIXED_HOURS = frozenset({Contract.CASUAL, Contract.RELIEF, Contract.ON_CALL})
TERMS_COLUMNS = (
    "contract", "contract_hours", "full_time_hours", "weeks_in_year", "paid_weeks", "working_pattern", "grade_id",
    "spine_point_id", "spot_annual", "hourly_rate", "acting_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything that a row of terms says. Hours a week; yearly salary and hourly rate in pounds."""

    contract: str
    contract_hours: Decimal
    full_time_hours: Decimal
    weeks_in_year: Decimal
    paid_weeks: Decimal | None = None
    working_pattern: str = ""
    grade_id: int | None = None
    spine_point_id: int | None = None
    spot_annual: Decimal | None = None
    hourly_rate: Decimal | None = None
    acting_id: int | None = None


def check_hours(terms: Terms) -> None:
    """Check hours and weeks of terms. :raises RuleBroken: if they do not fit the contract."""
    weeks_fit = terms.paid_weeks is None or 0 < terms.paid_weeks <= terms.weeks_in_year
    rules.FullTimeIsPossible.require(
        0 < terms.full_time_hours <= rules.HOURS_OF_WEEK and terms.weeks_in_year > 0 and weeks_fit,
        most=rules.HOURS_OF_WEEK,
    )
    rules.HoursWithinFullTime.require(
        0 <= terms.contract_hours <= terms.full_time_hours, hours=terms.contract_hours, full_time=terms.full_time_hours
    )
    rules.HoursForAContract.require(terms.contract_hours > 0 or terms.contract in WITHOUT_FIXED_HOURS)
    rules.TermTimeHasWeeks.require((terms.contract == Contract.TERM_TIME) == (terms.paid_weeks is not None))
    if is_rota(terms.working_pattern):
        found = rota(terms.working_pattern)
        RotaAddsUp.require(found is not None, why="The rota cannot be read, week by week.")
        average = found.average if found else terms.contract_hours
        RotaAddsUp.require(
            average == terms.contract_hours,
            why=f"The weeks of the rota come to {average} hours on average, the contract says {terms.contract_hours}.",
        )


def check_pay(terms: Terms) -> None:
    """Check that there is one basis of pay with a sensible amount. :raises RuleBroken: if not."""
    given = [one for one in (terms.spine_point_id, terms.spot_annual, terms.hourly_rate) if one is not None]
    rules.OnePayBasis.require(len(given) == 1 and (terms.grade_id is None or terms.spine_point_id is not None))
    if terms.spot_annual is not None:
        rules.PayIsSensible.require(0 < terms.spot_annual <= rules.HIGHEST_ANNUAL, most=rules.HIGHEST_ANNUAL)
    if terms.hourly_rate is not None:
        rules.PayIsSensible.require(
            0 < terms.hourly_rate <= rules.HIGHEST_HOURLY, most=rules.HIGHEST_HOURLY, field="hourly_rate"
        )


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


def is_email(text: str) -> bool:
    """Return whether a text has the form of an e-mail address."""
    name, at, domain = text.partition("@")
    return bool(name and at and "." in domain and " " not in text and "@" not in domain)
