"""What goes into the calculation of one payment and what comes out.

`PayInputs` is one payment to one employment, frozen: everything the calculation needs is in it, so that the same
inputs give the same payslip years later. Money is Decimal pounds, rates are fractions (0.065 is 6.5%), hours are
hours a week, periods are half-open: `period_end` is the day after the last one.

`PayslipResult` is the answer: lines, totals, the new year-to-date figures and every step with its rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import add
from typing import NamedTuple

from hr.engine.pro_rata import DayRule, HourlyRule
from payroll.engine.kinds import Arrangement, BandBasis, DirectorMethod, ItemKind, LineSection, Section
from sharedservices.common.money import ZERO
from sharedservices.common.periods import Frequency

__all__ = [
    "NEW_YEAR",
    "NO_BANDS",
    "ZERO",
    "Arrangement",
    "BandBasis",
    "DayRule",
    "DirectorDetails",
    "DirectorMethod",
    "Finding",
    "Frequency",
    "HourlyRule",
    "ItemKind",
    "JobTerms",
    "LineSection",
    "Loans",
    "NiBands",
    "NiDetails",
    "PaidAlready",
    "PayInputs",
    "PayItem",
    "PayslipResult",
    "PensionMembership",
    "ResultLine",
    "Section",
    "Step",
    "TaxDetails",
    "YearToDate",
]

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class TaxDetails:
    """The tax code in force on the pay date and what the year holds so far.

    The two `_to_date_before` figures include pay and tax from a P45 of the same tax year. The two
    `_in_period_before` figures are payments already made to this employment in the same pay period (an earlier
    run): a week 1/month 1 code gives its free pay once a period, not once a payment.
    """

    code: str
    week1month1: bool = False
    pay_to_date_before: Decimal = ZERO
    tax_to_date_before: Decimal = ZERO
    pay_in_period_before: Decimal = ZERO
    tax_in_period_before: Decimal = ZERO
    source: str = ""
    """Where the code came from, in words for the person: "HMRC notice P6 of 3 May 2026"."""


@dataclass(frozen=True, slots=True)
class DirectorDetails:
    """A director's year under this employer, before this payment.

    `weeks` is 52 for a director all year, else the weeks from the week of appointment to the end of the year.
    `earlier` lists the earnings before by category letter, in the order of payment, when the letter has changed in
    the year. `bands_before` are the columns reported before; None: those of the annual method.
    """

    method: DirectorMethod
    weeks: int = 52
    last_payment: bool = False
    niable_to_date_before: Decimal = ZERO
    employee_ni_to_date_before: Decimal = ZERO
    employer_ni_to_date_before: Decimal = ZERO
    bands_before: NiBands | None = None
    earlier: tuple[tuple[str, Decimal], ...] = ()


class NiBands(NamedTuple):
    """Earnings in the columns of the Full Payment Submission."""

    at_lel: Decimal = ZERO
    lel_to_pt: Decimal = ZERO
    pt_to_uel: Decimal = ZERO


NO_BANDS = NiBands()


@dataclass(frozen=True, slots=True)
class PaidAlready:
    """Pay of the same person from the same employer in the same earnings period, paid in an earlier run.

    It is added to the earnings before National Insurance and loans are worked out, and what was taken on it then is
    taken off the answer.
    """

    niable_pay: Decimal = ZERO
    employee_ni: Decimal = ZERO
    employer_ni: Decimal = ZERO
    bands: NiBands = NO_BANDS
    student_loan: Decimal = ZERO
    postgraduate_loan: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class NiDetails:
    """National Insurance category letter on the pay date, and what concerns the person under this employer.

    `director` and `paid_already` describe the person under the employer, so they are the same on every employment
    that the person has with it.
    """

    category: str
    director: DirectorDetails | None = None
    paid_already: PaidAlready | None = None


@dataclass(frozen=True, slots=True)
class Loans:
    """Loan plans to operate on the pay date, starts and stops already resolved: "1", "2", "4", "5", "PGL"."""

    plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobTerms:
    """The salaried terms of one job for some days of the pay period.

    A job whose terms change inside the period has several of these with the same `job_ref` and adjoining dates.
    `annual` is the full-time yearly salary in pounds. `paid_weeks` is None for a job paid all year; a term-time job
    gives working and leave weeks (44.5). `contract_hours` 0 is a casual worker: no salary, only an hourly rate.
    `hourly_rate` overrides the rate worked out of the yearly salary.
    """

    job_ref: str
    title: str
    start: date
    end: date
    annual: Decimal
    contract_hours: Decimal
    full_time_hours: Decimal
    weeks_in_year: Decimal
    paid_weeks: Decimal | None = None
    day_rule: DayRule = DayRule.CALENDAR
    hourly_rule: HourlyRule = HourlyRule.DIRECT
    hourly_rate: Decimal | None = None
    grade: str = ""
    point: str = ""
    element_code: str = "BASIC"
    element_name: str = "Basic pay"
    pensionable: bool = True


@dataclass(frozen=True, slots=True)
class PayItem:
    """One element of pay, benefit or deduction of this period besides salary.

    Either `amount` in pounds or `units` times `rate` times `factor`; without `rate` the hourly rate of the job is used.
    With `start` and `end` (half-open) the amount is for the whole period and only the days between are paid.
    `regular` says that it is paid every period, so it counts in the yearly pay that chooses a pension band.
    `hours_varying` says that it varies by hours worked, so the payslip must show the hours.
    """

    code: str
    name: str
    kind: ItemKind
    amount: Decimal | None = None
    units: Decimal | None = None
    rate: Decimal | None = None
    factor: Decimal = ONE
    taxable: bool = True
    niable: bool = True
    pensionable: bool = False
    hours_varying: bool = False
    regular: bool = False
    job_ref: str = ""
    start: date | None = None
    end: date | None = None
    day_rule: DayRule = DayRule.CALENDAR
    note: str = ""


@dataclass(frozen=True, slots=True)
class PensionMembership:
    """Membership of a pension scheme on the pay date, with the rates agreed or laid down for it.

    `job_ref` "" covers every job of the employment. `bands` are (up to and including, rate of the employee), lowest
    first; the last one has None. `assessed_pay` is the yearly pay that the employer has fixed for choosing the band;
    without it the engine works it out. `qualifying` is the (lower, upper) limit of pay of this period on which
    contributions are due; None means all pensionable pay. `is_law` tells law from an agreement of the partner.
    `section_share` is the fraction of the rate of the band that the section pays: 0.5 for 50/50.
    """

    scheme_code: str
    scheme_name: str
    arrangement: Arrangement
    bands: tuple[tuple[Decimal | None, Decimal], ...]
    employer_rate: Decimal
    source: str
    is_law: bool = False
    basis: BandBasis = BandBasis.ACTUAL
    section: Section = Section.MAIN
    section_share: Decimal = ONE
    assessed_pay: Decimal | None = None
    qualifying: tuple[Decimal, Decimal] | None = None
    job_ref: str = ""


class YearToDate(NamedTuple):
    """Figures of this employment in the tax year: without P45 figures of other employers."""

    gross: Decimal = ZERO
    taxable_pay: Decimal = ZERO
    niable_pay: Decimal = ZERO
    pensionable_pay: Decimal = ZERO
    tax: Decimal = ZERO
    employee_ni: Decimal = ZERO
    employer_ni: Decimal = ZERO
    at_lel: Decimal = ZERO
    lel_to_pt: Decimal = ZERO
    pt_to_uel: Decimal = ZERO
    student_loan: Decimal = ZERO
    postgraduate_loan: Decimal = ZERO
    employee_pension: Decimal = ZERO
    employer_pension: Decimal = ZERO
    other_deductions: Decimal = ZERO
    net: Decimal = ZERO

    def plus(self, other: YearToDate) -> YearToDate:
        """Return the sum of the two, figure by figure."""
        return YearToDate(*map(add, self, other))


NEW_YEAR = YearToDate()


@dataclass(frozen=True, slots=True)
class PayInputs:
    """One payment to one employment: all that its payslip depends on.

    `tax_period` is the tax month of the pay date for monthly, quarterly and annual pay, else its tax week.
    `employer_ref` is the legal entity: National Insurance and loans add up over one `person_ref` under it.
    """

    ref: str
    person_ref: str
    employer_ref: str
    pay_date: date
    frequency: Frequency
    period_start: date
    period_end: date
    tax_period: int
    tax: TaxDetails
    ni: NiDetails
    loans: Loans = Loans()
    jobs: tuple[JobTerms, ...] = ()
    items: tuple[PayItem, ...] = ()
    pensions: tuple[PensionMembership, ...] = ()
    year_to_date: YearToDate = NEW_YEAR


class ResultLine(NamedTuple):
    """One line of the payslip. Deductions are positive amounts in section DEDUCTION; a refund is negative."""

    number: int
    section: LineSection
    code: str
    name: str
    units: Decimal | None
    rate: Decimal | None
    amount: Decimal
    taxable: bool
    niable: bool
    pensionable: bool
    job_ref: str
    hours_varying: bool


class Step(NamedTuple):
    """One intermediate figure: the line it leads to (0: the payslip as a whole), its rule and what went in."""

    line: int
    label: str
    value: Decimal
    rule: str
    detail: tuple[object, ...]


class Finding(NamedTuple):
    """Something that payroll should know about a payslip that could be calculated, and what to do."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PayslipResult:
    """One calculated payslip. `net` + all deduction lines = `gross`; `employer_cost` is what it costs the employer.

    `employee_pension` is what is taken from the person; for relief at source that is the contribution less the tax
    relief that the scheme claims. `other_deductions` is everything else taken that has no figure of its own.
    `tax_code` is as it was worked: with " X" on the week 1/month 1 basis. `workings` keeps what `steps` is made of,
    so that a run that needs no explanation does not pay for one.
    """

    ref: str
    tax_code: str
    ni_category: str
    lines: tuple[ResultLine, ...]
    gross: Decimal
    benefits: Decimal
    taxable_pay: Decimal
    niable_pay: Decimal
    pensionable_pay: Decimal
    tax: Decimal
    employee_ni: Decimal
    employer_ni: Decimal
    ni_bands: NiBands
    student_loan: Decimal
    postgraduate_loan: Decimal
    employee_pension: Decimal
    employer_pension: Decimal
    other_deductions: Decimal
    net: Decimal
    employer_cost: Decimal
    year_to_date: YearToDate
    findings: tuple[Finding, ...]
    workings: Callable[[], tuple[Step, ...]] = field(repr=False, compare=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every intermediate figure in the order of the lines, the payslip as a whole last; put together on demand."""
        return self.workings()
