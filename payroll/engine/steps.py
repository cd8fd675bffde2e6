"""Write down how tax, National Insurance and loans were worked out, as steps that carry the code of their rule."""

from __future__ import annotations

from decimal import Decimal

from payroll.engine.aggregation import Assessment, Share
from payroll.engine.paye import Basis, TaxResult
from payroll.engine.student_loans import LoanDeduction
from payroll.engine.tax_code import CodeKind, TaxCode
from payroll.engine.types import Step, TaxDetails

_PERIODS = {True: "week", False: "month"}


def tax_steps(
    result: TaxResult, code: TaxCode, details: TaxDetails, *, line: int, this_payment: Decimal, is_weekly: bool
) -> list[Step]:
    """Return the steps from pay to the tax of this payment. Amounts are pounds."""
    is_cumulative = result.basis is Basis.CUMULATIVE
    before = result.pay - this_payment
    if is_cumulative:
        steps = [Step(line, "Taxable pay so far this year", result.pay, "PAYE-PAY-TO-DATE", (before, this_payment))]
    else:
        detail = (code.text, result.basis.value, before, this_payment)
        steps = [Step(line, "Taxable pay this period", result.pay, "PAYE-WEEK1-MONTH1", detail)]
    if code.kind is CodeKind.NO_TAX:
        steps.append(Step(line, "Tax under code NT", result.tax_on_pay, "PAYE-NT", (code.text,)))
    elif code.kind is CodeKind.FLAT:
        detail_flat = (result.taxed_pay, result.band_rate, code.text)
        steps.append(Step(line, "Tax at one rate", result.tax_on_pay, "PAYE-FLAT", detail_flat))
    else:
        _band_steps(steps, result, code, details, line=line, unit=_PERIODS[is_weekly])
    if is_cumulative or result.tax_before:
        detail_due = (result.tax_on_pay, result.tax_before)
        steps.append(Step(line, "Tax due on this payment", result.due, "PAYE-CUMULATIVE", detail_due))
    if result.limit_applied:
        steps.append(Step(line, "Most that may be taken", result.tax, "PAYE-LIMIT", (result.limit, result.uncollected)))
    return steps


def _band_steps(
    steps: list[Step], result: TaxResult, code: TaxCode, details: TaxDetails, *, line: int, unit: str
) -> None:
    """Add free or additional pay, what is taxed, and the tax of the bands."""
    is_added = code.kind is CodeKind.ADDITIONAL_PAY
    steps.append(
        Step(
            line,
            "Added to your pay" if is_added else "Free pay",
            -result.free_pay if is_added else result.free_pay,
            "PAYE-K-CODE" if is_added else "PAYE-FREE-PAY",
            (code.text, result.periods, unit, details.source),
        )
    )
    detail = (result.pay, result.free_pay, result.taxable_pay)
    steps.append(Step(line, "Pay to be taxed", result.taxed_pay, "PAYE-TAXABLE", detail))
    bands = (result.taxed_pay, result.band_threshold, result.band_rate, result.tax_below_band, result.regime.value)
    steps.append(Step(line, "Tax on it", result.tax_on_pay, "PAYE-BANDS", bands))


def employee_ni_steps(found: Assessment, share: Share, *, line: int) -> list[Step]:
    """Return the steps to the National Insurance of the person on this employment."""
    result = found.ni
    steps = [_earnings_step(found, share, line=line)]
    if result.main_earnings or not result.upper_earnings:
        detail = (
            result.main_earnings,
            result.category.main_rate,
            result.thresholds.primary_threshold,
            result.thresholds.upper_earnings_limit,
            result.category.letter,
        )
        steps.append(
            Step(line, "National Insurance at the main rate", result.employee_main, "NI-EMPLOYEE-MAIN", detail)
        )
    if result.upper_earnings:
        upper = (result.upper_earnings, result.category.upper_rate, result.thresholds.upper_earnings_limit)
        steps.append(
            Step(line, "National Insurance at the additional rate", result.employee_upper, "NI-EMPLOYEE-UPPER", upper)
        )
    due = result.employee
    if result.weeks:
        steps.append(Step(line, "Due on this payment", due, "NI-DIRECTOR", (result.assessed, result.employee_before)))
    elif found.paid is not None:
        due -= found.paid.employee_ni
        paid = (found.paid.niable_pay, found.paid.employee_ni)
        steps.append(Step(line, "Due on this payment", due, "PAID-ALREADY", paid))
    if found.is_shared:
        steps.append(_share_step(found, share, due, share.ni.employee, line=line))
    return steps


def employer_ni_steps(found: Assessment, share: Share, *, line: int) -> list[Step]:
    """Return the steps to the National Insurance of the employer on this employment."""
    result = found.ni
    on_total = result.employer + result.employer_before if result.weeks else result.employer
    detail = (result.employer_earnings, result.employer_rate, result.employer_threshold, result.category.letter)
    steps = [Step(line, "Employer's National Insurance", on_total, "NI-EMPLOYER", detail)]
    due = result.employer
    if result.weeks:
        steps.append(Step(line, "Due on this payment", due, "NI-DIRECTOR", (result.assessed, result.employer_before)))
    elif found.paid is not None:
        due -= found.paid.employer_ni
        paid = (found.paid.niable_pay, found.paid.employer_ni)
        steps.append(Step(line, "Due on this payment", due, "PAID-ALREADY", paid))
    if found.is_shared:
        steps.append(_share_step(found, share, due, share.ni.employer, line=line))
    return steps


def loan_steps(found: Assessment, share: Share, *, line: int, is_postgraduate: bool) -> list[Step]:
    """Return the steps to a loan deduction on this employment."""
    deduction = found.loans.postgraduate if is_postgraduate else found.loans.undergraduate
    if deduction is None:
        return []
    rule = "LOAN-POSTGRADUATE" if is_postgraduate else "LOAN-STUDENT"
    steps = [Step(line, "Loan repayment", deduction.amount, rule, _loan_detail(deduction))]
    due = deduction.amount
    if found.paid is not None:
        taken = found.paid.postgraduate_loan if is_postgraduate else found.paid.student_loan
        due -= taken
        steps.append(Step(line, "Due on this payment", due, "PAID-ALREADY", (found.paid.niable_pay, taken)))
    if found.is_shared:
        amount = share.postgraduate_loan if is_postgraduate else share.student_loan
        steps.append(_share_step(found, share, due, amount, line=line))
    return steps


def _loan_detail(deduction: LoanDeduction) -> tuple[object, ...]:
    """Return what a loan deduction was worked out from."""
    return deduction.plan, deduction.earnings, deduction.threshold, deduction.rate, deduction.times


def _earnings_step(found: Assessment, share: Share, *, line: int) -> Step:
    """Return the step that adds up the earnings of the period."""
    paid = found.paid.niable_pay if found.paid is not None else Decimal(0)
    others = found.total - paid - share.earnings
    return Step(line, "Pay for National Insurance", found.total, "NI-EARNINGS", (share.earnings, others, paid))


def _share_step(found: Assessment, share: Share, due: Decimal, amount: Decimal, *, line: int) -> Step:
    """Return the step that shares a figure over employments."""
    paid = found.paid.niable_pay if found.paid is not None else Decimal(0)
    detail = (due, share.earnings, found.total - paid)
    return Step(line, "The share of this job", amount, "NI-AGGREGATION", detail)
