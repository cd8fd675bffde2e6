"""Write rows as CSV or XLSX that a spreadsheet opens safely, and that says who took them away (ADR 0022).

Text that a spreadsheet would run as a formula is made harmless; genuine numbers and dates stay numbers and dates.
Source: OWASP, CSV Injection. Both writers take a binary stream and hold one row at a time.
"""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from types import TracebackType
from typing import IO, Any, Protocol, Self

import xlsxwriter
from django.utils import timezone

from sharedservices.common import formatting
from sharedservices.common.errors import DomainError
from sharedservices.common.money import round_half_up
from sharedservices.common.pdf import render_pdf

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full width forms
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
XLSX_MAX_ROWS = 1_048_575
PDF_MAX_ROWS, PDF_MAX_CELLS = 500, 3_000
"""Tagged cells are slow to lay out, some milliseconds each: with more a reader would wait beyond ten seconds."""
LATER_MAX_ROWS, LATER_MAX_CELLS = 5_000, 30_000
"""What a worker lays out for somebody who waits: little more than a millisecond and 25 kilobytes a cell."""
LIST_TEMPLATE = "pdf/list.html"
PDF_WIDE = 10
NARROWEST, WIDEST = 7, 40
"""In characters: what a column of a PDF is wide at least and at most, beside the others."""
ABOUT = "About this download"
SPOOL_BYTES = 2 * 1024 * 1024


class ExportFormat(StrEnum):
    """The file formats of a download."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"

    @property
    def content_type(self) -> str:
        if self is ExportFormat.CSV:
            return "text/csv; charset=utf-8"
        if self is ExportFormat.PDF:
            return "application/pdf"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_format(wish: str) -> ExportFormat:
    """Return the format of a file that is filled in and handed back. :raises ValueError: for any other."""
    found = ExportFormat(wish)
    if found is ExportFormat.PDF:
        raise ValueError(wish)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who took away what, of which partner, narrowed to what, when. Source: domain HR-17."""

    what: str
    who: str
    partner: str
    at: datetime
    filters: tuple[str, ...] = ()

    def lines(self, n_rows: int) -> list[tuple[str, str]]:
        """Return it as labels with values, for a sheet of its own."""
        return [
            ("What", self.what),
            ("Downloaded by", self.who),
            ("Partner", self.partner),
            ("Moment", formatting.moment(timezone.localtime(self.at))),
            ("Filters", "; ".join(self.filters) or "None"),
            ("Rows", f"{n_rows:,}"),
        ]

    def sentence(self, n_rows: int) -> str:
        """Return it in one line, for the head of a file and the foot of a page."""
        said = dict(self.lines(n_rows))
        return (
            f"{said['What']}: downloaded by {self.who} for {self.partner}, {said['Moment']}. "
            f"Filters: {said['Filters']}. Rows: {said['Rows']}."
        )


def about(view: Any, what: str, filters: Sequence[str] = ()) -> About:
    """Return who takes something away, from the view that sends it: its user, and its partner, or `partners` by id."""
    partner = getattr(view, "partner", None)
    found = [partner] if partner else getattr(view, "partners", {}).values()
    names = ", ".join(sorted(one.name for one in found))
    part = str(getattr(view.request, "part_words", ""))
    said = (*filters, part) if part else tuple(filters)
    return About(what=what, who=view.request.user.full_name, partner=names, at=timezone.now(), filters=said)


class TooManyRows(DomainError):
    """The rows do not fit into one worksheet, or on paper."""


def is_formula(text: str) -> bool:
    """Answer whether a spreadsheet might run this text; a signed number (-12.50) is only a number."""
    return text.startswith(_RUNS_AS_FORMULA) and not _NUMBER.fullmatch(text)


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet might run as a formula."""
    return f"'{text}" if is_formula(text) else text


def _plain(value: Any) -> Any:
    """Turn a value into text, number, date or local naive datetime."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, int | Decimal | date):
        return value
    return str(value)


def _is_pence(value: Decimal) -> bool:
    """Answer whether a number has no more than two decimals: rates keep all of theirs."""
    return value == round_half_up(value, 2)


class RowWriter(Protocol):
    """What both writers do."""

    def row(self, values: Sequence[Any]) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """Write CSV with a byte order mark, so that Excel reads it as UTF-8; dates as 2026-11-21, amounts as 1234.50.

    Without a header it writes rows alone, to be put below one.
    """

    def __init__(self, stream: IO[bytes], header: Sequence[str] | None) -> None:
        encoding = "utf-8" if header is None else "utf-8-sig"
        self._text = io.TextIOWrapper(stream, encoding=encoding, newline="", write_through=True)
        self._csv = csv.writer(self._text)
        if header is not None:
            self.row(header)

    def row(self, values: Sequence[Any]) -> None:
        self._csv.writerow([self._cell(_plain(value)) for value in values])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()

    @staticmethod
    def _cell(value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M:%S}"
        if isinstance(value, Decimal):
            return f"{value:f}"
        return harmless(value) if isinstance(value, str) else str(value)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class XlsxWriter:
    """Write one worksheet in constant memory: bold frozen header, amounts with two decimals, dates as dates.

    :raises TooManyRows: from `row`, beyond the 1,048,575 rows that a worksheet holds.
    """

    def __init__(self, stream: IO[bytes], header: Sequence[str], *, sheet: str = "Data") -> None:
        self._book = xlsxwriter.Workbook(
            stream,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "dd/mm/yyyy",
            },
        )
        self._sheet = self._book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", sheet)[:31] or "Data")
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._date = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._quoted = self._book.add_format({"quote_prefix": True})
        bold = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._sheet.freeze_panes(1, 0)
        for index, title in enumerate(header):
            self._sheet.set_column(index, index, max(12, min(40, len(title) + 4)))
        for index, title in enumerate(header):
            self._sheet.write_string(0, index, title, bold)
        self._width = len(header)
        self._rows = 0

    def row(self, values: Sequence[Any]) -> None:
        if self._rows >= XLSX_MAX_ROWS:
            raise TooManyRows(f"Excel holds at most {XLSX_MAX_ROWS:,} rows. Filter the list, or download it as CSV.")
        self._rows += 1
        for index, value in enumerate(values):
            self._write(self._rows, index, _plain(value))

    def _write(self, row: int, column: int, value: Any) -> None:
        if isinstance(value, datetime):
            self._sheet.write_datetime(row, column, value, self._moment)
        elif isinstance(value, date):
            self._sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self._date)  # noqa: DTZ001
        elif isinstance(value, Decimal):
            self._sheet.write_number(row, column, value, self._money if _is_pence(value) else None)
        elif isinstance(value, int):
            self._sheet.write_number(row, column, value)
        elif value:
            self._sheet.write_string(row, column, value, self._quoted if is_formula(value) else None)

    def about(self, lines: Iterable[tuple[str, str]]) -> None:
        """Add a sheet of labels and values behind the rows."""
        sheet, bold = self._book.add_worksheet(ABOUT), self._book.add_format({"bold": True})
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 80)
        for index, (label, value) in enumerate(lines):
            sheet.write_string(index, 0, label, bold)
            sheet.write_string(index, 1, value, self._quoted if is_formula(value) else None)

    def close(self) -> None:
        if self._width:
            self._sheet.autofilter(0, 0, self._rows, self._width - 1)
        self._book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def write_rows(
    stream: IO[bytes],
    *,
    file_format: ExportFormat,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    about: About | None,
    sheet: str = "Data",
) -> int:
    """Write every row and return how many there were.

    `about`: who takes it away, on a sheet of its own or as one more heading (ADR 0022). None only for files whose
    columns somebody else lays down, and for what is published.

    :raises TooManyRows: if an XLSX would pass the limit of a worksheet, or a PDF that of a list on paper
    """
    if file_format is ExportFormat.PDF:
        return _write_pdf(stream, header, rows, about, title=about.what if about is not None else sheet)
    if file_format is ExportFormat.CSV and about is not None:
        return _write_told(stream, header, rows, about)
    n_rows = 0
    writer = CsvWriter(stream, header) if file_format is ExportFormat.CSV else XlsxWriter(stream, header, sheet=sheet)
    with writer:
        for row in rows:
            writer.row(row)
            n_rows += 1
        if about is not None and isinstance(writer, XlsxWriter):
            writer.about(about.lines(n_rows))
    return n_rows


def _write_told(stream: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Any]], about: About) -> int:
    """Write the rows aside, then the header, which knows how many there are, and the rows below it."""
    n_rows = 0
    with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as aside:
        with CsvWriter(aside, None) as body:
            for row in rows:
                body.row([*row, ""])
                n_rows += 1
        with CsvWriter(stream, [*header, about.sentence(n_rows)]):
            pass
        aside.seek(0)
        shutil.copyfileobj(aside, stream)
    return n_rows


def _write_pdf(
    stream: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Any]], about: About | None, *, title: str
) -> int:
    """Write a tagged PDF across the page: headings on each of them, and who took it away at the foot."""
    page = paper(header, rows, about, most=paper_rows(len(header)))
    stream.write(render_pdf(LIST_TEMPLATE, page, title=title))
    return len(page["rows"])


def paper(header: Sequence[str], rows: Iterable[Sequence[Any]], about: About | None, *, most: int) -> dict[str, Any]:
    """Return what a list on paper says, in plain values: it may wait for a worker that lays it out.

    :raises TooManyRows: for more rows than these
    """
    found = list(islice(([_plain(value) for value in row] for row in rows), most + 1))
    if len(found) > most:
        raise TooManyRows(
            f"A PDF of these columns holds at most {most:,} rows.",
            remedy="Filter the list, or download it as Excel or CSV.",
        )
    widths = [max(len(head), *(len(_on_paper(row[n])) for row in found), 0) for n, head in enumerate(header)]
    widths = [max(NARROWEST, min(WIDEST, one)) for one in widths]
    numeric = [any(_is_number(row[n]) for row in found) and all(_is_number(row[n]) or row[n] == "" for row in found)
               for n in range(len(header))]  # fmt: skip
    return {
        "watermark": about.sentence(len(found)) if about else "",
        "organisation": about.partner if about else "",
        "filters": list(about.filters) if about else [],
        "counted": formatting.counted(len(found), "row", "rows"),
        "is_wide": len(header) > PDF_WIDE,
        "widths": [f"{100 * one / sum(widths):.2f}" for one in widths],
        "headings": [{"label": one, "is_numeric": is_one} for one, is_one in zip(header, numeric, strict=True)],
        "rows": [
            [{"text": _on_paper(value), "is_header": not n, "is_numeric": numeric[n]} for n, value in enumerate(row)]
            for row in found
        ],
    }


def later_rows(n_columns: int) -> int:
    """Return how many rows of so many columns a worker lays out."""
    return min(LATER_MAX_ROWS, LATER_MAX_CELLS // max(1, n_columns))


def paper_rows(n_columns: int) -> int:
    """Return how many rows of so many columns a PDF takes."""
    return min(PDF_MAX_ROWS, PDF_MAX_CELLS // max(1, n_columns))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal)


def _on_paper(value: Any) -> str:
    """Say a value as people read it; a number keeps its decimals, so that a column lines up."""
    if isinstance(value, datetime):
        return f"{formatting.day_short(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return formatting.day_short(value)
    if isinstance(value, int | Decimal):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return str(value)


def blank(headings: Sequence[str], file_format: ExportFormat) -> bytes:
    """Return a file with headings alone, to fill in and hand back."""
    stream = io.BytesIO()
    writer = CsvWriter if file_format is ExportFormat.CSV else XlsxWriter
    with writer(stream, headings):
        pass
    return stream.getvalue()
