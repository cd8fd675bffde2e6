"""Working days by division, and the end of the data."""

import datetime as dt

import pytest

from sharedservices.common import workingdays
from sharedservices.common.workingdays import (
    BankHolidaysMissing,
    add_working_days,
    bank_holidays,
    calendar,
    data_file,
    is_working_day,
    next_working_day,
    previous_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
)

CHRISTMAS = dt.date(2026, 12, 25)  # a Friday; Monday the 28th is the substitute for Boxing Day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 12, 24), True),
        (CHRISTMAS, False),
        (dt.date(2026, 12, 26), False),
        (dt.date(2026, 12, 27), False),
        (dt.date(2026, 12, 28), False),
        (dt.date(2026, 12, 29), True),
        (dt.date(2012, 1, 1), False),
        (dt.date(2028, 12, 29), True),
        (dt.date(2028, 12, 31), False),
    ],
)
def test_is_working_day_in_england_and_wales(day, expected):
    assert is_working_day(day) is expected


def test_divisions_differ():
    second_january, st_patricks, easter_monday = dt.date(2026, 1, 2), dt.date(2026, 3, 17), dt.date(2026, 4, 6)

    assert [is_working_day(second_january, division) for division in workingdays.DIVISIONS] == [True, False, True]
    assert [is_working_day(st_patricks, division) for division in workingdays.DIVISIONS] == [True, True, False]
    assert [is_working_day(easter_monday, division) for division in workingdays.DIVISIONS] == [False, True, False]


def test_previous_and_next_working_day_never_return_the_day_itself():
    assert previous_working_day(dt.date(2026, 12, 29)) == dt.date(2026, 12, 24)
    assert previous_working_day(dt.date(2026, 12, 24)) == dt.date(2026, 12, 23)
    assert next_working_day(dt.date(2026, 12, 24)) == dt.date(2026, 12, 29)
    assert next_working_day(dt.date(2026, 12, 29)) == dt.date(2026, 12, 30)


def test_working_day_on_or_before_and_after_keep_a_working_day():
    assert working_day_on_or_before(dt.date(2026, 12, 28)) == dt.date(2026, 12, 24)
    assert working_day_on_or_before(dt.date(2026, 12, 24)) == dt.date(2026, 12, 24)
    assert working_day_on_or_after(CHRISTMAS) == dt.date(2026, 12, 29)
    assert working_day_on_or_after(dt.date(2026, 12, 29)) == dt.date(2026, 12, 29)


@pytest.mark.parametrize(
    ("n_days", "expected"),
    [
        (0, dt.date(2026, 12, 24)),
        (1, dt.date(2026, 12, 29)),
        (3, dt.date(2026, 12, 31)),
        (4, dt.date(2027, 1, 4)),
        (-1, dt.date(2026, 12, 23)),
        (-3, dt.date(2026, 12, 21)),
    ],
)
def test_add_working_days_counts_working_days_only(n_days, expected):
    assert add_working_days(dt.date(2026, 12, 24), n_days) == expected


def test_bank_holidays_of_a_year_and_of_all():
    assert list(bank_holidays(year=2026)) == [
        dt.date(2026, 1, 1), dt.date(2026, 4, 3), dt.date(2026, 4, 6), dt.date(2026, 5, 4),
        dt.date(2026, 5, 25), dt.date(2026, 8, 31), CHRISTMAS, dt.date(2026, 12, 28),
    ]  # fmt: skip
    assert bank_holidays(year=2026)[CHRISTMAS] == "Christmas Day"
    assert len(bank_holidays("northern-ireland", 2026)) == 10
    assert len(bank_holidays()) == 140


def test_the_day_after_the_data_ends_is_an_error_that_names_the_file():
    beyond = calendar().last + dt.timedelta(days=1)

    for ask in (is_working_day, working_day_on_or_after, working_day_on_or_before, next_working_day):
        with pytest.raises(BankHolidaysMissing) as refusal:
            ask(beyond)
        assert "sharedservices/common/data/bank-holidays-england-and-wales.toml" in refusal.value.remedy
        assert data_file().name in refusal.value.remedy
        assert "cannot be placed" in str(refusal.value)


def test_walking_out_of_the_data_is_the_same_error():
    with pytest.raises(BankHolidaysMissing):
        previous_working_day(dt.date(2012, 1, 1))
    with pytest.raises(BankHolidaysMissing):
        next_working_day(calendar().last)
    with pytest.raises(BankHolidaysMissing):
        bank_holidays(year=2029)


def test_an_unknown_division_is_a_bug():
    with pytest.raises(ValueError, match="wales"):
        calendar("wales")


@pytest.mark.parametrize("division", workingdays.DIVISIONS)
def test_every_file_names_its_source_and_licence_and_covers_whole_years(division):
    text = data_file(division).read_text()

    assert "Contains public sector information licensed under the Open Government Licence v3.0." in text
    assert "https://www.gov.uk/bank-holidays" in text
    known = calendar(division)
    assert (known.first.month, known.first.day, known.last.month, known.last.day) == (1, 1, 12, 31)
    assert {day.year for day in known.holidays} == set(range(known.first.year, known.last.year + 1))
    assert all(day.weekday() < 5 for day in known.holidays)
