"""Hours of a day from a working pattern."""

from datetime import date
from decimal import Decimal

from hr.engine.roster import compose, hours_on, rota, week

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


ROTA = "Rota from 6 April 2026. Week 1: Mon to Wed 12. Week 2: Thu to Sun 9.5."


def test_a_rota_gives_each_week_its_own_hours_and_the_contract_their_average():
    found = rota(ROTA)

    # (3 × 12 + 4 × 9.5) ÷ 2 = 37
    assert (found.average, found.words) == (Decimal("37.00"), ("Mon to Wed 12", "Thu to Sun 9.5"))
    hours = {day: hours_on(day, pattern=ROTA, contract_hours=Decimal(37)) for day in (MONDAY, SATURDAY)}
    # 9 November 2026 is 31 weeks after 6 April: week 2, Thursday to Sunday.
    assert hours == {MONDAY: 0, SATURDAY: Decimal("9.5")}
    assert hours_on(date(2026, 11, 16), pattern=ROTA, contract_hours=Decimal(37)) == 12
    assert hours_on(date(2026, 3, 30), pattern=ROTA, contract_hours=Decimal(37)) == 0
    assert compose(["Mon to Wed 12", " Thu to  Sun 9.5"], date(2026, 4, 8)) == ROTA


def test_a_rota_that_cannot_be_read_or_does_not_average_to_the_contract_is_not_believed():
    assert rota("Rota from 31 April 2026. Week 1: Mon 7.") is None
    assert rota("Rota from 6 April 2026. Week 2: Mon 7.") is None
    assert rota("Rota from 6 April 2026. Week 1: Mon 25.") is None
    assert hours_on(TUESDAY, pattern=ROTA, contract_hours=Decimal(30)) == 6
