"""Write down how a payslip was worked out, as steps that carry the code of their rule.

The last step of a line always ends in the amount of the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from payroll.engine.aggregation import Assessment, Share
from payroll.engine.paye import Basis, TaxResult
from payroll.engine.payslip_lines import Draft
from payroll.engine.pensions import Contribution
from payroll.engine.student_loans import LoanDeduction
from payroll.engine.tax_code import CodeKind, TaxCode
from payroll.engine.types import (
    ZERO,
    Arrangement,
    BandBasis,
    ItemKind,
    LineSection,
    Section,
    Step,
    TaxDetails,
    YearToDate,
)

_PERIODS = {True: "week", False: "month"}
_RULES_OF_ITEMS = {
    ItemKind.DEDUCTION: "DEDUCTION",
    ItemKind.DEDUCTION_BEFORE_TAX: "DEDUCTION-BEFORE-TAX",
    ItemKind.BENEFIT: "BENEFIT",
}


def all_steps(draft: Draft, tax: TaxResult, found: Assessment, share: Share, figures: YearToDate) -> tuple[Step, ...]:
    """Return the steps of every line, in the order of `payslip_lines.add_lines`, then those of the whole payslip.

    `figures` are those of this payment alone.
    """
    pay = draft.pay
    steps = [Step(*raw) for raw in pay.steps]
    numbers = count(1 + sum(line.section is LineSection.PAYMENT for line in pay.lines))
    is_weekly = draft.inputs.frequency.is_weekly_family
    details = draft.inputs.tax
    steps += tax_steps(tax, draft.code, details, line=next(numbers), this_payment=draft.taxable, is_weekly=is_weekly)
    steps += employee_ni_steps(found, share, line=next(numbers))
    if found.loans.undergraduate is not None:
        steps += loan_steps(found, share, line=next(numbers), is_postgraduate=False)
    if found.loans.postgraduate is not None:
        steps += loan_steps(found, share, line=next(numbers), is_postgraduate=True)
    for made in draft.contributions:
        steps += pension_steps(made, line=next(numbers))
    steps += _item_steps(draft, ItemKind.DEDUCTION_BEFORE_TAX, numbers)
    steps += _item_steps(draft, ItemKind.DEDUCTION, numbers)
    steps += employer_ni_steps(found, share, line=next(numbers))
    steps += [employer_pension_step(made, line=next(numbers)) for made in draft.contributions]
    steps += _item_steps(draft, ItemKind.BENEFIT, numbers)
    steps += _total_steps(draft, figures)
    return tuple(steps)


def _item_steps(draft: Draft, kind: ItemKind, numbers: Iterator[int]) -> list[Step]:
    """Return the steps of the items of one kind, each with the number of its line."""
    steps: list[Step] = []
    for held in draft.pay.held:
        if held.item.kind is kind:
            number = next(numbers)
            steps += [Step(number, *raw[1:]) for raw in held.steps]
            steps.append(Step(number, held.item.name, held.amount, _RULES_OF_ITEMS[kind], ()))
    return steps


def _total_steps(draft: Draft, figures: YearToDate) -> list[Step]:
    """Return the steps of the payslip as a whole."""
    pay = draft.pay
    on_top = figures.employer_ni + figures.employer_pension
    before_tax = pay.taxable - figures.taxable_pay
    return [
        Step(0, "Gross pay", figures.gross, "GROSS-PAY", ()),
        Step(0, "Taxable pay", figures.taxable_pay, "TAXABLE-PAY", (pay.taxable, pay.taxable_benefits, before_tax)),
        Step(0, "Net pay", figures.net, "NET-PAY", (figures.gross, figures.gross - figures.net)),
        Step(0, "Cost to your employer", figures.gross + on_top, "EMPLOYER-COST", (figures.gross, on_top)),
    ]


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
        if result.main_earnings:
            parts = (result.employee_main, result.employee_upper)
            steps.append(Step(line, "Both together", sum(parts, ZERO), "NI-EMPLOYEE-TOTAL", parts))
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
    steps = [Step(line, "Employer’s National Insurance", on_total, "NI-EMPLOYER", detail)]
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


def pension_steps(made: Contribution, *, line: int) -> list[Step]:
    """Return the steps that lead to the contribution of the person."""
    membership = made.membership
    found = [
        Step(line, "Pensionable pay this period", made.pensionable, "PENSIONABLE-PAY", (membership.scheme_name,)),
        Step(
            line,
            "Your contribution rate",
            made.band_rate,
            "PENSION-BAND-ACTUAL" if membership.basis is BandBasis.ACTUAL else "PENSION-BAND-FULL-TIME",
            (made.assessed, made.up_to, membership.assessed_pay is not None, membership.source, membership.is_law),
        ),
    ]
    if membership.qualifying is not None:
        found.append(Step(line, "Qualifying earnings", made.base, "PENSION-QUALIFYING", membership.qualifying))
    if membership.section is Section.FIFTY_FIFTY:
        found.append(
            Step(
                line,
                "Rate of the 50/50 section",
                made.rate,
                "PENSION-50-50",
                (made.band_rate, membership.section_share),
            )
        )
    if membership.arrangement is Arrangement.RELIEF_AT_SOURCE:
        found.append(Step(line, "Your contribution with tax relief", made.full, "PENSION-RATE", (made.base, made.rate)))
        relief = made.full - made.employee
        found.append(Step(line, "Taken from your pay", made.employee, "PENSION-RELIEF-AT-SOURCE", (made.full, relief)))
    else:
        found.append(Step(line, "Your contribution", made.employee, "PENSION-NET-PAY", (made.base, made.rate)))
    return found


def employer_pension_step(made: Contribution, *, line: int) -> Step:
    """Return the step that leads to the contribution of the employer."""
    detail = (made.base, made.membership.employer_rate)
    return Step(line, "Your employer’s contribution", made.employer, "PENSION-EMPLOYER", detail)


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
