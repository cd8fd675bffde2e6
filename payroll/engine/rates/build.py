"""Put together the rates of a pay date from the figures in the files, once for each date asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from payroll.engine.errors import RatesBroken
from payroll.engine.rates import files
from payroll.engine.rates.files import Value, as_number, figure, first_day_of, number, rates_version
from payroll.engine.rates.tables import (
    BandStart,
    FreePayRule,
    IncomeTaxRates,
    NationalInsuranceRates,
    NiCategoryRates,
    NiThresholds,
    Regime,
    StudentLoanRates,
    build_bands,
    loan_threshold,
    ni_threshold,
)
from sharedservices.common.periods import MONTHS_A_YEAR, WEEKS_A_YEAR, Frequency
from sharedservices.common.taxyear import TaxYear

TAX = "income_tax"
NI = "national_insurance"
LOANS = "student_loans"

SECONDARY_THRESHOLDS = {
    "ST": "secondary_threshold",
    "FUST": "freeport_and_investment_zone_threshold",
    "UST": "upper_secondary_threshold",
}
NO_THRESHOLD = "none"
UNDERGRADUATE_PLANS = ("1", "2", "4", "5")
POSTGRADUATE_PLAN = "PGL"


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Everything that tax, National Insurance and loans need on a pay date. `version` identifies the files."""

    tax_year: TaxYear
    income_tax: IncomeTaxRates
    national_insurance: NationalInsuranceRates
    student_loans: StudentLoanRates
    version: str


@lru_cache(maxsize=32)
def rates_on(pay_date: date) -> Rates:
    """Return the rates for payments made on a date.

    :raises RatesMissing: if a figure has no value on that date; the message names it and the file to update.
    :raises RatesBroken: if a rates file breaks its own rules.
    """
    return Rates(
        tax_year=TaxYear.of(pay_date),
        income_tax=_income_tax(pay_date),
        national_insurance=_national_insurance(pay_date),
        student_loans=_student_loans(pay_date),
        version=rates_version(),
    )


def _income_tax(on: date) -> IncomeTaxRates:
    free_pay = files.number_table(TAX, "free_pay", on)
    return IncomeTaxRates(
        bands={regime: _tax_bands(regime.lower(), on) for regime in Regime},
        flat_rates={regime: files.number_table(TAX, f"flat_rates_{regime.lower()}", on) for regime in Regime},
        overriding_limit=number(TAX, "overriding_limit", on),
        free_pay=FreePayRule(
            multiplier=free_pay["multiplier"],
            addition=free_pay["addition"],
            block=int(free_pay["block"]),
            block_pay={WEEKS_A_YEAR: free_pay["block_week"], MONTHS_A_YEAR: free_pay["block_month"]},
        ),
        personal_allowance=number(TAX, "personal_allowance", on),
        emergency_code=_text(figure(TAX, "emergency_code", on), TAX, "emergency_code"),
    )


def _tax_bands(regime: str, on: date) -> Mapping[int, Sequence[tuple[BandStart, ...]]]:
    widths = files.numbers(TAX, f"bandwidths_{regime}", on)
    rates = files.numbers(TAX, f"rates_{regime}", on)
    if len(rates) != len(widths) + 1:
        raise RatesBroken(f"rates_{regime} in {TAX}.toml must be one more than bandwidths_{regime}")
    return {periods: build_bands(widths, rates, periods) for periods in (WEEKS_A_YEAR, MONTHS_A_YEAR)}


def _national_insurance(on: date) -> NationalInsuranceRates:
    return NationalInsuranceRates(
        thresholds=_ni_thresholds(on),
        categories=_ni_categories(on),
        employer_rate=number(NI, "employer_rate", on),
        class_1a_rate=number(NI, "class_1a_rate", on),
        apprenticeship_levy_rate=number(NI, "apprenticeship_levy_rate", on),
        apprenticeship_levy_allowance=number(NI, "apprenticeship_levy_allowance", on),
    )


def _ni_thresholds(on: date) -> Mapping[Frequency, NiThresholds]:
    lower = files.number_table(NI, "lower_earnings_limit", on)
    primary = files.number_table(NI, "primary_threshold", on)
    upper = files.number_table(NI, "upper_earnings_limit", on)
    secondary = {short: files.number_table(NI, name, on) for short, name in SECONDARY_THRESHOLDS.items()}
    return {
        frequency: NiThresholds(
            lower_earnings_limit=ni_threshold(lower, frequency, is_lower_limit=True),
            primary_threshold=ni_threshold(primary, frequency),
            upper_earnings_limit=ni_threshold(upper, frequency),
            secondary={short: ni_threshold(published, frequency) for short, published in secondary.items()},
        )
        for frequency in Frequency
    }


def _ni_categories(on: date) -> Mapping[str, NiCategoryRates]:
    employer = files.table(NI, "employer_threshold", on)
    employee = files.table(NI, "employee_rates", on)
    if employer.keys() != employee.keys():
        raise RatesBroken(f"employee_rates and employer_threshold in {NI}.toml must have the same letters")
    return {letter: _ni_category(letter, pair, employer[letter]) for letter, pair in employee.items()}


def _ni_category(letter: str, pair: Value, threshold: Value) -> NiCategoryRates:
    short = _text(threshold, NI, "employer_threshold")
    if not isinstance(pair, list) or len(pair) != 2:
        raise RatesBroken(f"employee_rates of letter {letter} in {NI}.toml must be two rates")
    if short != NO_THRESHOLD and short not in SECONDARY_THRESHOLDS:
        raise RatesBroken(f"employer_threshold of letter {letter} in {NI}.toml must be ST, FUST, UST or none")
    return NiCategoryRates(
        letter=letter,
        main_rate=as_number(pair[0], NI, "employee_rates"),
        upper_rate=as_number(pair[1], NI, "employee_rates"),
        employer_threshold="" if short == NO_THRESHOLD else short,
        is_reported=short != NO_THRESHOLD,
    )


def _student_loans(on: date) -> StudentLoanRates:
    by_plan = {
        plan: number(LOANS, f"threshold_plan_{plan}", on)
        for plan in UNDERGRADUATE_PLANS
        if on >= first_day_of(LOANS, f"threshold_plan_{plan}")
    }
    undergraduate = tuple(sorted(by_plan, key=lambda plan: by_plan[plan]))
    by_plan[POSTGRADUATE_PLAN] = number(LOANS, "threshold_postgraduate", on)
    return StudentLoanRates(
        thresholds={
            frequency: {plan: loan_threshold(a_year, frequency) for plan, a_year in by_plan.items()}
            for frequency in Frequency
        },
        undergraduate_plans=undergraduate,
        undergraduate_rate=number(LOANS, "rate_undergraduate", on),
        postgraduate_rate=number(LOANS, "rate_postgraduate", on),
    )


def _text(value: Value, subject: str, name: str) -> str:
    if not isinstance(value, str):
        raise RatesBroken(f"{name} in {subject}.toml must be text")
    return value
