"""Turn the figures of one tax year into the tables that calculations look things up in.

Everything that depends only on the year is worked out once: tax bands for every week and month, National Insurance
thresholds and loan thresholds for every pay frequency. All amounts are Decimal pounds, rates are fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, count

from sharedservices.common.money import (
    ceil_to_penny,
    ceil_to_pound,
    truncate4,
    truncate_to_penny,
)
from sharedservices.common.periods import WEEKS_A_YEAR, Frequency


class Regime(StrEnum):
    """Whose bands a tax code uses."""

    RUK = "rUK"
    SCOTLAND = "Scotland"
    WALES = "Wales"


@dataclass(frozen=True, slots=True)
class BandStart:
    """One tax band as it stands after some weeks or months of the year.

    Pay in the band is taxed at `rate` above `threshold`, on top of `tax_below`; the band holds taxable pay up to and
    including `limit` (whole pounds; None: no limit). `number` counts from 1.
    """

    number: int
    rate: Decimal
    threshold: Decimal
    tax_below: Decimal
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class FreePayRule:
    """How the number of a code becomes free pay (or additional pay, for K codes) of one week or month.

    `block_pay` is the free pay of each whole block of `block` below the number.
    """

    multiplier: Decimal
    addition: Decimal
    block: int
    block_pay: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True, eq=False)
class IncomeTaxRates:
    """Income tax of one year. `bands` is keyed by regime, then periods a year (52 or 12), then periods so far."""

    bands: Mapping[Regime, Mapping[int, Sequence[tuple[BandStart, ...]]]]
    flat_rates: Mapping[Regime, Mapping[str, Decimal]]
    overriding_limit: Decimal
    free_pay: FreePayRule
    personal_allowance: Decimal
    emergency_code: str

    @lru_cache(maxsize=8192)  # noqa: B019 - one object a tax year, kept for the life of the process
    def free_pay_of_one(self, number: int, periods_a_year: int) -> Decimal:
        """Return the free pay in pounds of one week or month for the number of a code.

        Source: HMRC, Specification for PAYE Tax Table Routines 4.3 (blocks of 500; four decimals, then up to the
        penny).
        """
        if number == 0:
            return Decimal(0)
        rule = self.free_pay
        blocks, rest = divmod(number - 1, rule.block)
        a_year = (rest + 1) * rule.multiplier + rule.addition
        part = ceil_to_penny(truncate4(a_year / periods_a_year))
        return part + blocks * rule.block_pay[periods_a_year]


@dataclass(frozen=True, slots=True)
class NiThresholds:
    """National Insurance thresholds in pounds of one earnings period; `secondary` by its short name (ST, FUST, UST)."""

    lower_earnings_limit: Decimal
    primary_threshold: Decimal
    upper_earnings_limit: Decimal
    secondary: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class NiCategoryRates:
    """What one category letter pays: employee rates below and above the UEL, and where the employer starts to pay.

    `employer_threshold` is ST, FUST or UST; "" when the employer pays nothing. `is_reported` is False for the letter
    X, for which no earnings are reported.
    """

    letter: str
    main_rate: Decimal
    upper_rate: Decimal
    employer_threshold: str
    is_reported: bool


@dataclass(frozen=True, slots=True, eq=False)
class NationalInsuranceRates:
    """Class 1 National Insurance of one tax year."""

    thresholds: Mapping[Frequency, NiThresholds]
    categories: Mapping[str, NiCategoryRates]
    employer_rate: Decimal
    class_1a_rate: Decimal
    apprenticeship_levy_rate: Decimal
    apprenticeship_levy_allowance: Decimal

    @lru_cache(maxsize=64)  # noqa: B019 - one object a tax year, kept for the life of the process
    def for_director(self, weeks: int) -> NiThresholds:
        """Return yearly thresholds for so many weeks of the year (52: the whole year), up to the next pound.

        Source: Social Security (Contributions) Regulations 2001 reg 8; HMRC, CA44.
        """
        year = self.thresholds[Frequency.ANNUALLY]
        if weeks == WEEKS_A_YEAR:
            return year
        return NiThresholds(
            lower_earnings_limit=ceil_to_pound(year.lower_earnings_limit * weeks / WEEKS_A_YEAR),
            primary_threshold=ceil_to_pound(year.primary_threshold * weeks / WEEKS_A_YEAR),
            upper_earnings_limit=ceil_to_pound(year.upper_earnings_limit * weeks / WEEKS_A_YEAR),
            secondary={name: ceil_to_pound(amount * weeks / WEEKS_A_YEAR) for name, amount in year.secondary.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class StudentLoanRates:
    """Loan repayments of one tax year. `thresholds` holds pounds by pay frequency, then plan ("1", "2" … "PGL").

    Undergraduate plans are in the order of their thresholds, lowest first.
    """

    thresholds: Mapping[Frequency, Mapping[str, Decimal]]
    undergraduate_plans: tuple[str, ...]
    undergraduate_rate: Decimal
    postgraduate_rate: Decimal


def build_bands(
    widths: Sequence[Decimal], rates: Sequence[Decimal], periods_a_year: int
) -> list[tuple[BandStart, ...]]:
    """Return the bands after 0, 1, 2 … periods of the year; index by the number of periods.

    `widths` are pounds of taxable pay a year in each band but the last.

    Source: HMRC, Specification for PAYE Tax Table Routines (c and k to four decimals, v up to the pound).
    """
    starts = [Decimal(0), *accumulate(widths)]
    taxes = [Decimal(0), *accumulate(width * rate for width, rate in zip(widths, rates, strict=False))]
    tables = []
    for n in range(periods_a_year + 1):
        thresholds = [truncate4(start * n / periods_a_year) for start in starts]
        limits = [*(ceil_to_pound(threshold) for threshold in thresholds[1:]), None]
        below = [truncate4(tax * n / periods_a_year) for tax in taxes]
        rows = zip(count(1), rates, thresholds, below, limits, strict=False)
        tables.append(tuple(BandStart(*row) for row in rows))
    return tables


def ni_threshold(published: Mapping[str, Decimal], frequency: Frequency, *, is_lower_limit: bool = False) -> Decimal:
    """Return a threshold for one earnings period from the published weekly, monthly and yearly ones.

    Several weeks or months are that share of the year up to the next pound; the lower earnings limit of several weeks
    is that many times the weekly one.

    Source: Social Security (Contributions) Regulations 2001 reg 11; confirmed by HMRC's published NI test data.
    """
    if frequency.units == 1:
        return published["week" if frequency.is_weekly_family else "month"]
    if is_lower_limit and frequency.is_weekly_family:
        return published["week"] * frequency.weeks
    return ceil_to_pound(published["year"] * frequency.units / frequency.units_a_year)


def loan_threshold(a_year: Decimal, frequency: Frequency) -> Decimal:
    """Return the loan threshold in pounds of one pay period: its share of the year, cut to the penny.

    Source: HMRC, Rates and thresholds for employers (every published weekly and monthly figure agrees).
    """
    return truncate_to_penny(a_year * frequency.units / frequency.units_a_year)
