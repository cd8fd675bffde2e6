import subprocess
import sys
from pathlib import Path

import pytest

from payroll.engine.gross_to_net import OUTPUT_COLUMNS, work_out_row, work_out_rows

ROOT = Path(__file__).parents[4]
NOTHING = dict.fromkeys(OUTPUT_COLUMNS, "")


def work_out(**cells):
    return work_out_row({"case_id": "one", "tax_year": "2026-27", "frequency": "monthly"} | cells)


def test_all_parts_of_one_row():
    answer = work_out(
        period="8",
        tax_code="1257L",
        week1month1="0",
        taxable_pay="3000.00",
        taxable_pay_to_date="24000.00",
        tax_to_date_before="2700.00",
        ni_category="A",
        niable_pay="5000.00",
        student_loan_plans="2+5+PGL",
        loan_pay="4166.67",
    )

    assert answer == {
        "case_id": "one",
        "tax": "422.60",
        "employee_ni": "267.50",
        "employer_ni": "687.45",
        "ni_earnings_at_lel": "559.00",
        "ni_earnings_lel_to_pt": "489.00",
        "ni_earnings_pt_to_uel": "3141.00",
        "student_loan": "187.00",
        "postgraduate_loan": "145.00",
        "error": "",
    }


def test_empty_and_absent_columns_leave_their_part_out():
    assert work_out() == NOTHING | {"case_id": "one"}
    assert work_out(tax_code="1257L", ni_category="A", student_loan_plans="2") == NOTHING | {"case_id": "one"}
    assert work_out(taxable_pay="1", niable_pay=" ", loan_pay="1", period="99") == NOTHING | {"case_id": "one"}


def test_unknown_columns_are_ignored():
    assert work_out(colour="green", niable_pay="5000", ni_category="X")["employee_ni"] == "0.00"


def test_cumulative_row_without_pay_to_date_is_accepted_in_period_1_only():
    first = work_out(period="1", tax_code="1257L", taxable_pay="3000.00")
    second = work_out(period="2", tax_code="1257L", taxable_pay="3000.00")
    month_1 = work_out(period="2", tax_code="1257L", taxable_pay="3000.00", week1month1="1")
    marked = work_out(tax_code="1257L M1", taxable_pay="3000.00")
    week_53 = work_out(period="53", frequency="weekly", tax_code="1257L", taxable_pay="500.00")

    assert (first["tax"], first["error"]) == ("390.20", "")
    assert second["tax"] == ""
    assert second["error"].startswith("taxable_pay_to_date is empty")
    assert (month_1["tax"], marked["tax"], week_53["tax"]) == ("390.20", "390.20", "51.60")


def test_limit_of_half_the_pay_applies():
    answer = work_out(
        period="3", tax_code="K475", taxable_pay="100.00", taxable_pay_to_date="9000", tax_to_date_before="0"
    )

    assert answer["tax"] == "50.00"


def test_refund_is_negative():
    answer = work_out(
        period="6", tax_code="1257L", taxable_pay="0", taxable_pay_to_date="5000", tax_to_date_before="800"
    )

    assert answer["tax"] == "-800.00"


def test_director_row_returns_what_is_due_on_this_payment():
    director = {
        "tax_year": "2025-26",
        "frequency": "weekly",
        "ni_category": "A",
        "niable_pay": "1000",
        "director_method": "alternative",
        "director_weeks": "52",
        "niable_pay_to_date_before": "51000",
        "employee_ni_to_date_before": "2991.66",
        "employer_ni_to_date_before": "6915.60",
    }
    week = work_out(**director, director_last_payment="0")
    last = work_out(**director, director_last_payment="1")

    assert (week["employee_ni"], week["employer_ni"]) == ("58.66", "135.60")
    assert (last["employee_ni"], last["employer_ni"]) == ("58.94", "134.40")


def test_letters_plans_and_words_may_be_small():
    answer = work_out(
        frequency="Monthly", ni_category="a", niable_pay="2000", student_loan_plans="pgl", loan_pay="2000"
    )

    assert (answer["error"], answer["employee_ni"], answer["postgraduate_loan"]) == ("", "76.16", "15.00")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"case_id": ""}, "case_id is empty"),
        ({"tax_year": ""}, "tax_year is empty"),
        ({"tax_year": "2026"}, "tax_year '2026' is not a tax year like 2026-27"),
        ({"tax_year": "2027-28"}, "tax_year '2027-28' cannot be worked out. There is no"),
        ({"tax_year": "2024-25"}, "tax_year '2024-25' cannot be worked out. There is no"),
        ({"frequency": "daily"}, "frequency 'daily' is unknown. Use one of weekly, fortnightly, fourweekly"),
        ({None: ["12.00"]}, "The row has more cells than the header"),
        ({"period": "1", "tax_code": "1257Z", "taxable_pay": "1"}, "Tax code “1257Z” is not a code"),
        ({"tax_code": "1257L", "taxable_pay": "1"}, "period is empty"),
        ({"period": "13", "tax_code": "1257L", "taxable_pay": "1", "taxable_pay_to_date": "1"}, "tax months 1 to 12"),
        ({"period": "0", "tax_code": "1257L", "taxable_pay": "1"}, "Period 0 does not exist: monthly pay has the tax"),
        ({"period": "-1", "tax_code": "1257L", "taxable_pay": "1"}, "period '-1' is not a whole number"),
        ({"period": "1.5", "tax_code": "1257L", "taxable_pay": "1"}, "period '1.5' is not a whole number"),
        ({"period": "2", "tax_code": "1257L", "taxable_pay_to_date": "1"}, "taxable_pay is empty"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "1", "week1month1": "yes"}, "must be 0 or 1"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "12.345"}, "is not an amount like 1234.56"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "NaN"}, "is not an amount"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "Infinity"}, "is not an amount"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "1e9"}, "is not an amount"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "1,000"}, "is not an amount"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "£10"}, "is not an amount"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "."}, "is not an amount"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "١٢"}, "is not an amount"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "9" * 13}, "is larger than 999999999999.99"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "9" * 40}, "is larger than 999999999999.99"),
        ({"period": "1", "tax_code": "BR", "taxable_pay": "1", "tax_to_date_before": "-1"}, "cannot be negative"),
        (
            {"ni_category": "A", "niable_pay": "-0.01"},
            "niable_pay is -0.01, but it cannot be negative. Give 0 or the correct figure",
        ),
        (
            {"ni_category": "A", "niable_pay": "-1", "director_method": "alternative", "director_last_payment": "0"},
            "niable_pay is -1, but it cannot be negative",
        ),
        ({"ni_category": "Q", "niable_pay": "1"}, "National Insurance category “Q” does not exist"),
        ({"ni_category": "A", "niable_pay": "1", "director_method": "yearly"}, "director_method 'yearly' is unknown"),
        (
            {"ni_category": "A", "niable_pay": "1", "director_method": "annual", "director_weeks": "53"},
            "director_weeks '53' is not a whole number from 1 to 52",
        ),
        ({"student_loan_plans": "3", "loan_pay": "1"}, "plan “3” does not exist"),
        ({"student_loan_plans": "2+", "loan_pay": "1"}, "plan “” does not exist"),
        ({"student_loan_plans": "2", "loan_pay": "-1"}, "cannot be negative"),
        # Cells whose part is left out must make sense all the same: often they come from the column beside.
        ({"tax_code": "1257Z"}, "Tax code “1257Z” is not a code"),
        ({"ni_category": "000", "niable_pay": ""}, "National Insurance category “000” does not exist"),
        ({"student_loan_plans": "3"}, "plan “3” does not exist"),
        ({"loan_pay": "x"}, "loan_pay 'x' is not an amount"),
        ({"taxable_pay_to_date": "1,5"}, "taxable_pay_to_date '1,5' is not an amount"),
        ({"week1month1": "yes"}, "week1month1 is 'yes', but it must be 0 or 1"),
        ({"director_last_payment": "last"}, "director_last_payment is 'last', but it must be 0 or 1"),
        (
            {"student_loan_plans": "5", "loan_pay": "1", "tax_year": "2025-26"},
            "not collected through payroll in 2025-26",
        ),
    ],
)
def test_a_bad_row_gets_a_message_and_no_figures(cells, message):
    good = {"case_id": "one", "tax_year": "2026-27", "frequency": "monthly", "ni_category": "A", "niable_pay": "2000"}

    answer = work_out_row(good | cells)

    assert message in answer["error"]
    assert [answer[name] for name in OUTPUT_COLUMNS[1:-1]] == [""] * 8


def test_negative_taxable_pay_is_possible():
    answer = work_out(
        period="3", tax_code="1257L", taxable_pay="-200.00", taxable_pay_to_date="4000.00", tax_to_date_before="400"
    )

    assert answer["tax"] == "-229.00"


@pytest.mark.parametrize(("method", "last"), [("annual", "0"), ("annual", "1"), ("alternative", "1")])
def test_a_negative_payment_lowers_a_directors_year(method, last):
    # 47,000 to date: (47,000 - 12,570) x 8% = 2,754.40 and (47,000 - 5,000) x 15% = 6,300.00; HMRC, CA44 (annual).
    answer = work_out(
        tax_year="2025-26",
        ni_category="A",
        niable_pay="-5000",
        director_method=method,
        director_last_payment=last,
        niable_pay_to_date_before="52000",
        employee_ni_to_date_before="3050.60",
        employer_ni_to_date_before="7050.00",
    )

    assert (answer["error"], answer["employee_ni"], answer["employer_ni"]) == ("", "-296.20", "-750.00")


@pytest.mark.parametrize("pay", ["3000", "3000.", "3000.0", "3000.00", "3000.0000", "+3000.00", " 3000.00 ", "03000"])
def test_the_same_amount_may_be_written_in_many_ways(pay):
    assert work_out(period="1", tax_code="1257L", taxable_pay=pay)["tax"] == "390.20"


def test_whole_numbers_may_have_decimals_of_nothing_as_spreadsheets_write_them():
    tax = work_out(period="1.0", tax_code="1257L", taxable_pay="3000.0", week1month1="0.0")
    director = work_out(
        ni_category="M",
        niable_pay="48000",
        director_method="annual",
        director_weeks="48.0",
        director_last_payment="1.0",
        student_loan_plans="2.0",
        loan_pay="3500",
    )

    assert (tax["error"], tax["tax"]) == ("", "390.20")
    # HMRC directors data 2025-26, 48 weeks; the thresholds are the same in 2026-27.
    assert (director["error"], director["employee_ni"], director["employer_ni"]) == ("", "2815.92", "239.40")
    assert director["student_loan"] == "94.00"


@pytest.mark.parametrize("plans", ["2+PGL", "2 + pgl", "PGL+2", "Plan 2+PGL", "PLAN2 + Plan PGL"])
def test_loan_plans_may_be_written_in_many_ways(plans):
    answer = work_out(student_loan_plans=plans, loan_pay="3500")

    assert (answer["error"], answer["student_loan"], answer["postgraduate_loan"]) == ("", "94.00", "105.00")


def test_short_rows_are_rows_with_empty_columns():
    assert work_out(tax_code=None, ni_category=None) == NOTHING | {"case_id": "one"}


def test_rows_are_worked_out_as_they_come():
    def endless():
        while True:
            yield {"case_id": "n", "tax_year": "2026-27", "frequency": "weekly"}

    assert next(work_out_rows(endless()))["case_id"] == "n"


def test_the_engine_imports_neither_django_nor_celery_nor_the_database():
    script = (
        "import importlib, pkgutil, sys, payroll.engine\n"
        "for module in pkgutil.walk_packages(payroll.engine.__path__, 'payroll.engine.'):\n"
        "    importlib.import_module(module.name)\n"
        "found = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(found & {'django', 'celery', 'psycopg2', 'psycopg', 'redis', 'rest_framework'}))\n"
        "print('payroll.engine.gross_to_net' in sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={}, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("[]\nTrue\n", "")
