"""How a year's budget runs over its months (domain FIN-04)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.engine.budget_profile import remaining, spread, to_date

D = Decimal


def test_fin_04_equal_twelfths_put_the_pennies_into_p12():
    # £10,000 / 12 = £833.33 and four pennies: domain FIN-04, “equal /12 (pennies to P12)”.
    assert spread(D("10000.00")) == (D("833.33"),) * 11 + (D("833.37"),)
    assert spread(D("-10000.00")) == (D("-833.33"),) * 11 + (D("-833.37"),)


def test_weights_share_in_proportion_and_the_last_month_with_one_takes_the_pennies():
    weights = [D(0)] * 12
    weights[0], weights[4], weights[8] = D(1), D(1), D(1)
    assert spread(D("100.00"), weights) == (
        D("33.33"), 0, 0, 0, D("33.33"), 0, 0, 0, D("33.34"), 0, 0, 0,
    )  # fmt: skip


@pytest.mark.parametrize("weights", [[D(1)] * 11, [D(0)] * 12, [D(-1)] + [D(1)] * 11])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="twelve weights"):
        spread(D(1), weights)


@given(
    annual=st.decimals("-99999999", "99999999", places=2),
    weights=st.lists(st.integers(0, 10**9).map(Decimal), min_size=12, max_size=12).filter(any),
)
def test_fin_04_the_months_add_up_to_the_year_to_the_penny(annual, weights):
    months = spread(annual, weights)
    assert sum(months) == annual == to_date(months)[11]
    assert sum(months[:5]) + remaining(months, 5) == annual
    assert all(month == 0 for month, weight in zip(months, weights, strict=True) if not weight)
