"""Work National Insurance and loans out once for all that one employer pays a person, and share the answer out.

The earnings of one person's employments under one employer are added together, with what was paid in an earlier run
of the same earnings period; what was taken then is taken off. The shares follow earnings and add up exactly.
National Insurance is shared to the penny, loans in whole pounds, as the Full Payment Submission wants them.

Source: Social Security Contributions and Benefits Act 1992, Schedule 1, paragraph 1; HMRC, CWG2.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from payroll.engine import national_insurance, student_loans
from payroll.engine.national_insurance import DirectorYear, NiResult, NiShare
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import Rates
from payroll.engine.student_loans import LoanResult
from payroll.engine.types import ZERO, DirectorMethod, NiBands, PaidAlready, PayInputs
from sharedservices.common.money import split_by_weight

_POUNDS_IN_PENNIES = 100
"""Splitting a hundredth of whole pounds to the penny splits the pounds into whole pounds."""


class Assessment(NamedTuple):
    """National Insurance and loans of a person under one employer. `total` is all the earnings in pounds.

    `paid` is what an earlier run paid in the same earnings period; `is_shared` says that there is more than one
    employment in this run.
    """

    ni: NiResult
    loans: LoanResult
    total: Decimal
    paid: PaidAlready | None
    is_shared: bool


class Share(NamedTuple):
    """What one employment bears of it, in pounds, with its own earnings."""

    earnings: Decimal
    ni: NiShare
    student_loan: Decimal
    postgraduate_loan: Decimal


def assess(
    inputs: Sequence[PayInputs], earnings: Sequence[Decimal], rates: Rates
) -> tuple[Assessment, dict[str, Share]]:
    """Return the assessment of one person under one employer, and the share of each employment by its reference.

    `earnings` are the pounds liable to National Insurance of each of the `inputs`.

    :raises PayslipProblem: when the employments do not agree on what concerns the person.
    """
    first = inputs[0]
    if len(inputs) > 1:
        _check_agreement(inputs)
    this_run = sum(earnings, ZERO)
    paid = first.ni.paid_already
    total = this_run + paid.niable_pay if paid else this_run
    ni, paid_for_ni = _national_insurance(first, this_run, total, rates)
    plans = first.loans.plans if len(inputs) == 1 else tuple(sorted({p for one in inputs for p in one.loans.plans}))
    loans = student_loans.loan_deductions(plans=plans, earnings=total, frequency=first.frequency, rates=rates)
    due = NiShare(ni.employee, ni.employer, ni.bands)
    if paid_for_ni:
        due = _less_paid(due, paid_for_ni)
    taken, second_taken = (paid.student_loan, paid.postgraduate_loan) if paid else (ZERO, ZERO)
    student, postgraduate = loans.student_loan - taken, loans.postgraduate_loan - second_taken
    found = Assessment(ni, loans, total, paid, is_shared=len(inputs) > 1)
    if len(inputs) == 1:
        return found, {first.ref: Share(this_run, due, student, postgraduate)}
    return found, _share_out(inputs, earnings, due, student, postgraduate)


def _national_insurance(
    inputs: PayInputs, this_run: Decimal, total: Decimal, rates: Rates
) -> tuple[NiResult, PaidAlready | None]:
    """Return National Insurance on the earnings, and what was taken before that the answer does not know of yet."""
    ni, director = inputs.ni, inputs.ni.director
    is_yearly = director is not None and (director.method is DirectorMethod.ANNUAL or director.last_payment)
    if director is None or not is_yearly:
        found = national_insurance.class1(category=ni.category, earnings=total, frequency=inputs.frequency, rates=rates)
        return found, ni.paid_already
    before = DirectorYear(
        earnings=director.niable_to_date_before,
        employee=director.employee_ni_to_date_before,
        employer=director.employer_ni_to_date_before,
        bands=director.bands_before,
        earlier=director.earlier,
    )
    found = national_insurance.director(
        category=ni.category,
        method=director.method,
        earnings=this_run,
        frequency=inputs.frequency,
        rates=rates,
        before=before,
        weeks=director.weeks,
        last_payment=director.last_payment,
    )
    return found, None


def _less_paid(due: NiShare, paid: PaidAlready) -> NiShare:
    """Take off what was taken from other pay of the same earnings period."""
    bands, before = due.bands, paid.bands
    return NiShare(
        employee=due.employee - paid.employee_ni,
        employer=due.employer - paid.employer_ni,
        bands=NiBands(
            bands.at_lel - before.at_lel, bands.lel_to_pt - before.lel_to_pt, bands.pt_to_uel - before.pt_to_uel
        ),
    )


def _share_out(
    inputs: Sequence[PayInputs], earnings: Sequence[Decimal], due: NiShare, student: Decimal, postgraduate: Decimal
) -> dict[str, Share]:
    """Share what is due over the employments by earnings, in the order of their references so that none matters."""
    by_ref = sorted(zip((one.ref for one in inputs), earnings, strict=True))
    weights = [earned for _, earned in by_ref]
    columns = zip(
        by_ref,
        split_by_weight(due.employee, weights),
        split_by_weight(due.employer, weights),
        split_by_weight(due.bands.at_lel, weights),
        split_by_weight(due.bands.lel_to_pt, weights),
        split_by_weight(due.bands.pt_to_uel, weights),
        _split_pounds(student, weights),
        _split_pounds(postgraduate, weights),
        strict=True,
    )
    return {
        ref: Share(earned, NiShare(employee, employer, NiBands(at_lel, lel_to_pt, pt_to_uel)), loan, second_loan)
        for (ref, earned), employee, employer, at_lel, lel_to_pt, pt_to_uel, loan, second_loan in columns
    }


def _split_pounds(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Split whole pounds into whole pounds."""
    return [part * _POUNDS_IN_PENNIES for part in split_by_weight(total / _POUNDS_IN_PENNIES, weights)]


def _check_agreement(inputs: Sequence[PayInputs]) -> None:
    """Refuse employments that cannot be added together."""
    first, refs = inputs[0], tuple(one.ref for one in inputs)
    if len(set(refs)) != len(refs) or any(
        (one.person_ref, one.employer_ref) != (first.person_ref, first.employer_ref) for one in inputs
    ):
        raise ValueError("payslips are added together for different employments of one person under one employer")
    if any(one.frequency is not first.frequency for one in inputs):
        raise PayslipProblem(
            code="FREQUENCY_DIFFERS",
            message="The person has employments with this employer that are paid at different intervals in one run.",
            field="frequency",
            remedy="Put the employments into one pay group, or pay them in separate runs.",
        )
    if any(one.ni.category != first.ni.category for one in inputs):
        letters = ", ".join(sorted({one.ni.category for one in inputs}))
        raise PayslipProblem(
            code="NI_CATEGORY_DIFFERS",
            message=f"The person has different National Insurance categories with one employer: {letters}.",
            field="ni.category",
            remedy="Give every employment of the person with this employer the same category letter.",
        )
    if any((one.ni.director, one.ni.paid_already) != (first.ni.director, first.ni.paid_already) for one in inputs):
        raise PayslipProblem(
            code="NI_DETAILS_DIFFER",
            message="Directorship or pay already paid this period is not the same on all employments of the person.",
            field="ni.director",
            remedy="Record the directorship on every employment of the person with this employer.",
        )
