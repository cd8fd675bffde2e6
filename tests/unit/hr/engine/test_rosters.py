"""Control totals of roster files, and the hours a week that follow. Worked by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hr.engine.rosters import TOTALS, Sums, Worked, hours_between, weekly_average
from sharedservices.common.periods import DateRange

OCTOBER = DateRange(date(2026, 10, 1), date(2026, 11, 1))
SEPTEMBER = DateRange(date(2026, 9, 1), date(2026, 10, 1))


def declared(**more):
    return {one.code: Decimal(0) for one in TOTALS} | {code: Decimal(value) for code, value in more.items()}


def test_rows_add_up_and_a_cancelled_claim_counts_as_a_row_alone():
    sums = Sums()
    sums.add({"record": "SUMMARY", "hours_planned": Decimal("168.5"), "rest_days_rerostered": 2})
    sums.add({"record": "CLAIM", "claim_status": "APPROVED", "claim_hours": Decimal("4.25")})
    sums.add({"record": "CLAIM", "claim_status": "CANCELLED", "claim_hours": Decimal(9)})
    sums.add({"record": None})

    assert sums.kept() == {
        "rows": "4", "hours_planned": "168.5", "hours_worked": "0", "leave_hours": "0", "rest_days": "2",
        "claims": "1", "claim_hours": "4.25",
    }  # fmt: skip
    right = declared(rows=4, hours_planned="168.50", rest_days=2, claims=1, claim_hours="4.25")
    assert sums.differences(right) == []
    assert [(one.code, said, found) for one, said, found in sums.differences(right | declared(rows=5))][:1] == [
        ("rows", Decimal(5), Decimal(4))
    ]


def test_hours_between_two_moments_go_over_midnight_and_are_never_below_nought():
    begun = datetime(2026, 10, 3, 22, 20, tzinfo=UTC)

    assert hours_between(begun, datetime(2026, 10, 4, 6, 0, tzinfo=UTC)) == Decimal("7.67")
    assert hours_between(begun, begun) == hours_between(begun, datetime(2026, 10, 3, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("rows", "before", "hours"),
    [
        ([Worked(OCTOBER, Decimal(217))], date(2026, 11, 1), "49"),  # 217 / 31 x 7
        ([Worked(OCTOBER, Decimal(217)), Worked(SEPTEMBER, Decimal(150))], date(2026, 11, 1), "42.11"),  # 367 / 61 x 7
        ([Worked(OCTOBER, Decimal(217))], date(2026, 10, 8), "49"),  # seven days of it: 49 of them hours
        ([Worked(OCTOBER, Decimal(217))], date(2027, 2, 27), "49"),  # one day is left of 17 weeks
        ([Worked(OCTOBER, Decimal(217))], date(2027, 2, 28), None),  # and none the day after
        ([Worked(OCTOBER, Decimal(217))], date(2026, 10, 1), None),
        ([], date(2026, 11, 1), None),
    ],
)
def test_the_average_is_over_the_days_of_17_weeks_that_rosters_tell_about(rows, before, hours):
    """17 weeks before 27 February 2027 begin on 31 October 2026. Source: SI 1998/1833, reg 4(3)."""
    assert weekly_average(rows, before=before, weeks=17) == (None if hours is None else Decimal(hours))
