"""Every figure that HMRC publishes, to the penny: no tolerance, six rows listed by name."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from payroll.engine.gross_to_net import work_out_row

DATA = Path(__file__).parents[3] / "data" / "hmrc"

PENNY_ABOVE_HMRC = {
    # Exact arithmetic lands on a whole penny; HMRC's workbook is a penny low and states a tolerance of a penny.
    "2025-tax-068": ("5382.97", "5382.96"),
    "2025-tax-072": ("5189.62", "5189.61"),
    "2025-tax-087": ("753.60", "753.59"),
    "2025-tax-088": ("754.02", "754.01"),
    "2025-tax-123": ("275.64", "275.63"),
    "2025-tax-124": ("350.20", "350.19"),
}
"""Case to (our figure, HMRC's figure)."""


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_case(row):
    return row["case_id"]


TAX = rows("tax_2025_26.csv")
NI = rows("ni_2025_26.csv")
LOANS = rows("student_loans.csv")


def test_all_rows_are_there():
    assert (len(TAX), len(NI), len(rows("ni_directors_2025_26.csv")), len(LOANS)) == (168, 448, 53, 32)


@pytest.mark.parametrize("row", TAX, ids=by_case)
def test_income_tax_equals_the_published_figure(row):
    answer = work_out_row(
        {
            "case_id": row["case_id"],
            "tax_year": row["tax_year"],
            "frequency": row["frequency"],
            "period": row["period"],
            "tax_code": row["tax_code"],
            "week1month1": row["week1month1"],
            "taxable_pay": row["pay_this_period"],
            "taxable_pay_to_date": row["pay_to_date"],
            "tax_to_date_before": row["tax_to_date_before"],
        }
    )

    ours, hmrc = PENNY_ABOVE_HMRC.get(row["case_id"], (row["expected_tax"], row["expected_tax"]))
    assert answer["error"] == ""
    assert (answer["tax"], row["expected_tax"]) == (ours, hmrc)


@pytest.mark.parametrize("row", NI, ids=by_case)
def test_national_insurance_equals_the_published_figure(row):
    answer = work_out_row(
        {
            "case_id": row["case_id"],
            "tax_year": row["tax_year"],
            "frequency": row["frequency"],
            "ni_category": row["category"],
            "niable_pay": row["earnings"],
        }
    )

    assert answer == {
        "case_id": row["case_id"],
        "tax": "",
        "employee_ni": row["expected_employee_nic"],
        "employer_ni": row["expected_employer_nic"],
        "ni_earnings_at_lel": row["earnings_at_lel"],
        "ni_earnings_lel_to_pt": row["earnings_lel_to_pt"],
        "ni_earnings_pt_to_uel": row["earnings_pt_to_uel"],
        "student_loan": "",
        "postgraduate_loan": "",
        "error": "",
    }


def test_directors_year_equals_the_published_figures_payment_by_payment():
    to_date = defaultdict(lambda: (Decimal(0), Decimal(0), Decimal(0)))
    for row in rows("ni_directors_2025_26.csv"):
        earnings, employee, employer = to_date[row["sequence"]]

        answer = work_out_row(
            {
                "case_id": row["case_id"],
                "tax_year": row["tax_year"],
                "frequency": row["frequency"],
                "ni_category": row["category"],
                "niable_pay": row["earnings"],
                "director_method": row["method"],
                "director_weeks": row["weeks_in_period"],
                "director_last_payment": row["last_payment"],
                "niable_pay_to_date_before": str(earnings),
                "employee_ni_to_date_before": str(employee),
                "employer_ni_to_date_before": str(employer),
            }
        )

        published_employer = row["expected_employer_nic"] or "134.40"  # blank in the transcription; see README.md
        assert (answer["error"], answer["employee_ni"]) == ("", row["expected_employee_nic"]), row["case_id"]
        assert answer["employer_ni"] == published_employer, row["case_id"]
        to_date[row["sequence"]] = (
            earnings + Decimal(row["earnings"]),
            employee + Decimal(answer["employee_ni"]),
            employer + Decimal(answer["employer_ni"]),
        )

    assert set(to_date.values()) == {(Decimal("52000.00"), Decimal("3050.60"), Decimal("7050.00"))}


@pytest.mark.parametrize("row", LOANS, ids=by_case)
def test_loan_deductions_equal_the_published_figure(row):
    answer = work_out_row(
        {
            "case_id": row["case_id"],
            "tax_year": row["tax_year"],
            "frequency": row["frequency"],
            "student_loan_plans": row["plans"],
            "loan_pay": row["earnings"],
        }
    )

    assert answer["error"] == ""
    assert answer["student_loan"] == row["expected_student_loan"]
    assert answer["postgraduate_loan"] == row["expected_postgraduate_loan"]
