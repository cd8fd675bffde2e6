import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pypdf
import pytest

from sharedservices.common import exports
from sharedservices.common.exports import (
    About,
    CsvWriter,
    ExportFormat,
    TooManyRows,
    XlsxWriter,
    harmless,
    paper_rows,
    sheet_format,
    write_rows,
)


def as_csv(*rows):
    stream = io.BytesIO()
    with CsvWriter(stream, ["Heading"]) as writer:
        for row in rows:
            writer.row(row)
    return stream.getvalue()


def as_sheet(*rows, header=("Heading",)):
    stream = io.BytesIO()
    with XlsxWriter(stream, list(header), sheet="Pay [run]") as writer:
        for row in rows:
            writer.row(row)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20 7946 0000", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(1)", "-"]
)
def test_text_that_would_run_as_a_formula_is_made_harmless(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.50", "+3", "Ed", "a=b", "", "07946 000000"])
def test_ordinary_text_and_signed_numbers_are_left_alone(text):
    assert harmless(text) == text


def test_csv_starts_with_a_byte_order_mark_and_keeps_numbers_and_dates():
    moment = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)

    written = as_csv([Decimal("-12.50"), 3, date(2026, 11, 21), moment, None, True, "=cmd", 'say "hello", Ed'])

    assert written.startswith(b"\xef\xbb\xbfHeading\r\n")
    row = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))[1]
    assert row == ["-12.50", "3", "2026-11-21", "2026-07-01 12:30:00", "", "Yes", "'=cmd", 'say "hello", Ed']


def test_csv_heading_is_made_harmless_too():
    stream = io.BytesIO()
    with CsvWriter(stream, ["=bad"]):
        pass

    assert stream.getvalue().decode("utf-8-sig") == "'=bad\r\n"


def test_xlsx_keeps_types_and_never_holds_a_formula():
    sheet = as_sheet([Decimal("-12.50"), 7, date(2026, 11, 21), "=1+1", "Ed", None, False, Decimal("0.065")])

    values = [cell.value for cell in sheet[2]]
    assert values == [-12.5, 7, datetime.fromisoformat("2026-11-21"), "=1+1", "Ed", None, "No", 0.065]
    assert sheet["A2"].number_format == "#,##0.00"
    assert sheet["C2"].number_format == "dd/mm/yyyy"
    assert sheet["D2"].data_type == "s"
    assert sheet["D2"].quotePrefix
    assert sheet["H2"].number_format == "General"


def test_xlsx_heading_is_frozen_and_filtered():
    sheet = as_sheet(["a", "b"], header=("One", "Two"))

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet.title == "Pay  run "


def test_xlsx_refuses_more_rows_than_a_worksheet_holds(monkeypatch):
    monkeypatch.setattr(exports, "XLSX_MAX_ROWS", 2)

    with pytest.raises(TooManyRows, match="download it as CSV"):
        as_sheet(["a"], ["b"], ["c"])


@pytest.mark.parametrize("file_format", list(ExportFormat))
def test_write_rows_counts_what_it_wrote(file_format):
    stream = io.BytesIO()

    n_rows = write_rows(stream, file_format=file_format, header=["N"], rows=([n] for n in range(3)), about=None)

    assert n_rows == 3
    assert len(stream.getvalue()) > 0


TOLD = About(
    what="People", who="Hana Example", partner="Northshire", at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
    filters=("Status: Past", "=Search"),
)  # fmt: skip


def test_a_csv_says_in_its_last_heading_who_took_it_away_and_keeps_its_shape():
    stream = io.BytesIO()
    write_rows(stream, file_format=ExportFormat.CSV, header=["N", "M"], rows=([n, "é"] for n in range(2)), about=TOLD)

    assert stream.getvalue().startswith(b"\xef\xbb\xbfN,M,")
    header, *rows = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig")))
    assert header[2] == (
        "People: downloaded by Hana Example for Northshire, 2 November 2026 at 9:00am. "
        "Filters: Status: Past; =Search. Rows: 2."
    )
    assert rows == [["0", "é", ""], ["1", "é", ""]]


def test_an_empty_csv_says_it_too():
    stream = io.BytesIO()
    write_rows(stream, file_format=ExportFormat.CSV, header=["N"], rows=(), about=TOLD)

    assert "Rows: 0." in stream.getvalue().decode()


def test_a_workbook_says_it_on_a_sheet_of_its_own():
    stream = io.BytesIO()
    write_rows(stream, file_format=ExportFormat.XLSX, header=["N"], rows=([n] for n in range(2)), about=TOLD)

    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    assert (book.active.title, book.active.max_row, book.active.max_column) == ("Data", 3, 1)
    assert [[cell.value for cell in row] for row in book["About this download"]] == [
        ["What", "People"], ["Downloaded by", "Hana Example"], ["Partner", "Northshire"],
        ["Moment", "2 November 2026 at 9:00am"], ["Filters", "Status: Past; =Search"], ["Rows", "2"],
    ]  # fmt: skip


def on_paper(rows, header=("Name", "Pounds", "Day"), told=TOLD):
    stream = io.BytesIO()
    write_rows(stream, file_format=ExportFormat.PDF, header=header, rows=rows, about=told)
    return pypdf.PdfReader(io.BytesIO(stream.getvalue()))


def test_a_pdf_says_on_each_page_who_took_it_away_its_number_and_its_headings():
    found = on_paper([f"Person {n:03}", Decimal("1234.50"), date(2026, 11, 2)] for n in range(90))

    texts = [" ".join(page.extract_text().split()) for page in found.pages]
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "downloaded by Hana Example for Northshire, 2 November 2026 at 9:00am" in text
        assert "Rows: 90." in text
        assert "Pounds" in text
    assert "Person0001,234.502Nov2026" in texts[0].replace(" ", "")
    box = found.pages[0].mediabox
    assert box.width > box.height
    assert (found.metadata.title, found.trailer["/Root"]["/MarkInfo"]["/Marked"]) == ("People", True)


def test_a_pdf_of_many_columns_is_on_larger_paper_and_text_stays_text():
    wide = on_paper([["<b>=cmd()</b>"] * 11], header=["A"] * 11)

    assert round(wide.pages[0].mediabox.width) == 1191  # A3 across: 420 mm
    assert "<b>=cmd()</b>" in wide.pages[0].extract_text().replace("\n", "")


def test_a_pdf_without_rows_or_about_says_so():
    assert "There are no rows." in on_paper([], told=None).pages[0].extract_text()


@pytest.mark.parametrize(("n_columns", "most"), [(1, 500), (6, 500), (7, 428), (30, 100), (0, 500)])
def test_paper_rows_go_by_the_number_of_columns(n_columns, most):
    assert paper_rows(n_columns) == most


def test_a_pdf_of_too_many_rows_is_refused_with_what_to_do():
    with pytest.raises(TooManyRows) as refused:
        on_paper(([""] * 30 for _ in range(101)), header=["A"] * 30)
    assert "100 rows" in refused.value.message
    assert "Excel or CSV" in refused.value.remedy


def test_what_is_filled_in_and_handed_back_is_no_pdf():
    assert sheet_format("xlsx") is ExportFormat.XLSX
    with pytest.raises(ValueError, match="pdf"):
        sheet_format("pdf")
