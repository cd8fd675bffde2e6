"""Control totals of posts, absence and work: the window of sick pay, and what is shown of it (HR-11, HR-10.2)."""

from datetime import date
from decimal import Decimal

import pytest

from hr.engine.domain_totals import RowFact, days_within, label_of, lines_of, totals_of, twelve_months_before

FIRST_DAY = date(2027, 4, 1)
D = Decimal


@pytest.mark.parametrize(
    ("kind", "first", "last", "days"),
    [
        ("SICKNESS", date(2026, 5, 4), date(2026, 5, 17), 14),
        ("INJURY", date(2026, 3, 30), date(2026, 4, 2), 2),  # 1 and 2 April are in the twelve months
        ("SICKNESS", date(2026, 3, 1), date(2026, 3, 31), 0),  # the day before the window
        ("SICKNESS", date(2027, 3, 31), date(2027, 4, 9), 1),  # goes on after the first day
        ("SICKNESS", date(2027, 3, 1), None, 31),  # open: March
        ("SICKNESS", date(2020, 1, 1), None, 365),  # open for years: the whole window, and no more
        ("SICKNESS", date(2027, 4, 1), None, 0),
        ("UNPAID", date(2026, 5, 4), date(2026, 5, 17), 0),
        ("LEAVE", date(2027, 4, 1), None, 0),
    ],
)
def test_paid_absence_counts_by_calendar_days_within_twelve_months(kind, first, last, days):
    assert days_within(RowFact(key="1", kind=kind, first=first, last=last), FIRST_DAY) == days


def test_twelve_months_before_a_leap_day_begin_on_28_february():
    assert twelve_months_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_by_person_a_line_stands_only_where_sides_differ():
    ours = [
        RowFact(key=str(n), kind="SICKNESS", employee_no=f"E{n}", first=date(2026, 5, 4), last=date(2026, 5, 4 + n))
        for n in range(3)
    ]
    staging = totals_of("ABSENCE", ours, first_day=FIRST_DAY)
    target = totals_of("ABSENCE", ours[:2], first_day=FIRST_DAY)
    says = {"paid_days_person": {"E0": D(1), "E1": D(3), "E2": D(3)}}

    found = [line for line in lines_of("ABSENCE", says, staging, target) if line.total == "paid_days_person"]

    assert [(line.key, *line[2:]) for line in found] == [("E1", D(3), D(2), D(2)), ("E2", D(3), D(3), D(0))]
    assert label_of("paid_days") == "Days of paid absence in the twelve months before the first day"


def test_cost_codes_that_are_unmapped_must_be_none_whatever_the_source_says():
    post = [RowFact(key="P1", unit="U1", fte=D("1.5"))]
    staging = totals_of("POSTS", post, first_day=FIRST_DAY, n_unmapped=2)
    target = totals_of("POSTS", post, first_day=FIRST_DAY)

    unmapped = next(line for line in lines_of("POSTS", {}, staging, target) if line.total == "cost_codes_unmapped")

    assert (unmapped.source, unmapped.staging, unmapped.is_balanced) == (D(0), D(2), False)
