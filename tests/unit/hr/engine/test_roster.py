"""Hours of a day from a working pattern."""

from datetime import date
from decimal import Decimal

from hr.engine.roster import hours_on, week

MONDAY, TUESDAY, SATURDAY = date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 14)


def test_a_pattern_names_its_days():
    pattern = "Mon 7.4, Wednesday 7.4, Sat 4"

    assert hours_on(MONDAY, pattern=pattern, contract_hours=Decimal("18.8")) == Decimal("7.4")
    assert hours_on(TUESDAY, pattern=pattern, contract_hours=Decimal("18.8")) == 0
    assert hours_on(SATURDAY, pattern=pattern, contract_hours=Decimal("18.8")) == Decimal(4)


def test_without_a_pattern_the_week_is_spread_over_monday_to_friday():
    assert week("", Decimal(37)) == (*[Decimal("7.4")] * 5, Decimal(0), Decimal(0))


def test_a_pattern_that_does_not_add_up_to_the_contract_is_not_believed():
    assert week("Mon 9", Decimal("18.5")) == week("", Decimal("18.5"))


def test_a_pattern_may_name_a_range_of_days():
    assert week("Mon to Thu 7.4", Decimal("29.6")) == (*[Decimal("7.4")] * 4, *[Decimal(0)] * 3)
