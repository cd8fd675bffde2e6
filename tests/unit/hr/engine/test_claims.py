"""What a mile is worth and how it is taxed, how long somebody worked, and what is claimed twice."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from hr.engine import claims
from hr.engine.claims import Journey, Part, Rates, Treatment, Vehicle

D = Decimal
MAY = date(2026, 5, 5)
# HMRC, approved mileage allowance payments: 45p to 10,000 miles and 25p above, 24p motor cycle, 20p cycle; 5p passenger
LAW = Rates(car=D("0.45"), car_over=D("0.25"), motorcycle=D("0.24"), cycle=D("0.20"), passenger=D("0.05"))


def go(miles, vehicle=Vehicle.CAR, on=MAY, passengers=0):
    return Journey(on=on, miles=D(miles), vehicle=vehicle, passengers=passengers)


def worth(*journeys, paid=LAW, before="0"):
    days = {one.on for one in journeys}
    return claims.parts(journeys, paid=dict.fromkeys(days, paid), before={"2026-27": D(before)})


def test_the_law_is_dated_and_names_its_source():
    found = claims.approved_rates(on=MAY)

    assert (found.rates, found.threshold) == (LAW, D(10000))
    assert "ss 230 and 234" in found.source
    with pytest.raises(LookupError):
        claims.approved_rates(on=date(2011, 4, 5))


@pytest.mark.parametrize(
    ("vehicle", "rate"), [(Vehicle.CAR, "0.45"), (Vehicle.MOTORCYCLE, "0.24"), (Vehicle.CYCLE, "0.20")]
)
def test_each_vehicle_has_its_rate(vehicle, rate):
    assert worth(go(120, vehicle)) == [Part(treatment=Treatment.FREE, rate=D(rate), miles=D(120))]


def test_a_journey_over_the_threshold_is_divided_there():
    assert worth(go(100), before="9950") == [
        Part(treatment=Treatment.FREE, rate=D("0.45"), miles=D(50)),
        Part(treatment=Treatment.FREE, rate=D("0.25"), miles=D(50)),
    ]


def test_the_threshold_begins_again_with_the_tax_year():
    new = go(10, on=date(2027, 4, 6))

    assert claims.parts([go(10, on=date(2027, 4, 5)), new], paid={new.on: LAW, date(2027, 4, 5): LAW},
                        before={"2026-27": D(10000), "2027-28": D(0)}) == [
        Part(treatment=Treatment.FREE, rate=D("0.45"), miles=D(10)),
        Part(treatment=Treatment.FREE, rate=D("0.25"), miles=D(10)),
    ]  # fmt: skip


def test_a_partner_that_pays_45p_above_the_threshold_pays_20p_of_it_taxed_and_free_of_national_insurance():
    # Tax: 25p above 10,000 miles (ITEPA s 230). NI: 45p for every mile (SI 2001/1004 reg 22A).
    paid = Rates(car=D("0.45"), car_over=D("0.45"), motorcycle=D("0.24"), cycle=D("0.20"), passenger=D("0.05"))

    assert worth(go(10), paid=paid, before="10000") == [
        Part(treatment=Treatment.FREE, rate=D("0.25"), miles=D(10)),
        Part(treatment=Treatment.TAXED, rate=D("0.20"), miles=D(10)),
    ]


def test_a_partner_that_pays_52p_pays_7p_of_it_with_tax_and_national_insurance():
    paid = Rates(car=D("0.52"), car_over=D("0.25"), motorcycle=D("0.24"), cycle=D("0.20"), passenger=D("0.05"))

    assert worth(go(10), paid=paid) == [
        Part(treatment=Treatment.FREE, rate=D("0.45"), miles=D(10)),
        Part(treatment=Treatment.EXCESS, rate=D("0.07"), miles=D(10)),
    ]


def test_passengers_are_paid_by_mile_and_head():
    assert worth(go(10, passengers=2))[1] == Part(
        treatment=Treatment.FREE, rate=D("0.05"), miles=D(20), is_passenger=True
    )


def test_a_night_shift_ends_on_the_next_day():
    begun, over = claims.worked(date(2026, 11, 2), time(22), time(6))

    assert (begun, over) == (datetime(2026, 11, 2, 22, tzinfo=UTC), datetime(2026, 11, 3, 6, tzinfo=UTC))
    assert claims.hours_between(begun, over, break_minutes=20) == D("7.67")


def test_a_night_on_which_the_clocks_go_back_is_an_hour_longer():
    assert claims.hours_between(*claims.worked(date(2026, 10, 24), time(22), time(6)), break_minutes=0) == D(9)


@pytest.mark.parametrize(
    ("on", "claimed", "late"),
    [
        (date(2026, 8, 22), date(2026, 11, 22), False),
        (date(2026, 8, 22), date(2026, 11, 23), True),
        (date(2026, 11, 30), date(2027, 2, 28), False),
        (date(2026, 11, 30), date(2027, 3, 1), True),
    ],
)
def test_late_is_so_many_months_after(on, claimed, late):
    assert claims.is_late(on, claimed_on=claimed, months=3) is late


def test_spelling_hides_no_second_claim():
    first = claims.of_journey(on=MAY, places=["County Hall", "St. Mary’s"], miles=D("12"))

    assert first == claims.of_journey(on=MAY, places=["county  hall", "St Mary’s"], miles=D("12.0"))
    assert first != claims.of_journey(on=MAY, places=["St. Mary’s", "County Hall"], miles=D("12"))
    assert claims.of_expense(on=MAY, amount=D(5), sha256="ab") == claims.of_expense(
        on=date(2026, 6, 1), amount=D(6), sha256="ab"
    )
    assert claims.of_expense(on=MAY, amount=D(5), sha256="") != claims.of_expense(on=MAY, amount=D(6), sha256="")


def test_what_holds_where_a_partner_has_laid_down_nothing():
    assert (claims.defaults().months_late, claims.defaults().longest_shift_hours) == (3, D(16))
