from datetime import date

import pytest

from hr.models import PayGroup
from payroll.models import PayPeriod
from payroll.operations import calendars
from payroll.operations.calendars import CalendarRefused, DayOfMonth, EveryWeeks, LastWorkingDay
from sharedservices.common.workingdays import BankHolidaysMissing
from tests.factories import hr
from tests.factories.payroll import NOW


def make(group, rule, by, tax_year="2026-27"):
    return calendars.make_year(pay_group_id=group.pk, tax_year=tax_year, rule=rule, by=by, at=NOW)


def test_monthly_calendar_has_twelve_periods_of_calendar_months(north, group):
    made = make(group, DayOfMonth(28), north.amara)

    assert [one.tax_period for one in made] == list(range(1, 13))
    assert (made[0].covers.lower, made[0].covers.upper) == (date(2026, 4, 1), date(2026, 5, 1))
    assert {one.tax_year for one in made} == {"2026-27"}


def test_pay_date_on_a_saturday_moves_to_friday_and_keeps_the_contractual_date(north, group):
    made = make(group, DayOfMonth(28), north.amara)

    november = made[7]

    assert (november.contractual_pay_date, november.pay_date) == (date(2026, 11, 28), date(2026, 11, 27))


def test_pay_date_on_boxing_day_substitute_moves_before_christmas(north, group):
    """28 December 2026 is the substitute day for Boxing Day, 26 and 27 a weekend, 25 Christmas Day."""
    made = make(group, DayOfMonth(28), north.amara)

    assert made[8].pay_date == date(2026, 12, 24)


def test_day_31_pays_on_the_last_day_of_a_short_month(north, group):
    made = make(group, DayOfMonth(31), north.amara)

    assert made[0].contractual_pay_date == date(2026, 4, 30)
    assert made[10].contractual_pay_date == date(2027, 2, 28)


def test_last_working_day_is_its_own_contractual_date(north, group):
    made = make(group, LastWorkingDay(), north.amara)

    assert made[9].pay_date == made[9].contractual_pay_date == date(2027, 1, 29)


def test_day_5_of_april_belongs_to_the_tax_year_before(north, group):
    made = make(group, DayOfMonth(3), north.amara)

    assert made[0].pay_date == date(2026, 5, 1)
    assert made[-1].pay_date == date(2027, 4, 2)


def test_weekly_calendar_follows_the_tax_week_of_the_pay_date(north, org):
    weekly = hr.pay_group(org.scheme, "WEEKLY", frequency="weekly")

    made = make(weekly, EveryWeeks(first_day=date(2026, 3, 30), pay_date=date(2026, 4, 10)), north.amara)

    assert len(made) == 52
    assert (made[0].pay_date, made[0].tax_period, made[0].covers.lower) == (date(2026, 4, 10), 1, date(2026, 3, 30))
    assert made[-1].pay_date == date(2027, 4, 2)


def test_fourweekly_calendar_reaches_back_before_its_first_period(north, org):
    casual = hr.pay_group(org.scheme, "CASUAL", frequency="fourweekly")

    made = make(casual, EveryWeeks(first_day=date(2026, 10, 5), pay_date=date(2026, 11, 6)), north.amara)

    assert date(2026, 4, 24) in {one.pay_date for one in made}
    assert {one.covers.upper - one.covers.lower for one in made} == {made[0].covers.upper - made[0].covers.lower}


def test_quarterly_calendar_covers_three_months(north, org):
    quarterly = hr.pay_group(org.scheme, "Q", frequency="quarterly")

    made = make(quarterly, DayOfMonth(20), north.amara)

    assert [one.covers.lower for one in made] == [
        date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1),
    ]  # fmt: skip
    assert [one.tax_period for one in made] == [3, 6, 9, 12]


def test_calendar_made_twice_doubles_nothing(north, group):
    first = make(group, DayOfMonth(28), north.amara)

    second = make(group, DayOfMonth(28), north.amara)

    assert [one.pk for one in first] == [one.pk for one in second]
    assert PayPeriod.objects.count() == 12


def test_calendar_by_another_rule_is_refused(north, group):
    make(group, DayOfMonth(28), north.amara)

    with pytest.raises(CalendarRefused, match="already in the calendar"):
        make(group, DayOfMonth(15), north.amara)


def test_pay_date_beyond_the_bank_holiday_data_names_the_file(north, group):
    with pytest.raises(BankHolidaysMissing) as caught:
        make(group, DayOfMonth(28), north.amara, tax_year="2028-29")

    assert "bank-holidays-england-and-wales.toml" in caught.value.remedy
    assert PayPeriod.objects.count() == 0


@pytest.mark.parametrize("rule", [DayOfMonth(0), DayOfMonth(32)])
def test_day_that_no_month_has_is_refused(north, group, rule):
    with pytest.raises(CalendarRefused, match="from 1 to 31"):
        make(group, rule, north.amara)


def test_weekly_rule_for_a_monthly_group_is_refused(north, group):
    with pytest.raises(CalendarRefused, match="cannot have a calendar"):
        make(group, EveryWeeks(date(2026, 4, 6), date(2026, 4, 10)), north.amara)


@pytest.mark.parametrize("text", ["2026", "2026-28", "soon"])
def test_tax_year_that_is_none_is_refused(north, group, text):
    with pytest.raises(CalendarRefused, match="not a year"):
        make(group, DayOfMonth(28), north.amara, tax_year=text)


def test_another_partners_group_is_not_there(north):
    with pytest.raises(PayGroup.DoesNotExist):
        calendars.make_year(pay_group_id=999_999, tax_year="2026-27", rule=DayOfMonth(28), by=north.amara, at=NOW)
