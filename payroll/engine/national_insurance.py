"""Work out Class 1 National Insurance of employees, and of directors over their year.

The exact percentage method: each band is rounded on its own, and only the third decimal decides (`ni_round`). Nothing
is cumulative but a director's year. All amounts are Decimal pounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from payroll.engine.errors import NiCategoryInvalid, PayInputInvalid
from payroll.engine.rates import Rates
from payroll.engine.rates.tables import NiCategoryRates, NiThresholds
from payroll.engine.types import DirectorMethod, NiBands
from sharedservices.common.money import ZERO, ni_round, split_by_weight
from sharedservices.common.periods import WEEKS_A_YEAR, Frequency

NO_BANDS = NiBands()


class NiResult(NamedTuple):
    """National Insurance of one payment with every figure that led to it.

    `employee` and `employer` are due on this payment; negative is a refund (directors only). `earnings` is this
    payment; `assessed` the earnings that the thresholds were set against: a director's year to date on the annual
    method. `main_earnings` lie between primary threshold and upper earnings limit, `upper_earnings` above it,
    `employer_earnings` above the employer's threshold; the three contributions beside them are rounded each on its
    own. `employee_before` and `employer_before` were taken off as already deducted (annual method), and `weeks` is
    the number of weeks of the director's year; 0 for everybody else. `bands` are the columns of the Full Payment
    Submission for this payment.
    """

    employee: Decimal
    employer: Decimal
    bands: NiBands
    category: NiCategoryRates
    thresholds: NiThresholds
    earnings: Decimal
    assessed: Decimal
    main_earnings: Decimal
    upper_earnings: Decimal
    employer_earnings: Decimal
    employee_main: Decimal
    employee_upper: Decimal
    employer_rate: Decimal
    weeks: int = 0
    employee_before: Decimal = ZERO
    employer_before: Decimal = ZERO

    @property
    def employer_threshold(self) -> Decimal | None:
        """The earnings in pounds above which the employer pays, or None for a letter without employer's part."""
        return self.thresholds.secondary.get(self.category.employer_threshold)


class NiShare(NamedTuple):
    """The part of one employment in the National Insurance of a person under one employer."""

    employee: Decimal
    employer: Decimal
    bands: NiBands


@dataclass(frozen=True, slots=True)
class DirectorYear:
    """A director's year under one employer before this payment, in pounds.

    `earlier` lists the earnings before by category letter in the order of payment, when the letter has changed in the
    year; without it all were paid under the letter of this payment. `bands` are the columns reported before; without
    them they are taken to be those of the annual method.
    """

    earnings: Decimal = ZERO
    employee: Decimal = ZERO
    employer: Decimal = ZERO
    bands: NiBands | None = None
    earlier: Sequence[tuple[str, Decimal]] = ()


def class1(*, category: str, earnings: Decimal, frequency: Frequency, rates: Rates) -> NiResult:
    """Work out National Insurance on the earnings in pounds of one earnings period.

    Earnings below nothing count as nothing: there is no refund.

    Source: Social Security Contributions and Benefits Act 1992 ss 6 to 9; HMRC, CWG2 and NI guidance for software
    developers (exact percentage method).

    :raises NiCategoryInvalid: if there is no such category letter.
    """
    letter = category_rates(category, rates)
    thresholds = rates.national_insurance.thresholds[frequency]
    return _assess(letter, earnings, thresholds, rates.national_insurance.employer_rate)


def director(
    *,
    category: str,
    method: DirectorMethod,
    earnings: Decimal,
    frequency: Frequency,
    rates: Rates,
    before: DirectorYear,
    weeks: int = WEEKS_A_YEAR,
    last_payment: bool = False,
) -> NiResult:
    """Work out the National Insurance due on one payment to a director.

    `weeks` is 52 for a director all year, else the weeks from the week of appointment to the end of the year. The
    annual method sets earnings to date against the year's thresholds and takes off what was deducted before. The
    alternative method treats each payment as an employee's, and the last one of the year (or of the appointment) as
    the annual method does.

    Source: Social Security (Contributions) Regulations 2001 reg 8; HMRC, CA44.

    :raises NiCategoryInvalid: if there is no such category letter.
    :raises PayInputInvalid: if there cannot be so many weeks, or `before.earlier` does not add up.
    """
    if not 1 <= weeks <= WEEKS_A_YEAR:
        raise PayInputInvalid(f"A director’s year has 1 to {WEEKS_A_YEAR} weeks, not {weeks}")
    if method is DirectorMethod.ALTERNATIVE and not last_payment:
        return class1(category=category, earnings=earnings, frequency=frequency, rates=rates)
    thresholds = rates.national_insurance.for_director(weeks)
    employer_rate = rates.national_insurance.employer_rate
    letter = category_rates(category, rates)
    to_date = _assess(letter, before.earnings + earnings, thresholds, employer_rate)
    employee, employer = _other_letters(category, before, thresholds, rates)
    return NiResult(
        employee=to_date.employee + employee - before.employee,
        employer=to_date.employer + employer - before.employer,
        bands=_less(to_date.bands, before.bands or _columns(letter, before.earnings, thresholds)),
        category=letter,
        thresholds=thresholds,
        earnings=earnings,
        assessed=to_date.assessed,
        main_earnings=to_date.main_earnings,
        upper_earnings=to_date.upper_earnings,
        employer_earnings=to_date.employer_earnings,
        employee_main=to_date.employee_main,
        employee_upper=to_date.employee_upper,
        employer_rate=employer_rate,
        weeks=weeks,
        employee_before=before.employee - employee,
        employer_before=before.employer - employer,
    )


def category_rates(category: str, rates: Rates) -> NiCategoryRates:
    """Return what a category letter pays.

    :raises NiCategoryInvalid: if there is no such letter; the message lists those that exist.
    """
    try:
        return rates.national_insurance.categories[category]
    except KeyError:
        letters = " ".join(rates.national_insurance.categories)
        raise NiCategoryInvalid(
            f"National Insurance category “{category}” does not exist. Use one of {letters}"
        ) from None


def split_over(result: NiResult, earnings_by_ref: Mapping[str, Decimal]) -> dict[str, NiShare]:
    """Split National Insurance worked out on the sum of several employments over them, by their earnings in pounds.

    Every figure is split to the penny and adds up exactly (largest remainder). Negative earnings count as nothing.

    Source: HMRC, CWG2 (aggregation of earnings from one employer); the split is for costing.

    :raises ValueError: if there are no employments.
    """
    if len(earnings_by_ref) == 1:
        return {ref: NiShare(result.employee, result.employer, result.bands) for ref in earnings_by_ref}
    weights = [max(earnings, ZERO) for earnings in earnings_by_ref.values()]
    parts = zip(
        split_by_weight(result.employee, weights),
        split_by_weight(result.employer, weights),
        split_by_weight(result.bands.at_lel, weights),
        split_by_weight(result.bands.lel_to_pt, weights),
        split_by_weight(result.bands.pt_to_uel, weights),
        strict=True,
    )
    return {
        ref: NiShare(employee, employer, NiBands(at_lel, lel_to_pt, pt_to_uel))
        for ref, (employee, employer, at_lel, lel_to_pt, pt_to_uel) in zip(earnings_by_ref, parts, strict=True)
    }


def _assess(letter: NiCategoryRates, earnings: Decimal, thresholds: NiThresholds, employer_rate: Decimal) -> NiResult:
    """Set earnings against thresholds, each band rounded on its own."""
    main_earnings = upper_earnings = employer_earnings = employee_main = employee_upper = employer = ZERO
    primary, upper = thresholds.primary_threshold, thresholds.upper_earnings_limit
    if earnings > primary:
        main_earnings = (upper if earnings > upper else earnings) - primary
        employee_main = ni_round(main_earnings * letter.main_rate)
    if earnings > upper:
        upper_earnings = earnings - upper
        employee_upper = ni_round(upper_earnings * letter.upper_rate)
    secondary = thresholds.secondary.get(letter.employer_threshold)
    if secondary is not None and earnings > secondary:
        employer_earnings = earnings - secondary
        employer = ni_round(employer_earnings * employer_rate)
    return NiResult(
        employee=employee_main + employee_upper,
        employer=employer,
        bands=_columns(letter, earnings, thresholds),
        category=letter,
        thresholds=thresholds,
        earnings=earnings,
        assessed=earnings,
        main_earnings=main_earnings,
        upper_earnings=upper_earnings,
        employer_earnings=employer_earnings,
        employee_main=employee_main,
        employee_upper=employee_upper,
        employer_rate=employer_rate,
    )


def _columns(letter: NiCategoryRates, earnings: Decimal, thresholds: NiThresholds) -> NiBands:
    """Return the columns of the Full Payment Submission; nothing is reported below the lower earnings limit."""
    lower, primary = thresholds.lower_earnings_limit, thresholds.primary_threshold
    if earnings < lower or not letter.is_reported:
        return NO_BANDS
    if earnings <= primary:
        return NiBands(at_lel=lower, lel_to_pt=earnings - lower, pt_to_uel=ZERO)
    upper = thresholds.upper_earnings_limit
    return NiBands(
        at_lel=lower,
        lel_to_pt=primary - lower,
        pt_to_uel=(upper if earnings > upper else earnings) - primary,
    )


def _less(bands: NiBands, before: NiBands) -> NiBands:
    return NiBands(
        at_lel=bands.at_lel - before.at_lel,
        lel_to_pt=bands.lel_to_pt - before.lel_to_pt,
        pt_to_uel=bands.pt_to_uel - before.pt_to_uel,
    )


def _other_letters(
    category: str, before: DirectorYear, thresholds: NiThresholds, rates: Rates
) -> tuple[Decimal, Decimal]:
    """Return by how much employee's and employer's contributions to date differ because the letter has changed.

    Earnings fill the year's bands in the order in which they were paid, each slice at the rates of its own letter.
    """
    employee, employer, paid = ZERO, ZERO, ZERO
    rate = rates.national_insurance.employer_rate
    for letter, earnings in before.earlier:
        own, now = category_rates(letter, rates), category_rates(category, rates)
        for sign, sum_paid in ((1, paid + earnings), (-1, paid)):
            under_own = _assess(own, sum_paid, thresholds, rate)
            under_now = _assess(now, sum_paid, thresholds, rate)
            employee += sign * (under_own.employee - under_now.employee)
            employer += sign * (under_own.employer - under_now.employer)
        paid += earnings
    if before.earlier and paid != before.earnings:
        raise PayInputInvalid("The earnings before by category letter do not add up to the earnings before")
    return employee, employer
