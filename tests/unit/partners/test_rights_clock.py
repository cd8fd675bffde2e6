"""By when people hear, as of the law of the day. Dates worked out by hand from the sources in rights.toml."""

from datetime import UTC, date, datetime

import pytest

from partners import rights
from partners.engine.rights_clock import acknowledge_by, due_on, hours_left
from partners.operations.rights import clocks


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 10, 9), date(2026, 11, 9)),
        (date(2026, 1, 31), date(2026, 3, 2)),  # 28 February 2026 is a Saturday: Monday
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, Boxing Day, their weekend and Monday's holiday
    ],
)
def test_an_answer_is_due_within_a_month_on_a_working_day(received, last):
    assert due_on(received, months=1) == last


def test_a_complaint_is_acknowledged_within_30_days_since_19_june_2026_and_before_with_the_answer():
    assert clocks("COMPLAIN", date(2026, 11, 2)) == (date(2026, 12, 2), date(2026, 12, 2))
    assert clocks("COMPLAIN", date(2026, 7, 6)) == (date(2026, 8, 5), date(2026, 8, 6))
    assert clocks("COMPLAIN", date(2026, 6, 18)) == (date(2026, 7, 20), date(2026, 7, 20))
    assert clocks("RECTIFY", date(2026, 7, 6)) == (date(2026, 8, 6), date(2026, 8, 6))
    assert acknowledge_by(date(2026, 6, 19), days=30, answer=date(2026, 7, 20)) == date(2026, 7, 19)
    assert rights.law("complaint_acknowledged", on=date(2026, 6, 18)) is None


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (datetime(2026, 11, 16, 9, 0, tzinfo=UTC), 72),
        (datetime(2026, 11, 19, 8, 30, tzinfo=UTC), 0),
        (datetime(2026, 11, 19, 9, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 19, 9, 1, tzinfo=UTC), -1),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), -48),
    ],
)
def test_72_hours_run_from_awareness_whatever_the_weekday(at, hours):
    assert hours_left(datetime(2026, 11, 16, 9, 0, tzinfo=UTC), hours=72, at=at) == hours
