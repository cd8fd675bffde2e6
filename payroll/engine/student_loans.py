"""Work out student and postgraduate loan deductions of one payment. All amounts are Decimal pounds."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from payroll.engine.errors import LoanPlanInvalid
from payroll.engine.rates import Rates
from payroll.engine.rates.build import POSTGRADUATE_PLAN, UNDERGRADUATE_PLANS
from payroll.engine.rates.tables import StudentLoanRates
from sharedservices.common.money import ZERO, truncate_to_pound
from sharedservices.common.periods import Frequency


class LoanMethod(StrEnum):
    """How pay for several weeks is worked; weekly pay and pay by the month are the same under both."""

    AVERAGED_WEEK = "averaged_week"
    """The deduction on an average week, times the weeks.

    Source: HMRC, Collection of Student Loans Manual CSLM17065.
    """
    SCALED_THRESHOLD = "scaled_threshold"
    """One deduction above the threshold of the whole period."""


class LoanDeduction(NamedTuple):
    """The deduction for one loan: `amount` = whole pounds of `rate` of (`earnings` - `threshold`), times `times`.

    `earnings` and `threshold` are pounds of one week when `times` is the number of weeks, else of the period.
    """

    plan: str
    amount: Decimal
    earnings: Decimal
    threshold: Decimal
    rate: Decimal
    times: int


class LoanResult(NamedTuple):
    """Loan deductions of one payment in whole pounds, with how each was worked out; None: no such loan."""

    student_loan: Decimal
    postgraduate_loan: Decimal
    undergraduate: LoanDeduction | None
    postgraduate: LoanDeduction | None


NO_LOANS = LoanResult(ZERO, ZERO, None, None)


def loan_deductions(
    *,
    plans: Sequence[str],
    earnings: Decimal,
    frequency: Frequency,
    rates: Rates,
    method: LoanMethod = LoanMethod.AVERAGED_WEEK,
) -> LoanResult:
    """Work out what to take for loans from the earnings in pounds of one pay period.

    `plans` are "1", "2", "4", "5" and "PGL". Of several undergraduate plans the one with the lowest threshold is
    worked; the postgraduate loan runs beside it and is rounded on its own.

    Source: Education (Student Loans) (Repayment) Regulations 2009 reg 44; HMRC, Collection of Student Loans Manual.

    :raises LoanPlanInvalid: if a plan does not exist or is not collected through payroll on the pay date.
    """
    if not plans:
        return NO_LOANS
    loans = rates.student_loans
    undergraduate = postgraduate = None
    if plan := _undergraduate_plan(plans, rates):
        undergraduate = _deduction(plan, earnings, frequency, loans, method)
    if POSTGRADUATE_PLAN in plans:
        postgraduate = _deduction(POSTGRADUATE_PLAN, earnings, frequency, loans, method)
    return LoanResult(
        student_loan=undergraduate.amount if undergraduate else ZERO,
        postgraduate_loan=postgraduate.amount if postgraduate else ZERO,
        undergraduate=undergraduate,
        postgraduate=postgraduate,
    )


def _undergraduate_plan(plans: Sequence[str], rates: Rates) -> str:
    """Return the undergraduate plan with the lowest threshold, or "" when there is none."""
    in_force = rates.student_loans.undergraduate_plans
    chosen = [plan for plan in plans if plan != POSTGRADUATE_PLAN]
    for plan in chosen:
        if plan not in in_force:
            raise LoanPlanInvalid(_why_not(plan, rates))
    if len(chosen) > 1:
        return min(chosen, key=in_force.index)
    return chosen[0] if chosen else ""


def _why_not(plan: str, rates: Rates) -> str:
    if plan not in UNDERGRADUATE_PLANS:
        known = ", ".join(UNDERGRADUATE_PLANS)
        return f"Student loan plan “{plan}” does not exist. Use {known} or {POSTGRADUATE_PLAN}"
    return (
        f"Student loan plan {plan} is not collected through payroll in {rates.tax_year}. "
        f"Check the start date on the SL1 notice"
    )


def _deduction(
    plan: str, earnings: Decimal, frequency: Frequency, loans: StudentLoanRates, method: LoanMethod
) -> LoanDeduction:
    rate = loans.postgraduate_rate if plan == POSTGRADUATE_PLAN else loans.undergraduate_rate
    times = 1
    if frequency.weeks > 1 and method is LoanMethod.AVERAGED_WEEK:
        times = frequency.weeks
        frequency, earnings = Frequency.WEEKLY, earnings / times
    threshold = loans.thresholds[frequency][plan]
    above = earnings - threshold
    amount = truncate_to_pound(above * rate) * times if above > ZERO else ZERO
    return LoanDeduction(plan=plan, amount=amount, earnings=earnings, threshold=threshold, rate=rate, times=times)
