"""Protected pay (domain HR-04): a difference on top, or a salary that stands still until the new one has caught up."""

from datetime import date
from decimal import Decimal

from hr.engine.pay_protection import Kind, Own, Piece, pieces

D = Decimal
# Source: NJC 1 April 2025 and 2026: point 6 £25,989 and £26,847; then point 21 £34,237.
OWN = [
    Own(date(2025, 10, 1), date(2026, 4, 1), D(25989), D(1)),
    Own(date(2026, 4, 1), date(2026, 7, 1), D(26847), D(1)),
    Own(date(2026, 7, 1), date(2026, 10, 1), D(26847), D("0.5")),
    Own(date(2026, 10, 1), date(2027, 10, 1), D(34237), D("0.5")),
]


def test_a_salary_that_stands_still_is_caught_up():
    found = pieces(Kind.MARK_TIME, D(28989), OWN, periods=12)

    # £3,000 a year, then £2,142 after the award, half of it at half time, then nothing.
    assert found == [
        Piece(date(2025, 10, 1), date(2026, 4, 1), D("250.00")),
        Piece(date(2026, 4, 1), date(2026, 7, 1), D("178.50")),
        Piece(date(2026, 7, 1), date(2026, 10, 1), D("89.25")),
    ]


def test_a_difference_is_paid_whatever_the_job_pays_and_follows_the_hours():
    found = pieces(Kind.CASH, D(1200), OWN, periods=12)

    assert found == [
        Piece(date(2025, 10, 1), date(2026, 7, 1), D("100.00")),
        Piece(date(2026, 7, 1), date(2027, 10, 1), D("50.00")),
    ]
