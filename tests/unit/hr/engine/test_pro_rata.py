import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr.engine import pro_rata
from hr.engine.pro_rata import DayRule, HourlyRule, Period, Span
from sharedservices.common.periods import Frequency

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1), Decimal(12))


def part(whole, yearly, first, last, rule, *, covered=False, period=NOVEMBER):
    end = date.fromordinal(last.toordinal() + 1)
    span = Span(first, end, rule, covered)
    return pro_rata.part_of_pay(whole=Decimal(whole), yearly=Decimal(yearly), period=period, span=span)


@pytest.mark.parametrize(
    ("annual", "hours", "expected"),
    [  # domain specification HR-04, worked example of a backdated award
        ("33143", "30", "2239.39"),
        ("34237", "30", "2313.31"),
        ("33143", "37", "2761.92"),
        ("34237", "37", "2853.08"),
    ],
)
def test_pay_of_period_for_a_month_is_a_twelfth_to_the_penny(annual, hours, expected):
    yearly = pro_rata.actual_annual(
        annual=Decimal(annual),
        contract_hours=Decimal(hours),
        full_time_hours=Decimal(37),
        paid_weeks=None,
        weeks_in_year=Decimal("52.143"),
    )

    assert pro_rata.pay_of_period(yearly=yearly, period=NOVEMBER) == Decimal(expected)


def test_actual_annual_of_a_term_time_job_counts_its_weeks():
    # HR-02: paid FTE = 30/37 x 44.5/52.143; £26,847 (SCP 6 from April 2026) by long division
    yearly = pro_rata.actual_annual(
        annual=Decimal("26847"),
        contract_hours=Decimal(30),
        full_time_hours=Decimal(37),
        paid_weeks=Decimal("44.5"),
        weeks_in_year=Decimal("52.143"),
    )

    assert pro_rata.pay_of_period(yearly=yearly, period=NOVEMBER) == Decimal("1548.10")


@pytest.mark.parametrize(("annual", "expected"), [("25989", "13.47"), ("32597", "16.90")])
def test_hourly_rate_of_the_green_book_is_rounded_once(annual, expected):
    # council adverts of 2026 (25,989); domain specification HR-04 (32,597)
    rate = pro_rata.hourly_rate(annual=Decimal(annual), full_time_hours=Decimal(37), weeks_in_year=Decimal("52.143"))

    assert rate == Decimal(expected)


def test_hourly_rate_of_the_grey_book_rounds_the_week_first():
    # LGA circular NJC 3/24: competent firefighter £37,675 a year, £17.20 an hour
    rate = pro_rata.hourly_rate(
        annual=Decimal("37675"),
        full_time_hours=Decimal(42),
        weeks_in_year=Decimal("52.143"),
        rule=HourlyRule.BY_WEEK,
    )

    assert rate == Decimal("17.20")


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (Frequency.MONTHLY, "12"),
        (Frequency.QUARTERLY, "4"),
        (Frequency.ANNUALLY, "1"),
        (Frequency.WEEKLY, "52.143"),
        (Frequency.FORTNIGHTLY, "26.0715"),
        (Frequency.FOURWEEKLY, "13.03575"),
    ],
)
def test_periods_in_year_follow_the_weeks_of_the_terms(frequency, expected):
    assert pro_rata.periods_in_year(frequency=frequency, weeks_in_year=Decimal("52.143")) == Decimal(expected)


def test_part_of_pay_by_calendar_days():
    # domain specification HR-09: £36,000 a year, died on 14 November: 14/30 of £3,000
    assert part("3000.00", "36000", date(2026, 11, 1), date(2026, 11, 14), DayRule.CALENDAR) == Decimal("1400.00")


def test_part_of_pay_by_working_days():
    # November 2026 has 21 Mondays to Fridays, 11 of them from the 16th: 3,000 x 11/21
    paid = part("3000.00", "36000", date(2026, 11, 16), date(2026, 11, 30), DayRule.WORKING_DAYS)

    assert paid == Decimal("1571.43")


def test_part_of_pay_by_365ths_pays_each_day_a_365th_of_the_year():
    # £36,500 a year is £100 a day
    assert part("3041.67", "36500", date(2026, 11, 21), date(2026, 11, 30), DayRule.DAYS_365) == Decimal("1000.00")


def test_part_of_pay_by_366ths_in_a_leap_year():
    # £36,600 a year is £100 a day of 2028
    february = Period(date(2028, 2, 1), date(2028, 3, 1), Decimal(12))
    first, last = date(2028, 2, 20), date(2028, 2, 29)

    assert part("3050.00", "36600", first, last, DayRule.DAYS_365_OR_366, period=february) == Decimal("1000.00")
    assert part("3050.00", "36500", first, last, DayRule.DAYS_365, period=february) == Decimal("1000.00")


@pytest.mark.parametrize("rule", list(DayRule))
def test_part_of_pay_for_the_whole_period_is_the_whole(rule):
    assert part("3000.01", "36000", date(2026, 11, 1), date(2026, 11, 30), rule) == Decimal("3000.01")


def test_part_of_pay_outside_the_period_is_refused():
    with pytest.raises(ValueError, match="inside the pay period"):
        part("3000.00", "36000", date(2026, 10, 31), date(2026, 11, 14), DayRule.CALENDAR)


def test_hours_without_full_time_hours_are_refused():
    with pytest.raises(ValueError, match="above 0"):
        pro_rata.hours_fte(contract_hours=Decimal(30), full_time_hours=Decimal(0))


def test_paid_fte_of_a_term_time_job():
    fraction = pro_rata.paid_fte(
        contract_hours=Decimal("18.5"),
        full_time_hours=Decimal(37),
        paid_weeks=Decimal(26),
        weeks_in_year=Decimal(52),
    )

    assert fraction == Decimal("0.25")


PENNIES = st.integers(0, 2_000_000).map(lambda n: Decimal(n) / 100)
CUTS = st.sets(st.integers(1, 29), max_size=6).map(lambda cuts: [0, *sorted(cuts), 30])


@given(whole=PENNIES, cuts=CUTS, rule=st.sampled_from([DayRule.CALENDAR, DayRule.WORKING_DAYS]))
def test_parts_of_a_period_add_up_to_the_whole_even_on_different_payslips(whole, cuts, rule):
    days = [date(2026, 11, 1 + cut) if cut < 30 else date(2026, 12, 1) for cut in cuts]
    parts = [
        pro_rata.part_of_pay(whole=whole, yearly=whole * 12, period=NOVEMBER, span=Span(start, end, rule, False))
        for start, end in itertools.pairwise(days)
    ]

    assert sum(parts) == whole


@given(whole=PENNIES, cuts=CUTS, rule=st.sampled_from(list(DayRule)))
def test_parts_of_a_period_worked_in_full_add_up_to_the_whole_under_every_rule(whole, cuts, rule):
    days = [date(2026, 11, 1 + cut) if cut < 30 else date(2026, 12, 1) for cut in cuts]
    parts = [
        pro_rata.part_of_pay(whole=whole, yearly=whole * 12, period=NOVEMBER, span=Span(start, end, rule, True))
        for start, end in itertools.pairwise(days)
    ]

    assert sum(parts) == whole


def test_part_of_pay_without_working_days_falls_back_to_calendar_days():
    weekend = Period(date(2026, 11, 7), date(2026, 11, 9), Decimal("52.143"))

    paid = part("10.00", "521.43", date(2026, 11, 7), date(2026, 11, 7), DayRule.WORKING_DAYS, period=weekend)

    assert paid == Decimal("5.00")
