"""Work out income tax under PAYE.

Follows HMRC's Specification for PAYE Tax Table Routines v24.0 step by step and keeps every figure on the way, so that
a payslip can show how its tax was worked out. All amounts are Decimal pounds.
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from payroll.engine.errors import PayInputInvalid
from payroll.engine.rates import Rates
from payroll.engine.rates.tables import BandStart, IncomeTaxRates, Regime
from payroll.engine.tax_code import CodeKind, TaxCode
from sharedservices.common.money import ZERO, truncate4, truncate_to_penny, truncate_to_pound
from sharedservices.common.periods import Frequency

LAST_WEEK = 52
LAST_MONTH = 12
EXTRA_PERIODS = {
    Frequency.WEEKLY: (53,),
    Frequency.FORTNIGHTLY: (53, 54, 56),
    Frequency.FOURWEEKLY: (53, 54, 56),
}
"""Numbers that stand for the payment in week 53, by frequency."""


class Basis(StrEnum):
    """On which basis tax was worked out."""

    CUMULATIVE = "cumulative"
    WEEK1_MONTH1 = "week1month1"
    WEEK_53 = "week53"
    """The extra pay day of a weekly payroll: on its own, whatever the code's basis."""


class TaxResult(NamedTuple):
    """Income tax of one payment with every figure that led to it.

    `tax` is taken from this payment; negative is a refund. `periods` is the number of weeks or months whose free pay
    and bands were used, and `pay` the pay they were set against: the year's so far on the cumulative basis, else this
    payment's. `free_pay` is negative for a K code (additional pay). `taxable_pay` is exact, `taxed_pay` the whole
    pounds of it that are taxed. `band` counts from 1; 0 when no band was used (flat rate, no tax).
    `tax_on_pay` is the tax on `taxed_pay`, `tax_before` what was taken off it as already deducted, `due` the
    difference before the limit. `limit` is the most that may be taken from this payment; `uncollected` is what it
    held back: on the cumulative basis it comes back by itself later in the year, on the others it is not collected.
    """

    tax: Decimal
    code: str
    regime: Regime
    basis: Basis
    periods: int
    pay: Decimal
    free_pay: Decimal
    taxable_pay: Decimal
    taxed_pay: Decimal
    band: int
    band_rate: Decimal
    band_threshold: Decimal
    tax_below_band: Decimal
    tax_on_pay: Decimal
    tax_before: Decimal
    due: Decimal
    limit: Decimal
    limit_applied: bool
    uncollected: Decimal


class _Charge(NamedTuple):
    """Tax on pay before anything is taken off it; the same words as in TaxResult."""

    free_pay: Decimal
    taxable_pay: Decimal
    taxed_pay: Decimal
    band: BandStart
    tax_on_pay: Decimal


_NO_BAND = BandStart(number=0, rate=Decimal(0), threshold=Decimal(0), tax_below=Decimal(0), limit=None)


def income_tax(  # noqa: PLR0913 - HMRC's own parameters, keyword-only; an object for each payment would cost time
    *,
    code: TaxCode,
    frequency: Frequency,
    period: int,
    pay_to_date: Decimal,
    tax_to_date_before: Decimal,
    pay_this_period: Decimal,
    week1month1: bool,
    rates: Rates,
    limit_pay: Decimal | None = None,
) -> TaxResult:
    """Work out the income tax to take from one payment.

    Amounts are pounds of taxable pay. `period` is the tax week of the pay date for weekly, fortnightly and four-weekly
    pay (53, 54 or 56: the extra pay day), else its tax month. `pay_to_date` includes this payment, and like
    `tax_to_date_before` a P45 of the same year; both count on the cumulative basis only. `limit_pay` is the pay on
    which the 50% limit is worked, when payrolled benefits make it less than `pay_this_period`.

    Source: HMRC, Specification for PAYE Tax Table Routines v24.0; Income Tax (PAYE) Regulations 2003 reg 23 (limit).

    :raises PayInputInvalid: if the frequency has no such period.
    """
    basis, periods = basis_of(frequency, period, week1month1=week1month1 or code.week1month1)
    is_cumulative = basis is Basis.CUMULATIVE
    pay = pay_to_date if is_cumulative else pay_this_period
    tax_before = tax_to_date_before if is_cumulative else ZERO
    charge = _charge(code, pay, periods, frequency.units_a_year, rates.income_tax)
    due = charge.tax_on_pay - tax_before
    base = pay_this_period if limit_pay is None else limit_pay
    limit = truncate_to_penny(base * rates.income_tax.overriding_limit) if base > ZERO else ZERO
    tax = due if due <= limit or due <= ZERO else limit
    return TaxResult(
        tax=tax,
        code=code.text,
        regime=code.regime,
        basis=basis,
        periods=periods,
        pay=pay,
        free_pay=charge.free_pay,
        taxable_pay=charge.taxable_pay,
        taxed_pay=charge.taxed_pay,
        band=charge.band.number,
        band_rate=charge.band.rate,
        band_threshold=charge.band.threshold,
        tax_below_band=charge.band.tax_below,
        tax_on_pay=charge.tax_on_pay,
        tax_before=tax_before,
        due=due,
        limit=limit,
        limit_applied=tax != due,
        uncollected=due - tax,
    )


def basis_of(frequency: Frequency, period: int, *, week1month1: bool) -> tuple[Basis, int]:
    """Return the basis of a payment and the number of weeks or months of free pay and bands that it gets.

    Source: HMRC, Specification for PAYE Tax Table Routines 13 (other than weekly or monthly) and 14 (weeks 53, 54, 56).

    :raises PayInputInvalid: if the frequency has no such period.
    """
    last = LAST_WEEK if frequency.is_weekly_family else LAST_MONTH
    if 1 <= period <= last:
        return (Basis.WEEK1_MONTH1, frequency.units) if week1month1 else (Basis.CUMULATIVE, period)
    if period in EXTRA_PERIODS.get(frequency, ()):
        return Basis.WEEK_53, frequency.units
    raise PayInputInvalid(_no_such_period(frequency, period))


def _no_such_period(frequency: Frequency, period: int) -> str:
    if not frequency.is_weekly_family:
        return f"Period {period} does not exist: {frequency.value} pay has the tax months 1 to {LAST_MONTH}"
    extra = ", ".join(str(number) for number in EXTRA_PERIODS[frequency])
    return (
        f"Period {period} does not exist: {frequency.value} pay has the tax weeks 1 to {LAST_WEEK}, "
        f"and {extra} for the extra pay day"
    )


def _charge(code: TaxCode, pay: Decimal, periods: int, periods_a_year: int, rates: IncomeTaxRates) -> _Charge:
    """Work out the tax on pay for some weeks or months, whatever was deducted before."""
    if code.kind is CodeKind.NO_TAX:
        return _Charge(ZERO, pay, ZERO, _NO_BAND, ZERO)
    if code.kind is CodeKind.FLAT:
        return _flat(pay, rates.flat_rates[code.regime][code.flat])
    free_pay = rates.free_pay_of_one(code.number, periods_a_year) * periods
    if code.kind is CodeKind.ADDITIONAL_PAY:
        free_pay = -free_pay
    taxable = pay - free_pay
    bands = rates.bands[code.regime][periods_a_year][periods]
    if taxable <= ZERO:
        return _Charge(free_pay, taxable, ZERO, bands[0], ZERO)
    taxed = truncate_to_pound(taxable)
    band = next(band for band in bands if band.limit is None or taxable <= band.limit)
    tax = truncate_to_penny(truncate4(band.tax_below + (taxed - band.threshold) * band.rate))
    return _Charge(free_pay, taxable, taxed, band, tax)


def _flat(pay: Decimal, rate: Decimal) -> _Charge:
    """Tax all pay at one rate; pay below nothing is not taxed."""
    taxed = truncate_to_pound(pay) if pay > ZERO else ZERO
    band = BandStart(number=0, rate=rate, threshold=ZERO, tax_below=ZERO, limit=None)
    return _Charge(ZERO, pay, taxed, band, truncate_to_penny(taxed * rate))
