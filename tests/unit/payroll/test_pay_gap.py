"""The gender pay gap (domain HR-14, scenario E31). Figures are the domain's worked example."""

from datetime import date
from decimal import Decimal

import pytest

from payroll.engine import pay_gap, pay_multiple
from payroll.engine.pay_gap import Counted, Quarter
from payroll.engine.pay_gap_law import law_on
from sharedservices.common.periods import Frequency

D = Decimal
MEN = ("12.85", "14.20", "15.10", "17.50", "22.00", "29.00")
WOMEN = ("12.85", "12.85", "13.40", "14.20", "16.30", "18.00", "21.00", "26.50")


def people(men, women, *, bonus=()):
    found = [Counted(False, D(rate)) for rate in men] + [Counted(True, D(rate)) for rate in women]
    return found + list(bonus)


def test_e31_gender_pay_gap_sample_is_eight_point_four_and_six_point_four():
    found = pay_gap.measures(people(MEN, WOMEN))

    assert found.hourly.mean == D("8.4")
    assert found.hourly.median == D("6.4")
    assert (found.hourly.men.median, found.hourly.women.median) == (D("16.30"), D("15.25"))
    assert found.hourly.women.mean == D("16.8875")


def test_e31_fourteen_people_are_four_three_four_three():
    found = pay_gap.measures(people(MEN, WOMEN)).quarters

    assert [one.n for one in found] == [4, 3, 4, 3]
    assert found == (Quarter(1, 3), Quarter(2, 1), Quarter(1, 3), Quarter(2, 1))
    assert found[0].women_percent == D("75.0")
    assert found[1].men_percent == D("66.7")


@pytest.mark.parametrize(
    ("n", "sizes"), [(0, [0, 0, 0, 0]), (1, [0, 1, 0, 0]), (13, [3, 4, 3, 3]), (14, [4, 3, 4, 3]), (16, [4, 4, 4, 4])]
)
def test_quarters_are_as_even_as_whole_people_allow(n, sizes):
    found = pay_gap.quarters([(D(number), number % 2 == 0) for number in range(n)])

    assert [one.n for one in found] == sizes


def test_people_of_one_rate_at_a_boundary_are_shared_out_in_proportion():
    """Forty people, thirty women of one rate among them: each quarter has the same mix of the tied ones."""
    paid = [(D(10), number < 30) for number in range(40)]

    assert pay_gap.quarters(paid) == (Quarter(2, 8), Quarter(3, 7), Quarter(2, 8), Quarter(3, 7))


def test_sharing_at_a_boundary_loses_nobody():
    paid = [(D(9), True)] * 3 + [(D(10), True)] * 5 + [(D(10), False)] * 2 + [(D(12), False)] * 7

    found = pay_gap.quarters(paid)

    assert (sum(one.men for one in found), sum(one.women for one in found)) == (9, 8)


def test_a_gap_below_nought_keeps_its_sign():
    assert pay_gap.gap([D(10)], [D(12)]).mean == D("-20.0")


def test_nobody_on_one_side_has_no_gap():
    found = pay_gap.measures(people((), WOMEN))

    assert (found.hourly.mean, found.hourly.median, found.men_with_bonus) == (None, None, None)
    assert pay_gap.gap([D(0)], [D(1)]).mean is None


def test_the_bonus_counts_those_on_reduced_pay_too_and_divides_by_all_of_a_sex():
    """Of 7 men one has a bonus (14.3%), of 10 women two have (20.0%); only receivers are averaged."""
    extra = [Counted(False, None, D(1000)), Counted(True, None, D(600)), Counted(True, None, D(200))]

    found = pay_gap.measures(people(MEN, WOMEN, bonus=extra))

    assert (found.men_with_bonus, found.women_with_bonus) == (D("14.3"), D("20.0"))
    assert (found.bonus.mean, found.bonus.median) == (D("60.0"), D("60.0"))
    assert (found.hourly.men.n, found.hourly.women.n) == (6, 8)


def test_the_hourly_rate_of_a_month():
    """2,100 a month: 2,100 × 7 ÷ 30.44 ÷ 37 = 13.0518 an hour. Source: SI 2017/353, Schedule 1 (30.44 days)."""
    law = law_on(date(2026, 3, 31))
    weekly = D(2100) * 7 / law.days_in_period(Frequency.MONTHLY)

    assert pay_gap.hourly_rate(weekly_pay=weekly, weekly_hours=D(37)) == D("13.0518")


def test_the_law_says_when_and_who():
    law = law_on(date(2026, 3, 31))

    assert law.obliged_from_heads == 250
    assert law.is_snapshot_date(date(2026, 3, 31))
    assert not law.is_snapshot_date(date(2026, 4, 5))
    assert law.last_snapshot(date(2026, 11, 22)) == date(2026, 3, 31)
    assert law.last_snapshot(date(2026, 3, 30)) == date(2025, 3, 31)
    assert law.publish_by(date(2026, 3, 31)) == date(2027, 3, 30)
    assert law.days_in_period(Frequency.FOURWEEKLY) == D(28)
    with pytest.raises(LookupError):
        law_on(date(2017, 3, 30))


def test_the_pay_multiple_is_the_highest_by_the_median_and_nothing_of_fewer_than_five():
    """£120,000 ÷ £24,000 = 5.00. Source: Local Government Transparency Code 2015, paragraphs 51 and 52."""
    paid = [D(21000), D(24000), D(120000), D(23000), D(30000)]

    assert pay_multiple.multiple(paid) == pay_multiple.Multiple(5, D(120000), D("24000.00"), D("5.00"))
    assert pay_multiple.multiple(paid[:4]) is None
    assert pay_multiple.multiple([*paid[:4], D(0)]) is None
