"""Calculate payslips: one payment to each employment, from frozen inputs and the rates of the pay date.

Pay first, then pensions, then taxable pay; National Insurance and loans once for all employments of a person under
one employer; then tax, net pay and the new year-to-date figures. Nothing is ever paid below nothing: a payslip that
would be raises a `PayslipProblem`, which stops this person and nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from payroll.engine import aggregation, earnings, pensions
from payroll.engine.aggregation import Assessment, Share
from payroll.engine.earnings import Pay
from payroll.engine.errors import EngineError, LoanPlanInvalid, NiCategoryInvalid, PayInputInvalid, TaxCodeInvalid
from payroll.engine.paye import Basis, TaxResult, income_tax
from payroll.engine.payslip_lines import Draft, add_lines
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import Rates, Regime
from payroll.engine.steps import all_steps
from payroll.engine.tax_code import parse_tax_code
from payroll.engine.types import (
    ZERO,
    Arrangement,
    Finding,
    PayInputs,
    PayslipResult,
    YearToDate,
)

_NET_PAY, _RUK = Arrangement.NET_PAY, Regime.RUK
_CUMULATIVE, _WEEK1_MONTH1 = Basis.CUMULATIVE, Basis.WEEK1_MONTH1
_FIELDS: dict[type[EngineError], tuple[str, str]] = {
    TaxCodeInvalid: ("TAX_CODE_INVALID", "tax.code"),
    NiCategoryInvalid: ("NI_CATEGORY_INVALID", "ni.category"),
    LoanPlanInvalid: ("LOAN_PLAN_INVALID", "loans.plans"),
    PayInputInvalid: ("PAY_INPUT_INVALID", "tax_period"),
}
_REMEDIES = {
    "TAX_CODE_INVALID": "Correct the tax code of the person.",
    "NI_CATEGORY_INVALID": "Correct the National Insurance category of the person.",
    "LOAN_PLAN_INVALID": "Correct the student loan of the person.",
    "PAY_INPUT_INVALID": "Check the pay calendar and the directorship of the person.",
}


def payslip(inputs: PayInputs, rates: Rates) -> PayslipResult:
    """Calculate the payslip of a person with one employment under the employer.

    :raises PayslipProblem: when it cannot be calculated or would pay less than nothing; the message says what to do.
    """
    return payslips_of_person((inputs,), rates)[0]


def payslips_of_person(inputs: Sequence[PayInputs], rates: Rates) -> tuple[PayslipResult, ...]:
    """Calculate the payslips of all employments of one person under one employer in one run, in the order given.

    National Insurance and loans are worked out once, on the sum, and shared out by earnings; the order of the
    employments makes no difference. One employment that cannot be paid stops them all, because the others depend on
    its pay.

    :raises PayslipProblem: when one cannot be calculated or would pay less than nothing; `refs` names the employments
        that it stops.
    """
    at_fault = ""
    try:
        drafts = []
        for one in inputs:
            at_fault = one.ref
            drafts.append(_draft(one, rates))
        at_fault = ""
        found, shares = aggregation.assess(inputs, [draft.pay.niable for draft in drafts], rates)
        results = []
        for draft in drafts:
            at_fault = draft.inputs.ref
            results.append(_finish(draft, found, shares[at_fault], rates))
    except EngineError as error:
        raise _problem(error, at_fault, inputs) from error
    return tuple(results)


def _problem(error: EngineError, culprit: str, inputs: Sequence[PayInputs]) -> EngineError:
    """Return an error of the calculation as a problem of this person; broken or missing rates concern everybody."""
    refs = tuple(one.ref for one in inputs)
    culprit = refs[0] if len(refs) == 1 else culprit
    if isinstance(error, PayslipProblem):
        code, message, field, remedy = error.code, error.message, error.field, error.remedy
    elif type(error) in _FIELDS:
        code, field = _FIELDS[type(error)]
        message, remedy = str(error).removesuffix(".") + ".", _REMEDIES[code]
    else:
        return error
    return PayslipProblem(code=code, message=message, field=field, remedy=remedy, culprit=culprit, refs=refs)


def _draft(inputs: PayInputs, rates: Rates) -> Draft:
    """Work out pay, pensions and taxable pay of one employment."""
    code = parse_tax_code(inputs.tax.code)
    pay = earnings.work_out_pay(inputs)
    if pay.gross < 0 or pay.niable < 0:
        raise PayslipProblem(
            code="NEGATIVE_GROSS",
            message=f"Gross pay would be {_pounds(min(pay.gross, pay.niable))}.",
            field="items",
            remedy="Take back less in this period, and the rest later or by an invoice.",
        )
    made = pensions.contributions(inputs, pay, basic_rate=_basic_rate(rates)) if inputs.pensions else []
    taxable = pay.taxable - pay.before_tax
    for contribution in made:
        if contribution.membership.arrangement is _NET_PAY:
            taxable -= contribution.employee
    if taxable < 0:
        raise PayslipProblem(
            code="NEGATIVE_TAXABLE",
            message=f"Taxable pay would be {_pounds(taxable)}: more is taken before tax than is paid.",
            field="items",
            remedy="Lower what is taken before tax in this period, or take back less.",
        )
    return Draft(inputs, pay, made, taxable, code)


def _basic_rate(rates: Rates) -> Decimal:
    """Return the basic rate of income tax, which pension schemes with relief at source claim back."""
    return rates.income_tax.flat_rates[_RUK]["BR"]


def _finish(draft: Draft, found: Assessment, share: Share, rates: Rates) -> PayslipResult:
    """Work out tax and net pay, and put the payslip together."""
    pay = draft.pay
    tax = _tax(draft, rates)
    employee_pension = employer_pension = pensionable = ZERO
    if draft.contributions:
        for made in draft.contributions:
            employee_pension += made.employee
            employer_pension += made.employer
        pensionable = pensions.pensionable_pay(draft.contributions, pay)
    other = pay.before_tax + pay.deductions
    taken = tax.tax + share.ni.employee + share.student_loan + share.postgraduate_loan + employee_pension + other
    net = pay.gross - taken
    if net < 0:
        raise _negative_net(pay.gross, taken)
    add_lines(draft, tax, found, share)
    figures = YearToDate(
        gross=pay.gross,
        taxable_pay=draft.taxable,
        niable_pay=pay.niable,
        pensionable_pay=pensionable,
        tax=tax.tax,
        employee_ni=share.ni.employee,
        employer_ni=share.ni.employer,
        at_lel=share.ni.bands.at_lel,
        lel_to_pt=share.ni.bands.lel_to_pt,
        pt_to_uel=share.ni.bands.pt_to_uel,
        student_loan=share.student_loan,
        postgraduate_loan=share.postgraduate_loan,
        employee_pension=employee_pension,
        employer_pension=employer_pension,
        other_deductions=other,
        net=net,
    )
    return _result(draft, tax, found, share, figures)


def _result(draft: Draft, tax: TaxResult, found: Assessment, share: Share, figures: YearToDate) -> PayslipResult:
    """Put the result together from the figures of this payment."""
    pay = draft.pay
    return PayslipResult(
        ref=draft.inputs.ref,
        tax_code=f"{tax.code} X" if tax.basis is _WEEK1_MONTH1 else tax.code,
        ni_category=draft.inputs.ni.category,
        lines=tuple(pay.lines),
        gross=figures.gross,
        benefits=pay.benefits,
        taxable_pay=figures.taxable_pay,
        niable_pay=figures.niable_pay,
        pensionable_pay=figures.pensionable_pay,
        tax=figures.tax,
        employee_ni=figures.employee_ni,
        employer_ni=figures.employer_ni,
        ni_bands=share.ni.bands,
        student_loan=figures.student_loan,
        postgraduate_loan=figures.postgraduate_loan,
        employee_pension=figures.employee_pension,
        employer_pension=figures.employer_pension,
        other_deductions=figures.other_deductions,
        net=figures.net,
        employer_cost=figures.gross + figures.employer_ni + figures.employer_pension,
        year_to_date=draft.inputs.year_to_date.plus(figures),
        findings=_findings(pay, tax),
        workings=partial(all_steps, draft, tax, found, share, figures),
    )


def _tax(draft: Draft, rates: Rates) -> TaxResult:
    """Work out income tax; off the cumulative basis, together with earlier payments of the same period.

    Source: Income Tax (Pay As You Earn) Regulations 2003, reg 29 (several payments in one period).
    """
    inputs, details = draft.inputs, draft.inputs.tax
    result = income_tax(
        code=draft.code,
        frequency=inputs.frequency,
        period=inputs.tax_period,
        pay_to_date=details.pay_to_date_before + draft.taxable,
        tax_to_date_before=details.tax_to_date_before,
        pay_this_period=details.pay_in_period_before + draft.taxable,
        week1month1=details.week1month1,
        rates=rates,
        limit_pay=draft.taxable - draft.pay.taxable_benefits,
    )
    if result.basis is _CUMULATIVE or not details.pay_in_period_before:
        return result
    due = max(result.tax_on_pay - details.tax_in_period_before, ZERO)
    tax = min(due, result.limit)
    return result._replace(
        tax=tax,
        tax_before=details.tax_in_period_before,
        due=due,
        limit_applied=tax != due,
        uncollected=due - tax,
    )


def _findings(pay: Pay, tax: TaxResult) -> tuple[Finding, ...]:
    """Return what payroll should look at although the payslip could be calculated."""
    if pay.gross and tax.tax >= 0 and not tax.limit_applied:
        return ()
    found: list[Finding] = []
    if not pay.gross:
        found.append(Finding("NO_PAY", "Nothing is paid. Check that the person is meant to have no pay this period."))
    if tax.limit_applied:
        found.append(
            Finding(
                "TAX_LIMITED",
                f"{_pounds(tax.uncollected)} of tax is more than may be taken from this payment. "
                "Check that the tax code is the latest.",
            )
        )
    if tax.tax < 0:
        found.append(
            Finding("TAX_REFUND", f"{_pounds(-tax.tax)} of tax is paid back. Check that the tax code is the latest.")
        )
    return tuple(found)


def _negative_net(gross: Decimal, taken: Decimal) -> PayslipProblem:
    """Return the problem of a payslip that would pay less than nothing."""
    return PayslipProblem(
        code="NEGATIVE_NET",
        message=f"Deductions of {_pounds(taken)} are more than the gross pay of {_pounds(gross)}.",
        field="items",
        remedy="Lower or spread the deductions, or leave the person out of this run.",
    )


def _pounds(amount: Decimal) -> str:
    """Return an amount for a message."""
    return f"-£{-amount:,.2f}" if amount < 0 else f"£{amount:,.2f}"
