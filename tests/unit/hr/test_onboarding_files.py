"""Reading mappings and control totals of an old system: what is wrong is said by line (domain HR-11)."""

import io
from decimal import Decimal

import pytest

from hr.importing import control_totals
from hr.importing.mapping import MappingWrong, read_columns, read_values, reader_of, write_columns, write_values
from sharedservices.common.import_sheet import RawRow
from sharedservices.common.imports import ImportRefused

ROWS = [
    RawRow(1, ["Ref", "Name", "Zone", "Costs"], {}),
    RawRow(3, ["7", "  Perm ", "B", "4711:60; 9:40", "stray"], {1: ("bad", "mend it")}),
    RawRow(4, ["8"], {}),
]


class Rows:
    """A reader of rows that are there."""

    notes = ("a note",)

    def rows(self):
        return iter(ROWS)


def test_rows_are_renamed_translated_and_chosen_and_keep_their_numbers_and_faults():
    columns = read_columns("Ref = employee_number\nName = contract\nZone =\nCosts = cost_split")
    values = read_values("contract: perm = PERMANENT\ncost_split: 4711 = CC1")

    every = list(reader_of(Rows(), columns=columns, values=values).rows())
    some = list(reader_of(Rows(), columns=columns, values=values, employees={"8"}).rows())

    assert every[0] == (1, ["employee_number", "contract", "cost_split"], {})
    assert every[1] == (3, ["7", "PERMANENT", "CC1:60;9:40", "stray"], {1: ("bad", "mend it")})
    assert [one.number for one in some] == [1, 4]
    assert some[1].texts == ["8", "", ""]


def test_what_is_written_is_read_again():
    columns, values = {"Emp No": "employee_number", "Zone": ""}, {"contract": {"perm": "PERMANENT"}}

    assert read_columns(write_columns(columns)) == columns
    assert read_values(write_values(values)) == values


@pytest.mark.parametrize(
    ("columns", "values", "says"),
    [
        ("Payroll Ref", "", "Line 1 is not"),
        ("A = employee_number\nB = employee_number", "", "is given twice"),
        ("A = shoe_size", "", "no column “shoe_size”"),
        ("", "contract = PERM", "Line 1 is not"),
        ("", "shoe: a = b", "no column “shoe”"),
        ("x" * 2_000_000, "", "longer than"),
    ],
)
def test_a_mapping_that_cannot_be_read_names_the_line(columns, values, says):
    with pytest.raises(MappingWrong, match=says):
        read_columns(columns) or read_values(values)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"total,key,number\npeople,,three\n", "not a number"),
        (b"total,key,number\nshoes,,3\n", "no total"),
        (b"total,key,number\nhours,,3\n", "needs its key"),
        (b"total,key,number\npeople,U1,3\n", "has no key"),
        (b"total,key,number\npeople,,3\npeople,,3\n", "given twice"),
        (b"total,key,number\npeople,,-3\n", "cannot be a total"),
        (b"total,key,number\npeople,,NaN\n", "cannot be a total"),
    ],
)
def test_totals_that_cannot_be_read_are_refused(text, says):
    with pytest.raises(ImportRefused) as refused:
        control_totals.read(io.BytesIO(text))

    assert says in refused.value.explanation


def test_totals_are_read_rounded_and_written_again():
    text = b'total,key,number\nfte,U1,2.50005\nannual_basic,,"67,117.50"\n'

    found = control_totals.read(io.BytesIO(text))

    assert found == {"fte": {"U1": Decimal("2.5001")}, "annual_basic": {"": Decimal("67117.50")}}
    assert control_totals.read(io.BytesIO(control_totals.write(found))) == found
    assert control_totals.from_json(control_totals.to_json(found)) == found
