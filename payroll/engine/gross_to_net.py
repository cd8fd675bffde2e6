"""Work out tax, National Insurance and loans of one row of figures, to hold the engine against another payroll's.

Text in, text out, as in a CSV file: an empty column leaves its part out, a row that cannot be worked out gets a message
in `error` and no figures. Amounts are pounds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from payroll.engine.case_rows import AMOUNT_COLUMNS, FLAG_COLUMNS, REQUIRED_COLUMNS, BrokenRow, Row
from payroll.engine.errors import EngineError, PayInputInvalid, RatesMissing
from payroll.engine.national_insurance import DirectorYear, NiResult, category_rates, class1, director
from payroll.engine.paye import Basis, basis_of, income_tax
from payroll.engine.rates import Rates, rates_on
from payroll.engine.student_loans import loan_deductions
from payroll.engine.tax_code import parse_tax_code
from payroll.engine.types import DirectorMethod
from sharedservices.common.money import MAX_AMOUNT, ZERO, pence
from sharedservices.common.periods import Frequency
from sharedservices.common.taxyear import TaxYear

OUTPUT_COLUMNS = (
    "case_id",
    "tax",
    "employee_ni",
    "employer_ni",
    "ni_earnings_at_lel",
    "ni_earnings_lel_to_pt",
    "ni_earnings_pt_to_uel",
    "student_loan",
    "postgraduate_loan",
    "error",
)
ALL_WEEKS = 52

_AMOUNT = re.compile(r"[+-]?(\d+(\.\d{0,2}0*)?|\.\d{1,2}0*)", re.ASCII)
_WHOLE = re.compile(r"(\d{1,4})(\.0*)?", re.ASCII)
_FLAG = re.compile(r"([01])(\.0*)?", re.ASCII)


def work_out_rows(rows: Iterable[Row | BrokenRow]) -> Iterator[dict[str, str]]:
    """Work out row after row, as they come; the answer to a broken row is what is wrong with it."""
    return (_refusal(row) if isinstance(row, BrokenRow) else work_out_row(row) for row in rows)


def _refusal(row: BrokenRow) -> dict[str, str]:
    return dict.fromkeys(OUTPUT_COLUMNS, "") | {"case_id": row.case_id, "error": row.message}


def work_out_row(row: Row) -> dict[str, str]:
    """Work out one row; `error` holds a message, and every figure is empty, when that is not possible."""
    answer = dict.fromkeys(OUTPUT_COLUMNS, "")
    case_id = row.get("case_id")
    answer["case_id"] = case_id.strip() if isinstance(case_id, str) else ""
    try:
        cells = _Cells.of(row)
        _check_every_cell(cells)
        figures: dict[str, Decimal] = {}
        figures.update(_tax(cells))
        figures.update(_national_insurance(cells))
        figures.update(_loans(cells))
    except EngineError as error:
        answer["error"] = str(error)
    else:
        answer.update((name, str(pence(figure))) for name, figure in figures.items())
    return answer


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row, stripped, with the three figures that every part needs."""

    text: Mapping[str, str]
    frequency: Frequency
    rates: Rates

    @classmethod
    def of(cls, row: Row) -> "_Cells":
        """Check the shape of a row.

        :raises EngineError: if a required column is empty, the row is too long, or year or frequency are unknown.
        """
        if any(cell.strip() for cell in row.get(None) or ()):
            raise PayInputInvalid("The row has more cells than the header. Put text that holds commas in quotes")
        text = {name: cell.strip() for name, cell in row.items() if name is not None and isinstance(cell, str)}
        for name in REQUIRED_COLUMNS:
            if not text.get(name):
                raise PayInputInvalid(f"{name} is empty. Every row needs {', '.join(REQUIRED_COLUMNS)}")
        return cls(text, _frequency(text["frequency"]), _rates(text["tax_year"]))

    def has(self, name: str) -> bool:
        """Tell whether the column is there and not empty."""
        return bool(self.text.get(name))

    def amount(self, name: str, *, may_be_negative: bool = False) -> Decimal:
        """Return the amount in a column in pounds; nothing counts as 0.

        :raises PayInputInvalid: if it is no amount in pounds and pence.
        """
        text = self.text.get(name, "")
        if not text:
            return ZERO
        if not _AMOUNT.fullmatch(text):
            raise PayInputInvalid(f"{name} '{text}' is not an amount like 1234.56: digits and at most 2 decimals")
        amount = Decimal(text)
        if abs(amount) > MAX_AMOUNT:
            raise PayInputInvalid(f"{name} '{text}' is larger than {MAX_AMOUNT}")
        if amount < 0 and not may_be_negative:
            raise PayInputInvalid(f"{name} is {text}, but it cannot be negative. Give 0 or the correct figure")
        return amount

    def whole(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        """Return the whole number in a column, or the default when it is empty.

        :raises PayInputInvalid: if it is no whole number or out of range.
        """
        text = self.text.get(name, "")
        if not text:
            return default
        match = _WHOLE.fullmatch(text)
        if not match or not lowest <= int(match[1]) <= highest:
            raise PayInputInvalid(f"{name} '{text}' is not a whole number from {lowest} to {highest}")
        return int(match[1])

    def flag(self, name: str) -> bool:
        """Return whether a column holds 1; nothing counts as 0.

        :raises PayInputInvalid: if it holds neither 0 nor 1.
        """
        text = self.text.get(name, "")
        if not text:
            return False
        match = _FLAG.fullmatch(text)
        if not match:
            raise PayInputInvalid(f"{name} is '{text}', but it must be 0 or 1")
        return match[1] == "1"


def _frequency(text: str) -> Frequency:
    try:
        return Frequency(text.lower())
    except ValueError:
        known = ", ".join(Frequency)
        raise PayInputInvalid(f"frequency '{text}' is unknown. Use one of {known}") from None


@lru_cache(maxsize=64)
def _rates(text: str) -> Rates:
    try:
        tax_year = TaxYear.parse(text)
    except ValueError:
        raise PayInputInvalid(f"tax_year '{text}' is not a tax year like 2026-27") from None
    try:
        return rates_on(tax_year.start)
    except RatesMissing as error:
        raise RatesMissing(f"tax_year '{text}' cannot be worked out. {error}") from error


def _check_every_cell(cells: _Cells) -> None:
    """Check the cells that stand alone, also those of a part that is left out: often they slipped from the next column.

    :raises EngineError: if one makes no sense; the message names it.
    """
    for name in AMOUNT_COLUMNS:
        cells.amount(name, may_be_negative=True)
    for name in FLAG_COLUMNS:
        cells.flag(name)
    if cells.has("tax_code"):
        parse_tax_code(cells.text["tax_code"])
    if cells.has("ni_category"):
        category_rates(cells.text["ni_category"].upper(), cells.rates)
    if cells.has("student_loan_plans"):
        loan_deductions(plans=_plans(cells), earnings=ZERO, frequency=cells.frequency, rates=cells.rates)


def _tax(cells: _Cells) -> dict[str, Decimal]:
    """Return the tax of a row, or nothing when it has no tax code or no taxable pay."""
    if not cells.has("tax_code") or not (cells.has("taxable_pay") or cells.has("taxable_pay_to_date")):
        return {}
    code = parse_tax_code(cells.text["tax_code"])
    week1month1 = cells.flag("week1month1") or code.week1month1
    if not cells.has("taxable_pay"):
        raise PayInputInvalid("taxable_pay is empty. Give the pay of this payment: the 50% limit is worked on it")
    pay = cells.amount("taxable_pay", may_be_negative=True)
    if not cells.has("period") and not week1month1:
        raise PayInputInvalid("period is empty. A cumulative code needs the tax week or month of the pay date")
    period = cells.whole("period", 1, lowest=0, highest=9999)
    if cells.has("taxable_pay_to_date"):
        pay_to_date = cells.amount("taxable_pay_to_date", may_be_negative=True)
    elif period == 1 or basis_of(cells.frequency, period, week1month1=week1month1)[0] is not Basis.CUMULATIVE:
        pay_to_date = pay
    else:
        raise PayInputInvalid("taxable_pay_to_date is empty. A cumulative code needs it in every period but the first")
    result = income_tax(
        code=code,
        frequency=cells.frequency,
        period=period,
        pay_to_date=pay_to_date,
        tax_to_date_before=cells.amount("tax_to_date_before"),
        pay_this_period=pay,
        week1month1=week1month1,
        rates=cells.rates,
    )
    return {"tax": result.tax}


def _national_insurance(cells: _Cells) -> dict[str, Decimal]:
    """Return the National Insurance of a row, or nothing when it has no letter or no earnings."""
    if not cells.has("ni_category") or not cells.has("niable_pay"):
        return {}
    result = _director(cells) if cells.has("director_method") else _employee(cells)
    return {
        "employee_ni": result.employee,
        "employer_ni": result.employer,
        "ni_earnings_at_lel": result.bands.at_lel,
        "ni_earnings_lel_to_pt": result.bands.lel_to_pt,
        "ni_earnings_pt_to_uel": result.bands.pt_to_uel,
    }


def _employee(cells: _Cells) -> NiResult:
    return class1(
        category=cells.text["ni_category"].upper(),
        earnings=cells.amount("niable_pay"),
        frequency=cells.frequency,
        rates=cells.rates,
    )


def _director(cells: _Cells) -> NiResult:
    try:
        method = DirectorMethod(cells.text["director_method"].lower())
    except ValueError:
        text = cells.text["director_method"]
        raise PayInputInvalid(
            f"director_method '{text}' is unknown. Use annual or alternative, or leave it empty"
        ) from None
    last_payment = cells.flag("director_last_payment")
    on_the_year = method is DirectorMethod.ANNUAL or last_payment
    return director(
        category=cells.text["ni_category"].upper(),
        method=method,
        earnings=cells.amount("niable_pay", may_be_negative=on_the_year),
        frequency=cells.frequency,
        rates=cells.rates,
        before=DirectorYear(
            earnings=cells.amount("niable_pay_to_date_before"),
            employee=cells.amount("employee_ni_to_date_before"),
            employer=cells.amount("employer_ni_to_date_before"),
        ),
        weeks=cells.whole("director_weeks", ALL_WEEKS, lowest=1, highest=ALL_WEEKS),
        last_payment=last_payment,
    )


def _loans(cells: _Cells) -> dict[str, Decimal]:
    """Return the loan deductions of a row, or nothing when it has no plan or no earnings."""
    if not cells.has("student_loan_plans") or not cells.has("loan_pay"):
        return {}
    result = loan_deductions(
        plans=_plans(cells), earnings=cells.amount("loan_pay"), frequency=cells.frequency, rates=cells.rates
    )
    return {"student_loan": result.student_loan, "postgraduate_loan": result.postgraduate_loan}


def _plans(cells: _Cells) -> list[str]:
    """Return the loan plans of a row: "Plan 2 + PGL" is 2 and PGL, as is "2.0+pgl"."""
    plans = cells.text["student_loan_plans"].upper().split("+")
    return [plan.strip().removeprefix("PLAN").strip().removesuffix(".0") for plan in plans]
