"""The parts of a payslip document: who pays and who is paid, lines, figures of the year, and where gross pay goes."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from hr.models import Assignment
from payroll.engine.explain import Explanation, PayFigures
from payroll.engine.types import LineSection
from payroll.models import PayslipLine
from payroll.queries.payslip_rows import StoredPayslip
from payroll.queries.payslip_workings import Workings, factor_of
from sharedservices.common.money import ZERO

ONE = Decimal(1)
HUNDRED = Decimal(100)
COLOURS = {"net": "#0f6b4a", "tax": "#12263f", "ni": "#2b6cb0", "pension": "#8658c7", "other": "#b8660b"}
FIGURES_OF_YEAR = (
    ("Gross pay", "gross"),
    ("Taxable pay", "taxable_pay"),
    ("Pay for National Insurance", "niable_pay"),
    ("Pensionable pay", "pensionable_pay"),
    ("Income tax", "tax"),
    ("Your National Insurance", "employee_ni"),
    ("Student loan", "student_loan"),
    ("Postgraduate loan", "postgraduate_loan"),
    ("Your pension contributions", "employee_pension"),
    ("Other deductions", "other_deductions"),
    ("Net pay", "net"),
    ("Employer’s National Insurance", "employer_ni"),
    ("Employer’s pension contributions", "employer_pension"),
)
"""What adds up over a tax year, and its column."""
ALWAYS_SHOWN = {
    "Gross pay",
    "Taxable pay",
    "Pay for National Insurance",
    "Income tax",
    "Your National Insurance",
    "Net pay",
    "Employer’s National Insurance",
}


@dataclass(frozen=True, slots=True)
class Employer:
    """Who pays."""

    name: str
    address: str
    partner: str
    paye_reference: str


@dataclass(frozen=True, slots=True)
class Employee:
    """Who is paid. `nino` is masked unless it was asked for in full; "" when payroll has none."""

    name: str
    employee_no: str
    nino: str
    jobs: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `rate` is pounds for one unit, `factor` what it is multiplied by; None where an amount was given."""

    number: int
    section: str
    code: str
    name: str
    job: str
    units: Decimal | None
    rate: Decimal | None
    factor: Decimal
    amount: Decimal
    is_hours: bool
    explanation: Explanation | None

    @property
    def has_factor(self) -> bool:
        """Whether the rate is multiplied: time and a half."""
        return self.units is not None and self.factor != ONE


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of this payment and of the tax year so far, in pounds."""

    label: str
    now: Decimal
    year: Decimal
    is_of_employer: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A part of gross pay and where it goes; `percent` and `start` are of gross pay, for the picture."""

    label: str
    amount: Decimal
    percent: Decimal
    start: Decimal
    key: str

    @property
    def colour(self) -> str:
        """The colour of the part on paper; the words stand beside it."""
        return COLOURS[self.key]


@dataclass(frozen=True, slots=True)
class Previous:
    """The payslip that this one is compared with."""

    run: UUID
    employment: UUID
    label: str


def lines_of_document(stored: StoredPayslip, workings: Workings, jobs: list[Assignment]) -> tuple[Line, ...]:
    """Return the stored lines with their explanations, and their jobs where there are several."""
    titles = {job.number: job.title for job in jobs}
    of_line = {}
    if workings.result is not None and workings.is_explained:
        of_line = {line.number: line.job_ref for line in workings.result.lines}
    are_many = len({ref for ref in of_line.values() if ref}) > 1
    return tuple(
        Line(
            number=line.number,
            section=line.section,
            code=line.code,
            name=line.name,
            job=titles.get(of_line.get(line.number, ""), "") if are_many else "",
            units=line.units,
            rate=line.rate,
            factor=factor_of(workings.inputs, line.code),
            amount=line.amount,
            is_hours=line.hours_varying,
            explanation=workings.explanations.get(line.number),
        )
        for line in stored.lines
    )


def of_section(lines: tuple[Line, ...], section: LineSection) -> tuple[Line, ...]:
    """Return the lines of one section."""
    return tuple(line for line in lines if line.section == section)


def hours_paid(lines: tuple[PayslipLine, ...]) -> Decimal | None:
    """Return the hours for which pay varies, or None when it does not.

    Source: Employment Rights Act 1996, section 8(2)(e).
    """
    units = [line.units for line in lines if line.hours_varying and line.units is not None]
    return sum(units, ZERO) if units else None


def year_figures(stored: StoredPayslip) -> tuple[Figure, ...]:
    """Return what adds up over the tax year; what a person never has is left out."""
    row = stored.row
    found = (
        Figure(label, getattr(row, name), getattr(row, f"ytd_{name}"), name.startswith("employer"), name == "net")
        for label, name in FIGURES_OF_YEAR
    )
    on_top = Figure(
        "Together",
        row.employer_ni + row.employer_pension,
        row.ytd_employer_ni + row.ytd_employer_pension,
        is_of_employer=True,
        is_total=True,
    )
    return tuple(one for one in (*found, on_top) if one.label in ALWAYS_SHOWN or one.now or one.year)


def shares_of_gross(stored: StoredPayslip) -> tuple[Share, ...]:
    """Return where gross pay goes, when it can be drawn: nothing is given back and nothing is below nought."""
    row = stored.row
    parts = (
        ("You take home", row.net, "net"),
        ("Income tax", row.tax, "tax"),
        ("National Insurance", row.employee_ni, "ni"),
        ("Pension", row.employee_pension, "pension"),
        ("Other deductions", row.student_loan + row.postgraduate_loan + row.other_deductions, "other"),
    )
    if row.gross <= 0 or any(amount < 0 for _, amount, _ in parts):
        return ()
    found, start = [], ZERO
    for label, amount, key in parts:
        if amount:
            percent = amount * HUNDRED / row.gross
            found.append(Share(label, amount, percent, start, key))
            start += percent
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _ComparedLine:
    """A line as comparisons look at it; stored lines do not tell their job."""

    section: str
    code: str
    name: str
    amount: Decimal
    job_ref: str = ""


def compared_figures(stored: StoredPayslip) -> PayFigures:
    """Return the figures of a stored payslip that comparisons look at."""
    row = stored.row
    return PayFigures(
        tax_code=row.tax_code,
        ni_category=row.ni_category,
        taxable_pay=row.taxable_pay,
        niable_pay=row.niable_pay,
        pensionable_pay=row.pensionable_pay,
        tax=row.tax,
        employee_ni=row.employee_ni,
        student_loan=row.student_loan,
        postgraduate_loan=row.postgraduate_loan,
        employee_pension=row.employee_pension,
        net=row.net,
        lines=tuple(_ComparedLine(line.section, line.code, line.name, line.amount) for line in stored.lines),
    )
