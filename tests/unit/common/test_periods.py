from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedservices.common.periods import DateRange, Frequency, PayPeriod, add_months

DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 12, 31))


def test_a_range_holds_its_start_but_not_its_end():
    november = DateRange(date(2026, 11, 1), date(2026, 12, 1))

    assert date(2026, 11, 1) in november
    assert date(2026, 11, 30) in november
    assert date(2026, 12, 1) not in november
    assert (november.days, november.last_day, november.is_empty) == (30, date(2026, 11, 30), False)
    assert len(list(november)) == 30


def test_inclusive_is_how_people_write_it():
    assert DateRange.inclusive(date(2026, 11, 1), date(2026, 11, 30)) == DateRange(date(2026, 11, 1), date(2026, 12, 1))


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        DateRange(date(2026, 11, 2), date(2026, 11, 1))


def test_neighbours_share_a_boundary_and_no_day():
    october = DateRange(date(2026, 10, 1), date(2026, 11, 1))
    november = DateRange(date(2026, 11, 1), date(2026, 12, 1))

    assert not october.overlaps(november)
    assert october.intersection(november) is None


def test_intersection_is_what_both_hold():
    a = DateRange(date(2026, 11, 1), date(2026, 12, 1))
    b = DateRange(date(2026, 11, 15), date(2027, 1, 1))

    assert a.intersection(b) == DateRange(date(2026, 11, 15), date(2026, 12, 1))


@given(DATES, DATES, DATES, DATES)
def test_overlap_is_symmetric_and_means_a_shared_day(a, b, c, d):
    first, second = DateRange(min(a, b), max(a, b)), DateRange(min(c, d), max(c, d))

    assert first.overlaps(second) == second.overlaps(first) == (first.intersection(second) is not None)


@given(DATES, st.integers(0, 400))
def test_working_weekdays_counts_monday_to_friday(start, days):
    span = DateRange(start, date.fromordinal(start.toordinal() + days))

    assert span.working_weekdays() == sum(day.weekday() < 5 for day in span)


@pytest.mark.parametrize(
    ("frequency", "weeks", "months", "units", "units_a_year", "is_weekly_family"),
    [
        ("weekly", 1, 0, 1, 52, True),
        ("fortnightly", 2, 0, 2, 52, True),
        ("fourweekly", 4, 0, 4, 52, True),
        ("monthly", 0, 1, 1, 12, False),
        ("quarterly", 0, 3, 3, 12, False),
        ("annually", 0, 12, 12, 12, False),
    ],
)
def test_frequency_counts(frequency, weeks, months, units, units_a_year, is_weekly_family):
    member = Frequency(frequency)

    assert (member.weeks, member.months, member.units) == (weeks, months, units)
    assert (member.units_a_year, member.is_weekly_family) == (units_a_year, is_weekly_family)
    assert member == frequency
    assert member.label


def test_pay_period_follows_the_pay_date_not_the_days_worked():
    period = PayPeriod(
        frequency=Frequency.MONTHLY,
        dates=DateRange(date(2026, 3, 1), date(2026, 4, 1)),
        pay_date=date(2026, 4, 7),
        contractual_pay_date=date(2026, 4, 7),
    )

    assert (period.tax_year.label, period.tax_month, period.tax_period) == ("2026-27", 1, 1)
    assert period.last_day == date(2026, 3, 31)


def test_weekly_pay_period_is_numbered_by_tax_week():
    period = PayPeriod(
        frequency=Frequency.FOURWEEKLY,
        dates=DateRange(date(2027, 3, 8), date(2027, 4, 5)),
        pay_date=date(2027, 4, 5),
        contractual_pay_date=date(2027, 4, 5),
    )

    assert (period.tax_week, period.tax_period) == (53, 53)


def test_months_end_on_the_last_day_where_there_is_no_such_day():
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 11, 16), 6) == date(2027, 5, 16)
    assert add_months(date(2026, 6, 30), 6) == date(2026, 12, 30)
    assert add_months(date(2028, 2, 29), -12) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
