"""Leave that accrues by hours worked (Working Time Regulations 1998, regs 15B to 15D; domain HR-10.3)."""

from datetime import date
from decimal import Decimal

from hr.engine.agreements import irregular_accrual
from hr.engine.irregular_leave import Worked, accrual, most_hours, weekly_average
from sharedservices.common.periods import DateRange

YEAR = DateRange(date(2026, 4, 1), date(2027, 4, 1))
RATE, MOST = Decimal("0.1207"), Decimal("207.20")
APRIL, MAY, JUNE = (DateRange(date(2026, month, 1), date(2026, month + 1, 1)) for month in (4, 5, 6))


def given(hours, *, away=(), on=date(2026, 7, 31), most=MOST, since=date(2026, 4, 1), periods=(APRIL, MAY, JUNE)):
    worked = Worked(periods, {start: Decimal(value) for start, value in hours.items()}, away, since)
    return accrual(worked, year=YEAR, rate=RATE, most=most, on=on)


def test_87_and_a_half_hours_give_eleven():
    """Domain HR-10.3: 87.5 × 12.07% = 10.56, to the nearest whole hour 11."""
    (line,) = given({APRIL.start: "87.5"})
    assert line.hours == Decimal(11)
    assert line.why == "12.07% of 87.5 hours worked in the pay period from 1 April 2026, to the whole hour"
    assert irregular_accrual(on=YEAR.start) == RATE


def test_less_than_half_an_hour_is_nothing_and_half_an_hour_is_one():
    """Regulation 15B: 4.14 hours × 12.07% = 0.4997; 4.15 × 12.07% = 0.5009."""
    assert [line.hours for line in given({APRIL.start: "4.14", MAY.start: "4.15"})] == [Decimal(0), Decimal(1)]


def test_a_pay_period_gives_when_it_has_ended():
    hours = {APRIL.start: "100", MAY.start: "100"}
    assert len(given(hours, on=date(2026, 5, 30))) == 1
    assert len(given(hours, on=date(2026, 5, 31))) == 2


def test_a_year_gives_28_days_at_most():
    assert most_hours(Decimal(37)) == MOST
    assert [one.hours for one in given({APRIL.start: "100", MAY.start: "100"}, most=Decimal(20))] == [12, 8]


def test_weeks_away_count_with_the_average_of_the_weeks_before_that_were_worked():
    """61 days of April and May with 122 hours are 14 a week; 14 days away in June count with 28: 12.07% are 3.38."""
    away = [DateRange(date(2026, 6, 1), date(2026, 6, 15))]
    april_may = {APRIL.start: "60", MAY.start: "62"}
    worked = Worked((APRIL, MAY, JUNE), {k: Decimal(v) for k, v in april_may.items()}, away, APRIL.start)
    assert weekly_average(worked, date(2026, 6, 1)) == Decimal(14)

    line = given(april_may, away=away)[2]

    assert line.hours == Decimal(3)
    assert "28.00 hours for 14 days away" in line.why


def test_weeks_away_are_no_part_of_an_average_and_weeks_without_work_are():
    """April away altogether: May's 62 hours over 31 days are 14 a week; without work in April as well they are less."""
    away = [DateRange(date(2026, 4, 1), date(2026, 5, 1))]
    with_away = Worked((APRIL, MAY), {MAY.start: Decimal(62)}, away, APRIL.start)
    without = Worked((APRIL, MAY), {MAY.start: Decimal(61)}, [], APRIL.start)
    assert weekly_average(with_away, JUNE.start) == Decimal(14)
    assert weekly_average(without, JUNE.start) == Decimal(7)
