"""Turn the text of a cell into a value, or say what is wrong with it and what to do."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from hr import models as hr
from hr.importing.columns import BY_NAME, COLUMNS, Form, PeopleColumn
from sharedservices.common.daybounds import why_not
from sharedservices.common.fields import has_more_places
from sharedservices.common.taxyear import TaxYear

Parse = Callable[[str], Any]
Cells = dict[str, Any]
Report = Callable[[str, str, str, str], None]
"""column, message, what to do, value."""

MEMO_LIMIT = 20_000
UNIQUE = {"employee_number", "job_number", "same_person_as", "national_insurance_number", "account_number"}
"""Columns whose cells hardly repeat: remembering them would only fill the memory."""

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,10})?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(\D|$))")
_YES, _NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
PLACES = {Form.MONEY: 2, Form.HOURS: 2, Form.WEEKS: 6, Form.FTE: 4}


class CellWrong(Exception):
    """What is wrong with a cell, and what to do about it; `column` where the reader of a whole row says which."""

    def __init__(self, message: str, remedy: str, *, column: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.column = column


def parser_of(column: PeopleColumn) -> Parse:
    """Return the function that reads a cell of a column. Codes and shares are resolved later, against the records."""
    parsers: dict[Form, Callable[[PeopleColumn], Parse]] = {
        Form.DATE: lambda _column: to_date,
        Form.MONEY: _to_number,
        Form.HOURS: _to_number,
        Form.WEEKS: _to_number,
        Form.FTE: _to_number,
        Form.YES_NO: lambda _column: to_flag,
        Form.CHOICE: _to_choice,
        Form.SHARES: lambda _column: to_shares,
        Form.PLANS: lambda _column: to_plans,
        Form.TAX_YEAR: lambda _column: to_tax_year,
    }
    return parsers.get(column.form, _to_text)(column)


def to_date(text: str) -> date:
    """Read 2026-04-01 or 01/04/2026. :raises CellWrong: for anything else, and for days that do not exist."""
    if match := _DATE.fullmatch(text):
        year, month, day, uk_day, uk_month, uk_year = match.groups()
        try:
            found = date(int(year or uk_year), int(month or uk_month), int(day or uk_day))
        except ValueError:
            raise CellWrong("There is no such day.", "Check day and month.") from None
        if why := why_not(found):
            raise CellWrong(f"The day {why}.", "Check the year.")
        return found
    raise CellWrong("This is not a date.", "Write it as 2026-04-01 or 01/04/2026.")


def to_flag(text: str) -> bool:
    """Read yes or no. :raises CellWrong: for anything else."""
    word = text.casefold()
    if word in _YES | _NO:
        return word in _YES
    raise CellWrong("This is neither yes nor no.", "Write yes or no.")


def to_plans(text: str) -> tuple[str, ...]:
    """Read student loan plans. :raises CellWrong: for an unknown or repeated one."""
    plans = [part.strip().upper() for part in re.split(r"[;,+]", text) if part.strip()]
    known = set(hr.StudentLoan.Plan.values)
    if not set(plans) <= known or len(set(plans)) != len(plans):
        raise CellWrong("This is not a list of student loan plans.", "Write 1, 2, 4, 5 or PGL; several as 2; PGL.")
    return tuple(sorted(plans))


def to_tax_year(text: str) -> str:
    """Read a tax year like 2026-27. :raises CellWrong: for anything else."""
    try:
        return TaxYear.parse(text).label
    except ValueError:
        raise CellWrong("This is not a tax year.", "Write it like 2026-27.") from None


def to_shares(text: str) -> tuple[tuple[str, Decimal], ...]:
    """Read cost centres with their shares. :raises CellWrong: unless they add up to 100, each once."""
    how = "Write cost centre and per cent, like CC100:70; CC200:30, adding up to 100."
    shares: dict[str, Decimal] = {}
    for part in re.split(r";", text):
        code, _colon, percent = part.strip().rpartition(":")
        try:
            share = Decimal(percent.strip().removesuffix("%") or "x")
            is_share = 0 < share <= 100 and not has_more_places(share, 4)  # NaN cannot be compared
        except InvalidOperation:
            raise CellWrong("This is not a list of cost centres with shares.", how) from None
        if not code or code.strip().upper() in shares or not is_share:
            raise CellWrong("A share is not above 0, or a cost centre is named twice.", how)
        shares[code.strip().upper()] = share
    if (total := sum(shares.values())) != 100:
        raise CellWrong(f"The shares add up to {total} per cent, not 100.", how)
    return tuple(sorted(shares.items()))


def _to_text(column: PeopleColumn) -> Parse:
    longest = column.longest

    def parse(text: str) -> str:
        if len(text) > longest:
            raise CellWrong(f"This has {len(text)} characters, not at most {longest}.", "Shorten it.")
        return text if "  " not in text and "\n" not in text else " ".join(text.split())

    return parse


def to_decimal(text: str, *, places: int, example: str) -> Decimal:
    """Read a number of 0 or more, with or without pound sign and thousands. :raises CellWrong: for anything else."""
    plain = _THOUSANDS.sub("", text.removeprefix("£").strip())
    if not _NUMBER.fullmatch(plain):
        raise CellWrong("This is not a number.", f"Write it like {example}, without words.")
    number = Decimal(plain)
    if has_more_places(number, places):
        raise CellWrong(f"This has more than {places} decimal places.", "Round it as the contract says.")
    if number < 0:
        raise CellWrong("This is below 0.", "Pay, hours and weeks are never negative here. Check the figure.")
    return number


def _to_number(column: PeopleColumn) -> Parse:
    places, example = PLACES[column.form], column.example or "1234.50"
    return lambda text: to_decimal(text, places=places, example=example)


def _to_choice(column: PeopleColumn) -> Parse:
    known = {value.casefold(): value for value in column.allowed}

    def parse(text: str) -> str:
        found = known.get(text.casefold().replace(" ", "_").replace("-", "_"))
        if found is None:
            raise CellWrong("This is not one of the values that are allowed.", f"Write {_listed(column.allowed)}.")
        return found

    return parse


def _listed(values: Any) -> str:
    *most, last = values
    return f"{', '.join(most)} or {last}" if most else str(last)


class CellReader:
    """Reads the cells of rows, remembering what repeats."""

    def __init__(self) -> None:
        self._columns: list[tuple[str, bool, Parse, dict[str, Any] | None]] = [
            (column.name, column.is_required, parser_of(column), {} if column.name not in UNIQUE else None)
            for column in COLUMNS
        ]

    def read(self, values: Mapping[str, str], report: Report) -> tuple[Cells, frozenset[str]]:
        """Return the values of a row, None for empty cells and wrong ones, and the columns that are wrong."""
        cells: Cells = {}
        wrong: list[str] = []
        for name, is_required, parse, memo in self._columns:
            text = values.get(name)
            if text is None:  # reported by the reader of the file
                wrong.append(name)
            elif text == "":
                cells[name] = None
                if is_required:
                    wrong.append(name)
                    report(name, f"“{name}” is empty.", f"Fill it in: {BY_NAME[name].help}", "")
                continue
            else:
                found = _remembered(parse, memo, text)
                if not isinstance(found, CellWrong):
                    cells[name] = found
                    continue
                wrong.append(name)
                report(name, found.message, found.remedy, text)
            cells[name] = None
        return cells, frozenset(wrong)


def _remembered(parse: Parse, memo: dict[str, Any] | None, text: str) -> Any:
    """Return the value of a cell, or what is wrong with it."""
    if memo is not None and text in memo:
        return memo[text]
    try:
        found = parse(text)
    except CellWrong as wrong:
        found = wrong
    if memo is not None and len(memo) < MEMO_LIMIT:
        memo[text] = found
    return found
