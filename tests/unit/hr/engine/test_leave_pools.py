"""From which pool a day of leave is taken, and what the end of a year does with the rest (domain HR-10.3)."""

from datetime import date
from decimal import Decimal

from hr.engine.agreements import carry_over_rule
from hr.engine.leave_pools import Demand, Pool, WhyKept, spend, year_end
from sharedservices.common.periods import DateRange

YEAR = DateRange(date(2026, 4, 1), date(2027, 4, 1))
RULES = {name: carry_over_rule(name, on=YEAR.start) for name in ("contractual", "sickness", "family", "prevented")}
OWN = Pool("own", Decimal(100), date(2028, 4, 1), date(2029, 3, 31), is_own=True)
SICK = Pool("sick", Decimal(74), date(2027, 4, 1), date(2028, 9, 30))


def ended(unused, *, taken="0", sick=False, family=False, known=None):
    found = year_end(
        Decimal(unused), taken=Decimal(taken), why=WhyKept(sick, family), known=known or {}, rules=RULES,
        week=Decimal(37), year=YEAR,
    )  # fmt: skip
    return [(one.bucket, one.hours, one.last_day) for one in found.carried], found.lapsed


def test_a_day_is_taken_from_what_lapses_first_and_after_its_last_day_a_pool_gives_nothing():
    days = [Demand(date(2028, 8, 1), Decimal(30)), Demand(date(2028, 10, 2), Decimal(30))]

    found = spend([OWN, SICK], days, first_month=4)

    assert found.left == {"own": Decimal(70), "sick": Decimal(44)}
    assert (found.of("sick", 2028), found.of("own", 2028), found.short) == (Decimal(30), Decimal(30), Decimal(0))


def test_hours_without_a_pool_are_short():
    assert spend([SICK], [Demand(date(2028, 10, 2), Decimal(30))], first_month=4).short == Decimal(30)


def test_of_100_unused_hours_five_days_are_kept_and_the_rest_lapses():
    assert ended("100") == ([("contractual", Decimal("37.00"), date(2028, 3, 31))], Decimal("63.00"))


def test_whoever_is_sick_when_the_year_ends_keeps_four_weeks_less_what_was_taken_for_18_months():
    """Four weeks of 37 hours are 148; 74 hours of bank holidays were taken, so 74 are kept."""
    assert ended("185", taken="74", sick=True) == (
        [("sickness", Decimal("74.00"), date(2028, 9, 30)), ("contractual", Decimal("37.00"), date(2028, 3, 31))],
        Decimal("74.00"),
    )


def test_family_leave_keeps_all_that_it_prevented_up_to_5_6_weeks():
    """5.6 weeks of 37 hours are 207.2."""
    assert ended("250", family=True) == (
        [("family", Decimal("207.20"), date(2028, 3, 31)), ("contractual", Decimal("37.00"), date(2028, 3, 31))],
        Decimal("5.80"),
    )


def test_what_was_carried_over_before_is_not_carried_again():
    assert ended("100", known={"contractual": Decimal(20)}) == ([], Decimal(80))
