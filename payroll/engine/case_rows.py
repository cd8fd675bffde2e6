"""Read the cases of `gross_to_net` from the lines of a CSV file, so that a broken row spoils no other."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from payroll.engine.errors import CasesUnreadable

REQUIRED_COLUMNS = ("case_id", "tax_year", "frequency")
FLAG_COLUMNS = ("week1month1", "director_last_payment")
AMOUNT_COLUMNS = (
    "taxable_pay",
    "taxable_pay_to_date",
    "tax_to_date_before",
    "niable_pay",
    "loan_pay",
    "niable_pay_to_date_before",
    "employee_ni_to_date_before",
    "employer_ni_to_date_before",
)
COLUMNS = (
    *REQUIRED_COLUMNS,
    *FLAG_COLUMNS,
    *AMOUNT_COLUMNS,
    "period",
    "tax_code",
    "ni_category",
    "student_loan_plans",
    "director_method",
    "director_weeks",
)
"""The columns that mean something; all others are ignored."""

Row = Mapping[str | None, str | list[str] | None]
"""The cells of a row by column, as csv.DictReader gives them: cells beyond the header are under None."""

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}


class BrokenRow(NamedTuple):
    """A row that is no CSV: its case, as far as it can be told, and what is wrong with it."""

    case_id: str
    message: str


def read_rows(lines: Iterable[str]) -> Iterator[Row | BrokenRow]:
    """Read the headings at once, and row after row as they are asked for.

    Headings are known whatever their capitals and spaces ("Tax Code" is tax_code). Lines without anything are no rows.

    :raises CasesUnreadable: if the headings lack a required column or have one twice.
    """
    found = _rows_of_cells(_Lines(lines))
    first = next(found, ())
    if isinstance(first, _Broken):
        raise CasesUnreadable(first.message)
    names = ["_".join(name.lower().replace("-", " ").replace("_", " ").split()) for name in first]
    _check_headings(names, " ".join(first))
    return (_row(names, cells) for cells in found)


class _Broken(NamedTuple):
    """The line where a broken row begins, and what to tell about it."""

    line: str
    message: str


class _Lines:
    """The lines of a file, all but the first of the row just read can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._given_back: deque[str] = deque()
        self._last_number = 0
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._lines)
        self._last_number += 1
        self.of_row.append(line)
        return line

    @property
    def number(self) -> int:
        """The number of the line where the row begins, from 1."""
        return self._last_number - len(self.of_row) + 1

    def give_back(self) -> None:
        """Let all lines of the row but its first be read again."""
        again = self.of_row[1:]
        self._given_back.extendleft(reversed(again))
        self._last_number -= len(again)


def _rows_of_cells(lines: _Lines) -> Iterator[Sequence[str] | _Broken]:
    """Read row after row; after a broken one, go on with the line below the one where it begins."""
    reader = csv.reader(lines, strict=True)
    while True:
        lines.of_row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _Broken(lines.of_row[0], _why_broken(lines.number))
            lines.give_back()
            reader = csv.reader(lines, strict=True)
        else:
            if cells:
                yield cells


def _why_broken(line_number: int) -> str:
    return (
        f"Line {line_number} of the file is broken: a cell that begins with a quotation mark must end with one, "
        "and a quotation mark inside it is written twice"
    )


def _check_headings(names: Sequence[str], text: str) -> None:
    missing = [name for name in REQUIRED_COLUMNS if name not in names]
    for separator, word in _OTHER_SEPARATORS.items():
        if missing and separator in text:
            raise CasesUnreadable(f"Its columns are separated by {word}. Save it as CSV with commas")
    if missing:
        raise CasesUnreadable(f"It has no column {' and no column '.join(missing)}. Its first row must name them")
    for name in COLUMNS:
        if names.count(name) > 1:
            raise CasesUnreadable(f"It has two columns {name}. Remove one")


def _row(names: Sequence[str], cells: Sequence[str] | _Broken) -> Row | BrokenRow:
    if isinstance(cells, _Broken):
        guess = dict(zip(names, cells.line.split(","), strict=False))
        return BrokenRow(guess.get("case_id", "").strip().strip('"'), cells.message)
    row: dict[str | None, str | list[str] | None] = dict(zip(names, cells, strict=False))
    if len(cells) > len(names):
        row[None] = list(cells[len(names) :])
    return row
