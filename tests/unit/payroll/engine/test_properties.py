from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from payroll.engine import national_insurance
from payroll.engine.paye import income_tax
from payroll.engine.payslip import payslip, payslips_of_person
from payroll.engine.tax_code import parse_tax_code
from payroll.engine.types import Frequency, LineSection, Loans, NiDetails, PaidAlready, TaxDetails
from tests.unit.payroll.engine.builders import RATES, deduction, inputs, job, lgps, pay

PAY = st.integers(0, 2_000_000).map(lambda n: Decimal(n) / 100)
GOOD_PAY = st.integers(100_000, 2_000_000).map(lambda n: Decimal(n) / 100)
CODES = st.sampled_from(["1257L", "0T", "BR", "D0", "K100", "S1257L", "C1100M", "SK50", "NT", "1257L M1", "45T"])
LETTERS = st.sampled_from("ABCDEFHIJKLMNSVXZ")
PLANS = st.sampled_from([(), ("1",), ("2",), ("4",), ("5", "PGL"), ("1", "2", "PGL")])


@given(amount=GOOD_PAY, code=CODES, letter=LETTERS, plans=PLANS, hours=st.sampled_from(["37", "18.5", "0"]))
def test_net_and_deductions_make_gross(amount, code, letter, plans, hours):
    given_inputs = pay(
        amount,
        items=(deduction("14.20"),),
        tax=TaxDetails(code),
        ni=NiDetails(letter),
        loans=Loans(plans),
    )
    given_inputs = replace(given_inputs, jobs=(job(hours=hours),), pensions=(lgps(),))

    result = payslip(given_inputs, RATES)

    taken = sum(line.amount for line in result.lines if line.section is LineSection.DEDUCTION)
    on_top = sum(line.amount for line in result.lines if line.section is LineSection.EMPLOYER)
    named = result.tax + result.employee_ni + result.student_loan + result.postgraduate_loan
    assert result.net + taken == result.gross
    assert result.employer_cost == result.gross + on_top
    assert taken == named + result.employee_pension + result.other_deductions
    assert result.net >= 0


@given(amounts=st.lists(GOOD_PAY, min_size=12, max_size=12), code=st.sampled_from(["1257L", "S1257L", "K100", "BR"]))
def test_twelve_cumulative_months_equal_the_year(amounts, code):
    given_inputs = pay("0", tax=TaxDetails(code))
    paid_tax = year = Decimal(0)
    for month, amount in enumerate(amounts, start=1):
        item = replace(given_inputs.items[0], amount=amount)
        details = TaxDetails(code, pay_to_date_before=year, tax_to_date_before=paid_tax)
        given_inputs = replace(given_inputs, items=(item,), tax=details, tax_period=month)
        result = payslip(given_inputs, RATES)
        given_inputs = replace(given_inputs, year_to_date=result.year_to_date)
        year, paid_tax = year + amount, paid_tax + result.tax

    at_once = income_tax(
        code=parse_tax_code(code),
        frequency=Frequency.MONTHLY,
        period=12,
        pay_to_date=sum(amounts),
        tax_to_date_before=Decimal(0),
        pay_this_period=sum(amounts),
        week1month1=False,
        rates=RATES,
    )
    assert given_inputs.year_to_date.gross == sum(amounts)
    assert given_inputs.year_to_date.tax == paid_tax == at_once.tax


@given(amounts=st.lists(PAY, min_size=2, max_size=5), letter=LETTERS, data=st.data())
def test_order_of_employments_never_matters(amounts, letter, data):
    employments = [
        pay(amount, ref=f"employment-{n}", ni=NiDetails(letter), loans=Loans(("1",)))
        for n, amount in enumerate(amounts)
    ]
    shuffled = data.draw(st.permutations(employments))

    answer = {result.ref: result for result in payslips_of_person(employments, RATES)}

    assert {result.ref: result for result in payslips_of_person(shuffled, RATES)} == answer


@given(amounts=st.lists(PAY, min_size=1, max_size=5), letter=LETTERS)
def test_shares_of_national_insurance_add_up_to_that_of_the_total(amounts, letter):
    employments = [pay(amount, ref=f"employment-{n}", ni=NiDetails(letter)) for n, amount in enumerate(amounts)]

    results = payslips_of_person(employments, RATES)

    whole = national_insurance.class1(category=letter, earnings=sum(amounts), frequency=Frequency.MONTHLY, rates=RATES)
    assert sum(result.employee_ni for result in results) == whole.employee
    assert sum(result.employer_ni for result in results) == whole.employer
    assert sum(result.ni_bands.at_lel for result in results) == whole.bands.at_lel
    assert sum(result.ni_bands.pt_to_uel for result in results) == whole.bands.pt_to_uel


@given(first=PAY, second=PAY, plans=PLANS)
def test_two_payments_in_one_period_take_what_one_payment_would(first, second, plans):
    once = payslip(pay(first + second, loans=Loans(plans), tax=TaxDetails("NT")), RATES)
    before = payslip(pay(first, loans=Loans(plans), tax=TaxDetails("NT")), RATES)
    paid = PaidAlready(
        niable_pay=first,
        employee_ni=before.employee_ni,
        employer_ni=before.employer_ni,
        bands=before.ni_bands,
        student_loan=before.student_loan,
        postgraduate_loan=before.postgraduate_loan,
    )

    # a second payment may owe more than it is worth when the loans of both fall on it: look at the sums alone
    top_up = deduction("-100000")
    after = payslip(
        pay(second, items=(top_up,), loans=Loans(plans), tax=TaxDetails("NT"), ni=NiDetails("A", paid_already=paid)),
        RATES,
    )

    assert before.employee_ni + after.employee_ni == once.employee_ni
    assert before.employer_ni + after.employer_ni == once.employer_ni
    assert before.student_loan + after.student_loan == once.student_loan
    assert before.postgraduate_loan + after.postgraduate_loan == once.postgraduate_loan


@given(
    annual=st.integers(1, 200_000),
    hours=st.integers(1, 37),
    cuts=st.sets(st.integers(2, 30), max_size=5),
)
def test_parts_of_a_month_add_up_to_the_month(annual, hours, cuts):
    days = [date(2026, 4, 1), *(date(2026, 4, cut) for cut in sorted(cuts)), date(2026, 5, 1)]
    segments = tuple(job(str(annual), str(hours), start=start, end=end) for start, end in pairwise(days))

    whole = payslip(inputs(jobs=(job(str(annual), str(hours)),)), RATES)
    parts = payslip(inputs(jobs=segments), RATES)

    assert (parts.gross, parts.net, parts.tax) == (whole.gross, whole.net, whole.tax)
