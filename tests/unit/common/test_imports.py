"""Imported files: what is read, what is refused, and what a person is told to do about it."""

import datetime as dt
import io
import pickle
import warnings
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import numbers

from sharedservices.common import imports
from sharedservices.common.imports import Column, ImportRefused, open_import

COLUMNS = [
    Column("employee_no", title="Employee number", is_required=True),
    Column("surname", is_required=True),
    Column("start_date"),
    Column("sort_code", digits=6),
    Column("account_number", is_sensitive=True),
    Column("notes"),
]


def csv_file(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


def xlsx_file(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream


def read(stream, **options):
    """Return rows and problems of a file."""
    file = open_import(stream, columns=COLUMNS, **options)
    rows = list(file)
    return rows, [(problem.row, problem.column, problem.message) for problem in file.problems]


def refusal(stream, **options):
    """Return the problems for which a file is refused."""
    with pytest.raises(ImportRefused) as caught:
        list(open_import(stream, columns=COLUMNS, **options))
    assert all(problem.remedy for problem in caught.value.problems)
    return caught.value


EMPTY = {"start_date": "", "sort_code": "", "account_number": "", "notes": ""}


# --- CSV: what is read ----------------------------------------------------------------------------------------------


def test_csv_rows_have_the_numbers_of_the_spreadsheet_and_every_known_column():
    rows, problems = read(csv_file("surname,employee_no\nByrne,1\n\n , \nŁęcka,2\n"))

    assert rows == [(2, {**EMPTY, "surname": "Byrne", "employee_no": "1"}),
                    (5, {**EMPTY, "surname": "Łęcka", "employee_no": "2"})]  # fmt: skip
    assert problems == []


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_separator_and_line_ends_are_found_out(separator, newline):
    text = separator.join(["Employee number", "SURNAME "]) + newline + separator.join(["7", '"a, b; c"']) + newline

    rows, _ = read(csv_file(text))

    assert [(values["employee_no"], values["surname"]) for _, values in rows] == [("7", "a, b; c")]


@pytest.mark.parametrize(
    ("encoding", "n_notes"), [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("cp1252", 1)]
)  # fmt: skip
def test_csv_encodings_that_spreadsheets_write_are_read(encoding, n_notes):
    file = open_import(csv_file("employee_no,surname\n1,Zoë O’Neil\n", encoding), columns=COLUMNS)

    assert [values["surname"] for _, values in file] == ["Zoë O’Neil"]
    assert len(file.notes) == n_notes
    assert all("Windows-1252" in note for note in file.notes)


def test_csv_accents_are_composed_and_spaces_around_are_dropped():
    rows, _ = read(csv_file("employee_no,surname\n1,\u00a0 Zoe\u0308 \n"))

    assert rows[0][1]["surname"] == "Zoë"


def test_csv_quoted_line_breaks_stay_in_the_cell_and_count_as_one_row():
    rows, _ = read(csv_file('employee_no,surname,notes\n1,A,"one\ntwo ""three"""\n2,B,\n'))

    assert [(number, values["notes"]) for number, values in rows] == [(2, 'one\ntwo "three"'), (3, "")]


def test_csv_headings_may_follow_blank_rows_and_stand_in_any_order_with_gaps():
    rows, problems = read(csv_file("\n,,\nnotes,,surname,employee_no\nn,,S,1\n"))

    assert rows == [(4, {**EMPTY, "notes": "n", "surname": "S", "employee_no": "1"})]
    assert problems == []


def test_csv_short_rows_are_filled_up():
    rows, problems = read(csv_file("employee_no,surname,notes\n1,A\n"))

    assert rows[0][1]["notes"] == ""
    assert problems == []


def test_a_file_can_be_read_twice_and_each_pass_starts_without_problems():
    file = open_import(csv_file("employee_no,surname,sort_code\n1,A,12345\n"), columns=COLUMNS)

    first, second = list(file), list(file)

    assert first == second
    assert file.n_problems == len(file.problems) == 1
    assert file.n_rows == 1


def test_a_path_is_opened_and_closed(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("employee_no,surname\n1,A\n")

    with open_import(path, columns=COLUMNS) as file:
        assert len(list(file)) == 1

    with pytest.raises(ValueError, match="closed"):
        list(file)


def test_a_stream_stays_open():
    stream = csv_file("employee_no,surname\n1,A\n")

    with open_import(stream, columns=COLUMNS) as file:
        list(file)

    assert not stream.closed


def test_a_hundred_thousand_rows_are_read_and_one_more_is_refused():
    text = "employee_no,surname,start_date,sort_code,account_number,notes\n"
    text += "".join(f"{n},Person {n},2026-11-01,990000,12345678,x\n" for n in range(100_000))

    rows, problems = read(csv_file(text))
    error = refusal(csv_file(text + "1,A,,,,\n"))

    assert len(rows) == 100_000
    assert problems == []
    assert "more than 100,000 rows" in str(error)
    assert error.problems[0].row == 100_002


# --- headings -------------------------------------------------------------------------------------------------------


def test_headings_missing_unknown_and_repeated_are_all_named_with_the_nearest():
    error = refusal(csv_file("employe_no,start_date,Start-Date,shoe_size\n"))

    assert [(problem.column, problem.message, problem.remedy) for problem in error.problems] == [
        ("start_date", "The column “start_date” is there more than once.", "Delete column C, or rename it."),
        ("employe_no", "The column “employe_no” is not known.",
         "Did you mean “employee_no”? Rename it as in the template, or delete column A."),
        ("shoe_size", "The column “shoe_size” is not known.", "Rename it as in the template, or delete column D."),
        ("employee_no", "The column “employee_no” is missing.", "Is it “employe_no”? Rename that one."),
        ("surname", "The column “surname” is missing.", "Add it: the template has every column."),
    ]  # fmt: skip
    assert all(problem.row == 1 for problem in error.problems)
    assert str(error) == error.problems[0].message


def test_headings_that_hold_secrets_are_not_repeated():
    error = refusal(csv_file("employee_no,surname,AB123456C\n1,A,x\n"))

    assert error.problems[0].column == "[NINO]"


def test_headings_without_rows_are_a_problem():
    rows, problems = read(csv_file("employee_no,surname\n\n"))

    assert rows == []
    assert problems == [(None, "", "The file has headings but no rows.")]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n"])
def test_an_empty_file_is_refused(content):
    assert "The file is empty." in str(refusal(io.BytesIO(content)))


# --- CSV: what is refused or reported -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words", "row"),
    [
        (b"employee_no,surname\n1,A\n2,\x81\n", "line 3 holds bytes that are no text", 3),
        (b"employee_no,surname\n1,A\x00B\n", "line 2 holds a NUL byte", 2),
        (b"\xff\xfee\x00m\x00p", "line 1 holds bytes that are no text", 1),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook", None),
        (b"PK\x03\x04 but no workbook", "not an XLSX workbook, or it is damaged", None),
        (b"\x7fELF\x02\x01\x01\x00", "NUL byte", 1),
    ],
)
def test_a_file_of_another_kind_is_refused(content, words, row):
    error = refusal(io.BytesIO(content))

    assert words in str(error)
    assert error.problems[0].row == row


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ('employee_no,surname\n1,A\n2,"B\n3,C\n', 3, "is opened and never closed"),
        ('employee_no,surname\n1,"B\n' + "x" * 200_000, 2, "is opened and never closed"),
        ('employee_no,surname\n1,A\n2,B\n3,"C" D\n', 4, "stands in the middle of a cell"),
    ],
)
def test_csv_quotation_marks_that_do_not_fit_are_told_by_row(text, row, words):
    error = refusal(csv_file(text))

    assert error.problems[0].row == row
    assert words in str(error)


def test_csv_rows_with_more_values_than_headings_are_reported_and_left_out():
    rows, problems = read(csv_file("employee_no,surname\n1,Smith, John\n2,B,\n3,C,x,y\n"))

    assert [number for number, _ in rows] == [3]
    assert problems == [
        (2, "", "The row has 1 value outside the columns with headings."),
        (4, "", "The row has 2 values outside the columns with headings."),
    ]


def test_csv_value_under_a_blank_heading_is_reported():
    rows, problems = read(csv_file("employee_no,,surname\n1,x,A\n2,,B\n"))

    assert [number for number, _ in rows] == [3]
    assert problems == [(2, "", "The row has 1 value outside the columns with headings.")]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("sort_code", "10203", "This has 5 digits, not 6: a zero in front may have been lost."),
        ("account_number", "1.23457E+12", "A spreadsheet has shortened this number."),
        ("surname", "Zo\ufffd", "A character was lost when the file was saved."),
        ("surname", "A\x1bB", "There is a control character in the cell."),
    ],
)
def test_csv_damage_is_reported_by_row_and_column_and_the_cell_left_out(column, value, words):
    names = ["employee_no", "surname", "sort_code", "account_number"]
    cells = {"employee_no": "1", "surname": "A", "sort_code": "", "account_number": "", column: value}
    text = ",".join(names) + "\n" + ",".join(cells[name] for name in names) + "\n"

    rows, problems = read(csv_file(text))

    assert problems == [(2, column, words)]
    assert column not in rows[0][1]
    assert set(rows[0][1]) == {column.name for column in COLUMNS} - {column}


@pytest.mark.parametrize("value", ["SIZE+2", "3E+5 rooms", "110203", "11-02-03", ""])
def test_csv_text_that_only_looks_like_damage_is_left_alone(value):
    _, problems = read(csv_file(f"employee_no,surname,sort_code,notes\n1,A,{value if '0' in value else ''},{value}\n"))

    assert problems == []


def test_values_in_problems_are_masked_or_shortened():
    file = open_import(csv_file("employee_no,surname,account_number,notes\n1,A,,\n"), columns=COLUMNS)

    file.report(2, "account_number", "It is wrong.", "Put it right.", value="12345678")
    file.report(2, "notes", "It is wrong.", "Put it right.", value="AB123456C " + "x" * 60)
    file.report(2, "notes", "It is wrong.", "Put it right.")

    assert [problem.value_masked for problem in file.problems] == ["••••78", "[NINO] " + "x" * 32 + "…", ""]


def test_problems_beyond_a_thousand_are_counted_only():
    text = "employee_no,surname,sort_code\n" + "1,A,1\n" * 1_005

    file = open_import(csv_file(text), columns=COLUMNS)
    list(file)

    assert (len(file.problems), file.n_problems) == (1_000, 1_005)


def test_a_file_that_is_too_large_is_refused():
    assert "larger than 1 MB" in str(refusal(io.BytesIO(b"x" * (1 << 20) + b"x"), max_bytes=1 << 20))


def test_a_refusal_survives_the_way_from_a_worker():
    error = refusal(csv_file("nonsense\n"))

    copy = pickle.loads(pickle.dumps(error))

    assert copy.problems == error.problems
    assert copy.explanation == error.explanation


# --- XLSX -----------------------------------------------------------------------------------------------------------

HEADINGS = ["employee_no", "surname", "start_date", "sort_code", "notes"]


def test_xlsx_values_become_the_text_that_a_person_reads():
    rows, problems = read(xlsx_file(
        HEADINGS,
        [1, " Zoë ", dt.date(2026, 11, 30), "010203", True],
        [],
        ["0007", "B", dt.datetime(2026, 11, 30, 9, 5), 110203, 7.1],  # noqa: DTZ001 - a spreadsheet knows no zones
        [12345678901234, "C", "30/11/2026", None, 0.1 + 0.2],
        [Decimal("1E+20"), "D", dt.time(9, 30), None, -1200.5],
    ))  # fmt: skip

    assert problems == []
    assert [(number, *(values[name] for name in HEADINGS)) for number, values in rows] == [
        (2, "1", "Zoë", "2026-11-30", "010203", "TRUE"),
        (4, "0007", "B", "2026-11-30T09:05:00", "110203", "7.1"),
        (5, "12345678901234", "C", "30/11/2026", "", "0.3"),
        (6, "100000000000000000000", "D", "09:30:00", "", "-1200.5"),
    ]


def test_xlsx_formulas_errors_and_lengths_of_time_are_refused_by_cell():
    rows, problems = read(xlsx_file(
        HEADINGS, [1, "=UPPER(A1)", None, None, "#N/A"], [2, "B", None, None, dt.timedelta(hours=30)], [3, "C"]
    ))  # fmt: skip

    assert problems == [
        (2, "surname", "The cell B2 holds a formula."),
        (2, "notes", "The cell E2 holds the error #N/A."),
        (3, "notes", "The cell E3 holds a length of time."),
    ]
    assert sorted(rows[0][1]) == ["account_number", "employee_no", "sort_code", "start_date"]


def test_xlsx_row_of_nothing_but_a_formula_is_not_taken_for_blank():
    _, problems = read(xlsx_file(HEADINGS, ["=1+1"], [3, "C"]))

    assert problems == [(2, "employee_no", "The cell A2 holds a formula.")]


def test_xlsx_number_that_lost_its_zero_is_reported_unless_its_format_shows_it():
    def show_zeros(book):
        book.active["D3"].number_format = "00-00-00"
        book.active["D4"].number_format = "000000"

    stream = xlsx_file(HEADINGS, [1, "A", None, 10203], [2, "B", None, 10203], [3, "C", None, 10203], change=show_zeros)
    rows, problems = read(stream)

    assert problems == [(2, "sort_code", "This has 5 digits, not 6: a zero in front may have been lost.")]
    assert [values.get("sort_code") for _, values in rows] == [None, "010203", "010203"]


def test_xlsx_merged_cells_are_refused_by_area():
    error = refusal(xlsx_file(HEADINGS, [1, "A"], [2, None], change=lambda book: book.active.merge_cells("B2:B3")))

    assert "The cells B2:B3 of the sheet “Sheet” are merged." in str(error)


def test_xlsx_hidden_sheets_and_rows_are_told():
    def hide(book):
        book.create_sheet("Secret").sheet_state = "hidden"
        book.create_sheet("Guide", 0).append(["How to fill this in"])
        book["Sheet"].row_dimensions[3].hidden = True

    file = open_import(xlsx_file(HEADINGS, [1, "A"], [2, "B"], change=hide), columns=COLUMNS)

    assert [values["surname"] for _, values in file] == ["A", "B"]
    assert file.notes == [
        "Only the sheet “Sheet” was read, not “Guide”, “Secret”.",
        "Hidden rows were read as well: 1.",
    ]


def test_xlsx_with_hidden_sheets_only_is_refused():
    stream = xlsx_file(HEADINGS, [1, "A"])
    parts = rewritten(stream, "xl/workbook.xml", b'state="visible"', b'state="hidden"')

    assert "no visible sheet" in str(refusal(parts))


def rewritten(stream, name, old, new):
    """Return the workbook with a text in one of its parts replaced."""
    result = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            content = source.read(entry)
            target.writestr(entry, content.replace(old, new) if entry == name else content)
    return result


def test_xlsx_with_hostile_xml_is_refused():
    bomb = b'<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'

    stream = rewritten(xlsx_file(HEADINGS, [1, "A"]), "xl/worksheets/sheet1.xml", b"<worksheet", bomb)

    assert "not an XLSX workbook, or it is damaged" in str(refusal(stream))


def test_xlsx_that_breaks_off_is_refused():
    stream = rewritten(xlsx_file(HEADINGS, [1, "A"]), "xl/worksheets/sheet1.xml", b"</sheetData>", b"<row><c")

    assert "damaged" in str(refusal(stream))


def test_xlsx_cut_short_is_refused():
    content = xlsx_file(HEADINGS, [1, "A"]).getvalue()

    assert "damaged" in str(refusal(io.BytesIO(content[: len(content) // 2])))


def test_xlsx_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("sharedservices.common.import_xlsx.MAX_UNPACKED_BYTES", 1_000)

    assert "too large when unpacked" in str(refusal(xlsx_file(HEADINGS, [1, "A"])))


def test_xlsx_that_claims_a_million_columns_is_read_for_what_it_holds():
    stream = rewritten(
        xlsx_file(HEADINGS, [1, "A"]), "xl/worksheets/sheet1.xml", b'ref="A1:E2"', b'ref="A1:XFD1048576"'
    )

    rows, _ = read(stream)

    assert [number for number, _ in rows] == [2]


def test_xlsx_decorations_that_are_not_kept_raise_no_warning():
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    stream = rewritten(xlsx_file(HEADINGS, [1, "A"]), "xl/worksheets/sheet1.xml", b"</worksheet>", extension)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows, _ = read(stream)

    assert len(rows) == 1


def test_xlsx_with_a_value_far_to_the_right_is_refused():
    def stray(book):
        book.active["ZZ2"] = "x"

    assert "more than 256 columns" in str(refusal(xlsx_file(HEADINGS, [1, "A"], change=stray)))


def test_xlsx_stops_at_the_row_limit():
    assert "more than 2 rows" in str(refusal(xlsx_file(HEADINGS, [1, "A"], [2, "B"], [3, "C"]), max_rows=2))


def test_xlsx_dates_with_a_format_of_their_own_are_dates():
    def restyle(book):
        book.active["C2"].number_format = numbers.FORMAT_DATE_DDMMYY

    rows, _ = read(xlsx_file(HEADINGS, [1, "A", 46356], change=restyle))

    assert rows[0][1]["start_date"] == "2026-11-30"


def test_reading_workbooks_without_the_guard_against_hostile_xml_is_a_bug(monkeypatch):
    monkeypatch.setattr("sharedservices.common.import_xlsx.DEFUSEDXML", False)

    with pytest.raises(RuntimeError, match="defusedxml"):
        open_import(xlsx_file(HEADINGS), columns=COLUMNS)


def test_public_names_are_what_callers_need():
    assert set(imports.__all__) == {"Column", "ImportFile", "ImportProblem", "ImportRefused", "open_import", "open_raw"}
