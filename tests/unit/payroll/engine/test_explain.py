from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payroll.engine.arithmetic import _WAYS, days, percent, plain, pounds
from payroll.engine.explain import explain, explain_line, what_changed
from payroll.engine.payslip import payslip, payslips_of_person
from payroll.engine.rules import RULES
from payroll.engine.types import (
    Arrangement,
    BandBasis,
    DayRule,
    DirectorDetails,
    DirectorMethod,
    Frequency,
    ItemKind,
    Loans,
    NiBands,
    NiDetails,
    PaidAlready,
    PayItem,
    Section,
    TaxDetails,
)
from tests.unit.payroll.engine.builders import RATES, deduction, inputs, job, lgps, pay


def item(code, kind=ItemKind.PAYMENT, **changes):
    return PayItem(code, code.capitalize(), kind, **changes)


OVERTIME = item("OVERTIME", units=Decimal("3.5"), factor=Decimal("1.5"), hours_varying=True)
GIVING = item("GIVING", ItemKind.DEDUCTION_BEFORE_TAX, amount=Decimal(5))
CYCLE = item("CYCLE", ItemKind.SACRIFICE, amount=Decimal(50))
CAR = item("CAR", ItemKind.BENEFIT, amount=Decimal(200), niable=False)
NEST = lgps(
    scheme_code="NEST",
    arrangement=Arrangement.RELIEF_AT_SOURCE,
    qualifying=(Decimal(520), Decimal(4189)),
    is_law=False,
)
HALF = lgps(section=Section.FIFTY_FIFTY, section_share=Decimal("0.5"))
FULL_TIME = lgps(scheme_code="POLICE", basis=BandBasis.FULL_TIME)
WEEK = {"frequency": Frequency.FOURWEEKLY, "tax_period": 56}
PAID = PaidAlready(Decimal("1500.00"), Decimal("36.16"), Decimal("162.45"), NiBands())


def details(code, **changes):
    return TaxDetails(code, **changes)


def part(rule):
    return (job(start=date(2026, 4, 16), day_rule=rule),)


AWKWARD = {
    "everything": inputs(
        items=(OVERTIME, GIVING, CYCLE, CAR, deduction("14.20")), pensions=(NEST,), loans=Loans(("2", "PGL"))
    ),
    "fifty-fifty": inputs(pensions=(HALF,)),
    "police": inputs(pensions=(FULL_TIME,)),
    "part by days": inputs(jobs=part(DayRule.CALENDAR)),
    "part by working days": inputs(jobs=part(DayRule.WORKING_DAYS)),
    "part by 365ths": inputs(jobs=part(DayRule.DAYS_365)),
    "term time": inputs(jobs=(job(paid_weeks=Decimal("44.5")),)),
    "K code": inputs(tax=details("K100")),
    "Scottish higher rates": pay("9000.00", tax=details("S1257L")),
    "flat": inputs(tax=details("BR")),
    "no tax": inputs(tax=details("NT")),
    "month 1": inputs(tax=details("1257L M1", pay_in_period_before=Decimal(100))),
    "limit": pay("100.00", tax=details("K9000")),
    "refund": inputs(tax=details("1257L", tax_to_date_before=Decimal(900))),
    "no tax due": pay("500.00", loans=Loans(("1", "PGL"))),
    "director": inputs(ni=NiDetails("A", director=DirectorDetails(DirectorMethod.ANNUAL))),
    "paid before": inputs(ni=NiDetails("A", paid_already=PAID), loans=Loans(("1", "PGL"))),
    "over pension age": inputs(ni=NiDetails("C")),
    "no employer's part": inputs(ni=NiDetails("X")),
    "four weeks, the extra pay day": pay("3000.00", loans=Loans(("1",)), **WEEK),
}


def results():
    alone = [payslip(given, RATES) for given in AWKWARD.values()]
    loans = Loans(("1", "PGL"))
    two = (pay("3000.00", ref="a", loans=loans), pay("2500.00", ref="b", loans=loans))
    return [*alone, *payslips_of_person(two, RATES)]


def test_every_rule_is_used_and_every_step_has_a_rule():
    used = {step.rule for result in results() for step in result.steps}

    assert used == set(RULES)
    assert set(_WAYS) == set(RULES)


def test_last_step_of_every_line_ends_in_its_amount():
    for result in results():
        last = {step.line: step.value for step in result.steps}
        assert {line.number: line.amount for line in result.lines} == {n: v for n, v in last.items() if n}


def test_every_step_can_be_said():
    for result in results():
        for explanation in explain(result):
            assert explanation.steps
            for step in explanation.steps:
                assert step.arithmetic
                assert step.rule.endswith(".")
                assert step.source
                assert step.url == "" or step.url.startswith("https://")


def arithmetic_of(given, code):
    return [step.arithmetic for line in explain(payslip(given, RATES)) for step in line.steps if step.code == code]


@pytest.mark.parametrize(
    ("given", "rule", "expected"),
    [
        (inputs(jobs=(job(hours="30"),)), "PAY-YEARLY", "£34,237 a year × 30 ÷ 37 hours = £27,759.73 a year"),
        (inputs(), "PAY-YEARLY", "£34,237 a year, full time"),
        (inputs(), "PAY-PERIOD", "£34,237 ÷ 12 = £2,853.08"),
        (
            AWKWARD["part by days"],
            "PAY-PART-CALENDAR",
            "16 April 2026 to 30 April 2026: £2,853.08 × 15 ÷ 30 days = £1,426.54",
        ),
        (
            AWKWARD["part by 365ths"],
            "PAY-PART-365",
            "16 April 2026 to 30 April 2026: £34,237 × 15 ÷ 365 days = £1,407.00",
        ),
        (inputs(items=(OVERTIME,)), "PAY-UNITS", "3.5 × £17.75 × 1.5 = £93.19"),
        (inputs(items=(OVERTIME,)), "PAY-HOURLY", "£34,237 ÷ 52.143 weeks ÷ 37 hours = £17.75"),
        (inputs(pensions=(lgps(),)), "PENSION-NET-PAY", "£2,853.08 × 6.5% = £185.45"),
        (
            inputs(pensions=(lgps(),)),
            "PENSION-BAND-ACTUAL",
            "Yearly pay of £34,237, in the band up to £47,300: 6.5% (lgpsmember.org, contribution table April 2026)",
        ),
        (AWKWARD["fifty-fifty"], "PENSION-50-50", "6.5% × 0.5 = 3.25%"),
        (
            inputs(),
            "PAYE-FREE-PAY",
            "Code 1257L (HMRC, P9X of February 2026) for 1 month: £1,048.26",
        ),
        (inputs(), "PAYE-TAXABLE", "£2,853.08 less £1,048.26 = £1,804.82, in whole pounds £1,804"),
        (inputs(), "PAYE-BANDS", "£1,804 × 20% = £360.80"),
        (AWKWARD["refund"], "PAYE-CUMULATIVE", "£360.80 less £900 already taken = £539.20 to be paid back to you"),
        (
            inputs(),
            "NI-EMPLOYEE-MAIN",
            "£1,805.08 of pay between £1,048 and £4,189 × 8% = £144.41 (category A)",
        ),
        (AWKWARD["over pension age"], "NI-EMPLOYEE-MAIN", "You pay no National Insurance under category C"),
        (
            inputs(loans=Loans(("2",))),
            "LOAN-STUDENT",
            "Plan 2: (£2,853.08 less £2,448.75) × 9%, in whole pounds = £36",
        ),
        (inputs(), "NET-PAY", "£2,853.08 less £505.21 = £2,347.87"),
    ],
)
def test_arithmetic_can_be_followed_with_a_calculator(given, rule, expected):
    assert expected in arithmetic_of(given, rule)


def test_explain_line_finds_one_line():
    result = payslip(inputs(), RATES)

    assert explain_line(result, 2).name == "Income tax"
    assert explain_line(result, 0).amount == "£2,347.87"
    with pytest.raises(LookupError, match="no line 99"):
        explain_line(result, 99)


def changes(before, now):
    return what_changed(payslip(before, RATES), payslip(now, RATES))


def test_nothing_changed_says_nothing():
    assert changes(inputs(), inputs()) == ()


def test_overtime_explains_tax_and_national_insurance():
    # £93.19 more pay: tax £379.60 instead of £360.80, National Insurance £151.86 instead of £144.41
    assert changes(inputs(), inputs(items=(OVERTIME,))) == (
        "You take home £66.94 more than last time.",
        "New this time: Overtime, £93.19.",
        "Your tax went up by £18.80 because your taxable pay went up by £93.19.",
        "Your National Insurance went up by £7.45 because the pay that it is worked on went up by £93.19.",
    )


def test_line_that_is_gone_and_line_that_moved_are_named():
    before = inputs(items=(deduction("14.20"), deduction("3.00", "LOTTERY")))
    now = inputs(items=(deduction("15.00"),))

    said = changes(before, now)

    assert "Union subscription went up by £0.80 to £15.00." in said
    assert "Not there this time: Union subscription, £3.00 last time." in said


def test_change_of_tax_code_is_the_reason():
    said = changes(inputs(), inputs(tax=details("BR")))

    assert "Your tax went up by £209.80 because your tax code changed from 1257L to BR." in said


def test_refund_is_called_money_back():
    said = changes(inputs(), AWKWARD["refund"])

    assert any(sentence.startswith("You get £539.20 of tax back this time") for sentence in said)


def test_tax_without_a_reason_of_this_month_names_the_year():
    said = changes(inputs(), inputs(tax=details("1257L", tax_to_date_before=Decimal("10.00"))))

    assert said[1] == (
        "Your tax went down by £10.00 because tax is worked out over the whole year, and earlier payments count too."
    )


def test_change_of_category_pension_and_loan_is_said():
    before = inputs(pensions=(lgps(),), loans=Loans(("2",)))
    now = replace(before, ni=NiDetails("C"), pensions=(HALF,), loans=Loans(()))

    said = changes(before, now)

    assert "Your National Insurance went down by £144.41 because your category changed from A to C." in said
    assert "Your student loan repayment went down by £36.00." in said
    assert (
        "Your pension contribution went down by £92.72 because your contribution rate or your membership changed."
        in said
    )


@pytest.mark.parametrize(
    ("amount", "text"), [("1234.5", "£1,234.50"), ("-3.00", "-£3.00"), ("1048", "£1,048"), ("0.00", "£0.00")]
)
def test_pounds_as_people_read_them(amount, text):
    assert pounds(Decimal(amount)) == text


def test_figures_without_needless_noughts():
    assert (percent(Decimal("0.0650")), plain(Decimal("37.00")), plain(Decimal("100"))) == ("6.5%", "37", "100")


def test_one_day_is_one_date():
    assert days(date(2026, 4, 1), date(2026, 4, 2)) == "1 April 2026"
