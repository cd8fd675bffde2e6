"""Cells, columns and templates of the people file."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from hr.importing.cells import CellReader, CellWrong, to_date, to_flag, to_plans, to_shares, to_tax_year
from hr.importing.columns import BY_NAME, COLUMNS, SOURCES, Form
from hr.importing.template import documentation, template
from sharedservices.common.exports import ExportFormat
from sharedservices.common.imports import open_import


def test_every_column_is_documented():
    assert all(column.help for column in COLUMNS)
    assert len(BY_NAME) == len(COLUMNS)
    assert all(column.allowed for column in COLUMNS if column.form is Form.CHOICE)
    assert all(len(row) == 7 for row in documentation())


def test_the_examples_are_right():
    """What the documentation shows can be loaded as it stands: cell by cell, every example is read."""
    wrong = []
    values = {column.name: column.example for column in COLUMNS}

    CellReader().read(values, lambda *problem: wrong.append(problem))

    assert wrong == []


@pytest.mark.parametrize("file_format", list(ExportFormat))
def test_a_template_is_read_back_as_an_empty_file(file_format):
    file = open_import(io.BytesIO(template(file_format)), columns=SOURCES)

    assert list(file) == []
    assert [problem.message for problem in file.problems] == ["The file has headings but no rows."]


def test_the_workbook_explains_every_column_and_keeps_zeros():
    book = openpyxl.load_workbook(io.BytesIO(template(ExportFormat.XLSX)))

    assert [row[0].value for row in book["Columns"].iter_rows(min_row=2)] == [column.name for column in COLUMNS]
    place = [column.name for column in COLUMNS].index("sort_code")
    letter = openpyxl.utils.get_column_letter(place + 1)
    assert book["People"].column_dimensions[letter].width


def test_the_csv_template_has_the_headings():
    text = template(ExportFormat.CSV).decode("utf-8-sig")

    assert next(csv.reader(io.StringIO(text))) == [column.name for column in COLUMNS]


@pytest.mark.parametrize("text", ["2026-04-01", "01/04/2026", "1/4/2026"])
def test_dates_are_read_in_both_ways(text):
    assert to_date(text) == date(2026, 4, 1)


@pytest.mark.parametrize("text", ["2026-13-01", "31/04/2026", "1.4.2026", "01/04/26", "46113", "April"])
def test_other_dates_are_refused(text):
    with pytest.raises(CellWrong):
        to_date(text)


def test_flags_plans_and_years():
    assert (to_flag("Yes"), to_flag("0")) == (True, False)
    assert to_plans("PGL; 2") == ("2", "PGL")
    assert to_tax_year("2026-27") == "2026-27"
    for parse, text in ((to_flag, "maybe"), (to_plans, "2; 2"), (to_plans, "3"), (to_tax_year, "2026-28")):
        with pytest.raises(CellWrong):
            parse(text)


def test_shares_are_exact():
    assert to_shares("cc100:33.3333; CC200 : 66.6667%") == (
        ("CC100", Decimal("33.3333")), ("CC200", Decimal("66.6667")),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["CC100", "CC100:99", "CC100:50;CC100:50", "CC100:-1;CC200:101", ":100", "CC100:x"])
def test_shares_that_do_not_add_up_are_refused(text):
    with pytest.raises(CellWrong):
        to_shares(text)


def read(**cells):
    wrong = []
    values = {column.name: "" for column in COLUMNS if not column.is_required}
    values |= {column.name: column.example for column in COLUMNS if column.is_required} | cells
    found, _columns = CellReader().read(values, lambda *problem: wrong.append(problem))
    return found, [(column, message) for column, message, _remedy, _value in wrong]


def test_money_is_read_with_pound_sign_and_thousands():
    found, wrong = read(annual_salary="£26,847.00")

    assert (found["annual_salary"], wrong) == (Decimal("26847.00"), [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-5", "This is below 0."),
        ("12.345", "This has more than 2 decimal places."),
        ("1e5", "This is not a number."),
        ("NaN", "This is not a number."),
        ("12,34", "This is not a number."),
        ("", None),
    ],
)
def test_money_that_is_none_is_refused(text, message):
    _found, wrong = read(annual_salary=text)

    assert wrong == ([("annual_salary", message)] if message else [])


def test_an_absent_cell_was_reported_before_and_is_wrong_without_a_word():
    said = []

    cells, wrong = CellReader().read({}, lambda *problem: said.append(problem))

    assert said == []
    assert wrong == {column.name for column in COLUMNS}
    assert set(cells) == wrong
