"""Honoraria for part of a higher post's duties (domain HR-07)."""

from decimal import Decimal

from hr.engine.acting import honorarium


def test_half_of_the_difference_for_full_time_is_paid_by_the_month():
    # £34,237 to £26,847: £7,390 a year; half of it is £3,695.00, a twelfth £307.9167.
    paid = honorarium(
        own_annual=Decimal(26847), covered_annual=Decimal(34237), percent=Decimal(50), fte=Decimal(1), periods_a_year=12
    )

    assert paid == Decimal("307.92")


def test_part_time_and_four_weeks_count():
    # £7,390 × 0.25 × 0.5 ÷ 13 = £71.0577
    paid = honorarium(
        own_annual=Decimal(26847), covered_annual=Decimal(34237), percent=Decimal(25), fte=Decimal("0.5"),
        periods_a_year=13,
    )  # fmt: skip

    assert paid == Decimal("71.06")
