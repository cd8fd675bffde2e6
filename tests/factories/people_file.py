"""Makes people files: a row that is right for the organisation of tests/factories/hr.py, and files of many."""

import csv
import io
from typing import Any

import openpyxl

from hr.importing.columns import COLUMNS
from tests.factories.hr import any_nino

HEADINGS = [column.name for column in COLUMNS]


def row(n: int = 1, **cells: str) -> dict[str, str]:
    """One right row; cells are given by column name, "" empties one."""
    return {
        "employee_number": f"2{n:05d}",
        "job_number": f"2{n:05d}-1",
        "forenames": "Ann",
        "surname": f"Abbott{n}",
        "date_of_birth": "1985-05-17",
        "sex": "F",
        "national_insurance_number": any_nino(500_000 + n),
        "pay_group": "MONTHLY",
        "start_date": "2020-04-01",
        "effective_from": "01/04/2026",
        "post_number": "P100",
        "contract": "PERMANENT",
        "contract_hours": "37",
        "grade": "G5",
        "spine_point": "6",
        "tax_code": "1257L",
        "ni_category": "A",
        "student_loan_plans": "2; PGL",
        "pension_scheme": "LGPS",
        "bank_account_name": "A Abbott",
        "sort_code": "07-01-16",
        "account_number": f"{n:08d}",
    } | cells


def csv_file(*rows: dict[str, str]) -> io.BytesIO:
    """A CSV file of these rows with every heading."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADINGS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def xlsx_file(*rows: dict[str, Any]) -> io.BytesIO:
    """A workbook of these rows with every heading."""
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for one in rows:
        book.active.append([one.get(name) for name in HEADINGS])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream
