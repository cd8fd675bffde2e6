import pytest

from payroll.engine.case_rows import BrokenRow, read_rows
from payroll.engine.errors import CasesUnreadable
from payroll.engine.gross_to_net import work_out_rows

HEADER = "case_id,tax_year,frequency,ni_category,niable_pay\n"


def answers(text):
    return list(work_out_rows(read_rows(text.splitlines(keepends=True))))


def employee_ni(text):
    return [(answer["case_id"], answer["employee_ni"]) for answer in answers(text)]


def test_headings_are_known_whatever_their_capitals_and_spaces():
    text = "Case_ID, Tax Year ,FREQUENCY,NI-Category,niable pay\none,2026-27,weekly,A,1000\n"

    assert employee_ni(text) == [("one", "58.66")]


def test_rows_come_in_order_and_blank_lines_are_none():
    text = f"\n{HEADER}\na,2026-27,weekly,A,1000\n\n\na,2026-27,weekly,C,1000\n"

    assert employee_ni(text) == [("a", "58.66"), ("a", "0.00")]


def test_a_line_of_commas_is_a_row_without_a_case():
    assert [answer["error"].partition(".")[0] for answer in answers(f"{HEADER},,,,\n")] == ["case_id is empty"]


def test_a_quoted_cell_may_hold_commas_quotes_and_lines():
    text = f'{HEADER}"a, ""b""\nc",2026-27,weekly,A,1000\nd,2026-27,weekly,A,1000\n'

    assert employee_ni(text) == [('a, "b"\nc', "58.66"), ("d", "58.66")]


@pytest.mark.parametrize(
    "broken",
    [
        'bad,2026-27,weekly,"A,1000',  # never closed: would swallow every row after it
        'bad,2026-27,weekly,"A"B,1000',
        f'bad,2026-27,weekly,A,"{"9" * 200_000}',
    ],
)
def test_a_broken_row_spoils_no_other(broken):
    rows = f'{HEADER}one,2026-27,weekly,A,1000\n{broken}\ntwo,2026-27,weekly,A,1000\n"three",2026-27,weekly,A,1000\n'

    found = answers(rows)

    assert [(answer["case_id"], answer["employee_ni"]) for answer in found] == [
        ("one", "58.66"),
        ("bad", ""),
        ("two", "58.66"),
        ("three", "58.66"),
    ]
    assert found[1]["error"] == (
        "Line 3 of the file is broken: a cell that begins with a quotation mark must end with one, "
        "and a quotation mark inside it is written twice"
    )


def test_two_broken_rows_with_good_ones_between():
    text = f'{HEADER}"a,2026-27,weekly,A,1\nb,2026-27,weekly,A,1000\nc,2026-27,"weekly,A,1\nd,2026-27,weekly,A,1000'

    assert employee_ni(text) == [("a", ""), ("b", "58.66"), ("c", ""), ("d", "58.66")]


def test_a_broken_row_without_a_case_cell_has_none():
    rows = list(read_rows(["tax_year,frequency,case_id\n", '"2026-27\n']))

    assert [row.case_id for row in rows if isinstance(row, BrokenRow)] == [""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "It has no column case_id and no column tax_year and no column frequency. Its first row must name them"),
        ("\n\n", "It has no column case_id"),
        ("case_id,tax_year\n1,2026-27\n", "It has no column frequency. Its first row must name them"),
        (HEADER.replace(",", ";"), "Its columns are separated by semicolons. Save it as CSV with commas"),
        (HEADER.replace(",", "\t"), "Its columns are separated by tabs. Save it as CSV with commas"),
        ("case_id,tax_year,frequency,Niable pay,niable_pay\n", "It has two columns niable_pay. Remove one"),
        ('"case_id,tax_year,frequency\n1,2026-27,weekly\n', "Line 1 of the file is broken"),
    ],
)
def test_headings_that_cannot_be_used_are_one_clear_message(text, message):
    with pytest.raises(CasesUnreadable) as caught:
        read_rows(text.splitlines(keepends=True))

    assert message in str(caught.value)


def test_unknown_columns_may_be_there_twice_or_have_no_name():
    text = "case_id,tax_year,frequency,remark,remark,,\none,2026-27,weekly,x,y,z,\n"

    assert [answer["error"] for answer in answers(text)] == [""]
