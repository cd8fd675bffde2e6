"""Rows of an XLSX workbook, read as a stream.

Cells hold values, not instructions: a formula is refused, since its result depends on who opened the file last.
"""

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.xml import DEFUSEDXML

from sharedservices.common.import_sheet import Column, ImportRefused, RawRow, key, known_keys, refuse

MAX_COLUMNS = 256
MAX_UNPACKED_BYTES = 600 << 20
MAX_SHARED_BYTES = 100 << 20
SHARED_STRINGS = "xl/sharedStrings.xml"
CHUNK_BYTES = 1 << 20
OVERLAP_BYTES = 1 << 10
FORMULA, ERROR = "f", "e"
FAULTY = {FORMULA, ERROR}
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?hidden="(?:1|true)"')

SAVE_AGAIN = "Open it in the spreadsheet, save it as “Excel workbook (.xlsx)” without a password, and load that file."


class XlsxReader:
    """The visible sheet of a workbook whose headings fit best."""

    def __init__(self, stream: BinaryIO, columns: Sequence[Column]) -> None:
        """Open the workbook and choose the sheet. :raises ImportRefused: if it is damaged, too large or merged."""
        self.notes: list[str] = []
        self._zip = _open_zip(stream)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells of decorations that it does not keep
                self._book = openpyxl.load_workbook(stream, read_only=True, keep_links=False)
            self._sheet = self._choose(known_keys(columns))
        except ImportRefused:
            raise
        except Exception as error:
            raise _damaged() from error
        self._digits = {key(heading): column.digits for heading, column in known_keys(columns).items() if column.digits}
        self._scan()

    def rows(self) -> Iterator[RawRow]:
        """Walk all rows from the first. :raises ImportRefused: if the sheet breaks off."""
        digits: dict[int, int] = {}
        for number, cells in enumerate(_rows(self._sheet), 1):
            row = _raw_row(number, cells, digits)
            if not digits and not row.is_blank:  # the headings
                digits = {place: self._digits.get(key(text), 0) for place, text in enumerate(row.texts)}
            yield row

    def _choose(self, known: dict[str, Column]) -> Any:
        """Return the visible sheet whose first filled row holds the most known headings."""
        visible = [sheet for sheet in self._book.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise refuse("The workbook has no visible sheet.", SAVE_AGAIN)

        def score(sheet: Any) -> int:
            first = next((row for row in _rows(sheet) if any(cell.value is not None for cell in row)), ())
            return sum(key(str(cell.value)) in known for cell in first)

        chosen = max(visible, key=score)
        others = [sheet.title for sheet in self._book.worksheets if sheet is not chosen]
        if others:
            self.notes.append(f"Only the sheet “{chosen.title}” was read, not {', '.join(f'“{o}”' for o in others)}.")
        return chosen

    def _scan(self) -> None:
        """Look through the sheet's XML for what the reading of cells does not show: merged cells, hidden rows."""
        n_hidden, seen = 0, b""
        with self._zip.open(self._sheet._worksheet_path.lstrip("/")) as part:
            while chunk := part.read(CHUNK_BYTES):
                window = seen + chunk
                if merged := MERGED.search(window):
                    area = merged[1].decode()
                    raise refuse(
                        f"The cells {area} of the sheet “{self._sheet.title}” are merged.",
                        "Unmerge them and fill every cell, then save again.",
                    )
                n_hidden += len(HIDDEN_ROW.findall(window)) - len(HIDDEN_ROW.findall(seen))
                seen = window[-OVERLAP_BYTES:]
        if n_hidden:
            self.notes.append(f"Hidden rows were read as well: {n_hidden}.")


def _open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open the package and make sure that it unpacks to something reasonable. :raises ImportRefused: if not."""
    if not DEFUSEDXML:
        raise RuntimeError("reading workbooks needs defusedxml")
    stream.seek(0)
    try:
        package = zipfile.ZipFile(stream)
    except zipfile.BadZipFile:
        raise _damaged() from None
    sizes = {entry.filename: entry.file_size for entry in package.infolist()}
    if sum(sizes.values()) > MAX_UNPACKED_BYTES or sizes.get(SHARED_STRINGS, 0) > MAX_SHARED_BYTES:
        raise refuse("The workbook is too large when unpacked.", "Split it into several files, or load it as CSV.")
    return package


def _damaged() -> ImportRefused:
    return refuse("The file is not an XLSX workbook, or it is damaged.", SAVE_AGAIN)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Walk the rows of a sheet whatever size it claims to have. :raises ImportRefused: if its XML breaks off."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows()
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows, None)
        except Exception as error:  # a damaged part fails in as many ways as there are ways to damage it
            raise _damaged() from error
        if row is None:
            return
        if any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            raise refuse(
                f"The sheet “{sheet.title}” has more than {MAX_COLUMNS} columns.", "Delete what is not needed."
            )
        yield row[:MAX_COLUMNS]


def _raw_row(number: int, cells: Sequence[Any], digits: Mapping[int, int]) -> RawRow:
    """Return the texts of a row, and what is wrong with the cells that have none."""
    texts: list[str] = []
    faults: dict[int, tuple[str, str]] = {}
    for place, cell in enumerate(cells):
        value, text = cell.value, ""
        if value is None:
            pass
        elif cell.data_type in FAULTY or isinstance(value, dt.timedelta):
            faults[place] = _fault(cell)
        elif isinstance(value, str):
            text = value
        elif isinstance(value, bool):
            text = "TRUE" if value else "FALSE"
        elif isinstance(value, int | float):
            text = _number(value, cell.number_format, digits.get(place, 0))
        else:
            text = _date(value)
        texts.append(text)
    return RawRow(number, texts, faults)


def _fault(cell: Any) -> tuple[str, str]:
    """Say why a cell has no value that can be read, and what to do."""
    address = f"{get_column_letter(cell.column)}{cell.row}"
    if cell.data_type == FORMULA:
        return f"The cell {address} holds a formula.", "Copy the cells and paste them as values, then save again."
    if cell.data_type == ERROR:
        return f"The cell {address} holds the error {cell.value}.", "Put the right value there."
    return f"The cell {address} holds a length of time.", "Write hours as a number, like 7.5."


def _number(value: Any, number_format: str, digits: int) -> str:
    """Write a number with the fifteen digits that a spreadsheet keeps, without exponent.

    Where the cell's own format shows zeros in front (000000 or 00-00-00), they are part of what the person sees.
    """
    text = str(value) if isinstance(value, int) else format(Decimal(f"{value:.15g}"), "f")
    shows_zeros = digits and re.fullmatch(r'[0\\\-" ]+', number_format) and number_format.count("0") == digits
    return text.zfill(digits) if shows_zeros else text


def _date(value: Any) -> str:
    """Write a date as 2026-11-30, and a time of day only where there is one."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value.isoformat())
