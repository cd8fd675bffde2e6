"""What a pension scheme asks for on a pay date: bands that are law come from the rates files, others from partners."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from hr.queries.pay_inputs import SchemeRow
from payroll.engine.errors import RatesMissing
from payroll.engine.pensions import bands_of
from payroll.engine.problems import PayslipProblem
from payroll.engine.rates import all_figures, number, number_table, pension_bands
from payroll.engine.types import Arrangement, BandBasis, PensionMembership, Section
from payroll.queries.plain_numbers import plain
from sharedservices.common.periods import Frequency

PENSIONS = "pensions"
_REFERENCE_PERIODS = {
    Frequency.WEEKLY: "week",
    Frequency.FORTNIGHTLY: "fortnight",
    Frequency.FOURWEEKLY: "fourweek",
    Frequency.MONTHLY: "month",
    Frequency.ANNUALLY: "year",
}
Bands = tuple[tuple[Decimal | None, Decimal], ...]


@dataclass(frozen=True, slots=True)
class SchemeTerms:
    """A scheme as a membership needs it, or the problem that it has on the pay date."""

    code: str
    name: str
    arrangement: Arrangement
    basis: BandBasis
    bands: Bands
    employer_rate: Decimal
    source: str
    is_law: bool
    half_share: Decimal
    qualifying: tuple[Decimal, Decimal] | None
    problem: PayslipProblem | None = None

    def membership(
        self, *, section: str, assessed_pay: Decimal | None, job_ref: str, pensionable_before: Decimal
    ) -> PensionMembership:
        """Return the membership of one job. `pensionable_before` was paid earlier in the same period.

        :raises PayslipProblem: when the scheme has no rates on the pay date.
        """
        if self.problem is not None:
            raise self.problem.with_traceback(None)
        is_half = section == Section.FIFTY_FIFTY.value
        qualifying = self.qualifying
        if qualifying is not None and pensionable_before:
            qualifying = _rest(qualifying, pensionable_before)
        return PensionMembership(
            scheme_code=self.code,
            scheme_name=self.name,
            arrangement=self.arrangement,
            bands=self.bands,
            employer_rate=self.employer_rate,
            source=self.source,
            is_law=self.is_law,
            basis=self.basis,
            section=Section.FIFTY_FIFTY if is_half else Section.MAIN,
            section_share=self.half_share if is_half else Decimal(1),
            assessed_pay=assessed_pay,
            qualifying=qualifying,
            job_ref=job_ref,
        )


def scheme_terms(row: SchemeRow, *, pay_date: date, frequency: Frequency) -> SchemeTerms:
    """Return what a scheme asks for on the pay date; what it lacks is a problem of its members."""
    bands, source, is_law = _bands(row, pay_date)
    problem = None
    if not bands:
        problem = _missing(row, pay_date, "contribution bands", "bands")
    elif row.employer_rate is None:
        problem = _missing(row, pay_date, "employer’s contribution rate", "employer_rate")
    qualifying = None
    if row.uses_qualifying_earnings:
        try:
            qualifying = _qualifying(pay_date, frequency)
        except RatesMissing as error:
            problem = problem or PayslipProblem(
                code="PENSION_RATES_MISSING",
                message=f"{error}.",
                field="pensions.qualifying",
                remedy="Bring in the rates of the tax year (docs/rates.md), then calculate again.",
            )
    return SchemeTerms(
        code=row.code,
        name=row.name,
        arrangement=Arrangement(row.arrangement),
        basis=BandBasis(row.basis),
        bands=bands,
        employer_rate=plain(row.employer_rate or Decimal(0)),
        source=source,
        is_law=is_law,
        half_share=_half_share(row.law_scheme, pay_date),
        qualifying=qualifying,
        problem=problem,
    )


def _bands(row: SchemeRow, on: date) -> tuple[Bands, str, bool]:
    """Return the bands, their source and whether they are law: law first, then what the partner has loaded."""
    if row.law_scheme:
        try:
            bands = bands_of(pension_bands(row.law_scheme, on))
        except RatesMissing:
            pass
        else:
            dated = all_figures()[PENSIONS][row.law_scheme]
            return bands, next(value.source for value in dated if value.holds_on(on)), True
    return _agreed(row.bands), row.source or "", False


def _agreed(text: str | None) -> Bands:
    """Read the bands that a partner has loaded; what cannot be read is no band."""
    try:
        pairs = json.loads(text or "[]")
        return tuple((None if up_to is None else Decimal(up_to), Decimal(rate)) for up_to, rate in pairs)
    except (ValueError, TypeError, InvalidOperation):
        return ()


def _qualifying(on: date, frequency: Frequency) -> tuple[Decimal, Decimal]:
    """Return the limits of qualifying earnings of one pay period.

    Source: Pensions Act 2008 s 13.

    :raises RatesMissing: when there are none for the date or the frequency.
    """
    key = _REFERENCE_PERIODS.get(frequency, "")
    limits = []
    for name in ("automatic_enrolment_lower_limit", "automatic_enrolment_upper_limit"):
        by_period = number_table(PENSIONS, name, on)
        if key not in by_period:
            raise RatesMissing(f"There is no {name.replace('_', ' ')} for pay that is {frequency.label.lower()}")
        limits.append(by_period[key])
    return limits[0], limits[1]


def _rest(limits: tuple[Decimal, Decimal], before: Decimal) -> tuple[Decimal, Decimal]:
    """Return what is left of the limits after earlier pay of the same period."""
    lower, upper = limits
    return max(lower - before, Decimal(0)), max(upper - before, Decimal(0))


def _half_share(law_scheme: str, on: date) -> Decimal:
    """Return the share that 50/50 members pay, or 1 where there is none: the engine says what is missing."""
    if law_scheme and f"{law_scheme}_half_section" in all_figures()[PENSIONS]:
        try:
            return number(PENSIONS, f"{law_scheme}_half_section", on)
        except RatesMissing:
            pass
    return Decimal(1)


def _missing(row: SchemeRow, on: date, what: str, field: str) -> PayslipProblem:
    """Return the problem of a scheme without rates."""
    return PayslipProblem(
        code="PENSION_RATES_MISSING",
        message=f"{row.name} has no {what} on {on:%-d %B %Y}.",
        field=f"pensions.{field}",
        remedy="Load the rates of the scheme that are in force on the pay date.",
    )
