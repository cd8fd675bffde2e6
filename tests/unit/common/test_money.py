from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedservices.common import money

AMOUNTS = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=2)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("2.665", "2.67")],
)
def test_pence_rounds_an_exact_half_away_from_zero(exact, rounded):
    assert str(money.pence(Decimal(exact))) == rounded


def test_round_half_up_of_half_a_year_is_183_days():
    assert money.round_half_up(Decimal("182.5"), 0) == Decimal(183)


@pytest.mark.parametrize(("places", "rounded"), [(0, "1"), (1, "1.3"), (2, "1.25"), (3, "1.250")])
def test_round_half_up_keeps_the_places_asked_for(places, rounded):
    assert str(money.round_half_up(Decimal("1.25"), places)) == rounded


def test_round_half_up_refuses_negative_places():
    with pytest.raises(ValueError, match="0 or more"):
        money.round_half_up(Decimal("1.25"), -1)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        # HMRC NI guidance: only the third decimal decides, 5 down, 6 up
        ("0.0256", "0.02"),
        ("0.025", "0.02"),
        ("0.0259", "0.02"),
        ("0.026", "0.03"),
        ("0.0099", "0.01"),
        ("12.3456", "12.34"),
        ("12.346", "12.35"),
        ("0", "0.00"),
    ],
)
def test_ni_round_looks_at_the_third_decimal_alone(exact, rounded):
    assert str(money.ni_round(Decimal(exact))) == rounded


@pytest.mark.parametrize(
    ("function", "exact", "rounded"),
    [
        (money.truncate_to_penny, "1.999", "1.99"),
        (money.ceil_to_penny, "1.991", "2.00"),
        (money.ceil_to_penny, "1.99", "1.99"),
        (money.truncate_to_pound, "1.99", "1"),
        (money.truncate_to_pound, "-0.01", "-1"),
        (money.ceil_to_pound, "3141.6667", "3142"),
        (money.ceil_to_pound, "3142.0000", "3142"),
        (money.nearest_pound, "1047.5", "1048"),
        (money.truncate4, "1.23456789", "1.2345"),
    ],
)
def test_named_roundings(function, exact, rounded):
    assert str(function(Decimal(exact))) == rounded


@given(total=AMOUNTS, n=st.integers(1, 60))
def test_split_evenly_adds_up_and_differs_by_a_penny_at_most(total, n):
    parts = money.split_evenly(total, n)

    assert sum(parts) == total
    assert len(parts) == n
    assert max(parts) - min(parts) <= Decimal("0.01")


@given(total=AMOUNTS, weights=st.lists(st.decimals(min_value=0, max_value=100_000, places=2), min_size=1, max_size=8))
def test_split_by_weight_adds_up_and_is_within_a_penny_of_the_exact_share(total, weights):
    parts = money.split_by_weight(total, weights)

    assert sum(parts) == total
    if whole := sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / whole) < Decimal("0.0100001")


def test_split_by_weight_gives_odd_pennies_to_the_largest_remainders():
    parts = money.split_by_weight(Decimal("1.00"), [Decimal(1), Decimal(1), Decimal("1.5")])

    assert [str(part) for part in parts] == ["0.29", "0.28", "0.43"]


def test_split_by_weight_of_a_refund_keeps_its_sign():
    parts = money.split_by_weight(Decimal("-10.00"), [Decimal(1), Decimal(2)])

    assert [str(part) for part in parts] == ["-3.33", "-6.67"]


def test_split_by_weight_with_no_weight_at_all_is_even():
    assert money.split_by_weight(Decimal("0.02"), [Decimal(0)] * 3) == money.split_evenly(Decimal("0.02"), 3)


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        ("1.00", [], "must be given"),
        ("1.00", [Decimal(-1), Decimal(2)], "negative"),
        ("1.001", [Decimal(1)], "whole pennies"),
    ],
)
def test_split_by_weight_refuses_what_cannot_be_split(total, weights, message):
    with pytest.raises(ValueError, match=message):
        money.split_by_weight(Decimal(total), weights)


def test_split_evenly_refuses_no_parts():
    with pytest.raises(ValueError, match="1 part or more"):
        money.split_evenly(Decimal("1.00"), 0)
