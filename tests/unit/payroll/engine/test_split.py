"""How net pay is split between two accounts (domain HR-12, rule 6 of bank changes)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.engine.split import split_net

POUNDS = st.decimals(min_value=-5_000, max_value=100_000, places=2)
AMOUNTS = st.decimals(min_value="0.01", max_value=99_999, places=2)
BEFORE = st.decimals(min_value=0, max_value=99_999, places=2)


@pytest.mark.parametrize(
    ("net", "fixed", "before", "main", "second"),
    [
        ("2000.00", None, "0", "2000.00", "0"),
        ("2000.00", "300.00", "0", "1700.00", "300.00"),
        ("300.01", "300.00", "0", "0.01", "300.00"),
        ("300.00", "300.00", "0", "0.00", "300.00"),
        ("120.50", "300.00", "0", "0.00", "120.50"),  # short pay: the second account gets what there is
        ("500.00", "300.00", "300.00", "500.00", "0"),  # another run of the period paid the fixed amount
        ("500.00", "300.00", "120.50", "320.50", "179.50"),  # what was short then is made up in the same period
        ("500.00", "200.00", "300.00", "500.00", "0"),  # the amount went down in between
        ("0.00", "300.00", "0", "0", "0"),
        ("-12.00", "300.00", "0", "0", "0"),
    ],
)
def test_split(net, fixed, before, main, second):
    found = split_net(Decimal(net), fixed=Decimal(fixed) if fixed else None, paid_before=Decimal(before))

    assert found == (Decimal(main), Decimal(second))


@given(net=POUNDS, fixed=st.none() | AMOUNTS, before=BEFORE)
def test_both_together_are_the_net_pay_and_neither_is_negative(net, fixed, before):
    found = split_net(net, fixed=fixed, paid_before=before)

    assert found.main + found.second == max(net, Decimal(0))
    assert min(found) >= 0
    assert found.second <= (fixed or Decimal(0))
