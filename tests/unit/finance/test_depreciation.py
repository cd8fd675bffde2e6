"""Straight-line depreciation by months (domain FIN-14), and what a new value does (IAS 16.39 and 40)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.engine.depreciation import Basis, charge, due, month_after, months_due, policy_on, revalue, share, years

D = Decimal
APRIL = date(2026, 4, 1)
TEN_YEARS = Basis(value=D("125000.00"), residual=D("5000.00"), months=120, begins=date(2026, 10, 1))
pounds = st.decimals(min_value=0, max_value=10**9, places=2)


def test_a_year_of_120000_over_ten_years_is_12000():
    assert charge(TEN_YEARS, D(0), date(2026, 10, 1)) == D("1000.00")
    assert years(TEN_YEARS)[:2] == [(2026, D("6000.00")), (2027, D("12000.00"))]
    assert years(TEN_YEARS)[-1] == (2036, D("6000.00"))


def test_pennies_go_where_the_whole_says_and_a_missed_month_is_made_up():
    basis = Basis(value=D("100.00"), residual=D(0), months=3, begins=APRIL)
    assert [due(basis, date(2026, n, 1)) for n in (3, 4, 5, 6, 7)] == [D(0), D("33.33"), D("66.67"), D(100), D(100)]
    assert charge(basis, D("33.33"), date(2026, 6, 1)) == D("66.67")
    assert charge(basis, D("100.00"), date(2026, 7, 1)) == D(0)


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2028, 2, 29), date(2028, 3, 1)), (date(2026, 12, 31), date(2027, 1, 1)), (APRIL, date(2026, 5, 1))],
)
def test_the_first_month_is_the_one_after(day, first):
    assert month_after(day) == first


def test_what_lasts_for_ever_is_never_charged():
    land = Basis(value=D("500000.00"), residual=D(0), months=0, begins=APRIL)
    assert (months_due(land, date(2030, 4, 1)), charge(land, D(0), date(2030, 4, 1)), years(land)) == (0, D(0), [])


@given(value=pounds, residual=pounds, months=st.integers(1, 1440))
def test_all_months_come_to_cost_less_residual_value(value, residual, months):
    basis = Basis(value=value, residual=residual, months=months, begins=APRIL)
    assert sum((one for _year, one in years(basis)), D(0)) == max(value - residual, D(0))
    assert all(one >= 0 for _year, one in years(basis))


@pytest.mark.parametrize(
    ("reserve", "losses", "value", "change"),
    [
        # Carried at £900.00: a gain of £300.00 is a reserve.
        ("0", "0", "1200.00", ("200.00", "-100.00", "300.00", "0.00", "0.00")),
        # £50.00 of it make good a loss that was charged.
        ("0", "50.00", "1200.00", ("200.00", "-100.00", "250.00", "-50.00", "-50.00")),
        # A loss of £400.00 takes the reserve of £150.00 first.
        ("150.00", "0", "500.00", ("-500.00", "-100.00", "-150.00", "250.00", "250.00")),
        ("400.00", "0", "500.00", ("-500.00", "-100.00", "-400.00", "0.00", "0.00")),
    ],
)
def test_a_new_value(reserve, losses, value, change):
    found = revalue(cost=D(1000), depreciation=D(100), reserve=D(reserve), losses=D(losses), value=D(value))
    assert (found.cost, found.depreciation, found.reserve, found.losses, found.charge) == tuple(map(D, change))


@given(cost=pounds, off=pounds, reserve=pounds, losses=pounds, value=pounds)
def test_a_new_value_balances(cost, off, reserve, losses, value):
    off = min(off, cost)
    found = revalue(cost=cost, depreciation=off, reserve=reserve, losses=losses, value=value)
    assert cost + found.cost - off - found.depreciation == value
    assert found.cost - found.depreciation == found.reserve - found.charge
    assert reserve + found.reserve >= 0
    assert losses + found.losses >= 0


def test_a_part_of_the_cost_takes_its_part_of_the_rest_and_all_takes_all():
    assert share([D("100.00"), D("0.05")], part=D(1), whole=D(3)) == [D("33.33"), D("0.02")]
    assert share([D("100.00"), D("0.05")], part=D(3), whole=D(3)) == [D("100.00"), D("0.05")]


def test_the_policy_has_a_day():
    assert policy_on(APRIL).classes["VEHICLES"].lives == (2, 25)
    with pytest.raises(LookupError):
        policy_on(date(2019, 12, 31))
