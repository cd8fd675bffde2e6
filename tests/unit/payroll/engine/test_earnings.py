from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payroll.engine.earnings import work_out_pay
from payroll.engine.problems import PayslipProblem
from payroll.engine.types import DayRule, Frequency, HourlyRule, ItemKind, LineSection, PayItem
from tests.unit.payroll.engine.builders import inputs, job, pay


def item(**changes):
    return PayItem("OT15", "Overtime at time and a half", ItemKind.PAYMENT, **changes)


def amounts(pay_inputs):
    return [line.amount for line in work_out_pay(pay_inputs).lines]


def test_full_month_is_exactly_a_twelfth():
    # domain specification HR-04: £34,237 full time is £2,853.08 a month
    assert amounts(inputs()) == [Decimal("2853.08")]


def test_change_of_hours_inside_the_month_pays_each_part():
    # £2,313.31 (30 hours) x 10/30 = £771.10; £2,853.08 (37 hours) less £2,853.08 x 10/30 (£951.03) = £1,902.05
    jobs = (job(hours="37", start=date(2026, 4, 11)), job(hours="30", end=date(2026, 4, 11)))

    assert amounts(inputs(jobs=jobs)) == [Decimal("771.10"), Decimal("1902.05")]


def test_starter_on_the_16th_is_paid_half_of_april():
    assert amounts(inputs(jobs=(job(start=date(2026, 4, 16)),))) == [Decimal("1426.54")]


def test_leaver_by_365ths_is_paid_by_the_day():
    # £34,237 x 10/365
    jobs = (job(end=date(2026, 4, 11), day_rule=DayRule.DAYS_365),)

    assert amounts(inputs(jobs=jobs)) == [Decimal("938.00")]


def test_promotion_inside_a_month_worked_in_full_adds_up_to_the_month_under_365ths():
    jobs = (
        job(end=date(2026, 4, 11), day_rule=DayRule.DAYS_365),
        job(start=date(2026, 4, 11), day_rule=DayRule.DAYS_365),
    )

    assert sum(amounts(inputs(jobs=jobs))) == Decimal("2853.08")


def test_gap_between_terms_is_not_paid():
    jobs = (job(end=date(2026, 4, 11)), job(start=date(2026, 4, 21)))

    # two thirds of £2,853.08: £951.03 and £2,853.08 less £1,902.05
    assert amounts(inputs(jobs=jobs)) == [Decimal("951.03"), Decimal("951.03")]


@pytest.mark.parametrize(
    ("frequency", "end", "expected"),
    [  # £34,237 / 52.143 = £656.60 a week
        (Frequency.WEEKLY, date(2026, 4, 8), "656.60"),
        (Frequency.FORTNIGHTLY, date(2026, 4, 15), "1313.20"),
        (Frequency.FOURWEEKLY, date(2026, 4, 29), "2626.39"),
    ],
)
def test_weekly_families_divide_the_year_by_the_weeks_of_the_terms(frequency, end, expected):
    given = inputs(frequency=frequency, period_end=end, jobs=(job(end=end),))

    assert amounts(given) == [Decimal(expected)]


def test_overtime_is_hours_times_the_rounded_hourly_rate_times_the_factor():
    # £25,989 / 52.143 / 37 = £13.47; 3.5 x £13.47 x 1.5 = £70.72
    given = inputs(jobs=(job("25989"),), items=(item(units=Decimal("3.5"), factor=Decimal("1.5")),))

    line = work_out_pay(given).lines[1]

    assert (line.units, line.rate, line.amount) == (Decimal("3.5"), Decimal("13.47"), Decimal("70.72"))


def test_overtime_of_a_firefighter_rounds_the_week_first():
    # LGA circular NJC 3/24: competent firefighter, £17.20 an hour, £25.80 at time and a half
    terms = job("37675", "42", full_time_hours="42", hourly_rule=HourlyRule.BY_WEEK)
    given = inputs(jobs=(terms,), items=(item(units=Decimal(1), factor=Decimal("1.5")),))

    assert work_out_pay(given).lines[1].amount == Decimal("25.80")


def test_casual_worker_has_no_salary_line_but_an_hourly_rate():
    given = inputs(jobs=(job("25989", "0"),), items=(item(units=Decimal(10)),))

    assert amounts(given) == [Decimal("134.70")]


def test_hourly_rate_of_the_terms_comes_first():
    given = inputs(jobs=(job("25989", "0", hourly_rate=Decimal("14.00")),), items=(item(units=Decimal(10)),))

    assert amounts(given) == [Decimal("140.00")]


def test_allowance_for_part_of_the_month():
    allowance = item(amount=Decimal("30.00"), start=date(2026, 4, 21), end=date(2026, 5, 1))

    assert amounts(pay("100.00", items=(allowance,))) == [Decimal("100.00"), Decimal("10.00")]


def test_sacrifice_lowers_gross_taxable_and_niable_pay():
    sacrifice = PayItem("CYCLE", "Cycle to work", ItemKind.SACRIFICE, amount=Decimal("50.00"))

    worked = work_out_pay(inputs(items=(sacrifice,)))

    assert worked.lines[1].amount == Decimal("-50.00")
    assert (worked.gross, worked.taxable, worked.niable) == (Decimal("2803.08"),) * 3


def test_benefit_is_taxed_and_not_paid():
    benefit = PayItem("CAR", "Car", ItemKind.BENEFIT, amount=Decimal("200.00"), niable=False)

    worked = work_out_pay(inputs(items=(benefit,)))

    assert (worked.gross, worked.taxable, worked.niable) == (
        Decimal("2853.08"),
        Decimal("3053.08"),
        Decimal("2853.08"),
    )


def test_untaxed_payment_counts_in_gross_alone():
    mileage = item(amount=Decimal("45.00"), taxable=False, niable=False)

    worked = work_out_pay(inputs(items=(mileage,)))

    assert (worked.gross, worked.taxable, worked.niable) == (
        Decimal("2898.08"),
        Decimal("2853.08"),
        Decimal("2853.08"),
    )


def test_lines_say_what_they_are():
    line = work_out_pay(inputs()).lines[0]

    assert (line.number, line.section, line.code, line.job_ref) == (1, LineSection.PAYMENT, "BASIC", "job-1")


@pytest.mark.parametrize(
    ("changes", "code", "remedy"),
    [
        ({"jobs": (job(), job(start=date(2026, 4, 20)))}, "TERMS_OVERLAP", "End the earlier"),
        ({"jobs": (job(start=date(2026, 3, 31)),)}, "TERMS_OUTSIDE_PERIOD", "start and end dates"),
        ({"jobs": (job(start=date(2026, 4, 30), end=date(2026, 4, 2)),)}, "TERMS_OUTSIDE_PERIOD", "start and end"),
        ({"jobs": (job(full_time_hours="0"),)}, "HOURS_MISSING", "full-time hours"),
        ({"jobs": (job("-1"),)}, "TERMS_NEGATIVE", "Correct the salary"),
        ({"items": (item(),)}, "ITEM_WITHOUT_AMOUNT", "Give the amount"),
        ({"jobs": (), "items": (item(units=Decimal(1)),)}, "RATE_MISSING", "Give the rate"),
        (
            {"items": (item(amount=Decimal(1), start=date(2026, 3, 1), end=date(2026, 3, 2)),)},
            "ITEM_OUTSIDE_PERIOD",
            "from when until when",
        ),
        (
            {
                "jobs": (job(), job(ref="job-2")),
                "items": (item(amount=Decimal(1), pensionable=True),),
            },
            "ITEM_WITHOUT_JOB",
            "for which job",
        ),
    ],
)
def test_bad_input_is_refused_with_what_to_do(changes, code, remedy):
    with pytest.raises(PayslipProblem) as raised:
        work_out_pay(inputs(**changes))

    assert raised.value.code == code
    assert remedy in raised.value.remedy
    assert raised.value.field


def test_item_is_paid_at_the_rate_of_its_own_job():
    jobs = (job("25989"), job("52000", "10", ref="job-2"))
    given = inputs(jobs=jobs, items=(item(units=Decimal(1), job_ref="job-2"),))

    # £52,000 / 52.143 / 37
    assert work_out_pay(given).lines[2].amount == Decimal("26.95")


def test_order_of_jobs_makes_no_difference():
    jobs = (job("25989"), job("52000", "10", ref="job-2"))
    given = inputs(jobs=jobs)

    assert work_out_pay(given).lines == work_out_pay(replace(given, jobs=jobs[::-1])).lines
