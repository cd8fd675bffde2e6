from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine.errors import LoanPlanInvalid
from payroll.engine.rates import rates_on
from payroll.engine.student_loans import LoanMethod, loan_deductions
from sharedservices.common.periods import Frequency

D = Decimal
RATES_2025 = rates_on(date(2025, 11, 28))
RATES_2026 = rates_on(date(2026, 11, 27))


def loans(plans, earnings, frequency="monthly", rates=RATES_2026, **rest):
    return loan_deductions(plans=plans, earnings=D(earnings), frequency=Frequency(frequency), rates=rates, **rest)


def test_one_plan_keeps_every_figure():
    result = loans(["2"], "3500.00")

    assert result.undergraduate == ("2", D(94), D("3500.00"), D("2448.75"), D("0.09"), 1)
    assert (result.student_loan, result.postgraduate_loan, result.postgraduate) == (94, 0, None)


def test_lowest_threshold_of_several_and_the_postgraduate_loan_beside_it():
    # (4166.67 - 2083.33) x 9% = 187.50; (4166.67 - 1750.00) x 6% = 145.00
    result = loans(["2", "5", "PGL"], "4166.67")

    assert (result.undergraduate.plan, result.student_loan, result.postgraduate_loan) == ("5", 187, 145)


def test_no_plans_no_deduction():
    assert loans([], "5000.00") == (0, 0, None, None)


def test_postgraduate_loan_alone():
    result = loans(["PGL"], "2000.00")

    assert (result.undergraduate, result.student_loan, result.postgraduate_loan) == (None, 0, 15)


@pytest.mark.parametrize(
    ("earnings", "deduction"), [("2448.75", 0), ("2459.86", 0), ("2459.87", 1), ("0.00", 0), ("-10.00", 0)]
)
def test_deduction_is_whole_pounds_rounded_down(earnings, deduction):
    assert loans(["2"], earnings).student_loan == deduction


@pytest.mark.parametrize(
    ("frequency", "earnings", "averaged", "scaled"),
    [
        # plan 1: a week of 550.00 gives (550 - 517.30) x 9% = 2.943 -> 2, times the weeks
        ("fortnightly", "1100.00", 4, 5),
        ("fourweekly", "2200.00", 8, 11),
        ("weekly", "550.00", 2, 2),
        ("monthly", "2400.00", 14, 14),
        ("quarterly", "7200.00", 42, 42),
        ("annually", "28800.00", 171, 171),
    ],
)
def test_several_weeks_use_the_averaged_week(frequency, earnings, averaged, scaled):
    assert loans(["1"], earnings, frequency).student_loan == averaged
    assert loans(["1"], earnings, frequency, method=LoanMethod.SCALED_THRESHOLD).student_loan == scaled


def test_averaged_week_shows_its_week():
    result = loans(["1"], "1100.00", "fortnightly")

    assert result.undergraduate == ("1", D(4), D(550), D("517.30"), D("0.09"), 2)


def test_plan_5_is_not_collected_before_april_2026():
    with pytest.raises(LoanPlanInvalid, match="plan 5 is not collected through payroll in 2025-26"):
        loans(["2", "5"], "3000.00", rates=RATES_2025)


@pytest.mark.parametrize("plan", ["", "3", "pgl", "PG", "22"])
def test_an_unknown_plan_is_refused_with_those_that_exist(plan):
    with pytest.raises(LoanPlanInvalid, match="Use 1, 2, 4, 5 or PGL"):
        loans([plan], "3000.00")


@given(
    plans=st.lists(st.sampled_from(["1", "2", "4", "5", "PGL"]), max_size=5, unique=True),
    earnings=st.decimals(min_value=0, max_value=100_000, places=2),
    frequency=st.sampled_from(list(Frequency)),
)
def test_deductions_are_whole_pounds_and_leave_pay_over(plans, earnings, frequency):
    result = loans(plans, earnings, frequency)

    taken = result.student_loan + result.postgraduate_loan
    assert taken == int(taken)
    assert 0 <= taken <= earnings
    assert result == loans(plans[::-1], earnings, frequency)
