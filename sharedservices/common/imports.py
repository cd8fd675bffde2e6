"""Read CSV and XLSX files that people send: row by row in little memory, every problem by row and column.

    file = open_import(upload, columns=COLUMNS)        # refuses at once what cannot be read, headings included
    for number, values in file:                        # values: column name -> text, "" where the cell is empty
        ...; file.report(number, "nino", "…", "…")     # the caller's own findings join the same list
    if file.problems: …

A column whose cell cannot be used (a formula, a lost zero) is **absent** from ``values``: it has been reported, do not
report it again. A row with more cells than headings is reported and left out, as its cells may have moved.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sharedservices.common.import_csv import CsvReader
from sharedservices.common.import_sheet import (
    SUSPECT,
    Column,
    Headings,
    ImportProblem,
    ImportRefused,
    RawRow,
    Reader,
    cell_problem,
    match_headings,
    refuse,
    shown,
    tidy,
)
from sharedservices.common.import_xlsx import SAVE_AGAIN, XlsxReader

__all__ = ["Column", "ImportFile", "ImportProblem", "ImportRefused", "open_import", "open_raw"]

MAX_ROWS = 100_000
MAX_BYTES = 50 << 20
MAX_PROBLEMS = 1_000
"""So many problems are kept; beyond, they are only counted."""

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0"


class ImportFile:
    """A file whose headings are understood. Iterate over it as often as needed; each pass starts without problems."""

    def __init__(self, reader: Reader, columns: Sequence[Column], max_rows: int) -> None:
        """Read the headings. :raises ImportRefused: if there are none, or they are not the right ones."""
        self.columns = {column.name: column for column in columns}
        self.problems: list[ImportProblem] = []
        self.n_problems = 0
        self.n_rows = 0
        self._reader = reader
        self._max_rows = max_rows
        self._has_digits = any(column.digits for column in columns)
        self._stack = contextlib.ExitStack()
        self._headings = self._read_headings(columns)

    @property
    def notes(self) -> list[str]:
        """Return what the person should know though it is no problem: encoding, sheets left out, hidden rows."""
        return self._reader.notes

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (row number, values by column name) for every row that is not blank.

        :raises ImportRefused: if there are more rows than allowed, or the file breaks off.
        """
        self.problems, self.n_problems, self.n_rows = [], 0, 0
        for row in self._reader.rows():
            if row.number <= self._headings.row or row.is_blank:
                continue
            self.n_rows += 1
            if self.n_rows > self._max_rows:
                message = f"The file has more than {self._max_rows:,} rows."
                raise refuse(message, "Split it into several files.", row=row.number)
            if self._has_room(row):
                yield row.number, self._values(row)
        if not self.n_rows:
            self.report(None, "", "The file has headings but no rows.", "Fill in at least one row below the headings.")

    def report(self, row: int | None, column: str, message: str, remedy: str, *, value: str = "") -> None:
        """Add a problem; ``value`` is masked if the column is sensitive. Beyond 1,000 they are only counted."""
        self.n_problems += 1
        if len(self.problems) < MAX_PROBLEMS:
            masked = shown(self.columns.get(column), value)
            self.problems.append(ImportProblem(row, column, masked, message, remedy))

    def close(self) -> None:
        """Close the file if this reader opened it."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _read_headings(self, columns: Sequence[Column]) -> Headings:
        """Match the first row that is not blank."""
        for row in self._reader.rows():
            if not row.is_blank:
                return match_headings(row.number, row.texts, columns)
        raise refuse("The file is empty.", "Download the template, fill it in and load it.")

    def _has_room(self, row: RawRow) -> bool:
        """Make sure that no value stands outside the headed columns; report the row otherwise."""
        places = self._headings.places
        if len(row.texts) <= len(places) and self._headings.is_without_gaps:
            return True
        strays = [text for place, text in enumerate(row.texts) if place not in places and text.strip()]
        if strays:
            self.report(
                row.number,
                "",
                f"The row has {len(strays)} value{'s' if len(strays) > 1 else ''} outside the columns with headings.",
                "Put text that holds a comma in quotation marks, or give the column a heading.",
            )
        return not strays

    def _values(self, row: RawRow) -> dict[str, str]:
        """Return the row by column name, without the cells that had to be reported."""
        joined = "\n".join(row.texts)
        texts = [text.strip() for text in row.texts] if joined.isascii() else [tidy(text) for text in row.texts]
        n_texts = len(texts)
        values = {
            column.name: texts[place] if place < n_texts else "" for place, column in self._headings.places.items()
        }
        if others := self._headings.others:
            values.update(dict.fromkeys(others, ""))
        is_suspect = SUSPECT.search(joined) is not None
        if is_suspect or row.faults or self._has_digits:
            self._leave_out_unusable(row, values, is_suspect=is_suspect)
        return values

    def _leave_out_unusable(self, row: RawRow, values: dict[str, str], *, is_suspect: bool) -> None:
        """Report the cells that a reader or a spreadsheet has spoilt, and take them out of the values."""
        for place, column in self._headings.places.items():
            problem = row.faults.get(place)
            if problem is None and (is_suspect or column.digits):
                problem = cell_problem(column, values[column.name])
            if problem is not None:
                self.report(row.number, column.name, *problem, value=values.pop(column.name))


def open_import(
    source: Path | BinaryIO,
    *,
    columns: Sequence[Column],
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    wrap: Callable[[Reader], Reader] | None = None,
) -> ImportFile:
    """Open a CSV or XLSX file, told apart by its content, and read its headings.

    `wrap` may put another reader before it (import_mapped). A stream must be seekable and stays the caller's to close;
    a path is closed by ``close()`` or a ``with``.

    :raises ImportRefused: if the file is too large, of another kind, damaged, or its headings are not right.
    """
    with contextlib.ExitStack() as stack:
        stream: BinaryIO = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
        reader = _reader(stream, columns, max_bytes)
        file = ImportFile(wrap(reader) if wrap else reader, columns, max_rows)
        file._stack = stack.pop_all()
        return file


def open_raw(source: BinaryIO, *, columns: Sequence[Column], max_bytes: int = MAX_BYTES) -> Reader:
    """Open a CSV or XLSX file whatever its headings are; `columns` only help to find the separator.

    :raises ImportRefused: if the file is too large, of another kind or damaged
    """
    return _reader(source, columns, max_bytes)


def _reader(stream: BinaryIO, columns: Sequence[Column], max_bytes: int) -> Reader:
    """Return the reader for what the file is. :raises ImportRefused: if none fits."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    start = stream.read(len(ZIP_MARK))
    if size > max_bytes:
        limit = max_bytes >> 20
        raise refuse(f"The file is larger than {limit} MB.", "Split it into several files, or load it as CSV.")
    if not size:
        raise refuse("The file is empty.", "Download the template, fill it in and load it.")
    if start == OLE_MARK:
        raise refuse("The file is an old Excel workbook (.xls) or has a password.", SAVE_AGAIN)
    return XlsxReader(stream, columns) if start == ZIP_MARK else CsvReader(stream, columns)
