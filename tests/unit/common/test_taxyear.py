from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedservices.common.taxyear import FinancialYear, TaxYear

DATES = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("on", "label", "month", "week"),
    [
        (date(2026, 4, 6), "2026-27", 1, 1),
        (date(2026, 4, 12), "2026-27", 1, 1),
        (date(2026, 4, 13), "2026-27", 1, 2),
        (date(2026, 5, 5), "2026-27", 1, 5),
        (date(2026, 5, 6), "2026-27", 2, 5),
        (date(2026, 11, 27), "2026-27", 8, 34),
        (date(2027, 1, 5), "2026-27", 9, 40),
        (date(2027, 1, 6), "2026-27", 10, 40),
        (date(2027, 4, 4), "2026-27", 12, 52),
        (date(2027, 4, 5), "2026-27", 12, 53),
        (date(2028, 4, 4), "2027-28", 12, 53),  # a leap year has two days in week 53
    ],
)
def test_tax_month_and_week_of_a_date(on, label, month, week):
    year = TaxYear.of(on)

    assert (year.label, year.tax_month(on), year.tax_week(on)) == (label, month, week)


def test_parse_gives_first_and_last_day():
    year = TaxYear.parse("2026-27")

    assert (year.start, year.end) == (date(2026, 4, 6), date(2027, 4, 5))
    assert str(year) == "2026-27"


@pytest.mark.parametrize("text", ["2026", "2026-2027", "2026-28", "26-27", "", "2026/27", "0000-01"])
def test_parse_refuses_what_is_no_year(text):
    with pytest.raises(ValueError, match="is not a year like 2026-27"):
        TaxYear.parse(text)


def test_parse_of_the_century():
    assert TaxYear.parse("1999-00").end == date(2000, 4, 5)


def test_neighbours():
    year = TaxYear.parse("2026-27")

    assert year.next().label == "2027-28"
    assert year.previous().label == "2025-26"
    assert year.previous() < year < year.next()


@given(DATES)
def test_every_date_is_in_exactly_its_own_tax_year(on):
    year = TaxYear.of(on)

    assert on in year
    assert on not in year.next()
    assert on not in year.previous()
    assert TaxYear.parse(year.label) == year
    assert 1 <= year.tax_month(on) <= 12
    assert 1 <= year.tax_week(on) <= 53


@given(DATES)
def test_tax_months_never_go_back_inside_a_year(on):
    year = TaxYear.of(on)
    next_day = on + timedelta(days=1)
    if next_day in year:
        assert year.tax_month(next_day) - year.tax_month(on) == (next_day.day == 6)


@pytest.mark.parametrize("method", ["tax_month", "tax_week"])
def test_a_date_of_another_year_is_refused(method):
    with pytest.raises(ValueError, match="is not in the tax year 2026-27"):
        getattr(TaxYear.parse("2026-27"), method)(date(2027, 4, 6))


def test_financial_year_starts_on_1_april():
    year = FinancialYear.of(date(2026, 4, 1))

    assert (year.label, year.start, year.end) == ("2026-27", date(2026, 4, 1), date(2027, 3, 31))
    assert FinancialYear.of(date(2026, 3, 31)).label == "2025-26"
    assert (year.month(date(2026, 4, 30)), year.month(date(2027, 3, 1))) == (1, 12)


def test_financial_year_refuses_a_date_of_another_year():
    with pytest.raises(ValueError, match="financial year 2026-27"):
        FinancialYear.parse("2026-27").month(date(2026, 3, 31))
