"""Put the deductions, the employer's part and the benefits on a payslip."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from payroll.engine.aggregation import Assessment, Share
from payroll.engine.earnings import HeldItem, Pay, line_of_item
from payroll.engine.paye import TaxResult
from payroll.engine.pensions import Contribution
from payroll.engine.tax_code import TaxCode
from payroll.engine.types import ItemKind, LineSection, PayInputs, ResultLine

TAX = "TAX"
NI = "NI"
STUDENT_LOAN = "STUDENT-LOAN"
POSTGRADUATE_LOAN = "POSTGRADUATE-LOAN"
EMPLOYER_NI = "EMPLOYER-NI"

_DEDUCTION, _EMPLOYER, _BENEFIT = LineSection.DEDUCTION, LineSection.EMPLOYER, LineSection.BENEFIT
_DEDUCTION_ITEM, _BEFORE_TAX_ITEM, _BENEFIT_ITEM = (
    ItemKind.DEDUCTION,
    ItemKind.DEDUCTION_BEFORE_TAX,
    ItemKind.BENEFIT,
)


@dataclass(slots=True)
class Draft:
    """A payslip on its way: what is known before National Insurance and tax. Amounts are pounds."""

    inputs: PayInputs
    pay: Pay
    contributions: list[Contribution]
    taxable: Decimal
    code: TaxCode


def add_lines(draft: Draft, tax: TaxResult, found: Assessment, share: Share) -> None:
    """Add everything below the payments, in the order that `steps.all_steps` follows."""
    lines, contributions, held = draft.pay.lines, draft.contributions, draft.pay.held
    lines.append(_line(lines, _DEDUCTION, TAX, "Income tax", tax.tax))
    lines.append(_line(lines, _DEDUCTION, NI, "National Insurance", share.ni.employee))
    if found.loans.undergraduate is not None:
        lines.append(_line(lines, _DEDUCTION, STUDENT_LOAN, "Student loan", share.student_loan))
    if found.loans.postgraduate is not None:
        lines.append(_line(lines, _DEDUCTION, POSTGRADUATE_LOAN, "Postgraduate loan", share.postgraduate_loan))
    for made in contributions:
        scheme = made.membership
        code, name, job = scheme.scheme_code, scheme.scheme_name, scheme.job_ref
        lines.append(_line(lines, _DEDUCTION, code, name, made.employee, job=job))
    if held:
        _add_held(lines, held, _BEFORE_TAX_ITEM, _DEDUCTION)
        _add_held(lines, held, _DEDUCTION_ITEM, _DEDUCTION)
    lines.append(_line(lines, _EMPLOYER, EMPLOYER_NI, "Employer’s National Insurance", share.ni.employer))
    for made in contributions:
        scheme = made.membership
        code, name = f"EMPLOYER-{scheme.scheme_code}", f"{scheme.scheme_name}, employer"
        lines.append(_line(lines, _EMPLOYER, code, name, made.employer, job=scheme.job_ref))
    if held:
        _add_held(lines, held, _BENEFIT_ITEM, _BENEFIT)


def _add_held(lines: list[ResultLine], held: list[HeldItem], kind: ItemKind, section: LineSection) -> None:
    """Add the lines of the items of one kind."""
    for item, rate, amount, _ in held:
        if item.kind is kind:
            lines.append(line_of_item(len(lines) + 1, section, item, rate, amount))


def _line(
    lines: list[ResultLine], section: LineSection, code: str, name: str, amount: Decimal, *, job: str = ""
) -> ResultLine:
    """Return the next line, one that is an amount and nothing more."""
    return ResultLine(len(lines) + 1, section, code, name, None, None, amount, False, False, False, job, False)
