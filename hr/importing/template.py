"""The template of the people file: headings to fill in, and what each column takes."""

import io
from collections.abc import Sequence

import xlsxwriter

from hr.importing.columns import COLUMNS, PeopleColumn
from sharedservices.common.exports import CsvWriter, ExportFormat

DOCUMENTATION = ("Column", "About", "Required", "How to write it", "Example", "Allowed values", "What it means")
NARROW, WIDE = 16, 60


def template(file_format: ExportFormat, columns: Sequence[PeopleColumn] = COLUMNS, *, sheet: str = "People") -> bytes:
    """Return an empty file to fill in; the XLSX has a second sheet that explains every column."""
    return _csv(columns) if file_format is ExportFormat.CSV else _xlsx(columns, sheet)


def documentation(columns: Sequence[PeopleColumn] = COLUMNS) -> list[tuple[str, ...]]:
    """Return what each column takes, one row a column: for the page, the second sheet and the manual."""
    return [
        (
            column.name,
            column.level.value,
            "yes" if column.is_required else ("first row" if _is_needed_first(column) else "no"),
            column.form.value,
            column.example,
            ", ".join(column.allowed),
            column.help,
        )
        for column in columns
    ]


def _is_needed_first(column: PeopleColumn) -> bool:
    return "Needed in the first row" in column.help


def _csv(columns: Sequence[PeopleColumn]) -> bytes:
    stream = io.BytesIO()
    with CsvWriter(stream, [column.name for column in columns]):
        pass
    return stream.getvalue()


def _xlsx(columns: Sequence[PeopleColumn], sheet: str) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    rows, explained = book.add_worksheet(sheet), book.add_worksheet("Columns")
    for place, column in enumerate(columns):
        rows.set_column(place, place, max(NARROW, len(column.name) + 2), text)  # as text, so that zeros stay
        rows.write_string(0, place, column.name, bold)
    rows.freeze_panes(1, 2)
    for place, heading in enumerate(DOCUMENTATION):
        explained.set_column(place, place, WIDE if place == len(DOCUMENTATION) - 1 else NARROW + 8, wrap)
        explained.write_string(0, place, heading, bold)
    for number, row in enumerate(documentation(columns), 1):
        for place, value in enumerate(row):
            explained.write_string(number, place, value, wrap)
    explained.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()
