"""Triggers, turnover and days lost (domain HR-10.1, HR-17). Figures are the domain's, or worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from hr.engine import triggers, turnover
from hr.engine.triggers import Episode

D = Decimal
ON = date(2026, 11, 22)
RULE = triggers.rule_on(ON)


def test_four_episodes_and_ten_days_score_160():
    assert triggers.bradford(4, D(10)) == D(160)


def test_reached_names_each_trigger():
    episodes = [Episode(date(2026, 1 + 3 * number, 12), D("2.5")) for number in range(4)]

    found = triggers.reached(episodes, on=ON, rule=RULE)

    assert (found.n_episodes, found.days, found.bradford) == (4, D("10.0"), D("160.0"))
    assert found.triggers == ("10 days in 12 months", "Bradford score 160")


@pytest.mark.parametrize(("first", "is_reached"), [(date(2026, 5, 23), True), (date(2026, 5, 22), False)])
def test_three_episodes_count_within_six_months(first, is_reached):
    episodes = [Episode(first, D(1)), Episode(date(2026, 7, 1), D(1)), Episode(date(2026, 11, 2), D(1))]

    assert bool(triggers.reached(episodes, on=ON, rule=RULE).triggers) is is_reached


def test_pregnancy_and_disability_are_told_and_not_counted():
    episodes = [Episode(date(2026, 9, 1), D(40), is_excluded=True), Episode(date(2026, 10, 1), D(2))]

    found = triggers.reached(episodes, on=ON, rule=RULE)

    assert (found.n_episodes, found.days, found.n_excluded, found.triggers) == (1, D(2), 1, ())


def test_a_span_of_months_ends_with_its_day():
    assert triggers.months_before(date(2026, 11, 22), 6) == date(2026, 5, 23)
    assert triggers.months_before(date(2026, 8, 30), 6) == date(2026, 2, 28)
    assert triggers.months_before(date(2026, 12, 31), 12) == date(2026, 1, 1)
    with pytest.raises(LookupError):
        triggers.rule_on(date(2020, 3, 31))


def test_turnover_is_leavers_by_average_heads():
    """12 leavers, 100 at the start, 110 at the end of each of two months: 12 ÷ 106.67 = 11.3%."""
    assert turnover.turnover(n_leavers=12, headcounts=[100, 110, 110]) == D("11.3")
    assert turnover.turnover(n_leavers=0, headcounts=[]) is None
    assert turnover.stability(n_stayed=87, n_at_start=96) == D("90.6")
    assert turnover.stability(n_stayed=0, n_at_start=0) is None


def test_rest_days_lose_nothing():
    """Friday to Monday of somebody who works Monday to Friday: two days, 14.8 hours."""
    friday, tuesday = date(2026, 11, 13), date(2026, 11, 17)

    assert turnover.hours_lost(friday, tuesday, pattern="", contract_hours=D(37)) == D("14.80")
    assert turnover.days_lost(friday, tuesday, pattern="", contract_hours=D(37)) == 2
    assert turnover.days_lost(friday, tuesday, pattern="Mon to Wed 7.4", contract_hours=D("22.2")) == 1


def test_hours_become_days_of_somebody_full_time():
    """18.5 hours of a 37-hour week are 2.5 full-time days. Source: domain HR-10.1."""
    assert turnover.full_time_days(D("18.5"), full_time_hours=D(37)) == D("2.5")
    assert turnover.days_per_fte(days=D(100), fte=D(12)) == D("8.33")
    assert turnover.days_per_fte(days=D(100), fte=D(0)) is None
