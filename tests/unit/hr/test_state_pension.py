"""State Pension age by day of birth: literals from the timetable of the Department for Work and Pensions."""

from datetime import date

import pytest

from hr.engine.state_pension import state_pension_day

DAYS = [
    (date(1954, 10, 5), None),
    (date(1954, 10, 6), date(2020, 10, 6)),
    (date(1960, 4, 5), date(2026, 4, 5)),
    (date(1960, 4, 6), date(2026, 5, 6)),
    (date(1960, 5, 5), date(2026, 6, 5)),
    (date(1960, 7, 31), date(2026, 11, 30)),
    (date(1960, 12, 31), date(2027, 9, 30)),
    (date(1961, 3, 5), date(2028, 2, 5)),
    (date(1961, 3, 6), date(2028, 3, 6)),
    (date(1977, 4, 5), date(2044, 4, 5)),
    (date(1977, 4, 6), date(2044, 5, 6)),
    (date(1978, 4, 5), date(2046, 3, 6)),
    (date(1978, 4, 6), date(2046, 4, 6)),
    (date(1992, 2, 29), date(2060, 2, 29)),
    (date(1984, 2, 29), date(2052, 2, 29)),
    (date(1956, 2, 29), date(2022, 3, 1)),
]


@pytest.mark.parametrize(("born", "reached"), DAYS)
def test_state_pension_age_follows_the_timetable(born, reached):
    """Source: State Pension age timetable, GOV.UK, tables 2 to 5; Pensions Act 2014 section 26."""
    assert state_pension_day(born) == reached
