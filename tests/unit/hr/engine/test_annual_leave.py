"""Annual leave in hours by the examples of domain HR-10.3 and scenario E9."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr.engine import annual_leave
from hr.engine.agreements import carry_over_rule, irregular_accrual
from hr.engine.annual_leave import HoursSpan, ServiceDays
from sharedservices.common.periods import DateRange
from sharedservices.common.workingdays import bank_holidays

FULL_TIME = Decimal(37)
PART_TIME = Decimal("22.2")
LONG_AGO = date(2010, 1, 1)
DAYS_25 = [ServiceDays(0, Decimal(25))]
YEAR_2026 = DateRange(date(2026, 4, 1), date(2027, 4, 1))
YEAR_2027 = DateRange(date(2027, 4, 1), date(2028, 4, 1))
YEAR_2025 = DateRange(date(2025, 4, 1), date(2026, 4, 1))


def holidays(year):
    return [day for day in bank_holidays() if day in year]


def worked(year, *spans, service_from=LONG_AGO, scale=None, bank=None):
    rows = spans or [HoursSpan(year, FULL_TIME, FULL_TIME)]
    return annual_leave.year_entitlement(
        year=year, hours=rows, service_from=service_from, scale=scale or DAYS_25,
        bank_holidays=holidays(year) if bank is None else bank,
    )  # fmt: skip


def part_time(year):
    return HoursSpan(year, PART_TIME, FULL_TIME)


@pytest.mark.parametrize(("year", "n", "hours"), [(YEAR_2026, 10, "44.40"), (YEAR_2027, 6, "26.64")])
def test_e9_bank_holiday_hours_follow_the_calendar(year, n, hours):
    assert len(holidays(year)) == n
    assert worked(year, part_time(year)).bank_hours == Decimal(hours)


def test_full_time_25_days_are_185_hours():
    assert worked(YEAR_2026).basic_hours == Decimal("185.00")


def test_part_time_in_a_year_with_eight_bank_holidays_has_146_52_hours():
    assert len(holidays(YEAR_2025)) == 8
    assert worked(YEAR_2025, part_time(YEAR_2025)).hours == Decimal("146.52")


def test_part_time_in_2026_27_has_155_40_hours():
    assert worked(YEAR_2026, part_time(YEAR_2026)).hours == Decimal("155.40")


def test_a_start_on_15_september_2026_gives_100_36_hours():
    span = HoursSpan(DateRange(date(2026, 9, 15), date(2028, 1, 1)), FULL_TIME, FULL_TIME)

    found = worked(YEAR_2026, span, service_from=date(2026, 9, 15))

    assert found.basic_hours == Decimal("100.36")
    assert "198 of 365 days (15 September 2026 to 31 March 2027)" in found.basic[0].why


def test_five_years_reached_on_1_november_2026_add_9_18_hours():
    scale = [ServiceDays(0, Decimal(25)), ServiceDays(5, Decimal(28))]

    found = worked(YEAR_2026, service_from=date(2021, 11, 1), scale=scale)

    assert len(found.basic) == 2
    assert found.basic_hours - Decimal("185.00") == Decimal("9.18")


def test_hours_that_change_mid_year_accrue_by_segments():
    until, since = DateRange(YEAR_2026.start, date(2026, 10, 1)), DateRange(date(2026, 10, 1), YEAR_2026.end)

    found = worked(
        YEAR_2026, HoursSpan(until, FULL_TIME, FULL_TIME), HoursSpan(since, Decimal("18.5"), FULL_TIME), bank=[]
    )

    assert [line.hours.quantize(Decimal("0.01")) for line in found.basic] == [Decimal("92.75"), Decimal("46.12")]
    assert found.hours == Decimal("138.88")


def test_hours_outside_the_year_give_nothing():
    assert worked(YEAR_2026, part_time(YEAR_2027)).hours == 0


def test_rounding_is_up_to_the_next_half_hour():
    assert [annual_leave.up_to_half_hour(Decimal(one)) for one in ("100.36", "100.50", "100.51", "0")] == [
        Decimal("100.5"), Decimal("100.5"), Decimal(101), Decimal(0),
    ]  # fmt: skip


def test_87_5_irregular_hours_accrue_10_56_and_11_whole_hours():
    rate = irregular_accrual(on=date(2026, 4, 1))

    assert annual_leave.accrued_irregular(Decimal("87.5"), rate) == Decimal("10.56")
    assert annual_leave.accrued_irregular_whole(Decimal("87.5"), rate) == Decimal(11)


def test_a_leave_year_is_found_for_a_day_on_either_side_of_its_start():
    assert annual_leave.leave_year(date(2027, 3, 31), first_month=4) == YEAR_2026
    assert annual_leave.leave_year(date(2027, 4, 1), first_month=4) == YEAR_2027


def test_carry_over_keeps_its_reasons_apart_and_its_caps():
    rules = {name: carry_over_rule(name, on=YEAR_2026.start) for name in ("sickness", "contractual")}
    wanted = {"sickness": Decimal(100), "contractual": Decimal(60)}

    found = annual_leave.carry_over(Decimal(150), wanted, rules=rules, week=FULL_TIME, year=YEAR_2026)

    assert [tuple(one) for one in found] == [
        ("sickness", Decimal(100), date(2028, 9, 30)),
        ("contractual", Decimal(37), date(2028, 3, 31)),
    ]


def test_nothing_unused_carries_nothing():
    rules = {"family": carry_over_rule("family", on=YEAR_2026.start)}

    assert (
        annual_leave.carry_over(Decimal(-3), {"family": Decimal(9)}, rules=rules, week=FULL_TIME, year=YEAR_2026) == []
    )


@given(cut=st.dates(date(2026, 4, 2), date(2027, 3, 31)), hours=st.decimals("0.5", "37", places=2))
def test_cutting_a_span_in_two_changes_no_total(cut, hours):
    whole = worked(YEAR_2026, HoursSpan(YEAR_2026, hours, FULL_TIME))
    halves = worked(
        YEAR_2026,
        HoursSpan(DateRange(YEAR_2026.start, cut), hours, FULL_TIME),
        HoursSpan(DateRange(cut, YEAR_2026.end), hours, FULL_TIME),
    )

    assert (halves.hours, halves.bank_hours) == (whole.hours, whole.bank_hours)
