"""The fiscal calendar (domain FIN-03): 1 April to 31 March, P00 to P14."""

from datetime import date

import pytest

from finance.engine import fiscal


def test_a_year_has_fifteen_periods_of_which_three_are_one_day():
    found = {span.number: (span.first, span.last) for span in fiscal.spans(2027)}

    assert list(found) == list(range(15))
    assert found[0] == (date(2027, 4, 1), date(2027, 4, 1))
    assert found[1] == (date(2027, 4, 1), date(2027, 4, 30))
    assert found[9] == (date(2027, 12, 1), date(2027, 12, 31))
    assert found[10] == (date(2028, 1, 1), date(2028, 1, 31))
    assert found[11] == (date(2028, 2, 1), date(2028, 2, 29))
    assert found[12] == (date(2028, 3, 1), date(2028, 3, 31))
    assert found[13] == found[14] == (date(2028, 3, 31), date(2028, 3, 31))


@pytest.mark.parametrize(
    ("day", "year", "number"),
    [
        (date(2026, 3, 31), 2025, 12),
        (date(2026, 4, 1), 2026, 1),
        (date(2026, 12, 31), 2026, 9),
        (date(2027, 1, 1), 2026, 10),
    ],
)
def test_a_day_is_in_the_period_of_its_month(day, year, number):
    assert (fiscal.year_of(day), fiscal.number_of(day)) == (year, number)


def test_a_period_is_named_as_people_do():
    assert fiscal.name(2026, 8) == "P08 2026-27"
    assert fiscal.name(1999, 13) == "P13 1999-00"
