"""Put the deductions, the employer's part and the benefits on a payslip, each line with the steps that lead to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from payroll.engine import pensions, steps
from payroll.engine.aggregation import Assessment, Share
from payroll.engine.earnings import HeldItem, Pay, line_of_item
from payroll.engine.paye import TaxResult
from payroll.engine.pensions import Contribution
from payroll.engine.tax_code import TaxCode
from payroll.engine.types import ItemKind, LineSection, PayInputs, ResultLine, Step

TAX = "TAX"
NI = "NI"
STUDENT_LOAN = "STUDENT-LOAN"
POSTGRADUATE_LOAN = "POSTGRADUATE-LOAN"
EMPLOYER_NI = "EMPLOYER-NI"

_RULES_OF_ITEMS = {
    ItemKind.DEDUCTION: "DEDUCTION",
    ItemKind.DEDUCTION_BEFORE_TAX: "DEDUCTION-BEFORE-TAX",
    ItemKind.BENEFIT: "BENEFIT",
}


@dataclass(slots=True)
class Draft:
    """A payslip on its way: what is known before National Insurance and tax. Amounts are pounds."""

    inputs: PayInputs
    pay: Pay
    contributions: list[Contribution]
    taxable: Decimal
    code: TaxCode


def add_deductions(draft: Draft, tax: TaxResult, found: Assessment, share: Share) -> None:
    """Add tax, National Insurance, loans, pensions and other deductions, in this order."""
    pay, inputs = draft.pay, draft.inputs
    deduction = LineSection.DEDUCTION
    number = _add(pay, deduction, TAX, "Income tax", tax.tax)
    pay.steps += steps.tax_steps(
        tax,
        draft.code,
        inputs.tax,
        line=number,
        this_payment=draft.taxable,
        is_weekly=inputs.frequency.is_weekly_family,
    )
    number = _add(pay, deduction, NI, "National Insurance", share.ni.employee)
    pay.steps += steps.employee_ni_steps(found, share, line=number)
    if found.loans.undergraduate is not None:
        number = _add(pay, deduction, STUDENT_LOAN, "Student loan", share.student_loan)
        pay.steps += steps.loan_steps(found, share, line=number, is_postgraduate=False)
    if found.loans.postgraduate is not None:
        number = _add(pay, deduction, POSTGRADUATE_LOAN, "Postgraduate loan", share.postgraduate_loan)
        pay.steps += steps.loan_steps(found, share, line=number, is_postgraduate=True)
    for made in draft.contributions:
        scheme = made.membership
        number = _add(pay, deduction, scheme.scheme_code, scheme.scheme_name, made.employee, job_ref=scheme.job_ref)
        pay.steps += pensions.steps(made, line=number)
    for kind in (ItemKind.DEDUCTION_BEFORE_TAX, ItemKind.DEDUCTION):
        _add_held(pay, kind, deduction)


def add_employer(draft: Draft, found: Assessment, share: Share) -> None:
    """Add what the employer pays on top of gross pay."""
    pay = draft.pay
    number = _add(pay, LineSection.EMPLOYER, EMPLOYER_NI, "Employer's National Insurance", share.ni.employer)
    pay.steps += steps.employer_ni_steps(found, share, line=number)
    for made in draft.contributions:
        scheme = made.membership
        name = f"{scheme.scheme_name}, employer"
        code = f"EMPLOYER-{scheme.scheme_code}"
        number = _add(pay, LineSection.EMPLOYER, code, name, made.employer, job_ref=scheme.job_ref)
        pay.steps.append(pensions.employer_step(made, line=number))


def add_benefits(draft: Draft) -> None:
    """Add the benefits that are taxed but not paid."""
    _add_held(draft.pay, ItemKind.BENEFIT, LineSection.BENEFIT)


def _add_held(pay: Pay, kind: ItemKind, section: LineSection) -> None:
    """Add the lines of the items of one kind."""
    for held in pay.held:
        if held.item.kind is kind:
            _add_item(pay, held, section)


def _add_item(pay: Pay, held: HeldItem, section: LineSection) -> None:
    """Add the line of an item that waited for its place, and give its steps the number of the line."""
    number = len(pay.lines) + 1
    pay.lines.append(line_of_item(number, section, held.item, held.rate, held.amount))
    pay.steps += [Step(number, *step[1:]) for step in held.steps]
    pay.steps.append(Step(number, held.item.name, held.amount, _RULES_OF_ITEMS[held.item.kind], ()))


def _add(pay: Pay, section: LineSection, code: str, name: str, amount: Decimal, *, job_ref: str = "") -> int:
    """Add a line that is an amount and return its number."""
    number = len(pay.lines) + 1
    pay.lines.append(ResultLine(number, section, code, name, None, None, amount, False, False, False, job_ref, False))
    return number
