from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from payroll.engine.payslip import payslip, payslips_of_person
from payroll.engine.problems import PayslipProblem
from payroll.engine.types import (
    Arrangement,
    DirectorDetails,
    DirectorMethod,
    Frequency,
    ItemKind,
    LineSection,
    Loans,
    NiBands,
    NiDetails,
    PaidAlready,
    PayItem,
    TaxDetails,
    YearToDate,
)
from tests.unit.payroll.engine.builders import RATES, deduction, inputs, lgps, pay


def money(*texts):
    return tuple(Decimal(text) for text in texts)


def tax(code="1257L", **changes):
    return TaxDetails(code=code, **changes)


def test_ordinary_payslip_to_the_penny():
    # £34,237 / 12; LGPS 6.5% and 21.8%; free pay of 1257L £1,048.26, so £1,619 x 20%;
    # National Insurance: £1,805.08 x 8% and £2,436.08 x 15% (rates of 2026-27), third decimal rounding
    result = payslip(inputs(pensions=(lgps(),)), RATES)

    assert (result.gross, result.taxable_pay, result.niable_pay, result.pensionable_pay) == money(
        "2853.08", "2667.63", "2853.08", "2853.08"
    )
    assert (result.tax, result.employee_ni, result.employer_ni) == money("323.80", "144.41", "365.41")
    assert (result.employee_pension, result.employer_pension) == money("185.45", "621.97")
    assert result.net == Decimal("2199.42")
    assert result.employer_cost == Decimal("3840.46")
    assert result.ni_bands == NiBands(*money("559", "489", "1805.08"))
    assert (result.tax_code, result.ni_category, result.findings) == ("1257L", "A", ())


def test_lines_stand_in_the_order_of_a_payslip():
    given = inputs(
        items=(
            deduction("14.20"),
            PayItem("GIVING", "Payroll giving", ItemKind.DEDUCTION_BEFORE_TAX, amount=Decimal(5)),
            PayItem("CAR", "Car", ItemKind.BENEFIT, amount=Decimal(100), niable=False),
        ),
        pensions=(lgps(),),
        loans=Loans(("2", "PGL")),
    )

    lines = payslip(given, RATES).lines

    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert [(line.section.value, line.code) for line in lines] == [
        ("payment", "BASIC"),
        ("deduction", "TAX"),
        ("deduction", "NI"),
        ("deduction", "STUDENT-LOAN"),
        ("deduction", "POSTGRADUATE-LOAN"),
        ("deduction", "LGPS"),
        ("deduction", "GIVING"),
        ("deduction", "UNION"),
        ("employer", "EMPLOYER-NI"),
        ("employer", "EMPLOYER-LGPS"),
        ("benefit", "CAR"),
    ]


def test_loans_are_taken_in_whole_pounds():
    # (£2,853.08 less £2,448.75) x 9% = £36.38; (£2,853.08 less £1,750.00) x 6% = £66.18
    result = payslip(inputs(loans=Loans(("2", "PGL"))), RATES)

    assert (result.student_loan, result.postgraduate_loan) == money("36", "66")


def test_payroll_giving_lowers_tax_and_not_national_insurance():
    giving = PayItem("GIVING", "Payroll giving", ItemKind.DEDUCTION_BEFORE_TAX, amount=Decimal("100.00"))

    result = payslip(pay("2000.00", items=(giving,)), RATES)

    # £1,900 less £1,048.26 = £851 x 20%; (£2,000 less £1,048) x 8%
    assert (result.taxable_pay, result.tax, result.employee_ni) == money("1900.00", "170.20", "76.16")
    assert result.net == Decimal("1653.64")


def test_benefit_is_taxed_but_the_limit_looks_at_pay_alone():
    # £100 of pay and £2,000 of benefit: half of £100 is the most that may be taken
    benefit = PayItem("CAR", "Car", ItemKind.BENEFIT, amount=Decimal("2000.00"), niable=False)

    result = payslip(pay("100.00", items=(benefit,)), RATES)

    assert (result.taxable_pay, result.gross, result.benefits, result.tax) == money(
        "2100.00", "100.00", "2000.00", "50.00"
    )
    assert [finding.code for finding in result.findings] == ["TAX_LIMITED"]


def test_year_to_date_grows_by_this_payment():
    before = YearToDate(**dict.fromkeys(YearToDate._fields, Decimal("1000.00")))

    result = payslip(inputs(year_to_date=before), RATES)

    assert (result.year_to_date.gross, result.year_to_date.net, result.year_to_date.at_lel) == money(
        "3853.08", "3347.87", "1559.00"
    )


def test_cumulative_code_pays_tax_back():
    given = pay("500.00", tax=tax(pay_to_date_before=Decimal("3000.00"), tax_to_date_before=Decimal("400.00")))

    result = payslip(replace(given, tax_period=2), RATES)

    # £3,500 less £2,096.52 = £1,403 x 20% = £280.60, less £400 already taken
    assert result.tax == Decimal("-119.40")
    assert result.net == Decimal("619.40")
    assert [finding.code for finding in result.findings] == ["TAX_REFUND"]


def test_second_payment_of_a_period_on_month_1_gets_no_second_free_pay():
    # £1,000 paid before without tax; £1,500 less £1,048.26 = £451 x 20%
    details = tax("1257L M1", pay_in_period_before=Decimal("1000.00"))

    result = payslip(pay("500.00", tax=details), RATES)

    assert (result.tax, result.tax_code) == (Decimal("90.20"), "1257L X")


def test_second_payment_of_a_period_on_month_1_takes_at_most_half_of_it():
    details = tax("1257L", week1month1=True, pay_in_period_before=Decimal("9000.00"))

    assert payslip(pay("500.00", tax=details), RATES).tax == Decimal("250.00")


def two_jobs(first="1500.00", second="700.00", **changes):
    return (
        pay(first, ref="a", **changes),
        pay(second, ref="b", **{**changes, "tax": tax("BR")}),
    )


def test_two_jobs_with_one_employer_pay_national_insurance_once():
    # (£2,200 less £1,048) x 8% = £92.16; (£2,200 less £417) x 15% = £267.45; shared 1,500 : 700
    first, second = payslips_of_person(two_jobs(), RATES)

    assert (first.employee_ni, second.employee_ni) == money("62.84", "29.32")
    assert (first.employer_ni, second.employer_ni) == money("182.35", "85.10")
    assert first.ni_bands.at_lel + second.ni_bands.at_lel == Decimal("559")


def test_loans_of_two_jobs_are_worked_on_the_sum_and_shared_in_whole_pounds():
    # plan 1: (£3,000 less £2,241.66) x 9% = £68.25
    first, second = payslips_of_person(two_jobs("2000.00", "1000.00", loans=Loans(("1",))), RATES)

    assert (first.student_loan, second.student_loan) == money("45", "23")


def test_pay_already_paid_in_the_period_counts_and_what_was_taken_is_taken_off():
    # £1,500 paid before: £36.16 and £162.45 were taken; £2,200 in all
    before = PaidAlready(
        niable_pay=Decimal("1500.00"),
        employee_ni=Decimal("36.16"),
        employer_ni=Decimal("162.45"),
        bands=NiBands(*money("559", "489", "452")),
    )

    result = payslip(pay("700.00", ni=NiDetails("A", paid_already=before)), RATES)

    assert (result.employee_ni, result.employer_ni) == money("56.00", "105.00")
    assert result.ni_bands == NiBands(*money("0", "0", "700.00"))


def test_director_on_the_annual_method_pays_nothing_below_the_yearly_threshold():
    director = DirectorDetails(DirectorMethod.ANNUAL)

    result = payslip(pay("5000.00", ni=NiDetails("A", director=director)), RATES)

    assert (result.employee_ni, result.employer_ni) == money("0.00", "0.00")


def test_director_on_the_annual_method_pays_on_the_year_so_far():
    # £15,000 so far: (£15,000 less £12,570) x 8% = £194.40; (£15,000 less £5,000) x 15% = £1,500, £750 taken before
    director = DirectorDetails(
        DirectorMethod.ANNUAL,
        niable_to_date_before=Decimal("10000.00"),
        employer_ni_to_date_before=Decimal("750.00"),
    )

    result = payslip(pay("5000.00", ni=NiDetails("A", director=director)), RATES)

    assert (result.employee_ni, result.employer_ni) == money("194.40", "750.00")


def test_director_on_the_alternative_method_pays_like_an_employee_until_the_last_payment():
    director = DirectorDetails(DirectorMethod.ALTERNATIVE)

    assert payslip(pay("2200.00", ni=NiDetails("A", director=director)), RATES).employee_ni == Decimal("92.16")


def test_relief_at_source_pension_does_not_lower_taxable_pay():
    result = payslip(inputs(pensions=(lgps(arrangement=Arrangement.RELIEF_AT_SOURCE),)), RATES)

    assert result.taxable_pay == Decimal("2853.08")


def test_no_pay_is_a_finding():
    result = payslip(inputs(jobs=()), RATES)

    assert (result.net, [finding.code for finding in result.findings]) == (Decimal("0.00"), ["NO_PAY"])


def test_weekly_payslip():
    # £34,237 / 52.143 = £656.60; 1257L gives £241.92: £414 x 20%; (£656.60 less £242) x 8%
    given = inputs(
        frequency=Frequency.WEEKLY, period_start=date(2026, 4, 6), period_end=date(2026, 4, 13), tax_period=4
    )
    terms = replace(given.jobs[0], start=date(2026, 4, 6), end=date(2026, 4, 13))
    given = replace(given, jobs=(terms,), tax=tax(week1month1=True))

    result = payslip(given, RATES)

    assert (result.gross, result.tax, result.employee_ni) == money("656.60", "82.80", "33.17")


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        (pay("100.00", items=(deduction("120.00"),)), "NEGATIVE_NET", "items"),
        (pay("-100.00"), "NEGATIVE_GROSS", "items"),
        (
            pay("0", items=(PayItem("G", "G", ItemKind.DEDUCTION_BEFORE_TAX, amount=Decimal(5)),)),
            "NEGATIVE_TAXABLE",
            "items",
        ),
        (pay("100.00", tax=tax("1257")), "TAX_CODE_INVALID", "tax.code"),
        (pay("100.00", tax=tax("")), "TAX_CODE_INVALID", "tax.code"),
        (pay("100.00", ni=NiDetails("Q")), "NI_CATEGORY_INVALID", "ni.category"),
        (pay("100.00", loans=Loans(("3",))), "LOAN_PLAN_INVALID", "loans.plans"),
        (pay("100.00", tax_period=13), "PAY_INPUT_INVALID", "tax_period"),
    ],
)
def test_payslip_that_cannot_be_is_a_problem_that_says_what_to_do(given, code, field):
    with pytest.raises(PayslipProblem) as raised:
        payslip(given, RATES)

    problem = raised.value
    assert (problem.code, problem.field, problem.culprit) == (code, field, "employment-1")
    assert problem.message.endswith(".")
    assert problem.remedy.endswith(".")


def test_negative_net_says_the_amounts():
    with pytest.raises(PayslipProblem, match=r"Deductions of £120.00 are more than the gross pay of £100.00"):
        payslip(pay("100.00", items=(deduction("120.00"),)), RATES)


def test_problem_of_one_employment_stops_all_of_the_person():
    bad = pay("100.00", ref="b", items=(deduction("120.00"),))

    with pytest.raises(PayslipProblem) as raised:
        payslips_of_person((pay("1000.00", ref="a"), bad), RATES)

    assert (raised.value.culprit, raised.value.refs) == ("b", ("a", "b"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ni": NiDetails("C")}, "NI_CATEGORY_DIFFERS"),
        ({"ni": NiDetails("A", director=DirectorDetails(DirectorMethod.ANNUAL))}, "NI_DETAILS_DIFFER"),
        ({"frequency": Frequency.WEEKLY}, "FREQUENCY_DIFFERS"),
    ],
)
def test_employments_that_disagree_about_the_person_are_refused(changes, code):
    first, second = two_jobs()

    with pytest.raises(PayslipProblem) as raised:
        payslips_of_person((first, replace(second, **changes)), RATES)

    assert (raised.value.code, raised.value.culprit, raised.value.refs) == (code, "", ("a", "b"))


@pytest.mark.parametrize("changes", [{"ref": "a"}, {"person_ref": "other"}, {"employer_ref": "other"}])
def test_employments_of_different_people_or_employers_are_never_added_together(changes):
    first, second = two_jobs()

    with pytest.raises(ValueError, match="one person under one employer"):
        payslips_of_person((first, replace(second, **changes)), RATES)


def test_order_of_employments_makes_no_difference():
    employments = (*two_jobs("1500.01", "1500.01", loans=Loans(("1", "PGL"))), pay("800.00", ref="c"))

    answers = [
        {result.ref: result for result in payslips_of_person(order, RATES)} for order in permutations(employments)
    ]

    assert all(answer == answers[0] for answer in answers)


def test_lines_of_deductions_and_net_make_gross():
    result = payslip(inputs(items=(deduction("14.20"),), pensions=(lgps(),), loans=Loans(("2",))), RATES)

    taken = sum(line.amount for line in result.lines if line.section is LineSection.DEDUCTION)
    paid = sum(line.amount for line in result.lines if line.section is LineSection.PAYMENT)

    assert (paid, result.net + taken) == (result.gross, result.gross)
